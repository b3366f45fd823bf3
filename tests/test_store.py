"""What is loaded is what was saved, to the bit; the same results are the same bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.outputs import _geopackage, store
from geo.outputs._geopackage import Table, write_geopackage
from geo.results import Results
from layers.errors import EnvironmentProblem, InputError
from tests.sample_results import sample_results

ROOT = Path(__file__).resolve().parent.parent
STORE = "results.gpkg"


def assert_same(found: Results, expected: Results) -> None:
    assert found.card == expected.card
    assert list(found.card) == list(expected.card)
    for name in Results.frame_names():
        one, other = getattr(found, name), getattr(expected, name)
        assert type(one) is type(other), name
        if isinstance(other, gpd.GeoDataFrame):
            assert one.crs == other.crs
            assert one.geometry.name == other.geometry.name
            assert shapely.to_wkb(one.geometry).tolist() == shapely.to_wkb(other.geometry).tolist()
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_exact=True)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    assert store.save(sample_results(), folder) == [folder / STORE]
    return folder


def test_the_sample_comes_back_exactly(kept: Path) -> None:
    assert_same(store.load(kept), sample_results())


def test_odd_cells_come_back_exactly(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": ["", "塔尔寺 ‘𠀀’ \n\t\"'|", "=1+1", "null", " nan "],
            "missing_text": pd.Series(["a", None, "", "中", None], dtype="object"),
            "float": [0.1 + 0.2, np.nan, -np.inf, 5e-324, 1.7976931348623157e308],
            "single": np.array([0.1, np.nan, 1, 2, 3], dtype="float32"),
            "long": np.array([2**63 - 1, -(2**63), 0, 1, 2], dtype="int64"),
            "short": np.array([-1, 0, 1, 32767, -32768], dtype="int16"),
            "int": np.array([2**31 - 1, 0, 1, 2, -(2**31)], dtype="int32"),
            "byte": np.array([0, 255, 1, 2, 3], dtype="uint8"),
            "bool": [True, False, True, True, False],
        }
    )
    shapes = [
        shapely.Point(101.123456789012345, 36.1),
        None,
        shapely.MultiPolygon([shapely.box(0, 0, 1 / 3, 1)]),
        shapely.Polygon(),
        shapely.box(0, 0, 1, 1).difference(shapely.box(0.2, 0.2, 0.4, 0.4)),
    ]
    spatial = gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)
    reordered = spatial[["bool", "geometry", *frame.columns.drop("bool")]]
    renamed = spatial.rename_geometry("where")
    results = replace(
        sample_results(), stations=spatial, areas=reordered, gaps=renamed, findings=frame
    )
    store.save(results, tmp_path)
    assert_same(store.load(tmp_path), results)


def test_empty_frames_keep_their_columns_and_types(tmp_path: Path) -> None:
    sample = sample_results()
    empty = replace(sample, **{n: getattr(sample, n).iloc[:0] for n in Results.frame_names()})
    store.save(empty, tmp_path)
    loaded = store.load(tmp_path)
    assert_same(loaded, empty)
    assert isinstance(loaded.gaps, gpd.GeoDataFrame)
    assert loaded.levels["cells"].dtype == np.int64


def test_a_frame_without_any_geometry_stays_spatial(tmp_path: Path) -> None:
    sample = sample_results()
    nowhere = sample.areas[sample.areas.geometry.isna()].reset_index(drop=True)
    results = replace(sample, areas=nowhere)
    store.save(results, tmp_path)
    assert_same(store.load(tmp_path), results)


def test_the_index_is_numbered_anew(tmp_path: Path) -> None:
    sample = sample_results()
    store.save(replace(sample, levels=sample.levels.iloc[3:5]), tmp_path)
    assert store.load(tmp_path).levels.index.tolist() == [0, 1]


def test_saving_twice_gives_the_same_bytes(tmp_path: Path, kept: Path) -> None:
    store.save(sample_results(), tmp_path)
    first = sha256(tmp_path / STORE)
    store.save(store.load(tmp_path), tmp_path)
    assert sha256(tmp_path / STORE) == first == sha256(kept / STORE)
    assert [path.name for path in tmp_path.iterdir()] == [STORE]


def test_the_bytes_depend_on_no_clock_locale_or_hash_seed(tmp_path: Path, kept: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from geo.outputs import store;"
        "from tests.sample_results import sample_results;"
        "store.save(sample_results(), Path(sys.argv[1]))"
    )
    odd = {"PYTHONHASHSEED": "7", "TZ": "Asia/Urumqi", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env={**os.environ, **odd}, check=True
    )
    assert sha256(tmp_path / STORE) == sha256(kept / STORE)


def test_ten_thousand_stations_come_back_from_a_small_file(
    tmp_path: Path,
) -> None:
    sample = sample_results()
    many = sample.stations.iloc[np.arange(10_000) % len(sample.stations)].reset_index(drop=True)
    places = sample.areas.iloc[np.arange(629) % len(sample.areas)].reset_index(drop=True)
    counties = sample.counties.iloc[np.arange(45) % len(sample.counties)].reset_index(drop=True)
    turns = np.linspace(0, 2 * np.pi, 2500)
    fine = shapely.Polygon(np.column_stack([100 + np.cos(turns), 36 + np.sin(turns)]))
    results = replace(
        sample, stations=many, areas=places, counties=counties.assign(geometry=[fine] * 45)
    )
    (path,) = store.save(results, tmp_path)
    assert path.stat().st_size < 6_000_000
    back = store.load(tmp_path)
    assert back.stations.equals(results.stations) and back.areas.equals(results.areas)
    assert back.counties.geometry.equals(results.counties.geometry)


def test_any_gis_can_look_into_it(kept: Path) -> None:
    names = {name for name, _ in pyogrio.list_layers(kept / STORE)}
    assert names == {"covermap", *Results.frame_names()}
    frame = pyogrio.read_dataframe(kept / STORE, layer="areas")
    assert frame["name_zh"].tolist() == sample_results().areas["name_zh"].tolist()


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (pd.Series(["a"], dtype="category"), "category"),
        (pd.to_datetime(pd.Series(["2022-12-31"])), "datetime64"),
        (pd.Series([1], dtype="Int64"), "Int64"),
        (pd.Series([1], dtype="uint64"), "uint64"),
        (pd.Series([1.5], dtype="object"), "text and None only"),
    ],
)
def test_a_column_that_would_not_come_back_is_refused(
    tmp_path: Path, cells: pd.Series[Any], words: str
) -> None:
    results = replace(sample_results(), defaults=pd.DataFrame({"value": cells}))
    with pytest.raises(TypeError, match=rf"defaults\.value.*{words}"):
        store.save(results, tmp_path)
    assert not list(tmp_path.iterdir())


def test_another_coordinate_system_is_refused(tmp_path: Path) -> None:
    sample = sample_results()
    with pytest.raises(ValueError, match="gaps: coordinate system EPSG:3857"):
        store.save(replace(sample, gaps=sample.gaps.to_crs(3857)), tmp_path)


def test_a_card_that_is_not_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.save(sample_results(data_date=float("nan")), tmp_path)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_signs_that_no_gis_can_hold_are_replaced_not_cut(tmp_path: Path, text: str) -> None:
    sample = sample_results()
    stations = sample.stations.assign(name=[text, *sample.stations["name"][1:]])
    store.save(replace(sample, stations=stations), tmp_path)
    assert store.load(tmp_path).stations["name"].tolist() == [
        "a\ufffdb",
        *sample.stations["name"][1:],
    ]


def test_no_results_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有运行结果.*covermap run"):
        store.load(tmp_path)


@pytest.mark.parametrize("damage", ["other bytes", "cut", "no table", "no frame", "no card"])
def test_a_damaged_file_is_said_so(tmp_path: Path, kept: Path, damage: str) -> None:
    path = tmp_path / STORE
    shutil.copy(kept / STORE, path)
    if damage == "other bytes":
        path.write_bytes(b"<OGRVRTDataSource/>")
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        statement = {
            "no table": "DELETE FROM gpkg_contents WHERE table_name = 'levels'",
            "no frame": "UPDATE covermap SET value = '{}' WHERE key = 'frames'",
            "no card": "UPDATE covermap SET value = '{' WHERE key = 'card'",
        }[damage]
        database = sqlite3.connect(path)
        with database:
            database.execute(statement)
        if damage == "no table":
            with database:
                database.execute("DROP TABLE levels")
        database.close()
    with pytest.raises(InputError, match="结果文件损坏"):
        store.load(tmp_path)


def test_results_of_another_version_are_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FORMAT", "0")
    store.save(sample_results(), tmp_path)
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"另一版本.*格式 0"):
        store.load(tmp_path)


# ---------------------------------------------------------------- a disk that gives out
@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8, 0.9, 0.99])
def test_a_full_disk_at_any_moment_leaves_the_earlier_results(tmp_path: Path, share: float) -> None:
    import resource

    sample = sample_results()
    many = sample.stations.iloc[np.arange(3000) % len(sample.stations)].reset_index(drop=True)
    table = Table("stations", many)
    path = tmp_path / "a.gpkg"
    write_geopackage(path, [table])
    earlier = sha256(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = int(path.stat().st_size * share)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(EnvironmentProblem):
            write_geopackage(path, [table])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert sha256(path) == earlier
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.gpkg"]


def test_rows_that_the_library_lost_in_silence_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pyogrio.write_dataframe

    def loses_one(frame: pd.DataFrame, *args: Any, **options: Any) -> None:
        real(frame.iloc[1:], *args, **options)

    monkeypatch.setattr(_geopackage.pyogrio, "write_dataframe", loses_one)
    with pytest.raises(EnvironmentProblem, match="levels: 12 rows of 13"):
        write_geopackage(tmp_path / "a.gpkg", [Table("levels", sample_results().levels)])


def test_settings_of_gdal_are_put_back(tmp_path: Path) -> None:
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "NORMAL"})
    try:
        store.save(sample_results(), tmp_path)
        assert pyogrio.get_gdal_config_option("OGR_SQLITE_SYNCHRONOUS") == "NORMAL"
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})
