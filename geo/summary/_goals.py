"""Section 2: each goal in force against what this run found, and published facts beside them."""

from __future__ import annotations

from typing import Any

from layers.text import Text

from .. import standards
from ..goals import WANTED, Goal
from ._categories import RULE_NAMES
from ._gigabit import by_class
from ._goal_metrics import Found, find
from ._goal_sources import sources
from ._part import Part
from ._table import Field, Table, build

SECTION = 2
_STATUS = {
    "target": Text("目标", "goal"),
    "practice": Text("历次通报水平，非正式门槛", "what was reported, no official threshold"),
    "actual": Text("公布值", "published"),
    "derived": Text("推算值", "derived"),
}
_SCOPES = {
    "province": Text("全省", "province"),
    "nation": Text("全国", "nation"),
    "prefecture": Text("各市州", "each prefecture"),
}
_FIELDS = (
    Field("title", Text("指标", "indicator")),
    Field("year", Text("年份", "year"), "code"),
    Field("scope", Text("口径", "scope")),
    Field("target", Text("目标值", "target"), "quantity", "", 2),
    Field("found", Text("本次结果", "found"), "quantity_range", "", 2),
    Field("gap", Text("最大差距", "largest gap"), "quantity", "", 2),
    Field("unit", Text("单位", "unit")),
    Field("verdict", Text("结论", "verdict"), "verdict"),
    Field("goal_id", Text("编号", "goal id"), "code", minor=True),
    Field("rule", Text("规则", "rule"), minor=True),
    Field("status", Text("性质", "status"), minor=True),
    Field("bodies", Text("责任单位", "bodies"), minor=True),
    Field("source", Text("来源", "source"), minor=True),
    Field("inputs", Text("输入文件", "inputs"), minor=True),
    Field("remark", Text("说明", "remark"), minor=True),
)
_FACT_FIELDS = (
    Field("title", Text("指标", "indicator")),
    Field("year", Text("年份", "year"), "code"),
    Field("scope", Text("口径", "scope")),
    Field("status", Text("性质", "status")),
    Field("published", Text("数值", "value"), "quantity", "", 2),
    Field("unit", Text("单位", "unit")),
    Field("goal_id", Text("编号", "goal id"), "code", minor=True),
    Field("source", Text("来源", "source"), minor=True),
)
_NOTE = Text(
    "数值以各行单位计；本工具不计算的指标记为无数据。"
    "最大差距 = 目标值 − 本次结果下限；结论只对本报告的范围而言。"
    "输入文件后为其 SHA-256 的前八位。",
    "Numbers are in the unit of their row; what covermap does not compute is no data."
    " Largest gap = target − lower bound of what was found. Verdicts are about the"
    " scope of this report alone. Behind an input file stand the first eight digits of its"
    " SHA-256.",
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 2: the goals, and published facts beside them."""
    wanted = [goal for goal in _listed(part) if goal["status"] in WANTED]
    facts = [goal for goal in _listed(part) if goal["status"] not in WANTED]
    whole = [goal for goal in wanted if not (part.is_province and goal["scope"] == "prefecture")]
    title = Text("目标与本次结果", "Goals and what was found")
    listed = [build("goals", SECTION, title, _FIELDS, [_row(part, g) for g in whole], _NOTE)]
    if len(whole) < len(wanted):
        listed.append(_by_prefecture(part, [goal for goal in wanted if goal not in whole]))
    if any(goal["metric"] == "key_places_reached_share" for goal in wanted):
        listed.append(by_class(part, SECTION))
    return [*listed, _facts(part, facts)]


def area_target(part: Part, category: str = "") -> float:
    """Return the share of places that the goal in force wants, by the area rule.

    Parameters
    ----------
    part
        What the report is about.
    category
        Category of the places, ``""`` = all of the 2022 goal.

    Returns
    -------
    float
        0-1, of the latest year; 1 where no goal says so: "full coverage".
    """
    goals = [
        goal
        for goal in _listed(part)
        if (goal["metric"], goal["rule"]) == ("places_fully_covered_share", "area")
        and goal["category"] == category
        and goal["status"] in WANTED
    ]
    latest = max(goals, key=lambda goal: (goal["scope"] == part.adcode, goal["year"]), default=None)
    return float(latest["threshold"]) / 100.0 if latest else 1.0


def _listed(part: Part) -> list[Goal]:
    """Return the goals of this part, years of one metric side by side."""
    scopes = {*_SCOPES, part.adcode}
    if part.is_province:
        scopes |= set(part.prefectures["adcode"])
    goals: list[Goal] = [goal for goal in part.results.card["goals"] if goal["scope"] in scopes]
    first: dict[tuple[str, ...], int] = {}
    for number, goal in enumerate(goals):
        first.setdefault(_kind(goal), number)
    return sorted(goals, key=lambda goal: (first[_kind(goal)], goal["year"]))


def _kind(goal: Goal) -> tuple[str, ...]:
    return goal["metric"], goal["category"], goal["rule"], goal["scope"]


def _by_prefecture(part: Part, goals: list[Goal]) -> Table:
    """Return the goals that each prefecture has to reach by itself."""
    members = [Part(part.results, code) for code in part.prefectures["adcode"]]
    return build(
        "goals_prefectures",
        SECTION,
        Text("各市州分别对照的目标", "Goals of each prefecture by itself"),
        (Field("prefecture", Text("市州", "prefecture")), *_FIELDS),
        [{"prefecture": own.name, **_row(own, goal)} for goal in goals for own in members],
        _NOTE,
    )


def _facts(part: Part, facts: list[Goal]) -> Table:
    return build(
        "facts",
        SECTION,
        Text("公布值（照录来源，不参与判定）", "Published facts (quoted, not judged)"),
        _FACT_FIELDS,
        [{**_common(part, goal), "published": float(goal["threshold"])} for goal in facts],
        modelled=False,
    )


def _common(part: Part, goal: Goal) -> dict[str, Any]:
    return {
        "goal_id": goal["id"],
        "title": Text(goal["title_zh"], goal["title_en"]),
        "year": goal["year"],
        "scope": _SCOPES.get(goal["scope"]) or _division(part, goal["scope"]),
        "status": _STATUS[goal["status"]],
        "unit": Text(goal["unit_zh"], goal["unit_en"]),
        "source": goal["source"],
    }


def _row(part: Part, goal: Goal) -> dict[str, Any]:
    # A goal of one prefecture is held against that prefecture, in the overview too.
    own = part if goal["scope"] in _SCOPES else Part(part.results, goal["scope"])
    found, target = find(own, goal), float(goal["threshold"])
    lower = found.range.lower if found.range else None
    return {
        **_common(part, goal),
        "target": target,
        "found": found.range,
        "gap": max(0.0, target - lower) if found.comparable and lower is not None else None,
        "verdict": _verdict(goal["operator"], target, found),
        "rule": RULE_NAMES.get(goal["rule"], Text(goal["rule"], goal["rule"])),
        "bodies": _bodies(goal),
        "inputs": sources(part.results.card, goal),
        "remark": found.remark,
    }


def _verdict(operator: str, threshold: float, found: Found) -> str:
    if not found.comparable or found.range is None:
        return "no_data"
    lower, upper = found.range
    if lower is not None and (lower > threshold if operator == "gt" else lower >= threshold):
        return "met"
    fails = upper is not None and (upper <= threshold if operator == "gt" else upper < threshold)
    return "not_met" if fails else "undecided"


def _division(part: Part, adcode: str) -> Text:
    rows = part.prefectures[part.prefectures["adcode"] == adcode]
    return Text(rows["name_zh"].iloc[0], rows["name_en"].iloc[0])


def _bodies(goal: Goal) -> Text:
    table = standards.table("responsibility")
    own = table[table["goal"] == goal["id"]]
    category = "village" if goal["metric"] == "villages_reached_share" else goal["category"]
    if own.empty and category:
        own = table[(table["category"] == category) & (table["goal"] == "")]
    by_analogy = len(own) > 0 and (own["status"] == "assumption").all()
    zh, en = "、".join(own["body_zh"]), "; ".join(own["body_en"])
    return Text(f"{zh}（参照）", f"{en} (by analogy)") if by_analogy else Text(zh, en)
