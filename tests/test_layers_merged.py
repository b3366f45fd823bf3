"""What is merged over rows of a sheet holds for each of them; headers and titles stay alone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from layers._reading import read_table
from layers.errors import Finding

KNOWN = {"编号": "id", "县": "county", "运营商": "operator", "经度": "lon"}
ROWS = [
    ["县", "编号", "运营商"],
    ["门源县", "a", "移动"],
    [None, "b", None],
    [None, None, None],
    [None, "c", "电信"],
    ["海晏县", "d", "电信"],
]


def sheet(folder: Path, rows: list[list[str | None]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "站.xlsx")
    return folder / "站.xlsx"


def test_a_merged_county_and_operator_hold_for_all_their_rows(tmp_path: Path) -> None:
    notes: list[Finding] = []
    frame = read_table(sheet(tmp_path, ROWS, "A2:A5", "C2:C3"), KNOWN, notes)
    assert frame["县"].tolist() == ["门源县", "门源县", "门源县", "海晏县"]
    assert frame["运营商"].tolist() == ["移动", "移动", "电信", "电信"]
    assert frame["_row"].tolist() == [2, 3, 5, 6]
    assert [(note.code, note.row, note.severity) for note in notes] == [
        ("merged-cells", 3, "warning")
    ]
    assert "2 rows" in notes[0].what.en


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        pytest.param([["基站清单"], [None], *ROWS], "A1:C2", id="title-of-two-rows"),
        pytest.param(
            [["县", "编号", "位置"], [None, None, "经度"], *ROWS[1:]], "A1:A2", id="header"
        ),
        pytest.param(ROWS, "B2:C2", id="within-a-row"),
    ],
)
def test_merges_that_are_no_data_of_several_rows_fill_nothing(
    tmp_path: Path, rows: list[list[str | None]], merged: str
) -> None:
    notes: list[Finding] = []
    frame = read_table(sheet(tmp_path, rows, merged), KNOWN, notes)
    assert "merged-cells" not in {note.code for note in notes}
    assert frame["县"].tolist() == ["门源县", "", "", "海晏县"]
