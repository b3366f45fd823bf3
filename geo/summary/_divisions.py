"""Section 5: counties; for the province also prefectures, ranked, and by category."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd

from layers.text import Text

from . import _people
from ._part import Part, category_name, goal_categories
from ._table import Field, Interval, Table, build, records
from ._tally import tally

SECTION = 5
_AREA_SHARE = Text("达到门限面积占比", "area share at the threshold")
_FIGURES = (
    Field("population", Text("普查人口", "people, census"), "integer"),
    Field("area_km2", Text("面积", "area"), "number", "km²", 0),
    Field("stations", Text("5G 基站", "5G stations"), "integer"),
    Field("stations_per_10k", Text("每万人基站", "per 10,000 people"), "number", "", 2),
    Field("stations_per_1000km2", Text("每千 km² 基站", "per 1,000 km²"), "number", "", 2),
    Field("share", _AREA_SHARE, "share_range"),
)
_WHITE = Field("white_share", Text("无网络覆盖面积占比", "area without a network"), "share")
_PLACES = (
    Field("listed", Text("重点区域", "key areas"), "integer"),
    Field("area_met", Text("面积达标", "met by area"), "integer"),
    Field("reach_met", Text("通达达标", "met by reach"), "integer"),
)
_NOTE = Text(
    "达到门限面积占比为 90 %–50 % 位置概率的区间；无网络覆盖 = 没有任何运营商达到门限（50 %），"
    "不含无地形数据的面积。普查人口为 2020 年数，空白表示没有来源。",
    "The area share is the range for 90 %–50 % location probability; without a network = no"
    " operator reaches the threshold (50 %), what has no terrain data not included. Census of"
    " 2020; blank = no source.",
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 5."""
    if part.is_province:
        return [_ranking(part), _matrix(part), *_people.tables(part), _counties(part)]
    return [_counties(part), *_people.tables(part)]


def _counties(part: Part) -> Table:
    white = _white_share(part)
    rows = []
    for row in records(part.counties):
        own = part.areas[part.areas["county_adcode"] == row["adcode"]]
        rows.append(
            {
                **_record(part, row, own, [row["adcode"]]),
                "county": Text(row["name_zh"], row["name_en"]),
                "white_share": white.get(row["adcode"]),
            }
        )
    elsewhere = part.areas[~part.areas["county_adcode"].isin(part.counties["adcode"])]
    if len(elsewhere):
        counts = _place_counts(elsewhere) | _people.figures(part, [], elsewhere)
        rows.append({"county": Text("县不明", "county not known"), **counts})
    people = _people.note(part)
    return build(
        "counties",
        SECTION,
        Text("县级情况", "Counties"),
        (Field("county", Text("县", "county")), *_FIGURES, *_people.fields(part), _WHITE, *_PLACES),
        rows,
        Text(_NOTE.zh + people.zh, _NOTE.en + people.en),
    )


def _ranking(part: Part) -> Table:
    rows = []
    for row in records(part.prefectures):
        own = part.areas[part.areas["prefecture_adcode"] == row["adcode"]]
        counties = part.counties[part.counties["prefecture_adcode"] == row["adcode"]]
        goal = own[own["group"] == "goal2022"]
        by_area, by_reach = tally(goal, "area"), tally(goal, "reach")
        rows.append(
            {
                **_record(part, row, own, counties["adcode"]),
                "prefecture": Text(row["name_zh"], row["name_en"]),
                "adcode": row["adcode"],
                "area_rate": by_area.rate,
                "reach_rate": by_reach.rate,
                "missing": by_area.missing,
            }
        )
    # By what is surely met, then by what may be; nothing judged comes last.
    rows.sort(key=lambda row: (*(-x for x in row["area_rate"] or (-1.0, -1.0)), row["adcode"]))
    fields = (
        Field("prefecture", Text("市州", "prefecture")),
        Field("area_rate", Text("面积规则达标率", "rate by area"), "share_range"),
        Field("reach_rate", Text("通达规则达标率", "rate by reach"), "share_range"),
        *_PLACES,
        Field("missing", Text("尚差（处）", "still missing"), "integer_range"),
        *_FIGURES,
        *_people.fields(part),
    )
    people = _people.note(part)
    return build(
        "ranking",
        SECTION,
        Text("市州排序", "Prefectures, ranked"),
        fields,
        rows,
        Text(
            f"按面积规则达标率下限、上限由高到低排列；区间含义同第 3 节。{people.zh}",
            f"By lower, then upper bound of the rate by area; ranges as in section 3.{people.en}",
        ),
    )


def _matrix(part: Part) -> Table:
    categories = goal_categories()
    rows = []
    for row in records(part.prefectures):
        own = part.goal_areas[part.goal_areas["prefecture_adcode"] == row["adcode"]]
        cells = {c: tally(own[own["category"] == c], "area").rate for c in categories}
        rows.append({"prefecture": Text(row["name_zh"], row["name_en"]), **cells})
    whole = {
        c: tally(part.goal_areas[part.goal_areas["category"] == c], "area").rate for c in categories
    }
    rows.append({"prefecture": Text("合计", "total"), **whole})
    return build(
        "matrix",
        SECTION,
        Text("市州 × 类别：面积规则达标率", "Prefecture × category: rate by area"),
        (
            Field("prefecture", Text("市州", "prefecture")),
            *(Field(c, category_name(c), "share_range", "", 0) for c in categories),
        ),
        rows,
        Text("合计含市州不明的场所。", "The total includes places of no known prefecture."),
    )


def _record(
    part: Part, row: dict[str, Any], areas: gpd.GeoDataFrame, counties: Iterable[str]
) -> dict[str, Any]:
    """Return the cells of a division: its row of `Results`, and what lies in it."""
    return {
        **row,
        "share": Interval(row["share90"], row["share50"]),
        **_people.figures(part, counties, areas),
        **_place_counts(areas),
    }


def _place_counts(areas: gpd.GeoDataFrame) -> dict[str, int]:
    """Count the places of the goal."""
    goal = areas[areas["group"] == "goal2022"]
    by_area, by_reach = tally(goal, "area"), tally(goal, "reach")
    return {"listed": by_area.listed, "area_met": by_area.met, "reach_met": by_reach.met}


def _white_share(part: Part) -> dict[str, float]:
    cells = part.networks.groupby("county_adcode")["cells"].sum()
    none = part.networks[part.networks["operators"] == 0].groupby("county_adcode")["cells"].sum()
    shares = none.reindex(cells.index, fill_value=0) / cells
    return {str(code): float(share) for code, share in shares.items()}
