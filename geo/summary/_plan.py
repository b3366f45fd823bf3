"""What a plan does in a part of the results: words for its codes, rates step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from layers.text import Text, Verbatim

from ._part import Part
from ._table import Interval, is_nan, records
from ._tally import count

RULE = "area"  # the rule by which the goal is judged, and a plan is made
STATUS_NAMES: dict[str, Text] = {
    "confirmed": Text("建成后达标", "closed by the plan"),
    "missed": Text("预计达标、复算未达标", "promised, not confirmed"),
    "not_chosen": Text("可建站解决、未列入", "could be closed, not chosen"),
    "unreachable": Text("候选站都达不到", "no candidate reaches it"),
    "needs_data": Text("须先补数据", "needs data first"),
}
KIND_NAMES: dict[str, Text] = {
    "tower": Text("铁塔", "tower"),
    "rooftop": Text("楼顶", "rooftop"),
    "road": Text("路边", "roadside"),
    "other": Text("其他站址", "other site"),
    "existing_site": Text("已有站址", "existing site"),
    "high_ground": Text("高处新址", "new, on high ground"),
    "gap": Text("盲区内新址", "new, inside a gap"),
    "grid": Text("网格新址", "new, of a grid"),
}
_NEW_SITE = Text("新址", "new site")
_OMNI = Text("全向", "omnidirectional")
_UNITS_OF_COST = Text("费用单位", "units of cost")
_OPTIMAL = Text("已证明最优", "proven optimal")


def kind_name(kind: str) -> Text:
    """Return the wording of one of `geo.results.CANDIDATE_KINDS`."""
    return KIND_NAMES.get(kind, Text(kind, kind))


def status_name(status: str) -> Text:
    """Return the wording of one of `geo.results.PLAN_STATUSES`."""
    return STATUS_NAMES.get(status, Text(status, status))


def site_name(part: Part, row: Mapping[str, Any]) -> Text:
    """Return what a site is called; an English reader gets its county or host where it has no name.

    Parameters
    ----------
    part
        What the report is about.
    row
        One row of `Results.proposals`.
    """
    name, host = str(row["name"] or row["id"]), str(row["host"])
    if name.isascii():
        return Text(name, name)
    county = part.county_names.get(row["county_adcode"], Text("", "")).en
    return Text(name, host or f"{county} {row['id']}".strip())


def host_name(row: Mapping[str, Any]) -> Text:
    """Return the station or candidate a proposal goes to, or that it is a new site."""
    return Verbatim.of(row["host"]) if row["host"] else _NEW_SITE


def azimuths(row: Mapping[str, Any]) -> Text:
    """Return where the sectors of a proposal look.

    Examples
    --------
    >>> azimuths({"azimuths": "20 140 260"}).en, azimuths({"azimuths": ""}).zh
    ('20° 140° 260°', '全向')
    """
    degrees = [f"{azimuth}°" for azimuth in str(row["azimuths"]).split()]
    return Verbatim.of(" ".join(degrees)) if degrees else _OMNI


def limit_unit(part: Part) -> Text:
    """Return the unit of limits and of what is kept within them: stations, or costs."""
    unit = (part.plan or {}).get("cost_unit") or {"zh": "", "en": ""}
    return Text(unit["zh"], unit["en"])


def cost_unit(part: Part) -> Text:
    """Return the unit of what single stations cost, which are priced where stations are counted."""
    counted = (part.plan or {}).get("cost_mode") == "stations"
    return _UNITS_OF_COST if counted else limit_unit(part)


def closed_here(part: Part, row: Mapping[str, Any]) -> list[str]:
    """Return the ids of the part's places that a proposal closes, as a fresh run confirms."""
    places = part.plan_places  # not from `closes_ids`: an id may hold a blank itself
    closed = (places["status"] == "confirmed") & (places["rank"] == row["rank"])
    return [str(area_id) for area_id in places.loc[closed, "area_id"]]


def closed_by(part: Part) -> dict[str, str]:
    """Return, for each place that the plan closes, the proposals that it takes."""
    rows = part.plan_places[part.plan_places["status"] == "confirmed"]
    return dict(zip(rows["area_id"], rows["by"], strict=True))


def counts(places: pd.DataFrame) -> dict[str, int]:
    """Return how many places have each status.

    Parameters
    ----------
    places
        Rows of `Results.plan_places`.
    """
    found = places["status"].value_counts()
    return {status: int(found.get(status, 0)) for status in STATUS_NAMES}


def rate(areas: pd.DataFrame, places: pd.DataFrame) -> Interval | None:
    """Return the share of places that pass once some of them are as the fresh run finds them.

    Parameters
    ----------
    areas
        Rows of `Results.areas`: all the places of the rate.
    places
        Rows of `Results.plan_places`: those of which the verdict after the plan holds.
    """
    touched = places[places["after"] != ""]
    after = dict(zip(touched["area_id"], touched["after"], strict=True))
    verdicts = [
        after.get(place, before) for place, before in zip(areas["id"], areas[RULE], strict=True)
    ]
    return count(verdicts, areas["geometry"].notna(), areas["excluded"] != "").rate


def curve(part: Part) -> list[dict[str, Any]]:
    """Return the rates of the part after 0, 1, 2, … of its proposals, by rank.

    Of all that was computed they are those of `Results.plan_curve`; a prefecture has its own.

    Parameters
    ----------
    part
        What the report is about.
    """
    if part.is_province:
        return [
            {**row, "rate": Interval(row["pass_lower"], row["pass_upper"])}
            for row in records(part.results.plan_curve)
        ]
    return own_curve(part)


def own_curve(part: Part) -> list[dict[str, Any]]:
    """Return the curve of a part worked out from its places; parameters as of `curve`."""
    proposals, places = records(part.proposals), part.plan_places
    rows = [_step(part, [], places.iloc[:0])]
    for number, proposal in enumerate(proposals, start=1):
        # What the fresh run changes of a place that no station closes counts with the last one.
        last = number == len(proposals)
        done = places if last else places[places["rank"].between(1, proposal["rank"])]
        rows.append(_step(part, proposals[:number], done))
    return rows


def _step(part: Part, built: list[dict[str, Any]], done: pd.DataFrame) -> dict[str, Any]:
    return {
        "stations": len(built),
        "proposal": built[-1]["id"] if built else "",
        "cost": sum(row["cost"] for row in built),
        "closed": int((done["status"] == "confirmed").sum()),
        "rate": rate(part.goal_areas, done),
        "km2": _sum(row["adds_km2"] for row in built),
        "people": _sum(row["adds_people"] for row in built),
        "line_km": _sum(row["adds_line_km"] for row in built),
    }


def _sum(values: Iterable[float]) -> float:
    """Add what is known; a sum without anything known is 0 only where nothing was to be added."""
    listed = [*values]
    known = [value for value in listed if not is_nan(value)]
    return float("nan") if listed and not known else sum(known)


def proof(part: Part) -> Text:
    """Return how good the plan is: proven, or how far at most from the best."""
    plan = part.plan or {}
    if plan.get("gap") == 0:
        return _OPTIMAL
    gap = f"{100.0 * float(plan.get('gap') or 0.0):.2g} %"
    return Text(f"与最优方案最多相差 {gap}", f"at most {gap} from the best plan")


def joined(names: Iterable[Text], most: int) -> Text:
    """Return the first few names, and how many there are where some are left out.

    Examples
    --------
    >>> joined([Text("甲", "A"), Text("乙", "B")], 1)
    Text(zh='甲等 2 处', en='A and 1 more')
    """
    listed = [*names]
    zh = "、".join(name.zh for name in listed[:most])
    en = ", ".join(name.en for name in listed[:most])
    rest = len(listed) - most
    return Text(f"{zh}等 {len(listed)} 处", f"{en} and {rest} more") if rest > 0 else Text(zh, en)
