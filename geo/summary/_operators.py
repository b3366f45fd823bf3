"""Section 6: each operator, with sharing, any operator, exactly n networks, what roaming gains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from layers.text import Text

from ..networks import parse, partner, shared_bands, with_sharing
from ..results import ANY
from ..statistics import sites
from ._categories import by_operator
from ._limits import LIMIT_NAMES
from ._part import Part, operator_name
from ._table import Field, Interval, Table, build

SECTION = 6
GREY_MOST = 1  # networks: with one there is no choice; none is a white spot 白点
_NO_TERRAIN = Field("no_data_km2", Text("无地形数据面积", "no terrain data"), "number", "km²", 0)
_PEOPLE = Field("people_share", Text("达到门限人口占比", "people share"), "share_range")
_GAINS = (
    Field("gain_km2_50", Text("漫游增益面积", "roaming gain, area"), "number", "km²", 0),
    Field("gain_reach_met", Text("漫游增益（通达）", "roaming gain, reach"), "integer"),
    Field("gain_area_met", Text("漫游增益（面积）", "roaming gain, area rule"), "integer"),
)
_GAIN_PEOPLE = Field("gain_people_50", Text("漫游增益人口", "roaming gain, people"), "integer")


def tables(part: Part) -> list[Table]:
    """Return the tables of section 6."""
    figures = {name: _figures(part, name) for name in _listed(part)}
    shared = [name for name in figures if parse(name).sharing]
    result = [_operators(part, figures)]
    if shared:
        result.append(_sharing(part, figures, shared))
    return [*result, _networks(part)]


def _listed(part: Part) -> Iterator[str]:
    """Yield the views of 5G: any operator, then each with what its partner shares after it."""
    known = set(part.coverage["operator"])
    yield ANY
    for operator in part.results.card["operators"]:
        yield operator
        if with_sharing(operator) in known:
            yield with_sharing(operator)


def _operators(part: Part, figures: dict[str, dict[str, Any]]) -> Table:
    rows = [
        {
            "operator": operator_name(name),
            **own,
            **({} if name == ANY else _gain(figures[ANY], own)),
        }
        for name, own in figures.items()
    ]
    people = _counts_people(part)
    fields = (
        Field("operator", Text("运营商", "operator")),
        Field("stations", Text("5G 基站", "5G stations"), "integer"),
        Field("share", Text("达到门限面积占比", "area share"), "share_range"),
        Field("km2", Text("达到门限面积", "area at the threshold"), "number_range", "km²", 0),
        *([_NO_TERRAIN] if part.has_terrain else []),
        *([_PEOPLE] if people else []),
        Field("reach_met", Text("通达达标", "met by reach"), "integer"),
        Field("reach_undecided", Text("通达待核实", "undecided by reach"), "integer"),
        Field("area_met", Text("面积达标", "met by area"), "integer"),
        Field("area_undecided", Text("面积待核实", "undecided by area"), "integer"),
        *_GAINS,
        *([_GAIN_PEOPLE] if people else []),
    )
    return build(
        "operators",
        SECTION,
        Text("运营商与异网漫游", "Operators and roaming"),
        fields,
        rows,
        Text(
            "漫游增益 = 任一运营商 − 本行（50 % 位置概率的面积；达标场所数）。"
            "面积区间为 90 %–50 % 位置概率。2022 年目标按任一运营商判定，其余各行供对照。",
            "Roaming gain = any operator − this row (area at 50 % location probability; places"
            " met). Ranges of areas are for 90 %–50 %. The goal of 2022 is judged by any operator;"
            " the other rows stand beside it.",
        ),
    )


def _gain(wider: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return what a wider view has more than an own one, where both are known."""
    keys = ("km2_50", "reach_met", "area_met", "people_50")
    known = [key for key in keys if wider[key] is not None and own[key] is not None]
    return {f"gain_{key}": wider[key] - own[key] for key in known}


def _sharing(part: Part, figures: dict[str, dict[str, Any]], shared: list[str]) -> Table:
    rows = []
    for name in shared:
        operator = parse(name).operator
        other = partner(operator)
        rows.append(
            {
                "operator": operator_name(operator),
                "partner": operator_name(other),
                "bands": "、".join(sorted(shared_bands(other))),
                **_gain(figures[name], figures[operator]),
            }
        )
    people = Field("gain_people_50", Text("共享增益人口", "gain by sharing, people"), "integer")
    fields = (
        Field("operator", Text("运营商", "operator")),
        Field("partner", Text("共享方", "partner")),
        Field("bands", Text("共享频段", "shared bands"), "code"),
        Field("gain_km2_50", Text("共享增益面积", "gain by sharing, area"), "number", "km²", 0),
        Field("gain_reach_met", Text("共享增益（通达）", "gain by sharing, reach"), "integer"),
        Field("gain_area_met", Text("共享增益（面积）", "gain by sharing, area rule"), "integer"),
        *([people] if _counts_people(part) else []),
    )
    return build(
        "sharing",
        SECTION,
        Text("共建共享增益", "What sharing gains"),
        fields,
        rows,
        Text(
            "共享增益 = 含共享 − 本网，按共享方在所列频段的全部基站均可使用计（假设）。",
            "Gain by sharing = with sharing − own network, taking every station of the partner in"
            " these bands as usable (assumption).",
        ),
    )


def _figures(part: Part, name: str) -> dict[str, Any]:
    cells = part.coverage[part.coverage["operator"] == name]
    total, low, high = (float(cells[column].sum()) for column in ("km2", "km2_90", "km2_50"))
    reach, area = by_operator(part, name, "reach"), by_operator(part, name, "area")
    return {
        "stations": int(sites(_usable(part.stations, name)).nunique()),
        "km2": Interval(low, high),
        "km2_50": high,
        "no_data_km2": float(cells["km2_no_data"].sum()),
        "share": Interval(low / total, high / total) if total else None,
        **_people(part, name),
        "reach_met": reach.met,
        "reach_undecided": reach.undecided,
        "area_met": area.met,
        "area_undecided": area.undecided,
    }


def _usable(stations: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return the 5G stations that a view may use."""
    said = parse(name)
    if not said.operator:
        return stations
    usable = stations["operator"] == said.operator
    if said.sharing:
        other = partner(said.operator)
        lent = stations["band"].isin(shared_bands(other))
        usable |= (stations["operator"] == other) & lent
    return stations[usable]


def _counts_people(part: Part) -> bool:
    return not part.results.people.empty


def _people(part: Part, name: str) -> dict[str, Any]:
    people = part.results.people
    own = people[people["county_adcode"].isin(part.counties["adcode"])]
    own = own[own["operator"] == name]
    columns = ("people", "people90", "people50", "people_no_data")
    total, low, at_50, unknown = (float(own[column].sum()) for column in columns)
    return {
        "people_50": at_50 if len(own) else None,
        "people_share": Interval(low / total, min(at_50 + unknown, total) / total)
        if total
        else None,
    }


def _networks(part: Part) -> Table:
    km2 = {
        int(str(n)): float(a) for n, a in part.networks.groupby("operators")["km2"].sum().items()
    }
    total, unknown = sum(km2.values()), km2.pop(-1, 0.0)
    rows: list[dict[str, Any]] = [
        {"networks": str(number), "kind": _kind(number), "km2": area}
        for number, area in km2.items()
    ]
    if unknown:
        rows.append({"networks": LIMIT_NAMES["no_data"], "km2": unknown})
    return build(
        "networks",
        SECTION,
        Text("可用网络数", "Number of networks"),
        (
            Field("networks", Text("达到门限的网络数", "networks at the threshold")),
            Field("kind", Text("类型", "kind")),
            Field("km2", Text("面积", "area"), "number", "km²", 0),
            Field("share", Text("面积占比", "area share"), "share"),
        ),
        [{**row, "share": row["km2"] / total if total else None} for row in rows],
        Text(
            "恰好 n 个运营商的自有 5G 网络达到门限（50 % 位置概率）；0 = 白点，"
            "1 = 灰区（没有选择），各行之和为全部面积。"
            "无地形数据 = 路径经过高程空洞，有无网络不能判定。",
            "Exactly n operators' own 5G at the threshold (50 % location probability); 0 = white"
            " spot, 1 = grey (no choice); the rows add up to the whole area. No terrain data = a"
            " void in the DEM lies on the path, so that it is not known whether there is one.",
        ),
    )


def _kind(number: int) -> Text:
    if number == 0:
        return Text("白点", "white spot")
    if number <= GREY_MOST:
        return Text("灰区", "grey")
    return Text("多网覆盖", "several networks")
