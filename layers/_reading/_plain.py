"""Text cut into cells all at once, where that gives what Python's csv gives row by row.

It does where every quote there is opens or closes a cell and nothing is quoted inside of it; all
else is left to the csv module. Rows with more or fewer cells than most are cut one by one.
"""

from __future__ import annotations

import csv
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ._grid import HEAD, Grid, Places, Strings, empty, fitted, last_filled

_FEW = 10_000  # rows below which the csv module is as fast
_MOST_ODD = 1_000  # rows of another length, each cut alone
_LONGEST = 1_000_000  # bytes of a line: it may hold a cell that the csv module refuses
_BLOCK = 1 << 23  # bytes cut at a time
_SPACE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())  # of str.strip
_LOOKED_AT = 4096  # cells that tell whether a column repeats itself


def is_plain(text: str, delimiter: str) -> bool:
    """Return whether a text is long, and every quote opens or closes a cell.

    Parameters
    ----------
    text
        With lines that end in a line feed.
    delimiter
        Between its cells.
    """
    many = text.count("\n") >= _FEW
    return many and delimiter.isascii() and _plainly_quoted(text, delimiter)


def plain_grid(raw: bytes, delimiter: str, width: int) -> Grid | None:
    """Return the rows of a text that `is_plain`, ``None`` = the csv module has to cut them.

    Parameters
    ----------
    raw
        The text in UTF-8.
    delimiter
        Between its cells.
    width
        Cells of most rows.
    """
    lines = _lengths(raw)
    if lines.max(initial=0) >= _LONGEST or width < 2:
        return None
    numbers = np.flatnonzero(lines) + 1
    odd: dict[int, list[str]] = {}
    table = _cut(raw, delimiter, width, odd)
    if table is None or len(table) + len(odd) != len(numbers):
        return None
    grid = _filled(_placed(table, numbers, odd))
    del table
    pa.default_memory_pool().release_unused()  # or it keeps as much as the file has
    return grid


def _plainly_quoted(text: str, delimiter: str) -> bool:
    """Return whether every quote opens or closes a cell without line feeds or quotes inside.

    From the left: the first quote of a text opens a cell only where one begins. If the pattern
    takes it, the cell ends with the next one, and the same holds for what is left.
    """
    quotes = text.count('"')
    if not quotes:
        return True
    sign = re.escape(delimiter)
    cells = re.finditer(rf'(?<![^{sign}\n])"[^"\n]*"(?![^{sign}\n])', text)
    return 2 * sum(1 for _ in cells) == quotes


def _lengths(raw: bytes) -> Places:
    """Return the length of each line. [byte]."""
    ends = np.flatnonzero(np.frombuffer(raw, np.uint8) == ord("\n"))
    return np.diff(np.concatenate(([-1], ends, [len(raw)]))) - 1


def _cut(raw: bytes, delimiter: str, width: int, odd: dict[int, list[str]]) -> pa.Table | None:
    """Return the rows of `width` cells as columns; those of more or fewer go to `odd`.

    Its keys count from 0 the lines that are not empty.
    """

    def other(row: Any) -> str:
        if len(odd) >= _MOST_ODD:
            return "error"
        odd[row.number - 1] = next(csv.reader([row.text], delimiter=delimiter, strict=True))
        return "skip"

    names = [str(place) for place in range(width)]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(raw),
            # One thread: with several, nothing says which row is the odd one.
            arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
            arrow_csv.ParseOptions(
                delimiter=delimiter, quote_char='"', ignore_empty_lines=True,
                invalid_row_handler=other,
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None


def _placed(table: pa.Table, numbers: Places, odd: dict[int, list[str]]) -> Grid:
    """Bring the rows that were cut together and those that were cut alone into their order."""
    count = len(numbers)
    rows = {place: [*map(str.strip, cells)] for place, cells in odd.items()}
    width = max([table.num_columns, *(last_filled(rows[p]) for p in rows if p < HEAD)])
    usual = np.ones(count, np.bool_)
    usual[list(rows)] = False
    columns, widths = [], np.full(count, table.num_columns, np.int64)
    for index in range(width):
        column = empty(count)
        if index < table.num_columns:
            column[usual] = _strings(table.column(index))
        columns.append(column)
    for place, cells in rows.items():
        widths[place] = len(cells)
        for column, cell in zip(columns, fitted(cells, width), strict=True):
            column[place] = cell
    longer = {place: cells for place, cells in rows.items() if last_filled(cells) > width}
    return Grid(columns, numbers, widths, longer)


def _strings(column: pa.ChunkedArray) -> Strings:
    """Return stripped text; what occurs again and again is kept once."""
    cells = pc.utf8_trim(column, characters=_SPACE).combine_chunks()
    looked_at = cells.slice(0, _LOOKED_AT)
    if pc.count_distinct(looked_at).as_py() > len(looked_at) / 2:
        found: Strings = cells.to_numpy(zero_copy_only=False)
        return found
    coded = cells.dictionary_encode()
    own: Strings = coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()]
    return own


def _filled(grid: Grid) -> Grid:
    """Leave out the rows that hold nothing but blanks and delimiters."""
    blank = np.arange(len(grid))
    for column in grid.columns:
        blank = blank[column[blank] == ""]
    blank = blank[[place not in grid.longer for place in blank.tolist()]]
    if not len(blank):
        return grid
    kept: npt.NDArray[np.bool_] = np.ones(len(grid), np.bool_)
    kept[blank] = False
    place = np.cumsum(kept) - 1
    return Grid(
        [column[kept] for column in grid.columns],
        grid.numbers[kept],
        grid.widths[kept],
        {int(place[old]): cells for old, cells in grid.longer.items()},
    )
