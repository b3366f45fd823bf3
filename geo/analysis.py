"""Inputs → results: coverage of the province, evidence of every place, verdicts, gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text

from . import (
    certainty,
    coverage,
    evidence,
    gaps,
    key_points,
    obstacles,
    radio,
    standards,
    statistics,
    verdicts,
    villages,
    voids,
)
from . import stations as station_list
from .grid import Grid, covering, equal_area_crs
from .inputs import Inputs
from .results import ANY, Results, empty
from .settings import Settings
from .tally import Regions, Tally
from .terrain import Terrain

# The projection is fitted to the whole province whatever the scope, so that a run of one
# prefecture gives the same cells as a run of all.
PROVINCE_BOUNDS = (89.4, 31.6, 103.07, 39.21)  # west, south, east, north [degree]

Tick = Callable[[], None]
Progress = Callable[[str, int], Tick]  # (name of the step, number of ticks) → tick


class Sink(Protocol):
    """Takes coverage tile by tile, e.g. `geo.outputs.cog.CoverageWriter`."""

    def write(
        self, row: int, column: int, levels: coverage.Window, inside: npt.NDArray[np.bool_]
    ) -> None:
        """Take one tile."""

    def write_empty(self, row: int, column: int, inside: npt.NDArray[np.bool_]) -> None:
        """Take a tile that no station reaches."""


class Reader(Protocol):
    """Takes figures from the tiles of the region as they are computed."""

    def add(self, window: coverage.Window, county: npt.NDArray[np.int16]) -> None:
        """Take one tile and its index raster (−1 = outside), shape (rows, columns)."""

    def add_empty(self, grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Take a tile that no station reaches."""


@dataclass(frozen=True)
class Readers:
    """What takes its figures from the tiles of the region.

    Parameters
    ----------
    tally
        Cells by county.
    """

    tally: Tally

    def all(self) -> tuple[Reader, ...]:
        """Return every reader."""
        return (self.tally,)


def prepare(
    inputs: Inputs,
    settings: Settings,
    terrain: Terrain | None,
    remember: Callable[[str, int], coverage.Memory] = lambda _name, _operators: coverage.NoMemory(),
) -> tuple[Regions, Grid, coverage.Model]:
    """Return the counties in the projection, the grid, and what computes the levels.

    Parameters
    ----------
    inputs, settings
        What the run starts from.
    terrain
        The DEM, ``None`` = loss by distance alone.
    remember
        ("region" or "places", number of operators) → what is known from runs before.

    Raises
    ------
    InputError
        When a station lies outside the validity of its propagation model.
    """
    crs = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
    regions = Regions(inputs.counties, crs)
    grid = covering(crs, regions.bounds, settings.coverage.cell_m)
    counted = inputs.stations[inputs.counted]
    sources = radio.transmitters(counted, crs, settings.coverage.receiver_height_m)
    if terrain is None:
        return regions, grid, coverage.ByDistance(sources)
    radio.require_p1812(counted, settings.coverage.receiver_height_m)
    memories = (remember(name, len(sources.operators)) for name in ("region", "places"))
    return regions, grid, coverage.ByTerrain.over(terrain, sources, settings, *memories)


def cautions(
    inputs: Inputs,
    model: coverage.Model,
    terrain: Terrain | None,
    tally: Tally,
    threshold_dbm: float,
) -> tuple[Finding, ...]:
    """Return the findings of the input check, and what DEM and stations give to think about."""
    counted = inputs.stations[inputs.counted]
    of_ground: tuple[Finding, ...] = ()
    if terrain is not None:
        found = voids.findings(terrain, counted, tally.coverage(), inputs.counties)
        said = (replace(finding, field="terrain.dem") for finding in terrain.findings)
        of_ground = (*said, *found)
    strong = model.strong_at_end(threshold_dbm)
    return (*inputs.findings, *of_ground, *station_list.cautions(counted, strong))


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


def readers(regions: Regions, model: coverage.Model, threshold_dbm: float) -> Readers:
    """Return what takes its figures from the tiles of the region.

    Parameters
    ----------
    regions, model
        As `prepare` returns them.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """
    return Readers(tally=Tally(regions.adcodes, model.sources.operators, threshold_dbm))


def over_province(
    regions: Regions,
    grid: Grid,
    model: coverage.Model,
    side: int,
    read_by: Sequence[Reader],
    sink: Sink,
    progress: Progress,
) -> None:
    """Compute the grid tile by tile, once: into a sink, and for all that read figures off it.

    Parameters
    ----------
    regions, grid, model
        As `prepare` returns them.
    side
        Cells along a tile's edge.
    read_by
        Take each tile, or the part of it that lies in the region.
    sink
        Takes the tiles.
    progress
        Shows how far it is.
    """
    tiles = list(grid.tiles(min(side, model.largest_side(grid.cell_m))))
    tick = progress("coverage", len(tiles))
    for row, column, window in tiles:
        county = regions.index(window)
        _add_tile(row, column, window, county, model, read_by, sink)
        tick()


def part_inside(window: Grid, county: npt.NDArray[np.int16]) -> tuple[int, int, Grid] | None:
    """Return what of a window lies in the region: row and column of its first cell, and it.

    Parameters
    ----------
    window
        A tile of the grid.
    county
        Its index raster, as `Regions.index` returns it.
    """
    rows, columns = (np.flatnonzero((county >= 0).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    top, left = int(rows[0]), int(columns[0])
    part = window.window(top, left, int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left)
    return top, left, part


def _add_tile(
    row: int,
    column: int,
    window: Grid,
    county: npt.NDArray[np.int16],
    model: coverage.Model,
    read_by: Sequence[Reader],
    sink: Sink,
) -> None:
    """Compute a tile, or what of it lies in the region."""
    found = part_inside(window, county)
    if found is None:
        return
    top, left, part = found
    county = county[top : top + part.rows, left : left + part.columns]
    inside = county >= 0
    if model.reaches(part):
        levels = model.over_window(part)
        for reader in read_by:
            reader.add(levels, county)
        sink.write(row + top, column + left, levels, inside)
    else:
        for reader in read_by:
            reader.add_empty(part, county)
        sink.write_empty(row + top, column + left, inside)


class Judged(NamedTuple):
    """Places with what was found of them: frames of `Results`."""

    areas: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    gaps: gpd.GeoDataFrame
    key_points: pd.DataFrame


def of_places(
    inputs: Inputs,
    model: coverage.Model,
    settings: Settings,
    progress: Progress,
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
    """
    counted = inputs.stations[inputs.counted]
    rule = criterion(settings)
    # What is left out with a reason is listed, and nothing is computed for it.
    asked = inputs.areas[inputs.areas["excluded"] == ""]
    points, found = _look(inputs, asked, model, settings, progress)
    areas = key_points.of_places(inputs.areas, points)
    areas["nearest_station"], areas["nearest_km"] = evidence.nearest_stations(areas, counted)
    operators = model.sources.operators
    limits = certainty.assess(areas, found, counted, model, rule.threshold_dbm)
    figures = evidence.table(found, operators)
    judged = verdicts.judge(
        _of_every_rule(figures, points, asked, rule.threshold_dbm),
        _of_every_place(limits, points, asked),
        [ANY, *operators],
        rule,
    )
    areas = _with_figures(areas, found, figures, judged, model.sources, rule)
    areas["cause"] = _causes(areas, found, limits, rule.area_share)
    areas = obstacles.of_places(areas, found, model)
    areas = _with_causes_of_reach(areas, points, limits, rule.threshold_dbm)
    # Where a place, its shape or the coverage is not known, neither is where its gaps would be.
    located = limits.index[~limits.any(axis=1)]
    sure = [e for e in found if e.area_id in set(located)]
    rows = key_points.judged_rows(points, rule.threshold_dbm)
    return Judged(areas, judged, gaps.find(sure, areas, counted), rows)


def _look(
    inputs: Inputs,
    asked: gpd.GeoDataFrame,
    model: coverage.Model,
    settings: Settings,
    progress: Progress,
) -> tuple[key_points.KeyPoints, list[evidence.Evidence]]:
    """Compute the levels at key points and over places."""
    threshold_dbm = criterion(settings).threshold_dbm
    listed = inputs.key_points[inputs.key_points["place_id"].isin(asked["id"])]
    placed = int(asked.geometry.notna().sum()) + int(listed["lon"].notna().sum())
    tick = progress("places", placed)
    counted = inputs.stations[inputs.counted]
    points = key_points.gather(listed, model, counted, threshold_dbm, tick)
    found = evidence.gather(
        asked,
        model,
        threshold_dbm=threshold_dbm,
        largest_cell_m=settings.coverage.place_cell_m,
        tile_cells=settings.coverage.tile_cells,
        tick=tick,
    )
    return points, list(found)


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
    table.loc[other, list(obstacles.COLUMNS[:3])] = np.nan
    table.loc[other, obstacles.COLUMNS[3]] = ""
    return table


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
    table["operators"] = [
        np.nan if e is None else float((e.operator_level_dbm[0] >= rule.threshold_dbm).sum())
        for e in _or_none(by_id)
    ]
    table["best_operator"] = [
        ""
        if e is None or e.best_station < 0
        else sources.operators[sources.operator[e.best_station]]
        for e in _or_none(by_id)
    ]
    for name in verdicts.place_rules():
        of_rule = judged[(judged["rule"] == name) & (judged["operator"] == ANY)]
        table[name] = of_rule.set_index("area_id").loc[ids, "verdict"].to_numpy(str)
    return table


def _or_none(by_id: pd.Series) -> list[Any]:
    return [found if isinstance(found, evidence.Evidence) else None for found in by_id]


def _causes(
    areas: gpd.GeoDataFrame, found: list[evidence.Evidence], limits: pd.DataFrame, area_share: float
) -> list[str]:
    by_id = {e.area_id: e for e in found}
    return [
        _cause(verdict, by_id.get(area_id), area_share, vague=vague, shapeless=part, beyond=beyond)
        for area_id, verdict, vague, part, beyond in zip(
            areas["id"],
            areas["area"],
            limits["vague"],
            limits["shapeless"],
            limits["beyond"],
            strict=True,
        )
    ]


def _cause(
    verdict: str,
    found: evidence.Evidence | None,
    area_share: float,
    *,
    vague: bool,
    shapeless: bool,
    beyond: bool,
) -> str:
    """Say why the area rule is not (surely) met; the codes are `geo.results.CAUSES`."""
    if found is None:
        return "no_coordinate"
    if verdict == "met":
        return ""
    if verdict == "undecided":
        failed = float(found.share[0, 0]) < area_share
        reasons = (("precision", vague), ("shape", shapeless), ("range", beyond and failed))
        return next((name for name, applies in reasons if applies), "margin")
    if verdict == "no_data":
        return "no_data"
    failing = 1.0 - float(found.share[0, 0])
    shares = (("no_station", found.no_station_share), ("terrain", found.terrain_share))
    return next((name for name, share in shares if share > failing / 2.0), "budget")


def results(
    inputs: Inputs,
    read: Readers,
    judged: Judged,
    findings: Sequence[Finding],
    card: dict[str, Any],
) -> Results:
    """Put together what was found.

    Parameters
    ----------
    inputs
        What the run started from.
    read
        As `over_province` has filled it.
    judged
        As `of_places` returns it.
    findings
        As `cautions` returns them.
    card
        As `Results.card`.
    """
    areas = judged.areas
    tally = read.tally
    cells = tally.coverage()
    counted = inputs.stations[inputs.counted]
    here = inputs.stations["prefecture_adcode"].isin(inputs.scope)
    here |= inputs.stations["id"].isin(areas["blocked_station"])  # it may stand over the border
    shown = inputs.stations[here].reset_index(drop=True)
    shown["synthetic"] = inputs.synthetic
    return Results(
        card=card,
        stations=shown[[*_STATION_COLUMNS, "geometry"]],
        areas=areas[[*_AREA_COLUMNS, "geometry"]],
        verdicts=judged.verdicts,
        key_points=judged.key_points,
        gaps=judged.gaps,
        counties=statistics.of_counties(inputs.counties, inputs.population, counted, cells),
        prefectures=statistics.of_prefectures(
            inputs.prefectures, inputs.counties, inputs.population, counted, cells
        ),
        coverage=cells,
        limits=tally.limits(),
        levels=tally.levels(),
        networks=tally.networks(),
        **{name: empty(name) for name in _NOT_YET},
        data_centers=inputs.data_centers[[*_CENTER_COLUMNS, "geometry"]],
        findings=_finding_rows(findings),
        defaults=inputs.defaults,
    )


def _finding_rows(findings: Sequence[Finding]) -> pd.DataFrame:
    rows = [
        (
            f.code,
            f.severity,
            f.file,
            f.row,
            f.field or "",
            f"{f.what.zh} → {f.remedy.zh}",
            f"{f.what.en} → {f.remedy.en}",
        )
        for f in findings
    ]
    names = ["code", "severity", "file", "row", "field", "zh", "en"]
    return pd.DataFrame(rows, columns=names).astype({"row": "float64"})


# Frames that nothing fills yet.
_NOT_YET = (
    "lines",
    "line_gaps",
    "technologies",
    "people",
    "measurements",
    "challenges",
    "changes",
    "change_cells",
)
_STATION_COLUMNS = (
    "id",
    "name",
    "operator",
    "tech",
    "band",
    "freq_mhz",
    "lon",
    "lat",
    "height_m",
    "azimuth_deg",
    "beamwidth_deg",
    "tilt_deg",
    "ss_power_dbm",
    "gain_dbi",
    "environment",
    "status",
    "synthetic",
    "source",
    "prefecture_adcode",
    "county_adcode",
)
_AREA_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "category",
    "subcategory",
    "tier",
    "group",
    "prefecture_adcode",
    "county_adcode",
    "owner_zh",
    "owner_en",
    "lon",
    "lat",
    "coord_precision_m",
    "coord_source",
    "coord_licence",
    "fact_source",
    "odbl",
    "extent_source",
    "area_km2",
    "cell_m",
    "level_dbm",
    "level90_dbm",
    "share50",
    "share90",
    "reach",
    "area",
    "keypoints",
    "key_points",
    "worst_point",
    "excluded",
    "margin_db",
    "best_operator",
    "operators",
    "nearest_station",
    "nearest_km",
    "cause",
    "blocked_lon",
    "blocked_lat",
    "blocked_m",
    "blocked_station",
    "file",
    "row",
)
_CENTER_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "prefecture_adcode",
    "county_adcode",
    "operator",
    "racks",
    "racks_planned",
    "racks_source",
    "racks_date",
    "lon",
    "lat",
    "coord_licence",
)
