"""One sheet of a workbook → rows of cells."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from ..errors import Finding, InputError
from ..text import Text, one_line
from ._files import require_safe_archive
from ._headers import fold
from ._merged import spread
from ._refusals import other_program, unreadable
from ._xml import require_plain_parts

_OLE = b"\xd0\xcf\x11\xe0"  # an old workbook, or one with a password
_LOOKED_AT = 15  # rows in which the header is looked for
_TELLING = 2  # headers that tell a table from a page of text


def workbook_rows(path: Path, known: Collection[str], notes: list[Finding]) -> list[list[str]]:
    """Return the cells of the sheet that holds the table, as a person would type them.

    Parameters
    ----------
    path
        An .xlsx file; formulas give the values they were saved with.
    known
        Headers, as `fold` leaves them, by which the sheet is told from a title page; without
        them it is the first.
    notes
        Takes warnings about the sheets that are not read, and cells that are merged.
    """
    with path.open("rb") as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise other_program(path)
    require_plain_parts(path, require_safe_archive(path))
    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and print areas that it cannot make sense of
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            sheet = _table_of(path, book, known, notes)
            rows = [[*map(cell_text, row)] if any(row) else [] for row in sheet.values]
            # Reading row by row, openpyxl says nothing of what is merged.
            spread(path, sheet._worksheet_path, rows, known, notes)
            return rows
        except InputError:
            raise
        except Exception as error:  # openpyxl raises zip, XML, key and value errors alike
            raise unreadable(path, f"{type(error).__name__}: {error}") from error


def _table_of(path: Path, book: Any, known: Collection[str], notes: list[Finding]) -> Any:
    """Return the sheet that is read: the first that is in sight and has the headers of a table."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # programs write wrong ones, and what lies beyond is not read
    inside = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = [sheet for sheet in inside if _headers(sheet, known) >= _TELLING]
    chosen = (tables or inside or book.worksheets)[0]
    if chosen is not book.worksheets[0]:
        notes.append(_other_sheet(path, chosen.title))
    if len(tables) > 1:
        notes.append(_more_sheets(path, chosen.title, [sheet.title for sheet in tables[1:]]))
    return chosen


def _headers(sheet: Any, known: Collection[str]) -> int:
    rows = islice(sheet.values, _LOOKED_AT)
    return max(
        (len({fold(cell) for cell in row if isinstance(cell, str)} & set(known)) for row in rows),
        default=0,
    )


def _other_sheet(path: Path, title: str) -> Finding:
    shown = one_line(title)
    return Finding(
        "other-sheet",
        Text(f"读取的是工作表“{shown}”，不是第一个", f"the sheet {shown!r} is read, not the first"),
        Text("无需处理；如不对，请把数据表放在最前", "nothing to do, unless it is the wrong one"),
        path.name,
        severity="warning",
    )


def _more_sheets(path: Path, title: str, others: list[str]) -> Finding:
    shown, left = one_line(title), [one_line(other) for other in others[:8]]
    return Finding(
        "more-sheets",
        Text(
            f"只读取了工作表“{shown}”，未读取：{'、'.join(left)}",
            f"only the sheet {shown!r} is read; not read: {', '.join(left)}",
        ),
        Text("把各表的行合并到一个工作表", "bring the rows of all sheets together in one"),
        path.name,
        severity="warning",
    )


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
