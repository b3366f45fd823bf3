"""Reports as Excel workbooks: typed cells, filters, frozen headers, one sheet per table."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from layers.text import Lang, Text

from ..results import Results
from ..summary import SECTIONS, Report, Table
from . import _wording
from ._atomic import atomic_write
from ._formats import ReportFormat
from ._report_cells import Column, Plain, columns, plain_rows
from ._report_files import reports

HEADER_ROW = 2  # of every sheet but the first: title, note, header (counted from 0)
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # fixed: same input, same bytes
_LONGEST_SHEET_NAME = 31
_NARROWEST, _WIDEST = 8, 46  # columns, in characters
_WRAPPED_FROM = 30
_INK, _PAPER, _BAR = "#0b5d5b", "#e6efee", "#9ecae1"
_CONTENTS = Text("工作表", "sheets")


def write_reports(results: Results, out: Path) -> list[Path]:
    """Write every report as a workbook.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of the reports.

    Returns
    -------
    list of pathlib.Path
        The files.
    """
    written = []
    for stem, report in reports(results):
        path = out / f"{stem}.xlsx"
        atomic_write(path, render(report, results.card["lang"]))
        written.append(path)
    return written


def render(report: Report, lang: Lang) -> bytes:
    """Return one report as a workbook.

    Parameters
    ----------
    report
        Any report.
    lang
        Language.
    """
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": report.title.to(lang), "created": _CREATED})
    _Book(workbook, report, lang).write()
    workbook.close()
    return stream.getvalue()


class _Book:
    """One workbook while it is written."""

    def __init__(self, workbook: Workbook, report: Report, lang: Lang) -> None:
        self._workbook, self._report, self._lang = workbook, report, lang
        self._formats: dict[str, Format] = {}
        self._badges = {badge.text.to(lang): badge for badge in _wording.VERDICTS.values()}
        self._banner = " · ".join(
            mark.value.to(lang)
            for mark in report.marks
            if mark.key in {"scope", "predicted", "synthetic"}
        )
        self._synthetic = any(mark.key == "synthetic" for mark in report.marks)

    def write(self) -> None:
        """Write all sheets, the conclusion first."""
        sheets = [t for t in self._report.tables if t is not self._report.first]
        names = _sheet_names(sheets, self._lang)
        self._first_sheet(sheets, names)
        for table, name in zip(sheets, names, strict=True):
            self._table_sheet(table, name)

    def _first_sheet(self, sheets: list[Table], names: list[str]) -> None:
        lang, report = self._lang, self._report
        table = report.first
        sheet = self._new_sheet(f"{SECTIONS[table.section].to(lang)}")
        last = len(columns(table, lang)) - 1
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, last, report.title.to(lang), self._format("title"))
        sheet.merge_range(1, 0, 1, last, self._banner, self._format("banner"))
        row = 2
        for sentence in report.sentences:
            text = sentence.to(lang)
            sheet.set_row(row, 16 * (1 + _width(text) // 120))
            sheet.merge_range(row, 0, row, last, text, self._format("wrapped"))
            row += 1
        row = self._table(sheet, table, row + 1) + 1
        for mark in report.marks:
            sheet.write_string(row, 0, mark.title.to(lang), self._format("head"))
            sheet.merge_range(row, 1, row, last, mark.value.to(lang), self._format("wrapped"))
            row += 1
        row += 1
        sheet.write_string(row, 0, _CONTENTS.to(lang), self._format("head"))
        for table, name in zip(sheets, names, strict=True):
            target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
            sheet.write_url(row, 1, target, self._format("link"), table.title.to(lang))
            row += 1

    def _table_sheet(self, table: Table, name: str) -> None:
        sheet = self._new_sheet(name)
        title = f"{table.title.to(self._lang)} — {self._banner}"
        sheet.write_string(0, 0, title, self._format("banner"))
        sheet.write_string(1, 0, table.note.to(self._lang), self._format("note"))
        self._table(sheet, table, HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        last = max(HEADER_ROW + len(table.rows), HEADER_ROW)
        sheet.autofilter(HEADER_ROW, 0, last, len(columns(table, self._lang)) - 1)
        sheet.repeat_rows(0, HEADER_ROW)

    def _new_sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        # & begins a code in a page header and is doubled to be itself.
        banner = self._banner.replace("&", "&&")
        sheet.set_header(f"&L&8{banner[:200]}")
        sheet.set_footer("&R&8&P / &N")
        if self._synthetic:
            sheet.set_tab_color(_wording.VERDICTS["undecided"].fill)
        return sheet

    def _table(self, sheet: Worksheet, table: Table, top: int) -> int:
        """Write header and rows; return the first free row."""
        heads, rows = columns(table, self._lang), plain_rows(table, self._lang)
        for index, head in enumerate(heads):
            sheet.write_string(top, index, head.title, self._format("header"))
            cells = [row[index] for row in rows]
            width = _fitted(head, cells)
            sheet.set_column(index, index, width)
            for offset, cell in enumerate(cells, start=1):
                self._cell(sheet, top + offset, index, cell, head)
            if head.kind == "share" and rows:
                area = (top + 1, index, top + len(rows), index)
                sheet.conditional_format(
                    *area,
                    {
                        "type": "data_bar",
                        "bar_color": _BAR,
                        "bar_solid": True,
                        "min_type": "num",
                        "max_type": "num",
                        "min_value": 0,
                        "max_value": 1,
                    },
                )
        return top + len(rows) + 1

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Plain, head: Column) -> None:
        if cell is None and head.kind == "share":
            no_data = _wording.NO_DATA.to(self._lang)
            sheet.write_string(row, column, no_data, self._format("no_data"))
        elif cell is None or cell == "":
            sheet.write_blank(row, column, None, self._format("text"))
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self._format(self._text_style(cell, head)))
        else:
            sheet.write_number(row, column, cell, self._number_format(cell, head))

    def _text_style(self, cell: str, head: Column) -> str:
        if head.kind == "verdict" and cell in self._badges:
            return f"verdict {cell}"
        return "wrapped" if _width(cell) > _WRAPPED_FROM else "text"

    def _number_format(self, cell: float, head: Column) -> Format:
        digits = head.decimals
        if head.kind == "integer" or (head.kind == "quantity" and cell == int(cell)):
            digits = 0
        pattern = "0" if head.kind == "share" else "#,##0"
        pattern += ("." + "0" * digits if digits else "") + ("%" if head.kind == "share" else "")
        return self._format(f"number {pattern}")

    def _format(self, style: str) -> Format:
        if style not in self._formats:
            self._formats[style] = self._workbook.add_format(self._properties(style))
        return self._formats[style]

    def _properties(self, style: str) -> dict[str, object]:
        kind, _, rest = style.partition(" ")
        ruled = {"valign": "top", "bottom": 1, "bottom_color": "#d9d9d9"}
        if kind == "number":
            return {**ruled, "num_format": rest, "align": "right"}
        if kind == "verdict":
            badge = self._badges[rest]
            return {**ruled, "bold": True, "font_color": badge.colour, "bg_color": badge.tint}
        return {
            "text": {**ruled, "num_format": "@"},
            "wrapped": {**ruled, "num_format": "@", "text_wrap": True},
            "no_data": {**ruled, "font_color": "#595959", "italic": True, "align": "right"},
            "title": {"bold": True, "font_size": 16, "font_color": _INK, "valign": "vcenter"},
            "banner": {"bold": True, "font_color": "#7a5200" if self._synthetic else _INK},
            "note": {"font_color": "#595959", "italic": True},
            "head": {**ruled, "bold": True, "font_color": _INK},
            "link": {"font_color": "#00507d", "underline": 1},
            "header": {
                "bold": True,
                "font_color": _INK,
                "bg_color": _PAPER,
                "bottom": 2,
                "bottom_color": _INK,
                "text_wrap": True,
                "valign": "vcenter",
            },
        }[kind]


def _sheet_names(tables: list[Table], lang: Lang) -> list[str]:
    """Return names that Excel accepts: short, without its special characters, all different."""
    names: list[str] = []
    for table in tables:
        plain = re.sub(r"[\[\]:*?/\\']", " ", f"{table.section} {table.title.to(lang)}")
        name = plain[:_LONGEST_SHEET_NAME].strip()
        if name.casefold() in {known.casefold() for known in names}:
            name = f"{plain[: _LONGEST_SHEET_NAME - 4].strip()} ({len(names)})"
        names.append(name)
    return names


def _width(text: str) -> int:
    """Return the width of a text in characters; a hanzi takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fitted(head: Column, cells: list[Plain]) -> int:
    def shown(cell: Plain) -> int:
        if isinstance(cell, str):
            return _width(cell)
        return 0 if cell is None else len(f"{cell:,.{head.decimals}f}") + 2

    # A header may wrap once, and leaves room for the filter's arrow.
    widest = max([_width(head.title) // 2 + 4, *(shown(cell) + 1 for cell in cells)])
    return min(max(widest, _NARROWEST), _WIDEST)


REPORT = ReportFormat(
    name="xlsx",
    suffix=".xlsx",
    title=Text("盲区报告 Excel", "gap report, Excel"),
    write=write_reports,
)
