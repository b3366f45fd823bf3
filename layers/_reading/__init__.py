"""Any table or vector file → a frame of text cells, with every way of failing named.

`_files` asks of a file what must be asked before a library opens it; `_decoding`, `_delimited`
and `_workbook` make a `_grid` of cells of it (`_plain` at once, where it can), `_sheet` tells
header from data; `_vector` reads maps.
What was repaired goes into a list of warnings, nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pandas as pd

from ..errors import Finding, InputError
from ._delimited import delimited_grid
from ._files import exists, is_file, require_file
from ._grid import Grid
from ._gzip import is_packed, unpacked_table
from ._headers import fold
from ._refusals import (
    ARCHIVE_SUFFIXES,
    GEOPARQUET_SUFFIXES,
    OTHER_WORKBOOKS,
    TABLE_SUFFIXES,
    VECTOR_DRIVERS,
    invalid_polygon,
    other_program,
    unreadable,
)
from ._sheet import ROW, frame_of
from ._vector import read_vector
from ._workbook import cell_text, workbook_rows

__all__ = [
    "ROW",
    "SUFFIXES",
    "TABLE_SUFFIXES",
    "VECTOR_SUFFIXES",
    "cell_text",
    "exists",
    "fold",
    "invalid_polygon",
    "is_file",
    "read_table",
    "read_vector",
]

VECTOR_SUFFIXES = (*VECTOR_DRIVERS, *GEOPARQUET_SUFFIXES, *ARCHIVE_SUFFIXES)
SUFFIXES = (*TABLE_SUFFIXES, ".gz", *VECTOR_SUFFIXES)


def read_table(
    path: Path,
    known: Collection[str] = (),
    notes: list[Finding] | None = None,
    header_of: Callable[[Sequence[str]], Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Read a table file as text.

    Parameters
    ----------
    path
        CSV or TSV (UTF-8, UTF-16 or GBK/GB18030), perhaps packed as .csv.gz, or XLSX file.
    known
        Headers, as `fold` leaves them, by which the header is told from a title above it;
        without them it is the first row.
    notes
        Takes what was left out or repaired, as warnings, and what is wrong with single rows, as
        errors; without it such a row refuses the file.
    header_of
        First row → the headers of a file that comes without, empty = it has its own.

    Returns
    -------
    pandas.DataFrame
        Cells as stripped text, ``""`` where empty, blank rows left out, and the column
        ``_row`` with the row number in the file.

    Raises
    ------
    InputError
        When the file is missing, empty, too large, of another kind or cannot be decoded.
    """
    noted: list[Finding] = [] if notes is None else notes
    grid = _grid(path, known, noted)
    header = header_of(grid.row(0).cells) if header_of is not None and len(grid) else ()
    frame = frame_of(path, grid.under(header) if header else grid, known, noted)
    if notes is None and (wrong := [note for note in noted if note.severity == "error"]):
        raise InputError(wrong)
    return frame


def _grid(path: Path, known: Collection[str], notes: list[Finding]) -> Grid:
    require_file(path)
    if is_packed(path):
        with unpacked_table(path) as table:
            return delimited_grid(table)
    suffix = path.suffix.lower()
    if suffix in OTHER_WORKBOOKS:
        raise other_program(path)
    if suffix not in TABLE_SUFFIXES:
        raise unreadable(path, f"suffix {path.suffix!r}")
    if suffix == ".xlsx":
        return Grid.of_rows(workbook_rows(path, known, notes))
    return delimited_grid(path)
