"""Annex 1, section 4.4: propagation by tropospheric scatter."""

from __future__ import annotations

import math

from ..accelerate import inner_kernel


@inner_kernel
def troposcatter_loss(d: float, theta: float, f: float, p: float, N0: float) -> float:
    """Return Lbs [dB], not exceeded for p % of time.

    Parameters
    ----------
    d
        Path length. [km]
    theta
        Path angular distance. [mrad]
    f
        Frequency. [GHz]
    p
        Time percentage, 1 … 50. [%]
    N0
        Sea-level refractivity of the path's centre. [N-units]
    """
    Lf = 25.0 * math.log10(f) - 2.5 * math.log10(0.5 * f) ** 2  # eq. (45)
    rare = 10.125 * math.log10(50.0 / p) ** 0.7
    Lbs: float = 190.1 + Lf + 20.0 * math.log10(d) + 0.573 * theta - 0.15 * N0 - rare
    return Lbs  # eq. (44)
