"""Section 3: the categories of the 2022 goal by rule, and the extended ones apart."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd

from layers.text import Text

from .. import standards
from ..results import ANY
from ._part import Part, category_name, goal_categories
from ._settled import settled_note
from ._table import Field, Interval, Table, build
from ._tally import Tally, count, tally

SECTION = 3
RULES = ("area", "reach", "keypoints")  # the rule of the goal first
RULE_NAMES = {
    "area": Text("面积", "area"),
    "reach": Text("通达", "reach"),
    "keypoints": Text("深度覆盖", "deep coverage"),
    "linear": Text("连续覆盖", "continuous coverage"),
    "number": Text("数值", "number"),
}
TOTAL = Text("合计", "total")

COUNT_FIELDS = (
    Field("listed", Text("列入", "listed"), "integer"),
    Field("met", Text("达标", "met"), "integer"),
    Field("undecided", Text("待核实", "undecided"), "integer"),
    Field("not_met", Text("不达标", "not met"), "integer"),
    Field("no_data", Text("无数据", "no data"), "integer"),
    Field("no_coordinate", Text("无坐标", "no coordinate"), "integer"),
    Field("excluded", Text("不计入", "left out"), "integer"),
)
RATE_FIELD = Field("rate", Text("达标率", "rate"), "share_range")
_FIELDS = (
    Field("category", Text("类别", "category")),
    Field("rule", Text("规则", "rule")),
    *COUNT_FIELDS,
    RATE_FIELD,
    Field("missing", Text("尚差（处）", "still missing"), "integer_range"),
    Field("verdict", Text("结论", "verdict"), "verdict"),
    Field("owner", Text("牵头单位", "leading body")),
)
_AREA_FIELDS = (
    Field("category", Text("类别", "category")),
    Field("places", Text("已判定场所", "places judged"), "integer"),
    Field("judged_km2", Text("判定面积", "area judged"), "number", "km²", 2),
    Field("covered_km2", Text("其中达到门限", "of it at the threshold"), "number_range", "km²", 2),
    Field("covered_share", Text("达到门限占比", "share at the threshold"), "share_range"),
    Field("mean_dbm", Text("点位平均电平", "mean level at the points"), "number", "dBm"),
    Field("p10_dbm", Text("点位电平 P10", "P10 of the levels"), "number", "dBm"),
)
_RANGE_NOTE = Text(
    "达标率为区间，分母为全部列入场所（注明理由不计入的除外，见第 13 节）：下限 = 达标；"
    "上限 = 达标 + 待核实 + 无数据 + 无坐标。"
    "没有任何场所可判定的类别记为无数据，不记 0 %。各规则并列，不合并。",
    "Rates are ranges over all listed places but those left out with a reason (section 13):"
    " lower = met; upper = met + undecided + no data + no coordinate. A category with nothing"
    " judged is no data, never 0 %. The rules stand side by side and are never blended.",
)
_NO_KEY_POINTS = Text(
    "没有关键点数据，深度覆盖规则未判定。",
    "No key points are given: the rule of deep coverage judged nothing.",
)
_SOME_KEY_POINTS = Text(
    "深度覆盖按关键点判定：全部关键点达到门限为达标；没有关键点数据的场所记为无数据。",
    "Deep coverage is judged at key points: met = every one reaches the threshold; a place"
    " without key points is no data.",
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 3."""
    goal = [(category, "goal2022") for category in goal_categories()]
    extended = _groups(part.extended_areas)
    result = [
        build(
            "categories",
            SECTION,
            Text("2022 年目标的七类重点区域", "The seven categories of the 2022 goal"),
            _FIELDS,
            _rows(part.goal_areas, goal),
            settled_note(part, _with_key_points(_RANGE_NOTE, part.goal_areas)),
        ),
        build(
            "category_areas",
            SECTION,
            Text("判定面积与电平", "Areas judged and levels"),
            _AREA_FIELDS,
            _area_rows(part.goal_areas, goal),
            Text(
                "面积为场所判定范围之和；区间为 90 %–50 % 位置概率。电平为预测值，"
                "模型范围内无基站的场所不计入平均。",
                "Areas are the sums of the judged extents; ranges are for 90 %–50 % location"
                " probability. Levels are modelled; places without a station in the model's"
                " range are not in the mean.",
            ),
        ),
    ]
    if extended:
        result.append(
            build(
                "extended",
                SECTION,
                Text("扩展类别（不计入 2022 年目标）", "Extended categories (not in the goal)"),
                _FIELDS,
                _rows(part.extended_areas, extended),
                _with_key_points(
                    Text(
                        "乡镇驻地、行政村、次要站点等单独统计，不进入 2022 年目标的分母。",
                        "Township seats, villages, secondary stations and the like are counted"
                        " apart, outside the denominator of the 2022 goal.",
                    ),
                    part.extended_areas,
                ),
            )
        )
    return result


def rules_of(areas: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the rules that judge some place of a frame: deep coverage needs key points.

    Parameters
    ----------
    areas
        Rows of `Results.areas`.
    """
    has_points = bool((areas["key_points"] > 0).any())
    return RULES if has_points else tuple(rule for rule in RULES if rule != "keypoints")


def _with_key_points(note: Text, areas: gpd.GeoDataFrame) -> Text:
    more = _SOME_KEY_POINTS if "keypoints" in rules_of(areas) else _NO_KEY_POINTS
    return Text(f"{note.zh}{more.zh}", f"{note.en} {more.en}")


@cache
def owner_of(category: str) -> Text:
    """Return the body that leads on a category."""
    return Text(*standards.lead_body(category))


def by_operator(part: Part, operator: str, rule: str) -> Tally:
    """Count the places of the 2022 goal for one operator.

    Parameters
    ----------
    part
        What the report is about.
    operator
        A name, or `geo.results.ANY`.
    rule
        ``"reach"``, ``"area"`` or ``"keypoints"``.
    """
    if operator == ANY:
        return tally(part.goal_areas, rule)
    rows = part.results.verdicts
    rows = rows[(rows["operator"] == operator) & (rows["rule"] == rule)]
    # A network that judged nothing has no rows, and every place stays in the denominator.
    areas = part.goal_areas
    verdicts = rows.set_index("area_id")["verdict"].reindex(areas["id"]).fillna("no_data")
    return count(verdicts, areas.geometry.notna(), areas["excluded"] != "")


def rate_record(counts: Tally, target: float = 1.0) -> dict[str, Any]:
    """Return the cells of `COUNT_FIELDS`, the rate, what is missing and the verdict.

    Parameters
    ----------
    counts
        Places by verdict.
    target
        Share wanted, 0–1.
    """
    return {
        "listed": counts.listed,
        "met": counts.met,
        "undecided": counts.undecided,
        "not_met": counts.not_met,
        "no_data": counts.no_data,
        "no_coordinate": counts.no_coordinate,
        "excluded": counts.excluded,
        "rate": counts.rate,
        "missing": counts.missing_to(target),
        "verdict": counts.verdict(target),
    }


def _groups(areas: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    order = list(standards.table("categories")["category"])
    found = sorted(set(areas["category"]), key=lambda c: (order.index(c) if c in order else 99, c))
    return [(category, "extended") for category in found]


def _rows(areas: gpd.GeoDataFrame, groups: list[tuple[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for category, group in groups:
        own = areas[areas["category"] == category]
        for rule in rules_of(own):
            rows.append(
                {
                    "category": category_name(category, group),
                    "rule": RULE_NAMES[rule],
                    "owner": owner_of(category),
                    **rate_record(tally(own, rule)),
                }
            )
    for rule in rules_of(areas):
        rows.append(
            {"category": TOTAL, "rule": RULE_NAMES[rule], **rate_record(tally(areas, rule))}
        )
    return rows


def _area_rows(areas: gpd.GeoDataFrame, groups: list[tuple[str, str]]) -> list[dict[str, Any]]:
    rows = [
        {
            "category": category_name(category, group),
            **_area_record(areas[areas["category"] == category]),
        }
        for category, group in groups
    ]
    return [*rows, {"category": TOTAL, **_area_record(areas)}]


def _area_record(areas: gpd.GeoDataFrame) -> dict[str, Any]:
    judged = areas[areas["share50"].notna() & (areas["area"] != "no_data")]
    if judged.empty:
        return {"places": 0, "judged_km2": 0.0}
    km2 = float(judged["area_km2"].sum())
    low = float((judged["area_km2"] * judged["share90"]).sum())
    high = float((judged["area_km2"] * judged["share50"]).sum())
    levels = judged["level_dbm"].dropna()
    return {
        "places": len(judged),
        "judged_km2": km2,
        "covered_km2": Interval(low, high),
        "covered_share": Interval(low / km2, high / km2),
        "mean_dbm": levels.mean() if len(levels) else None,
        "p10_dbm": levels.quantile(0.1) if len(levels) else None,
    }
