"""What is asked: candidates, the demands each of them covers, and what either is worth.

A *demand* is a point that is covered or not. A *place* is a group of demands: it is closed when
the covered ones hold the required share of its portions. A demand that belongs to no place has a
weight of its own. With no places, or one demand per place, both questions of `.solve` are the
classical ones: set cover and maximal cover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ._checks import InvalidInstance, check, within
from ._sets import Bools, Floats, Ints, Shorts, compress, summed

# Of a share or a sum of weights: closer than that, two floats count as equal.
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Instance:
    """Candidates and demands; made by `from_pairs` or `from_sets`, which fill in the rest.

    Parameters
    ----------
    indptr, indices
        Demands of each candidate, ascending, shape (candidates + 1,) and (pairs,).
    weights
        What covering a demand is worth by itself, ≥ 0, shape (demands,).
    costs, penalties
        What a candidate costs, > 0, and what is added where building is unwelcome, ≥ 0; both in
        the same unit, shape (candidates,). With costs of 1, limits count stations.
    candidate_group, demand_group
        Prefecture of each candidate and demand, 0 … groups − 1.
    covered
        Whether stations that stand already cover a demand, shape (demands,).
    fixed
        1: is built in any case; −1: is never built; 0: free. Shape (candidates,).
    place
        Place of each demand, −1 for none, shape (demands,).
    portions
        Part of its place that a demand stands for, ≥ 0, e.g. an area, shape (demands,).
    required
        Share of a place's portions that closes it, 0 < share ≤ 1, shape (places,).
    values
        What closing a place is worth, ≥ 0, shape (places,).
    """

    indptr: Ints
    indices: Shorts
    weights: Floats
    costs: Floats
    penalties: Floats
    candidate_group: Ints
    demand_group: Ints
    covered: Bools
    fixed: Ints
    place: Ints
    portions: Floats
    required: Floats
    values: Floats

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).flags.writeable = False
        check(self)

    @property
    def candidates(self) -> int:
        """How many candidates there are."""
        return self.costs.size

    @property
    def demands(self) -> int:
        """How many demands there are."""
        return self.weights.size

    @property
    def places(self) -> int:
        """How many places there are."""
        return self.values.size

    @property
    def groups(self) -> int:
        """How many prefectures there are."""
        largest = max(self.candidate_group.max(initial=0), self.demand_group.max(initial=0))
        return int(largest) + 1

    @property
    def prices(self) -> Floats:
        """Cost and penalty of each candidate, shape (candidates,)."""
        return self.costs + self.penalties

    def set_of(self, candidate: int) -> Shorts:
        """Return the demands of one candidate.

        Parameters
        ----------
        candidate
            Its index.
        """
        return self.indices[self.indptr[candidate] : self.indptr[candidate + 1]]

    def covered_by(self, chosen: Ints) -> Bools:
        """Return which demands are covered, by what stands or by candidates, shape (demands,).

        Parameters
        ----------
        chosen
            Candidates.
        """
        covered = self.covered.copy()
        for candidate in chosen:
            covered[self.set_of(candidate)] = True
        return covered

    def lacking(self, covered: Bools) -> Floats:
        """Return the portion each place lacks until it is closed, 0 or less when it is.

        Parameters
        ----------
        covered
            Which demands are covered, shape (demands,).
        """
        inside = self.place >= 0
        total = self._by_place(inside)
        return (self.required - TOLERANCE) * total - self._by_place(inside & covered)

    def worth(self, covered: Bools, goals: Ints) -> Floats:
        """Return weights covered and values of closed places, by goal, shape (goals,).

        Parameters
        ----------
        covered
            Which demands are covered, shape (demands,).
        goals
            Goal that each demand counts for, 0 …, the same within a place, shape (demands,).
        """
        count = int(goals.max(initial=0)) + 1
        closed = self.lacking(covered) <= 0.0
        demands = summed(goals[covered], self.weights[covered], count)
        places = self.goals_of_places(goals)[closed]
        return demands + summed(places, self.values[closed], count)

    def goals_of_places(self, goals: Ints) -> Ints:
        """Return the goal that each place counts for, shape (places,).

        Parameters
        ----------
        goals
            Goal of each demand, shape (demands,).
        """
        of_places = np.zeros(self.places, np.int64)
        of_places[self.place[self.place >= 0]] = goals[self.place >= 0]
        return of_places

    def _by_place(self, which: Bools) -> Floats:
        return summed(self.place[which], self.portions[which], self.places)


def from_sets(sets: Sequence[npt.ArrayLike], demands: int, **about: npt.ArrayLike) -> Instance:
    """Return the instance in which each candidate covers a set of demands.

    Parameters
    ----------
    sets
        Indices of the demands of each candidate, in any order; what is repeated counts once.
    demands
        How many demands there are.
    about
        As in `from_pairs`.

    Examples
    --------
    >>> instance = from_sets([[0, 1], [2, 1, 1], []], 4)
    >>> instance.set_of(1).tolist(), instance.weights.tolist()
    ([1, 2], [1.0, 1.0, 1.0, 1.0])
    """
    arrays = [np.asarray(one, np.int64).ravel() for one in sets]
    candidate = np.repeat(np.arange(len(arrays)), [one.size for one in arrays])
    demand = np.concatenate([np.empty(0, np.int64), *arrays])
    return from_pairs(candidate, demand, (len(arrays), demands), **about)


def from_pairs(
    candidate: npt.ArrayLike, demand: npt.ArrayLike, shape: tuple[int, int], **about: npt.ArrayLike
) -> Instance:
    """Return the instance in which candidates cover demands as paired.

    Parameters
    ----------
    candidate, demand
        Indices, shape (pairs,), in any order; what is repeated counts once.
    shape
        How many candidates and demands there are.
    about
        Any other array of `Instance`. Without them: a weight of 1 for a demand outside places and
        of 0 inside one, cost 1, no penalty, one group, nothing covered or fixed, no places;
        portions, required shares and values of 1.

    Raises
    ------
    InvalidInstance
        If an array has the wrong length or holds what it must not.
    """
    rows, columns = shape
    candidate, demand = np.asarray(candidate, np.int64), np.asarray(demand, np.int64)
    if candidate.shape != demand.shape or candidate.ndim != 1:
        raise InvalidInstance("candidate, demand", "must be two lists of the same length")
    within("candidate", candidate, 0, rows)
    within("demand", demand, 0, columns)
    indptr, indices = compress(candidate, demand, rows)
    return Instance(indptr, indices, **_completed(rows, columns, about))


def _completed(rows: int, columns: int, about: dict[str, npt.ArrayLike]) -> dict[str, Any]:
    """Return every array of an instance but its sets, copied, with defaults for those missing."""
    place = np.asarray(about.get("place", np.full(columns, -1)), np.int64)
    lists = [np.asarray(about[name]).size for name in ("required", "values") if name in about]
    places = max([int(place.max(initial=-1)) + 1, *lists])
    defaults: dict[str, npt.NDArray[Any]] = {
        "weights": (place < 0).astype(np.float64),
        "costs": np.ones(rows),
        "penalties": np.zeros(rows),
        "candidate_group": np.zeros(rows, np.int64),
        "demand_group": np.zeros(columns, np.int64),
        "covered": np.zeros(columns, np.bool_),
        "fixed": np.zeros(rows, np.int64),
        "place": place,
        "portions": np.ones(columns),
        "required": np.ones(places),
        "values": np.ones(places),
    }
    unknown = sorted(set(about) - set(defaults))
    if unknown:
        raise InvalidInstance(", ".join(unknown), f"unknown; known are {', '.join(defaults)}")
    arrays = {
        name: np.array(about.get(name, usual), usual.dtype) for name, usual in defaults.items()
    }
    for name, usual in defaults.items():
        if arrays[name].shape != usual.shape:
            raise InvalidInstance(name, f"has shape {arrays[name].shape}, not {usual.shape}")
    return arrays
