import math

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform

from benchmarks import synthetic_terrain as terrain

LON, LAT = 101.8, 36.6
SECOND = 1 / terrain.PER_DEGREE


@pytest.fixture(scope="module")
def mountains():
    return terrain.around_station(LON, LAT, terrain.CHARACTERS["rolling"])


def test_the_same_seed_gives_the_same_heights(mountains):
    again = terrain.around_station(LON, LAT, terrain.CHARACTERS["rolling"])
    assert np.array_equal(mountains.block(9, 9, 50, 50), again.block(9, 9, 50, 50))


def test_a_window_is_a_part_of_the_whole_across_every_seam(mountains):
    row, column = terrain.SPAN - 20, terrain.POSTS * 9 - 20
    whole = mountains.block(row - 30, column - 10, 100, 100)
    assert np.array_equal(mountains.block(row, column, 40, 40), whole[30:70, 10:50])


@pytest.mark.parametrize("character", terrain.CHARACTERS)
def test_slopes_are_those_of_mountains(character):
    model = terrain.around_station(LON, LAT, terrain.CHARACTERS[character])
    slope = terrain.slopes(model.block(4000, 4000, 1500, 1500), LAT)
    assert 4.0 < slope.mean() < 16.0
    assert 8.0 < np.percentile(slope, 95.0) < 32.0


def test_the_projected_terrain_is_that_of_the_tiles(mountains, tmp_path):
    projected = tmp_path / "station.tif"
    terrain.write_projected(projected, mountains, LON, LAT, 3000.0, 30.0)
    (tile,) = terrain.write_hgt(tmp_path, mountains, [(math.floor(LON), math.floor(LAT))])
    assert tile.name == "N36E101.hgt"
    heights = np.fromfile(tile, ">i2").reshape(3601, 3601)
    with rasterio.open(projected) as raster:
        square, tags = raster.read(1), raster.tags()
        rows, columns = np.mgrid[5:195:10, 5:195:10]
        x, y = raster.xy(rows.ravel(), columns.ravel())
        lon, lat = transform(raster.crs, "EPSG:4326", x, y)
    nearest = heights[
        np.rint((math.floor(LAT) + 1 - np.array(lat)) / SECOND).astype(int),
        np.rint((np.array(lon) - math.floor(LON)) / SECOND).astype(int),
    ]
    assert tags["SYNTHETIC"] == "yes"
    # Half a cell on a slope of 20 degrees, and the roughness.
    assert np.abs(square[rows.ravel(), columns.ravel()] - nearest).max() < 10.0


def test_tiles_share_their_edge(mountains, tmp_path):
    west, east = (
        np.fromfile(tile, ">i2").reshape(3601, 3601)
        for tile in terrain.write_hgt(tmp_path, mountains, [(101, 36), (102, 36)])
    )
    assert np.array_equal(west[:, -1], east[:, 0])


def test_the_province_is_compressed_tiled_and_marked(tmp_path):
    file = tmp_path / "part.tif"
    terrain.write_province(file, (95.0, 36.0, 95.3, 36.2))
    with rasterio.open(file) as raster:
        assert raster.shape == (720, 1080)
        assert raster.dtypes == ("int16",)
        assert raster.block_shapes == [(terrain.STRIP, terrain.STRIP)]
        assert raster.tags()["SYNTHETIC"] == "yes"
        row, column = (round(v * terrain.PER_DEGREE) for v in (39.21 - 36.2, 95.0 - 89.4))
        expected = terrain.province().block(row, column, 720, 1080)
        assert np.array_equal(raster.read(1), np.rint(expected))
