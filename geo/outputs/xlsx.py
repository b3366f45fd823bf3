"""Export as an Excel workbook: one sheet per layer, coordinates in columns, no shapes.

What the format changes: shapes are left out (longitude and latitude stay, where the layer has
them), text is cut at 32,767 characters, a sheet ends after 1,048,575 rows. Text is never run as
a formula or turned into a link. Rows are written one by one, so that memory does not grow.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ODBL, ExportLayer, marks, text_marks
from ._formats import ExportFormat
from ._wanted import EVERYTHING, Wanted, book_stem, layers_of, tell
from ._xml import holdable

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # fixed: same input, same bytes
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_MOST_ROWS, _LONGEST = 1_048_575, 32_767
_NAME = "covermap"
_NO_SHAPES = Text(
    "表格没有几何，只保留经纬度列", "a sheet has no shapes: longitude and latitude stay"
)
_TOO_LONG = Text("超过 1 048 575 行的部分未写入", "rows beyond 1,048,575 are left out")
_ANOTHER = Text("需要几何或全部行时用 gpkg", "take gpkg for shapes and for every row")


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one workbook, and one more for rows from OpenStreetMap, into ``out/xlsx``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; made when missing.
    wanted
        Layers, prefecture and language.
    notes
        Takes what had to be changed.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    lang = wanted.language(results)
    layers = layers_of(results, wanted)
    paths = []
    for name, odbl in ((_NAME, False), (f"{_NAME}_odbl", True)):
        listed = [layer for layer in layers if layer.odbl == odbl]
        if not listed:
            continue
        path = out / EXPORT.name / f"{book_stem(results, name, wanted)}{EXPORT.suffix}"
        facts = text_marks(marks(results))
        if odbl:
            facts["licence_zh"], facts["licence_en"] = ODBL
        _write_book(path, listed, facts, lang)
        _tell_changes(listed, notes)
        paths.append(path)
    return paths


EXPORT = ExportFormat(
    "xlsx", ".xlsx", Text("Excel 工作簿", "Excel workbook"), write, on_demand=True
)


def _write_book(path: Path, layers: list[ExportLayer], facts: dict[str, str], lang: Lang) -> None:
    with atomic_file(path, (FileCreateError,)) as temporary:
        # Rows wait beside the workbook, not where other temporary files of the machine are.
        options = {**_OPTIONS, "tmpdir": str(temporary.parent)}
        book = xlsxwriter.Workbook(temporary, options)
        book.set_properties({"title": layers[0].title.to(lang), "created": _CREATED})
        for layer in layers:
            _write_sheet(book, layer, lang)
        _write_facts(book, layers, facts, lang)
        book.close()


def _write_sheet(book: Workbook, layer: ExportLayer, lang: Lang) -> None:
    sheet = book.add_worksheet(layer.name)
    bold = book.add_format({"bold": True})
    frame, entries = layer.frame, layer.entries()
    columns = [name for name in frame.columns if name != _shape(layer)]
    for place, name in enumerate(columns):
        sheet.write_string(0, place, _heading(entries[name].alias(lang), entries[name].unit), bold)
    cells = zip(*(frame[name].tolist() for name in columns), strict=True)
    for number, row in zip(range(1, _MOST_ROWS + 1), cells, strict=False):
        for place, cell in enumerate(row):
            _write_cell(sheet, number, place, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, min(len(frame), _MOST_ROWS), len(columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, holdable(cell)[:_LONGEST])
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif cell is not None and cell == cell:  # noqa: PLR0124 - NaN
        sheet.write_number(row, column, cell)


def _write_facts(
    book: Workbook, layers: list[ExportLayer], facts: dict[str, str], lang: Lang
) -> None:
    """Write what the workbook rests on, and what each column means."""
    sheet = book.add_worksheet("dictionary")
    lines: list[tuple[str, ...]] = list(facts.items())
    for layer in layers:
        entries = layer.entries()
        lines += [(), (layer.name, layer.title.to(lang), layer.licence.to(lang))]
        lines += [
            (name, entries[name].zh, entries[name].en, entries[name].unit, entries[name].kind)
            for name in layer.frame.columns
        ]
    for number, line in enumerate(lines):
        for place, text in enumerate(line):
            sheet.write_string(number, place, holdable(text))


def _heading(title: str, unit: str) -> str:
    return f"{title} [{unit}]" if unit else title


def _shape(layer: ExportLayer) -> str:
    spatial = isinstance(layer.frame, gpd.GeoDataFrame)
    return str(layer.frame.geometry.name) if spatial else ""


def _tell_changes(layers: list[ExportLayer], notes: list[Finding] | None) -> None:
    for layer in layers:
        if _shape(layer):
            tell(notes, EXPORT.name, layer.name, _NO_SHAPES, _ANOTHER)
        if len(layer.frame) > _MOST_ROWS:
            tell(notes, EXPORT.name, layer.name, _TOO_LONG, _ANOTHER)
