"""What the placemarks of a KML document say in their own ways: folders, names, tables of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser

import numpy as np
import pandas as pd

from .._columns import accepted
from .._reading import ROW, fold
from ..errors import Finding
from ..text import Text
from ._draft import Draft, each
from ._source import Seen

_OWN = ("name", "id", "description", "folder")  # what KML itself says of a placemark
_MOST_COLUMNS = 200  # that tables of descriptions may add
_MOST_HTML = 100_000  # letters of a description that are looked at
_CALLED = {"移动": "中国移动", "联通": "中国联通", "电信": "中国电信", "广电": "中国广电"}
_SKIPPED = ("script", "style")


def of_ovital(seen: Seen) -> bool:
    """Return whether a document has elements of Ovital's own."""
    return any(mark.startswith("Ov") for mark in seen.marks)


def say(draft: Draft, code: str, what: Text, remedy: Text) -> None:
    """Say something of the file as a whole."""
    found = Finding(code, what, remedy, draft.intake.file, severity="warning")
    draft.intake.findings.append(found)


def tables(draft: Draft) -> None:
    """Make columns of the tables in descriptions; a column that is there already wins."""
    described = draft.take("description")
    pairs = [dict(table_of(text)) for text in described]
    found = list(dict.fromkeys(name for table in pairs for name in table))[:_MOST_COLUMNS]
    there = {fold(str(name)) for name in draft.cells}
    new = [name for name in found if fold(name) not in there and name != ROW]
    known = accepted(draft.layer)
    for name in new:
        column = known.get(fold(name), name)
        own = draft.text(column)
        values = [table.get(name, "") for table in pairs]
        draft.put(column, own.where(own != "", pd.Series(values, own.index)))
    if new:
        draft.note(
            "source-table", np.array([bool(table) for table in pairs]), "description",
            Text("说明中的表格按列读取", "tables in descriptions are read as columns"),
            Text("核对几行", "check some rows"),
        )  # fmt: skip


def table_of(html: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of two cells of the tables in some HTML, as text.

    Examples
    --------
    >>> list(table_of("<table><tr><td>挂高</td><td><b>35</b></td></tr></table>"))
    [('挂高', '35')]
    """
    if "<t" not in html.lower():
        return
    reader = _Cells()
    # A declaration that is none ends the parser: what stood before it is kept.
    with suppress(AssertionError):
        reader.feed(html[:_MOST_HTML])
    for cells in reader.rows:
        if len(cells) == 2 and cells[0].strip():
            yield cells[0].strip().rstrip(":："), cells[1].strip()


class _Cells(HTMLParser):
    """Collects the text of the cells of all tables, row by row; runs and follows nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = self._skipped = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True
        elif tag in _SKIPPED:
            self._skipped = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._inside = False
        elif tag in _SKIPPED:
            self._skipped = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skipped:
            self.rows[-1][-1] += data


def folders(draft: Draft) -> None:
    """Take a folder for the category of places, or for the operator of stations if it names one."""
    folder = draft.take("folder")
    columns = {column.name for column in draft.layer.columns}
    if "category" in columns:
        what = Text("类别取自文件夹的名称", "the category is the name of the folder")
        draft.assume("category", folder, what, Text("核对类别", "check the categories"))
    elif "operator" in columns and draft.layer.column("operator").choices:
        what = Text("运营商取自文件夹的名称", "the operator is in the name of the folder")
        remedy = Text("核对运营商", "check the operators")
        draft.assume("operator", each(folder, _operator), what, remedy)


def _operator(folder: str) -> str:
    found = [name for short, name in _CALLED.items() if short in folder]
    return found[0] if len(found) == 1 else ""


def names(draft: Draft) -> None:
    """Leave what KML itself says of a placemark, where a column of the planner says the same."""
    known = accepted(draft.layer)
    columns = [str(column) for column in draft.cells if column != ROW]
    for own in _OWN:
        meant = known.get(own)
        said = [c for c in columns if c != meant and known.get(fold(c)) == meant and c not in _OWN]
        if meant and said and meant in draft.cells:
            draft.put(meant, draft.text(said[0], meant))
            draft.cells = draft.cells.drop(columns=said[:1])
