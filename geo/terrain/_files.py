"""The files of a DEM, each opened with the one driver that its suffix stands for."""

from __future__ import annotations

import os
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import rasterio
from rasterio.errors import RasterioError

from layers.errors import Finding, InputError

from ._findings import finding
from ._tiff import is_cut

# GDAL's own guessing opens files that reach into the system or the network (a .vrt).
DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".hgt": "SRTMHGT", ".asc": "AAIGrid"}
# Nothing beside the file counts: GDAL opens a .msk or .ovr with any driver, a virtual raster
# included, and takes unit and offset from an .aux.xml. (The .prj of an ASCII grid is read.)
_ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO"}
# GDAL takes the type of an ASCII grid from its beginning, and would cut later decimals.
_OPTIONS = {"AAIGrid": {"DATATYPE": "Float64"}}
_HGT_NAME = re.compile(r"[NS]\d{2}[EW]\d{3}(\.\w+)?\.hgt", re.IGNORECASE)
_HGT_BYTES = {1201: 2 * 1201**2, 3601: 2 * 3601**2}
# What Copernicus delivers beside the heights: water, editing, filling and error masks.
_NO_HEIGHTS = re.compile(r"_(ACM|EDM|FLM|HEM|WBM)\.tiff?$", re.IGNORECASE)
_HEADER = re.compile(
    rb"(?:\s*(?:ncols|nrows|[xy]ll(?:corner|center)|cellsize|d[xy]|nodata_value)\s+\S+)+\s",
    re.IGNORECASE,
)
_NUMBERS = b"0123456789+-.eEnNaAiIfF \t\r\n"
_CHUNK = 2**20
_HELD_OPEN = 32


def raster_files(path: Path) -> tuple[list[Path], list[Finding]]:
    """Return the raster files a path stands for, by name, and what was passed over.

    Parameters
    ----------
    path
        A file, or a folder of tiles (its subfolders are not looked into).

    Raises
    ------
    InputError
        When there is none.
    """
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else None
        there = inside is not None or path.is_file()
    except OSError:  # a name that no file can have, a folder that may not be listed
        there = False
    if not there:
        raise InputError([finding("missing-raster", path, where=path)])
    if inside is not None:
        return _tiles_of(path, inside)
    if path.suffix.lower() not in DRIVERS:
        raise InputError([_unknown(path)])
    return [path], []


def _tiles_of(folder: Path, inside: list[Path]) -> tuple[list[Path], list[Finding]]:
    rasters = [file for file in inside if _is_raster(file)]
    masks = [file for file in rasters if _NO_HEIGHTS.search(file.name)]
    if len(masks) == len(rasters):
        raise InputError([finding("no-raster", folder, known=" ".join(DRIVERS))])
    tiles = [file for file in rasters if file not in masks]
    return tiles, [finding("mask-passed-over", file) for file in masks]


def _unknown(path: Path) -> Finding:
    return finding("unknown-raster", path, suffix=path.suffix, known=" ".join(DRIVERS))


def _is_raster(file: Path) -> bool:
    known = file.suffix.lower() in DRIVERS and not file.name.startswith(".")
    return known and file.is_file()


def open_raster(path: Path) -> Any:
    """Return a file as a rasterio dataset.

    Raises
    ------
    InputError
        When it is no raster of the kind its suffix says, or is cut short.
    """
    driver = DRIVERS[path.suffix.lower()]
    try:
        with rasterio.Env(**_ALONE):
            return rasterio.open(path.resolve(), driver=driver, **_OPTIONS.get(driver, {}))
    except (RasterioError, OSError) as error:
        raise InputError([finding("unreadable-raster", path, found=error)]) from error


def check_whole(path: Path) -> None:
    """Refuse a file that GDAL would open although it is damaged, or refuse without saying why."""
    try:
        if path.stat().st_size == 0:
            raise InputError([finding("empty-raster", path)])
        if DRIVERS[path.suffix.lower()] == "GTiff" and is_cut(path):
            raise InputError([finding("raster-cut", path)])
        if path.suffix.lower() == ".hgt":
            _check_hgt(path)
        if path.suffix.lower() == ".asc":
            _check_ascii(path)
    except OSError as error:
        raise InputError([finding("unreadable-raster", path, found=error)]) from error


def _check_hgt(path: Path) -> None:
    if not _HGT_NAME.fullmatch(path.name):
        raise InputError([finding("hgt-name", path)])
    size = path.stat().st_size
    if size not in _HGT_BYTES.values():
        known = ", ".join(f"{count} ({side} × {side})" for side, count in _HGT_BYTES.items())
        raise InputError([finding("hgt-size", path, found=size, known=known)])


def _check_ascii(path: Path) -> None:
    """Count the numbers of an ASCII grid: GDAL reads each that is missing or broken as zero."""
    with path.open("rb") as stream:
        head = stream.read(4096)
        header = _HEADER.match(head)
        size = dict(re.findall(rb"(ncols|nrows)\s+(\d+)", header[0].lower())) if header else {}
        if header is None or len(size) != 2:
            raise InputError([finding("unreadable-raster", path, found="no ncols and nrows")])
        stream.seek(header.end())
        count, broken = 0, 0
        ended = True  # whether the last chunk ended between two numbers
        while chunk := stream.read(_CHUNK):
            broken += len(chunk.translate(None, _NUMBERS))
            count += len(chunk.split()) - (not ended and not chunk[:1].isspace())
            ended = chunk[-1:].isspace()
    expected = int(size[b"ncols"]) * int(size[b"nrows"])
    if broken or count != expected:
        raise InputError(
            [finding("ascii-numbers", path, count=count, expected=expected, broken=broken)]
        )


class Handles(threading.local):
    """Open files, for as long as they are useful: GDAL keeps decoded blocks of an open file.

    Each thread and each process has its own, because GDAL's are not to be shared; pickled, it
    is empty.
    """

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._open: OrderedDict[Path, Any] = OrderedDict()

    def __reduce__(self) -> tuple[type[Handles], tuple[()]]:
        return Handles, ()

    def get(self, path: Path) -> Any:
        """Return an open dataset; the one longest unused is closed when there are too many."""
        if self._process != os.getpid():  # forked: positions in the files are the parent's
            self._start()
        if path not in self._open:
            if len(self._open) >= _HELD_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[path] = open_raster(path)
        self._open.move_to_end(path)
        return self._open[path]

    def close(self) -> None:
        """Close what this thread has open; a later `get` opens it again."""
        while self._open:
            self._open.popitem()[1].close()
