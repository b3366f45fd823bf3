"""A plan in the making: what is covered, what a candidate would add, and what room is left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..propagation.accelerate import kernel
from ._problem import Problem
from ._sets import Bools, Floats, Ints
from .instance import TOLERANCE


class State(NamedTuple):
    """What the candidates chosen so far add up to; changed in place.

    Attributes
    ----------
    chosen
        Which candidates are in, shape (candidates,).
    times
        How many of them cover each demand, shape (demands,).
    got
        Portion of each place that is covered, shape (places,).
    worth
        Weights covered and places closed, by goal, shape (goals,).
    target
        Worth at which a goal is reached; infinite where there is none, shape (goals,).
    room
        What may still be spent in all, then by group, shape (1 + groups,).
    """

    chosen: Bools
    times: Ints
    got: Floats
    worth: Floats
    target: Floats
    room: Floats


def empty(problem: Problem, target: Floats, room: Floats) -> State:
    """Return the state with nothing chosen.

    Parameters
    ----------
    problem
        What is open.
    target, room
        As in `State`; both are copied.
    """
    return State(
        np.zeros(problem.candidates, np.bool_),
        np.zeros(problem.demands, np.int64),
        np.zeros(problem.places),
        np.zeros(target.size),
        target.copy(),
        room.copy(),
    )


@kernel
def add(problem: Problem, state: State, candidate: int) -> None:
    """Choose a candidate."""
    state.chosen[candidate] = True
    spend(problem, state, candidate, problem.price[candidate])
    for demand in problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]:
        state.times[demand] += 1
        if state.times[demand] == 1:
            _count(problem, state, demand, 1.0)


@kernel
def remove(problem: Problem, state: State, candidate: int) -> None:
    """Take a candidate back."""
    state.chosen[candidate] = False
    spend(problem, state, candidate, -problem.price[candidate])
    for demand in problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]:
        state.times[demand] -= 1
        if state.times[demand] == 0:
            _count(problem, state, demand, -1.0)


@kernel
def _count(problem: Problem, state: State, demand: int, sign: float) -> None:
    goal, place = problem.goal[demand], problem.place[demand]
    state.worth[goal] += sign * problem.weight[demand]
    if place >= 0:
        closed = state.got[place] >= problem.need[place]
        state.got[place] += sign * problem.portion[demand]
        if closed != (state.got[place] >= problem.need[place]):
            state.worth[goal] += sign * problem.value[place]


@kernel
def spend(problem: Problem, state: State, candidate: int, price: float) -> None:
    """Take a price out of the room there is."""
    state.room[0] -= price
    state.room[1 + problem.group[candidate]] -= price


@kernel
def fits(problem: Problem, state: State, candidate: int) -> bool:
    """Return whether there is room for a candidate."""
    room = min(state.room[0], state.room[1 + problem.group[candidate]])
    return bool(problem.price[candidate] * (1.0 - TOLERANCE) <= room)


@kernel
def reached(state: State) -> bool:
    """Return whether every goal is reached."""
    return bool((state.worth >= state.target).all())


@kernel
def gain(problem: Problem, state: State, candidate: int, toward: Floats) -> float:
    """Return what a candidate adds to the goals that are not reached.

    A place counts in proportion to what it lacked, so that the first steps towards closing it
    are worth something: with that, what a candidate adds never grows as others are chosen.

    Parameters
    ----------
    problem, state, candidate
        The candidate must not be chosen.
    toward
        Zeros, shape (places,); left so.
    """
    total = 0.0
    row = problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]
    for demand in row:
        goal, place = problem.goal[demand], problem.place[demand]
        if state.times[demand] == 0 and state.worth[goal] < state.target[goal]:
            total += problem.weight[demand]
            if place >= 0:
                toward[place] += problem.portion[demand]
    for demand in row:
        place = problem.place[demand]
        if place >= 0 and toward[place] > 0.0:
            lacking = max(0.0, problem.need[place] - state.got[place])
            total += problem.value[place] * min(toward[place], lacking) / problem.need[place]
            toward[place] = 0.0
    return total
