"""Section 14: how the numbers were made, how much hangs on the threshold, what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from layers.text import Text

from ..results import ANY
from ._part import Part
from ._table import Field, Table, build

SECTION = 14
# STANDARDS: the strip is printed at these levels beside the threshold in force. [dBm]
_STRIP_DBM = (-96, -100, -105, -110)
_NOT_YET = (
    (7, Text("4G/5G 对比", "4G and 5G"), Text("未读入 4G 基站", "no 4G stations are read")),
    (
        8,
        Text("道路与铁路沿线", "roads and railways"),
        Text("尚未计算连续覆盖", "continuous coverage is not computed"),
    ),
    (
        9,
        Text("行政村", "administrative villages"),
        Text("没有带坐标的行政村清单", "no list of villages with coordinates"),
    ),
    (11, Text("建设建议", "where to build next"), Text("尚未计算选址", "siting is not computed")),
    (
        15,
        Text("与上期比较", "comparison with the last run"),
        Text("尚未比较两次运行", "two runs are not compared"),
    ),
    (
        0,
        Text("人口覆盖率", "people covered"),
        Text("没有人口栅格", "no population raster is read"),
    ),
    (
        0,
        Text("地形与 SS-SINR", "terrain and SS-SINR"),
        Text(
            "未使用 DEM，未计算干扰；山体遮挡不在结果内",
            "no DEM and no interference: shadowing by mountains is not in the results",
        ),
    ),
    (
        0,
        Text("关键点与深度覆盖", "key points and deep coverage"),
        Text("没有关键点数据", "no key points are given"),
    ),
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 14."""
    return [
        _sensitivity(part),
        _threshold(part),
        _model_card(part),
        _validation(),
        _settings(part),
        _not_yet(),
    ]


def _sensitivity(part: Part) -> Table:
    in_force = part.results.card["threshold"]["dbm"]
    levels = sorted({*_STRIP_DBM, *([int(in_force)] if in_force == int(in_force) else [])})
    total = float(part.coverage[part.coverage["operator"] == ANY]["km2"].sum())
    rows = []
    for dbm in reversed(levels):
        km2 = float(part.levels[part.levels["level_dbm"] >= dbm]["km2"].sum())
        rows.append(
            {
                "dbm": dbm,
                "share": km2 / total if total else None,
                "km2": km2,
                "in_force": dbm == in_force,
            }
        )
    fields = (
        Field("dbm", Text("SS-RSRP 门限", "SS-RSRP threshold"), "integer", "dBm"),
        Field("share", Text("达到的面积占比", "area share"), "share"),
        Field("km2", Text("面积", "area"), "number", "km²", 0),
        Field("in_force", Text("本报告采用", "used in this report")),
    )
    return build(
        "sensitivity",
        SECTION,
        Text("门限敏感性", "Sensitivity to the threshold"),
        fields,
        rows,
        Text(
            "任一运营商，50 % 位置概率；门限为假定时，结论随门限变化的幅度见此。",
            "Any operator, 50 % location probability: how far the result hangs on the threshold.",
        ),
    )


def _pairs(
    key: str, title: Text, pairs: Sequence[tuple[str | Text, str | Text]], note: Text
) -> Table:
    fields = (Field("item", Text("项目", "item")), Field("value", Text("内容", "value")))
    records = [{"item": item, "value": value} for item, value in pairs]
    return build(key, SECTION, title, fields, records, note, modelled=False)


def _threshold(part: Part) -> Table:
    threshold = part.results.card["threshold"]
    share = f"{threshold['area_share_percent']:g} %"
    pairs = [
        (Text("门限方案", "profile"), threshold["profile"]),
        (Text("规则", "rule"), Text(threshold["zh"], threshold["en"])),
        (Text("SS-RSRP 门限", "SS-RSRP threshold"), f"{threshold['dbm']:g} dBm"),
        (
            Text("面积规则", "area rule"),
            Text(f"面积的 {share} 以上达到门限", f"{share} of the area at the threshold"),
        ),
        (
            Text("判定", "verdict"),
            Text(
                "90 % 位置概率下通过为达标；50 % 下不通过为不达标；其间为待核实；缺数据为无数据",
                "met when it passes at 90 % location probability; not met when it fails at 50 %;"
                " undecided between; no data where something was missing",
            ),
        ),
        (Text("性质", "status"), _status(threshold["status"])),
        (Text("依据", "source"), threshold["source"]),
    ]
    return _pairs("threshold", Text("门限方案", "Threshold profile"), pairs, Text("", ""))


def _status(code: str) -> Text:
    words = {
        "official": Text("官方规定", "official"),
        "practice": Text("行业惯例", "operator practice"),
        "assumption": Text("假定", "assumption"),
    }
    return words.get(code, Text(code, code))


def _model_card(part: Part) -> Table:
    card = part.results.card
    pairs = [(key, _plain(value)) for key, value in card["model_card"].items()]
    return _pairs(
        "model_card",
        Text("模型卡", "Model card"),
        pairs,
        Text("字段名沿用 FCC 格式。", "Field names as in the FCC's format."),
    )


def _validation() -> Table:
    pairs = [
        (
            Text("与实测比较", "validation against measurements"),
            Text("未提供路测数据", "none supplied"),
        ),
    ]
    return _pairs("validation", Text("验证", "Validation"), pairs, Text("", ""))


def _settings(part: Part) -> Table:
    pairs = _flatten(part.results.card["settings"])
    title = Text("本次运行的设置", "Settings in force")
    return _pairs("settings", title, pairs, Text("", ""))


def _flatten(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict) and value:
        return [
            pair
            for key in sorted(value)
            for pair in _flatten(value[key], f"{prefix}.{key}" if prefix else str(key))
        ]
    return [(prefix, _plain(value))]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _not_yet() -> Table:
    fields = (
        Field("section", Text("节", "section"), "integer"),
        Field("subject", Text("内容", "subject")),
        Field("why", Text("原因", "why")),
    )
    rows = [
        {"section": number or None, "subject": subject, "why": why}
        for number, subject, why in _NOT_YET
    ]
    return build(
        "not_yet",
        SECTION,
        Text("本报告尚不包含", "Not in this report yet"),
        fields,
        rows,
        Text(
            "未计算不等于未覆盖。节号保留，待内容具备后填入。",
            "Not computed is not the same as not covered. The section numbers are kept for them.",
        ),
        modelled=False,
    )
