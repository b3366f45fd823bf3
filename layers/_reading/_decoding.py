"""Bytes → text, in whatever a Chinese office saves it as."""

from __future__ import annotations

from pathlib import Path

from ._refusals import unreadable

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 4096  # bytes that tell UTF-16 without a mark
# Marks without a width: of the byte order where files were joined, and of copies from the web.
_INVISIBLE = ("\ufeff", "\u200b", "\u200e", "\u200f")
_NULS = 0.2  # of every other byte: figures and commas of UTF-16 have a NUL beside them


def decoded(path: Path) -> str:
    """Return the text of a file, lines ending in a line feed.

    Parameters
    ----------
    path
        UTF-8 or UTF-16, with a byte order mark or without, or GBK/GB18030.

    Raises
    ------
    InputError
        When it is none of them.
    """
    raw = path.read_bytes()
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        for mark in _INVISIBLE:
            text = text.replace(mark, "")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    raise unreadable(path, "neither UTF-8, UTF-16 nor GB18030 text")


def _candidates(raw: bytes) -> tuple[str, ...]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return (encoding,)
    head = raw[:_LOOKED_AT]
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        nuls, others = head[start::2].count(0), head[1 - start :: 2].count(0)
        if nuls > _NULS * (len(head) / 2) and others < nuls / 4:  # 一 is U+4E00
            return (encoding,)
    # Valid UTF-8 is practically never GBK by chance; the other way round is common.
    return ("utf-8", "gb18030")
