"""Measurements and challenges in exports and on the page: apart, bounded, harmless."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest

from geo.outputs import dictionary, geojson, gpkg
from geo.outputs._export_layers import export_layers, marks
from geo.outputs._page import data as page_data
from geo.outputs._page import geometry as page_geometry
from geo.outputs._page import measured as page_measured
from geo.outputs._page.measured import MOST_POINTS, disputes, measured_points
from geo.outputs.pages import write_pages
from geo.results import Results
from tests.browsing import HAIBEI as HAIBEI_PAGE
from tests.sample_measured import NOT_ENOUGH, SETTLED, measured_results, measurements
from tests.sample_rasters import write_rasters
from tests.sample_results import HOSTILE_NAME, sample_results

HAIBEI = "632200"


# ------------------------------------------------------------------------------- exports


def layer_of(results: Results):
    return next((found for found in export_layers(results) if found.name == "measurements"), None)


def test_measured_points_are_a_layer_that_says_it_is_measured() -> None:
    layer = layer_of(measured_results())
    assert "实测" in layer.title.zh and "measured" in layer.title.en
    assert len(layer.frame) == len(measurements())
    # The rows are measurements; what is predicted beside them rests on invented stations.
    assert not layer.frame["predicted"].any() and layer.frame["synthetic"].all()
    assert marks(measured_results(), layer)["predicted"] is False
    assert not layer_of(measured_results(synthetic=False)).frame["synthetic"].any()
    assert set(layer.frame.columns) <= set(layer.entries())


def test_without_measurements_there_is_no_such_layer() -> None:
    assert layer_of(sample_results()) is None


def test_both_formats_hold_the_points(tmp_path: Path) -> None:
    results = measured_results()
    (path,) = [p for p in geojson.write(results, tmp_path) if "measurements" in p.name]
    assert path.name == "measurements_SYNTHETIC.geojson"
    features = json.loads(path.read_text("utf-8"))["features"]
    assert len(features) == len(results.measurements)
    first = next(f for f in features if f["properties"]["row"] == 2)
    assert first["properties"]["id"] == HOSTILE_NAME
    assert (first["properties"]["level_dbm"], first["properties"]["predicted_dbm"]) == (-98, -100)
    assert [f for f in features if f["properties"]["predicted_dbm"] is None]
    (book,) = [p for p in gpkg.write(results, tmp_path) if p.name == "covermap_SYNTHETIC.gpkg"]
    frame = pyogrio.read_dataframe(book, layer="measurements")
    assert sorted(frame["level_dbm"]) == sorted(results.measurements["level_dbm"])


def test_a_prefecture_is_given_its_own_points() -> None:
    layers = {layer.name: layer for layer in export_layers(measured_results(), HAIBEI)}
    assert set(layers["measurements"].frame["prefecture_adcode"]) == {HAIBEI}


def test_dictionary_tells_measured_from_predicted() -> None:
    found = dictionary.entries("measurements")
    assert found["level_dbm"].zh == "实测电平" and found["predicted_dbm"].zh.startswith("预测电平")


# ------------------------------------------------------------------------- what a page holds


def test_a_page_without_measurements_holds_none() -> None:
    assert measured_points(sample_results(), HAIBEI) is None
    assert measured_points(measured_results(), "630100") is None
    assert disputes(sample_results()) == {}


def test_a_page_holds_one_median_per_cell_and_operator() -> None:
    found = measured_points(measured_results(), HAIBEI)
    assert (found["points"], found["cell"]) == (8, 100.0)
    operators = [found["operator"]["values"][i] for i in found["operator"]["index"]]
    assert sorted(zip(operators, found["level"], strict=True)) == sorted(
        [
            ("中国移动", -98.0),
            ("中国移动", -104.0),
            ("中国移动", -107.0),
            ("中国移动", -160.0),
            ("中国电信", -108.0),
            ("中国电信", -90.0),
        ]
    )
    assert len(set(found["cells"])) == 6
    assert {len(found[name]) for name in ("lon", "lat", "level", "cells")} == {6}
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("limit", "cell", "shown"), [(16, 100.0, 16), (15, 200.0, 4), (4, 200.0, 4), (3, 400.0, 1)]
)
def test_a_page_is_never_given_more_points_than_it_bears(
    limit: int, cell: float, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_measured, "MOST_POINTS", limit)
    one = measurements().iloc[:1]
    grid = [(row, column) for row in range(4) for column in range(4)]
    many = pd.concat([one.assign(grid_row=r, grid_column=c, level_dbm=-80.0 - r) for r, c in grid])
    results = dataclasses.replace(sample_results(), measurements=gpd.GeoDataFrame(many, crs=4326))
    found = measured_points(results, HAIBEI)
    assert (found["points"], found["cell"], len(found["level"])) == (16, cell, shown)


def test_the_bound_is_five_thousand() -> None:
    draw = np.random.default_rng(3)
    many = pd.concat([measurements().iloc[:1]] * 20_000, ignore_index=True).assign(
        grid_row=draw.integers(0, 300, 20_000), grid_column=draw.integers(0, 300, 20_000)
    )
    results = dataclasses.replace(sample_results(), measurements=gpd.GeoDataFrame(many, crs=4326))
    found = measured_points(results, HAIBEI)
    assert MOST_POINTS == 5000 >= len(found["level"]) > 1000


@pytest.fixture(scope="module")
def payload():
    results = measured_results()
    return page_data.prefecture_payload(results, page_geometry.boundaries(results), HAIBEI)


def test_a_place_says_what_was_measured_and_what_is_disputed(payload) -> None:
    places = {area["id"]: area for area in payload["areas"]}
    settled = places[SETTLED]
    assert (settled["verdict"]["area"], settled["basis"]) == ("met", "measured")
    assert settled["measured"] == {"cells": 200, "share": 1.0}
    own = {row["operator"]: row["basis"] for row in settled["by"] if row["rule"] == "area"}
    assert own["中国移动"] == "measured" and own["中国电信"] == "predicted"
    assert [d["id"] for d in settled["disputes"]] == ["C1", "C2"]
    assert settled["disputes"][0]["note"] == HOSTILE_NAME
    assert places[NOT_ENOUGH]["measured"] == {"cells": 58, "share": 1.0}
    assert places[NOT_ENOUGH]["basis"] == "predicted"
    plain = places["QH-GV-001"]
    assert (plain["basis"], plain["measured"], plain["disputes"]) == ("predicted", None, [])


# -------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rasters, out = tmp_path_factory.mktemp("rasters"), tmp_path_factory.mktemp("measured")
    write_rasters(rasters)
    write_pages(measured_results(), rasters, out)
    return out


@pytest.mark.browser
def test_the_layer_is_off_until_it_is_asked_for(visit, maps: Path) -> None:
    seen = visit(maps / HAIBEI_PAGE)
    legend = seen.page.locator("#legend-measured")
    assert legend.inner_text() == ""
    assert seen.page.evaluate("covermap.measuredShown") == 0
    seen.page.locator("#filter-menu > summary").click()
    seen.page.get_by_label("路测点（实测）").check()
    assert "实测 ≥ −105 dBm" in legend.inner_text()
    assert "8 个测点，按 100 m 格取中位数后 6 点" in legend.inner_text()
    seen.page.evaluate("covermap.set({operator: '中国电信'})")
    assert "中国电信" in legend.inner_text()
    assert seen.page.evaluate("covermap.measuredShown") == 2
    seen.page.evaluate("covermap.set({overlay: 'class'})")  # is of any operator
    assert seen.page.evaluate("covermap.measuredShown") == 6
    seen.page.get_by_label("路测点（实测）").uncheck()
    assert legend.inner_text() == ""


@pytest.mark.browser
def test_the_drawer_says_settled_by_measurement_and_shows_what_is_disputed(
    visit,
    maps: Path,
) -> None:
    seen = visit(maps / HAIBEI_PAGE)
    seen.page.evaluate(f"covermap.set({{selected: '{SETTLED}'}})")
    drawer = seen.page.locator("#drawer-content")
    assert "由实测判定" in drawer.inner_text()
    assert "200 格实测，100 % 达到门限" in drawer.inner_text()
    notes = drawer.locator(".disputes li")
    assert notes.count() == 2
    assert "待处理" in notes.nth(0).inner_text() and HOSTILE_NAME in notes.nth(0).inner_text()
    assert "成立" in notes.nth(1).inner_text()
    seen.page.locator("#language").click()
    assert "settled by measurement" in drawer.inner_text()
    seen.page.evaluate("covermap.set({selected: 'QH-GV-001'})")
    assert drawer.locator(".disputes").count() == 0
