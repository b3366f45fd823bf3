"""The relief as files: clipped, of one DEM, made once; and as a picture of a page."""

import base64
import warnings

import numpy as np
import pytest
import rasterio
from shapely.geometry import Point

from geo import relief
from geo.outputs import relief_rasters
from geo.outputs._page import relief as page_relief
from tests.sample_relief import DEM, VOID_WEST, sample_terrain, write_relief
from tests.sample_results import card_without_terrain, sample_results


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("relief")
    write_relief(tmp_path_factory.mktemp("dem"), folder)
    return folder


def tones_of(folder, adcode):
    with rasterio.open(relief_rasters.file_of(folder, adcode)) as source:
        rows, columns = np.indices(source.shape)
        x, y = source.transform @ (columns.ravel() + 0.5, rows.ravel() + 0.5)
        lon, lat = rasterio.warp.transform(source.crs, 4326, x, y)
        return source.read(1).ravel(), np.array(lon), np.array(lat)


def test_one_raster_for_the_region_and_one_per_prefecture(rasters):
    names = sorted(path.name for path in rasters.iterdir())
    assert names == ["relief_630000.tif", "relief_630200.tif", "relief_632200.tif"]
    with rasterio.open(rasters / names[0]) as region, rasterio.open(rasters / names[1]) as part:
        assert region.crs == part.crs == rasterio.crs.CRS.from_epsg(3857)
        assert max(region.shape) <= relief.MAX_SIDE
        assert "地形阴影" in region.descriptions[0] and "hillshade" in region.descriptions[0]
        assert 1.0 <= float(part.tags()[relief_rasters.EXAGGERATION_TAG]) < 10.0


@pytest.mark.parametrize("adcode", ["630000", "630200", "632200"])
def test_it_is_clipped_to_the_prefectures_of_the_run(rasters, adcode):
    prefectures = sample_results().prefectures
    if adcode != "630000":
        prefectures = prefectures[prefectures["adcode"] == adcode]
    region = prefectures.union_all()
    tones, lon, lat = tones_of(rasters, adcode)
    for index in range(0, tones.size, 997):
        place = Point(lon[index], lat[index])
        if region.boundary.distance(place) > 0.02:
            assert (tones[index] != relief.OUTSIDE) == region.contains(place)


def test_voids_are_marked_and_ground_is_not(rasters):
    tones, lon, _ = tones_of(rasters, "630200")
    inside = tones != relief.OUTSIDE
    assert (tones[inside & (lon > VOID_WEST + 0.03)] == relief.VOID).all()
    assert (tones[inside & (lon < VOID_WEST - 0.03)] > relief.VOID).all()


def test_an_unchanged_dem_is_not_shaded_again(rasters, tmp_path, monkeypatch):
    before = {path: path.read_bytes() for path in rasters.iterdir()}
    terrain = sample_terrain(tmp_path)
    asked = []
    heights = relief.mean_heights
    monkeypatch.setattr(relief, "mean_heights", lambda *a: asked.append(a) or heights(*a))
    files = relief_rasters.write(terrain, sample_results(), rasters, DEM)
    assert asked == [] and files[0] == relief_rasters.file_of(rasters)
    relief_rasters.write(terrain, sample_results(), tmp_path, [["ranges.tif", "1" * 64]])
    assert len(asked) == 2  # each prefecture once, the region from them
    relief_rasters.write(terrain, sample_results(), tmp_path, DEM)
    assert len(asked) == 4
    assert {path: (tmp_path / path.name).read_bytes() for path in before} == before


def decoded(uri):
    data = base64.b64decode(uri.removeprefix("data:image/webp;base64,"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with rasterio.MemoryFile(data) as memory, memory.open(driver="WEBP") as picture:
            return picture.read()


def test_the_picture_is_grey_and_clear_outside(rasters):
    card = sample_results().card
    found = page_relief.relief(card, rasters, "632200")
    assert found["source"] == card["model_card"]["terrain_source"] and not found["voids"]
    (south, west), (north, east) = found["bounds"]
    assert west <= 100.0 and east >= 101.34 and south <= 37.0 and north >= 37.3
    assert (east - west, north - south) == pytest.approx((1.34, 0.3), abs=0.03)
    red, green, _, alpha = decoded(found["uri"])
    with rasterio.open(relief_rasters.file_of(rasters, "632200")) as source:
        tones = source.read(1)
    assert ((alpha == 255) == (tones > relief.VOID)).all()
    ground = alpha == 255
    assert np.abs(red[ground].astype(int) - tones[ground]).mean() < 6
    assert np.abs(red.astype(int) - green).max() <= 2


def test_voids_are_hatched_in_the_picture(rasters):
    found = page_relief.relief(sample_results().card, rasters, "630200")
    assert found["voids"]
    alpha = decoded(found["uri"])[3]
    with rasterio.open(relief_rasters.file_of(rasters, "630200")) as source:
        void = source.read(1) == relief.VOID
    assert 0.1 < (alpha[void] > 0).mean() < 0.4
    assert (alpha[void] < 255).all()


def test_without_a_dem_there_is_no_relief(rasters, tmp_path):
    card = sample_results().card
    assert page_relief.relief(card, tmp_path, "632200") is None
    flat = {**card, "model_card": card_without_terrain()}
    assert page_relief.relief(flat, rasters, "632200") is None
