"""What the voids of a DEM leave open is said in words, with where and how much."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geo import voids
from geo.grid import geodesic_area_km2
from geo.results import ANY


def terrain(*covered: bool) -> SimpleNamespace:
    return SimpleNamespace(
        card={"terrain_source": "dem.tif"}, covers=lambda lon, lat: np.array(covered, bool)
    )


def stations(count: int) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": [f"S{i}" for i in range(count)], "lon": 96.0, "lat": 36.0})


COUNTIES = gpd.GeoDataFrame(
    {"adcode": ["1", "2"], "name_zh": ["甲县", "乙县"]},
    geometry=[box(96, 36, 97, 37), box(97, 36, 98, 37)],
    crs=4326,
)


def cells(*open_cells: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county_adcode": ["1", "2", "1", "2"],
            "operator": [ANY, ANY, "中国移动", "中国移动"],
            "cells": 1000,
            "cells_no_data": [*open_cells, 1000, 1000],  # one operator alone does not count
        }
    )


def test_a_whole_dem_gives_nothing_to_say() -> None:
    assert list(voids.findings(terrain(True), stations(1), cells(0, 0), COUNTIES)) == []


def test_stations_where_there_is_no_height_are_counted_and_named() -> None:
    covered = [True, *[False] * 7]
    (found,) = voids.findings(terrain(*covered), stations(8), cells(0, 0), COUNTIES)
    assert (found.code, found.severity, found.file) == ("station-off-terrain", "warning", "dem.tif")
    assert "7 个站" in found.what.zh and "S1、S2、S3、S4、S5……" in found.what.zh
    assert "S0" not in found.what.en and "S6" not in found.what.en


def test_the_area_left_open_is_that_of_the_counties_with_the_largest_first() -> None:
    (found,) = voids.findings(terrain(True), stations(1), cells(100, 500), COUNTIES)
    first, second = geodesic_area_km2(COUNTIES.geometry.to_numpy()) * [0.1, 0.5]
    assert found.code == "no-terrain" and found.field == "terrain.dem"
    assert f"{first + second:,.0f} km²" in found.what.zh
    assert f"乙县 {second:,.0f} km²、甲县 {first:,.0f} km²" in found.what.zh
    assert f"{first + second:,.0f} km² open" in found.what.en


def test_no_stations_and_no_cells_are_no_finding() -> None:
    assert list(voids.findings(terrain(), stations(0), cells(0, 0), COUNTIES)) == []
