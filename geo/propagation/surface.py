"""Heights between the pixels of a raster.

The raster stays in its own pixels; a place on the ground is a fractional (column, row),
whole at the middle of a pixel.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .accelerate import inner_kernel

Singles = npt.NDArray[np.float32]


@inner_kernel
def bilinear(raster: Singles, column: float, row: float) -> float:
    """Return the value at a fractional place, NaN where a pixel that counts is NaN or missing.

    Parameters
    ----------
    raster
        Values, shape (rows, columns); NaN = void.
    column, row
        Place, whole at the middle of a pixel.
    """
    rows, columns = raster.shape
    # One comparison catches NaN as well.
    if not (0.0 <= column <= columns - 1.0 and 0.0 <= row <= rows - 1.0):
        return np.nan
    j, i = int(column), int(row)
    u, v = float(column) - j, float(row) - i
    # The last column and row have nothing beyond them, and need nothing.
    right, below = min(j + 1, columns - 1), min(i + 1, rows - 1)
    # `float` changes nothing in compiled code; without, the twin would compute in float32.
    left, left_below = float(raster[i, j]), float(raster[below, j])
    top = left + u * (float(raster[i, right]) - left)
    value = top + v * (left_below + u * (float(raster[below, right]) - left_below) - top)
    return value if not math.isnan(value) else _between(raster, i, j, below, right, u, v)


@inner_kernel
def _between(raster: Singles, i: int, j: int, below: int, right: int, u: float, v: float) -> float:
    """Return the same, looking only at pixels that have a weight: the others may be void."""
    value = 0.0
    for k, share in ((i, 1.0 - v), (below, v)):
        if share > 0.0:
            value += share * (1.0 - u) * float(raster[k, j])
            if u > 0.0:
                value += share * u * float(raster[k, right])
    return value


@inner_kernel
def place(frame: npt.NDArray[np.float64], east: float, north: float) -> tuple[float, float]:
    """Return the (column, row) of a point near a station.

    Parameters
    ----------
    frame
        Coefficients of 1, e, n, e², e n, n², shape (2, 6): column, then row.
    east, north
        Offset from the station along the geodesic. [m]
    """
    ee, en, nn = east * east, east * north, north * north
    column = frame[0, 0] + frame[0, 1] * east + frame[0, 2] * north
    column += frame[0, 3] * ee + frame[0, 4] * en + frame[0, 5] * nn
    row = frame[1, 0] + frame[1, 1] * east + frame[1, 2] * north
    row += frame[1, 3] * ee + frame[1, 4] * en + frame[1, 5] * nn
    return column, row


class Line(NamedTuple):
    """A geodesic from a station in a raster: pixels per metre, and per metre squared."""

    column: float
    row: float
    column_bend: float
    row_bend: float


@inner_kernel
def along(frame: npt.NDArray[np.float64], sine: float, cosine: float) -> Line:
    """Return the line that leaves a station in a direction, given by its sine and cosine."""
    ss, sc, cc = sine * sine, sine * cosine, cosine * cosine
    return Line(
        frame[0, 1] * sine + frame[0, 2] * cosine,
        frame[1, 1] * sine + frame[1, 2] * cosine,
        frame[0, 3] * ss + frame[0, 4] * sc + frame[0, 5] * cc,
        frame[1, 3] * ss + frame[1, 4] * sc + frame[1, 5] * cc,
    )


@inner_kernel
def nearest(raster: Singles, column: float, row: float) -> float:
    """Return the value of the pixel a place lies in, 0 outside: for classes of clutter."""
    j, i = math.floor(column + 0.5), math.floor(row + 0.5)
    rows, columns = raster.shape
    if 0 <= i < rows and 0 <= j < columns:
        return float(raster[i, j])
    return 0.0
