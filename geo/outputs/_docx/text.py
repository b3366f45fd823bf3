"""Pieces of WordprocessingML as text: escaped once, parsed once, so that long tables are quick."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# What XML 1.0 does not allow, however it is written.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TWIPS_PER_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point, as Word writes it."""
    return round(millimetres * TWIPS_PER_MM)


def safe(text: str) -> str:
    r"""Return text for XML: what it does not allow is dropped, what means something is escaped.

    Examples
    --------
    >>> safe('<b>&\x1b[31m')
    '&lt;b&gt;&amp;[31m'
    """
    return escape(_NOT_XML.sub("", text), {'"': "&quot;"})


def colour(code: str) -> str:
    """Return ``#rrggbb`` as Word writes it."""
    return code.lstrip("#").upper()


def run(
    text: str, style: str = "", *, ink: str = "", bold: bool = False, size_pt: float = 0.0
) -> str:
    """Return one run of text.

    Parameters
    ----------
    text
        Text of any content.
    style
        Id of a character style, ``""`` = as the paragraph.
    ink
        Colour, ``#rrggbb``; ``""`` = as the style.
    bold
        Whether it is set bold.
    size_pt
        Size of the type, 0 = as the style. [point]
    """
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    look += "<w:b/>" if bold else ""
    look += f'<w:color w:val="{colour(ink)}"/>' if ink else ""
    look += f'<w:sz w:val="{round(2 * size_pt)}"/>' if size_pt else ""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{safe(text)}</w:t></w:r>'


def paragraph(
    content: str, style: str, *, keep_next: bool = False, page_break: bool = False
) -> str:
    """Return one paragraph.

    Parameters
    ----------
    content
        Runs and other pieces inside it, as XML.
    style
        Id of a paragraph style.
    keep_next
        Whether it stays on the page of what follows.
    page_break
        Whether it begins a page.
    """
    look = f'<w:pStyle w:val="{style}"/>'
    look += "<w:keepNext/>" if keep_next else ""
    look += "<w:pageBreakBefore/>" if page_break else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{content}</w:p>"


def heading(text: str, level: int, anchor: str, number: int, *, page_break: bool = False) -> str:
    """Return a heading that a table of contents can find.

    Parameters
    ----------
    text
        Wording.
    level
        1 or 2.
    anchor
        Name of its bookmark.
    number
        Number of its bookmark, unique in the document.
    page_break
        Whether it begins a page.
    """
    content = (
        f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>{run(text)}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )
    return paragraph(content, f"Heading{level}", page_break=page_break)


def link(text: str, target: str) -> str:
    """Return a link to a bookmark (``#name``) or to a relationship of the document (its id)."""
    where = f'w:anchor="{target[1:]}"' if target.startswith("#") else f'r:id="{target}"'
    return f'<w:hyperlink {where} w:history="1">{run(text, "Link")}</w:hyperlink>'


def field(instruction: str, shown: str) -> str:
    """Return a field with what it shows until Word works it out again."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{_instruction(instruction)}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def contents(entries: Iterable[tuple[str, str]]) -> str:
    """Return a table of contents that is there before Word works out any page.

    Parameters
    ----------
    entries
        Heading and name of its bookmark, in order.
    """
    lines = [link(text, f"#{anchor}") for text, anchor in entries]
    lines[0] = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{_instruction(_CONTENTS)}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{lines[0]}'
    )
    lines[-1] += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return "".join(paragraph(line, "TOC1") for line in lines)


_CONTENTS = r'TOC \o "1-1" \h \z \u'


def _instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {safe(text)} </w:instrText></w:r>'
