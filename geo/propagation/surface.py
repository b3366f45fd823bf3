"""Heights between the pixels of a raster.

The raster stays in its own pixels; a place on the ground is a fractional (column, row),
whole at the middle of a pixel.
"""

from __future__ import annotations

import math

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
    j = min(int(column), columns - 2) if columns > 1 else 0
    i = min(int(row), rows - 2) if rows > 1 else 0
    u, v = column - j, row - i
    top = _between(raster, i, j, u)
    if v == 0.0:
        return top
    below = _between(raster, i + 1, j, u)
    if v == 1.0:
        return below
    return top + v * (below - top)


@inner_kernel
def _between(raster: Singles, i: int, j: int, u: float) -> float:
    """Return the value in a row between two columns; a pixel of no weight may be void."""
    if u == 0.0:
        return float(raster[i, j])
    if u == 1.0:
        return float(raster[i, j + 1])
    left = float(raster[i, j])
    return left + u * (float(raster[i, j + 1]) - left)


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


@inner_kernel
def nearest(raster: Singles, column: float, row: float) -> float:
    """Return the value of the pixel a place lies in, 0 outside: for classes of clutter."""
    j, i = math.floor(column + 0.5), math.floor(row + 0.5)
    rows, columns = raster.shape
    if 0 <= i < rows and 0 <= j < columns:
        return float(raster[i, j])
    return 0.0
