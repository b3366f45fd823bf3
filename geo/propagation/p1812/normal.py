"""Attachment 2 to Annex 1: the inverse complementary cumulative normal distribution."""

from __future__ import annotations

import math

from ..accelerate import inner_kernel


@inner_kernel
def inverse_normal(x: float) -> float:
    """Return I(x), the value exceeded with probability x; limits 1e-6 … 1 − 1e-6.

    Examples
    --------
    >>> round(inverse_normal(0.1), 3), round(inverse_normal(0.9), 3)
    (1.282, -1.282)
    """
    x = min(max(x, 1e-6), 1.0 - 1e-6)
    if x <= 0.5:
        return _upper(math.sqrt(-2.0 * math.log(x)))  # eq. (96a)
    return -_upper(math.sqrt(-2.0 * math.log(1.0 - x)))  # eq. (96b)


@inner_kernel
def _upper(T: float) -> float:
    """Return T − C of eqs (97a) and (97b), the latter with the coefficients of eq. (97c)."""
    numerator = (0.010328 * T + 0.802853) * T + 2.515516698
    return T - numerator / (((0.001308 * T + 0.189269) * T + 1.432788) * T + 1.0)
