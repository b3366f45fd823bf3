"""Inputs → results: coverage of the province, evidence of every place, verdicts, gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

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
    obstacles,
    radio,
    standards,
    statistics,
    verdicts,
    voids,
)
from . import stations as station_list
from .grid import Grid, covering, equal_area_crs
from .inputs import Inputs
from .networks import LTE, NR, views
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
    remember: Callable[[str], coverage.Memory] = lambda _name: coverage.NoMemory(),
) -> tuple[Regions, Grid, coverage.Model]:
    """Return the counties in the projection, the grid, and what computes the levels.

    Parameters
    ----------
    inputs, settings
        What the run starts from.
    terrain
        The DEM, ``None`` = loss by distance alone.
    remember
        "region" or "places" → what is known from runs before.

    Raises
    ------
    InputError
        When a station lies outside the validity of its propagation model.
    """
    crs = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
    regions = Regions(inputs.counties, crs)
    grid = covering(crs, regions.bounds, settings.coverage.cell_m)
    stations = inputs.computed
    sources = radio.transmitters(stations, crs, settings.coverage.receiver_height_m)
    if terrain is None:
        return regions, grid, coverage.ByDistance(sources)
    radio.require_p1812(stations, settings.coverage.receiver_height_m)
    memories = (remember(name) for name in ("region", "places"))
    return regions, grid, coverage.ByTerrain.over(terrain, sources, settings, *memories)


def cautions(
    inputs: Inputs,
    model: coverage.Model,
    terrain: Terrain | None,
    tally: Tally,
    threshold_dbm: float,
) -> tuple[Finding, ...]:
    """Return the findings of the input check, and what DEM and stations give to think about."""
    stations = inputs.computed
    of_ground: tuple[Finding, ...] = ()
    if terrain is not None:
        found = voids.findings(terrain, stations, tally.coverage(), inputs.counties)
        said = (replace(finding, field="terrain.dem") for finding in terrain.findings)
        of_ground = (*said, *found)
    strong = model.strong_at_end(threshold_dbm)
    return (*inputs.findings, *of_ground, *station_list.cautions(stations, strong))


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
    return Readers(tally=Tally(regions.adcodes, model.sources.networks, threshold_dbm))


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


def of_places(
    inputs: Inputs,
    model: coverage.Model,
    settings: Settings,
    progress: Progress,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, gpd.GeoDataFrame]:
    """Judge every place.

    Returns
    -------
    areas, verdicts, gaps
        As in `Results`.
    """
    counted = inputs.stations[inputs.counted]
    rule = criterion(settings)
    found = list(
        evidence.gather(
            inputs.areas,
            model,
            threshold_dbm=rule.threshold_dbm,
            largest_cell_m=settings.coverage.place_cell_m,
            tile_cells=settings.coverage.tile_cells,
            tick=progress("places", int(inputs.areas.geometry.notna().sum())),
        )
    )
    areas = inputs.areas.copy()
    areas["nearest_station"], areas["nearest_km"] = evidence.nearest_stations(areas, counted)
    figures = evidence.table(found, views(model.sources.networks))
    limits = certainty.assess(areas, found, counted, model, rule.threshold_dbm)
    judged = verdicts.judge(figures, limits, _names(model, NR), rule)
    if inputs.lte.any():
        of_4g = _certainty_of_4g(inputs, found, model, rule.threshold_dbm)
        also = verdicts.judge(figures, of_4g, _names(model, LTE), rule)
        judged = pd.concat([judged, also], ignore_index=True)
    areas = _with_figures(areas, found, figures, judged, model.sources, rule)
    areas["cause"] = _causes(areas, found, limits, rule.area_share)
    areas = obstacles.of_places(areas, found, model)
    # Where a place, its shape or the coverage is not known, neither is where its gaps would be.
    located = limits.index[~limits.any(axis=1)]
    sure = [e for e in found if e.area_id in set(located)]
    return areas, judged, gaps.find(sure, areas, counted)


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
    for name in verdicts.rules():
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
    judged: tuple[gpd.GeoDataFrame, pd.DataFrame, gpd.GeoDataFrame],
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
    areas, verdict_rows, gap_rows = judged
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
        verdicts=verdict_rows,
        gaps=gap_rows,
        counties=statistics.of_counties(inputs.counties, inputs.population, counted, cells),
        prefectures=statistics.of_prefectures(
            inputs.prefectures, inputs.counties, inputs.population, counted, cells
        ),
        coverage=cells,
        limits=tally.limits(),
        levels=tally.levels(),
        networks=tally.networks(),
        technologies=tally.technologies(),
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
    "key_points",
    "lines",
    "line_gaps",
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
