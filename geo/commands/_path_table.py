"""A path on the terminal: what blocks it, the level at its end, and every term in a table."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from layers.text import Lang, Text

from ..link import Link
from ..outputs._path import terms as words
from ..outputs._wording import PREDICTED

_HEADERS = (
    Text("符号", "symbol"),
    Text("含义", "meaning"),
    Text("数值", "value"),
    Text("单位", "unit"),
    Text("公式", "equation"),
)
_NARROWEST = 80  # when the output is no terminal


def tell(link: Link, lang: Lang, console: Console) -> None:
    """Print a path.

    Parameters
    ----------
    link
        A path.
    lang
        Language.
    console
        Where to.
    """
    _line(console, f"A {link.a.label} → B {link.b.label}")
    _line(console, f"{words.heading(link).to(lang)} · {PREDICTED.to(lang)}")
    if link.synthetic:
        _line(console, words.SYNTHETIC.to(lang))
    console.print(table(link, lang), soft_wrap=False, width=max(console.width, _NARROWEST))
    _line(console, words.conclusion(link).to(lang))
    level = words.level(link)
    if level is not None:
        _line(console, level.to(lang))
    for note in words.notes(link):
        _line(console, note.to(lang))


def table(link: Link, lang: Lang) -> Table:
    """Return the table of every term.

    Parameters
    ----------
    link
        A path.
    lang
        Language.
    """
    made = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for header in _HEADERS:
        right = header.en == "value"
        made.add_column(header.to(lang), justify="right" if right else "left", overflow="fold")
    group = ""
    for term in words.terms(link):
        if term.group != group:
            made.add_section()
            group = term.group
        cells = (term.symbol, term.meaning.to(lang), term.shown, term.unit, term.equation)
        made.add_row(*map(escape, cells), style="bold" if term.key else None)
    return made


def _line(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False)
