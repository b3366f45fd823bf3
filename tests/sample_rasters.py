"""Rasters that go with `sample_results`: every value in a column of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import from_origin

from geo.outputs import cog


def write_raster(path: Path, values: npt.NDArray[np.generic], nodata: int) -> None:
    """Write a raster of 0.1 degree cells with its corner at 100 E, 37.3 N."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype=values.dtype,
        crs="EPSG:4326",
        transform=from_origin(100.0, 37.3, 0.1, 0.1),
        nodata=nodata,
    ) as target:
        target.write(values, 1)


def write_rasters(folder: Path) -> None:
    """Write the west of Haibei, its eighth column behind a void; the east is not computed."""
    columns = {
        cog.CLASS_ANY: [0, 1, 1, 2, 2, 3, 3, 4],
        cog.LIMIT: [3, 1, 2, 0, 0, 0, 0, 4],
        cog.OPERATORS: [0, 0, 0, 1, 1, 2, 3, 254],
        cog.BEST_SERVER: [0, 1, 1, 2, 2, 3, 3, -1],
        cog.ROAMING_GAIN: [0, 0, 0, 2, 2, 1, 0, 254],
        cog.TECHNOLOGY: [0, 1, 0, 2, 2, 3, 3, 4],
        cog.LEVEL_ANY: [cog.NO_LEVEL, -120, -108, -105, -100, -90, -80, -120],
        cog.level_of("中国移动"): [cog.NO_LEVEL, -120, -108, -105, -100, -90, -80, -120],
    }
    for raster, values in columns.items():
        cells = np.full((3, 14), raster.nodata, raster.dtype)
        cells[:, : len(values)] = values
        write_raster(cog.file_of(folder, raster, True), cells, raster.nodata)
