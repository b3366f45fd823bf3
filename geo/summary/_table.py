"""The values a report is made of: typed tables that every format renders alike.

Numbers are rounded here, once, so that a page, a sheet and a CSV cannot differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple

import pandas as pd

from layers.text import Text

Kind = Literal[
    "text",  # words: `str` from data, or `Text`
    "code",  # an identifier; never a number, never worded
    "integer",
    "number",  # `Field.decimals` digits
    "quantity",  # a number whose unit is in its row; at most `Field.decimals` digits
    "share",  # a fraction 0-1, shown in percent
    "share_range",  # `Interval` of fractions
    "integer_range",  # `Interval` of whole numbers
    "number_range",  # `Interval` of numbers
    "quantity_range",  # `Interval` of quantities
    "verdict",
    "cause",
    "size_class",
]
RANGES = ("share_range", "integer_range", "number_range", "quantity_range")
NUMERIC = ("integer", "number", "quantity", "share", *RANGES)
NO_NOTE = Text("", "")
_FLAGS = {True: Text("是", "yes"), False: Text("否", "no")}


class Interval(NamedTuple):
    """A range between two bounds, lower first; ``None`` = not known."""

    lower: float | None
    upper: float | None


Cell = None | str | Text | int | float | Interval


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Parameters
    ----------
    key
        Name, unique within the table.
    title
        Wording of the header.
    kind
        What the cells are.
    unit
        Unit, ``""`` for none.
    decimals
        Digits after the point; of a share, digits of its percentage.
    minor
        Whether a page may show it in small print under the row.
    """

    key: str
    title: Text
    kind: Kind = "text"
    unit: str = ""
    decimals: int = 1
    minor: bool = False

    def bounds(self) -> tuple[Text, Text]:
        """Return the headers of the two bounds of a range."""
        zh, en = self.title
        return Text(f"{zh}（下限）", f"{en} (lower)"), Text(f"{zh}（上限）", f"{en} (upper)")


@dataclass(frozen=True)
class Table:
    """One table of a report; `rows` hold one cell per field.

    Parameters
    ----------
    key
        Name: of the sheet, of the CSV file, of the anchor.
    section
        Number of the section it belongs to.
    title
        Wording.
    fields, rows
        Columns and cells.
    note
        What a reader must know to read it rightly.
    modelled
        Whether its figures are predicted, and not input or settings.
    source
        What it rests on: rules, goals, model, inputs.
    """

    key: str
    section: int
    title: Text
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = NO_NOTE
    modelled: bool = True
    source: Text = NO_NOTE

    def column(self, key: str) -> list[Cell]:
        """Return the cells of one column."""
        index = [field.key for field in self.fields].index(key)
        return [row[index] for row in self.rows]

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries by field key."""
        keys = [field.key for field in self.fields]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


class Mark(NamedTuple):
    """One thing the head of every product says, e.g. the threshold profile."""

    key: str
    title: Text
    value: Text


@dataclass(frozen=True)
class Card:
    """One goal on the first page.

    Parameters
    ----------
    key
        Category, or ``"all"``.
    title
        Wording.
    rate
        Share that passes, ``None`` when nothing could be judged.
    target
        Share wanted.
    listed, met, undecided, not_met, unknown
        Places; `unknown` = no data + no coordinate.
    missing
        Places still to be gained, fewest and most.
    verdict
        Of the goal as a whole.
    excluded
        Places left out with a reason: listed, but not in the denominator of the rate.
    change
        Against an earlier run, by how much the number met has moved: of places surely met, and
        of those that may be; ``None`` = compared with none.
    """

    key: str
    title: Text
    rate: Interval | None
    target: float
    listed: int
    met: int
    undecided: int
    not_met: int
    unknown: int
    missing: Interval
    verdict: str
    excluded: int = 0
    change: Interval | None = None


@dataclass(frozen=True)
class Report:
    """Everything one report says, before it has a format.

    Parameters
    ----------
    adcode, name
        Of the prefecture or the province.
    title
        Title of the document.
    cards, sentences
        The first page.
    tables
        In the order of the sections.
    marks
        The head of every page.
    members
        Prefectures with a report of their own: adcode → Chinese and English name.
    absent
        Sections without a table: number → why, and what to give to fill it.
    """

    adcode: str
    name: Text
    title: Text
    cards: tuple[Card, ...]
    sentences: tuple[Text, ...]
    tables: tuple[Table, ...]
    marks: tuple[Mark, ...]
    members: tuple[tuple[str, Text], ...] = ()
    absent: Mapping[int, Text] = field(default_factory=dict)

    def table(self, key: str) -> Table:
        """Return one table.

        Raises
        ------
        KeyError
            When the report has no such table.
        """
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    @property
    def first(self) -> Table:
        """The table of the first page."""
        return next((t for t in self.tables if t.key == "conclusion"), self.tables[0])

    def sections(self) -> dict[int, list[Table]]:
        """Return the tables by section number, in order; an absent section has none."""
        numbers = sorted({table.section for table in self.tables} | {*self.absent})
        return {n: [table for table in self.tables if table.section == n] for n in numbers}


def build(
    key: str,
    section: int,
    title: Text,
    fields: Iterable[Field],
    records: Iterable[Mapping[str, Any]],
    note: Text = NO_NOTE,
    *,
    modelled: bool = True,
    source: Text = NO_NOTE,
) -> Table:
    """Return a table of plain, rounded values.

    Parameters
    ----------
    key, section, title, note, modelled, source
        As in `Table`.
    fields
        Columns.
    records
        Rows by field key; NaN, ``None`` and a missing key mean "not known".
    """
    columns = tuple(fields)
    rows = tuple(tuple(_cell(record.get(f.key), f) for f in columns) for record in records)
    return Table(key, section, title, columns, rows, note, modelled, source)


def _cell(value: Any, field: Field) -> Cell:
    if isinstance(value, Interval):
        return Interval(_number(value.lower, field), _number(value.upper, field))
    if field.kind in NUMERIC:
        return _number(value, field)
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return _FLAGS[value]
    return "" if value is None or value is pd.NA or is_nan(value) else str(value)


def is_nan(value: Any) -> bool:
    """Tell a missing number of a frame."""
    return isinstance(value, float) and math.isnan(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries, without the geometry.

    Parameters
    ----------
    frame
        A table of `Results`.
    """
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _number(value: Any, field: Field) -> float | int | None:
    if value is None or math.isnan(value):
        return None
    if field.kind in {"integer", "integer_range"}:
        return int(value)
    if field.kind in {"share", "share_range"}:
        return round_share(float(value), field.decimals)
    return half_up(float(value), field.decimals)


def round_share(share: float, decimals: int = 1) -> float:
    """Round a fraction to digits of its percentage, never to a whole or a nothing that it is not.

    Parameters
    ----------
    share
        Fraction, 0-1.
    decimals
        Digits of the percentage.

    Examples
    --------
    >>> round_share(2 / 3), round_share(0.99996), round_share(1.0), round_share(0.0001)
    (0.667, 0.999, 1.0, 0.001)
    """
    digits = decimals + 2
    rounded = half_up(share, digits)
    if rounded >= 1.0 > share:
        return round(1.0 - 10.0**-digits, digits)
    if rounded <= 0.0 < share:
        return round(10.0**-digits, digits)
    return rounded


def half_up(value: float, digits: int) -> float:
    """Round as a clerk does: not to even, and not by binary digits; reports and pages alike.

    Parameters
    ----------
    value
        A number.
    digits
        Digits after the point.

    Examples
    --------
    >>> half_up(0.4875, 3), half_up(3008.5, 0), half_up(2.675, 2)
    (0.488, 3009.0, 2.68)
    """
    # The float's own noise (0.1 + 0.2) is beyond the twelfth digit and goes first.
    exact = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return float(exact) + 0.0  # + 0.0: never "-0"


def percent(share: float, decimals: int = 1) -> str:
    """Return a fraction as percent, for sentences.

    Examples
    --------
    >>> percent(0.5), percent(0.99999)
    ('50.0 %', '99.9 %')
    """
    return f"{round_share(share, decimals) * 100:.{decimals}f} %"


def percent_range(rate: Interval | None, missing: str) -> str:
    """Return a range of fractions as percent, for sentences.

    Parameters
    ----------
    rate
        Range, or ``None``.
    missing
        Said when there is no range.

    Examples
    --------
    >>> percent_range(Interval(0.5, 1.0), "无数据")
    '50.0–100.0 %'
    """
    if rate is None or rate.lower is None or rate.upper is None:
        return missing
    low, high = percent(rate.lower), percent(rate.upper)
    return low if low == high else f"{low.removesuffix(' %')}–{high}"
