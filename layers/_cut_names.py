"""Field names that a Shapefile has cut to ten bytes → the headers they were cut from.

Ten bytes are five Chinese characters in GBK and three and a bit in UTF-8, so a cut may go right
through a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ._reading import fold
from .errors import Finding
from .text import Text, one_line

_CUT_AT = 10  # bytes of a field name that a Shapefile has room for
_TELLING = 8  # letters, or half as many characters, that must be left to tell the whole name


def uncut(
    fields: Iterable[str], known: Mapping[str, str], encoding: str, file: str, notes: list[Finding]
) -> dict[str, str]:
    """Return the fields that were cut → the one column each can only stand for.

    Parameters
    ----------
    fields
        Names of the fields as they were read.
    known
        Headers, as `fold` leaves them → column.
    encoding
        Of the text of the file.
    file
        Named in the warning.
    notes
        Takes a warning that lists them.
    """
    names = {field: _whole(field, known, encoding) for field in fields if fold(field) not in known}
    found = {field: name for field, name in names.items() if name}
    # Ten plain letters are cut where everybody knows; characters may have lost more.
    if told := {field: name for field, name in found.items() if not field.isascii()}:
        notes.append(_said(told, file))
    return found


def _whole(field: str, known: Mapping[str, str], encoding: str) -> str:
    # A character cut in two is read as a sign of replacement, or not at all.
    left = field.rstrip("\ufffd?").split("(")[0].split("（")[0]
    start = fold(left)
    if start in known and left != field:
        return known[start]
    size = len(left.encode(encoding, "replace"))
    longest = max((len(sign.encode(encoding, "replace")) for sign in left[-1:]), default=1)
    if size + longest <= _CUT_AT or len(start.encode("gb18030")) < _TELLING:
        return ""
    whole = {column for header, column in known.items() if header.startswith(start)}
    return whole.pop() if len(whole) == 1 else ""


def _said(found: Mapping[str, str], file: str) -> Finding:
    pairs = [f"{one_line(field, 20)} → {name}" for field, name in found.items()]
    return Finding(
        "cut-names",
        Text(
            f"被 Shapefile 截断的列名：{'，'.join(pairs)}",
            f"names that the Shapefile has cut: {', '.join(pairs)}",
        ),
        Text("核对；或另存为 GeoPackage", "check them, or save it as GeoPackage"),
        file,
        field=one_line(next(iter(found)), 30),
        severity="warning",
    )
