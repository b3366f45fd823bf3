"""Section 8: roads and railways, judged along the line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.text import Text

from .. import lines, standards
from ..results import VERDICTS
from ..verdicts import rules
from ._gaps import CAUSE_FIELD
from ._part import Part, category_name, operator_name
from ._table import Field, Interval, Table, build, records

SECTION = 8
_MOST_GAPS = 100  # of a table; the exported layer has them all
_ROUTE = Field("route", Text("线路", "route"))
_CATEGORY = Field("category", Text("类别", "category"))
_NO_DATA = Field("km_no_data", Text("无数据里程", "length without data"), "number", "km")
_LENGTHS = (
    Field("km", Text("里程", "length"), "number", "km"),
    Field("covered_km", Text("达到门限里程", "length at the threshold"), "number_range", "km"),
    Field("share", Text("达到门限占比", "share at the threshold"), "share_range"),
)
_COUNTS = (
    Field("met", Text("达标", "met"), "integer"),
    Field("undecided", Text("待核实", "undecided"), "integer"),
    Field("not_met", Text("不达标", "not met"), "integer"),
    Field("no_data", Text("无数据", "no data"), "integer"),
)
_LONGEST = Field("gap_km", Text("最长盲区路段", "longest gap"), "number", "km")


def _ends(prefix: str, of: Text) -> tuple[Field, ...]:
    """Return the fields of the two ends of a stretch."""
    return tuple(
        Field(
            f"{prefix}{end}_{axis}",
            Text(f"{of.zh}{zh}{axis_zh}", f"{of.en} {end} {axis_en}".strip()),
            "number",
            "°",
            5,
            minor=True,
        )
        for end, zh in (("from", "起点"), ("to", "终点"))
        for axis, axis_zh, axis_en in (("lon", "经度", "longitude"), ("lat", "纬度", "latitude"))
    )


def tables(part: Part) -> list[Table]:
    """Return the tables of section 8; none when no line lies in the part."""
    own = lines.whole(part.results.lines, "" if part.is_province else part.adcode)
    if own.empty:
        return []
    found = [_list(part, own)]
    if part.is_province:
        found.append(_prefectures(part))
    found += [_totals(part, own), _operators(part, own)]
    gaps = part.results.line_gaps
    if not part.is_province:
        gaps = gaps[gaps["prefecture_adcode"] == part.adcode]
    return [*found, _gaps(part, gaps)] if len(gaps) else found


def route_name(row: dict[str, Any]) -> Text:
    """Return the wording of a line: its route number, unless its name says it, and its name."""

    def with_number(name: str) -> str:
        return name if not row["ref"] or row["ref"] in name else f"{row['ref']} {name}"

    return Text(with_number(row["name_zh"]), with_number(row["name_en"] or row["name_zh"]))


def _list(part: Part, own: gpd.GeoDataFrame) -> Table:
    threshold = part.results.card["threshold"]
    share = f"{threshold['area_share_percent']:g} %"
    step_m = min(lines.STEP_M, float(part.results.card["grid"]["cell_m"]))
    source = rules()["linear"].source
    note = Text(
        f"连续覆盖规则：里程的 {share} 以上达到门限（任一运营商）；依据：{source.zh}。"
        f"沿测地线每 {step_m:g} m 以内取一个样点，取其所在格网的电平。"
        "达到门限里程、占比为 90 %–50 % 位置概率的区间，不含无数据里程；达标与否的口径同场所。"
        "最长盲区路段 = 50 % 位置概率下连续低于门限的路段，无数据处和范围边界处断开。",
        f"Rule of continuous coverage: at least {share} of the length at the threshold (any"
        f" operator); source: {source.en}. A sample every {step_m:g} m or less along the geodesic"
        " takes the level of its cell. Lengths and shares at the threshold are ranges for 90 %–50 %"
        " location probability, what has no data not included; verdicts as for places. Longest"
        " gap = the longest stretch below the threshold at 50 %; what has no data and the border of"
        " the scope end it.",
    )
    rows = [_record(row) for row in _sorted(own)]
    return build("lines", SECTION, Text("线路情况", "Lines"), (_ROUTE, *_fields(part)), rows, note)


def _prefectures(part: Part) -> Table:
    names = {
        row["adcode"]: Text(row["name_zh"], row["name_en"]) for row in records(part.prefectures)
    }
    every = part.results.lines
    rows = [
        {"prefecture": names[row["prefecture_adcode"]], **_record(row)}
        for row in _sorted(every[every["prefecture_adcode"] != ""])
    ]
    rows.sort(key=lambda row: list(names.values()).index(row["prefecture"]))
    return build(
        "lines_prefectures",
        SECTION,
        Text("线路情况（按市州）", "Lines, by prefecture"),
        (Field("prefecture", Text("市州", "prefecture")), _ROUTE, *_fields(part)),
        rows,
        Text("盲区路段在市州界处断开。", "A gap ends at the border of the prefecture."),
    )


def _fields(part: Part) -> tuple[Field, ...]:
    return (
        _CATEGORY,
        *_LENGTHS,
        Field("linear", Text("连续覆盖", "continuous coverage"), "verdict"),
        *_where_known(part),
        _LONGEST,
        *_ends("gap_", Text("最长盲区", "longest gap")),
        Field("subcategory", Text("等级", "class"), minor=True),
        Field("owner", Text("责任单位", "responsible body"), minor=True),
        Field("source", Text("来源", "source"), minor=True),
        Field("id", Text("编号", "id"), "code", minor=True),
    )


def _where_known(part: Part) -> tuple[Field, ...]:
    return (_NO_DATA,) if part.has_terrain else ()


def _sorted(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return lines by category, then the one with the longest gap first."""
    order = {name: rank for rank, name in enumerate(standards.table("categories")["category"])}
    return sorted(
        records(rows), key=lambda row: (order[row["category"]], -row["gap_km"], row["id"])
    )


def _record(row: dict[str, Any]) -> dict[str, Any]:
    known = row["linear"] != "no_data"
    return {
        **row,
        "route": route_name(row),
        "category": category_name(row["category"]),
        "covered_km": Interval(row["km90"], row["km50"]),
        # Without a verdict the shares are known only from below.
        "share": Interval(row["share90"], row["share50"]) if known else None,
        "owner": Text(row["owner_zh"], row["owner_en"]),
    }


def _totals(part: Part, own: gpd.GeoDataFrame) -> Table:
    present = [
        name for name in standards.table("categories")["category"] if name in set(own["category"])
    ]
    groups = [(category_name(name), own[own["category"] == name]) for name in present]
    if len(groups) > 1:
        groups.append((Text("合计", "total"), own))
    rows = [
        {
            "category": name,
            "lines": len(group),
            **_lengths(group["km"], group["km50"], group["km90"]),
            "km_no_data": group["km_no_data"].sum(),
            **_counted(group["linear"]),
            "continuous_km": Interval(*lines.continuous_km(group)),
            "gap_km": group["gap_km"].max(),
        }
        for name, group in groups
    ]
    fields = (
        _CATEGORY,
        Field("lines", Text("线路数", "lines"), "integer"),
        *_LENGTHS,
        *_where_known(part),
        *_COUNTS,
        Field("continuous_km", Text("连续覆盖里程", "length of lines met"), "number_range", "km"),
        _LONGEST,
    )
    note = Text(
        "连续覆盖里程为区间：下限 = 达标线路的里程；上限 = 达标、待核实和无数据线路的里程。",
        "The length of lines met is a range: lower = lines that are met; upper = lines that are"
        " met, undecided or without data.",
    )
    return build("lines_totals", SECTION, Text("合计", "Totals"), fields, rows, note)


def _lengths(
    km: pd.Series[float], km50: pd.Series[float], km90: pd.Series[float]
) -> dict[str, Any]:
    total, low, high = (float(column.sum()) for column in (km, km90, km50))
    return {
        "km": total,
        "covered_km": Interval(low, high),
        "share": Interval(low / total, high / total),
    }


def _counted(verdicts: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(VERDICTS, 0)
    for verdict in verdicts:
        counts[verdict] += 1  # type: ignore[index]
    return {str(verdict): count for verdict, count in counts.items()}


def _operators(part: Part, own: gpd.GeoDataFrame) -> Table:
    verdicts = part.results.verdicts
    judged = verdicts[verdicts["rule"] == "linear"].join(
        own.set_index("id")["km"], "area_id", "inner"
    )
    rows = []
    for name, group in judged.groupby("operator", sort=False):
        km = group["km"]
        lengths = _lengths(km, km * group["share50"], km * group["share90"])
        rows.append({"operator": operator_name(str(name)), **lengths, **_counted(group["verdict"])})
    return build(
        "lines_operators",
        SECTION,
        Text("各运营商沿线覆盖", "Coverage along the lines by operator"),
        (Field("operator", Text("运营商", "operator")), *_LENGTHS[1:], *_COUNTS),
        rows,
        Text(
            "达标等为线路数。任一运营商即异网漫游；未注明的各行为本网，含共享、4G 的各行另行注明。"
            "里程、占比不含无数据的部分。",
            "Met and the like are numbers of lines, each operator by its own network unless the row"
            " says with sharing or 4G; any operator = with roaming. Lengths and shares leave out"
            " what has no data.",
        ),
    )


def _gaps(part: Part, gaps: gpd.GeoDataFrame) -> Table:
    ordered = gaps.sort_values(["km", "gap_id"], ascending=[False, True])
    refs = dict(zip(part.results.lines["line_id"], part.results.lines["ref"], strict=True))
    rows = [
        {
            **row,
            "route": route_name({**row, "ref": refs[row["line_id"]]}),
            "category": category_name(row["category"]),
            "county": part.county_names.get(row["county_adcode"], Text("", "")),
        }
        for row in records(ordered.head(_MOST_GAPS))
    ]
    fields = (
        Field("gap_id", Text("路段编号", "id of the stretch"), "code"),
        _ROUTE,
        _CATEGORY,
        Field("county", Text("县", "county")),
        Field("km", Text("里程", "length"), "number", "km"),
        CAUSE_FIELD,
        *_ends("", Text("", "")),
    )
    listed = f"{len(rows)} / {len(gaps)}"
    note = Text(
        f"由长到短，列出 {listed} 段，全部见导出图层 line_gaps；在市州界处断开。"
        "原因为“无地形数据”的路段不能判定，不等于未覆盖。",
        f"Longest first, {listed} of them; all are in the exported layer line_gaps. They end at"
        " the border of a prefecture. Where the cause is “no terrain data” it is not known,"
        " which is not the same as not covered.",
    )
    title = Text("沿线未覆盖路段", "Stretches not covered")
    return build("line_gaps", SECTION, title, fields, rows, note)
