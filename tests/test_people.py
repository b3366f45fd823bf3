"""Where people live: nobody is lost, nobody is counted twice, whatever the file and the tiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from shapely import MultiPolygon, Point, Polygon, box

from geo.grid import Grid, project
from geo.people import defaults, input_files, of_polygons, open_people
from geo.people._kernels import scatter
from layers.datum import wgs84_to_gcj02
from tests import dems, strategies
from tests.populations import (
    COUNTIES,
    LEFT,
    TOP,
    cells,
    middle_of,
    projected,
    write_points,
    write_raster,
)
from tests.scenes import CRS_WKT, LAT, LON
from tests.strategies import examples

pytestmark = pytest.mark.kernels

NAN = np.nan


# --- rasters ----------------------------------------------------------------------------


def test_a_pixel_is_shared_evenly_by_the_cells_it_covers(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", [[8.0, 0.0, 4.0], [12.0, NAN, -3.0]], projected(200.0))
    people = open_people(file, COUNTIES)
    assert people.over(cells(4, 6)).tolist() == [
        [2, 2, 0, 0, 1, 1],
        [2, 2, 0, 0, 1, 1],
        [3, 3, 0, 0, 0, 0],
        [3, 3, 0, 0, 0, 0],
    ]
    assert (people.total, people.rows) == (24.0, None)
    assert people.source == "a.tif: 200 m"
    (said,) = people.findings
    assert "1 个像元没有值、1 个为负" in said.what.zh


def test_small_pixels_add_up_in_their_cell(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", np.arange(16.0).reshape(4, 4), projected(50.0))
    assert open_people(file, COUNTIES).over(cells(2, 2)).tolist() == [[10, 18], [42, 50]]


def test_a_pixel_across_cells_is_split_into_parts_no_farther_apart_than_a_cell(
    tmp_path: Path,
) -> None:
    # One of 150 m from 50 m right of the corner: two parts a side, at 87.5 m and 162.5 m.
    file = write_raster(tmp_path / "a.tif", [[4.0, 0.0], [0.0, 0.0]], projected(150.0, 50.0))
    assert open_people(file, COUNTIES).over(cells(2, 2)).tolist() == [[1, 1], [1, 1]]


def test_cells_outside_the_window_and_pixels_outside_it_do_not_count(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", [[1.0, 2.0], [3.0, 4.0]])
    people = open_people(file, COUNTIES)
    assert people.over(cells(1, 1, top=1)).tolist() == [[3]]
    assert people.over(cells(3, 3, left=-1, top=-1)).tolist() == [[0, 0, 0], [0, 1, 2], [0, 3, 4]]
    assert people.over(cells(2, 2, left=40)).tolist() == [[0, 0], [0, 0]]


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, float, tuple[int, int], int]:
    """A seed, a pixel in arc-seconds, a shape and the side of tiles."""
    shape = draw(st.integers(2, 12)), draw(st.integers(2, 12))
    return draw(st.integers(0, 99)), draw(st.floats(2.0, 60.0)), shape, draw(st.integers(1, 40))


@examples(40)
@given(tilings())
def test_tiles_share_out_the_people_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[int, float, tuple[int, int], int]
) -> None:
    seed, arc_seconds, shape, side = drawn
    step = arc_seconds / 3600.0
    counts = np.random.default_rng(seed).integers(0, 9, shape).astype(np.float32)
    counts[0, 0] = 1
    at = dems.degrees(LON + seed * 1e-3, LAT + seed * 1e-3, step)
    file = write_raster(tmp_path_factory.mktemp("tiles") / "a.tif", counts, at, crs="EPSG:4326")
    people = open_people(file, COUNTIES)
    reach = int(12 * arc_seconds * 31.0 / 500.0) + 30
    whole = cells(2 * reach, 2 * reach, 500.0, left=-reach, top=-reach)
    over_whole = people.over(whole)
    assert over_whole.sum() == pytest.approx(counts.sum(), rel=1e-12)
    assert people.total == counts.sum()
    tiled = np.zeros(whole.shape)
    for row, column, tile in whole.tiles(side + 10):
        tiled[row : row + tile.rows, column : column + tile.columns] = people.over(tile)
    assert (tiled == over_whole).all()


def test_a_part_stands_where_the_projection_puts_it_to_less_than_a_metre(tmp_path: Path) -> None:
    # One person in each pixel of 30 arc-seconds, of 10 × 8 parts, each projected by itself.
    counts = np.ones((20, 24), np.float32)
    at = dems.degrees(LON + 0.1, LAT + 0.2, 1 / 120)
    people = open_people(write_raster(tmp_path / "a.tif", counts, at, crs="EPSG:4326"), COUNTIES)
    grid = cells(360, 340, top=-360)
    found = people.over(grid)
    down, across = (np.arange(200) + 0.5) / 10 - 0.5, (np.arange(192) + 0.5) / 8 - 0.5
    lat, lon = np.meshgrid(LAT + 0.2 - down / 120, LON + 0.1 + across / 120, indexing="ij")
    x, y = project(CRS_WKT, lon.ravel(), lat.ravel())
    column, row = (x - grid.left) / grid.cell_m, (grid.top - y) / grid.cell_m
    exact = np.zeros(grid.shape)
    np.add.at(exact, (row.astype(int), column.astype(int)), 1 / 80)
    to_edge_m = np.minimum(abs(row - np.round(row)), abs(column - np.round(column))) * 100.0
    assert found.sum() == pytest.approx(480.0)
    # A part in another cell than its own is missing in one and too many in the other.
    assert np.abs(found - exact).sum() / 2 <= (to_edge_m < 1.0).sum() / 80


@pytest.mark.parametrize("crs", ["EPSG:32646", "EPSG:4490", "ESRI:54009"])
def test_any_coordinate_system_will_do(tmp_path: Path, crs: str) -> None:
    from pyproj import Transformer

    to_file = Transformer.from_crs(4326, CRS(crs), always_xy=True)
    x, y = to_file.transform(LON + 0.05, LAT + 0.05)
    side = 0.001 if CRS(crs).is_geographic else 100.0
    counts = np.zeros((5, 5), np.float32)
    counts[2, 2] = 7
    at = dems.degrees(x - 2 * side, y + 2 * side, side)
    people = open_people(write_raster(tmp_path / "a.tif", counts, at, crs=crs), COUNTIES)
    px, py = project(CRS_WKT, LON + 0.05, LAT + 0.05)
    left, top = np.floor(px[0] / 100.0) - 1, np.ceil(py[0] / 100.0) + 1
    around = Grid(CRS_WKT, left * 100.0, top * 100.0, 100.0, 3, 3)
    assert people.over(around).sum() == pytest.approx(7.0)


def test_of_a_raster_of_the_world_only_the_province_is_looked_at(tmp_path: Path) -> None:
    world = np.ones((180, 360), np.uint8)
    at = dems.degrees(-179.5, 89.5, 1.0)
    people = open_people(write_raster(tmp_path / "a.tif", world, at, crs="EPSG:4326"), COUNTIES)
    assert 4.0 <= people.total <= 64.0
    assert people.bounds == (-180.0, -90.0, 180.0, 90.0)
    # 2 500 km² of a pixel of 10 070 km², counted by its parts of less than 5 km.
    assert people.over(cells(10, 10, 5000.0)).sum() == pytest.approx(2500 / 10_070, rel=0.1)


def test_a_raster_of_the_other_side_of_the_earth_has_nobody_here(tmp_path: Path) -> None:
    crs = "+proj=ortho +lat_0=-35 +lon_0=-80 +datum=WGS84"  # it cannot show Qinghai at all
    people = open_people(write_raster(tmp_path / "a.tif", np.ones((2, 2)), crs=crs), COUNTIES)
    assert people.over(cells(4, 4)).sum() == 0.0


def test_what_is_nowhere_is_in_no_cell() -> None:
    out = np.zeros((2, 2))
    nodes = np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([[0.0, 0.0], [NAN, 1.0]])
    scatter(np.ones((1, 1)), (0, 0), nodes, 1, (1, 1), (0, 0), out)
    assert out.sum() == 0.0
    nodes[1][1, 0] = 1.0
    scatter(np.ones((1, 1)), (0, 0), nodes, 1, (1, 1), (0, 0), out)
    assert out.tolist() == [[1, 0], [0, 0]]


def test_scale_and_offset_of_the_file_are_used(tmp_path: Path) -> None:
    counts = np.array([[10, 20], [30, 0]], np.int16)
    file = write_raster(tmp_path / "a.tif", counts, nodata=0, scales=0.5, offsets=1.0)
    assert open_people(file, COUNTIES).over(cells(2, 2)).tolist() == [[6, 11], [16, 0]]


def test_an_ascii_grid_is_read_with_its_projection(tmp_path: Path) -> None:
    file = dems.write_asc(tmp_path / "a.asc", np.array([[1.0, 2.0], [3.0, 4.0]]))
    counties = COUNTIES.set_geometry([box(100, 36, 102, 38)] * 2)
    assert open_people(file, counties).total == 10.0
    assert input_files(file) == [file, file.with_suffix(".prj")]


def test_cells_off_the_working_grid_are_a_mistake_of_the_program(tmp_path: Path) -> None:
    people = open_people(write_raster(tmp_path / "a.tif", np.ones((2, 2))), COUNTIES)
    with pytest.raises(ValueError, match="whole multiples"):
        people.over(Grid(CRS_WKT, LEFT + 30.0, TOP, 100.0, 2, 2))


# --- points -----------------------------------------------------------------------------


def test_points_and_a_raster_of_the_same_people_give_the_same_figures(tmp_path: Path) -> None:
    grid = cells(4, 5)
    counts = np.random.default_rng(2).integers(0, 50, grid.shape).astype(np.float32)
    rows = [
        (*middle_of(grid, row, column), counts[row, column])
        for row, column in np.ndindex(*grid.shape)
    ]
    raster = open_people(write_raster(tmp_path / "a.tif", counts), COUNTIES)
    points = open_people(write_points(tmp_path / "a.csv", rows), COUNTIES)
    for window in (grid, cells(2, 3, left=1, top=1), cells(9, 9, left=-2, top=-3)):
        assert (raster.over(window) == points.over(window)).all()
    assert raster.total == points.total == counts.sum()
    assert (points.rows, points.source, points.findings) == (20, "a.csv: 20 points", ())


@examples(40)
@given(st.lists(st.tuples(strategies.longitudes, strategies.latitudes), min_size=1, max_size=20))
def test_points_are_shared_out_by_any_tiling(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float]]
) -> None:
    rows = [(lon, lat, number + 1) for number, (lon, lat) in enumerate(places)]
    everywhere = COUNTIES.set_geometry([box(80, 25, 110, 45)] * 2)
    file = write_points(tmp_path_factory.mktemp("points") / "a.csv", rows)
    people = open_people(file, everywhere)
    whole = Grid(CRS_WKT, -800_000.0, 600_000.0, 10_000.0, 120, 160)
    tiles = [people.over(tile) for _, _, tile in whole.tiles(37)]
    assert sum(tile.sum() for tile in tiles) == sum(row[2] for row in rows)
    assert people.over(whole).sum() == people.total


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "gpkg", "geojson"])
def test_points_in_any_file_by_chinese_headers(tmp_path: Path, suffix: str) -> None:
    import geopandas as gpd
    import pandas as pd

    table = pd.DataFrame({"村名": ["甲", "乙"], "人口": [30, 12.5]})
    lon, lat = [LON + 0.1, LON - 0.1], [LAT, LAT]
    file = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        table.assign(经度=lon, 纬度=lat).to_csv(file, index=False, encoding="gb18030")
    elif suffix == "xlsx":
        table.assign(经度=lon, 纬度=lat).to_excel(file, index=False)
    else:
        gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=4326).to_file(file)
    people = open_people(file, COUNTIES)
    assert people.total == 42.5
    assert people.bounds == pytest.approx((LON - 0.1, LAT, LON + 0.1, LAT))
    assert input_files(file) == [file]


def test_the_datum_of_a_row_is_respected(tmp_path: Path) -> None:
    grid = cells(9, 9)
    lon, lat = middle_of(grid, 4, 4)
    moved = [float(value) for value in wgs84_to_gcj02(lon, lat)]
    header = "lon,lat,datum,people"
    right = open_people(write_points(tmp_path / "a.csv", [(*moved, "GCJ02", 9)], header), COUNTIES)
    wrong = open_people(write_points(tmp_path / "b.csv", [(*moved, "WGS84", 9)], header), COUNTIES)
    assert (right.without_datum, len(defaults(right))) == (0, 0)
    assert right.over(grid)[4, 4] == 9
    assert wrong.over(grid)[4, 4] == 0 and wrong.over(grid).sum() == 9


# --- polygons ---------------------------------------------------------------------------


def square(left_m: float, top_m: float, side_m: float) -> Polygon:
    return box(LEFT + left_m, TOP - top_m - side_m, LEFT + left_m + side_m, TOP - top_m)


def test_without_a_file_people_in_polygons_are_not_known() -> None:
    assert np.isnan(of_polygons(None, [square(0, 0, 1), square(1, 1, 1)], CRS_WKT)).all()
    assert of_polygons(None, [], CRS_WKT).shape == (0,)


def test_of_a_pixel_the_share_within_the_polygon_counts(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", [[100.0, 0.0], [0.0, 40.0]], projected(1000.0))
    people = open_people(file, COUNTIES)
    shapes = [
        square(0, 0, 1000),  # a whole pixel
        square(0, 0, 500),  # a quarter
        square(1000, 1000, 1000),
        square(500, 500, 1000),  # a quarter of both
        MultiPolygon([square(0, 0, 500), square(1500, 1500, 500)]),
        square(5000, 0, 100),
        Polygon(),
        None,
    ]
    found = of_polygons(people, shapes, CRS_WKT)
    assert found == pytest.approx([100, 25, 40, 35, 35, 0, 0, 0], abs=2.0)


def test_polygons_that_tile_a_raster_share_out_its_people(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", [[16.0, 32.0], [48.0, 64.0]], projected(400.0))
    people = open_people(file, COUNTIES)
    shapes = [square(200 * x, 200 * y, 200) for y in range(4) for x in range(4)]
    found = of_polygons(people, shapes, CRS_WKT)
    assert found.sum() == pytest.approx(160.0, rel=0.02)
    assert found[0] == pytest.approx(4.0, rel=0.1) and found[15] == pytest.approx(16.0, rel=0.1)


def test_of_points_those_in_the_polygon_or_on_its_edge_count(tmp_path: Path) -> None:
    grid = cells(1, 4)
    rows = [(*middle_of(grid, 0, column), 10**column) for column in range(4)]
    people = open_people(write_points(tmp_path / "a.csv", rows), COUNTIES)
    shapes = [square(0, 0, 100), square(0, 0, 249), square(0, 0, 251), square(0, 0, 400), Polygon()]
    assert of_polygons(people, shapes, CRS_WKT).tolist() == [1, 11, 111, 1111, 0]
    x, y = project(CRS_WKT, *rows[0][:2])
    corner = box(x[0], y[0], x[0] + 10, y[0] + 10)
    assert corner.touches(Point(x[0], y[0]))
    assert of_polygons(people, [corner], CRS_WKT).tolist() == [1]
