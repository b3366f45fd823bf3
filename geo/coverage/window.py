"""Levels over one window of cells, and what they say at a threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..grid import Grid
from ..networks import Network, View, views
from ..propagation.accelerate import kernel
from ..radio import Singles
from .at_threshold import AtThreshold
from .reached import Bits, Reached

EIGHTHS = 8.0  # of a dB: what levels of the region are rounded down to


@dataclass(frozen=True)
class Window:
    """Levels over one window; missing levels are NaN.

    What is said without naming a view is said of any operator's 5G: 4G plays no part in it.

    Parameters
    ----------
    grid
        The window.
    networks
        What the axis of the levels stands for.
    level_dbm
        SS-RSRP (4G: RSRP) exceeded with 50 % and 90 % location probability, best station of
        each network; shape (2, networks, rows, columns), NaN = no station in range, or all of
        them behind a void. Where a network is better that every view has beside it
        (`geo.networks.beside`), it may be too low: no view shows it. [dBm]
    server
        Index of the station with the best 50 % level, −1 = none; shape (rows, columns).
    possible_dbm
        What stations whose paths cross a void in the terrain would give at most, best of
        each network at 50 %; shape (networks, rows, columns), NaN = none. [dBm]
    clear_dbm
        Best 50 % level were nothing in the way; shape (rows, columns), NaN = none, or not
        computed because a station was better than it could be. [dBm]
    blocker
        Index of the station with that level, −1 = none; shape (rows, columns).
    blocked_km
        How far from that station the point is that blocks its path or comes nearest to it;
        shape (rows, columns), NaN = nothing near the path. [km]
    per_db
        Levels are rounded down to such parts of a dB when they are entered, 0 = they are exact.
        Rounding down and taking the best may change places, and of equals the station that
        comes first serves: so levels kept from before can be gone on with. [1/dB]
    """

    grid: Grid
    networks: tuple[Network, ...]
    level_dbm: Singles
    server: npt.NDArray[np.int32]
    possible_dbm: Singles
    clear_dbm: Singles
    blocker: npt.NDArray[np.int32]
    blocked_km: Singles
    per_db: float = 0.0

    @classmethod
    def empty(cls, grid: Grid, networks: tuple[Network, ...], per_db: float = 0.0) -> Window:
        """Return a window that no station reaches, to be filled in place."""
        return cls(
            grid,
            networks,
            np.full((2, len(networks), *grid.shape), np.nan, np.float32),
            np.full(grid.shape, -1, np.int32),
            np.full((len(networks), *grid.shape), np.nan, np.float32),
            np.full(grid.shape, np.nan, np.float32),
            np.full(grid.shape, -1, np.int32),
            np.full(grid.shape, np.nan, np.float32),
            per_db,
        )

    def without_blockers(self) -> Window:
        """Return the same without what blocks a path, which is not kept from run to run."""
        nowhere = np.full(self.grid.shape, -1, np.int32)
        unknown = np.full(self.grid.shape, np.nan, np.float32)
        return replace(self, blocker=nowhere, blocked_km=unknown)

    def any_operator(self) -> Singles:
        """Return the best level of any operator, shape (2, rows, columns) [dBm]."""
        return self.level_of(views(self.networks)[0])

    def level_of(self, view: View) -> Singles:
        """Return the best level of the networks of a view, shape (2, rows, columns) [dBm]."""
        # fmax prefers a number to NaN, and without any network NaN is what is left.
        best: Singles = np.fmax.reduce(self.level_dbm[:, view.axis], axis=1, initial=np.nan)
        return best

    def reached(self, threshold_dbm: float) -> Reached:
        """Return which networks reach the threshold, arrays of shape (rows, columns)."""
        at_50, at_90 = (_bits(level, threshold_dbm) for level in self.level_dbm)
        return Reached(self.networks, at_50, at_90, _bits(self.possible_dbm, threshold_dbm))

    def open_of(self, view: View, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return the cells that a view is not known to cover, nor known not to.

        A station whose path crosses a void might reach them at 50 %; shape (rows, columns).
        """
        covered = self.level_of(view)[0] >= threshold_dbm
        unanswered: npt.NDArray[np.bool_] = (self.possible_of(view) >= threshold_dbm) & ~covered
        return unanswered

    def possible_of(self, view: View) -> Singles:
        """Return the most that stations behind a void might give a view [dBm].

        Shape (rows, columns), NaN = there is none.
        """
        possible: Singles = np.fmax.reduce(self.possible_dbm[view.axis], axis=0, initial=np.nan)
        return possible

    def no_station(self, view: View) -> npt.NDArray[np.bool_]:
        """Return the cells that have no station of a view in range, not even behind a void."""
        none: npt.NDArray[np.bool_] = np.isnan(self.level_of(view)[0])
        none &= np.isnan(self.possible_of(view))
        return none

    def at(self, threshold_dbm: float) -> AtThreshold:
        """Return what the levels say at a threshold, once they are all there."""
        return AtThreshold(self, threshold_dbm)

    def pass_probability(self, threshold_dbm: float) -> Singles:
        """Return `AtThreshold.pass_probability`."""
        return self.at(threshold_dbm).pass_probability

    def classes(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return `AtThreshold.classes`."""
        return self.at(threshold_dbm).classes

    def limits(self, threshold_dbm: float) -> npt.NDArray[np.uint8]:
        """Return `AtThreshold.limits`."""
        return self.at(threshold_dbm).limits


def _bits(level_dbm: Singles, threshold_dbm: float) -> Bits:
    """Return which networks reach the threshold, as bits; level has shape (networks, …)."""
    bits: Bits = np.zeros(level_dbm.shape[1:], np.uint8 if len(level_dbm) <= 8 else np.uint16)
    _set_bits(level_dbm.reshape(len(level_dbm), bits.size), threshold_dbm, bits.reshape(-1))
    return bits


@kernel
def _set_bits(level_dbm: Singles, threshold_dbm: float, bits: Bits) -> None:
    for network in range(level_dbm.shape[0]):
        for cell in range(bits.size):
            if level_dbm[network, cell] >= threshold_dbm:
                bits[cell] |= 1 << network
