"""Building entry loss: Recommendation ITU-R P.2109-2 (2023), Annex 1, section 3.

The whole model. Left out: Annex 2 on what makes a building traditional or thermally
efficient, which is for whoever chooses between them.

Symbols are the document's: f in GHz, theta in degrees, P a probability.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ._model import Floats, require

_MODEL = "ITU-R P.2109-2"


class Building(NamedTuple):
    """Coefficients of one building class, Table 1."""

    r: float
    s: float
    t: float
    u: float
    v: float
    w: float
    x: float
    y: float
    z: float


TABLE_1 = {
    "traditional": Building(12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0),
    "thermally_efficient": Building(28.19, -3.00, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1),
}


def building_entry_loss(f: float, P: float, building: str, theta: npt.ArrayLike = 0.0) -> Floats:
    """Return the building entry loss not exceeded with the probability P.

    Parameters
    ----------
    f
        Frequency, 0.08 … 100. [GHz]
    P
        Probability over places in such buildings, 0 < P < 1.
    building
        ``traditional`` or ``thermally_efficient``: a row of `TABLE_1`.
    theta
        Elevation angle of the path at the façade, −90 … 90. [degree]

    Returns
    -------
    numpy.ndarray
        Loss, of the shape of theta; seldom and slightly negative. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    ValueError
        When the building is none of Table 1.

    Examples
    --------
    >>> float(building_entry_loss(1.0, 0.5, "traditional").round(2))
    14.31
    >>> float(building_entry_loss(1.0, 0.5, "thermally_efficient").round(2))
    31.01
    """
    if building not in TABLE_1:
        raise ValueError(f"{_MODEL}: no building {building!r}; one of {', '.join(TABLE_1)}")
    require(_MODEL, "f", f, 0.08, 100.0)
    require(_MODEL, "P", P, 0.0, 1.0, excluded=(0.0, 1.0))
    require(_MODEL, "theta", theta, -90.0, 90.0)
    return _entry_loss(f, P, TABLE_1[building], np.asarray(theta, np.float64))


def _entry_loss(f: float, P: float, building: Building, theta: Floats) -> Floats:
    r, s, t, u, v, w, x, y, z = building
    lg, F_inverse = np.log10(f), NormalDist().inv_cdf(P)
    L_e = 0.212 * np.abs(theta)  # (10)
    L_h = r + s * lg + t * lg**2  # (9)
    sigma_2 = y + z * lg  # (8)
    sigma_1 = u + v * lg  # (7)
    mu_2 = w + x * lg  # (6)
    mu_1 = L_h + L_e  # (5)
    C = -3.0  # (4)
    B = F_inverse * sigma_2 + mu_2  # (3)
    A = F_inverse * sigma_1 + mu_1  # (2)
    L_BEL: Floats = 10.0 * np.log10(
        10.0 ** (0.1 * A) + 10.0 ** (0.1 * B) + 10.0 ** (0.1 * C)
    )  # (1)
    return L_BEL
