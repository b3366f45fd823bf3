"""The lazy greedy method: next whatever adds most for its price.

M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", Optimization
Techniques, LNCIS 7 (1978), 234–243, doi:10.1007/BFb0006528: what a candidate added last time
bounds what it adds now, so only the head of the queue is computed anew.
"""

from __future__ import annotations

import heapq

import numpy as np

from ..propagation.accelerate import kernel
from ._problem import Problem
from ._sets import Bools, Ints
from ._state import State, add, fits, gain, reached, remove


@kernel
def extend(problem: Problem, state: State, allowed: Bools) -> Ints:
    """Choose candidates until the goals are reached, nothing fits or nothing adds anything.

    Parameters
    ----------
    problem, state
        The plan so far, changed in place.
    allowed
        Which candidates may be chosen, shape (candidates,).

    Returns
    -------
    Ints
        Those chosen, in that order.
    """
    toward = np.zeros(problem.need.size)
    queue = [(0.0, 0) for _ in range(0)]
    for candidate in range(problem.price.size):
        if allowed[candidate] and not state.chosen[candidate]:
            added = gain(problem, state, candidate, toward) / problem.price[candidate]
            if added > 0.0:
                queue.append((-added, candidate))
    heapq.heapify(queue)
    order = [0 for _ in range(0)]
    while len(queue) > 0 and not reached(state):
        _, candidate = heapq.heappop(queue)
        if not fits(problem, state, candidate):
            continue
        added = gain(problem, state, candidate, toward) / problem.price[candidate]
        if added <= 0.0:
            continue
        if len(queue) == 0 or (-added, candidate) <= queue[0]:
            add(problem, state, candidate)
            order.append(candidate)
        else:
            heapq.heappush(queue, (-added, candidate))
    return np.array(order, dtype=np.int64)


@kernel
def prune(problem: Problem, state: State) -> None:
    """Take back, dearest first, what is not needed to keep the goals reached."""
    for candidate in np.argsort(-problem.price, kind="mergesort"):
        if state.chosen[candidate]:
            remove(problem, state, candidate)
            if not reached(state):
                add(problem, state, candidate)
