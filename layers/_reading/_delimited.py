"""Delimited text → rows of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from ._decoding import decoded
from ._grid import Grid
from ._plain import is_plain, plain_grid
from ._refusals import unreadable

_DELIMITERS = ",\t;|，"
_LOOKED_AT = 50  # rows that tell the delimiter
csv.field_size_limit(1_000_000)  # letters in a cell: a polygon written as text is longer


def delimited_grid(path: Path) -> Grid:
    """Return the rows of a CSV or TSV file.

    Parameters
    ----------
    path
        Text with commas, tabs, semicolons, bars or full-width commas between its cells.
    """
    text = decoded(path)
    delimiter = max(_DELIMITERS, key=lambda sign: _cells(text, sign))
    if is_plain(text, delimiter):
        width, raw = int(_cells(text, delimiter)), text.encode("utf-8")
        del text  # of a list of a million stations it takes 200 MB
        grid = plain_grid(raw, delimiter, width)
        if grid is not None:
            return grid
        text = raw.decode("utf-8")
    return Grid.of_rows(_rows_of(path, text, delimiter))


def _rows_of(path: Path, text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(_cut(io.StringIO(text), delimiter))
    except csv.Error as error:
        raise unreadable(path, str(error), len(rows) + 1) from error
    return rows


def _cut(lines: Iterable[str], delimiter: str) -> csv._reader:  # type: ignore[name-defined]
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _cells(text: str, delimiter: str) -> float:
    """Return into how many cells most rows are cut; lines of a title have none."""
    try:
        rows = islice(_cut(_lines(text), delimiter), _LOOKED_AT)
        widths = [len(row) for row in rows if any(row)]
    except csv.Error:  # a quote inside a cell, seen with the wrong delimiter
        return 0
    return median(widths) if widths else 0


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text of which few are wanted, without a copy of the whole."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
