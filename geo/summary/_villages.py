"""Section 9: administrative villages, apart from the 2022 goal."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from layers.text import Text

from .. import standards
from ..goals import WANTED, Goal
from ._categories import COUNT_FIELDS, RATE_FIELD, TOTAL, rate_record
from ._gaps import CAUSE_FIELD
from ._part import Part
from ._places import place_names
from ._table import Field, Interval, Table, build, records
from ._tally import tally

SECTION = 9
_NOTE = Text(
    "按工信部行政村5G网络通达标准：至少一个运营商同时覆盖村委会、学校和卫生室为通达；"
    "注明“无”的设施不要求，缺关键点数据且其余各点达标的村记为无数据。各设施的点数按任一运营商"
    "计；“漫游可达”指各点分别有运营商覆盖。",
    "By the MIIT standard a village is reached when at least one operator covers committee, school"
    " and clinic; what a village does not have is not asked for, and where a key point is not"
    " listed and the others pass there is no data. Points of facilities are counted for any"
    " operator; “by roaming” = each point has some operator.",
)
_NO_DIVISION = Text("县不明", "county not known")


def tables(part: Part) -> list[Table]:
    """Return the tables of section 9, none without a list of villages."""
    villages = part.extended_areas[part.extended_areas["category"] == "village"]
    if villages.empty:
        return []
    return [_counties(part, villages)] + ([] if part.is_province else [_open(part, villages)])


def _kinds() -> dict[str, Text]:
    table = standards.table("reach_points")
    own = table[table["category"] == "village"]
    return {row["kind"]: Text(row["zh"], row["en"]) for row in records(own)}


def _goals(part: Part) -> list[Goal]:
    return [
        goal
        for goal in part.results.card["goals"]
        if goal["metric"] == "villages_reached_share" and goal["status"] in WANTED
    ]


def _counties(part: Part, villages: gpd.GeoDataFrame) -> Table:
    goals = _goals(part)
    fields = (
        Field("county", Text("县", "county")),
        *COUNT_FIELDS,
        RATE_FIELD,
        *(Field(f"goal_{goal['id']}", _goal_title(goal), "verdict") for goal in goals),
        Field("roaming", Text("漫游可达", "by roaming"), "integer_range"),
        *(field for kind, name in _kinds().items() for field in _of_kind(kind, name)),
    )
    names = {row["adcode"]: Text(row["name_zh"], row["name_en"]) for row in records(part.counties)}
    rows = []
    for code, name in [*names.items(), ("", _NO_DIVISION)]:
        own = villages["county_adcode"] == code if code else ~villages["county_adcode"].isin(names)
        if own.any():
            rows.append({"county": name, **_record(part, villages[own], goals)})
    rows.append({"county": TOTAL, **_record(part, villages, goals)})
    title = Text("行政村5G网络通达情况", "Villages reached by 5G")
    return build("villages", SECTION, title, fields, rows, _NOTE)


def _of_kind(kind: str, name: Text) -> tuple[Field, Field]:
    met = Text(f"{name.zh}达标（点）", f"{name.en} met")
    points = Text(f"{name.zh}（点，有坐标）", f"{name.en}, points with a coordinate")
    return (
        Field(f"{kind}_met", met, "integer"),
        Field(f"{kind}_points", points, "integer", minor=True),
    )


def _goal_title(goal: Goal) -> Text:
    sign = ">" if goal["operator"] == "gt" else "≥"
    threshold = f"{sign} {float(goal['threshold']):g} %"
    return Text(f"{goal['year']} 年目标 {threshold}", f"goal of {goal['year']}: {threshold}")


def _record(part: Part, villages: gpd.GeoDataFrame, goals: list[Goal]) -> dict[str, Any]:
    counts = tally(villages, "reach")
    verdicts = {
        f"goal_{goal['id']}": counts.verdict(
            float(goal["threshold"]) / 100.0, strictly=goal["operator"] == "gt"
        )
        for goal in goals
    }
    judged = villages[villages["excluded"] == ""]
    points = _points(part, judged)
    placed = points[points["lon"].notna()]
    of_kinds: dict[str, int] = {}
    for kind in _kinds():
        own = placed[placed["kind"] == kind]
        of_kinds |= {f"{kind}_met": int((own["verdict"] == "met").sum())}
        of_kinds |= {f"{kind}_points": len(own)}
    return {**rate_record(counts), **verdicts, **of_kinds, "roaming": _by_roaming(points, judged)}


def _points(part: Part, villages: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the key points that decide whether villages are reached."""
    points: pd.DataFrame = part.results.key_points
    return points[points["area_id"].isin(villages["id"]) & points["kind"].isin(list(_kinds()))]


def _by_roaming(points: pd.DataFrame, villages: gpd.GeoDataFrame) -> Interval:
    """Return how many villages have some operator at each of their points, at least and at most.

    Villages of which a point is not listed may be reached, or not.
    """
    incomplete = set(villages.loc[villages["cause"] == "key_points", "id"])
    fails = set(points.loc[points["verdict"] == "not_met", "area_id"])
    open_ = set(points.loc[~points["verdict"].isin(["met", "not_met"]), "area_id"]) | incomplete
    has_points = set(points["area_id"])
    met = [area for area in villages["id"] if area in has_points and area not in fails | open_]
    return Interval(len(met), len(villages) - len(fails))


def _open(part: Part, villages: gpd.GeoDataFrame) -> Table:
    """Return every village that is not surely reached, and which of its points fail."""
    listed = villages[(villages["reach"] != "met") & (villages["excluded"] == "")]
    points = _points(part, listed)
    order = {"not_met": 0, "undecided": 1, "no_data": 2}
    listed = listed.assign(order=listed["reach"].map(order)).sort_values(["order", "id"])
    rows = [
        {
            **row,
            "place": place_names(row),
            "county": part.county_names.get(row["county_adcode"], Text("", "")),
            **_of_kinds(points[points["area_id"] == row["id"]]),
        }
        for row in records(listed)
    ]
    fields = (
        Field("id", Text("编号", "id"), "code"),
        Field("place", Text("行政村", "village")),
        Field("county", Text("县", "county")),
        Field("reach", Text("通达", "reach"), "verdict"),
        *(Field(kind, name, "verdict") for kind, name in _kinds().items()),
        CAUSE_FIELD,
    )
    return build(
        "villages_open",
        SECTION,
        Text("未通达、待核实和无数据的行政村", "Villages not reached, undecided or without data"),
        fields,
        rows,
        Text(
            "各设施为任一运营商的判定，有多处时取最差的一处；空白表示没有该设施或缺数据。",
            "Facilities are judged for any operator, the worst of several; blank = the village has"
            " none, or none is listed.",
        ),
    )


def _of_kinds(points: pd.DataFrame) -> dict[str, str]:
    """Return the worst verdict of each kind."""
    worst = ("not_met", "no_data", "undecided", "met")
    return {
        str(kind): next(verdict for verdict in worst if (own["verdict"] == verdict).any())
        for kind, own in points.groupby("kind")
    }
