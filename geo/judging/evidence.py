"""What the coverage says about each place: the figures that verdict rules judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from .. import places
from ..coverage import NO_STATION, OUTSIDE, Model, Window
from ..grid import GEOD, Grid, project
from ..networks import View, view_of_4g, views
from ..results import LIMITS

_NEAREST_TRIED = 8  # straight-line order is geodesic order but for the last metres


class Blocking(NamedTuple):
    """A cell that a station would cover with a free path.

    Index of the station, distance of the blocking point from it [km], and the cell in the
    projection [m].
    """

    station: int
    km: float
    x: float
    y: float


class Blocked(NamedTuple):
    """All such cells of a window that one point blocks, shape (n,).

    Flat index of the cell, index of the station, distance of the point from it [km].
    """

    cell: npt.NDArray[np.int32]
    station: npt.NDArray[np.int32]
    km: npt.NDArray[np.float32]

    def one(self, index: int, window: Grid) -> Blocking:
        """Return one of them, where it lies in the projection."""
        row, column = divmod(int(self.cell[index]), window.columns)
        x, y = window.centres()
        return Blocking(
            int(self.station[index]), float(self.km[index]), float(x[column]), float(y[row])
        )

    def away_m(
        self, window: Grid, x: float | npt.NDArray[np.float64], y: float | npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Return how far each lies from a point, or from a point of its own [m]."""
        across, down = window.centres()
        row, column = np.divmod(self.cell, window.columns)
        distance: npt.NDArray[np.float64] = np.hypot(across[column] - x, down[row] - y)
        return distance


@dataclass(frozen=True)
class Evidence:
    """Figures of one place.

    Parameters
    ----------
    area_id
        Place.
    cell_m
        Cell of the window it was judged in. [m]
    share
        Share of the area above the threshold at 50 % and 90 %; shape (2, views).
    open_share
        Share of the area not known to be covered at 50 % though a station whose path crosses
        a void in the terrain might cover it; shape (views,).
    no_station_share, no_lte_share
        Share of the area without any station of 5G, of 4G, in the models' range.
    terrain_share
        Share that a station would cover at 50 % if nothing were in the way.
    median_dbm
        Median of the cells that have a level: any operator at 50 %, NaN = none has. [dBm]
    point
        Levels at the place's own point, a window of one cell.
    blocking
        The cell limited by terrain that is nearest to the point, ``None`` = there is none.
    window, classes, limits, cell_dbm, blocked
        What gaps are drawn from: the window, its classes (OUTSIDE beyond the place), what
        limits its cells, their level of any operator at 50 % (NaN = none) [dBm], and those
        that terrain limits.
    """

    area_id: str
    cell_m: float
    point: Window
    share: npt.NDArray[np.float64]
    open_share: npt.NDArray[np.float64]
    no_station_share: float
    no_lte_share: float
    terrain_share: float
    median_dbm: float
    blocking: Blocking | None
    window: Grid
    classes: npt.NDArray[np.uint8]
    limits: npt.NDArray[np.uint8]
    cell_dbm: npt.NDArray[np.float32]
    blocked: Blocked

    @property
    def level_dbm(self) -> tuple[float, float]:
        """Level of any operator at the point at 50 % and 90 %, NaN = none [dBm]."""
        best = self.point.any_operator()[:, 0, 0]
        return float(best[0]), float(best[1])

    @property
    def best_station(self) -> int:
        """Index of the station best received at the point, −1 = none."""
        return int(self.point.server[0, 0])

    def without_cells(self) -> Evidence:
        """Return the figures alone: the cells of all places together would fill the memory."""
        no_class, no_level = np.empty((0, 0), np.uint8), np.empty((0, 0), np.float32)
        return replace(
            self, classes=no_class, limits=no_class, cell_dbm=no_level, blocked=_joined([])
        )


def gather(
    areas: gpd.GeoDataFrame,
    model: Model,
    *,
    threshold_dbm: float,
    largest_cell_m: float,
    tile_cells: int,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Evidence]:
    """Yield the evidence of every place with a coordinate, in the order of the table.

    Parameters
    ----------
    areas
        As `geo.places.with_extents` returns them.
    model
        What computes the levels.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    largest_cell_m
        Upper limit of a window's cell. [m]
    tile_cells
        Cells along the edge of the tiles that large windows are computed in.
    tick
        Called after each place, for a progress bar.
    """
    crs = model.sources.crs
    placed = areas[areas.geometry.notna()]
    extents = placed.geometry.to_crs(crs).to_numpy()
    x, y = project(crs, placed["lon"], placed["lat"])
    for index, (area_id, extent) in enumerate(zip(placed["id"], extents, strict=True)):
        window = places.window_of(extent, crs, largest_cell_m)
        point = model.at_point(x[index], y[index])
        yield _of_place(str(area_id), extent, window, point, model, threshold_dbm, tile_cells)
        tick()


def _of_place(
    area_id: str,
    extent: shapely.Geometry,
    window: Grid,
    point: Window,
    model: Model,
    threshold_dbm: float,
    tile_cells: int,
) -> Evidence:
    classes = np.full(window.shape, OUTSIDE, np.uint8)
    limits = np.full(window.shape, OUTSIDE, np.uint8)
    seen_by = views(model.sources.networks)
    covered = np.zeros((2, len(seen_by)))
    unanswered = np.zeros(len(seen_by))
    of_4g, no_lte = view_of_4g(model.sources.networks), 0
    cell_dbm = np.full(window.shape, np.nan, np.float32)
    blocked: list[Blocked] = []
    mask = places.inside(extent, window)
    for row, column, tile in window.tiles(tile_cells):
        part = (slice(row, row + tile.rows), slice(column, column + tile.columns))
        inside = mask[part]
        if not inside.any():
            continue
        level = model.over_place(tile)
        at = level.at(threshold_dbm)
        classes[part] = np.where(inside, at.classes, OUTSIDE)
        limits[part] = np.where(inside, at.limits, OUTSIDE)
        cell_dbm[part] = np.where(inside, level.any_operator()[0], np.nan)
        blocked.append(_blocked(level, limits[part], row * window.columns + column, window))
        reached = at.reached.inside(inside)
        for i, view in enumerate(seen_by):
            for q, bits in enumerate((reached.at_50, reached.at_90)):
                covered[q, i] += np.count_nonzero(bits & view.bits)
            unanswered[i] += np.count_nonzero(reached.open_to(view))
        no_lte += int((level.no_station(of_4g) & inside).sum())
    cells = int(mask.sum())
    known = cell_dbm[~np.isnan(cell_dbm)]
    hidden = _joined(blocked)
    return Evidence(
        area_id=area_id,
        cell_m=window.cell_m,
        point=point,
        share=covered / cells,
        open_share=unanswered / cells,
        no_station_share=float((classes == NO_STATION).sum()) / cells,
        no_lte_share=no_lte / cells,
        terrain_share=float((limits == LIMITS.index("terrain")).sum()) / cells,
        median_dbm=float(np.median(known)) if known.size else np.nan,
        blocking=_blocking(point, window, hidden, threshold_dbm),
        window=window,
        classes=classes,
        limits=limits,
        cell_dbm=cell_dbm,
        blocked=hidden,
    )


def _blocked(level: Window, limits: npt.NDArray[np.uint8], first: int, window: Grid) -> Blocked:
    """Return the cells of a tile that terrain limits, by their place in the whole window."""
    limited = limits == LIMITS.index("terrain")
    rows, columns = np.nonzero(limited & ~np.isnan(level.blocked_km))
    cell = (first + rows * window.columns + columns).astype(np.int32)
    return Blocked(cell, level.blocker[rows, columns], level.blocked_km[rows, columns])


def _joined(parts: list[Blocked]) -> Blocked:
    """Return the cells of all tiles in the order of the window, whatever the tiles were."""
    nothing = Blocked(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    cell, station, km = (np.concatenate(column) for column in zip(nothing, *parts, strict=True))
    order = np.argsort(cell)
    return Blocked(cell[order], station[order], km[order])


def _blocking(
    point: Window, window: Grid, blocked: Blocked, threshold_dbm: float
) -> Blocking | None:
    """Return the cell limited by terrain nearest to a point: itself, else one of the window."""
    itself = _blocked(point, point.limits(threshold_dbm), 0, point.grid)
    if itself.cell.size:
        return itself.one(0, point.grid)
    if not blocked.cell.size:
        return None
    away = blocked.away_m(window, point.grid.left, point.grid.top)
    return blocked.one(int(np.argmin(away)), window)


def nearest_stations(
    areas: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Return id and geodesic distance of the nearest station of each place.

    Parameters
    ----------
    areas
        Places with ``lon`` and ``lat``, NaN where not known.
    stations
        Stations that count.

    Returns
    -------
    id, distance
        Shapes (n,); ``""`` and NaN where there is no coordinate or no station. [km]
    """
    ids = np.full(len(areas), "", dtype=object)
    kilometres = np.full(len(areas), np.nan)
    if len(stations):
        lon, lat = stations["lon"].to_numpy(float), stations["lat"].to_numpy(float)
        on_sphere = _unit_vectors(lon, lat)
        candidates = min(_NEAREST_TRIED, len(stations))
        for i in np.flatnonzero(areas["lon"].notna().to_numpy()):
            here_lon = np.full(candidates, areas["lon"].iloc[i], dtype=float)
            here_lat = np.full(candidates, areas["lat"].iloc[i], dtype=float)
            here = _unit_vectors(here_lon[0], here_lat[0])
            few = np.argpartition(((on_sphere - here) ** 2).sum(axis=-1), candidates - 1)
            few = few[:candidates]
            _, _, metres = GEOD.inv(here_lon, here_lat, lon[few], lat[few])
            best = int(np.argmin(metres))
            ids[i], kilometres[i] = stations["id"].iloc[few[best]], metres[best] / 1000.0
    return ids.astype(str), kilometres


def _unit_vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def table(evidence: list[Evidence], seen_by: Sequence[View]) -> pd.DataFrame:
    """Return evidence as rows of area_id × operator (the name of a view), for the rules.

    Parameters
    ----------
    evidence
        As `gather` yields it.
    seen_by
        Every view of the networks, as `geo.networks.views` returns them.

    Returns
    -------
    pandas.DataFrame
        area_id, operator, level50_dbm, level90_dbm at the point, share50, share90, and what
        level and share at 50 % might be at most, were every void in the terrain in favour:
        possible50_dbm, possible50.
    """
    rows = [_row(e, i, view) for e in evidence for i, view in enumerate(seen_by)]
    names = ["area_id", "operator", "level50_dbm", "level90_dbm", "share50", "share90"]
    return pd.DataFrame(rows, columns=[*names, "possible50_dbm", "possible50"])


def _row(e: Evidence, i: int, view: View) -> tuple[str | float, ...]:
    at_50, at_90 = e.point.level_of(view)[:, 0, 0].tolist()
    return (
        e.area_id,
        view.name,
        at_50,
        at_90,
        *e.share[:, i].tolist(),
        float(np.fmax(at_50, e.point.possible_of(view)[0, 0])),
        # Both are whole numbers of cells: the last bit must not decide at a limit.
        round(float(e.share[0, i] + e.open_share[i]), 12),
    )
