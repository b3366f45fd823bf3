"""Levels over one window of cells, and what they say at a threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..grid import Grid
from ..networks import View
from ..radio import Singles, normal_shares
from ..results import LIMITS

# Classes of a cell for "any operator"; OUTSIDE is not computed, NO_STATION is computed, and
# NO_DATA could not be: a station whose path crosses a void may or may not reach the cell.
NO_STATION, BELOW, AT_50, AT_90, NO_DATA, OUTSIDE = 0, 1, 2, 3, 4, 255

EXCEEDED_90 = 1.2815515655446004  # standard normal deviate that 10 % exceed
_LEAST_SPREAD_DB = 1e-6  # without any, the share is a step

_NONE, _BUDGET, _TERRAIN, _NO_STATION, _NO_DATA = range(len(LIMITS))


@dataclass(frozen=True)
class Window:
    """Levels over one window; missing levels are NaN.

    Parameters
    ----------
    grid
        The window.
    level_dbm
        SS-RSRP exceeded with 50 % and 90 % location probability, best station of each
        operator; shape (2, operators, rows, columns), NaN = no station in range, or all of
        them behind a void. [dBm]
    server
        Index of the station with the best 50 % level of any operator, −1 = none;
        shape (rows, columns).
    possible_dbm
        What stations whose paths cross a void in the terrain would give at most, best of
        each operator at 50 %; shape (operators, rows, columns), NaN = none. [dBm]
    clear_dbm
        Best 50 % level of any operator were nothing in the way; shape (rows, columns),
        NaN = none, or not computed because a station was better than it could be. [dBm]
    blocker
        Index of the station with that level, −1 = none; shape (rows, columns).
    blocked_km
        How far from that station the point is that blocks its path or comes nearest to it;
        shape (rows, columns), NaN = nothing near the path. [km]
    """

    grid: Grid
    level_dbm: Singles
    server: npt.NDArray[np.int32]
    possible_dbm: Singles
    clear_dbm: Singles
    blocker: npt.NDArray[np.int32]
    blocked_km: Singles

    @classmethod
    def empty(cls, grid: Grid, operators: int) -> Window:
        """Return a window that no station reaches, to be filled in place."""
        return cls(
            grid,
            np.full((2, operators, *grid.shape), np.nan, np.float32),
            np.full(grid.shape, -1, np.int32),
            np.full((operators, *grid.shape), np.nan, np.float32),
            np.full(grid.shape, np.nan, np.float32),
            np.full(grid.shape, -1, np.int32),
            np.full(grid.shape, np.nan, np.float32),
        )

    def in_eighths(self) -> Window:
        """Return the same with levels rounded down to eighths of a dB, which a float32 holds.

        Rounding down and taking the best may change places, so that levels rounded earlier
        can be gone on with; which station it was that gave a level is not.
        """
        rounded = (
            np.floor(a * 8.0) / 8.0 for a in (self.level_dbm, self.possible_dbm, self.clear_dbm)
        )
        level, possible, clear = (a.astype(np.float32) for a in rounded)
        rounded_window = Window.empty(self.grid, self.level_dbm.shape[1])
        return replace(rounded_window, level_dbm=level, possible_dbm=possible, clear_dbm=clear)

    def any_operator(self) -> Singles:
        """Return the best level of any operator, shape (2, rows, columns) [dBm]."""
        # fmax prefers a number to NaN, and without any operator NaN is what is left.
        best: Singles = np.fmax.reduce(self.level_dbm, axis=1, initial=np.nan)
        return best

    def level_of(self, view: View) -> Singles:
        """Return the best level of the networks of a view, shape (2, rows, columns) [dBm]."""
        best: Singles = np.fmax.reduce(
            self.level_dbm[:, list(view.members)], axis=1, initial=np.nan
        )
        return best

    def open_of(self, view: View, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return the cells that a view is not known to cover, nor known not to.

        A station whose path crosses a void might reach them at 50 %; shape (rows, columns).
        """
        members = list(view.members)
        covered = self.level_dbm[0, members] >= threshold_dbm
        possible = self.possible_dbm[members] >= threshold_dbm
        unanswered: npt.NDArray[np.bool_] = np.any(possible, axis=0) & ~np.any(covered, axis=0)
        return unanswered

    def networks(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return how many operators reach the threshold at 50 %, shape (rows, columns)."""
        count: npt.NDArray[np.uint8] = (self.level_dbm[0] >= threshold_dbm).sum(
            axis=0, dtype=np.uint8
        )
        return count

    def pass_probability(self, threshold_dbm: float) -> Singles:
        """Return the share of locations in each cell that reach the threshold, 0–1.

        From the best levels at 50 % and 90 %, between and beyond which levels are log-normal;
        shape (rows, columns), 0 where there is no station, NaN where a void leaves it open.
        """
        at_50, at_90 = self.any_operator().astype(np.float64)
        deviation = np.maximum(at_50 - at_90, _LEAST_SPREAD_DB) / EXCEEDED_90
        share = normal_shares((at_50 - threshold_dbm) / deviation)
        share = np.where(np.isnan(at_50), 0.0, share)
        share[self.open_questions(threshold_dbm)[0]] = np.nan
        return share.astype(np.float32)

    def open_questions(self, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return the cells that are not known to be covered, nor known not to be.

        Parameters
        ----------
        threshold_dbm
            Threshold. [dBm]

        Returns
        -------
        numpy.ndarray
            Any operator first, then each: shape (1 + operators, rows, columns). A station
            whose path crosses a void might reach them at 50 %.
        """
        each = (self.possible_dbm >= threshold_dbm) & ~(self.level_dbm[0] >= threshold_dbm)
        covered = (self.level_dbm[0] >= threshold_dbm).any(axis=0)
        some: npt.NDArray[np.bool_] = each.any(axis=0) & ~covered
        return np.concatenate([some[np.newaxis], each])

    def classes(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return the class of each cell, shape (rows, columns)."""
        classes = classify(self.any_operator(), threshold_dbm)
        # In range of a station behind a void that is too weak whatever the void holds.
        classes[(classes == NO_STATION) & ~self._no_station()] = BELOW
        classes[self.open_questions(threshold_dbm)[0]] = NO_DATA
        return classes

    def limits(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return what keeps each cell from the threshold, an index into `geo.results.LIMITS`.

        Terrain, where some station would reach the cell at 50 % with a free path; else the
        link budget.
        """
        best = self.any_operator()[0]
        limits = np.full(best.shape, _BUDGET, np.uint8)
        limits[self.clear_dbm >= threshold_dbm] = _TERRAIN
        limits[self._no_station()] = _NO_STATION
        limits[best >= threshold_dbm] = _NONE
        limits[self.open_questions(threshold_dbm)[0]] = _NO_DATA
        return limits

    def _no_station(self) -> npt.NDArray[np.bool_]:
        """Return the cells that have no station in range, not even behind a void."""
        none: npt.NDArray[np.bool_] = np.isnan(self.level_dbm[0]).all(axis=0)
        none &= np.isnan(self.possible_dbm).all(axis=0)
        return none


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
