"""The plan on the pages: proposed stations, what they close, stations against the rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...results import Results
from ...summary import Interval
from ...summary._part import PROVINCE, Part
from ...summary._plan import closed_here, cost_unit, curve, site_name
from ...summary._table import records
from .text import Pair
from .values import count, number, pair, search_key, text

Json = dict[str, Any]

_COSTS = ("site", "road", "power", "fibre")


def plan_of(results: Results, adcode: str, report: str) -> Json | None:
    """Return the plan as the page of a prefecture shows it, ``None`` = there is none.

    Parameters
    ----------
    results
        What a run found.
    adcode
        Code of a prefecture in scope.
    report
        Address of the report that has the same proposals, row by row.
    """
    part = Part(results, adcode)
    if part.plan is None:
        return None
    rates = {row["proposal"]: row["rate"] for row in curve(part)}
    return {
        "unit": Pair.of(cost_unit(part)),
        "report": report,
        "proposals": [
            _proposal(part, row, rates.get(row["id"])) for row in records(part.proposals)
        ],
        "places": [_place(row) for row in records(part.plan_places)],
    }


def curve_of(results: Results) -> Json | None:
    """Return stations against the rate for the page of the province, ``None`` = there is no plan.

    Parameters
    ----------
    results
        What a run found.
    """
    part = Part(results, PROVINCE)
    if part.plan is None:
        return None
    steps = [
        {
            "stations": int(row["stations"]),
            "closed": int(row["closed"]),
            "rate": _rate(row["rate"]),
        }
        for row in curve(part)
    ]
    return {"steps": steps}


def _proposal(part: Part, row: Mapping[str, Any], rate: Interval | None) -> Json:
    name = site_name(part, row)
    own = closed_here(part, row)
    return {
        "id": text(row["id"]),
        "rank": int(row["rank"]),
        "name": Pair.of(name),
        "search": search_key(name.zh),
        "kind": text(row["kind"]),
        "host": text(row["host"]),
        "operator": text(row["operator"]),
        "band": text(row["band"]),
        "at": [number(row["lon"]), number(row["lat"])],
        "county": text(row["county_adcode"]),
        "height": number(row["height_m"], 0),
        "ground": number(row["ground_m"], 0),
        "azimuths": [int(azimuth) for azimuth in text(row["azimuths"]).split()],
        "cost": number(row["cost"], 2),
        "costs": [number(row[f"cost_{name}"], 2) for name in _COSTS],
        "penalty": number(row["penalty"], 2),
        "zone": text(row["zone"]),
        "closes": own,
        "elsewhere": int(row["closes"]) - len(own),
        "km2": number(row["adds_km2"], 2),
        "people": count(row["adds_people"]),
        "line": number(row["adds_line_km"], 1),
        "rate": _rate(rate),
    }


def _rate(rate: Interval | None) -> list[float | None]:
    return [None, None] if rate is None else [number(rate.lower), number(rate.upper)]


def _place(row: Mapping[str, Any]) -> Json:
    return {
        "area": text(row["area_id"]),
        "status": text(row["status"]),
        "by": text(row["by"]).split(),
        "after": text(row["after"]),
        "share": [number(row["share90_promised"]), number(row["share90_after"])],
        "what": pair(row["zh"], row["en"]),
    }
