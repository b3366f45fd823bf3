"""Places to judge: who owns them, where they belong, how large they are taken to be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo import places, standards
from geo.grid import Grid, equal_area_crs
from layers.errors import Finding
from tests import toy
from tests.messages import complete
from tests.strategies import latitudes, longitudes

GEOD = Geod(ellps="WGS84")
CRS = equal_area_crs((89.4, 31.6, 103.07, 39.21)).to_wkt()


def collected(**layers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return places.collect(layers, toy.COUNTIES, toy.PREFECTURES)


def placed(*rows: dict[str, object], category: str = "scenic_area") -> gpd.GeoDataFrame:
    return collected(**{category: toy.key_areas(*rows)})


# --- collecting -----------------------------------------------------------------------


def test_layers_are_joined_in_order_with_category_and_group() -> None:
    areas = collected(
        government=toy.key_areas({"id": "G1", "tier": "core"}, {"id": "G2"}),
        scenic_area=toy.key_areas({"id": "S1", "tier": "core"}, {"id": "S2", "tier": "secondary"}),
        township=toy.key_areas({"id": "T1", "tier": "township"}),
    )
    assert areas["id"].tolist() == ["G1", "G2", "S1", "S2", "T1"]
    assert areas["category"].tolist() == ["government"] * 2 + ["scenic_area"] * 2 + ["township"]
    # A place of the second tier is listed apart from the goal, whatever its category.
    assert areas["group"].tolist() == ["goal2022", "goal2022", "goal2022", "extended", "extended"]
    assert areas.crs.to_epsg() == 4326
    assert not {"owner", "prefecture", "adcode"} & set(areas.columns)


def test_the_owner_is_the_stated_one_else_the_body_that_leads() -> None:
    areas = placed({"id": "A", "owner": "某公司"}, {"id": "B"})
    lead_zh, lead_en = standards.lead_body("scenic_area")
    assert areas["owner_zh"].tolist() == ["某公司", lead_zh]
    assert areas["owner_en"].tolist() == ["某公司", lead_en]


def test_open_street_map_rows_are_marked() -> None:
    areas = placed({"id": "A", "coord_licence": "ODbL-1.0"}, {"id": "B", "coord_licence": "facts"})
    assert areas["odbl"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "county", "prefecture"),
    [
        ({"adcode": "630121"}, "630121", "630100"),
        ({"adcode": "632801", "prefecture": "西宁市"}, "632801", "632800"),  # the code decides
        ({"adcode": "632800"}, "", "632800"),
        ({"prefecture": "西宁市"}, "", "630100"),
        ({"prefecture": "海西"}, "", "632800"),
        ({"prefecture": "海西州"}, "", "632800"),
        ({"prefecture": "Haixi"}, "", "632800"),
        ({"prefecture": "632800"}, "", "632800"),
        ({"prefecture": "兰州市"}, "", ""),
        ({"adcode": "620100"}, "", ""),
        ({"adcode": "620100", "prefecture": "西宁市"}, "", "630100"),
        ({}, "", ""),
    ],
)
def test_a_place_belongs_where_its_code_or_else_its_prefecture_says(
    row: dict[str, object], county: str, prefecture: str
) -> None:
    areas = placed({"id": "A", **row})
    assert areas["county_adcode"].tolist() == [county]
    assert areas["prefecture_adcode"].tolist() == [prefecture]


# --- extents --------------------------------------------------------------------------


def area_km2(polygon: Polygon) -> float:
    return abs(GEOD.geometry_area_perimeter(polygon)[0]) / 1e6


@given(longitudes, latitudes, st.floats(50.0, 6000.0))
def test_a_disc_has_the_area_of_its_circle(lon: float, lat: float, radius: float) -> None:
    (disc,) = places.disc(np.array([lon]), np.array([lat]), np.array([radius]))
    assert area_km2(disc) == pytest.approx(np.pi * radius**2 / 1e6, rel=1e-6)
    corner_lon, corner_lat = np.array(disc.exterior.coords).T
    here = np.full(corner_lon.shape, lon), np.full(corner_lon.shape, lat)
    distance = np.asarray(GEOD.inv(*here, corner_lon, corner_lat)[2])
    assert distance == pytest.approx(radius, rel=2e-4)
    assert disc.exterior.is_ccw
    assert disc.is_valid


def test_no_points_give_no_discs() -> None:
    nothing = np.empty(0)
    assert len(places.disc(nothing, nothing, nothing)) == 0


@pytest.mark.parametrize(
    ("category", "subcategory", "radius"),
    [
        ("scenic_area", "AAAAA", 1500.0),
        ("scenic_area", "AAAA", 800.0),
        ("scenic_area", "", 400.0),  # the row "*" of the category
        ("scenic_area", "no such grade", 400.0),
        ("transport_hub", "airport", 1500.0),
        ("government", "county_government", 150.0),
        ("finance", "bank_outlet", 50.0),
        ("township", "township_seat", 500.0),
    ],
)
def test_a_point_gets_the_default_extent_of_its_kind(
    category: str, subcategory: str, radius: float
) -> None:
    row = {"id": "A", "subcategory": subcategory, "lon": 101.5, "lat": 36.5}
    areas, defaults = places.with_extents(placed(row, category=category))
    assert areas["extent_source"].tolist() == ["assumed"]
    assert areas["area_km2"].tolist() == pytest.approx([np.pi * radius**2 / 1e6], rel=1e-6)
    assert defaults[["layer", "field", "value", "rows"]].to_numpy().tolist() == [
        [category, "extent_radius_m", f"{radius:g}", 1]
    ]
    assert defaults["zh"].iloc[0] and defaults["en"].iloc[0]


@pytest.mark.parametrize(
    ("stated", "source", "area"),
    [
        (2.5, "stated area", 2.5),
        (100.0, "stated area", 100.0),
        (100.001, "partial", np.pi * 0.4**2),
        (4459.0, "partial", np.pi * 0.4**2),
        (0.0, "assumed", np.pi * 0.4**2),
    ],
)
def test_a_stated_area_is_a_disc_of_that_area_up_to_the_largest(
    stated: float, source: str, area: float
) -> None:
    assert places.LARGEST_DISC_KM2 == 100.0
    areas, _ = places.with_extents(
        placed({"id": "A", "lon": 101.5, "lat": 36.5, "area_km2": stated})
    )
    assert areas["extent_source"].tolist() == [source]
    assert areas["area_km2"].tolist() == pytest.approx([area], rel=1e-6)
    assert area_km2(areas.geometry.iloc[0]) == pytest.approx(area, rel=1e-6)


@pytest.mark.parametrize(
    "shape", [box(101.4, 36.4, 101.6, 36.6), MultiPolygon([box(101, 36, 102, 37)])]
)
def test_a_polygon_of_the_planner_is_kept(shape: Polygon | MultiPolygon) -> None:
    layer = toy.key_areas({"id": "A", "lon": 101.5, "lat": 36.5, "area_km2": 3.0})
    layer = layer.set_geometry(gpd.GeoSeries([shape], crs=4326))
    areas, defaults = places.with_extents(collected(scenic_area=layer))
    assert areas["extent_source"].tolist() == ["polygon"]
    assert areas.geometry.iloc[0].equals(shape)
    assert areas["area_km2"].tolist() == pytest.approx([area_km2(shape)], rel=1e-9)
    assert defaults.empty


def test_a_place_without_coordinate_stays_without_extent() -> None:
    areas, defaults = places.with_extents(placed({"id": "A", "area_km2": 3.0}, {"id": "B"}))
    assert areas["extent_source"].tolist() == ["", ""]
    assert areas.geometry.isna().all()
    assert areas["area_km2"].tolist()[0] == 3.0
    assert areas["area_km2"].isna().tolist() == [False, True]
    assert defaults.empty
    assert defaults.columns.tolist() == ["layer", "field", "value", "rows", "zh", "en"]


def test_assumed_extents_are_counted_by_kind() -> None:
    here = {"lon": 101.5, "lat": 36.5}
    rows = [
        {"id": "A", "subcategory": "AAAA", **here},
        {"id": "B", "subcategory": "AAAA", **here},
        {"id": "C", "subcategory": "AAA", **here},
        {"id": "D", "subcategory": "AAA", **here, "area_km2": 1.0},
        {"id": "E", "subcategory": "AAA"},
    ]
    areas, defaults = places.with_extents(placed(*rows))
    assert areas["extent_source"].tolist() == ["assumed"] * 3 + ["stated area", ""]
    counts = dict(zip(defaults["value"], defaults["rows"], strict=True))
    assert counts == {"400": 1, "800": 2}


@pytest.mark.parametrize(("stated", "reported"), [(100.0, 0), (100.001, 1), (4459.0, 1)])
def test_a_large_stated_area_without_shape_is_reported(stated: float, reported: int) -> None:
    here = {"lon": 101.5, "lat": 36.5}
    areas = placed(
        {"id": "A", "name_zh": "青海湖", "area_km2": stated, **here},
        {"id": "B", "area_km2": 5000.0},  # no coordinate: nothing to judge
        {"id": "C", **here},
    )
    findings = places.without_shape(areas)
    assert len(findings) == reported
    for finding in findings:
        assert (finding.code, finding.severity) == ("area-without-shape", "warning")
        complete(finding, file="toy.csv", row=2, field="area_km2")
        assert finding.what.zh == f"“青海湖”面积 {stated:g} km²，但只有一个点，没有范围面"


def test_a_large_polygon_is_not_reported() -> None:
    layer = toy.key_areas({"id": "A", "lon": 101.5, "lat": 36.5, "area_km2": 4459.0})
    layer = layer.set_geometry(gpd.GeoSeries([box(101, 36, 102, 37)], crs=4326))
    assert places.without_shape(collected(scenic_area=layer)) == []


# --- refusals and doubts --------------------------------------------------------------


def with_shapes(*shapes: object) -> gpd.GeoDataFrame:
    rows = [{"id": f"P{i}", "name_zh": "大园"} for i in range(len(shapes))]
    layer = toy.key_areas(*rows).set_geometry(gpd.GeoSeries(list(shapes), crs=4326))
    return collected(industrial_park=layer)


def square(side_km: float) -> Polygon:
    """Return a box in longitude and latitude whose geodesic area is that of a square."""
    height = 2.0
    width = side_km**2 / area_km2(box(95.0, 35.0, 96.0, 35.0 + height))
    found = area_km2(box(95.0, 35.0, 95.0 + width, 35.0 + height))
    return box(95.0, 35.0, 95.0 + width * side_km**2 / found, 35.0 + height)


@pytest.mark.parametrize(
    ("largest_m", "limit_km2"),
    [(30.0, 135_000.0), (10.0, 15_000.0)],  # 150 million cells
)
def test_an_extent_whose_window_would_not_fit_is_refused(
    largest_m: float, limit_km2: float
) -> None:
    fits, beyond = (square(np.sqrt(limit_km2 * part)) for part in (0.999, 1.001))
    assert area_km2(fits) == pytest.approx(limit_km2 * 0.999, rel=2e-4)
    far_apart = MultiPolygon([box(95, 35, 95.01, 35.01), box(99.9, 37.9, 100, 38)])
    areas = with_shapes(fits, None, beyond, Point(95, 35), far_apart)
    findings = places.too_large(areas, largest_m)
    assert [finding.row for finding in findings] == [4, 6]  # what counts is the box
    for finding in findings:
        assert (finding.code, finding.severity) == ("extent-too-large", "error")
        complete(finding, file="toy.csv", row=finding.row, field="geometry")
    assert f"上限 {limit_km2:,.0f} km²" in findings[0].what.zh
    assert f"at most {limit_km2:,.0f} fit" in findings[0].what.en
    assert places.too_large(with_shapes(fits, Point(95, 35), None), largest_m) == []


def test_no_places_are_not_too_large() -> None:
    assert places.too_large(with_shapes(None), 30.0) == []


def twins(apart_m: float, azimuth: float, name: str = "塔尔寺", **second: object) -> list[Finding]:
    lon, lat, _ = GEOD.fwd(101.5, 36.5, azimuth, apart_m)
    return places.probable_duplicates(
        placed(
            {"id": "A", "name_zh": "塔尔寺", "lon": 101.5, "lat": 36.5},
            {"id": "B", "name_zh": name, "lon": lon, "lat": lat, **second},
        )
    )


@pytest.mark.parametrize("azimuth", [0.0, 45.0, 90.0, 200.0])
@pytest.mark.parametrize(("apart_m", "reported"), [(0.0, 1), (99.9, 1), (100.1, 0)])
def test_one_name_within_a_hundred_metres_is_a_probable_duplicate(
    apart_m: float, azimuth: float, reported: int
) -> None:
    findings = twins(apart_m, azimuth)
    assert len(findings) == reported
    for finding in findings:
        assert (finding.code, finding.severity) == ("probable-duplicate", "warning")
        complete(finding, file="toy.csv", row=3, field="name_zh")
        assert "toy.csv 第 2 行（A）" in finding.what.zh
        assert "toy.csv row 2 (A)" in finding.what.en


@pytest.mark.parametrize(
    ("name", "reported"),
    [("塔尔寺 ", 1), ("塔尔·寺", 1), ("(塔尔寺)", 1), ("塔尔寺站", 0), ("ＡＢ", 0)],
)
def test_names_are_compared_without_blanks_marks_and_width(name: str, reported: int) -> None:
    assert len(twins(10.0, 0.0, name)) == reported


def test_places_of_two_categories_or_without_point_are_no_duplicates() -> None:
    assert twins(0.0, 0.0, lon=float("nan"), lat=float("nan")) == []
    row = {"id": "A", "name_zh": "塔尔寺", "lon": 101.5, "lat": 36.5}
    layers_ = {"scenic_area": toy.key_areas(row), "government": toy.key_areas(row)}
    assert places.probable_duplicates(collected(**layers_)) == []
    assert places.probable_duplicates(placed({"id": "A"})) == []


def test_each_row_of_three_of_a_name_is_reported_once_with_the_one_before() -> None:
    here = {"name_zh": "塔尔寺", "lon": 101.5, "lat": 36.5}
    findings = places.probable_duplicates(placed(*({"id": i, **here} for i in "ABC")))
    assert [finding.row for finding in findings] == [3, 4]
    assert ["(A)" in findings[0].what.en, "(B)" in findings[1].what.en] == [True, True]


# --- windows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "largest", "cell"),
    [
        (50.0, 30.0, 1.0),  # never finer than a metre
        (100.0, 30.0, 1.0),
        (200.0, 30.0, 2.0),  # a hundred cells across
        (2900.0, 30.0, 29.0),
        (3100.0, 30.0, 30.0),  # never coarser than the setting
        (3100.0, 10.0, 10.0),
    ],
)
def test_a_window_has_a_hundred_cells_across_within_limits(
    side: float, largest: float, cell: float
) -> None:
    extent = box(1000.0, 2000.0, 1000.0 + side, 2000.0 + side)
    window = places.window_of(extent, CRS, largest)
    assert window.cell_m == pytest.approx(cell)
    left, bottom, right, top = window.bounds
    assert left <= 1000.0 < left + cell * 1.001
    assert top - cell * 1.001 < 2000.0 + side <= top
    assert bottom <= 2000.0
    assert right >= 1000.0 + side


def diagonal(length: float, width: float) -> Polygon:
    """Return a strip at 45°, whose box is much larger than itself."""
    return LineString([(0.0, 0.0), (length, length)]).buffer(width / 2, cap_style="flat")


@pytest.mark.parametrize(
    ("length", "width", "largest", "cell"),
    [
        (3_000.0, 10.0, 30.0, 2.06),  # a hundred cells across: 2.1 million cells in the box
        (6_000.0, 5.0, 30.0, 3.006),  # the box decides: 4 million cells
        (60_000.0, 10.0, 30.0, 30.0),  # the upper limit decides: 4,006,000 cells
        (6_000.0, 5.0, 2.0, 2.0),
    ],
)
def test_a_window_has_four_million_cells_at_most_unless_its_cell_is_at_the_limit(
    length: float, width: float, largest: float, cell: float
) -> None:
    extent = diagonal(length, width)
    window = places.window_of(extent, CRS, largest)
    assert window.cell_m == pytest.approx(cell, rel=2e-3)
    if cell < largest:
        assert window.rows * window.columns <= 4_000_000
    if cell == pytest.approx(3.006):
        assert window.rows * window.columns > 3_980_000


@given(st.floats(1.0, 2e5), st.floats(1.0, 2e5), st.floats(-5e5, 5e5), st.floats(-4e5, 4e5))
def test_no_window_of_two_far_corners_has_too_many_cells(
    width: float, height: float, x: float, y: float
) -> None:
    corners = MultiPolygon(
        [box(x, y, x + 0.5, y + 0.5), box(x + width, y + height, x + width + 1, y + height + 1)]
    )
    window = places.window_of(corners, CRS, 1000.0)
    assert window.rows * window.columns <= 4_000_000


def test_cells_inside_are_those_with_their_centre_in_the_polygon() -> None:
    window = Grid(CRS, 0.0, 40.0, 10.0, 4, 5)
    mask = places.inside(box(4.0, 11.0, 26.0, 36.0), window)
    # Centres at x = 5, 15, 25 and y = 35, 25, 15.
    assert np.argwhere(mask).tolist() == [[r, c] for r in (0, 1, 2) for c in (0, 1, 2)]


def test_a_hole_is_outside() -> None:
    window = Grid(CRS, 0.0, 30.0, 10.0, 3, 3)
    ring = box(0.0, 0.0, 30.0, 30.0) - box(11.0, 11.0, 19.0, 19.0)
    assert places.inside(ring, window).sum() == 8


@pytest.mark.parametrize(
    ("sliver", "cell"),
    [
        (box(0.0, 21.0, 50.0, 22.0), (1, 2)),  # between the centres of two rows
        (box(48.0, 0.0, 50.0, 2.0), (3, 4)),  # in the corner of the window
        (box(50.0, 0.0, 50.5, 0.5), (3, 4)),  # on its very edge
    ],
)
def test_a_polygon_thinner_than_a_cell_is_judged_by_one(
    sliver: Polygon, cell: tuple[int, int]
) -> None:
    mask = places.inside(sliver, Grid(CRS, 0.0, 40.0, 10.0, 4, 5))
    assert np.argwhere(mask).tolist() == [list(cell)]


@given(st.floats(30.0, 3000.0), st.floats(-5e5, 5e5), st.floats(-4e5, 4e5))
def test_the_cells_of_a_disc_have_its_area_to_one_percent(
    radius: float, x: float, y: float
) -> None:
    extent = Point(x, y).buffer(radius, quad_segs=64)
    window = places.window_of(extent, CRS, 1000.0)
    area = places.inside(extent, window).sum() * window.cell_m**2
    assert area == pytest.approx(extent.area, rel=0.01)
