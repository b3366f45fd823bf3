"""What stands before the tables of a report, as tables: its head, and what is in it.

A page draws its head itself; a folder of CSV files has no other place to say these things.
"""

from __future__ import annotations

from typing import Any

from layers.text import Text, Verbatim

from ...summary import SECTIONS, Field, Report, Table
from ...summary._table import build

TITLE = Text("标题", "title")
CONCLUSION = Text("结论", "conclusion")


def cover(report: Report) -> Table:
    """Return the head of a report: its title, its marks, and its conclusion in sentences.

    Parameters
    ----------
    report
        Any report.
    """
    fields = (Field("item", Text("项目", "item")), Field("value", Text("内容", "value")))
    rows = [{"item": TITLE, "value": report.title}]
    rows += [{"item": mark.title, "value": mark.value} for mark in report.marks]
    rows += [{"item": CONCLUSION, "value": sentence} for sentence in report.sentences]
    return build("cover", 0, Text("封面", "Cover"), fields, rows)


def contents(report: Report) -> Table:
    """Return every section with its tables, what they rest on and how to read them.

    Parameters
    ----------
    report
        Any report.
    """
    fields = (
        Field("section", Text("节", "section"), "integer"),
        Field("heading", Text("节标题", "heading")),
        Field("table", Text("表", "table")),
        Field("key", Text("表名", "name"), "code"),
        Field("rows", Text("行数", "rows"), "integer"),
        Field("note", Text("说明", "note")),
        Field("source", Text("依据", "rests on")),
    )
    rows: list[dict[str, Any]] = []
    for number, tables in report.sections().items():
        head = {"section": number, "heading": SECTIONS[number]}
        rows += [{**head, **_named(table)} for table in tables]
        if number in report.absent:
            rows.append({**head, "note": report.absent[number]})
    return build("contents", 0, Text("目录", "Contents"), fields, rows, modelled=False)


def _named(table: Table) -> dict[str, Any]:
    return {
        "table": table.title,
        "key": Verbatim.of(file_stem(table)),
        "rows": len(table.rows),
        "note": table.note,
        "source": table.source,
    }


def file_stem(table: Table) -> str:
    """Return the stem of the file of one table.

    Examples
    --------
    >>> file_stem(Table("gaps", 10, Text("盲区清单", "gaps"), (), ()))
    '10-gaps'
    """
    return f"{table.section:02d}-{table.key}"
