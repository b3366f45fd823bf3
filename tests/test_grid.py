"""The working grid: equal areas, geodesic distances, tiles that make the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod

import layers
from geo.grid import (
    Grid,
    covering,
    equal_area_crs,
    geodesic_area_km2,
    geodesic_frames,
    geodesic_maps,
    point_window,
    project,
    unproject,
)

BOUNDS = (89.4, 31.6, 103.07, 39.21)
CRS_WKT = equal_area_crs(BOUNDS).to_wkt()
GEOD = Geod(ellps="WGS84")

lon_in_qinghai = st.floats(89.4, 103.07)
lat_in_qinghai = st.floats(31.6, 39.21)


def test_standard_parallels_lie_one_sixth_inside() -> None:
    conversion = CRS.from_wkt(CRS_WKT).coordinate_operation
    assert conversion is not None and conversion.method_name == "Albers Equal Area"
    parameters = {parameter.name: parameter.value for parameter in conversion.params}
    assert parameters["Latitude of 1st standard parallel"] == pytest.approx(
        31.6 + 7.61 / 6, abs=1e-4
    )
    assert parameters["Latitude of 2nd standard parallel"] == pytest.approx(
        39.21 - 7.61 / 6, abs=1e-4
    )


def test_county_areas_on_the_grid_are_geodesic_within_a_thousandth_of_a_percent() -> None:
    counties = layers.load("counties")
    projected = counties.to_crs(CRS_WKT).area.to_numpy() / 1e6
    geodesic = geodesic_area_km2(counties.geometry.to_numpy())
    assert np.abs(projected / geodesic - 1).max() < 1e-5
    # Independent of both: the same province from Tianditu's line, 696,799.8 km².
    assert geodesic.sum() == pytest.approx(696_799.8, rel=1e-3)


@given(lon_in_qinghai, lat_in_qinghai, st.floats(0, 360), st.floats(1.0, 5000.0))
def test_frames_measure_geodesic_distance_and_bearing(
    lon: float, lat: float, azimuth: float, distance: float
) -> None:
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, azimuth, distance)
    start, end = project(CRS_WKT, lon, lat), project(CRS_WKT, end_lon, end_lat)
    offset = np.array([end[0][0] - start[0][0], end[1][0] - start[1][0]])
    east, north = geodesic_frames(CRS_WKT, lon, lat)[0] @ offset
    assert np.hypot(east, north) == pytest.approx(distance, rel=3e-5, abs=1e-3)
    off = (np.degrees(np.arctan2(east, north)) - azimuth + 180) % 360 - 180
    assert distance <= 10.0 or abs(off) < 0.01


def test_plain_projected_distance_would_not_do() -> None:
    # Why the frames exist: at the northern edge 5 km in the projection is metres off.
    lon, lat = 96.2, 39.2
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, 90.0, 5000.0)
    (x0,), (y0,) = project(CRS_WKT, lon, lat)
    (x1,), (y1,) = project(CRS_WKT, end_lon, end_lat)
    assert abs(np.hypot(x1 - x0, y1 - y0) - 5000.0) > 3.0


def test_no_stations_give_no_frames_and_no_maps() -> None:
    assert geodesic_frames(CRS_WKT, [], []).shape == (0, 2, 2)
    assert geodesic_maps(CRS_WKT, [], [], 15_000.0).shape == (0, 2, 5)


WEST, SOUTH, EAST, NORTH = BOUNDS
CORNERS = np.array([(lon, lat) for lon in (WEST, 96.235, EAST) for lat in (SOUTH, 35.405, NORTH)])


def off_by_m(maps: np.ndarray, lonlat: np.ndarray, azimuth: float, distance: float) -> np.ndarray:
    """Distance between where maps say a point lies and where it does [m]."""
    lon, lat = lonlat.T
    n = len(lon)
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, np.full(n, azimuth), np.full(n, distance))
    x, y = project(CRS_WKT, lon, lat)
    end_x, end_y = project(CRS_WKT, end_lon, end_lat)
    dx, dy = end_x - x, end_y - y
    terms = np.stack([dx, dy, dx * dx, dx * dy, dy * dy], axis=-1)
    east, north = np.einsum("nij,nj->in", maps, terms)
    radians = np.radians(azimuth)
    return np.hypot(east - distance * np.sin(radians), north - distance * np.cos(radians))


def test_maps_are_good_to_a_decimetre_as_far_as_15_km_to_the_corners_of_the_province() -> None:
    maps = geodesic_maps(CRS_WKT, *CORNERS.T, 15_000.0)
    for azimuth in np.arange(0.0, 360.0, 7.5):
        for distance in (1.0, 100.0, 2500.0, 7500.0, 11_000.0, 13_500.0, 15_000.0):
            assert off_by_m(maps, CORNERS, azimuth, distance).max() < 0.1


@given(lon_in_qinghai, lat_in_qinghai, st.floats(0, 360), st.floats(1.0, 15_000.0))
def test_maps_measure_geodesic_distance_and_bearing_anywhere(
    lon: float, lat: float, azimuth: float, distance: float
) -> None:
    maps = geodesic_maps(CRS_WKT, lon, lat, 15_000.0)
    assert maps.shape == (1, 2, 5)
    assert off_by_m(maps, np.array([[lon, lat]]), azimuth, distance).max() < 0.1


def test_frames_alone_would_be_metres_off_at_15_km() -> None:
    # Why the maps have a quadratic part.
    corner = CORNERS[:1]
    straight = np.zeros((1, 2, 5))
    straight[..., :2] = geodesic_frames(CRS_WKT, *corner.T)
    off = [off_by_m(straight, corner, azimuth, 15_000.0)[0] for azimuth in range(0, 360, 15)]
    assert max(off) > 1.0


@given(lon_in_qinghai, lat_in_qinghai)
def test_unproject_takes_back_what_project_did(lon: float, lat: float) -> None:
    back_lon, back_lat = unproject(CRS_WKT, *project(CRS_WKT, lon, lat))
    assert back_lon.shape == back_lat.shape == (1,)
    assert GEOD.inv(lon, lat, back_lon[0], back_lat[0])[2] < 1e-3


def test_unproject_keeps_the_order_of_its_points() -> None:
    lon, lat = [91.0, 102.0, 96.0], [36.0, 34.0, 39.0]
    back = unproject(CRS_WKT, *project(CRS_WKT, lon, lat))
    assert np.allclose(back, [lon, lat], atol=1e-9)


def test_a_window_of_a_point_has_the_point_in_the_middle_of_its_only_cell() -> None:
    found = point_window(CRS_WKT, 1234.5, -678.25)
    assert (found.crs, found.shape) == (CRS_WKT, (1, 1))
    assert np.allclose(found.centres(), [[1234.5], [-678.25]], atol=1e-6, rtol=0)
    assert found.cell_m <= 0.01


def test_covering_lies_on_whole_cells_and_covers() -> None:
    grid = covering(CRS_WKT, (-250.0, 130.0, 449.0, 401.0), 100.0)
    assert grid.bounds == (-300.0, 100.0, 500.0, 500.0)
    assert grid.shape == (4, 8)
    assert covering(CRS_WKT, (10.0, 10.0, 10.0, 10.0), 100.0).shape == (1, 1)


def test_centres_and_affine_agree() -> None:
    grid = Grid(CRS_WKT, 1000.0, 5000.0, 10.0, 3, 4)
    x, y = grid.centres()
    assert x.tolist() == [1005.0, 1015.0, 1025.0, 1035.0]
    assert y.tolist() == [4995.0, 4985.0, 4975.0]
    assert (grid.affine.c + 5.0, grid.affine.f - 5.0) == (x[0], y[0])
    assert tuple(grid.affine)[:6] == (10.0, 0.0, 1000.0, 0.0, -10.0, 5000.0)


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 60))
def test_tiles_make_the_whole_once(rows: int, columns: int, side: int) -> None:
    grid = Grid(CRS_WKT, 0.0, 0.0, 1.0, rows, columns)
    seen = np.zeros(grid.shape, int)
    for row, column, tile in grid.tiles(side):
        seen[row : row + tile.rows, column : column + tile.columns] += 1
        assert (tile.left, tile.top) == (float(column), float(-row))
    assert (seen == 1).all()


def test_a_polygon_and_its_reverse_have_the_same_area() -> None:
    square = layers.load("counties").geometry.iloc[0]
    area = geodesic_area_km2([square, square.reverse()])
    assert area[0] == pytest.approx(area[1], rel=1e-12)
