"""The answer: which candidates, in which order, how good that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ._sets import Floats, Ints
from .instance import Instance

Status = Literal["optimal", "within gap", "time limit", "infeasible part"]


@dataclass(frozen=True)
class Most:
    """The question what can be reached within limits.

    Parameters
    ----------
    limit
        On the prices of all candidates built, also those fixed; None for no limit.
    by_group
        The same by prefecture, for those that have a limit of their own.
    """

    limit: float | None = None
    by_group: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Fewest:
    """The question what a share of everything needs.

    Parameters
    ----------
    share
        Of the worth of all demands and places, covered or not, 0–1.
    each_group
        Whether every prefecture has to reach the share by itself.
    """

    share: float = 1.0
    each_group: bool = False


@dataclass(frozen=True, eq=False)
class Curve:
    """What is reached when the first 0, 1, 2, … of the plan are built.

    Parameters
    ----------
    spent
        Prices so far, shape (chosen + 1,).
    worth
        Weights of covered demands and values of closed places so far, shape (chosen + 1,).
    places
        How many places are closed so far, shape (chosen + 1,).
    """

    spent: Floats
    worth: Floats
    places: Ints


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan, and a proof of how good it is.

    Parameters
    ----------
    asked
        The question.
    chosen
        Candidates: those fixed first, then in the order in which they add most for their price.
    objective
        Price of the plan (fewest) or worth of what it reaches (most).
    bound
        No plan is cheaper (fewest) or worth more (most). If a part is infeasible: no plan that
        does all that can be done.
    status
        ``"optimal"``; ``"within gap"``: the gap asked for; ``"time limit"``: a larger gap;
        ``"infeasible part"``: the share is out of reach, and this is the plan that does most.
    curve
        What is reached on the way.
    unreachable_demands
        Worth something by themselves, and neither covered nor reached by any candidate.
    unreachable_places
        Open, and not to be closed by all candidates together.
    """

    asked: Most | Fewest
    chosen: Ints
    objective: float
    bound: float
    status: Status
    curve: Curve
    unreachable_demands: Ints
    unreachable_places: Ints

    @property
    def gap(self) -> float:
        """How much better another plan could be at most, 0–1."""
        return gap(self.objective, self.bound)


def gap(objective: float, bound: float) -> float:
    """Return the difference between a plan and its bound as a part of the larger one.

    Parameters
    ----------
    objective, bound
        Figures, ≥ 0.

    Examples
    --------
    >>> gap(98.0, 100.0), gap(0.0, 0.0)
    (0.02, 0.0)
    """
    larger = max(objective, bound)
    return abs(bound - objective) / larger if larger > 0.0 else 0.0


def curve(instance: Instance, order: Ints) -> Curve:
    """Return what is reached as candidates are built one after the other.

    Parameters
    ----------
    instance
        What is asked.
    order
        Candidates, each once.
    """
    covered = instance.covered.copy()
    lacking = instance.lacking(covered)
    closed = lacking <= 0.0
    at_first = instance.worth(covered, np.zeros(instance.demands, np.int64))[0]
    spent, worth, places = [0.0], [float(at_first)], [int(closed.sum())]
    for candidate in order:
        new = instance.set_of(candidate)
        new = new[~covered[new]]
        covered[new] = True
        inside = new[instance.place[new] >= 0]
        np.subtract.at(lacking, instance.place[inside], instance.portions[inside])
        touched = np.unique(instance.place[inside])
        touched = touched[~closed[touched] & (lacking[touched] <= 0.0)]
        closed[touched] = True
        added = float(instance.weights[new].sum() + instance.values[touched].sum())
        spent.append(spent[-1] + float(instance.prices[candidate]))
        worth.append(worth[-1] + added)
        places.append(places[-1] + touched.size)
    return Curve(np.array(spent), np.array(worth), np.array(places, np.int64))
