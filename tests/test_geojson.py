"""GeoJSON that keeps RFC 7946, carries its marks, and keeps OpenStreetMap rows apart."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from geo.outputs import Wanted, _atomic, export_formats, geojson
from geo.outputs._export_layers import export_layers
from geo.results import Results
from layers.errors import EnvironmentProblem, InputError
from tests.sample_results import HOSTILE_NAME, sample_results

Json = dict[str, Any]


# ---------------------------------------------------------------- an own reading of RFC 7946
def breaches(collection: Json) -> list[str]:
    """Return what in a feature collection is against RFC 7946."""
    found = []
    if collection.get("type") != "FeatureCollection":
        found.append("type of the collection")
    if "crs" in collection:
        found.append("crs member (4)")
    features = collection.get("features")
    if not isinstance(features, list):
        return [*found, "features (3.3)"]
    for feature in features:
        if feature.get("type") != "Feature" or not {"geometry", "properties"} <= set(feature):
            found.append("members of a feature (3.2)")
        elif not isinstance(feature.get("id", ""), str | int | float):
            found.append("id (3.2)")
        if feature.get("geometry") is not None:
            found += geometry_breaches(feature["geometry"])
    positions = [p for f in features if f.get("geometry") for p in all_positions(f["geometry"])]
    if positions:
        xs, ys = ([p[axis] for p in positions] for axis in (0, 1))
        if collection.get("bbox") != [min(xs), min(ys), max(xs), max(ys)]:
            found.append("bbox (5)")
    elif "bbox" in collection:
        found.append("bbox of nothing (5)")
    return found


def geometry_breaches(geometry: Json) -> list[str]:
    found = []
    for position in all_positions(geometry):
        if len(position) != 2:
            found.append("length of a position (3.1.1)")
        elif not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            found.append("longitude, latitude (4)")
        if any(abs(value * 1e7 - round(value * 1e7)) > 1e-5 for value in position):
            found.append("precision (11.2)")
    for rings in polygons(geometry):
        for ring in rings:
            if len(ring) < 4 or ring[0] != ring[-1]:
                found.append("linear ring (3.1.6)")
        turns = [signed_area(ring) for ring in rings]
        if turns[0] <= 0 or any(turn >= 0 for turn in turns[1:]):
            found.append("right-hand rule (3.1.6)")
    return found


def polygons(geometry: Json) -> list[Any]:
    kinds = {
        "Polygon": lambda: [geometry["coordinates"]],
        "MultiPolygon": lambda: geometry["coordinates"],
    }
    return kinds.get(geometry["type"], list)()


def all_positions(geometry: Json) -> Iterator[list[float]]:
    def walk(node: Any) -> Iterator[list[float]]:
        if node and isinstance(node[0], int | float):
            yield node
        else:
            for inner in node:
                yield from walk(inner)

    yield from walk(geometry["coordinates"])


def signed_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


SQUARE = [[100, 36], [101, 36], [101, 37], [100, 37], [100, 36]]
HOLE = [[100.2, 36.2], [100.2, 36.4], [100.4, 36.4], [100.4, 36.2], [100.2, 36.2]]


def collection_of(*rings: Any, **members: Any) -> Json:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
        "properties": {},
    }
    whole = {"type": "FeatureCollection", "bbox": [100, 36, 101, 37], "features": [feature]}
    return {**whole, **members}


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        (collection_of(SQUARE), []),
        (collection_of(SQUARE, HOLE), []),
        (collection_of(SQUARE[::-1]), ["right-hand rule (3.1.6)"]),
        (collection_of(SQUARE, HOLE[::-1]), ["right-hand rule (3.1.6)"]),
        (collection_of(SQUARE, crs={}), ["crs member (4)"]),
        (collection_of(SQUARE, bbox=[0, 0, 1, 1]), ["bbox (5)"]),
        (collection_of(SQUARE, features=[]), ["bbox of nothing (5)"]),
        (collection_of(SQUARE, features=None), ["features (3.3)"]),
        (collection_of(SQUARE, type="Features"), ["type of the collection"]),
        (
            collection_of([*SQUARE[:-1], [100, 36.00000001]]),
            ["precision (11.2)", "linear ring (3.1.6)"],
        ),
        (
            {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]},
            ["members of a feature (3.2)"],
        ),
        (
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "id": [], "geometry": None, "properties": {}}],
            },
            ["id (3.2)"],
        ),
        (
            {
                "type": "FeatureCollection",
                "bbox": [36, 100, 36, 100],
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {"type": "Point", "coordinates": [36, 100]},
                        "properties": {},
                    }
                ],
            },
            ["longitude, latitude (4)"],
        ),
    ],
)
def test_the_checker_tells_both_sides_of_each_rule(collection: Json, expected: list[str]) -> None:
    assert breaches(collection) == expected


# ---------------------------------------------------------------- the sample, exported
@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    paths = geojson.write(sample_results(), tmp_path_factory.mktemp("exports"))
    return {path.name: json.loads(path.read_text("utf-8")) for path in paths}


def named(exported: dict[str, Json], layer: str) -> Json:
    return exported[f"{layer}_SYNTHETIC.geojson"]


def by_id(collection: Json) -> dict[str, Json]:
    return {feature["id"]: feature for feature in collection["features"]}


LAYERS = [
    "stations",
    "key_areas",
    "key_area_points",
    "gaps",
    "lines",
    "line_gaps",
    "counties",
    "prefectures",
    "data_centers",
    "key_areas_odbl",
    "key_area_points_odbl",
    "gaps_odbl",
    "lines_odbl",
    "line_gaps_odbl",
]


def test_each_layer_is_a_file_and_says_synthetic_in_its_name(exported: dict[str, Json]) -> None:
    assert list(exported) == [f"{layer}_SYNTHETIC.geojson" for layer in LAYERS]


@pytest.mark.parametrize("layer", LAYERS)
def test_each_file_keeps_rfc_7946(exported: dict[str, Json], layer: str) -> None:
    collection = named(exported, layer)
    assert breaches(collection) == []
    assert collection["name"] == layer
    assert list(collection)[-1] == "features"


@pytest.mark.parametrize("layer", LAYERS)
def test_each_file_carries_its_marks(exported: dict[str, Json], layer: str) -> None:
    found = named(exported, layer)["covermap"]
    assert list(found) == [
        "generator",
        "run_id",
        "data_date",
        "synthetic",
        "predicted",
        "terrain",
        "threshold",
        "scope",
        "title",
        "licence",
        "changes",
    ]
    assert found["generator"] == "covermap 0.1.0"
    assert found["run_id"] == "sample-0001"
    assert found["synthetic"] is True
    assert found["predicted"] is (layer not in ("stations", "data_centers"))
    assert found["terrain"] == "SRTMGL1: 4 tiles"
    assert found["threshold"]["dbm"] == -105.0
    assert ("ODbL-1.0" in found["licence"]["en"]) is layer.endswith("_odbl")
    assert ("© OpenStreetMap contributors" in found["licence"]["en"]) is layer.endswith("_odbl")


@pytest.mark.parametrize("layer", LAYERS)
def test_each_row_carries_its_marks(exported: dict[str, Json], layer: str) -> None:
    rows = [feature["properties"] for feature in named(exported, layer)["features"]]
    modelled = layer not in ("stations", "data_centers")
    assert rows
    assert {row["predicted"] for row in rows} == {modelled}
    # A published fact is not invented, even beside invented stations.
    assert {row["synthetic"] for row in rows} == {layer != "data_centers"}


def test_every_row_is_there_once_and_those_of_openstreetmap_are_apart(
    exported: dict[str, Json],
) -> None:
    results = sample_results()
    for layer, frame, key in (
        ("key_areas", results.areas, "id"),
        ("key_area_points", results.areas, "id"),
        ("gaps", results.gaps, "gap_id"),
        ("lines", results.lines, "id"),
        ("line_gaps", results.line_gaps, "gap_id"),
    ):
        own, odbl = by_id(named(exported, layer)), by_id(named(exported, f"{layer}_odbl"))
        assert sorted([*own, *odbl]) == sorted(frame[key])
        assert set(odbl) == set(frame.loc[frame["odbl"], key])
        assert not any(feature["properties"]["odbl"] for feature in own.values())
    assert set(by_id(named(exported, "key_areas_odbl"))) == {"QH-TH-002", "QH-TH-012"}


@pytest.mark.parametrize("layer", ["key_areas", "key_area_points"])
def test_a_place_behind_a_ridge_names_the_point_that_blocks_it(
    exported: dict[str, Json], layer: str
) -> None:
    rows = {key: f["properties"] for key, f in by_id(named(exported, layer)).items()}
    columns = ("cause", "blocked_lon", "blocked_lat", "blocked_m", "blocked_station")
    found = [rows["QH-ED-001"][column] for column in columns]
    assert found == ["terrain", 101.225, 37.225, 3480.0, "S04"]
    assert [rows["QH-HC-001"][column] for column in columns] == ["no_data", None, None, None, ""]


def test_without_openstreetmap_rows_there_is_no_file_for_them(tmp_path: Path) -> None:
    sample = sample_results()
    frames = ("areas", "lines", "line_gaps")
    ours = {name: getattr(sample, name)[~getattr(sample, name)["odbl"]] for name in frames}
    own = replace(sample, gaps=sample.gaps.iloc[:0], **ours)
    paths = geojson.write(own, tmp_path)
    assert [path.stem for path in paths] == [f"{layer}_SYNTHETIC" for layer in LAYERS[:9]]
    gaps = json.loads((tmp_path / "geojson" / "gaps_SYNTHETIC.geojson").read_text("utf-8"))
    assert gaps["features"] == []
    assert breaches(gaps) == []


def test_without_lines_there_is_no_file_for_them(tmp_path: Path) -> None:
    sample = sample_results()
    none = replace(sample, lines=sample.lines.iloc[:0], line_gaps=sample.line_gaps.iloc[:0])
    names = {path.name.split("_SYNTHETIC")[0] for path in geojson.write(none, tmp_path)}
    assert names == {layer for layer in LAYERS if "line" not in layer}


def test_a_line_of_two_prefectures_is_there_whole_and_in_parts(exported: dict[str, Json]) -> None:
    found = by_id(named(exported, "lines_odbl"))
    assert set(found) == {"G6", "G6@630200", "G6@632200"}
    assert found["G6"]["geometry"]["type"] == "MultiLineString"
    assert found["G6@632200"]["geometry"]["type"] == "LineString"
    assert found["G6@632200"]["properties"]["gap_from_lon"] is None
    assert found["G6"]["properties"]["km50"] == 80.0


def test_places_without_a_coordinate_are_kept_without_geometry(exported: dict[str, Json]) -> None:
    for layer in ("key_areas", "key_area_points"):
        place = by_id(named(exported, layer))["QH-SC-011"]
        assert place["geometry"] is None
        assert place["properties"]["lon"] is None
        assert place["properties"]["cause"] == "no_coordinate"
        assert place["properties"]["reach"] == "no_data"


def test_the_reference_point_is_the_place_and_the_extent_is_around_it(
    exported: dict[str, Json],
) -> None:
    point = by_id(named(exported, "key_area_points"))["QH-GV-001"]["geometry"]
    assert point == {"type": "Point", "coordinates": [101.05, 37.05]}
    extent = by_id(named(exported, "key_areas"))["QH-GV-001"]["geometry"]
    assert shape(extent).contains(shape(point))


def test_text_and_numbers_come_back_bit_for_bit(exported: dict[str, Json]) -> None:
    results = sample_results()
    found = by_id(named(exported, "key_areas")) | by_id(named(exported, "key_areas_odbl"))
    columns = [column for column in results.areas.columns if column != "geometry"]
    for row in results.areas.to_dict("records"):
        properties = found[row["id"]]["properties"]
        expected = {
            column: None
            if isinstance(row[column], float) and math.isnan(row[column])
            else row[column]
            for column in columns
        }
        assert {column: properties[column] for column in columns} == expected
        assert list(properties) == [*columns, "synthetic", "predicted"]
    assert found["QH-SC-003"]["properties"]["name_zh"] == HOSTILE_NAME


def test_chinese_is_written_as_itself(tmp_path: Path) -> None:
    geojson.write(sample_results(), tmp_path)
    text = (tmp_path / "geojson" / "gaps_SYNTHETIC.geojson").read_bytes()
    assert "盲区".encode() in text
    assert b"\\u" not in text
    assert text.endswith(b"]}\n")


def test_rows_are_in_the_order_of_their_ids_whatever_the_order_of_the_run(tmp_path: Path) -> None:
    sample = sample_results()
    shuffled = replace(
        sample,
        **{
            name: getattr(sample, name).iloc[::-1]
            for name in ("stations", "areas", "gaps", "counties", "prefectures", "data_centers")
        },
    )
    one = geojson.write(sample, tmp_path / "one")
    other = geojson.write(shuffled, tmp_path / "other")
    digests = [
        [hashlib.sha256(path.read_bytes()).digest() for path in paths] for paths in (one, other)
    ]
    assert digests[0] == digests[1]


# ---------------------------------------------------------------- geometry
def with_stations(geometry: list[Any], **columns: Any) -> Results:
    sample = sample_results()
    rows = sample.stations.iloc[: len(geometry)].assign(**columns)
    return replace(sample, stations=rows.set_geometry(gpd.GeoSeries(geometry, crs=4326).values))


def read_stations(results: Results, folder: Path) -> Json:
    geojson.write(results, folder)
    text = (folder / "geojson" / "stations_SYNTHETIC.geojson").read_text("utf-8")
    found: Json = json.loads(text)
    return found


def test_coordinates_come_back_to_a_ten_millionth_of_a_degree(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(89.4, 103.1, 11), rng.uniform(31.6, 39.2, 11)
    collection = read_stations(with_stations(list(shapely.points(lon, lat))), tmp_path)
    assert breaches(collection) == []
    found = np.array([f["geometry"]["coordinates"] for f in collection["features"]])
    assert np.abs(found - np.column_stack([lon, lat])).max() <= 0.5e-7 + 1e-14


@pytest.mark.parametrize("kind", ["polygon with a hole", "multipolygon"])
@pytest.mark.parametrize("clockwise", [True, False])
def test_rings_turn_the_right_way_whatever_they_came_as(
    tmp_path: Path, kind: str, clockwise: bool
) -> None:
    polygon = shapely.Polygon(SQUARE, [HOLE])
    if kind == "multipolygon":
        polygon = shapely.MultiPolygon([polygon, shapely.box(102, 36, 102.5, 36.5)])
    turned = shapely.orient_polygons(polygon, exterior_cw=clockwise)
    collection = read_stations(with_stations([turned]), tmp_path)
    assert breaches(collection) == []
    assert shape(collection["features"][0]["geometry"]).equals(polygon)


def test_heights_are_left_out_and_empty_shapes_are_null(tmp_path: Path) -> None:
    shapes = [shapely.Point(101, 36.5, 3200), shapely.Polygon(), None, shapely.Point(-0.0, 36)]
    collection = read_stations(with_stations(shapes), tmp_path)
    assert breaches(collection) == []
    assert [f["geometry"] and f["geometry"]["coordinates"] for f in collection["features"]] == [
        [101.0, 36.5],
        None,
        None,
        [0.0, 36.0],
    ]


def test_infinite_numbers_are_null_and_broken_text_stays_valid_utf8(tmp_path: Path) -> None:
    collection = read_stations(
        with_stations([shapely.Point(101, 36)], gain_dbi=np.inf, name='a\ud800"\\\n\u2028'),
        tmp_path,
    )
    properties = collection["features"][0]["properties"]
    assert properties["gain_dbi"] is None
    assert properties["name"] == 'a?"\\\n\u2028'


def test_writing_in_pieces_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [path.read_bytes() for path in geojson.write(sample_results(), tmp_path / "whole")]
    for chunk in (1, 3, 11):
        monkeypatch.setattr(geojson, "_CHUNK", chunk)
        pieces = geojson.write(sample_results(), tmp_path / str(chunk))
        assert [path.read_bytes() for path in pieces] == whole


def test_gdal_reads_the_same_rows(tmp_path: Path) -> None:
    geojson.write(sample_results(), tmp_path)
    frame = pyogrio.read_dataframe(tmp_path / "geojson" / "counties_SYNTHETIC.geojson")
    expected = sample_results().counties.sort_values("adcode", ignore_index=True)
    assert frame.crs == 4326
    assert frame["name_zh"].tolist() == expected["name_zh"].tolist()
    assert shapely.equals(frame.geometry.values, expected.geometry.values).all()


# ---------------------------------------------------------------- scope, names, trouble
def test_one_prefecture_limits_rows_and_names_the_files(tmp_path: Path) -> None:
    paths = geojson.write(sample_results(), tmp_path, Wanted(prefecture="632200"))
    assert [path.name for path in paths][:2] == [
        "632200-haibei-stations_SYNTHETIC.geojson",
        "632200-haibei-key_areas_SYNTHETIC.geojson",
    ]
    for path in paths:
        rows = [f["properties"] for f in json.loads(path.read_text("utf-8"))["features"]]
        assert {row["prefecture_adcode"] for row in rows} <= {"632200"}, path.name
    (counties,) = [json.loads(p.read_text("utf-8")) for p in paths if "counties" in p.name]
    assert list(by_id(counties)) == ["632221", "632222"]


def test_a_run_of_one_prefecture_names_it_and_loses_no_row(tmp_path: Path) -> None:
    limited = sample_results(scope=["632200"])
    paths = geojson.write(limited, tmp_path)
    assert paths[0].name == "632200-haibei-stations_SYNTHETIC.geojson"
    assert len(json.loads(paths[0].read_text("utf-8"))["features"]) == len(limited.stations)


def test_real_stations_bear_no_mark_of_the_scenario(tmp_path: Path) -> None:
    sample = sample_results(synthetic=False)
    real = replace(sample, stations=sample.stations.assign(synthetic=False))
    paths = geojson.write(real, tmp_path)
    assert [path.name for path in paths] == [f"{layer}.geojson" for layer in LAYERS]
    for path in paths:
        collection = json.loads(path.read_text("utf-8"))
        assert collection["covermap"]["synthetic"] is False
        assert not any(f["properties"]["synthetic"] for f in collection["features"])
    stations = json.loads(paths[0].read_text("utf-8"))
    assert stations["covermap"]["licence"]["en"] == "the user's own list, under the user's terms"


def test_an_unknown_prefecture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有市州 999999.*632200"):
        geojson.write(sample_results(), tmp_path, Wanted(prefecture="999999"))
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = geojson.write(sample_results(), tmp_path)[0]
    earlier = first.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_atomic.os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        geojson.write(with_stations([None]), tmp_path)
    assert first.read_bytes() == earlier


def test_the_format_is_found() -> None:
    assert export_formats()["geojson"] is geojson.EXPORT


def test_no_layer_mixes_licences() -> None:
    for layer in export_layers(sample_results()):
        if "odbl" in layer.frame:
            assert set(layer.frame["odbl"]) == {layer.odbl}
