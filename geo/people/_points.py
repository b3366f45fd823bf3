"""A list of points with the number of people at each: everybody stands at the point."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.errors import Finding

from ..grid import Grid, project
from ._cells import corner_of
from ._findings import elsewhere, finding

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_ROWS_SHOWN = 10


@dataclass(frozen=True, eq=False)
class PointPeople:
    """People at points; see `geo.people.People`.

    Parameters
    ----------
    path, source, rows, total, bounds, findings, without_datum
        As of `geo.people.People`.
    lon, lat
        Points, shape (n,). [degree, CGCS2000/WGS-84]
    people
        At each of them, shape (n,).
    """

    path: Path
    source: str
    rows: int
    total: float
    bounds: tuple[float, float, float, float]
    findings: tuple[Finding, ...]
    without_datum: int
    lon: Floats
    lat: Floats
    people: Floats
    _known: dict[tuple[str, float], tuple[Whole, Whole, Floats]] = field(
        default_factory=dict, repr=False
    )

    def over(self, grid: Grid) -> Floats:
        """Return the people of each cell of a window; see `geo.people.People`."""
        top, left = corner_of(grid)
        row, column, people = self._cells(grid)
        first, end = np.searchsorted(row, [top, top + grid.rows])
        row, column, people = row[first:end] - top, column[first:end] - left, people[first:end]
        inside = (column >= 0) & (column < grid.columns)
        index = row[inside] * grid.columns + column[inside]
        counted = np.bincount(index, people[inside], minlength=grid.rows * grid.columns)
        return counted.astype(np.float64).reshape(grid.shape)

    def _cells(self, grid: Grid) -> tuple[Whole, Whole, Floats]:
        """Return row and column of the cell each point lies in, ordered by row, and its people."""
        key = grid.crs, grid.cell_m
        if key not in self._known:
            x, y = project(grid.crs, self.lon, self.lat)
            row, column = (np.floor(v / grid.cell_m).astype(np.int64) for v in (-y, x))
            order = np.argsort(row, kind="stable")
            self._known[key] = row[order], column[order], self.people[order]
        return self._known[key]

    def within(self, polygons: npt.NDArray[np.object_], crs: str) -> Floats:
        """Return the people at the points in each polygon, its edge included."""
        points = shapely.points(*project(crs, self.lon, self.lat))
        polygon, point = shapely.STRtree(points).query(polygons, predicate="intersects")
        counted = np.bincount(polygon, self.people[point], minlength=len(polygons))
        return counted.astype(np.float64)


def from_frame(frame: gpd.GeoDataFrame, path: Path, counties: gpd.GeoDataFrame) -> PointPeople:
    """Return the points of a list that lie in Qinghai.

    Parameters
    ----------
    frame
        As `layers.load_people` returns it.
    path
        Its file.
    counties
        All counties of Qinghai.

    Raises
    ------
    InputError
        When none does.
    """
    points = frame.geometry.to_numpy()
    tree = shapely.STRtree(counties.geometry.to_numpy())
    inside = np.zeros(len(frame), bool)
    inside[np.unique(tree.query(points, predicate="intersects")[0])] = True
    bounds = tuple(frame.total_bounds.tolist())
    if not inside.any():
        province = tuple(counties.total_bounds.tolist())
        raise elsewhere("people-outside", path.name, bounds, province)
    here = frame[inside]
    return PointPeople(
        path=path,
        source=f"{path.name}: {len(frame)} points",
        rows=len(frame),
        total=float(here["people"].sum()),
        bounds=bounds,
        findings=_left_out(frame[~inside], path),
        without_datum=int((here["datum"] == "").sum()),
        lon=here["lon"].to_numpy(float),
        lat=here["lat"].to_numpy(float),
        people=here["people"].to_numpy(float),
    )


def _left_out(outside: gpd.GeoDataFrame, path: Path) -> tuple[Finding, ...]:
    if outside.empty:
        return ()
    shown = ", ".join(str(row) for row in outside["row"][:_ROWS_SHOWN])
    more = " …" if len(outside) > _ROWS_SHOWN else ""
    people = float(outside["people"].sum())
    said = finding(
        "people-rows-left-out", path.name, count=len(outside), people=people, rows=shown + more
    )
    return (said,)
