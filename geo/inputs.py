"""Everything a run starts from, loaded and checked before anything is computed or written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from layers.errors import Finding, InputError
from layers.text import Text, one_line

from . import (
    key_point_list,
    lines,
    locate,
    places,
    scenario,
    scope,
    standards,
    statistics,
)
from . import stations as station_list
from .goals import Goal, in_force
from .measurements import drive_tests
from .networks import LTE, NR
from .people import People, open_people
from .people import defaults as defaults_of_people
from .received import Received
from .settings import Settings

_SHOWN = 5  # ids spelled out in one message


@dataclass(frozen=True)
class Inputs:
    """Checked input of a run.

    Parameters
    ----------
    counties, prefectures
        Boundaries of the scope.
    population
        The layer ``population``.
    stations
        Complete stations of the whole province (those over the border of the scope reach
        into it), with ``county_adcode`` and ``prefecture_adcode``.
    counted
        Which stations count as coverage, shape (stations,): 5G, with a status of the settings.
    lte
        Which stations of 4G have such a status: they are computed beside, and count as no
        coverage.
    areas
        Places of the scope, as `geo.places.with_extents` returns them.
    data_centers
        The layer ``data_centers``, of the scope.
    lines
        Features of roads and railways of the whole province, as `geo.lines.collect` returns
        them.
    synthetic
        Whether the stations are the scenario.
    scope
        Codes of the prefectures.
    findings
        What was reported and not refused.
    defaults
        Assumptions used, as `geo.results.Results.defaults`.
    rows
        File → rows of it that are used.
    rejected
        Rows that are not used, as `geo.received.Received.rejected` returns them.
    key_points
        The layer ``key_points``, of the places of the scope.
    goals
        The goals in force.
    people
        Where people live, ``None`` = no file is given.
    whole
        Whether the scope is the whole province.
    measurements
        The layer ``measurements``, rows of 5G alone, of the whole province.
    candidates, zones
        The layers ``candidates``, of the whole province, and ``restricted_zones``.
    """

    counties: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    population: pd.DataFrame
    stations: gpd.GeoDataFrame
    counted: np.ndarray
    lte: np.ndarray
    areas: gpd.GeoDataFrame
    data_centers: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    synthetic: bool
    scope: tuple[str, ...]
    findings: tuple[Finding, ...]
    defaults: pd.DataFrame
    rows: Mapping[str, int]
    key_points: gpd.GeoDataFrame = field(default_factory=partial(layers.empty, "key_points"))
    goals: tuple[Goal, ...] = ()
    people: People | None = None
    whole: bool = True
    measurements: gpd.GeoDataFrame = field(default_factory=drive_tests.none)
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    candidates: gpd.GeoDataFrame = field(default_factory=partial(layers.empty, "candidates"))
    zones: gpd.GeoDataFrame = field(default_factory=partial(layers.empty, "restricted_zones"))

    @property
    def computed(self) -> gpd.GeoDataFrame:
        """Stations whose levels are computed, of 5G and of 4G."""
        return self.stations[self.counted | self.lte]


def gather(settings: Settings, asked: list[str]) -> Inputs:
    """Load and check everything.

    Parameters
    ----------
    settings
        Names the planner's own files.
    asked
        Prefectures as typed, empty = all.

    Raises
    ------
    InputError
        When anything cannot be used; nothing has been written then.
    """
    with _received(settings) as received:
        return _gathered(settings, asked, received)


def _gathered(settings: Settings, asked: list[str], received: Received) -> Inputs:
    load = partial(_load, received)
    prefectures, counties = load("prefectures"), load("counties")
    codes = scope.resolve(asked, prefectures)
    wanted = in_force(settings.goals.table, settings.goals.select, prefectures)
    population = load("population")
    findings: list[Finding] = []
    areas = _areas(received, counties, prefectures, findings, settings.coverage.place_cell_m)
    points = _key_points(received, areas, counties)
    stations, synthetic = _stations(received, settings, areas, prefectures, population)
    findings += received.doubts("base_stations", stations, counties, prefectures)
    stations = _located(received, "base_stations", stations, counties)
    stations = _with_proposed(received, stations, counties, prefectures, findings)
    stations, counted, lte, station_defaults = _complete(stations, counties, settings)
    if not counted.any():
        findings.append(_nothing_counts(settings))
    centers = _data_centers(received, counties, prefectures, findings)
    by_category = {name: load(layer) for name, layer in _layers_of("line").items()}
    roads_and_railways = lines.collect(by_category, counties, areas["id"])
    people = open_people(settings.people.file, counties) if settings.people.file else None
    defaults = [station_defaults]
    if people is not None:
        findings += people.findings
        defaults.append(defaults_of_people(people))
    # Places of no known prefecture belong to the province and appear in its report alone.
    here = areas["prefecture_adcode"].isin(codes)
    whole = len(codes) == len(prefectures)
    if whole:
        here |= areas["prefecture_adcode"] == ""
    else:
        findings += _left_out(areas, centers)
    areas = areas[here].reset_index(drop=True)
    findings += places.without_shape(areas)
    measurements = drive_tests.of_5g(load("measurements"), counties, findings)
    placed, extent_defaults = places.with_extents(areas)
    points = points[points["place_id"].isin(placed["id"])].reset_index(drop=True)
    candidates = load("candidates")
    findings += received.doubts("candidates", candidates, counties, prefectures)
    candidates = _located(received, "candidates", candidates, counties)
    findings += _nowhere(candidates)
    zones = load("restricted_zones")
    findings += key_point_list.far_away(points, placed)
    findings += received.findings()
    return Inputs(
        counties=counties[counties["prefecture_adcode"].isin(codes)].reset_index(drop=True),
        prefectures=prefectures[prefectures["adcode"].isin(codes)].reset_index(drop=True),
        population=population,
        stations=stations,
        counted=counted,
        lte=lte,
        areas=placed,
        data_centers=centers[
            centers["prefecture_adcode"].isin(codes)
            | ((centers["prefecture_adcode"] == "") & whole)
        ].reset_index(drop=True),
        lines=roads_and_railways,
        synthetic=synthetic,
        scope=codes,
        findings=tuple(findings),
        defaults=pd.concat([*defaults, extent_defaults], ignore_index=True),
        rows=dict(received.rows()),
        rejected=received.rejected(),
        key_points=points,
        goals=wanted,
        people=people,
        whole=whole,
        measurements=measurements,
        candidates=candidates,
        zones=zones,
    )


def every_station(settings: Settings) -> tuple[gpd.GeoDataFrame, bool]:
    """Return the station list as it is given, and whether it is the scenario.

    Parameters
    ----------
    settings
        Names the planner's own files.

    Raises
    ------
    InputError
        When a file that it rests on cannot be used.
    """
    with _received(settings) as received:
        return _every_station(settings, received)


def _every_station(settings: Settings, received: Received) -> tuple[gpd.GeoDataFrame, bool]:
    load = partial(_load, received)
    if settings.layer_file("base_stations") is not None:
        return load("base_stations"), False
    prefectures, counties = load("prefectures"), load("counties")
    areas = _areas(received, counties, prefectures, [], settings.coverage.place_cell_m)
    return _stations(received, settings, areas, prefectures, load("population"))


def _received(settings: Settings) -> Received:
    files = {name: settings.layer_file(name) for name in layers.catalogue()}
    return Received(files, {name: settings.declared(name) for name in files})


def _load(received: Received, name: str) -> gpd.GeoDataFrame:
    """Return a layer in the order of its ids: that of the rows in a file changes nothing."""
    layer = received.load(name)
    key = next((column for column in ("id", "adcode") if column in layer), None)
    return layer if key is None else layer.sort_values(key, kind="stable", ignore_index=True)


def _areas(
    received: Received,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
    largest_cell_m: float,
) -> gpd.GeoDataFrame:
    by_category = {
        name: _settled(received, layer, counties, prefectures, findings)
        for name, layer in _layers_of("goal2022", "extended").items()
    }
    areas = places.collect(by_category, counties, prefectures)
    findings += _told_apart(areas)
    too_large = places.too_large(areas, largest_cell_m)
    if too_large:
        raise InputError(too_large)
    findings += places.probable_duplicates(areas)
    return areas


def _key_points(
    received: Received, areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the key points, each in the province and of a listed place."""
    points = _load(received, "key_points")
    unusable = locate.outside(points, locate.county_of(points.geometry, counties))
    unusable += key_point_list.of_no_place(points, areas)
    return received.without("key_points", points, unusable)


def _layers_of(*groups: str) -> dict[str, str]:
    """Return the layer of each category of some groups, in their order."""
    categories = standards.table("categories")
    chosen = categories[categories["group"].isin(groups)]
    return dict(zip(chosen["category"], chosen["layer"], strict=True))


def _settled(
    received: Received,
    name: str,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    """Return a layer, each row with the code of its division; report what contradicts."""
    layer = _load(received, name)
    findings += received.doubts(name, layer, counties, prefectures)
    layer = _located(received, name, layer, counties)
    county = layer.pop("county_adcode").to_numpy(str)
    belongs = locate.belonging(layer, county, counties, prefectures)
    findings += locate.unknown_codes(layer, belongs, counties, prefectures)
    findings += locate.misplaced(layer, county, counties, prefectures)
    return layer.assign(adcode=belongs)


def _located(
    received: Received, name: str, layer: gpd.GeoDataFrame, counties: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the rows of a layer inside the region, with ``county_adcode``; reject the others."""
    county = locate.county_of(layer.geometry.representative_point(), counties)
    layer = layer.assign(county_adcode=county)
    beyond = locate.outside(layer, county)
    return received.without(name, layer, beyond) if beyond else layer


def _nowhere(candidates: gpd.GeoDataFrame) -> list[Finding]:
    """Report sites that a plan cannot build on, because nobody says where they are."""
    rows = candidates[candidates["lon"].isna()]
    if rows.empty:
        return []
    count, shown = len(rows), [*rows["id"][:_SHOWN]]
    zh, en = ("……", " …") if count > _SHOWN else ("", "")
    return [
        Finding(
            "candidate-nowhere",
            Text(
                f"{count} 个候选站址没有坐标，方案不用：{'、'.join(shown)}{zh}",
                f"without a coordinate, of no use to a plan: {count} candidate sites, "
                f"{', '.join(shown)}{en}",
            ),
            Text("补上经度、纬度", "give longitude and latitude"),
            str(rows["file"].iloc[0]),
            int(rows["row"].iloc[0]),
            "lon, lat",
            "warning",
        )
    ]


def _left_out(*frames: gpd.GeoDataFrame) -> list[Finding]:
    """Report rows of no known prefecture, which no run of a part of the province can hold."""
    ids = [str(i) for frame in frames for i in frame.loc[frame["prefecture_adcode"] == "", "id"]]
    if not ids:
        return []
    shown, more = ids[:_SHOWN], len(ids) > _SHOWN
    return [
        Finding(
            "left-out",
            Text(
                f"{len(ids)} 个场所市州不明，未计入：{'、'.join(shown)}{'……' if more else ''}",
                f"{len(ids)} places of unknown prefecture are left out: "
                f"{', '.join(shown)}{' …' if more else ''}",
            ),
            Text(
                "补上坐标、行政区划代码、县或市州；全省运行会列出它们",
                "give a point, division code, county or prefecture; a run of all lists them",
            ),
            field="prefecture",
            severity="warning",
        )
    ]


def _told_apart(areas: gpd.GeoDataFrame) -> list[Finding]:
    """Give places of an id that an earlier layer has one of their own, in place; say so."""
    repeated = areas["id"].duplicated()
    rows = areas.loc[repeated, ["id", "category", "file", "row"]]
    areas.loc[repeated, "id"] = rows["id"] + "#" + rows["category"]
    return [_repeated(*values) for values in rows.itertuples(index=False)]


def _repeated(area_id: str, category: str, file: str, row: int) -> Finding:
    shown = one_line(area_id)
    return Finding(
        "duplicate-id",
        Text(
            f"编号“{shown}”在另一图层中已使用，改称 {shown}#{category}",
            f"id {shown!r} is taken by another layer: called {shown}#{category}",
        ),
        Text("每个场所使用唯一编号", "give each place an id of its own"),
        file,
        int(row),
        "id",
        severity="warning",
    )


def _stations(
    received: Received,
    settings: Settings,
    areas: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    population: pd.DataFrame,
) -> tuple[gpd.GeoDataFrame, bool]:
    if settings.layer_file("base_stations") is not None:
        return _load(received, "base_stations"), False
    # A list of villages is the planner's own: the scenario must not move when it is given.
    around = areas[areas["category"] != "village"]
    made_up = scenario.stations(
        settings.scenario.count, settings.scenario.seed, around, prefectures, population
    )
    return made_up, True


def _with_proposed(
    received: Received,
    stations: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    """Add the proposed stations to the list, where there are any, under ids of their own."""
    proposed = _load(received, "proposed_stations")
    if proposed.empty:
        return stations
    findings += received.doubts("proposed_stations", proposed, counties, prefectures)
    proposed = _located(received, "proposed_stations", proposed, counties)
    proposed["status"] = proposed["status"].where(proposed["status"] != "", "proposed")
    taken = proposed["id"].isin(stations["id"])
    proposed["id"] = proposed["id"].where(~taken, proposed["id"] + "#proposed")
    return pd.concat([stations, proposed], ignore_index=True)


def _complete(
    stations: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, settings: Settings
) -> tuple[gpd.GeoDataFrame, np.ndarray, np.ndarray, pd.DataFrame]:
    """Tell which stations count, 5G and 4G, and fill what those leave open."""
    stations = stations.reset_index(drop=True)
    stations["prefecture_adcode"] = stations["county_adcode"].map(
        dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
    )
    stations, status_defaults = station_list.with_status(stations)
    status = stations["status"].isin(settings.coverage.statuses)
    counted = ((stations["tech"] == NR) & status).to_numpy(bool)
    lte = ((stations["tech"] == LTE) & status).to_numpy(bool)
    environment = settings.coverage.environment
    of_5g, defaults_5g = station_list.with_defaults(stations[counted], environment)
    of_4g, defaults_4g = station_list.with_defaults(stations[lte], environment)
    stations = pd.concat([of_5g, of_4g, stations[~(counted | lte)]]).sort_index()
    defaults = [status_defaults, defaults_5g, _sectors(of_5g), _of_4g(defaults_4g, len(of_4g))]
    return stations, counted, lte, pd.concat(defaults, ignore_index=True)


def _of_4g(defaults: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return what is assumed of 4G stations, marked as theirs, and the threshold they have."""
    why = Text("RSRP 沿用 5G 门限方案的数值", "RSRP with the value of the 5G threshold profile")
    rows = [("base_stations", "threshold", "5G", count, why.zh, why.en)] if count else []
    both = pd.concat([defaults, pd.DataFrame(rows, columns=defaults.columns)], ignore_index=True)
    return both.assign(zh="4G：" + both["zh"], en="4G: " + both["en"]).astype({"rows": "int64"})


def _sectors(complete: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count the rows that are further sectors of a base station already counted."""
    further = len(complete) - statistics.sites(complete).nunique()
    why = Text(
        "同一运营商同一位置的多行计为一个基站（扇区）",
        "rows of one operator at one position are one base station (sectors)",
    )
    rows = [("base_stations", "id", "sector", further, why.zh, why.en)] if further else []
    names = ["layer", "field", "value", "rows", "zh", "en"]
    return pd.DataFrame(rows, columns=names).astype({"rows": "int64"})


def _nothing_counts(settings: Settings) -> Finding:
    statuses = ", ".join(settings.coverage.statuses)
    return Finding(
        "no-station-counts",
        Text(
            f"没有一个 5G 站的状态为 {statuses}：全部按无覆盖计算",
            f"no 5G station has the status {statuses}: everything is computed as uncovered",
        ),
        Text(
            "检查制式和状态列，或设置 coverage.statuses",
            "check technology and status, or coverage.statuses",
        ),
        field="coverage.statuses",
        severity="warning",
    )


def _data_centers(
    received: Received,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    centers = _settled(received, "data_centers", counties, prefectures, findings)
    is_county = centers["adcode"].isin(counties["adcode"])
    centers["county_adcode"] = centers["adcode"].where(is_county, "")
    centers["prefecture_adcode"] = places.prefecture_codes(centers, counties, prefectures)
    return centers
