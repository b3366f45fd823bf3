"""Two runs held against each other: the verdicts of places, and the classes of cells.

Nothing is repaired here: a place or a cell that only one run knows is said to be so, cells that do
not lie on one another are refused, and `geo.comparing.likeness` says what else is not alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from affine import Affine
from pyproj import CRS

from layers.errors import Finding, InputError
from layers.text import Text

from ..coverage import AT_50, AT_90, BELOW, NO_DATA, NO_STATION
from ..coverage import OUTSIDE as NOT_COMPUTED
from ..grid import Grid
from ..results import ANY, Results, empty

Codes = npt.NDArray[np.uint8]

# What became of a verdict, by any operator.
PLACE_CHANGES = ("gained", "lost", "unchanged", "other", "new", "gone")
# What became of a cell; the raster of changes holds the index, or one of the two below.
CELL_CHANGES = ("gained", "lost", "kept", "never")
UNKNOWN, OUTSIDE = 254, 255
_COUNTED = (*CELL_CHANGES, "unknown")

_FACTS = ["name_zh", "name_en", "category", "group", "prefecture_adcode", "county_adcode"]
_WHOLE = 1e-6  # [cell]
_SAME_DEG = 1e-9  # coordinates read from the same sheet agree to the last digit
_GAINED, _LOST, _KEPT, _NEVER = range(len(CELL_CHANGES))
# By the state before (row) and now (column): not covered, covered, no data, not computed.
_CHANGE = np.array(
    [
        [_NEVER, _GAINED, UNKNOWN, UNKNOWN],
        [_LOST, _KEPT, UNKNOWN, UNKNOWN],
        [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
        [UNKNOWN, UNKNOWN, UNKNOWN, OUTSIDE],
    ],
    np.uint8,
)
_STATE = np.full(256, 2, np.intp)  # by class; a class that is not known here is no data
_STATE[[NO_STATION, BELOW]], _STATE[[AT_50, AT_90]] = 0, 1
_STATE[NO_DATA], _STATE[NOT_COMPUTED] = 2, 3


def places(earlier: Results, later: Results) -> pd.DataFrame:
    """Return `Results.changes`: every place by every rule, for any operator.

    A place that only one run lists, and does not leave out with a reason, is ``new`` or ``gone``
    where the other run would have listed it, and left out where its prefecture was not in the
    scope of the other.

    Parameters
    ----------
    earlier, later
        What two runs found.
    """
    verdicts = pd.concat({"before": _judged(earlier), "now": _judged(later)}, axis=1)
    verdicts = verdicts.fillna("").sort_index().reset_index()
    listed = _listed(earlier, later)
    found = verdicts.join(listed, on="area_id")
    found["change"] = _change(found["before"], found["now"])
    found = found[_comparable(found, earlier, later)].reset_index(drop=True)
    return found[list(empty("changes"))]


def _judged(results: Results) -> pd.Series[str]:
    counted = results.areas.loc[results.areas["excluded"] == "", "id"]
    rows = results.verdicts[results.verdicts["operator"] == ANY]
    rows = rows[rows["area_id"].isin(counted)]  # and not those of lines
    pointed = results.areas.loc[results.areas["key_points"] > 0, "id"]
    rows = rows[(rows["rule"] != "keypoints") | rows["area_id"].isin(pointed)]
    verdicts: pd.Series[str] = rows.set_index(["area_id", "rule"])["verdict"]
    return verdicts


def _listed(earlier: Results, later: Results) -> pd.DataFrame:
    """Return what is known of each place, from the later run where it lists it."""
    before, now = (results.areas.set_index("id") for results in (earlier, later))
    only_before = before[~before.index.isin(now.index)]
    facts = pd.concat([pd.DataFrame(now[_FACTS]), pd.DataFrame(only_before[_FACTS])])
    return facts.assign(moved=_moved(before, now).reindex(facts.index, fill_value=False))


def _moved(before: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Return which places of both runs were judged at another point or over another extent."""
    both = now.index.intersection(before.index)
    old, new = before.loc[both], now.loc[both]
    same = np.isclose(old["lon"], new["lon"], rtol=0.0, atol=_SAME_DEG, equal_nan=True)
    same &= np.isclose(old["lat"], new["lat"], rtol=0.0, atol=_SAME_DEG, equal_nan=True)
    shapes = old.geometry.to_numpy(), new.geometry.to_numpy()
    neither = shapely.is_missing(shapes[0]) & shapely.is_missing(shapes[1])
    same &= neither | shapely.equals_exact(*shapes, tolerance=_SAME_DEG)
    return pd.Series(~same, index=both, dtype=bool)


def _change(before: pd.Series[str], now: pd.Series[str]) -> npt.NDArray[np.str_]:
    return np.select(
        [before == "", now == "", before == now, now == "met", before == "met"],
        ["new", "gone", "unchanged", "gained", "lost"],
        "other",
    ).astype(str)


def _comparable(found: pd.DataFrame, earlier: Results, later: Results) -> npt.NDArray[np.bool_]:
    """Return which rows are of places that both runs list, or would have listed."""
    before, now = (set(results.card["scope"]) for results in (earlier, later))
    # A place of no known prefecture is listed by a run of all prefectures alone.
    nowhere = {""} if before == now else set()
    ids = [set(results.areas["id"]) for results in (earlier, later)]
    comparable = found["area_id"].isin(ids[0] & ids[1])
    comparable |= found["prefecture_adcode"].isin(before & now | nowhere)
    return comparable.to_numpy(bool)


def cells(before: Codes, now: Codes) -> Codes:
    """Return what became of each cell, for any operator at 50 %.

    Parameters
    ----------
    before, now
        Classes as `geo.coverage` numbers them, of one shape.

    Returns
    -------
    numpy.ndarray
        Index of `CELL_CHANGES`; `UNKNOWN` where a run has no data or did not compute, `OUTSIDE`
        where neither computed.

    Examples
    --------
    >>> cells(np.array([0, 3, 2, 1, 4, 255], np.uint8), np.array([2, 1, 3, 0, 3, 255], np.uint8))
    array([  0,   1,   2,   3, 254, 255], dtype=uint8)
    """
    changes: Codes = _CHANGE[_STATE[before], _STATE[now]]
    return changes


class Tally:
    """Cells and people by county and change, added up window by window.

    Parameters
    ----------
    adcodes
        Counties, in the order of the index raster.
    """

    def __init__(self, adcodes: npt.NDArray[np.str_]) -> None:
        self._adcodes = adcodes
        self._cells = np.zeros((len(adcodes), len(_COUNTED)), np.int64)
        self._people = np.zeros(self._cells.shape)
        self._with_people = False

    def add(
        self,
        changes: Codes,
        county: npt.NDArray[np.int16],
        people: npt.NDArray[np.float64] | None = None,
    ) -> None:
        """Count one window.

        Parameters
        ----------
        changes
            As `cells` returns them.
        county
            Index raster, −1 = outside.
        people
            People in each cell, ``None`` = not known.
        """
        inside = (county >= 0) & (changes != OUTSIDE)
        change = np.where(changes == UNKNOWN, len(CELL_CHANGES), changes)[inside]
        place = county[inside].astype(np.int64) * len(_COUNTED) + change
        size, shape = self._cells.size, self._cells.shape
        self._cells += np.bincount(place, minlength=size).reshape(shape)
        if people is not None:
            self._with_people = True
            self._people += np.bincount(place, people[inside], size).reshape(shape)

    def frame(self) -> pd.DataFrame:
        """Return `Results.change_cells`: a row per county and change."""
        county, change = np.indices(self._cells.shape)
        return pd.DataFrame(
            {
                "county_adcode": self._adcodes[county.ravel()],
                "change": np.array(_COUNTED)[change.ravel()],
                "cells": self._cells.ravel(),
                "people": self._people.ravel() if self._with_people else np.nan,
            }
        ).astype({"county_adcode": "str", "change": "str"})


def grid_of(card: Mapping[str, Any]) -> Grid:
    """Return the grid of a run.

    Parameters
    ----------
    card
        `Results.card`.
    """
    grid = card["grid"]
    transform = Affine(*grid["transform"])
    return Grid(grid["crs_wkt"], transform.c, transform.f, grid["cell_m"], *grid["shape"])


def common_grid(before: Grid, now: Grid, asked_by: str) -> Grid:
    """Return the smallest grid that covers the grids of two runs.

    Parameters
    ----------
    before, now
        Grids.
    asked_by
        Setting or argument that named the earlier run.

    Raises
    ------
    InputError
        When the cells of one do not lie on cells of the other.
    """
    if CRS.from_user_input(before.crs) != CRS.from_user_input(now.crs):
        raise InputError([_other_projection(asked_by)])
    if before.cell_m != now.cell_m:
        raise InputError([_other_cell(before, now, asked_by)])
    cell = now.cell_m
    shift = (before.left - now.left) / cell, (before.top - now.top) / cell
    if any(abs(cells - round(cells)) > _WHOLE for cells in shift):
        raise InputError([_other_projection(asked_by)])
    ends = [grid.bounds for grid in (before, now)]
    left, bottom = (min(bounds[side] for bounds in ends) for side in (0, 1))
    right, top = (max(bounds[side] for bounds in ends) for side in (2, 3))
    rows, columns = round((top - bottom) / cell), round((right - left) / cell)
    return Grid(now.crs, left, top, cell, rows, columns)


def _other_cell(before: Grid, now: Grid, asked_by: str) -> Finding:
    return Finding(
        "other-cell",
        Text(
            f"上期格网 {before.cell_m:g} m，本期 {now.cell_m:g} m，不能逐格比较",
            f"the earlier run has cells of {before.cell_m:g} m, this one of {now.cell_m:g} m: they"
            " cannot be compared cell by cell",
        ),
        Text(
            f"用 [coverage] cell_m = {now.cell_m:g} 重新运行上期",
            f"run the earlier one again with [coverage] cell_m = {now.cell_m:g}",
        ),
        field=asked_by,
    )


def _other_projection(asked_by: str) -> Finding:
    return Finding(
        "other-projection",
        Text(
            "两次运行的格网投影或起点不同，不能逐格比较",
            "the grids of the two runs have another projection or origin: they cannot be compared"
            " cell by cell",
        ),
        Text("用本版本重新运行上期", "run the earlier one again with this version"),
        field=asked_by,
    )
