"""Section 15: what changed, by category and area, beside what the two runs do not share."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from geo.results import empty
from geo.summary import (
    PROVINCE,
    Interval,
    Report,
    Table,
    comparison_report,
    prefecture_report,
    province_report,
)
from geo.summary import _comparison as section
from geo.summary._part import Part
from geo.summary._tally import tally
from tests.sample_results import sample_results
from tests.sample_runs import CELLS_CHANGED, compared_results, of_scope, run_results

HAIBEI, HAIDONG = "632200", "630200"
COMPARED = compared_results()
KEYS = [
    "compared_runs",
    "compared_rates",
    "compared_counts",
    "compared_places",
    "compared_areas",
]


@pytest.fixture(scope="module")
def province() -> Report:
    return province_report(COMPARED)


@pytest.fixture(scope="module")
def haibei() -> Report:
    return prefecture_report(COMPARED, HAIBEI)


def row_of(table: Table, *cells: str) -> dict[str, Any]:
    """Return the row whose first cells read so in Chinese."""
    for row in table.records():
        shown = [getattr(cell, "zh", cell) for cell in row.values()]
        if shown[: len(cells)] == list(cells):
            return row
    raise KeyError(cells)


# ---------------------------------------------------------------- when there is one
@pytest.mark.parametrize("previous", [{}, {"previous": None}])
def test_a_run_compared_with_none_has_no_section_15_and_says_so(previous: dict[str, None]) -> None:
    report = province_report(sample_results(**previous))
    assert report.sections()[15] == []
    assert all(card.change is None for card in report.cards)
    assert "change" not in [field.key for field in report.table("conclusion").fields]
    assert "[report] previous" in report.absent[15].zh


def test_a_compared_run_has_section_15_in_every_report(province: Report, haibei: Report) -> None:
    for report in (province, haibei):
        assert [table.key for table in report.sections()[15]] == KEYS
        assert 15 not in report.absent


# ---------------------------------------------------------------- places
def test_changes_are_counted_by_category_and_rule(province: Report) -> None:
    table = province.table("compared_counts")

    def counts(*cells: str) -> tuple[int, ...]:
        row = row_of(table, *cells)
        return tuple(row[name] for name in section.PLACE_CHANGES)

    # gained, lost, unchanged, other, new, gone: 23 places of the goal in the sample, and one
    # that is gone.
    assert counts("目标合计", "面积") == (3, 1, 17, 1, 1, 1)
    assert counts("目标合计", "通达") == (1, 0, 21, 0, 1, 1)
    assert counts("政务", "面积") == (1, 1, 3, 0, 0, 0)
    assert counts("交通枢纽", "面积") == (2, 0, 1, 0, 1, 0)
    assert counts("旅游景区", "面积") == (0, 0, 4, 0, 0, 1)
    assert counts("乡镇街道", "面积") == (0, 1, 4, 0, 0, 0)


def test_counts_add_up_to_the_places_of_both_runs(province: Report, haibei: Report) -> None:
    for report, adcode in ((province, PROVINCE), (haibei, HAIBEI)):
        part = Part(COMPARED, adcode)
        total = row_of(report.table("compared_counts"), "目标合计", "面积")
        now = sum(total[name] for name in section.PLACE_CHANGES if name != "gone")
        assert now == len(part.goal_areas)


def test_rates_are_those_of_both_runs(province: Report) -> None:
    row = row_of(province.table("compared_rates"), "目标合计", "面积")
    now = tally(COMPARED.areas[COMPARED.areas["group"] == "goal2022"], "area")
    assert (row["listed_now"], row["met_now"]) == (now.listed, now.met) == (23, 7)
    assert row["rate_now"] == pytest.approx((round(7 / 23, 3), round(17 / 23, 3)), abs=1e-9)
    # Before: Menyuan Station was not listed, another garden was; three gained, one lost.
    assert (row["listed_before"], row["met_before"]) == (23, 7 - 3 + 1)
    assert row["rate_before"].lower == round(5 / 23, 3)
    finance = row_of(province.table("compared_rates"), "金融", "面积")
    assert finance["rate_before"] == finance["rate_now"] == Interval(0.25, 1.0)
    healthcare = row_of(prefecture_report(COMPARED, HAIBEI).table("compared_rates"), "医疗", "面积")
    assert healthcare["rate_now"] is None  # nothing judged is no rate


def test_every_place_whose_verdict_changed_is_listed_goal_first(province: Report) -> None:
    rows = province.table("compared_places").records()
    listed = [(row["change"].zh, row["area_id"], row["rule"].zh) for row in rows]
    assert listed == [
        ("新达标", "QH-GV-001", "面积"),
        ("新达标", "QH-IP-001", "通达"),
        ("新达标", "QH-TH-001", "面积"),
        ("新达标", "QH-TH-011", "面积"),
        ("不再达标", "QH-GV-002", "面积"),
        ("其他变化", "QH-ED-001", "面积"),
        ("新列入", "QH-TH-002", "面积"),
        ("新列入", "QH-TH-002", "通达"),
        ("不再列入", "QH-SC-091", "面积"),
        ("不再列入", "QH-SC-091", "通达"),
        ("不再达标", "QH-TS-002", "面积"),
    ]
    by_id = {(row["area_id"], row["rule"].zh): row for row in rows}
    lost = by_id["QH-GV-002", "面积"]
    assert (lost["before"], lost["now"], lost["cause"]) == ("met", "undecided", "margin")
    assert lost["county"].zh == "门源" and lost["moved"] == ""
    assert by_id["QH-GV-001", "面积"]["cause"] == ""  # met: no cause
    assert by_id["QH-ED-001", "面积"]["cause"] == "terrain"
    gone = by_id["QH-SC-091", "面积"]
    assert (gone["before"], gone["now"], gone["cause"]) == ("no_data", "", "")


def test_a_prefecture_lists_its_own(haibei: Report) -> None:
    listed = set(haibei.table("compared_places").column("area_id"))
    assert "QH-TH-011" not in listed and "QH-SC-091" not in listed and "QH-GV-001" in listed


def test_a_place_judged_elsewhere_is_marked() -> None:
    changes = COMPARED.changes.assign(moved=COMPARED.changes["area_id"] == "QH-GV-002")
    report = province_report(dataclasses.replace(COMPARED, changes=changes))
    marked = [row for row in report.table("compared_places").records() if row["moved"]]
    assert [(row["area_id"], row["moved"].zh) for row in marked] == [("QH-GV-002", "是")]


# ---------------------------------------------------------------- the first page
def test_cards_say_by_how_much_the_number_met_has_moved(province: Report, haibei: Report) -> None:
    change = {card.key: card.change for card in province.cards}
    # Surely met: 3 gained, 1 lost. Possibly met: GV-001 was not met and is; ED-001 was undecided
    # and is not met; Menyuan Station is new and undecided; a garden without data is gone.
    assert change["all"] == Interval(2, 0)
    assert change["government"] == Interval(0, 1)
    assert change["education"] == Interval(0, -1)
    assert change["transport_hub"] == Interval(2, 1)
    assert change["scenic_area"] == Interval(0, -1)
    assert {card.key: card.change for card in haibei.cards}["all"] == Interval(1, 1)
    row = row_of(province.table("conclusion"), "全部重点区域")
    assert (row["change"], row["change_upper"]) == (2, 0)


def test_a_category_without_a_place_has_no_change() -> None:
    nothing = COMPARED.changes[COMPARED.changes["category"] != "finance"]
    report = province_report(dataclasses.replace(COMPARED, changes=nothing))
    assert {card.key: card.change for card in report.cards}["finance"] is None


def test_the_sentence_says_what_the_tables_say() -> None:
    (said,) = comparison_report(COMPARED).sentences
    assert "新达标 3 处、不再达标 1 处、未变 17 处、其他变化 1 处" in said.zh
    assert "新增覆盖 210.0 km²、失去覆盖 150.0 km²" in said.zh
    assert "gained 210.0 km², lost 150.0 km²" in said.en
    assert said.zh in comparison_report(COMPARED).table("compared_counts").note.zh


# ---------------------------------------------------------------- area and people
def test_area_is_by_prefecture_in_the_overview_and_by_county_below(
    province: Report, haibei: Report
) -> None:
    def km2(table: Table, name: str) -> tuple[float, ...]:
        row = row_of(table, name)
        return tuple(row[change] for change in section.CELL_CHANGES)

    overview, own = province.table("compared_areas"), haibei.table("compared_areas")
    assert km2(own, "门源回族自治县") == (200.0, 50.0, 400.0, 330.0, 20.0)
    assert km2(own, "祁连县") == (0.0, 100.0, 600.0, 2300.0, 0.0)
    assert (
        km2(own, "合计") == km2(overview, "海北藏族自治州") == (200.0, 150.0, 1000.0, 2630.0, 20.0)
    )
    assert km2(overview, "合计") == (210.0, 150.0, 1390.0, 3180.0, 70.0)
    assert sum(km2(overview, "合计")) == sum(map(sum, CELLS_CHANGED.values())) / 100
    assert not [field for field in overview.fields if field.key.startswith("people")]


def test_people_are_told_when_there_are_any() -> None:
    table = prefecture_report(compared_results(people=0.5), HAIBEI).table("compared_areas")
    row = row_of(table, "门源回族自治县")
    assert (row["people_gained"], row["people_lost"]) == (10_000, 2_500)
    assert row_of(table, "合计")["people_never"] == 131_500


def test_a_county_nobody_counted_has_zero_area_and_no_people() -> None:
    cells = compared_results(people=1.0).change_cells
    some = dataclasses.replace(COMPARED, change_cells=cells[cells["county_adcode"] != "632222"])
    row = row_of(prefecture_report(some, HAIBEI).table("compared_areas"), "祁连县")
    assert row["gained"] == 0.0 and row["people_gained"] is None


# ---------------------------------------------------------------- the two runs
def test_what_is_not_alike_is_said() -> None:
    results = compared_results(scenario={"count": 11, "seed": 7}, data_date="2022-12-31")
    table = comparison_report(results).table("compared_runs")
    assert row_of(table, "运行编号", "before", "now")["alike"] == section._ALIKE[None]
    assert row_of(table, "数据截止", "2021-12-31", "2022-12-31")["alike"].zh == ""
    assert row_of(table, "门限方案")["alike"].zh == "一致"
    stations = row_of(table, "基站来源")
    assert stations["alike"].en == "differs" and "种子 7" in stations["now"].zh
    assert not table.modelled


def test_columns_of_an_invented_earlier_run_say_so_where_this_one_is_real() -> None:
    real = comparison_report(compared_results(synthetic=False, scenario=None))
    invented = comparison_report(COMPARED)
    for key, columns in (
        ("compared_runs", ["before"]),
        ("compared_rates", ["listed_before", "met_before", "rate_before"]),
        ("compared_places", ["before"]),
    ):
        for name in columns:
            (title,) = [f.title for f in real.table(key).fields if f.key == name]
            (plain,) = [f.title for f in invented.table(key).fields if f.key == name]
            assert title.zh == f"{plain.zh}（SYNTHETIC）" and title.en.endswith("(SYNTHETIC)")


def test_the_report_of_a_comparison_is_section_15_with_both_runs_in_its_head() -> None:
    report = comparison_report(COMPARED)
    assert list(report.sections()) == [15] and report.first.key == "compared_runs"
    assert report.adcode == PROVINCE and "两次运行比较" in report.title.zh
    marks = {mark.key: mark.value.zh for mark in report.marks}
    assert marks["previous"] == "before · 2021-12-31 · SYNTHETIC" and marks["run_id"] == "now"
    real = compared_results()
    real.card["previous"].update(synthetic=False, data_date="")
    assert {m.key: m.value.zh for m in comparison_report(real).marks}["previous"] == "before"


def test_a_comparison_of_one_prefecture_goes_down_to_counties() -> None:
    haibei = of_scope(COMPARED, HAIBEI)
    report = comparison_report(haibei)
    assert report.adcode == HAIBEI and report.title.zh.startswith("海北藏族自治州")
    assert row_of(report.table("compared_areas"), "祁连县")


def test_a_rule_that_has_no_wording_yet_is_named_as_it_is() -> None:
    assert section.rule_name("area").zh == "面积"
    assert section.rule_name("someday").zh == "someday"
    later = run_results("now")
    changes: pd.DataFrame = empty("changes")
    nothing = dataclasses.replace(
        later,
        card={**later.card, "previous": COMPARED.card["previous"]},
        changes=changes,
        change_cells=empty("change_cells"),
    )
    report = comparison_report(nothing)
    assert report.table("compared_counts").rows == ()
    assert "新达标 0 处" in report.sentences[0].zh
