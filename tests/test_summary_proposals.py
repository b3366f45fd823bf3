"""Section 11: the plan of the sample, whose figures are worked out in `tests.sample_plan`."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest

from geo.outputs._charts import chart
from geo.results import CANDIDATE_KINDS, PLAN_STATUSES, Results
from geo.summary import (
    PROVINCE,
    Interval,
    Report,
    prefecture_report,
    province_report,
)
from geo.summary._part import Part
from geo.summary._plan import (
    KIND_NAMES,
    STATUS_NAMES,
    closed_here,
    curve,
    own_curve,
    site_name,
)
from layers.text import Text
from tests.sample_plan import LISTED, plan_card, planned_results
from tests.sample_results import sample_results

HAIBEI, HAIDONG = "632200", "630200"
TABLES = [
    *("proposals", "plan_curve", "plan_statuses"),
    *("plan_places", "plan", "plan_assumptions"),
]
EVERY_REPORT = pytest.mark.parametrize("adcode", [PROVINCE, HAIBEI, HAIDONG])


@pytest.fixture(scope="module")
def results() -> Results:
    return planned_results()


def report_of(results: Results, adcode: str) -> Report:
    return province_report(results) if adcode == PROVINCE else prefecture_report(results, adcode)


def keys(report: Report) -> list[str]:
    return [table.key for table in report.sections().get(11, [])]


def changed(results: Results, **card: Any) -> Results:
    """Return results whose plan says something else."""
    return dataclasses.replace(results, card={**results.card, "plan": {**plan_card(), **card}})


# ---------------------------------------------------------------- whether there is a plan
@EVERY_REPORT
def test_with_a_plan_the_section_has_its_tables(results: Results, adcode: str) -> None:
    report = report_of(results, adcode)
    assert keys(report) == TABLES
    assert 11 not in report.absent
    assert len(report.sentences) == 4


@EVERY_REPORT
def test_without_a_plan_the_command_is_told(adcode: str) -> None:
    report = report_of(sample_results(), adcode)
    assert keys(report) == []
    assert "./covermap plan" in report.absent[11].zh and "./covermap plan" in report.absent[11].en
    assert len(report.sentences) == 3


@pytest.mark.parametrize(
    ("names", "codes"), [(KIND_NAMES, CANDIDATE_KINDS), (STATUS_NAMES, PLAN_STATUSES)]
)
def test_every_code_has_words(names: dict[str, Text], codes: tuple[str, ...]) -> None:
    assert tuple(names) == codes


# ---------------------------------------------------------------- the sentence
@pytest.mark.parametrize(
    ("adcode", "zh"),
    [
        (PROVINCE, "3 个建议站可使 4 处场所达标"),
        (
            PROVINCE,
            "面积规则达标率由 30.4–73.9 % 变为 47.8–87.0 %；已证明最优",
        ),  # 7–17, 11–20 of 23
        (PROVINCE, "1 处预计达标而复算未达标（门源生物园区）"),
        (PROVINCE, "7 处须先补数据，建站不能解决"),
        (PROVINCE, "1 处所有候选站都达不到（阿咪东索景区）"),
        (HAIBEI, "面积规则达标率由 21.4–71.4 % 变为 50.0–92.9 %"),  # 3–10 and 7–13 of 14
        (HAIDONG, "没有建议站；已证明最优；3 处可由建站解决，未列入本方案"),
    ],
)
def test_the_sentence_is_made_from_the_numbers(results: Results, adcode: str, zh: str) -> None:
    report = report_of(results, adcode)
    assert zh in report.sentences[3].zh
    assert report.table("proposals").note.zh.startswith(report.sentences[3].zh)


def test_a_plan_that_is_not_proven_says_how_far_it_may_be_from_the_best(results: Results) -> None:
    said = province_report(changed(results, gap=0.0123, status="time limit")).sentences[3]
    assert "与最优方案最多相差 1.2 %" in said.zh and "at most 1.2 % from the best" in said.en
    assert "已证明最优" not in said.zh


def test_only_places_that_a_fresh_run_confirms_are_counted(results: Results) -> None:
    lost = results.plan_places.copy()
    lost.loc[lost["area_id"] == "QH-ED-001", ["status", "after"]] = ["missed", "undecided"]
    said = province_report(dataclasses.replace(results, plan_places=lost)).sentences[3].zh
    assert "可使 3 处场所达标" in said
    assert "47.8" not in said and "43.5–87.0 %" in said  # 10–20 of 23


def test_a_plan_may_propose_nothing(results: Results) -> None:
    nothing = dataclasses.replace(
        results,
        proposals=results.proposals.iloc[:0],
        plan_places=results.plan_places.assign(status="needs_data", after="", by="", rank=0),
        plan_curve=results.plan_curve.iloc[:1],
    )
    for adcode in (PROVINCE, HAIBEI):
        report = report_of(nothing, adcode)
        assert "没有建议站；已证明最优；" in report.sentences[3].zh
        assert report.table("proposals").rows == ()
        assert [row["stations"] for row in report.table("plan_curve").records()] == [0]


def test_many_places_out_of_reach_are_counted_and_the_first_few_named(results: Results) -> None:
    all_out = results.plan_places.assign(status="unreachable")
    said = province_report(dataclasses.replace(results, plan_places=all_out)).sentences[3]
    assert "等 16 处）" in said.zh and "and 11 more" in said.en


# ---------------------------------------------------------------- sentence, curve and card agree
def test_curve_card_and_places_agree(results: Results) -> None:
    report, plan = province_report(results), results.card["plan"]
    last = report.table("plan_curve").records()[-1]
    assert last["closed"] == plan["places"]["confirmed"] == 4
    assert last["rate"] == Interval(*(round(share, 3) for share in plan["pass_after"]))
    closes = report.table("proposals").column("closes")
    assert sum(closes) == 4  # type: ignore[arg-type]
    total = report.table("plan_statuses").records()[-1]
    assert {status: total[status] for status in PLAN_STATUSES} == {
        status: plan["places"][status] for status in PLAN_STATUSES
    }
    assert total["rate_after"] == last["rate"]


def test_the_curve_worked_out_from_places_is_the_one_of_the_plan(results: Results) -> None:
    part = Part(results, PROVINCE)
    ours, theirs = own_curve(part), curve(part)
    assert [row["rate"] for row in ours] == [pytest.approx(row["rate"]) for row in theirs]
    for name in ("stations", "proposal", "closed"):
        assert [row[name] for row in ours] == [row[name] for row in theirs]
    assert [row["km2"] for row in ours] == pytest.approx([row["km2"] for row in theirs])
    assert [row["cost"] for row in ours] == pytest.approx([row["cost"] for row in theirs])


def test_the_curve_of_a_prefecture_is_of_its_own_places(results: Results) -> None:
    rows = prefecture_report(results, HAIBEI).table("plan_curve").records()
    rates = [(3, 10), (5, 12), (5, 13), (7, 13)]
    assert [row["rate"] for row in rows] == [
        Interval(round(low / 14, 3), round(high / 14, 3)) for low, high in rates
    ]
    (none,) = prefecture_report(results, HAIDONG).table("plan_curve").records()
    assert (none["stations"], none["closed"]) == (0, 0)


def test_prefectures_add_up_to_the_province(results: Results) -> None:
    *rows, total = province_report(results).table("plan_statuses").records()
    for status in PLAN_STATUSES:
        assert sum(row[status] for row in rows) == total[status], status  # type: ignore[misc]
    assert sum(total[status] for status in PLAN_STATUSES) + 7 == LISTED  # type: ignore[misc]


# ---------------------------------------------------------------- the tables
def test_a_station_is_told_as_it_is_to_be_built(results: Results) -> None:
    first = province_report(results).table("proposals").records()[0]
    wanted = {
        **{"rank": 1, "lon": 101.24, "lat": 37.24, "height_m": 35.0, "closes": 2},
        **{"adds_km2": 3.0, "cost": 1.6, "penalty": 0.5, "road_km": 2.5, "power_km": None},
        "azimuths": Text("20° 140° 260°", "20° 140° 260°"),
        "kind": Text("高处新址", "new, on high ground"),
        "host": Text("新址", "new site"),
        "rate": Interval(0.391, 0.826),
    }
    assert {key: first[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("card", "title"),
    [
        ({}, Text("费用（费用单位）", "cost (units of cost)")),
        (
            {"cost_mode": "cost", "cost_unit": {"zh": "万元", "en": "CNY 10k"}},
            Text("费用（万元）", "cost (CNY 10k)"),
        ),
    ],
)
def test_costs_are_not_counted_in_stations(
    results: Results, card: dict[str, Any], title: Text
) -> None:
    fields = province_report(changed(results, **card)).table("proposals").fields
    assert [field.title for field in fields if field.key == "cost"] == [title]


def test_people_and_lines_have_columns_only_where_they_were_given(results: Results) -> None:
    table = province_report(results).table("proposals")
    assert not {"adds_people", "adds_line_km"} & {field.key for field in table.fields}
    more = results.proposals.assign(adds_people=12.6, adds_line_km=1.25)
    table = province_report(dataclasses.replace(results, proposals=more)).table("proposals")
    assert table.column("adds_people") == [13, 13, 13]
    assert table.column("adds_line_km") == [1.3, 1.3, 1.3]


@EVERY_REPORT
def test_the_curve_has_the_columns_of_the_list(results: Results, adcode: str) -> None:
    report = report_of(results, adcode)
    assert "people" not in {field.key for field in report.table("plan_curve").fields}


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        ({"name": "门源县 P001", "host": "", "id": "P001"}, "门源县 P001", "Menyuan P001"),
        ({"name": "示例站", "host": "S02", "id": "P002"}, "示例站", "S02"),
        ({"name": "Tower 7", "host": "T7", "id": "P003"}, "Tower 7", "Tower 7"),
        ({"name": "", "host": "", "id": "P004"}, "P004", "P004"),
    ],
)
def test_english_readers_get_a_name_they_can_read(
    results: Results, row: dict[str, str], zh: str, en: str
) -> None:
    part = Part(results, PROVINCE)
    assert site_name(part, {"county_adcode": "632221", **row}) == Text(zh, en)


def test_a_station_beyond_the_border_is_listed_where_it_serves_a_place(results: Results) -> None:
    moved = results.proposals.assign(prefecture_adcode=HAIDONG)
    report = prefecture_report(dataclasses.replace(results, proposals=moved), HAIBEI)
    assert report.table("proposals").column("id") == ["P001", "P002", "P003"]
    elsewhere = prefecture_report(dataclasses.replace(results, proposals=moved), HAIDONG)
    assert elsewhere.table("proposals").column("closes") == [0, 0, 0]


def test_what_no_station_was_to_close_counts_with_the_last_one(results: Results) -> None:
    places = results.plan_places.copy()
    places.loc[places["area_id"] == "QH-ED-001", ["rank", "by"]] = [0, ""]
    changed_places = dataclasses.replace(results, plan_places=places)
    rows = prefecture_report(changed_places, HAIBEI).table("plan_curve").records()
    assert [row["closed"] for row in rows] == [0, 1, 1, 4]


def test_places_are_listed_by_what_becomes_of_them(results: Results) -> None:
    rows = province_report(results).table("plan_places").records()
    order = [status.zh for status in STATUS_NAMES.values()]
    said = [order.index(row["status"].zh) for row in rows]  # type: ignore[union-attr]
    assert said == sorted(said) and len(said) == 16
    assert rows[0]["area_id"] == "QH-ED-001" and rows[0]["by"] == "P001"


def test_extended_categories_are_told_apart(results: Results) -> None:
    group = pd.Series(["extended"] + ["goal2022"] * 15, index=results.plan_places.index)
    places = results.plan_places.assign(group=group)
    last = province_report(dataclasses.replace(results, plan_places=places))
    rows = last.table("plan_statuses").records()
    assert rows[-1]["division"] == Text("其中扩展类别", "of them in extended categories")
    assert rows[-1]["confirmed"] == 1


@pytest.mark.parametrize(
    ("card", "zh"),
    [
        ({"question": "fewest", "share": 0.95}, "最少：使可由建站解决的场所 95.0 % 达标"),
        ({"question": "fewest", "share": 1.0, "each_prefecture": True}, "各市州分别达到"),
        ({"limit": None}, "不限"),
        ({"limits": {HAIBEI: 2.0}}, "上限：海北藏族自治州"),
        ({"status": "infeasible part"}, "给出能做到的最好方案；已证明最优"),
        ({"candidates": {}}, "无"),
        ({"bound": None}, "界 —"),
        ({}, "站数、费用 3 站 "),
        ({"cost_mode": "cost", "cost_unit": {"zh": "万元", "en": "CNY 10k"}}, "费用 2.1 万元"),
    ],
)
def test_the_question_and_the_answer_are_told(
    results: Results, card: dict[str, Any], zh: str
) -> None:
    table = province_report(changed(results, **card)).table("plan")
    said = " ".join(f"{row['item'].zh} {row['value'].zh}" for row in table.records())  # type: ignore[union-attr]
    assert zh in said


def test_assumptions_are_counted_and_not_called_predicted(results: Results) -> None:
    table = province_report(results).table("plan_assumptions")
    assert table.column("rows") == [3]
    assert not table.modelled


def test_a_station_closes_a_place_whose_id_holds_a_blank(results: Results) -> None:
    places = results.plan_places.replace({"area_id": {"QH-SC-003": "QH SC 003"}})
    part = Part(dataclasses.replace(results, plan_places=places), PROVINCE)
    first = results.proposals.to_dict("records")[0]
    assert closed_here(part, first) == ["QH-ED-001", "QH SC 003"]


def test_the_list_of_places_names_the_station_that_closes_each(results: Results) -> None:
    rows = {
        row["id"]: row["measure"] for row in province_report(results).table("shortfalls").records()
    }
    assert rows["QH-ED-001"].zh.startswith("按建设方案建 P001（第 11 节）；")  # type: ignore[union-attr]
    assert "建设方案" not in rows["QH-SC-001"].zh  # type: ignore[union-attr]


# ---------------------------------------------------------------- the chart
def test_a_long_curve_is_drawn_in_steps_with_both_its_ends(results: Results) -> None:
    one = results.plan_curve.iloc[0]
    rows = [{**one, "stations": n, "proposal": f"P{n:03d}" if n else ""} for n in range(211)]
    long = dataclasses.replace(results, plan_curve=pd.DataFrame(rows))
    drawn = chart(province_report(long).table("plan_curve"), "zh")
    assert drawn is not None
    labels = [bar.label for bar in drawn.bars]
    assert (labels[0], labels[1], labels[-1]) == ("0", "9 · P009", "210 · P210")
    assert len(labels) <= 26
