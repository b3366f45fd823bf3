"""Attachment 1 to Annex 1: analysis of the terrain profile, point by point.

This is the plain form, O(n) a path; `.radial` has the same quantities for every receiver
along a radial. Slopes are compared in the form (y − hs) / d with the heights
y = h − 500 d² / ae of a flattened Earth, so that both forms break ties alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .._model import Floats
from ..accelerate import inner_kernel


class Horizons(NamedTuple):
    """Horizons of both terminals: angles [mrad], distances [km], profile points.

    `slope_t` and `slope_r` are the steepest slopes over the flattened Earth [m/km], NaN on a
    line of sight.
    """

    line_of_sight: bool
    theta_t: float
    theta_r: float
    theta: float
    dlt: float
    dlr: float
    lt: int
    lr: int
    slope_t: float
    slope_r: float


@inner_kernel
def elevation(slope: float) -> float:
    """Return the angle [mrad] of a slope [m/km]."""
    return 1000.0 * math.atan(0.001 * slope)


@inner_kernel
def horizons(d: Floats, h: Floats, hts: float, hrs: float, ae: float, lam: float) -> Horizons:
    """Return the horizons, section 4.

    Parameters
    ----------
    d, h
        Profile without clutter, shape (n,). [km, m]
    hts, hrs
        Antenna heights above sea level. [m]
    ae
        Median effective Earth radius. [km]
    lam
        Wavelength, for the point that stands for the horizon of a line of sight. [m]
    """
    n = d.size
    dtot = d[n - 1]
    steepest, lt = -np.inf, 1
    for i in range(1, n - 1):
        slope = (h[i] - 500.0 * d[i] * d[i] / ae - hts) / d[i]  # eq. (77)
        if slope > steepest:  # eq. (76); the first of equals
            steepest, lt = slope, i
    Str = (hrs - hts) / dtot
    bulge = 500.0 * dtot / ae
    if steepest <= Str - bulge:  # eq. (78): the receiver is above every point
        lt = nearest_to_ray(d, h, hts, hrs, ae, lam)
        theta_t = elevation(Str - bulge)  # eq. (79)
        theta_r = elevation(-Str - bulge)  # eq. (81)
        theta = 1000.0 * dtot / ae + theta_t + theta_r  # eq. (84)
        dlt = d[lt]
        return Horizons(True, theta_t, theta_r, theta, dlt, dtot - dlt, lt, lt, np.nan, np.nan)
    back, lr = -np.inf, 1
    y = hrs - 500.0 * dtot * dtot / ae
    for i in range(1, n - 1):
        slope = (h[i] - 500.0 * d[i] * d[i] / ae - y) / (dtot - d[i])
        if slope >= back:  # eq. (82); the last of equals
            back, lr = slope, i
    theta_t = elevation(steepest)
    theta_r = elevation(back - 2.0 * bulge)  # eq. (82a): seen from the receiver
    theta = 1000.0 * dtot / ae + theta_t + theta_r
    dlt, dlr = d[lt], dtot - d[lr]
    return Horizons(False, theta_t, theta_r, theta, dlt, dlr, lt, lr, steepest, back)


@inner_kernel
def nearest_to_ray(d: Floats, h: Floats, hts: float, hrs: float, ae: float, lam: float) -> int:
    """Return the point with the largest ν on a line of sight, the last of equals."""
    dtot = d[d.size - 1]
    numax, dominant = -np.inf, 1
    for i in range(1, d.size - 1):
        d1, d2 = d[i], dtot - d[i]
        clearance = h[i] + 500.0 * d1 * d2 / ae - (hts * d2 + hrs * d1) / dtot
        nu = clearance * math.sqrt(0.002 * dtot / (lam * d1 * d2))
        if nu >= numax:
            numax, dominant = nu, i
    return dominant


@inner_kernel
def terrain_roughness(d: Floats, h: Floats, first: int, last: int, hst: float, hsr: float) -> float:
    """Return hm [m] between two profile points, over the smooth surface from hst to hsr [m]."""
    m = (hsr - hst) / d[d.size - 1]  # eq. (93)
    hm = -np.inf
    for i in range(first, last + 1):
        hm = max(hm, h[i] - (hst + m * d[i]))  # eq. (95)
    return hm
