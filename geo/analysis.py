"""Inputs → results: what computes the levels, tiles read once for all, the frames put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import Finding

from . import coverage, lines, radio, statistics, verdicts, voids
from . import stations as station_list
from .grid import Grid, covering, equal_area_crs
from .inputs import Inputs
from .judging import Judged, Progress, causes, obstacles
from .measurements import challenges, settling
from .measurements.measured import Measured
from .networks import views
from .people import PeopleTally, require_somebody
from .people import cautions as cautions_of_people
from .results import Results, empty
from .settings import Settings
from .tally import Regions, Tally
from .terrain import Terrain

# The projection is fitted to the whole province whatever the scope, so that a run of one
# prefecture gives the same cells as a run of all.
PROVINCE_BOUNDS = (89.4, 31.6, 103.07, 39.21)  # west, south, east, north [degree]


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
    lines
        Levels along roads and railways.
    measured
        Measured points beside the prediction.
    people
        People by county, ``None`` without a file of them.
    """

    tally: Tally
    lines: lines.Reader
    measured: Measured
    people: PeopleTally | None = None

    def all(self) -> tuple[Reader, ...]:
        """Return every reader."""
        every: tuple[Reader | None, ...] = (self.tally, self.lines, self.measured, self.people)
        return tuple(reader for reader in every if reader is not None)


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
        When a station lies outside the validity of its propagation model, or nobody lives in
        the region by the file of people.
    """
    crs = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
    regions = Regions(inputs.counties, crs)
    grid = covering(crs, regions.bounds, settings.coverage.cell_m)
    if inputs.people is not None:
        side = settings.coverage.tile_cells
        require_somebody(inputs.people, regions, inputs.counties, grid, side)
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
    people: PeopleTally | None = None,
) -> tuple[Finding, ...]:
    """Return what the input check found, and what DEM, people and stations give to think about."""
    stations = inputs.computed
    of_ground: tuple[Finding, ...] = ()
    if terrain is not None:
        found = voids.findings(terrain, stations, tally.coverage(), inputs.counties)
        said = (replace(finding, field="terrain.dem") for finding in terrain.findings)
        of_ground = (*said, *found)
    of_people: tuple[Finding, ...] = ()
    if people is not None:
        given = inputs.counties, inputs.population
        of_people = cautions_of_people(people, *given, whole=inputs.whole)
    strong = model.strong_at_end(threshold_dbm)
    of_stations = station_list.cautions(stations, strong)
    return (*inputs.findings, *of_ground, *of_people, *of_stations)


def readers(
    inputs: Inputs, regions: Regions, grid: Grid, model: coverage.Model, rule: verdicts.Criterion
) -> Readers:
    """Return what takes its figures from the tiles of the region.

    Parameters
    ----------
    inputs
        What the run starts from.
    regions, grid, model
        As `prepare` returns them.
    rule
        As `geo.judging.criterion` returns it.
    """
    seen_by = views(model.sources.networks)
    threshold_dbm, people = rule.threshold_dbm, inputs.people
    return Readers(
        tally=Tally(regions.adcodes, model.sources.networks, threshold_dbm),
        lines=lines.Reader(inputs.lines, grid, model, inputs.counties, rule),
        measured=Measured(inputs.measurements, model.sources, regions.adcodes),
        people=PeopleTally(people, regions.adcodes, seen_by, threshold_dbm) if people else None,
    )


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


def results(
    inputs: Inputs,
    read: Readers,
    judged: Judged,
    findings: Sequence[Finding],
    card: dict[str, Any],
    disputed: pd.DataFrame,
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
    disputed
        As `geo.measurements.challenges.merged` returns them.
    """
    areas = judged.areas
    tally, along = read.tally, read.lines.found
    cells = tally.coverage()
    counted = inputs.stations[inputs.counted]
    return Results(
        card=card,
        stations=_shown(inputs, judged)[[*_STATION_COLUMNS, "geometry"]],
        areas=areas[[*_AREA_COLUMNS, "geometry"]],
        verdicts=pd.concat(
            [judged.verdicts, along.verdicts.assign(**settling.UNSETTLED)], ignore_index=True
        ),
        key_points=judged.key_points,
        gaps=judged.gaps,
        profiles=judged.profiles,
        lines=along.lines,
        line_gaps=along.gaps,
        counties=statistics.of_counties(inputs.counties, inputs.population, counted, cells),
        prefectures=statistics.of_prefectures(
            inputs.prefectures, inputs.counties, inputs.population, counted, cells
        ),
        coverage=cells,
        limits=tally.limits(),
        levels=tally.levels(),
        networks=tally.networks(),
        technologies=tally.technologies(),
        people=empty("people") if read.people is None else read.people.frame(),
        measurements=read.measured.frame(areas, inputs.counties),
        challenges=challenges.judged(disputed, areas, judged.verdicts, card["run_id"]),
        **{name: empty(name) for name in _NOT_YET},
        data_centers=inputs.data_centers[[*_CENTER_COLUMNS, "geometry"]],
        findings=finding_rows(findings),
        defaults=inputs.defaults,
    )


def _shown(inputs: Inputs, judged: Judged) -> gpd.GeoDataFrame:
    """Return the stations of the scope, and those beyond it that a cause or profile names."""
    named = [
        station
        for frame in (judged.areas, judged.gaps)
        for column in ("blocked_station", "sector_station")
        for station in frame[column]
    ]
    named += list(judged.profiles["station"])
    here = inputs.stations["prefecture_adcode"].isin(inputs.scope)
    here |= inputs.stations["id"].isin(named)
    return inputs.stations[here].reset_index(drop=True).assign(synthetic=inputs.synthetic)


def finding_rows(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return `Results.findings`."""
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
    "changes",
    "change_cells",
    "proposals",
    "plan_places",
    "plan_curve",
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
    "median_dbm",
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
    *causes.COLUMNS,
    *obstacles.COLUMNS,
    "area_basis",
    "measured_n",
    "measured_share",
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
