"""Where next: the fewest candidates that do enough, or the most that some of them can do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ._aims import FewestAim, MostAim
from ._checks import InvalidInstance
from ._search import Effort, search
from ._sets import Bools, Floats, Ints
from ._state import empty
from .exact import Found
from .greedy import extend
from .instance import TOLERANCE, Instance
from .reduce import Reduced, parts, reduced, settled
from .solution import Fewest, Most, Solution, Status, curve, gap

_WHOLE = 1e-6  # so near a whole number, the bound of a whole figure is that number


def most(
    instance: Instance,
    limit: float | None = None,
    by_group: Mapping[int, float] | None = None,
    effort: Effort = Effort(),  # noqa: B008 - frozen
) -> Solution:
    """Return the plan within limits that is worth most.

    Parameters
    ----------
    instance
        What is asked. A candidate counts with its price, cost and penalty, those fixed as well:
        with costs of 1 and no penalties limits are numbers of stations.
    limit
        In all; None for none.
    by_group
        By prefecture, where there is one.
    effort
        When to stop.

    Raises
    ------
    InvalidInstance
        If a limit is negative, of an unknown group, or below what is fixed.

    Examples
    --------
    >>> from geo.siting import from_sets, most
    >>> plan = most(from_sets([[0, 1, 2], [2, 3], [3, 4], [0]], 5), limit=2)
    >>> plan.chosen.tolist(), plan.objective, plan.status
    ([0, 2], 5.0, 'optimal')
    """
    asked = Most(limit, dict(by_group or {}))
    room = _room(instance, asked)
    alone = np.minimum(room[0], room[1 + instance.candidate_group])
    # As in `fits`: a price that is the limit but for rounding is within it.
    within = (instance.prices * (1.0 - TOLERANCE) <= alone) | (instance.fixed != 0)
    instance_within = replace(instance, fixed=np.where(within, instance.fixed, -1))
    goals = np.zeros(instance.demands, np.int64)
    left = reduced(instance_within, goals, by_group=bool(asked.by_group))
    answer = search(MostAim(left.problem, room), effort)
    chosen = left.back(np.flatnonzero(answer.chosen))
    before = float(instance.worth(instance.covered_by(left.taken), goals)[0])
    objective = float(instance.worth(instance.covered_by(chosen), goals)[0])
    whole = _all_whole(instance.weights, instance.values)
    attainable = before + float(left.problem.attainable(1)[0])
    bound = min(attainable, before + answer.bound)
    bound = max(objective, np.floor(bound + _WHOLE) if whole else bound)
    return _solution(instance, asked, chosen, (objective, bound), _status(objective, bound, effort))


def fewest(
    instance: Instance,
    share: float = 1.0,
    *,
    each_group: bool = False,
    effort: Effort = Effort(),  # noqa: B008 - frozen
) -> Solution:
    """Return the cheapest plan that covers and closes a share of everything.

    Parameters
    ----------
    instance
        What is asked.
    share
        Of the worth of all demands and places, 0–1; what is covered already counts.
    each_group
        Whether every prefecture has to reach it by itself.
    effort
        When to stop.

    Raises
    ------
    InvalidInstance
        If the share is not between 0 and 1.

    Examples
    --------
    >>> from geo.siting import fewest, from_sets
    >>> plan = fewest(from_sets([[0, 1], [1, 2], [0, 1, 2]], 4))
    >>> plan.chosen.tolist(), plan.status, plan.unreachable_demands.tolist()
    ([2], 'infeasible part', [3])
    """
    if not 0.0 <= share <= 1.0:
        raise InvalidInstance("share", f"is {share:g}; must be 0 … 1")
    goals = instance.demand_group if each_group else np.zeros(instance.demands, np.int64)
    target, whole, feasible = _target(instance, share, goals)
    left = reduced(instance, goals, whole=whole)
    answer = (
        _by_parts(left, goals, effort)
        if whole
        else search(FewestAim(left.problem, target, whole=False), effort)
    )
    chosen = left.back(np.flatnonzero(answer.chosen))
    objective = float(instance.prices[chosen].sum())
    bound = float(instance.prices[left.taken].sum()) + answer.bound
    if _all_whole(instance.prices):
        bound = np.ceil(bound - _WHOLE)
    bound = min(objective, max(0.0, bound))
    status = _status(objective, bound, effort) if feasible else "infeasible part"
    return _solution(instance, Fewest(share, each_group), chosen, (objective, bound), status)


def _room(instance: Instance, asked: Most) -> Floats:
    """Return what may be spent beside what is fixed, in all and by group."""
    room = np.full(1 + instance.groups, np.inf)
    if asked.limit is not None:
        room[0] = asked.limit
    for group, limit in asked.by_group.items():
        if not 0 <= group < instance.groups:
            raise InvalidInstance("by_group", f"there is no group {group}")
        room[1 + group] = limit
    if not (room >= 0.0).all():
        raise InvalidInstance("limit", "a limit must be 0 or more")
    fixed = instance.fixed == 1
    spent = np.bincount(
        instance.candidate_group[fixed], instance.prices[fixed], minlength=instance.groups
    )
    room -= np.concatenate([[spent.sum()], spent])
    if (room < 0.0).any():
        raise InvalidInstance("limit", "the candidates that are fixed cost more")
    return room


def _target(instance: Instance, share: float, goals: Ints) -> tuple[Floats, bool, bool]:
    """Return the worth still to reach by goal, whether it is all there is, and within reach."""
    everything = np.ones(instance.demands, np.bool_)
    total = instance.worth(everything, goals)
    before = instance.worth(instance.covered_by(np.flatnonzero(instance.fixed == 1)), goals)
    reach = instance.worth(instance.covered_by(np.flatnonzero(instance.fixed >= 0)), goals)
    target = (share - TOLERANCE) * total
    if _all_whole(instance.weights, instance.values):
        target = np.ceil(target)
    slack = TOLERANCE * total
    feasible = bool((target <= reach + slack).all())
    target = np.minimum(target, reach - slack)
    whole = bool((target >= reach - 2.0 * slack).all())
    return target - before, whole, feasible


def _by_parts(left: Reduced, goals: Ints, effort: Effort) -> Found:
    """Solve the independent parts one by one: their plans and bounds add up exactly."""
    count = int(goals.max(initial=0)) + 1
    chosen = np.zeros(left.problem.candidates, np.bool_)
    bound, until = 0.0, time.monotonic() + effort.seconds
    pieces = sorted(parts(left.problem), key=lambda piece: piece.problem.indices.size)
    pairs_left = left.problem.indices.size
    for piece in pieces:
        pairs = piece.problem.indices.size
        seconds = (until - time.monotonic()) * pairs / pairs_left
        target = (1.0 - TOLERANCE) * piece.problem.attainable(count)
        answer = search(
            FewestAim(piece.problem, target, whole=True), replace(effort, seconds=seconds)
        )
        chosen[piece.candidates[answer.chosen]] = True
        bound, pairs_left = bound + answer.bound, pairs_left - pairs
    return Found(chosen, bound)


def _all_whole(*figures: Floats) -> bool:
    return all(bool((values == np.round(values)).all()) for values in figures)


def _status(objective: float, bound: float, effort: Effort) -> Status:
    left = gap(objective, bound)
    if left <= TOLERANCE:
        return "optimal"
    return "within gap" if left <= effort.gap else "time limit"


def _solution(
    instance: Instance,
    asked: Most | Fewest,
    chosen: Ints,
    figures: tuple[float, float],
    status: Status,
) -> Solution:
    order = _ranked(instance, chosen)
    reach = instance.covered_by(np.flatnonzero(instance.fixed >= 0))
    hopeless = (instance.lacking(reach) > 0.0) & (instance.values > 0.0)
    return Solution(
        asked,
        order,
        *figures,
        status,
        curve(instance, order),
        np.flatnonzero(~reach & (instance.weights > 0.0)),
        np.flatnonzero(hopeless),
    )


def _ranked(instance: Instance, chosen: Ints) -> Ints:
    """Return a plan in the order in which its candidates add most, those fixed first."""
    open_now = settled(instance, np.zeros(instance.demands, np.int64))
    problem = open_now.problem
    state = empty(problem, np.array([np.inf]), np.full(1 + instance.groups, np.inf))
    in_plan: Bools = np.isin(open_now.candidates, chosen)
    order = open_now.candidates[extend(problem, state, in_plan)]
    rest = np.setdiff1d(chosen, np.concatenate([open_now.taken, order]))
    return np.concatenate([open_now.taken, order, rest])
