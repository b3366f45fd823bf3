"""Every table says what it rests on: rules, goals, threshold, model, inputs."""

import re

import pytest

from geo import standards
from geo.summary import Report, prefecture_report, province_report
from geo.summary._part import PROVINCE, Part
from geo.summary._provenance import of
from geo.summary._table import Field, build
from layers import catalogue
from layers.text import Text
from tests.sample_results import sample_results


@pytest.fixture(scope="module", params=["632200", PROVINCE])
def report(request: pytest.FixtureRequest) -> Report:
    results = sample_results()
    return (
        province_report(results)
        if request.param == PROVINCE
        else prefecture_report(results, request.param)
    )


def test_every_table_says_it_in_both_languages(report: Report) -> None:
    for table in report.tables:
        assert table.source.zh.startswith("依据："), table.key
        assert table.source.en.startswith("Rests on: "), table.key


def test_figures_name_threshold_model_and_inputs(report: Report) -> None:
    for table in report.tables:
        if 3 <= table.section <= 10 and table.modelled:
            assert "门限 cn-field-105 (−105 dBm)" in table.source.zh, table.key
            assert "模型 ITU-R P.1812-8" in table.source.zh, table.key
            assert "输入 SYNTHETIC 情景基站（种子 2022）" in table.source.zh, table.key
            assert "第 13 节“输入文件”" in table.source.zh, table.key


def test_every_input_that_is_named_is_in_the_table_of_inputs(report: Report) -> None:
    listed = {cell.zh for cell in report.table("inputs").column("name")}
    titles = {layer.title.zh for layer in catalogue().values()}
    for table in report.tables:
        named = {title for title in titles if title in table.source.zh} - {"5G 基站"}
        assert named <= listed, table.key


def test_rules_and_goals_are_those_of_the_verdicts(report: Report) -> None:
    source = report.table("categories").source.zh
    assert source.startswith("依据：规则 面积、通达")
    stem = re.search(r"目标 (\S+?)-\*", source)[1]
    goals = standards.table("goals")
    full = goals[goals["metric"] == "places_fully_covered_share"]
    assert all(name.startswith(stem) for name in full[full["status"] == "target"]["id"])
    assert "目标" not in report.table("limits").source.zh


def test_the_goals_name_their_table() -> None:
    assert "来源 goals.csv，逐行注明" in report_with({}).table("facts").source.zh
    own = {"goals": {"table": "目标.csv"}}
    assert "来源 目标.csv，逐行注明" in report_with(own).table("facts").source.zh


def report_with(settings: dict[str, object]) -> Report:
    card = sample_results().card["settings"]
    return prefecture_report(sample_results(settings={**card, **settings}), "632200")


def test_given_stations_are_an_input_like_any_other() -> None:
    inputs = [{"layer": "base_stations", "file": "基站.csv", "sha256": "ef" * 32, "rows": 11}]
    results = sample_results(synthetic=False, scenario=None, inputs=inputs)
    source = prefecture_report(results, "632200").table("limits").source
    assert "输入 5G 基站（文件与哈希" in source.zh
    assert "SYNTHETIC" not in source.zh


def test_an_input_that_is_no_layer_has_a_name() -> None:
    inputs = [{"layer": "dem", "file": "dem.tif", "sha256": "ef" * 32, "rows": None}]
    source = prefecture_report(sample_results(inputs=inputs), "632200").table("terrain").source
    assert source == Text(
        "依据：输入 高程（文件与哈希见第 13 节“输入文件”）",
        "Rests on: inputs elevation (files and hashes: section 13, input files)",
    )


def test_a_table_that_says_it_itself_is_left() -> None:
    part, field = Part(sample_results(), "632200"), Field("name", Text("名", "name"))
    own = build("gaps", 10, Text("表", "t"), [field], [], source=Text("依据：实测", "measured"))
    assert of(part, own) == Text("依据：实测", "measured")
    unknown = build("new", 99, Text("表", "t"), [field], [])
    assert "run.json" in of(part, unknown).zh
