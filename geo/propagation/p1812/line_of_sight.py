"""Annex 1, section 4.2: propagation by line of sight, with multipath and focusing."""

from __future__ import annotations

import math

from ..accelerate import inner_kernel


@inner_kernel
def free_space_loss(d: float, hts: float, hrs: float, f: float) -> float:
    """Return Lbfs [dB]; path length in km, antenna heights above sea level in m, GHz."""
    dfs2 = d**2 + (0.001 * (hts - hrs)) ** 2  # eq. (8a), squared
    return 92.4 + 20.0 * math.log10(f) + 10.0 * math.log10(dfs2)  # eq. (8)


@inner_kernel
def focusing(p: float, dlt: float, dlr: float) -> float:
    """Return the correction for multipath and focusing at p % of time [dB].

    Parameters
    ----------
    p
        Time percentage. [%]
    dlt, dlr
        Horizon distances of the terminals. [km]
    """
    return 2.6 * (1.0 - math.exp(-0.1 * (dlt + dlr))) * math.log10(p / 50.0)  # eq. (9)
