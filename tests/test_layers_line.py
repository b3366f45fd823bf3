"""A planner's own roads and railways: lines alone, each saying which line it is a part of."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, MultiPoint, Point, box

import layers
from layers.datum import gcj02_to_bd09, wgs84_to_gcj02
from layers.errors import InputError
from tests.messages import place, refusal

WAY = LineString([(101.0, 36.0), (101.1, 36.05), (101.2, 36.0)])
TWO = MultiLineString([WAY, [(101.3, 36.0), (101.4, 36.0)]])


def file(path: Path, *shapes: object, **columns: object) -> Path:
    columns.setdefault("编号", [f"L{number}" for number in range(len(shapes))])
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326).to_file(path)
    return path


def same(found: gpd.GeoDataFrame, *shapes: shapely.Geometry) -> bool:
    """Whether the lines are those; a GeoPackage calls every line a MultiLineString."""
    pairs = zip(found.geometry, shapes, strict=True)
    parts = [(shapely.get_parts(one), shapely.get_parts(other)) for one, other in pairs]
    return all(shapely.equals_exact(one, other, 1e-9).all() for one, other in parts)


@pytest.mark.parametrize("name", ["roads", "railways"])
@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "shp"])
def test_lines_keep_their_shape_and_say_where_they_came_from(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = file(tmp_path / f"a.{suffix}", WAY, TWO, 名称=["甲", "乙"], highway=["trunk", ""])
    frame = layers.load(name, path)
    assert frame.crs.to_epsg() == 4326
    assert same(frame, WAY, TWO)
    assert frame["name_zh"].tolist() == ["甲", "乙"]
    assert frame["class"].tolist() == ["trunk", ""]
    assert (frame["file"].tolist(), frame["row"].tolist()) == ([path.name] * 2, [1, 2])


@pytest.mark.parametrize("datum", ["GCJ02", "BD09", "CGCS2000", ""])
def test_every_vertex_is_converted_by_the_datum_of_its_feature(tmp_path: Path, datum: str) -> None:
    def shifted(vertices: np.ndarray) -> np.ndarray:
        lon, lat = vertices.T
        if datum in ("GCJ02", "BD09"):
            lon, lat = wgs84_to_gcj02(lon, lat)
        if datum == "BD09":
            lon, lat = gcj02_to_bd09(lon, lat)
        return np.column_stack([lon, lat])

    path = file(tmp_path / "a.gpkg", shapely.transform(TWO, shifted), WAY, 坐标系=[datum, ""])
    frame = layers.load("roads", path)
    assert same(frame, TWO, WAY)
    assert frame["datum"].tolist() == ["WGS84" if datum else "", ""]


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (Point(101, 36), "Point"),
        (MultiPoint([(101, 36), (102, 36)]), "MultiPoint"),
        (box(101, 36, 102, 37), "Polygon"),
        (None, "–"),
        (LineString(), "–"),
    ],
)
def test_what_is_no_line_is_refused(tmp_path: Path, shape: object, kind: str) -> None:
    path = file(tmp_path / "a.gpkg", WAY, shape)
    with pytest.raises(InputError) as caught:
        layers.load("roads", path)
    finding = refusal(caught, "wrong-geometry", file="a.gpkg", row=2, field="geometry")
    assert kind in finding.what.en
    assert "LineString / MultiLineString" in finding.remedy.en


def test_a_table_cannot_hold_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,名称\nG6,京藏\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        layers.load("roads", tmp_path / "a.csv")
    finding = refusal(caught, "wrong-geometry", file="a.csv", field="geometry")
    assert "GeoPackage" in finding.remedy.zh


def test_a_line_is_no_place(tmp_path: Path) -> None:
    path = file(tmp_path / "a.gpkg", WAY, 名称=["园"])
    with pytest.raises(InputError) as caught:
        layers.load("parks", path)
    refusal(caught, "wrong-geometry", file="a.gpkg", row=1, field="geometry")


@pytest.mark.parametrize(
    "shape",
    [
        LineString([(101, 36), (101, 36)]),
        MultiLineString([[(101, 36), (101, 36)]]),
        LineString([(101, 36), (101, 90.1)]),
        LineString([(180.1, 36), (101, 36)]),
        LineString([(179.9, 36), (-179.9, 36)]),
    ],
)
def test_a_line_without_a_length_or_beyond_the_globe_is_refused(
    tmp_path: Path, shape: shapely.Geometry
) -> None:
    path = file(tmp_path / "a.gpkg", WAY, shape)
    with pytest.raises(InputError) as caught:
        layers.load("railways", path)
    refusal(caught, "invalid-line", file="a.gpkg", row=2, field="geometry")


def test_a_line_to_infinity_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "a.gpkg", WAY, LineString([(101, 36), (101, np.inf)]))
    with pytest.raises(InputError) as caught:
        layers.load("railways", path)
    refusal(caught, "broken-geometry", file="a.gpkg", row=2, field="geometry")


def test_a_feature_must_say_which_line_it_is_a_part_of(tmp_path: Path) -> None:
    columns = {"编号": ["", "", "", "A"], "ref": ["G6", "", "", ""], "name": ["", "京藏", "", ""]}
    path = file(tmp_path / "a.gpkg", WAY, WAY, WAY, WAY, **columns)
    with pytest.raises(InputError) as caught:
        layers.load("roads", path)
    refusal(caught, "line-without-name", file="a.gpkg", row=3, field="id")


def test_one_id_may_stand_at_many_features_but_not_that_of_an_example(tmp_path: Path) -> None:
    path = file(tmp_path / "a.gpkg", WAY, WAY, 编号=["G6", "G6"])
    assert layers.load("roads", path)["id"].tolist() == ["G6", "G6"]
    path = file(tmp_path / "b.gpkg", WAY, WAY, 编号=["G6", "EXAMPLE-1"])
    with pytest.raises(InputError) as caught:
        layers.load("roads", path)
    assert [place(finding) for finding in caught.value.findings] == [("example-row", 2, "id")]


def test_columns_of_an_extract_that_say_nothing_are_named_or_passed_over(tmp_path: Path) -> None:
    path = file(
        tmp_path / "a.gpkg", WAY, **{"#osm_id": ["1"], "ref": ["G6"], "fclass": ["motorway"]}
    )
    assert layers.load("roads", path)["class"].tolist() == ["motorway"]
    path = file(tmp_path / "b.gpkg", WAY, osm_id=["1"])
    intakes: list[layers.Intake] = []
    assert len(layers.load("roads", path, intakes)) == 1
    assert [place(f) for f in intakes[0].warnings()] == [("unknown-column", None, "osm_id")]
