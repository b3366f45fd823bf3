"""Basic transmission loss of one path: the steps of Annex 1 in their order, O(n) a path."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .. import p526
from .._model import Floats, OutsideValidity, check_profile
from ..accelerate import kernel
from .climate import (
    COASTAL,
    INLAND,
    SEA,
    Zones,
    beta_0,
    effective_radii,
    sections,
    slope_parameters,
)
from .combination import (
    angular_factor,
    distance_factor,
    ducting_or_focusing,
    power_sum,
)
from .diffraction import interpolation_factor
from .ducting import ducting_loss
from .line_of_sight import focusing, free_space_loss
from .location import location_loss, standard_deviation
from .normal import inverse_normal
from .profile import horizons, terrain_roughness
from .troposcatter import troposcatter_loss

NO_COAST_KM = 500.0  # a coast so far away plays no part

LIMITS = {
    "frequency_ghz": (0.03, 6.0),
    "time_pct": (1.0, 50.0),
    "location_pct": (1.0, 99.0),
    "tx_height_m": (1.0, 3000.0),
    "rx_height_m": (1.0, 3000.0),
    "latitude_deg": (-90.0, 90.0),
    "delta_n": (0.0, 156.0),
    "polarisation": (1, 2),  # horizontal, vertical, nothing between
}
DISTANCE_KM = (0.25, 3000.0)


class PathLoss(NamedTuple):
    """Every intermediate value of a path, under the symbols of the Recommendation.

    Distances in km, heights in m, angles in mrad, losses in dB, β0 in %. `obstacle` is the
    profile point that blocks the path, or comes nearest to it, `edge` the distance of the
    equivalent knife edge, `nu` its diffraction parameter (median refraction, with clutter).
    """

    d: float
    line_of_sight: bool
    dlt: float
    dlr: float
    theta_t: float
    theta_r: float
    theta: float
    hts: float
    hrs: float
    omega: float
    dtm: float
    dlm: float
    b0: float
    ae: float
    hst_n: float
    hsr_n: float
    hst: float
    hsr: float
    hstd: float
    hsrd: float
    hte: float
    hre: float
    hm: float
    Fi: float
    Fj: float
    Fk: float
    Lbfs: float
    Lb0p: float
    Lb0b: float
    Lbulla50: float
    Lbulls50: float
    Ldsph50: float
    Lbulla: float
    Lbulls: float
    Ldsph: float
    Ld50: float
    Ldb: float
    Ldp: float
    Lbd50: float
    Lbd: float
    Lminb0p: float
    Lba: float
    Lminbap: float
    Lbda: float
    Lbam: float
    Lbs: float
    Lbc: float
    Lloc: float
    Lb: float
    nu: float
    edge: float
    obstacle: int


@kernel
def evaluate(
    d: Floats,
    h: Floats,
    R: Floats,
    zone: Zones,
    f: float,
    p: float,
    htg: float,
    hrg: float,
    pol: int,
    phi: float,
    DN: float,
    N0: float,
    dct: float,
    dcr: float,
    pL: float,
    sigma_L: float,
) -> PathLoss:
    """Return every term of a path whose parameters have been checked; see `path_loss`."""
    n = d.size
    dtot, lam = d[n - 1], p526.SPEED_GHZ_M / f
    hts, hrs = h[0] + htg, h[n - 1] + hrg
    g = h + R  # section 3.2: clutter on every point but the ends
    g[0], g[n - 1] = h[0], h[n - 1]

    over_sea, _ = sections(d, zone, SEA, SEA)
    omega = over_sea / dtot  # eq. (1)
    _, dtm = sections(d, zone, COASTAL, INLAND)
    _, dlm = sections(d, zone, INLAND, INLAND)
    b0 = beta_0(phi, dtm, dlm)
    tau, _ = slope_parameters(dtm, dlm)
    ae, ab = effective_radii(DN)

    seen = horizons(d, h, hts, hrs, ae, lam)
    hst_n, hsr_n = p526.smooth_surface(d, h)
    hstd, hsrd = p526.diffraction_surface(d, h, hts, hrs, hst_n, hsr_n)
    hst, hsr = min(hst_n, h[0]), min(hsr_n, h[n - 1])  # eq. (92)
    hte, hre = hts - hst, hrs - hsr  # eq. (94)
    hm = terrain_roughness(d, h, seen.lt, seen.lr, hst, hsr)

    Lbfs = free_space_loss(dtot, hts, hrs, f)
    Lb0p = Lbfs + focusing(p, seen.dlt, seen.dlr)  # eq. (10)
    Lb0b = Lbfs + focusing(b0, seen.dlt, seen.dlr)  # eq. (11)

    Lbulla50, Lbulls50, Ldsph50, Ld50 = p526.delta_bullington_loss(
        d, g, hts, hrs, hstd, hsrd, ae, f, omega, pol
    )
    Lbulla, Lbulls, Ldsph, Ldb = p526.delta_bullington_loss(
        d, g, hts, hrs, hstd, hsrd, ab, f, omega, pol
    )
    Fi = interpolation_factor(p, b0)
    Ldp = Ld50 + Fi * (Ldb - Ld50)  # eq. (41)
    Lbd50 = Lbfs + Ld50  # eq. (42)
    Lbd = Lb0p + Ldp  # eq. (43)

    Lminb0p = Lb0p + (1.0 - omega) * Ldp
    if p >= b0:  # eq. (59)
        Fi = inverse_normal(p / 100.0) / inverse_normal(b0 / 100.0)
        Lminb0p = Lbd50 + (Lb0b + (1.0 - omega) * Ldp - Lbd50) * Fi
    Lba = ducting_loss(
        dtot, seen.dlt, seen.dlr, seen.theta_t, seen.theta_r, dct, dcr, hts, hrs, hte, hre, hm,
        f, p, omega, ae, b0, tau,
    )  # fmt: skip
    Lminbap = ducting_or_focusing(Lba, Lb0p)
    Fj, Fk = angular_factor(seen.theta), distance_factor(dtot)
    Lbda = Lbd if Lminbap > Lbd else Lminbap + (Lbd - Lminbap) * Fk  # eq. (61)
    Lbam = Lbda + (Lminb0p - Lbda) * Fj  # eq. (62)
    Lbs = troposcatter_loss(dtot, seen.theta, f, p, N0)
    Lbc = power_sum(Lbs, Lbam)
    Lloc = 0.0 if zone[n - 1] == SEA else location_loss(pL, sigma_L)
    nu, edge, obstacle = p526.obstruction(d, g, hts, hrs, ae, lam)
    return PathLoss(
        dtot, seen.line_of_sight, seen.dlt, seen.dlr, seen.theta_t, seen.theta_r, seen.theta,
        hts, hrs, omega, dtm, dlm, b0, ae, hst_n, hsr_n, hst, hsr, hstd, hsrd, hte, hre, hm,
        Fi, Fj, Fk, Lbfs, Lb0p, Lb0b, Lbulla50, Lbulls50, Ldsph50, Lbulla, Lbulls, Ldsph,
        Ld50, Ldb, Ldp, Lbd50, Lbd, Lminb0p, Lba, Lminbap, Lbda, Lbam, Lbs, Lbc, Lloc,
        max(Lb0p, Lbc + Lloc),  # eq. (69)
        nu, edge, obstacle,
    )  # fmt: skip


def path_loss(
    distance_km: npt.ArrayLike,
    height_m: npt.ArrayLike,
    clutter_m: npt.ArrayLike,
    zone: npt.ArrayLike,
    frequency_ghz: float,
    time_pct: float,
    tx_height_m: float,
    rx_height_m: float,
    polarisation: int,
    latitude_deg: float,
    delta_n: float,
    n0: float,
    location_pct: float = 50.0,
    *,
    resolution_m: float = 100.0,
    tx_coast_km: float | None = None,
    rx_coast_km: float | None = None,
) -> PathLoss:
    """Return the basic transmission loss of one path with every intermediate value.

    Parameters
    ----------
    distance_km
        Distances of the profile points, ascending from 0 at the transmitter to 0.25 … 3000
        at the receiver, shape (n,), n > 4. [km]
    height_m
        Terrain heights above sea level, shape (n,). [m]
    clutter_m
        Representative clutter heights, 0 = none, shape (n,). [m]
    zone
        Radio-climatic zones: 1 sea, 3 coastal land, 4 inland, shape (n,).
    frequency_ghz
        Frequency, 0.03 … 6. [GHz]
    time_pct
        Time percentage, 1 … 50. [%]
    tx_height_m, rx_height_m
        Antenna heights above ground, 1 … 3000. [m]
    polarisation
        1 horizontal, 2 vertical.
    latitude_deg
        Latitude of the path's centre. [degree]
    delta_n
        Lapse rate of the refractive index, positive. [N-units/km]
    n0
        Sea-level refractivity. [N-units]
    location_pct
        Share of locations with no more loss, 1 … 99. [%]
    resolution_m
        Side of the square over which locations vary, 50 … 1000. [m]
    tx_coast_km, rx_coast_km
        Distances over land to the coast; by default 0 for a terminal at sea, else 500, with
        which the coast plays no part. [km]

    Raises
    ------
    OutsideValidity
        When a parameter is outside these limits.
    ValueError
        When the profile is not one.

    Source
    ------
    Recommendation ITU-R P.1812-8 (09/2025), Annex 1.
    """
    d, h = check_profile("P.1812", distance_km, height_m)
    zones = np.ascontiguousarray(zone, dtype=np.int64)
    clutter = np.ascontiguousarray(clutter_m, dtype=np.float64)
    _check_along(d, clutter, zones)
    check_limits(
        frequency_ghz=frequency_ghz,
        time_pct=time_pct,
        location_pct=location_pct,
        tx_height_m=tx_height_m,
        rx_height_m=rx_height_m,
        latitude_deg=latitude_deg,
        delta_n=delta_n,
        polarisation=polarisation,
    )
    sigma = float(standard_deviation(frequency_ghz, resolution_m, rx_height_m, clutter[-1]))
    return evaluate(
        d,
        h,
        clutter,
        zones,
        float(frequency_ghz),
        float(time_pct),
        float(tx_height_m),
        float(rx_height_m),
        int(polarisation),
        float(latitude_deg),
        float(delta_n),
        float(n0),
        _coast(tx_coast_km, zones[0]),
        _coast(rx_coast_km, zones[-1]),
        float(location_pct),
        sigma,
    )


def basic_transmission_loss(
    distance_km: npt.ArrayLike,
    height_m: npt.ArrayLike,
    clutter_m: npt.ArrayLike,
    zone: npt.ArrayLike,
    frequency_ghz: float,
    time_pct: float,
    tx_height_m: float,
    rx_height_m: float,
    polarisation: int,
    latitude_deg: float,
    delta_n: float,
    n0: float,
    location_pct: float = 50.0,
) -> float:
    """Return the basic transmission loss of one path [dB]; parameters as `path_loss`.

    Examples
    --------
    A flat kilometre in line of sight has the loss of free space:

    >>> d = np.linspace(0.0, 1.0, 34)
    >>> flat = np.zeros(34)
    >>> inland = np.full(34, 4)
    >>> loss = basic_transmission_loss(
    ...     d, flat, flat, inland, 0.7, 50.0, 50.0, 50.0, 2, 36.0, 45.0, 325.0
    ... )
    >>> round(loss, 1)
    89.3
    """
    return path_loss(
        distance_km,
        height_m,
        clutter_m,
        zone,
        frequency_ghz,
        time_pct,
        tx_height_m,
        rx_height_m,
        polarisation,
        latitude_deg,
        delta_n,
        n0,
        location_pct,
    ).Lb


def check_limits(**asked: float) -> None:
    """Refuse parameters outside `LIMITS`.

    Raises
    ------
    OutsideValidity
        Naming the first that is outside.
    """
    for name, value in asked.items():
        low, high = LIMITS[name]
        between = name == "polarisation" and value not in (low, high)
        if between or not low <= value <= high:
            raise OutsideValidity("P.1812", name, value, low, high)


def _check_along(d: Floats, clutter: Floats, zones: Zones) -> None:
    if clutter.shape != d.shape or zones.shape != d.shape:
        raise ValueError(
            f"P.1812: clutter {clutter.shape} and zones {zones.shape} have not the shape of "
            f"the distances {d.shape}"
        )
    if not (np.isfinite(clutter).all() and (clutter >= 0.0).all()):
        raise ValueError("P.1812: clutter heights are numbers from 0")
    if not np.isin(zones, (SEA, COASTAL, INLAND)).all():
        raise ValueError("P.1812: zones are 1 (sea), 3 (coastal land) or 4 (inland)")
    if not DISTANCE_KM[0] <= d[-1] <= DISTANCE_KM[1]:
        raise OutsideValidity("P.1812", "distance_km", float(d[-1]), *DISTANCE_KM)


def _coast(given: float | None, zone: int) -> float:
    if given is not None:
        return float(given)
    return 0.0 if zone == SEA else NO_COAST_KM
