"""Annex 1, section 4.3.5: the diffraction loss not exceeded for p % of time.

Sections 4.3.1 to 4.3.4, the delta-Bullington method, are those of P.526 (`..p526`).
"""

from __future__ import annotations

from ..accelerate import inner_kernel
from .normal import inverse_normal


@inner_kernel
def interpolation_factor(p: float, b0: float) -> float:
    """Return Fi between the median and β0 %; both in %."""
    if p == 50.0:
        return 0.0
    if p > b0:
        return inverse_normal(p / 100.0) / inverse_normal(b0 / 100.0)  # eq. (40a)
    return 1.0  # eq. (40b)
