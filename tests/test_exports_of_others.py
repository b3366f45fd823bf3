"""Excel workbooks and vector tiles: what is kept, and what is told to be lost."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo.outputs import Wanted, export_formats, gdb, pmtiles, xlsx
from geo.outputs._other_drivers import Converted, DriverError, convert
from geo.outputs._wanted import layers_of
from layers.errors import EnvironmentProblem, Finding
from tests.read_exports import run_with_every_driver
from tests.sample_results import HOSTILE_NAME, sample_results

_COUNT = """
import json, sys, pyogrio
frame = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2])
print(json.dumps([sorted(set(frame["id"])), sorted(set(frame["name"]))]))
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    paths = xlsx.write(sample_results(), tmp_path_factory.mktemp("xlsx"))
    assert [path.name for path in paths] == [
        "covermap_SYNTHETIC.xlsx",
        "covermap_odbl_SYNTHETIC.xlsx",
    ]
    return openpyxl.load_workbook(paths[0])


def test_a_workbook_has_every_row_and_says_what_its_columns_mean(
    book: openpyxl.Workbook,
) -> None:
    layers = [layer for layer in layers_of(sample_results(), Wanted()) if not layer.odbl]
    assert book.sheetnames == [*(layer.name for layer in layers), "dictionary"]
    for layer in layers:
        sheet = book[layer.name]
        assert sheet.max_row == len(layer.frame) + 1
        columns = [name for name in layer.frame.columns if name != "geometry"]
        heads = [cell.value.split(" [")[0] for cell in sheet[1]]
        assert heads == [layer.entries()[name].zh for name in columns]
        place = columns.index(layer.key) if layer.key else 0
        keys = [row[place].value for row in sheet.iter_rows(min_row=2)]
        assert keys == layer.frame[layer.key or "area_id"].tolist()


def test_text_is_never_a_formula_or_a_link(book: openpyxl.Workbook) -> None:
    cells = [cell for row in book["key_areas"].iter_rows() for cell in row]
    assert HOSTILE_NAME in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for cell in cells)


def test_vector_tiles_hold_every_row_that_lies_somewhere(tmp_path: Path) -> None:
    notes: list[Finding] = []
    (path,) = pmtiles.write(sample_results(), tmp_path, Wanted(("stations",)), notes)
    head = path.read_bytes()[:8]
    assert head[:7] == b"PMTiles" and head[7] == 3
    ids, names = json.loads(run_with_every_driver(_COUNT, str(path), "stations"))
    stations = sample_results().stations
    assert ids == sorted(stations["id"]) and names == sorted(stations["name"])
    assert any("4096" in note.what.en for note in notes)


@pytest.mark.parametrize("name", ["pmtiles", "xlsx"])
def test_the_same_results_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    form, wanted = export_formats()[name], Wanted(("stations",))
    one, other = (form.write(sample_results(), tmp_path / side, wanted) for side in "ab")
    digests = [[hashlib.sha256(path.read_bytes()).digest() for path in s] for s in (one, other)]
    assert digests[0] == digests[1] and one[0].is_file()


def test_a_geodatabase_tells_which_fields_it_renamed(tmp_path: Path) -> None:
    notes: list[Finding] = []
    (path, _) = gdb.write(sample_results(), tmp_path, Wanted(("key_areas",)), notes)
    assert any("group → group_" in note.what.zh for note in notes)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {path.name.removesuffix(".zip")}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_driver_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    frame = sample_results().stations
    with pytest.raises(DriverError):
        convert(tmp_path / "a.x", "NoSuchDriver", (), [Converted("stations", frame)])
    assert list(tmp_path.iterdir()) == []


def test_a_driver_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdb, "_DRIVER", "NoSuchDriver")
    with pytest.raises(EnvironmentProblem, match="NoSuchDriver"):
        gdb.write(sample_results(), tmp_path, Wanted(("stations",)))
    assert list((tmp_path / "gdb").iterdir()) == []
