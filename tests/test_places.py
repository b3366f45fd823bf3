"""Places to judge: who owns them, where they belong, how large they are taken to be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPolygon, Point, Polygon, box

from geo import places, standards
from geo.grid import Grid, equal_area_crs
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
        (100.001, "assumed", np.pi * 0.4**2),
        (4459.0, "assumed", np.pi * 0.4**2),
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
