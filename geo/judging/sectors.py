"""Stations that look the other way: what they would reach with the same antenna all round.

The counterfactual is a twin of the model in which each station sends its peak in every
direction, over the actual terrain. A point that the twin reaches and the model does not lies
outside the sectors: to turn an antenna there is all it takes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..coverage import Model, Window
from ..grid import GEOD, unproject
from ..radio import Transmitters


class Astray(NamedTuple):
    """A station that would reach a point, and the angle between its azimuth and the point.

    Index of the station, angle 0–180. [degree]
    """

    station: int
    off_deg: float


class Sectors:
    """Asks which station looks the other way; each point is computed once.

    Parameters
    ----------
    model
        What computes the levels.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """

    def __init__(self, model: Model, threshold_dbm: float) -> None:
        self._model = model
        self._threshold_dbm = threshold_dbm
        self._twin = model.without_sectors()
        self._known: dict[tuple[float, float], Astray | None] = {}

    def astray(self, x: float, y: float) -> Astray | None:
        """Return the station that would reach a point, were it turned there.

        Parameters
        ----------
        x, y
            Point in the projection, which no station reaches at 50 % as far as is known. [m]

        Returns
        -------
        Astray or None
            The station best received there by any operator in the twin; of those on its mast
            that would be received alike, the one to be turned least. ``None`` where the twin
            does not reach the point either, or the model does.
        """
        if (x, y) not in self._known:
            self._known[x, y] = self._asked(x, y)
        return self._known[x, y]

    def _asked(self, x: float, y: float) -> Astray | None:
        sources, reach_m = self._model.sources, self._model.reach_m
        if np.isnan(sources.azimuth_rad[sources.near(x, y, x, y, reach_m)]).all():
            return None
        twin = self._twin.at_point(x, y)
        # A cell stands for the ground around it: the very point may be reached as it is.
        if not self.reached(twin) or self.reached(self._model.at_point(x, y)):
            return None
        (lon,), (lat,) = unproject(sources.crs, [x], [y])
        return _least_turn(sources, int(twin.server[0, 0]), float(lon), float(lat))

    def reached(self, point: Window) -> bool:
        """Return whether any operator reaches the threshold at 50 % in a window of one cell."""
        return bool(point.any_operator()[0, 0, 0] >= self._threshold_dbm)


def _least_turn(sources: Transmitters, station: int, lon: float, lat: float) -> Astray:
    """Return which of the sectors that stand and send like a station has the least to turn."""
    alike = ~np.isnan(sources.azimuth_rad)
    for values in (
        *(sources.x, sources.y, sources.height_m, sources.network, sources.kind),
        *(sources.eirp_dbm, np.nan_to_num(sources.tilt_rad, nan=np.inf)),
    ):
        alike &= values == values[station]
    bearing, _, _ = GEOD.inv(sources.lon[station], sources.lat[station], lon, lat)
    azimuth = np.degrees(sources.azimuth_rad[alike])
    off = np.abs((bearing - azimuth + 180.0) % 360.0 - 180.0)
    least = int(np.argmin(off))
    return Astray(int(np.flatnonzero(alike)[least]), float(off[least]))
