"""Exports before validators of others, and before a GDAL that is not the one that wrote them.

``COVERMAP_GDAL_PYTHON`` names a Python that has ``osgeo``, ``COVERMAP_VALIDATORS_PYTHON`` one that
has the validators of `tests/packages_look.py`; see CONTRIBUTING.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

from geo.outputs import Wanted, cog_copies, export_formats, store
from geo.outputs._wanted import layers_of
from tests.sample_plan import planned_results
from tests.test_exports import alike, comparable, files_of, tricky

pytestmark = pytest.mark.validators

HERE = Path(__file__).parent
GDAL = os.environ.get("COVERMAP_GDAL_PYTHON", "")
PACKAGES = os.environ.get("COVERMAP_VALIDATORS_PYTHON", "")
READ_BY_GDAL = ("fgb", "gdb", "geojson", "gpkg", "kml", "shp")
WRITTEN = (*READ_BY_GDAL, "geoparquet")
PARTS = (Wanted(), Wanted(crs="EPSG:4490"), Wanted(prefecture="632200", lang="en"))
TRICKY, PLANNED, RUN, BROKEN = "tricky", "planned", "run", "broken"


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return exports of two samples and of a run, and broken ones that have to be found out."""
    if not (GDAL or PACKAGES):
        pytest.skip("neither COVERMAP_GDAL_PYTHON nor COVERMAP_VALIDATORS_PYTHON is set")
    root = tmp_path_factory.mktemp("validators")
    for name in WRITTEN:
        export_formats()[name].write(tricky(), root / TRICKY)
        for wanted in PARTS:
            export_formats()[name].write(planned_results(), root / PLANNED, wanted)
    run = request.getfixturevalue("haibei_run")
    shutil.copytree(run.folders.processed, root / RUN)
    for wanted in PARTS:
        cog_copies.write(store.load(run.folders.processed), root / RUN / "exports", wanted)
    break_some(root)
    return root


def break_some(root: Path) -> None:
    """Lay files beside the sound ones that each validator must refuse, or it proves nothing."""
    (root / BROKEN).mkdir()
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": square}
    turned = {"type": "FeatureCollection", "features": [feature]}
    (root / BROKEN / "clockwise.geojson").write_text(json.dumps(turned))
    book = root / BROKEN / "no_index.gpkg"
    shutil.copy(root / TRICKY / "gpkg" / "covermap_SYNTHETIC.gpkg", book)
    with closing(sqlite3.connect(book)) as database, database:
        database.execute("DROP TRIGGER rtree_stations_geom_insert")
    whole = root / TRICKY / "geoparquet" / "stations_SYNTHETIC.parquet"
    (root / BROKEN / "wkb.parquet").write_bytes(whole.read_bytes().replace(b'"WKB"', b'"WKT"'))
    shape = {"width": 1024, "height": 1024, "count": 1, "dtype": "uint8", "crs": 4326}
    place = rasterio.Affine(0.001, 0, 100, 0, -0.001, 37)
    path = root / BROKEN / "stripes.tif"
    with rasterio.open(path, "w", driver="GTiff", transform=place, **shape) as made:
        made.write(np.zeros((1, 1024, 1024), "uint8"))


def told(python: str, variable: str, program: str, folder: Path) -> Any:
    """Run a program that looks at a folder with a Python of its own."""
    if not python:
        pytest.skip(f"{variable} is not set")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONWARNINGS": "ignore"}
    found = subprocess.run(
        [python, str(HERE / program), str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


@pytest.fixture(scope="module")
def gdal(folder: Path) -> Any:
    return told(GDAL, "COVERMAP_GDAL_PYTHON", "gdal_look.py", folder)


@pytest.fixture(scope="module")
def packages(folder: Path) -> Any:
    return told(PACKAGES, "COVERMAP_VALIDATORS_PYTHON", "packages_look.py", folder)


def split(found: dict[str, list[str]], suffix: str) -> tuple[dict[str, Any], list[list[str]]]:
    """Return what is wrong with the files of a kind that are ours, and with the broken ones."""
    ours = {name: wrong for name, wrong in found.items() if name.endswith(suffix)}
    broken = [ours.pop(name) for name in list(ours) if name.startswith(f"{BROKEN}/")]
    return ours, broken


def require_sound(found: dict[str, list[str]], suffix: str, at_least: int) -> None:
    ours, broken = split(found, suffix)
    assert {name: wrong for name, wrong in ours.items() if wrong} == {}
    assert len(ours) >= at_least
    assert broken and all(broken)


def test_gdal_finds_nothing_in_a_geopackage(gdal: Any) -> None:
    require_sound(gdal["gpkg"], ".gpkg", 2 + 2 * len(PARTS) + 2)


def test_gdal_finds_nothing_in_a_cog(gdal: Any) -> None:
    require_sound(gdal["cog"], ".tif", 4 * 8)


def test_an_older_gdal_opens_everything_without_a_word(gdal: Any) -> None:
    assert gdal["said"] == []


def test_a_validator_finds_nothing_in_geojson(packages: Any) -> None:
    require_sound(packages, ".geojson", 4 * 10)


def test_a_validator_finds_nothing_in_geoparquet(packages: Any) -> None:
    tables = {name for name in packages if "verdicts" in name}  # without shapes: plain Parquet
    assert tables and all("geo-metadata" in packages[name][0] for name in tables)
    require_sound(
        {name: wrong for name, wrong in packages.items() if name not in tables}, ".parquet", 4 * 10
    )


def test_a_second_validator_finds_nothing_in_a_cog(packages: Any) -> None:
    require_sound(packages, ".tif", 4 * 8)


# ---------------------------------------------------------------- row by row
def whole_names(path: Path) -> dict[str, str]:
    """Return the whole name of each column that a format had to shorten or change."""
    if not path.name.endswith(".shp.zip"):
        return {"group_": "group", "Name": "name"}
    with zipfile.ZipFile(path) as archive:
        listed = archive.read("dictionary.csv").decode("utf-8-sig")
    return {row["field"]: row["column"] for row in csv.DictReader(io.StringIO(listed))}


def as_read(rows: list[dict[str, Any]], path: Path) -> gpd.GeoDataFrame:
    """Return what GDAL read as a frame; truth of a Shapefile is T and F there."""
    frame = pd.DataFrame(rows).rename(columns=whole_names(path))
    if path.name.endswith(".shp.zip"):
        for name in ("synthetic", "predicted", "odbl"):
            if name in frame:
                frame[name] = frame[name] == "T"
    shapes = [row["geometry"] and shapely.from_wkb(row["geometry"]) for row in rows]
    return gpd.GeoDataFrame(frame.assign(geometry=shapes), geometry="geometry")


@pytest.mark.parametrize("name", READ_BY_GDAL)
def test_an_older_gdal_reads_every_cell(gdal: Any, folder: Path, name: str) -> None:
    form = export_formats()[name]
    paths = sorted((folder / TRICKY / name).iterdir())
    seen = 0
    for layer in layers_of(tricky(), Wanted()):
        if not isinstance(layer.frame, gpd.GeoDataFrame):
            continue
        (path,) = files_of(form, paths, layer)
        read = gdal["rows"][path.relative_to(folder).as_posix()]
        rows = read[layer.name] if layer.name in read else next(iter(read.values()))
        found = as_read(rows, path).sort_values(layer.key, ignore_index=True)
        expected = layer.frame.sort_values(layer.key, ignore_index=True)
        if name == "kml":  # libkml drops the blanks around a text, though they are in the file
            expected = expected.map(lambda cell: cell.strip(" ") if isinstance(cell, str) else cell)
        pd.testing.assert_frame_equal(
            comparable(found, expected, form),
            comparable(expected, expected, form),
            check_exact=False,
            rtol=1e-13,
        )
        pairs = zip(found.geometry, expected.geometry, strict=True)
        assert all(alike(one, other) for one, other in pairs), layer.name
        seen += len(found)
    assert seen > 80
