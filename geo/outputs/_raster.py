"""Rasters that GDAL writes, read back before they count: it says nothing of a disk that is full.

GDAL writes the last of a file when it is closed, and what goes wrong then is lost on its way
here: a file that was cut off would pass for a finished one. A raster of a few cells is made in
memory and written as bytes. A large one is written to the disk window by window, so that memory
does not grow with the area, and its cells are added up while they are written and again from the
finished file. A cell that was lost reads as "nothing here", and that is the least or the greatest
value a raster has: whatever is lost, the sum moves one way and cannot come out right by chance.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import rasterio
import rasterio.errors
import rasterio.io
import rasterio.shutil
from rasterio._err import CPLE_BaseError  # what a failed copy raises, which names it nowhere else
from rasterio.windows import Window

from ._atomic import atomic_write
from ._quiet import without_prints

GDAL_ERRORS = (rasterio.errors.RasterioError, CPLE_BaseError)
_DRAFTS = "drafts"  # a folder in the temporary one, so that it is dropped
_BLOCK = 512  # [cell]
_READ_BACK = 4 * _BLOCK  # side of what is read back at a time [cell]
_LEAST_ROOM = 1 << 20  # asked of the disk where GDAL has failed [byte]


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


class Draft:
    """A raster written window by window, each cell once; a Cloud Optimized GeoTIFF in the end.

    Parameters
    ----------
    folder
        A temporary folder, as `geo.outputs._atomic.atomic_files` gives it with `GDAL_ERRORS`.
    name
        Of the finished file.
    nodata
        Value of cells that are not written: the least or the greatest there is.
    profile
        Of the raster, as `rasterio.open` takes it.
    """

    def __init__(self, folder: Path, name: str, nodata: int, **profile: Any) -> None:
        self._draft, self._finished = folder / _DRAFTS / name, folder / name
        self._nodata, self._sum = nodata, 0
        self._draft.parent.mkdir(exist_ok=True)
        tiles = {"tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK, "sparse_ok": True}
        with self._explained():
            self.dataset = rasterio.open(
                self._draft,
                "w",
                driver="GTiff",
                count=1,
                nodata=nodata,
                compress="lzw",
                **tiles,
                **profile,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._explained():
            self.dataset.close()

    def write(self, values: npt.NDArray[np.generic], row: int = 0, column: int = 0) -> None:
        """Write a window that begins at a row and a column."""
        cells = values.astype(self.dataset.dtypes[0])
        height, width = cells.shape
        self._sum += _above(cells, self._nodata)
        with self._explained():
            self.dataset.write(cells, 1, window=Window(column, row, width, height))

    def publish(self, **options: Any) -> None:
        """Write the finished file, and read it back.

        Parameters
        ----------
        options
            Of the driver COG, beside its lossless compression.

        Raises
        ------
        OSError, rasterio.errors.RasterioError
            When it does not hold what has been written: most likely the disk is full.
        """
        packed = {"compress": "DEFLATE", "predictor": "STANDARD", "blocksize": _BLOCK}
        # The same bytes whatever the number: blocks are packed at once, and written in their order.
        packed |= {"num_threads": "ALL_CPUS"}
        with self._explained():
            self.dataset.close()
            rasterio.shutil.copy(self._draft, self._finished, driver="COG", **packed, **options)
            if _sum_of(self._finished, self._nodata) != self._sum:
                raise rasterio.errors.RasterioIOError(f"{self._finished.name} is cut off")
        self._draft.unlink()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise the error of the system that is behind one of GDAL, which keeps it to itself."""
        try:
            # What it has to say goes to the log, not to the terminal; libtiff has no log.
            with rasterio.Env(), without_prints():
                yield
        except GDAL_ERRORS as error:
            size = self._draft.stat().st_size if self._draft.is_file() else 0
            _ask_for_room(self._draft.parent / "room", 2 * size + _LEAST_ROOM)
            raise error


def _ask_for_room(path: Path, size: int) -> None:
    """Write as many bytes and remove them, so that the system says what is in the way of that."""
    try:
        with path.open("wb") as stream:
            for _ in range(0, size, _LEAST_ROOM):
                stream.write(bytes(_LEAST_ROOM))
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        path.unlink(missing_ok=True)


def _sum_of(path: Path, nodata: int) -> int:
    """Return the sum over all cells of a file of how far they are from "nothing here"."""
    total = 0
    with rasterio.open(path) as found:
        for row in range(0, found.height, _READ_BACK):
            for column in range(0, found.width, _READ_BACK):
                window = Window(column, row, _READ_BACK, _READ_BACK)
                total += _above(found.read(1, window=window), nodata)
    return total


def _above(cells: npt.NDArray[np.generic], nodata: int) -> int:
    return int(cells.sum(dtype=np.int64)) - nodata * cells.size
