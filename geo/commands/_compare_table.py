"""Two runs on the terminal: verdicts that changed by category, area, and what is not alike."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from layers.text import Lang, Text

from ..outputs._report.cells import display
from ..outputs._wording import PREDICTED
from ..summary import Field, Report, comparison_report
from .two_runs import Comparison

_ALWAYS = 5  # columns: category, rule, gained, lost, unchanged
_MET = ("met_before", "met_now")
_NARROWEST = 80  # when the output is no terminal
_SYNTHETIC = Text(
    "SYNTHETIC：至少一次运行的基站为情景数据，不代表任何运营商网络",
    "SYNTHETIC: the stations of at least one run are invented, not any operator's network",
)


def tell(found: Comparison, lang: Lang, console: Console) -> None:
    """Print a comparison.

    Parameters
    ----------
    found
        Two runs.
    lang
        Language.
    console
        Where to.
    """
    report = comparison_report(found.results)
    card = found.results.card
    _line(console, f"{card['previous']['run_id']} → {card['run_id']} · {PREDICTED.to(lang)}")
    if card["synthetic"] or card["previous"]["synthetic"]:
        _line(console, _SYNTHETIC.to(lang))
    for finding in found.findings:
        _line(console, f"! {finding.what.to(lang)}")
    width = max(console.width, _NARROWEST)
    for made in (verdicts(report, lang), areas(report, lang)):
        console.print(made, soft_wrap=False, width=width)
    _line(console, report.sentences[0].to(lang))


def verdicts(report: Report, lang: Lang) -> Table:
    """Return the number of places met before and now, and of those whose verdict changed.

    Parameters
    ----------
    report
        As `geo.summary.comparison_report` returns it.
    lang
        Language.
    """
    counts, rates = report.table("compared_counts"), report.table("compared_rates")
    # What changed nowhere needs no column, but gained, lost and unchanged are always said.
    fields = [
        field
        for number, field in enumerate(counts.fields)
        if number < _ALWAYS or any(counts.column(field.key))
    ]
    made = _new(counts.title, [*fields, *(f for f in rates.fields if f.key in _MET)], lang)
    for count, rate in zip(counts.records(), rates.records(), strict=True):
        cells = [display(count[field.key], field, lang) for field in fields]
        made.add_row(*map(escape, cells), *(str(rate[key]) for key in _MET))
    return made


def areas(report: Report, lang: Lang) -> Table:
    """Return the area that was gained and lost, by division; parameters as `verdicts`."""
    found = report.table("compared_areas")
    made = _new(found.title, found.fields, lang)
    for row in found.rows:
        cells = zip(row, found.fields, strict=True)
        made.add_row(*(escape(display(cell, field, lang)) for cell, field in cells))
    return made


def _new(title: Text, fields: Sequence[Field], lang: Lang) -> Table:
    made = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, title_justify="left")
    made.title = title.to(lang)
    for field in fields:
        unit = f" {field.unit}" if field.unit else ""
        made.add_column(
            field.title.to(lang) + unit,
            justify="left" if field.kind == "text" else "right",
            overflow="fold",
        )
    return made


def _line(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False)
