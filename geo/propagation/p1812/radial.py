"""Every receiver of a radial in one walk outwards: the incremental form of Annex 1.

Receiver n of a radial needs the profile before it, which is that of receiver n − 1 and one
more point. What the Recommendation takes as a maximum over the profile is kept as a prefix
maximum or as the upper hull of the points so far (`.hull`, `.receiver`), its sums as prefix
sums, so a radial of n receivers costs O(n log h) and not O(n²). The result is that of
`.path` to better than 1e-9 dB. Inland only (zone 4), which is all there is in Qinghai.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .._model import Floats, check_profile
from ..accelerate import inner_kernel, kernel
from .combination import distance_factor, ducting_or_focusing
from .diffraction import interpolation_factor
from .hoisted import (
    Constants,
    combine,
    constants,
    diffraction,
    ducting_coupling,
    least_variability,
    ln_beta_0,
    variability,
)
from .hull import Hull, push
from .path import DISTANCE_KM, check_limits
from .profile import Horizons
from .receiver import (
    MEDIAN,
    RARE,
    RAW,
    TERRAIN,
    V1,
    V2,
    Radial,
    Tail,
    diffraction_surface,
    distance_of,
    horizons,
    nearest_to_ray,
    nu_between,
    obstruction,
    smooth_surface,
    terrain_roughness,
)


@kernel
def empty_radial(capacity: int, cluttered: bool, p: float) -> Radial:
    """Return room for a radial of so many points; without clutter MEDIAN and TERRAIN are one."""
    x, h = np.empty(capacity), np.empty(capacity)
    terrain, y_terrain = _empty_hull(capacity), np.empty(capacity)
    median, y_median = terrain, y_terrain
    if cluttered:
        median, y_median = _empty_hull(capacity), np.empty(capacity)
    rare = _empty_hull(capacity if p < 50.0 else 1)
    y_rare = np.empty(capacity if p < 50.0 else 1)
    return Radial(
        x,
        h,
        y_median,
        y_rare,
        y_terrain,
        median,
        rare,
        terrain,
        _empty_hull(capacity),
        np.zeros(4, np.int64),
        np.empty(4),
        np.zeros(4, np.int64),
        np.zeros(2),
        np.zeros(1, np.int64),
    )


@kernel
def empty_tail(capacity: int) -> Tail:
    """Return room for the last points of one receiver's own profile."""
    room = np.empty((5, capacity))
    return Tail(room[0], room[1], room[2], room[3], room[4], 0, 0)


@inner_kernel
def set_tail(tail: Tail, j: int, x: float, h: float, R: float, d: float) -> None:
    """Set a point of a tail: distance [km], terrain, clutter [m], for a receiver at d [km]."""
    tail.x[j], tail.h[j], tail.g[j] = x, h, h + R
    tail.near[j], tail.far[j] = 1.0 / x, 1.0 / (d - x)


@kernel
def _empty_hull(capacity: int) -> Hull:
    return Hull(np.empty(capacity), np.empty(capacity), np.empty(capacity, np.int64))


@inner_kernel
def start(radial: Radial, h: float) -> None:
    """Begin a radial at a transmitter on ground h [m]."""
    radial.x[0], radial.h[0] = 0.0, h
    radial.sizes[:] = 0
    radial.largest[:] = -np.inf
    radial.sums[:] = 0.0
    radial.pushed[0] = 1


@inner_kernel
def extend(
    radial: Radial, c: Constants, x: float, h: float, R: float, hts: float, cluttered: bool
) -> None:
    """Add the next profile point.

    Parameters
    ----------
    radial
        What has been walked.
    c
        Constants of the transmitter.
    x, h, R
        Distance, terrain height, clutter height. [km, m, m]
    hts
        Transmitter antenna above sea level. [m]
    cluttered
        Whether the radial keeps a surface of its own for clutter.
    """
    i = radial.pushed[0]
    before, base = radial.x[i - 1], radial.h[0]
    here, below = h - base, radial.h[i - 1] - base
    radial.sums[V1] += (x - before) * (here + below)
    radial.sums[V2] += (x - before) * (here * (2.0 * x + before) + below * (x + 2.0 * before))
    radial.x[i], radial.h[i] = x, h
    y = h - 500.0 * x * x / c.ae
    radial.y_terrain[i] = y
    _note(radial, TERRAIN, radial.terrain, x, y, i, hts)
    _note(radial, RAW, radial.raw, x, h, i, hts)
    if cluttered:
        y = h + R - 500.0 * x * x / c.ae
        radial.y_median[i] = y
        _note(radial, MEDIAN, radial.median, x, y, i, hts)
    else:
        radial.sizes[MEDIAN] = radial.sizes[TERRAIN]
        radial.largest[MEDIAN] = radial.largest[TERRAIN]
        radial.steepest[MEDIAN] = radial.steepest[TERRAIN]
    if c.p < 50.0:
        y = h + R - 500.0 * x * x / c.ab
        radial.y_rare[i] = y
        _note(radial, RARE, radial.rare, x, y, i, hts)
    radial.pushed[0] = i + 1


@inner_kernel
def _note(radial: Radial, surface: int, hull: Hull, x: float, y: float, i: int, hts: float) -> None:
    radial.sizes[surface] = push(hull, radial.sizes[surface], x, y, i)
    slope = (y - hts) / x
    if slope > radial.largest[surface]:
        radial.largest[surface], radial.steepest[surface] = slope, i


@inner_kernel
def receiver_loss(
    radial: Radial,
    tail: Tail,
    c: Constants,
    d: float,
    h: float,
    hts: float,
    hrs: float,
    cluttered: bool,
) -> tuple[float, float]:
    """Return the loss to one receiver and how far the point is that blocks it.

    Parameters
    ----------
    radial, tail
        Profile: the points of the radial pushed so far, then those of the receiver's own.
    c
        Constants of the transmitter.
    d, h
        Receiver's distance and ground. [km, m]
    hts, hrs
        Antenna heights above sea level. [m]
    cluttered
        Whether the radial has clutter.

    Returns
    -------
    loss, blocked
        Basic transmission loss at 50 % of locations [dB]; distance of the point with the
        steepest slope, or nearest to the ray [km], NaN = nothing near the ray.
    """
    hst, hsr = smooth_surface(radial, tail, d, h)
    seen = horizons(radial, tail, d, hts, hrs, c.ae)
    hstd, hsrd = diffraction_surface(radial, tail, seen, d, h, hts, hrs, hst, hsr)
    last = tail.first + tail.size - 1
    if cluttered or seen.line_of_sight:
        nu, point = obstruction(
            radial.x, radial.y_median, radial.median, radial.sizes[MEDIAN],
            radial.largest[MEDIAN], radial.steepest[MEDIAN], tail, d, hts, hrs, c.ae, c.lam,
        )  # fmt: skip
    else:  # then the slopes to both horizons are those of the obstruction
        bulge = 500.0 * d / c.ae
        nu = nu_between(
            seen.slope_t + bulge, seen.slope_r - bulge, d, hts, hrs, c.lam,
            radial.x[1], distance_of(radial, tail, last),
        )  # fmt: skip
        point = seen.lt
    Ld50 = diffraction(c, nu, last, d, hts - hstd, hrs - hsrd, c.ae)
    ln_b0 = ln_beta_0(c, d)
    Ldp = Ld50
    if c.p < 50.0:
        nu, _ = obstruction(
            radial.x, radial.y_rare, radial.rare, radial.sizes[RARE], radial.largest[RARE],
            radial.steepest[RARE], tail, d, hts, hrs, c.ab, c.lam,
        )  # fmt: skip
        Ldb = diffraction(c, nu, last, d, hts - hstd, hrs - hsrd, c.ab)
        Ldp += interpolation_factor(c.p, math.exp(ln_b0)) * (Ldb - Ld50)
    ln_d = math.log(d)
    Lbfs = c.free_space + _free_space_distance(d, hts, hrs)
    apart = d if seen.line_of_sight else seen.dlt + seen.dlr
    Es = 1.0 - math.exp(-0.1 * apart)
    Lbd = Lbfs + c.time * Es + Ldp
    Lbda = Lbd
    if Ldp > 0.0:  # else nothing is weaker than the line of sight
        nearest = -1 if cluttered else point  # that of the surface with clutter may differ
        Lbda = _with_ducting(
            radial, tail, c, seen, nearest, d, h, hts, hrs, hst, hsr, ln_b0,
            Lbfs + c.time * Es, Lbd,
        )  # fmt: skip
    blocked = np.nan if point < 0 else distance_of(radial, tail, point)
    return combine(c, ln_d, seen.theta, ln_b0, Es, Lbfs, Ld50, Ldp, Lbda), blocked


@inner_kernel
def _free_space_distance(d: float, hts: float, hrs: float) -> float:
    rise = 0.001 * (hts - hrs)
    return 10.0 / math.log(10.0) * math.log(d * d + rise * rise)


@inner_kernel
def _with_ducting(
    radial: Radial,
    tail: Tail,
    c: Constants,
    seen: Horizons,
    nearest: int,
    d: float,
    h: float,
    hts: float,
    hrs: float,
    hst: float,
    hsr: float,
    ln_b0: float,
    Lb0p: float,
    Lbd: float,
) -> float:
    """Return Lbda [dB], eq. (61): diffraction, or ducting where it loses less."""
    if seen.line_of_sight:
        lt = nearest if nearest >= 0 else nearest_to_ray(radial, tail, d, hts, hrs, c.ae)
        dlt = distance_of(radial, tail, lt)
        seen = Horizons(
            True, seen.theta_t, seen.theta_r, seen.theta, dlt, d - dlt, lt, lt, np.nan, np.nan
        )
    coupling = ducting_coupling(c, d, seen)
    if coupling + least_variability(c, d, ln_b0) > Lbd:
        return Lbd
    hst, hsr = min(hst, radial.h[0]), min(hsr, h)
    hm = terrain_roughness(radial, tail, d, seen.lt, seen.lr, hst, hsr)
    Lba = coupling + variability(c, d, seen, hts - hst, hrs - hsr, hm, math.exp(ln_b0))
    Lminbap = ducting_or_focusing(Lba, Lb0p)
    return Lbd if Lminbap > Lbd else Lminbap + (Lbd - Lminbap) * distance_factor(d)


@inner_kernel
def last_point(d: float, step: float) -> int:
    """Return the number of the last profile point before a receiver at d [km].

    The gap to the receiver is half a step to one and a half, so that no point stands right
    under its antenna.
    """
    return int(d / step - 0.5 + 1e-9)


@kernel
def along_radial(
    step: float,
    h: Floats,
    R: Floats,
    cluttered: bool,
    c: Constants,
    htg: float,
    hrg: float,
    own: int,
    loss: Floats,
    blocked: Floats,
) -> None:
    """Fill loss [dB] and blocking distance [km] for a receiver at every profile point.

    Receivers with fewer than three points before them get NaN. `own` points of each are
    handed over as its tail, as a disc does with those off the radial; the rest is `walk`.
    """
    hts = h[0] + htg
    radial = empty_radial(h.size, cluttered, c.p)
    start(radial, h[0])
    own = max(own, 1)
    room = empty_tail(own)
    for n in range(h.size):
        loss[n] = blocked[n] = np.nan
        if n < 4:
            continue
        size = min(own, n - 2)
        while radial.pushed[0] < n - size:
            i = radial.pushed[0]
            extend(radial, c, i * step, h[i], R[i], hts, cluttered)
        for j in range(size):
            i = n - size + j
            set_tail(room, j, i * step, h[i], R[i], n * step)
        tail = Tail(room.x, room.h, room.g, room.near, room.far, n - size, size)
        loss[n], blocked[n] = receiver_loss(
            radial, tail, c, n * step, h[n], hts, h[n] + hrg, cluttered
        )


def radial_loss(
    step_km: float,
    height_m: npt.ArrayLike,
    clutter_m: npt.ArrayLike,
    frequency_ghz: float,
    time_pct: float,
    tx_height_m: float,
    rx_height_m: float,
    polarisation: int,
    latitude_deg: float,
    delta_n: float,
    n0: float,
    *,
    own_points: int = 1,
) -> Floats:
    """Return the basic transmission loss to a receiver at every point of a radial, inland.

    Parameters
    ----------
    step_km
        Spacing of the points. [km]
    height_m, clutter_m
        Terrain above sea level and clutter on it, the transmitter's point first,
        shape (n,). [m]
    frequency_ghz, time_pct, tx_height_m, rx_height_m, polarisation, delta_n, n0
        As in `geo.propagation.p1812.path_loss`.
    latitude_deg
        Latitude for all paths. [degree]
    own_points
        How many points before each receiver are treated as its own; the result is the same.

    Returns
    -------
    numpy.ndarray
        Loss at 50 % of locations, shape (n,); NaN nearer than 0.25 km or four steps. [dB]

    Raises
    ------
    OutsideValidity
        When a parameter is outside the limits.
    ValueError
        When the profile is not one.

    Examples
    --------
    >>> flat = np.zeros(101)
    >>> loss = radial_loss(0.03, flat, flat, 2.6, 50.0, 30.0, 1.5, 2, 36.0, 45.0, 325.0)
    >>> loss[[5, 50, 100]].round(1)
    array([  nan, 104.2, 110.2])
    """
    h = np.asarray(height_m, dtype=np.float64)
    _, h = check_profile("P.1812", np.arange(h.size) * step_km, h)
    R = np.ascontiguousarray(clutter_m, dtype=np.float64)
    if R.shape != h.shape or not (np.isfinite(R) & (R >= 0.0)).all():
        raise ValueError("P.1812: clutter heights are numbers from 0, one a point")
    check_limits(
        frequency_ghz=frequency_ghz,
        time_pct=time_pct,
        tx_height_m=tx_height_m,
        rx_height_m=rx_height_m,
        latitude_deg=latitude_deg,
        delta_n=delta_n,
        polarisation=polarisation,
    )
    reach = h.size * step_km
    c = constants(frequency_ghz, time_pct, polarisation, latitude_deg, delta_n, n0, step_km, reach)
    loss, blocked = np.empty(h.size), np.empty(h.size)
    along_radial(
        step_km, h, R, bool(R.any()), c, tx_height_m, rx_height_m, own_points, loss, blocked
    )
    loss[np.arange(h.size) * step_km < DISTANCE_KM[0]] = np.nan
    return loss
