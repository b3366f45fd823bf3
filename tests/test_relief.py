"""The relief: where its pixels lie, what they average, and how the ground is lit."""

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from geo import relief
from geo.relief import Lattice
from geo.terrain import open_terrain
from tests.ground import terrain
from tests.scenes import LAT, LON

HALF_DEG = 0.05
REAL_DEM = Path(__file__).parents[2] / "shared" / "dem" / "N44W072.hgt"


def bounds(lon: float = LON, lat: float = LAT, half: float = HALF_DEG) -> relief.Bounds:
    project = Transformer.from_crs(4326, 3857, always_xy=True).transform
    left, bottom = project(lon - half, lat - half)
    right, top = project(lon + half, lat + half)
    return left, bottom, right, top


def test_a_lattice_covers_its_bounds_and_begins_at_a_multiple() -> None:
    left, bottom, right, top = bounds()
    lattice = Lattice.over((left, bottom, right, top), 100.0, every=8)
    assert (lattice.row % 8, lattice.column % 8) == (0, 0)
    assert (lattice.rows % 8, lattice.columns % 8) == (0, 0)
    west, north = lattice.affine @ (0, 0)
    east, south = lattice.affine @ (lattice.columns, lattice.rows)
    assert west <= left < west + 800 and east - 800 < right <= east
    assert north >= top > north - 800 and south + 800 > bottom >= south


def test_a_pixel_on_the_ground_is_shorter_than_in_the_projection() -> None:
    lattice = Lattice.over(bounds(), 100.0)
    middle = lattice.ground_m()[lattice.rows // 2]
    assert middle == pytest.approx(100.0 * np.cos(np.radians(LAT)), rel=1e-4)


def test_lattices_are_as_fine_as_the_side_allows_and_no_finer_than_the_dem() -> None:
    west, south, east, north = bounds(half=2.0)
    region = relief.coarsest((west, south, east, north), finest_m=30.0)
    assert relief.MAX_SIDE - 4 <= max(region.rows, region.columns) <= relief.MAX_SIDE
    part, parts = region.divided(bounds(half=0.5), finest_m=30.0)
    assert parts == 3 and max(part.rows, part.columns) <= relief.MAX_SIDE
    assert region.divided(bounds(half=0.5), finest_m=region.pixel_m / 1.5)[1] == 1
    assert relief.coarsest((west, south, east, north), finest_m=5000.0).pixel_m == 5000.0


def test_mean_heights_are_those_of_the_ground(tmp_path: Path) -> None:
    slope = terrain(tmp_path, lambda east, north: 3000.0 + 1000.0 * east + 500.0 * north)
    lattice = Lattice.over(bounds(), 700.0)
    found = relief.mean_heights(slope, lattice)
    x, y = lattice.affine @ (np.arange(lattice.columns) + 0.5, np.full(lattice.columns, 0.5))
    lon, lat = Transformer.from_crs(3857, 4326, always_xy=True).transform(x, y)
    assert found[0] == pytest.approx(3000 + 1000 * (lon - LON) + 500 * (lat - LAT), abs=0.01)


def test_a_void_stays_a_void(tmp_path: Path) -> None:
    def half_void(east: np.ndarray, north: np.ndarray) -> np.ndarray:
        return np.where(east > 0.0, np.nan, 3000.0 + 0.0 * north)

    lattice = Lattice.over(bounds(), 700.0)
    found = relief.mean_heights(terrain(tmp_path, half_void), lattice)
    x, _ = lattice.affine @ (np.arange(lattice.columns) + 0.5, np.zeros(lattice.columns))
    east = np.degrees(x / 6378137.0) - LON
    assert np.isnan(found[:, east > 0.004]).all()
    assert (found[:, east < -0.004] == 3000.0).all()
    assert (relief.tones(found, lattice)[:, east > 0.004] == relief.VOID).all()


def test_where_no_tile_is_there_is_no_height(tmp_path: Path) -> None:
    lattice = Lattice.over(bounds(lon=LON - 5.0), 700.0)
    found = relief.mean_heights(terrain(tmp_path, lambda east, north: 3000.0 + east), lattice)
    assert np.isnan(found).all()


def test_the_region_is_gathered_from_its_parts() -> None:
    region = Lattice(300.0, row=-12, column=30, rows=4, columns=6)
    part = Lattice(100.0, row=-33, column=96, rows=6, columns=9)
    heights = np.arange(54, dtype=np.float32).reshape(6, 9)
    heights[:3, :3] = np.nan
    into = relief.unknown(region)
    into[2, 3] = 7.0  # a neighbour was there first
    relief.gather(into, region, heights, part, 3)
    expected = relief.unknown(region)
    expected[1, 3:5] = heights[:3, 3:6].mean(), heights[:3, 6:].mean()
    expected[2, 2:5] = heights[3:, :3].mean(), 7.0, heights[3:, 6:].mean()
    np.testing.assert_array_equal(into, expected)


def test_slopes_towards_the_north_west_are_light_and_away_from_it_dark() -> None:
    lattice = Lattice.over(bounds(), 100.0)
    rows, columns = np.indices((lattice.rows, lattice.columns))
    level = relief.tones(np.full(rows.shape, 3000.0, np.float32), lattice)
    towards = relief.tones((15.0 * (rows + columns)).astype(np.float32), lattice)
    away = relief.tones((-15.0 * (rows + columns)).astype(np.float32), lattice)
    assert (level == level[0, 0]).all() and level[0, 0] >= 240
    assert towards.min() > level[0, 0] and away.max() < level[0, 0] - 40
    assert away.min() >= relief.DARKEST


def test_larger_pixels_are_shown_steeper() -> None:
    times = [relief.exaggeration(Lattice.over(bounds(), side)) for side in (40.0, 300.0, 1000.0)]
    assert times[0] == 1.0 and 1.0 < times[1] < times[2] < 5.0


@pytest.mark.skipif(not REAL_DEM.is_file(), reason="the real DEM is not on this machine")
def test_real_mountains_have_light_and_shade() -> None:
    real = open_terrain(REAL_DEM)
    lattice = relief.coarsest(bounds(-71.5, 44.5, 0.3), relief.finest_m(real, 44.5))
    tones = relief.tones(relief.mean_heights(real, lattice), lattice)
    assert (tones > relief.VOID).all()
    assert np.percentile(tones, 5) < 220 and np.percentile(tones, 95) > 240


@pytest.mark.parametrize("rows_at_a_time", [1, 7, 1000])
def test_tones_do_not_depend_on_how_many_rows_are_lit_at_a_time(
    monkeypatch: pytest.MonkeyPatch, rows_at_a_time: int
) -> None:
    lattice = Lattice.over(bounds(), 200.0)
    shape = (lattice.rows, lattice.columns)
    heights = np.random.default_rng(1).uniform(3000.0, 3100.0, shape).astype(np.float32)
    heights[20:23, 5:9] = np.nan
    expected = relief.tones(heights, lattice)
    monkeypatch.setattr(relief, "_ROWS_AT_A_TIME", rows_at_a_time)
    assert (relief.tones(heights, lattice) == expected).all()
    assert expected[21, 6] == relief.VOID and len(np.unique(expected)) > 50
