"""What a run has to say on the metric of a goal, in the unit of the goal."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import geopandas as gpd

from layers.text import Text

from ..goals import Goal
from ._gigabit import key_places
from ._part import Part
from ._table import Interval, is_nan
from ._tally import Tally, tally


class Found(NamedTuple):
    """What was found: its range, whether it can be held against the goal, and a remark."""

    range: Interval | None
    comparable: bool = True
    remark: Text = Text("", "")


def find(part: Part, goal: Goal) -> Found:
    """Return what a part of the results says on a goal.

    Parameters
    ----------
    part
        A prefecture, or all that was computed.
    goal
        One of the goals in force.
    """
    return _METRICS.get(goal["metric"], _not_computed)(part, goal)


def _places(part: Part, goal: Goal) -> Found:
    if not goal["category"]:
        return _share(tally(part.goal_areas, goal["rule"]))
    # A category of the goal may also have places outside it, which do not count towards it.
    for areas in (part.goal_areas, part.extended_areas):
        own = areas[areas["category"] == goal["category"]]
        if len(own):
            return _share(tally(own, goal["rule"]))
    return _share(Tally())


def _key_places(part: Part, goal: Goal) -> Found:
    found = _share(tally(key_places(part), goal["rule"]))
    roads = Text("；重点道路不在其内，见第 8 节", "; key roads are not among them, see section 8")
    remark = Text(f"{found.remark.zh}{roads.zh}", f"{found.remark.en}{roads.en}")
    return found._replace(remark=remark)


def _villages(part: Part, goal: Goal) -> Found:
    villages = part.extended_areas[part.extended_areas["category"] == "village"]
    if villages.empty:
        return Found(None, remark=Text("没有行政村名录", "no list of villages is given"))
    return _share(tally(villages, goal["rule"]))


def _share(counts: Tally) -> Found:
    zh, en = (
        f"列入 {counts.listed} 处，达标 {counts.met} 处",
        f"{counts.met} met of {counts.listed} listed",
    )
    if counts.excluded:
        zh, en = f"{zh}，不计入 {counts.excluded} 处", f"{en}, {counts.excluded} left out"
    if counts.rate is None or counts.rate.lower is None or counts.rate.upper is None:
        return Found(None, remark=Text(zh, en))
    return Found(_percent(counts.rate.lower, counts.rate.upper), remark=Text(zh, en))


def _percent(low: float, high: float) -> Interval:
    """Return shares in percent; the last bit must not decide at a limit: 0.55 × 100 > 55."""
    return Interval(round(low * 100, 9), round(high * 100, 9))


def _lines_km(part: Part, goal: Goal) -> Found:
    lines = _lines(part, goal)
    if lines is None:
        return _NO_LINES
    range_ = _continuous_km(lines)
    if not _same_scope(part, goal):
        return Found(range_, comparable=False, remark=_OF_THIS_SCOPE)
    return Found(range_, remark=_of_lines(lines))


def _lines_share(part: Part, goal: Goal) -> Found:
    lines = _lines(part, goal)
    if lines is None:
        return _NO_LINES
    km, total = _continuous_km(lines), float(lines["km"].sum())
    if not total or km.lower is None or km.upper is None:
        return Found(None, remark=_of_lines(lines))
    return Found(_percent(km.lower / total, km.upper / total), remark=_of_lines(lines))


def _lines(part: Part, goal: Goal) -> gpd.GeoDataFrame | None:
    """Return the lines of a part, ``None`` when none is given that counts towards the goal."""
    lines = part.results.lines
    own = lines[lines["prefecture_adcode"] == ("" if part.is_province else part.adcode)]
    own = own[own["category"] == goal["category"]] if goal["category"] else own
    # Nothing given of a category is not the same as nothing covered of it.
    return None if own.empty else own


def _continuous_km(lines: gpd.GeoDataFrame) -> Interval:
    """Return the length of the lines that pass the rule, surely and perhaps [km]."""
    met = float(lines.loc[lines["linear"] == "met", "km"].sum())
    fails = float(lines.loc[lines["linear"] == "not_met", "km"].sum())
    return Interval(met, float(lines["km"].sum()) - fails)


def _of_lines(lines: gpd.GeoDataFrame) -> Text:
    total, low, high = (float(lines[name].sum()) for name in ("km", "km90", "km50"))
    return Text(
        f"{len(lines)} 条线路共 {total:,.0f} km，沿线达到门限 {low:,.0f}–{high:,.0f} km；"
        "一条线路 95 % 以上达到门限，全长计入",
        f"{len(lines)} lines of {total:,.0f} km, {low:,.0f}–{high:,.0f} km at the threshold; a line"
        " counts in full when 95 % of it is",
    )


def _stations(part: Part, goal: Goal) -> Found:
    count = float(part.prefectures["stations"].sum())
    if part.results.card["synthetic"]:
        return _scenario(count)
    if not _same_scope(part, goal):
        return Found(Interval(count, count), comparable=False, remark=_OF_THIS_SCOPE)
    return Found(Interval(count, count))


def _stations_per_10k(part: Part, goal: Goal) -> Found:
    people = float(part.prefectures["population"].sum(skipna=False))
    if is_nan(people) or not people:
        return Found(None, remark=Text("没有人口数", "no population"))
    density = float(part.prefectures["stations"].sum()) / people * 1e4
    if part.results.card["synthetic"]:
        return _scenario(density)
    if goal["scope"] == "nation":
        remark = Text("全国目标，作参照", "a national goal, for reference")
        return Found(Interval(density, density), remark=remark)
    return Found(Interval(density, density))


def _scenario(value: float) -> Found:
    remark = Text(
        "基站为 SYNTHETIC 情景，数量是输入而非结果，不作判定",
        "the stations are the SYNTHETIC scenario: their number is an input, not judged",
    )
    return Found(Interval(value, value), comparable=False, remark=remark)


def _racks(part: Part, goal: Goal) -> Found:
    racks = part.data_centers["racks"]
    known, unknown = float(racks.sum()), int(racks.isna().sum())
    zh = f"机架数已知 {len(racks) - unknown} 处、未知 {unknown} 处"
    en = f"racks known for {len(racks) - unknown} data centres, unknown for {unknown}"
    if not _same_scope(part, goal):
        zh, en = f"{zh}；不与全省目标比较", f"{en}; not compared with the provincial goal"
    return Found(
        Interval(known, None if unknown else known) if unknown < len(racks) else None,
        comparable=_same_scope(part, goal),
        remark=Text(zh, en),
    )


def _not_computed(part: Part, goal: Goal) -> Found:
    return Found(None, remark=Text("本工具不计算此项", "not computed by covermap"))


def _same_scope(part: Part, goal: Goal) -> bool:
    """Whether a total of this part can be held against a goal."""
    if goal["scope"] == "province":
        return part.is_whole_province
    if goal["scope"] == "prefecture":
        return not part.is_province
    return bool(goal["scope"] == part.adcode)


_OF_THIS_SCOPE = Text("仅为本范围的数量，不与全省目标比较", "of this scope only: not compared")
_NO_LINES = Found(None, remark=Text("没有道路、铁路数据", "no roads or railways are given"))
_METRICS: dict[str, Callable[[Part, Goal], Found]] = {
    "places_fully_covered_share": _places,
    "key_places_reached_share": _key_places,
    "villages_reached_share": _villages,
    "road_rail_continuous_km": _lines_km,
    "road_rail_continuous_share": _lines_share,
    "base_stations_5g": _stations,
    "base_stations_5g_per_10k": _stations_per_10k,
    "racks": _racks,
}
