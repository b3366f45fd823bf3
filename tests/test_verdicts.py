"""Rules and the three-valued verdict, on both sides of every limit."""

import numpy as np
import pandas as pd
import pytest

from geo.results import ANY, VERDICTS
from geo.verdicts import Criterion, judge, rules, three_valued

CRITERION = Criterion(threshold_dbm=-105.0, area_share=0.95)
JUST_BELOW = float(np.nextafter(-105.0, -200.0))


def figures(**columns: float) -> pd.DataFrame:
    row = {
        "area_id": "A",
        "operator": ANY,
        "level50_dbm": -90.0,
        "level90_dbm": -100.0,
        "share50": 1.0,
        "share90": 1.0,
        **columns,
    }
    return pd.DataFrame([row])


def verdict(rule: str, vague: bool = False, **columns: float) -> str:
    judged = judge(figures(**columns), pd.Series({"A": vague}), CRITERION)
    return str(judged.set_index("rule").loc[rule, "verdict"])


@pytest.mark.parametrize(
    ("level50", "level90", "expected"),
    [
        (-90.0, -105.0, "met"),
        (-90.0, JUST_BELOW, "undecided"),
        (-105.0, -115.0, "undecided"),
        (JUST_BELOW, -115.0, "not_met"),
        (np.nan, np.nan, "not_met"),  # computed: no station in range
    ],
)
def test_reach_judges_the_level_at_the_point(level50, level90, expected: str) -> None:
    assert verdict("reach", level50_dbm=level50, level90_dbm=level90) == expected


@pytest.mark.parametrize(
    ("share50", "share90", "expected"),
    [
        (1.0, 0.95, "met"),
        (1.0, 0.9499, "undecided"),
        (0.95, 0.0, "undecided"),
        (0.9499, 0.0, "not_met"),
        (0.0, 0.0, "not_met"),
    ],
)
def test_area_judges_the_share(share50: float, share90: float, expected: str) -> None:
    assert verdict("area", share50=share50, share90=share90) == expected


@pytest.mark.parametrize("rule", ["reach", "area"])
def test_a_vague_place_is_undecided_at_best_but_may_fail(rule: str) -> None:
    assert verdict(rule, vague=True) == "undecided"
    failing = {"level50_dbm": -120.0, "level90_dbm": -130.0, "share50": 0.1, "share90": 0.0}
    assert verdict(rule, vague=True, **failing) == "not_met"


def test_rules_stand_side_by_side() -> None:
    judged = judge(figures(share50=0.2, share90=0.1), pd.Series({"A": False}), CRITERION)
    assert dict(zip(judged["rule"], judged["verdict"], strict=True)) == {
        "area": "not_met",
        "reach": "met",
    }
    assert list(judged.columns) == ["area_id", "operator", "rule", "share50", "share90", "verdict"]


def test_every_rule_says_what_it_is_and_where_it_comes_from() -> None:
    for name, rule in rules().items():
        assert rule.name == name
        assert all((*rule.title, *rule.source))


def test_passing_at_90_implies_met_whatever_50_says() -> None:
    flags = np.array([True, False])
    verdicts = three_valued(~flags, flags, np.array([False, False]))
    assert verdicts.tolist() == ["met", "undecided"]
    assert set(verdicts) <= set(VERDICTS)
