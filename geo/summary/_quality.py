"""Section 13: what was read, what was assumed, and whether the denominator adds up."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from layers import catalogue
from layers.text import Text

from ..comparing.likeness import OTHER_INPUTS
from ..goals import LAYER
from ._categories import COUNT_FIELDS, RULE_NAMES, RULES
from ._part import Part, category_name
from ._places import place_names
from ._table import Field, Table, build, records
from ._tally import Tally, count, tally

SECTION = 13
_PLACE = (
    Field("id", Text("编号", "id"), "code"),
    Field("place", Text("场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
)
_ROW = (
    Field("file", Text("文件", "file"), "code"),
    Field("row", Text("行", "row"), "integer"),
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 13."""
    return [
        _ledger(part),
        *_excluded(part),
        _no_coordinate(part),
        _terrain(part),
        _inputs(part),
        _findings(part),
        _defaults(part),
    ]


def _ledger(part: Part) -> Table:
    groups = (
        (Text("2022 年目标七类", "the seven of the 2022 goal"), part.goal_areas),
        (Text("扩展类别", "extended categories"), part.extended_areas),
    )
    rows = [
        _ledger_row(name, RULE_NAMES[rule], len(areas), tally(areas, rule))
        for name, areas in groups
        for rule in RULES
    ]
    lines = _lines(part)
    if len(lines):
        name = Text("道路、铁路（条）", "roads and railways (lines)")
        nothing = [False] * len(lines)
        counts = count(lines["linear"], [True] * len(lines), nothing)
        rows.append(_ledger_row(name, RULE_NAMES["linear"], len(lines), counts))
    fields = (
        Field("group", Text("分组", "group")),
        Field("rule", Text("规则", "rule")),
        *COUNT_FIELDS,
        Field("total", Text("各项合计", "sum of the parts"), "integer"),
        Field("difference", Text("差额", "difference"), "integer"),
    )
    return build(
        "ledger",
        SECTION,
        Text("分母核对", "Denominator ledger"),
        fields,
        rows,
        Text(
            "列入 = 达标 + 待核实 + 不达标 + 无数据 + 无坐标 + 不计入；差额应为 0。"
            "达标率的分母 = 列入 − 不计入。没有关键点数据的场所，深度覆盖规则记为无数据。",
            "Listed = met + undecided + not met + no data + no coordinate + left out; the"
            " difference is 0. The denominator of a rate = listed − left out. A place without key"
            " points is no data by the rule of deep coverage.",
        ),
    )


def _ledger_row(group: Text, rule: Text, listed: int, counts: Tally) -> dict[str, Any]:
    """Return one row; listed is counted from the rows, not from the parts, or it could not fail."""
    parts = {
        "met": counts.met,
        "undecided": counts.undecided,
        "not_met": counts.not_met,
        "no_data": counts.no_data,
        "no_coordinate": counts.no_coordinate,
        "excluded": counts.excluded,
    }
    total = sum(parts.values())
    difference = listed - total
    return {
        "group": group,
        "rule": rule,
        "listed": listed,
        **parts,
        "total": total,
        "difference": difference,
    }


def _lines(part: Part) -> pd.DataFrame:
    """Return the lines as this part counts them."""
    lines: pd.DataFrame = part.results.lines
    return lines[lines["prefecture_adcode"] == ("" if part.is_province else part.adcode)]


def _excluded(part: Part) -> list[Table]:
    """Return what the planner has left out and why; no table when nothing is."""
    rows = part.areas[part.areas["excluded"] != ""]
    if rows.empty:
        return []
    fields = (*_PLACE, Field("excluded", Text("不计入原因", "reason")), *_ROW)
    note = Text(
        "这些场所列入而不判定，不在达标率的分母内；理由由提供名录者填写。",
        "These places are listed and not judged, and not in the denominator of the rates; whoever"
        " gave the list gave the reasons.",
    )
    title = Text("不计入的场所", "Places left out")
    return [
        build("excluded", SECTION, title, fields, _place_rows(part, rows), note, modelled=False)
    ]


def _place_rows(part: Part, areas: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return places as rows of `_PLACE` and `_ROW`, those of the goal first."""
    return [
        {
            **row,
            "place": place_names(row),
            "category": category_name(row["category"], row["group"]),
            "county": part.county_names.get(row["county_adcode"], Text("", "")),
        }
        for row in records(areas.sort_values(["group", "id"], ascending=[False, True]))
    ]


def _no_coordinate(part: Part) -> Table:
    rows = part.areas[part.areas.geometry.isna() & (part.areas["excluded"] == "")]
    return build(
        "no_coordinate",
        SECTION,
        Text("没有坐标的场所", "Places without a coordinate"),
        (*_PLACE, *_ROW),
        _place_rows(part, rows),
        Text(
            "这些场所计入分母，不能判定；补充坐标后重新运行。",
            "They count in the denominator and cannot be judged; add coordinates and run again.",
        ),
        modelled=False,
    )


def _terrain(part: Part) -> Table:
    card = part.results.card["model_card"]
    words = {"none": Text("无", "none"), "unknown": Text("不明", "unknown")}
    facts = [
        (Text("来源", "source"), card["terrain_source"]),
        (Text("分辨率", "resolution"), card["terrain_resolution"]),
        (Text("年份", "vintage"), card["terrain_vintage"]),
        (Text("地物", "clutter"), card["clutter_source"]),
    ]
    rows: list[dict[str, Any]] = [
        {"item": item, "value": words.get(value, value)} for item, value in facts
    ]
    void = {"item": Text("缺数据而不能判定的面积", "area not known for want of data")}
    if part.has_terrain:
        rows.append({**void, "km2": part.limited_km2("no_data")})
    else:
        rows.append({**void, "value": Text("未使用地形", "no terrain is used")})
    fields = (
        Field("item", Text("项目", "item")),
        Field("value", Text("内容", "value")),
        Field("km2", Text("面积", "area"), "number", "km²"),
    )
    note = Text(
        "高程空洞不填补：路径经过空洞、可达与否不能判定的面积记为无数据，不等于未覆盖。",
        "Voids are not filled: where one lies on the path and decides, there is no data, which is"
        " not the same as not covered.",
    )
    return build(
        "terrain", SECTION, Text("地形数据", "Terrain data"), fields, rows, note, modelled=False
    )


def _inputs(part: Part) -> Table:
    rows = [{**row, "name": _layer_title(row["layer"])} for row in part.results.card["inputs"]]
    fields = (
        Field("name", Text("数据集", "dataset")),
        Field("file", Text("文件", "file"), "code"),
        Field("rows", Text("行数", "rows"), "integer"),
        Field("sha256", Text("SHA-256", "SHA-256"), "code", minor=True),
    )
    return build("inputs", SECTION, Text("输入文件", "Input files"), fields, rows, modelled=False)


def _findings(part: Part) -> Table:
    fields = (
        Field("severity", Text("级别", "severity")),
        Field("code", Text("代码", "code"), "code"),
        Field("file", Text("文件", "file"), "code"),
        Field("row", Text("行", "row"), "integer"),
        Field("field", Text("字段", "field"), "code"),
        Field("what", Text("说明", "what was found")),
    )
    rows = [
        {**row, "severity": _severity(row["severity"]), "what": Text(row["zh"], row["en"])}
        for row in records(part.results.findings)
    ]
    note = Text("为全部输入文件的检查结果。", "From all input files.")
    return build(
        "findings", SECTION, Text("输入检查", "Input check"), fields, rows, note, modelled=False
    )


def _defaults(part: Part) -> Table:
    fields = (
        Field("layer", Text("数据集", "dataset")),
        Field("field", Text("字段", "field"), "code"),
        Field("value", Text("默认值", "default"), "code"),
        Field("rows", Text("使用行数", "rows"), "integer"),
        Field("why", Text("说明", "explanation")),
    )
    rows: list[dict[str, Any]] = [
        {**row, "layer": _layer_title(row["layer"]), "why": Text(row["zh"], row["en"])}
        for row in records(part.results.defaults)
    ]
    note = Text(
        "以下均为假定，缺少数据时使用；为全部输入的计数。",
        "All of these are assumptions, used where data is missing; counted over all input.",
    )
    return build(
        "defaults",
        SECTION,
        Text("使用的默认值", "Defaults used"),
        fields,
        rows,
        note,
        modelled=False,
    )


def _layer_title(name: str) -> Text:
    layer = LAYER if name == LAYER.name else catalogue().get(name)
    return layer.title if layer else OTHER_INPUTS.get(name) or category_name(name)


def _severity(code: str) -> Text:
    words = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
    return words.get(code, Text("说明", "note"))
