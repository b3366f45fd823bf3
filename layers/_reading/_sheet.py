"""Rows of cells → a frame: which row is the header, which rows are no data.

What people send has a title above the header, a header of two lines, a line of units under it
and a line of totals at the end. Each is told from data and said, never dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..errors import Finding
from ..text import Text, one_line
from ._headers import fold
from ._refusals import empty_file, too_large

ROW = "_row"  # row number in the file, header = 1; carried so that findings can name it
_LOOKED_AT = 15  # rows in which the header is looked for
_MOST_COLUMNS = 2_000
_TOTALS = frozenset(("合计", "总计", "小计", "共计", "total", "sum", "subtotal", "grandtotal"))
_UNITS = frozenset(
    [
        "m",
        "米",
        "km",
        "公里",
        "千米",
        "°",
        "度",
        "deg",
        "degree",
        "dbm",
        "dbi",
        "db",
        "mhz",
        "ghz",
        "km2",
        "平方公里",
        "平方千米",
        "人",
        "个",
        "架",
        "-",
        "—",
        "/",
    ]
)
_FIGURE = re.compile(r"\d{3,}|\d\.\d")


class Row(NamedTuple):
    """One row that is not blank, with its number in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class _Header:
    names: list[str]
    above: int  # rows that are not blank before it
    lines: int  # of which it is made


def frame_of(
    path: Path, rows: Sequence[Sequence[str]], known: Collection[str], notes: list[Finding]
) -> pd.DataFrame:
    """Return rows of cells as a frame of text.

    Parameters
    ----------
    path
        The file, named in findings.
    rows
        All rows of the file, blank ones too.
    known
        Headers, as `fold` leaves them, by which the header is told from a title.
    notes
        Takes what was left out, as warnings, and rows with more cells than the header, as errors.

    Returns
    -------
    pandas.DataFrame
        Cells as stripped text, ``""`` where empty, and the column `ROW`.

    Raises
    ------
    InputError
        When there is no row of data, or far too many columns.
    """
    filled = _filled(rows)
    _require_narrow(path, filled[: _LOOKED_AT + 1])
    header = _header(filled[: _LOOKED_AT + 1], known)
    data = filled[header.above + header.lines :]
    data = _without_headers(path, data, header.names, notes)
    data = _without_units(path, data, notes)
    data = _without_totals(path, data, notes)
    if not data:
        raise empty_file(path)
    if header.above:
        notes.append(_skipped(path, filled[: header.above]))
    notes += [_too_wide(path, row, len(header.names)) for row in data if _is_wide(row, header)]
    return _as_frame(header.names, data)


def _filled(rows: Sequence[Sequence[str]]) -> list[Row]:
    numbered = (Row(number, [*map(str.strip, row)]) for number, row in enumerate(rows, 1) if row)
    return [row for row in numbered if any(row.cells)]


def _header(rows: Sequence[Row], known: Collection[str]) -> _Header:
    """Return the row with the most known headers, completed by the line above or below it."""
    if not rows:
        return _Header([], 0, 1)
    scores = [_score(row.cells, known) for row in rows[:_LOOKED_AT]]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    if scores[best] < 2 and not scores[0]:  # nothing tells: the first row, as anybody expects
        best = 0
    names, above, lines = rows[best].cells, best, 1
    if best + 1 < len(rows) and _completes(rows[best + 1].cells, names, known):
        names, lines = _two_lines(names, rows[best + 1].cells, known), 2
    elif best and _completes(rows[best - 1].cells, names, known):
        names, above, lines = _two_lines(names, rows[best - 1].cells, known), best - 1, 2
    while names and not names[-1]:
        names = names[:-1]
    return _Header(names, above, lines)


def _score(cells: Sequence[str], known: Collection[str]) -> int:
    return len({name for cell in cells if (name := fold(cell)) in known})


def _completes(other: Sequence[str], names: Sequence[str], known: Collection[str]) -> bool:
    """Return whether a line names columns that the header beside it leaves open."""
    if any(_FIGURE.search(cell) for cell in other):
        return False
    gained = _score(_two_lines(list(names), other, known), known) - _score(names, known)
    return gained > 0


def _two_lines(names: list[str], other: Sequence[str], known: Collection[str]) -> list[str]:
    width = max(len(names), len(other))
    both = zip(_padded(names, width), _padded(other, width), strict=True)
    return [mine if fold(mine) in known or not his else his for mine, his in both]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _require_narrow(path: Path, rows: Sequence[Row]) -> None:
    widest = max((sum(map(bool, row.cells)) for row in rows), default=0)
    if widest > _MOST_COLUMNS:
        raise too_large(path, widest, _MOST_COLUMNS, "columns")


def _without_headers(
    path: Path, data: list[Row], names: list[str], notes: list[Finding]
) -> list[Row]:
    """Leave out the header where it stands once more, as on each page of a printed list."""
    again = [row for row in data if row.cells[: len(names)] == names]
    for row in again:
        what = Text("表头重复出现，未读取", "the header stands here once more and is not read")
        notes.append(_left_out(path, row.number, "repeated-header", what))
    left_out = {row.number for row in again}
    return [row for row in data if row.number not in left_out] if again else data


def _without_units(path: Path, data: list[Row], notes: list[Finding]) -> list[Row]:
    """Leave out a first line that holds nothing but units."""
    if not data:
        return data
    cells = [unicodedata.normalize("NFKC", cell).casefold().strip("()") for cell in data[0].cells]
    if all(cell in _UNITS for cell in cells if cell):
        notes.append(
            _left_out(
                path,
                data[0].number,
                "units-row",
                Text("只有单位的一行，未读取", "a row of units alone is not read"),
            )
        )
        return data[1:]
    return data


def _without_totals(path: Path, data: list[Row], notes: list[Finding]) -> list[Row]:
    """Leave out lines that sum the others up."""
    totals = [row for row in data if fold(next(filter(None, row.cells))).rstrip(":") in _TOTALS]
    for row in totals:
        notes.append(
            _left_out(
                path,
                row.number,
                "totals-row",
                Text("合计行，未读取", "a row of totals is not read"),
            )
        )
    left_out = {row.number for row in totals}
    return [row for row in data if row.number not in left_out] if totals else data


def _left_out(path: Path, row: int, code: str, what: Text) -> Finding:
    return Finding(
        code,
        what,
        Text("如是数据，请改写该行", "write it otherwise if it is data"),
        path.name,
        row,
        severity="warning",
    )


def _skipped(path: Path, rows: Sequence[Row]) -> Finding:
    first, last = rows[0].number, rows[-1].number
    return Finding(
        "title-rows",
        Text(
            f"表头上方有 {len(rows)} 行标题（第 {first}–{last} 行），未读取",
            f"{len(rows)} rows of a title above the header (rows {first}–{last}) are not read",
        ),
        Text("无需处理；如其中有数据，请移到表头之下", "nothing to do, unless they hold data"),
        path.name,
        first,
        severity="warning",
    )


def _is_wide(row: Row, header: _Header) -> bool:
    width = len(header.names)
    return len(row.cells) > width and any(row.cells[width:])


def _too_wide(path: Path, row: Row, width: int) -> Finding:
    surplus = one_line(" ".join(filter(None, row.cells[width:])), 30)
    count = len(row.cells)
    return Finding(
        "too-many-cells",
        Text(
            f"有 {count} 个单元格，表头只有 {width} 个，多出“{surplus}”",
            f"{count} cells under a header of {width}, {surplus!r} too many",
        ),
        Text(
            "检查多余的逗号，含逗号的文字用双引号括起",
            "look for a stray comma; quote text that contains one",
        ),
        path.name,
        row.number,
    )


def _as_frame(names: list[str], data: Sequence[Row]) -> pd.DataFrame:
    cells = [_padded(row.cells, len(names))[: len(names)] for row in data]
    frame = pd.DataFrame(cells, columns=names, dtype="str")
    # An empty column between two others is how a sheet is laid out, not a column.
    frame = frame.loc[:, [bool(name) or frame.iloc[:, i].any() for i, name in enumerate(names)]]
    frame[ROW] = [row.number for row in data]
    return frame
