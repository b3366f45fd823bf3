"""Small files of people, made in code, whose sums can be worked out on paper."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from affine import Affine
from shapely import box

from geo.grid import Grid, project, unproject
from tests import dems
from tests.scenes import CRS_WKT, LAT, LON

# Two counties around the middle of the projection, in lon and lat.
COUNTIES = gpd.GeoDataFrame(
    {
        "adcode": ["632801", "632802"],
        "name_zh": ["格尔木市", "德令哈市"],
        "name_en": ["Golmud", "Delingha"],
        "prefecture_adcode": ["632800", "632800"],
    },
    geometry=[box(LON - 0.5, LAT - 0.5, LON, LAT + 0.5), box(LON, LAT - 0.5, LON + 0.5, LAT + 0.5)],
    crs=4326,
)
_X, _Y = (float(values[0]) for values in project(CRS_WKT, LON, LAT))
LEFT, TOP = (round(value / 10_000.0) * 10_000.0 for value in (_X, _Y))  # on multiples of any cell


def cells(rows: int, columns: int, cell_m: float = 100.0, left: int = 0, top: int = 0) -> Grid:
    """Return a window of cells whose first is so many to the right of, and below, the corner."""
    return Grid(CRS_WKT, LEFT + left * cell_m, TOP - top * cell_m, cell_m, rows, columns)


def projected(side_m: float, right_m: float = 0.0, down_m: float = 0.0) -> Affine:
    """Return the transform of a raster in the grid's own projection; corner as of `cells`."""
    return Affine(side_m, 0.0, LEFT + right_m, 0.0, -side_m, TOP - down_m)


def write_raster(
    path: Path, people: npt.ArrayLike, transform: Affine | None = None, **options: object
) -> Path:
    """Write people per pixel, in the grid's own projection unless a `crs` is given."""
    values = np.asarray(people)
    values = values.astype(np.float32) if values.dtype == np.float64 else values
    options.setdefault("crs", CRS_WKT)
    return dems.write_tif(path, values, transform or projected(100.0), **options)  # type: ignore[arg-type]


def write_points(
    path: Path, rows: list[tuple[object, ...]], header: str = "lon,lat,people"
) -> Path:
    """Write a table of points."""
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def middle_of(grid: Grid, row: int, column: int) -> tuple[float, float]:
    """Return lon and lat of the middle of a cell."""
    x, y = grid.centres()
    lon, lat = unproject(grid.crs, x[column], y[row])
    return float(lon[0]), float(lat[0])
