"""Plans are the best there are, their bounds true, and their figures those of the sets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.siting import Instance, InvalidInstance, fewest, most, verify
from tests.sample_siting import best_worth, instances, least_price

_LIMITS = st.sampled_from([None, 0.0, 1.0, 2.0, 3.2, 5.0])


@settings(max_examples=60)
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


@settings(max_examples=120)
@given(instances(), st.sampled_from([1.0, 0.95, 0.8, 0.5, 0.0]), st.booleans())
def test_the_fewest_for_a_share_are_those_of_trying_every_plan(
    instance: Instance, share: float, each_group: bool
) -> None:
    expected, feasible = least_price(instance, share, each_group=each_group)
    plan = fewest(instance, share, each_group=each_group)
    assert verify(instance, plan) == ()
    assert plan.objective == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert plan.bound == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert (plan.status == "infeasible part") == (not feasible)
