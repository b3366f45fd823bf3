"""Section 5: coverage of people; by township seats where nobody has said where people live."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import geopandas as gpd

from layers.text import Text

from ..results import ANY
from ._part import Part
from ._table import Field, Interval, Table, build, percent_range, records
from ._tally import Tally, tally

SECTION = 5
_RATE = Text("人口覆盖率", "share of people covered")
_WITH_FILE = (
    Field("people", Text("人口（所给文件）", "people, by the file given"), "integer"),
    Field("people_share", _RATE, "share_range"),
)
_WITHOUT = (
    Field("townships", Text("乡镇驻地", "township seats"), "integer"),
    Field("township_rate", Text("乡镇驻地通达", "township seats reached"), "share_range"),
)


def fields(part: Part) -> tuple[Field, ...]:
    """Return the columns that say what of the people is covered.

    Parameters
    ----------
    part
        What the report is about.
    """
    return _WITH_FILE if part.has_people else _WITHOUT


def figures(part: Part, counties: Iterable[str], areas: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the cells of `fields`.

    Parameters
    ----------
    part
        What the report is about.
    counties
        Codes of those to take together.
    areas
        Places of the same division.
    """
    if not part.has_people:
        seats = _township_seats(areas)
        return {"townships": seats.listed, "township_rate": seats.rate}
    return _of_people(part, counties)


def _of_people(part: Part, counties: Iterable[str]) -> dict[str, Any]:
    """Return people and what of them is covered, nothing where the file has nobody."""
    frame = part.results.people
    own = frame[frame["county_adcode"].isin(list(counties)) & (frame["operator"] == ANY)]
    names = ("people", "people90", "people50", "people_no_data")
    everyone, low, sure, unknown = (float(own[name].sum()) for name in names)
    if not everyone:
        return {}
    high = min(sure + unknown, everyone)  # sums of shares may end a hair above the whole
    return {
        "people": _whole(everyone),
        "covered": Interval(_whole(low), _whole(high)),
        "people_no_data": _whole(unknown),
        "people_share": Interval(low / everyone, high / everyone),
    }


def _whole(people: float) -> float:
    return math.floor(people + 0.5)


def _township_seats(areas: gpd.GeoDataFrame) -> Tally:
    return tally(areas[areas["category"] == "township"], "reach")


def note(part: Part) -> Text:
    """Return what the columns mean, and what is missing.

    Parameters
    ----------
    part
        What the report is about.
    """
    if part.has_people:
        source = part.results.card["model_card"].get("population_source", "")
        return Text(
            f"人口覆盖率 = 所在格达到门限的人口占所给文件（{source}）人口的比例，任一运营商，"
            "下限为 90 % 位置概率，上限为 50 % 位置概率加无地形数据；空白表示文件在该处没有人。",
            f" People covered: of those in the file given ({source}), the share whose cell reaches"
            " the threshold for any operator; from 90 % location probability to 50 % with what has"
            " no terrain data. Blank = the file has nobody there.",
        )
    return Text(
        "没有给出人口栅格或点表，人口覆盖率未计算；这里按场所数列出乡镇街道驻地的通达率（下限–上限），"
        "它不是人口比例。",
        " No raster or list of people was given, so that the share of people covered is not"
        " computed; listed instead, by number of places, is the share of township seats reached"
        " (lower–upper), which is no share of people.",
    )


def clause(part: Part) -> Text:
    """Return what the first page says of people: a clause of a sentence.

    Parameters
    ----------
    part
        What the report is about.
    """
    if part.has_people:
        share = _of_people(part, part.counties["adcode"]).get("people_share")
        return Text(
            f"按所给人口数据，预测人口覆盖率为 {percent_range(share, '无数据')}",
            f"by the file of people given, {percent_range(share, 'no data')} of the people are"
            " predicted to be covered",
        )
    seats = _township_seats(part.areas)
    return Text(
        f"没有给出人口栅格或点表，人口覆盖率未计算，按场所数计，{seats.listed} 处乡镇街道驻地的"
        f"通达率为 {percent_range(seats.rate, '无数据')}",
        "no raster or list of people was given, so that the share of people covered is not"
        f" computed; by number of places, {percent_range(seats.rate, 'no data')} of"
        f" {seats.listed} township seats are reached",
    )


def tables(part: Part) -> list[Table]:
    """Return people by division with their total; nothing without a file.

    Parameters
    ----------
    part
        What the report is about.
    """
    if not part.has_people:
        return []
    divisions = part.prefectures if part.is_province else part.counties
    column = "prefecture_adcode" if part.is_province else "adcode"
    rows = [_row(part, row, column) for row in records(divisions)]
    whole = {
        "division": Text("合计", "total"),
        "population": float(part.prefectures["population"].sum(skipna=False)),
        **_of_people(part, part.counties["adcode"]),
    }
    return [
        build(
            "people",
            SECTION,
            Text("人口覆盖", "People covered"),
            (
                Field("division", Text("市州或县", "division")),
                Field("population", Text("普查人口", "people, census"), "integer"),
                _WITH_FILE[0],
                Field("covered", Text("达到门限的人口", "people covered"), "integer_range"),
                _WITH_FILE[1],
                *([_NO_TERRAIN] if part.has_terrain else []),
            ),
            [*rows, whole],
            note(part),
        )
    ]


_NO_TERRAIN = Field(
    "people_no_data", Text("无地形数据的人口", "people without terrain data"), "integer"
)


def _row(part: Part, row: dict[str, Any], column: str) -> dict[str, Any]:
    own = part.counties[part.counties[column] == row["adcode"]]
    return {
        "division": Text(row["name_zh"], row["name_en"]),
        "population": row["population"],
        **_of_people(part, own["adcode"]),
    }
