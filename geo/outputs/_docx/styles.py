"""Styles, pages, head and foot of a report in Word, as an office expects them.

Word is told the names of the fonts that its offices have and what to take instead; no font is
embedded. A document keeps no date of its making, so that the same results give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from layers.text import TAGS, Lang

from .text import NAMESPACES, twips

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_INK, _SOFT, _BRAND, _AMBER = "1D2B2A", "5A6766", "0B5D5B", "7A5200"
_WORD = "http://schemas.microsoft.com/office/word"


@dataclass(frozen=True)
class Fonts:
    """Names of the fonts of one language: for headings, for text, for tables."""

    head: str
    text: str
    table: str


FONTS: dict[Lang, Fonts] = {
    "zh": Fonts("黑体", "仿宋", "宋体"),
    "zh-Hant": Fonts("微軟正黑體", "標楷體", "新細明體"),
    "en": Fonts("黑体", "宋体", "宋体"),
}
_INSTEAD = {
    "黑体": "SimHei",
    "仿宋": "FangSong",
    "宋体": "SimSun",
    "微軟正黑體": "Microsoft JhengHei",
    "標楷體": "DFKai-SB",
    "新細明體": "PMingLiU",
}
_LATIN = {"head": "Arial", "text": "Times New Roman", "table": "Arial"}
_EAST_ASIA: dict[Lang, str] = {"zh": "zh-CN", "zh-Hant": "zh-TW", "en": "zh-CN"}


@dataclass(frozen=True)
class Look:
    """How one style looks.

    Parameters
    ----------
    font
        A field of `Fonts`.
    size
        Of the type. [point]
    colour
        ``RRGGBB``.
    bold
        Whether it is bold.
    before, after
        Space around the paragraph. [point]
    align
        How its lines stand.
    lines
        Space between lines, of one line.
    """

    font: str
    size: float
    colour: str = _INK
    bold: bool = False
    before: float = 0.0
    after: float = 0.0
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    lines: float = 1.0


_RIGHT, _CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
_PARAGRAPHS: dict[str, Look] = {
    "Normal": Look("text", 12, after=6, lines=1.3),
    "Title": Look("head", 18, _INK, bold=True, before=36, after=10, align=_CENTRE),
    "Heading 1": Look("head", 16, _BRAND, bold=True, before=18, after=8),
    "Heading 2": Look("head", 12, _INK, bold=True, before=12, after=4),
    "Caption": Look("table", 9, _INK, before=2, after=2),
    "toc 1": Look("text", 12, after=2),
    "Nature": Look("text", 12, _SOFT, after=4, align=_CENTRE),
    "Synthetic": Look("head", 12, _AMBER, bold=True, before=4, after=10, align=_CENTRE),
    "Sentence": Look("text", 12, after=6, lines=1.4),
    "Contents": Look("head", 14, _BRAND, bold=True, before=18, after=6),
    "Note": Look("text", 9, _SOFT, after=4),
    "Source": Look("text", 7.5, _SOFT, before=3, after=8),
    "Absent": Look("text", 12, _SOFT, after=6),
    "Table Text": Look("table", 9),
    "Table Number": Look("table", 9, align=_RIGHT),
    "Table Head": Look("table", 9, _BRAND, bold=True),
    "Table Head Number": Look("table", 9, _BRAND, bold=True, align=_RIGHT),
    "Table Small": Look("table", 7.5, _INK, after=1),
    "Bar Label": Look("table", 8, align=_RIGHT),
    "Bar Value": Look("table", 8),
    "Head Line": Look("table", 7.5, _SOFT),
    "Foot Line": Look("table", 8, _AMBER, bold=True, align=_CENTRE),
    "Foot Page": Look("table", 8, _SOFT, align=_CENTRE),
    "Section End": Look("table", 1),
}
_RUNS: dict[str, Look] = {
    "Label": Look("table", 7.5, _SOFT),
    "Unit": Look("table", 7.5, _SOFT),
    "Link": Look("text", 12, "00507D"),
}


@dataclass(frozen=True)
class Page:
    """A sheet of A4 with its margins. [mm]."""

    width: float
    height: float
    side: float
    top: float
    bottom: float

    @property
    def text(self) -> float:
        """Width between the margins. [mm]."""
        return self.width - 2.0 * self.side


PORTRAIT = Page(210.0, 297.0, 19.0, 27.0, 22.0)
LANDSCAPE = Page(297.0, 210.0, 18.0, 25.0, 20.0)


def prepare(document: Document, lang: Lang, title: str) -> None:
    """Give an empty document the styles, the language and the facts of a report.

    Parameters
    ----------
    document
        As python-docx makes it from its own template.
    lang
        Language.
    title
        Title of the report.
    """
    fonts, known = FONTS[lang], {style.name: style for style in document.styles}
    for name, look in _PARAGRAPHS.items():
        style = known.get(name) or _added(document, name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(style, look, fonts)
        _set_paragraph(style, look)
    for name, look in _RUNS.items():
        _set_font(_added(document, name, WD_STYLE_TYPE.CHARACTER), look, fonts)
    _shade_synthetic(document)
    _set_language(document, lang)
    _set_fonts_instead(document)
    _set_settings(document)
    facts = document.core_properties
    facts.title, facts.author, facts.comments = title, "covermap", ""
    facts.language = TAGS[lang]
    facts.created = facts.modified = _CREATED
    _drop_thumbnail(document)


def _added(document: Document, name: str, kind: WD_STYLE_TYPE) -> Any:
    style: Any = document.styles.add_style(name, kind)
    if name.startswith("toc "):
        style.element.styleId = name.upper().replace(" ", "")  # as Word has it
    return style


def _set_font(style: Any, look: Look, fonts: Fonts) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor.from_string(look.colour)
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    latin = _LATIN[look.font]
    east = getattr(fonts, look.font)
    named = f'w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{east}"'
    properties.insert(0, parse_xml(f"<w:rFonts {NAMESPACES} {named}/>"))


def _set_paragraph(style: Any, look: Look) -> None:
    properties, layout = style.element.get_or_add_pPr(), style.paragraph_format
    for old in properties.findall(qn("w:pBdr")):  # the template rules off its title
        properties.remove(old)
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.alignment, layout.line_spacing = look.align, look.lines


def _shade_synthetic(document: Document) -> None:
    properties = document.styles["Synthetic"].element.get_or_add_pPr()
    shade = parse_xml(f'<w:shd {NAMESPACES} w:val="clear" w:color="auto" w:fill="FFF1CF"/>')
    properties.insert_element_before(shade, "w:spacing", "w:jc")


def _set_language(document: Document, lang: Lang) -> None:
    """Name the language, and keep codes and names from being marked as misspelt."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    east = _EAST_ASIA[lang]
    properties.append(parse_xml(f'<w:lang {NAMESPACES} w:val="en-US" w:eastAsia="{east}"/>'))
    properties.insert(1, parse_xml(f"<w:noProof {NAMESPACES}/>"))


def _set_fonts_instead(document: Document) -> None:
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            part._blob = f"{head}<w:fonts {NAMESPACES}>{listed}</w:fonts>".encode()


def _set_settings(document: Document) -> None:
    """Ask for the layout of today's Word, or it opens the file in compatibility mode."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    mode = f'w:name="compatibilityMode" w:uri="{_WORD}" w:val="15"'
    compat = parse_xml(f"<w:compat {NAMESPACES}><w:compatSetting {mode}/></w:compat>")
    settings.find(qn("w:rsids")).addprevious(compat)  # the template of python-docx has it


def _drop_thumbnail(document: Document) -> None:
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[key]


def section_xml(page: Page, references: str) -> str:
    """Return the end of a part of the document that has one size of page.

    Parameters
    ----------
    page
        Its pages.
    references
        Head and foot, as XML.
    """
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    return (
        f"<w:sectPr {NAMESPACES}>{references}"
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:bottom="{twips(page.bottom)}"'
        f' w:left="{twips(page.side)}" w:right="{twips(page.side)}"'
        f' w:header="{twips(10)}" w:footer="{twips(8)}" w:gutter="0"/></w:sectPr>'
    )
