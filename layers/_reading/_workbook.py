"""The first sheet of a workbook → rows of cells."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl

from ._files import require_safe_archive
from ._refusals import unreadable


def workbook_rows(path: Path) -> list[list[str]]:
    """Return the cells of the first sheet as a person would type them.

    Parameters
    ----------
    path
        An .xlsx file; formulas give the values they were saved with.
    """
    require_safe_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [[cell_text(cell) for cell in row] for row in book.worksheets[0].values]
        book.close()
    except Exception as error:  # openpyxl raises zip, XML, key and value errors alike
        raise unreadable(path, f"{type(error).__name__}: {error}") from error
    return rows


def cell_text(cell: object) -> str:
    """Return a cell as a person would type it: a code kept as a number has no ``.0``.

    Examples
    --------
    >>> cell_text(630100.0), cell_text(datetime.datetime(2024, 5, 1))
    ('630100', '2024-05-01')
    """
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
