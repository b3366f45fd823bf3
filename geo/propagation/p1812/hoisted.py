"""Sections 4.2 to 4.6 for many receivers of one transmitter, inland.

The same equations as in the modules of the sections, in another form: what depends on
frequency, time percentage and the Earth alone is computed once per transmitter (`Constants`),
products of powers are sums of logarithms, and a mechanism is left out where a bound shows
that it cannot change the result. The tests hold this form to the plain one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .. import p526
from .._model import Floats
from ..accelerate import inner_kernel, kernel
from .climate import beta_0, effective_radii, slope_parameters
from .ducting import path_geometry, roughness, time_variability
from .normal import inverse_normal
from .profile import Horizons

_TENS = 10.0 / math.log(10.0)  # 10 lg x = _TENS ln x
# Beyond 60 dB of difference the weaker of two mechanisms adds less than 3e-12 dB.
_NOTHING_DB = 60.0
# Fj is below 1e-17 beyond this argument.
_NO_FJ = 40.0


class FirstTerm(NamedTuple):
    """Section 4.3.3 over land for one frequency: factors of K, X and Y, before powers of adft."""

    K: float
    X: float
    Y: float


class Constants(NamedTuple):
    """What all receivers of a transmitter share; see `constants`."""

    f: float
    lam: float
    p: float
    ln_p: float
    ae: float
    ab: float
    free_space: float
    time: float
    Ip: float
    troposcatter: float
    ducting: float
    cube_root_f: float
    gamma_d: float
    ground: FirstTerm
    step: float
    ln_b0: Floats


@kernel
def constants(
    f: float, p: float, pol: int, phi: float, DN: float, N0: float, step: float, reach: float
) -> Constants:
    """Return what does not depend on the receiver.

    Parameters
    ----------
    f, p
        Frequency and time percentage. [GHz, %]
    pol
        1 horizontal, 2 vertical.
    phi
        Latitude. [degree]
    DN, N0
        Refractivity: lapse rate and sea-level value. [N-units/km, N-units]
    step, reach
        Spacing of the profile and longest path. [km]
    """
    ae, ab = effective_radii(DN)
    epsr, sigma = 22.0, 0.003  # land
    K = 0.036 * f ** (-1.0 / 3.0) * ((epsr - 1.0) ** 2 + (18.0 * sigma / f) ** 2) ** -0.25
    if pol == 2:
        K *= math.sqrt(epsr**2 + (18.0 * sigma / f) ** 2)
    ground = FirstTerm(K, 21.88 * f ** (1.0 / 3.0), 0.9575 * f ** (2.0 / 3.0))
    log_f = math.log10(f)
    rare = 10.125 * math.log10(50.0 / p) ** 0.7
    scatter = 190.1 + 25.0 * log_f - 2.5 * math.log10(0.5 * f) ** 2 - 0.15 * N0 - rare
    Alf = 45.375 - 137.0 * f + 92.5 * f * f if f < 0.5 else 0.0
    # Inland, β0 is a smooth function of distance alone: cubic between nodes it is off by 1e-11.
    nodes = int(reach / step) + 4
    ln_b0 = np.empty(nodes)
    for i in range(nodes):
        ln_b0[i] = math.log(beta_0(phi, i * step, i * step))
    return Constants(
        f,
        p526.SPEED_GHZ_M / f,
        p,
        math.log(p),
        ae,
        ab,
        92.4 + 20.0 * log_f,
        2.6 * math.log10(p / 50.0),
        inverse_normal(p / 100.0),
        scatter,
        102.45 + 20.0 * log_f + Alf,
        f ** (1.0 / 3.0),
        5e-5 * ae * f ** (1.0 / 3.0),
        ground,
        step,
        ln_b0,
    )


@inner_kernel
def farthest(c: Constants) -> float:
    """Return the distance [km] up to which there are nodes; a kernel would read on unawares."""
    return (c.ln_b0.size - 2) * c.step


@inner_kernel
def ln_beta_0(c: Constants, d: float) -> float:
    """Return ln β0 at a distance [km] below `farthest`, by Lagrange's cubic through four nodes."""
    t = d / c.step
    i = max(int(t), 1)
    u = t - i
    y = c.ln_b0
    before = -u * (u - 1.0) * (u - 2.0) / 6.0 * y[i - 1]
    here = (u * u - 1.0) * (u - 2.0) / 2.0 * y[i]
    after = -u * (u + 1.0) * (u - 2.0) / 2.0 * y[i + 1]
    return float(before + here + after + u * (u * u - 1.0) / 6.0 * y[i + 2])


@inner_kernel
def knife_edge_to_bullington(nu: float, d: float) -> float:
    """Return the Bullington loss [dB] of a path [km] with an edge of ν."""
    if nu <= p526.NO_LOSS_NU:
        return 0.0
    v = nu - 0.1
    Luc = 6.9 + 2.0 * _TENS * math.log(math.sqrt(v * v + 1.0) + v)
    return Luc + (1.0 - math.exp(Luc * (-1.0 / 6.0))) * (10.0 + 0.02 * d)


@inner_kernel
def first_term(g: FirstTerm, root: float, d: float, hte: float, hre: float) -> float:
    """Return the first-term loss over land [dB]; `root` is the cube root of adft [km^⅓]."""
    K = g.K / root
    K2 = K * K
    beta = (1.0 + K2 * (1.6 + 0.67 * K2)) / (1.0 + K2 * (4.5 + 1.53 * K2))
    X = g.X * beta / (root * root) * d
    B = g.Y * beta * beta / root
    ln_X = math.log(X)
    if X >= 1.6:
        F = 11.0 + _TENS * ln_X - 17.6 * X
    else:
        F = -2.0 * _TENS * ln_X - 5.6488 * math.exp(1.425 * ln_X)
    least = 2.0 + 2.0 * _TENS * math.log(K)
    return -F - _height_gain(B * hte, least) - _height_gain(B * hre, least)


@inner_kernel
def _height_gain(B: float, least: float) -> float:
    if B > 2.0:
        G = 17.6 * math.sqrt(B - 1.1) - 0.5 * _TENS * math.log(B - 1.1) - 8.0
    else:
        G = 2.0 * _TENS * math.log(B * (1.0 + 0.1 * B * B))
    return max(G, least)


@inner_kernel
def spherical_earth(
    c: Constants, d: float, hte: float, hre: float, ap: float
) -> tuple[float, float]:
    """Return the spherical-Earth loss over land [dB], and dse1 [km] on a line of sight.

    Parameters are those of P.526; dse1 is NaN behind the horizon.
    """
    roots = math.sqrt(hte) + math.sqrt(hre)
    if d * d >= 0.002 * ap * roots * roots:  # eq. (22), squared
        return first_term(c.ground, ap ** (1.0 / 3.0), d, hte, hre), np.nan
    hse, dse1 = p526.smooth_path_clearance(d, hte, hre, ap)
    hreq = 17.456 * math.sqrt(dse1 * (d - dse1) * c.lam / d)
    if hse > hreq:
        return 0.0, dse1
    root = (500.0 * (d / roots) ** 2) ** (1.0 / 3.0)
    return (1.0 - hse / hreq) * max(first_term(c.ground, root, d, hte, hre), 0.0), dse1


@inner_kernel
def smooth_nu(
    step: float, n: int, d: float, ht: float, hr: float, ap: float, lam: float, dse1: float
) -> float:
    """Return ν of a smooth path with points at 1 … n steps, section 4.3.4.

    Both slopes and ν have one maximum along a smooth path, so it is looked for from where
    it would be without steps.

    Parameters
    ----------
    step, n
        Spacing of the points and number of the last. [km]
    d
        Path length. [km]
    ht, hr
        Effective antenna heights. [m]
    ap, lam
        Effective Earth radius, wavelength. [km, m]
    dse1
        Where the clearance is least, NaN = behind the horizon. [km]
    """
    C = 500.0 / ap
    i = min(max(int(math.sqrt(ht / C) / step), 1), n - 1)
    Stim = max(_rise(C, d, ht, i * step), _rise(C, d, ht, (i + 1) * step))
    if Stim < (hr - ht) / d:
        middle = 0.5 * d if math.isnan(dse1) else dse1
        i = min(max(int(middle / step + 0.5), 1), n)
        nu = _nu_on_smooth(C, d, ht, hr, i * step)
        for direction in (-1, 1):
            j = i + direction
            while 1 <= j <= n:
                there = _nu_on_smooth(C, d, ht, hr, j * step)
                if there < nu:
                    break
                nu = there
                j += direction
        return nu * math.sqrt(0.002 * d / lam)
    i = min(max(int((d - math.sqrt(hr / C)) / step), 1), n - 1)
    Srim = max(_rise(C, d, hr, d - i * step), _rise(C, d, hr, d - (i + 1) * step))
    dbp = p526.edge_distance(Stim, Srim, d, hr - ht, step, n * step)
    return (ht + Stim * dbp - (ht * (d - dbp) + hr * dbp) / d) * math.sqrt(
        0.002 * d / (lam * dbp * (d - dbp))
    )


@inner_kernel
def _rise(C: float, d: float, antenna: float, x: float) -> float:
    """Return the slope [m/km] from an antenna to a point of a smooth path x km away."""
    return C * (d - x) - antenna / x


@inner_kernel
def _nu_on_smooth(C: float, d: float, ht: float, hr: float, x: float) -> float:
    clearance = C * x * (d - x) - (ht * (d - x) + hr * x) / d
    return clearance / math.sqrt(x * (d - x))


@inner_kernel
def diffraction(
    c: Constants, nu: float, n: int, d: float, hte: float, hre: float, ap: float
) -> float:
    """Return the delta-Bullington loss [dB] of a receiver.

    Parameters
    ----------
    c
        Constants of the transmitter.
    nu
        ν of the actual path.
    n
        Number of its last interior profile point.
    d, hte, hre, ap
        Path length, effective heights, effective Earth radius. [km, m, m, km]
    """
    Lbulla = knife_edge_to_bullington(nu, d)
    Ldsph, dse1 = spherical_earth(c, d, hte, hre, ap)
    if Ldsph <= 0.0:  # then there is no more than Lbulla, and Lbulls is not needed
        return Lbulla
    Lbulls = knife_edge_to_bullington(smooth_nu(c.step, n, d, hte, hre, ap, c.lam, dse1), d)
    return Lbulla + max(Ldsph - Lbulls, 0.0)


@inner_kernel
def ducting_coupling(c: Constants, d: float, seen: Horizons) -> float:
    """Return Lba without A(p) [dB], eqs (47) to (52), far from any coast."""
    theta_t2 = max(seen.theta_t - 0.1 * seen.dlt, 0.0)
    theta_r2 = max(seen.theta_r - 0.1 * seen.dlr, 0.0)
    theta1 = 1e3 * d / c.ae + seen.theta_t - theta_t2 + seen.theta_r - theta_r2
    factors = seen.dlt + seen.dlr
    factors *= 1.0 + 0.361 * theta_t2 * math.sqrt(c.f * seen.dlt)
    factors *= 1.0 + 0.361 * theta_r2 * math.sqrt(c.f * seen.dlr)
    shielding = 0.264 * c.cube_root_f * (theta_t2 + theta_r2)
    return c.ducting + 2.0 * _TENS * math.log(factors) + shielding + c.gamma_d * theta1


@inner_kernel
def least_variability(c: Constants, d: float, ln_b0: float) -> float:
    """Return a lower bound of A(p) [dB], without the roughness and geometry of the path.

    β is at most β0, so lg(p/β) is at least lg(p/β0), and the last term of eq. (53) is at
    least 12 dB where p exceeds β0 and positive elsewhere.
    """
    ratio = c.ln_p - ln_b0
    last = 12.0 if ratio >= 0.0 else 0.0
    return -12.0 + (1.2 + 3.7e-3 * d) * ratio * (0.1 * _TENS) + last


@inner_kernel
def variability(
    c: Constants, d: float, seen: Horizons, hte: float, hre: float, hm: float, b0: float
) -> float:
    """Return A(p) [dB], eqs (53) to (56)."""
    tau, _ = slope_parameters(d, d)
    beta = b0 * path_geometry(d, hte, hre, c.ae, tau) * roughness(hm, d - seen.dlt - seen.dlr)
    return time_variability(d, c.p, beta)


@inner_kernel
def combine(
    c: Constants,
    ln_d: float,
    theta: float,
    ln_b0: float,
    Es: float,
    Lbfs: float,
    Ld50: float,
    Ldp: float,
    Lbda: float,
) -> float:
    """Return the loss [dB] from its mechanisms, eqs (59) to (63) and (69).

    Parameters
    ----------
    c
        Constants of the transmitter.
    ln_d, theta
        Logarithm of the path length [km] and its angular distance [mrad].
    ln_b0
        Logarithm of β0 [%].
    Es
        1 − exp(−0.1 (dlt + dlr)) of eq. (9).
    Lbfs, Ld50, Ldp, Lbda
        As in the Recommendation. [dB]
    """
    Lb0p = Lbfs + c.time * Es
    Lbam = Lbda
    argument = 16.0 * (theta - 0.3)
    if argument < _NO_FJ:
        Lminb0p = Lb0p + Ldp
        b0 = math.exp(ln_b0)
        if c.p >= b0:
            Lb0b = Lbfs + 2.6 * Es * math.log10(b0 / 50.0)
            Lbd50 = Lbfs + Ld50
            Lminb0p = Lbd50 + (Lb0b + Ldp - Lbd50) * c.Ip / inverse_normal(b0 / 100.0)
        Lbam += (Lminb0p - Lbda) / (1.0 + math.exp(argument))
    Lbs = c.troposcatter + 2.0 * _TENS * ln_d + 0.573 * theta
    stronger = Lbs - Lbam
    if stronger > _NOTHING_DB:
        return max(Lb0p, Lbam)
    Lbc = Lbam - 0.5 * _TENS * math.log1p(math.exp(-2.0 / _TENS * stronger))
    return max(Lb0p, Lbc)
