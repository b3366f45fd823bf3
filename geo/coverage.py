"""Received level over a window: best SS-RSRP per operator, cell by cell.

One kernel serves the province (100 m tiles) and every key area (its own window of at most
30 m). Each cell is computed at its own geodesic distance and bearing from each station;
nothing is buffered. Memory is that of one tile, whatever the region.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from .contenders import contenders
from .grid import Grid
from .propagation.accelerate import parallel_kernel
from .radio import STEP_M, STRETCH, Floats, Singles, Transmitters, pattern_db

# Classes of a cell for "any operator"; OUTSIDE is not computed, NO_STATION is computed.
NO_STATION, BELOW, AT_50, AT_90, OUTSIDE = 0, 1, 2, 3, 255


@dataclass(frozen=True)
class Window:
    """Levels over one window.

    Parameters
    ----------
    grid
        The window.
    level_dbm
        SS-RSRP exceeded with 50 % and 90 % location probability, best station of each
        operator; shape (2, operators, rows, columns), NaN = no station in range. [dBm]
    server
        Index of the station with the best 50 % level of any operator, −1 = none;
        shape (rows, columns).
    """

    grid: Grid
    level_dbm: Singles
    server: npt.NDArray[np.int32]

    def any_operator(self) -> Singles:
        """Return the best level of any operator, shape (2, rows, columns) [dBm]."""
        # fmax prefers a number to NaN, and without any operator NaN is what is left.
        best: Singles = np.fmax.reduce(self.level_dbm, axis=1, initial=np.nan)
        return best

    def networks(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return how many operators reach the threshold at 50 %, shape (rows, columns)."""
        count: npt.NDArray[np.uint8] = (self.level_dbm[0] >= threshold_dbm).sum(
            axis=0, dtype=np.uint8
        )
        return count


def classify(level_dbm: Singles, threshold_dbm: float) -> npt.NDArray[np.uint8]:
    """Sort cells into NO_STATION, BELOW, AT_50 and AT_90.

    Parameters
    ----------
    level_dbm
        Levels at 50 % and 90 %, shape (2, …), NaN = no station in range. [dBm]
    threshold_dbm
        Threshold. [dBm]

    Examples
    --------
    >>> classify(np.array([[-120, -100, -90, np.nan], [-130, -110, -99, np.nan]]), -105.0)
    array([1, 2, 3, 0], dtype=uint8)
    """
    classes = np.full(level_dbm.shape[1:], BELOW, np.uint8)
    classes[level_dbm[0] >= threshold_dbm] = AT_50
    classes[level_dbm[1] >= threshold_dbm] = AT_90
    classes[np.isnan(level_dbm[0])] = NO_STATION
    return classes


def over_window(grid: Grid, sources: Transmitters) -> Window:
    """Compute the levels over one window.

    Parameters
    ----------
    grid
        The window; its cells are computed at their centres.
    sources
        Stations in the same projection.
    """
    near = contenders(grid, sources)
    shape = (len(sources.operators), *grid.shape)
    level_dbm = np.full((2, *shape), np.nan, np.float32)
    server = np.full(grid.shape, -1, np.int32)
    if near.size:
        x, y = grid.centres()
        _best_levels(
            x,
            y,
            near,
            sources.x,
            sources.y,
            sources.frame,
            sources.operator,
            sources.kind,
            sources.eirp_dbm,
            sources.azimuth_rad,
            sources.beamwidth_rad,
            sources.tilt_rad,
            sources.drop_m,
            sources.loss_db,
            sources.reach_m,
            level_dbm,
            server,
        )
    return Window(grid, level_dbm, server)


def over_tiles(grid: Grid, sources: Transmitters, side: int) -> Iterator[tuple[int, int, Window]]:
    """Yield (row, column, window) tile by tile, so that memory does not grow with the grid.

    Parameters
    ----------
    grid
        The whole grid.
    sources
        Stations in the same projection.
    side
        Cells along a tile's edge.
    """
    for row, column, tile in grid.tiles(side):
        yield row, column, over_window(tile, sources)


@parallel_kernel
def _best_levels(
    x: Floats,
    y: Floats,
    near: npt.NDArray[np.int32],
    x_s: Floats,
    y_s: Floats,
    frame: Floats,
    operator: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int32],
    eirp_dbm: Floats,
    azimuth_rad: Floats,
    beamwidth_rad: Floats,
    tilt_rad: Floats,
    drop_m: Floats,
    loss_db: Singles,
    reach_m: float,
    level_dbm: Singles,
    server: npt.NDArray[np.int32],
) -> None:
    """Fill `level_dbm` and `server` in place; rows are independent, so they run in parallel."""
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
            o = operator[s]
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
                    if q == 0 and level > best[column]:
                        best[column] = level
                        server[row, column] = s
