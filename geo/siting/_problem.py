"""What the methods work on: an instance without what is settled already.

Every demand is uncovered, reachable and worth something; every candidate is free and useful.
Arrays only, in a tuple that compiled functions take as it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ._sets import (
    Bools,
    Floats,
    Ints,
    Shorts,
    compress,
    rows_of,
    summed,
    transposed,
)


class Problem(NamedTuple):
    """Candidates × demands that are still open.

    Attributes
    ----------
    indptr, indices
        Demands of each candidate.
    tptr, tind
        Candidates of each demand.
    price, group
        Cost with penalty, and prefecture, shape (candidates,).
    weight, place, portion, goal
        As in `Instance`, and the goal that a demand counts for, shape (demands,).
    need, value, place_goal
        Portion still lacking until a place is closed, > 0; what closing it is worth; the goal it
        counts for, shape (places,).
    """

    indptr: Ints
    indices: Shorts
    tptr: Ints
    tind: Shorts
    price: Floats
    group: Ints
    weight: Floats
    place: Ints
    portion: Floats
    goal: Ints
    need: Floats
    value: Floats
    place_goal: Ints

    @property
    def candidates(self) -> int:
        """How many candidates there are."""
        return self.price.size

    @property
    def demands(self) -> int:
        """How many demands there are."""
        return self.weight.size

    @property
    def places(self) -> int:
        """How many places there are."""
        return self.need.size

    def attainable(self, goals: int) -> Floats:
        """Return what covering everything is worth, by goal, shape (goals,)."""
        demands = summed(self.goal, self.weight, goals)
        return demands + summed(self.place_goal, self.value, goals)


def restricted(problem: Problem, candidates: Bools, demand_to: Ints) -> Problem:
    """Return the problem of some candidates, with demands dropped or put together.

    Parameters
    ----------
    problem
        Whose places all stay as they are.
    candidates
        Which to keep, shape (candidates,).
    demand_to
        New index of each demand, −1 to drop it, shape (demands,); demands of the same new index
        are alike in place and goal, and their weights and portions add up.
    """
    row_to = np.cumsum(candidates) - 1
    row = rows_of(problem.indptr)
    kept = candidates[row] & (demand_to[problem.indices] >= 0)
    indptr, indices = compress(
        row_to[row[kept]], demand_to[problem.indices[kept]], int(candidates.sum())
    )
    demands = int(demand_to.max(initial=-1)) + 1
    stays = demand_to >= 0
    to = demand_to[stays]
    place, goal = np.empty(demands, np.int64), np.empty(demands, np.int64)
    place[to], goal[to] = problem.place[stays], problem.goal[stays]
    tptr, tind = transposed(indptr, indices, demands)
    return problem._replace(
        indptr=indptr,
        indices=indices,
        tptr=tptr,
        tind=tind,
        price=problem.price[candidates],
        group=problem.group[candidates],
        weight=summed(to, problem.weight[stays], demands),
        portion=summed(to, problem.portion[stays], demands),
        place=place,
        goal=goal,
    )
