"""Heights between pixel centres: bilinear, and void as soon as one height it needs is void."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ..propagation.accelerate import kernel

Floats = npt.NDArray[np.float64]
Heights = npt.NDArray[np.float32]


@kernel
def sample(height: Heights, column: float, row: float) -> float:
    """Return the bilinear height at a fractional index of a window.

    Parameters
    ----------
    height
        Shape (rows, columns); NaN = void. [m]
    column, row
        Index in this array; an integer is a pixel centre.

    Returns
    -------
    float
        NaN outside the array, and where a neighbour of non-zero weight is void. [m]
    """
    rows, columns = height.shape
    if not (0.0 <= column <= columns - 1.0 and 0.0 <= row <= rows - 1.0):
        return math.nan
    left = int(column)
    top = int(row)
    right_weight = column - left
    bottom_weight = row - top
    total = 0.0
    # A neighbour without weight is not looked at: it may be void or lie outside.
    for down in range(2):
        across_weight = bottom_weight if down else 1.0 - bottom_weight
        if across_weight == 0.0:
            continue
        for right in range(2):
            weight = across_weight * (right_weight if right else 1.0 - right_weight)
            if weight != 0.0:
                total += weight * float(height[top + down, left + right])
    return total


@kernel
def samples(height: Heights, column: Floats, row: Floats) -> Floats:
    """Return `sample` at many points, shape (n,) [m]."""
    found = np.empty(column.size)
    for i in range(column.size):
        found[i] = sample(height, column[i], row[i])
    return found


@kernel
def nearest(values: Heights, column: Floats, row: Floats) -> Floats:
    """Return the value of the pixel each point lies in, shape (n,); NaN outside."""
    found = np.full(column.size, math.nan)
    rows, columns = values.shape
    for i in range(column.size):
        across = math.floor(column[i] + 0.5)
        down = math.floor(row[i] + 0.5)
        if 0 <= across < columns and 0 <= down < rows:
            found[i] = values[down, across]
    return found
