"""Section 9 and deep coverage in section 3, counted by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geo import goals
from geo.results import Results
from geo.summary import Interval, prefecture_report, province_report
from layers.text import Text
from tests.sample_results import sample_results
from tests.test_summary_goals import goal

HAIBEI = "632200"
# id, county, verdict by reach, cause, excluded, verdicts of committee, school, clinic
# ("" = none, "-" = not listed, "?" = without a coordinate)
VILLAGES = [
    ("V1", "632221", "met", "", "", "met", "met", "met"),
    ("V2", "632221", "not_met", "budget", "", "met", "not_met", "met"),
    ("V3", "632221", "undecided", "margin", "", "met", "undecided", ""),
    ("V4", "632222", "no_data", "key_points", "", "met", "met", "-"),
    ("V5", "632222", "not_met", "roaming", "", "met", "met", "met"),
    ("V6", "632222", "no_data", "excluded", "已整村搬迁", "-", "-", "-"),
    ("V7", "", "no_data", "no_coordinate", "", "met", "?", "met"),
]
KINDS = ("committee", "school", "clinic")


def villages(base: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    one = base[base["id"] == "QH-TS-001"]
    rows = pd.concat([one] * len(VILLAGES), ignore_index=True).assign(
        id=[row[0] for row in VILLAGES],
        name_zh=[f"{row[0]}村" for row in VILLAGES],
        category="village",
        county_adcode=[row[1] for row in VILLAGES],
        reach=[row[2] for row in VILLAGES],
        cause=[row[3] for row in VILLAGES],
        excluded=[row[4] for row in VILLAGES],
        key_points=3,
        worst_point="小学",
        keypoints=[row[2] for row in VILLAGES],
    )
    return gpd.GeoDataFrame(rows, crs=4326)


def points() -> gpd.GeoDataFrame:
    rows = [
        {
            "id": f"{row[0]}-{kind}",
            "area_id": row[0],
            "name_zh": kind,
            "name_en": "",
            "kind": kind,
            "lon": math.nan if verdict == "?" else 101.0,
            "lat": math.nan if verdict == "?" else 37.1,
            "level_dbm": -90.0,
            "level90_dbm": -98.0,
            "verdict": "no_data" if verdict == "?" else verdict,
        }
        for row in VILLAGES
        for kind, verdict in zip(KINDS, row[5:], strict=True)
        if verdict not in ("", "-")
    ]
    shapes = [None if math.isnan(row["lon"]) else Point(row["lon"], row["lat"]) for row in rows]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


@pytest.fixture(scope="module")
def results() -> Results:
    found = sample_results()
    areas = gpd.GeoDataFrame(
        pd.concat([found.areas, villages(found.areas)], ignore_index=True), crs=4326
    )
    return dataclasses.replace(found, areas=areas, key_points=points())


def words(report: Any, table: str) -> list[dict[str, Any]]:
    return [
        {key: cell.zh if isinstance(cell, Text) else cell for key, cell in row.items()}
        for row in report.table(table).records()
    ]


def test_no_list_of_villages_no_section() -> None:
    report = prefecture_report(sample_results(), HAIBEI)
    assert report.sections()[9] == [] and "[layers] villages" in report.absent[9].zh


def test_villages_by_county(results: Results) -> None:
    rows = {row["county"]: row for row in words(prefecture_report(results, HAIBEI), "villages")}
    assert list(rows) == ["门源回族自治县", "祁连县", "县不明", "合计"]
    names = ("listed", "met", "undecided", "not_met", "no_data", "no_coordinate", "excluded")
    counts = {county: tuple(row[name] for name in names) for county, row in rows.items()}
    assert counts == {
        "门源回族自治县": (3, 1, 1, 1, 0, 0, 0),
        "祁连县": (3, 0, 0, 1, 1, 0, 1),
        "县不明": (1, 0, 0, 0, 1, 0, 0),
        "合计": (7, 1, 1, 2, 2, 0, 1),
    }
    assert rows["合计"]["rate"] == Interval(0.167, 0.667)  # 1 and 4 of 6
    assert rows["祁连县"]["rate"] == Interval(0.0, 0.5)


def test_the_goal_stands_beside(results: Results) -> None:
    rows = {row["county"]: row for row in words(prefecture_report(results, HAIBEI), "villages")}
    key = "goal_cn-2025-villages-reached"  # 80 %
    fields = {
        field.key: field.title.zh for field in province_report(results).table("villages").fields
    }
    assert fields[key] == "2025 年目标 ≥ 80 %"
    verdicts = {county: row[key] for county, row in rows.items()}
    assert verdicts == {
        "门源回族自治县": "not_met",
        "祁连县": "not_met",
        "县不明": "no_data",
        "合计": "not_met",
    }


def test_points_of_facilities_and_roaming(results: Results) -> None:
    rows = {row["county"]: row for row in words(prefecture_report(results, HAIBEI), "villages")}
    total = rows["合计"]
    found = {kind: (total[f"{kind}_met"], total[f"{kind}_points"]) for kind in KINDS}
    # The school of V7 is somewhere: it is no point with a coordinate.
    assert found == {"committee": (6, 6), "school": (3, 5), "clinic": (4, 4)}
    # By roaming: V1 and V5 surely; V3, V4 and V7 perhaps; V2 not.
    assert total["roaming"] == Interval(2, 5)
    assert rows["门源回族自治县"]["roaming"] == Interval(1, 2)


def test_villages_not_reached_say_which_point_fails(results: Results) -> None:
    rows = words(prefecture_report(results, HAIBEI), "villages_open")
    assert [(row["id"], row["reach"], row["school"], row["cause"]) for row in rows] == [
        ("V2", "not_met", "not_met", "budget"),
        ("V5", "not_met", "met", "roaming"),
        ("V3", "undecided", "undecided", "margin"),
        ("V4", "no_data", "met", "key_points"),
        ("V7", "no_data", "no_data", "no_coordinate"),
    ]
    assert [row["clinic"] for row in rows] == ["met", "met", "", "", "met"]
    assert "villages_open" not in {table.key for table in province_report(results).tables}


def test_of_two_schools_the_worse_one_is_shown(results: Results) -> None:
    more = results.key_points[results.key_points["id"] == "V5-school"].assign(
        id="V5-2", verdict="undecided"
    )
    both = gpd.GeoDataFrame(pd.concat([results.key_points, more], ignore_index=True), crs=4326)
    report = prefecture_report(dataclasses.replace(results, key_points=both), HAIBEI)
    (row,) = (row for row in words(report, "villages_open") if row["id"] == "V5")
    assert row["school"] == "undecided"


def test_the_overview_counts_villages_of_every_county(results: Results) -> None:
    rows = {row["county"]: row for row in words(province_report(results), "villages")}
    assert rows["合计"]["listed"] == 7
    assert "乐都区" not in rows  # it lists none


def test_villages_stay_apart_from_the_goal_of_2022(results: Results) -> None:
    report = prefecture_report(results, HAIBEI)
    assert report.cards[0].listed == 14
    ledger = words(report, "ledger")
    assert [row["listed"] for row in ledger] == [14] * 3 + [10] * 3 + [3]  # the last: lines
    assert {row["difference"] for row in ledger} == {0}
    extended = [row for row in words(report, "extended") if row["category"] == "行政村"]
    assert [row["rule"] for row in extended] == ["面积", "通达", "深度覆盖"]


def test_the_goal_of_section_2_is_the_total_of_section_9(results: Results) -> None:
    (found,) = (
        row
        for row in words(prefecture_report(results, HAIBEI), "goals")
        if row["goal_id"] == "cn-2025-villages-reached"
    )
    assert found["found"] == Interval(16.67, 66.67)
    assert (found["verdict"], found["remark"]) == ("not_met", "列入 7 处，达标 1 处，不计入 1 处")


def test_more_than_a_goal_is_more(results: Results) -> None:
    strict = goal("x", metric="villages_reached_share", operator="gt", threshold="50", rule="reach")
    quoted = {**goals.shipped()[0], "metric": "villages_reached_share", "status": "actual"}
    card = {**results.card, "goals": [strict, quoted]}
    report = prefecture_report(dataclasses.replace(results, card=card), HAIBEI)
    rows = {row["county"]: row for row in words(report, "villages")}
    assert rows["祁连县"]["goal_x"] == "not_met"  # 0 to 50 %, and more than 50 % is wanted
    fields = [field.key for field in report.table("villages").fields]
    assert [key for key in fields if key.startswith("goal_")] == ["goal_x"]


# ---------------------------------------------------------------------- deep coverage


def test_deep_coverage_has_rows_only_where_there_are_key_points(results: Results) -> None:
    plain = prefecture_report(sample_results(), HAIBEI)
    assert {row["rule"] for row in words(plain, "categories")} == {"面积", "通达"}
    assert "没有关键点数据，深度覆盖规则未判定" in plain.table("categories").note.zh
    areas = results.areas.copy()
    there = areas["id"].isin(["QH-GV-001", "QH-GV-002"])
    areas.loc[there, "key_points"] = 2
    areas.loc[areas["id"] == "QH-GV-001", "keypoints"] = "met"
    areas.loc[areas["id"] == "QH-GV-002", "keypoints"] = "not_met"
    report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
    rows = [row for row in words(report, "categories") if row["rule"] == "深度覆盖"]
    assert [row["category"] for row in rows] == ["政务", "合计"]
    names = ("listed", "met", "not_met", "no_data", "no_coordinate")
    assert [rows[0][name] for name in names] == [4, 1, 1, 1, 1]
    assert [rows[1][name] for name in names] == [14, 1, 1, 9, 3]
    assert rows[0]["rate"] == Interval(0.25, 0.75)
    assert "全部关键点达到门限为达标" in report.table("categories").note.zh
