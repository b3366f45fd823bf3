"""Figures of counties and prefectures, worked out on paper."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geo import statistics
from geo.grid import geodesic_area_km2
from geo.results import ANY

COUNTIES = gpd.GeoDataFrame(
    {"adcode": ["11", "12", "21"], "prefecture_adcode": ["10", "10", "20"]},
    geometry=[box(100, 36, 100.1, 36.1), box(100.1, 36, 100.2, 36.1), box(101, 36, 101.1, 36.1)],
    crs=4326,
)
PREFECTURES = gpd.GeoDataFrame(
    {"adcode": ["10", "20"], "prefecture_adcode": ["", ""]},
    geometry=[box(100, 36, 100.2, 36.1), box(101, 36, 101.1, 36.1)],
    crs=4326,
)
POPULATION = pd.DataFrame({"adcode": ["11", "10"], "population": [20_000.0, 50_000.0]})
# Two operators at one position, then two sectors of one site.
STATIONS = pd.DataFrame(
    {
        "operator": ["中国移动", "中国电信", "中国移动", "中国移动"],
        "lon": [100.05, 100.05, 100.15, 100.15],
        "lat": 36.05,
        "county_adcode": ["11", "11", "12", "12"],
        "prefecture_adcode": "10",
    }
)
COVERAGE = pd.DataFrame(
    [
        ("11", ANY, 100, 50, 20),
        ("12", ANY, 300, 30, 0),
        ("21", ANY, 100, 0, 0),
        ("11", "中国移动", 100, 99, 99),  # not "any": must not be counted
    ],
    columns=["county_adcode", "operator", "cells", "cells50", "cells90"],
)


def test_counties() -> None:
    found = statistics.of_counties(COUNTIES, POPULATION, STATIONS, COVERAGE).set_index("adcode")
    area = geodesic_area_km2(COUNTIES.geometry.to_numpy())
    assert found["area_km2"].tolist() == area.tolist()
    assert found["stations"].tolist() == [2, 1, 0]
    assert found.loc["11", "stations_per_10k"] == pytest.approx(1.0)
    assert found["share50"].tolist() == [0.5, 0.1, 0.0]
    assert found["share90"].tolist() == [0.2, 0.0, 0.0]
    assert found.loc["11", "covered50_km2"] == pytest.approx(area[0] / 2)
    assert found.loc["12", "stations_per_1000km2"] == pytest.approx(1000 / area[1])


def test_unknown_population_is_not_zero() -> None:
    found = statistics.of_counties(COUNTIES, POPULATION, STATIONS, COVERAGE).set_index("adcode")
    assert np.isnan(found.loc["12", "population"])
    assert np.isnan(found.loc["12", "stations_per_10k"])


def test_a_prefecture_adds_its_counties_by_cells() -> None:
    found = statistics.of_prefectures(
        PREFECTURES, COUNTIES, POPULATION, STATIONS, COVERAGE
    ).set_index("adcode")
    assert found["share50"].tolist() == [80 / 400, 0.0]
    assert found["stations"].tolist() == [3, 0]
    assert found["prefecture_adcode"].tolist() == found.index.tolist()
    assert found.loc["10", "stations_per_10k"] == pytest.approx(0.6)
    assert list(found.columns)[-1] == "geometry"


def test_the_file_that_boundaries_are_from_is_no_figure() -> None:
    own = COUNTIES.assign(file="界线.gpkg", row=1)
    found = statistics.of_counties(own, POPULATION, STATIONS, COVERAGE)
    assert not {"file", "row"} & set(found.columns)
    assert found["adcode"].tolist() == COUNTIES["adcode"].tolist()
