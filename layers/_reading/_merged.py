"""Cells merged over several rows of a sheet: what they say holds for each of the rows.

A workbook keeps the text in the first cell of a merge and leaves the others empty: of a list
with 门源县 merged over ten stations, nine would have no county.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from zipfile import ZipFile

from ..errors import Finding
from ..text import Text
from ._headers import fold

_END_OF_CELLS = b"sheetData>"  # merges are told after the cells
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')


def spread(
    path: Path, part: str, rows: list[list[str]], known: Collection[str], notes: list[Finding]
) -> None:
    """Fill the rows of a sheet with what is merged over them, in place, and say so.

    Parameters
    ----------
    path
        An .xlsx file.
    part
        The sheet in its archive.
    rows
        Cells of the sheet from its first row on; blank rows stay blank.
    known
        Headers, as `fold` leaves them: a merge that holds one is part of the header.
    notes
        Takes the warning.
    """
    filled: list[int] = []
    for column, first, last in _merges(path, part):
        text = _cell(rows, first - 1, column)
        if not text or fold(text) in known:
            continue
        for row in range(first, min(last, len(rows))):
            if any(rows[row]) and not _cell(rows, row, column):
                rows[row] += [""] * (column + 1 - len(rows[row]))
                rows[row][column] = text
                filled.append(row + 1)
    if filled:
        notes.append(_filled(path, min(filled), len(set(filled))))


def _merges(path: Path, part: str) -> list[tuple[int, int, int]]:
    """Return the column, from 0, the first and the last row, from 1, of merges of several rows."""
    with ZipFile(path) as archive:
        content = archive.read(part)
    after = content[content.rfind(_END_OF_CELLS) :]
    found = [(_place(name), int(first), int(last)) for name, first, last in _MERGE.findall(after)]
    return [(column, first, last) for column, first, last in found if 0 < first < last]


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + letter - ord("A") + 1
    return place - 1


def _cell(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _filled(path: Path, row: int, count: int) -> Finding:
    return Finding(
        "merged-cells",
        Text(
            f"合并单元格的内容已填入它跨过的各行（{count} 行）",
            f"what is merged over several rows was filled into each of them ({count} rows)",
        ),
        Text("取消合并，逐行填写", "unmerge the cells and fill in each row"),
        path.name,
        row,
        severity="warning",
    )
