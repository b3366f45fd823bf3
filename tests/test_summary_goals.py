"""Section 2 with goals of ones own, goals of each prefecture, gigabit cities and lines."""

from __future__ import annotations

import dataclasses
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from geo import goals, standards
from geo.results import Results, empty
from geo.summary import Interval, prefecture_report, province_report
from geo.summary._goal_sources import sources
from geo.summary._goals import area_target
from geo.summary._part import PROVINCE, Part
from layers.text import Text
from tests.sample_results import sample_results

HAIBEI, HAIDONG = "632200", "630200"


def goal(name: str, **changes: str) -> goals.Goal:
    """Return a goal of ones own, as `geo.goals.in_force` gives it."""
    base = {
        "id": name,
        "year": "2026",
        "scope": "province",
        "category": "",
        "metric": "places_fully_covered_share",
        "operator": "ge",
        "threshold": "100",
        "unit": "%",
        "rule": "area",
        "status": "target",
        "title_zh": "某目标",
        "title_en": "some goal",
        "source": "某文件",
        "unit_zh": "%",
        "unit_en": "%",
        "file": "goals.csv",
        "row": "2",
    }
    return {**base, **changes}


def with_goals(*own: goals.Goal, **card: Any) -> Results:
    """Return the sample with some goals alone in force."""
    return sample_results(**{"goals": list(own), "synthetic": False, **card})


def row_of(report: Any, table: str = "goals", **wanted: str) -> dict[str, Any]:
    found = []
    for row in report.table(table).records():
        words = {key: cell.zh if isinstance(cell, Text) else cell for key, cell in row.items()}
        if all(words[key] == value for key, value in wanted.items()):
            found.append(words)
    (only,) = found
    return only


# ----------------------------------------------------------------------- goals as data


def test_the_goals_in_force_are_listed_and_no_others() -> None:
    report = prefecture_report(with_goals(goal("x"), goal("y", scope=HAIDONG)), HAIBEI)
    assert report.table("goals").column("goal_id") == ["x"]
    assert report.table("facts").rows == ()
    assert "gigabit" not in {table.key for table in report.tables}
    report = prefecture_report(with_goals(goal("x"), goal("y", scope=HAIDONG)), HAIDONG)
    assert report.table("goals").column("goal_id") == ["x", "y"]


def test_years_of_one_metric_stand_side_by_side() -> None:
    per_10k = {"metric": "base_stations_5g_per_10k", "rule": "number", "scope": "nation"}
    listed = [
        goal("a-2027", year="2027", **per_10k),
        goal("b"),
        goal("a-2025", year="2025", **per_10k),
    ]
    report = prefecture_report(with_goals(*listed), HAIBEI)
    assert report.table("goals").column("goal_id") == ["a-2025", "a-2027", "b"]


@pytest.mark.parametrize(
    ("changes", "found", "verdict"),
    [
        # 海北: 3 met, 4 not met of 14 by area; 5 met, 2 not met by reach
        ({}, Interval(21.43, 71.43), "not_met"),
        ({"rule": "reach"}, Interval(35.71, 85.71), "not_met"),
        ({"rule": "reach", "threshold": "85"}, Interval(35.71, 85.71), "undecided"),
        ({"rule": "reach", "threshold": "35"}, Interval(35.71, 85.71), "met"),
        ({"rule": "keypoints"}, None, "no_data"),
        # government: 1 met of 4 by area, none surely not met
        ({"category": "government"}, Interval(25.0, 100.0), "undecided"),
        ({"category": "government", "threshold": "25"}, Interval(25.0, 100.0), "met"),
        ({"category": "government", "threshold": "25", "operator": "gt"}, Interval(25.0, 100.0),
         "undecided"),
        # townships, beyond the goal: 1 met, 1 not met, 1 without a coordinate
        ({"category": "township"}, Interval(33.33, 66.67), "not_met"),
        ({"category": "village"}, None, "no_data"),  # none is listed
        ({"category": "village", "metric": "villages_reached_share", "rule": "reach"}, None,
         "no_data"),
    ],
)  # fmt: skip
def test_a_share_of_places_by_category_and_rule(
    changes: dict[str, str], found: Interval | None, verdict: str
) -> None:
    row = row_of(prefecture_report(with_goals(goal("x", **changes)), HAIBEI), goal_id="x")
    assert (row["found"], row["verdict"]) == (found, verdict)


@pytest.mark.parametrize(
    ("met", "listed", "operator", "threshold", "verdict"),
    [
        # 0.57 × 100 and 0.55 × 100 are off by their last bit.
        (57, 100, "ge", "57", "met"),
        (11, 20, "gt", "55", "not_met"),
        (19, 20, "ge", "95", "met"),
        (19, 20, "gt", "95", "not_met"),
        (18, 20, "ge", "95", "not_met"),
    ],
)
def test_the_limit_of_a_share_is_exact(
    met: int, listed: int, operator: str, threshold: str, verdict: str
) -> None:
    results = with_goals(goal("x", threshold=threshold, operator=operator, category="finance"))
    one = results.areas[results.areas["id"] == "QH-GV-001"].assign(category="finance")
    areas = pd.concat([one] * listed, ignore_index=True)
    areas["id"] = [f"A{n}" for n in range(listed)]
    areas["area"] = ["met"] * met + ["not_met"] * (listed - met)
    results = dataclasses.replace(results, areas=gpd.GeoDataFrame(areas, crs=4326))
    assert row_of(prefecture_report(results, HAIBEI), goal_id="x")["verdict"] == verdict


def test_the_cards_follow_the_goal_in_force() -> None:
    own = [
        goal("old", category="government", threshold="50", year="2022"),
        goal("new", category="government", threshold="25", year="2026"),
        goal("other", category="education", threshold="10", scope=HAIDONG),
        goal("quoted", category="education", threshold="10", status="actual", rule="number"),
        goal("reached", category="education", threshold="10", rule="reach"),
    ]
    results = with_goals(*own)
    haibei, haidong = Part(results, HAIBEI), Part(results, HAIDONG)
    assert area_target(haibei, "government") == 0.25
    assert (area_target(haibei, "education"), area_target(haidong, "education")) == (1.0, 0.1)
    assert area_target(haibei) == 1.0  # "full coverage", where no goal says otherwise
    card = next(c for c in prefecture_report(results, HAIBEI).cards if c.key == "government")
    # 1 of 4 met, none surely not: 25 % is reached, and nothing is missing to it.
    assert (card.target, card.verdict, card.missing) == (0.25, "met", Interval(0, 0))


def test_a_goal_of_one_prefecture_goes_before_that_of_the_province() -> None:
    own = goal("own", category="finance", threshold="40", scope=HAIBEI, year="2022")
    all_ = goal("all", category="finance", threshold="90", year="2030")
    assert area_target(Part(with_goals(own, all_), HAIBEI), "finance") == 0.4
    assert area_target(Part(with_goals(own, all_), HAIDONG), "finance") == 0.9


# --------------------------------------------------------- of each prefecture by itself


PER_10K = {"metric": "base_stations_5g_per_10k", "rule": "number", "threshold": "0.2"}


def test_in_a_prefecture_a_goal_of_each_prefecture_is_its_own() -> None:
    results = with_goals(goal("x", scope="prefecture", operator="gt", **PER_10K))
    # 6 stations for 200,000 people, 5 for 400,000
    found = row_of(prefecture_report(results, HAIBEI), goal_id="x")
    assert (found["found"], found["verdict"], found["scope"]) == (
        Interval(0.3, 0.3), "met", "各市州",
    )  # fmt: skip
    assert row_of(prefecture_report(results, HAIDONG), goal_id="x")["verdict"] == "not_met"


def test_the_overview_holds_it_against_each_prefecture() -> None:
    number = {"metric": "base_stations_5g", "rule": "number", "threshold": "6"}
    results = with_goals(
        goal("x", scope="prefecture", **PER_10K), goal("y", scope=HAIBEI, **number)
    )
    report = province_report(results)
    rows = report.table("goals_prefectures").records()
    assert [(row["prefecture"].zh, row["verdict"]) for row in rows] == [
        ("海北藏族自治州", "met"),
        ("海东市", "not_met"),
    ]
    # A goal of one prefecture is held against that one.
    own = row_of(report, goal_id="y")
    assert (own["found"], own["verdict"], own["scope"]) == (
        Interval(6.0, 6.0), "met", "海北藏族自治州",
    )  # fmt: skip


def test_a_total_of_each_prefecture_can_be_compared() -> None:
    number = {"metric": "base_stations_5g", "rule": "number", "threshold": "6"}
    results = with_goals(goal("x", scope="prefecture", **number))
    assert row_of(prefecture_report(results, HAIBEI), goal_id="x")["verdict"] == "met"
    assert row_of(prefecture_report(results, HAIDONG), goal_id="x")["verdict"] == "not_met"


# ------------------------------------------------------------------------ gigabit cities


def test_key_places_of_a_gigabit_city_are_mapped_by_subcategory() -> None:
    shipped = {goal["id"]: goal for goal in goals.shipped()}
    report = prefecture_report(with_goals(shipped["cn-2022-gigabit-key-places"]), HAIBEI)
    # hospital: no data; airport met, railway station undecided; scenic AAAA: not met and met.
    # The college (ED-001) and the AAA area (SC-003) are none; 2 of 5 reached, 1 surely not.
    table = report.table("gigabit")
    classes = {row["class"].zh: row for row in table.records()}
    assert {name: row["listed"] for name, row in classes.items()} == {
        "市属公办医院（三级以上）": 1,
        "重点高校": 0,
        "文化旅游重点区域": 2,
        "客运火车站（二等以上）": 1,
        "干线机场": 1,
        "合计": 5,
    }
    assert classes["市属公办医院（三级以上）"]["rate"] is None
    assert classes["合计"]["rate"] == Interval(0.4, 0.8)
    found = row_of(report, goal_id="cn-2022-gigabit-key-places")
    assert (found["found"], found["target"]) == (Interval(40.0, 80.0), 80.0)
    assert found["verdict"] == "not_met"  # more than 80 % is wanted, and 80 % is the most there is
    assert found["status"] == "历次通报水平，非正式门槛"
    assert "重点道路" in found["remark"]


def test_secondary_stations_are_no_key_places() -> None:
    shipped = {goal["id"]: goal for goal in goals.shipped()}
    results = with_goals(shipped["cn-2022-gigabit-key-places"])
    areas = results.areas.copy()
    areas.loc[areas["id"] == "QH-TH-002", "group"] = "extended"
    report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
    assert row_of(report, "gigabit", **{"class": "客运火车站（二等以上）"})["listed"] == 0


# --------------------------------------------------------------------------------- lines


def lines(*rows: tuple[str, str, str, float, str]) -> gpd.GeoDataFrame:
    """Return lines: id, category, prefecture, km, verdict."""
    frame = pd.DataFrame(rows, columns=["line_id", "category", "prefecture_adcode", "km", "linear"])
    known = {"km50": frame["km"] * 0.98, "km90": frame["km"] * 0.9, "km_no_data": 0.0}
    others = sample_results().lines.iloc[[0] * len(frame)].reset_index(drop=True)
    made: gpd.GeoDataFrame = others.assign(**{name: frame[name] for name in frame}, **known)
    return made


LINES = lines(
    ("G1", "road", HAIBEI, 100.0, "met"),
    ("G2", "road", HAIBEI, 50.0, "undecided"),
    ("R1", "railway", HAIBEI, 40.0, "not_met"),
    ("R2", "railway", HAIBEI, 10.0, "no_data"),
    ("G1", "road", HAIDONG, 30.0, "not_met"),
    ("G1", "road", "", 130.0, "undecided"),
    ("R1", "railway", "", 40.0, "met"),
)
KM = {"metric": "road_rail_continuous_km", "rule": "linear", "unit_zh": "公里"}
SHARE = {"metric": "road_rail_continuous_share", "rule": "linear"}


@pytest.mark.parametrize(
    ("changes", "found", "verdict"),
    [
        ({**KM, "scope": HAIBEI, "threshold": "100"}, Interval(100.0, 160.0), "met"),
        ({**KM, "scope": HAIBEI, "threshold": "160"}, Interval(100.0, 160.0), "undecided"),
        ({**KM, "scope": HAIBEI, "threshold": "161"}, Interval(100.0, 160.0), "not_met"),
        ({**KM, "scope": "prefecture", "category": "railway"}, Interval(0.0, 10.0), "not_met"),
        ({**KM, "scope": "province", "threshold": "1"}, Interval(100.0, 160.0), "no_data"),
        ({**SHARE, "threshold": "50"}, Interval(50.0, 80.0), "met"),
        ({**SHARE, "category": "railway", "threshold": "30"}, Interval(0.0, 20.0), "not_met"),
    ],
)
def test_continuous_lines_in_a_prefecture(
    changes: dict[str, str], found: Interval, verdict: str
) -> None:
    results = dataclasses.replace(
        with_goals(goal("x", **changes)), lines=LINES, line_gaps=empty("line_gaps")
    )
    row = row_of(prefecture_report(results, HAIBEI), goal_id="x")
    assert (row["found"], row["verdict"]) == (found, verdict)


def test_the_overview_takes_each_line_as_a_whole() -> None:
    results = dataclasses.replace(
        with_goals(goal("x", **SHARE)), lines=LINES, line_gaps=empty("line_gaps")
    )
    row = row_of(province_report(results), goal_id="x")
    assert row["found"] == Interval(23.53, 100.0)  # 40 and 170 of 170 km
    assert "2 条线路共 170 km，沿线达到门限 153–167 km" in row["remark"]


def test_without_lines_there_is_no_data_and_without_one_here_no_share() -> None:
    given = with_goals(goal("x", **SHARE), goal("y", scope=HAIBEI, **KM))
    results = dataclasses.replace(given, lines=empty("lines"), line_gaps=empty("line_gaps"))
    row = row_of(prefecture_report(results, HAIBEI), goal_id="x")
    assert (row["found"], row["verdict"], row["remark"]) == (None, "no_data", "没有道路、铁路数据")
    assert row_of(prefecture_report(results, HAIBEI), goal_id="y")["verdict"] == "no_data"
    only = LINES[LINES["prefecture_adcode"] == HAIDONG]
    elsewhere = dataclasses.replace(results, lines=only, line_gaps=empty("line_gaps"))
    row = row_of(prefecture_report(elsewhere, HAIBEI), goal_id="x")
    assert (row["found"], row["verdict"]) == (None, "no_data")
    # No kilometre given is not the same as none covered.
    assert row_of(prefecture_report(elsewhere, HAIBEI), goal_id="y")["verdict"] == "no_data"


# ------------------------------------------------------------------------------- tracing


INPUTS = [
    {"layer": layer, "file": f"{layer}.csv", "sha256": f"{n:x}" * 64, "rows": 1}
    for n, layer in enumerate(
        ("government", "villages", "key_points", "base_stations", "population", "dem", "goals",
         "data_centers", "transport_hubs", "roads")
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "files"),
    [
        ({"category": "government"}, ["government", "base_stations", "dem", "goals"]),
        ({"category": "government", "rule": "keypoints"},
         ["government", "key_points", "base_stations", "dem", "goals"]),
        ({"metric": "villages_reached_share"},
         ["villages", "key_points", "base_stations", "dem", "goals"]),
        ({"category": "village"}, ["villages", "key_points", "base_stations", "dem", "goals"]),
        ({}, ["government", "base_stations", "dem", "goals", "transport_hubs"]),
        ({"metric": "key_places_reached_share"},
         ["base_stations", "dem", "goals", "transport_hubs"]),
        ({"metric": "base_stations_5g_per_10k"}, ["base_stations", "population", "goals"]),
        ({"metric": "racks", "file": "geo/standards/goals.csv"}, ["data_centers"]),
        ({"metric": SHARE["metric"]}, ["base_stations", "dem", "goals", "roads"]),
        ({"metric": "egress_bandwidth", "file": "geo/standards/goals.csv"}, []),
    ],
)  # fmt: skip
def test_a_goal_names_the_files_it_was_computed_from(
    changes: dict[str, str], files: list[str]
) -> None:
    card = {"inputs": INPUTS, "synthetic": False}
    found = sources(card, goal("x", **changes))
    digits = {row["file"]: row["sha256"][:8] for row in INPUTS}
    assert found == "; ".join(f"{name}.csv@{digits[f'{name}.csv']}" for name in files)


def test_a_scenario_is_named_where_stations_count() -> None:
    card = {"inputs": [], "synthetic": True}
    assert sources(card, goal("x")) == "SYNTHETIC"
    assert sources(card, goal("x", metric="racks")) == ""


def test_every_goal_says_its_rule_source_bodies_and_inputs() -> None:
    report = prefecture_report(sample_results(), HAIBEI)
    computed = {name for name, metric in goals.METRICS.items() if metric.computed}
    shipped = {goal["id"]: goal for goal in goals.shipped()}
    for row in report.table("goals").records():
        assert row["rule"] and row["source"] and row["bodies"].zh and row["year"], row["goal_id"]
        if shipped[row["goal_id"]]["metric"] in computed - {"racks", "villages_reached_share"}:
            assert row["inputs"], row["goal_id"]


def test_villages_have_the_bodies_of_their_category() -> None:
    report = prefecture_report(with_goals(goal("x", metric="villages_reached_share")), HAIBEI)
    assert row_of(report, goal_id="x")["bodies"] == "省乡村振兴局、省通信管理局"


def test_the_layers_of_the_places_are_those_of_their_categories() -> None:
    table = standards.table("categories").set_index("category")["layer"]
    assert table["village"] == "villages"


def test_the_province_lists_the_goals_of_its_prefectures_too() -> None:
    results = with_goals(goal("x", scope=HAIBEI), goal("y", scope="632800"))
    report = province_report(results)
    assert report.adcode == PROVINCE
    assert report.table("goals").column("goal_id") == ["x"]
