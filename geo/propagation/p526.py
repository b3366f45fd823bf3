"""Diffraction over terrain: Recommendation ITU-R P.526-16 (2025), sections 3.2, 4.1 and 4.5.

The single knife edge, first-term and spherical-Earth diffraction, and the delta-Bullington
method, which P.1812 section 4.3 shares to the letter. Left out here: the other forms of
section 3 (nomograms), multiple isolated edges, rounded obstacles and finite screens.

Symbols are those of P.1812: distances d in km, heights in m above sea level, ``lam`` the
wavelength in m, ``ap`` an effective Earth radius in km, ``omega`` the share of the path over
sea, ``pol`` 1 horizontal or 2 vertical; equation numbers are those of P.1812 section 4.3.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ._model import Floats, OutsideValidity, check_profile
from .accelerate import inner_kernel, kernel

SPEED_GHZ_M = 0.2998  # [m GHz] wavelength × frequency, as the reference results were made with
NO_LOSS_NU = -0.78  # J(ν) is zero at and below; eq. (12)
_LAND = (22.0, 0.003)  # relative permittivity, conductivity [S/m], section 4.3.3
_SEA = (80.0, 5.0)


class DeltaBullington(NamedTuple):
    """Terms of the delta-Bullington loss: actual and smooth path, spherical Earth, total [dB]."""

    Lbulla: float
    Lbulls: float
    Ldsph: float
    Ld: float


@inner_kernel
def knife_edge_loss(nu: float) -> float:
    """Return J(ν) [dB], the loss behind a single knife edge.

    Examples
    --------
    >>> round(knife_edge_loss(0.0), 2), knife_edge_loss(-0.78)
    (6.03, 0.0)
    """
    if nu <= NO_LOSS_NU:
        return 0.0
    return 6.9 + 20.0 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)  # eq. (12)


@inner_kernel
def obstruction(
    d: Floats, g: Floats, hts: float, hrs: float, ap: float, lam: float
) -> tuple[float, float, int]:
    """Return ν of a path, where its edge stands, and the point that decides it.

    Parameters
    ----------
    d, g
        Profile with clutter, shape (n,); end points are not obstacles. [km, m]
    hts, hrs
        Antenna heights above sea level. [m]
    ap
        Effective Earth radius. [km]
    lam
        Wavelength. [m]

    Returns
    -------
    nu, edge, index
        Diffraction parameter of eq. (15) or (19); distance of the edge from the transmitter
        [km]; profile point with the largest ν, or, behind the horizon, with the steepest
        slope from the transmitter.
    """
    n = d.size
    dtot = d[n - 1] - d[0]
    Ce = 1.0 / ap
    Stim, steepest = -np.inf, 1
    for i in range(1, n - 1):
        slope = (g[i] + 500.0 * Ce * d[i] * (dtot - d[i]) - hts) / d[i]
        if slope > Stim:  # eq. (13)
            Stim, steepest = slope, i
    Str = (hrs - hts) / dtot  # eq. (14)
    if Stim < Str:  # line of sight
        numax, dominant = -np.inf, 1
        for i in range(1, n - 1):
            d1, d2 = d[i], dtot - d[i]
            clearance = g[i] + 500.0 * Ce * d1 * d2 - (hts * d2 + hrs * d1) / dtot
            nu = clearance * math.sqrt(0.002 * dtot / (lam * d1 * d2))
            if nu >= numax:  # eq. (15)
                numax, dominant = nu, i
        return numax, d[dominant], dominant
    Srim = -np.inf
    for i in range(1, n - 1):
        slope = (g[i] + 500.0 * Ce * d[i] * (dtot - d[i]) - hrs) / (dtot - d[i])
        Srim = max(Srim, slope)  # eq. (17)
    dbp = edge_distance(Stim, Srim, dtot, hrs - hts, d[1], d[n - 2])
    nub = (hts + Stim * dbp - (hts * (dtot - dbp) + hrs * dbp) / dtot) * math.sqrt(
        0.002 * dtot / (lam * dbp * (dtot - dbp))
    )  # eq. (19)
    return nub, dbp, steepest


@inner_kernel
def edge_distance(
    Stim: float, Srim: float, d: float, rise: float, first: float, last: float
) -> float:
    """Return dbp [km], where the slopes [m/km] from both ends meet.

    They meet between the first and the last obstacle [km]. Where a point just touches the
    ray, they are one line, and eq. (18) is a quotient of rounding errors, or 0 / 0.
    """
    if Stim + Srim <= 0.0:
        return first
    return min(max((rise + Srim * d) / (Stim + Srim), first), last)  # eq. (18)


@inner_kernel
def bullington_loss(Luc: float, dtot: float) -> float:
    """Return the Bullington loss [dB] from that of its edge [dB]; path length in km."""
    return Luc + (1.0 - math.exp(-Luc / 6.0)) * (10.0 + 0.02 * dtot)  # eq. (21)


@inner_kernel
def first_term_over(
    epsr: float, sigma: float, d: float, hte: float, hre: float, adft: float, f: float, pol: int
) -> float:
    """Return the first-term spherical-Earth loss over one kind of ground [dB]."""
    K = 0.036 * (adft * f) ** (-1.0 / 3.0)
    K *= ((epsr - 1.0) ** 2 + (18.0 * sigma / f) ** 2) ** -0.25  # eq. (29a), horizontal
    if pol == 2:
        K *= math.sqrt(epsr**2 + (18.0 * sigma / f) ** 2)  # eq. (29b), vertical
    beta = (1.0 + 1.6 * K**2 + 0.67 * K**4) / (1.0 + 4.5 * K**2 + 1.53 * K**4)  # eq. (30)
    X = 21.88 * beta * (f / adft**2) ** (1.0 / 3.0) * d  # eq. (31)
    Y = 0.9575 * beta * (f**2 / adft) ** (1.0 / 3.0)  # eq. (32), per metre of height
    if X >= 1.6:  # eq. (33)
        F = 11.0 + 10.0 * math.log10(X) - 17.6 * X
    else:
        F = -20.0 * math.log10(X) - 5.6488 * X**1.425
    loss: float = -F - height_gain(beta * Y * hte, K) - height_gain(beta * Y * hre, K)
    return loss  # eq. (36)


@inner_kernel
def height_gain(B: float, K: float) -> float:
    """Return G(Y) [dB] for the normalised height B = βY and the ground's K."""
    if B > 2.0:  # eq. (34)
        G = 17.6 * math.sqrt(B - 1.1) - 5.0 * math.log10(B - 1.1) - 8.0
    else:
        G = 20.0 * math.log10(B + 0.1 * B**3)
    return max(G, 2.0 + 20.0 * math.log10(K))


@inner_kernel
def first_term_loss(
    d: float, hte: float, hre: float, adft: float, f: float, omega: float, pol: int
) -> float:
    """Return the first-term loss over land and sea [dB], eq. (28)."""
    loss = 0.0
    if omega < 1.0:
        loss += (1.0 - omega) * first_term_over(_LAND[0], _LAND[1], d, hte, hre, adft, f, pol)
    if omega > 0.0:
        loss += omega * first_term_over(_SEA[0], _SEA[1], d, hte, hre, adft, f, pol)
    return loss


@inner_kernel
def smooth_path_clearance(d: float, hte: float, hre: float, ap: float) -> tuple[float, float]:
    """Return the least clearance of a smooth path [m] and where it is [km from the transmitter].

    Parameters
    ----------
    d
        Path length, less than that to the horizon. [km]
    hte, hre
        Effective antenna heights. [m]
    ap
        Effective Earth radius. [km]
    """
    c = (hte - hre) / (hte + hre)  # eq. (24d)
    m = 250.0 * d * d / (ap * (hte + hre))  # eq. (24e)
    angle = math.acos(1.5 * c * math.sqrt(3.0 * m / (m + 1.0) ** 3))
    b = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(math.pi / 3.0 + angle / 3.0)  # (24c)
    dse1 = 0.5 * d * (1.0 + b)  # eq. (24a)
    dse2 = d - dse1  # eq. (24b)
    hse = ((hte - 500.0 * dse1**2 / ap) * dse2 + (hre - 500.0 * dse2**2 / ap) * dse1) / d
    return hse, dse1  # eq. (23)


@inner_kernel
def spherical_earth_loss(
    d: float, hte: float, hre: float, ap: float, f: float, lam: float, omega: float, pol: int
) -> float:
    """Return the spherical-Earth diffraction loss [dB], section 4.3.2.

    Parameters
    ----------
    d
        Path length. [km]
    hte, hre
        Effective antenna heights. [m]
    ap
        Effective Earth radius. [km]
    f, lam
        Frequency and wavelength. [GHz, m]
    omega
        Share of the path over sea.
    pol
        1 horizontal, 2 vertical.
    """
    dlos = math.sqrt(2.0 * ap) * (math.sqrt(0.001 * hte) + math.sqrt(0.001 * hre))  # eq. (22)
    if d >= dlos:
        return first_term_loss(d, hte, hre, ap, f, omega, pol)
    hse, dse1 = smooth_path_clearance(d, hte, hre, ap)
    hreq = 17.456 * math.sqrt(dse1 * (d - dse1) * lam / d)  # eq. (25)
    if hse > hreq:
        return 0.0
    aem = 500.0 * (d / (math.sqrt(hte) + math.sqrt(hre))) ** 2  # eq. (26)
    Ldft = first_term_loss(d, hte, hre, aem, f, omega, pol)
    return (1.0 - hse / hreq) * max(Ldft, 0.0)  # eq. (27)


@inner_kernel
def smooth_surface(d: Floats, h: Floats) -> tuple[float, float]:
    """Return the heights of the least-squares smooth surface at both ends [m].

    The sums run over heights above the first point, so that they lose no digits on a plateau.
    """
    v1 = v2 = 0.0
    base, dtot = h[0], d[d.size - 1]
    for i in range(1, d.size):
        below, here = h[i - 1] - base, h[i] - base
        v1 += (d[i] - d[i - 1]) * (here + below)  # eq. (85)
        v2 += (d[i] - d[i - 1]) * (here * (2.0 * d[i] + d[i - 1]) + below * (d[i] + 2.0 * d[i - 1]))
    hst = base + (2.0 * v1 * dtot - v2) / dtot**2  # eq. (87), with v2 of eq. (86)
    hsr = base + (v2 - v1 * dtot) / dtot**2  # eq. (88)
    return hst, hsr


@inner_kernel
def diffraction_surface(
    d: Floats, h: Floats, hts: float, hrs: float, hst: float, hsr: float
) -> tuple[float, float]:
    """Return hstd and hsrd [m]: the smooth surface below the obstacles, not above the ground.

    Parameters
    ----------
    d, h
        Profile without clutter, shape (n,). [km, m]
    hts, hrs
        Antenna heights above sea level. [m]
    hst, hsr
        As `smooth_surface` returns them. [m]
    """
    n = d.size
    dtot = d[n - 1]
    hobs = alpha_obt = alpha_obr = -np.inf
    for i in range(1, n - 1):
        H = h[i] - (hts * (dtot - d[i]) + hrs * d[i]) / dtot  # eq. (89d)
        hobs = max(hobs, H)  # eq. (89a)
        alpha_obt = max(alpha_obt, H / d[i])  # eq. (89b)
        alpha_obr = max(alpha_obr, H / (dtot - d[i]))  # eq. (89c)
    if hobs > 0.0:
        gt = alpha_obt / (alpha_obt + alpha_obr)  # eq. (90e)
        hst, hsr = hst - hobs * gt, hsr - hobs * (1.0 - gt)  # eqs (90c, 90d, 90f)
    return min(hst, h[0]), min(hsr, h[n - 1])  # eq. (91)


@kernel
def delta_bullington_loss(
    d: Floats,
    g: Floats,
    hts: float,
    hrs: float,
    hstd: float,
    hsrd: float,
    ap: float,
    f: float,
    omega: float,
    pol: int,
) -> tuple[float, float, float, float]:
    """Return Lbulla, Lbulls, Ldsph and Ld [dB], section 4.3.4; parameters as above."""
    lam, dtot = SPEED_GHZ_M / f, d[d.size - 1]
    nu, _, _ = obstruction(d, g, hts, hrs, ap, lam)
    Lbulla = bullington_loss(knife_edge_loss(nu), dtot)
    hte, hre = hts - hstd, hrs - hsrd  # eqs (37), (38)
    nu, _, _ = obstruction(d, np.zeros_like(g), hte, hre, ap, lam)
    Lbulls = bullington_loss(knife_edge_loss(nu), dtot)
    Ldsph = spherical_earth_loss(dtot, hte, hre, ap, f, lam, omega, pol)
    return Lbulla, Lbulls, Ldsph, Lbulla + max(Ldsph - Lbulls, 0.0)  # eq. (39)


def delta_bullington(
    distance_km: npt.ArrayLike,
    height_m: npt.ArrayLike,
    frequency_ghz: float,
    tx_height_m: float,
    rx_height_m: float,
    polarisation: int = 2,
    effective_radius_km: float = 8500.0,
    sea_share: float = 0.0,
) -> DeltaBullington:
    """Return the delta-Bullington diffraction loss of one path.

    Parameters
    ----------
    distance_km
        Distances of the profile points from the transmitter, ascending from 0, shape (n,),
        n > 4. [km]
    height_m
        Heights above sea level, clutter included, shape (n,). [m]
    frequency_ghz
        Frequency, 0.03 … 50. [GHz]
    tx_height_m, rx_height_m
        Antenna heights above ground, > 0. [m]
    polarisation
        1 horizontal, 2 vertical.
    effective_radius_km
        Effective Earth radius. [km]
    sea_share
        Share of the path over sea, 0 … 1.

    Raises
    ------
    OutsideValidity
        When a parameter is outside these limits.
    ValueError
        When the profile is not one.
    """
    d, h = check_profile("P.526", distance_km, height_m)
    for name, value, low, high in (
        ("frequency_ghz", frequency_ghz, 0.03, 50.0),
        ("tx_height_m", tx_height_m, 0.1, 3000.0),
        ("rx_height_m", rx_height_m, 0.1, 3000.0),
        ("sea_share", sea_share, 0.0, 1.0),
    ):
        if not low <= value <= high:
            raise OutsideValidity("P.526", name, value, low, high)
    if polarisation not in (1, 2):
        raise OutsideValidity("P.526", "polarisation", polarisation, 1, 2)
    hts, hrs = h[0] + tx_height_m, h[-1] + rx_height_m
    hst, hsr = smooth_surface(d, h)
    hstd, hsrd = diffraction_surface(d, h, hts, hrs, hst, hsr)
    terms = delta_bullington_loss(
        d, h, hts, hrs, hstd, hsrd, effective_radius_km, frequency_ghz, sea_share, polarisation
    )
    return DeltaBullington(*terms)
