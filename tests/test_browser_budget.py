"""What a page may weigh and take, by size, by heap, by elements."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI
from tests.sample_results import (
    sample_results,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def crowded_maps(tmp_path_factory) -> Path:
    """10,000 stations in one prefecture."""
    clean = sample_results()
    random = np.random.default_rng(2022)
    lon, lat = random.uniform(100.0, 101.3, 10_000), random.uniform(37.0, 37.3, 10_000)
    stations = pd.concat([clean.stations.iloc[:1]] * 10_000, ignore_index=True)
    stations = stations.assign(id=[f"S{i:05d}" for i in range(10_000)], lon=lon, lat=lat)
    stations = gpd.GeoDataFrame(stations, geometry=[Point(p) for p in zip(lon, lat)], crs=4326)  # noqa: B905
    out = tmp_path_factory.mktemp("crowded")
    write_pages(dataclasses.replace(clean, stations=stations), out / "none", out)
    return out


def test_ten_thousand_stations_stay_within_the_budget(visit, crowded_maps):
    assert (crowded_maps / HAIBEI).stat().st_size < 3e6
    assert (crowded_maps / "index.html").stat().st_size < 4e6
    found = visit(crowded_maps / HAIBEI)
    assert found.page.evaluate("document.querySelectorAll('*').length") <= 1500
    assert found.page.evaluate("covermap.stationsShown") == 10_000
    found.session.send("HeapProfiler.collectGarbage")
    listed = found.session.send("Performance.getMetrics")["metrics"]
    metrics = {metric["name"]: metric["value"] for metric in listed}
    assert metrics["TaskDuration"] < 6  # [s] twice the budget: two busy cores are shared
    assert metrics["JSHeapUsedSize"] < 15e6
