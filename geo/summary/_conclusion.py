"""Section 1: goal cards, three sentences made from the numbers, the largest gaps."""

from __future__ import annotations

import geopandas as gpd

from layers.text import Text

from . import _people, _proposals
from ._categories import COUNT_FIELDS, RATE_FIELD, owner_of, rate_record
from ._challenges import open_count
from ._comparison import change_of, is_compared
from ._gaps import CAUSE_FIELD, gap_record
from ._goals import area_target
from ._part import Part, category_name, goal_categories
from ._table import (
    Card,
    Field,
    Interval,
    Table,
    build,
    percent,
    percent_range,
    records,
)
from ._tally import Tally, tally

SECTION = 1
_TOP_GAPS = 5
_ALL = Text("全部重点区域", "All key areas")
_CHANGE_FIELDS = (
    Field("change", Text("达标较上期", "met against the earlier run"), "integer"),
    Field("change_upper", Text("上限较上期", "upper bound against the earlier run"), "integer"),
)


def cards(part: Part) -> tuple[Card, ...]:
    """Return one card for all key areas and one per category, by the area rule of the goal."""
    areas = part.goal_areas
    listed = [_card("all", _ALL, tally(areas, "area"), area_target(part), change_of(part))]
    for category in goal_categories():
        own = areas[areas["category"] == category]
        target, change = area_target(part, category), change_of(part, category)
        counts = tally(own, "area")
        listed.append(_card(category, category_name(category), counts, target, change))
    return tuple(listed)


def _card(key: str, title: Text, counts: Tally, target: float, change: Interval | None) -> Card:
    return Card(
        key=key,
        title=title,
        rate=counts.rate,
        target=target,
        listed=counts.listed,
        met=counts.met,
        undecided=counts.undecided,
        not_met=counts.not_met,
        unknown=counts.unknown,
        missing=counts.missing_to(target),
        verdict=counts.verdict(target),
        excluded=counts.excluded,
        change=change,
    )


def tables(part: Part) -> list[Table]:
    """Return the tables of section 1."""
    return [_goal_cards(part), _top_gaps(part)]


def _goal_cards(part: Part) -> Table:
    fields = (
        Field("category", Text("类别", "category")),
        *COUNT_FIELDS,
        RATE_FIELD,
        Field("target", Text("目标", "target"), "share"),
        Field("missing", Text("尚差（处）", "still missing"), "integer_range"),
        Field("verdict", Text("结论", "verdict"), "verdict"),
        *(_CHANGE_FIELDS if is_compared(part) else ()),
    )
    areas = part.goal_areas
    groups = [(_ALL, areas, None)] + [
        (category_name(category), areas[areas["category"] == category], category)
        for category in goal_categories()
    ]
    rows = [
        {
            "category": name,
            "target": (target := area_target(part, category or "")),
            **rate_record(tally(own, "area"), target),
            **_change_record(change_of(part, category)),
        }
        for name, own, category in groups
    ]
    return build(
        "conclusion",
        SECTION,
        Text("目标完成情况（面积规则）", "Progress towards the goal (area rule)"),
        fields,
        rows,
    )


def _change_record(change: Interval | None) -> dict[str, float | None]:
    lower, upper = change or Interval(None, None)
    return {"change": lower, "change_upper": upper}


def _top_gaps(part: Part) -> Table:
    fields = (
        Field("gap_id", Text("盲区编号", "gap id"), "code"),
        Field("place", Text("场所", "place")),
        Field("category", Text("类别", "category")),
        Field("county", Text("县", "county")),
        Field("area_km2", Text("面积", "area"), "number", "km²", 2),
        CAUSE_FIELD,
        Field("nearest_km", Text("最近站", "nearest station"), "number", "km"),
    )
    rows = [gap_record(part, row) for row in records(_goal_gaps(part).head(_TOP_GAPS))]
    return build(
        "top_gaps",
        SECTION,
        Text("最大的五处盲区", "The five largest gaps"),
        fields,
        rows,
        Text(
            "重点区域判定范围内连续低于门限的部分，按面积排序。",
            "Contiguous parts of key areas below the threshold, by area.",
        ),
    )


def _goal_gaps(part: Part) -> gpd.GeoDataFrame:
    return part.gaps[part.gaps["area_id"].isin(part.goal_areas["id"])]


def sentences(part: Part) -> tuple[Text, ...]:
    """Return three sentences that say what the numbers say; a fourth where there is a plan."""
    planned = (_proposals.sentence(part),) if part.plan is not None else ()
    return (_standing(part), _shortfall(part), _coverage(part), *planned)


def _standing(part: Part) -> Text:
    area, reach = tally(part.goal_areas, "area"), tally(part.goal_areas, "reach")
    threshold = part.results.card["threshold"]
    percent_of_area = f"{threshold['area_share_percent']:g} %"
    dbm = f"{threshold['dbm']:g}".replace("-", "−")
    left_out = _left_out(area.excluded)
    return Text(
        f"{part.name.zh}列入 2022 年目标的重点区域共 {area.listed} 处。按面积规则"
        f"（{percent_of_area} 以上面积达到 {dbm} dBm）：达标 {area.met} 处、待核实"
        f" {area.undecided} 处、不达标 {area.not_met} 处、无数据 {area.no_data} 处、无坐标"
        f" {area.no_coordinate} 处{left_out.zh}，达标率 {percent_range(area.rate, '无数据')}；"
        f"按通达规则达标率 {percent_range(reach.rate, '无数据')}。",
        f"{part.name.en}: {area.listed} key areas under the 2022 goal. By the area rule"
        f" ({percent_of_area} of the area at {dbm} dBm or better): met {area.met}, undecided"
        f" {area.undecided}, not met {area.not_met}, no data {area.no_data}, no coordinate"
        f" {area.no_coordinate}{left_out.en}; rate {percent_range(area.rate, 'no data')}; by the"
        f" reach rule {percent_range(reach.rate, 'no data')}.",
    )


def _left_out(places: int) -> Text:
    """Word how many places are left out with a reason; empty when none is."""
    if not places:
        return Text("", "")
    return Text(f"、注明理由不计入 {places} 处", f", left out with a reason {places}")


def _shortfall(part: Part) -> Text:
    total = tally(part.goal_areas, "area")
    by_category = {
        category: tally(part.goal_areas[part.goal_areas["category"] == category], "area")
        for category in goal_categories()
    }
    unjudged = [c for c, counts in by_category.items() if counts.counted and counts.rate is None]
    behind = [c for c, counts in by_category.items() if counts.not_met]
    zh = f"距 100 % 目标尚差 {_places(total.missing)} 处"
    en = f"Places missing to 100 %: {_places(total.missing)}"
    if behind:
        # Most places surely missing first; the order of the plan between equals.
        worst = max(behind, key=lambda c: (by_category[c].not_met, -behind.index(c)))
        counts, name, owner = by_category[worst], category_name(worst), owner_of(worst)
        if counts.not_met:
            zh += (
                f"；不达标最多的是{name.zh}（{counts.not_met} / {counts.listed} 处，"
                f"牵头单位：{owner.zh or '未列明'}）"
            )
            en += (
                f"; most are not met in {name.en} ({counts.not_met} of {counts.listed},"
                f" leading body: {owner.en or 'not named'})"
            )
    aside = _count(part, "not_met", "sector")
    if aside:
        zh += f"；不达标的 {total.not_met} 处中有 {aside} 处在扇区之外，调整天线方位角即有望达标"
        en += f"; {aside} of the {total.not_met} not met lie outside the sectors of a station"
    blocked = _count(part, "not_met", "terrain")
    if blocked:
        zh += f"；不达标的 {total.not_met} 处中有 {blocked} 处是地形遮挡"
        en += f"; terrain blocks {blocked} of the {total.not_met} not met"
    if total.undecided:
        vague = _count(part, "undecided", "precision")
        zh += f"；待核实的 {total.undecided} 处中有 {vague} 处是因为坐标精度不足"
        en += f"; {vague} of the {total.undecided} undecided lack a precise coordinate"
    void = _count(part, "no_data", "no_data")
    if void:
        zh += f"；{void} 处因缺地形数据不能判定"
        en += f"; {void} cannot be judged for want of terrain data"
    disputed = open_count(part)
    if disputed:
        zh += f"；有 {disputed} 项异议待处理"
        en += f"; challenges open: {disputed}"
    if unjudged:
        zh += f"；{'、'.join(category_name(c).zh for c in unjudged)}没有可判定的场所（无数据）"
        en += f"; nothing could be judged in {', '.join(category_name(c).en for c in unjudged)}"
    return Text(f"{zh}。", f"{en}.")


def _count(part: Part, verdict: str, cause: str) -> int:
    areas = part.goal_areas
    return int(((areas["area"] == verdict) & (areas["cause"] == cause)).sum())


def _coverage(part: Part) -> Text:
    low = float(part.prefectures["covered90_km2"].sum()) / part.area_km2
    high = float(part.prefectures["covered50_km2"].sum()) / part.area_km2
    share = percent_range(Interval(low, high), "")
    gaps = _goal_gaps(part)
    terrain, people = _terrain(part), _people.clause(part)
    zh = f"预测有 {share} 的国土面积达到门限（位置概率 90 %–50 %）{terrain.zh}；{people.zh}；"
    en = (
        f"{share} of the territory is predicted to reach the threshold (location probability"
        f" 90 %–50 %){terrain.en}; {people.en}; "
    )
    if gaps.empty:
        return Text(f"{zh}已判定的重点区域内没有盲区。", f"{en}no gap in the key areas judged.")
    largest, km2 = gap_record(part, gaps.iloc[0].to_dict()), float(gaps["area_km2"].sum())
    return Text(
        f"{zh}重点区域内有盲区 {len(gaps)} 处、共 {km2:,.2f} km²，最大的在"
        f"{largest['place'].zh}（{largest['area_km2']:,.2f} km²）。",
        f"{en}gaps in key areas: {len(gaps)}, of {km2:,.2f} km², the largest at"
        f" {largest['place'].en} ({largest['area_km2']:,.2f} km²).",
    )


def _terrain(part: Part) -> Text:
    """Word how much of the area terrain keeps from the threshold; empty without a DEM."""
    if not part.has_terrain:
        return Text("", "")
    blocked = percent(part.limited_km2("terrain") / part.area_km2)
    void = part.limited_km2("no_data") / part.area_km2
    zh, en = f"，{blocked} 被地形遮挡", f", {blocked} is blocked by terrain"
    if void:
        zh += f"，{percent(void)} 缺地形数据、不能判定"
        en += f", {percent(void)} has no terrain data and is not known"
    return Text(zh, en)


def _places(missing: Interval) -> str:
    low, high = int(missing.lower or 0), int(missing.upper or 0)
    return f"{low}" if low == high else f"{low}–{high}"
