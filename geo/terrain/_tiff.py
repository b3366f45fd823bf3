"""Whether a TIFF is all there: GDAL takes one whose tags are cut off for one without them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

# Bytes of a value of each type of TIFF 6.0 and BigTIFF.
_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_BYTES |= {16: 8, 17: 8, 18: 8}


class _Form(NamedTuple):
    """How the numbers of a directory are packed, after the mark of the byte order."""

    entries: str
    tag: str
    inline: int  # bytes of a value that stands in its tag


_FORMS = {42: _Form("H", "HHI", 4), 43: _Form("Q", "HHQ", 8)}


def is_cut(path: Path) -> bool:
    """Return whether the first directory of a TIFF, or a value of its tags, lies beyond the file.

    Parameters
    ----------
    path
        A file; what does not begin like a TIFF is for GDAL to refuse.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(16)
        order = {b"II": "<", b"MM": ">"}.get(head[:2])
        if order is None or len(head) < 16:
            return order is not None
        form = _FORMS.get(struct.unpack_from(f"{order}H", head, 2)[0])
        if form is None:
            return False
        pointer = "I" if form.inline == 4 else "Q"
        stream.seek(struct.unpack_from(order + pointer, head, form.inline)[0])
        return _furthest(stream, order, form) > size


def _furthest(stream: BinaryIO, order: str, form: _Form) -> float:
    """Return where the last value of the directory ends, infinity when the directory does not."""
    width = struct.calcsize(order + form.entries)
    found = stream.read(width)
    if len(found) < width:
        return float("inf")
    (count,) = struct.unpack(order + form.entries, found)
    each = struct.calcsize(order + form.tag) + form.inline
    tags = stream.read(min(count, 65_535) * each)
    if len(tags) < count * each:
        return float("inf")
    ends = [0]
    for at in range(0, len(tags), each):
        _, kind, values = struct.unpack_from(order + form.tag, tags, at)
        length = _BYTES.get(kind, 1) * values
        if length > form.inline:
            place = order + ("I" if form.inline == 4 else "Q")
            ends.append(struct.unpack_from(place, tags, at + each - form.inline)[0] + length)
    return max(ends)
