"""The catalogue of a run: every file once, with type, size, hash and licence, links relative."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from geo.outputs import Wanted, catalog, export_formats
from geo.results import Results
from tests.sample_results import sample_results

FORMATS = ("geojson", "gpkg", "fgb", "geoparquet")


def products(root: Path, results: Results) -> list[Path]:
    out = root / "data" / "processed" / "exports"
    written = [
        path
        for name in FORMATS
        for path in export_formats()[name].write(results, out, Wanted(("stations", "gaps")))
    ]
    page = root / "maps" / "index.html"
    page.parent.mkdir()
    page.write_text("<p>", "utf-8")
    return [*written, page]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path], dict[str, Any]]:
    root = tmp_path_factory.mktemp("run")
    written = products(root, sample_results())
    folder = root / "data" / "processed"
    (path,) = catalog.write(sample_results(), [*written, folder / catalog.FILE], folder)
    assert path == folder / "catalog.json"
    return root, written, json.loads(path.read_text("utf-8"))


def test_every_file_is_an_asset_with_its_size_and_hash(
    made: tuple[Path, list[Path], dict[str, Any]],
) -> None:
    root, written, found = made
    assert list(found["assets"]) == sorted(path.relative_to(root).as_posix() for path in written)
    for asset in found["assets"].values():
        path = root / "data" / "processed" / asset["href"]
        content = path.read_bytes()
        assert asset["file:size"] == len(content)
        assert asset["file:checksum"] == "1220" + hashlib.sha256(content).hexdigest()
        assert not asset["href"].startswith("/") and str(root) not in asset["href"]


def test_it_has_what_a_stac_item_must_have(
    made: tuple[Path, list[Path], dict[str, Any]],
) -> None:
    _, _, found = made
    assert (found["type"], found["stac_version"]) == ("Feature", "1.0.0")
    assert found["id"] == "sample-0001"
    assert found["bbox"] == [100.0, 36.0, 102.4, 37.3]
    assert found["geometry"]["type"] == "Polygon" and found["links"] == []
    assert found["properties"]["datetime"] == "2022-12-31T00:00:00Z"
    assert found["properties"]["covermap"]["synthetic"] is True


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("stations_SYNTHETIC.geojson", "application/geo+json", "data"),
        ("stations_SYNTHETIC.parquet", "application/vnd.apache.parquet", "data"),
        ("covermap-stations-gaps_SYNTHETIC.gpkg", "application/geopackage+sqlite3", "data"),
        ("index.html", "text/html", "overview"),
    ],
)
def test_each_file_says_what_it_is(
    made: tuple[Path, list[Path], dict[str, Any]], name: str, kind: str, role: str
) -> None:
    (asset,) = [a for a in made[2]["assets"].values() if a["href"].endswith("/" + name)]
    assert (asset["type"], asset["roles"]) == (kind, [role])


def test_openstreetmap_is_licensed_in_files_of_its_own(
    made: tuple[Path, list[Path], dict[str, Any]],
) -> None:
    for name, asset in made[2]["assets"].items():
        assert (asset["license"] == "ODbL-1.0") is ("odbl" in name)
        assert asset["covermap:licence"]["zh"] and asset["covermap:licence"]["en"]
    invented = made[2]["assets"]["data/processed/exports/fgb/stations_SYNTHETIC.fgb"]
    assert invented["covermap:licence"]["en"].startswith("invented scenario")


def test_the_same_files_make_the_same_catalogue(tmp_path: Path) -> None:
    bodies = []
    for side in ("one", "other"):
        root = tmp_path / side
        written = products(root, sample_results())
        (path,) = catalog.write(sample_results(), written, root / "data" / "processed")
        bodies.append(path.read_bytes())
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("text", ["2022", "2020–2024", ""])
def test_a_date_that_is_not_a_day_is_none(text: str) -> None:
    assert catalog._moment(text) is None
