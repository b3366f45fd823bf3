"""What each candidate costs: site, way, power and fibre, by a table of assumptions."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import standards
from ..grid import Floats, project
from ..settings import PlanCosts

# Kind of a candidate → the item of the table that its site costs; any other is a new site.
_SITE = {
    "existing_site": "tower_reuse",
    "tower": "tower_reuse",
    "rooftop": "rooftop",
    "road": "road_side",
}
PARTS = ("cost_site", "cost_road", "cost_power", "cost_fibre")


def in_force(table: str, own: Any) -> dict[str, float]:
    """Return the values of a table of ``standards``, those of the settings over them.

    Parameters
    ----------
    table
        Name of a table with ``item`` and ``value``.
    own
        The section of the settings with the same items, ``None`` = as in the table.
    """
    rows = standards.table(table)
    usual = dict(zip(rows["item"], rows["value"].astype(float), strict=True))
    return {
        item: value if (given := getattr(own, item)) is None else float(given)
        for item, value in usual.items()
    }


def assumptions(table: str, own: Any, used: list[str], rows: int) -> list[dict[str, Any]]:
    """Return the values of a table that stand in for data, as ``card["plan"]`` lists them.

    Parameters
    ----------
    table, own
        As of `in_force`.
    used
        Items that decided something.
    rows
        How many candidates or places they were used for.
    """
    if not rows:
        return []
    listed = standards.table(table)
    listed = listed[listed["item"].isin([item for item in used if getattr(own, item) is None])]
    return [
        {"field": row.item, "value": row.value, "rows": rows, "zh": row.zh, "en": row.en}
        for row in listed.itertuples()
    ]


def items(table: pd.DataFrame) -> list[str]:
    """Return the items of the table of costs that the cost of some candidate rests on.

    Parameters
    ----------
    table
        Candidates with their costs.
    """
    priced = table[table["cost_given"].isna()]["kind"]
    used = {_SITE.get(kind, "new_site") for kind in priced}
    used |= {name for name in ("road_km", "power_km", "fibre_km") if (table[name] > 0.0).any()}
    return sorted(used)


def with_distances(
    table: pd.DataFrame, standing: pd.DataFrame, roads: gpd.GeoDataFrame, crs: str
) -> pd.DataFrame:
    """Fill distances that no list gives: to the nearest road, and to what stands already.

    Parameters
    ----------
    table
        Candidates.
    standing
        Sites of stations that stand, where power and fibre are taken to be.
    roads
        Features of roads, none where none are given.
    crs
        Projection, as WKT.
    """
    x, y = project(crs, table["lon"], table["lat"])
    points = shapely.points(x, y)
    there = shapely.points(*project(crs, standing["lon"], standing["lat"]))
    to_site = _nearest_km(points, there)
    to_road = _nearest_km(points, roads.geometry.to_crs(crs).to_numpy())
    away = {"road_km": to_road, "power_km": to_site, "fibre_km": to_site}
    return table.assign(
        **{name: table[name].fillna(pd.Series(km, table.index)) for name, km in away.items()}
    )


def _nearest_km(points: np.ndarray, shapes: np.ndarray) -> Floats:
    """Return the distance of each point to the nearest shape, NaN without any [km]."""
    away = np.full(len(points), np.nan)
    if len(shapes) and len(points):
        index, metres = shapely.STRtree(shapes).query_nearest(
            points, all_matches=False, return_distance=True
        )
        away[index[0]] = metres / 1000.0
    return away


def with_costs(table: pd.DataFrame, own: PlanCosts) -> pd.DataFrame:
    """Add `PARTS` and their sum ``cost``; a distance that is not known costs nothing.

    Parameters
    ----------
    table
        Candidates with their distances.
    own
        ``[plan.costs]``.
    """
    price = in_force("plan_costs", own)
    site = table["kind"].map(lambda kind: price[_SITE.get(kind, "new_site")]).astype("float64")
    parts = {"cost_site": table["cost_given"].fillna(site)}
    for name in ("road_km", "power_km", "fibre_km"):
        parts[f"cost_{name.removesuffix('_km')}"] = table[name].fillna(0.0) * price[name]
    costed = table.assign(**parts)
    return costed.assign(cost=costed[[*PARTS]].sum(axis=1))
