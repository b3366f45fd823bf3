"""Looks of a workbook: one format per style, made when it is first asked for."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from layers.text import Lang

from .. import _wording
from .._report.cells import Column, Plain, width

INK, PAPER, BAR, SOFT, AMBER = "#0b5d5b", "#e6efee", "#9ecae1", "#595959", "#7a5200"
_TINT = "#fff1cf"
_WRAPPED_FROM = 30  # characters
_NARROWEST, _WIDEST = 8, 46  # columns, in characters
_RULED = {"valign": "top", "bottom": 1, "bottom_color": "#d9d9d9"}
_CARD = {"bg_color": "#f4f7f6", "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {**_RULED, "num_format": "@"},
    "wrapped": {**_RULED, "num_format": "@", "text_wrap": True},
    "no_data": {**_RULED, "font_color": SOFT, "italic": True, "align": "right"},
    "title": {"bold": True, "font_size": 18, "font_color": INK, "valign": "vcenter"},
    "note": {"font_color": SOFT, "text_wrap": True, "valign": "top"},
    "source": {"font_color": SOFT, "font_size": 8, "text_wrap": True, "valign": "top"},
    "head": {**_RULED, "bold": True, "font_color": INK},
    "absent": {**_RULED, "font_color": SOFT, "italic": True, "text_wrap": True},
    "link": {"font_color": "#00507d", "underline": 1, "valign": "top"},
    "header": {
        "bold": True,
        "font_color": INK,
        "bg_color": PAPER,
        "bottom": 2,
        "bottom_color": INK,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "card title": {**_CARD, "bold": True, "font_color": INK, "top": 2, "top_color": INK},
    "card rate": {**_CARD, "bold": True, "font_size": 13, "num_format": "0.0%", "align": "center"},
    "card none": {**_CARD, "bold": True, "font_size": 13, "font_color": SOFT, "align": "center"},
    "card text": {**_CARD, "font_size": 9, "text_wrap": True},
}


class Styles:
    """The formats of one workbook.

    Parameters
    ----------
    workbook
        Workbook being written.
    lang
        Its language.
    synthetic
        Whether the stations are the scenario: the banner is then amber.
    """

    def __init__(self, workbook: Workbook, lang: Lang, *, synthetic: bool) -> None:
        self._workbook = workbook
        self._formats: dict[str, Format] = {}
        self._badges = {badge.text.to(lang): badge for badge in _wording.VERDICTS.values()}
        banner = {"bold": True, "valign": "vcenter", "font_color": AMBER if synthetic else INK}
        self._banner = {**banner, "bg_color": _TINT} if synthetic else banner

    def of(self, style: str) -> Format:
        """Return the format of a style; equal names give the same format."""
        if style not in self._formats:
            self._formats[style] = self._workbook.add_format(self._properties(style))
        return self._formats[style]

    def of_text(self, cell: str, head: Column) -> Format:
        """Return the format of a text; verdicts have the colours of their badge."""
        if head.kind == "verdict" and cell in self._badges:
            return self.of(f"verdict {cell}")
        return self.of("wrapped" if width(cell) > _WRAPPED_FROM else "text")

    def of_number(self, cell: float, head: Column) -> Format:
        """Return the format of a number, with as many digits as its column has."""
        digits = head.decimals
        if head.kind == "integer" or (head.kind == "quantity" and cell == int(cell)):
            digits = 0
        pattern = "0" if head.kind == "share" else "#,##0"
        pattern += ("." + "0" * digits if digits else "") + ("%" if head.kind == "share" else "")
        return self.of(f"number {pattern}")

    def _properties(self, style: str) -> dict[str, Any]:
        kind, _, rest = style.partition(" ")
        if kind == "number":
            return {**_RULED, "num_format": rest, "align": "right"}
        if kind == "verdict":
            badge = self._badges[rest]
            return {**_RULED, "bold": True, "font_color": badge.colour, "bg_color": badge.tint}
        return self._banner if style == "banner" else _STYLES[style]


def fitted(head: Column, cells: list[Plain]) -> int:
    """Return the width of a column. [characters]."""

    def shown(cell: Plain) -> int:
        if isinstance(cell, str):
            return width(cell)
        return 0 if cell is None else len(f"{cell:,.{head.decimals}f}") + 2

    # A header may wrap once, and leaves room for the filter's arrow.
    widest = max([width(head.title) // 2 + 4, *(shown(cell) + 1 for cell in cells)])
    return min(max(widest, _NARROWEST), _WIDEST)


def height(text: str, columns: float, points: float = 15.0) -> float:
    """Return the height of a row that wraps a text over some width. [points].

    Parameters
    ----------
    text
        Text of the row.
    columns
        Width of the merged cell. [characters]
    points
        Height of one line. [points]
    """
    return points * max(1, -(-width(text) // max(int(0.9 * columns), 1)))
