"""Exact bounds of a share: closed forms, published values, and what must hold for any sample."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.binomial import lower_bound, upper_bound


@pytest.mark.parametrize("trials", [1, 10, 58, 59, 500, 200_000])
def test_without_a_failure_the_bound_is_a_root_of_what_is_left_to_chance(trials: int) -> None:
    # share**trials = 0.05, solved for the share
    assert lower_bound(trials, trials) == pytest.approx(0.05 ** (1 / trials), abs=1e-12)
    assert upper_bound(trials, trials) == 1.0
    assert upper_bound(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials), abs=1e-12)
    assert lower_bound(0, trials) == 0.0


def test_59_passes_show_95_percent_and_58_do_not() -> None:
    assert round(lower_bound(59, 59), 4) == 0.9505
    assert round(lower_bound(58, 58), 4) == 0.9497


@pytest.mark.parametrize(
    ("passes", "trials", "confidence", "lower", "upper"),
    [
        # As printed by binom.test of R; two-sided 95 % limits are one-sided 97.5 % limits.
        (3, 10, 0.975, 0.06673951, 0.65245285),
        (9, 24, 0.975, 0.1879929, 0.5940636),
        (542, 3611, 0.95, 0.1403939, 0.1602214),
        (1, 1497, 0.95, 3.426347e-5, 3.164954e-3),
        (1, 1, 0.95, 0.05, 1.0),  # 5 % itself
    ],
)
def test_bounds_are_those_of_published_tables(
    passes: int, trials: int, confidence: float, lower: float, upper: float
) -> None:
    assert lower_bound(passes, trials, confidence) == pytest.approx(lower, abs=5e-8)
    assert upper_bound(passes, trials, confidence) == pytest.approx(upper, abs=5e-8)


@given(st.integers(1, 400), st.data())
def test_at_the_bound_so_many_passes_have_just_the_chance_left(
    trials: int, data: st.DataObject
) -> None:
    passes = data.draw(st.integers(1, trials))
    share = lower_bound(passes, trials)
    # The tail summed in whole numbers, not in logarithms.
    chance = sum(
        math.comb(trials, k) * share**k * (1 - share) ** (trials - k)
        for k in range(passes, trials + 1)
    )
    assert chance == pytest.approx(0.05, rel=1e-6)


@given(st.integers(1, 2000), st.data())
def test_the_share_seen_lies_between_the_bounds_and_more_passes_move_both_up(
    trials: int, data: st.DataObject
) -> None:
    passes = data.draw(st.integers(0, trials - 1))
    assert lower_bound(passes, trials) <= passes / trials <= upper_bound(passes, trials)
    assert lower_bound(passes, trials) < lower_bound(passes + 1, trials)
    assert upper_bound(passes, trials) < upper_bound(passes + 1, trials) <= 1.0
