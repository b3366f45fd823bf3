"""Section 4: every place that is not surely covered, why, and what to do about it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from layers.text import Text

from ._gaps import CAUSE_FIELD
from ._part import Part, category_name, operator_name
from ._table import Field, Interval, Table, build, is_nan, records

SECTION = 4
_ORDER = {"not_met": 0, "undecided": 1, "no_data": 2, "met": 3}
_FIELDS = (
    Field("id", Text("编号", "id"), "code", minor=True),
    Field("place", Text("场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("area", Text("面积规则", "area rule"), "verdict"),
    Field("reach", Text("通达规则", "reach rule"), "verdict"),
    Field("share", Text("达到门限面积", "area at the threshold"), "share_range"),
    Field("margin_db", Text("余量", "margin"), "number", "dB"),
    Field("nearest_km", Text("最近站", "nearest station"), "number", "km"),
    CAUSE_FIELD,
    Field("measure", Text("建议措施", "suggested measure")),
    Field("owner", Text("责任单位", "responsible body"), minor=True),
    Field("lon", Text("经度", "longitude"), "number", "°", 5, minor=True),
    Field("lat", Text("纬度", "latitude"), "number", "°", 5, minor=True),
    Field("area_km2", Text("面积", "area"), "number", "km²", 3, minor=True),
    Field("level_dbm", Text("点位电平", "level at the point"), "number", "dBm", minor=True),
    Field("operators", Text("可用网络数", "networks"), "integer", minor=True),
    Field("best_operator", Text("最强运营商", "best operator"), minor=True),
    Field("nearest_station", Text("最近站编号", "nearest station id"), "code", minor=True),
    Field("blocked_station", Text("被遮挡的基站", "station blocked"), "code", minor=True),
    Field("blocked_lon", Text("遮挡点经度", "blocked at longitude"), "number", "°", 5, minor=True),
    Field("blocked_lat", Text("遮挡点纬度", "blocked at latitude"), "number", "°", 5, minor=True),
    Field("blocked_m", Text("遮挡点海拔", "blocked at height"), "number", "m", 0, minor=True),
    Field("coord_precision_m", Text("坐标精度", "precision"), "number", "m", 0, minor=True),
)
_FIELD_TEST = Text("组织现场路测核实", "settle it by a field test")
_WEAK_POINT = Text(
    "面积已达标，仅点位信号弱：核对坐标或现场路测",
    "the area is met, its point alone is weak: check the coordinate or test in the field",
)
_MEASURES = {
    "margin": _FIELD_TEST,
    "precision": Text(
        "补充精确坐标或边界面后重新判定", "supply a precise coordinate or a polygon, judge again"
    ),
    "shape": Text("补充范围面后重新判定", "supply a polygon, judge again"),
    "range": Text(
        "现场路测核实；该处超出模型适用距离",
        "settle it by a field test; it lies beyond the range of the model",
    ),
    "measured": Text(
        "按实测弱点优化天线、功率或增补基站",
        "improve antennas or power, or add a station, where the measurements are weak",
    ),
    "no_coordinate": Text("补充坐标后判定", "supply a coordinate"),
    "no_data": Text(
        "补充路径上的高程数据（DEM）后重新计算",
        "supply elevation data (DEM) for the path and run again",
    ),
    "": Text("补充所缺数据后重新计算", "supply the missing data and run again"),
}
_NOTE = Text(
    "两条规则中任一条未达标、待核实或无数据的场所全部列出；"
    "达到门限面积为 90 %–50 % 位置概率的区间。"
    "余量 = 点位电平 − 门限；空白表示模型范围内无基站或无数据。"
    "遮挡点 = 若无此处地形，该基站可使场所达到门限。",
    "Every place that is not met, undecided or without data by either rule. The area at the"
    " threshold is the range for 90 %–50 % location probability. Margin = level at the point −"
    " threshold; blank = no station in the model's range, or no data. Blocked at = without the"
    " terrain there, that station would bring the place to the threshold.",
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
    open_places = areas[(areas["reach"] != "met") | (areas["area"] != "met")]
    listed = open_places
    listed = listed.assign(
        located=open_places.geometry.notna(),
        order=open_places["area"].map(_ORDER),
        deficit=open_places["share50"].fillna(2.0),
    ).sort_values(["order", "located", "deficit", "id"], ascending=[True, False, True, True])
    rows = [_record(part, row) for row in records(listed)]
    return build(key, SECTION, title, _FIELDS, rows, note)


def _record(part: Part, row: dict[str, Any]) -> dict[str, Any]:
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
        "measure": measure(row),
    }


def measure(row: dict[str, Any]) -> Text:
    """Suggest what to do about one place, worded from its cause.

    Parameters
    ----------
    row
        One row of `Results.areas`.
    """
    cause = row["cause"]
    if cause == "no_station" or (cause == "budget" and is_nan(row["margin_db"])):
        return _new_station(row["nearest_km"])
    if cause == "budget":
        return _budget_measure(row)
    if cause == "terrain":
        return _terrain_measure(row)
    if cause == "" and row["area"] == "met":  # the cause is about the area; its point is weak
        return _FIELD_TEST if row["reach"] == "undecided" else _WEAK_POINT
    return _MEASURES.get(cause, _MEASURES[""])


def _new_station(distance_km: float) -> Text:
    if is_nan(distance_km):
        return Text("新建 5G 基站", "build a 5G station")
    return Text(
        f"新建 5G 基站：最近站 {distance_km:.1f} km",
        f"build a 5G station: the nearest is {distance_km:.1f} km away",
    )


def _terrain_measure(row: dict[str, Any]) -> Text:
    """Word what to do about a ridge; no single point may block the place as a whole."""
    if is_nan(row["blocked_m"]):
        where = Text("被地形遮挡", "terrain blocks the path")
    else:
        where = Text(
            f"海拔 {row['blocked_m']:,.0f} m 的地形挡住基站 {row['blocked_station']}",
            f"terrain at {row['blocked_m']:,.0f} m blocks station {row['blocked_station']}",
        )
    return Text(
        f"{where.zh}：在与场所通视处新建基站，或加高天线",
        f"{where.en}: build a station in sight of the place, or raise the antenna",
    )


def _budget_measure(row: dict[str, Any]) -> Text:
    margin = row["margin_db"]
    if margin < 0:
        return Text(
            f"点位尚差 {-margin:.1f} dB：优化功率、天线、下倾角或挂高，或就近增补基站",
            f"{-margin:.1f} dB short at the point: improve power, antenna, tilt or height, or add"
            " a station nearby",
        )
    lacking = 1.0 - row["share50"]
    return Text(
        f"点位已达门限，范围内尚有 {lacking * 100:.1f} % 面积低于门限：增补基站或调整扇区",
        f"the point reaches the threshold, {lacking * 100:.1f} % of the area does not: add a"
        " station or turn a sector",
    )
