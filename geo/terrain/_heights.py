"""Pixel values → heights in metres with voids as NaN; and the check that heights they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasterio.enums import MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterWindow

from layers.errors import Finding, InputError

from ..propagation.accelerate import kernel
from ._files import open_raster
from ._findings import finding
from ._frame import Box
from ._sample import Heights
from ._tile import height_errors

LOWEST_M, HIGHEST_M = -500.0, 9000.0  # Dead Sea shore −430 m, Everest 8849 m
# What stands for "void" in files that do not declare it; also as it comes out of an unsigned type.
_MARKS = (-32768.0, -32767.0, -9999.0, -99999.0, 32767.0, 32768.0, 55537.0, 65535.0)
_NO_HEIGHT_IN_ANY_UNIT = 1e7  # ±3.4e38, −2147483648, infinity …
_PIXELS_AT_A_TIME = 2**22
_MOST_COLUMNS = 2**16
_MOST_BLOCKS = 1024  # 4 · 10⁹ pixels of one file are looked through, evenly spaced beyond that


@dataclass(frozen=True)
class Census:
    """What the heights of a file are like.

    Parameters
    ----------
    lowest_m, highest_m
        Extremes, NaN when all is void. [m]
    valid
        Pixels that hold a height.
    marked
        Voids that the file does not declare to be such.
    """

    lowest_m: float
    highest_m: float
    valid: int
    marked: int


def strips(box: Box) -> Iterator[Box]:
    """Yield a box in pieces small enough to be read at a time."""
    columns = min(box.columns, _MOST_COLUMNS)
    return box.blocks(max(1, _PIXELS_AT_A_TIME // columns), columns)


def read_raw(dataset: Any, box: Box) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    """Return pixel values, and where they are void by the file's own word (``None``: nowhere).

    Parameters
    ----------
    dataset
        Open file.
    box
        Pixels counted from the first of the file.
    """
    window = RasterWindow(box.column, box.row, box.columns, box.rows)
    try:
        raw = dataset.read(1, window=window)
        if MaskFlags.all_valid in dataset.mask_flag_enums[0]:
            return raw, None
        return raw, dataset.read_masks(1, window=window) == 0
    except RasterioError as error:
        found = error.__cause__ or error
        raise InputError([finding("unreadable-raster", Path(dataset.name), found=found)]) from error


def read_heights(dataset: Any, box: Box) -> Heights:
    """Return heights, NaN = void [m]; arguments as of `read_raw`."""
    return _heights(dataset, box)[0]


def _heights(dataset: Any, box: Box) -> tuple[Heights, int]:
    raw, void = read_raw(dataset, box)
    with np.errstate(over="ignore"):  # beyond float32 is infinity, which is void
        height = raw.astype(np.float32)
    if void is not None:
        height[void] = np.nan
    return height, blank_marks(height, float(dataset.scales[0]), float(dataset.offsets[0]))


@kernel
def blank_marks(height: Heights, scale: float, offset: float) -> int:
    """Scale values to metres in place, void what only marks a void, and return how many did.

    A mark counts only where it would be no height: 32767 is one of 3276.7 m in decimetres.
    """
    marked = 0
    rows, columns = height.shape
    for row in range(rows):
        for column in range(columns):
            value = float(height[row, column])
            metres = value * scale + offset
            if math.isnan(value) or LOWEST_M <= metres <= HIGHEST_M:
                height[row, column] = metres
                continue
            mark = abs(value) >= _NO_HEIGHT_IN_ANY_UNIT
            for known in _MARKS:
                mark = mark or value == known
            height[row, column] = math.nan if mark else metres
            marked += mark
    return marked


@kernel
def _extremes(height: Heights) -> tuple[float, float, int]:
    lowest, highest, valid = math.inf, -math.inf, 0
    rows, columns = height.shape
    for row in range(rows):
        for column in range(columns):
            value = float(height[row, column])
            if not math.isnan(value):
                valid += 1
                lowest = min(lowest, value)
                highest = max(highest, value)
    return lowest, highest, valid


def check_heights(path: Path, known: Census | None = None) -> tuple[Census, list[Finding]]:
    """Look through the heights of a file.

    Parameters
    ----------
    path
        The file.
    known
        What an earlier look found, ``None`` = look now.

    Returns
    -------
    Census
        What they are like; a file that is all void is not refused here, because a folder may
        hold such a tile.
    list of Finding
        Warnings.

    Raises
    ------
    InputError
        When the values are not heights in metres.
    """
    with open_raster(path) as dataset:
        errors = list(height_errors(path, dataset))
        if errors:
            raise InputError(errors)
        census = known or _take_census(dataset)
        scaled = (dataset.scales[0], dataset.offsets[0]) != (1.0, 0.0)
        kind = str(dataset.dtypes[0])
    if census.valid and not LOWEST_M <= census.lowest_m <= census.highest_m <= HIGHEST_M:
        raise InputError([_no_metres(path, census, kind)])
    warnings = [finding("scaled-heights", path)] if scaled else []
    if census.marked:
        warnings.append(finding("undeclared-void", path))
    if census.valid > 1 and census.lowest_m == census.highest_m:
        warnings.append(finding("constant-heights", path, height=census.lowest_m))
    return census, warnings


def _no_metres(path: Path, census: Census, kind: str) -> Finding:
    return finding("no-metres", path, lowest=census.lowest_m, highest=census.highest_m, kind=kind)


def _take_census(dataset: Any) -> Census:
    whole = Box(0, 0, dataset.height, dataset.width)
    lowest, highest, valid, marked = math.inf, -math.inf, 0, 0
    for box in _spread(whole):
        height, blanked = _heights(dataset, box)
        low, high, count = _extremes(height)
        lowest, highest = min(lowest, low), max(highest, high)
        valid, marked = valid + count, marked + blanked
    if not valid:
        return Census(math.nan, math.nan, 0, marked)
    return Census(lowest, highest, valid, marked)


def _spread(whole: Box) -> Iterator[Box]:
    """Yield the strips of a file, evenly spaced ones of a file that is very large."""
    columns = min(whole.columns, _MOST_COLUMNS)
    rows = max(1, _PIXELS_AT_A_TIME // columns)
    across, down = -(-whole.columns // columns), -(-whole.rows // rows)
    step = -(-across * down // _MOST_BLOCKS)
    while math.gcd(step, across) > 1:  # else some columns would never be looked at
        step += 1
    for number in range(0, across * down, step):
        row, column = number // across * rows, number % across * columns
        yield Box(row, column, min(rows, whole.rows - row), min(columns, whole.columns - column))
