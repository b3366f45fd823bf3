"""The two questions as the methods see them: what a plan is, what it costs, what bounds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from . import _program, exact, lagrange
from ._problem import Problem, restricted
from ._sets import Bools, Floats
from ._state import State, add, empty
from .exact import Found, Patience
from .greedy import extend, prune
from .lagrange import Bound
from .swap import swap_for_price, swap_for_worth

_PASSES = 50


class Aim(Protocol):
    """A question about a problem. Figures: what a plan costs (fewest) or is worth (most)."""

    @property
    def problem(self) -> Problem:
        """What is open."""
        ...

    @property
    def sign(self) -> float:
        """1 where a smaller figure is better, −1 where a larger one is."""
        ...

    def plan(self, first: Bools) -> Bools:
        """Return a plan that takes what it can from some candidates before the others."""
        ...

    def figure(self, chosen: Bools) -> float:
        """Return the figure of a plan."""
        ...

    def relaxed(self, known: float, enough: float) -> Bound:
        """Return the bound of the relaxation; without places."""
        ...

    def program(self, known: Bools, patience: Patience) -> Found:
        """Return what HiGHS makes of it."""
        ...

    def given(self, taken: Bools, free: Bools) -> Aim:
        """Return what is still asked when some are taken and only some others may be."""
        ...


@dataclass(frozen=True)
class MostAim:
    """Worth most within limits.

    Parameters
    ----------
    problem
        What is open.
    room
        Limit in all, then by group, shape (1 + groups,).
    """

    problem: Problem
    room: Floats
    sign: float = -1.0

    def plan(self, first: Bools) -> Bools:
        """Return a plan by greedy choice and, without places, exchanges."""
        state = _filled(self.problem, _endless(self.problem), self.room, first)
        if self.problem.places == 0:
            swap_for_worth(self.problem, state, _PASSES)
            extend(self.problem, state, ~state.chosen)  # into the room that exchanges made
        return state.chosen

    def figure(self, chosen: Bools) -> float:
        """Return what a plan is worth."""
        return float(_with(self.problem, _endless(self.problem), self.room, chosen).worth.sum())

    def relaxed(self, known: float, enough: float) -> Bound:
        """Return what no plan exceeds."""
        return lagrange.most_bound(self.problem, self.room, known, enough)

    def program(self, known: Bools, patience: Patience) -> Found:
        """Return what HiGHS makes of it, with what still fits."""
        found = exact.solved(_program.most(self.problem, self.room), known, patience, self.sign)
        return replace(found, chosen=self.plan(found.chosen))

    def given(self, taken: Bools, free: Bools) -> MostAim:
        """Return the question of the rest."""
        state = _with(self.problem, _endless(self.problem), self.room, taken)
        return MostAim(_rest(self.problem, state, free), np.maximum(state.room, 0.0))


@dataclass(frozen=True)
class FewestAim:
    """Cheapest that is worth enough.

    Parameters
    ----------
    problem
        What is open.
    target
        Worth to reach, by goal, shape (goals,).
    whole
        Whether that takes everything.
    """

    problem: Problem
    target: Floats
    whole: bool
    sign: float = 1.0

    def plan(self, first: Bools) -> Bools:
        """Return a plan by greedy choice, exchanges, and without what is superfluous."""
        state = _filled(self.problem, self.target, _unlimited(self.problem), first)
        prune(self.problem, state)
        swap_for_price(self.problem, state, _PASSES)
        return state.chosen

    def figure(self, chosen: Bools) -> float:
        """Return what a plan costs."""
        return float(self.problem.price[chosen].sum())

    def relaxed(self, known: float, enough: float) -> Bound:
        """Return what no plan undercuts."""
        target = None if self.whole else self.target
        return lagrange.fewest_bound(self.problem, target, known, enough)

    def program(self, known: Bools, patience: Patience) -> Found:
        """Return what HiGHS makes of it, completed where its tolerances let it fall short."""
        program = _program.fewest(self.problem, None if self.whole else self.target)
        found = exact.solved(program, known, patience, self.sign)
        return replace(found, chosen=self.plan(found.chosen))

    def given(self, taken: Bools, free: Bools) -> FewestAim:
        """Return the question of the rest."""
        state = _with(self.problem, self.target, _unlimited(self.problem), taken)
        rest = _rest(self.problem, state, free)
        return FewestAim(rest, self.target - state.worth, self.whole)


def _endless(problem: Problem) -> Floats:
    """Return targets that are never reached."""
    return np.full(int(problem.goal.max(initial=0)) + 1, np.inf)


def _unlimited(problem: Problem) -> Floats:
    return np.full(int(problem.group.max(initial=0)) + 2, np.inf)


def _filled(problem: Problem, target: Floats, room: Floats, first: Bools) -> State:
    state = empty(problem, target, room)
    extend(problem, state, first)
    extend(problem, state, ~first)
    return state


def _with(problem: Problem, target: Floats, room: Floats, chosen: Bools) -> State:
    state = empty(problem, target, room)
    for candidate in np.flatnonzero(chosen):
        add(problem, state, int(candidate))
    return state


def _rest(problem: Problem, state: State, free: Bools) -> Problem:
    """Return the problem of the free candidates and of what is not covered; without places."""
    within = np.zeros(problem.demands, np.bool_)
    within[problem.indices[np.repeat(free, np.diff(problem.indptr))]] = True
    within &= state.times == 0
    return restricted(problem, free, np.where(within, np.cumsum(within) - 1, -1))
