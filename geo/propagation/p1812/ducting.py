"""Annex 1, section 4.5: propagation by ducting and layer reflection."""

from __future__ import annotations

import math

from ..accelerate import inner_kernel


@inner_kernel
def ducting_loss(
    d: float,
    dlt: float,
    dlr: float,
    theta_t: float,
    theta_r: float,
    dct: float,
    dcr: float,
    hts: float,
    hrs: float,
    hte: float,
    hre: float,
    hm: float,
    f: float,
    p: float,
    omega: float,
    ae: float,
    b0: float,
    tau: float,
) -> float:
    """Return Lba [dB], not exceeded for p % of time.

    Parameters
    ----------
    d
        Path length. [km]
    dlt, dlr
        Horizon distances. [km]
    theta_t, theta_r
        Horizon elevation angles. [mrad]
    dct, dcr
        Distances over land to the coast. [km]
    hts, hrs
        Antenna heights above sea level. [m]
    hte, hre
        Effective antenna heights over the smooth surface. [m]
    hm
        Terrain roughness. [m]
    f, p
        Frequency and time percentage. [GHz, %]
    omega
        Share of the path over sea.
    ae
        Median effective Earth radius. [km]
    b0, tau
        As in `.climate`. [%, –]
    """
    Ast = site_shielding(theta_t - 0.1 * dlt, dlt, f)  # eqs (48), (48a)
    Asr = site_shielding(theta_r - 0.1 * dlr, dlr, f)
    Act = surface_duct_coupling(dct, dlt, hts, omega)  # eqs (49), (49a)
    Acr = surface_duct_coupling(dcr, dlr, hrs, omega)
    Alf = 45.375 - 137.0 * f + 92.5 * f * f if f < 0.5 else 0.0  # eq. (47a)
    Af = 102.45 + 20.0 * math.log10(f) + 20.0 * math.log10(dlt + dlr)
    Af += Alf + Ast + Asr + Act + Acr  # eq. (47)
    gamma_d = 5e-5 * ae * f ** (1.0 / 3.0)  # eq. (51)
    theta1 = 1e3 * d / ae + min(theta_t, 0.1 * dlt) + min(theta_r, 0.1 * dlr)  # eq. (52)
    beta = b0 * path_geometry(d, hte, hre, ae, tau) * roughness(hm, d - dlt - dlr)  # eq. (54)
    Lba: float = Af + gamma_d * theta1 + time_variability(d, p, beta)
    return Lba  # eqs (46), (50)


@inner_kernel
def site_shielding(theta: float, distance: float, f: float) -> float:
    """Return the loss of a shielded terminal [dB]; corrected angle in mrad, horizon in km."""
    if theta <= 0.0:
        return 0.0
    near = 20.0 * math.log10(1.0 + 0.361 * theta * math.sqrt(f * distance))
    shielding: float = near + 0.264 * theta * f ** (1.0 / 3.0)
    return shielding  # eq. (48)


@inner_kernel
def surface_duct_coupling(coast: float, horizon: float, hs: float, omega: float) -> float:
    """Return the over-sea coupling correction [dB]; distances in km, height above sea in m."""
    if omega < 0.75 or coast > horizon or coast > 5.0:
        return 0.0
    return -3.0 * math.exp(-0.25 * coast * coast) * (1.0 + math.tanh(0.07 * (50.0 - hs)))  # (49)


@inner_kernel
def path_geometry(d: float, hte: float, hre: float, ae: float, tau: float) -> float:
    """Return μ2."""
    alpha = max(-0.6 - 3.5e-9 * d**3.1 * tau, -3.4)  # eq. (55a)
    mu2: float = (500.0 / ae * (d / (math.sqrt(hte) + math.sqrt(hre))) ** 2) ** alpha
    return min(mu2, 1.0)  # eq. (55)


@inner_kernel
def roughness(hm: float, between: float) -> float:
    """Return μ3 for a terrain roughness [m] and the distance between the horizons [km]."""
    if hm <= 10.0:
        return 1.0
    return math.exp(-4.6e-5 * (hm - 10.0) * (43.0 + 6.0 * min(between, 40.0)))  # eqs (56), (56a)


@inner_kernel
def time_variability(d: float, p: float, beta: float) -> float:
    """Return A(p) [dB]; path length in km, percentages in %."""
    b = math.log10(beta)
    Gamma = 1.076 / (2.0058 - b) ** 1.012
    Gamma *= math.exp(-(9.51 - 4.8 * b + 0.198 * b * b) * 1e-6 * d**1.13)  # eq. (53a)
    A: float = -12.0 + (1.2 + 3.7e-3 * d) * math.log10(p / beta) + 12.0 * (p / beta) ** Gamma
    return A  # eq. (53)
