"""What is to be covered: the cells of open places that lack coverage, and key points that do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ..coverage import AT_90, OUTSIDE, Model
from ..grid import Floats, Grid, point_window, project
from ..judging import evidence, outlines
from ..people import People
from ..settings import Settings
from ._places import Standing

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class OpenPlace:
    """An open place by the cells that judge it; or cells or a key point that lack coverage.

    Parameters
    ----------
    area_id, prefecture
        Place (``""`` = a block or a key point), and the code of its prefecture.
    window
        The window it is judged in.
    cells
        How many cells of it lie in the place.
    lacking
        Flat indices of those not at the threshold with 90 % location probability, ascending.
    gaps
        Points inside its gaps, in the projection, largest gap first, shape (gaps, 2). [m]
    people
        People of the lacking cells, shape (lacking,); NaN where no people are given.
    line_km
        Road and railway in them, shape (lacking,). [km]
    key_points
        How many key points it stands for: 1 for a key point, else 0.
    """

    area_id: str
    prefecture: str
    window: Grid
    cells: int
    lacking: Indices
    gaps: Floats
    people: Floats
    line_km: Floats
    key_points: int = 0

    @property
    def is_place(self) -> bool:
        """Whether it is a place, which is closed or not."""
        return bool(self.area_id)

    @property
    def cell_km2(self) -> float:
        """Area of a cell [km²]."""
        return self.window.cell_m**2 / 1e6

    @property
    def share90(self) -> float:
        """Share of the place at the threshold with 90 %, 0–1."""
        return 1.0 - self.lacking.size / self.cells

    def points(self) -> Floats:
        """Return the middles of the lacking cells, shape (lacking, 2) [m]."""
        x, y = self.window.centres()
        row, column = np.divmod(self.lacking, self.window.columns)
        return np.column_stack([x[column], y[row]])


def open_places(
    areas: gpd.GeoDataFrame,
    model: Model,
    threshold_dbm: float,
    settings: Settings,
    people: People | None,
    tick: Callable[[], None],
) -> list[OpenPlace]:
    """Return the open places by their cells, in the order of the table.

    Parameters
    ----------
    areas
        Open places, each with a coordinate.
    model
        What computes the levels.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    settings
        How places are judged.
    people
        Where people live, ``None`` = not given.
    tick
        Called after each place.
    """
    prefecture = dict(zip(areas["id"], areas["prefecture_adcode"], strict=True))
    found = evidence.gather(
        areas,
        model,
        threshold_dbm=threshold_dbm,
        largest_cell_m=settings.coverage.place_cell_m,
        tile_cells=settings.coverage.tile_cells,
        tick=tick,
    )
    return [_of_evidence(one, prefecture[one.area_id], people) for one in found]


def _of_evidence(one: evidence.Evidence, prefecture: str, people: People | None) -> OpenPlace:
    inside = one.classes != OUTSIDE
    lacking = np.flatnonzero(inside & (one.classes != AT_90))
    gaps = np.array([(gap.x, gap.y) for gap in outlines.of_place(one)]).reshape(-1, 2)
    counted = np.full(lacking.size, np.nan)
    if people is not None:
        counted = people.over(one.window).reshape(-1)[lacking]
    nothing = np.zeros(lacking.size)
    return OpenPlace(
        one.area_id, prefecture, one.window, int(inside.sum()), lacking, gaps, counted, nothing
    )


def lacking_points(standing: Standing, crs: str) -> list[OpenPlace]:
    """Return the key points that lack coverage, each a demand of its own, in the order of ids.

    Parameters
    ----------
    standing
        Places that are asked about, and their key points.
    crs
        Projection, as WKT.
    """
    prefecture = dict(zip(standing.asked["id"], standing.asked["prefecture_adcode"], strict=True))
    points = standing.lacking_points
    found = []
    for area_id, x, y in zip(
        points["area_id"], *project(crs, points["lon"], points["lat"]), strict=True
    ):
        one, nobody = np.zeros(1, np.int64), np.zeros(1)
        window, own = point_window(crs, x, y), prefecture[area_id]
        at = np.array([[x, y]])
        found.append(OpenPlace("", own, window, 1, one, at, nobody, nobody, key_points=1))
    return found


def boxes(places: list[OpenPlace]) -> npt.NDArray[np.object_]:
    """Return the boxes around the lacking cells of places, in the projection [m]."""
    corners = []
    for place in places:
        points, half = place.points(), place.window.cell_m / 2.0
        corners.append([*(points.min(axis=0) - half), *(points.max(axis=0) + half)])
    drawn: npt.NDArray[np.object_] = shapely.box(*np.array(corners).reshape(-1, 4).T)
    return drawn
