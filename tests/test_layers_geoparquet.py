"""GeoParquet: read like any vector file, within limits, and refused by name where it cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import layers
from geo.commands import checking
from layers._reading import _geoparquet, read_vector
from layers.errors import Finding, InputError
from tests.messages import place, refusal

HERE, THERE = shapely.Point(101.568, 36.489), shapely.Point(99.08, 36.79)


def places(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["A", "B"], "名称": ["甲", "乙"], **columns}, geometry=[HERE, THERE], crs=4326
    )


def rewritten(path: Path, **changes: Any) -> Path:
    """Write a GeoParquet file anew with other geo metadata; None leaves a key out."""
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    for key, value in changes.items():
        target = geo if key in geo else column
        if value is None and key != "crs":
            target.pop(key)
        else:
            target[key] = value
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


@pytest.mark.parametrize("suffix", ["parquet", "geoparquet"])
@pytest.mark.parametrize("epsg", [4326, 4490, 4543])
def test_places_are_read_in_any_crs(tmp_path: Path, suffix: str, epsg: int) -> None:
    path = tmp_path / f"a.{suffix}"
    places(面积=[1.5, None]).to_crs(epsg).to_parquet(path)
    frame = layers.load("parks", path)
    assert frame["name_zh"].tolist() == ["甲", "乙"]
    assert shapely.equals_exact(frame.geometry.tolist(), [HERE, THERE], 1e-8).all()
    assert frame["area_km2"].iloc[0] == 1.5


def test_a_file_that_names_no_crs_is_in_longitude_and_latitude(tmp_path: Path) -> None:
    places().to_parquet(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"].pop("crs")
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), tmp_path / "a.parquet")
    assert read_vector(tmp_path / "a.parquet").geometry.x.tolist() == pytest.approx(
        [101.568, 99.08]
    )


def test_a_covering_is_no_nested_column(tmp_path: Path) -> None:
    places().to_parquet(tmp_path / "a.parquet", write_covering_bbox=True)
    assert "bbox" not in read_vector(tmp_path / "a.parquet")


def test_a_second_geometry_is_said_and_left(tmp_path: Path) -> None:
    places(gate=gpd.GeoSeries([THERE, HERE], crs=4326)).to_parquet(tmp_path / "a.parquet")
    notes: list[Finding] = []
    frame = read_vector(tmp_path / "a.parquet", notes)
    assert frame.geometry.tolist() == [HERE, THERE]
    assert [place(note) for note in notes] == [("several-geometries", None, "gate")]


def test_nested_columns_are_refused(tmp_path: Path) -> None:
    places(标签=[["a"], ["b"]]).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_vector(tmp_path / "a.parquet")
    refusal(caught, "nested-columns", file="a.parquet", field="标签")


def test_a_plain_table_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["A"], "lon": [101.5]}), tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_vector(tmp_path / "a.parquet")
    refusal(caught, "no-geo-metadata", file="a.parquet")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"crs": None}, "no-crs", None),
        ({"crs": "http://127.0.0.1:9/crs"}, "unreadable", None),
        ({"crs": {"type": "GeographicCRS"}}, "unreadable", None),
        ({"encoding": "point"}, "geometry-encoding", "geometry"),
        ({"primary_column": "shape"}, "unreadable", None),
        ({"columns": []}, "unreadable", None),
        (
            {"columns": {"id": {"encoding": "WKB"}}, "primary_column": "id"},
            *("geometry-encoding", "geometry"),
        ),
    ],
)  # fmt: skip
def test_geometry_that_cannot_be_told_is_refused(
    tmp_path: Path, changes: dict[str, Any], code: str, field: str | None
) -> None:
    places().to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_vector(rewritten(tmp_path / "a.parquet", **changes))
    refusal(caught, code, file="a.parquet", field=field)


def test_geometry_that_is_none_is_refused(tmp_path: Path) -> None:
    geo = {
        "version": "1.1.0", "primary_column": "g",
        "columns": {"g": {"encoding": "WKB", "geometry_types": []}},
    }  # fmt: skip
    table = pa.table({"g": [b"\x01\x02"]}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_vector(tmp_path / "a.parquet")
    refusal(caught, "invalid-polygon", file="a.parquet", field="geometry")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PAR1", "unreadable"),
        (b"PAR1 and no more PAR1", "unreadable"),
        (b"id,name\n", "unreadable"),
    ],
)
def test_what_is_no_parquet_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_vector(tmp_path / "a.parquet")
    refusal(caught, code, file="a.parquet")


@pytest.mark.parametrize("limit", ["_MOST_CELLS", "_MOST_COLUMNS", "_MOST_UNPACKED_BYTES"])
def test_a_file_beyond_the_limits_is_refused_by_its_own_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    places().to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(_geoparquet, limit, 1)
    with pytest.raises(InputError) as caught:
        read_vector(tmp_path / "a.parquet")
    refusal(caught, "too-large", file="a.parquet")


@pytest.mark.reads_apart
def test_it_is_read_in_the_process_apart(tmp_path: Path) -> None:
    places(运营商=["移动", "移动"]).to_parquet(tmp_path / "a.parquet")
    checked = checking.check("sites", tmp_path / "a.parquet")
    assert checked.usable and checked.read == 2


def test_starting_up_does_not_wait_for_pyarrow() -> None:
    code = "import sys, geo.cli; print('pyarrow.parquet' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
