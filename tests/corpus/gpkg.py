"""GeoPackages: several layers, triggers, views, journals, or another database."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
from shapely import LineString, Point

from ._case import CHAKA, XINING, Build, Case, text


def write(path: Path, crs: int | None = 4490) -> Path:
    """Write two key areas."""
    frame = gpd.GeoDataFrame(
        {"id": ["G1", "G2"], "name_zh": ["省政府", "县政府"]},
        geometry=[Point(*XINING), Point(*CHAKA)],
        crs=crs,
    )
    with warnings.catch_warnings():  # of a layer without a coordinate system
        warnings.simplefilter("ignore", UserWarning)
        pyogrio.write_dataframe(frame, path, driver="GPKG", layer="areas")
    return path


def _name_functions(base: sqlite3.Connection) -> None:
    """Stand in for the functions of GDAL that the triggers of an index call."""
    for name in ("IsEmpty", "MinX", "MaxX", "MinY", "MaxY"):
        base.create_function(f"ST_{name}", 1, lambda _: 0.0)


def _with(*statements: str) -> Build:
    def build(folder: Path) -> Path:
        path = write(folder / "a.gpkg")
        with closing(sqlite3.connect(path)) as base:
            _name_functions(base)
            for statement in statements:
                base.execute(statement)
            base.commit()
        return path

    return build


def _bytes(change: Callable[[bytes], bytes]) -> Build:
    def build(folder: Path) -> Path:
        path = write(folder / "a.gpkg")
        path.write_bytes(change(path.read_bytes()))
        return path

    return build


def _two_layers(folder: Path) -> Path:
    path = write(folder / "a.gpkg")
    frame = gpd.GeoDataFrame({"id": ["x"]}, geometry=[LineString([XINING, CHAKA])], crs=4326)
    pyogrio.write_dataframe(frame, path, driver="GPKG", layer="roads")
    return path


def _empty_layer(folder: Path) -> Path:
    path = write(folder / "a.gpkg")
    with closing(sqlite3.connect(path)) as base:
        base.execute("DROP TRIGGER IF EXISTS trigger_delete_feature_count_areas")
        base.execute("DELETE FROM areas")
        base.commit()
    return path


def _no_crs(folder: Path) -> Path:
    return write(folder / "a.gpkg", None)


def _plain_sqlite(folder: Path) -> Path:
    path = folder / "a.gpkg"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE stations (id TEXT, lon REAL, lat REAL)")
        base.execute("INSERT INTO stations VALUES ('A', 101.7, 36.6)")
        base.commit()
    return path


def _journal(folder: Path) -> Path:
    """Leave the last row in the journal beside the file, as a program still at work does."""
    path = write(folder / "b.gpkg")
    with closing(sqlite3.connect(path)) as base:
        _name_functions(base)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA wal_autocheckpoint = 0")
        base.execute("UPDATE areas SET name_zh = '改' WHERE id = 'G1'")
        base.commit()
        for suffix in ("", "-wal"):
            copy = (folder / f"b.gpkg{suffix}").read_bytes()
            (folder / f"a.gpkg{suffix}").write_bytes(copy)
    for left in folder.glob("b.gpkg*"):
        left.unlink()
    return folder / "a.gpkg"


def _names_of_no_text(folder: Path) -> Path:
    """Write a database that is damaged where the name of a table is no text (a spoilt file)."""
    path = _with(
        "CREATE TABLE tXX (x)",
        "INSERT INTO tXX VALUES (NULL)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE tXX (x NOT NULL)' WHERE name = 'tXX'",
    )(folder)
    path.write_bytes(path.read_bytes().replace(b"tXX", b"t\xf4X"))
    return path


CASES = (
    Case(
        "gpkg-names-of-no-text",
        "areas",
        _names_of_no_text,
        "a damaged table whose name is no text",
        "refused",
        ("unreadable",),
    ),
    Case("gpkg-whole", "areas", _with(), "nothing", "used", (), 2),
    Case("gpkg-two-layers", "areas", _two_layers, "two layers", "refused", ("several-layers",)),
    Case(
        "gpkg-empty-layer",
        "areas",
        _empty_layer,
        "a layer without rows",
        "refused",
        ("empty-file",),
    ),
    Case("gpkg-no-crs", "areas", _no_crs, "no coordinate system", "refused", ("no-crs",)),
    Case(
        "gpkg-plain-sqlite",
        "areas",
        _plain_sqlite,
        "an SQLite database without maps",
        "refused",
        ("unreadable",),
    ),
    Case(
        "gpkg-wrong-application-id",
        "areas",
        _with("PRAGMA application_id = 1"),
        "an application id of another program",
        "mended",
        ("reader-remark",),
        2,
    ),
    Case(
        "gpkg-trigger",
        "areas",
        _with("CREATE TRIGGER t AFTER INSERT ON areas BEGIN DELETE FROM areas; END"),
        "a trigger that deletes all rows",
        "used",
        (),
        2,
    ),
    Case(
        "gpkg-view",
        "areas",
        _with(
            "CREATE VIEW v AS SELECT * FROM areas",
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES ('v', 'attributes', 'v', 0)",
        ),
        "a view beside the layer",
        "used",
        (),
        2,
    ),
    Case(
        "gpkg-null-geometry",
        "areas",
        _with("UPDATE areas SET geom = NULL WHERE id = 'G2'"),
        "a place without geometry",
        "used",
        (),
        2,
    ),
    Case(
        "gpkg-broken-geometry",
        "areas",
        _with("UPDATE areas SET geom = X'4750' WHERE id = 'G2'"),
        "a geometry of two bytes",
        "used",
        (),
        2,
    ),
    Case(
        "gpkg-text-geometry",
        "areas",
        _with("UPDATE areas SET geom = 'POINT(1 2)' WHERE id = 'G2'"),
        "a geometry in words",
        "used",
        (),
        2,
    ),
    Case(
        "gpkg-huge-text",
        "areas",
        _with("UPDATE areas SET name_zh = CAST(zeroblob(2000000) AS TEXT)"),
        "names of two million NUL letters",
        "refused",
        ("missing-value 1 name_zh", "missing-value 2 name_zh"),
    ),
    Case(
        "gpkg-journal",
        "areas",
        _journal,
        "a journal with the last change beside it",
        "refused",
        ("open-elsewhere",),
    ),
    Case(
        "gpkg-cut",
        "areas",
        _bytes(lambda data: data[: len(data) // 2]),
        "cut at half",
        "refused",
        ("unreadable",),
    ),
    Case(
        "gpkg-cut-at-header",
        "areas",
        _bytes(lambda data: data[:100]),
        "the header alone",
        "refused",
        ("unreadable",),
    ),
    Case(
        "gpkg-zeroed-page",
        "areas",
        _bytes(lambda data: data[:4096] + b"\0" * 4096 + data[8192:]),
        "a page of zeros",
        "refused",
        ("unreadable",),
    ),
    Case("gpkg-empty", "areas", text("", "a.gpkg"), "no byte", "refused", ("empty-file",)),
    Case(
        "gpkg-not-sqlite",
        "areas",
        text("SQLite format 2", "a.gpkg"),
        "no database",
        "refused",
        ("unreadable",),
    ),
)

# Read in this process it would end it: only a process of its own with a limit of time survives.
ENDLESS = Case(
    "gpkg-endless-view",
    "areas",
    _with(
        "DROP TABLE areas",
        "CREATE VIEW areas AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT x AS fid, x AS id, 'x' AS name_zh, NULL AS geom FROM n",
    ),
    "a view that never ends in place of the layer",
    "refused",
    ("reader-late",),
)
