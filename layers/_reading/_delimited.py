"""Delimited text → rows of cells."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path
from statistics import median

from ._decoding import decoded
from ._refusals import unreadable

_DELIMITERS = ",\t;|，"
_LOOKED_AT = 50  # rows that tell the delimiter
csv.field_size_limit(1_000_000)  # letters in a cell: a polygon written as text is longer


def delimited_rows(path: Path) -> list[list[str]]:
    """Return the rows of a CSV or TSV file.

    Parameters
    ----------
    path
        Text with commas, tabs, semicolons, bars or full-width commas between its cells.
    """
    text = decoded(path)
    rows: list[list[str]] = []
    try:
        rows.extend(_rows(text, _delimiter(text)))
    except csv.Error as error:
        raise unreadable(path, str(error), len(rows) + 1) from error
    return rows


def _rows(text: str, delimiter: str) -> csv._reader:  # type: ignore[name-defined]
    return csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """Return what cuts most rows into most cells; lines of a title have none."""

    def cells(delimiter: str) -> float:
        try:
            widths = [len(row) for row in islice(_rows(text, delimiter), _LOOKED_AT) if any(row)]
        except csv.Error:  # a quote inside a cell, seen with the wrong delimiter
            return 0
        return median(widths) if widths else 0

    return max(_DELIMITERS, key=cells)
