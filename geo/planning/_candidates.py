"""All candidates near the open places: gathered, told apart, sorted out, costed."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import locate
from ..grid import project
from ..inputs import Inputs
from ..settings import Settings
from ..terrain import Terrain
from . import _costs, _existing, _new_ground, _zones
from ._demand import OpenPlace, boxes
from ._table import with_columns

_OF_BLOCK = 4  # candidates looked at for each block
_SAME_M = 50.0  # candidates nearer than this are one
_INSIDE = 8  # of a place's candidates: how many lie among its lacking cells
# Of the candidates of a place: what stands, high ground, and the rest on a grid.
_STANDING, _HIGH = 0.5, 0.25


class Candidates(NamedTuple):
    """Where stations may be built.

    Parameters
    ----------
    table
        One row each: the columns of `geo.planning._table`, ``x``, ``y`` in the projection [m],
        ``ground_m``, ``slope_deg``, ``prefecture_adcode``, ``county_adcode``, ``penalty``,
        ``zone``, and the costs.
    left_out
        Reason → how many were left out.
    """

    table: pd.DataFrame
    left_out: dict[str, int]


def gather(
    places: list[OpenPlace],
    inputs: Inputs,
    settings: Settings,
    terrain: Terrain | None,
    lakes: gpd.GeoDataFrame,
    crs: str,
    reach_m: float,
    height_m: float,
) -> Candidates:
    """Return the candidates that may help an open place.

    Parameters
    ----------
    places
        Open places.
    inputs, settings
        What the plan starts from.
    terrain
        The DEM, ``None`` = none is given.
    lakes
        The layer ``lakes``.
    crs
        Projection, as WKT.
    reach_m
        How far a station serves. [m]
    height_m
        Antenna height where a host has none of its own. [m]
    """
    plan = settings.plan
    standing = _existing.sites(inputs.stations, height_m)
    every = [_existing.listed(inputs.candidates, height_m)]
    if plan.generate:
        for some, most in (
            ([place for place in places if place.is_place], plan.per_place),
            ([place for place in places if not place.is_place], _OF_BLOCK),
        ):
            every.append(_near(standing, some, most, crs))
            every += _generated(some, most, terrain, crs, reach_m, height_m)
    table = _apart(_in_reach(_placed(every, crs), places, reach_m))
    table = table.assign(height_m=table["height_m"].clip(10.0, 150.0))
    table, beyond = _divided(table, inputs.counties)
    table = _zones.on_ground(table, terrain)
    prices = _costs.in_force("plan_costs", plan.costs)
    table, left_out = _zones.allowed(table, inputs.zones, lakes, plan, prices["zone_penalty"])
    roads = inputs.lines[inputs.lines["category"] == "road"]
    table = _costs.with_distances(table, standing, roads, crs)
    table = _costs.with_costs(table, plan.costs)
    return Candidates(table, {**({"outside": beyond} if beyond else {}), **left_out})


def _near(standing: pd.DataFrame, places: list[OpenPlace], most: int, crs: str) -> pd.DataFrame:
    """Return the sites that stand nearest to each place."""
    x, y = project(crs, standing["lon"], standing["lat"])
    count = max(1, round(most * _STANDING))
    chosen: set[int] = set()
    for box in boxes(places):
        chosen |= set(_existing.nearest(x, y, box.bounds, count).tolist())
    return standing.iloc[sorted(chosen)]


def _generated(
    places: list[OpenPlace],
    per_place: int,
    terrain: Terrain | None,
    crs: str,
    reach_m: float,
    height_m: float,
) -> list[pd.DataFrame]:
    """Return high ground, points inside gaps and a grid around, place by place."""
    high = max(1, round(per_place * _HIGH))
    within = min(_INSIDE, max(1, per_place - high))
    on_grid = max(1, round(per_place * (1.0 - _STANDING - _HIGH)) - within)
    by_kind: dict[str, list[np.ndarray]] = {"high_ground": [], "gap": [], "grid": []}
    for place, box in zip(places, boxes(places), strict=True):
        if terrain is not None:
            hills = _new_ground.high_ground(box.bounds, reach_m, high, terrain, crs)
            by_kind["high_ground"].append(hills)
        by_kind["gap"].append(_new_ground.inside(place, within))
        by_kind["grid"].append(_new_ground.around(box.bounds, reach_m, on_grid))
    return [
        _new_ground.rows(kind, np.concatenate([np.empty((0, 2)), *points]), crs, height_m)
        for kind, points in by_kind.items()
    ]


def _placed(every: list[pd.DataFrame], crs: str) -> pd.DataFrame:
    """Return all candidates in one table, with their place in the projection."""
    table = with_columns(pd.concat(every, ignore_index=True))
    x, y = project(crs, table["lon"], table["lat"])
    return table.assign(x=x, y=y)


def _in_reach(table: pd.DataFrame, places: list[OpenPlace], reach_m: float) -> pd.DataFrame:
    points = shapely.points(table["x"].to_numpy(float), table["y"].to_numpy(float))
    near, _ = shapely.STRtree(boxes(places)).query(points, "dwithin", reach_m)
    return table.iloc[np.unique(near)].reset_index(drop=True)


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Drop candidates beside an earlier one: listed and standing sites come first."""
    points = shapely.points(table["x"].to_numpy(float), table["y"].to_numpy(float))
    one, other = shapely.STRtree(points).query(points, "dwithin", _SAME_M)
    beside: dict[int, list[int]] = {}
    for later, earlier in zip(one.tolist(), other.tolist(), strict=True):
        if earlier < later:
            beside.setdefault(later, []).append(earlier)
    kept = np.ones(len(table), np.bool_)
    for later in sorted(beside):
        kept[later] = not kept[beside[later]].any()
    return table[kept].reset_index(drop=True)


def _divided(table: pd.DataFrame, counties: gpd.GeoDataFrame) -> tuple[pd.DataFrame, int]:
    """Add county and prefecture; leave out, and count, what lies outside the scope."""
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    county = np.asarray(locate.county_of(points, counties), dtype=str)
    of = dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
    here = county != ""
    table = table.assign(
        county_adcode=pd.Series(county, dtype="str"),
        prefecture_adcode=pd.Series([of.get(code, "") for code in county], dtype="str"),
    )
    return table[here].reset_index(drop=True), int((~here).sum())
