"""Comparing sets: which are alike, which hold others, and which hang together."""

from __future__ import annotations

import numpy as np

from ..propagation.accelerate import kernel
from ._problem import Problem
from ._sets import Bools, Floats, Ints, Shorts


@kernel
def joined(problem: Problem, parent: Ints, first_of_place: Ints) -> Ints:
    for demand in range(problem.weight.size):
        candidates = problem.tind[problem.tptr[demand] : problem.tptr[demand + 1]]
        root = _root(parent, candidates[0])
        place = problem.place[demand]
        if place >= 0:
            if first_of_place[place] < 0:
                first_of_place[place] = root
            root = _union(parent, root, first_of_place[place])
        for candidate in candidates[1:]:
            root = _union(parent, root, candidate)
    for candidate in range(parent.size):
        parent[candidate] = _root(parent, candidate)
    return parent


@kernel
def _union(parent: Ints, one: int, other: int) -> int:
    one, other = _root(parent, one), _root(parent, other)
    low, high = min(one, other), max(one, other)
    parent[high] = low
    return low


@kernel
def _root(parent: Ints, candidate: int) -> int:
    while parent[candidate] != candidate:
        parent[candidate] = parent[parent[candidate]]
        candidate = parent[candidate]
    return candidate


@kernel
def like_before(problem: Problem, order: Ints, mark: Ints) -> Bools:
    """Return where a demand is like the one before it: place, goal and candidates."""
    like = np.zeros(order.size, np.bool_)
    for index in range(1, order.size):
        one, other = order[index - 1], order[index]
        if (
            mark[one] == mark[other]
            and problem.place[one] == problem.place[other]
            and problem.goal[one] == problem.goal[other]
        ):
            like[index] = np.array_equal(
                problem.tind[problem.tptr[one] : problem.tptr[one + 1]],
                problem.tind[problem.tptr[other] : problem.tptr[other + 1]],
            )
    return like


@kernel
def dominated(
    indptr: Ints, indices: Shorts, tptr: Ints, tind: Shorts, price: Floats, group: Ints
) -> Bools:
    """Return the candidates whose set another one holds, of the same group and as cheap."""
    gone = np.zeros(price.size, np.bool_)
    for one in range(price.size):
        mine = indices[indptr[one] : indptr[one + 1]]
        rarest = mine[0]  # whoever holds the whole set is found at any of its demands
        for demand in mine:
            if tptr[demand + 1] - tptr[demand] < tptr[rarest + 1] - tptr[rarest]:
                rarest = demand
        for other in tind[tptr[rarest] : tptr[rarest + 1]]:
            if other == one or gone[other] or group[other] != group[one]:
                continue
            if price[other] <= price[one] and _holds(
                indices[indptr[other] : indptr[other + 1]], mine
            ):
                gone[one] = True
                break
    return gone


@kernel
def implied(problem: Problem, alone: Bools) -> Bools:
    """Return the lone demands whose candidates include all those of another lone demand."""
    indptr, indices, tptr, tind = problem.indptr, problem.indices, problem.tptr, problem.tind
    gone = np.zeros(alone.size, np.bool_)
    for one in range(alone.size):
        if not alone[one] or gone[one]:
            continue
        mine = tind[tptr[one] : tptr[one + 1]]
        smallest = mine[0]
        for candidate in mine:
            if indptr[candidate + 1] - indptr[candidate] < indptr[smallest + 1] - indptr[smallest]:
                smallest = candidate
        for other in indices[indptr[smallest] : indptr[smallest + 1]]:
            if other != one and alone[other] and not gone[other]:
                gone[other] = _holds(tind[tptr[other] : tptr[other + 1]], mine)
    return gone


@kernel
def _holds(large: Shorts, small: Shorts) -> bool:
    """Return whether an ascending list holds all of another one."""
    if small.size > large.size:
        return False
    at = 0
    for one in small:
        while at < large.size and large[at] < one:
            at += 1
        if at == large.size or large[at] != one:
            return False
    return True
