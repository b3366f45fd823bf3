"""The first sheet of a workbook: title, conclusion, cards, head of the report, list of sheets."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from layers.text import Lang, Text

from ...summary import SECTIONS, Card, Report, Table
from .. import _wording
from .style import BAR, Styles, height

_CARDS_IN_A_ROW, _CARD_COLUMNS, _CARD_ROWS = 4, 3, 5
_SHEETS = Text("工作表", "sheets")
_NOT_JUDGED = Text("未判定", "not judged")
_TARGET, _LISTED = Text("目标", "target"), Text("列入", "listed")
_MISSING, _PLACES = Text("尚差", "missing"), Text("处", "places")
_EXCLUDED, _CHANGE = Text("不计入", "left out"), Text("较上期", "against the earlier run")


class Front:
    """Writes what stands on the first sheet around its table.

    Parameters
    ----------
    sheet, styles
        Sheet and formats of the workbook.
    report, lang
        What is written, and in which language.
    last
        Number of the last column, counted from 0.
    columns
        Width of all columns together. [characters]
    """

    def __init__(
        self,
        sheet: Worksheet,
        styles: Styles,
        report: Report,
        lang: Lang,
        *,
        last: int,
        columns: float,
    ) -> None:
        self._sheet, self._styles, self._report, self._lang = sheet, styles, report, lang
        self._last, self._columns = last, columns

    def head(self, banner: str) -> int:
        """Write title, banner and sentences; return the first free row."""
        self._line(0, self._report.title.to(self._lang), "title", 30.0)
        self._line(1, banner, "banner", 20.0)
        row = 2
        for sentence in self._report.sentences:
            text = sentence.to(self._lang)
            self._line(row, text, "wrapped", height(text, self._columns))
            row += 1
        return row + 1

    def cards(self, top: int) -> int:
        """Write one card per goal; return the first free row."""
        for number, card in enumerate(self._report.cards):
            down, across = divmod(number, _CARDS_IN_A_ROW)
            self._card(top + down * _CARD_ROWS, across * _CARD_COLUMNS, card)
        rows = -(-len(self._report.cards) // _CARDS_IN_A_ROW)
        return top + rows * _CARD_ROWS

    def marks(self, row: int) -> int:
        """Write the head of the report; return the first free row."""
        for mark in self._report.marks:
            text = mark.value.to(self._lang)
            self._sheet.write_string(row, 0, mark.title.to(self._lang), self._styles.of("head"))
            self._merged(row, 1, self._last, text, "wrapped")
            row += 1
        return row + 1

    def sheets(self, row: int, names: Mapping[str, str]) -> None:
        """Write a link to every sheet, and what a section without one lacks.

        Parameters
        ----------
        row
            First row.
        names
            Key of a table → name of its sheet.
        """
        self._sheet.write_string(row, 0, _SHEETS.to(self._lang), self._styles.of("head"))
        for number, tables in self._report.sections().items():
            heading = f"{number} {SECTIONS[number].to(self._lang)}"
            for table in tables:
                if table.key in names:
                    row += 1
                    self._link(row, heading, names[table.key], table)
            if number in self._report.absent:
                row += 1
                text = self._report.absent[number].to(self._lang)
                self._sheet.write_string(row, 0, heading, self._styles.of("head"))
                self._merged(row, 1, self._last, text, "absent")
                self._sheet.set_row(row, height(text, self._columns * 0.8))

    def _link(self, row: int, heading: str, name: str, table: Table) -> None:
        target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
        self._sheet.write_string(row, 0, heading, self._styles.of("head"))
        self._sheet.write_url(row, 1, target, self._styles.of("link"), table.title.to(self._lang))

    def _card(self, top: int, left: int, card: Card) -> None:
        right = left + _CARD_COLUMNS - 1
        verdict = _wording.verdict(card.verdict).text.to(self._lang)
        self._merged(top, left, right, card.title.to(self._lang), "card title")
        self._rate(top + 1, left, card)
        self._sheet.write_string(top + 1, right, verdict, self._styles.of(f"verdict {verdict}"))
        self._merged(top + 2, left, right, self._counts(card), "card text")
        self._merged(top + 3, left, right, self._distance(card), "card text")
        self._sheet.set_row(top + 1, 22)
        self._sheet.set_row(top + 2, 26)

    def _rate(self, row: int, column: int, card: Card) -> None:
        bounds = card.rate or (None, None)
        for offset, bound in enumerate(bounds):
            if bound is None:
                no_data = _wording.NO_DATA.to(self._lang)
                self._sheet.write_string(
                    row, column + offset, no_data, self._styles.of("card none")
                )
            else:
                self._sheet.write_number(row, column + offset, bound, self._styles.of("card rate"))
        self._sheet.conditional_format(row, column, row, column + 1, share_bar())

    def _counts(self, card: Card) -> str:
        counts = {"met": card.met, "undecided": card.undecided, "not_met": card.not_met}
        badges = _wording.VERDICTS
        words = [
            f"{badges[code].shape} {badges[code].text.to(self._lang)} {count}"
            for code, count in counts.items()
        ]
        words.append(f"{badges['no_data'].shape} {_NOT_JUDGED.to(self._lang)} {card.unknown}")
        return "   ".join(words)

    def _distance(self, card: Card) -> str:
        lower, upper = (int(bound or 0) for bound in card.missing)
        missing = f"{lower}" if lower == upper else f"{lower}–{upper}"
        words = [
            f"{_TARGET.to(self._lang)} {card.target * 100:g} %",
            f"{_LISTED.to(self._lang)} {card.listed}",
            *([f"{_EXCLUDED.to(self._lang)} {card.excluded}"] if card.excluded else []),
            f"{_MISSING.to(self._lang)} {missing} {_PLACES.to(self._lang)}",
        ]
        if card.change is not None:
            words.append(f"{_CHANGE.to(self._lang)} {int(card.change.lower or 0):+d}")
        return " · ".join(words)

    def _line(self, row: int, text: str, style: str, points: float) -> None:
        self._sheet.set_row(row, points)
        self._merged(row, 0, self._last, text, style)

    def _merged(self, row: int, first: int, last: int, text: str, style: str) -> None:
        if last > first:
            self._sheet.merge_range(row, first, row, last, "", self._styles.of(style))
        self._sheet.write_string(row, first, text, self._styles.of(style))


def share_bar() -> dict[str, object]:
    """Return the data bar of a share: the whole cell is 100 %."""
    bounds = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
    return {"type": "data_bar", "bar_color": BAR, "bar_solid": True, **bounds}


def amount_bar() -> dict[str, object]:
    """Return the data bar of an amount: the whole cell is the largest one of its column."""
    bounds = {"min_type": "num", "min_value": 0, "max_type": "max"}
    return {"type": "data_bar", "bar_color": BAR, "bar_solid": True, **bounds}
