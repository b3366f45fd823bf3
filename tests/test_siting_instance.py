"""What is not a question is refused with the name of what is wrong."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geo.siting import Instance, InvalidInstance, from_pairs, from_sets


def test_what_is_repeated_counts_once_and_order_does_not_matter() -> None:
    one = from_sets([[2, 0, 2], []], 3)
    other = from_pairs([0, 0, 0], [0, 2, 0], (2, 3))
    assert one.set_of(0).tolist() == other.set_of(0).tolist() == [0, 2]
    assert (one.candidates, one.demands, one.places, one.groups) == (2, 3, 0, 1)


def test_a_demand_in_a_place_is_worth_nothing_by_itself_unless_told() -> None:
    instance = from_sets([[0, 1]], 2, place=[-1, 0])
    assert instance.weights.tolist() == [1.0, 0.0]
    assert instance.values.tolist() == instance.required.tolist() == [1.0]


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ({"weights": [1.0]}, "weights: has shape (1,), not (2,)"),
        ({"values": [1.0]}, "portions: place 0 has no demand"),
        ({"weights": [1.0, -1.0]}, "weights: entry 1 is -1"),
        ({"weights": [1.0, np.nan]}, "weights: entry 1 is nan"),
        ({"costs": [0.0]}, "costs: entry 0 is 0; must be above 0"),
        ({"penalties": [np.inf]}, "penalties: entry 0 is inf"),
        ({"fixed": [2]}, "fixed: entry 0 is 2"),
        ({"candidate_group": [-1]}, "candidate_group: a group"),
        ({"place": [0, -2]}, "place: entry 1 is -2"),
        ({"place": [0, 0], "required": [1.1]}, "required: a share"),
        ({"place": [0, 0], "required": [0.0]}, "required: entry 0 is 0"),
        ({"place": [0, 0], "demand_group": [0, 1]}, "demand_group: the demands of one place"),
        ({"place": [0, 0], "portions": [0.0, 0.0]}, "portions: place 0 has no demand"),
        ({"wieghts": [1.0, 1.0]}, "wieghts: unknown; known are weights"),
    ],
)
def test_each_array_is_checked(about: dict, problem: str) -> None:
    with pytest.raises(InvalidInstance, match=re.escape(problem)) as caught:
        from_sets([[0, 1]], 2, **about)
    assert caught.value.name in problem


@pytest.mark.parametrize(
    ("candidate", "demand", "problem"),
    [
        ([0], [0, 1], "two lists of the same length"),
        ([1], [0], "candidate: entry 0 is 1"),
        ([0], [2], "demand: entry 0 is 2"),
        ([0], [-1], "demand: entry 0 is -1"),
    ],
)
def test_pairs_lie_within_the_shape(candidate, demand, problem: str) -> None:
    with pytest.raises(InvalidInstance, match=problem):
        from_pairs(candidate, demand, (1, 2))


@pytest.mark.parametrize(
    ("indptr", "indices", "problem"),
    [
        ([1, 2], [0, 1], "start at 0"),
        ([0, 1], [0, 1], "ascend to the number"),
        ([0, 2], [1, 0], "ascend within a candidate"),
        ([0, 2], [1, 1], "ascend within a candidate"),
        ([0, 2], [0, 2], "indices: entry 1 is 2"),
    ],
)
def test_rows_made_by_hand_are_checked(indptr, indices, problem: str) -> None:
    good = from_sets([[0, 1]], 2)
    rest = {name: getattr(good, name) for name in list(good.__dataclass_fields__)[2:]}
    with pytest.raises(InvalidInstance, match=problem):
        Instance(np.array(indptr), np.array(indices, np.int32), **rest)
