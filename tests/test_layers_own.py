"""A planner's own vector file in place of a layer: points and polygons, by their datum."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, Point, box

import layers
from layers._columns import accepted
from layers._cut_names import uncut
from layers._layer import RAW, Column, Layer
from layers.datum import gcj02_to_bd09, wgs84_to_gcj02
from layers.errors import InputError
from layers.text import Text
from tests.messages import place, refusal

HERE = Point(101.568, 36.489)
FIELD = box(101.5, 36.4, 101.6, 36.5)


def file(path: Path, *shapes: object, **columns: object) -> Path:
    columns.setdefault("id", [f"P{number}" for number in range(len(shapes))])
    columns.setdefault("名称", ["园"] * len(shapes))
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326).to_file(path)
    return path


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "shp"])
def test_points_give_their_coordinate_and_polygons_keep_their_shape(
    tmp_path: Path, suffix: str
) -> None:
    shapes = [HERE, Point(99.08, 36.79)] if suffix == "shp" else [HERE, FIELD]
    frame = layers.load("parks", file(tmp_path / f"a.{suffix}", *shapes, 面积=[1.5, np.nan]))
    assert frame.crs.to_epsg() == 4326
    assert frame["lon"].iloc[0] == pytest.approx(101.568)
    assert shapely.equals_exact(frame.geometry.tolist(), shapes, 1e-9).all()
    assert frame.geometry.iloc[1].covers(Point(frame["lon"].iloc[1], frame["lat"].iloc[1]))
    assert frame["area_km2"].tolist()[0] == 1.5
    assert frame["area_km2"].isna().tolist() == [False, True]
    assert frame["name_zh"].tolist() == ["园", "园"]
    assert (frame["file"].iloc[0], frame["row"].tolist()) == (f"a.{suffix}", [1, 2])


def test_polygon_shapefiles_replace_a_layer_of_key_areas(tmp_path: Path) -> None:
    frame = layers.load("parks", file(tmp_path / "a.shp", FIELD, MultiPolygon([FIELD])))
    assert frame.geometry.geom_type.tolist() == ["Polygon", "Polygon"]
    assert frame["lon"].tolist() == pytest.approx([101.55, 101.55])


@pytest.mark.parametrize("empty", [None, Point(), shapely.Polygon()])
def test_a_place_without_geometry_is_a_place_without_coordinate(
    tmp_path: Path, empty: object
) -> None:
    frame = layers.load("parks", file(tmp_path / "a.gpkg", HERE, empty))
    assert frame.geometry.notna().tolist() == [True, False]
    assert frame["lon"].isna().tolist() == [False, True]


def test_a_station_without_geometry_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "a.gpkg", HERE, None, 运营商=["移动", "移动"])
    path_columns = gpd.read_file(path).drop(columns="名称")
    path_columns.to_file(path)
    with pytest.raises(InputError) as caught:
        layers.load("base_stations", path)
    assert [place(finding) for finding in caught.value.findings] == [
        ("missing-value", 2, "lon"),
        ("missing-value", 2, "lat"),
    ]


@pytest.mark.parametrize("shape", [HERE, FIELD])
@pytest.mark.parametrize("datum", ["GCJ02", "BD09", "WGS84", ""])
def test_the_datum_column_moves_the_geometry_too(
    tmp_path: Path, shape: shapely.Geometry, datum: str
) -> None:
    def shifted(vertices: np.ndarray) -> np.ndarray:
        lon, lat = vertices.T
        if datum in ("GCJ02", "BD09"):
            lon, lat = wgs84_to_gcj02(lon, lat)
        if datum == "BD09":
            lon, lat = gcj02_to_bd09(lon, lat)
        return np.column_stack([lon, lat])

    path = file(tmp_path / "a.gpkg", shapely.transform(shape, shifted), 坐标系=[datum])
    frame = layers.load("parks", path)
    assert shapely.equals_exact(frame.geometry.iloc[0], shape, 1e-9)
    assert (
        frame.geometry.iloc[0]
        .buffer(1e-9)
        .covers(Point(frame["lon"].iloc[0], frame["lat"].iloc[0]))
    )
    assert frame["datum"].iloc[0] in ("WGS84", "")


def test_clouds_of_one_point_are_points(tmp_path: Path) -> None:
    frame = layers.load("parks", file(tmp_path / "a.gpkg", MultiPoint([HERE]), None))
    assert frame.geometry.tolist() == [HERE, None]


def test_a_code_stays_a_code_beside_an_empty_cell(tmp_path: Path) -> None:
    codes = pd.array([630106, None], dtype="Int64")
    frame = layers.load("parks", file(tmp_path / "a.gpkg", HERE, HERE, adcode=codes))
    assert frame["adcode"].tolist() == ["630106", ""]


@pytest.mark.parametrize(
    ("layer", "shape", "kind", "wanted"),
    [
        (
            "parks",
            LineString([(101, 36), (102, 36)]),
            "LineString",
            "Point / Polygon / MultiPolygon",
        ),
        (
            "parks",
            MultiPoint([(101, 36), (102, 36)]),
            "MultiPoint",
            "Point / Polygon / MultiPolygon",
        ),
        ("base_stations", FIELD, "Polygon", "Point"),
        ("lakes", HERE, "Point", "Polygon / MultiPolygon"),
        ("lakes", None, "–", "Polygon / MultiPolygon"),
    ],
)
def test_geometry_that_a_layer_cannot_use_is_refused(
    tmp_path: Path, layer: str, shape: object, kind: str, wanted: str
) -> None:
    good = FIELD if layer == "lakes" else HERE
    columns = {"operator": ["中国移动"] * 2} if layer == "base_stations" else {}
    with pytest.raises(InputError) as caught:
        layers.load(layer, file(tmp_path / "a.gpkg", good, shape, **columns))
    finding = refusal(caught, "wrong-geometry", file="a.gpkg", row=2, field="geometry")
    assert finding.what.en == f"the geometry {kind} cannot be used"
    assert finding.remedy.en.endswith(f"with {wanted}")
    assert finding.remedy.zh.endswith(f"几何类型为 {wanted}")


def test_a_polygon_layer_cannot_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        layers.load("lakes", tmp_path / "a.csv")
    refusal(caught, "wrong-geometry", file="a.csv", field="geometry")


def test_polygons_replace_a_polygon_layer(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame({"名称": ["湖"]}, geometry=[FIELD], crs=4326)
    frame.to_crs(4545).to_file(path)
    lakes = layers.load("lakes", path)
    assert lakes["name"].tolist() == ["湖"]
    assert shapely.equals_exact(lakes.geometry.iloc[0], FIELD, 1e-9)


def test_a_table_layer_may_come_from_a_vector_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    columns = {"adcode": ["630100"], "name": ["西宁市"], "population": [2_467_965]}
    gpd.GeoDataFrame(columns, geometry=[HERE], crs=4326).to_file(path)
    frame = layers.load("population", path)
    assert frame["population"].tolist() == [2_467_965.0]


@pytest.mark.parametrize("shape", [HERE, FIELD])
def test_columns_of_longitude_and_latitude_beside_the_geometry_are_not_read(
    tmp_path: Path, shape: shapely.Geometry
) -> None:
    columns = {"经度": [99.0], "lat": ["nonsense"], "X": [1.0]}
    frame = layers.load("parks", file(tmp_path / "a.gpkg", shape, **columns))
    at = shape.representative_point()
    assert frame["lon"].tolist() == pytest.approx([at.x])
    assert frame["lat"].tolist() == pytest.approx([at.y])
    frame = layers.load("parks", file(tmp_path / "b.gpkg", None, 经度=[99.0], 纬度=[36.0]))
    assert frame["lon"].isna().all() and frame["lat"].isna().all()


def test_a_table_layer_has_no_coordinate_columns_to_leave_out(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    columns = {"adcode": ["630100"], "name": ["西宁市"], "population": [1], "lon": [99.0]}
    gpd.GeoDataFrame(columns, geometry=[HERE], crs=4326).to_file(path)
    intakes: list[layers.Intake] = []
    assert len(layers.load("population", path, intakes)) == 1
    assert [place(f) for f in intakes[0].warnings()] == [("unknown-column", None, "lon")]


# --- Shapefiles: field names of ten characters ----------------------------------------


@pytest.mark.filterwarnings("ignore:Normalized/laundered field name", "ignore:Column names longer")
@pytest.mark.parametrize("name", sorted(path.stem for path in (RAW / "templates").glob("*.csv")))
def test_every_template_can_be_saved_as_a_shapefile(tmp_path: Path, name: str) -> None:
    cells = pd.read_csv(RAW / "templates" / f"{name}.csv", dtype="str", keep_default_na=False)
    if "id" in cells:
        cells["id"] = cells["id"].str.removeprefix("EXAMPLE-")
    (tmp_path / "a.csv").write_text(cells.to_csv(index=False), encoding="utf-8")
    table = layers.load(name, tmp_path / "a.csv")
    points = (
        gpd.points_from_xy(*(cells[c].replace("", np.nan) for c in ("lon", "lat")))
        if ("lon" in cells)
        else [HERE] * len(cells)
    )
    gpd.GeoDataFrame(cells, geometry=points, crs=4326).to_file(tmp_path / "a.shp")
    fields = gpd.read_file(tmp_path / "a.shp").columns
    assert fields.str.len().max() <= 10
    if name == "base_stations":
        assert {"azimuth_de", "beamwidth_", "ss_power_d", "environmen"} <= set(fields)
    shapefile = layers.load(name, tmp_path / "a.shp")
    own = [column.name for column in layers.catalogue()[name].columns]
    pd.testing.assert_frame_equal(
        pd.DataFrame(shapefile[own]), pd.DataFrame(table[own]), check_exact=False, atol=1e-9
    )


@pytest.mark.parametrize(
    ("suffix", "field", "read"),
    [
        ("shp", "coord_prec", True),
        ("shp", "COORD_PREC", True),
        ("shp", "coord_pre", False),  # shorter: not cut, but another word
        ("shp", "coord_plan", False),
        ("gpkg", "coord_prec", False),  # no other format cuts
    ],
)
def test_only_what_a_shapefile_has_cut_is_completed(
    tmp_path: Path, suffix: str, field: str, read: bool
) -> None:
    path = file(tmp_path / f"a.{suffix}", HERE, **{field: [25.0]})
    if read:
        assert layers.load("parks", path)["coord_precision_m"].tolist() == [25.0]
        return
    intakes: list[layers.Intake] = []
    assert layers.load("parks", path, intakes)["coord_precision_m"].isna().all()
    assert [place(f) for f in intakes[0].warnings()] == [("unknown-column", None, field)]


@pytest.mark.parametrize(
    ("names", "field", "read"),
    [
        (("beamwidth_deg",), "beamwidth_", True),
        (("beamwidth_deg", "beamwidth_v"), "beamwidth_", False),  # of two columns
        (("ss_power_dbm",), "ss_power_d", True),  # eight letters
        (("s_s_power_dbm",), "s_s_power_", False),  # seven
    ],
)
def test_a_cut_name_must_tell_one_column_by_eight_letters(
    names: tuple[str, ...], field: str, read: bool
) -> None:
    title = Text("宽", "width")
    columns = tuple(Column(name, title) for name in names)
    layer = Layer("x", title, "table", columns, "x")
    found = uncut([field], accepted(layer), "utf-8", "a.shp", [])
    assert found == ({field: names[0]} if read else {})


# --- polygons that are none -----------------------------------------------------------

BOW_TIE = shapely.Polygon([(101, 36), (102, 37), (102, 36), (101, 37)])
FLAT = shapely.Polygon([(101, 36), (102, 37), (101, 36)])


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (BOW_TIE, "Self-intersection"),
        (FLAT, "Too few points"),
        (MultiPolygon([FIELD, BOW_TIE]), "Self-intersection"),
        (MultiPolygon([FIELD, FIELD]), "Self-intersection"),
    ],
)
@pytest.mark.parametrize("layer", ["parks", "lakes"])
def test_a_polygon_that_crosses_itself_or_is_flat_is_refused_with_its_reason(
    tmp_path: Path, layer: str, shape: shapely.Geometry, reason: str
) -> None:
    path = tmp_path / "a.gpkg"
    columns = {"id": ["A", "B"], "名称": ["园", "园"]}
    frame = gpd.GeoDataFrame(columns, geometry=[FIELD, shape], crs=4326)
    frame.drop(columns="id" if layer == "lakes" else []).to_file(path)
    with pytest.raises(InputError) as caught:
        layers.load(layer, path)
    finding = refusal(caught, "invalid-polygon", file="a.gpkg", row=2, field="geometry")
    assert reason in finding.what.en
    assert reason in finding.what.zh


@pytest.mark.filterwarnings("ignore:Non closed ring")
def test_a_ring_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "a.geojson", FIELD)
    ends = "[ 101.6, 36.4 ], "
    text = path.read_text(encoding="utf-8")
    assert text.count(ends) == 1  # the second of two
    path.write_text(text.replace(ends, "", 1).replace("[ 101.6, 36.4 ]", "[ 101.6, 36.39 ]"))
    with pytest.raises(InputError) as caught:
        layers.load("parks", path)
    finding = refusal(caught, "invalid-polygon", file="a.geojson", field="geometry")
    assert "closed" in finding.what.en


def test_the_shape_of_what_is_no_map_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    columns = {"adcode": ["630100"], "name": ["西宁市"], "population": [1]}
    gpd.GeoDataFrame(columns, geometry=[BOW_TIE], crs=4326).to_file(path)
    assert len(layers.load("population", path)) == 1
