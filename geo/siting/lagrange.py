"""True bounds by Lagrangian relaxation, and what they say about each candidate.

"A demand is covered only if one of its candidates is chosen" is given up against a multiplier u
per demand: u is what a demand pays each of its candidates, and a candidate is judged by its income.
*Any* u ≥ 0 gives a bound; the volume method looks for a good one, and the average of what the
relaxed problem chose on the way tells which candidates are worth looking at.

M. L. Fisher, "The Lagrangian relaxation method for solving integer programming problems",
Management Science 27 (1981), 1–18, doi:10.1287/mnsc.27.1.1; F. Barahona and R. Anbil, "The volume
algorithm", Mathematical Programming 87 (2000), 385–399, doi:10.1007/s101070050002. Every demand
has to stand alone: no places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..propagation.accelerate import kernel
from ._problem import Problem
from ._sets import Floats, Ints
from .instance import TOLERANCE

_STEPS = 1000  # so often the multipliers are moved at most
_BLEND = 0.1  # of the last choice in the average of all
_WORSE = 20  # after so many steps without a better bound, shorter steps
_SHORTER, _LONGER = 0.66, 1.1


class Relaxed(NamedTuple):
    """The relaxed problem at one set of multipliers.

    Attributes
    ----------
    value
        The bound that it gives.
    chosen
        How much of each candidate it takes, 0–1.
    slope
        How the bound changes with each multiplier.
    """

    value: float
    chosen: Floats
    slope: Floats


@dataclass(frozen=True)
class Bound:
    """What the relaxation says.

    Parameters
    ----------
    value
        Of every plan at most (most) or at least (fewest); rounding is allowed for.
    usual
        How much of each candidate the relaxed problem takes on average, 0–1.
    """

    value: float
    usual: Floats


def most_bound(problem: Problem, room: Floats, known: float, enough: float) -> Bound:
    """Return what no plan within limits can exceed.

    The least, over 0 ≤ u ≤ w, of Σ (w − u) + max {Σ income · x : x within the limits}.

    Parameters
    ----------
    problem
        Without places.
    room
        Limit in all, then by group, shape (1 + groups,).
    known
        Worth of a plan.
    enough
        Part of it that may lie between plan and bound.
    """
    weight = problem.weight

    def relaxed(pay: Floats) -> Relaxed:
        income = _income(problem, pay)
        order = np.argsort(-(income / problem.price), kind="stable")
        chosen = _fill(order, problem.price, problem.group, room.copy())
        value = float((weight - pay).sum() + income @ chosen)
        # The volume method climbs: this bound is to fall, so everything but x changes sign.
        return Relaxed(-value, chosen, 1.0 - _times(problem, chosen))

    start = weight / np.diff(problem.tptr)
    best, usual = _volume(relaxed, start, weight, -known, enough)
    return Bound(-best + TOLERANCE * float(weight.sum()), usual)


def fewest_bound(problem: Problem, target: Floats | None, known: float, enough: float) -> Bound:
    """Return what every plan that reaches the targets costs at least.

    The largest, over u ≥ 0 and λ ≥ 0, of Σ λ target + Σ min(0, u − λ w) + Σ min(0, price − income);
    where everything is to be covered, of Σ u + Σ min(0, price − income).

    Parameters
    ----------
    problem
        Without places.
    target
        Worth to reach, by goal, shape (goals,); None to cover everything.
    known
        Price of a plan.
    enough
        Part of it that may lie between plan and bound.
    """
    demands = problem.demands
    cheapest = np.minimum.reduceat(problem.price[problem.tind], problem.tptr[:-1])
    goals = np.zeros(0) if target is None else target
    # One multiplier of a goal weighs as much in a step as those of all its demands together.
    scale = float(np.sqrt(demands) / max(1e-300, problem.weight.sum()))

    def relaxed(multiplier: Floats) -> Relaxed:
        pay = multiplier[:demands]
        spare = problem.price - _income(problem, pay)
        chosen = (spare < 0.0).astype(np.float64)
        value = float(np.minimum(spare, 0.0).sum())
        if target is None:
            return Relaxed(value + float(pay.sum()), chosen, 1.0 - _times(problem, chosen))
        per_worth = scale * multiplier[demands:]
        missed = pay - per_worth[problem.goal] * problem.weight
        covered = (missed < 0.0).astype(np.float64)
        value += float(per_worth @ target + np.minimum(missed, 0.0).sum())
        got = np.bincount(problem.goal, problem.weight * covered, minlength=target.size)
        slope = np.concatenate([covered - _times(problem, chosen), scale * (target - got)])
        return Relaxed(value, chosen, slope)

    size = np.diff(problem.indptr)
    share = np.minimum.reduceat((problem.price / size)[problem.tind], problem.tptr[:-1])
    rate = known / max(1e-300, float(goals.sum())) / scale
    start = np.concatenate([share, np.full(goals.size, rate)])
    highest = np.concatenate([cheapest, np.full(goals.size, np.inf)])
    best, usual = _volume(relaxed, start, highest, known, enough)
    return Bound(best - TOLERANCE * known, usual)


def _volume(
    relaxed: Callable[[Floats], Relaxed],
    start: Floats,
    highest: Floats,
    known: float,
    enough: float,
) -> tuple[float, Floats]:
    """Return the best bound found, and the average choice."""
    now = relaxed(start)
    best, centre, own = now.value, start, now.slope
    chosen, slope = now.chosen, now.slope
    reach, worse = 1.0, 0
    for _ in range(_STEPS):
        short = known - best
        way = _free(slope, centre, highest)
        if not way.any():  # the average leads nowhere: start again from where the best bound is
            slope = own
            way = _free(slope, centre, highest)
        steep = float(way @ way)
        if short <= max(TOLERANCE, enough) * abs(known) or steep == 0.0:
            break
        tried = np.clip(centre + reach * short / steep * way, 0.0, highest)
        now = relaxed(tried)
        chosen = chosen + _BLEND * (now.chosen - chosen)
        slope = slope + _BLEND * (now.slope - slope)
        if now.value > best:
            best, centre, own = now.value, tried, now.slope
            reach, worse = min(2.0, reach * _LONGER), 0
        else:
            worse += 1
            if worse == _WORSE:
                reach, worse = reach * _SHORTER, 0
    return best, chosen


def _free(slope: Floats, centre: Floats, highest: Floats) -> Floats:
    """Return the slope without the multipliers that are at their end and would leave."""
    stuck = ((centre <= 0.0) & (slope < 0.0)) | ((centre >= highest) & (slope > 0.0))
    return np.where(stuck, 0.0, slope)


@kernel
def _income(problem: Problem, pay: Floats) -> Floats:
    """Return what the demands of each candidate pay it together."""
    income = np.zeros(problem.price.size)
    for candidate in range(income.size):
        total = 0.0
        for at in range(problem.indptr[candidate], problem.indptr[candidate + 1]):
            total += pay[problem.indices[at]]
        income[candidate] = total
    return income


@kernel
def _times(problem: Problem, chosen: Floats) -> Floats:
    """Return how often each demand is covered."""
    times = np.zeros(problem.weight.size)
    for candidate in range(chosen.size):
        if chosen[candidate] != 0.0:
            for at in range(problem.indptr[candidate], problem.indptr[candidate + 1]):
                times[problem.indices[at]] += chosen[candidate]
    return times


@kernel
def _fill(order: Ints, price: Floats, group: Ints, room: Floats) -> Floats:
    """Return how much of each candidate is taken, best first, the last ones in part.

    With one price for both limits that is the optimum of the continuous problem.
    """
    taken = np.zeros(price.size)
    for candidate in order:
        if room[0] <= 0.0:
            break
        part = min(price[candidate], room[0], room[1 + group[candidate]])
        if part > 0.0:
            taken[candidate] = part / price[candidate]
            room[0] -= part
            room[1 + group[candidate]] -= part
    return taken
