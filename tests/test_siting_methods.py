"""Each method by itself: what it removes, exchanges and bounds, on cases one can follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.siting import Instance, _search, from_sets, lagrange, most
from geo.siting._aims import FewestAim, MostAim
from geo.siting._state import add, empty
from geo.siting.greedy import extend, prune
from geo.siting.reduce import Reduced, parts, reduced, settled
from geo.siting.swap import swap_for_price, swap_for_worth
from tests.sample_siting import instances, plans, scattered, worth
from tests.strategies import examples

pytestmark = pytest.mark.kernels

_UNLIMITED = np.array([np.inf, np.inf, np.inf])


def _of(sets: list[list[int]], demands: int, *, whole: bool = False, **about: object) -> Reduced:
    instance = from_sets(sets, demands, **about)
    return reduced(instance, np.zeros(demands, np.int64), whole=whole)


def test_demands_with_the_same_candidates_become_one_that_is_worth_all_of_them() -> None:
    left = _of([[0, 1, 2], [1, 2, 3]], 4, weights=[1, 2, 3, 4])
    assert sorted(left.problem.weight.tolist()) == [1.0, 4.0, 5.0]
    assert left.demand_of[1] == left.demand_of[2]


def test_demands_of_different_places_stay_apart() -> None:
    left = _of([[0, 1, 2, 3], [0, 1, 4]], 5, place=[0, 1, 0, 1, -1], required=[0.6, 0.6])
    assert left.problem.places == 2
    assert left.demand_of[0] != left.demand_of[1]


def test_a_candidate_is_replaced_only_by_one_that_is_no_dearer_and_of_its_group() -> None:
    sets = [[0], [0, 1]]
    assert _of(sets, 2).candidates.tolist() == [1]
    assert _of(sets, 2, costs=[1.0, 2.0]).candidates.tolist() == [0, 1]
    grouped = from_sets(sets, 2, candidate_group=[0, 1])
    goals = np.zeros(2, np.int64)
    assert reduced(grouped, goals).candidates.tolist() == [1]
    assert reduced(grouped, goals, by_group=True).candidates.tolist() == [0, 1]


def test_set_cover_takes_the_only_candidate_and_forgets_what_follows() -> None:
    # Candidate 0 alone covers demand 0; then candidate 2 covers all the rest.
    left = _of([[0, 1], [1, 2], [2, 3], [3, 1]], 4, whole=True)
    assert sorted(left.taken.tolist()) == left.back(np.empty(0, np.int64)).tolist() == [0, 2]
    assert (left.problem.demands, left.problem.candidates) == (0, 0)


def test_a_place_that_cannot_be_closed_is_not_worth_anything() -> None:
    left = _of([[0]], 2, place=[0, 0], required=[1.0])
    assert (left.problem.places, left.problem.demands) == (0, 0)
    half = _of([[0]], 2, place=[0, 0], required=[0.5])
    assert half.problem.attainable(1).tolist() == [1.0]


@examples(60)
@given(instances(candidates=5), st.booleans())
def test_a_plan_of_what_is_left_is_worth_in_the_instance_what_it_is_worth_there(
    instance: Instance, by_group: bool
) -> None:
    left = reduced(instance, np.zeros(instance.demands, np.int64), by_group=by_group)
    before = worth(instance, tuple(left.taken))
    for number in range(2**left.candidates.size):
        some = np.flatnonzero([number >> bit & 1 for bit in range(left.candidates.size)])
        state = empty(left.problem, np.array([np.inf]), np.full(1 + instance.groups, np.inf))
        for candidate in some:
            add(left.problem, state, candidate)
        told = before + float(state.worth[0])
        assert told == pytest.approx(worth(instance, tuple(left.back(some))), abs=1e-9)
    everything = left.back(np.arange(left.candidates.size))
    best = max(worth(instance, plan) for plan in plans(instance))
    assert worth(instance, tuple(everything)) == pytest.approx(best, abs=1e-9)


def test_parts_do_not_share_a_demand_and_places_hold_them_together() -> None:
    sets = [[0, 1], [1, 2], [3, 4], [4, 5], [6, 7], [7, 8]]
    apart = settled(from_sets(sets, 9), np.zeros(9, np.int64)).problem
    assert [part.candidates.tolist() for part in parts(apart)] == [[0, 1], [2, 3], [4, 5]]
    place = [0, -1, -1, -1, -1, 0, -1, -1, -1]
    joined = settled(from_sets(sets, 9, place=place), np.zeros(9, np.int64)).problem
    found = parts(joined._replace(weight=np.ones(9)))
    assert [part.problem.places for part in found][:1] == [1]
    assert found[0].candidates.tolist() == [0, 1, 2, 3]


def test_the_greedy_choice_is_by_worth_per_price_and_stops_at_the_goal() -> None:
    problem = settled(
        from_sets([[0, 1, 2], [3, 4], [5]], 6, costs=[3.0, 1.0, 1.0]), np.zeros(6, np.int64)
    ).problem
    everyone = np.ones(3, np.bool_)
    state = empty(problem, np.array([np.inf]), _UNLIMITED)
    assert extend(problem, state, everyone).tolist() == [1, 0, 2]
    enough = empty(problem, np.array([3.0]), _UNLIMITED)
    assert extend(problem, enough, everyone).tolist() == [1, 0]
    prune(problem, enough)
    assert enough.chosen.tolist() == [True, False, False]
    tight = empty(problem, np.array([np.inf]), np.array([2.0, np.inf]))
    assert extend(problem, tight, everyone).tolist() == [1, 2]


def test_one_exchange_leads_out_of_what_greed_chose() -> None:
    # Greed takes the middle first; the two sides together are all there is.
    problem = settled(
        from_sets([[1, 2, 3, 4], [0, 1, 2], [3, 4, 5]], 6), np.zeros(6, np.int64)
    ).problem
    state = empty(problem, np.array([np.inf]), np.array([2.0, np.inf]))
    extend(problem, state, np.ones(3, np.bool_))
    assert (state.chosen.tolist(), state.worth[0]) == ([True, True, False], 5.0)
    assert swap_for_worth(problem, state, 5) == 1
    assert (state.chosen.tolist(), state.worth[0]) == ([False, True, True], 6.0)
    assert state.room[0] == 0.0


def test_one_candidate_comes_in_for_two() -> None:
    problem = settled(
        from_sets([[0, 1], [2, 3], [0, 1, 2, 3], [4]], 5), np.zeros(5, np.int64)
    ).problem
    state = empty(problem, np.array([5.0]), _UNLIMITED)
    for candidate in (0, 1, 3):
        add(problem, state, candidate)
    assert swap_for_price(problem, state, 5) == 1
    assert state.chosen.tolist() == [False, False, True, True]
    assert swap_for_price(problem, state, 5) == 0


@pytest.mark.parametrize("limit", [3.0, 10.0])
def test_the_relaxation_lies_between_the_optimum_and_all_there_is(limit: float) -> None:
    instance = scattered(200, 60, 5.0)
    left = reduced(instance, np.zeros(200, np.int64))
    aim = MostAim(left.problem, np.array([limit, np.inf]))
    optimum = most(instance, limit).objective
    bound = aim.relaxed(optimum, 0.0)
    assert optimum <= bound.value <= 1.05 * optimum
    assert bound.usual @ left.problem.price <= limit + 1e-9


def test_a_bound_is_good_enough_as_soon_as_the_gap_allowed_is_reached() -> None:
    instance = scattered(200, 60, 5.0)
    left = reduced(instance, np.zeros(200, np.int64))
    room = np.array([10.0, np.inf])
    known = most(instance, 10.0).objective
    rough, fine = (lagrange.most_bound(left.problem, room, known, gap) for gap in (0.1, 0.0))
    assert known <= fine.value < rough.value <= 1.1 * known + 1e-6


def test_where_the_core_is_too_large_the_plan_of_the_relaxation_stands(monkeypatch) -> None:
    instance = scattered(200, 60, 5.0)
    problem = reduced(instance, np.zeros(200, np.int64)).problem
    target = np.array([0.9 * problem.attainable(1)[0]])
    aim = FewestAim(problem, target, whole=False)
    monkeypatch.setattr(_search, "_SMALL", -1)
    with_core = _search.search(aim, _search.Effort())
    monkeypatch.setattr(_search, "_CORE", -1)
    without = _search.search(aim, _search.Effort())
    assert aim.figure(with_core.chosen) <= aim.figure(without.chosen)
    assert without.bound <= aim.figure(with_core.chosen)
