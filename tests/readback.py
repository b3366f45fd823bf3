"""Read a report back from its files: every table of every format in one common form.

Nothing here uses what the writers use to word a cell, so that it can tell when they disagree.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import html as lxml_html

Value = float | str | None
MISSING = "—"
NO_DATA = {"无数据", "無數據", "no data"}
SHAPES = "●◆▲○"


@dataclass
class Sheet:
    """One table as a format has it.

    `heads` and `rows` hold columns as they stand; `small` the small print of each row. A page
    prints a range in one column, a sheet in two.
    """

    title: str
    heads: list[str] = field(default_factory=list)
    rows: list[list[str | float | None]] = field(default_factory=list)
    small: list[list[tuple[str, str]]] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    note: str = ""
    source: str = ""
    bars: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Document:
    """A report as a format has it."""

    title: str
    sections: list[str]
    absent: list[str]
    sentences: list[str]
    sheets: list[Sheet]
    text: str
    running: str = ""


def blanks(text: str) -> str:
    """Return text with every run of blanks as one."""
    return " ".join(text.replace("\u3000", " ").split())


def number(text: str) -> float | None:
    """Return a printed number; percent as a fraction."""
    text = text.strip().replace(",", "").replace("−", "-")
    if text == MISSING or text in NO_DATA:
        return None
    if text.endswith("%"):
        return float(text[:-1]) / 100.0
    return float(text)


def bounds(text: str) -> tuple[float | None, float | None]:
    """Return the two bounds of a printed range."""
    text = text.strip()
    if text.startswith("≥"):
        return number(text[1:]), None
    low, dash, high = text.partition("–")
    if dash and high.endswith("%"):
        low += " %"
    first = number(low)
    return first, number(high) if dash else first


# ---------------------------------------------------------------- HTML
def html(path: Path) -> Document:
    page = lxml_html.fromstring(path.read_text(encoding="utf-8"))
    sections = page.xpath('//section[starts-with(@id, "s")]')
    return Document(
        title=blanks(page.xpath("string(//h1)")),
        sections=[blanks(" ".join(h.itertext())) for h in page.xpath("//section/h2[span]")],
        absent=[blanks(p.text_content()) for p in page.xpath('//p[@class="absent"]')],
        sentences=[blanks(li.text_content()) for li in page.xpath('//ol[@class="sentences"]/li')],
        sheets=[_html_table(block) for s in sections for block in s.xpath("./div[@id]")],
        text=blanks(page.xpath("string(//body)")),
        running=_printed_head(path.read_text(encoding="utf-8")),
    )


def _printed_head(page: str) -> str:
    boxes = re.findall(r'@(?:top|bottom)-\w+ { content: "([^"]*)"', page)
    return re.sub(r"\\([0-9a-f]{6})", lambda match: chr(int(match[1], 16)), " ".join(boxes))


def _html_table(block: Any) -> Sheet:
    bodies = block.xpath(".//table/tbody")
    labels = block.xpath('.//svg[@class="chart"]/text[@text-anchor="end"]')
    values = block.xpath('.//svg[@class="chart"]/text[not(@text-anchor)]')
    return Sheet(
        title=blanks(block.xpath("string(./h3)")),
        heads=[blanks(th.text_content()) for th in block.xpath(".//thead//th")],
        rows=[[_verdict(td.text_content()) for td in body.xpath("./tr[1]/td")] for body in bodies],
        small=[
            [
                (
                    blanks(span.xpath("string(./i)")),
                    blanks("".join(span.xpath("./text()"))),
                )
                for span in body.xpath("./tr[@class='minor']//span")
            ]
            for body in bodies
        ],
        note=blanks(block.xpath('string(./p[@class="note"])')),
        source=blanks(block.xpath('string(./p[@class="source"])')),
        bars=[
            (blanks(a.text_content()), blanks(b.text_content()))
            for a, b in zip(labels, values, strict=True)
        ],
    )


def _verdict(text: str) -> str:
    return blanks(text).lstrip(SHAPES).strip()


def cards(path: Path) -> list[list[str]]:
    """Return title, verdict, rate, counts and distance of every card of a page."""
    page = lxml_html.fromstring(path.read_text(encoding="utf-8"))
    found = []
    for card in page.xpath('//ul[@class="cards"]/li'):
        parts = [card.xpath(f"string(.//{x})") for x in ("h3", "span[@class]", "p[@class='rate']")]
        counts = [
            re.search(r"\d+$", blanks(span.text_content()))[0]  # type: ignore[index]
            for span in card.xpath('./p[@class="counts"]/span')
        ]
        distance = re.findall(r"[\d–]+", card.xpath("string(./p[@class='gap'])"))
        found.append([blanks(parts[0]), _verdict(parts[1]), blanks(parts[2]), *counts, *distance])
    return found


# ---------------------------------------------------------------- XLSX
def xlsx(path: Path) -> Document:
    book = openpyxl.load_workbook(path)
    first, *others = book.worksheets
    front = [[cell.value for cell in row] for row in first.iter_rows()]
    words = [str(value) for row in front for value in row if value is not None]
    listed = front[[row[0] for row in front].index(_SHEETS[words_lang(words)]) + 1 :]
    numbered = [(row[0], row[1]) for row in listed if row[0]]
    return Document(
        title=str(front[0][0]),
        sections=list(dict.fromkeys(blanks(str(head)) for head, _ in numbered)),
        absent=[blanks(str(text)) for _, text in numbered if _is_absent(str(text))],
        sentences=[blanks(str(row[0])) for row in takewhile(lambda row: row[0], front[2:])],
        sheets=[_first_table(first), *(_xlsx_table(sheet) for sheet in others)],
        text=blanks(" ".join(words)),
        running=" ".join(str(sheet.oddHeader.left.text) for sheet in book.worksheets),
    )


_SHEETS = {"zh": "工作表", "en": "sheets"}  # the same in both kinds of characters


def words_lang(words: list[str]) -> str:
    """Return which of two languages some words are in."""
    return "zh" if "工作表" in words else "en"


def _is_absent(text: str) -> bool:
    return text.startswith(("本节无内容", "本節無內容", "Nothing in this section"))


def _xlsx_table(sheet: Any) -> Sheet:
    rows = list(sheet.iter_rows(min_row=5))
    return Sheet(
        title=str(sheet["A1"].value).split(" — ")[0],
        heads=[str(cell.value) for cell in sheet[4]],
        rows=[[cell.value for cell in row] for row in rows],
        shown=[[_as_shown(cell) for cell in row] for row in rows],
        note=blanks(str(sheet["A2"].value or "")),
        source=blanks(str(sheet["A3"].value or "")),
    )


def _first_table(sheet: Any) -> Sheet:
    lines = list(sheet.iter_rows())
    top = next(n for n, row in enumerate(lines) if row[0].value in {"类别", "類別", "category"})
    rows = []
    for row in lines[top + 1 :]:
        if row[0].value is None:
            break
        rows.append(row)
    return Sheet(
        title="",
        heads=[str(cell.value) for cell in lines[top]],
        rows=[[cell.value for cell in row] for row in rows],
        shown=[[_as_shown(cell) for cell in row] for row in rows],
    )


def _as_shown(cell: Any) -> str:
    """Return a cell as a spreadsheet shows it, for the number formats that reports use."""
    if cell.value is None or isinstance(cell.value, str):
        return str(cell.value or "")
    pattern = re.fullmatch(r"(#,##)?0(\.(0+))?(%)?", cell.number_format)
    assert pattern, cell.number_format
    digits, percent = len(pattern[3] or ""), bool(pattern[4])
    text = f"{cell.value * (100 if percent else 1):{',' if pattern[1] else ''}.{digits}f}"
    return f"{text} %" if percent else text


# ---------------------------------------------------------------- CSV
def csv_folder(folder: Path) -> Document:
    def read(file: Path) -> list[list[str]]:
        text = file.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    cover, contents = read(folder / "00-cover.csv")[1:], read(folder / "00-contents.csv")[1:]
    sheets = []
    for row in contents:
        if row[3]:
            heads, *lines = read(folder / f"{row[3]}.csv")
            assert row[4] == str(len(lines))
            sheets.append(
                Sheet(row[2], heads, [list(x) for x in lines], note=row[5], source=row[6])
            )
    return Document(
        title=cover[0][1],
        sections=list(dict.fromkeys(f"{row[0]} {row[1]}" for row in contents)),
        absent=[row[5] for row in contents if not row[3]],
        sentences=[row[1] for row in cover if row[0] == cover[-1][0]],
        sheets=sheets,
        text=" ".join(cell for row in cover for cell in row),
    )


# ---------------------------------------------------------------- DOCX
def word(path: Path) -> Document:
    document = docx.Document(str(path))
    names = {style.style_id: style.name for style in document.styles}
    found = Document("", [], [], [], [], "")
    texts = []
    for element in document.element.body:
        text = blanks("".join(t.text or "" for t in element.iter(qn("w:t"))))
        texts.append(text)
        if element.tag == qn("w:p"):
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            named = "" if style is None else names[style.get(qn("w:val"))]
            _word_paragraph(found, named, text)
        elif element.tag == qn("w:tbl") and found.sheets:
            _word_table(found.sheets[-1], element)
    found.text = " ".join(texts)
    section = document.sections[0]
    running = [p.text for p in (*section.header.paragraphs, *section.footer.paragraphs)]
    found.running = blanks(" ".join(running))
    return found


def _word_paragraph(found: Document, style: str, text: str) -> None:
    if style == "Title":
        found.title = text
    elif style == "Heading 1":
        found.sections.append(text)
    elif style == "Heading 2":
        found.sheets.append(Sheet(text))
    elif style == "Sentence":
        found.sentences.append(re.sub(r"^\d+\. ", "", text))
    elif style == "Absent" and _is_absent(text):
        found.absent.append(text)
    elif style == "Note":
        found.sheets[-1].note = text
    elif style == "Source":
        found.sheets[-1].source = text


def _word_table(sheet: Sheet, table: Any) -> None:
    rows = table.findall(qn("w:tr"))
    cells = [[_word_cell(tc) for tc in row.findall(qn("w:tc"))] for row in rows]
    if not rows[0].findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}"):
        sheet.bars = [(row[0], row[-1]) for row in cells]
        return
    sheet.heads = cells[0]
    for row, shown in zip(rows[1:], cells[1:], strict=True):
        if len(shown) == 1 and len(sheet.heads) > 1:
            sheet.small.append(_word_small(row))
        else:
            sheet.rows.append([_verdict(text) for text in shown])


def _word_cell(cell: Any) -> str:
    return blanks("".join(t.text or "" for t in cell.iter(qn("w:t"))))


def _word_small(row: Any) -> list[tuple[str, str]]:
    found: list[list[str]] = []
    for run in row.iter(qn("w:r")):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        if run.findall(f"{qn('w:rPr')}/{qn('w:rStyle')}"):
            found.append([text, ""])
        elif found:
            found[-1][1] += text
    return [(blanks(title), blanks(value)) for title, value in found]
