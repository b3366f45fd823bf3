"""Section 2: each goal against what this run found, or the published fact beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from layers.text import Text

from .. import standards
from ._part import Part
from ._table import Field, Interval, Table, build, is_nan, records
from ._tally import tally

SECTION = 2
_STATUS = {
    "actual": Text("公布值", "published"),
    "derived": Text("推算值", "derived"),
}
_NO_STATUS = Text("", "")
_SCOPES = {"province": Text("全省", "province"), "nation": Text("全国", "nation")}
_RULES = {
    "area": Text("面积", "area"),
    "reach": Text("通达", "reach"),
    "linear": Text("连续覆盖", "continuous coverage"),
    "number": Text("数值", "number"),
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
    Field("bodies", Text("责任单位", "bodies"), minor=True),
    Field("source", Text("来源", "source"), minor=True),
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


class _Found(NamedTuple):
    """What a run has to say on one metric, in the unit of the goal."""

    range: Interval | None
    comparable: bool = True
    remark: Text = Text("", "")


def tables(part: Part) -> list[Table]:
    """Return the tables of section 2: the goals, and published facts beside them."""
    scopes = {"province", "nation", part.adcode}
    if part.is_province:
        scopes |= set(part.prefectures["adcode"])
    listed = [goal for goal in records(standards.table("goals")) if goal["scope"] in scopes]
    targets = [goal for goal in listed if goal["status"] == "target"]
    facts = [goal for goal in listed if goal["status"] != "target"]
    return [
        build(
            "goals",
            SECTION,
            Text("目标与本次结果", "Goals and what was found"),
            _FIELDS,
            [_row(part, goal) for goal in targets],
            Text(
                "数值以各行单位计；本工具不计算的指标记为无数据。"
                "最大差距 = 目标值 − 本次结果下限；结论只对本报告的范围而言。",
                "Numbers are in the unit of their row; what covermap does not compute is no data."
                " Largest gap = target − lower bound of what was found. Verdicts are about the"
                " scope of this report alone.",
            ),
        ),
        build(
            "facts",
            SECTION,
            Text("公布值（照录来源，不参与判定）", "Published facts (quoted, not judged)"),
            _FACT_FIELDS,
            [{**_common(part, goal), "published": float(goal["threshold"])} for goal in facts],
            modelled=False,
        ),
    ]


def _common(part: Part, goal: dict[str, Any]) -> dict[str, Any]:
    return {
        "goal_id": goal["id"],
        "title": Text(goal["title_zh"], goal["title_en"]),
        "year": goal["year"],
        "scope": _SCOPES.get(goal["scope"]) or _division(part, goal["scope"]),
        "status": _STATUS.get(goal["status"], _NO_STATUS),
        "unit": Text(goal["unit_zh"], goal["unit_en"]),
        "source": goal["source"],
    }


def _row(part: Part, goal: dict[str, Any]) -> dict[str, Any]:
    target = float(goal["threshold"])
    found = _METRICS.get(goal["metric"], _not_computed)(part, goal)
    lower = found.range.lower if found.range else None
    return {
        **_common(part, goal),
        "target": target,
        "found": found.range,
        "gap": max(0.0, target - lower) if found.comparable and lower is not None else None,
        "verdict": _verdict(goal["operator"], target, found),
        "rule": _RULES.get(goal["rule"], Text(goal["rule"], goal["rule"])),
        "bodies": _bodies(goal),
        "remark": found.remark,
    }


def _verdict(operator: str, threshold: float, found: _Found) -> str:
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


def _bodies(goal: dict[str, Any]) -> Text:
    table = standards.table("responsibility")
    own = table[table["goal"] == goal["id"]]
    if own.empty and goal["category"]:
        own = table[(table["category"] == goal["category"]) & (table["goal"] == "")]
    by_analogy = len(own) > 0 and (own["status"] == "assumption").all()
    zh, en = "、".join(own["body_zh"]), "; ".join(own["body_en"])
    return Text(f"{zh}（参照）", f"{en} (by analogy)") if by_analogy else Text(zh, en)


def _places_share(part: Part, goal: dict[str, Any]) -> _Found:
    areas = part.goal_areas
    counts = tally(areas[areas["category"] == goal["category"]], goal["rule"])
    remark = Text(
        f"列入 {counts.listed} 处，达标 {counts.met} 处",
        f"{counts.met} met of {counts.listed} listed",
    )
    if counts.rate is None or counts.rate.lower is None or counts.rate.upper is None:
        return _Found(None, remark=remark)
    return _Found(Interval(counts.rate.lower * 100, counts.rate.upper * 100), remark=remark)


def _stations(part: Part, goal: dict[str, Any]) -> _Found:
    count = float(part.prefectures["stations"].sum())
    if part.results.card["synthetic"]:
        return _scenario(count)
    if not _same_scope(part, goal):
        return _Found(
            Interval(count, count),
            comparable=False,
            remark=Text("仅为本范围的数量，不与全省目标比较", "of this scope only: not compared"),
        )
    return _Found(Interval(count, count))


def _stations_per_10k(part: Part, goal: dict[str, Any]) -> _Found:
    people = float(part.prefectures["population"].sum(skipna=False))
    if is_nan(people):
        return _Found(None, remark=Text("没有人口数", "no population"))
    density = float(part.prefectures["stations"].sum()) / people * 1e4
    if part.results.card["synthetic"]:
        return _scenario(density)
    return _Found(
        Interval(density, density),
        remark=Text("全国目标，作参照", "a national goal, for reference"),
    )


def _scenario(value: float) -> _Found:
    remark = Text(
        "基站为 SYNTHETIC 情景，数量是输入而非结果，不作判定",
        "the stations are the SYNTHETIC scenario: their number is an input, not judged",
    )
    return _Found(Interval(value, value), comparable=False, remark=remark)


def _racks(part: Part, goal: dict[str, Any]) -> _Found:
    racks = part.data_centers["racks"]
    known, unknown = float(racks.sum()), int(racks.isna().sum())
    zh = f"机架数已知 {len(racks) - unknown} 处、未知 {unknown} 处"
    en = f"racks known for {len(racks) - unknown} data centres, unknown for {unknown}"
    if not _same_scope(part, goal):
        zh, en = f"{zh}；不与全省目标比较", f"{en}; not compared with the provincial goal"
    return _Found(
        Interval(known, None if unknown else known) if unknown < len(racks) else None,
        comparable=_same_scope(part, goal),
        remark=Text(zh, en),
    )


def _not_computed(part: Part, goal: dict[str, Any]) -> _Found:
    return _Found(None, remark=Text("本工具不计算此项", "not computed by covermap"))


def _same_scope(part: Part, goal: dict[str, Any]) -> bool:
    """Whether a total of this part can be held against a goal."""
    if goal["scope"] == "province":
        return part.is_whole_province
    return bool(goal["scope"] == part.adcode)


_METRICS: dict[str, Callable[[Part, dict[str, Any]], _Found]] = {
    "places_fully_covered_share": _places_share,
    "base_stations_5g": _stations,
    "base_stations_5g_per_10k": _stations_per_10k,
    "racks": _racks,
}
