"""Section 6: each operator, any operator, exactly n networks, and what roaming gains."""

from __future__ import annotations

from typing import Any

from layers.text import Text

from ..results import ANY
from ..statistics import sites
from ._categories import by_operator
from ._limits import LIMIT_NAMES
from ._part import Part, operator_name
from ._table import Field, Interval, Table, build

SECTION = 6
_NO_TERRAIN = Field("no_data_km2", Text("无地形数据面积", "no terrain data"), "number", "km²", 0)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 6."""
    return [_operators(part), _networks(part)]


def _operators(part: Part) -> Table:
    everyone = _figures(part, ANY)
    rows = [{"operator": operator_name(ANY), **everyone}]
    for operator in part.results.card["operators"]:
        own = _figures(part, operator)
        gains = {
            f"gain_{key}": everyone[key] - own[key] for key in ("km2_50", "reach_met", "area_met")
        }
        rows.append({"operator": operator_name(operator), **own, **gains})
    fields = (
        Field("operator", Text("运营商", "operator")),
        Field("stations", Text("5G 基站", "5G stations"), "integer"),
        Field("share", Text("达到门限面积占比", "area share"), "share_range"),
        Field("km2", Text("达到门限面积", "area at the threshold"), "number_range", "km²", 0),
        *([_NO_TERRAIN] if part.has_terrain else []),
        Field("reach_met", Text("通达达标", "met by reach"), "integer"),
        Field("reach_undecided", Text("通达待核实", "undecided by reach"), "integer"),
        Field("area_met", Text("面积达标", "met by area"), "integer"),
        Field("area_undecided", Text("面积待核实", "undecided by area"), "integer"),
        Field("gain_km2_50", Text("漫游增益面积", "roaming gain, area"), "number", "km²", 0),
        Field("gain_reach_met", Text("漫游增益（通达）", "roaming gain, reach"), "integer"),
        Field("gain_area_met", Text("漫游增益（面积）", "roaming gain, area rule"), "integer"),
    )
    return build(
        "operators",
        SECTION,
        Text("运营商与异网漫游", "Operators and roaming"),
        fields,
        rows,
        Text(
            "漫游增益 = 任一运营商 − 本网（50 % 位置概率的面积；达标场所数）。"
            "面积区间为 90 %–50 % 位置概率。",
            "Roaming gain = any operator − own network (area at 50 % location probability; places"
            " met). Ranges of areas are for 90 %–50 %.",
        ),
    )


def _figures(part: Part, operator: str) -> dict[str, Any]:
    cells = part.coverage[part.coverage["operator"] == operator]
    total, low, high = (float(cells[column].sum()) for column in ("km2", "km2_90", "km2_50"))
    stations = part.stations
    own = stations if operator == ANY else stations[stations["operator"] == operator]
    reach, area = by_operator(part, operator, "reach"), by_operator(part, operator, "area")
    return {
        "stations": int(sites(own).nunique()),
        "km2": Interval(low, high),
        "km2_50": high,
        "no_data_km2": float(cells["km2_no_data"].sum()),
        "share": Interval(low / total, high / total) if total else None,
        "reach_met": reach.met,
        "reach_undecided": reach.undecided,
        "area_met": area.met,
        "area_undecided": area.undecided,
    }


def _networks(part: Part) -> Table:
    by_number = part.networks.groupby("operators")["km2"].sum()
    total, unknown = float(by_number.sum()), part.limited_km2("no_data")
    areas = {str(number): float(km2) for number, km2 in by_number.items()}
    if unknown:
        areas |= {"0": areas["0"] - unknown, "no_data": unknown}
    return build(
        "networks",
        SECTION,
        Text("可用网络数", "Number of networks"),
        (
            Field("networks", Text("达到门限的网络数", "networks at the threshold")),
            Field("km2", Text("面积", "area"), "number", "km²", 0),
            Field("share", Text("面积占比", "area share"), "share"),
        ),
        [
            {
                "networks": LIMIT_NAMES.get(number, number),
                "km2": km2,
                "share": km2 / total if total else None,
            }
            for number, km2 in areas.items()
        ],
        Text(
            "恰好 n 个运营商达到门限（50 % 位置概率）；0 = 白点，各行之和为全部面积。",
            "Exactly n operators at the threshold (50 % location probability); 0 = white spot;"
            " the rows add up to the whole area.",
        ),
    )
