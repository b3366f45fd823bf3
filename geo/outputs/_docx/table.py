"""Tables of a report in Word: header on every page, numbers right, small print under its row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from layers.text import Lang

from ...summary import Cell, Field, Table
from ...summary._table import NUMERIC
from .. import _wording
from .._report.cells import display, small_print, width
from .text import colour, paragraph, run, twips

_UNIT_MM, _LATIN_MM = 1.65, 1.8  # half a hanzi of the type of tables; a digit or a capital
_PADDING_MM, _LEADING_MM = 2.2, 0.5
_LONGEST_TEXT, _LONGEST_TOKEN, _SHORTEST = 22, 30, 5  # where texts wrap; least of all. [units]
_LEAST_LEFT = 0.7  # of the width of texts, before a table is turned or squeezed as a whole
_TOKEN = re.compile(r"[!-~]+")  # what no line breaks
_HELD = (*NUMERIC, "verdict", "code", "size_class")  # never wrapped
_NARROW = 4  # a table of few columns does not fill the page
_LINE, _BRAND, _HEAD = "D5DEDD", "0B5D5B", "E6EFEE"


def major(table: Table) -> list[Field]:
    """Return the fields that have a column of their own."""
    return [field for field in table.fields if not field.minor]


def needed_mm(table: Table, lang: Lang) -> list[float]:
    """Return the width that each column of a table asks for, its texts wrapped. [mm].

    Parameters
    ----------
    table
        Any table of a report.
    lang
        Language.
    """
    return [asked for asked, _ in _asked(table, lang)]


def _asked(table: Table, lang: Lang) -> list[tuple[float, float]]:
    """Return for each column the width it needs, and that at which nothing wraps. [mm]."""
    records = table.records()
    found = []
    for field in major(table):
        cells = [row[field.key] for row in records]
        title = _title_mm(field, lang)
        words = [_shown(cell, field, lang) for cell in cells]
        longest = max((width(word) for word in words), default=0)
        longest += 1 if field.kind == "verdict" else 0  # its sign is as wide as a hanzi
        held = longest
        if field.kind not in _HELD:
            tokens = (len(token) for word in words for token in _TOKEN.findall(word))
            held = min(longest, max(_LONGEST_TEXT, min(max(tokens, default=0), _LONGEST_TOKEN)))
        unit = _LATIN_MM if field.kind in _HELD else _UNIT_MM
        found.append(
            (
                _PADDING_MM + max(unit * held, title),
                _PADDING_MM + max(unit * longest, title),
            )
        )
    return found


def _shown(cell: Cell, field: Field, lang: Lang) -> str:
    if field.kind == "verdict" and cell:
        badge = _wording.verdict(str(cell))
        return f"{badge.shape} {badge.text.to(lang)}"
    return display(cell, field, lang)


def _title_mm(field: Field, lang: Lang) -> float:
    """Return the width of a header that wraps once, no word of it broken. [mm]."""
    title = field.title.to(lang)
    words = title.split() if lang == "en" else [title[: -(-len(title) // 2) + 1]]
    unit = _LATIN_MM if lang == "en" else _UNIT_MM
    return unit * max(_SHORTEST, width(field.unit) + 1, *(width(word) + 1 for word in words))


def widths(table: Table, lang: Lang, page_mm: float) -> list[int]:
    """Return the width of each column of a table that fits a page. [twips].

    What is over goes to the texts that wrap, then to all alike; what is missing is taken from
    the texts. A table of few columns stays as narrow as it is.

    Parameters
    ----------
    table, lang
        As in `needed_mm`.
    page_mm
        Width between the margins. [mm]
    """
    asked, natural = (list(column) for column in zip(*_asked(table, lang), strict=True))
    spare = page_mm - sum(asked)
    if spare < 0:
        return [twips(value) for value in _squeezed(asked, major(table), page_mm)]
    lacking = [full - value for value, full in zip(asked, natural, strict=True)]
    given = min(1.0, spare / sum(lacking)) if sum(lacking) else 0.0
    filled = [value + given * more for value, more in zip(asked, lacking, strict=True)]
    if len(filled) > _NARROW or _has_minor(table):
        rest = (page_mm - sum(filled)) / len(filled)
        filled = [value + rest for value in filled]
    return [twips(value) for value in filled]


def _squeezed(asked: Sequence[float], fields: Sequence[Field], page_mm: float) -> list[float]:
    """Return widths that fit, taken from the texts as far as they give."""
    share = _left_to_texts(asked, fields, page_mm)
    if share < _LEAST_LEFT:
        return [value * page_mm / sum(asked) for value in asked]
    return [
        value if field.kind in _HELD else value * share
        for value, field in zip(asked, fields, strict=True)
    ]


def _left_to_texts(asked: Sequence[float], fields: Sequence[Field], page_mm: float) -> float:
    """Return the share of their width that texts keep when a table is made to fit a page."""
    flexible = sum(v for v, field in zip(asked, fields, strict=True) if field.kind not in _HELD)
    held = sum(asked) - flexible
    return (page_mm - held) / flexible if flexible else 0.0


def fits(table: Table, lang: Lang, page_mm: float) -> bool:
    """Tell whether a table stands on a page with its numbers whole and its texts not cramped.

    Parameters
    ----------
    table, lang, page_mm
        As in `widths`.
    """
    asked = needed_mm(table, lang)
    return sum(asked) <= page_mm or _left_to_texts(asked, major(table), page_mm) >= _LEAST_LEFT


def _has_minor(table: Table) -> bool:
    return any(field.minor for field in table.fields)


def table_xml(table: Table, lang: Lang, page_mm: float) -> str:
    """Return a table.

    Parameters
    ----------
    table, lang, page_mm
        As in `widths`.
    """
    fields, columns = major(table), widths(table, lang, page_mm)
    minor = _has_minor(table)
    rows = [_header(fields, columns, lang)]
    for record in table.records():
        rows.append(_row(record, fields, columns, lang, minor=minor))
        if minor:
            rows.append(_small(table, record, sum(columns), len(columns), lang))
    return f"{opening(columns)}{''.join(rows)}</w:tbl>"


def opening(columns: Sequence[int], *, ruled: bool = True) -> str:
    """Return the beginning of a table: its columns [twips], its rules, its margins."""
    frame = (
        f'<w:top w:val="single" w:sz="12" w:color="{_BRAND}"/>'
        f'<w:bottom w:val="single" w:sz="12" w:color="{_BRAND}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{_LINE}"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    side, above = twips(_PADDING_MM / 2), twips(_LEADING_MM) if ruled else 0
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f"<w:tblBorders>{frame if ruled else ''}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="{above}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="{above}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def tr(cells: str, *, header: bool = False, height: int = 0) -> str:
    """Return a row that no page breaks; a header is repeated on each. Height in twips."""
    look = "<w:cantSplit/>"
    look += f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else ""
    look += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{look}</w:trPr>{cells}</w:tr>"


def tc(content: str, wide: int, *, span: int = 1, look: str = "") -> str:
    """Return a cell of some width [twips]; `look` is XML of its properties."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{spanned}{look}</w:tcPr>{content}</w:tc>'
    )


def shade(fill: str, pattern: str = "clear", ink: str = "auto") -> str:
    """Return the shading of a cell: its ground, and a pattern in another colour."""
    return f'<w:shd w:val="{pattern}" w:color="{ink}" w:fill="{fill}"/>'


def _header(fields: Sequence[Field], columns: Sequence[int], lang: Lang) -> str:
    line = f'<w:bottom w:val="single" w:sz="8" w:color="{_BRAND}"/>'
    look = f'<w:tcBorders>{line}</w:tcBorders>{shade(_HEAD)}<w:vAlign w:val="bottom"/>'
    cells = []
    for field, column in zip(fields, columns, strict=True):
        unit = run(f" {field.unit}", "Unit") if field.unit else ""
        style = "TableHeadNumber" if field.kind in NUMERIC else "TableHead"
        title = paragraph(run(field.title.to(lang)) + unit, style, keep_next=True)
        cells.append(tc(title, column, look=look))
    return tr("".join(cells), header=True)


def _row(
    record: Mapping[str, Cell],
    fields: Sequence[Field],
    columns: Sequence[int],
    lang: Lang,
    *,
    minor: bool,
) -> str:
    line = '<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>' if minor else ""
    cells = []
    for field, column in zip(fields, columns, strict=True):
        cell = record[field.key]
        content, look = run(_shown(cell, field, lang)), line
        if field.kind == "verdict" and cell:
            badge = _wording.verdict(str(cell))
            content = run(_shown(cell, field, lang), ink=badge.colour, bold=True)
            look += shade(colour(badge.tint))
        style = "TableNumber" if field.kind in NUMERIC else "TableText"
        cells.append(tc(paragraph(content, style, keep_next=minor), column, look=look))
    return tr("".join(cells))


def _small(table: Table, record: Mapping[str, Cell], wide: int, span: int, lang: Lang) -> str:
    items = [
        f"{run(title, 'Label')}{run(' ')}{run(value)}"
        for title, value in small_print(table, record, lang)
    ]
    look = '<w:tcBorders><w:top w:val="nil"/></w:tcBorders>'
    content = paragraph(run("\u3000").join(items), "TableSmall")
    return tr(tc(content, wide, span=span, look=look))


def pairs_xml(pairs: Sequence[tuple[str, str]], page_mm: float) -> str:
    """Return a table of two columns without a header: what, and what it is.

    Parameters
    ----------
    pairs
        Title and value, in order.
    page_mm
        Width between the margins. [mm]
    """
    columns = [twips(page_mm * 0.24), twips(page_mm * 0.76)]
    rows = [
        tr(
            tc(paragraph(run(title), "TableHead"), columns[0])
            + tc(paragraph(run(value), "TableText"), columns[1])
        )
        for title, value in pairs
    ]
    return f"{opening(columns)}{''.join(rows)}</w:tbl>"
