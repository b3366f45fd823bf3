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
    project,
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


def test_no_stations_give_no_frames() -> None:
    assert geodesic_frames(CRS_WKT, [], []).shape == (0, 2, 2)


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
