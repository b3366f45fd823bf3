"""Stretches: samples that follow one another along a way and have something in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ._chains import Floats, Indices
from ._track import Samples, Track

_BREAK_DEG = 1e-5  # about 1 m: features that touch are drawn as one line


def in_order(track: Track, samples: Samples, apart: npt.NDArray[np.bool_]) -> Indices:
    """Return the samples in the order of travel; a closed way begins where one is told apart.

    Parameters
    ----------
    track, samples
        Lines and their samples.
    apart
        Samples that end a stretch, shape (n,): no stretch is cut where a ring was begun.
    """
    chain = track.chain[samples.part]
    order = np.arange(len(chain))
    for way in np.flatnonzero(track.closed):
        own = slice(*np.searchsorted(chain, [way, way + 1]))
        ends = np.flatnonzero(apart[own])
        if ends.size:
            order[own] = np.roll(order[own], -int(ends[0]))
    return order


@dataclass(frozen=True)
class Stretches:
    """Runs of samples.

    Parameters
    ----------
    track, samples
        Lines and their samples.
    sample
        The samples that are in a stretch, in order of travel.
    number
        The stretch of each, rising from 0.
    key
        What the samples of each stretch have in common, shape (stretches,).
    """

    track: Track
    samples: Samples
    sample: Indices
    number: Indices
    key: Indices

    @classmethod
    def of(cls, track: Track, samples: Samples, order: Indices, key: Indices) -> Stretches:
        """Find the stretches of one key; a key below 0 is in none.

        Parameters
        ----------
        track, samples
            Lines and their samples.
        order
            As `in_order` returns it.
        key
            Of each sample, shape (n,).
        """
        way, of = track.chain[samples.part][order], key[order]
        new = np.ones(len(order), bool)
        new[1:] = (of[1:] != of[:-1]) | (way[1:] != way[:-1])
        kept = of >= 0
        number = np.cumsum(new & kept) - 1
        return cls(track, samples, order[kept], number[kept], of[new & kept])

    @property
    def km(self) -> Floats:
        """Length of each stretch [km]."""
        metres = self.samples.metres[self.sample]
        return np.bincount(self.number, metres, minlength=len(self.key)) / 1000.0

    def ends(self) -> tuple[Floats, Floats]:
        """Return where each stretch begins and ends, shapes (stretches, 2) [degree]."""
        numbers = np.arange(len(self.key))
        first = self.sample[np.searchsorted(self.number, numbers)]
        last = self.sample[np.searchsorted(self.number, numbers, side="right") - 1]
        part = self.samples.part
        return (
            self.track.at(part[first], self.samples.begin_m[first]),
            self.track.at(part[last], self.samples.end_m[last]),
        )

    def shapes(self, owner: Indices, owners: int) -> npt.NDArray[np.object_]:
        """Return the lines that stretches make, shape (owners,).

        Parameters
        ----------
        owner
            Whose each stretch is, shape (stretches,).
        owners
            How many owners there are, each of at least one stretch.
        """
        vertices, of_piece = self._pieces()
        owner_of_piece = owner[of_piece]
        # A way goes on from piece to piece where they touch; else, and for another owner, a
        # line of its own begins.
        lines: list[Floats] = []
        owned: list[int] = []
        for piece, mine in zip(vertices, owner_of_piece.tolist(), strict=True):
            if owned and owned[-1] == mine and _touch(lines[-1], piece):
                lines[-1] = np.concatenate([lines[-1], piece[1:]])
            else:
                lines.append(piece)
                owned.append(mine)
        single = np.array([shapely.linestrings(line) for line in lines], dtype=object)
        by_owner = np.argsort(owned, kind="stable")
        bounds = np.searchsorted(np.array(owned)[by_owner], np.arange(owners + 1))
        made = np.empty(owners, dtype=object)
        for number in range(owners):
            own = single[by_owner[bounds[number] : bounds[number + 1]]]
            made[number] = own[0] if len(own) == 1 else shapely.multilinestrings(own)
        return made

    def _pieces(self) -> tuple[list[Floats], Indices]:
        """Return the vertices of each stretch within one part, and the stretch of each piece."""
        part = self.samples.part[self.sample]
        new = np.ones(len(part), bool)
        # Within a ring that was begun elsewhere, its first sample follows its last.
        new[1:] = (np.diff(self.number) != 0) | (np.diff(part) != 0) | (np.diff(self.sample) != 1)
        first = np.flatnonzero(new)
        last = np.append(first[1:], len(part)) - 1
        begin = self.samples.begin_m[self.sample[first]]
        end = self.samples.end_m[self.sample[last]]
        ends = np.stack(
            [self.track.at(part[first], begin), self.track.at(part[first], end)], axis=1
        )
        pieces = [
            self.track.piece(*known)
            for known in zip(part[first].tolist(), begin.tolist(), end.tolist(), ends, strict=True)
        ]
        return pieces, self.number[first]


def _touch(line: Floats, piece: Floats) -> bool:
    return bool(np.abs(line[-1] - piece[0]).max() <= _BREAK_DEG)
