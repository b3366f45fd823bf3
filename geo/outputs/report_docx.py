"""Reports as Word documents, for offices that live in Word: real headings, real tables.

Sections with wide tables stand on landscape pages. Charts are shaded cells, not pictures.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from layers.text import Lang, Text

from ..results import Results
from ..summary import SECTIONS, Report, Table
from . import _wording
from ._charts import chart
from ._docx.chart import chart_xml
from ._docx.styles import LANDSCAPE, PORTRAIT, Page, prepare, section_xml
from ._docx.table import fits, pairs_xml, table_xml
from ._docx.text import NAMESPACES, contents, field, heading, link, paragraph, run
from ._formats import ReportFormat
from ._report.files import write_each
from ._report.links import members

_TIME = (1980, 1, 1, 0, 0, 0)  # of every part of the file: same results, same bytes
_HEAD_ONE = ("scope", "run_id", "data_date", "review_no")
_HEAD_TWO = ("threshold", "model", "terrain")
_CONTENTS = Text("目录", "Contents")
_MEMBERS = Text("各市州报告", "Reports of the prefectures")
_EMPTY = Text("（无）", "(none)")
_PAGE, _OF, _END = Text("第 ", "page "), Text(" 页 / 共 ", " of "), Text(" 页", "")


def write_reports(results: Results, out: Path) -> list[Path]:
    """Write every report as a Word document.

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
    lang, synthetic = results.card["lang"], bool(results.card["synthetic"])
    return write_each(
        results, out, ".docx", lambda report: render(report, lang, synthetic=synthetic)
    )


def render(report: Report, lang: Lang, *, synthetic: bool) -> bytes:
    """Return one report as a Word document.

    Parameters
    ----------
    report
        Any report.
    lang
        Language.
    synthetic
        Whether the stations are the scenario; says how the files beside it are called.
    """
    document = docx.Document()
    prepare(document, lang, report.title.to(lang))
    _head_and_foot(document, report, lang)
    references = _references(document.element.body.find(qn("w:sectPr")))
    pieces, page = _Body(document, report, lang, references).write(synthetic=synthetic)
    body = f"{''.join(pieces)}{section_xml(page, references)}"
    # As a whole: to move elements into the document it has takes quadratic time.
    document.part._element = parse_xml(
        f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    )
    return _packed(document)


class _Body:
    """The body of one document while it is written, as pieces of XML."""

    def __init__(self, document: Document, report: Report, lang: Lang, references: str) -> None:
        self._document, self._report, self._lang = document, report, lang
        self._references = references
        self._pieces: list[str] = []
        self._bookmarks = 0

    def write(self, *, synthetic: bool) -> tuple[list[str], Page]:
        """Return the pieces, and the page of the last part."""
        self._cover(synthetic=synthetic)
        page, first = PORTRAIT, True
        for number, tables in self._report.sections().items():
            wanted = _page_of(tables, self._lang) if tables else page
            if wanted is not page:
                self._turn(page)
            self._add_heading(
                self._heading(number), 1, _anchor(number), page_break=first and wanted is page
            )
            self._section(number, tables, wanted, sentences=first)
            page, first = wanted, False
        return self._pieces, page

    def _cover(self, *, synthetic: bool) -> None:
        lang, report = self._lang, self._report
        marks = {mark.key: mark.value.to(lang) for mark in report.marks}
        self._add(paragraph(run(report.title.to(lang)), "Title"))
        self._add(paragraph(run(marks["predicted"]), "Nature"))
        if "synthetic" in marks:
            self._add(paragraph(run(marks["synthetic"]), "Synthetic"))
        shown = [(mark.title.to(lang), mark.value.to(lang)) for mark in report.marks]
        self._add(pairs_xml(shown, PORTRAIT.text))
        self._add(paragraph(run(_CONTENTS.to(lang)), "Contents"))
        self._add(contents((self._heading(n), _anchor(n)) for n in report.sections()))
        self._members(synthetic=synthetic)

    def _members(self, *, synthetic: bool) -> None:
        found = members(self._report, synthetic)
        if not found:
            return
        self._add(paragraph(run(_MEMBERS.to(self._lang)), "Contents"))
        links = []
        for member in found:
            target = next(href for _, href in member.files if href.endswith(".docx"))
            key = self._document.part.relate_to(
                target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
            links.append(link(member.name.to(self._lang), key))
        self._add(paragraph(run("\u3000").join(links), "Normal"))

    def _turn(self, page: Page) -> None:
        """End the part of the document that has this page."""
        end = f'<w:pPr><w:pStyle w:val="SectionEnd"/>{section_xml(page, self._references)}</w:pPr>'
        self._add(f"<w:p>{end}</w:p>")

    def _section(self, number: int, tables: list[Table], page: Page, *, sentences: bool) -> None:
        if number in self._report.absent:
            self._add(paragraph(run(self._report.absent[number].to(self._lang)), "Absent"))
        for order, sentence in enumerate(self._report.sentences if sentences else (), start=1):
            self._add(paragraph(run(f"{order}. {sentence.to(self._lang)}"), "Sentence"))
        for table in tables:
            self._table(table, page)

    def _table(self, table: Table, page: Page) -> None:
        lang = self._lang
        self._add_heading(table.title.to(lang), 2, f"t_{table.key}")
        if table.note.to(lang):
            self._add(paragraph(run(table.note.to(lang)), "Note", keep_next=True))
        drawn = chart(table, lang)
        if drawn:
            self._add(chart_xml(drawn, lang, page.text))
        if table.rows:
            self._add(table_xml(table, lang, page.text))
        else:
            self._add(paragraph(run(_EMPTY.to(lang)), "Absent"))
        self._add(paragraph(run(table.source.to(lang)), "Source"))

    def _heading(self, number: int) -> str:
        return f"{number}\u3000{SECTIONS[number].to(self._lang)}"

    def _add_heading(self, text: str, level: int, anchor: str, *, page_break: bool = False) -> None:
        self._bookmarks += 1
        self._add(heading(text, level, anchor, self._bookmarks, page_break=page_break))

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)


def _anchor(number: int) -> str:
    return f"_Toc{number:06d}"


def _page_of(tables: list[Table], lang: Lang) -> Page:
    """Return the page on which every table of a section stands well."""
    return PORTRAIT if all(fits(table, lang, PORTRAIT.text) for table in tables) else LANDSCAPE


def _head_and_foot(document: Document, report: Report, lang: Lang) -> None:
    marks = {mark.key: mark for mark in report.marks}
    section = document.sections[0]
    _fill(
        section.header,
        paragraph(run(_line(report, _HEAD_ONE, lang)), "HeadLine"),
        paragraph(run(_line(report, _HEAD_TWO, lang)), "HeadLine"),
    )
    nature = [marks[key].value.to(lang) for key in ("predicted", "synthetic") if key in marks]
    number = (
        f"{run(_PAGE.to(lang))}{field('PAGE', '1')}{run(_OF.to(lang))}{field('NUMPAGES', '1')}"
        f"{run(_END.to(lang))}"
    )
    _fill(
        section.footer,
        paragraph(run(" · ".join(nature)), "FootLine"),
        paragraph(number, "FootPage"),
    )


def _fill(part: object, *paragraphs: str) -> None:
    element = part._element  # type: ignore[attr-defined]
    for old in [*element]:
        element.remove(old)
    written = parse_xml(f"<w:body {NAMESPACES}>{''.join(paragraphs)}</w:body>")
    for new in [*written]:
        element.append(new)


def _line(report: Report, keys: tuple[str, ...], lang: Lang) -> str:
    marks = {mark.key: mark for mark in report.marks}
    colon = _wording.COLON.to(lang)
    return " · ".join(
        marks[key].value.to(lang)
        if key == "scope"
        else f"{marks[key].title.to(lang)}{colon}{marks[key].value.to(lang)}"
        for key in keys
    )


def _references(section: object) -> str:
    """Return head and foot of a section as XML, so that every part has the same."""
    found = []
    for name in ("headerReference", "footerReference"):
        (element,) = section.findall(qn(f"w:{name}"))  # type: ignore[attr-defined]
        found.append(f'<w:{name} w:type="default" r:id="{element.get(qn("r:id"))}"/>')
    return "".join(found)


def _packed(document: Document) -> bytes:
    """Return the document as a file whose parts carry no time of their making."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


REPORT = ReportFormat(
    name="docx",
    suffix=".docx",
    title=Text("盲区报告 Word", "gap report, Word"),
    write=write_reports,
)
