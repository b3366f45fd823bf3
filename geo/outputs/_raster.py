"""Rasters that GDAL writes: in memory first, for it says nothing of a disk that is full.

GDAL writes the last of a file when it is closed, and what goes wrong then is lost on its way
here: a file that was cut off would pass for a finished one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import rasterio.io
import rasterio.shutil

from ._atomic import atomic_write


@contextmanager
def raster_file(path: Path) -> Iterator[rasterio.io.MemoryFile]:
    """Give GDAL a file in memory, and put what it holds in place afterwards.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.

    Yields
    ------
    rasterio.io.MemoryFile
        To be written by ``memory.open``, or by name.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs._atomic.atomic_write`.
    """
    with rasterio.io.MemoryFile(ext=path.suffix) as memory:
        yield memory
        atomic_write(path, bytes(memory.getbuffer()))


def publish(made: str, path: Path, **options: Any) -> None:
    """Write a raster as a Cloud Optimized GeoTIFF.

    Parameters
    ----------
    made
        Name of the raster, as GDAL knows it.
    path
        Where the file is to be.
    options
        Of the driver COG, beside its lossless compression.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs._atomic.atomic_write`.
    """
    with raster_file(path) as memory:
        rasterio.shutil.copy(
            made, memory.name, driver="COG", compress="DEFLATE", predictor="STANDARD", **options
        )
