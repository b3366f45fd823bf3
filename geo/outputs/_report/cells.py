"""Cells of a report as a reader sees them, and as plain columns for sheets and CSV."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from layers.text import Lang, Text

from ...summary import Cell, Field, Interval, Table
from .. import _wording

MISSING = "—"
_DASH, _MINUS = "–", "−"
_WORDED = {
    "verdict": lambda code: _wording.verdict(code).text if code else Text("", ""),
    "cause": _wording.cause,
    "size_class": _wording.size_class,
}
_PLAIN_KINDS = {
    "share_range": "share",
    "integer_range": "integer",
    "number_range": "number",
    "quantity_range": "quantity",
}


@dataclass(frozen=True)
class Column:
    """One plain column of a sheet.

    Parameters
    ----------
    title
        Header with its unit, in one language.
    kind
        A kind of `geo.summary.Field` that is not a range.
    decimals
        Digits; of a share, digits of its percentage.
    bar
        Whether a bar may be drawn behind it: a share, or the upper bound of a range.
    """

    title: str
    kind: str
    decimals: int
    bar: bool = False


Plain = None | str | int | float


def columns(table: Table, lang: Lang) -> list[Column]:
    """Return the columns of a table; a range becomes two."""
    found: list[Column] = []
    for field in table.fields:
        kind = _PLAIN_KINDS.get(field.kind)
        titles = field.bounds() if kind else (field.title,)
        unit = f" ({field.unit})" if field.unit else ""
        plain = kind or field.kind
        for title in titles:
            upper = len(titles) > 1 and title is titles[-1] and plain != "quantity"
            bar = plain == "share" or upper
            found.append(Column(title.to(lang) + unit, plain, field.decimals, bar))
    return found


def plain_rows(table: Table, lang: Lang) -> list[list[Plain]]:
    """Return the rows of a table by `columns`: numbers as numbers, codes as words."""
    return [
        [
            plain
            for cell, field in zip(row, table.fields, strict=True)
            for plain in _plain(cell, field, lang)
        ]
        for row in table.rows
    ]


def _plain(cell: Cell, field: Field, lang: Lang) -> list[Plain]:
    if field.kind in _PLAIN_KINDS:
        bounds = cell if isinstance(cell, Interval) else Interval(None, None)
        return [bounds.lower, bounds.upper]
    if isinstance(cell, Interval):
        raise TypeError(f"a range in {field.key!r}, which is a {field.kind}")
    return [worded(cell, field, lang)]


def worded(cell: str | Text | int | float | None, field: Field, lang: Lang) -> Plain:
    """Return a cell in one language; numbers stay numbers.

    Parameters
    ----------
    cell, field
        Not a range.
    lang
        Language.
    """
    if isinstance(cell, Text):
        return cell.to(lang)
    if isinstance(cell, str) and field.kind in _WORDED:
        return _WORDED[field.kind](cell).to(lang)
    return cell


def display(cell: Cell, field: Field, lang: Lang) -> str:
    """Return a cell as it is printed on a page, without its unit but for percent.

    Parameters
    ----------
    cell, field
        Any cell.
    lang
        Language.

    Examples
    --------
    >>> share = Field("rate", Text("达标率", "rate"), "share_range")
    >>> display(Interval(0.25, 1.0), share, "zh"), display(None, share, "zh")
    ('25.0–100.0 %', '无数据')
    """
    if isinstance(cell, Interval):
        return _range(cell, field)
    if cell is None:
        is_share = field.kind in {"share", "share_range"}
        return _wording.NO_DATA.to(lang) if is_share else MISSING
    if isinstance(cell, int | float):
        return number(cell, field)
    return str(worded(cell, field, lang))


def small_print(table: Table, row: Mapping[str, Cell], lang: Lang) -> list[tuple[str, str]]:
    """Return the minor fields of a row that hold something: (title, value with its unit).

    Parameters
    ----------
    table, row
        A table and one of its records.
    lang
        Language.
    """
    found = []
    for field in table.fields:
        cell = row[field.key]
        if not field.minor or cell is None or cell == "":
            continue
        shown = display(cell, field, lang)
        if shown:
            found.append((field.title.to(lang), f"{shown} {field.unit}".strip()))
    return found


def width(text: str) -> int:
    """Return the width of a text in characters; a hanzi takes two.

    Examples
    --------
    >>> width("5G 基站")
    7
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def number(value: float, field: Field) -> str:
    """Return one number as it is printed.

    Examples
    --------
    >>> number(-4.0, Field("margin", Text("余量", "margin"), "number", "dB"))
    '−4.0'
    """
    if field.kind in {"share", "share_range"}:
        return f"{value * 100:.{field.decimals}f} %"
    whole = field.kind in {"integer", "integer_range"} or (
        field.kind in {"quantity", "quantity_range"} and value == int(value)
    )
    return f"{value:,.{0 if whole else field.decimals}f}".replace("-", _MINUS)


def _range(interval: Interval, field: Field) -> str:
    lower, upper = interval
    if lower is None:
        return MISSING
    if upper is None:
        return f"≥ {number(lower, field)}"
    if lower == upper:
        return number(lower, field)
    return f"{number(lower, field).removesuffix(' %')}{_DASH}{number(upper, field)}"
