"""Section 11: what to build next, what it closes, and what no station closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from layers.text import Text

from . import _plan
from ._gaps import CAUSE_FIELD
from ._part import Part, category_name, operator_name
from ._places import place_names
from ._plan_facts import assumptions, facts
from ._table import (
    Field,
    Interval,
    Table,
    build,
    is_nan,
    percent_range,
    records,
)

SECTION = 11
_NAMED = 5  # places that a sentence names
_RATE = Field("rate", Text("累计达标率", "rate so far"), "share_range")
_STATUS_FIELDS = tuple(
    Field(status, title, "integer") for status, title in _plan.STATUS_NAMES.items()
)
_PLACE_FIELDS = (
    Field("status", Text("结果", "outcome")),
    Field("place", Text("场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("before", Text("方案前判定", "verdict before"), "verdict"),
    Field("after", Text("方案后判定", "verdict after"), "verdict"),
    Field("share90_before", Text("方案前面积", "area before"), "share"),
    Field("by", Text("由哪些站", "by"), "code"),
    Field("what", Text("说明", "what to do, or why not")),
    CAUSE_FIELD,
    Field("share90_promised", Text("承诺面积", "area promised"), "share", minor=True),
    Field("share90_after", Text("复算面积", "area in the fresh run"), "share", minor=True),
    Field("needed", Text("要求面积", "area asked for"), "share", minor=True),
    Field("area_id", Text("编号", "id"), "code", minor=True),
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 11; none without a plan."""
    if part.plan is None:
        return []
    return [
        _list(part),
        _curve(part),
        _statuses(part),
        _places(part),
        facts(part),
        assumptions(part),
    ]


# ---------------------------------------------------------------- in one sentence
def sentence(part: Part) -> Text:
    """Say how many stations close how many places, how good that is, and what stays open."""
    said = [_closing(part), _plan.proof(part)]
    for status, worded in _STAY_OPEN.items():
        rows = part.plan_places[part.plan_places["status"] == status]
        if len(rows):
            names = _plan.joined(map(place_names, records(rows)), _NAMED)
            said.append(worded(len(rows), names))
    return Text(
        f"建设方案（预测）：{'；'.join(text.zh for text in said)}。",
        f"The plan (predicted): {'; '.join(text.en for text in said)}.",
    )


def _closing(part: Part) -> Text:
    """Say how many stations are proposed, and how many places a fresh run with them confirms."""
    stations = len(part.proposals)
    if not stations:
        return Text("没有建议站", "no station is proposed")
    closed = _plan.counts(part.plan_places)["confirmed"]
    rates = [_plan.rate(part.goal_areas, rows) for rows in _before_and_after(part)]
    zh = [percent_range(rate, "无数据") for rate in rates]
    en = [percent_range(rate, "no data") for rate in rates]
    return Text(
        f"{stations} 个建议站可使 {closed} 处场所达标（按全部建成重新计算确认），"
        f"面积规则达标率由 {zh[0]} 变为 {zh[1]}",
        f"stations proposed: {stations}; places that they close, confirmed by a fresh run"
        f" with all of them: {closed}; rate by the area rule {en[0]} → {en[1]}",
    )


def _before_and_after(part: Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    return part.plan_places.iloc[:0], part.plan_places


_STAY_OPEN: dict[str, Callable[[int, Text], Text]] = {
    "missed": lambda n, names: Text(
        f"{n} 处预计达标而复算未达标（{names.zh}）",
        f"promised and not confirmed: {n} ({names.en})",
    ),
    "not_chosen": lambda n, _: Text(
        f"{n} 处可由建站解决，未列入本方案", f"could be closed but is not in the plan: {n}"
    ),
    "needs_data": lambda n, _: Text(
        f"{n} 处须先补数据，建站不能解决", f"needs data first, which no station brings: {n}"
    ),
    "unreachable": lambda n, names: Text(
        f"{n} 处所有候选站都达不到（{names.zh}）", f"no candidate reaches: {n} ({names.en})"
    ),
}


# ---------------------------------------------------------------- the stations
def _list(part: Part) -> Table:
    rates = {row["proposal"]: row["rate"] for row in _plan.curve(part)}
    rows = [_proposal(part, row, rates) for row in records(part.proposals)]
    note = Text(
        f"{sentence(part).zh}次序为全方案的先后；新达标、新增均指建在次序更前的站之后。"
        "位置、挂高和方位角由模型选定，须现场勘察；费用为假设单价，见“方案假设”。"
        "新增面积只计所问场所（90 % 位置概率）。",
        f"{sentence(part).en} The rank is that in the whole plan; what a station closes and adds is"
        " counted after those before it. Positions, heights and azimuths were chosen by the model:"
        " survey the site. Costs rest on assumed prices, listed below. Area added is of the places"
        " asked about, at 90 % location probability.",
    )
    title = Text("建议站清单", "Proposed stations")
    return build("proposals", SECTION, title, _proposal_fields(part), rows, note)


def _proposal_fields(part: Part) -> tuple[Field, ...]:
    unit = _plan.cost_unit(part)
    cost = Text(f"费用（{unit.zh}）", f"cost ({unit.en})")
    parts = {
        "cost_site": Text("站址费用", "cost of the site"),
        "cost_road": Text("道路费用", "cost of the road"),
        "cost_power": Text("引电费用", "cost of power"),
        "cost_fibre": Text("光缆费用", "cost of fibre"),
        "penalty": Text("限制区罚值", "penalty of the zone"),
    }
    kilometres = {
        "road_km": Text("距公路", "to the road"),
        "power_km": Text("距电源", "to power"),
        "fibre_km": Text("距光缆", "to fibre"),
    }
    return (
        Field("rank", Text("次序", "rank"), "integer"),
        Field("site", Text("站址", "site")),
        Field("lon", Text("经度", "longitude"), "number", "°", 5),
        Field("lat", Text("纬度", "latitude"), "number", "°", 5),
        Field("host", Text("依托", "host")),
        Field("kind", Text("类型", "kind")),
        Field("height_m", Text("挂高", "height"), "number", "m", 0),
        Field("azimuths", Text("方位角", "azimuths")),
        Field("closes", Text("新达标（处）", "closes places"), "integer"),
        *_added(part, "adds_"),
        Field("cost", cost, "number", "", 2),
        _RATE,
        Field("names", Text("新达标场所", "places closed"), minor=True),
        Field("county", Text("县", "county"), minor=True),
        Field("operator", Text("运营商", "operator"), minor=True),
        Field("band", Text("频段", "band"), "code", minor=True),
        Field("ground_m", Text("地面海拔", "ground"), "number", "m", 0, minor=True),
        Field("ss_power_dbm", Text("每资源单元功率", "power"), "number", "dBm", 1, minor=True),
        Field("gain_dbi", Text("天线增益", "gain"), "number", "dBi", 1, minor=True),
        Field("beamwidth_deg", Text("波束宽度", "beamwidth"), "number", "°", 0, minor=True),
        Field("tilt_deg", Text("下倾角", "downtilt"), "number", "°", 1, minor=True),
        *(Field(key, title, "number", "", 2, minor=True) for key, title in parts.items()),
        *(Field(key, title, "number", "km", 1, minor=True) for key, title in kilometres.items()),
        Field("zone", Text("所在限制区", "restricted zone"), minor=True),
        Field("id", Text("编号", "id"), "code", minor=True),
    )


def _added(part: Part, prefix: str) -> list[Field]:
    """Return the fields of what stations bring: people and lines only where any were given."""
    proposals = part.proposals
    found = [Field(f"{prefix}km2", Text("新增面积", "area added"), "number", "km²", 2)]
    if proposals["adds_people"].notna().any():
        found.append(Field(f"{prefix}people", Text("新增人口", "people added"), "integer"))
    if (proposals["adds_line_km"] > 0).any():
        title = Text("新增线路里程", "length of line added")
        found.append(Field(f"{prefix}line_km", title, "number", "km", 1))
    return found


def _proposal(part: Part, row: dict[str, Any], rates: Mapping[str, Interval | None]) -> Any:
    closed = _plan.closed_here(part, row)
    names = _plan.joined((part.place_names.get(one, Text(one, one)) for one in closed), len(closed))
    people = row["adds_people"]
    return {
        **row,
        "site": _plan.site_name(part, row),
        "host": _plan.host_name(row),
        "kind": _plan.kind_name(row["kind"]),
        "azimuths": _plan.azimuths(row),
        "closes": len(closed),
        "adds_people": people if is_nan(people) else round(people),
        "rate": rates.get(row["id"]),
        "names": names,
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "operator": operator_name(row["operator"]) if row["operator"] else "",
    }


# ---------------------------------------------------------------- stations against the rate
def _curve(part: Part) -> Table:
    rows = _plan.curve(part)
    fields = (
        Field("stations", Text("站数", "stations"), "integer"),
        Field("proposal", Text("建议站", "proposal"), "code"),
        Field("closed", Text("累计新达标（处）", "places closed so far"), "integer"),
        Field("rate", Text("达标率", "rate"), "share_range"),
        *_added(part, ""),
        *([] if (part.plan or {})["cost_mode"] == "stations" else [_cost_so_far(part)]),
    )
    note = Text(
        "按次序逐站建设时的达标率（面积规则，区间）；新达标只计重新计算确认的场所。"
        "前 k 个站不一定是只建 k 个站时的最优方案。",
        "Rates by the area rule, as ranges, when the stations are built by rank; only places that a"
        " fresh run confirms count as closed. The first k are not always the best k.",
    )
    title = Text("站数与达标率", "Stations against the rate")
    return build("plan_curve", SECTION, title, fields, map(_whole_people, rows), note)


def _cost_so_far(part: Part) -> Field:
    """Return the column of costs, which a plan that counts stations has none of: they are it."""
    unit = _plan.cost_unit(part)
    return Field(
        "cost", Text(f"累计费用（{unit.zh}）", f"cost so far ({unit.en})"), "number", "", 2
    )


def _whole_people(row: dict[str, Any]) -> dict[str, Any]:
    people = row["people"]
    return {**row, "people": people if is_nan(people) else round(people)}


# ---------------------------------------------------------------- places
def _statuses(part: Part) -> Table:
    head = Text("市州", "prefecture") if part.is_province else Text("县", "county")
    fields = (
        Field("division", head),
        *_STATUS_FIELDS,
        Field("rate_before", Text("方案前达标率", "rate before"), "share_range"),
        Field("rate_after", Text("方案后达标率", "rate after"), "share_range"),
    )
    note = Text(
        "没有达标的全部场所，各计一次。建成后达标：加上全部建议站重新计算，该场所达标。"
        "预计达标、复算未达标：覆盖集合如此承诺，重新计算没有证实，不计入达标率。"
        "须先补数据：坐标、范围或其他数据不足以判定，建站不能解决。",
        "Every place that is not met, each once. Closed by the plan: met in a fresh run with all"
        " proposed stations. Promised, not confirmed: the coverage sets said so, the fresh run does"
        " not, and the rate does not count it. Needs data first: its coordinate, extent or other"
        " data do not allow a verdict, and no station changes that.",
    )
    title = Text("未达标场所的处理结果", "What becomes of the places not met")
    return build("plan_statuses", SECTION, title, fields, _divisions(part), note)


def _divisions(part: Part) -> list[dict[str, Any]]:
    """Return the counts of each division, those of none, of extended categories, and of all."""
    column = "prefecture_adcode" if part.is_province else "county_adcode"
    named = part.prefectures if part.is_province else part.counties
    places, areas = part.plan_places, part.goal_areas
    rows = [
        _division(
            Text(row.name_zh, row.name_en),
            places[places[column] == row.adcode],
            areas[areas[column] == row.adcode],
        )
        for row in named[["adcode", "name_zh", "name_en"]].itertuples()
    ]
    lost = ~places[column].isin(named["adcode"])
    if lost.any():
        nowhere = Text("分区不明", "division not known")
        rows.append(_division(nowhere, places[lost], areas[~areas[column].isin(named["adcode"])]))
    if len(rows) > 1:
        rows.append(_division(Text("合计", "total"), places, areas))
    extended = places[places["group"] != "goal2022"]
    if len(extended):
        title = Text("其中扩展类别", "of them in extended categories")
        rows.append({"division": title, **_plan.counts(extended)})
    return rows


def _division(name: Text, places: pd.DataFrame, areas: pd.DataFrame) -> dict[str, Any]:
    return {
        "division": name,
        **_plan.counts(places),
        "rate_before": _plan.rate(areas, places.iloc[:0]),
        "rate_after": _plan.rate(areas, places),
    }


def _places(part: Part) -> Table:
    order = {status: number for number, status in enumerate(_plan.STATUS_NAMES)}
    listed = part.plan_places.assign(order=part.plan_places["status"].map(order))
    listed = listed.sort_values(["order", "rank", "area_id"])
    rows = [_place(part, row) for row in records(listed)]
    note = Text(
        "面积为 90 % 位置概率下达到门限的占比；方案后判定空白表示方案不触及该场所。",
        "Areas are shares at the threshold at 90 % location probability; a blank verdict after:"
        " the plan does not touch the place.",
    )
    title = Text("逐处结果", "Place by place")
    return build("plan_places", SECTION, title, _PLACE_FIELDS, rows, note)


def _place(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "status": _plan.status_name(row["status"]),
        "place": place_names(row),
        "category": category_name(row["category"], row["group"]),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "what": Text(row["zh"], row["en"]),
    }
