"""Places judged: evidence → figures of every rule → verdicts, causes, gaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text

from .. import coverage, radio, standards, verdicts
from ..inputs import Inputs
from ..measurements import settling
from ..networks import LTE, NR, views
from ..results import ANY
from ..settings import Settings
from ..terrain import Terrain
from . import (
    causes,
    certainty,
    evidence,
    gaps,
    key_points,
    obstacles,
    outlines,
    profiles,
    sectors,
    villages,
)

Tick = Callable[[], None]
Progress = Callable[[str, int], Tick]  # (name of the step, number of ticks) → tick


def criterion(settings: Settings) -> verdicts.Criterion:
    """Return the threshold in force.

    Raises
    ------
    InputError
        When the profile is not in ``standards/thresholds.csv``, or asks for what is not
        computed.
    """
    profile = standards.threshold(settings.coverage.threshold_profile)
    if profile["location"] != "outdoor":
        raise InputError([_not_outdoor(profile["profile"])])
    return verdicts.Criterion(
        float(profile["threshold_dbm"]), float(profile["area_share_percent"]) / 100.0
    )


def _not_outdoor(profile: str) -> Finding:
    return Finding(
        "threshold-not-outdoor",
        Text(
            f"门限方案 {profile} 含建筑物穿透损耗，目前只计算室外电平",
            f"the profile {profile} includes building loss; only outdoor levels are computed",
        ),
        Text("换用室外门限方案，如 cn-field-105", "choose an outdoor profile, e.g. cn-field-105"),
        field="coverage.threshold_profile",
    )


class Judged(NamedTuple):
    """Places with what was found of them: frames of `Results`."""

    areas: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    gaps: gpd.GeoDataFrame
    key_points: pd.DataFrame
    profiles: pd.DataFrame


def of_places(
    inputs: Inputs,
    model: coverage.Model,
    settings: Settings,
    progress: Progress,
    terrain: Terrain | None = None,
) -> Judged:
    """Judge every place.

    Parameters
    ----------
    inputs, settings
        What the run starts from.
    model
        As `prepare` returns it.
    progress
        Shows how far it is.
    terrain
        The DEM that profiles are drawn from, ``None`` = none given.
    """
    counted = inputs.stations[inputs.counted]
    rule = criterion(settings)
    # What is left out with a reason is listed, and nothing is computed for it.
    asked = inputs.areas[inputs.areas["excluded"] == ""]
    points, found, drawn = _look(inputs, asked, model, settings, progress)
    areas = key_points.of_places(inputs.areas, points)
    areas["nearest_station"], areas["nearest_km"] = evidence.nearest_stations(areas, counted)
    figures = evidence.table(found, views(model.sources.networks))
    limits = certainty.assess(areas, found, counted, model, rule.threshold_dbm)
    of_rules = _of_every_rule(figures, points, asked, rule.threshold_dbm)
    judged = verdicts.judge(
        of_rules, _of_every_place(limits, points, asked), _names(model, NR), rule
    )
    if inputs.lte.any():
        of_4g = _certainty_of_4g(inputs, found, model, rule.threshold_dbm)
        also = verdicts.judge(
            of_rules, _of_every_place(of_4g, points, asked), _names(model, LTE), rule
        )
        judged = pd.concat([judged, also], ignore_index=True)
    areas = _with_figures(areas, found, figures, judged, model.sources, rule)
    turned = sectors.Sectors(model, rule.threshold_dbm)
    why = causes.of_places(areas, found, drawn, limits, rule.area_share, turned)
    areas = areas.join(causes.table(why, model.sources).set_index(areas.index))
    areas = _with_obstacles(areas, found, model)
    # What settles the area rule asks for the cause of the area, before that of the reach.
    areas, judged = settling.settle(
        areas, judged, inputs.measurements, model.sources.networks, rule, model.sources.crs
    )
    areas = _with_causes_of_reach(areas, points, limits, rule.threshold_dbm)
    # Where a place, its shape or the coverage is not known, neither is where its gaps would be.
    sure = set(limits.index[~limits.any(axis=1)])
    outlined = [one for area_id, own in drawn.items() if area_id in sure for one in own]
    below = gaps.find(outlined, areas, counted, model, rule.threshold_dbm, turned, inputs.people)
    paths = profiles.of_places(areas, found, drawn, turned, model)
    paths += profiles.of_gaps(below, outlined, model)
    return Judged(
        areas,
        judged,
        below,
        key_points.judged_rows(points, rule.threshold_dbm),
        profiles.computed(paths, inputs.computed, terrain, settings, synthetic=inputs.synthetic),
    )


def _look(
    inputs: Inputs,
    asked: gpd.GeoDataFrame,
    model: coverage.Model,
    settings: Settings,
    progress: Progress,
) -> tuple[key_points.KeyPoints, list[evidence.Evidence], dict[str, list[outlines.Outline]]]:
    """Compute the levels at key points and over places, whose cells are not kept."""
    threshold_dbm = criterion(settings).threshold_dbm
    listed = inputs.key_points[inputs.key_points["place_id"].isin(asked["id"])]
    placed = int(asked.geometry.notna().sum()) + int(listed["lon"].notna().sum())
    tick = progress("places", placed)
    counted = inputs.stations[inputs.counted]
    points = key_points.gather(listed, model, counted, threshold_dbm, tick)
    found, drawn = [], {}
    for one in evidence.gather(
        asked,
        model,
        threshold_dbm=threshold_dbm,
        largest_cell_m=settings.coverage.place_cell_m,
        tile_cells=settings.coverage.tile_cells,
        tick=tick,
    ):
        drawn[one.area_id] = outlines.of_place(one)
        found.append(one.without_cells())
    return points, found, drawn


def _of_every_rule(
    figures: pd.DataFrame,
    points: key_points.KeyPoints,
    asked: gpd.GeoDataFrame,
    threshold_dbm: float,
) -> pd.DataFrame:
    """Return the figures that the rules for places judge."""
    counted = key_points.counts(points, threshold_dbm)
    joined = figures.merge(counted, on=key_points.KEYS, how="outer")
    return villages.add_reach(joined, points, asked)


def _of_every_place(
    limits: pd.DataFrame, points: key_points.KeyPoints, asked: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return how sure the verdicts of the rules for places can be."""
    return villages.add_certainty(key_points.add_certainty(limits, points), points, asked)


def _with_causes_of_reach(
    areas: gpd.GeoDataFrame,
    points: key_points.KeyPoints,
    limits: pd.DataFrame,
    threshold_dbm: float,
) -> gpd.GeoDataFrame:
    """Say why villages are not reached, and that a place is left out; no path blocks those.

    Of a village that is reached the cause stays that of its area, as of any other place.
    """
    table = areas.copy()
    judged = areas[(areas["excluded"] == "") & (areas["reach"] != "met")]
    sure = villages.add_certainty(limits, points, judged)
    found = villages.causes(judged, points, sure, threshold_dbm)
    found |= dict.fromkeys(areas.loc[areas["excluded"] != "", "id"], "excluded")
    other = areas["id"].isin(list(found))
    table.loc[other, "cause"] = areas.loc[other, "id"].map(found)
    table.loc[other, [*obstacles.COLUMNS[:3], "sector_off_deg"]] = np.nan
    table.loc[other, [obstacles.COLUMNS[3], "sector_station"]] = ""
    return table


def _with_obstacles(
    areas: gpd.GeoDataFrame, found: list[evidence.Evidence], model: coverage.Model
) -> gpd.GeoDataFrame:
    """Add the points that block the places whose cause is the terrain."""
    by_id = {e.area_id: e.blocking for e in found}
    blocking = [
        by_id.get(area_id) if cause == "terrain" else None
        for area_id, cause in zip(areas["id"], areas["cause"], strict=True)
    ]
    points = obstacles.table(blocking, model)
    return areas.join(points.set_index(areas.index))


def _names(model: coverage.Model, tech: str) -> list[str]:
    """Return the names of the views of a technology."""
    return [view.name for view in views(model.sources.networks) if view.says.tech == tech]


def _certainty_of_4g(
    inputs: Inputs, found: list[evidence.Evidence], model: coverage.Model, threshold_dbm: float
) -> pd.DataFrame:
    """Return what limits the verdicts by 4G: what is near is another station."""
    stations = inputs.stations[inputs.lte]
    areas = inputs.areas.assign(nearest_km=evidence.nearest_stations(inputs.areas, stations)[1])
    return certainty.assess(areas, found, stations, model, threshold_dbm, LTE)


def _with_figures(
    areas: gpd.GeoDataFrame,
    found: list[evidence.Evidence],
    figures: pd.DataFrame,
    judged: pd.DataFrame,
    sources: radio.Transmitters,
    rule: verdicts.Criterion,
) -> gpd.GeoDataFrame:
    table = areas.copy()
    ids = table["id"]
    overall = figures[figures["operator"] == ANY].set_index("area_id").reindex(ids)
    for name in ("level50_dbm", "level90_dbm", "share50", "share90"):
        table[name.replace("level50", "level")] = overall[name].to_numpy(float)
    table["margin_db"] = table["level_dbm"] - rule.threshold_dbm
    by_id = pd.Series(found, index=[e.area_id for e in found], dtype=object).reindex(ids)
    table["cell_m"] = [np.nan if e is None else e.cell_m for e in _or_none(by_id)]
    table["median_dbm"] = [np.nan if e is None else e.median_dbm for e in _or_none(by_id)]
    table["operators"] = [
        np.nan if e is None else float(e.point.reached(rule.threshold_dbm).operators()[0, 0])
        for e in _or_none(by_id)
    ]
    table["best_operator"] = [
        ""
        if e is None or e.best_station < 0
        else sources.networks[sources.network[e.best_station]].operator
        for e in _or_none(by_id)
    ]
    for name in verdicts.place_rules():
        of_rule = judged[(judged["rule"] == name) & (judged["operator"] == ANY)]
        table[name] = of_rule.set_index("area_id").loc[ids, "verdict"].to_numpy(str)
    return table


def _or_none(by_id: pd.Series) -> list[Any]:
    return [found if isinstance(found, evidence.Evidence) else None for found in by_id]
