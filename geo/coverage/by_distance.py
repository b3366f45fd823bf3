"""Received level where no terrain is at hand: loss by distance alone, cell by cell.

One kernel serves the province (100 m tiles) and every key area (its own window of at most
30 m). Each cell is computed at its own geodesic distance and bearing from each station;
nothing is buffered. Memory is that of one tile, whatever the region.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import Self

import numba
import numpy as np
import numpy.typing as npt

from ..grid import Grid, point_window
from ..networks import count_5g
from ..propagation.accelerate import parallel_kernel
from ..radio import (
    PROBABILITIES,
    STEP_M,
    STRETCH,
    Floats,
    Singles,
    Transmitters,
    pattern_db,
)
from .contenders import contenders
from .window import Window

# RMa holds to 10 km in line of sight, though to 5 km only behind obstacles (Table 7.4.1-1):
# as far as that a station still above the threshold at 5 km may cover a place.
LOS_REACH_M = 10_000.0


@dataclass(frozen=True)
class ByDistance:
    """Coverage without terrain.

    Parameters
    ----------
    sources
        Stations, with their loss tables.
    """

    sources: Transmitters

    @property
    def reach_m(self) -> float:
        """Distance beyond which the models say nothing [m]."""
        return self.sources.reach_m

    def largest_side(self, cell_m: float) -> int:
        """Return no limit of its own: a window needs nothing but its cells."""
        return sys.maxsize

    def reaches(self, grid: Grid) -> bool:
        """Return whether any station may reach a window."""
        return bool(self.sources.near(*grid.bounds, self.reach_m).size)

    def over_window(self, grid: Grid) -> Window:
        """Compute the levels at the centres of a window's cells."""
        near = contenders(grid, self.sources)
        window = Window.empty(grid, self.sources.networks)
        if near.size:
            _fill(window, near, self.sources)
        return window

    def over_place(self, grid: Grid) -> Window:
        """Compute the same: no cell is approximated here."""
        return self.over_window(grid)

    def at_point(self, x: float, y: float) -> Window:
        """Compute the levels at one point of the projection [m], a window of one cell."""
        return self.over_window(point_window(self.sources.crs, x, y))

    def strong_at_end(self, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return which stations are above the threshold at 50 % where their model ends."""
        at_end = self.sources.loss_db[PROBABILITIES.index(0.5), self.sources.kind, -1]
        strong: npt.NDArray[np.bool_] = self.sources.eirp_dbm - at_end >= threshold_dbm
        return strong

    def ground_m(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return the height of the ground, of which nothing is known here: NaN [m]."""
        return np.full(np.broadcast(lon, lat).shape, np.nan)

    def without_sectors(self) -> Self:
        """Return the same with stations that send the same all round."""
        return replace(self, sources=self.sources.without_sectors())


def _fill(window: Window, near: npt.NDArray[np.int32], sources: Transmitters) -> None:
    x, y = window.grid.centres()
    _best_levels(
        x,
        y,
        near,
        sources.x,
        sources.y,
        sources.frame,
        sources.network,
        sources.kind,
        sources.eirp_dbm,
        sources.azimuth_rad,
        sources.beamwidth_rad,
        sources.tilt_rad,
        sources.drop_m,
        sources.loss_db,
        sources.reach_m,
        count_5g(sources.networks),
        window.level_dbm,
        window.server,
    )


@parallel_kernel
def _best_levels(
    x: Floats,
    y: Floats,
    near: npt.NDArray[np.int32],
    x_s: Floats,
    y_s: Floats,
    frame: Floats,
    network: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int32],
    eirp_dbm: Floats,
    azimuth_rad: Floats,
    beamwidth_rad: Floats,
    tilt_rad: Floats,
    drop_m: Floats,
    loss_db: Singles,
    reach_m: float,
    of_5g: int,
    level_dbm: Singles,
    server: npt.NDArray[np.int32],
) -> None:
    """Fill `level_dbm` and `server` in place; rows are independent, so they run in parallel.

    The first `of_5g` networks are 5G: only their stations are servers.
    """
    stretch = STRETCH * reach_m  # projected offsets that may still be within reach on the ground
    cell = abs(x[1] - x[0]) if x.size > 1 else 1.0
    for row in numba.prange(y.size):
        best = np.full(x.size, -np.inf)
        for position in range(near.size):
            s = near[position]
            dy = y[row] - y_s[s]
            if abs(dy) > stretch:
                continue
            half = math.sqrt(stretch * stretch - dy * dy)
            first = max(0, math.ceil((x_s[s] - half - x[0]) / cell))
            last = min(x.size - 1, math.floor((x_s[s] + half - x[0]) / cell))
            plain = math.isnan(azimuth_rad[s]) and math.isnan(tilt_rad[s])
            o = network[s]
            serves = o < of_5g
            for column in range(first, last + 1):
                dx = x[column] - x_s[s]
                east = frame[s, 0, 0] * dx + frame[s, 0, 1] * dy
                north = frame[s, 1, 0] * dx + frame[s, 1, 1] * dy
                distance = math.sqrt(east * east + north * north)
                if distance > reach_m:
                    continue
                node = min(int(distance / STEP_M), loss_db.shape[2] - 2)
                weight = distance / STEP_M - node
                sent = eirp_dbm[s]
                if not plain:
                    sent += pattern_db(
                        math.atan2(east, north),
                        math.atan2(drop_m[s], distance),
                        azimuth_rad[s],
                        beamwidth_rad[s],
                        tilt_rad[s],
                    )
                for q in range(2):
                    near_db = loss_db[q, kind[s], node]
                    level = sent - near_db - weight * (loss_db[q, kind[s], node + 1] - near_db)
                    if not level <= level_dbm[q, o, row, column]:  # NaN counts as no level
                        level_dbm[q, o, row, column] = level
                    if q == 0 and serves and level > best[column]:
                        best[column] = level
                        server[row, column] = s
