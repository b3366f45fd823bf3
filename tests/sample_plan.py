"""The hand-made `Results` with a plan of three stations whose figures fit on paper.

Of 23 places of the goal 7 are met and 6 surely not: 7/23 … 17/23. P001 on a ridge closes the
college and the garden (both not met), P002 on the mast of S02 was to close the park, which a
fresh run finds undecided, P003 turns S02 and closes two places that were undecided.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.results import Results, empty
from tests.sample_results import CRS, HOSTILE_NAME, MOBILE, sample_results

NAN = math.nan
LISTED = 23
# id, kind, host, name, lon, lat, height, azimuths, cost of the site and of road, power and fibre,
# penalty, zone, closes, km2, rates
_PROPOSALS: list[tuple[Any, ...]] = [
    ("P001", "high_ground", "", "门源县 P001", 101.24, 37.24, 35.0, "20 140 260",
     (1.0, 0.2, 0.1, 0.3), 0.5, HOSTILE_NAME, "QH-ED-001 QH-SC-003", 3.0, (9, 19)),
    ("P002", "existing_site", "S02", "示例站S02", 101.10, 37.10, 30.0, "45 165 285",
     (0.4, 0.0, 0.0, 0.0), 0.0, "", "", 1.5, (9, 20)),
    ("P003", "existing_site", "S04", "示例站S04", 101.20, 37.20, 35.0, "250",
     (0.1, 0.0, 0.0, 0.0), 0.0, "", "QH-GV-002 QH-TH-002", 0.6, (11, 20)),
]  # fmt: skip
# area, status, after, share90 promised and after, by, rank, what is said
_PLACES: list[tuple[Any, ...]] = [
    ("QH-ED-001", "confirmed", "met", 0.97, 0.97, "P001", 1, ("建 P001", "build P001")),
    ("QH-SC-003", "confirmed", "met", 1.0, 1.0, "P001", 1, ("建 P001", "build P001")),
    ("QH-IP-001", "missed", "undecided", 0.95, 0.94, "P001 P002", 2,
     ("重新计算后为 94 %", "94 % in the fresh run")),
    ("QH-GV-002", "confirmed", "met", 0.99, 0.99, "P003", 3, ("建 P003", "build P003")),
    ("QH-TH-002", "confirmed", "met", 0.96, 0.96, "P003", 3, ("建 P003", "build P003")),
    ("QH-HC-011", "not_chosen", "", NAN, NAN, "", 0, ("预算之外", "beyond the budget")),
    ("QH-TH-012", "not_chosen", "", NAN, NAN, "", 0, ("预算之外", "beyond the budget")),
    ("QH-IP-011", "not_chosen", "", NAN, NAN, "", 0, ("预算之外", "beyond the budget")),
    ("QH-SC-001", "unreachable", "", NAN, NAN, "", 0, ("最多 60 %", "60 % at most")),
    *(
        (area, "needs_data", "", NAN, NAN, "", 0, ("先补坐标或范围", "give its point or shape"))
        for area in ("QH-GV-003", "QH-GV-004", "QH-FI-001", "QH-FI-002", "QH-HC-001",
                     "QH-SC-011", "QH-FI-091")
    ),
]  # fmt: skip


def planned_results(**card_changes: Any) -> Results:
    """Return the sample with a plan; parameters as `tests.sample_results.sample_results`."""
    return with_plan(sample_results(**card_changes))


def with_plan(results: Results) -> Results:
    """Return results of the sample with the plan.

    Parameters
    ----------
    results
        The sample, or what was made of it.
    """
    return dataclasses.replace(
        results,
        card={**results.card, "plan": plan_card()},
        proposals=_proposals(),
        plan_places=_places(results),
        plan_curve=_curve(),
    )


def plan_card() -> dict[str, Any]:
    """Return ``card["plan"]``."""
    return {
        "plan_id": "plan-0001",
        "question": "most",
        "share": None,
        "each_prefecture": False,
        "limit": 3.0,
        "limits": {"632200": 3.0},
        "cost_mode": "stations",
        "cost_unit": {"zh": "站", "en": "stations"},
        "status": "optimal",
        "objective": 5.0,
        "bound": 5.0,
        "gap": 0.0,
        "stations": 3,
        "cost": 2.1,
        "candidates": {"existing_site": 11, "high_ground": 24},
        "left_out": {"zone": 2, "slope": 1},
        "places": {
            "listed": LISTED,
            "met": 7,
            "confirmed": 4,
            "missed": 1,
            "not_chosen": 3,
            "unreachable": 1,
            "needs_data": 7,
        },
        "pass_before": [7 / LISTED, 17 / LISTED],
        "pass_after": [11 / LISTED, 20 / LISTED],
        "station": {
            "operator": MOBILE,
            "band": "n28",
            "freq_mhz": 723.0,
            "height_m": 35.0,
            "ss_power_dbm": 18.0,
            "gain_dbi": 15.0,
        },
        "assumptions": [
            {
                "field": "height_m",
                "value": "35",
                "rows": 3,
                "zh": "拟建站挂高",
                "en": "antenna height of a new station",
            }
        ],
        "notes": [
            {"code": "predicted", "zh": "预测，须现场勘察", "en": "predicted: survey the site"}
        ],
        "settings": {"stations": 3},
    }


def _proposals() -> gpd.GeoDataFrame:
    rows = []
    for rank, values in enumerate(_PROPOSALS, start=1):
        name, kind, host, shown, lon, lat, height, azimuths, parts, penalty = values[:10]
        zone, closes, km2, (lower, upper) = values[10:]
        rows.append(
            {
                "rank": rank,
                **{"id": name, "kind": kind, "host": host, "name": shown, "operator": MOBILE},
                **{"band": "n28", "freq_mhz": 723.0, "lon": lon, "lat": lat},
                **{"height_m": height, "ground_m": 3400.0 if rank == 1 else NAN},
                **{"azimuths": azimuths, "beamwidth_deg": 65.0, "tilt_deg": NAN},
                **{"ss_power_dbm": 18.0, "gain_dbi": 15.0, "environment": "RMa"},
                **{"prefecture_adcode": "632200", "county_adcode": "632221"},
                **{"road_km": 2.5 if rank == 1 else NAN, "power_km": NAN, "fibre_km": NAN},
                "cost": round(sum(parts), 6),
                **dict(
                    zip(("cost_site", "cost_road", "cost_power", "cost_fibre"), parts, strict=True)
                ),
                **{"penalty": penalty, "zone": zone, "closes": len(closes.split())},
                **{"closes_ids": closes, "adds_km2": km2, "adds_people": NAN},
                **{"adds_line_km": 0.0, "pass_lower": lower / LISTED, "pass_upper": upper / LISTED},
            }
        )
    frame = pd.DataFrame(rows)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)[list(empty("proposals").columns)]


def _places(results: Results) -> pd.DataFrame:
    areas = results.areas.set_index("id")
    rows = []
    for area, status, after, promised, found, by, rank, (zh, en) in _PLACES:
        place = areas.loc[area]
        rows.append(
            {
                "area_id": area,
                **{
                    name: place[name]
                    for name in (
                        *("name_zh", "name_en", "category", "group"),
                        *("prefecture_adcode", "county_adcode"),
                    )
                },
                **{"status": status, "before": place["area"], "after": after},
                **{"share90_before": place["share90"], "share90_promised": promised},
                **{"share90_after": found, "needed": 0.95, "by": by, "rank": rank},
                **{"cause": place["cause"], "zh": zh, "en": en},
            }
        )
    return pd.DataFrame(rows)


def _curve() -> pd.DataFrame:
    rows = [
        (0, "", 0.0, 0, 7 / LISTED, 17 / LISTED, 0.0, NAN, 0.0),
        (1, "P001", 1.6, 2, 9 / LISTED, 19 / LISTED, 3.0, NAN, 0.0),
        (2, "P002", 2.0, 2, 9 / LISTED, 20 / LISTED, 4.5, NAN, 0.0),
        (3, "P003", 2.1, 4, 11 / LISTED, 20 / LISTED, 5.1, NAN, 0.0),
    ]
    return pd.DataFrame(rows, columns=list(empty("plan_curve").columns))
