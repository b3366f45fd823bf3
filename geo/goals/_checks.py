"""What does not fit in a goal, by file, row and field."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.text import Text

from .. import scope, standards
from ._metrics import COUNTED, METRICS, Metric, is_line, rules
from ._read import WANTED, Goal

_SCOPES = ("province", "nation", "prefecture")


def scope_code(name: str, prefectures: gpd.GeoDataFrame) -> str:
    """Return a scope, a prefecture by its code; ``""`` when it is none."""
    if name in _SCOPES:
        return name
    return str(scope.codes_of(pd.Series([name], dtype="str"), prefectures).iloc[0])


def check(goal: Goal, prefectures: gpd.GeoDataFrame) -> list[Finding]:
    """Return what does not fit in one goal: first what is not known, then what does not match."""
    findings = []
    if not scope_code(goal["scope"], prefectures):
        known = [*_SCOPES, *prefectures["adcode"]]
        findings.append(_unknown(goal, "scope", Text("口径", "scope"), known))
    categories = standards.table("categories")["category"].tolist()
    if goal["category"] not in ("", *categories):
        findings.append(_unknown(goal, "category", Text("类别", "category"), categories))
    if goal["metric"] not in METRICS:
        computed = [name for name, metric in METRICS.items() if metric.computed]
        findings.append(_unknown(goal, "metric", Text("指标", "metric"), computed))
    if goal["rule"] not in rules() and goal["metric"] in METRICS:
        findings.append(_unknown(goal, "rule", Text("规则", "rule"), list(rules())))
    return findings or _check_fit(goal, METRICS[goal["metric"]])


def _check_fit(goal: Goal, metric: Metric) -> list[Finding]:
    findings = []
    if goal["status"] in WANTED and goal["operator"] not in ("ge", "gt"):
        findings.append(_not_a_target(goal))
    if metric.is_share and float(goal["threshold"]) > 100.0:
        findings.append(_over_100(goal))
    if goal["rule"] not in _fitting_rules(goal, metric):
        findings.append(_wrong_rule(goal, metric))
    if not _category_fits(goal, metric):
        findings.append(_wrong_category(goal, metric))
    return findings


def _fitting_rules(goal: Goal, metric: Metric) -> list[str]:
    """Return the rules a goal may name; a published fact may leave its rule open."""
    wanted = {"lines": "line", "number": "number"}.get(metric.of, "place")
    fitting = [name for name, geometry in rules().items() if geometry == wanted]
    if metric.of == "villages":
        fitting = ["reach"]
    return fitting if goal["status"] in WANTED else [*fitting, "number"]


def _category_fits(goal: Goal, metric: Metric) -> bool:
    category = goal["category"]
    if category == "":
        return True
    if metric.of == "lines":
        return is_line(category)
    if metric.of == "villages":
        return category == "village"
    if metric.of == "number":
        return not metric.computed or (goal["metric"] == "racks" and category == "data_center")
    table = standards.table("categories").set_index("category")
    is_place = table.loc[category, "group"] != "infrastructure" and not is_line(category)
    return bool(is_place and goal["metric"] == "places_fully_covered_share")


def _unknown(goal: Goal, field: str, word: Text, known: list[str]) -> Finding:
    value = goal[field]
    close = difflib.get_close_matches(value, known, n=2, cutoff=0.5)
    return _finding(
        goal,
        f"unknown-{field}",
        field,
        Text(f"目标 {goal['id']} 的{word.zh}“{value}”不认识", f"{word.en} {value!r} is not known"),
        Text(
            f"是否应为 {'、'.join(close)}？" if close else f"可用：{'、'.join(known)}",
            f"did you mean {', '.join(close)}?" if close else f"one of: {', '.join(known)}",
        ),
    )


def _not_a_target(goal: Goal) -> Finding:
    return _finding(
        goal,
        "goal-operator",
        "operator",
        Text(
            f"目标 {goal['id']} 的比较 {goal['operator']} 只用于公布值",
            f"operator {goal['operator']} is for published facts, {goal['id']} is a goal",
        ),
        Text("填 ge（≥）或 gt（>）", "give ge (≥) or gt (>)"),
    )


def _over_100(goal: Goal) -> Finding:
    return _finding(
        goal,
        "goal-over-100",
        "threshold",
        Text(
            f"目标 {goal['id']} 的目标值 {goal['threshold']} 超过 100 %",
            f"the threshold {goal['threshold']} of {goal['id']} is more than 100 %",
        ),
        Text("占比以 % 计，填 0–100", "a share is in percent: give 0–100"),
    )


def _wrong_rule(goal: Goal, metric: Metric) -> Finding:
    fitting, counted = _fitting_rules(goal, metric), COUNTED[metric.of]
    return _finding(
        goal,
        "rule-on-wrong-geometry",
        "rule",
        Text(
            f"规则 {goal['rule']} 不能用于指标 {goal['metric']}（{counted.zh}）",
            f"the rule {goal['rule']} does not judge what {goal['metric']} counts ({counted.en})",
        ),
        Text(f"填 {'、'.join(fitting)}", f"give {', '.join(fitting)}"),
    )


def _wrong_category(goal: Goal, metric: Metric) -> Finding:
    counted = COUNTED[metric.of]
    return _finding(
        goal,
        "category-of-wrong-geometry",
        "category",
        Text(
            f"类别 {goal['category']} 不能用于指标 {goal['metric']}（{counted.zh}）",
            f"the category {goal['category']} is none that {goal['metric']} counts ({counted.en})",
        ),
        Text("换用相应的类别，或留空", "give a category of that kind, or leave it empty"),
    )


def _finding(goal: Goal, code: str, field: str, what: Text, remedy: Text) -> Finding:
    return Finding(code, what, remedy, goal["file"], int(goal["row"]), field)


def not_listed(name: str, known: Iterable[str]) -> Finding:
    """Return the refusal of an id asked for that no goal has."""
    listed = list(known)
    close = difflib.get_close_matches(name, listed, n=3, cutoff=0.5)
    return Finding(
        "unknown-goal",
        Text(f"目标表中没有“{name}”", f"the table of goals has no {name!r}"),
        Text(
            f"是否应为 {'、'.join(close)}？" if close else f"可用：{'、'.join(listed)}",
            f"did you mean {', '.join(close)}?" if close else f"one of: {', '.join(listed)}",
        ),
        "covermap.toml",
        field="goals.select",
    )
