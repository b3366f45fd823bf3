"""The table set of a report against numbers worked out on paper from `sample_results`."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd
import pytest

from geo.outputs import _wording
from geo.results import CAUSES, VERDICTS, Results, empty
from geo.summary import (
    PROVINCE,
    SECTIONS,
    Field,
    Interval,
    prefecture_report,
    province_report,
)
from geo.summary._gaps import gap_record
from geo.summary._goal_metrics import Found, _same_scope
from geo.summary._goals import _verdict
from geo.summary._measures import measure
from geo.summary._part import Part, operator_name
from geo.summary._people import _whole
from geo.summary._table import build, percent_range
from geo.summary._tally import Tally
from layers.text import Text
from tests.sample_results import (
    HOSTILE_NAME,
    card_without_terrain,
    sample_results,
    sample_with_sharing_and_4g,
)

HAIBEI, HAIDONG = "632200", "630200"


@pytest.fixture(scope="module")
def results() -> Results:
    return sample_results()


@pytest.fixture(scope="module")
def haibei(results: Results) -> Any:
    return prefecture_report(results, HAIBEI)


@pytest.fixture(scope="module")
def flat() -> Any:
    """Return the report of 海北 from a run without a DEM."""
    return prefecture_report(sample_results(model_card=card_without_terrain()), HAIBEI)


@pytest.fixture(scope="module")
def many_views() -> Results:
    return sample_with_sharing_and_4g()


@pytest.fixture(scope="module")
def wider(many_views: Results) -> Any:
    return prefecture_report(many_views, HAIBEI)


@pytest.fixture(scope="module")
def province(results: Results) -> Any:
    return province_report(results)


def rows(report: Any, table: str, **wanted: str) -> list[dict[str, Any]]:
    """Return the rows whose cells read (in Chinese) as wanted."""
    found = []
    for row in report.table(table).records():
        words = {key: cell.zh if isinstance(cell, Text) else cell for key, cell in row.items()}
        if all(words[key] == value for key, value in wanted.items()):
            found.append(words)
    return found


def row(report: Any, table: str, **wanted: str) -> dict[str, Any]:
    (found,) = rows(report, table, **wanted)
    return found


# category: area rule, then reach rule; met, undecided, not met, no data, no coordinate
PAPER = {
    "政务": ((1, 2, 0, 0, 1), (2, 1, 0, 0, 1)),
    "教育": ((0, 0, 1, 0, 0), (0, 0, 1, 0, 0)),
    "金融": ((0, 0, 0, 0, 2), (0, 0, 0, 0, 2)),
    "医疗": ((0, 0, 0, 1, 0), (0, 0, 0, 1, 0)),
    "交通枢纽": ((1, 1, 0, 0, 0), (1, 1, 0, 0, 0)),
    "产业园区": ((0, 0, 1, 0, 0), (1, 0, 0, 0, 0)),
    "旅游景区": ((1, 0, 2, 0, 0), (1, 1, 1, 0, 0)),
    "合计": ((3, 3, 4, 1, 3), (5, 3, 2, 1, 3)),
}


class TestCategories:
    """海北, counted by hand from the rows of the sample."""

    @pytest.mark.parametrize("category", PAPER)
    @pytest.mark.parametrize(("index", "rule"), [(0, "面积"), (1, "通达")])
    def test_counts(self, haibei: Any, category: str, index: int, rule: str) -> None:
        found = row(haibei, "categories", category=category, rule=rule)
        keys = ("met", "undecided", "not_met", "no_data", "no_coordinate")
        assert tuple(found[key] for key in keys) == PAPER[category][index]
        assert found["listed"] == sum(PAPER[category][index])

    def test_rate_is_a_range_over_all_listed_places(self, haibei: Any) -> None:
        # 3 of 14 are met; all but the 4 not met may be: 10 of 14.
        found = row(haibei, "categories", category="合计", rule="面积")
        assert found["rate"] == Interval(0.214, 0.714)
        assert found["missing"] == Interval(4, 11)
        assert found["verdict"] == "not_met"

    @pytest.mark.parametrize("category", ["金融", "医疗"])
    def test_nothing_judged_is_no_data_and_never_zero(self, haibei: Any, category: str) -> None:
        for found in rows(haibei, "categories", category=category):
            assert found["rate"] is None
            assert found["verdict"] == "no_data"

    def test_a_judged_zero_stays_a_zero(self, haibei: Any) -> None:
        found = row(haibei, "categories", category="教育", rule="面积")
        assert found["rate"] == Interval(0.0, 0.0)

    def test_the_two_rules_are_not_blended(self, haibei: Any) -> None:
        verdicts = {
            r["rule"]: r["verdict"] for r in rows(haibei, "categories", category="产业园区")
        }
        assert verdicts == {"面积": "not_met", "通达": "met"}

    def test_areas_covered(self, haibei: Any) -> None:
        # scenic: 30·0 + 6·(0.96…1.0) + 2·(0.5…0.9) = 6.76…7.8 of 38 km²
        found = row(haibei, "category_areas", category="旅游景区")
        assert found["places"] == 3
        assert found["judged_km2"] == 38.0
        assert found["covered_km2"] == Interval(6.76, 7.8)
        assert found["covered_share"] == Interval(0.178, 0.205)
        # −86 and −104 dBm; the place without a station has no level
        assert found["mean_dbm"] == -95.0
        assert found["p10_dbm"] == -102.2

    def test_areas_of_a_category_never_judged(self, haibei: Any) -> None:
        found = row(haibei, "category_areas", category="金融")
        assert (found["places"], found["judged_km2"], found["covered_share"]) == (0, 0.0, None)
        assert found["mean_dbm"] is None

    def test_a_category_unknown_to_the_standards_is_shown_as_it_is(self, results: Results) -> None:
        areas = results.areas.replace({"category": {"township": "mine"}})
        report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
        assert row(report, "extended", category="mine", rule="面积")["listed"] == 3

    def test_extended_categories_are_apart(self, haibei: Any) -> None:
        found = row(haibei, "extended", category="乡镇街道", rule="面积")
        assert (found["listed"], found["met"], found["not_met"]) == (3, 1, 1)
        assert found["rate"] == Interval(0.333, 0.667)
        assert not rows(haibei, "categories", category="乡镇街道")

    def test_secondary_places_are_named_so(self, results: Results) -> None:
        areas = results.areas.copy()
        areas.loc[areas["id"] == "QH-TH-002", "group"] = "extended"
        report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
        assert row(report, "extended", category="交通枢纽（次要）", rule="面积")["listed"] == 1
        assert row(report, "categories", category="交通枢纽", rule="面积")["listed"] == 1

    def test_no_extended_places_no_table(self, results: Results) -> None:
        areas = results.areas[results.areas["group"] == "goal2022"]
        report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
        keys = {table.key for table in report.tables}
        assert not keys & {"extended", "shortfalls_extended"}


class TestConclusion:
    def test_cards(self, haibei: Any) -> None:
        cards = {card.key: card for card in haibei.cards}
        assert len(cards) == 8
        everything = cards["all"]
        assert (everything.listed, everything.met, everything.unknown) == (14, 3, 4)
        assert everything.missing == Interval(4, 11)
        assert cards["finance"].rate is None
        assert cards["government"].verdict == "undecided"

    def test_sentences_are_made_from_the_numbers(self, haibei: Any) -> None:
        first, second, third = haibei.sentences
        assert "共 14 处" in first.zh
        assert "达标率 21.4–71.4 %" in first.zh
        assert "通达规则达标率 35.7–85.7 %" in first.zh
        assert "尚差 4–11 处" in second.zh
        assert "旅游景区（2 / 3 处，牵头单位：省文化和旅游厅）" in second.zh
        assert "待核实的 3 处中有 1 处是因为坐标精度不足" in second.zh
        assert "金融、医疗没有可判定的场所" in second.zh
        assert "17.5–30.0 %" in third.zh
        assert "不达标的 4 处中有 1 处是地形遮挡" in second.zh
        assert "1 处因缺地形数据不能判定" in second.zh
        assert "terrain blocks 1 of the 4 not met" in second.en
        # 280 and 20 of 4 000 km²
        assert "7.0 % 被地形遮挡，0.5 % 缺地形数据、不能判定" in third.zh
        assert "盲区 4 处、共 32.60 km²，最大的在阿咪东索景区（30.00 km²）" in third.zh
        assert "Finance, Healthcare" in second.en
        assert "不达标的 4 处中有 1 处在扇区之外，调整天线方位角即有望达标" in second.zh

    def test_sentences_when_all_is_well(self, results: Results) -> None:
        areas = results.areas[results.areas["id"].isin(["QH-GV-001", "QH-TH-001"])]
        fine = dataclasses.replace(results, areas=areas, gaps=results.gaps.iloc[:0])
        report = prefecture_report(fine, HAIBEI)
        assert report.sentences[1].zh == "距 100 % 目标尚差 0 处。"
        assert "地形" not in report.sentences[1].zh
        assert "没有盲区" in report.sentences[2].zh
        assert report.cards[0].verdict == "met"

    def test_largest_gaps_come_first_and_are_five(self, province: Any) -> None:
        found = province.table("top_gaps").column("area_km2")
        assert found == [30.0, 18.0, 1.6, 1.0, 0.8]


class TestGoals:
    def test_share_goals_are_in_percent_of_listed_places(self, haibei: Any) -> None:
        found = row(haibei, "goals", goal_id="qh-2022-full-scenic-area")
        assert found["target"] == 100.0
        assert found["found"] == Interval(33.33, 33.33)
        assert found["gap"] == 66.67
        assert found["verdict"] == "not_met"
        assert found["bodies"] == "省文化和旅游厅（参照）"

    def test_nothing_judged_is_no_data(self, haibei: Any) -> None:
        found = row(haibei, "goals", goal_id="qh-2022-full-finance")
        assert (found["found"], found["gap"], found["verdict"]) == (None, None, "no_data")

    def test_the_scenario_is_never_judged_by_its_own_number(self, haibei: Any) -> None:
        found = row(haibei, "goals", goal_id="qh-2022-base-stations")
        assert found["found"] == Interval(6.0, 6.0)
        assert found["verdict"] == "no_data"
        assert "SYNTHETIC" in found["remark"]
        density = row(haibei, "goals", goal_id="cn-2025-stations-per-10k")
        assert density["found"] == Interval(0.3, 0.3)
        assert density["verdict"] == "no_data"

    def test_real_stations_are_held_against_national_density(self) -> None:
        report = prefecture_report(sample_results(synthetic=False), HAIBEI)
        found = row(report, "goals", goal_id="cn-2025-stations-per-10k")
        assert (found["verdict"], found["gap"]) == ("not_met", 25.7)
        # a prefecture's number is not the province's
        count = row(report, "goals", goal_id="qh-2022-base-stations")
        assert (count["verdict"], count["gap"]) == ("no_data", None)

    def test_whole_province_is_held_against_provincial_totals(self) -> None:
        report = province_report(whole_province(sample_results(synthetic=False)))
        found = row(report, "goals", goal_id="qh-2022-base-stations")
        assert (found["verdict"], found["gap"]) == ("not_met", 9989.0)
        racks = row(report, "goals", goal_id="qh-2022-racks")
        assert racks["found"] == Interval(6527.0, None)  # one data centre unknown
        assert racks["verdict"] == "undecided"
        assert report.name.zh == "青海省"

    def test_a_goal_of_one_prefecture_is_its_own(self, results: Results) -> None:
        assert _same_scope(Part(results, HAIBEI), {"scope": HAIBEI})
        assert not _same_scope(Part(results, HAIBEI), {"scope": "province"})

    def test_no_racks_known_is_not_zero(self, results: Results) -> None:
        centres = results.data_centers.assign(racks=math.nan)
        report = prefecture_report(dataclasses.replace(results, data_centers=centres), HAIBEI)
        assert row(report, "goals", goal_id="qh-2022-racks")["found"] is None

    def test_no_population_is_said(self, results: Results) -> None:
        people = results.prefectures.assign(population=math.nan)
        report = prefecture_report(dataclasses.replace(results, prefectures=people), HAIBEI)
        found = row(report, "goals", goal_id="cn-2027-stations-per-10k")
        assert (found["found"], found["remark"]) == (None, "没有人口数")

    def test_what_is_not_computed_is_no_data(self, haibei: Any) -> None:
        found = row(haibei, "goals", goal_id="qh-2022-egress")
        assert (found["found"], found["verdict"]) == (None, "no_data")
        assert found["remark"] == "本工具不计算此项"

    def test_published_facts_are_quoted_with_their_source(self, haibei: Any) -> None:
        found = row(haibei, "facts", goal_id="qh-2025-stations-per-10k")
        assert found["published"] == 44.93
        assert found["source"].startswith("http")
        assert not rows(haibei, "facts", goal_id="haixi-2021-base-stations")

    def test_a_fact_of_one_prefecture_is_in_its_report(self, results: Results) -> None:
        haixi = results.prefectures.replace({"adcode": {HAIDONG: "632800"}})
        report = prefecture_report(dataclasses.replace(results, prefectures=haixi), "632800")
        assert row(report, "facts", goal_id="haixi-2021-base-stations")["published"] == 386.0

    @pytest.mark.parametrize(
        ("operator", "bounds", "verdict"),
        [
            ("ge", (100.0, 100.0), "met"),
            ("ge", (99.9, 100.0), "undecided"),
            ("ge", (0.0, 99.9), "not_met"),
            ("ge", (0.0, None), "undecided"),
            ("gt", (100.0, 100.0), "not_met"),
            ("gt", (100.1, None), "met"),
            ("gt", (100.0, 100.1), "undecided"),
        ],
    )
    def test_both_sides_of_the_limit(
        self, operator: str, bounds: tuple[float, float | None], verdict: str
    ) -> None:
        assert _verdict(operator, 100.0, Found(Interval(*bounds))) == verdict


class TestPlaces:
    def test_every_open_place_is_listed_worst_first(self, haibei: Any) -> None:
        # 14 places; 海北州政府, 海北祁连机场 and 门源百里花海 are met by both rules.
        ids = haibei.table("shortfalls").column("id")
        assert len(ids) == 11
        assert ids[:4] == ["QH-SC-001", "QH-ED-001", "QH-IP-001", "QH-SC-003"]
        assert ids[-3:] == ["QH-FI-001", "QH-FI-002", "QH-GV-004"]

    def test_a_row(self, haibei: Any) -> None:
        found = row(haibei, "shortfalls", id="QH-ED-001")
        assert found["share"] == Interval(0.0, 0.2)
        assert found["margin_db"] == -4.0
        assert found["best_operator"] == "中国移动"
        assert found["county"] == "门源"
        blocked = [found[f"blocked_{key}"] for key in ("station", "lon", "lat", "m")]
        assert (found["cause"], blocked) == ("terrain", ["S04", 101.225, 37.225, 3480.0])
        assert found["measure"].startswith("海拔 3,480 m 的地形挡住基站 S04")

    def test_a_place_behind_a_void_has_no_share(self, haibei: Any) -> None:
        # At least 0 % at 90 %, but what it is at most, nobody knows.
        found = row(haibei, "shortfalls", id="QH-HC-001")
        assert (found["area"], found["cause"], found["share"]) == ("no_data", "no_data", None)
        assert (found["operators"], found["blocked_station"], found["blocked_m"]) == (
            None,
            "",
            None,
        )
        assert found["nearest_km"] == 14.2
        assert "高程数据" in found["measure"]
        assert row(haibei, "category_areas", category="医疗")["places"] == 0

    def test_unknown_figures_are_blank(self, haibei: Any) -> None:
        found = row(haibei, "shortfalls", id="QH-GV-004")
        assert found["share"] is None
        assert found["lon"] is None
        assert found["operators"] is None

    @pytest.mark.parametrize(
        ("place", "words"),
        [
            ({"cause": "no_station", "nearest_km": 31.4}, "最近站 31.4 km"),
            ({"cause": "no_station", "nearest_km": math.nan}, "新建 5G 基站"),
            ({"cause": "budget", "margin_db": math.nan, "nearest_km": 9.0}, "最近站 9.0 km"),
            ({"cause": "budget", "margin_db": -4.0}, "尚差 4.0 dB"),
            ({"cause": "budget", "margin_db": 0.0, "share50": 0.6}, "40.0 % 面积低于门限"),
            ({"cause": "terrain", "blocked_m": 3480.0, "blocked_station": "S04"}, "3,480 m 的地形"),
            ({"cause": "terrain", "blocked_m": math.nan}, "被地形遮挡：在与场所通视处新建"),
            (
                {"cause": "sector", "sector_station": "S04", "sector_off_deg": 141.5},
                "基站 S04 的扇区偏离 142°：调整方位角或增加扇区",
            ),
            ({"cause": "excluded"}, "不计入"),
            ({"cause": "key_points"}, "补充关键点坐标"),
            ({"cause": "no_data"}, "补充路径上的高程数据"),
            ({"cause": "margin"}, "现场路测"),
            ({"cause": "precision"}, "精确坐标"),
            ({"cause": "no_coordinate"}, "补充坐标"),
            ({"cause": "", "area": "no_data"}, "补充所缺数据"),
            ({"cause": "", "area": "met", "reach": "undecided"}, "现场路测"),
            ({"cause": "", "area": "met", "reach": "not_met"}, "仅点位信号弱"),
            ({"cause": "", "area": "met", "reach": "met"}, "仅关键点信号弱"),
        ],
    )
    def test_the_measure_follows_from_the_cause(self, place: dict[str, Any], words: str) -> None:
        assert words in measure(place).zh

    def test_the_place_beside_a_sector_names_the_station_and_the_angle(self, haibei: Any) -> None:
        found = row(haibei, "shortfalls", id="QH-SC-003")
        assert found["cause"] == "sector"
        assert (found["sector_station"], found["sector_off_deg"]) == ("S04", 180.0)
        assert found["measure"] == "基站 S04 的扇区偏离 180°：调整方位角或增加扇区"
        other = row(haibei, "shortfalls", id="QH-ED-001")
        assert (other["sector_station"], other["sector_off_deg"]) == ("", None)

    def test_the_median_level_is_blank_where_the_verdict_is(self, haibei: Any) -> None:
        assert row(haibei, "shortfalls", id="QH-ED-001")["median_dbm"] == -111.0
        assert row(haibei, "shortfalls", id="QH-HC-001")["median_dbm"] is None

    def test_columns_are_those_of_the_standard_in_its_order(self, haibei: Any) -> None:
        keys = [field.key for field in haibei.table("shortfalls").fields]
        wanted = "place category county lon lat area_km2 share area reach best_operator operators"
        wanted += " median_dbm margin_db nearest_km blocked_lon blocked_lat blocked_m cause measure"
        assert [key for key in keys if key in wanted.split()] == wanted.split()
        assert keys.index("owner") > keys.index("measure")

    def test_key_points_are_told_once_they_are_judged(self, results: Results) -> None:
        assert "keypoints" not in [
            field.key for field in prefecture_report(results, HAIBEI).table("shortfalls").fields
        ]
        # A place met by the other rules is listed when a key point of it fails.
        judged = {"QH-GV-001": "not_met", "QH-TH-001": "undecided", "QH-SC-002": "no_data"}
        verdicts = results.areas["id"].map(judged).fillna("met")
        points = results.areas["id"].map({"QH-GV-001": "北门"}).fillna("")
        areas = results.areas.assign(keypoints=verdicts, worst_point=points, key_points=1)
        report = prefecture_report(dataclasses.replace(results, areas=areas), HAIBEI)
        found = row(report, "shortfalls", id="QH-GV-001")
        assert (found["keypoints"], found["worst_point"]) == ("not_met", "北门")
        ids = report.table("shortfalls").column("id")
        assert "QH-TH-001" in ids and "QH-SC-002" not in ids

    def test_places_of_no_prefecture_appear_in_the_province(self, province: Any) -> None:
        assert province.table("unassigned").column("id") == ["QH-FI-091"]

    def test_no_such_place_no_table(self, results: Results) -> None:
        areas = results.areas[results.areas["prefecture_adcode"] != ""]
        report = province_report(dataclasses.replace(results, areas=areas))
        assert "unassigned" not in {table.key for table in report.tables}


class TestGaps:
    def test_a_row(self, haibei: Any) -> None:
        found = row(haibei, "gaps", gap_id="QH-ED-001-G1")
        assert (found["cause"], found["short_db"], found["altitude_m"]) == ("terrain", 9.0, 3125.0)
        blocked = [found[f"blocked_{key}"] for key in ("station", "lon", "lat", "m")]
        assert blocked == ["S04", 101.225, 37.225, 3480.0]
        assert (found["lon"], found["lat"]) == (101.25, 37.25)
        assert (found["places"], found["names_inside"]) == (0, "")
        aside = row(haibei, "gaps", gap_id="QH-SC-003-G1")
        assert (aside["sector_station"], aside["sector_off_deg"]) == ("S04", 180.0)

    def test_columns_are_those_of_the_standard_in_its_order(self, haibei: Any) -> None:
        keys = [field.key for field in haibei.table("gaps").fields if not field.minor]
        wanted = ["gap_id", "area_km2", "size_class", "people", "altitude_m", "cause", "places"]
        assert [key for key in keys if key in wanted] == wanted

    def test_unknown_figures_are_blank(self, haibei: Any, province: Any) -> None:
        found = row(haibei, "gaps", gap_id="QH-SC-001-G1")
        assert (found["short_db"], found["people"]) == (None, None)
        assert row(province, "gaps", gap_id="QH-TH-012-G1")["altitude_m"] is None

    def test_the_places_inside_are_named_in_both_languages(self, results: Results) -> None:
        part = Part(results, HAIBEI)
        (first,) = (r for r in part.gaps.to_dict("records") if r["gap_id"] == "QH-SC-001-G1")
        names = gap_record(part, first)["names_inside"]
        assert names == Text("峨堡镇、海北银行网点", "Ebo, Haibei bank branch")
        assert gap_record(part, {**first, "places_inside": "X 1"})["names_inside"].zh == "X、1"
        assert gap_record(part, {**first, "places_inside": ""})["names_inside"] == Text("", "")

    def test_a_place_inside_whose_id_holds_a_blank_is_one(self, results: Results) -> None:
        areas = results.areas.replace({"id": {"QH-TS-002": "QH TS 002"}})
        gaps = results.gaps.replace({"places_inside": {"QH-TS-002": "QH TS 002"}}, regex=True)
        renamed = dataclasses.replace(results, areas=areas, gaps=gaps)
        part = Part(renamed, HAIBEI)
        (first,) = (r for r in part.gaps.to_dict("records") if r["gap_id"] == "QH-SC-001-G1")
        assert first["places_inside"] == "QH TS 002 QH-FI-002"
        assert gap_record(part, first)["names_inside"].zh == "峨堡镇、海北银行网点"
        counted = prefecture_report(renamed, HAIBEI).table("gap_sizes").column("places")
        assert counted == prefecture_report(results, HAIBEI).table("gap_sizes").column("places")

    def test_sizes_by_class_and_cause(self, province: Any) -> None:
        found = [tuple(r.values()) for r in rows(province, "gap_sizes")]
        # The people of the one gap where they are known are 1530; no part stands for the whole.
        assert found == [
            (">20", "no_station", 1, 30.0, None, 2),
            ("5–20", "budget", 1, 18.0, 1530, 0),
            ("1–5", "budget", 1, 1.6, None, 0),
            ("≤1", "no_station", 1, 1.0, None, 0),
            ("≤1", "terrain", 1, 0.8, None, 0),
            ("≤1", "sector", 1, 0.2, None, 0),
        ]

    def test_a_place_in_two_gaps_is_counted_once(self, results: Results) -> None:
        gaps = results.gaps.assign(cause="budget", size_class="≤1", places_inside="A B", places=2)
        report = province_report(dataclasses.replace(results, gaps=gaps))
        assert row(report, "gap_sizes", size_class="≤1")["places"] == 2

    def test_people_of_some_gaps_are_not_those_of_all(self, results: Results) -> None:
        gaps = results.gaps.replace({"cause": {"sector": "terrain"}})
        for people, told in (([10.0, 20.0], 30), ([10.0, math.nan], None)):
            of_both = dict(zip(("QH-ED-001-G1", "QH-SC-003-G1"), people, strict=True))
            known = gaps.assign(people=gaps["gap_id"].map(of_both))
            report = province_report(dataclasses.replace(results, gaps=known))
            both = row(report, "gap_sizes", size_class="≤1", cause="terrain")
            assert (both["size"], both["people"]) == (2, told)


class TestDivisions:
    def test_counties(self, haibei: Any) -> None:
        found = row(haibei, "counties", county="门源回族自治县")
        assert found["population"] == 100_000
        assert found["stations_per_10k"] == 0.4
        assert found["stations_per_1000km2"] == 4.0
        assert found["share"] == Interval(0.4, 0.6)
        # 40 000 of 100 000 cells have no network; 2 000 of them are not known.
        assert found["white_share"] == 0.38
        assert (found["listed"], found["area_met"], found["reach_met"]) == (9, 2, 4)

    def test_unknown_population_is_blank(self, haibei: Any) -> None:
        found = row(haibei, "counties", county="祁连县")
        assert (found["population"], found["stations_per_10k"]) == (None, None)

    def test_places_of_no_county_are_kept_so_that_columns_add_up(self, results: Results) -> None:
        report = prefecture_report(results, HAIDONG)
        assert row(report, "counties", county="县不明")["listed"] == 1
        assert sum(report.table("counties").column("listed")) == 8

    def test_ranking(self, province: Any) -> None:
        # 海东: 4 of 8 met, 2 not met; 海北: 3 of 14 met, 4 not met
        assert [r["prefecture"] for r in rows(province, "ranking")] == ["海东市", "海北藏族自治州"]
        found = row(province, "ranking", prefecture="海东市")
        assert found["area_rate"] == Interval(0.5, 0.75)
        assert found["reach_rate"] == Interval(0.75, 0.875)
        assert found["missing"] == Interval(2, 4)

    def test_a_prefecture_never_judged_comes_last(self, results: Results) -> None:
        here = results.areas["prefecture_adcode"] == HAIDONG
        unknown = results.areas[~here | results.areas.geometry.isna()]
        report = province_report(dataclasses.replace(results, areas=unknown))
        assert [r["area_rate"] for r in rows(report, "ranking")][-1] is None

    def test_matrix(self, province: Any) -> None:
        # government: 1 of 4 and 1 of 1 met, none surely not; together 2 of 5
        assert row(province, "matrix", prefecture="海东市")["government"] == Interval(1.0, 1.0)
        assert row(province, "matrix", prefecture="合计")["government"] == Interval(0.4, 1.0)
        assert row(province, "matrix", prefecture="海北藏族自治州")["finance"] is None


class TestPeople:
    """100 000 people of the file in 海北: 45 000 at 90 %, 68 000 at 50 %, 4 000 not known."""

    def test_by_county_and_in_total(self, haibei: Any) -> None:
        found = row(haibei, "people", division="门源回族自治县")
        assert (found["population"], found["people"]) == (100_000, 80_000)
        assert found["covered"] == Interval(40_000, 64_000)
        assert (found["people_share"], found["people_no_data"]) == (Interval(0.5, 0.8), 4_000)
        total = row(haibei, "people", division="合计")
        assert (total["population"], total["people"]) == (200_000, 100_000)
        assert total["covered"] == Interval(45_000, 72_000)
        assert total["people_share"] == Interval(0.45, 0.72)

    def test_by_prefecture_in_the_province(self, province: Any) -> None:
        divisions = [r["division"] for r in rows(province, "people")]
        assert divisions == ["海北藏族自治州", "海东市", "合计"]
        assert row(province, "people", division="海北藏族自治州")["covered"] == Interval(
            45_000, 72_000
        )
        # 195 000 and 262 000 of 300 000: a county that the file does not know is in neither
        assert row(province, "people", division="合计")["people_share"] == Interval(0.65, 0.873)

    def test_a_county_that_the_file_does_not_know_is_blank_and_never_zero(
        self, results: Results
    ) -> None:
        found = row(prefecture_report(results, HAIDONG), "people", division="平安区")
        assert (found["people"], found["covered"], found["people_share"]) == (None, None, None)
        nobody = results.people[results.people["county_adcode"] == "630203"]
        report = prefecture_report(dataclasses.replace(results, people=nobody), HAIDONG)
        assert row(report, "people", division="合计")["people_share"] is None
        assert "预测人口覆盖率为 无数据" in report.sentences[2].zh

    def test_other_tables_have_the_same_share(self, haibei: Any, province: Any) -> None:
        assert row(haibei, "counties", county="祁连县")["people_share"] == Interval(0.25, 0.4)
        assert row(province, "counties", county="祁连县")["people"] == 20_000
        assert row(province, "ranking", prefecture="海北藏族自治州")["people_share"] == Interval(
            0.45, 0.72
        )
        assert "按所给人口数据，预测人口覆盖率为 45.0–72.0 %" in haibei.sentences[2].zh
        assert "45.0–72.0 % of the people are predicted to be covered" in haibei.sentences[2].en
        assert "people.tif: 3 arc-seconds" in haibei.table("counties").note.zh

    def test_people_and_places_are_rounded_as_a_clerk_does(self) -> None:
        assert [_whole(people) for people in (2.4999, 2.5, 2.9999999)] == [2, 3, 3]

    def test_sums_of_shares_never_pass_the_whole(self, results: Results) -> None:
        hair = results.people.assign(people50=results.people["people"] * (1 + 1e-12))
        report = prefecture_report(dataclasses.replace(results, people=hair), HAIBEI)
        assert row(report, "people", division="合计")["people_share"].upper == 1.0

    def test_without_terrain_nobody_is_without_terrain_data(self, flat: Any) -> None:
        assert "people_no_data" not in [field.key for field in flat.table("people").fields]


@pytest.fixture(scope="module")
def peopleless(results: Results) -> tuple[Any, Any]:
    """Return the reports of 海北 and of the province from a run without a file of people."""
    without = dataclasses.replace(results, people=empty("people"))
    return prefecture_report(without, HAIBEI), province_report(without)


class TestWithoutPeople:
    """No file: places are counted instead, and it is said that they are no people."""

    def test_township_seats_stand_in(self, peopleless: tuple[Any, Any]) -> None:
        # 门源: 泉口镇 is reached, 仙米乡 has no coordinate; 祁连: 峨堡镇 is not
        haibei, province = peopleless
        keys = ("townships", "township_rate")
        found = row(haibei, "counties", county="门源回族自治县")
        assert tuple(found[key] for key in keys) == (2, Interval(0.5, 1.0))
        found = row(haibei, "counties", county="祁连县")
        assert tuple(found[key] for key in keys) == (1, Interval(0.0, 0.0))
        # no data is no verdict: 三合镇 leaves 平安区 without a rate
        found = row(province, "counties", county="平安区")
        assert tuple(found[key] for key in keys) == (1, None)
        found = row(province, "ranking", prefecture="海东市")
        assert tuple(found[key] for key in keys) == (2, Interval(0.5, 1.0))

    def test_it_is_said_plainly(self, peopleless: tuple[Any, Any]) -> None:
        for report in peopleless:
            assert "人口覆盖率未计算" in report.sentences[2].zh
            assert "no raster or list of people was given" in report.sentences[2].en
            assert "它不是人口比例" in report.table("counties").note.zh
            assert "people" not in [table.key for table in report.tables]
            fields = [field.key for field in report.table("counties").fields]
            assert "people_share" not in fields and "people" not in fields
        assert "3 处乡镇街道驻地的通达率为 33.3–66.7 %" in peopleless[0].sentences[2].zh


class TestLimits:
    """Cells of the sample times the area of their county: 100 a km²."""

    LIMITS = ("none", "budget", "terrain", "no_station", "no_data")

    @pytest.mark.parametrize(
        ("division", "km2"),
        [
            ("门源回族自治县", (600.0, 150.0, 80.0, 150.0, 20.0)),
            ("祁连县", (600.0, 400.0, 200.0, 1800.0, 0.0)),
            ("合计", (1200.0, 550.0, 280.0, 1950.0, 20.0)),
        ],
    )
    def test_area_by_limit(self, haibei: Any, division: str, km2: tuple[float, ...]) -> None:
        found = row(haibei, "limits", division=division)
        assert tuple(found[f"{limit}_km2"] for limit in self.LIMITS) == km2
        assert found["km2"] == sum(km2)
        shares = [found[limit] for limit in self.LIMITS]
        assert shares == [pytest.approx(area / sum(km2), abs=5.1e-4) for area in km2]

    def test_the_province_counts_prefectures_and_counties(self, province: Any) -> None:
        assert [r["division"] for r in rows(province, "limits")] == [
            "海北藏族自治州",
            "海东市",
            "合计",
        ]
        assert row(province, "limits", division="海东市")["no_data_km2"] == 50.0
        assert row(province, "limits", division="合计")["terrain_km2"] == 280.0
        assert len(rows(province, "limits_counties")) == 4

    def test_what_reaches_the_threshold_is_what_is_covered(self, haibei: Any) -> None:
        for found, county in zip(rows(haibei, "limits"), rows(haibei, "counties"), strict=False):
            assert found["none"] == county["share"].upper

    def test_without_terrain_nothing_is_said_to_be_blocked(self, flat: Any) -> None:
        keys = {field.key for field in flat.table("limits").fields}
        assert {"none", "budget", "no_station"} <= keys
        assert not {"terrain", "terrain_km2", "no_data", "no_data_km2"} & keys
        assert "遮挡未计算" in flat.table("limits").note.zh

    def test_nothing_counted_is_not_zero(self, results: Results) -> None:
        nothing = dataclasses.replace(results, limits=results.limits.iloc[:0])
        found = row(prefecture_report(nothing, HAIBEI), "limits", division="合计")
        assert (found["none"], found["no_data"]) == (None, None)


class TestOperators:
    def test_one_network(self, haibei: Any) -> None:
        # 50 000 + 60 000 of 400 000 cells, 35 000 + 30 000 at 90 %; any: 120 000
        found = row(haibei, "operators", operator="中国移动")
        assert found["share"] == Interval(0.163, 0.275)
        assert found["km2"] == Interval(650.0, 1100.0)
        assert found["gain_km2_50"] == 100.0
        assert (found["stations"], found["reach_met"], found["area_met"]) == (4, 5, 3)

    def test_places_of_the_second_network(self, haibei: Any) -> None:
        # at least two networks: 海北州政府, 门源县政府 (area undecided), 门源百里花海
        found = row(haibei, "operators", operator="中国电信")
        assert (found["reach_met"], found["area_met"], found["area_undecided"]) == (3, 2, 1)
        assert (found["gain_reach_met"], found["gain_area_met"]) == (2, 1)

    def test_any_operator_gains_nothing_over_itself(self, haibei: Any) -> None:
        found = row(haibei, "operators", operator="任一运营商（异网漫游）")
        assert found["gain_km2_50"] is None

    def test_planned_and_4g_stations_do_not_count(self, results: Results) -> None:
        stations = results.stations.copy()
        stations.loc[stations["id"] == "S01", "status"] = "planned"
        stations.loc[stations["id"] == "S02", "tech"] = "LTE"
        report = prefecture_report(dataclasses.replace(results, stations=stations), HAIBEI)
        assert row(report, "operators", operator="中国移动")["stations"] == 2

    def test_an_unknown_operator_keeps_its_name(self, results: Results) -> None:
        renamed = {"operators": ["Tower <b>"]}
        report = prefecture_report(sample_results(**renamed), HAIBEI)
        found = row(report, "operators", operator="Tower <b>")
        assert (found["share"], found["reach_met"]) == (None, 0)

    @pytest.mark.parametrize("adcode", [HAIBEI, HAIDONG])
    def test_exactly_n_networks_add_up_to_the_whole(self, results: Results, adcode: str) -> None:
        table = prefecture_report(results, adcode).table("networks")
        area = {HAIBEI: 4000.0, HAIDONG: 1000.0}[adcode]
        assert sum(table.column("km2")) == area
        assert sum(table.column("share")) == pytest.approx(1.0, abs=0.002)

    def test_networks(self, haibei: Any) -> None:
        # 2 800 km² are not known to have a network; 20 of them are not known not to have one.
        table = haibei.table("networks")
        assert table.column("km2") == [2780.0, 950.0, 200.0, 50.0, 20.0]
        words = [cell.zh if isinstance(cell, Text) else cell for cell in table.column("networks")]
        assert words == ["0", "1", "2", "3", "无地形数据"]

    def test_networks_without_a_void(self, results: Results) -> None:
        networks = results.networks.replace({"operators": {-1: 0}})
        report = prefecture_report(dataclasses.replace(results, networks=networks), HAIBEI)
        assert report.table("networks").column("km2") == [2800.0, 950.0, 200.0, 50.0]

    def test_what_is_not_known_of_each_network(self, haibei: Any, flat: Any) -> None:
        assert haibei.table("operators").column("no_data_km2") == [20.0, 30.0, 20.0, 0.0]
        assert "no_data_km2" not in {field.key for field in flat.table("operators").fields}


class TestSharing:
    def test_each_operator_is_followed_by_itself_with_sharing(self, wider: Any) -> None:
        assert [cell.zh for cell in wider.table("operators").column("operator")] == [
            "任一运营商（异网漫游）",
            "中国移动",
            "中国电信",
            "中国电信（含共享）",
            "中国联通",
            "中国联通（含共享）",
        ]

    def test_a_row_with_sharing_says_what_roaming_still_adds(self, wider: Any) -> None:
        # 35 000 of 400 000 cells at 50 %, 22 000 at 90 %; any: 120 000.
        found = row(wider, "operators", operator="中国电信（含共享）")
        assert found["km2"] == Interval(220.0, 350.0)
        assert found["share"] == Interval(0.055, 0.088)
        assert found["gain_km2_50"] == 850.0 and found["no_data_km2"] == 10.0
        # Its own 3.5 GHz station and that of 联通.
        assert found["stations"] == 2
        assert row(wider, "operators", operator="中国电信")["stations"] == 1

    def test_what_sharing_gains(self, wider: Any) -> None:
        # 350 − 300 and 350 − 100 km²; with sharing both pass where 电信 does.
        first, second = wider.table("sharing").records()
        assert [cell.zh for cell in (first["operator"], first["partner"])] == [
            "中国电信",
            "中国联通",
        ]
        assert (first["bands"], first["gain_km2_50"], first["gain_reach_met"]) == ("n78", 50.0, 0)
        assert second["gain_km2_50"] == 250.0
        own = row(wider, "operators", operator="中国联通")
        more = row(wider, "operators", operator="中国联通（含共享）")
        assert more["reach_met"] == 3 and more["area_met"] == 2
        assert second["gain_reach_met"] == 3 - own["reach_met"] > 0
        assert second["gain_area_met"] == 2 - own["area_met"] > 0

    def test_people_are_counted_where_there_are_figures(self, wider: Any) -> None:
        # 65 000 of 120 000 at 90 %; 90 000 at 50 %, and 1 000 not known. 移动 52 000, 75 000.
        assert row(wider, "operators", operator="任一运营商（异网漫游）")[
            "people_share"
        ] == Interval(0.542, 0.758)
        mobile = row(wider, "operators", operator="中国移动")
        assert (mobile["people_share"], mobile["gain_people_50"]) == (
            Interval(0.433, 0.633),
            15_000,
        )
        nobody = row(wider, "operators", operator="中国联通")
        assert (nobody["people_share"], nobody["gain_people_50"]) == (None, None)
        first, second = wider.table("sharing").records()
        assert (first["gain_people_50"], second["gain_people_50"]) == (10_000, None)

    def test_people_of_one_view_alone_make_no_gain(self, many_views: Results) -> None:
        people = many_views.people[many_views.people["operator"] != "any"]
        report = prefecture_report(dataclasses.replace(many_views, people=people), HAIBEI)
        assert row(report, "operators", operator="中国移动")["gain_people_50"] is None
        assert row(report, "operators", operator="中国移动")["people_share"] is not None

    def test_without_people_sharing_and_4g_nothing_is_said_of_them(self, results: Results) -> None:
        haibei = prefecture_report(dataclasses.replace(results, people=empty("people")), HAIBEI)
        keys = {field.key for field in haibei.table("operators").fields}
        assert not keys & {"people_share", "gain_people_50"}
        assert not {"sharing", "technologies"} & {table.key for table in haibei.tables}
        assert haibei.sections()[7] == []

    @pytest.mark.parametrize(
        ("name", "zh", "en"),
        [
            ("any", "任一运营商（异网漫游）", "any operator (roaming)"),
            ("中国广电", "中国广电", "China Broadnet"),
            ("中国广电+", "中国广电（含共享）", "China Broadnet (with sharing)"),
            ("LTE", "任一运营商（4G）", "any operator (4G)"),
            ("LTE:中国广电", "中国广电（4G）", "China Broadnet (4G)"),
            ("某公司", "某公司", "某公司"),
        ],
    )
    def test_every_view_has_a_wording(self, name: str, zh: str, en: str) -> None:
        assert operator_name(name) == Text(zh, en)

    def test_white_grey_and_several_networks_are_told_apart(self, haibei: Any) -> None:
        kinds = haibei.table("networks").column("kind")
        assert [cell.zh if cell else "" for cell in kinds] == [
            "白点", "灰区", "多网覆盖", "多网覆盖", ""
        ]  # fmt: skip


class TestTechnologies:
    def test_areas_of_a_prefecture_by_county(self, wider: Any) -> None:
        # Of 4000 km²: 1100 both, 100 5G alone, 1200 4G alone, 1550 neither, 50 not known.
        whole = row(wider, "technologies", division="合计")
        assert [whole[f"{code}_km2"] for code in ("both", "nr", "lte", "none", "no_data")] == [
            1100.0, 100.0, 1200.0, 1550.0, 50.0
        ]  # fmt: skip
        assert (whole["both"], whole["lte"], whole["no_data"]) == (0.275, 0.3, 0.013)
        county = row(wider, "technologies", division="门源回族自治县")
        assert (county["km2"], county["lte_km2"], county["nr"]) == (1000.0, 200.0, 0.1)
        assert len(wider.table("technologies").rows) == 3

    def test_areas_of_the_province_by_prefecture(self, many_views: Results) -> None:
        table = province_report(many_views).table("technologies")
        assert [cell.zh for cell in table.column("division")] == [
            "海北藏族自治州", "海东市", "合计"
        ]  # fmt: skip
        assert table.column("km2") == [4000.0, 1000.0, 5000.0]
        # 海东: 400 both, 250 4G alone, 300 neither, 50 not known, of 1000 km².
        assert table.column("lte_km2") == [1200.0, 250.0, 1450.0]

    def test_places_by_technology(self, wider: Any) -> None:
        # Area: 3 met, 4 not met of 14; 4G fails one of each. Reach: 5 met, 2 not met.
        area, reach = wider.table("technology_places").records()
        counts = ("listed", "both", "nr", "lte", "neither", "other", "met_5g")
        assert [area[key] for key in counts] == [14, 2, 1, 3, 1, 7, 3]
        assert [reach[key] for key in counts] == [14, 4, 1, 1, 1, 7, 5]
        # 10 have a verdict by area, of which 4G fails two.
        assert (area["met_4g"], reach["met_4g"]) == (8, 8)

    def test_places_to_be_upgraded_are_listed_by_rule(
        self, wider: Any, many_views: Results
    ) -> None:
        of_goal = many_views.areas[many_views.areas["group"] == "goal2022"]
        own = of_goal[of_goal["prefecture_adcode"] == HAIBEI]
        failed = own[(own["area"] == "not_met") & (own["id"] != "QH-ED-001")]
        found = rows(wider, "upgrades", rule="面积")
        assert [one["id"] for one in found] == failed["id"].tolist() and len(found) == 3
        assert len(rows(wider, "upgrades", rule="通达")) == 1

    def test_what_is_given_is_not_said_to_be_missing(self, wider: Any, haibei: Any) -> None:
        assert 7 not in wider.absent
        assert "未给出 4G 基站" in haibei.absent[7].zh

    def test_without_a_dem_nothing_is_said_of_voids(self, many_views: Results) -> None:
        card = {**many_views.card, "model_card": card_without_terrain()}
        report = prefecture_report(dataclasses.replace(many_views, card=card), HAIBEI)
        assert "no_data" not in {field.key for field in report.table("technologies").fields}


class TestQuality:
    @pytest.mark.parametrize("adcode", [HAIBEI, HAIDONG, PROVINCE])
    def test_the_denominator_adds_up(self, results: Results, adcode: str) -> None:
        report = (
            province_report(results) if adcode == PROVINCE else prefecture_report(results, adcode)
        )
        ledger = report.table("ledger")
        assert ledger.column("difference") == [0] * 7
        listed = {  # by rule: key areas, extended places; then lines
            HAIBEI: [14, 14, 14, 3, 3, 3, 3],
            HAIDONG: [8, 8, 8, 2, 2, 2, 1],
            PROVINCE: [23, 23, 23, 5, 5, 5, 3],
        }
        assert ledger.column("listed") == listed[adcode]

    def test_places_without_a_coordinate_are_listed(self, province: Any) -> None:
        assert sorted(province.table("no_coordinate").column("id")) == [
            "QH-FI-001",
            "QH-FI-002",
            "QH-FI-091",
            "QH-GV-004",
            "QH-SC-011",
            "QH-TS-003",
        ]

    def test_inputs_carry_their_hash(self, haibei: Any) -> None:
        assert haibei.table("inputs").column("sha256") == ["ab" * 32, "cd" * 32]

    @pytest.mark.parametrize(
        ("layer", "title"),
        [("dem", "高程"), ("clutter", "地物"), ("people", "人口分布"), ("finance", "金融场所")],
    )
    def test_inputs_are_named_whether_they_are_layers_or_not(self, layer: str, title: str) -> None:
        given = [{"layer": layer, "file": "a.tif", "sha256": "ef" * 32, "rows": None}]
        report = prefecture_report(sample_results(inputs=given), HAIBEI)
        assert [name.zh for name in report.table("inputs").column("name")] == [title]

    def test_terrain_data(self, haibei: Any, flat: Any) -> None:
        table = haibei.table("terrain")
        values = [cell.zh if isinstance(cell, Text) else cell for cell in table.column("value")]
        assert values == ["SRTMGL1: 4 tiles", "1 arc-second", "2000-02", "无", ""]
        assert table.column("km2") == [None, None, None, None, 20.0]
        without = [cell.zh for cell in flat.table("terrain").column("value")]
        assert without == ["无", "无", "无", "无", "未使用地形"]

    def test_an_unknown_vintage_is_said(self) -> None:
        model = {**sample_results().card["model_card"], "terrain_vintage": "unknown"}
        report = prefecture_report(sample_results(model_card=model), HAIBEI)
        assert report.table("terrain").column("value")[2] == Text("不明", "unknown")

    def test_defaults_of_a_category_without_a_layer(self, results: Results) -> None:
        defaults = results.defaults.assign(layer="transport_hub")
        report = prefecture_report(dataclasses.replace(results, defaults=defaults), HAIBEI)
        assert report.table("defaults").column("layer")[0] == Text("交通枢纽", "Transport hubs")

    def test_racks_known_and_unknown(self, haibei: Any) -> None:
        assert haibei.table("data_centers").column("racks") == [None, 527]
        assert "未知 1 处" in haibei.table("data_centers").note.zh


class TestMethod:
    def test_sensitivity(self, haibei: Any) -> None:
        # cells at or above the level, of 400 000: 30 000, 50 000, 120 000, 195 000
        table = haibei.table("sensitivity")
        assert table.column("dbm") == [-96, -100, -105, -110]
        assert table.column("share") == [0.075, 0.125, 0.3, 0.488]
        assert table.column("km2") == [300.0, 500.0, 1200.0, 1950.0]

    def test_the_strip_agrees_with_the_coverage(self, haibei: Any) -> None:
        in_force = row(haibei, "sensitivity", in_force="是")
        assert in_force["share"] == rows(haibei, "operators")[0]["share"].upper

    @pytest.mark.parametrize(
        ("dbm", "strip"), [(-90.0, [-90, -96, -100, -105, -110]), (-95.5, [-96, -100, -105, -110])]
    )
    def test_another_threshold_joins_the_strip(self, dbm: float, strip: list[int]) -> None:
        threshold = {**sample_results().card["threshold"], "dbm": dbm}
        report = prefecture_report(sample_results(threshold=threshold), HAIBEI)
        assert report.table("sensitivity").column("dbm") == strip

    def test_nothing_is_faked(self, haibei: Any) -> None:
        assert set(haibei.sections()) <= set(SECTIONS)
        assert all(not haibei.sections()[number] for number in (7, 9, 11, 15))
        assert {7, 9, 11, 15} == set(haibei.absent)
        assert "未提供" in rows(haibei, "validation")[0]["value"]

    def test_model_card_and_settings(self, haibei: Any) -> None:
        assert row(haibei, "model_card", item="terrain_source")["value"] == "SRTMGL1: 4 tiles"
        assert row(haibei, "settings", item="scenario.seed")["value"] == "2022"

    def test_terrain_is_described_as_the_model_card_has_it(self, haibei: Any, flat: Any) -> None:
        said = row(haibei, "method", item="地形")["value"]
        assert "ITU-R P.1812-8" in said and "SRTMGL1: 4 tiles，1 arc-second，2000-02" in said
        assert "地物：无" in said
        assert not rows(haibei, "not_yet", subject="地形遮挡")
        without = row(flat, "method", item="地形")["value"]
        assert without.startswith("地形：无。") and "偏乐观" in without
        assert row(flat, "not_yet", subject="地形遮挡")

    def test_clutter_is_named_as_an_assumption(self) -> None:
        model = {**sample_results().card["model_card"], "clutter_source": "WorldCover"}
        report = prefecture_report(sample_results(model_card=model), HAIBEI)
        said = report.table("method").column("value")[0]
        assert "地物：WorldCover，代表高度为假定值" in said.zh
        assert "Clutter: WorldCover, its heights are assumptions" in said.en

    def test_an_unknown_status_is_shown_as_it_is(self) -> None:
        threshold = {**sample_results().card["threshold"], "status": "own"}
        report = prefecture_report(sample_results(threshold=threshold), HAIBEI)
        assert row(report, "threshold", item="性质")["value"] == "own"


class TestMarks:
    def test_head_of_every_page(self, haibei: Any) -> None:
        marks = {mark.key: mark.value.zh for mark in haibei.marks}
        assert marks["terrain"] == "SRTMGL1: 4 tiles"
        assert marks["review_no"] == "未设置"
        assert marks["data_date"] == "2022-12-31"
        assert "预测" in marks["predicted"]
        assert "SYNTHETIC" in marks["synthetic"]
        assert marks["crs"] == "WGS 84"

    def test_real_stations_are_not_called_synthetic(self) -> None:
        report = prefecture_report(sample_results(synthetic=False), HAIBEI)
        assert "synthetic" not in {mark.key for mark in report.marks}

    def test_a_fitted_projection_is_named_by_its_method(self) -> None:
        grid = {**sample_results().card["grid"], "crs_wkt": "+proj=aea +lat_1=33 +lat_2=38"}
        report = prefecture_report(sample_results(grid=grid), HAIBEI)
        crs = next(mark.value for mark in report.marks if mark.key == "crs")
        assert crs == Text(
            "Albers 等面积投影 · CGCS2000 / WGS-84", "Albers Equal Area · CGCS2000 / WGS-84"
        )

    def test_no_dem_and_a_missing_date_are_said(self) -> None:
        changes = {"model_card": card_without_terrain(), "data_date": "", "scenario": None}
        report = prefecture_report(sample_results(**changes), HAIBEI)
        marks = {mark.key: mark.value.zh for mark in report.marks}
        assert (marks["terrain"], marks["data_date"]) == ("无地形", "未填写")
        assert "11 个" in marks["synthetic"]


class TestReport:
    def test_an_unknown_prefecture_is_refused(self, results: Results) -> None:
        with pytest.raises(KeyError, match="632300"):
            prefecture_report(results, "632300")

    def test_an_unknown_table_is_refused(self, haibei: Any) -> None:
        with pytest.raises(KeyError, match="nothing"):
            haibei.table("nothing")

    def test_part_of_the_province_says_so(self, province: Any) -> None:
        assert province.name.zh == "青海省（本次仅含海北、海东）"
        assert [code for code, _ in province.members] == [HAIBEI, HAIDONG]

    def test_prefectures_add_up_to_the_province(self, results: Results, province: Any) -> None:
        parts = [prefecture_report(results, code).cards[0].listed for code in (HAIBEI, HAIDONG)]
        assert sum(parts) + 1 == province.cards[0].listed  # + the place of no prefecture

    def test_names_stay_as_they_are(self, haibei: Any) -> None:
        assert row(haibei, "gaps", gap_id="QH-SC-003-G1")["place"] == HOSTILE_NAME

    def test_every_code_of_the_results_has_words(self) -> None:
        assert set(_wording.VERDICTS) == set(VERDICTS)
        assert set(_wording.CAUSES) == set(CAUSES)


class TestTally:
    def test_target_below_all(self) -> None:
        assert Tally(met=8, undecided=1, not_met=1).verdict(0.8) == "met"
        assert Tally(met=7, undecided=1, not_met=2).verdict(0.8) == "undecided"
        assert Tally(met=7, undecided=0, not_met=3).verdict(0.8) == "not_met"


class TestTable:
    def test_values_are_plain_and_rounded_once(self) -> None:
        fields = [
            Field("name", Text("名", "name")),
            Field("share", Text("比", "share"), "share"),
            Field("count", Text("数", "count"), "integer"),
            Field("level", Text("电平", "level"), "number", "dBm"),
        ]
        record = {"name": math.nan, "share": 0.4875, "count": 3.0, "level": -0.04}
        table = build("t", 1, Text("表", "t"), fields, [record, {"name": True}])
        assert table.rows == (("", 0.488, 3, 0.0), (Text("是", "yes"), None, None, None))
        assert math.copysign(1.0, table.column("level")[0]) == 1.0

    @pytest.mark.parametrize(
        ("rate", "words"),
        [
            (None, "无数据"),
            (Interval(None, 1.0), "无数据"),
            (Interval(0.5, 0.5), "50.0 %"),
            (Interval(0.2, 0.999999), "20.0–99.9 %"),
        ],
    )
    def test_ranges_in_words(self, rate: Interval | None, words: str) -> None:
        assert percent_range(rate, "无数据") == words


def whole_province(results: Results) -> Results:
    """Return the sample as if its two prefectures were eight."""
    two = results.prefectures
    others = [
        two.iloc[:1].assign(adcode=f"63900{n}", population=0.0, stations=0, area_km2=0.0)
        for n in range(6)
    ]
    eight = pd.concat([two, *others], ignore_index=True)
    return dataclasses.replace(results, prefectures=eight)
