"""Upper convex hulls of a profile's beginning, which grow point by point.

A tangent from a receiver touches the terrain at a vertex of the hull, and hulls of real
terrain have about ten vertices, so what costs O(n) on the profile costs O(log h) here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .._model import Floats
from ..accelerate import inner_kernel

Indices = npt.NDArray[np.int64]


class Hull(NamedTuple):
    """Vertices from left to right: distance [km], height [m], number of the profile point."""

    x: Floats
    y: Floats
    point: Indices


@inner_kernel
def push(hull: Hull, size: int, x: float, y: float, point: int) -> int:
    """Add a point to the right of all others; return the new number of vertices."""
    hx, hy = hull.x, hull.y
    while size >= 2:
        rise = (hy[size - 1] - hy[size - 2]) * (x - hx[size - 2])
        if rise > (y - hy[size - 2]) * (hx[size - 1] - hx[size - 2]):
            break
        size -= 1
    hx[size], hy[size], hull.point[size] = x, y, point
    return size + 1


@inner_kernel
def tangent(hull: Hull, size: int, x: float, y: float) -> int:
    """Return the vertex that is steepest seen from a point to the right, the last of equals."""
    hx, hy = hull.x, hull.y
    low, high = 0, size - 1
    while low < high:
        k = (low + high) // 2
        if (hy[k + 1] - y) * (x - hx[k]) >= (hy[k] - y) * (x - hx[k + 1]):
            low = k + 1
        else:
            high = k
    return low


@inner_kernel
def extreme(hull: Hull, size: int, slope: float) -> int:
    """Return the vertex highest above lines of a slope [m/km]."""
    hx, hy = hull.x, hull.y
    low, high = 0, size - 1
    while low < high:
        k = (low + high) // 2
        if hy[k + 1] - hy[k] > slope * (hx[k + 1] - hx[k]):
            low = k + 1
        else:
            high = k
    return low


@inner_kernel
def first_from(hull: Hull, size: int, point: int) -> int:
    """Return the first vertex at a profile point or after it; `size` when there is none."""
    low, high = 0, size
    while low < high:
        k = (low + high) // 2
        if hull.point[k] < point:
            low = k + 1
        else:
            high = k
    return low
