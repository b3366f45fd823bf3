"""XML without a document type, which could grow without end or read other files."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from ._files import BROKEN_ARCHIVE
from ._refusals import unreadable

_DECLARES = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
_PROLOG_BYTES = 65_536  # a document type stands before the first element


def require_plain_xml(document: bytes, shown: Path) -> None:
    """Refuse a document that defines entities, or may do so in letters that hide it."""
    if _DECLARES.search(document) or b"\0" in document[:4]:
        raise unreadable(shown, "XML with a document type or entities")


def require_whole_xml(document: bytes, shown: Path) -> None:
    """Refuse a document that is cut or broken: GDAL would read it as far as it goes."""
    require_plain_xml(document, shown)
    try:
        expat.ParserCreate().Parse(document, True)
    except (expat.ExpatError, ValueError) as error:  # ValueError: an encoding it does not know
        raise unreadable(shown, f"XML: {error}") from error


def require_plain_parts(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive of XML, such as a workbook, of which a part defines entities."""
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            require_plain_xml(_beginning(path, entry), path)


def _beginning(path: Path, entry: zipfile.ZipInfo) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as part:
            return part.read(_PROLOG_BYTES)
    except BROKEN_ARCHIVE as error:
        raise unreadable(path, f"{type(error).__name__}: {error}") from error
