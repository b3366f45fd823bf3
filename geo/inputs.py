"""Everything a run starts from, loaded and checked before anything is computed or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from layers.errors import Finding, InputError
from layers.text import Text

from . import locate, places, radio, scenario, scope, standards
from .settings import Settings


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
    areas
        Places of the scope, as `geo.places.with_extents` returns them.
    data_centers
        The layer ``data_centers``, of the scope.
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
    """

    counties: gpd.GeoDataFrame
    prefectures: gpd.GeoDataFrame
    population: pd.DataFrame
    stations: gpd.GeoDataFrame
    counted: np.ndarray
    areas: gpd.GeoDataFrame
    data_centers: gpd.GeoDataFrame
    synthetic: bool
    scope: tuple[str, ...]
    findings: tuple[Finding, ...]
    defaults: pd.DataFrame
    rows: Mapping[str, int]


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
    population = load("population")
    findings: list[Finding] = []
    areas = _areas(load, counties, prefectures, findings)
    stations, synthetic = _stations(load, settings, areas, prefectures, population)
    stations["county_adcode"] = locate.county_of(stations.geometry, counties)
    locate.require_inside(stations, stations["county_adcode"].to_numpy(str))
    stations["prefecture_adcode"] = stations["county_adcode"].map(
        dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
    )
    stations, station_defaults = radio.with_defaults(stations, settings.coverage.environment)
    counted = (
        (stations["tech"] == "NR") & stations["status"].isin(settings.coverage.statuses)
    ).to_numpy(bool)
    centers = _data_centers(load("data_centers"), counties, prefectures)
    # Places of no known prefecture belong to the province and appear in its report alone.
    here = areas["prefecture_adcode"].isin(codes)
    if len(codes) == len(prefectures):
        here |= areas["prefecture_adcode"] == ""
    areas = areas[here].reset_index(drop=True)
    findings += places.without_shape(areas)
    placed, extent_defaults = places.with_extents(areas)
    return Inputs(
        counties=counties[counties["prefecture_adcode"].isin(codes)].reset_index(drop=True),
        prefectures=prefectures[prefectures["adcode"].isin(codes)].reset_index(drop=True),
        population=population,
        stations=stations.reset_index(drop=True),
        counted=counted,
        areas=placed,
        data_centers=centers[
            centers["prefecture_adcode"].isin(codes)
            | ((centers["prefecture_adcode"] == "") & (len(codes) == len(prefectures)))
        ].reset_index(drop=True),
        synthetic=synthetic,
        scope=codes,
        findings=tuple(findings),
        defaults=pd.concat([station_defaults, extent_defaults], ignore_index=True),
        rows=dict(rows),
    )


def _areas(
    load: Callable[[str], gpd.GeoDataFrame],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    findings: list[Finding],
) -> gpd.GeoDataFrame:
    categories = standards.table("categories")
    judged = categories[categories["group"] != "infrastructure"]
    by_category = {
        category: load(layer)
        for category, layer in zip(judged["category"], judged["layer"], strict=True)
    }
    for layer in by_category.values():
        county = locate.county_of(layer.geometry.representative_point(), counties)
        locate.require_inside(layer, county)
        findings += locate.misplaced(layer, county, counties)
        unstated = (layer["adcode"] == "").to_numpy() & (county != "")
        layer.loc[unstated, "adcode"] = county[unstated]
    areas = places.collect(by_category, counties, prefectures)
    repeated = areas["id"].duplicated()
    if repeated.any():
        rows = areas.loc[repeated, ["id", "file", "row"]]
        raise InputError([_repeated(*values) for values in rows.itertuples(index=False)])
    return areas


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
    made_up = scenario.stations(
        settings.scenario.count, settings.scenario.seed, areas, prefectures, population
    )
    return made_up, True


def _data_centers(
    centers: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    centers = centers.copy()
    locate.require_inside(centers, locate.county_of(centers.geometry, counties))
    is_county = centers["adcode"].isin(counties["adcode"])
    centers["county_adcode"] = centers["adcode"].where(is_county, "")
    centers["prefecture_adcode"] = places.prefecture_codes(centers, counties, prefectures)
    return centers
