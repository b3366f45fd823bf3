"""Small worlds made in code: stations and windows whose coverage can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

import layers
from geo import radio
from geo import stations as station_list
from geo.analysis import PROVINCE_BOUNDS
from geo.coverage import Model, Window
from geo.grid import Grid, equal_area_crs, point_window, project
from geo.judging.evidence import Blocked, Evidence
from geo.networks import Network
from layers.base_stations import OPERATORS

NETWORKS = tuple(Network(operator) for operator in OPERATORS)
CRS_WKT = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
LON, LAT = 96.2, 35.4  # the middle of the projection


def station_frame(changes: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return a frame as `layers.load("base_stations", file)` would, one row per change."""
    columns = layers.catalogue()["base_stations"].columns
    base = {column.name: "" if column.kind == "text" else np.nan for column in columns}
    base |= {"operator": "中国移动", "band": "n41", "lon": LON, "lat": LAT, "file": "stations.csv"}
    rows = [
        {**base, "id": f"S{i}", "name": f"站{i}", "row": i + 2, **change}
        for i, change in enumerate(changes)
    ]
    frame = pd.DataFrame(rows, columns=[*base, "row"])
    for column in columns:
        frame[column.name] = frame[column.name].astype(
            "str" if column.kind == "text" else "float64"
        )
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def transmitters(changes: list[dict[str, Any]]) -> radio.Transmitters:
    """Return stations ready for the kernel; free space unless a change says otherwise."""
    plain = [{"environment": "free_space", "height_m": 1.5, **change} for change in changes]
    filled, _ = station_list.with_defaults(station_frame(plain), "free_space")
    return radio.transmitters(filled, CRS_WKT, 1.5)


def window(cell_m: float, rows: int, columns: int, lon: float = LON, lat: float = LAT) -> Grid:
    """Return a window whose middle is at a point."""
    (x,), (y,) = project(CRS_WKT, lon, lat)
    return Grid(CRS_WKT, x - columns * cell_m / 2, y + rows * cell_m / 2, cell_m, rows, columns)


def levels(
    grid: Grid,
    level50: npt.ArrayLike,
    level90: npt.ArrayLike | None = None,
    *,
    possible: npt.ArrayLike = np.nan,
    clear: npt.ArrayLike = np.nan,
    blocker: npt.ArrayLike = -1,
    blocked_km: npt.ArrayLike = np.nan,
    server: npt.ArrayLike = -1,
    networks: tuple[Network, ...] | None = None,
) -> Window:
    """Return a window with given levels; values are spread over what they do not name.

    Parameters
    ----------
    grid
        The window.
    level50, level90, possible
        Of shape (networks, rows, columns), or of fewer axes: then of one network. [dBm]
    clear, blocker, blocked_km, server
        Of shape (rows, columns), or of fewer axes.
    networks
        What the first axis stands for; the default is one operator after another.
    """
    given = np.asarray(level50, np.float32)
    axes = NETWORKS[: given.shape[0] if given.ndim == 3 else 1] if networks is None else networks
    made = Window.empty(grid, axes)
    made.level_dbm[0] = given
    made.level_dbm[1] = given if level90 is None else level90
    made.possible_dbm[:] = possible
    made.clear_dbm[:] = clear
    made.blocker[:] = blocker
    made.blocked_km[:] = blocked_km
    made.server[:] = server
    return made


@dataclass(frozen=True)
class Painted:
    """A model whose levels are given, not computed.

    Parameters
    ----------
    paint
        Returns what lies in a window.
    sources
        Stations; the default is one in the middle.
    ground
        Height of the ground by longitude and latitude.
    turned
        What lies in a window if stations send the same all round; the default is the same.
    """

    paint: Callable[[Grid], Window]
    sources: radio.Transmitters = field(default_factory=lambda: transmitters([{}]))
    reach_m: float = 5000.0
    ground: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda lon, lat: lon * np.nan
    turned: Callable[[Grid], Window] | None = None

    def largest_side(self, cell_m: float) -> int:
        return 10_000

    def reaches(self, grid: Grid) -> bool:
        return True

    def over_window(self, grid: Grid) -> Window:
        return self.paint(grid)

    def over_place(self, grid: Grid) -> Window:
        return self.paint(grid)

    def at_point(self, x: float, y: float) -> Window:
        return self.paint(point_window(CRS_WKT, x, y))

    def strong_at_end(self, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        return np.zeros(self.sources.x.shape, bool)

    def ground_m(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return self.ground(np.asarray(lon, float), np.asarray(lat, float))

    def without_sectors(self) -> Painted:
        return replace(self, paint=self.turned or self.paint)


def evidence(**changes: Any) -> Evidence:
    """Return the evidence of a place ``A`` of one cell that no station reaches."""
    grid = window(30.0, 1, 1)
    nothing: dict[str, Any] = {
        "area_id": "A",
        "cell_m": 30.0,
        "point": Window.empty(grid, NETWORKS[:1]),
        "share": np.zeros((2, 2)),
        "open_share": np.zeros(2),
        "no_station_share": 0.0,
        "no_lte_share": 1.0,
        "terrain_share": 0.0,
        "median_dbm": np.nan,
        "blocking": None,
        "window": grid,
        "classes": np.zeros(grid.shape, np.uint8),
        "blocked": blocked(),
    }
    given = {**nothing, **changes}
    # No station, short of budget, covered at 50 % and at 90 %, no data: by class.
    given.setdefault("limits", np.array([3, 1, 0, 0, 4], np.uint8)[given["classes"]])
    given.setdefault("cell_dbm", np.full(given["classes"].shape, np.nan, np.float32))
    return Evidence(**given)


def blocked(*cells: tuple[int, int, float]) -> Blocked:
    """Return cells that terrain limits: flat index, station, kilometres."""
    columns = np.array(cells, float).reshape(-1, 3).T
    return Blocked(
        columns[0].astype(np.int32), columns[1].astype(np.int32), columns[2].astype(np.float32)
    )


def over_tiles(grid: Grid, model: Model, side: int) -> Iterator[tuple[int, int, Window]]:
    """Yield (row, column, window) of tiles of so many cells along an edge."""
    for row, column, tile in grid.tiles(side):
        yield row, column, model.over_window(tile)
