"""Attachment 1 and section 4.3.1 for one receiver of a radial, from what lies before it.

The profile of a receiver is the beginning of its radial, which all receivers of the radial
share and which is kept as prefix maxima, prefix sums and upper hulls, and a few last points
of its own (`Tail`). Each quantity equals that of `.profile` and `geo.propagation.p526` on
the profile as a whole; what is a maximum there is a tangent to a hull here.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .. import p526
from .._model import Floats
from ..accelerate import inner_kernel
from .hull import Hull, Indices, extreme, first_from, tangent
from .profile import Horizons, elevation

# Places in `Radial.sizes`, `.largest` and `.steepest`: one per surface.
MEDIAN, RARE, TERRAIN, RAW = 0, 1, 2, 3
V1, V2 = 0, 1  # places in `Radial.sums`


class Radial(NamedTuple):
    """Beginning of a radial up to the last point pushed.

    Distances x [km] and terrain heights h [m] of the points; for each surface its heights y,
    its hull, and the steepest slope from the transmitter so far [m/km] with its point.
    Surfaces: MEDIAN and RARE, terrain and clutter over the median Earth and that of β0 %;
    TERRAIN, terrain over the median Earth; RAW, heights above sea level. `sums` are v1 and v2
    of eqs (85) and (86) over heights above the first point, `pushed` is the number of points
    so far.
    """

    x: Floats
    h: Floats
    y_median: Floats
    y_rare: Floats
    y_terrain: Floats
    median: Hull
    rare: Hull
    terrain: Hull
    raw: Hull
    sizes: Indices
    largest: Floats
    steepest: Indices
    sums: Floats
    pushed: Indices


class Tail(NamedTuple):
    """Last points of one receiver's own profile: distance [km], terrain [m], clutter top [m].

    `near` and `far` are 1 / x and 1 / (d − x), divided once for all slopes [1/km]; `first` is
    the number of the first point, `size` how many there are.
    """

    x: Floats
    h: Floats
    g: Floats
    near: Floats
    far: Floats
    first: int
    size: int


@inner_kernel
def distance_of(radial: Radial, tail: Tail, point: int) -> float:
    """Return the distance of a profile point [km]."""
    return float(radial.x[point] if point < tail.first else tail.x[point - tail.first])


@inner_kernel
def smooth_surface(radial: Radial, tail: Tail, d: float, h: float) -> tuple[float, float]:
    """Return hst and hsr [m], eqs (85) to (88), for a receiver at d [km] on ground h [m]."""
    base = radial.h[0]
    last = radial.pushed[0] - 1
    x, below = radial.x[last], radial.h[last] - base
    v1, v2 = radial.sums[V1], radial.sums[V2]
    for j in range(tail.size + 1):
        at_end = j == tail.size
        to, here = (d, h - base) if at_end else (tail.x[j], tail.h[j] - base)
        v1 += (to - x) * (here + below)
        v2 += (to - x) * (here * (2.0 * to + x) + below * (to + 2.0 * x))
        x, below = to, here
    return base + (2.0 * v1 * d - v2) / d**2, base + (v2 - v1 * d) / d**2


@inner_kernel
def diffraction_surface(
    radial: Radial,
    tail: Tail,
    seen: Horizons,
    d: float,
    h: float,
    hts: float,
    hrs: float,
    hst: float,
    hsr: float,
) -> tuple[float, float]:
    """Return hstd and hsrd [m], eqs (89) to (91)."""
    if seen.line_of_sight:  # what is below the ray over a curved Earth is below the chord
        return min(hst, radial.h[0]), min(hsr, h)
    Str = (hrs - hts) / d
    size = radial.sizes[RAW]
    k = extreme(radial.raw, size, Str)
    hobs = radial.raw.y[k] - Str * radial.raw.x[k] - hts
    for j in range(tail.size):
        hobs = max(hobs, tail.h[j] - Str * tail.x[j] - hts)
    if hobs > 0.0:
        alpha_obt = radial.largest[RAW] - Str
        k = tangent(radial.raw, size, d, hrs)
        alpha_obr = (radial.raw.y[k] - hrs) / (d - radial.raw.x[k]) + Str
        for j in range(tail.size):
            alpha_obt = max(alpha_obt, (tail.h[j] - hts) * tail.near[j] - Str)
            alpha_obr = max(alpha_obr, (tail.h[j] - hrs) * tail.far[j] + Str)
        gt = alpha_obt / (alpha_obt + alpha_obr)
        hst, hsr = hst - hobs * gt, hsr - hobs * (1.0 - gt)
    return min(hst, radial.h[0]), min(hsr, h)


@inner_kernel
def horizons(radial: Radial, tail: Tail, d: float, hts: float, hrs: float, ae: float) -> Horizons:
    """Return the horizons, eqs (76) to (84).

    On a line of sight the point that stands for both horizons is left open, −1: few
    receivers need it (`nearest_to_ray`).
    """
    C = 500.0 / ae
    steepest, lt = radial.largest[TERRAIN], radial.steepest[TERRAIN]
    for j in range(tail.size):
        slope = (tail.h[j] - C * tail.x[j] * tail.x[j] - hts) * tail.near[j]
        if slope > steepest:
            steepest, lt = slope, tail.first + j
    Str = (hrs - hts) / d
    bulge = C * d
    if steepest <= Str - bulge:
        theta_t, theta_r = elevation(Str - bulge), elevation(-Str - bulge)
        theta = 1000.0 * d / ae + theta_t + theta_r
        return Horizons(True, theta_t, theta_r, theta, np.nan, np.nan, -1, -1, np.nan, np.nan)
    y = hrs - C * d * d
    k = tangent(radial.terrain, radial.sizes[TERRAIN], d, y)
    back = (radial.terrain.y[k] - y) / (d - radial.terrain.x[k])
    lr, dlr = radial.terrain.point[k], d - radial.terrain.x[k]
    for j in range(tail.size):
        slope = (tail.h[j] - C * tail.x[j] * tail.x[j] - y) * tail.far[j]
        if slope >= back:
            back, lr, dlr = slope, tail.first + j, d - tail.x[j]
    dlt = distance_of(radial, tail, lt)
    theta_t, theta_r = elevation(steepest), elevation(back - 2.0 * bulge)
    theta = 1000.0 * d / ae + theta_t + theta_r
    return Horizons(False, theta_t, theta_r, theta, dlt, dlr, lt, lr, steepest, back)


@inner_kernel
def least_clearance(
    x: Floats,
    y: Floats,
    hull: Hull,
    size: int,
    d: float,
    hts: float,
    beta: float,
    ratio: float,
) -> tuple[float, int]:
    """Return the least c² / (x (d − x)) below a bound, and its point (−1: none, the bound).

    On a line of sight ν of a point is −√(0.002 d / λ · c² / (x (d − x))) with the clearance
    c = hts + βx − y ≥ 0, so the least ratio is the largest ν. The point need not be a
    vertex. But between two vertices no clearance is less than the lesser of theirs, which
    bounds the ratio from below; only edges whose bound beats the best so far are opened.
    """
    hx, hy = hull.x, hull.y
    dominant = -1
    for k in range(size):
        c = hts + beta * hx[k] - hy[k]
        w = hx[k] * (d - hx[k])
        if c * c <= ratio * w:
            ratio, dominant = c * c / w, hull.point[k]
    for k in range(size - 1):
        first, last = hull.point[k], hull.point[k + 1]
        if last - first < 2:
            continue
        c = hts + min(beta * hx[k] - hy[k], beta * hx[k + 1] - hy[k + 1])
        widest = min(max(0.5 * d, hx[k]), hx[k + 1])
        if c * c >= ratio * (widest * (d - widest)):
            continue
        for i in range(first + 1, last):
            c = hts + beta * x[i] - y[i]
            w = x[i] * (d - x[i])
            if c * c <= ratio * w:
                ratio, dominant = c * c / w, i
    return ratio, dominant


@inner_kernel
def nearest_to_ray(radial: Radial, tail: Tail, d: float, hts: float, hrs: float, ae: float) -> int:
    """Return the terrain point with the largest ν on a line of sight."""
    beta = (hrs - hts) / d - 500.0 * d / ae
    ratio, dominant = least_clearance(
        radial.x, radial.y_terrain, radial.terrain, radial.sizes[TERRAIN], d, hts, beta, np.inf
    )
    for j in range(tail.size):
        c = hts + beta * tail.x[j] - (tail.h[j] - 500.0 * tail.x[j] * tail.x[j] / ae)
        w = tail.x[j] * (d - tail.x[j])
        if c * c <= ratio * w:
            ratio, dominant = c * c / w, tail.first + j
    return dominant


@inner_kernel
def nu_between(
    Stim: float,
    Srim: float,
    d: float,
    hts: float,
    hrs: float,
    lam: float,
    nearest: float,
    furthest: float,
) -> float:
    """Return ν of the edge where the steepest slopes [m/km] of both terminals meet, eq. (19).

    `nearest` and `furthest` are the first and the last obstacle [km from the transmitter].
    """
    dbp = p526.edge_distance(Stim, Srim, d, hrs - hts, nearest, furthest)  # eq. (18)
    height = hts + Stim * dbp - (hts * (d - dbp) + hrs * dbp) / d
    return height * math.sqrt(0.002 * d / (lam * dbp * (d - dbp)))


@inner_kernel
def obstruction(
    x: Floats,
    y: Floats,
    hull: Hull,
    size: int,
    steepest: float,
    at: int,
    tail: Tail,
    d: float,
    hts: float,
    hrs: float,
    ap: float,
    lam: float,
) -> tuple[float, int]:
    """Return ν of the path, eqs (13) to (19), and the point that decides it.

    Parameters
    ----------
    x, y
        Distances and heights of one surface of the radial. [km, m]
    hull, size, steepest, at
        Its hull, the steepest slope from the transmitter [m/km] and the point that has it.
    tail
        Last points of the receiver's own profile.
    d, hts, hrs
        Receiver's distance, antenna heights above sea level. [km, m]
    ap, lam
        Effective Earth radius, wavelength. [km, m]

    Returns
    -------
    nu, point
        −0.78 and −1 when nothing comes near enough to count.
    """
    C = 500.0 / ap
    bulge = C * d
    Str = (hrs - hts) / d
    for j in range(tail.size):
        slope = (tail.g[j] - C * tail.x[j] * tail.x[j] - hts) * tail.near[j]
        if slope > steepest:
            steepest, at = slope, tail.first + j
    Stim = steepest + bulge
    if Stim < Str:
        beta, scale = Str - bulge, 0.002 * d / lam
        ratio, dominant = least_clearance(
            x, y, hull, size, d, hts, beta, p526.NO_LOSS_NU**2 / scale
        )
        for j in range(tail.size):
            c = hts + beta * tail.x[j] - (tail.g[j] - C * tail.x[j] * tail.x[j])
            w = tail.x[j] * (d - tail.x[j])
            if c * c <= ratio * w:
                ratio, dominant = c * c / w, tail.first + j
        return (-math.sqrt(ratio * scale) if dominant >= 0 else p526.NO_LOSS_NU), dominant
    end = hrs - C * d * d
    k = tangent(hull, size, d, end)
    back = (hull.y[k] - end) / (d - hull.x[k])
    for j in range(tail.size):
        slope = (tail.g[j] - C * tail.x[j] * tail.x[j] - end) * tail.far[j]
        back = max(back, slope)
    furthest = tail.x[tail.size - 1] if tail.size else hull.x[size - 1]
    return nu_between(Stim, back - bulge, d, hts, hrs, lam, x[1], furthest), at


@inner_kernel
def terrain_roughness(
    radial: Radial,
    tail: Tail,
    d: float,
    first: int,
    last: int,
    hst: float,
    hsr: float,
) -> float:
    """Return hm [m] between two profile points, eq. (95), over the surface from hst to hsr [m].

    A point below an edge of the TERRAIN hull, which is curved the other way, is lower than the
    straight line between the edge's ends. So the highest point is a vertex, unless the edge
    reaches out of the range and its end there is higher: only such edges are opened.
    """
    m = (hsr - hst) / d
    hm = -np.inf
    for j in range(max(first - tail.first, 0), last - tail.first + 1):
        hm = max(hm, tail.h[j] - (hst + m * tail.x[j]))
    last = min(last, tail.first - 1)
    if last < first:
        return hm
    # The ends of the range need not be vertices.
    for i in (first, last):
        hm = max(hm, radial.h[i] - (hst + m * radial.x[i]))
    hull, size = radial.terrain, radial.sizes[TERRAIN]
    start = first_from(hull, size, first)
    for k in range(start, size):
        if hull.point[k] > last:
            break
        i = hull.point[k]
        hm = max(hm, radial.h[i] - (hst + m * radial.x[i]))
    for k in range(max(start - 1, 0), size - 1):
        left, right = hull.point[k], hull.point[k + 1]
        if left >= last:
            break
        ends = max(
            radial.h[left] - (hst + m * hull.x[k]), radial.h[right] - (hst + m * hull.x[k + 1])
        )
        if ends <= hm:
            continue
        for i in range(max(left + 1, first), min(right, last + 1)):
            hm = max(hm, radial.h[i] - (hst + m * radial.x[i]))
    return hm
