"""Sections without content say why, and what to give to fill them."""

import dataclasses
from typing import Any

import pandas as pd
import pytest

from geo.results import Results, empty
from geo.summary import SECTIONS, Report, prefecture_report, province_report
from tests.sample_results import sample_results

HAIBEI = "632200"


def bare() -> Results:
    """Return the sample without lines and people."""
    none = {name: empty(name) for name in ("lines", "line_gaps", "people")}
    return dataclasses.replace(sample_results(), **none)


def report_of(results: Results) -> Report:
    return prefecture_report(results, HAIBEI)


def with_one(name: str, **values: Any) -> Results:
    """Return the sample with one row in a frame that is else empty."""
    frame = empty(name)
    row = {column: values.get(column, "") for column in frame.columns}
    return dataclasses.replace(sample_results(), **{name: pd.DataFrame([row])})


@pytest.mark.parametrize("make", [report_of, province_report])
def test_every_section_of_the_standard_is_there(make: Any) -> None:
    report = make(sample_results())
    assert list(report.sections()) == list(SECTIONS) == list(range(1, 16))
    for number, tables in report.sections().items():
        assert (number in report.absent) == (not tables)
        assert all(table.section == number for table in tables)


def test_reasons_say_what_to_give() -> None:
    absent = report_of(bare()).absent
    assert {
        number: words in absent[number].zh for number, words in WANTED.items()
    } == dict.fromkeys(WANTED, True)
    for text in absent.values():
        assert text.zh.startswith("本节无内容：") and text.zh.endswith("。")
        assert text.en.startswith("Nothing in this section: ") and text.en.endswith(".")


WANTED = {
    7: "制式为 LTE",
    8: "[layers] 给出 roads、railways",
    9: "[layers] villages",
    11: "./covermap plan",
    15: "[report] previous",
}


def test_lines_elsewhere_are_not_lines_that_were_not_given() -> None:
    line = with_one("lines", id="G6", prefecture_adcode="630200")
    assert "不经过本范围" in report_of(line).absent[8].zh


def test_stations_of_4g_without_figures_are_not_missing_stations() -> None:
    results = sample_results()
    stations = results.stations.assign(tech="LTE")
    absent = report_of(dataclasses.replace(results, stations=stations)).absent
    assert "没有可列的内容" in absent[7].zh


def test_villages_elsewhere_are_not_villages_that_were_not_given() -> None:
    results = sample_results()
    elsewhere = results.areas["prefecture_adcode"] != HAIBEI
    villages = results.areas.copy()
    villages.loc[elsewhere, ["category", "group"]] = ["village", "extended"]
    absent = report_of(dataclasses.replace(results, areas=villages)).absent
    assert "都不在本范围" in absent[9].zh


def test_a_named_run_without_anything_to_compare() -> None:
    settings = {**sample_results().card["settings"], "report": {"previous": "last"}}
    absent = report_of(sample_results(settings=settings)).absent
    assert "没有可比的内容" in absent[15].zh


def test_an_empty_section_nobody_planned_for_is_said_too() -> None:
    results = sample_results()
    report = report_of(results)
    kept = [table for table in report.tables if table.section != 12]
    from geo.summary import _absent
    from geo.summary._part import Part

    found = _absent.sections(Part(results, HAIBEI), SECTIONS, {t.section for t in kept})
    assert found[12].zh == "本节无内容：本次运行没有可列的内容。"


class TestWithoutASection:
    def test_people_and_key_points_are_named_until_they_are_given(self) -> None:
        subjects = [cell.zh for cell in self._column(bare())]
        assert subjects == ["SS-SINR", "人口覆盖率", "关键点与深度覆盖"]
        counted = dict.fromkeys(("people", "people50", "people90", "people_no_data"), 1.0)
        people = with_one("people", county_adcode="632221", operator="any", **counted)
        assert "人口覆盖率" not in [cell.zh for cell in self._column(people)]
        points = with_one("key_points", id="K1", area_id="QH-GV-001")
        assert "关键点与深度覆盖" not in [cell.zh for cell in self._column(points)]

    def test_what_is_missing_says_how_it_would_come_in(self) -> None:
        table = report_of(bare()).table("not_yet")
        why = {row["subject"].zh: row["why"] for row in table.records()}
        assert "[people] file" in why["人口覆盖率"].zh
        assert "[layers] key_points" in why["关键点与深度覆盖"].en

    @staticmethod
    def _column(results: Results) -> list[Any]:
        return report_of(results).table("not_yet").column("subject")
