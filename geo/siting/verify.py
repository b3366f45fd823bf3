"""The check of an answer from the sets alone: nothing of what found it is used here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ._sets import Floats, Ints, rows_of, summed
from .instance import TOLERANCE, Instance
from .solution import Fewest, Most, Solution

_ROUNDING = 1e-9  # of the larger of two sums of the same figures in another order


def verify(instance: Instance, solution: Solution) -> tuple[str, ...]:
    """Return what does not hold of an answer; nothing if all of it does.

    Parameters
    ----------
    instance
        What was asked.
    solution
        The answer.
    """
    return tuple(_faults(instance, solution))


def _faults(instance: Instance, solution: Solution) -> Iterator[str]:
    chosen = solution.chosen
    if np.unique(chosen).size != chosen.size:
        yield "a candidate is chosen twice"
    if np.setdiff1d(np.flatnonzero(instance.fixed == 1), chosen).size:
        yield "a candidate that is fixed is not chosen"
    if (instance.fixed[chosen] == -1).any():
        yield "a candidate is chosen that must not be built"
    when = _when(instance, chosen)
    closed = _when_closed(instance, when)
    steps = np.arange(chosen.size + 1)
    spent = np.concatenate([[0.0], np.cumsum(instance.prices[chosen])])
    worth = _until(when, instance.weights, steps) + _until(closed, instance.values, steps)
    places = _until(closed, np.ones(instance.places), steps)
    for name, told, found in (
        ("spent", solution.curve.spent, spent),
        ("worth", solution.curve.worth, worth),
        ("places", solution.curve.places, places),
    ):
        if told.shape != found.shape or not np.allclose(told, found, _ROUNDING, _ROUNDING):
            yield f"the curve of {name} is wrong"
    yield from _question(instance, solution, when, closed)
    figure = worth[-1] if isinstance(solution.asked, Most) else spent[-1]
    if not np.isclose(figure, solution.objective, _ROUNDING, _ROUNDING):
        yield f"the objective is {figure:g}, not {solution.objective:g}"
    sign = 1.0 if isinstance(solution.asked, Fewest) else -1.0
    if sign * (figure - solution.bound) < -_ROUNDING * max(1.0, abs(figure)):
        yield "the plan is better than its bound"
    yield from _reach(instance, solution)


def _when(instance: Instance, chosen: Ints) -> Ints:
    """Return the step at which each demand is covered; 0 at first, beyond the last for never."""
    step = np.full(instance.candidates, chosen.size + 1)
    step[chosen] = np.arange(1, chosen.size + 1)
    when = np.full(instance.demands, chosen.size + 1)
    np.minimum.at(when, instance.indices, step[rows_of(instance.indptr)])
    when[instance.covered] = 0
    return when


def _when_closed(instance: Instance, when: Ints) -> Ints:
    """Return the step at which each place is closed, as for demands."""
    never = int(when.max(initial=0)) + 1
    closed = np.full(instance.places, never)
    for place in range(instance.places):
        mine = np.flatnonzero(instance.place == place)
        mine = mine[np.argsort(when[mine], kind="stable")]
        portion = instance.portions[mine]
        needed = (instance.required[place] - TOLERANCE) * portion.sum()
        closed[place] = when[mine[np.searchsorted(np.cumsum(portion), needed)]]
    return closed


def _until(when: Ints, worth: Floats, steps: Ints) -> Floats:
    """Return the sum of what is reached by each step."""
    return np.cumsum(summed(when, worth, steps.size + 1))[: steps.size]


def _question(instance: Instance, solution: Solution, when: Ints, closed: Ints) -> Iterator[str]:
    """Whether the limits are kept, or the share is reached."""
    asked, chosen = solution.asked, solution.chosen
    if isinstance(asked, Most):
        limits = [(np.ones(instance.candidates, np.bool_), asked.limit)]
        limits += [(instance.candidate_group == one, most) for one, most in asked.by_group.items()]
        for members, limit in limits:
            spent = instance.prices[chosen[members[chosen]]].sum()
            if limit is not None and spent > limit * (1.0 + _ROUNDING):
                yield f"{spent:g} is spent of {limit:g}"
    elif solution.status != "infeasible part":
        group = instance.demand_group if asked.each_group else np.zeros(instance.demands, np.int64)
        of_place = instance.goals_of_places(group)
        for one in np.unique(group):
            mine, its = group == one, of_place == one
            total = instance.weights[mine].sum() + instance.values[its].sum()
            got = instance.weights[mine & (when <= chosen.size)].sum()
            got += instance.values[its & (closed <= chosen.size)].sum()
            if got < (asked.share - 2.0 * TOLERANCE) * total:
                yield f"{got:g} of {total:g} is reached in group {one}"


def _reach(instance: Instance, solution: Solution) -> Iterator[str]:
    """Whether what is said to be out of reach is, and nothing else."""
    when = _when(instance, np.flatnonzero(instance.fixed >= 0))
    allowed = int((instance.fixed >= 0).sum())
    demands = np.flatnonzero((when > allowed) & (instance.weights > 0.0))
    places = np.flatnonzero((_when_closed(instance, when) > allowed) & (instance.values > 0.0))
    if not np.array_equal(demands, solution.unreachable_demands):
        yield "the demands out of reach are others"
    if not np.array_equal(places, solution.unreachable_places):
        yield "the places out of reach are others"
