"""What holds of every export format: nothing is lost, nothing is half, every change is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.outputs import ExportFormat, Wanted, _atomic, export_formats, usual
from geo.outputs._export_layers import ExportLayer
from geo.outputs._wanted import crs_named, known_layers, layers_of, require_layers
from geo.results import Results
from layers.errors import EnvironmentProblem, Finding, InputError
from tests.read_exports import READERS
from tests.sample_results import HOSTILE_NAME, sample_results

VECTOR = sorted(READERS)
TOLERANCE = 1e-7  # degree
NAMES = ["𠮷野家·门源", "玉树ཡུལ་ཤུལ།", "a\"b'c\\d,e;f<g>&h\n\u2028", "  两端空格  "]


def tricky() -> Results:
    """Return the sample with names that formats have lost, and coordinates of many digits."""
    sample = sample_results()
    names = sample.stations["name"].tolist()
    names[:4] = NAMES
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(89.4, 103.1, len(names)), rng.uniform(31.6, 39.2, len(names))
    stations = sample.stations.assign(name=names, lon=lon, lat=lat)
    return replace(sample, stations=stations.set_geometry(gpd.points_from_xy(lon, lat, crs=4326)))


def files_of(form: ExportFormat, paths: list[Path], layer: ExportLayer) -> list[Path]:
    """Return the files that hold a layer, whichever way the format divides them."""
    found = [path for path in paths if path.name.split("_SYNTHETIC")[0] == layer.name]
    if found:
        return found
    return [
        path
        for path in paths
        if path.name.endswith(form.suffix)
        and path.name.startswith("covermap_odbl" if layer.odbl else "covermap_SYN")
    ]


@pytest.fixture(scope="module", params=VECTOR)
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ExportFormat, list[Path], list[Finding]]]:
    form = export_formats()[request.param]
    notes: list[Finding] = []
    paths = form.write(tricky(), tmp_path_factory.mktemp(form.name), Wanted(), notes)
    # Looked at here: who reads a GeoPackage may leave statistics beside it.
    assert sorted(paths[0].parent.iterdir()) == sorted(paths)
    yield form, paths, notes


def comparable(frame: pd.DataFrame, like: pd.DataFrame, form: ExportFormat) -> pd.DataFrame:
    """Return cells with missing text as empty text, and whole numbers as numbers."""
    columns = [name for name in like.columns if name != "geometry"]
    found = pd.DataFrame(frame)[columns].copy()
    for name in columns:
        if pd.api.types.is_string_dtype(like[name].dtype):
            found[name] = [
                "" if pd.isna(cell) else trimmed(cell, form) for cell in found[name].tolist()
            ]
            found[name] = found[name].astype("object")
        else:
            found[name] = found[name].astype("float64")
    return found


def test_every_row_comes_back(written: tuple[ExportFormat, list[Path], list[Finding]]) -> None:
    form, paths, _ = written
    seen = 0
    for layer in layers_of(tricky(), Wanted()):
        if not isinstance(layer.frame, gpd.GeoDataFrame):
            continue
        (path,) = files_of(form, paths, layer)
        found = READERS[form.name](path, layer)
        expected = layer.frame.sort_values(layer.key, ignore_index=True)
        found = found.sort_values(layer.key, ignore_index=True)
        pd.testing.assert_frame_equal(
            comparable(found, expected, form),
            comparable(expected, expected, form),
            check_exact=False,
            rtol=1e-13,
        )
        pairs = zip(found.geometry, expected.geometry, strict=True)
        assert all(alike(one, other) for one, other in pairs), layer.name
        assert found.crs == 4326
        seen += len(found)
    assert seen > 80


def trimmed(text: str, form: ExportFormat) -> str:
    """Return text as a format that pads its cells with blanks gives it back."""
    return text.strip(" ") if form.name == "shp" else text


def alike(one: shapely.Geometry | None, other: shapely.Geometry | None) -> bool:
    """Return whether two shapes are the same, whatever ring begins where and turns which way."""
    if one is None or other is None:
        return one is other
    return bool(shapely.equals_exact(one, other, TOLERANCE, normalize=True)) or bool(
        shapely.equals_exact(parts_of(one), parts_of(other), TOLERANCE, normalize=True)
    )


def parts_of(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.geometrycollections(shapely.get_parts(shape))


def test_hostile_and_rare_text_comes_back_bit_for_bit(
    written: tuple[ExportFormat, list[Path], list[Finding]],
) -> None:
    form, paths, _ = written
    by_name = {layer.name: layer for layer in layers_of(tricky(), Wanted())}
    (path,) = files_of(form, paths, by_name["stations"])
    names = READERS[form.name](path, by_name["stations"])["name"].tolist()
    assert {trimmed(name, form) for name in NAMES} <= set(names)
    (path,) = files_of(form, paths, by_name["key_area_points"])
    places = READERS[form.name](path, by_name["key_area_points"])
    assert HOSTILE_NAME in places["name_zh"].tolist()


def test_openstreetmap_rows_are_in_files_of_their_own(
    written: tuple[ExportFormat, list[Path], list[Finding]],
) -> None:
    form, paths, _ = written
    for layer in layers_of(tricky(), Wanted()):
        if not isinstance(layer.frame, gpd.GeoDataFrame) or "odbl" not in layer.frame:
            continue
        for path in files_of(form, paths, layer):
            assert ("odbl" in path.name) is layer.odbl
            assert set(READERS[form.name](path, layer)["odbl"].astype(bool)) == {layer.odbl}


def test_the_same_results_are_the_same_bytes(
    written: tuple[ExportFormat, list[Path], list[Finding]], tmp_path: Path
) -> None:
    form, paths, _ = written
    again = form.write(tricky(), tmp_path)
    assert [digest(path) for path in again] == [digest(path) for path in paths]


def digest(path: Path) -> tuple[str, str]:
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_files_are_in_the_folder_of_the_format(
    written: tuple[ExportFormat, list[Path], list[Finding]],
) -> None:
    form, paths, _ = written
    assert {path.parent.name for path in paths} == {form.name}
    assert all(path.stat().st_size for path in paths)


@pytest.mark.parametrize("name", VECTOR)
def test_a_full_disk_leaves_the_earlier_files(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, wanted = export_formats()[name], Wanted(("stations",))
    paths = form.write(sample_results(), tmp_path, wanted)
    before = [digest(path) for path in paths]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_atomic.os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        form.write(tricky(), tmp_path, wanted)
    assert [digest(path) for path in paths] == before
    assert sorted(tmp_path.rglob("*.*")) == sorted(paths)


# ---------------------------------------------------------------- what is wanted
@pytest.mark.parametrize("name", VECTOR)
def test_a_part_never_takes_the_place_of_the_whole(name: str, tmp_path: Path) -> None:
    form = export_formats()[name]
    whole = form.write(sample_results(), tmp_path)
    before = {path: digest(path) for path in whole}
    parts = (Wanted(prefecture="632200"), Wanted(lang="en"), Wanted(("gaps",)))
    for wanted in (*parts, Wanted(("gaps",), crs="EPSG:4490")):
        assert form.write(sample_results(), tmp_path, wanted)
    assert {path: digest(path) for path in whole} == before


@pytest.mark.parametrize("name", [name for name in VECTOR if name not in ("geojson", "kml")])
def test_coordinates_are_in_the_crs_asked_for(name: str, tmp_path: Path) -> None:
    form = export_formats()[name]
    wanted = Wanted(("stations",), crs="EPSG:4543")
    (path,) = form.write(tricky(), tmp_path, wanted)[:1]
    assert "epsg4543" in path.name
    (layer,) = layers_of(tricky(), wanted)
    found = READERS[name](path, layer).sort_values("id", ignore_index=True)
    assert found.crs == 4543
    expected = gpd.GeoSeries(tricky().stations.sort_values("id").geometry, crs=4326).to_crs(4543)
    np.testing.assert_allclose(found.geometry.x, expected.x, atol=1e-6)
    np.testing.assert_allclose(found.geometry.y, expected.y, atol=1e-6)


def test_cgcs2000_is_longitude_and_latitude_as_they_are(tmp_path: Path) -> None:
    (path,) = export_formats()["fgb"].write(
        tricky(), tmp_path, Wanted(("stations",), crs="EPSG:4490")
    )
    found = pyogrio.read_dataframe(path).sort_values("id", ignore_index=True)
    assert found.crs == 4490
    expected = tricky().stations.sort_values("id")
    np.testing.assert_allclose(found.geometry.x, expected["lon"], atol=1e-9, rtol=0)


def test_geojson_tells_that_it_has_no_other_crs(tmp_path: Path) -> None:
    notes: list[Finding] = []
    wanted = Wanted(("stations",), crs="EPSG:4543")
    paths = export_formats()["geojson"].write(sample_results(), tmp_path, wanted, notes)
    assert [path.name for path in paths] == ["stations_SYNTHETIC.geojson"]
    (note,) = [note for note in notes if note.field == "--crs"]
    assert "EPSG:4543" in note.what.zh and "EPSG:4543" in note.what.en
    assert pyogrio.read_dataframe(paths[0]).crs == 4326


@pytest.mark.parametrize(
    ("typed", "found"),
    [("4490", "EPSG:4490"), ("epsg:4543", "EPSG:4543"), (" EPSG:32647 ", "EPSG:32647")],
)
def test_a_crs_is_known_by_its_code(typed: str, found: str) -> None:
    assert crs_named(typed) == found


@pytest.mark.parametrize("typed", ["", "CGCS2000", "EPSG:1", "4978", "EPSG:5773", "4490; DROP"])
def test_what_is_no_crs_of_a_map_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="--crs"):
        crs_named(typed)


def test_an_unknown_layer_is_refused_by_the_names_there_are() -> None:
    with pytest.raises(InputError, match=r"towers(.|\n)*stations、key_areas"):
        require_layers(sample_results(), Wanted(("towers",)))
    require_layers(sample_results(), Wanted(known_layers(sample_results())))


def test_a_layer_brings_its_rows_from_openstreetmap() -> None:
    names = [layer.name for layer in layers_of(sample_results(), Wanted(("key_areas",)))]
    assert names == ["key_areas", "key_areas_odbl"]


def test_a_run_writes_what_it_wrote_before() -> None:
    assert list(usual(export_formats())) == ["geojson", "gpkg"]
