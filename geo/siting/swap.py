"""Exchanges of one candidate against others, until none makes the plan better.

One for one within limits (no places), and one for several where the price counts.
"""

from __future__ import annotations

import numpy as np

from ..propagation.accelerate import kernel
from ._problem import Problem
from ._sets import Floats, Ints
from ._state import State, add, fits, reached, remove, spend

_BETTER = 1e-9  # of what is compared: less is rounding


@kernel
def swap_for_worth(problem: Problem, state: State, passes: int) -> int:
    """Exchange one chosen candidate for another that covers more, within the room there is.

    Parameters
    ----------
    problem, state
        The plan, changed in place.
    passes
        How often to look at every candidate at most.

    Returns
    -------
    int
        How many exchanges there were.
    """
    owner, loss = _owners(problem, state)
    shared = np.zeros(problem.price.size)
    swaps = 0
    for _ in range(passes):
        before = swaps
        cheapest = -1  # the chosen one that would be missed least
        for candidate in range(problem.price.size):
            if state.chosen[candidate]:
                continue
            if cheapest < 0:
                cheapest = _least(state, loss)
            out, better = _partner(problem, state, candidate, owner, loss, shared, cheapest)
            if out < 0 or better <= _BETTER * state.worth[0]:
                continue
            _exchange(problem, state, owner, loss, out, candidate)
            cheapest = -1
            swaps += 1
        if swaps == before:
            break
    return swaps


@kernel
def swap_for_price(problem: Problem, state: State, passes: int) -> int:
    """Choose one candidate more where the chosen that it makes superfluous cost more than it.

    Parameters
    ----------
    problem, state
        A plan that reaches its goals, changed in place.
    passes
        How often to look at every candidate at most.

    Returns
    -------
    int
        How many exchanges there were.
    """
    swaps = 0
    for _ in range(passes):
        before = swaps
        for candidate in range(problem.price.size):
            if state.chosen[candidate]:
                continue
            add(problem, state, candidate)
            out = _superfluous(problem, state, candidate)
            saved = problem.price[out].sum() - problem.price[candidate]
            if saved > _BETTER * problem.price[candidate]:
                swaps += 1
                continue
            for other in out:
                add(problem, state, other)
            remove(problem, state, candidate)
        if swaps == before:
            break
    return swaps


@kernel
def _superfluous(problem: Problem, state: State, candidate: int) -> Ints:
    """Take back and return those chosen beside a candidate that its presence makes superfluous."""
    out = [0 for _ in range(0)]
    tried = {candidate}
    for demand in problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]:
        for other in problem.tind[problem.tptr[demand] : problem.tptr[demand + 1]]:
            if not state.chosen[other] or int(other) in tried:
                continue
            tried.add(int(other))
            remove(problem, state, other)
            if reached(state):
                out.append(int(other))
            else:
                add(problem, state, other)
    return np.array(out, dtype=np.int64)


@kernel
def _exchange(
    problem: Problem, state: State, owner: Ints, loss: Floats, out: int, candidate: int
) -> None:
    """Put one candidate in for another, and keep what each of the chosen would be missed for."""
    for demand in problem.indices[problem.indptr[out] : problem.indptr[out + 1]]:
        owner[demand] -= out
        if state.times[demand] == 2:
            loss[owner[demand]] += problem.weight[demand]
    remove(problem, state, out)
    loss[out] = 0.0
    for demand in problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]:
        if state.times[demand] == 0:
            loss[candidate] += problem.weight[demand]
        elif state.times[demand] == 1:
            loss[owner[demand]] -= problem.weight[demand]
        owner[demand] += candidate
    add(problem, state, candidate)


@kernel
def _owners(problem: Problem, state: State) -> tuple[Ints, Floats]:
    """Return the sum of the chosen that cover each demand, and what each alone covers.

    Where one candidate alone covers a demand, the sum is that candidate.
    """
    owner = np.zeros(problem.weight.size, np.int64)
    loss = np.zeros(problem.price.size)
    for candidate in range(problem.price.size):
        if state.chosen[candidate]:
            for demand in problem.indices[
                problem.indptr[candidate] : problem.indptr[candidate + 1]
            ]:
                owner[demand] += candidate
                if state.times[demand] == 1:
                    loss[candidate] += problem.weight[demand]
    return owner, loss


@kernel
def _least(state: State, loss: Floats) -> int:
    least = -1
    for candidate in range(loss.size):
        if state.chosen[candidate] and (least < 0 or loss[candidate] < loss[least]):
            least = candidate
    return least


@kernel
def _partner(
    problem: Problem,
    state: State,
    candidate: int,
    owner: Ints,
    loss: Floats,
    shared: Floats,
    cheapest: int,
) -> tuple[int, float]:
    """Return the chosen candidate to give up for another one, and what that is worth."""
    row = problem.indices[problem.indptr[candidate] : problem.indptr[candidate + 1]]
    gained = 0.0
    for demand in row:
        if state.times[demand] == 0:
            gained += problem.weight[demand]
        elif state.times[demand] == 1:
            shared[owner[demand]] += problem.weight[demand]
    out, better = -1, 0.0
    if cheapest >= 0 and _fits_instead(problem, state, cheapest, candidate):
        out, better = cheapest, gained - loss[cheapest] + shared[cheapest]
    for demand in row:
        if state.times[demand] == 1:
            other = owner[demand]
            worth = gained - loss[other] + shared[other]
            if worth > better and _fits_instead(problem, state, other, candidate):
                out, better = other, worth
            shared[other] = 0.0
    return out, better


@kernel
def _fits_instead(problem: Problem, state: State, out: int, candidate: int) -> bool:
    spend(problem, state, out, -problem.price[out])
    room = fits(problem, state, candidate)
    spend(problem, state, out, problem.price[out])
    return room
