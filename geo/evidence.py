"""What the coverage says about each place: the figures that verdict rules judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from . import places
from .coverage import NO_STATION, OUTSIDE, classify, over_window
from .grid import GEOD, Grid, project
from .radio import Transmitters
from .results import ANY

_NEAREST_TRIED = 8  # straight-line order is geodesic order but for the last metres


@dataclass(frozen=True)
class Evidence:
    """Figures of one place.

    Parameters
    ----------
    area_id
        Place.
    cell_m
        Cell of the window it was judged in. [m]
    level_dbm
        Level of any operator at the place's own point at 50 % and 90 %; NaN = none. [dBm]
    operator_level_dbm
        The same per operator, shape (2, operators). [dBm]
    share
        Share of the area above the threshold at 50 % and 90 %: any operator, then each;
        shape (2, 1 + operators).
    no_station_share
        Share of the area without any station in the models' range.
    best_station
        Index of the station best received at the point, −1 = none.
    window, classes
        The window and its classes (`geo.coverage.classify`, OUTSIDE beyond the place), from
        which gaps are drawn.
    """

    area_id: str
    cell_m: float
    level_dbm: tuple[float, float]
    operator_level_dbm: npt.NDArray[np.float32]
    share: npt.NDArray[np.float64]
    no_station_share: float
    best_station: int
    window: Grid
    classes: npt.NDArray[np.uint8]


def gather(
    areas: gpd.GeoDataFrame,
    sources: Transmitters,
    crs: str,
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
    sources
        Stations in the projection.
    crs
        Projection, as WKT.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    largest_cell_m
        Upper limit of a window's cell. [m]
    tile_cells
        Cells along the edge of the tiles that large windows are computed in.
    tick
        Called after each place, for a progress bar.
    """
    placed = areas[areas.geometry.notna()]
    extents = placed.geometry.to_crs(crs).to_numpy()
    x, y = project(crs, placed["lon"], placed["lat"])
    for index, (area_id, extent) in enumerate(zip(placed["id"], extents, strict=True)):
        window = places.window_of(extent, crs, largest_cell_m)
        yield _of_place(
            str(area_id), extent, window, (x[index], y[index]), sources, threshold_dbm, tile_cells
        )
        tick()


def _of_place(
    area_id: str,
    extent: shapely.Geometry,
    window: Grid,
    point: tuple[float, float],
    sources: Transmitters,
    threshold_dbm: float,
    tile_cells: int,
) -> Evidence:
    classes = np.full(window.shape, OUTSIDE, np.uint8)
    covered = np.zeros((2, 1 + len(sources.operators)))
    mask = places.inside(extent, window)
    for row, column, tile in window.tiles(tile_cells):
        part = (slice(row, row + tile.rows), slice(column, column + tile.columns))
        if not mask[part].any():
            continue
        level = over_window(tile, sources)
        best = level.any_operator()
        inside = mask[part]
        classes[part] = np.where(inside, classify(best, threshold_dbm), OUTSIDE)
        covered[:, 0] += ((best >= threshold_dbm) & inside).sum(axis=(1, 2))
        covered[:, 1:] += ((level.level_dbm >= threshold_dbm) & inside).sum(axis=(2, 3))
    at_point = over_window(_cell_at(point, window), sources)
    best_at_point = at_point.any_operator()[:, 0, 0]
    cells = int(mask.sum())
    return Evidence(
        area_id=area_id,
        cell_m=window.cell_m,
        level_dbm=(float(best_at_point[0]), float(best_at_point[1])),
        operator_level_dbm=at_point.level_dbm[:, :, 0, 0],
        share=covered / cells,
        no_station_share=float((classes == NO_STATION).sum()) / cells,
        best_station=int(at_point.server[0, 0]),
        window=window,
        classes=classes,
    )


def _cell_at(point: tuple[float, float], window: Grid) -> Grid:
    """Return a window of one tiny cell whose centre is a point."""
    side = 0.01
    return Grid(window.crs, point[0] - side / 2, point[1] + side / 2, side, 1, 1)


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


def table(evidence: list[Evidence], operators: tuple[str, ...]) -> pd.DataFrame:
    """Return evidence as rows of area_id × operator (`ANY` first), for the rules.

    Returns
    -------
    pandas.DataFrame
        area_id, operator, level50_dbm, level90_dbm at the point, share50, share90.
    """
    rows = [
        (e.area_id, name, *levels, *e.share[:, column])
        for e in evidence
        for column, (name, levels) in enumerate(
            [(ANY, e.level_dbm), *zip(operators, e.operator_level_dbm.T.tolist(), strict=True)]
        )
    ]
    names = ["area_id", "operator", "level50_dbm", "level90_dbm", "share50", "share90"]
    return pd.DataFrame(rows, columns=names)
