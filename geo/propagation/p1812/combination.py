"""Annex 1, section 4.6: the mechanisms put together."""

from __future__ import annotations

import math

from ..accelerate import inner_kernel

_THETA = 0.3  # [mrad]
_XI = 0.8
_DSW = 20.0  # [km]
_KAPPA = 0.5
_ETA = 2.5


@inner_kernel
def angular_factor(theta: float) -> float:
    """Return Fj for a path angular distance [mrad]."""
    return 1.0 - 0.5 * (1.0 + math.tanh(3.0 * _XI * (theta - _THETA) / _THETA))  # eq. (57)


@inner_kernel
def distance_factor(d: float) -> float:
    """Return Fk for a path length [km]."""
    return 1.0 - 0.5 * (1.0 + math.tanh(3.0 * _KAPPA * (d - _DSW) / _DSW))  # eq. (58)


@inner_kernel
def ducting_or_focusing(Lba: float, Lb0p: float) -> float:
    """Return Lminbap [dB]; written so that large losses do not overflow."""
    most = max(Lba, Lb0p)
    return most + _ETA * math.log(
        math.exp((Lba - most) / _ETA) + math.exp((Lb0p - most) / _ETA)
    )  # eq. (60)


@inner_kernel
def power_sum(Lbs: float, Lbam: float) -> float:
    """Return Lbc [dB], troposcatter together with all else."""
    return -5.0 * math.log10(10.0 ** (-0.2 * Lbs) + 10.0 ** (-0.2 * Lbam))  # eq. (63)
