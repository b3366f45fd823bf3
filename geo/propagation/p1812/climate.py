"""Annex 1, sections 3.6 to 3.8: radio-climatic zones, β0 and effective Earth radii."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .._model import Floats
from ..accelerate import inner_kernel

SEA, COASTAL, INLAND = 1, 3, 4  # zones, Table 4
Zones = npt.NDArray[np.int64]

_RADIUS = 6371.0  # [km] of the Earth
_KB = 3.0  # effective Earth radius factor exceeded for β0 % of time


@inner_kernel
def sections(d: Floats, zone: Zones, lowest: int, highest: int) -> tuple[float, float]:
    """Return the length in zones `lowest` … `highest`: in all, and of the longest run [km].

    A run reaches half way to the neighbouring point of another zone.
    """
    total = longest = run = 0.0
    for i in range(1, d.size):
        here = lowest <= zone[i] <= highest
        before = lowest <= zone[i - 1] <= highest
        share = 0.5 * (d[i] - d[i - 1]) * (int(here) + int(before))
        if here and not before:
            run = 0.0
        run += share
        total += share
        longest = max(longest, run)
    return total, longest


@inner_kernel
def slope_parameters(dtm: float, dlm: float) -> tuple[float, float]:
    """Return τ and μ1 for the longest land and inland sections [km]."""
    tau = 1.0 - math.exp(-4.12e-4 * dlm**2.41)  # eq. (3a)
    mu1 = 10.0 ** (-dtm / (16.0 - 6.6 * tau)) + 10.0 ** (-5.0 * (0.496 + 0.354 * tau))
    return tau, min(mu1**0.2, 1.0)  # eq. (3)


@inner_kernel
def beta_0(phi: float, dtm: float, dlm: float) -> float:
    """Return the share of time with strong refraction at low heights [%].

    Parameters
    ----------
    phi
        Latitude of the path's centre. [degree]
    dtm, dlm
        Longest continuous land (inland and coastal), and inland, section. [km]
    """
    _, mu1 = slope_parameters(dtm, dlm)
    if abs(phi) <= 70.0:
        mu4 = mu1 ** (-0.935 + 0.0176 * abs(phi))  # eq. (4)
        b0: float = 10.0 ** (-0.015 * abs(phi) + 1.67) * mu1 * mu4  # eq. (2)
    else:
        b0 = 4.17 * mu1 * mu1**0.3  # eqs (2) and (4) beyond 70°
    return b0


@inner_kernel
def effective_radii(DN: float) -> tuple[float, float]:
    """Return the median effective Earth radius and that exceeded for β0 % of time [km].

    Parameters
    ----------
    DN
        Lapse rate of the refractive index in the lowest kilometre, positive. [N-units/km]
    """
    k50 = 157.0 / (157.0 - DN)  # eq. (5)
    return _RADIUS * k50, _RADIUS * _KB  # eqs (6a, 6b)
