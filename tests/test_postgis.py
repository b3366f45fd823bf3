"""Layers in a real PostGIS, started for the test where it is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.outputs import Wanted, postgis
from geo.outputs._wanted import layers_of
from layers.errors import EnvironmentProblem, InputError
from tests.sample_results import HOSTILE_NAME, sample_results

PASSWORD = "geheim%41/:x"  # noqa: S105 - of the database that lives as long as the test
TYPED = "geheim%2541%2F%3Ax"


class Recorder:
    """Takes statements instead of a database."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def exec_driver_sql(self, text: str) -> None:
        self.said.append(text)


@pytest.mark.parametrize("repeated", [False, True])
def test_ids_are_a_primary_key_where_each_is_of_one_row(repeated: bool) -> None:
    layer = next(one for one in layers_of(sample_results(), Wanted()) if one.name == "stations")
    if repeated:  # as those of drive tests may be
        layer = replace(layer, frame=layer.frame.iloc[[0, *range(len(layer.frame))]])
    asked = Recorder()
    postgis._comment(asked, layer, '"s"."t"', "title", "en")
    keys = [text for text in asked.said if "PRIMARY KEY" in text]
    assert keys == ([] if repeated else ['ALTER TABLE "s"."t" ADD PRIMARY KEY ("id")'])
    assert any("COLUMN" in text for text in asked.said)


def programs() -> Path | None:
    """Return the folder of the programs of PostgreSQL, the newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return found[0].parent if found else None


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    pytest.importorskip("sqlalchemy", reason="the extra “postgis” is not installed")
    pytest.importorskip("geoalchemy2", reason="the extra “postgis” is not installed")
    pytest.importorskip("psycopg", reason="the extra “postgis” is not installed")
    folder = programs()
    if folder is None or not list(
        Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    ):
        pytest.skip("PostgreSQL with PostGIS is not installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and runuser is missing")
    # Not where pytest keeps its folders: they are closed to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as home:
        yield from _running(folder, Path(home))


def _running(folder: Path, home: Path) -> Iterator[str]:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(home, "postgres")
    secret = home / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True)

    data = str(home / "data")
    call(str(folder / "initdb"), "-D", data, "-U", "gis", "-A", "scram-sha-256", "-E", "UTF8",
         "--locale=C", f"--pwfile={secret}")  # fmt: skip
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    call(str(folder / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(home / "log"), "start")
    try:
        address = f"postgresql://gis:{TYPED}@127.0.0.1:{port}/postgres"
        execute(address, "CREATE EXTENSION postgis")
        yield address
    finally:
        call(str(folder / "pg_ctl"), "-D", data, "-m", "immediate", "stop")


def execute(address: str, statement: str) -> Any:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_every_layer_comes_back_from_the_database(database: str) -> None:
    sql = pytest.importorskip("sqlalchemy")
    sent = postgis.send(sample_results(), database, [Wanted()])
    layers = layers_of(sample_results(), Wanted())
    assert sent == [(f"covermap.{layer.name}", len(layer.frame)) for layer in layers]
    url = sql.make_url(database).set(drivername="postgresql+psycopg")
    engine = sql.create_engine(url)
    for layer in layers:
        if not isinstance(layer.frame, gpd.GeoDataFrame):
            continue
        query = f'SELECT * FROM covermap."{layer.name}" ORDER BY "{layer.key}" COLLATE "C"'  # noqa: S608
        found = gpd.read_postgis(query, engine, geom_col="geom")
        expected = layer.frame.sort_values(layer.key, ignore_index=True)
        assert found[layer.key].tolist() == expected[layer.key].tolist()
        shapes = zip(found.geometry, expected.geometry, strict=True)
        assert all(
            (one is None and other is None) or shapely.equals_exact(one, other, 1e-12)
            for one, other in shapes
        )
        assert found.crs == 4326
    engine.dispose()
    names = execute(database, "SELECT name_zh FROM covermap.key_areas")
    assert (HOSTILE_NAME,) in names


def test_tables_say_what_they_are(database: str) -> None:
    postgis.send(sample_results(), database, [Wanted(("gaps",))])
    (table,) = execute(database, "SELECT obj_description('covermap.gaps'::regclass)")
    assert table[0].startswith("盲区_SYNTHETIC\n")
    (column,) = execute(
        database,
        "SELECT col_description('covermap.gaps'::regclass, ordinal_position) FROM"
        " information_schema.columns WHERE table_name = 'gaps' AND column_name = 'area_km2'",
    )
    assert column == ("盲区面积 · area of the gap [km²]",)


def test_a_part_has_tables_of_its_own(database: str) -> None:
    parts = [
        Wanted(("gaps",), "632200"),
        Wanted(("gaps",), "630200"),
        Wanted(("gaps",), None, "EPSG:4490"),
    ]
    sent = postgis.send(sample_results(), database, parts)
    names = {one.table for one in sent if "odbl" not in one.table}
    assert names == {f"covermap.gaps_{part}" for part in ("632200", "630200", "epsg4490")}
    assert execute(database, "SELECT DISTINCT st_srid(geom) FROM covermap.gaps_epsg4490") == [
        (4490,)
    ]


def test_a_failure_leaves_every_table_as_it_was(database: str) -> None:
    postgis.send(sample_results(), database, [Wanted()])
    before = execute(database, "SELECT count(*), max(name) FROM covermap.stations")
    sample = sample_results()
    # The stations would be new, but two gaps of one id cannot both be in a table.
    gaps = sample.gaps.assign(gap_id="one")
    fewer = replace(sample, stations=sample.stations.iloc[:2], gaps=gaps)
    with pytest.raises(EnvironmentProblem, match="拒绝写入"):
        postgis.send(fewer, database, [Wanted()])
    assert execute(database, "SELECT count(*), max(name) FROM covermap.stations") == before


def test_no_message_repeats_the_password(database: str) -> None:
    wrong = database.replace(TYPED, "falsch-9F%21")
    with pytest.raises(EnvironmentProblem) as caught:
        postgis.send(sample_results(), wrong, [Wanted(("gaps",))])
    told = f"{caught.value}{caught.value.__cause__}"
    for secret in ("falsch-9F%21", "falsch-9F!", PASSWORD, TYPED):
        assert secret not in told


@pytest.mark.parametrize(
    "address", ["mysql://a:geheim@b/c", "out/folder", "postgresql:/x:geheim@y"]
)
def test_another_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InputError, match="--to") as caught:
        postgis.send(sample_results(), address, [Wanted()])
    assert "geheim" not in str(caught.value)


def test_what_the_driver_says_is_told_without_the_password() -> None:
    error = ValueError('could not parse "postgresql://gis:ge%2Fheim@h/d" or ge/heim')
    error.orig = str(error)  # type: ignore[attr-defined]
    told = postgis._refused(error, "postgresql://gis:ge%2Fheim@h/d")
    assert "heim" not in told.zh and "heim" not in told.en


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgis, "_PACKAGES", ("no_such_package",))
    with pytest.raises(EnvironmentProblem, match=r"no_such_package.*postgis"):
        postgis.send(sample_results(), "postgresql://a:b@c/d", [Wanted()])
