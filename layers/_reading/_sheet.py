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

import numpy as np
import pandas as pd

from ..errors import Finding
from ..text import Text, one_line
from ._grid import HEAD, Grid, Places, Row, Strings, fitted
from ._headers import fold
from ._refusals import empty_file, too_large

ROW = "_row"  # row number in the file, header = 1; carried so that findings can name it
_LOOKED_AT = HEAD - 1  # rows in which the header is looked for; the next may complete it
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
# What `fold` may leave as one of `_TOTALS`: 計 alone is another writing of 计; what begins with a
# sign that is neither ASCII nor a common ideograph is left to it.
_MAYBE_TOTAL = re.compile(r"[_TtSsGg]|[^\x00-\x7f一-鿿]|[一-鿿].*[计計]", re.DOTALL)
_FIGURE = re.compile(r"\d{3,}|\d\.\d")


@dataclass(frozen=True)
class _Header:
    names: list[str]
    above: int  # rows that are not blank before it
    lines: int  # of which it is made


def frame_of(path: Path, grid: Grid, known: Collection[str], notes: list[Finding]) -> pd.DataFrame:
    """Return the rows of a table as a frame of text.

    Parameters
    ----------
    path
        The file, named in findings.
    grid
        Its rows.
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
    head = grid.head()
    _require_narrow(path, head)
    header = _header(head, known)
    data = np.arange(header.above + header.lines, len(grid))
    data = _without_headers(path, grid, data, header.names, notes)
    data = _without_units(path, grid, data, notes)
    data = _without_totals(path, grid, data, notes)
    if not len(data):
        raise empty_file(path)
    if header.above:
        notes.append(_skipped(path, head[: header.above]))
    width = len(header.names)
    notes += [_too_wide(path, grid.row(int(place)), width) for place in _wide(grid, data, width)]
    return _as_frame(header.names, grid, data)


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
    both = zip(fitted(names, width), fitted(list(other), width), strict=True)
    return [mine if fold(mine) in known or not his else his for mine, his in both]


def _require_narrow(path: Path, rows: Sequence[Row]) -> None:
    widest = max((sum(map(bool, row.cells)) for row in rows), default=0)
    if widest > _MOST_COLUMNS:
        raise too_large(path, widest, _MOST_COLUMNS, "columns")


def _without_headers(
    path: Path, grid: Grid, data: Places, names: list[str], notes: list[Finding]
) -> Places:
    """Leave out the header where it stands once more, as on each page of a printed list."""
    again = data
    for column, name in zip(grid.columns, names, strict=False):
        again = again[column[again] == name]
    what = Text("表头重复出现，未读取", "the header stands here once more and is not read")
    notes += [_left_out(path, row, "repeated-header", what) for row in grid.numbers[again]]
    return np.setdiff1d(data, again, assume_unique=True) if len(again) else data


def _without_units(path: Path, grid: Grid, data: Places, notes: list[Finding]) -> Places:
    """Leave out a first line that holds nothing but units."""
    if not len(data):
        return data
    first = grid.row(int(data[0]))
    cells = [unicodedata.normalize("NFKC", cell).casefold().strip("()") for cell in first.cells]
    if all(cell in _UNITS for cell in cells if cell):
        what = Text("只有单位的一行，未读取", "a row of units alone is not read")
        notes.append(_left_out(path, first.number, "units-row", what))
        return data[1:]
    return data


def _without_totals(path: Path, grid: Grid, data: Places, notes: list[Finding]) -> Places:
    """Leave out lines that sum the others up."""
    first = _first_filled(grid, data)
    maybe = [place for place, cell in enumerate(first) if _MAYBE_TOTAL.match(cell)]
    totals = data[[place for place in maybe if fold(first[place]).rstrip(":") in _TOTALS]]
    what = Text("合计行，未读取", "a row of totals is not read")
    notes += [_left_out(path, row, "totals-row", what) for row in grid.numbers[totals]]
    return np.setdiff1d(data, totals, assume_unique=True) if len(totals) else data


def _first_filled(grid: Grid, data: Places) -> Strings:
    """Return the first cell of each row that is not empty."""
    first = np.full(len(data), "", object)
    left = np.arange(len(data))
    for column in grid.columns:
        first[left] = column[data[left]]
        left = left[first[left] == ""]
    for place in left:  # what there is lies beyond the columns
        first[place] = next(filter(None, grid.row(int(data[place])).cells))
    return first


def _left_out(path: Path, row: int, code: str, what: Text) -> Finding:
    return Finding(
        code,
        what,
        Text("如是数据，请改写该行", "write it otherwise if it is data"),
        path.name,
        int(row),
        severity="warning",
    )


def _skipped(path: Path, rows: Sequence[Row]) -> Finding:
    first, last = rows[0].number, rows[-1].number
    where = Text("", "")
    if last > first:
        where = Text(f"（第 {first}–{last} 行）", f" (rows {first}–{last})")
    return Finding(
        "title-rows",
        Text(
            f"表头上方有 {len(rows)} 行标题{where.zh}，未读取",
            f"what stands above the header is not read: {len(rows)} of a title{where.en}",
        ),
        Text("无需处理；如其中有数据，请移到表头之下", "nothing to do, unless they hold data"),
        path.name,
        first,
        severity="warning",
    )


def _wide(grid: Grid, data: Places, width: int) -> Places:
    """Return the rows that have something beyond a header of that width."""
    beyond = [data[grid.columns[i][data] != ""] for i in range(width, len(grid.columns))]
    beyond.append(np.intersect1d(data, [*grid.longer], assume_unique=True))
    return np.unique(np.concatenate(beyond)).astype(np.int64)


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


def _as_frame(names: list[str], grid: Grid, data: Places) -> pd.DataFrame:
    cells = {place: grid.columns[place][data] for place in range(len(names))}
    # An empty column between two others is how a sheet is laid out, not a column.
    cells = {i: column for i, column in cells.items() if names[i] or (column != "").any()}
    frame = pd.DataFrame(cells, dtype="str")
    frame.columns = pd.Index([names[place] for place in cells], dtype="str")
    frame[ROW] = grid.numbers[data]
    return frame
