"""Reports as a folder of CSV files, one per table, that Excel opens as they are.

``00-cover.csv`` and ``00-contents.csv`` say what the folder is and what each file rests on.
"""

from __future__ import annotations

from pathlib import Path

from layers.text import Lang, Text

from ..results import Results
from ..summary import Report, Table
from ._atomic import atomic_files
from ._csv import rendered
from ._formats import ReportFormat
from ._report.cells import columns, plain_rows
from ._report.files import reports
from ._report.front import contents, cover, file_stem

_MARKS = (Text("情景数据 SYNTHETIC", "SYNTHETIC"), Text("预测 predicted", "predicted"))
_YES, _NO = Text("是", "yes"), Text("否", "no")


def write_reports(results: Results, out: Path) -> list[Path]:
    """Write every report as a folder of CSV files.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of the reports; each report gets a folder of its own in it.

    Returns
    -------
    list of pathlib.Path
        The files.
    """
    lang: Lang = results.card["lang"]
    synthetic = bool(results.card["synthetic"])
    written: list[Path] = []
    for stem, report in reports(results):
        written += write_folder(report, out / stem, lang, synthetic)
    return written


def write_folder(report: Report, folder: Path, lang: Lang, synthetic: bool) -> list[Path]:
    """Write one report as a folder of CSV files; parameters as `render`."""
    with atomic_files(folder) as temporary:
        names = []
        for table in (cover(report), contents(report), *report.tables):
            names.append(f"{file_stem(table)}.csv")
            (temporary / names[-1]).write_bytes(render(table, lang, synthetic))
    return [folder / name for name in names]


def render(table: Table, lang: Lang, synthetic: bool) -> bytes:
    """Return one table as CSV.

    Parameters
    ----------
    table
        Any table of a report. Shares are fractions, missing values are empty.
    lang
        Language of headers and words.
    synthetic
        Whether the stations are the scenario: said in the last columns of each row,
        beside whether the figures are predicted.
    """
    titles = [c.title + (" (0–1)" if c.kind == "share" else "") for c in columns(table, lang)]
    header = [*titles, *(mark.to(lang) for mark in _MARKS)]
    marks = [(_YES if flag else _NO).to(lang) for flag in (synthetic, table.modelled)]
    return rendered(header, ([*row, *marks] for row in plain_rows(table, lang)))


REPORT = ReportFormat(
    name="csv",
    suffix="",
    title=Text("盲区报告 CSV", "gap report, CSV"),
    write=write_reports,
)
