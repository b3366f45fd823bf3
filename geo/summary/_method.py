"""Section 14: how the numbers were made, how much hangs on the threshold, what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from layers.text import Text

from ..results import ANY
from . import _absent, _validation
from ._part import Part
from ._table import Field, Table, build

SECTION = 14
# STANDARDS: the strip is printed at these levels beside the threshold in force. [dBm]
_STRIP_DBM = (-96, -100, -105, -110)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 14."""
    return [
        _sensitivity(part),
        _threshold(part),
        _terrain(part),
        _model_card(part),
        *_validation.tables(part),
        _settings(part),
        _not_yet(part),
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
        (Text("SS-RSRP 门限", "SS-RSRP threshold"), _dbm(threshold["dbm"])),
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


def _terrain(part: Part) -> Table:
    card = part.results.card["model_card"]
    pairs = [(Text("地形", "terrain"), _with_terrain(card) if part.has_terrain else _without(card))]
    return _pairs("method", Text("地形如何计入", "How terrain counts"), pairs, Text("", ""))


def _with_terrain(card: Mapping[str, str]) -> Text:
    facts = [card[f"terrain_{name}"] for name in ("source", "resolution", "vintage")]
    clutter = _clutter(card["clutter_source"])
    return Text(
        f"地形：计入。模型 {card['model_id']}，沿每条路径的高程剖面计算绕射；高程数据"
        f" {'，'.join(facts)}。{clutter.zh}。"
        "高程空洞不填补：路径经过空洞而不能判定之处记为无数据。",
        f"Terrain: counted. Model {card['model_id']}, diffraction over the profile of each path;"
        f" elevation {', '.join(facts)}. {clutter.en}."
        " Voids are not filled: where one lies on the path and decides, there is no data.",
    )


def _clutter(source: str) -> Text:
    if source == "none":
        return Text("地物：无，树木和建筑不计入", "Clutter: none, trees and buildings are left out")
    return Text(
        f"地物：{source}，代表高度为假定值", f"Clutter: {source}, its heights are assumptions"
    )


def _without(card: Mapping[str, str]) -> Text:
    return Text(
        f"地形：无。按距离预测（{card['model_id']}），山脊遮挡不在其中，高原山区的结果偏乐观。",
        f"Terrain: none. Levels follow from distance ({card['model_id']}); ridges do not block"
        " them, so that results in the mountains are optimistic.",
    )


def _model_card(part: Part) -> Table:
    card = part.results.card
    pairs = [(key, _plain(value)) for key, value in card["model_card"].items()]
    return _pairs(
        "model_card",
        Text("模型卡", "Model card"),
        pairs,
        Text(
            "字段名沿用 FCC 格式；输入文件及其 SHA-256 见第 13 节。",
            "Field names as in the FCC's format; input files with their SHA-256: section 13.",
        ),
    )


def _settings(part: Part) -> Table:
    pairs = _flatten(part.results.card["settings"])
    title = Text("本次运行的设置", "Settings in force")
    return _pairs("settings", title, pairs, Text("", ""))


def _flatten(value: Any, prefix: str = "") -> list[tuple[str, str | Text]]:
    if isinstance(value, dict) and value:
        return [
            pair
            for key in sorted(value)
            for pair in _flatten(value[key], f"{prefix}.{key}" if prefix else str(key))
        ]
    return [(prefix, _plain(value))]


def _plain(value: Any) -> str | Text:
    if value is None or value == "":
        return Text("未设置", "not set")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _dbm(level: float) -> str:
    return f"{level:g} dBm".replace("-", "−")


def _not_yet(part: Part) -> Table:
    fields = (Field("subject", Text("内容", "subject")), Field("why", Text("原因", "why")))
    return build(
        "not_yet",
        SECTION,
        Text("本报告尚不包含", "Not in this report yet"),
        fields,
        [item._asdict() for item in _absent.items(part)],
        Text(
            "未计算不等于未覆盖。没有内容的各节在其标题下另有说明。",
            "Not computed is not the same as not covered. Sections without content say why under"
            " their headings.",
        ),
        modelled=False,
    )
