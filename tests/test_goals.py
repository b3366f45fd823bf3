"""Goals as data: what is in force, and each way in which a row can be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo import goals, standards
from geo.goals import _checks
from geo.goals._metrics import is_line
from layers.errors import Finding, InputError
from tests import toy
from tests.messages import complete, refusal

ROOT = Path(__file__).resolve().parent.parent
HEADER = "id,year,scope,category,metric,operator,threshold,rule,status,title_zh"
FULL = "qh-2022-full-scenic-area"


def own(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "goals.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def in_force(path: Path | None = None, *select: str) -> dict[str, goals.Goal]:
    return {goal["id"]: goal for goal in goals.in_force(path, select, toy.PREFECTURES)}


def refused(path: Path) -> Finding:
    with pytest.raises(InputError) as caught:
        in_force(path)
    (finding,) = caught.value.findings
    return finding


# ------------------------------------------------------------------- what is in force


def test_the_shipped_goals_are_in_force_and_fit() -> None:
    found = in_force()
    assert list(found) == standards.table("goals")["id"].tolist()
    assert found[FULL]["threshold"] == "100"
    assert {goal["file"] for goal in found.values()} == {goals.shipped()[0]["file"]}
    assert found[FULL]["row"] == "9"  # as a spreadsheet counts it


def test_a_row_of_ones_own_replaces_the_goal_of_its_id_and_others_are_added(
    tmp_path: Path,
) -> None:
    path = own(
        tmp_path,
        f"{FULL},2022,province,scenic_area,places_fully_covered_share,ge,95,area,target,景区",
        "x-2026-all,2026,海西,,places_fully_covered_share,>,90,reach,,重点区域",
    )
    found = in_force(path)
    assert len(found) == len(goals.shipped()) + 1
    assert list(found)[:3] == [goal["id"] for goal in goals.shipped()[:3]]
    assert (found[FULL]["threshold"], found[FULL]["file"]) == ("95", "goals.csv")
    added = found["x-2026-all"]
    assert list(found)[-1] == "x-2026-all"
    assert (added["scope"], added["operator"], added["status"]) == ("632800", "gt", "target")
    assert added["source"] == "goals.csv 第 3 行 (row 3)"
    assert (added["title_en"], added["unit_zh"], added["unit_en"]) == ("重点区域", "%", "%")


@pytest.mark.parametrize(
    ("metric", "rule"),
    [
        ("places_fully_covered_share", "area"),
        ("key_places_reached_share", "reach"),
        ("villages_reached_share", "reach"),
        ("road_rail_continuous_km", "linear"),
        ("road_rail_continuous_share", "linear"),
        ("base_stations_5g_per_10k", "number"),
    ],
)
def test_a_rule_left_open_is_that_of_its_metric(tmp_path: Path, metric: str, rule: str) -> None:
    found = in_force(own(tmp_path, f"x,2026,,,{metric},ge,80,,,某"))
    assert (found["x"]["rule"], found["x"]["scope"]) == (rule, "province")


@pytest.mark.parametrize(
    ("metric", "given", "units"),
    [
        ("road_rail_continuous_km", "", ("公里", "km")),
        ("base_stations_5g", "", ("个", "stations")),
        ("base_stations_5g_per_10k", "", ("个/万人", "per 10,000 people")),
        ("racks", "", ("个", "racks")),
        ("villages_reached_share", "", ("%", "%")),
        ("racks", "架", ("架", "架")),
    ],
)
def test_a_unit_left_open_is_that_of_its_metric(
    tmp_path: Path, metric: str, given: str, units: tuple[str, str]
) -> None:
    header = "编号,年份,指标代码,比较,目标值,指标,单位"
    goal = in_force(own(tmp_path, f"x,2026,{metric},≥,80,某,{given}", header=header))["x"]
    assert (goal["unit_zh"], goal["unit_en"]) == units


def test_columns_may_be_named_in_chinese(tmp_path: Path) -> None:
    header = "编号,年份,口径,类别,指标代码,比较,目标值,规则,性质,指标,英文指标,单位,来源"
    row = "x,2026,全省,village,villages_reached_share,≥,85.5,reach,目标,通达率,Villages,%,某文件"
    goal = in_force(own(tmp_path, row, header=header))["x"]
    assert (goal["operator"], goal["threshold"], goal["scope"]) == ("ge", "85.5", "province")
    assert (goal["title_en"], goal["unit_zh"], goal["source"]) == ("Villages", "%", "某文件")


def test_select_keeps_what_it_names(tmp_path: Path) -> None:
    assert list(in_force(None, FULL, "qh-2022-racks", FULL)) == [FULL, "qh-2022-racks"]
    path = own(tmp_path, "x,2026,,,racks,ge,5,,,机架")
    assert list(in_force(path, "x")) == ["x"]


# ------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("row", "code", "field", "remedy"),
    [
        ("x,2026,,,villages_reached,ge,80,,,某", "unknown-metric", "metric", "villages_reached_"),
        ("x,2026,,,速率,ge,80,,,某", "unknown-metric", "metric", "base_stations_5g"),
        ("x,2026,,scenic,places_fully_covered_share,ge,80,,,某", "unknown-category", "category",
         "scenic_area"),
        ("x,2026,,,places_fully_covered_share,ge,80,aera,,某", "unknown-rule", "rule", "area"),
        ("x,2026,海东,,racks,ge,80,,,某", "unknown-scope", "scope", "prefecture"),
        ("x,2026,county,,racks,ge,80,,,某", "unknown-scope", "scope", "province"),
        ("x,2026,,,racks,eq,80,,,某", "goal-operator", "operator", "ge"),
        ("x,2026,,,racks,approx,80,number,practice,某", "goal-operator", "operator", "gt"),
        ("x,2026,,,places_fully_covered_share,ge,100.1,,,某", "goal-over-100", "threshold", "100"),
        ("x,2026,,,places_fully_covered_share,ge,80,linear,,某", "rule-on-wrong-geometry", "rule",
         "area"),
        ("x,2026,,scenic_area,places_fully_covered_share,ge,80,number,,某",
         "rule-on-wrong-geometry", "rule", "keypoints"),
        ("x,2026,,,racks,ge,80,keypoints,,某", "rule-on-wrong-geometry", "rule", "number"),
        ("x,2026,,,road_rail_continuous_km,ge,80,area,,某", "rule-on-wrong-geometry", "rule",
         "linear"),
        ("x,2026,,,villages_reached_share,ge,80,area,,某", "rule-on-wrong-geometry", "rule",
         "reach"),
        ("x,2026,,village,road_rail_continuous_share,ge,80,,,某", "category-of-wrong-geometry",
         "category", "留空"),
        ("x,2026,,education,villages_reached_share,ge,80,,,某", "category-of-wrong-geometry",
         "category", "留空"),
        ("x,2026,,data_center,places_fully_covered_share,ge,80,,,某", "category-of-wrong-geometry",
         "category", "留空"),
        ("x,2026,,education,key_places_reached_share,ge,80,,,某", "category-of-wrong-geometry",
         "category", "留空"),
        ("x,2026,,education,base_stations_5g,ge,80,,,某", "category-of-wrong-geometry", "category",
         "留空"),
        ("x,2026,,,racks,ge,八十,,,某", "not-a-number", "threshold", "数字"),
        ("x,2026,,,racks,ge,-1,,,某", "out-of-range", "threshold", "0"),
        ("x,2026,,,racks,ge,,,,某", "missing-value", "threshold", "补上"),
        ("x,1999,,,racks,ge,80,,,某", "out-of-range", "year", "2000"),
        ("x,2026,,,racks,gte,80,,,某", "unknown-value", "operator", "ge"),
        ("x,2026,,,racks,ge,80,,wish,某", "unknown-value", "status", "target"),
        (",2026,,,racks,ge,80,,,某", "id-made", "id", "补上"),
        ("EXAMPLE-1,2026,,,racks,ge,80,,,某", "example-row", "id", "删除"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_refused(
    tmp_path: Path, row: str, code: str, field: str, remedy: str
) -> None:
    finding = refused(own(tmp_path, row))
    assert finding.code == code
    complete(finding, file="goals.csv", row=2, field=field)
    assert remedy in finding.remedy.zh


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    path = own(tmp_path, "x,2026,,,racks,eq,80,area,,某", "y,2026,nowhere,,racks,ge,80,,,某")
    with pytest.raises(InputError) as caught:
        in_force(path)
    found = [(f.code, f.row, f.field) for f in caught.value.findings]
    assert found == [
        ("goal-operator", 2, "operator"),
        ("rule-on-wrong-geometry", 2, "rule"),
        ("unknown-scope", 3, "scope"),
    ]


def test_two_goals_of_one_id_are_refused(tmp_path: Path) -> None:
    row = "x,2026,,,racks,ge,80,,,某"
    finding = refused(own(tmp_path, row, row))
    assert finding.code == "repeated-row"
    complete(finding, file="goals.csv", row=3, field="id")


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    row = "x,2026,racks,ge,80,机架,某"
    path = own(tmp_path, row, header="id,year,metric,operator,threshold,title_zh,sources")
    finding = refused(path)
    assert (finding.code, finding.row, finding.field) == ("unknown-column", None, "sources")
    assert "source" in finding.remedy.zh


def test_a_table_that_is_not_there_is_refused_by_its_setting(tmp_path: Path) -> None:
    finding = refused(tmp_path / "gone.csv")
    assert (finding.code, finding.field) == ("missing-file", "goals.table")


def test_a_goal_asked_for_that_is_not_in_the_table_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        in_force(None, FULL, "qh-2022-ful-finance")
    finding = refusal(caught, "unknown-goal", file="covermap.toml", field="goals.select")
    assert "qh-2022-full-finance" in finding.remedy.zh
    with pytest.raises(InputError) as caught:
        in_force(None, "目标")
    finding = refusal(caught, "unknown-goal", file="covermap.toml", field="goals.select")
    assert FULL in finding.remedy.en


@pytest.mark.parametrize(
    "row",
    [
        "x,2026,,,racks,approx,80,,actual,某",
        "x,2026,,scenic_area,places_fully_covered_share,eq,100,number,actual,某",  # rule not stated
        "x,2026,,healthcare,hospitals_optimised,eq,85,,derived,某",
        "x,2026,prefecture,,base_stations_5g_per_10k,gt,12,,,某",
        "x,2026,nation,,road_rail_continuous_share,ge,100,,,某",
        "x,2026,西宁市,data_center,racks,gt,0,,,某",
        "x,2026,630100,township,places_fully_covered_share,ge,50,keypoints,practice,某",
    ],
)
def test_a_row_that_fits_is_taken(tmp_path: Path, row: str) -> None:
    assert "x" in in_force(own(tmp_path, row))


# ------------------------------------------------------------------------------ lines


def test_a_category_of_lines_takes_the_rule_for_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_checks, "is_line", lambda category: category == "education")
    goal = {**goals.shipped()[1], "category": "education"}
    codes = [finding.code for finding in _checks.check(goal, toy.PREFECTURES)]
    assert codes == ["category-of-wrong-geometry"]
    along = {**goal, "metric": "road_rail_continuous_share", "rule": "linear"}
    assert _checks.check(along, toy.PREFECTURES) == []
    assert _checks.check({**along, "category": "finance"}, toy.PREFECTURES)


def test_a_category_is_of_lines_when_its_layer_is() -> None:
    assert not any(is_line(name) for name in ("government", "village", "data_center", "", "none"))


def test_every_metric_is_of_some_shipped_goal_or_computed() -> None:
    used = set(standards.table("goals")["metric"])
    for name, metric in goals.METRICS.items():
        assert metric.computed or name in used


def test_the_document_names_every_column_metric_and_status() -> None:
    chinese, english = (ROOT / "docs" / "goals.md").read_text("utf-8").split("## English")
    rows = " ".join(line.split("|")[1] for line in chinese.splitlines() if line.startswith("| "))
    for name, metric in goals.METRICS.items():
        assert (name in re.split("[ 、]", rows)) == metric.computed, name
    for column in goals.LAYER.columns:
        assert column.name in rows
        assert column.title.zh in chinese
        assert f" {column.name} " in english.replace(",", " ")


def test_the_example_of_the_document_works(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "goals.md").read_text("utf-8")
    example = text.split("```csv\n")[1].split("```")[0]
    path = tmp_path / "goals.csv"
    path.write_text(example.replace("海北", "海西", 1), encoding="utf-8")  # as the toy has it
    found = in_force(path)
    assert (found["hb-2026-villages"]["rule"], found[FULL]["threshold"]) == ("reach", "95")
