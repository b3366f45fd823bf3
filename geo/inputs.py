"""Everything a run starts from, loaded and checked before anything is computed or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from layers.errors import Finding, InputError
from layers.text import Text

from . import (
    drive_tests,
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
from .networks import LTE, NR
from .people import People, open_people
from .people import defaults as defaults_of_people
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
        File → rows read from it.
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
    rows: Counter[str] = Counter()

    def load(name: str) -> gpd.GeoDataFrame:
        frame = layers.load(name, settings.layer_file(name))
        rows.update(frame.get("file", ()))
        return frame

    prefectures, counties = load("prefectures"), load("counties")
    codes = scope.resolve(asked, prefectures)
    wanted = in_force(settings.goals.table, settings.goals.select, prefectures)
    population = load("population")
    findings: list[Finding] = []
    areas = _areas(load, counties, prefectures, findings, settings.coverage.place_cell_m)
    points = _key_points(load("key_points"), areas, counties)
    stations, synthetic = _stations(load, settings, areas, prefectures, population)
    stations, counted, lte, station_defaults = _complete(stations, counties, settings)
    if not counted.any():
        findings.append(_nothing_counts(settings))
    centers = _data_centers(load("data_centers"), counties, prefectures, findings)
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
    findings += key_point_list.far_away(points, placed)
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
        rows=dict(rows),
        key_points=points,
        goals=wanted,
        people=people,
        whole=whole,
        measurements=measurements,
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

    def load(name: str) -> gpd.GeoDataFrame:
        return layers.load(name, settings.layer_file(name))

    if settings.layer_file("base_stations") is not None:
        return load("base_stations"), False
    prefectures, counties = load("prefectures"), load("counties")
    areas = _areas(load, counties, prefectures, [], settings.coverage.place_cell_m)
    return _stations(load, settings, areas, prefectures, load("population"))


def _areas(
    load: Callable[[str], gpd.GeoDataFrame],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
    largest_cell_m: float,
) -> gpd.GeoDataFrame:
    by_category = {name: load(layer) for name, layer in _layers_of("goal2022", "extended").items()}
    for layer in by_category.values():
        _settle(layer, counties, prefectures, findings)
    areas = places.collect(by_category, counties, prefectures)
    repeated = areas["id"].duplicated()
    if repeated.any():
        rows = areas.loc[repeated, ["id", "file", "row"]]
        raise InputError([_repeated(*values) for values in rows.itertuples(index=False)])
    too_large = places.too_large(areas, largest_cell_m)
    if too_large:
        raise InputError(too_large)
    findings += places.probable_duplicates(areas)
    return areas


def _key_points(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the key points, each in the province and of a listed place."""
    locate.require_inside(points, locate.county_of(points.geometry, counties))
    key_point_list.require_known(points, areas)
    return points


def _layers_of(*groups: str) -> dict[str, str]:
    """Return the layer of each category of some groups, in their order."""
    categories = standards.table("categories")
    chosen = categories[categories["group"].isin(groups)]
    return dict(zip(chosen["category"], chosen["layer"], strict=True))


def _settle(
    layer: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> None:
    """Give each row the code of the division it belongs to, and report what contradicts."""
    county = locate.county_of(layer.geometry.representative_point(), counties)
    locate.require_inside(layer, county)
    belongs = locate.belonging(layer, county, counties, prefectures)
    findings += locate.unknown_codes(layer, belongs, counties, prefectures)
    findings += locate.misplaced(layer, county, counties, prefectures)
    layer["adcode"] = belongs


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


def _repeated(area_id: str, file: str, row: int) -> Finding:
    return Finding(
        "duplicate-id",
        Text(f"编号“{area_id}”在另一图层中已使用", f"id {area_id!r} is taken by another layer"),
        Text("每个场所使用唯一编号", "give each place an id of its own"),
        file,
        int(row),
        "id",
    )


def _stations(
    load: Callable[[str], gpd.GeoDataFrame],
    settings: Settings,
    areas: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    population: pd.DataFrame,
) -> tuple[gpd.GeoDataFrame, bool]:
    if settings.layer_file("base_stations") is not None:
        return load("base_stations"), False
    # A list of villages is the planner's own: the scenario must not move when it is given.
    around = areas[areas["category"] != "village"]
    made_up = scenario.stations(
        settings.scenario.count, settings.scenario.seed, around, prefectures, population
    )
    return made_up, True


def _complete(
    stations: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, settings: Settings
) -> tuple[gpd.GeoDataFrame, np.ndarray, np.ndarray, pd.DataFrame]:
    """Locate the stations, tell which count, 5G and 4G, and fill what those leave open."""
    stations = stations.reset_index(drop=True)
    stations["county_adcode"] = locate.county_of(stations.geometry, counties)
    locate.require_inside(stations, stations["county_adcode"].to_numpy(str))
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
    centers: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    centers = centers.copy()
    _settle(centers, counties, prefectures, findings)
    is_county = centers["adcode"].isin(counties["adcode"])
    centers["county_adcode"] = centers["adcode"].where(is_county, "")
    centers["prefecture_adcode"] = places.prefecture_codes(centers, counties, prefectures)
    return centers
