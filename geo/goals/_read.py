"""The table of goals that comes with covermap, and one of the planner's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

import layers
from layers.errors import InputError
from layers.text import Text

from .. import standards
from ._metrics import METRICS

Goal = dict[str, str]  # columns of `LAYER`, then file and row

WANTED = ("target", "practice")  # held against what is found; the others are quoted
SHIPPED = "geo/standards/goals.csv"
_STATUS = (*WANTED, "actual", "derived")

LAYER = layers.Layer(
    name="goals",
    title=Text("目标", "goals"),
    geometry="table",
    columns=(
        layers.Column("id", Text("编号", "id"), required=True),
        layers.Column(
            "year", Text("年份", "year"), "integer", required=True, minimum=2000, maximum=2100
        ),
        layers.Column("scope", Text("口径", "scope"), spellings=(("全省", "province"),)),
        layers.Column("category", Text("类别", "category")),
        layers.Column("metric", Text("指标代码", "metric"), required=True),
        layers.Column(
            "operator",
            Text("比较", "operator"),
            required=True,
            choices=("ge", "gt", "eq", "approx"),
            spellings=(("≥", "ge"), (">=", "ge"), (">", "gt"), ("=", "eq"), ("约", "approx")),
        ),
        layers.Column("threshold", Text("目标值", "threshold"), "number", required=True, minimum=0),
        layers.Column("unit", Text("单位代码", "unit")),
        layers.Column("rule", Text("规则", "rule")),
        layers.Column(
            "status",
            Text("性质", "status"),
            choices=_STATUS,
            spellings=(
                ("目标", "target"),
                ("惯例", "practice"),
                ("公布值", "actual"),
                ("推算值", "derived"),
            ),
        ),
        layers.Column("title_zh", Text("指标", "indicator"), required=True, aliases=("title",)),
        layers.Column("title_en", Text("英文指标", "indicator in English")),
        layers.Column("source", Text("来源", "source")),
        layers.Column("unit_zh", Text("单位", "unit in Chinese")),
        layers.Column("unit_en", Text("英文单位", "unit in English")),
    ),
    source="goals",
)


def shipped() -> list[Goal]:
    """Return the goals that come with covermap."""
    rows = standards.table("goals").to_dict("records")
    return [
        {
            **{str(key): str(value) for key, value in row.items()},
            "file": SHIPPED,
            "row": str(number),
        }
        for number, row in enumerate(rows, start=2)
    ]


def read(path: Path) -> list[Goal]:
    """Return the goals of a planner's table; what a row leaves open follows from its metric.

    Nothing of it is mended: a goal that was misread would be judged for years.
    """
    intakes: list[layers.Intake] = []
    try:
        rows = layers.read_as(LAYER, path, intakes)
        odd = [f for intake in intakes for f in (*intake.reasons(), *intake.findings)]
        if odd:
            raise InputError([replace(finding, severity="error") for finding in odd])
    except InputError as error:
        named = [replace(f, field=f.field or "goals.table") for f in error.findings]
        raise InputError(named) from error
    return [_own({str(k): v for k, v in row.items()}) for row in rows.to_dict("records")]


def _own(row: Mapping[str, object]) -> Goal:
    """Return a row of the planner's table as text, with what it leaves open."""
    goal = {key: _text(value) for key, value in row.items()}
    metric = METRICS.get(goal["metric"])
    goal["scope"] = goal["scope"] or "province"
    goal["status"] = goal["status"] or "target"
    goal["rule"] = goal["rule"] or (_default_rule(goal["metric"]) if metric else "")
    goal["title_en"] = goal["title_en"] or goal["title_zh"]
    goal["source"] = goal["source"] or f"{goal['file']} 第 {goal['row']} 行 (row {goal['row']})"
    given = goal["unit_zh"] or goal["unit_en"] or goal["unit"]
    if metric and metric.computed and not given:
        goal["unit_zh"], goal["unit_en"] = metric.unit
    goal["unit"] = goal["unit"] or goal["unit_en"] or goal["unit_zh"]
    goal["unit_zh"] = goal["unit_zh"] or goal["unit"]
    goal["unit_en"] = goal["unit_en"] or goal["unit"]
    return goal


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.12g}"
    return str(value)


def _default_rule(metric: str) -> str:
    if metric == "places_fully_covered_share":
        return "area"
    by_count = {"places": "reach", "villages": "reach", "lines": "linear", "number": "number"}
    return by_count[METRICS[metric].of]
