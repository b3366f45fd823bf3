"""Section 5: what keeps the area from the threshold, by division."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.text import Text

from ..results import LIMITS
from ._part import Part
from ._table import Field, Table, build, records

SECTION = 5
LIMIT_NAMES: dict[str, Text] = {
    "none": Text("达到门限", "threshold reached"),
    "budget": Text("链路预算不足", "link budget too short"),
    "terrain": Text("地形遮挡", "blocked by terrain"),
    "no_station": Text("模型范围内无基站", "no station within the model's range"),
    "no_data": Text("无地形数据", "no terrain data"),
}
_OF_TERRAIN = ("terrain", "no_data")
_NOTE = Text(
    "任一运营商，50 % 位置概率；各项之和为全部面积。",
    "Any operator, 50 % location probability; the parts add up to the whole area.",
)
_WITH_TERRAIN = Text(
    "地形遮挡 = 若路径上无遮挡，则有基站可达到门限；"
    "无地形数据 = 路径经过高程空洞，可达与否不能判定，不等于未覆盖。",
    " Blocked by terrain = some station would reach the threshold with a free path; no terrain"
    " data = a void in the DEM lies on the path and decides, which is not the same as not covered.",
)
_WITHOUT = Text(
    "本次运行无地形，遮挡未计算。", " This run has no terrain: what blocks was not computed."
)


def limits_of(part: Part) -> tuple[str, ...]:
    """Return the limits that a run could find: without a DEM none that has to do with terrain.

    Parameters
    ----------
    part
        What the report is about.
    """
    return tuple(limit for limit in LIMITS if part.has_terrain or limit not in _OF_TERRAIN)


def tables(part: Part) -> list[Table]:
    """Return the tables of what limits, which stand in section 5."""
    title = Text("限制因素", "What limits")
    counties = _rows(part, part.counties, "county_adcode")
    if not part.is_province:
        return [_table("limits", title, part, [*counties, _total(part)])]
    prefectures = _rows(part, part.prefectures, "prefecture_adcode")
    by_county = Text("限制因素（县级）", "What limits, by county")
    return [
        _table("limits", title, part, [*prefectures, _total(part)]),
        _table("limits_counties", by_county, part, counties),
    ]


def _table(key: str, title: Text, part: Part, rows: list[dict[str, Any]]) -> Table:
    listed = [(limit, LIMIT_NAMES[limit]) for limit in limits_of(part)]
    fields = (
        Field("division", Text("分区", "division")),
        Field("km2", Text("面积", "area"), "number", "km²", 0),
        *(Field(limit, name, "share") for limit, name in listed),
        *(
            Field(f"{limit}_km2", _area(name), "number", "km²", minor=True)
            for limit, name in listed
        ),
    )
    more = _WITH_TERRAIN if part.has_terrain else _WITHOUT
    note = Text(_NOTE.zh + more.zh, _NOTE.en + more.en)
    return build(key, SECTION, title, fields, rows, note)


def _area(name: Text) -> Text:
    return Text(f"{name.zh}面积", f"{name.en}, area")


def _rows(part: Part, divisions: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    return [
        {
            "division": Text(row["name_zh"], row["name_en"]),
            **_record(part.limits[part.limits[column] == row["adcode"]]),
        }
        for row in records(divisions)
    ]


def _total(part: Part) -> dict[str, Any]:
    return {"division": Text("合计", "total"), **_record(part.limits)}


def _record(cells: pd.DataFrame) -> dict[str, Any]:
    km2 = {limit: float(cells.loc[cells["limit"] == limit, "km2"].sum()) for limit in LIMITS}
    total = sum(km2.values())
    return {
        "km2": total,
        **({limit: value / total for limit, value in km2.items()} if total else {}),
        **{f"{limit}_km2": value for limit, value in km2.items()},
    }
