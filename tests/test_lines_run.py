"""A whole run with a road of the planner's own: from the file to every product."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

import layers
from geo import lines, pipeline, settings
from geo.coverage import ByTerrain, NoMemory
from geo.outputs import store
from geo.pipeline import Folders, Outcome
from geo.results import ANY, Results
from tests.along import COUNTIES, CRITERION, layer
from tests.conftest import SmallRun, small_settings
from tests.ground import ridge, terrain
from tests.scenes import LAT, LON, transmitters, window

GEOD = Geod(ellps="WGS84")
# From the border of 海北 past two county seats and out again, in two pieces.
WAY = [(102.30, 37.05), (101.95, 37.20), (101.62, 37.376), (101.05, 37.62), (100.25, 38.18)]


def road(path: Path) -> Path:
    pieces = [shapely.LineString(WAY[:3]), shapely.LineString(WAY[:1:-1])]
    columns = {"ref": ["G227", "G227"], "名称": ["张汶线", "张汶线"]}
    gpd.GeoDataFrame(columns, geometry=pieces, crs=4326).to_file(path)
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, Outcome]:
    folder = tmp_path_factory.mktemp("road")
    own = road(folder / "roads.geojson")
    chosen = small_settings().model_copy(update={"layers": {"roads": own}})
    folders = Folders(folder / "out")
    return folders, pipeline.run(chosen, ["海北"], folders)


@pytest.fixture(scope="module")
def results(finished: tuple[Folders, Outcome]) -> Results:
    return store.load(finished[0].processed)


def test_the_kilometres_are_those_within_the_prefecture(
    finished: tuple[Folders, Outcome], results: Results
) -> None:
    counties = layers.load("counties")
    haibei = counties[counties["prefecture_adcode"] == "632200"].union_all()
    inside = shapely.LineString(WAY).intersection(haibei)
    expected = GEOD.geometry_length(inside) / 1e3
    whole, part = results.lines.itertuples()
    assert (whole.id, part.id) == ("G227 张汶线", "G227 张汶线@632200")
    # Each time the road crosses the border, a sample of 100 m by a cell of 500 m decides.
    assert whole.km == pytest.approx(expected, abs=1.5)
    assert whole.km == part.km
    assert whole.km50 + results.line_gaps["km"].sum() == pytest.approx(whole.km)
    assert whole.gap_km == pytest.approx(results.line_gaps["km"].max())
    (said,) = [finding for finding in finished[1].findings if finding.code == "line-outside"]
    outside = GEOD.geometry_length(shapely.LineString(WAY)) / 1e3 - whole.km
    assert f"{outside:.1f} km" in said.what.zh
    assert "line-outside" in set(results.findings["code"])


def test_every_network_is_judged_along_the_road(results: Results) -> None:
    judged = results.verdicts[results.verdicts["rule"] == "linear"]
    views = results.coverage["operator"].unique()
    assert judged.groupby("area_id")["operator"].apply(set).map(set(views).__eq__).all()
    own = judged[judged["operator"] == ANY].set_index("area_id")
    lines = results.lines.set_index("id")
    assert own["verdict"].to_dict() == lines["linear"].to_dict()
    assert own["share50"].to_dict() == lines["share50"].to_dict()


def test_the_road_is_in_every_product(finished: tuple[Folders, Outcome]) -> None:
    folders, _ = finished
    record = json.loads((folders.processed / "run.json").read_text("utf-8"))
    (listed,) = [row for row in record["inputs"] if row["layer"] == "roads"]
    assert (listed["file"], listed["rows"]) == ("roads.geojson", 2)
    assert (folders.exports / "geojson" / "632200-haibei-lines_SYNTHETIC.geojson").is_file()
    (sheet,) = folders.reports.glob("632200*/08-lines.csv")
    assert "G227 张汶线" in sheet.read_text("utf-8-sig")
    (page,) = folders.maps.glob("632200*.html")
    assert "张汶线" in page.read_text("utf-8")


def test_a_road_changes_no_other_figure(results: Results, haibei_run: SmallRun) -> None:
    without = store.load(haibei_run.folders.processed)
    assert len(without.lines) == 0
    for name in ("areas", "gaps", "coverage", "limits", "levels", "counties"):
        one, other = (pd.DataFrame(getattr(r, name)) for r in (results, without))
        pd.testing.assert_frame_equal(one, other)
    places = results.verdicts[results.verdicts["rule"] != "linear"]
    pd.testing.assert_frame_equal(places, without.verdicts)


@pytest.mark.slow
def test_a_ridge_and_a_void_of_a_dem_are_told_apart_along_a_road(tmp_path: Path) -> None:
    def ground(east: np.ndarray, north: np.ndarray) -> np.ndarray:
        """The wall of `tests.ground.ridge` in the east, a hole in the DEM in the west."""
        hole = (np.abs(north) < 0.02) & (east > -0.08) & (east < -0.06)
        return np.where(hole, np.nan, ridge(east, north))

    sources = transmitters([{"environment": "RMa", "height_m": 30.0, "band": "n41"}])
    model = ByTerrain.over(
        terrain(tmp_path, ground), sources, settings.default(), NoMemory(), NoMemory()
    )
    way = shapely.LineString([(LON - 0.13, LAT), (LON + 0.13, LAT)])
    gathered = lines.collect({"road": layer(way)}, COUNTIES, ())
    grid = window(100.0, 40, 300)
    reader = lines.Reader(gathered, grid, model, COUNTIES, CRITERION)
    for _, _, tile in grid.tiles(64):
        reader.add(model.over_window(tile), np.zeros(tile.shape, np.int16))
    void, hill = reader.found.gaps.itertuples()
    assert (void.cause, hill.cause) == ("no_data", "terrain")
    # From the end of the road to the hole; from behind the ridge, 0.03° east, to the end.
    assert (void.from_lon, hill.to_lon) == pytest.approx((LON - 0.13, LON + 0.13))
    assert LON - 0.08 < void.to_lon < LON - 0.055
    assert LON + 0.03 < hill.from_lon < LON + 0.04
