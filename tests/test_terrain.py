"""Elevation in its own pixels: the same height whatever way it is asked for, voids as NaN."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod, Transformer
from rasterio.transform import from_origin

from geo.terrain import (
    Terrain,
    Window,
    _files,
    _heights,
    _sample,
    input_files,
    open_terrain,
    sample,
)
from tests import dems

GEOD = Geod(ellps="WGS84")
ROOT = Path(__file__).resolve().parents[1]
REAL_TILE = ROOT.parent / "shared" / "dem" / "N44W072.hgt"
SAMPLERS = [pytest.param(sample, id="compiled"), pytest.param(sample.py_func, id="twin")]
Sampler = Callable[[np.ndarray, float, float], float]


def look(terrain: Terrain, window: Window, lon: float, lat: float) -> float:
    column, row = terrain.locate(lon, lat)
    return sample(window.height_m, column[0] - window.column, row[0] - window.row)


# --- sampling ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_sample_is_bilinear(sampler: Sampler) -> None:
    height = np.array([[10, 20, 30], [30, 60, 90]], np.float32)
    assert sampler(height, 0.0, 0.0) == 10
    assert sampler(height, 0.25, 0.0) == 12.5
    assert sampler(height, 0.0, 0.5) == 20
    assert sampler(height, 0.5, 0.5) == 30
    assert sampler(height, 2.0, 1.0) == 90


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(
    ("column", "row"),
    [(-1e-9, 0), (0, -1e-9), (2.0000001, 0), (0, 1.0000001), (math.nan, 0), (0, math.nan)],
)
def test_outside_the_outermost_centres_there_is_no_height(
    sampler: Sampler, column: float, row: float
) -> None:
    assert math.isnan(sampler(np.ones((2, 3), np.float32), column, row))


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_void_pixel_spoils_only_what_it_has_weight_in(sampler: Sampler) -> None:
    height = np.ones((5, 5), np.float32)
    height[2, 2] = np.nan
    void = {
        (column, row)
        for column in np.arange(0, 4.25, 0.25)
        for row in np.arange(0, 4.25, 0.25)
        if math.isnan(sampler(height, column, row))
    }
    inside = np.arange(1.25, 3.0, 0.25)
    assert void == {(column, row) for column in inside for row in inside}


def test_many_samples_are_those_of_one_at_a_time() -> None:
    height = dems.hills(6, 7)
    column, row = np.array([0.0, 1.3, 6.0, 6.5]), np.array([0.0, 2.7, 5.0, 1.0])
    expected = [sample(height, c, r) for c, r in zip(column, row, strict=True)]
    for many in (_sample.samples, _sample.samples.py_func):
        np.testing.assert_array_equal(many(height, column, row), expected)


def test_the_nearest_pixel_is_the_one_a_point_lies_in() -> None:
    values = np.array([[1, 2], [3, 4]], np.float32)
    column, row = np.array([-0.5, 0.49, 0.5, 1.5, 0, -0.51]), np.array([0, 0.5, 0.2, 0, 1.5, 0])
    for nearest in (_sample.nearest, _sample.nearest.py_func):
        np.testing.assert_array_equal(
            nearest(values, column, row), [1, 3, 2, np.nan, np.nan, np.nan]
        )


# --- one file ---------------------------------------------------------------------------------


def test_a_pixel_centre_has_the_height_of_the_pixel(tmp_path: Path) -> None:
    height = dems.hills(40, 50)
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", height))
    column, row = np.meshgrid(np.arange(50), np.arange(40))
    lon, lat = 101 + column.ravel() * dems.ARC_SECOND, 37 - row.ravel() * dems.ARC_SECOND
    np.testing.assert_array_equal(terrain.heights(lon, lat), height.ravel())
    found_column, found_row = terrain.locate(lon, lat)
    assert (found_column % 1 == 0).all() and (found_row % 1 == 0).all()
    assert (np.diff(found_column.reshape(40, 50), axis=1) == 1).all()
    assert (np.diff(found_row.reshape(40, 50), axis=0) == 1).all()


@pytest.mark.parametrize("kind", ["int16", "uint16", "int32", "float32", "float64"])
def test_any_type_that_holds_heights_is_read(tmp_path: Path, kind: str) -> None:
    height = np.array([[3000, 3100], [3200, 3300]], kind)
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", height))
    assert terrain.heights(101.0, 37.0).tolist() == [3000]
    assert terrain.findings == ()


def test_a_raster_stored_south_up_is_the_same_ground(tmp_path: Path) -> None:
    height = dems.hills(30, 30)
    step = dems.ARC_SECOND
    upside_down = from_origin(101 - step / 2, 37 - 29.5 * step, step, -step)
    north = open_terrain(dems.write_tif(tmp_path / "n.tif", height))
    south = open_terrain(dems.write_tif(tmp_path / "s.tif", height[::-1], upside_down))
    lon, lat = np.full(5, 101.0031), 37 - np.linspace(0.001, 0.007, 5)
    np.testing.assert_allclose(south.heights(lon, lat), north.heights(lon, lat), atol=1e-3)


def test_a_projected_dem_is_located_by_its_projection(tmp_path: Path) -> None:
    height = dems.hills(100, 100)
    place = from_origin(500_000, 4_100_000, 30, 30)
    path = dems.write_tif(tmp_path / "utm.tif", height, place, "EPSG:32647")
    terrain = open_terrain(path)
    lon, lat = Transformer.from_crs(32647, 4326, always_xy=True).transform(500_615.0, 4_099_385.0)
    assert terrain.heights(lon, lat) == pytest.approx([height[20, 20]], abs=0.01)
    assert terrain.step_m == 30.0
    assert terrain.card["terrain_resolution"] == "30 m"


def test_a_vertical_datum_beside_the_horizontal_one_changes_nothing(tmp_path: Path) -> None:
    height = dems.hills(30, 30)
    plain = open_terrain(dems.write_tif(tmp_path / "a.tif", height))
    path = dems.write_tif(tmp_path / "b.tif", height, crs="EPSG:4326+3855")
    compound = open_terrain(path)
    np.testing.assert_array_equal(
        compound.heights(101.0031, 36.9971), plain.heights(101.0031, 36.9971)
    )


def test_a_point_that_the_projection_cannot_have_is_not_covered(tmp_path: Path) -> None:
    place = from_origin(500_000, 4_100_000, 30, 30)
    path = dems.write_tif(tmp_path / "utm.tif", dems.hills(9, 9), place, "EPSG:32647")
    terrain = open_terrain(path)
    assert terrain.covers([-171.0, 99.001, math.nan], [0.0, 37.0446, 37.0]).tolist() == [
        False,
        True,
        False,
    ]


def test_an_ascii_grid_keeps_decimals_that_come_late(tmp_path: Path) -> None:
    height = np.full((200, 200), 3000.0)
    height[199, 199] = 3000.75
    height[0, 1] = -9999
    terrain = open_terrain(dems.write_asc(tmp_path / "a.asc", height))
    corner = 101 + 199 * dems.ARC_SECOND, 37 - 199 * dems.ARC_SECOND
    assert terrain.heights(*corner).tolist() == [3000.75]
    assert not terrain.covers(101 + dems.ARC_SECOND, 37.0)[0]
    assert [file.name for file in input_files(tmp_path / "a.asc")] == ["a.asc", "a.prj"]


def test_voids_of_every_declared_kind_are_nan(tmp_path: Path) -> None:
    for number, void in enumerate((-32768, -9999, 0, math.nan, -3.4028234663852886e38)):
        height = dems.hills(4, 4)
        height[1, 2] = void
        path = dems.write_tif(tmp_path / f"{number}.tif", height, nodata=void)
        terrain = open_terrain(path)
        column, row = terrain.locate(101.0, 37.0)
        window = terrain.window(column[0], row[0], column[0] + 3, row[0] + 3)
        assert np.argwhere(np.isnan(window.height_m[1:5, 1:5])).tolist() == [[1, 2]]
        assert terrain.findings == ()


# --- windows ----------------------------------------------------------------------------------


def test_a_window_has_a_margin_and_is_nan_beyond_the_data(tmp_path: Path) -> None:
    height = dems.hills(10, 12)
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", height))
    column, row = (int(value[0]) for value in terrain.locate(101.0, 37.0))
    window = terrain.window(column + 2.5, row + 3.0, column + 14.2, row + 4.7)
    assert (window.column, window.row) == (column + 1, row + 2)
    assert window.height_m.shape == (5, 16)
    assert window.height_m.dtype == np.float32
    np.testing.assert_array_equal(window.height_m[:, :11], height[2:7, 1:12])
    assert np.isnan(window.height_m[:, 11:]).all()
    assert window.clutter_m is None


def test_a_window_far_from_the_data_is_all_nan(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(10, 12)))
    assert np.isnan(terrain.window(5.0, 5.0, 9.0, 9.0).height_m).all()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32647"])
def test_a_sample_is_the_same_bytes_from_any_window(tmp_path: Path, crs: str) -> None:
    place = from_origin(500_000, 4_100_000, 30, 30) if crs != "EPSG:4326" else None
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(80, 80), place, crs))
    lon, lat = terrain.frame.lonlat([2**24 + 41.2371], [2**24 + 37.8713])
    column, row = (float(value[0]) for value in terrain.locate(lon, lat))
    found = {
        look(terrain, terrain.window(column - a, row - b, column + b, row + a), lon[0], lat[0])
        for a in (0, 0.3, 7.7, 60)
        for b in (0, 1.1, 29.4, 500)
    }
    assert found == {terrain.heights(lon, lat)[0]}


def test_a_window_larger_than_one_read_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    height = dems.hills(70, 50)
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", height))
    column, row = (value[0] for value in terrain.locate(101.0, 37.0))
    monkeypatch.setattr(_heights, "_PIXELS_AT_A_TIME", 200)
    monkeypatch.setattr(_heights, "_MOST_COLUMNS", 16)
    window = terrain.window(column, row, column + 49, row + 69)
    np.testing.assert_array_equal(window.height_m[1:71, 1:51], height)


# --- tiles ------------------------------------------------------------------------------------


def overlapping(folder: Path) -> np.ndarray:
    """Write two SRTM tiles that share a column, and return both as one array."""
    side = dems.HGT_SIDE
    whole = np.rint(dems.hills(side, 2 * side - 1))
    dems.write_hgt(folder, "N36E101.hgt", whole[:, :side])
    dems.write_hgt(folder, "N36E102.hgt", whole[:, side - 1 :])
    return whole


def test_heights_run_on_across_the_edge_of_a_tile(tmp_path: Path) -> None:
    whole = overlapping(tmp_path)
    terrain = open_terrain(tmp_path)
    step = 3 * dems.ARC_SECOND
    across = 1200 + np.linspace(-2, 2, 41)
    found = terrain.heights(101 + across * step, np.full(41, 37 - 10.5 * step))
    middle = (whole[10] + whole[11]) / 2
    np.testing.assert_allclose(found, np.interp(across, np.arange(2401), middle), atol=1e-3)
    assert terrain.findings == ()
    assert terrain.card == {
        "terrain_source": f"{tmp_path.name}: 2 tiles",
        "terrain_vintage": "unknown",
        "terrain_resolution": "3 arc-seconds",
        "clutter_source": "none",
    }


def test_tiles_that_touch_without_overlap_leave_no_seam(tmp_path: Path) -> None:
    whole = dems.hills(30, 60)
    dems.write_tif(tmp_path / "Copernicus_DSM_a.tif", whole[:, :30])
    east = dems.degrees(101 + 30 * dems.ARC_SECOND, 37.0)
    dems.write_tif(tmp_path / "Copernicus_DSM_b.tif", whole[:, 30:], east)
    terrain = open_terrain(tmp_path)
    found = terrain.heights(101 + 29.5 * dems.ARC_SECOND, 37 - 4 * dems.ARC_SECOND)
    assert found == pytest.approx([(whole[4, 29] + whole[4, 30]) / 2], abs=1e-3)
    assert terrain.card["terrain_vintage"] == "2011-2015"
    assert terrain.card["terrain_resolution"] == "1 arc-second"


def test_a_missing_tile_is_no_data_never_sea_level(tmp_path: Path) -> None:
    for column, name in ((0, "a"), (2, "c")):
        place = dems.degrees(101 + column * 20 * dems.ARC_SECOND, 37.0)
        dems.write_tif(tmp_path / f"{name}.tif", dems.hills(20, 20), place)
    terrain = open_terrain(tmp_path)
    across = np.array([10, 19, 19.5, 30, 39.5, 40, 50])
    covered = terrain.covers(101 + across * dems.ARC_SECOND, np.full(7, 36.999))
    assert covered.tolist() == [True, True, False, False, False, True, True]


def test_where_tiles_overlap_the_first_by_name_that_is_not_void_counts(tmp_path: Path) -> None:
    first, second = np.full((9, 9), 3000, np.int16), np.full((9, 9), 4000, np.int16)
    first[4, 4] = second[5, 5] = first[6, 6] = second[6, 6] = -32768
    first[0, 0], second[0, 0] = 3001, 4001
    dems.write_tif(tmp_path / "b.tif", second, nodata=-32768)
    dems.write_tif(tmp_path / "a.tif", first, nodata=-32768)
    lon = 101 + np.arange(3, 7) * dems.ARC_SECOND
    lat = 37 - np.arange(3, 7) * dems.ARC_SECOND
    np.testing.assert_array_equal(
        open_terrain(tmp_path).heights(lon, lat), [3000, 4000, 3000, np.nan]
    )


def test_a_coarser_tile_fills_in_beyond_the_fine_ones(tmp_path: Path) -> None:
    fine = np.full((30, 30), 3000, np.int16)
    fine[0, 0] = 2999
    dems.write_tif(tmp_path / "fine.tif", fine)
    slope = np.add.outer(np.zeros(30), 4000 + 10.0 * np.arange(30)).astype(np.float32)
    slope[15, 20] = np.nan
    dems.write_tif(tmp_path / "a_coarse.tif", slope, dems.degrees(101.0, 37.0, 0.001))
    terrain = open_terrain(tmp_path)
    assert [finding.code for finding in terrain.findings] == ["other-grid"]
    assert terrain.findings[0].file == "a_coarse.tif"
    assert terrain.card["terrain_resolution"] == "1 arc-second"
    found = terrain.heights([101.004, 101.01525, 101.02], [36.996, 36.9905, 36.985])
    np.testing.assert_allclose(found, [3000, 4152.5, np.nan], atol=0.01)


def test_a_tile_of_another_projection_is_located_exactly_and_its_voids_keep_their_size(
    tmp_path: Path,
) -> None:
    east, north = np.meshgrid(15.0 + 30 * np.arange(120), -15.0 - 30 * np.arange(120))
    slope = (3000 + 0.1 * east - 0.05 * north).astype(np.float32)
    slope[60, 60] = np.nan
    place = from_origin(500_000, 4_100_000, 30, 30)
    dems.write_tif(tmp_path / "utm.tif", slope, place, "EPSG:32647")
    far = dems.degrees(99.5, 37.0, dems.ARC_SECOND / 2)
    dems.write_tif(tmp_path / "fine.tif", dems.hills(5, 5), far)
    terrain = open_terrain(tmp_path)
    assert terrain.card["terrain_resolution"] == "0.5 arc-seconds"
    to_lonlat = Transformer.from_crs(32647, 4326, always_xy=True)
    x, y = 500_000 + np.array([300, 1234, 2950]), 4_100_000 - np.array([280, 777, 3111])
    found = terrain.heights(*to_lonlat.transform(x, y))
    expected = 3000 + 0.1 * (x - 500_000) - 0.05 * (y - 4_100_000)
    np.testing.assert_allclose(found, expected, atol=0.01)
    # Void spreads by less than a pixel of either grid, and does not shrink.
    off = np.array([0, 14.9, 29, 62])
    covered = terrain.covers(*to_lonlat.transform(501_815 + off, np.full(4, 4_098_185.0)))
    assert covered.tolist() == [False, False, False, True]


def test_the_footprint_of_another_grid_beyond_the_projection_is_everywhere(tmp_path: Path) -> None:
    place = from_origin(500_000, 4_100_000, 30, 30)
    dems.write_tif(tmp_path / "utm.tif", dems.hills(9, 9), place, "EPSG:32647")
    other = dems.degrees(-171.0, 0.2, 0.1)
    dems.write_tif(tmp_path / "z.tif", np.array([[3000, 3010], [3020, 3030]], "i2"), other)
    terrain = open_terrain(tmp_path)
    assert terrain.others[0].footprint.rows == 2**25
    assert terrain.covers(99.001, 37.0446).tolist() == [True]


# --- use --------------------------------------------------------------------------------------


def test_a_terrain_can_be_pickled_shared_between_threads_and_closed(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(60, 60)))
    lon, lat = np.linspace(101, 101.015, 50), np.linspace(36.985, 37, 50)
    with terrain:
        expected = terrain.heights(lon, lat)
    copy = pickle.loads(pickle.dumps(terrain))  # noqa: S301 - our own
    assert copy == terrain
    np.testing.assert_array_equal(copy.heights(lon, lat), expected)
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda _: terrain.heights(lon, lat), range(16)):
            np.testing.assert_array_equal(found, expected)


def test_files_are_opened_again_after_a_fork_and_few_are_held_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [dems.write_tif(tmp_path / f"{i}.tif", dems.hills(4, 4)) for i in range(3)]
    monkeypatch.setattr(_files, "_HELD_OPEN", 2)
    handles = _files.Handles()
    first, second = handles.get(paths[0]), handles.get(paths[1])
    assert handles.get(paths[0]) is first
    handles.get(paths[2])
    assert second.closed and not first.closed
    monkeypatch.setattr(_files.os, "getpid", lambda: -1)
    assert handles.get(paths[0]) is not first


# --- frames and profiles ----------------------------------------------------------------------


def worst_offset(terrain: Terrain, lon: float, lat: float, reach: float) -> float:
    frame = terrain.station_frames([lon], [lat], reach)[0]
    distance, azimuth = (
        grid.ravel() for grid in np.meshgrid(np.linspace(0, reach, 7), np.arange(0, 360, 7.0))
    )
    count = distance.size
    end = GEOD.fwd(np.full(count, lon), np.full(count, lat), azimuth, distance)[:2]
    e, n = distance * np.sin(np.radians(azimuth)), distance * np.cos(np.radians(azimuth))
    terms = np.stack([np.ones(count), e, n, e * e, e * n, n * n])
    return float(np.abs(frame @ terms - np.stack(terrain.locate(*end))).max())


@pytest.mark.parametrize("lat", [30.0, 35.0, 39.0, 45.0])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32647", "EPSG:4536"])
def test_frames_agree_with_the_geodesic_within_a_fiftieth_of_a_pixel(
    tmp_path: Path, lat: float, crs: str
) -> None:
    lon = 100.5
    if crs == "EPSG:4326":
        place = dems.degrees(lon, lat)
    else:
        x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
        place = from_origin(x, y, 30, 30)
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(4, 4), place, crs)
    terrain = open_terrain(path)
    assert worst_offset(terrain, lon, lat, 15_000) < 0.003
    assert worst_offset(terrain, lon, lat, 5_000) < 0.003 / 27 * 1.2


def test_a_frame_is_exact_at_the_station_and_does_not_depend_on_the_others(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(4, 4)))
    lon, lat = np.linspace(98, 103, 11), np.linspace(32, 39, 11)
    frames = terrain.station_frames(lon, lat, 15_000)
    assert frames.shape == (11, 2, 6)
    np.testing.assert_array_equal(frames[:, :, 0], np.stack(terrain.locate(lon, lat), axis=-1))
    for i in range(11):
        alone = terrain.station_frames(lon[i], lat[i], 15_000)
        np.testing.assert_array_equal(alone[0], frames[i])
    assert terrain.station_frames([], [], 15_000).shape == (0, 2, 6)


def test_a_profile_runs_along_the_geodesic_in_equal_steps_and_ends_at_b(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(100, 100)))
    profile = terrain.profile(101.001, 36.999, 101.025, 36.98)
    azimuth, _, length = GEOD.inv(101.001, 36.999, 101.025, 36.98)
    steps = np.diff(profile.distance_km) * 1000
    np.testing.assert_allclose(steps[:-1], terrain.step_m)
    assert 0 < steps[-1] <= terrain.step_m + 1e-6
    assert profile.distance_km[-1] == length / 1000
    assert (profile.lon[0], profile.lat[0]) == (101.001, 36.999)
    assert (profile.lon[-1], profile.lat[-1]) == (101.025, 36.98)
    lon, lat, _ = GEOD.fwd(101.001, 36.999, azimuth, 10 * terrain.step_m)
    assert (profile.lon[10], profile.lat[10]) == pytest.approx((lon, lat), abs=1e-12)
    np.testing.assert_array_equal(profile.height_m, terrain.heights(profile.lon, profile.lat))
    assert np.isfinite(profile.height_m).all()
    assert profile.clutter_m is None


def test_a_profile_of_a_whole_number_of_steps_has_no_point_twice(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(100, 100)))
    lon, lat, _ = GEOD.fwd(101.001, 36.999, 135.0, 200.0)
    profile = terrain.profile(101.001, 36.999, lon, lat, step_m=50.0)
    np.testing.assert_allclose(profile.distance_km, [0, 0.05, 0.1, 0.15, 0.2], atol=1e-9)
    assert terrain.profile(101.001, 36.999, 101.001, 36.999).distance_km.tolist() == [0.0]


def test_a_profile_that_leaves_the_data_says_so_by_nan(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(100, 100)))
    profile = terrain.profile(101.001, 36.99, 101.2, 36.99)
    inside = profile.lon <= 101 + 99 * dems.ARC_SECOND
    np.testing.assert_array_equal(np.isfinite(profile.height_m), inside)


def test_the_step_is_the_mean_side_of_a_pixel_on_the_ground(tmp_path: Path) -> None:
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3)))
    width = GEOD.inv(101.0, 37.0, 101 + dems.ARC_SECOND, 37.0)[2]
    height = GEOD.inv(101.0, 37.0, 101.0, 37 - dems.ARC_SECOND)[2]
    assert terrain.step_m == round(math.sqrt(width * height), 1) == 27.6


# --- clutter ----------------------------------------------------------------------------------


def test_clutter_has_the_height_of_the_class_at_the_pixel_centre(tmp_path: Path) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(20, 20))
    classes = np.full((60, 60), 30, np.uint8)
    classes[3:6, 6:9] = 10  # all of pixel (row 1, column 2)
    classes[12:15, 15:18] = 10  # pixel (4, 5), whose middle is built up
    classes[13, 16] = 50
    classes[30, 30], classes[31, 31] = 0, 77  # no data; no class
    third = dems.ARC_SECOND / 3
    place = from_origin(101 - dems.ARC_SECOND / 2, 37 + dems.ARC_SECOND / 2, third, third)
    ground = dems.write_tif(tmp_path / "ground.tif", classes, place, nodata=0)
    terrain = open_terrain(dem, ground)
    column, row = (value[0] for value in terrain.locate(101.0, 37.0))
    window = terrain.window(column, row, column + 25, row + 19)
    assert window.clutter_m is not None
    assert window.clutter_m.shape == window.height_m.shape
    assert window.clutter_m.dtype == np.float32
    found = {(int(r), int(c)): window.clutter_m[r, c] for r, c in np.argwhere(window.clutter_m)}
    assert found == {(2, 3): 15, (5, 6): 10}
    assert terrain.card["clutter_source"] == "ground.tif"
    assert input_files(dem, ground) == [dem, ground]
    profile = terrain.profile(101.0, 37 - dems.ARC_SECOND, 101.005, 37 - dems.ARC_SECOND)
    assert profile.clutter_m is not None
    assert set(profile.clutter_m[:6].tolist()) == {0.0, 15.0}


def test_clutter_of_another_projection_and_type_is_the_same_from_any_window(
    tmp_path: Path,
) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(700, 700))
    x, y = Transformer.from_crs(4326, 32647, always_xy=True).transform(101.0, 37.0)
    rng = np.random.default_rng(3)
    classes = rng.choice([10, 30, 50, 80, 300], (2000, 2000)).astype(np.int16)
    folder = tmp_path / "ground"
    folder.mkdir()
    dems.write_tif(folder / "a.tif", classes, from_origin(x, y, 10, 10), "EPSG:32647")
    terrain = open_terrain(dem, folder)
    column, row = (value[0] for value in terrain.locate(101.0, 37.0))
    whole = terrain.window(column, row, column + 699, row + 699)
    part = terrain.window(column + 500, row + 505, column + 600, row + 610)
    down, across = part.row - whole.row, part.column - whole.column
    rows, columns = part.height_m.shape
    assert whole.clutter_m is not None and part.clutter_m is not None
    np.testing.assert_array_equal(
        part.clutter_m, whole.clutter_m[down : down + rows, across : across + columns]
    )
    assert set(np.unique(part.clutter_m)) == {0, 10, 15}


# --- the real thing ---------------------------------------------------------------------------


@pytest.mark.skipif(not REAL_TILE.is_file(), reason=f"{REAL_TILE.name} is not beside the project")
def test_a_real_srtm_tile() -> None:
    terrain = open_terrain(REAL_TILE)
    assert terrain.findings == ()
    assert terrain.card["terrain_source"] == "N44W072.hgt"
    assert terrain.card["terrain_resolution"] == "3 arc-seconds"
    assert terrain.step_m == 78.3
    raw = np.fromfile(REAL_TILE, ">i2").reshape(1201, 1201)
    lon, lat = -72 + np.array([0, 600, 1200, 77]) / 1200, 45 - np.array([0, 600, 1200, 901]) / 1200
    np.testing.assert_array_equal(
        terrain.heights(lon, lat), raw[[0, 600, 1200, 901], [0, 600, 1200, 77]]
    )
    assert terrain.covers([-72.001, -71.5], [44.5, 44.5]).tolist() == [False, True]
    # Mount Washington, 1917 m, is the highest place of the tile.
    profile = terrain.profile(-71.3033, 44.2500, -71.3033, 44.2900)
    assert 1850 < np.nanmax(profile.height_m) < 1920
