"""CSV that Excel opens as it is and runs nothing of: one way for every file of rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

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
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([safe(name) for name in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    # Half a surrogate pair, which UTF-8 cannot hold, becomes "?".
    return (_BOM + stream.getvalue()).encode("utf-8", "replace")


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
