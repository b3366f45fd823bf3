"""GeoPackages that open right: Chinese names, nothing lost, OpenStreetMap rows apart."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.outputs import Wanted, export_formats, gpkg
from geo.outputs._export_layers import ExportLayer, export_layers
from geo.outputs._geopackage import Table, write_geopackage
from layers.errors import InputError
from tests.sample_results import sample_results

LAYERS = [
    "stations",
    "key_areas",
    "key_area_points",
    "gaps",
    "lines",
    "line_gaps",
    "verdicts",
    "counties",
    "prefectures",
    "data_centers",
]
ODBL_LAYERS = [
    "key_areas_odbl",
    "key_area_points_odbl",
    "gaps_odbl",
    "lines_odbl",
    "line_gaps_odbl",
    "verdicts_odbl",
]
KINDS = {
    **dict.fromkeys(("stations", "key_area_points", "data_centers"), "POINT"),
    **dict.fromkeys(("key_areas", "gaps", "counties", "prefectures"), "POLYGON"),
    **dict.fromkeys(("lines", "line_gaps"), "LINESTRING"),
}
COLUMN_TYPES = ("BOOLEAN", "INTEGER", "REAL", "TEXT", "DATE", "DATETIME", "BLOB")
MAIN, ODBL = "covermap_SYNTHETIC.gpkg", "covermap_odbl_SYNTHETIC.gpkg"
STYLES = "layer_styles"
PROJECT = "covermap_SYNTHETIC.qgz"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    paths = gpkg.write(sample_results(), out)
    assert [path.name for path in paths] == [MAIN, ODBL, PROJECT]
    return out / "gpkg"


@pytest.fixture(params=[MAIN, ODBL])
def database(folder: Path, request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / request.param)) as connection:
        yield connection


def one_by_one() -> list[ExportLayer]:
    return export_layers(sample_results())


def simple(shape: Any) -> bytes | None:
    """Return a shape as bytes; one of a single part as that part, which a GIS may wrap."""
    if shape is None:
        return None
    parts = shapely.get_parts(shape)
    found: bytes = shapely.to_wkb(parts[0] if len(parts) == 1 else shape)
    return found


def file_of(layer: ExportLayer) -> str:
    return ODBL if layer.odbl else MAIN


def test_each_file_has_its_layers(folder: Path) -> None:
    # GDAL lists spatial layers first.
    assert sorted(name for name, _ in pyogrio.list_layers(folder / MAIN)) == sorted(
        [*LAYERS, STYLES]
    )
    assert sorted(name for name, _ in pyogrio.list_layers(folder / ODBL)) == sorted(
        [*ODBL_LAYERS, STYLES]
    )


@pytest.mark.parametrize("layer", one_by_one(), ids=lambda layer: layer.name)
def test_every_cell_and_shape_comes_back(folder: Path, layer: ExportLayer) -> None:
    found = pyogrio.read_dataframe(folder / file_of(layer), layer=layer.name)
    expected = layer.frame
    columns = [c for c in expected.columns if c != "geometry"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(found)[columns], pd.DataFrame(expected)[columns], check_exact=True
    )
    assert {"synthetic", "predicted"} <= set(columns)
    if isinstance(expected, gpd.GeoDataFrame):
        assert found.crs == 4326
        assert [simple(shape) for shape in found.geometry] == [
            simple(shape) for shape in expected.geometry
        ]


@pytest.mark.parametrize("layer", one_by_one(), ids=lambda layer: layer.name)
def test_names_are_chinese_for_people_and_ascii_for_machines(
    folder: Path, layer: ExportLayer
) -> None:
    with closing(sqlite3.connect(folder / file_of(layer))) as connection:
        identifier, description, stamp = connection.execute(
            "SELECT identifier, description, last_change FROM gpkg_contents WHERE table_name = ?",
            [layer.name],
        ).fetchone()
        aliases = {
            column: (name, title, meaning)
            for column, name, title, meaning in connection.execute(
                "SELECT column_name, name, title, description FROM gpkg_data_columns"
                " WHERE table_name = ?",
                [layer.name],
            )
        }
    assert identifier == f"{layer.title.zh}_SYNTHETIC"
    assert layer.licence.zh in description
    assert ("预测" in description) is layer.predicted
    assert "terrain: SRTMGL1: 4 tiles" in description
    assert stamp == "1970-01-01T00:00:00.000Z"
    assert set(aliases) == {"geom" if c == "geometry" else c for c in layer.frame.columns}
    assert all(column.isascii() for column in aliases)
    assert all(not name.isascii() for name, _, _ in aliases.values())
    assert all(name == title and meaning for name, title, meaning in aliases.values())


def test_the_description_of_a_column_gives_its_unit(folder: Path) -> None:
    with closing(sqlite3.connect(folder / MAIN)) as connection:
        row = connection.execute(
            "SELECT name, description FROM gpkg_data_columns"
            " WHERE table_name = 'key_areas' AND column_name = 'level_dbm'"
        ).fetchone()
    assert row[0] == "电平（50 %）"
    assert row[1].endswith("[dBm]")


def test_it_is_a_sound_geopackage(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    spatial = database.execute(
        "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
    ).fetchall()
    assert spatial
    assert {row[3] for row in spatial} == {4326}
    for table, column, kind, _ in spatial:
        filled = f'SELECT count("{column}") FROM "{table}"'  # noqa: S608 - names are constants
        indexed = f'SELECT count(*) FROM "rtree_{table}_{column}"'  # noqa: S608
        assert database.execute(indexed).fetchone() == database.execute(filled).fetchone()
        # Every layer declares one kind: QGIS splits the others into several.
        assert kind.removeprefix("MULTI") == KINDS[table.removesuffix("_odbl")]
    extensions = {row[0] for row in database.execute("SELECT extension_name FROM gpkg_extensions")}
    assert extensions == {"gpkg_rtree_index", "gpkg_schema", "gpkg_metadata"}
    described = database.execute("SELECT table_name, column_name FROM gpkg_data_columns").fetchall()
    for table, column in described:
        present = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
        assert column in present


def test_it_keeps_the_version_that_older_programs_know(database: sqlite3.Connection) -> None:
    # GDAL 3.6, and so QGIS 3.22, warns of 1.4, and its validator misses triggers of 1.2 there.
    assert database.execute("PRAGMA user_version").fetchone() == (10200,)


def test_the_tables_of_the_standard_are_filled(database: sqlite3.Connection) -> None:
    systems = database.execute(
        "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys"
    ).fetchall()
    assert sorted(systems) == [(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326)]
    listed = database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    spatial = {name for (name,) in database.execute("SELECT table_name FROM gpkg_geometry_columns")}
    for table, kind in listed:
        assert (kind == "features") is (table in spatial)
        declared = {row[2] for row in database.execute(f'PRAGMA table_info("{table}")')}
        assert declared <= {*COLUMN_TYPES, *KINDS.values(), *(f"MULTI{k}" for k in KINDS.values())}
    extensions = database.execute(
        "SELECT table_name, column_name, extension_name, scope FROM gpkg_extensions"
    ).fetchall()
    indexed = [row for row in extensions if row[2] == "gpkg_rtree_index"]
    assert {row[0] for row in indexed} == spatial
    assert {(row[1], row[3]) for row in indexed} == {("geom", "write-only")}
    tables = {row[0] for row in extensions if row[2] != "gpkg_rtree_index"}
    assert tables == {
        "gpkg_data_columns",
        "gpkg_data_column_constraints",
        "gpkg_metadata",
        "gpkg_metadata_reference",
    }


@pytest.mark.parametrize("layer", one_by_one(), ids=lambda layer: layer.name)
def test_the_extent_of_a_layer_is_that_of_its_shapes(folder: Path, layer: ExportLayer) -> None:
    with closing(sqlite3.connect(folder / file_of(layer))) as connection:
        found = connection.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?",
            [layer.name],
        ).fetchone()
    if isinstance(layer.frame, gpd.GeoDataFrame):
        assert found == pytest.approx(tuple(layer.frame.total_bounds), rel=0, abs=1e-12)
    else:
        assert found == (None,) * 4


def test_another_crs_is_listed_beside_those_of_the_standard(tmp_path: Path) -> None:
    wanted = Wanted(("stations",), crs="EPSG:4490")
    book = gpkg.write(sample_results(), tmp_path, wanted)[0]
    with closing(sqlite3.connect(book)) as connection:
        listed = connection.execute("SELECT srs_id FROM gpkg_spatial_ref_sys").fetchall()
        used = connection.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchall()
    assert sorted(listed) == [(-1,), (0,), (4326,), (4490,)] and used == [(4490,)]


def test_the_file_says_what_it_is(folder: Path) -> None:
    for name, licensed in ((MAIN, False), (ODBL, True)):
        with closing(sqlite3.connect(folder / name)) as connection:
            text = connection.execute(
                "SELECT m.metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r"
                " ON r.md_file_id = m.id WHERE r.reference_scope = 'geopackage'"
            ).fetchone()[0]
        for mark in (
            '"run_id">sample-0001<',
            '"synthetic">true<',
            '"terrain">SRTMGL1: 4 tiles<',
            '"threshold_dbm">-105.0<',
            '"scope">630200 632200<',
            "SS-RSRP ≥ −105 dBm，室外 1.5 m",
        ):
            assert mark in text
        assert ("ODbL-1.0" in text) is licensed


def test_places_without_a_coordinate_are_rows(folder: Path) -> None:
    areas = pyogrio.read_dataframe(folder / MAIN, layer="key_areas")
    nowhere = areas[areas.geometry.isna()]
    assert set(nowhere["id"]) == {
        "QH-GV-004",
        "QH-FI-001",
        "QH-FI-002",
        "QH-TS-003",
        "QH-SC-011",
        "QH-FI-091",
    }
    assert set(nowhere["cause"]) == {"no_coordinate"}


def test_rows_of_openstreetmap_are_in_no_other_file(folder: Path) -> None:
    ours = pyogrio.read_dataframe(folder / MAIN, layer="key_areas")
    theirs = pyogrio.read_dataframe(folder / ODBL, layer="key_areas_odbl")
    assert not ours["odbl"].any()
    assert set(theirs["id"]) == {"QH-TH-002", "QH-TH-012"}
    assert len(ours) + len(theirs) == len(sample_results().areas)
    lines = pyogrio.read_dataframe(folder / ODBL, layer="lines_odbl")
    assert set(lines["line_id"]) == {"G6"}
    verdicts = pyogrio.read_dataframe(folder / ODBL, layer="verdicts_odbl")
    assert set(verdicts["area_id"]) == {*theirs["id"], *lines["id"]}
    raw = (folder / MAIN).read_bytes()
    assert "门源站".encode() not in raw
    assert "京藏高速".encode() not in raw
    everything = len(pyogrio.read_dataframe(folder / MAIN, layer="verdicts")) + len(verdicts)
    assert everything == len(sample_results().verdicts)


def test_without_openstreetmap_rows_there_is_one_file(tmp_path: Path) -> None:
    sample = sample_results()
    areas = sample.areas[~sample.areas["odbl"]]
    lines = sample.lines[~sample.lines["odbl"]]
    judged = sample.verdicts["area_id"].isin([*areas["id"], *lines["id"]])
    own = replace(
        sample,
        areas=areas,
        gaps=sample.gaps[~sample.gaps["odbl"]],
        lines=lines,
        line_gaps=sample.line_gaps[~sample.line_gaps["odbl"]],
        verdicts=sample.verdicts[judged],
    )
    assert [path.name for path in gpkg.write(own, tmp_path)] == [MAIN, PROJECT]


def test_the_same_results_are_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    paths = gpkg.write(sample_results(), tmp_path)
    for path in paths:
        digests = [hashlib.sha256(p.read_bytes()).digest() for p in (path, folder / path.name)]
        assert digests[0] == digests[1]


def test_one_prefecture_limits_every_layer(tmp_path: Path) -> None:
    paths = gpkg.write(sample_results(), tmp_path, Wanted(prefecture="630200"))
    assert [path.name for path in paths] == [
        "630200-haidong-covermap_SYNTHETIC.gpkg",
        "630200-haidong-covermap_odbl_SYNTHETIC.gpkg",
        "630200-haidong-covermap_SYNTHETIC.qgz",
    ]
    for name in ("stations", "key_areas", "gaps", "counties", "prefectures", "data_centers"):
        frame = pyogrio.read_dataframe(paths[0], layer=name)
        assert set(frame["prefecture_adcode"]) == {"630200"}, name
    verdicts = pyogrio.read_dataframe(paths[0], layer="verdicts")
    areas = pyogrio.read_dataframe(paths[0], layer="key_areas")
    assert set(verdicts["area_id"]) == set(areas["id"])
    lines = pyogrio.read_dataframe(paths[1], layer="lines_odbl")
    assert lines["id"].tolist() == ["G6@630200"]


def test_real_stations_bear_no_mark_of_the_scenario(tmp_path: Path) -> None:
    sample = sample_results(synthetic=False)
    paths = gpkg.write(sample, tmp_path)
    names = [path.name for path in paths]
    assert names == ["covermap.gpkg", "covermap_odbl.gpkg", "covermap.qgz"]
    frame = pyogrio.read_dataframe(paths[0], layer="key_areas")
    assert not frame["synthetic"].any()
    assert frame["predicted"].all()


def test_an_unknown_prefecture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="632299"):
        gpkg.write(sample_results(), tmp_path, Wanted(prefecture="632299"))


def test_a_plain_file_needs_no_description(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", [Table("levels", sample_results().levels)])
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as connection:
        tables: list[Any] = connection.execute(
            "SELECT name FROM sqlite_master WHERE name = 'gpkg_data_columns'"
        ).fetchall()
    assert tables == []


def test_the_format_is_found() -> None:
    assert export_formats()["gpkg"] is gpkg.EXPORT
