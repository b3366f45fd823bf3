"""People counted by county and view while the province is computed tile by tile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import Finding
from layers.text import Text

from ..coverage import Window
from ..grid import Grid
from ..networks import View
from ..tally import Regions
from ._findings import elsewhere, finding
from ._people import Floats, People

Counties = npt.NDArray[np.int16]
Indices = npt.NDArray[np.int64]

_LEFT_OUT = 0.01  # of the people: what cells across the border make is far less
_FAR_FROM_CENSUS = 2.0  # times as many, or as few
_KINDS = 8
_HAS = tuple((np.arange(_KINDS) >> figure) % 2 == 1 for figure in range(3))
_FIGURES = ("people", "people50", "people90", "people_no_data")


class PeopleTally:
    """People by county: all, at the threshold by view, and not known.

    Parameters
    ----------
    people
        Where they live.
    adcodes
        Counties, in the order of the index raster.
    views
        Ways of looking at the networks of the windows.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """

    def __init__(
        self,
        people: People,
        adcodes: npt.NDArray[np.str_],
        views: Sequence[View],
        threshold_dbm: float,
    ) -> None:
        self.people, self._adcodes, self._views = people, adcodes, tuple(views)
        self._threshold_dbm = threshold_dbm
        self._all = np.zeros(len(adcodes))
        self._found = np.zeros((3, len(self._views), len(adcodes)))  # 50 %, 90 %, no data

    def add_empty(self, grid: Grid, county: Counties) -> None:
        """Count a tile that no station reaches."""
        self._inhabited(grid, county)

    def add(self, window: Window, county: Counties) -> None:
        """Count one tile; parameters as of `geo.tally.Tally.add`."""
        cells, index, weights = self._inhabited(window.grid, county)
        if not index.size:
            return
        here = _only(window, cells)
        for number, view in enumerate(self._views):
            at_50, at_90 = here.level_of(view)[:, 0] >= self._threshold_dbm
            unanswered = here.open_of(view, self._threshold_dbm)[0]
            # Every combination of the three is counted, so that the cells are gone through once.
            kind = at_50 + 2 * at_90.astype(np.int64) + 4 * unanswered
            by_kind = self._summed(index * _KINDS + kind, weights, _KINDS)
            for figure in range(3):
                self._found[figure, number] += by_kind[:, _HAS[figure]].sum(axis=1)

    def _inhabited(self, grid: Grid, county: Counties) -> tuple[Indices, Indices, Floats]:
        """Count all people of a tile; return in which cells and counties, and how many live."""
        people = self.people.over(grid).ravel()
        cells = np.flatnonzero((people > 0.0) & (county.ravel() >= 0))
        index, weights = county.ravel()[cells].astype(np.int64), people[cells]
        self._all += self._summed(index, weights)[:, 0]
        return cells, index, weights

    def _summed(self, index: Indices, weights: Floats, columns: int = 1) -> Floats:
        counties = len(self._adcodes)
        summed = np.bincount(index, weights, minlength=counties * columns)
        return summed.astype(np.float64).reshape(counties, columns)

    def frame(self) -> pd.DataFrame:
        """Return `Results.people`; NaN in counties where the file has nobody at all."""
        known = np.where(self._all > 0.0, 1.0, np.nan)
        return pd.DataFrame(
            [
                (adcode, view.name, *(np.array([total, *found]) * known[county]).tolist())
                for county, (adcode, total) in enumerate(zip(self._adcodes, self._all, strict=True))
                for view, found in zip(self._views, self._found[:, :, county].T, strict=True)
            ],
            columns=["county_adcode", "operator", *_FIGURES],
        )

    def by_county(self) -> pd.Series[float]:
        """Return all people by division code."""
        return pd.Series(self._all, index=self._adcodes)


def _only(window: Window, cells: Indices) -> Window:
    """Return some cells of a window as one row, so that its views look at them alone."""
    level, possible = window.level_dbm, window.possible_dbm
    return replace(
        window,
        level_dbm=level.reshape(*level.shape[:2], 1, -1).take(cells, axis=-1),
        possible_dbm=possible.reshape(len(possible), 1, -1).take(cells, axis=-1),
    )


def require_somebody(
    people: People, regions: Regions, counties: gpd.GeoDataFrame, grid: Grid, side: int
) -> None:
    """Refuse a file that has nobody in the region, before anything is computed.

    Parameters
    ----------
    people
        The file.
    regions, counties
        The counties of the run.
    grid
        The working grid.
    side
        Cells along a tile's edge.

    Raises
    ------
    InputError
        Naming what the file covers, and what the run does.
    """
    for _, _, tile in grid.tiles(side):
        inhabited = people.over(tile) > 0.0
        if inhabited.any() and (regions.index(tile)[inhabited] >= 0).any():
            return
    expected = tuple(counties.total_bounds.tolist())
    raise elsewhere("people-nobody", people.path.name, people.bounds, expected)


def cautions(
    tally: PeopleTally,
    counties: gpd.GeoDataFrame,
    population: pd.DataFrame,
    *,
    whole: bool,
) -> tuple[Finding, ...]:
    """Return what the people counted give to think about.

    Parameters
    ----------
    tally
        Filled by all tiles.
    counties
        The counties of the run.
    population
        The layer ``population``, the census.
    whole
        Whether the run computes the whole province, so that all people of the file are in it.
    """
    found = tally.by_county()
    file = tally.people.path.name
    return (
        *_left_out(tally.people, float(found.sum()), file, whole=whole),
        *_far_from_census(found, counties, population, file),
        *_missing(found, counties, file),
    )


def _left_out(people: People, inside: float, file: str, *, whole: bool) -> list[Finding]:
    left = people.total - inside
    if not whole or left <= _LEFT_OUT * people.total:
        return []
    return [finding("people-left-out", file, people=left, share=left / people.total * 100.0)]


def _far_from_census(
    found: pd.Series[float], counties: gpd.GeoDataFrame, population: pd.DataFrame, file: str
) -> list[Finding]:
    """Compare over the prefectures whose census is known."""
    if population.empty:
        return []
    census = population.set_index("adcode")["population"]
    prefecture = counties.set_index("adcode")["prefecture_adcode"]
    known = prefecture[prefecture.isin(census.index)]
    counted, expected = float(found[known.index].sum()), float(census[known.unique()].sum())
    if not expected or 1.0 / _FAR_FROM_CENSUS <= counted / expected <= _FAR_FROM_CENSUS:
        return []
    return [
        finding(
            "people-far-from-census",
            file,
            found=counted,
            census=expected,
            ratio=counted / expected,
        )
    ]


def _missing(found: pd.Series[float], counties: gpd.GeoDataFrame, file: str) -> list[Finding]:
    missing = counties[counties["adcode"].isin(found.index[found == 0.0])]
    if missing.empty:
        return []
    names = Text("、".join(missing["name_zh"]), ", ".join(missing["name_en"]))
    return [finding("people-missing-counties", file, count=len(missing), names=names)]
