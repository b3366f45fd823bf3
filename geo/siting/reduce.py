"""A smaller instance with the same answer: what is settled, alike or dominated is left out.

Each step keeps at least one best plan, and every candidate that stays keeps its index in the
instance: so a plan of what is left, with the candidates taken, is a plan of the whole. (Daskin,
"Network and Discrete Location", 2nd ed., 2013, section 4.3, has the rules for set cover.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ._likeness import dominated, implied, joined, like_before
from ._problem import Problem, restricted
from ._sets import Bools, Ints, compress, rows_of, transposed
from .instance import Instance

_ROUNDS = 20  # each round removes something, or it is the last


@dataclass(frozen=True)
class Reduced:
    """A problem, and how it lies in its instance.

    Parameters
    ----------
    problem
        What is left to decide.
    candidates
        Index in the instance of each candidate left.
    taken
        Candidates of the instance that are built in any case.
    demand_of
        Demand of the problem that stands for each demand of the instance, −1 where none does:
        it is covered, out of reach, worth nothing, or covered with another one.
    """

    problem: Problem
    candidates: Ints
    taken: Ints
    demand_of: Ints

    def back(self, chosen: Ints) -> Ints:
        """Return the plan of the instance for one of the problem.

        Parameters
        ----------
        chosen
            Candidates of the problem.
        """
        return np.sort(np.concatenate([self.taken, self.candidates[chosen]]))

    def __add__(self, then: Reduced) -> Reduced:
        """Return this reduction followed by one of its problem."""
        to = np.append(then.demand_of, -1)
        return Reduced(
            then.problem,
            self.candidates[then.candidates],
            np.concatenate([self.taken, self.candidates[then.taken]]),
            to[self.demand_of],
        )


def reduced(
    instance: Instance, goals: Ints, *, whole: bool = False, by_group: bool = False
) -> Reduced:
    """Return what is left to decide.

    Parameters
    ----------
    instance
        What is asked.
    goals
        Goal that each demand of the instance counts for, shape (demands,).
    whole
        Whether everything within reach has to be covered, as in set cover.
    by_group
        Whether a candidate may only stand in for one of its own group, as limits by group ask.
    """
    result = settled(instance, goals)
    if whole:
        result = replace(result, problem=_without_whole_places(result.problem))
    for _ in range(_ROUNDS):
        before = result.problem
        result += _merged(result.problem)
        result += _undominated(result.problem, by_group=by_group)
        if whole:
            result += _taken(result.problem)
            result += _without_implied(result.problem)
        after = result.problem
        if (before.candidates, before.demands) == (after.candidates, after.demands):
            break
    return result


def parts(problem: Problem) -> list[Reduced]:
    """Return the independent parts of a problem: no demand of one is reached from another.

    Parameters
    ----------
    problem
        With a candidate for every demand; the demands of one place belong together.
    """
    label = _components(problem)
    demand_label = label[problem.tind[problem.tptr[:-1]]]
    place_label = np.zeros(problem.places, np.int64)
    inside = problem.place >= 0
    place_label[problem.place[inside]] = demand_label[inside]
    return [_part(problem, one, label, demand_label, place_label) for one in np.unique(label)]


def settled(instance: Instance, goals: Ints) -> Reduced:
    """Return what is open: with what is fixed taken, and without what cannot gain anything.

    Parameters
    ----------
    instance
        What is asked.
    goals
        Goal that each demand counts for, shape (demands,).
    """
    row = rows_of(instance.indptr)
    covered = instance.covered.copy()
    covered[instance.indices[instance.fixed[row] == 1]] = True
    pairs = (instance.fixed[row] == 0) & ~covered[instance.indices]
    reach = np.zeros(instance.demands, np.bool_)
    reach[instance.indices[pairs]] = True

    need = instance.lacking(covered)
    attainable = instance.lacking(covered | reach) <= 0.0
    may_close = (need > 0.0) & attainable & (instance.values > 0.0)
    place_to = np.where(may_close, np.cumsum(may_close) - 1, -1)
    place = np.append(place_to, -1)[instance.place]
    matters = reach & ((instance.weights > 0.0) | ((place >= 0) & (instance.portions > 0.0)))
    demand_of = np.where(matters, np.cumsum(matters) - 1, -1)

    pairs &= matters[instance.indices]
    useful = np.zeros(instance.candidates, np.bool_)
    useful[row[pairs]] = True
    row_to = np.cumsum(useful) - 1
    indptr, indices = compress(
        row_to[row[pairs]], demand_of[instance.indices[pairs]], int(useful.sum())
    )
    tptr, tind = transposed(indptr, indices, int(matters.sum()))
    problem = Problem(
        indptr,
        indices,
        tptr,
        tind,
        price=instance.prices[useful],
        group=instance.candidate_group[useful],
        weight=instance.weights[matters],
        place=place[matters],
        portion=instance.portions[matters],
        goal=goals[matters],
        need=need[may_close],
        value=instance.values[may_close],
        place_goal=instance.goals_of_places(goals)[may_close],
    )
    return Reduced(problem, np.flatnonzero(useful), np.flatnonzero(instance.fixed == 1), demand_of)


def _without_whole_places(problem: Problem) -> Problem:
    """Let the demands of places that need every one of them stand alone, with the same worth."""
    inside = np.flatnonzero(problem.place >= 0)
    of = problem.place[inside]
    total = np.bincount(of, problem.portion[inside], minlength=problem.places)
    least = np.full(problem.places, np.inf)
    np.minimum.at(least, of, problem.portion[inside])
    entire = total - least < problem.need
    alone = inside[entire[of]]
    weight = problem.weight.copy()
    of = problem.place[alone]
    weight[alone] += problem.value[of] * problem.portion[alone] / total[of]
    return _drop_places(problem._replace(weight=weight), ~entire)


def _drop_places(problem: Problem, keep: Bools) -> Problem:
    """Leave out places; their demands stay, on their own."""
    to = np.append(np.where(keep, np.cumsum(keep) - 1, -1), -1)
    return problem._replace(
        place=to[problem.place],
        need=problem.need[keep],
        value=problem.value[keep],
        place_goal=problem.place_goal[keep],
    )


def _merged(problem: Problem) -> Reduced:
    """Put together the demands of a place that the same candidates cover, and free lone ones."""
    if problem.demands == 0:
        return _kept(problem, np.ones(problem.candidates, np.bool_), np.empty(0, np.int64))
    # The sum of a random number per candidate: equal for equal sets, and then compared in full.
    lots = np.random.default_rng(0).integers(2**63, size=problem.candidates, dtype=np.int64)
    mark = np.add.reduceat(lots[problem.tind], problem.tptr[:-1])
    order = np.lexsort((mark, problem.goal, problem.place))
    like = like_before(problem, order, mark)
    # In the order of their first candidates, which lie near each other in memory.
    first = order[~like]
    position = np.lexsort((problem.tind[problem.tptr[first]], problem.place[first]))
    rank = np.empty(first.size, np.int64)
    rank[position] = np.arange(first.size)
    demand_to = np.empty(problem.demands, np.int64)
    demand_to[order] = rank[np.cumsum(~like) - 1]
    result = _kept(problem, np.ones(problem.candidates, np.bool_), demand_to)
    return replace(result, problem=_without_lone_places(result.problem))


def _without_lone_places(problem: Problem) -> Problem:
    """Give the value of a place to its only demand."""
    inside = np.flatnonzero(problem.place >= 0)
    lone = np.bincount(problem.place[inside], minlength=problem.places) == 1
    only = inside[lone[problem.place[inside]]]
    weight = problem.weight.copy()
    weight[only] += problem.value[problem.place[only]]
    return _drop_places(problem._replace(weight=weight), ~lone)


def _undominated(problem: Problem, *, by_group: bool) -> Reduced:
    """Leave out candidates that another one replaces for the same price or less."""
    group = problem.group if by_group else np.zeros_like(problem.group)
    keep = ~dominated(
        problem.indptr, problem.indices, problem.tptr, problem.tind, problem.price, group
    )
    return _kept(problem, keep, np.arange(problem.demands))


def _without_implied(problem: Problem) -> Reduced:
    """Leave out demands that are covered whenever another one is; for set cover only."""
    alone = problem.place < 0
    gone = implied(problem, alone)
    demand_to = np.where(gone, -1, np.cumsum(~gone) - 1)
    return _kept(problem, np.ones(problem.candidates, np.bool_), demand_to)


def _taken(problem: Problem) -> Reduced:
    """Take the only candidate of a demand that must be covered; for set cover only."""
    single = (np.diff(problem.tptr) == 1) & (problem.place < 0)
    take = np.zeros(problem.candidates, np.bool_)
    take[problem.tind[problem.tptr[:-1][single]]] = True
    done = np.zeros(problem.demands, np.bool_)
    done[problem.indices[take[rows_of(problem.indptr)]]] = True
    inside = (problem.place >= 0) & done
    got = np.bincount(problem.place[inside], problem.portion[inside], minlength=problem.places)
    left = problem._replace(need=problem.need - got)
    closed = left.need <= 0.0
    # What is left of a closed place need not be covered, unless it is worth something by itself.
    done |= (problem.weight == 0.0) & np.append(closed, False)[problem.place]
    demand_to = np.where(done, -1, np.cumsum(~done) - 1)
    result = _kept(_drop_places(left, ~closed), ~take, demand_to)
    return replace(result, taken=np.flatnonzero(take))


def _kept(problem: Problem, candidates: Bools, demand_to: Ints) -> Reduced:
    """Return the problem of some candidates that still cover something."""
    row = rows_of(problem.indptr)
    useful = np.zeros(problem.candidates, np.bool_)
    useful[row[demand_to[problem.indices] >= 0]] = True
    candidates = candidates & useful
    return Reduced(
        restricted(problem, candidates, demand_to),
        np.flatnonzero(candidates),
        np.empty(0, np.int64),
        demand_to,
    )


def _part(
    problem: Problem, one: int, label: Ints, demand_label: Ints, place_label: Ints
) -> Reduced:
    mine = demand_label == one
    demand_to = np.where(mine, np.cumsum(mine) - 1, -1)
    result = _kept(problem, label == one, demand_to)
    return replace(result, problem=_drop_places(result.problem, place_label == one))


def _components(problem: Problem) -> Ints:
    """Return the part of each candidate: the smallest candidate it hangs together with."""
    first = np.full(problem.places, -1, np.int64)
    return joined(problem, np.arange(problem.candidates), first)
