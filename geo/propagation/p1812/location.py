"""Annex 1, sections 4.7 to 4.9: variability of the loss over locations, outdoors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .._model import OutsideValidity
from ..accelerate import inner_kernel
from .normal import inverse_normal

_RESOLUTION_M = (50.0, 1000.0)


def standard_deviation(
    frequency_ghz: float,
    resolution_m: float,
    height_m: float = 1.5,
    clutter_m: npt.ArrayLike = np.inf,
) -> npt.NDArray[np.float64]:
    """Return the standard deviation of the location variability σL.

    Parameters
    ----------
    frequency_ghz
        Frequency, 0.03 … 6. [GHz]
    resolution_m
        Side of the square over which the loss varies, 50 … 1000. [m]
    height_m
        Receiver height above ground. [m]
    clutter_m
        Representative clutter height at the receiver; above `height_m` the variability is
        full, 10 m and more below it there is none. The default is full variability. [m]

    Returns
    -------
    numpy.ndarray
        Shape of `clutter_m`. [dB]

    Raises
    ------
    OutsideValidity
        When the resolution is outside these limits.

    Examples
    --------
    >>> round(float(standard_deviation(2.6, 100.0)), 3)
    2.115
    """
    if not _RESOLUTION_M[0] <= resolution_m <= _RESOLUTION_M[1]:
        raise OutsideValidity("P.1812", "resolution_m", resolution_m, *_RESOLUTION_M)
    sigma_loc = (0.52 + 0.024 * frequency_ghz) * resolution_m**0.28  # eq. (64)
    clearance = height_m - np.asarray(clutter_m, dtype=np.float64)
    u = np.clip(1.0 - clearance / 10.0, 0.0, 1.0)  # eq. (65)
    deviation: npt.NDArray[np.float64] = u * sigma_loc
    return deviation


@inner_kernel
def location_loss(pL: float, sigma_L: float) -> float:
    """Return Lloc [dB], to be added to the median so that pL % of locations have less."""
    if pL == 50.0:
        return 0.0
    return -inverse_normal(pL / 100.0) * sigma_L  # eq. (67)
