"""Heights between pixel centres: bilinear, and void as soon as one height it needs is void."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ..propagation.accelerate import kernel
from ..propagation.surface import bilinear as sample

Floats = npt.NDArray[np.float64]
Heights = npt.NDArray[np.float32]


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
