"""Which methods are used on a problem, by its size: the plan they find, and its bound.

Small, or with places: HiGHS alone proves the optimum. Large: greedy choice gives a plan and the
relaxation a bound; then plans are read off what the relaxation takes, and HiGHS is asked about the
candidates alone on which it wavers (the core), while the bound stays that of the relaxation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ._aims import Aim
from ._sets import Bools, Floats
from .exact import Found, Patience
from .solution import gap

_SMALL = 20_000  # pairs, for HiGHS alone
_CORE = 150_000  # pairs, for HiGHS at all
_CUTS = (0.9, 0.7, 0.5, 0.3, 0.1)  # of what the relaxation takes: where plans are read off
_SURE = 0.98  # taken by the relaxation as often as that, or left: not in the core


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    Parameters
    ----------
    gap
        Good enough, as a part of the larger of plan and bound; 0 asks for the optimum.
    seconds
        Time for HiGHS to improve and to prove; what comes before it takes its own. [s]
    """

    gap: float = 0.0
    seconds: float = 60.0


def search(aim: Aim, effort: Effort) -> Found:
    """Return a plan and its bound.

    Parameters
    ----------
    aim
        The question.
    effort
        When to stop.
    """
    problem = aim.problem
    until = time.monotonic() + effort.seconds
    anyone = np.ones(problem.candidates, np.bool_)
    if problem.demands == 0:
        return Found(~anyone, 0.0)
    known = aim.plan(anyone)
    if problem.places > 0 or problem.indices.size <= _SMALL:
        return _proved(aim, Found(known, aim.sign * -np.inf), effort.gap, until)
    bound = aim.relaxed(aim.figure(known), effort.gap)
    plans = [known, *(aim.plan(bound.usual >= cut) for cut in _CUTS)]
    answer = Found(_best(aim, plans), bound.value)
    if not _enough(aim, answer, effort.gap):
        half = time.monotonic() + (until - time.monotonic()) / 2.0
        answer = _improved(aim, answer, bound.usual, effort.gap, half)
    if problem.indices.size <= _CORE and not _enough(aim, answer, effort.gap):
        answer = _proved(aim, answer, effort.gap, until)
    return answer


def _best(aim: Aim, plans: list[Bools]) -> Bools:
    return min(plans, key=lambda plan: aim.sign * aim.figure(plan))


def _enough(aim: Aim, answer: Found, wanted: float) -> bool:
    return gap(aim.figure(answer.chosen), answer.bound) <= wanted


def _proved(aim: Aim, answer: Found, wanted: float, until: float) -> Found:
    """Let HiGHS improve plan and bound."""
    found = aim.program(answer.chosen, Patience(until - time.monotonic(), wanted))
    tighter = max if aim.sign > 0.0 else min
    return Found(_best(aim, [answer.chosen, found.chosen]), tighter(answer.bound, found.bound))


def _improved(aim: Aim, answer: Found, usual: Floats, wanted: float, until: float) -> Found:
    """Let HiGHS improve the plan where the relaxation wavers."""
    taken = usual >= _SURE
    free = ~taken & ((usual > 1.0 - _SURE) | answer.chosen)
    core = aim.given(taken, free)
    if core.problem.indices.size > _CORE:
        return answer
    known = aim.plan(taken)[free]
    good = answer.bound / (1.0 - wanted) if aim.sign > 0.0 else answer.bound * (1.0 - wanted)
    gone = aim.figure(taken)
    patience = Patience(until - time.monotonic(), wanted, good - gone)
    found = core.program(known, patience)
    chosen = taken.copy()
    chosen[free] = found.chosen
    return Found(_best(aim, [answer.chosen, aim.plan(chosen)]), answer.bound)
