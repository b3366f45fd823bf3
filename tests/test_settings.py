"""Settings: defaults that need no file, and errors that name key, line and remedy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from geo import settings, standards
from layers.errors import InputError
from tests.messages import place, refusal

ROOT = Path(__file__).resolve().parent.parent


def read(folder: Path, text: str, lang: str | None = None) -> settings.Settings:
    path = folder / "covermap.toml"
    path.write_text(text, encoding="utf-8")
    return settings.read(path, lang)


def test_the_defaults_are_those_of_the_commented_file() -> None:
    assert settings.read(ROOT / "covermap.toml") == settings.default()


def test_the_defaults() -> None:
    chosen = settings.default()
    assert chosen.layers == {}
    assert (chosen.scenario.count, chosen.scenario.seed) == (10_000, 2022)
    assert chosen.coverage.model_dump() == {
        "environment": "RMa",
        "receiver_height_m": 1.5,
        "threshold_profile": "cn-field-105",
        "statuses": ["built"],
        "cell_m": 100.0,
        "place_cell_m": 30.0,
        "tile_cells": 1024,
    }
    assert chosen.terrain.model_dump() == {
        "dem": None,
        "clutter": None,
        "reach_km": 15.0,
        "delta_n": 45.0,
        "n0": 325.0,
    }
    assert chosen.people.model_dump() == {"file": None}
    assert chosen.goals.model_dump() == {"table": None, "select": []}
    assert chosen.report.model_dump() == {
        "lang": "zh",
        "data_date": "",
        "review_no": "",
        "previous": None,
    }


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, "") == settings.default()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    chosen = read(
        tmp_path,
        '[scenario]\ncount = 7\n[coverage]\ncell_m = 50\nstatuses = ["built", "planned"]\n'
        '[report]\ndata_date = "2026-02-28"\n',
    )
    assert chosen.scenario == settings.Scenario(count=7)
    assert chosen.coverage.cell_m == 50.0  # a whole number will do
    assert chosen.coverage.statuses == ["built", "planned"]
    assert chosen.report.data_date == "2026-02-28"


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[scenario]\nseed = 5\n", encoding="utf-8-sig")
    assert settings.read(tmp_path / "a.toml").scenario.seed == 5


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings.default().scenario.count = 3  # type: ignore[misc]


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "parks.gpkg"
    chosen = read(
        tmp_path, f"[layers]\nbase_stations = 'my/站.csv'\nparks = '{elsewhere.as_posix()}'\n"
    )
    assert chosen.layer_file("base_stations") == tmp_path / "my" / "站.csv"
    assert chosen.layer_file("parks") == elsewhere
    assert chosen.layer_file("finance") is None


def test_dem_and_clutter_are_relative_to_the_file_too(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "clutter.tif"
    chosen = read(
        tmp_path, f"[terrain]\ndem = 'my/高程'\nclutter = '{elsewhere.as_posix()}'\nreach_km = 20\n"
    )
    assert chosen.terrain.dem == tmp_path / "my" / "高程"
    assert chosen.terrain.clutter == elsewhere
    assert chosen.terrain.reach_km == 20.0
    assert (chosen.terrain.delta_n, chosen.terrain.n0) == (45.0, 325.0)


@pytest.mark.parametrize(("asked", "lang"), [(None, "zh"), ("en", "en"), ("zh", "zh")])
def test_the_language_of_the_command_line_comes_first(
    tmp_path: Path, asked: str | None, lang: str
) -> None:
    assert settings.default(asked).report.lang == lang
    assert read(tmp_path, "[report]\nreview_no = 'x'\n", asked).report.lang == lang
    other = {"zh": "en", "en": "zh"}[lang]
    expected = other if asked is None else lang
    chosen = read(tmp_path, f"[report]\nlang = '{other}'\nreview_no = 'x'\n", asked)
    assert (chosen.report.lang, chosen.report.review_no) == (expected, "x")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        settings.read(tmp_path / "gone.toml")
    finding = refusal(caught, "missing-settings", file=str(tmp_path / "gone.toml"))
    assert "--config" in finding.remedy.zh


def test_a_file_that_is_not_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "[scenario]\ncount = = 3\n")
    finding = refusal(caught, "broken-settings", file="covermap.toml", row=2)
    assert "line 2" in finding.what.en


def test_a_file_that_is_not_utf8_or_no_file_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("[report]\nreview_no = '青海'\n".encode("gbk"))
    for path, code in ((tmp_path / "a.toml", "broken-settings"), (tmp_path, "not-a-file")):
        with pytest.raises(InputError) as caught:
            settings.read(path)
        refusal(caught, code, file=path.name if path.suffix else str(path))


@pytest.mark.parametrize(
    ("text", "row", "field", "remedy"),
    [
        ("[scenario]\nconut = 3\n", 2, "scenario.conut", "did you mean count?"),
        ("# x\n\n[covrage]\ncell_m = 3\n", 3, "covrage", "did you mean coverage?"),
        (
            "count = 3\n",
            1,
            "count",
            "one of: layers, datums, operators, sources, "
            "scenario, coverage, terrain, people, goals, report, plan",
        ),
        (
            "[scenario]\nseed = 1\n\n[report]\nseed = 2\n",
            5,  # not line 2, where the same word is right
            "report.seed",
            "one of: lang, data_date, review_no, previous",
        ),
        ("[terrain]\ndme = 'x.tif'\n", 2, "terrain.dme", "did you mean dem?"),
        ("[terrain]\nx = 1\n", 2, "terrain.x", "one of: dem, clutter, reach_km, delta_n, n0"),
    ],
)
def test_an_unknown_setting_gets_its_line_and_a_suggestion(
    tmp_path: Path, text: str, row: int, field: str, remedy: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    finding = refusal(caught, "unknown-setting", file="covermap.toml", row=row, field=field)
    assert finding.remedy.en == remedy


@pytest.mark.parametrize(
    ("text", "row", "remedy"),
    [
        ("[layers]\nbase_station = 'x.csv'\n", 2, "did you mean base_stations?"),
        ("layers.'基站' = 'x.csv'\n", 1, "one of: base_stations, candidates"),
    ],
)
def test_an_unknown_layer_gets_its_line_and_a_suggestion(
    tmp_path: Path, text: str, row: int, remedy: str
) -> None:
    name = "基站" if "基站" in text else "base_station"
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    finding = caught.value.findings[0]
    assert place(finding) == ("unknown-layer", row, f"layers.{name}")
    assert finding.remedy.en.startswith(remedy)


BAD = [
    # text, line, field, what is found, what is required in Chinese
    ("[scenario]\ncount = -1\n", 2, "scenario.count", "-1", "不小于 0"),
    ("[scenario]\ncount = 1_000_001\n", 2, "scenario.count", "1000001", "不大于 1000000"),
    ("[scenario]\nseed = 4_294_967_296\n", 2, "scenario.seed", "4294967296", "不大于 4294967295"),
    ("[scenario]\ncount = 1.5\n", 2, "scenario.count", "1.5", "整数"),
    ("[scenario]\ncount = true\n", 2, "scenario.count", "True", "整数"),
    ("scenario = { count = '9' }\n", 1, "scenario.count", "'9'", "整数"),
    ("scenario.count = -1\n", 1, "scenario.count", "-1", "不小于 0"),
    (
        "[coverage]\nenvironment = 'Rma'\n",
        2,
        "coverage.environment",
        "'Rma'",
        "'UMi', 'free_space' 之一",
    ),
    ("[coverage]\nreceiver_height_m = 1.4\n", 2, "coverage.receiver_height_m", "1.4", "不小于 1.5"),
    (
        "[coverage]\nreceiver_height_m = 10.1\n",
        2,
        "coverage.receiver_height_m",
        "10.1",
        "不大于 10.0",
    ),
    ("[coverage]\n\ncell_m = 9.9\n", 3, "coverage.cell_m", "9.9", "不小于 10.0"),
    ("[coverage]\ncell_m = nan\n", 2, "coverage.cell_m", "nan", "不大于 1000.0"),
    ("[coverage]\ncell_m = '100'\n", 2, "coverage.cell_m", "'100'", "数字"),
    ("[coverage]\nplace_cell_m = 31\n", 2, "coverage.place_cell_m", "31", "不大于 30.0"),
    ("[coverage]\ntile_cells = 63\n", 2, "coverage.tile_cells", "63", "不小于 64"),
    ("[coverage]\nstatuses = []\n", 2, "coverage.statuses", "[]", "至少 1 项"),
    ("[coverage]\nstatuses = 'built'\n", 2, "coverage.statuses", "'built'", "方括号中的列表"),
    ("[coverage]\nstatuses = ['bilt']\n", 2, "coverage.statuses.0", "'bilt'", "'proposed' 之一"),
    ("[terrain]\ndem = 5\n", 2, "terrain.dem", "5", "加引号的文件路径"),
    ("[terrain]\nclutter = ['a']\n", 2, "terrain.clutter", "['a']", "加引号的文件路径"),
    ("[terrain]\nreach_km = 0.9\n", 2, "terrain.reach_km", "0.9", "不小于 1.0"),
    ("[terrain]\nreach_km = 30.1\n", 2, "terrain.reach_km", "30.1", "不大于 30.0"),
    ("[terrain]\ndelta_n = -0.1\n", 2, "terrain.delta_n", "-0.1", "不小于 0.0"),
    ("[terrain]\ndelta_n = 120.1\n", 2, "terrain.delta_n", "120.1", "不大于 120.0"),
    ("[terrain]\nn0 = 199.9\n", 2, "terrain.n0", "199.9", "不小于 200.0"),
    ("[terrain]\nn0 = 450.1\n", 2, "terrain.n0", "450.1", "不大于 450.0"),
    ("terrain = 5\n", 1, "terrain", "5", "一节，如 [coverage]"),
    ("[report]\nlang = 'fr'\n", 2, "report.lang", "'fr'", "'zh', 'zh-Hant', 'en' 之一"),
    (
        "[report]\ndata_date = '2026-2-1'\n",
        2,
        "report.data_date",
        "'2026-2-1'",
        "写作 YYYY-MM-DD，或留空",
    ),
    (
        "[report]\ndata_date = '2026-02-29'\n",
        2,
        "report.data_date",
        "'2026-02-29'",
        "日历上有的一天",
    ),
    ("[report]\ndata_date = 2026-02-01\n", 2, "report.data_date", "2026, 2, 1", "加引号的文字"),
    (f"[report]\nreview_no = '{'x' * 61}'\n", 2, "report.review_no", "xxx", "最多 60 个字"),
    ("report = 5\n", 1, "report", "5", "一节，如 [coverage]"),
    ("layers = 5\n", 1, "layers", "5", "一节，如 [layers]"),
    ("[layers]\nparks = 5\n", 2, "layers.parks", "5", "加引号的文件路径"),
    ("[layers.parks]\npath = 'x'\n", 1, "layers.parks", "'path'", "加引号的文件路径"),
]


@pytest.mark.parametrize("lang", [None, "en"])
@pytest.mark.parametrize(
    ("text", "row", "field", "found", "required"), BAD, ids=[f"{case[2]}-{case[3]}" for case in BAD]
)
def test_a_bad_value_gets_its_line_and_what_is_required(
    tmp_path: Path, text: str, row: int, field: str, found: str, required: str, lang: str | None
) -> None:
    if lang and field == "report.lang":
        assert read(tmp_path, text, lang).report.lang == lang  # what is not used is not checked
        return
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, lang)
    finding = refusal(caught, "bad-setting", file="covermap.toml", row=row, field=field)
    assert found in finding.what.zh
    assert found in finding.what.en
    assert finding.remedy.zh.startswith("要求：")
    assert finding.remedy.zh.endswith(required)
    assert finding.remedy.en.startswith("required: ")


@pytest.mark.parametrize(
    "text",
    [
        "[scenario]\ncount = 0\nseed = 0\n",
        "[scenario]\ncount = 1_000_000\nseed = 4_294_967_295\n",
        "[coverage]\nreceiver_height_m = 10\ncell_m = 10\nplace_cell_m = 1\ntile_cells = 64\n",
        "[coverage]\ncell_m = 1000.0\nplace_cell_m = 30\ntile_cells = 4096\n",
        "[terrain]\nreach_km = 1\ndelta_n = 0\nn0 = 200\n",
        "[terrain]\nreach_km = 30\ndelta_n = 120.0\nn0 = 450.0\n",
        f"[report]\nreview_no = '{'x' * 60}'\ndata_date = ''\n",
    ],
)
def test_values_on_the_limits_are_accepted(tmp_path: Path, text: str) -> None:
    sections = read(tmp_path, text).model_dump()
    for key, value in re.findall(r"^(\w+) = (.+)$", text, re.MULTILINE):
        section = next(s for s in sections.values() if key in s)
        assert str(section[key]) in (value.strip("'").replace("_", ""), f"{value}.0")


def test_every_wrong_setting_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "[scenario]\ncount = -1\nfoo = 2\n[report]\nlang = 'fr'\n")
    assert sorted(place(finding) for finding in caught.value.findings) == [
        ("bad-setting", 2, "scenario.count"),
        ("bad-setting", 5, "report.lang"),
        ("unknown-setting", 3, "scenario.foo"),
    ]


def test_a_language_that_is_none_is_refused_without_a_file() -> None:
    with pytest.raises(InputError) as caught:
        settings.default("fr")
    refusal(caught, "bad-setting", file="covermap.toml", field="report.lang")


def test_terrain_files_lie_beside_the_settings_and_an_empty_text_is_none(tmp_path: Path) -> None:
    path = tmp_path / "covermap.toml"
    path.write_text('[terrain]\ndem = "dem"\nclutter = ""\n', encoding="utf-8")
    chosen = settings.read(path).terrain
    assert (chosen.dem, chosen.clutter) == (tmp_path / "dem", None)
    path.write_text('[terrain]\ndem = "~/dem.tif"\n', encoding="utf-8")
    assert settings.read(path).terrain.dem == Path.home() / "dem.tif"


def test_the_facts_name_files_and_not_where_they_lie(tmp_path: Path) -> None:
    text = (
        '[layers]\nparks = "own/园区.csv"\n[terrain]\ndem = "~/heights"\n[report]\nprevious = ""\n'
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    facts = read(tmp_path, text).facts()
    assert facts["layers"] == {"parks": "园区.csv"}
    assert facts["terrain"]["dem"] == "heights"
    assert facts["report"]["previous"] is None
    assert facts["coverage"]["statuses"] == ["built"]
    assert json.dumps(facts) == json.dumps(read(elsewhere, text).facts())


@pytest.mark.parametrize(
    ("text", "row", "field", "remedy"),
    [
        ("[plan]\nstation = 3\n", 2, "plan.station", "did you mean stations?"),
        ("[plan.costs]\nnew_sit = 3.0\n", 2, "plan.costs.new_sit", "did you mean new_site?"),
        (
            "[plan]\n[plan.weights]\nhealth = 2.0\n",
            3,
            "plan.weights.health",
            "did you mean healthcare?",
        ),
    ],
)
def test_an_unknown_setting_of_plans_gets_its_line_and_a_suggestion(
    tmp_path: Path, text: str, row: int, field: str, remedy: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    finding = refusal(caught, "unknown-setting", file="covermap.toml", row=row, field=field)
    assert finding.remedy.en == remedy


@pytest.mark.parametrize(
    ("section", "table"),
    [(settings.PlanCosts, "plan_costs"), (settings.PlanWeights, "plan_weights")],
)
def test_every_item_of_a_table_of_plans_can_be_set(section: type, table: str) -> None:
    assert list(section.model_fields) == standards.table(table)["item"].tolist()
