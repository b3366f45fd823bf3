"""Reports as Excel workbooks: typed cells, filters, frozen headers, one sheet per table."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from layers.text import Lang, Text

from ..results import Results
from ..summary import SECTIONS, Report, Table
from . import _wording
from ._formats import ReportFormat
from ._report.cells import Column, Plain, columns, plain_rows
from ._report.files import write_each
from ._xlsx.front import Front, amount_bar, share_bar
from ._xlsx.style import Styles, fitted, height

HEADER_ROW = 3  # of every sheet but the first: title, note, source, header (counted from 0)
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # fixed: same input, same bytes
_LONGEST_SHEET_NAME = 31
_LONGEST_HEADER = 200
_FIRST_COLUMN = 24  # of the first sheet. [characters]
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
    return write_each(results, out, ".xlsx", lambda report: render(report, results.card["lang"]))


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
    workbook = xlsxwriter.Workbook(stream, _OPTIONS)
    workbook.set_properties({"title": report.title.to(lang), "created": _CREATED})
    _Book(workbook, report, lang).write()
    workbook.close()
    return stream.getvalue()


@dataclass(frozen=True)
class _Grid:
    """A table as plain cells, with the width of each column. [characters]."""

    heads: list[Column]
    rows: list[list[Plain]]
    widths: list[int]

    @property
    def last(self) -> int:
        """Number of the last column, counted from 0."""
        return len(self.heads) - 1

    @property
    def wide(self) -> int:
        """Width of all columns together. [characters]."""
        return sum(self.widths)


def _grid(table: Table, lang: Lang) -> _Grid:
    heads, rows = columns(table, lang), plain_rows(table, lang)
    widths = [fitted(head, [row[index] for row in rows]) for index, head in enumerate(heads)]
    return _Grid(heads, rows, widths)


class _Book:
    """One workbook while it is written."""

    def __init__(self, workbook: Workbook, report: Report, lang: Lang) -> None:
        self._workbook, self._report, self._lang = workbook, report, lang
        self._banner = " · ".join(
            mark.value.to(lang)
            for mark in report.marks
            if mark.key in {"scope", "predicted", "synthetic"}
        )
        self._synthetic = any(mark.key == "synthetic" for mark in report.marks)
        self._styles = Styles(workbook, lang, synthetic=self._synthetic)

    def write(self) -> None:
        """Write all sheets, the conclusion first."""
        sheets = [t for t in self._report.tables if t is not self._report.first]
        names = _sheet_names(sheets, self._lang)
        self._first_sheet({t.key: name for t, name in zip(sheets, names, strict=True)})
        for table, name in zip(sheets, names, strict=True):
            self._table_sheet(table, name)

    def _first_sheet(self, names: dict[str, str]) -> None:
        table = self._report.first
        sheet = self._new_sheet(SECTIONS[table.section].to(self._lang))
        grid = _grid(table, self._lang)
        grid.widths[0] = max(grid.widths[0], _FIRST_COLUMN)  # holds the names of sections as well
        front = Front(
            sheet, self._styles, self._report, self._lang, last=grid.last, columns=grid.wide
        )
        row = front.cards(front.head(self._banner))
        row = self._table(sheet, grid, row) + 1
        front.sheets(front.marks(row), names)

    def _table_sheet(self, table: Table, name: str) -> None:
        sheet = self._new_sheet(name)
        grid = _grid(table, self._lang)
        title = f"{table.title.to(self._lang)} — {self._banner}"
        sheet.write_string(0, 0, title, self._styles.of("banner"))
        self._above(sheet, 1, grid, table.note, "note")
        self._above(sheet, 2, grid, table.source, "source")
        self._table(sheet, grid, HEADER_ROW)
        held = _first_words(table)
        sheet.freeze_panes(HEADER_ROW + 1, held)
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(table.rows), grid.last)
        sheet.repeat_rows(0, HEADER_ROW)
        sheet.repeat_columns(0, held - 1)

    def _above(self, sheet: Worksheet, row: int, grid: _Grid, said: Text, style: str) -> None:
        """Write a line over all columns of a table, as high as it wraps."""
        text, look = said.to(self._lang), self._styles.of(style)
        if text and grid.last:
            sheet.merge_range(row, 0, row, grid.last, "", look)
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, height(text, grid.wide, 14.0))

    def _new_sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        # & begins a code in a page header and is doubled to be itself.
        banner = self._banner.replace("&", "&&")
        sheet.set_header(f"&L&8{banner[:_LONGEST_HEADER]}")
        sheet.set_footer("&R&8&P / &N")
        if self._synthetic:
            sheet.set_tab_color(_wording.VERDICTS["undecided"].fill)
        return sheet

    def _table(self, sheet: Worksheet, grid: _Grid, top: int) -> int:
        """Write header and rows; return the first free row."""
        below = top + len(grid.rows)
        for index, head in enumerate(grid.heads):
            sheet.write_string(top, index, head.title, self._styles.of("header"))
            sheet.set_column(index, index, grid.widths[index])
            for offset, row in enumerate(grid.rows, start=1):
                self._cell(sheet, top + offset, index, row[index], head)
            if head.bar and grid.rows:
                bar = share_bar() if head.kind == "share" else amount_bar()
                sheet.conditional_format(top + 1, index, below, index, bar)
        return below + 1

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Plain, head: Column) -> None:
        if cell is None and head.kind == "share":
            no_data = _wording.NO_DATA.to(self._lang)
            sheet.write_string(row, column, no_data, self._styles.of("no_data"))
        elif cell is None or cell == "":
            sheet.write_blank(row, column, None, self._styles.of("text"))
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell, self._styles.of_text(cell, head))
        else:
            sheet.write_number(row, column, cell, self._styles.of_number(cell, head))


def _first_words(table: Table) -> int:
    """Return how many columns stay in sight: those up to what a row is about."""
    about = next((n for n, field in enumerate(table.fields) if not field.minor), 0)
    return about + 1


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


REPORT = ReportFormat(
    name="xlsx",
    suffix=".xlsx",
    title=Text("盲区报告 Excel", "gap report, Excel"),
    write=write_reports,
)
