"""Relief that goes with `sample_results`: ranges over both prefectures, a void in the east."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geo.outputs import relief_rasters
from geo.terrain import Terrain, open_terrain
from tests.dems import degrees, write_tif
from tests.sample_results import sample_results

WEST, NORTH, PIXEL_DEG = 99.9, 37.4, 1.0 / 120.0
VOID_WEST = 102.3  # east of it there is no height
DEM = [["ranges.tif", "0" * 64]]


def sample_terrain(folder: Path) -> Terrain:
    """Write and open the DEM."""
    rows, columns = np.indices((round(1.5 / PIXEL_DEG), round(2.6 / PIXEL_DEG)))
    heights = 3200.0 + 300.0 * np.sin(0.25 * (columns + 0.6 * rows))
    heights[columns * PIXEL_DEG + WEST > VOID_WEST] = -9999.0
    where = degrees(WEST, NORTH, PIXEL_DEG)
    return open_terrain(write_tif(folder / "ranges.tif", heights, where, nodata=-9999.0))


def write_relief(dem_folder: Path, rasters: Path) -> list[Path]:
    """Write the relief of `sample_results` among its rasters."""
    return relief_rasters.write(sample_terrain(dem_folder), sample_results(), rasters, DEM)
