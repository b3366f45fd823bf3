"""Levels computed before, and which stations are in them: a new station is added to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..grid import Grid
from ..radio import Transmitters
from .window import Window

Keys = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Known:
    """Levels of a window.

    Parameters
    ----------
    window
        Levels; its ``server`` and ``blocker`` are places in `stations`.
    stations
        Keys of the stations that are in them, in the order of their list, shape (n,).
    """

    window: Window
    stations: Keys

    def can_be_gone_on_with(self, present: Keys) -> bool:
        """Return whether nothing is in the levels that another list would not have.

        A station that is gone, or has changed, may have been the best; and of equals the one
        that came first is the server, which another order would make another one.

        Parameters
        ----------
        present
            Keys of the stations that may be in them now, as `in_order` returns them.
        """
        return np.array_equal(present[np.isin(present, self.stations)], self.stations)

    def numbered_as(self, keys: Keys) -> Known:
        """Return the same with stations numbered by another list, which has those in use."""
        window = replace(
            self.window,
            server=renumbered(self.window.server, self.stations, keys),
            blocker=renumbered(self.window.blocker, self.stations, keys),
        )
        return Known(window, keys)


class Memory(Protocol):
    """Keeps levels from run to run, e.g. `geo.outputs.level_memory.LevelMemory`."""

    def recall(self, grid: Grid) -> Known | None:
        """Return what is known of a window, ``None`` = nothing."""

    def keep(self, known: Known) -> None:
        """Keep what is known of a window."""


class NoMemory:
    """Keeps nothing."""

    def recall(self, grid: Grid) -> Known | None:
        """Return nothing."""

    def keep(self, known: Known) -> None:
        """Forget it."""


def keys_of(sources: Transmitters) -> Keys:
    """Return a key for each station: equal where its levels are, whatever the list it is in."""
    rows = zip(
        sources.lon,
        sources.lat,
        sources.height_m,
        sources.frequency_ghz,
        sources.eirp_dbm,
        sources.azimuth_rad,
        sources.beamwidth_rad,
        sources.tilt_rad,
        (tuple(sources.networks[network]) for network in sources.network),
        sources.environment,
        strict=True,
    )
    return np.array(
        [hashlib.blake2b(repr(row).encode(), digest_size=8).hexdigest() for row in rows], "U16"
    )


def in_order(keys: Keys) -> Keys:
    """Return each key once, in the order in which they come first.

    Examples
    --------
    >>> in_order(np.array(["b", "a", "b"])).tolist()
    ['b', 'a']
    """
    _, first = np.unique(keys, return_index=True)
    return keys[np.sort(first)]


def renumbered(index: npt.NDArray[np.int32], of: Keys, among: Keys) -> npt.NDArray[np.int32]:
    """Return places in one list of stations as places in another; −1 stays.

    Parameters
    ----------
    index
        Places in `of`, of stations that both lists have.
    of, among
        Keys of both lists; of equal ones in `among` the first is meant.
    """
    if not (of.size and among.size):
        return index
    order = np.argsort(among, kind="stable")
    found = np.searchsorted(among[order], of).clip(max=among.size - 1)
    place = order[found]
    moved: npt.NDArray[np.int32] = np.append(place, -1).astype(np.int32)[index]
    return moved
