"""Which end of which feature joins which: a line is walked along, not a heap of pieces."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_TOUCHING_M = 1.0  # ends this near are one point: digitised twice, or rounded
_JOINED_M = 50.0  # half a sample: ends this near, one going on from the other, are one road
_STRAIGHT_ON = 0.0  # cosine of the turn beyond which ends that do not touch are not joined


class Chains(NamedTuple):
    """Parts in order of travel.

    Parameters
    ----------
    part
        Index of each part, shape (parts,).
    turned
        Whether it is walked from its last vertex to its first.
    chain
        Number of the unbroken way it belongs to, rising.
    closed
        Whether each way ends where it begins, shape (chains,).
    """

    part: Indices
    turned: npt.NDArray[np.bool_]
    chain: Indices
    closed: npt.NDArray[np.bool_]


def chains(line: Indices, ends: Floats, outward: Floats) -> Chains:
    """Join the parts of each line where their ends meet.

    Parameters
    ----------
    line
        Line of each part, shape (parts,); parts of one line stand together.
    ends
        First and last point of each part in the projection, shape (parts, 2, 2). [m]
    outward
        Direction in which the part leaves itself at either end, unit vectors of that shape.

    Notes
    -----
    Where more than two ends meet, those that go on most nearly straight are joined first; a
    part that branches off begins a way of its own.
    """
    points, out = ends.reshape(-1, 2), outward.reshape(-1, 2)
    mate = np.full(len(points), -1, np.int64)
    group = np.arange(len(line))
    first, second, _ = _pairs(points, line, np.arange(len(points)), _TOUCHING_M)
    turn = -(out[first] * out[second]).sum(axis=-1)
    _join(mate, group, first, second, np.argsort(-turn, kind="stable"))
    free = np.flatnonzero(mate < 0)
    first, second, apart = _pairs(points, line, free, _JOINED_M)
    turn = -(out[first] * out[second]).sum(axis=-1)
    order = np.argsort(apart, kind="stable")
    _join(mate, group, first, second, order[turn[order] > _STRAIGHT_ON])
    return _walk(mate, points)


def _pairs(
    points: Floats, line: Indices, among: Indices, within_m: float
) -> tuple[Indices, Indices, Floats]:
    """Return the pairs of ends of different parts of one line that are near, and how far."""
    shapes = shapely.points(points[among])
    first, second = shapely.STRtree(shapes).query(shapes, "dwithin", within_m)
    once = first < second
    first, second = among[first[once]], among[second[once]]
    possible = (line[first // 2] == line[second // 2]) & (first // 2 != second // 2)
    first, second = first[possible], second[possible]
    order = np.lexsort((second, first))  # whatever order the tree found them in
    first, second = first[order], second[order]
    return first, second, np.hypot(*(points[first] - points[second]).T)


def _join(mate: Indices, group: Indices, first: Indices, second: Indices, order: Indices) -> None:
    """Join pairs in an order, each end once, without ever closing a ring."""
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if mate[a] >= 0 or mate[b] >= 0:
            continue
        one, other = _root(group, a // 2), _root(group, b // 2)
        if one != other:
            group[one] = other
            mate[a], mate[b] = b, a


def _root(group: Indices, part: int) -> int:
    while group[part] != part:
        group[part] = group[group[part]]
        part = int(group[part])
    return part


def _walk(mate: Indices, points: Floats) -> Chains:
    walked: list[tuple[int, bool, int]] = []
    closed: list[bool] = []
    seen: set[int] = set()
    for part in range(len(mate) // 2):
        if part in seen:
            continue
        end = 2 * part
        while mate[end] >= 0:  # back to where the way begins
            end = int(mate[end]) ^ 1
        begin = end
        while True:
            walked.append((end // 2, bool(end % 2), len(closed)))
            seen.add(end // 2)
            end ^= 1
            if mate[end] < 0:
                break
            end = int(mate[end])
        closed.append(bool(np.hypot(*(points[end] - points[begin])) <= _TOUCHING_M))
    way = np.array(walked, np.int64).reshape(-1, 3)
    return Chains(way[:, 0], way[:, 1].astype(bool), way[:, 2], np.array(closed, bool))
