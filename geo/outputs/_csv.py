"""CSV that Excel opens as it is and runs nothing of: one way for every file of rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

_ROWS = 50_000  # written at a time
_BOM = "\ufeff"  # or Excel takes UTF-8 for the system's own encoding
# What a spreadsheet takes for the beginning of a formula, also full-width; an apostrophe before
# one is doubled, so that nothing is ambiguous.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def rendered(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells; text is kept from being run as a formula, numbers are written as they are.
    """
    guarded = ([safe(cell) for cell in row] for row in rows)
    return _encoded(_BOM, chain([[safe(name) for name in header]], guarded))


def _encoded(before: str, rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO(newline="")
    stream.write(before)
    csv.writer(stream).writerows(rows)
    # Half a surrogate pair, which UTF-8 cannot hold, becomes "?".
    return stream.getvalue().encode("utf-8", "replace")


def rendered_frame(frame: pd.DataFrame) -> Iterator[bytes]:
    """Yield a CSV file of the rows of a frame part by part, as `rendered` would return it.

    Parameters
    ----------
    frame
        Text, kept from being run as a formula, and numbers; what is missing becomes empty.
    """
    yield rendered([str(name) for name in frame.columns], ())
    for start in range(0, len(frame), _ROWS):
        part = frame.iloc[start : start + _ROWS]
        columns = [_safe_cells(part.iloc[:, place]) for place in range(part.shape[1])]
        yield _encoded("", zip(*columns, strict=True))


def _safe_cells(column: pd.Series[Any]) -> list[object]:
    cells: list[object] = column.astype(object).where(column.notna(), "").tolist()
    if isinstance(column.dtype, pd.StringDtype | np.dtypes.ObjectDType):
        made = {cell: safe(cell) for cell in set(cells)}  # most columns repeat few texts
        return [made[cell] for cell in cells]
    return cells


def safe(cell: object) -> object:
    """Keep text from being run as a formula.

    Examples
    --------
    >>> safe("=1+1"), safe("'=1+1"), safe("信号弱"), safe(-1)
    ("'=1+1", "''=1+1", '信号弱', -1)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def taken_back(cell: str) -> str:
    """Undo `safe`.

    Examples
    --------
    >>> taken_back("'=1+1"), taken_back("'信号弱'")
    ('=1+1', "'信号弱'")
    """
    return cell[1:] if _GUARDED.match(cell) else cell
