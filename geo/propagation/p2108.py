"""Clutter loss at a terminal: Recommendation ITU-R P.2108-1 (09/2021), Annex 1, section 3.

All three methods: height gain (3.1), statistical for terrestrial paths (3.2) and for slant
paths (3.3). Left out: the choice among them and their sum with a path model (section 2).
A model that reads clutter along the profile, as P.1812 does, already has this loss: adding
it again counts the same houses twice.

Symbols are the document's: h, R, w_s in metres, d in kilometres, f in GHz, p in %.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from ._model import Floats, require

_MODEL = "ITU-R P.2108-1"
_STREET_WIDTH_M = 27.0  # w_s where nothing is known of the place, section 3.1
_FARTHEST_KM = 2.0  # eq. (6): the loss of section 3.2 grows no further


@dataclass(frozen=True)
class Clutter:
    """One row of Table 3.

    Parameters
    ----------
    R
        Default representative clutter height. [m]
    diffracting
        Whether the loss is diffraction over a roof, eq. (2a), or lost height gain, eq. (2b).
    """

    R: float
    diffracting: bool


TABLE_3 = {
    "water_sea": Clutter(10.0, diffracting=False),
    "open_rural": Clutter(10.0, diffracting=False),
    "suburban": Clutter(10.0, diffracting=True),
    "urban": Clutter(15.0, diffracting=True),
    "trees_forest": Clutter(15.0, diffracting=True),
    "dense_urban": Clutter(20.0, diffracting=True),
}


def height_gain_correction(
    f: float,
    h: npt.ArrayLike,
    clutter: str,
    R: npt.ArrayLike | None = None,
    w_s: npt.ArrayLike = _STREET_WIDTH_M,
) -> Floats:
    """Return the median loss A_h of a terminal among clutter, section 3.1.

    For either end of a terrestrial path, and for both.

    Parameters
    ----------
    f
        Frequency, 0.03 … 3. [GHz]
    h
        Antenna height above ground, > 0. [m]
    clutter
        Name of a row of `TABLE_3`.
    R
        Representative clutter height, > 0; by default that of the row. [m]
    w_s
        Street width, > 0; of no effect over water and open land. [m]

    Returns
    -------
    numpy.ndarray
        Loss, of the common shape of h, R and w_s; 0 from the clutter height on, NaN where a
        height is. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    ValueError
        When the clutter type is none of Table 3.

    Examples
    --------
    >>> float(height_gain_correction(1.5, 2.0, "open_rural").round(1))
    16.0
    >>> height_gain_correction(1.5, [2.0, 15.0], "urban").round(1).tolist()
    [24.5, 0.0]
    """
    if clutter not in TABLE_3:
        raise ValueError(f"{_MODEL}: no clutter type {clutter!r}; one of {', '.join(TABLE_3)}")
    row = TABLE_3[clutter]
    R = row.R if R is None else R
    require(_MODEL, "f", f, 0.03, 3.0)
    for parameter, value in (("h", h), ("R", R), ("w_s", w_s)):
        require(_MODEL, parameter, value, 0.0, np.inf, excluded=(0.0,))
    heights = np.broadcast_arrays(*(np.asarray(value, np.float64) for value in (h, R, w_s)))
    return _over_roofs(f, *heights) if row.diffracting else _over_ground(f, *heights[:2])


def _over_roofs(f: float, h: Floats, R: Floats, w_s: Floats) -> Floats:
    K_nu = 0.342 * np.sqrt(f)  # (2g)
    h_dif = R - h  # (2d)
    theta_clut = np.degrees(np.arctan(h_dif / w_s))  # (2e)
    nu = K_nu * np.sqrt(h_dif * theta_clut)  # (2c); never below 0, so J has one branch
    J = 6.9 + 20.0 * np.log10(np.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)
    return np.where(h >= R, 0.0, J - 6.03)  # (2a)


def _over_ground(f: float, h: Floats, R: Floats) -> Floats:
    K_h2 = 21.8 + 6.2 * np.log10(f)  # (2f)
    return np.where(h >= R, 0.0, -K_h2 * np.log10(h / R))  # (2b)


def terrestrial_loss(f: float, d: npt.ArrayLike, p: float) -> Floats:
    """Return the clutter loss L_ctt not exceeded at p % of locations, section 3.2.

    For urban and suburban ground and terminals well below the roofs. Below 1 km it may be
    added at one end of the path only, from 1 km on at both.

    Parameters
    ----------
    f
        Frequency, 0.5 … 67. [GHz]
    d
        Length of the whole path, from 0.25; beyond 2 the loss grows no more. [km]
    p
        Share of locations, 0 < p < 100. [%]

    Returns
    -------
    numpy.ndarray
        Loss for one end, of the shape of d. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.

    Examples
    --------
    >>> terrestrial_loss(3.0, [0.25, 0.65], 50.0).round(1).tolist()
    [20.0, 28.3]
    """
    require(_MODEL, "f", f, 0.5, 67.0)
    require(_MODEL, "d", d, 0.25, np.inf)
    require(_MODEL, "p", p, 0.0, 100.0, excluded=(0.0, 100.0))
    distance = np.asarray(d, np.float64)
    farthest = _terrestrial_loss(f, np.asarray(_FARTHEST_KM), p)
    return np.minimum(farthest, _terrestrial_loss(f, distance, p))  # (6)


def _terrestrial_loss(f: float, d: Floats, p: float) -> Floats:
    L_l = -2.0 * np.log10(10.0 ** (-5.0 * np.log10(f) - 12.5) + 10.0**-16.5)  # (4a)
    sigma_l = 4.0  # (4b)
    L_s = 32.98 + 23.9 * np.log10(d) + 3.0 * np.log10(f)  # (5a)
    sigma_s = 6.0  # (5b)
    w_l, w_s = 10.0 ** (-0.2 * L_l), 10.0 ** (-0.2 * L_s)
    sigma_cb = np.sqrt((sigma_l**2 * w_l + sigma_s**2 * w_s) / (w_l + w_s))  # (3b)
    L_ctt: Floats = -5.0 * np.log10(w_l + w_s) - sigma_cb * _Q_inverse(p)  # (3a)
    return L_ctt


def slant_loss(f: float, theta: npt.ArrayLike, p: float) -> Floats:
    """Return the clutter loss L_ces not exceeded at p % of locations, section 3.3.

    For urban and suburban ground, with a satellite, an aircraft or another high platform at
    the far end.

    Parameters
    ----------
    f
        Frequency, 10 … 100. [GHz]
    theta
        Elevation angle of the far end, 0 … 90. [degree]
    p
        Share of locations, 0 < p < 100. [%]

    Returns
    -------
    numpy.ndarray
        Loss, of the shape of theta; slightly negative where reflections help. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.

    Examples
    --------
    >>> slant_loss(30.0, [0.0, 10.0, 90.0], 50.0).round(1).tolist()
    [47.3, 15.2, 0.0]
    """
    require(_MODEL, "f", f, 10.0, 100.0)
    require(_MODEL, "theta", theta, 0.0, 90.0)
    require(_MODEL, "p", p, 0.0, 100.0, excluded=(0.0, 100.0))
    elevation = np.asarray(theta, np.float64)
    K_1 = 93.0 * f**0.175
    A_1 = 0.05
    cotangent = 1.0 / np.tan(A_1 * (1.0 - elevation / 90.0) + np.pi * elevation / 180.0)
    base = -K_1 * np.log(1.0 - p / 100.0) * cotangent
    L_ces: Floats = base ** (0.5 * (90.0 - elevation) / 90.0) - 1.0 - 0.6 * _Q_inverse(p)
    return L_ces


def _Q_inverse(p: float) -> float:
    """Return the inverse complementary normal distribution of p %."""
    return -NormalDist().inv_cdf(p / 100.0)
