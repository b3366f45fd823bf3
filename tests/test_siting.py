"""Plans are the best there are, their bounds true, and their figures those of the sets."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.siting import (
    Effort,
    Instance,
    InvalidInstance,
    _program,
    _search,
    exact,
    fewest,
    from_sets,
    most,
    verify,
)
from geo.siting.reduce import settled
from tests.sample_siting import best_worth, instances, least_price, scattered
from tests.strategies import examples

pytestmark = pytest.mark.kernels

_LIMITS = st.sampled_from([None, 0.0, 1.0, 2.0, 3.2, 5.0])
_SHARES = st.sampled_from([1.0, 0.95, 0.8, 0.5, 0.0])


@examples(60)
@given(instances(), _LIMITS, st.dictionaries(st.integers(0, 1), st.sampled_from([0.0, 1.5, 3.0])))
def test_the_most_within_limits_is_that_of_trying_every_plan(
    instance: Instance, limit: float | None, by_group: dict[int, float]
) -> None:
    by_group = {group: most for group, most in by_group.items() if group < instance.groups}
    try:
        expected = best_worth(instance, limit, by_group)
    except InvalidInstance:
        with pytest.raises(InvalidInstance, match="fixed cost more"):
            most(instance, limit, by_group)
        return
    plan = most(instance, limit, by_group)
    assert verify(instance, plan) == ()
    assert plan.objective == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert plan.status == "optimal"


@examples(80)
@given(instances(), _SHARES, st.booleans())
def test_the_fewest_for_a_share_are_those_of_trying_every_plan(
    instance: Instance, share: float, each_group: bool
) -> None:
    expected, feasible = least_price(instance, share, each_group=each_group)
    plan = fewest(instance, share, each_group=each_group)
    assert verify(instance, plan) == ()
    assert plan.objective == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert plan.bound == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert (plan.status == "infeasible part") == (not feasible)


@examples(40)
@given(instances(places=False), _LIMITS)
def test_the_methods_for_large_sizes_give_true_bounds_of_the_most(
    instance: Instance, limit: float | None
) -> None:
    taken = float(instance.prices[instance.fixed == 1].sum())
    limit = None if limit is None else limit + taken
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_search, "_SMALL", -1)
        patch.setattr(_search, "_CORE", -1)
        plan = most(instance, limit)
    assert verify(instance, plan) == ()
    best = best_worth(instance, limit, {})
    off = 1e-9 * (instance.weights.sum() + instance.values.sum())
    assert plan.objective <= best + off
    assert plan.bound >= best - off


@examples(40)
@given(instances(places=False), _SHARES, st.booleans())
def test_the_methods_for_large_sizes_give_true_bounds_of_the_fewest(
    instance: Instance, share: float, each_group: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_search, "_SMALL", -1)
        patch.setattr(_search, "_CORE", -1)
        plan = fewest(instance, share, each_group=each_group)
    assert verify(instance, plan) == ()
    best, _ = least_price(instance, share, each_group=each_group)
    assert plan.bound - 1e-7 <= best <= plan.objective + 1e-7


@pytest.mark.parametrize("unit", [1e-300, 1e-12, 1e12])
def test_the_unit_of_worth_does_not_matter(unit: float) -> None:
    instance = scattered(60, 20, 6.0)
    other = dataclasses.replace(
        instance, weights=instance.weights * unit, values=instance.values * unit
    )
    for small in (_search._SMALL, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_search, "_SMALL", small)
            least, same = fewest(instance, 0.8), fewest(other, 0.8)
            best, alike = most(instance, 4.0), most(other, 4.0)
        assert same.objective == least.objective and same.bound == pytest.approx(least.bound)
        assert alike.objective == pytest.approx(best.objective * unit)
        assert alike.bound == pytest.approx(best.bound * unit)
        assert verify(other, same) == verify(other, alike) == ()


@pytest.mark.slow
@pytest.mark.parametrize("limit", [3.0, 12.0])
def test_a_medium_size_equals_the_program_without_any_reduction(limit: float) -> None:
    instance = scattered(400, 120, 6.0)
    plain = settled(instance, np.zeros(instance.demands, np.int64)).problem
    room = np.array([limit, np.inf])
    nothing = np.zeros(plain.candidates, np.bool_)
    found = exact.solved(_program.most(plain, room), nothing, exact.Patience(60.0), -1.0)
    for small in (_search._SMALL, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_search, "_SMALL", small)
            plan = most(instance, limit)
        assert plan.objective == plan.bound == pytest.approx(found.bound)
        assert verify(instance, plan) == ()


@pytest.mark.slow
@pytest.mark.parametrize("share", [1.0, 0.9])
def test_a_medium_share_equals_the_program_without_any_reduction(share: float) -> None:
    instance = scattered(300, 80, 6.0)
    plain = settled(instance, np.zeros(instance.demands, np.int64)).problem
    target = np.array([share * instance.weights.sum()])
    target = np.minimum(target, plain.attainable(1))
    everyone = np.ones(plain.candidates, np.bool_)
    found = exact.solved(_program.fewest(plain, target), everyone, exact.Patience(60.0), 1.0)
    for small in (_search._SMALL, -1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_search, "_SMALL", small)
            plan = fewest(instance, share)
        assert plan.objective == plan.bound == pytest.approx(found.bound)
        assert verify(instance, plan) == ()


@pytest.mark.parametrize("small", [-1, 20_000])
def test_the_same_question_gives_the_same_bytes(small: int, monkeypatch) -> None:
    monkeypatch.setattr(_search, "_SMALL", small)
    instance = scattered(120, 30, 4.0)
    for answers in (
        [most(instance, 5.0) for _ in range(2)],
        [fewest(instance, 0.9) for _ in range(2)],
    ):
        first, second = ([*_bytes(answer)] for answer in answers)
        assert first == second


def _bytes(plan: object) -> list[bytes]:
    flat = dataclasses.astuple(plan)  # type: ignore[call-overload]
    curve = dataclasses.astuple(flat[5]) if not isinstance(flat[5], tuple) else flat[5]
    return [np.asarray(one).tobytes() for one in (*flat[1:4], *curve, *flat[6:])]


@pytest.mark.parametrize("limit", [2.0, 6.0])
def test_the_order_of_the_candidates_does_not_change_the_objective(limit: float) -> None:
    instance = scattered(120, 30, 4.0)
    order = np.random.default_rng(1).permutation(instance.candidates)
    turned = from_sets([instance.set_of(one) for one in order], 120, weights=instance.weights)
    assert most(turned, limit).objective == most(instance, limit).objective
    assert fewest(turned, 0.9).objective == fewest(instance, 0.9).objective


def test_a_plan_is_ranked_by_what_comes_first_and_its_curve_tells_what_that_brings() -> None:
    instance = from_sets([[0], [1, 2, 3], [4, 5], [6]], 7, fixed=[1, 0, 0, -1])
    plan = most(instance, 3.0)
    assert plan.chosen.tolist() == [0, 1, 2]
    assert plan.curve.spent.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert plan.curve.worth.tolist() == [0.0, 1.0, 4.0, 6.0]
    assert plan.gap == 0.0


@pytest.mark.parametrize("by_group", [False, True])
def test_a_price_that_is_the_limit_but_for_rounding_is_within_it(by_group: bool) -> None:
    price = 0.1 + 0.2  # 0.30000000000000004
    instance = from_sets([[0]], 1, costs=[price])
    plan = most(instance, None if by_group else 0.3, {0: 0.3} if by_group else None)
    assert plan.chosen.tolist() == [0] and plan.status == "optimal"
    assert verify(instance, plan) == ()
    assert most(instance, 0.299).chosen.size == 0


def test_a_place_is_closed_by_its_share_not_by_all_of_it() -> None:
    place, required = [0] * 20, [0.95]
    instance = from_sets([range(19), range(19, 20)], 20, place=place, required=required)
    plan = fewest(instance)
    assert plan.chosen.tolist() == [0]
    assert plan.curve.places.tolist() == [0, 1]
    whole = fewest(dataclasses.replace(instance, required=np.array([0.951])))
    assert sorted(whole.chosen.tolist()) == [0, 1]


def test_what_no_candidate_reaches_is_named_and_the_rest_is_still_done() -> None:
    instance = from_sets(
        [[0], [2], [3]], 5, place=[-1, -1, 0, 1, 1], required=[1.0, 1.0], weights=[1, 1, 0, 0, 0]
    )
    plan = fewest(instance)
    assert plan.status == "infeasible part"
    assert (plan.unreachable_demands.tolist(), plan.unreachable_places.tolist()) == ([1], [1])
    assert sorted(plan.chosen.tolist()) == [0, 1]
    assert plan.objective == plan.bound == 2.0


def test_a_prefecture_that_must_reach_the_share_by_itself_is_not_outvoted() -> None:
    instance = from_sets([range(9), [9]], 10, demand_group=[0] * 9 + [1])
    assert fewest(instance, 0.9).chosen.tolist() == [0]
    assert sorted(fewest(instance, 0.9, each_group=True).chosen.tolist()) == [0, 1]


def test_a_penalty_moves_the_plan_out_of_a_zone() -> None:
    instance = from_sets([[0, 1], [0, 1]], 2, penalties=[0.5, 0.0])
    assert fewest(instance).chosen.tolist() == [1]
    assert most(instance, 1.0).chosen.tolist() == [1]


@pytest.mark.parametrize(
    ("sets", "demands", "about"),
    [
        ([], 0, {}),
        ([], 3, {}),
        ([[], []], 0, {}),
        ([[], []], 3, {}),
        ([[0, 1]], 2, {"weights": [0.0, 0.0]}),
        ([[0, 1]], 2, {"covered": [True, True]}),
        ([[0, 1]], 2, {"fixed": [-1]}),
        ([[0]], 1, {"place": [0], "values": [0.0]}),
    ],
)
def test_where_nothing_can_be_gained_nothing_is_built(sets, demands, about) -> None:
    instance = from_sets(sets, demands, **about)
    for plan in (most(instance), most(instance, 0.0), fewest(instance)):
        assert plan.chosen.size == 0
        assert plan.gap == 0.0
        assert verify(instance, plan) == ()


def test_a_gap_that_is_allowed_is_used_and_told() -> None:
    instance = scattered(400, 120, 6.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_search, "_SMALL", -1)
        plan = most(instance, 12.0, effort=Effort(gap=0.2))
    assert (plan.status, 0.0 < plan.gap <= 0.2) == ("within gap", True)


def test_no_time_still_gives_a_plan_with_a_true_bound() -> None:
    instance = scattered(400, 120, 6.0)
    plan = fewest(instance, 0.9, effort=Effort(seconds=0.0))
    assert plan.status in {"time limit", "optimal"}
    assert verify(instance, plan) == ()
    assert plan.bound <= fewest(instance, 0.9).objective <= plan.objective


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (lambda one: most(one, -1.0), "0 or more"),
        (lambda one: most(one, float("nan")), "0 or more"),
        (lambda one: most(one, by_group={7: 1.0}), "no group 7"),
        (lambda one: most(one, 0.5), "fixed cost more"),
        (lambda one: fewest(one, 1.01), "must be 0 … 1"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(asked, problem: str) -> None:
    with pytest.raises(InvalidInstance, match=problem):
        asked(from_sets([[0], [1]], 2, fixed=[1, 0]))


def test_the_solver_prints_nothing_of_its_own() -> None:
    # Any two of these cover everything: nothing settles that but HiGHS.
    plan = "fewest(from_sets([[0, 1], [1, 2], [0, 2]], 3))"
    asked = f"from geo.siting import fewest, from_sets; print({plan}.chosen.size)"
    command = [sys.executable, "-c", asked]
    shown = subprocess.run(command, capture_output=True, check=True, text=True)
    assert (shown.stdout, shown.stderr) == ("2\n", "")


def test_a_program_that_the_solver_does_not_take_is_not_passed_over() -> None:
    program = _program.most(
        settled(from_sets([[0, 1], [1]], 2), np.zeros(2, np.int64)).problem, np.array([1.0, np.inf])
    )
    broken = program._replace(columns=np.zeros_like(program.columns))
    with pytest.raises(RuntimeError, match="HiGHS"):
        exact.solved(broken, np.zeros(2, np.bool_), exact.Patience(1.0), -1.0)
