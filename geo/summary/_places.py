"""Section 4: every place that is not surely covered, why, and what to do about it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from layers.text import Text

from ._gaps import CAUSE_FIELD, OBSTACLE_FIELDS
from ._measures import measure, planned
from ._part import Part, category_name, operator_name
from ._plan import closed_by
from ._table import Field, Interval, Table, build, records

SECTION = 4
_OF_KEY_POINTS = ("keypoints", "worst_point")
_ORDER = {"not_met": 0, "undecided": 1, "no_data": 2, "met": 3}
_FIELDS = (
    Field("id", Text("编号", "id"), "code", minor=True),
    Field("place", Text("场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("lon", Text("经度", "longitude"), "number", "°", 5, minor=True),
    Field("lat", Text("纬度", "latitude"), "number", "°", 5, minor=True),
    Field("area_km2", Text("面积", "area"), "number", "km²", 3, minor=True),
    Field("share", Text("达到门限面积", "area at the threshold"), "share_range"),
    Field("area", Text("面积规则", "area rule"), "verdict"),
    Field("reach", Text("通达规则", "reach rule"), "verdict"),
    Field("keypoints", Text("深度覆盖规则", "key point rule"), "verdict"),
    Field("worst_point", Text("最差关键点", "worst key point"), minor=True),
    Field("best_operator", Text("最强运营商", "best operator"), minor=True),
    Field("operators", Text("可用网络数", "networks"), "integer", minor=True),
    Field("level_dbm", Text("点位电平", "level at the point"), "number", "dBm", minor=True),
    Field("median_dbm", Text("电平中位数", "median level"), "number", "dBm", minor=True),
    Field("margin_db", Text("余量", "margin"), "number", "dB"),
    Field("nearest_km", Text("最近站", "nearest station"), "number", "km"),
    Field("nearest_station", Text("最近站编号", "nearest station id"), "code", minor=True),
    *OBSTACLE_FIELDS,
    CAUSE_FIELD,
    Field("measure", Text("建议措施", "suggested measure")),
    Field("owner", Text("责任单位", "responsible body"), minor=True),
    Field("coord_precision_m", Text("坐标精度", "precision"), "number", "m", 0, minor=True),
)
_NOTE = Text(
    "面积、通达两条规则中任一条未达标、待核实或无数据的场所全部列出，深度覆盖未达标或待核实的亦列出；"
    "达到门限面积为 90 %–50 % 位置概率的区间。"
    "余量 = 点位电平 − 门限；空白表示模型范围内无基站或无数据。"
    "电平中位数 = 判定范围内有电平的各格在 50 % 位置概率下的中位数。"
    "遮挡点 = 若无此处地形，该基站可使场所达到门限。"
    "扇区偏离角 = 该基站方位角与场所（点位已达门限的，为其最大盲区）方向的夹角；"
    "天线转向该处即可达到门限，但会减少原方向的覆盖，调整前应核对。",
    "Every place that is not met, undecided or without data by the area rule or the reach rule,"
    " or not met or undecided by the key point rule. The area at the threshold is the range for"
    " 90 %–50 % location probability. Margin = level at the point − threshold; blank = no station"
    " in the model's range, or no data. Median level = of the cells of the extent that have one,"
    " at 50 %. Blocked at = without the terrain there, that station would bring the place to the"
    " threshold. Angle off = between the azimuth of that station and the place (its largest gap,"
    " where the point is reached): turned there the station would reach the threshold, at the cost"
    " of what it covers now.",
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 4."""
    goal = _table(
        part,
        "shortfalls",
        Text("未达标与待核实清单", "Places not met or undecided"),
        part.goal_areas,
        _NOTE,
    )
    if part.is_province:
        orphans = part.areas[part.areas["prefecture_adcode"] == ""]
        if orphans.empty:
            return [goal]
        title = Text("市州不明的场所", "Places of no known prefecture")
        note = Text("只计入全省合计。", "Counted in the provincial totals only.")
        return [goal, _table(part, "unassigned", title, orphans, note)]
    if part.extended_areas.empty:
        return [goal]
    title = Text("扩展类别：未达标与待核实清单", "Extended categories: not met or undecided")
    return [goal, _table(part, "shortfalls_extended", title, part.extended_areas, _NOTE)]


def place_names(row: dict[str, Any]) -> Text:
    """Return the name of a place."""
    return Text(row["name_zh"], row["name_en"] or row["name_zh"])


def _table(part: Part, key: str, title: Text, areas: gpd.GeoDataFrame, note: Text) -> Table:
    open_places = areas[_is_open(areas) & (areas["excluded"] == "")]  # section 13 lists the others
    listed = open_places.assign(
        located=open_places.geometry.notna(),
        order=open_places["area"].map(_ORDER),
        deficit=open_places["share50"].fillna(2.0),
    ).sort_values(["order", "located", "deficit", "id"], ascending=[True, False, True, True])
    closed = closed_by(part)
    rows = [_record(part, row, closed.get(row["id"], "")) for row in records(listed)]
    pointed = bool((areas["key_points"] > 0).any())
    fields = [f for f in _FIELDS if f.key not in _OF_KEY_POINTS or pointed]
    return build(key, SECTION, title, fields, rows, note)


def _is_open(areas: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Tell the places to list; most have no key points, which asks for nothing."""
    short: pd.Series[bool] = (areas["reach"] != "met") | (areas["area"] != "met")
    short |= areas["keypoints"].isin(["not_met", "undecided"])
    return short


def _record(part: Part, row: dict[str, Any], proposals: str) -> dict[str, Any]:
    judged = row["area"] != "no_data"
    owner_zh, owner_en = row["owner_zh"], row["owner_en"]
    return {
        **row,
        "place": place_names(row),
        "category": category_name(row["category"], row["group"]),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "share": Interval(row["share90"], row["share50"]) if judged else None,
        "owner": Text(owner_zh, owner_en or owner_zh),
        "best_operator": operator_name(row["best_operator"]) if row["best_operator"] else "",
        "operators": row["operators"] if row["reach"] != "no_data" else None,
        "median_dbm": row["median_dbm"] if judged else None,
        "measure": planned(measure(row), proposals),
    }
