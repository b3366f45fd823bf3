"""A sheet as it is sent: titles, two lines of headers, units, totals; nothing lost in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers._columns import accepted
from layers._reading import ROW, read_table
from layers.base_stations import LAYER as STATIONS
from layers.errors import Finding
from tests.messages import complete

KNOWN = accepted(STATIONS)
ROWS = ["A,西宁一,移动,101.7,36.6,30", "B,西宁二,电信,101.8,36.7,25"]
CELLS = [row.split(",") for row in ROWS]


def read(path: Path) -> tuple[list[str], list[list[str]], list[Finding]]:
    notes: list[Finding] = []
    frame = read_table(path, KNOWN, notes)
    names = [name for name in frame.columns if name != ROW]
    for note in notes:
        complete(note, file=path.name, row=note.row, field=note.field)
        assert note.severity == "warning"
    return names, frame[names].to_numpy().tolist(), notes


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


HEADER = "编号,站名,运营商,经度,纬度,挂高"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"])
def test_titles_above_the_header_are_left_out_and_said(tmp_path: Path, encoding: str) -> None:
    path = write(
        tmp_path / "a.csv", "青海省5G基站清单", "", "制表：某处,,2024-05-01", HEADER, *ROWS,
        encoding=encoding,
    )  # fmt: skip
    names, cells, notes = read(path)
    assert names == HEADER.split(",")
    assert cells == CELLS
    assert [(note.code, note.row) for note in notes] == [("title-rows", 1)]
    assert "第 1–3 行" in notes[0].what.zh


@pytest.mark.parametrize("above", [0, 1])
def test_a_header_of_two_lines_is_one(tmp_path: Path, above: int) -> None:
    lines = ["清单"] * above + ["编号,站名,运营商,位置,,挂高", ",,,经度,纬度,", *ROWS]
    names, cells, notes = read(write(tmp_path / "a.csv", *lines))
    assert names == HEADER.split(",")
    assert cells == CELLS
    assert len(notes) == above


def test_units_under_the_header_and_totals_are_no_data(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER, ",,,°,°,m", *ROWS, "合计,,,,,55", "总计：,2,,,,")
    _, cells, notes = read(path)
    assert cells == CELLS
    assert [(note.code, note.row) for note in notes] == [
        ("units-row", 2),
        ("totals-row", 5),
        ("totals-row", 6),
    ]


def test_a_name_that_begins_like_a_total_is_data(tmp_path: Path) -> None:
    _, cells, notes = read(write(tmp_path / "a.csv", HEADER, "合计里,x,移动,101.7,36.6,30"))
    assert cells[0][0] == "合计里"
    assert notes == []


def test_without_a_known_header_the_first_row_is_it(tmp_path: Path) -> None:
    names, cells, _ = read(write(tmp_path / "a.csv", "甲,乙", "1,2"))
    assert (names, cells) == (["甲", "乙"], [["1", "2"]])


def test_traditional_headers_are_known() -> None:
    assert KNOWN["经度"] == "lon"
    from layers._reading import fold

    assert fold("經度") == "经度" and fold("營運商") in ("营运商",)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_the_delimiter_is_told_by_most_rows_not_by_the_title(
    tmp_path: Path, delimiter: str
) -> None:
    lines = ["清单,截至2024年", *(line.replace(",", delimiter) for line in (HEADER, *ROWS))]
    if delimiter == ",":
        lines[0] = "清单"
    names, cells, _ = read(write(tmp_path / "a.csv", *lines))
    assert names == HEADER.split(",")
    assert cells == CELLS


def test_a_workbook_with_a_title_and_a_date_for_a_code(tmp_path: Path) -> None:
    import datetime

    book = openpyxl.Workbook()
    for row in (
        ["清单"],
        HEADER.split(","),
        [datetime.datetime(2024, 1, 2), "x", "移动", 101.7, 36.6],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    _, cells, notes = read(tmp_path / "a.xlsx")
    assert cells == [["2024-01-02", "x", "移动", "101.7", "36.6", ""]]
    assert [note.code for note in notes] == ["title-rows"]
