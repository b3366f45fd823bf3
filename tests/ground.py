"""Small DEMs made in code, around the middle of the projection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from geo.terrain import Terrain, open_terrain
from tests.scenes import LAT, LON

PIXEL_DEG = 1.0 / 1200.0  # three arc-seconds
HALF_DEG = 0.25
Heights = Callable[[np.ndarray, np.ndarray], np.ndarray]


def write_dem(path: Path, heights: Heights, half_deg: float = HALF_DEG) -> Path:
    """Write a DEM whose heights [m] are a function of degrees east and north of the middle.

    NaN becomes the file's "no data".
    """
    n = 2 * round(half_deg / PIXEL_DEG)
    steps = (np.arange(n) + 0.5) * PIXEL_DEG - half_deg
    east, north = np.meshgrid(steps, -steps)
    z = np.broadcast_to(heights(east, north), east.shape).astype(np.float32)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=n,
        height=n,
        count=1,
        dtype="float32",
        crs=4326,
        transform=from_origin(LON - half_deg, LAT + half_deg, PIXEL_DEG, PIXEL_DEG),
        nodata=-32768.0,
    ) as dataset:
        dataset.write(np.where(np.isnan(z), np.float32(-32768.0), z), 1)
    return path


def terrain(folder: Path, heights: Heights, half_deg: float = HALF_DEG) -> Terrain:
    """Write and open such a DEM."""
    return open_terrain(write_dem(folder / "dem.tif", heights, half_deg))


def plain(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A plateau that is not quite flat, so that no two slopes tie."""
    return 3000.0 + 0.5 * np.sin(400.0 * east) * np.cos(300.0 * north)


def rolling(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Hills of some hundred metres."""
    waves = np.sin(90.0 * east + 1.0) * np.cos(70.0 * north) + 0.4 * np.sin(310.0 * (east + north))
    return 3000.0 + 150.0 * waves


def ridge(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A wall of 300 m that runs north and south, 0.03° east of the middle."""
    return plain(east, north) + 300.0 * np.exp(-(((east - 0.03) / 0.0015) ** 2))
