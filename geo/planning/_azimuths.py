"""Where the sectors of a candidate look: towards the places that lack coverage around it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely

from ..grid import GEOD, Floats, unproject
from ._demand import OpenPlace
from ._equipment import EVEN

Azimuths = tuple[float, ...]

_SECTORS = 3
_LEAST_APART_DEG = 45.0  # nearer bearings are one sector's


def azimuths(
    how: Literal["towards", "even", "omni"],
    at: tuple[float, float],
    places: list[OpenPlace],
    crs: str,
) -> Azimuths:
    """Return the azimuths of a site, none = the same all round.

    Parameters
    ----------
    how
        ``"towards"`` the places in reach, ``"even"``, or ``"omni"``: the envelope of three sectors.
    at
        The site in the projection. [m]
    places
        Open places in its reach.
    crs
        Projection, as WKT.
    """
    if how == "omni":
        return ()
    if how == "even":
        return EVEN
    bearings = [_bearing(at, place, crs) for place in places]
    return spread([bearing for bearing in bearings if bearing is not None])


def _bearing(at: tuple[float, float], place: OpenPlace, crs: str) -> tuple[float, float] | None:
    """Return the bearing of the lacking cells of a place and how much of it they are.

    ``None`` for a place around the site: no direction is better than another.
    """
    cells = place.points()
    if shapely.MultiPoint(cells).envelope.contains(shapely.Point(at)):
        return None
    lon, lat = unproject(crs, *np.vstack([at, cells.mean(axis=0)]).T)
    azimuth = GEOD.inv(lon[0], lat[0], lon[1], lat[1])[0]
    return float(azimuth) % 360.0, len(cells) / place.cells


def spread(bearings: list[tuple[float, float]]) -> Azimuths:
    """Return three azimuths: the heaviest bearings, and what is left spread over the widest gaps.

    Parameters
    ----------
    bearings
        Bearing and weight of each place. [degree]

    Examples
    --------
    >>> spread([])
    (0.0, 120.0, 240.0)
    >>> spread([(10.4, 1.0)])
    (10.0, 130.0, 250.0)
    >>> spread([(10.0, 0.5), (100.0, 1.0)])
    (10.0, 100.0, 235.0)
    """
    chosen: list[float] = []
    for bearing, _ in sorted(bearings, key=lambda one: (-one[1], one[0])):
        near = any(
            abs((bearing - other + 180.0) % 360.0 - 180.0) < _LEAST_APART_DEG for other in chosen
        )
        if not near and len(chosen) < _SECTORS:
            chosen.append(bearing)
    if not chosen:
        return EVEN
    if len(chosen) == 1:
        chosen = [chosen[0] + step for step in EVEN]
    while len(chosen) < _SECTORS:
        chosen.append(_middle_of_widest(np.sort(chosen)))
    return tuple(sorted(float(round(azimuth) % 360) for azimuth in chosen))


def _middle_of_widest(azimuths: Floats) -> float:
    width = np.diff(azimuths, append=azimuths[0] + 360.0)
    widest = int(np.argmax(width))
    return float(azimuths[widest] + width[widest] / 2.0) % 360.0
