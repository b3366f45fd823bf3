"""Columns of many thousands of numbers and texts, packed for a page; `app/columns.js` reads them.

Numbers are whole, counted from the least of them, in unsigned little-endian integers of the
fewest bits that hold them all, in Base64; the greatest integer of that width means a missing
number. Texts stand in one string, each without the beginning that it shares with the text before
it; how long the shared and the own parts are is told in numbers, in UTF-16 units as JavaScript
counts, so that no text can be mistaken for the end of another. Every `_RESTART`-th text shares
nothing: reading one text takes a few steps, and a page never has to hold them all. Few texts that
repeat are listed once and told by their number.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Json = dict[str, Any]

_WIDTHS = (8, 16, 32)  # [bit]
_RESTART = 32


def packed_numbers(values: Iterable[int | None]) -> Json:
    """Return whole numbers packed.

    Parameters
    ----------
    values
        Numbers, ``None`` = missing; they span less than 2³² − 1.

    Examples
    --------
    >>> packed_numbers([100, None, 103])
    {'bits': 8, 'least': 100, 'base64': 'AP8D'}
    """
    listed = list(values)
    known = [value for value in listed if value is not None]
    least, greatest = min(known, default=0), max(known, default=0)
    bits = next(width for width in _WIDTHS if greatest - least < (1 << width) - 1)
    missing = (1 << bits) - 1
    counted = [missing if value is None else value - least for value in listed]
    stored = np.array(counted, dtype=f"<u{bits // 8}").tobytes()
    return {"bits": bits, "least": least, "base64": base64.b64encode(stored).decode("ascii")}


def packed_texts(texts: Sequence[str]) -> Json:
    """Return texts packed; those that begin alike take the least room one after another.

    Parameters
    ----------
    texts
        Texts of any content.

    Examples
    --------
    >>> packed_texts(["QH-17-1", "QH-17-2"])["text"]
    'QH-17-12'
    """
    shared = [
        "" if index % _RESTART == 0 else _common_beginning(texts[index - 1], text)
        for index, text in enumerate(texts)
    ]
    own = [text[len(begin) :] for begin, text in zip(shared, texts, strict=True)]
    return {
        "text": "".join(own),
        "restart": _RESTART,
        "shared": packed_numbers(map(_units, shared)),
        "own": packed_numbers(map(_units, own)),
    }


def packed_choices(texts: Sequence[str]) -> Json:
    """Return texts of which there are few different ones, by their numbers in a sorted list.

    Parameters
    ----------
    texts
        Texts of any content.

    Examples
    --------
    >>> packed_choices(["n78", "n28", "n78"])["values"]
    ['n28', 'n78']
    """
    listed = sorted(set(texts))
    position = {value: index for index, value in enumerate(listed)}
    return {"values": listed, "index": packed_numbers(position[value] for value in texts)}


def _common_beginning(one: str, other: str) -> str:
    alike = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        alike += 1
    return one[:alike]


def _units(text: str) -> int:
    """Return the length in UTF-16 units, as JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2
