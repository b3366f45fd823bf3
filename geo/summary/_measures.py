"""What to do about a place that is not surely covered, worded from its cause."""

from __future__ import annotations

from typing import Any

from layers.text import Text

from ._table import is_nan

_FIELD_TEST = Text("组织现场路测核实", "settle it by a field test")
_WEAK_POINT = Text(
    "面积已达标，仅点位信号弱：核对坐标或现场路测",
    "the area is met, its point alone is weak: check the coordinate or test in the field",
)
_KEY_POINTS_WEAK = Text(
    "面积和通达已达标，仅关键点信号弱：在最差关键点现场路测，按结果优化",
    "area and reach are met, key points alone are weak: test in the field at the worst of them",
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
    "excluded": Text("不计入考核，无需处理", "not counted: nothing to do"),
    "key_points": Text("补充关键点坐标后判定", "supply the key points, judge again"),
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
    if cause == "sector":
        return _sector_measure(row)
    if cause == "terrain":
        return _terrain_measure(row)
    if cause == "" and row["area"] == "met":  # the cause is about the area; its point is weak
        return _beside_the_area(row["reach"])
    return _MEASURES.get(cause, _MEASURES[""])


def planned(suggested: Text, proposals: str) -> Text:
    """Put the proposed stations that close a place before what its cause suggests.

    Parameters
    ----------
    suggested
        As `measure` returns.
    proposals
        Their ids, joined by blanks; ``""`` = the plan does not close the place.

    Examples
    --------
    >>> planned(Text("新建 5G 基站", "build a 5G station"), "P001 P004").zh
    '按建设方案建 P001、P004（第 11 节）；新建 5G 基站'
    """
    ids = proposals.split()
    if not ids:
        return suggested
    return Text(
        f"按建设方案建 {'、'.join(ids)}（第 11 节）；{suggested.zh}",
        f"build {', '.join(ids)} of the plan (section 11); {suggested.en}",
    )


def _beside_the_area(reach: str) -> Text:
    """Suggest what to do about a place whose area is met: its point or its key points are not."""
    if reach == "met":
        return _KEY_POINTS_WEAK
    return _FIELD_TEST if reach == "undecided" else _WEAK_POINT


def _new_station(distance_km: float) -> Text:
    if is_nan(distance_km):
        return Text("新建 5G 基站", "build a 5G station")
    return Text(
        f"新建 5G 基站：最近站 {distance_km:.1f} km",
        f"build a 5G station: the nearest is {distance_km:.1f} km away",
    )


def _sector_measure(row: dict[str, Any]) -> Text:
    station, off = row["sector_station"], f"{row['sector_off_deg']:.0f}°"
    return Text(
        f"基站 {station} 的扇区偏离 {off}：调整方位角或增加扇区",
        f"the sector of station {station} is {off} off: turn it, or add a sector",
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
        f"点位已达门限，范围内尚有 {lacking * 100:.1f} % 面积低于门限："
        "增补基站，或优化功率、下倾角或挂高",
        f"the point reaches the threshold, {lacking * 100:.1f} % of the area does not: add a"
        " station, or improve power, tilt or height",
    )
