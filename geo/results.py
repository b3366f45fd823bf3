"""What a run found: one immutable value from which every product is made.

Analysis fills it, `geo.outputs.store` keeps it between commands, and reports, maps and
exports read nothing else, so that they cannot disagree.

Columns (missing numbers NaN, missing text ``""``; shares 0–1; all levels are modelled):

stations
    id, name, operator, tech, band, freq_mhz [MHz], lon, lat [degree], height_m [m],
    azimuth_deg, beamwidth_deg, tilt_deg [degree], ss_power_dbm [dBm per resource element],
    gain_dbi [dBi], environment, status, synthetic (bool), source, prefecture_adcode,
    county_adcode; point geometry.
areas
    id, name_zh, name_en, category, subcategory, tier, group (``goal2022`` | ``extended``),
    prefecture_adcode, county_adcode (``""`` where not known), owner_zh, owner_en,
    lon, lat [degree], coord_precision_m [m], coord_source, coord_licence, fact_source,
    odbl (bool: the row comes from OpenStreetMap), extent_source (``assumed`` |
    ``partial``: the default extent of a place whose stated area has no shape |
    ``stated area`` | ``polygon`` | ``""``), area_km2 [km²], cell_m [m] of the judging grid,
    and for any operator: level_dbm, level90_dbm (SS-RSRP at the place's own point exceeded
    with 50 % / 90 % location probability, NaN = no station within the model's range),
    median_dbm (of the cells of its area that have a level, at 50 %, NaN = none has),
    share50, share90 (of the place's area above the threshold), reach, area, keypoints
    (verdicts), key_points (how many it has), worst_point (name of the one with the lowest level,
    ``""`` = none with a coordinate), excluded (why it is left out, ``""`` = it is not),
    margin_db (level_dbm − threshold), best_operator, operators (number whose own network is
    above the threshold at the point), nearest_station, nearest_km [km], cause; for the cause
    ``sector`` the station that would reach the threshold, were it turned to the place, and the
    angle between its azimuth and the place: sector_station, sector_off_deg [degree]; and for the
    cause ``terrain`` the point that blocks the path of the station that would reach the place's
    own point without it: blocked_lon, blocked_lat [degree], blocked_m [m above sea level],
    blocked_station; area_basis (``measured``: the verdict ``area`` was settled by
    `geo.measurements.settling`; else ``predicted``), measured_n (10 m cells measured in the place),
    measured_share (of them at the threshold, NaN = nothing measured); file, row;
    geometry = the judged extent, ``None`` without a coordinate.
verdicts
    area_id, operator (name of a `geo.networks.View`), rule, share50, share90 (predicted: of the
    area; by the rule ``keypoints`` of the key points; by the rule ``linear`` of the length of
    `lines`, whose id is then the area_id), verdict, basis (``predicted`` | ``measured``: settled
    by measurements), measured_n, measured_share (as in areas; of the rule ``area`` alone).
key_points
    id, area_id, name_zh, name_en, kind, lon, lat [degree], level_dbm, level90_dbm [dBm] (any
    operator, NaN = no station in range), verdict; point geometry.
gaps
    gap_id, area_id, name_zh, name_en, category, prefecture_adcode, county_adcode, lon, lat
    (of a point inside) [degree], altitude_m (of the ground there, NaN = no DEM), area_km2
    [km²], size_class, people (NaN = not known), places (number of other places, not left
    out, whose own point lies inside), places_inside (their ids, joined by blanks), cause, short_db
    (threshold − median of the cells that have a level, any operator at 50 %, NaN = none
    has), nearest_km [km], sector_station, sector_off_deg, blocked_lon, blocked_lat,
    blocked_m, blocked_station (as of areas, seen from the point inside), odbl; polygon
    geometry.
profiles
    id (of a place or gap), chosen (why this station: ``blocked``, ``sector``, as the cause says;
    ``serves``: best received at the place's own point; ``nearest``: in range, but not received),
    station, lon, lat (of the other end: the place's own point, or the one that fails) [degree],
    km, freq_mhz, station_m, receiver_m (antennas above ground) [m], earth_km (effective radius
    of the Earth), state (``clear``, ``grazed``: less than 0.6 of the first Fresnel zone is free,
    ``blocked``, ``void``: a height on the path is not known, and with it none of what follows),
    obstacle_km (from the station), obstacle_m (ground above sea level), above_m, fresnel_radii
    (above the ray, bulge of the Earth and clutter included; in metres, and in radii of the first
    Fresnel zone), free_db, loss_db (median), level_dbm (both NaN nearer than the model goes),
    distance_m, height_m, clutter_m: whole metres joined by blanks, ``nan`` = void, clutter ``""``
    where none is given; no rows without a DEM, nor where no station is in range.
lines
    id, line_id, name_zh, name_en, ref, category, subcategory, owner_zh, owner_en,
    prefecture_adcode (``""`` = the whole line within the scope, whose id is line_id), km, km50,
    km90, km_no_data [km] (any operator: along the line at the threshold with 50 % / 90 %, and
    not known), share50, share90, linear (verdict), gap_km, gap_from_lon, gap_from_lat,
    gap_to_lon, gap_to_lat [km, degree] (longest stretch below the threshold at 50 %; 0 and NaN
    without one), source, odbl, file, row; line geometry.
line_gaps
    gap_id, line_id, name_zh, name_en, category, prefecture_adcode, county_adcode, km [km], cause,
    from_lon, from_lat, to_lon, to_lat [degree], odbl; line geometry: each stretch of a line that
    is below the threshold at 50 %, or not known (``no_data``), cut where a prefecture ends, so
    that km50 of a line and the km of its stretches add up to its km.
counties, prefectures
    adcode, name_zh, name_en, short_zh, prefecture_adcode, area_km2 [km², geodesic],
    population, stations, stations_per_10k, stations_per_1000km2, share50, share90,
    covered50_km2, covered90_km2 [km²] (any operator); polygon geometry.
coverage
    county_adcode, operator (name of a `geo.networks.View`), cells, cells50, cells90 (100 m cells
    whose level reaches the threshold with 50 % / 90 % location probability), cells_no_data (not
    known to reach it, but a station whose path crosses a void in the terrain might).
limits
    county_adcode, limit (one of `LIMITS`), cells.
levels
    county_adcode, level_dbm (whole dBm, rounded down), cells: any operator, 50 %.
networks
    county_adcode, operators (−1, 0, 1, 2, …), cells: operators whose own 5G reaches the
    threshold at 50 %; −1 = no data, any operator's might but for a void in the terrain. The
    rows of a county add up to its cells.
technologies
    county_adcode, seen (one of `TECHNOLOGIES`), cells: by which technology any operator
    reaches the threshold at 50 %; ``no_data`` where a void leaves one of them open; no rows
    without a 4G station.
people
    county_adcode, operator (name of a `geo.networks.View`), people, people50, people90,
    people_no_data: by a raster or list of people, NaN where it has nobody in the county; no
    rows without one.
measurements
    id, operator, lon, lat [degree], level_dbm (measured SS-RSRP), time, prefecture_adcode,
    county_adcode, area_id (the smallest place that holds it, ``""`` = in none), predicted_dbm,
    predicted90_dbm (of that operator in the cell of the region's grid that holds the point,
    NaN = no station in range, or behind a void) [dBm], grid_row, grid_column (of that cell,
    counted from the origin of the projection), file, row; point geometry. The only frame of
    measured values; no rows without a file of them.
challenges
    id, area_id (``""`` = not listed any more, or not in this run), place (as given), operator,
    rule, status (``open`` | ``accepted`` | ``rejected`` | ``withdrawn``), note, date, name_zh,
    name_en, prefecture_adcode, verdict (now, ``""`` = none in this run), verdict_before (the last
    of an earlier run, ``""`` = none).
changes
    area_id, name_zh, name_en, category, group, prefecture_adcode, county_adcode, rule, before,
    now (verdicts, ``""`` = not judged), change (``gained``, ``lost``, ``unchanged``, ``other``,
    ``new``, ``gone``), moved (bool: judged at another point or over another extent): against the
    earlier run, any operator; no rows without one.
change_cells
    county_adcode, change (``gained``, ``lost``, ``kept``, ``never``, ``unknown``), cells,
    people: against the earlier run, any operator at 50 %.
proposals
    rank (1 = to be built first), id, kind (one of `CANDIDATE_KINDS`), host (id of the station or
    candidate it goes to, ``""`` = a new site), name, operator, band, freq_mhz [MHz], lon, lat
    [degree], height_m [m], ground_m (of the ground above the sea, NaN = no DEM), azimuths
    (whole degrees joined by blanks), beamwidth_deg, tilt_deg [degree], ss_power_dbm [dBm per
    resource element], gain_dbi, environment, prefecture_adcode, county_adcode; road_km, power_km,
    fibre_km (to the nearest, NaN = not known); cost (all in all), cost_site, cost_road,
    cost_power, cost_fibre, penalty, all in the unit of ``card["plan"]["cost_unit"]``; zone (name
    of the restricted zone it stands in, penalised, ``""`` = none); closes (number of places met
    once it is built after those of lower rank), closes_ids (their ids, joined by blanks), adds_km2
    [km²], adds_people (NaN = no people given), adds_line_km [km] (at the threshold with 90 % by
    it, and not by what stands or has a lower rank; of what was asked about, not of the whole
    region), pass_lower, pass_upper (rate of the goal with it and those of lower rank, of
    `plan_curve`); point geometry. No rows without a plan.
plan_places
    area_id, name_zh, name_en, category, group, prefecture_adcode, county_adcode, status (one of
    `PLAN_STATUSES`), before, after (verdict ``area`` without the plan and in a fresh run with all
    of it, ``""`` = the plan does not touch the place), share90_before, share90_promised,
    share90_after, needed (share that is to be reached), by (ids of the proposals that close it,
    joined by blanks), rank (of the last of them, 0 = none), cause (before, one of `CAUSES`), zh,
    en (what is to be done, or why not); every place of the goal and scope that is not left out,
    and not met before.
plan_curve
    stations (0, 1, 2, …), proposal (id, ``""`` for 0), cost (so far), closed (places met so far
    by the plan, those alone that the fresh run confirms), pass_lower, pass_upper (0–1: met, and
    met or not known, of all places of the goal), km2, people, line_km (added so far, as in
    `proposals`).
data_centers
    id, name_zh, name_en, prefecture_adcode, county_adcode, operator, racks, racks_planned,
    racks_source, racks_date, lon, lat, coord_licence; point geometry or ``None``.
findings
    code, severity, file, row, field, zh, en: what the input check reported.
defaults
    layer, field, value, rows, zh, en: assumptions used instead of data, counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

Verdict = Literal["met", "undecided", "not_met", "no_data"]
VERDICTS: tuple[Verdict, ...] = ("met", "undecided", "not_met", "no_data")

ANY = "any"  # the operator column of figures for "any operator" (异网漫游)

# Why a place or a gap is not (surely) covered.
CAUSES = (
    "",
    "no_station",
    "budget",
    "terrain",
    "sector",
    "no_data",
    "no_coordinate",
    "excluded",
    "key_points",
    "roaming",
    "precision",
    "shape",
    "range",
    "margin",
    "measured",
)

# Where a proposed station goes: what the planner listed, what stands already, or new ground.
CANDIDATE_KINDS = (
    "tower",
    "rooftop",
    "road",
    "other",
    "existing_site",
    "high_ground",
    "gap",
    "grid",
)

# What a plan does for a place that is not met. ``confirmed``: promised, and met in the fresh run;
# ``missed``: promised, and not met there; ``not_chosen``: candidates could close it, but neither
# share nor budget asks for it; ``unreachable``: all candidates together cannot; ``needs_data``: its
# verdict waits for data, which no station brings.
PLAN_STATUSES = ("confirmed", "missed", "not_chosen", "unreachable", "needs_data")

# What keeps a cell from the threshold; the limit raster holds the index.
LIMITS = ("none", "budget", "terrain", "no_station", "no_data")

# By which technology a cell reaches the threshold; the technology raster holds the index.
TECHNOLOGIES = ("none", "lte", "nr", "both", "no_data")


@dataclass(frozen=True)
class Results:
    """Everything a run found; see the module docstring for the columns.

    Parameters
    ----------
    card
        JSON-able facts of the run: ``run_id``, ``lang``, ``scope`` (list of prefecture codes),
        ``synthetic`` (bool), ``scenario`` ({count, seed} or None), ``operators`` (list),
        ``threshold`` ({profile, dbm, area_share_percent, zh, en, status, source}),
        ``model_card`` (ordered {FCC field name: value}), ``data_date``, ``review_no``,
        ``boundary_source`` ({zh, en}), ``grid`` ({crs_wkt, cell_m, shape, transform}),
        ``inputs`` (list of {layer, file, sha256, rows}), ``settings`` (as `Settings.facts`),
        ``goals`` (list of the goals in force, columns as in ``standards/goals.csv``, all text),
        ``previous`` (what `geo.comparing.likeness.identity` keeps of the earlier run, or None),
        ``plan`` (None, or what `covermap plan` found from the same input: ``plan_id``,
        ``question`` (``fewest`` | ``most``), ``share`` (0–1, of the places that building could
        close; None for ``most``), ``each_prefecture`` (bool), ``limit`` (None = none),
        ``limits`` ({prefecture code: limit}), ``cost_mode`` (``stations`` | ``cost``),
        ``cost_unit`` ({zh, en}), ``status`` (as `geo.siting.Solution.status`), ``objective``,
        ``bound``, ``gap`` (0–1), ``stations``, ``cost``, ``candidates`` ({kind: number}),
        ``left_out`` ({reason: number} of candidates not built on), ``places`` ({one of
        `PLAN_STATUSES`: number, and ``met``, ``listed``}), ``pass_before``, ``pass_after``
        ([lower, upper], 0–1), ``station`` (what is built: operator, band, freq_mhz, height_m,
        power and gain), ``assumptions`` (list of {field, value, rows, zh, en}), ``notes`` (list of
        {code, zh, en}: what to know before building), ``settings`` (``[plan]`` as it was asked)).
    """

    card: Mapping[str, Any]
    stations: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    key_points: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    profiles: pd.DataFrame
    lines: gpd.GeoDataFrame
    line_gaps: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    coverage: pd.DataFrame
    limits: pd.DataFrame
    levels: pd.DataFrame
    networks: pd.DataFrame
    technologies: pd.DataFrame
    people: pd.DataFrame
    measurements: gpd.GeoDataFrame
    challenges: pd.DataFrame
    changes: pd.DataFrame
    change_cells: pd.DataFrame
    proposals: gpd.GeoDataFrame
    plan_places: pd.DataFrame
    plan_curve: pd.DataFrame
    data_centers: gpd.GeoDataFrame
    findings: pd.DataFrame
    defaults: pd.DataFrame

    @classmethod
    def frame_names(cls) -> tuple[str, ...]:
        """Return the names of the frames, in the order in which they are stored."""
        return tuple(field.name for field in fields(cls) if field.name != "card")


# Columns and types of the frames that a run may have nothing for.
_OPTIONAL: dict[str, dict[str, str]] = {
    "key_points": {
        **dict.fromkeys(("id", "area_id", "name_zh", "name_en", "kind"), "str"),
        **dict.fromkeys(("lon", "lat", "level_dbm", "level90_dbm"), "float64"),
        "verdict": "str",
        "geometry": "geometry",
    },
    "profiles": {
        **dict.fromkeys(("id", "chosen", "station"), "str"),
        **dict.fromkeys(("lon", "lat", "km", "freq_mhz"), "float64"),
        **dict.fromkeys(("station_m", "receiver_m", "earth_km"), "float64"),
        "state": "str",
        **dict.fromkeys(
            (
                *("obstacle_km", "obstacle_m", "above_m", "fresnel_radii"),
                *("free_db", "loss_db", "level_dbm"),
            ),
            "float64",
        ),
        **dict.fromkeys(("distance_m", "height_m", "clutter_m"), "str"),
    },
    "lines": {
        **dict.fromkeys(("id", "line_id", "name_zh", "name_en", "ref", "category"), "str"),
        **dict.fromkeys(("subcategory", "owner_zh", "owner_en", "prefecture_adcode"), "str"),
        **dict.fromkeys(("km", "km50", "km90", "km_no_data", "share50", "share90"), "float64"),
        "linear": "str",
        **dict.fromkeys(
            ("gap_km", "gap_from_lon", "gap_from_lat", "gap_to_lon", "gap_to_lat"), "float64"
        ),
        "source": "str",
        "odbl": "bool",
        "file": "str",
        "row": "int64",
        "geometry": "geometry",
    },
    "line_gaps": {
        **dict.fromkeys(("gap_id", "line_id", "name_zh", "name_en", "category"), "str"),
        **dict.fromkeys(("prefecture_adcode", "county_adcode"), "str"),
        "km": "float64",
        "cause": "str",
        **dict.fromkeys(("from_lon", "from_lat", "to_lon", "to_lat"), "float64"),
        "odbl": "bool",
        "geometry": "geometry",
    },
    "technologies": {"county_adcode": "str", "seen": "str", "cells": "int64"},
    "people": {
        "county_adcode": "str",
        "operator": "str",
        **dict.fromkeys(("people", "people50", "people90", "people_no_data"), "float64"),
    },
    "measurements": {
        **dict.fromkeys(("id", "operator"), "str"),
        **dict.fromkeys(("lon", "lat", "level_dbm"), "float64"),
        **dict.fromkeys(("time", "prefecture_adcode", "county_adcode", "area_id"), "str"),
        **dict.fromkeys(("predicted_dbm", "predicted90_dbm"), "float64"),
        **dict.fromkeys(("grid_row", "grid_column"), "int64"),
        "file": "str",
        "row": "int64",
        "geometry": "geometry",
    },
    "challenges": dict.fromkeys(
        (
            *("id", "area_id", "place", "operator", "rule", "status", "note", "date"),
            *("name_zh", "name_en", "prefecture_adcode", "verdict", "verdict_before"),
        ),
        "str",
    ),
    "changes": dict.fromkeys(
        (
            *("area_id", "name_zh", "name_en", "category", "group", "prefecture_adcode"),
            *("county_adcode", "rule", "before", "now", "change"),
        ),
        "str",
    )
    | {"moved": "bool"},
    "change_cells": {
        "county_adcode": "str",
        "change": "str",
        "cells": "int64",
        "people": "float64",
    },
    "proposals": {
        "rank": "int64",
        **dict.fromkeys(("id", "kind", "host", "name", "operator", "band"), "str"),
        **dict.fromkeys(("freq_mhz", "lon", "lat", "height_m", "ground_m"), "float64"),
        "azimuths": "str",
        **dict.fromkeys(("beamwidth_deg", "tilt_deg", "ss_power_dbm", "gain_dbi"), "float64"),
        **dict.fromkeys(("environment", "prefecture_adcode", "county_adcode"), "str"),
        **dict.fromkeys(("road_km", "power_km", "fibre_km"), "float64"),
        **dict.fromkeys(("cost", "cost_site", "cost_road", "cost_power", "cost_fibre"), "float64"),
        "penalty": "float64",
        "zone": "str",
        "closes": "int64",
        "closes_ids": "str",
        **dict.fromkeys(("adds_km2", "adds_people", "adds_line_km"), "float64"),
        **dict.fromkeys(("pass_lower", "pass_upper"), "float64"),
        "geometry": "geometry",
    },
    "plan_places": {
        **dict.fromkeys(("area_id", "name_zh", "name_en", "category", "group"), "str"),
        **dict.fromkeys(("prefecture_adcode", "county_adcode", "status"), "str"),
        **dict.fromkeys(("before", "after"), "str"),
        **dict.fromkeys(
            ("share90_before", "share90_promised", "share90_after", "needed"), "float64"
        ),
        "by": "str",
        "rank": "int64",
        **dict.fromkeys(("cause", "zh", "en"), "str"),
    },
    "plan_curve": {
        "stations": "int64",
        "proposal": "str",
        "cost": "float64",
        "closed": "int64",
        **dict.fromkeys(("pass_lower", "pass_upper", "km2", "people", "line_km"), "float64"),
    },
}


def empty(name: str) -> pd.DataFrame:
    """Return a frame of `Results` without rows, for what a run has nothing for.

    Parameters
    ----------
    name
        One of the frames that may be empty.

    Examples
    --------
    >>> list(empty("technologies"))
    ['county_adcode', 'seen', 'cells']
    """
    types = _OPTIONAL[name]
    columns = {
        column: pd.Series(dtype=dtype) for column, dtype in types.items() if dtype != "geometry"
    }
    if "geometry" not in types:
        return pd.DataFrame(columns)
    spatial: pd.DataFrame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=4326))
    return spatial
