"""A straight road of samples of 100 m over cells whose levels are given one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod
from shapely import LineString, box

import layers
from geo import lines
from geo.coverage import Window
from geo.grid import Grid, project
from geo.lines import Found
from geo.verdicts import Criterion
from tests.scenes import CRS_WKT, LAT, LON, Painted, levels, transmitters

GEOD = Geod(ellps="WGS84")
CRITERION = Criterion(threshold_dbm=-105.0, area_share=0.95)
WEST_M = 1000.0  # of the grid before the road begins
(X0,), (Y0,) = project(CRS_WKT, LON, LAT)
GRID = Grid(CRS_WKT, X0 - WEST_M, Y0 + 550.0, 100.0, 11, 50)
# Two prefectures, to the west and to the east of any border that a test draws.
COUNTIES = gpd.GeoDataFrame(
    {"adcode": ["632221", "632222", "630102"], "prefecture_adcode": ["632200", "632200", "630100"]},
    geometry=[box(89, 31, 96, 40), box(96, 31, 97, 40), box(97, 31, 104, 40)],
    crs=4326,
)
NAN = float("nan")
# What a cell may hold: level at 50 %, at 90 %, what a void would let through, what a hill holds
# back, of one operator.
CELLS = {
    "+": (-90.0, -100.0, NAN, NAN),  # covered at 90 %
    "~": (-100.0, -110.0, NAN, NAN),  # at 50 % alone
    "-": (-120.0, -130.0, NAN, NAN),  # short of budget
    "^": (-120.0, -130.0, NAN, -100.0),  # behind a hill
    " ": (NAN, NAN, NAN, NAN),  # no station in range
    "?": (NAN, NAN, -100.0, NAN),  # behind a void
}


def point(metres: float) -> tuple[float, float]:
    """Return lon, lat so many metres along the road. [degree]"""
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, metres)
    return lon, lat


def road(*metres: float) -> LineString:
    """Return a piece of the road with vertices at these distances. [m]"""
    return LineString([point(m) for m in metres])


def layer(*shapes: object, **columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return a layer of roads as `layers.load` would; the features are one line ``R``."""
    names = [column.name for column in layers.catalogue()["roads"].columns]
    rows = pd.DataFrame({name: [""] * len(shapes) for name in names}, dtype="str")
    rows["id"] = "R"
    for name, values in columns.items():
        rows[{"klass": "class"}.get(name, name)] = list(values)
    rows["file"], rows["row"] = "roads.gpkg", range(1, len(shapes) + 1)
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs=4326)


def painted(*signs: str) -> Painted:
    """Return a model with the cells of the road as written, one string per operator."""
    ahead = round(WEST_M / GRID.cell_m)

    def paint(grid: Grid) -> Window:
        first = round((grid.left - GRID.left) / GRID.cell_m)
        number = np.arange(first, first + grid.columns) - ahead
        each = [[CELLS[own[min(max(n, 0), len(own) - 1)]] for n in number] for own in signs]
        at_50, at_90, possible, clear = np.moveaxis(np.array(each), -1, 0)[:, :, None, :]
        shape = (len(signs), *grid.shape)
        made = levels(
            grid,
            np.broadcast_to(at_50, shape),
            np.broadcast_to(at_90, shape),
            possible=np.broadcast_to(possible, shape),
            clear=np.broadcast_to(np.fmax.reduce(clear, axis=0), grid.shape),
        )
        return made

    operators = ("中国移动", "中国电信")[: len(signs)]
    # Too weak to be strong anywhere, and far from the road.
    return Painted(paint, transmitters([{"operator": operator} for operator in operators]))


def survey(
    parts: gpd.GeoDataFrame,
    model: Painted,
    county: Callable[[np.ndarray], np.ndarray] = np.zeros_like,
    side: int = 50,
    **changes: Any,
) -> Found:
    """Read lines off the tiles of the grid.

    Parameters
    ----------
    parts
        As `layer` returns it.
    model
        As `painted` returns it.
    county
        Number of the cell along the road → index of its county, −1 = outside.
    side
        Cells along the edge of a tile.
    """
    gathered = lines.collect({"road": parts}, COUNTIES, ())
    reader = lines.Reader(gathered, GRID, model, COUNTIES, changes.get("criterion", CRITERION))
    for _, column, tile in GRID.tiles(side):
        ahead = round(WEST_M / GRID.cell_m)
        own = county(np.arange(column, column + tile.columns) - ahead)
        index = np.broadcast_to(own, tile.shape).astype(np.int16)
        reader.add(model.over_window(tile), index)
    return reader.found


def whole(found: Found) -> pd.Series:
    """Return the row of the line itself."""
    (row,) = [row for _, row in found.lines.iterrows() if row["prefecture_adcode"] == ""]
    return row
