"""Which candidate covers which cells: the same model that judges, one candidate at a time.

Cells of a place that the same candidates cover are one demand that stands for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from .. import radio
from ..coverage import ByDistance, ByTerrain, Model, NoMemory, Window
from ..grid import Grid
from ..settings import Settings
from ..terrain import Terrain
from ._azimuths import Azimuths, azimuths
from ._demand import Indices, OpenPlace, boxes
from ._equipment import Equipment, stations

Bools = npt.NDArray[np.bool_]


class Demand(NamedTuple):
    """Cells of a place that the same candidates cover.

    Parameters
    ----------
    place
        Index of the open place.
    candidates
        Indices of the candidates, ascending; none = out of every reach.
    cells
        How many cells they are.
    people
        People of those cells, NaN = not known.
    line_km
        Road and railway in them. [km]
    key_points
        Key points that they are.
    """

    place: int
    candidates: tuple[int, ...]
    cells: int
    people: float
    line_km: float
    key_points: int


@dataclass(frozen=True)
class Sets:
    """What the candidates do for the open places.

    Parameters
    ----------
    demands
        Of all places, in their order.
    azimuths
        Of each candidate.
    stations
        Rows of all candidates, as `geo.planning._equipment.stations` returns them.
    owner
        Candidate of each of those rows, shape (rows,).
    """

    demands: list[Demand]
    azimuths: list[Azimuths]
    stations: gpd.GeoDataFrame
    owner: Indices


def sets(
    table: pd.DataFrame,
    places: list[OpenPlace],
    built: Equipment,
    settings: Settings,
    terrain: Terrain | None,
    crs: str,
    threshold_dbm: float,
    reach_m: float,
    progress: Callable[[int], Callable[[], None]],
) -> Sets:
    """Compute what every candidate covers.

    Parameters
    ----------
    table
        Candidates.
    places
        Open places.
    built
        What is built at a candidate.
    settings, terrain, crs
        As of the model that judges.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    reach_m
        How far a station serves. [m]
    progress
        Number of candidates → what is called after each.
    """
    near = _near(table, places, reach_m)
    at = list(zip(table["x"], table["y"], strict=True))
    looking = [
        azimuths(settings.plan.azimuths, at[j], [places[p] for p in own], crs)
        for j, own in enumerate(near)
    ]
    named = table.assign(id=[f"C{j:05d}" for j in range(len(table))])
    rows = stations(built, named, looking)
    owner = np.repeat(np.arange(len(table)), [max(1, len(own)) for own in looking])
    refine = [_Refined(place) for place in places]
    if len(table):
        sources = radio.transmitters(rows, crs, settings.coverage.receiver_height_m)
        tick = progress(len(table))
        for j, own in enumerate(near):
            model = _model(sources.only(np.flatnonzero(owner == j)), settings, terrain)
            for p in own:
                refine[p].add(j, _covers(model, places[p], threshold_dbm, settings))
            tick()
    demands = [demand for p, one in enumerate(refine) for demand in one.demands(p)]
    return Sets(demands, looking, rows, owner)


def _near(table: pd.DataFrame, places: list[OpenPlace], reach_m: float) -> list[list[int]]:
    """Return the open places in reach of each candidate."""
    points = shapely.points(table["x"].to_numpy(float), table["y"].to_numpy(float))
    candidate, place = shapely.STRtree(boxes(places)).query(points, "dwithin", reach_m)
    near: list[list[int]] = [[] for _ in range(len(table))]
    for j, p in sorted(zip(candidate.tolist(), place.tolist(), strict=True)):
        near[j].append(p)
    return near


def _model(sources: radio.Transmitters, settings: Settings, terrain: Terrain | None) -> Model:
    if terrain is None:
        return ByDistance(sources)
    return ByTerrain.over(terrain, sources, settings, NoMemory(), NoMemory())


def _covers(model: Model, place: OpenPlace, threshold_dbm: float, settings: Settings) -> Bools:
    """Return which lacking cells of a place a candidate brings to the threshold at 90 %."""
    window = place.window
    reached = np.zeros(place.lacking.size, np.bool_)
    row, column = np.divmod(place.lacking, window.columns)
    for top, left, tile in window.tiles(
        min(settings.coverage.tile_cells, model.largest_side(window.cell_m))
    ):
        here = (row >= top) & (row < top + tile.rows)
        here &= (column >= left) & (column < left + tile.columns)
        if here.any() and model.reaches(tile):
            level = _levels(model, place, tile).any_operator()[1]
            reached[here] = level[row[here] - top, column[here] - left] >= threshold_dbm
    return reached


def _levels(model: Model, place: OpenPlace, tile: Grid) -> Window:
    """Return the levels that judge: of a key point those of its exact path."""
    if not place.key_points:
        return model.over_place(tile)
    (x,), (y,) = tile.centres()
    return model.at_point(float(x), float(y))


class _Refined:
    """Cells of a place in classes: two cells are in one as long as every candidate takes both."""

    def __init__(self, place: OpenPlace) -> None:
        self._people, self._line_km = place.people, place.line_km
        self._key_points = place.key_points
        self._class = np.zeros(place.lacking.size, np.int64)
        self._by: list[tuple[int, ...]] = [()]

    def add(self, candidate: int, reached: Bools) -> None:
        """Part the classes by what a candidate covers."""
        if not reached.any():
            return
        split, self._class = np.unique(2 * self._class + reached, return_inverse=True)
        self._by = [
            self._by[one // 2] + ((candidate,) if one % 2 else ()) for one in split.tolist()
        ]

    def demands(self, place: int) -> list[Demand]:
        """Return the classes as demands."""
        cells = np.bincount(self._class, minlength=len(self._by))
        people = np.bincount(self._class, self._people, minlength=len(self._by))
        line_km = np.bincount(self._class, self._line_km, minlength=len(self._by))
        return [
            Demand(place, by, int(n), float(living), float(km), self._key_points)
            for by, n, living, km in zip(self._by, cells, people, line_km, strict=True)
        ]
