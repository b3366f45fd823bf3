"""Section 8: the kilometres of the sample's lines, whole and by prefecture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.results import Results
from geo.summary import Interval, Report, prefecture_report, province_report
from geo.summary._lines import _MOST_GAPS, route_name
from tests.sample_lines import HAIBEI, HAIDONG
from tests.sample_results import HOSTILE_NAME, card_without_terrain, sample_results


@pytest.fixture(scope="module")
def results() -> Results:
    return sample_results()


@pytest.fixture(scope="module")
def haibei(results: Results) -> Report:
    return prefecture_report(results, HAIBEI)


@pytest.fixture(scope="module")
def province(results: Results) -> Report:
    return province_report(results)


def keys(report: Report) -> list[str]:
    return [table.key for table in report.sections().get(8, [])]


def row(report: Report, table: str, **wanted: str) -> dict[str, Any]:
    """Return the one row whose Chinese wording is as wanted."""
    found = [
        record
        for record in report.table(table).records()
        if all(getattr(record[key], "zh", record[key]) == value for key, value in wanted.items())
    ]
    assert len(found) == 1, found
    return found[0]


def test_which_tables_there_are(haibei: Report, province: Report) -> None:
    shared = ["lines_totals", "lines_operators", "line_gaps"]
    assert keys(haibei) == ["lines", *shared]
    assert keys(province) == ["lines", "lines_prefectures", *shared]


def test_without_lines_there_is_no_section_and_it_is_said_why(results: Results) -> None:
    none = replace(results, lines=results.lines.iloc[:0], line_gaps=results.line_gaps.iloc[:0])
    report = province_report(none)
    assert keys(report) == []
    assert "未给出道路和铁路" in report.absent[8].zh


def test_with_lines_nothing_is_said_to_be_missing(province: Report) -> None:
    assert 8 not in province.absent


def test_a_prefecture_without_a_line_has_no_section(results: Results) -> None:
    elsewhere = results.lines[results.lines["prefecture_adcode"] != HAIDONG]
    assert keys(prefecture_report(replace(results, lines=elsewhere), HAIDONG)) == []


def test_a_line_in_one_prefecture(haibei: Report) -> None:
    found = row(haibei, "lines", route="G227 示例国道")
    assert found["category"].zh == "公路"
    assert (found["km"], found["covered_km"]) == (40.0, Interval(36.0, 38.5))
    # 38.5 of 40 km are 96.25 %: by half up.
    assert (found["share"], found["linear"]) == (Interval(0.9, 0.963), "undecided")
    assert found["gap_km"] == 1.0
    ends = [found[f"gap_{end}"] for end in ("from_lon", "from_lat", "to_lon", "to_lat")]
    assert ends == [101.12, 37.1, 101.13, 37.102]
    assert (found["subcategory"], found["source"], found["id"]) == ("国道", "sample", "G227@632200")
    assert found["owner"].zh == "省交通运输厅"


def test_a_line_without_a_gap_has_no_ends(haibei: Report) -> None:
    found = row(haibei, "lines", route="G6 京藏高速")
    assert (found["linear"], found["gap_km"]) == ("met", 0.0)
    assert found["gap_from_lon"] is None
    assert found["gap_to_lat"] is None


def test_a_line_behind_a_void_has_no_share(haibei: Report) -> None:
    found = row(haibei, "lines", route=HOSTILE_NAME)
    assert found["linear"] == "no_data"
    assert found["share"] is None
    assert (found["covered_km"], found["km_no_data"]) == (Interval(8.0, 10.0), 10.0)


def test_the_province_has_lines_whole_and_then_by_prefecture(province: Report) -> None:
    whole = row(province, "lines", route="G6 京藏高速")
    assert (whole["km"], whole["linear"], whole["gap_km"]) == (100.0, "not_met", 12.0)
    parts = province.table("lines_prefectures").records()
    by_place = {(r["prefecture"].zh, r["route"].zh): r["km"] for r in parts}
    assert by_place["海北藏族自治州", "G6 京藏高速"] == 60.0
    assert by_place["海东市", "G6 京藏高速"] == 40.0
    assert [r["prefecture"].zh for r in parts] == ["海北藏族自治州"] * 3 + ["海东市"]
    assert sum(by_place.values()) == sum(province.table("lines").column("km"))  # type: ignore[arg-type]


def test_lines_stand_by_category_and_longest_gap(province: Report) -> None:
    routes = [r["route"].zh for r in province.table("lines").records()]
    assert routes == ["G6 京藏高速", "G227 示例国道", HOSTILE_NAME]


def test_totals_by_category(haibei: Report) -> None:
    roads = row(haibei, "lines_totals", category="公路")
    assert (roads["lines"], roads["km"]) == (2, 100.0)
    assert roads["covered_km"] == Interval(94.0, 98.5)
    assert roads["share"] == Interval(0.94, 0.985)
    assert [roads[k] for k in ("met", "undecided", "not_met", "no_data")] == [1, 1, 0, 0]
    assert roads["continuous_km"] == Interval(60.0, 100.0)
    every = row(haibei, "lines_totals", category="合计")
    assert (every["lines"], every["km"], every["km_no_data"]) == (3, 120.0, 10.0)
    assert every["continuous_km"] == Interval(60.0, 120.0)
    assert every["gap_km"] == 1.0


def test_one_category_needs_no_sum(results: Results) -> None:
    report = prefecture_report(results, HAIDONG)
    assert [r["category"].zh for r in report.table("lines_totals").records()] == ["公路"]


def test_operators_by_their_own_networks(haibei: Report) -> None:
    mobile = row(haibei, "lines_operators", operator="中国移动")
    assert mobile["covered_km"] == Interval(102.0, 108.5)
    assert [mobile[k] for k in ("met", "undecided", "not_met", "no_data")] == [1, 1, 0, 1]
    other = row(haibei, "lines_operators", operator="中国联通")
    assert other["covered_km"] == Interval(8.0, 10.0)
    assert [other[k] for k in ("met", "undecided", "not_met", "no_data")] == [0, 0, 2, 1]


def test_any_operator_agrees_with_the_totals(province: Report) -> None:
    first = province.table("lines_operators").records()[0]
    total = row(province, "lines_totals", category="合计")
    for key in ("covered_km", "share", "met", "undecided", "not_met", "no_data"):
        assert first[key] == total[key], key


def test_stretches_are_listed_longest_first_with_cause_and_ends(province: Report) -> None:
    found = province.table("line_gaps").records()
    assert [r["gap_id"] for r in found] == ["G6-G1", "R1-G1", "G6-G2", "G227-G1", "G227-G2"]
    causes = ["no_station", "no_data", "range", "budget", "terrain"]
    assert [r["cause"] for r in found] == causes
    assert found[0]["route"].zh == "G6 京藏高速"
    assert found[0]["county"].zh == "平安"
    assert (found[0]["from_lon"], found[0]["to_lat"]) == (102.2, 36.183)
    assert "5 / 5" in province.table("line_gaps").note.zh


def test_a_long_list_of_stretches_is_cut_and_says_so(results: Results) -> None:
    gaps = results.line_gaps.loc[results.line_gaps.index.repeat(30)].reset_index(drop=True)
    table = province_report(replace(results, line_gaps=gaps)).table("line_gaps")
    assert len(table.rows) == _MOST_GAPS
    assert f"{_MOST_GAPS} / 150" in table.note.zh
    assert f"{_MOST_GAPS} / 150" in table.note.en


def test_without_a_stretch_there_is_no_list(results: Results) -> None:
    report = province_report(replace(results, line_gaps=results.line_gaps.iloc[:0]))
    assert "line_gaps" not in keys(report)


def test_without_terrain_there_is_no_column_of_what_it_leaves_open() -> None:
    flat = province_report(sample_results(model_card=card_without_terrain()))
    for key in ("lines", "lines_prefectures", "lines_totals"):
        assert "km_no_data" not in [field.key for field in flat.table(key).fields]


def test_the_rule_its_source_and_the_step_are_named(province: Report) -> None:
    note = province.table("lines").note
    for text in (note.zh, note.en):
        assert "95 %" in text
        assert "工信部联通信〔2023〕257号" in text
        assert "100 m" in text


@pytest.mark.parametrize(
    ("ref", "zh", "en", "route"),
    [
        ("G6", "京藏高速", "", ("G6 京藏高速", "G6 京藏高速")),
        ("G6", "G6京藏高速", "G6 Expressway", ("G6京藏高速", "G6 Expressway")),
        ("", "青藏铁路", "Qinghai–Tibet", ("青藏铁路", "Qinghai–Tibet")),
    ],
)
def test_a_route_is_its_number_and_its_name(
    ref: str, zh: str, en: str, route: tuple[str, str]
) -> None:
    assert route_name({"ref": ref, "name_zh": zh, "name_en": en}) == route
