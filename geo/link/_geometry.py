"""Heights along a path: the bulge of the Earth, the first Fresnel zone, ground with clutter."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def bulge(distance_km: Floats, radius_km: float) -> Floats:
    """Return the rise of the Earth above the chord of a path.

    Parameters
    ----------
    distance_km
        Distances from one end, the last the path's length, shape (n,). [km]
    radius_km
        Effective Earth radius. [km]

    Examples
    --------
    >>> bulge(np.array([0.0, 10.0, 20.0]), 8500.0).round(2)
    array([0.  , 5.88, 0.  ])
    """
    rise: Floats = 500.0 * distance_km * (distance_km[-1] - distance_km) / radius_km
    return rise


def fresnel_radius(distance_km: Floats, wavelength_m: float) -> Floats:
    """Return the radius of the first Fresnel zone, √(λ d1 d2 / d).

    Parameters
    ----------
    distance_km
        As for `bulge`. [km]
    wavelength_m
        Wavelength. [m]

    Examples
    --------
    >>> fresnel_radius(np.array([0.0, 5.0, 10.0]), 0.1).round(2)
    array([ 0.  , 15.81,  0.  ])
    """
    other = distance_km[-1] - distance_km
    radius: Floats = np.sqrt(1000.0 * wavelength_m * distance_km * other / distance_km[-1])
    return radius


def surface(height_m: Floats, clutter_m: Floats) -> Floats:
    """Return ground with clutter on every point but the ends, P.1812 section 3.2 [m]."""
    raised = height_m + clutter_m
    raised[[0, -1]] = height_m[[0, -1]]
    return raised
