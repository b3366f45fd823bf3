"""Rules and the three-valued verdict, on both sides of every limit."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from geo.results import ANY, VERDICTS
from geo.verdicts import Criterion, judge, place_rules, rules, three_valued

CRITERION = Criterion(threshold_dbm=-105.0, area_share=0.95)
JUST_BELOW = float(np.nextafter(-105.0, -200.0))


def figures(**columns: float) -> pd.DataFrame:
    """Return figures of one place; without any other word its point is what `reach` looks at."""
    row = {
        "area_id": "A",
        "operator": ANY,
        "level50_dbm": -90.0,
        "level90_dbm": -100.0,
        "share50": 1.0,
        "share90": 1.0,
        "points": 2.0,
        "points50": 2.0,
        "points90": 2.0,
        **columns,
    }
    nothing_open = {
        "possible50_dbm": row["level50_dbm"],
        "possible50": row["share50"],
        "possible_points50": row["points50"],
    }
    row = {**nothing_open, **row}
    own = {f"reach{q}_dbm": row[f"level{q}_dbm"] for q in (50, 90)}
    own |= {"possible_reach50_dbm": row["possible50_dbm"], "reach_points": 1.0}
    return pd.DataFrame([{**own, **row}])


def certainty(**flags: bool) -> pd.DataFrame:
    """Return what limits one place; flags of the place are also those of its own point."""
    known = {"vague": False, "shapeless": False, "beyond": False, **flags}
    own_point = {f"reach_{name}": known[name] for name in ("vague", "beyond")}
    points = {"points_vague": False, "points_beyond": False}
    every = {**own_point, **points, **known}
    return pd.DataFrame({name: [value] for name, value in every.items()}, index=["A"])


def verdict(rule: str, limits: pd.DataFrame | None = None, **columns: float) -> str:
    limits = certainty() if limits is None else limits
    judged = judge(figures(**columns), limits, [ANY], CRITERION)
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


FAILING = {"level50_dbm": -120.0, "level90_dbm": -130.0, "share50": 0.1, "share90": 0.0}


@pytest.mark.parametrize(
    ("flag", "rule", "passing", "failing"),
    [
        ("vague", "reach", "undecided", "undecided"),
        ("vague", "area", "undecided", "undecided"),
        ("shapeless", "reach", "met", "not_met"),  # the point is known, only the shape is not
        ("shapeless", "area", "undecided", "undecided"),
        ("beyond", "reach", "met", "undecided"),  # more coverage cannot undo a pass
        ("beyond", "area", "met", "undecided"),
    ],
)
def test_what_is_not_known_proves_nothing(flag: str, rule: str, passing: str, failing: str) -> None:
    limits = certainty(**{flag: True})
    assert verdict(rule, limits, level90_dbm=-105.0) == passing
    assert verdict(rule, limits, **FAILING) == failing


@pytest.mark.parametrize(
    ("level50", "level90", "possible", "expected"),
    [
        (JUST_BELOW, -115.0, -105.0, "no_data"),  # the void decides
        (JUST_BELOW, -115.0, JUST_BELOW, "not_met"),  # not even at best
        (np.nan, np.nan, -105.0, "no_data"),
        (np.nan, np.nan, JUST_BELOW, "not_met"),
        (np.nan, np.nan, np.nan, "not_met"),
        (-105.0, -115.0, -80.0, "undecided"),  # passes at 50 % whatever the void holds
        (-90.0, -105.0, -80.0, "met"),
    ],
)
def test_reach_has_no_verdict_where_a_void_decides(
    level50: float, level90: float, possible: float, expected: str
) -> None:
    # As `geo.judging.evidence.table` gives it: never less than the level itself.
    possible = float(np.fmax(level50, possible))
    columns = {"level50_dbm": level50, "level90_dbm": level90, "possible50_dbm": possible}
    assert verdict("reach", **columns) == expected
    assert verdict("area", **columns) == "met"  # the other rule looks at its own figures


@pytest.mark.parametrize(
    ("share50", "share90", "possible", "expected"),
    [
        (0.9499, 0.0, 0.95, "no_data"),
        (0.9499, 0.0, 0.9499, "not_met"),
        (0.0, 0.0, 0.9499, "not_met"),
        (0.0, 0.0, 1.0, "no_data"),
        (0.95, 0.0, 1.0, "undecided"),
        (0.95, 0.9499, 1.0, "undecided"),
        (0.96, 0.95, 1.0, "met"),
    ],
)
def test_area_has_no_verdict_where_a_void_decides(
    share50: float, share90: float, possible: float, expected: str
) -> None:
    columns = {"share50": share50, "share90": share90, "possible50": possible}
    assert verdict("area", **columns) == expected
    assert verdict("reach", **columns) == "met"


@pytest.mark.parametrize(
    ("points50", "points90", "possible", "expected"),
    [
        (3.0, 3.0, 3.0, "met"),
        (3.0, 2.0, 3.0, "undecided"),  # all but one
        (3.0, 0.0, 3.0, "undecided"),
        (2.0, 2.0, 2.0, "not_met"),
        (2.0, 0.0, 3.0, "no_data"),  # the third lies behind a void, or nobody knows where
        (1.0, 1.0, 2.0, "not_met"),  # whatever the void holds, one fails
        (0.0, 0.0, 0.0, "not_met"),
    ],
)
def test_keypoints_wants_every_one(
    points50: float, points90: float, possible: float, expected: str
) -> None:
    columns = {"points50": points50, "points90": points90, "possible_points50": possible}
    assert verdict("keypoints", points=3.0, **columns) == expected


def test_a_place_without_key_points_is_never_said_to_fail() -> None:
    nothing = dict.fromkeys(("points", "points50", "points90", "possible_points50"), np.nan)
    assert verdict("keypoints", **nothing) == "no_data"
    assert verdict("keypoints", certainty(vague=True), **nothing) == "no_data"


def test_shares_by_keypoints_are_of_the_key_points() -> None:
    judged = judge(figures(points50=1.0, points90=0.0), certainty(), [ANY], CRITERION)
    row = judged.set_index("rule").loc["keypoints"]
    assert (row["share50"], row["share90"]) == (0.5, 0.0)


def test_key_points_have_coordinates_of_their_own() -> None:
    # However vague the place, and even without a coordinate of its own.
    nowhere = figures(share50=np.nan, share90=np.nan, reach_points=np.nan)
    judged = judge(nowhere, certainty(vague=True, shapeless=True), [ANY], CRITERION)
    assert judged.set_index("rule")["verdict"].to_dict() == {
        "area": "no_data",
        "keypoints": "met",
        "reach": "no_data",
    }


@pytest.mark.parametrize(("points50", "expected"), [(2.0, "met"), (1.0, "undecided")])
def test_a_key_point_beyond_the_model_proves_no_failure(points50: float, expected: str) -> None:
    limits = certainty(points_beyond=True)
    columns = {"points50": points50, "points90": points50}
    assert verdict("keypoints", limits, **columns) == expected
    assert verdict("reach", limits, **FAILING) == "not_met"


@pytest.mark.parametrize("flag", ["vague", "shapeless", "beyond"])
@pytest.mark.parametrize("rule", ["area", "reach"])
def test_a_void_that_decides_comes_before_every_other_doubt(flag: str, rule: str) -> None:
    possible = {"possible50": 0.95, "possible50_dbm": -105.0}
    assert verdict(rule, certainty(**{flag: True}), **FAILING, **possible) == "no_data"


def test_a_void_of_one_operator_leaves_the_others_their_verdicts() -> None:
    rows = pd.concat(
        [
            figures(),
            figures(operator="中国移动", **FAILING, possible50=1.0, possible50_dbm=-90.0),
            figures(operator="中国电信", **FAILING),
        ]
    )
    judged = judge(rows, certainty(), [ANY, "中国移动", "中国电信"], CRITERION)
    for rule, of_rule in judged.groupby("rule"):
        if rule == "keypoints":  # it looks at figures of its own
            assert of_rule["verdict"].tolist() == ["met", "met", "met"]
            continue
        assert of_rule["verdict"].tolist() == ["met", "no_data", "not_met"]
        # The figures themselves stay: what is known to be covered is.
        assert of_rule["share50"].tolist() == [1.0, 0.1, 0.1]


def test_a_place_without_figures_is_listed_as_no_data_for_every_operator() -> None:
    limits = pd.concat([certainty(), certainty().set_axis(["B"])])
    judged = judge(figures(), limits, [ANY, "中国移动"], CRITERION)
    assert len(judged) == 2 * 2 * 3
    assert set(judged.loc[judged["area_id"] == "B", "verdict"]) == {"no_data"}
    own = judged[(judged["area_id"] == "A") & (judged["operator"] == ANY)]
    assert set(own["verdict"]) == {"met"}


def test_rules_stand_side_by_side() -> None:
    judged = judge(figures(share50=0.2, share90=0.1), certainty(), [ANY], CRITERION)
    assert dict(zip(judged["rule"], judged["verdict"], strict=True)) == {
        "area": "not_met",
        "keypoints": "met",
        "reach": "met",
    }
    assert list(judged.columns) == ["area_id", "operator", "rule", "share50", "share90", "verdict"]


def test_every_rule_says_what_it_is_and_where_it_comes_from() -> None:
    for name, rule in rules().items():
        assert rule.name == name
        assert all((*rule.title, *rule.source))


def test_rules_for_lines_are_not_asked_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    along = dataclasses.replace(rules()["area"], name="along", geometry="line")
    monkeypatch.setattr("geo.verdicts.rules", lambda: {**rules(), "along": along})
    assert "along" not in place_rules()
    judged = judge(figures(), certainty(), [ANY], CRITERION)
    assert set(judged["rule"]) == {"area", "keypoints", "reach"}


def test_passing_at_90_implies_met_whatever_50_says() -> None:
    flags, none = np.array([True, False]), np.array([False, False])
    verdicts = three_valued(~flags, flags, none, none)
    assert verdicts.tolist() == ["met", "undecided"]
    assert set(verdicts) <= set(VERDICTS)
