"""What a raster file says about itself, checked: position, size, type, unit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.errors import NotGeoreferencedWarning

from layers.errors import Finding, InputError

from ._files import check_whole, open_raster
from ._findings import finding
from ._frame import ORIGIN, Frame

_METRE = {"", "m", "metre", "metres", "meter", "meters", "米"}
_ANY_FILLING = 10**8  # pixels that are looked through in no time, however few bytes hold them
_DENSEST = 500  # pixels in a byte: more is a file that would take hours and tell nothing
_NO_TYPE_OF_HEIGHTS = ("int8", "uint8", "complex")


@dataclass(frozen=True)
class Tile:
    """One checked raster file.

    Parameters
    ----------
    path
        The file.
    frame
        Its own pixel grid; the first pixel has the index `ORIGIN`.
    rows, columns
        Shape.
    side_m
        Geometric mean of the sides of a pixel at its middle. [m]
    """

    path: Path
    frame: Frame
    rows: int
    columns: int
    side_m: float


def describe(path: Path) -> Tile:
    """Return a raster file with its position.

    Raises
    ------
    InputError
        Naming all that is wrong with it.
    """
    check_whole(path)
    with warnings.catch_warnings():
        # A raster without position is refused by name below.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        opened = open_raster(path)
    with opened as dataset:
        crs = horizontal_crs(dataset)
        errors = list(_position_errors(path, dataset, crs))
        if crs is None or errors:
            raise InputError(errors)
        frame = _frame(dataset, crs)
        side_m = _side_m(frame, dataset.height, dataset.width)
        if not math.isfinite(side_m):
            raise InputError([_off_earth(path, dataset)])
        return Tile(path, frame, dataset.height, dataset.width, side_m)


def horizontal_crs(dataset: Any) -> CRS | None:
    """Return the horizontal coordinate system of a dataset, ``None`` without a usable one."""
    if dataset.crs is None:
        return None
    try:
        crs = CRS.from_wkt(dataset.crs.to_wkt()).to_2d()
    except CRSError:
        return None
    return crs if crs.is_geographic or crs.is_projected else None


def _position_errors(path: Path, dataset: Any, crs: CRS | None) -> Iterator[Finding]:
    if dataset.count != 1:
        yield finding("several-bands", path, count=dataset.count)
    pixels, found = math.prod(dataset.shape), path.stat().st_size
    if pixels > _ANY_FILLING and pixels > _DENSEST * found:
        yield finding("raster-hollow", path, pixels=pixels, found=found)
    if min(dataset.shape) < 2:
        yield finding("raster-too-small", path, rows=dataset.height, columns=dataset.width)
    if crs is None:
        yield finding("raster-no-crs", path)
    elif dataset.transform.is_identity:  # what GDAL says when the file says nothing
        yield finding("raster-no-position", path)
    elif dataset.transform.b or dataset.transform.d:
        yield finding("raster-rotated", path)


def _off_earth(path: Path, dataset: Any) -> Finding:
    bounds = ", ".join(f"{value:.6g}" for value in dataset.bounds)
    return finding("raster-off-earth", path, bounds=bounds)


def _frame(dataset: Any, crs: CRS) -> Frame:
    place = dataset.transform
    x, y = place.c + place.a / 2, place.f + place.e / 2
    return Frame(crs.to_wkt(), x, y, place.a, place.e)


def _side_m(frame: Frame, rows: int, columns: int) -> float:
    """Return the mean pixel side at the middle; NaN when a corner is no place on Earth."""
    last_row, last_column = ORIGIN + rows - 1, ORIGIN + columns - 1
    corners = np.meshgrid([ORIGIN, last_column], [ORIGIN, last_row])
    _, lat = frame.lonlat(corners[0].ravel(), corners[1].ravel())
    if not (abs(lat) <= 90.0).all():
        return math.nan
    return math.sqrt(math.prod(frame.sides_m(ORIGIN + columns / 2, ORIGIN + rows / 2)))


def height_errors(path: Path, dataset: Any) -> Iterator[Finding]:
    """Yield what keeps the values of a dataset from being heights in metres."""
    kind = dataset.dtypes[0]
    if kind.startswith(_NO_TYPE_OF_HEIGHTS):
        yield finding("no-heights", path, kind=kind)
    unit = unit_of(dataset)
    if unit.lower() not in _METRE:
        yield finding("wrong-unit", path, unit=unit)
    scale, offset = dataset.scales[0], dataset.offsets[0]
    if not (math.isfinite(scale) and math.isfinite(offset) and scale != 0.0):
        yield finding("bad-scale", path, scale=scale, offset=offset)


def unit_of(dataset: Any) -> str:
    """Return the unit of the heights as stated, ``""`` if it is not."""
    stated = (dataset.units[0] or "").strip()
    if stated:
        return str(stated)
    axes = CRS.from_wkt(dataset.crs.to_wkt()).axis_info
    return next((str(axis.unit_name) for axis in axes if axis.direction == "up"), "")
