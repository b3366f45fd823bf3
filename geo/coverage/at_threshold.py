"""What levels say at a threshold: classes of cells, what limits them, how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..networks import views
from ..radio import Singles, normal_shares
from ..results import LIMITS
from .reached import Reached

if TYPE_CHECKING:
    from .window import Window

# Classes of a cell for "any operator"; OUTSIDE is not computed, NO_STATION is computed, and
# NO_DATA could not be: a station whose path crosses a void may or may not reach the cell.
NO_STATION, BELOW, AT_50, AT_90, NO_DATA, OUTSIDE = 0, 1, 2, 3, 4, 255

EXCEEDED_90 = 1.2815515655446004  # standard normal deviate that 10 % exceed
_LEAST_SPREAD_DB = 1e-6  # without any, the share is a step

_NONE, _BUDGET, _TERRAIN, _NO_STATION, _NO_DATA = range(len(LIMITS))


@dataclass(frozen=True)
class AtThreshold:
    """What a finished window says at a threshold, each thing worked out once.

    What is said without naming a view is said of any operator's 5G. All arrays have the shape
    of the window's cells, (rows, columns).

    Parameters
    ----------
    window
        Levels, to be left as they are from now on.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """

    window: Window
    threshold_dbm: float

    @cached_property
    def reached(self) -> Reached:
        """Which networks reach it."""
        return self.window.reached(self.threshold_dbm)

    @cached_property
    def best_dbm(self) -> Singles:
        """The best level at 50 % and 90 %, shape (2, rows, columns) [dBm]."""
        return self.window.any_operator()

    @cached_property
    def possible_dbm(self) -> Singles:
        """The most that stations behind a void might give, NaN = there is none [dBm]."""
        return self.window.possible_of(views(self.window.networks)[0])

    @cached_property
    def is_open(self) -> npt.NDArray[np.bool_]:
        """The cells that are not known to be covered, nor known not to be."""
        covered = self.best_dbm[0] >= self.threshold_dbm
        unanswered: npt.NDArray[np.bool_] = (self.possible_dbm >= self.threshold_dbm) & ~covered
        return unanswered

    @cached_property
    def classes(self) -> npt.NDArray[np.uint8]:
        """The class of each cell."""
        classes = classify(self.best_dbm, self.threshold_dbm)
        # In range of a station behind a void that is too weak whatever the void holds.
        classes[(classes == NO_STATION) & ~np.isnan(self.possible_dbm)] = BELOW
        classes[self.is_open] = NO_DATA
        return classes

    @cached_property
    def limits(self) -> npt.NDArray[np.uint8]:
        """What keeps each cell from the threshold, an index into `geo.results.LIMITS`.

        Terrain, where some station would reach the cell at 50 % with a free path; else the
        link budget.
        """
        best = self.best_dbm[0]
        limits = np.full(best.shape, _BUDGET, np.uint8)
        limits[self.window.clear_dbm >= self.threshold_dbm] = _TERRAIN
        limits[np.isnan(best) & np.isnan(self.possible_dbm)] = _NO_STATION
        limits[best >= self.threshold_dbm] = _NONE
        limits[self.is_open] = _NO_DATA
        return limits

    @cached_property
    def pass_probability(self) -> Singles:
        """The share of locations in each cell that reach the threshold, 0–1.

        From the best levels at 50 % and 90 %, between and beyond which levels are log-normal;
        0 where there is no station, NaN where a void leaves it open.
        """
        at_50, at_90 = self.best_dbm.astype(np.float64)
        deviation = np.maximum(at_50 - at_90, _LEAST_SPREAD_DB) / EXCEEDED_90
        share = normal_shares((at_50 - self.threshold_dbm) / deviation)
        share = np.where(np.isnan(at_50), 0.0, share)
        share[self.is_open] = np.nan
        return share.astype(np.float32)


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
