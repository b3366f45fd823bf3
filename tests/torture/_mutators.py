"""Ways to spoil a file, each a function of its bytes, a second file of its kind and chance."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable

Mutator = Callable[[bytes, bytes, random.Random], bytes]

_NAUGHTY = (
    *("", "0", "-1", "1e309", "NaN", "Infinity", "null", "true", "9" * 400, "1,5", "１０", "−3"),
    *("'", '"', '"""', "\\", "%s%n", "{0}", "${x}", "=1+1", "@SUM(A1)", "<b>", "]]>", "&lt;"),
    *("<!DOCTYPE x [<!ENTITY y 'z'>]>", "../../etc/passwd", "/dev/zero", "http://127.0.0.1:9/x"),
    *("\0", "\ufeff", "\u202e", "\x1b[31m", "𠮷", "é", "\r", "\n", "\t", ",", ";", "合计"),
    *("北京54", "BD09", "EPSG:0", "101°99'", "2024-02-30", "x" * 5000, "[" * 500, "{" * 500),
)
_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_BREAKS = (b"\n", b",", b">", b"<", b":", b" ", b"\0")


def _flip(data: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _number in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def _leave_out(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50)) + data[end:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start, end = _span(other, chance)
    at = chance.randrange(len(data) + 1)
    over = at + (end - start if chance.random() < 0.5 else 0)
    return data[:at] + other[start:end] + data[over:]


def _swap_fields(data: bytes, _: bytes, chance: random.Random) -> bytes:
    sign = chance.choice([sign for sign in _BREAKS if sign in data] or [b"\n"])
    fields = data.split(sign)
    a, b = chance.randrange(len(fields)), chance.randrange(len(fields))
    fields[a], fields[b] = fields[b], fields[a]
    return sign.join(fields)


def _insert(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """Put a naughty string where a field begins, or in its place."""
    sign = chance.choice([sign for sign in _BREAKS if sign in data] or [b"\n"])
    fields = data.split(sign)
    at = chance.randrange(len(fields))
    word = chance.choice(_NAUGHTY).encode(chance.choice(("utf-8", "utf-8", "utf-16-le")))
    fields[at] = word if chance.random() < 0.5 else word + fields[at]
    return sign.join(fields)


def _lengths(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """Change a whole number of a header, or anywhere: counts, offsets, sizes, types."""
    changed = bytearray(data)
    for _number in range(chance.choice((1, 1, 3))):
        width = chance.choice((1, 2, 4, 8))
        last = max(len(data) - width, 1)
        at = chance.randrange(min(last, 512) if chance.random() < 0.7 else last)
        value = chance.choice((*_EXTREMES, chance.getrandbits(32))) & ((1 << 8 * width) - 1)
        form = {1: "B", 2: "H", 4: "I", 8: "Q"}[width]
        changed[at : at + width] = struct.pack(chance.choice("<>") + form, value)
    return bytes(changed)


def _within(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Spoil one entry of an archive and pack it again, so that what is inside is reached."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = filter(None, archive.namelist())  # without a name nothing can be packed
            entries = {name: archive.read(name) for name in names}
    except Exception:  # it is spoilt already
        return _flip(data, other, chance)
    filled = [name for name, content in entries.items() if content]
    if not filled:
        return data
    name = chance.choice(filled)
    entries[name] = chance.choice(PLAIN)(entries[name], entries[chance.choice(filled)], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return packed.getvalue()


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 4, 16, 64, 512)))


PLAIN: tuple[Mutator, ...] = (
    *(_flip, _cut, _leave_out, _double, _splice, _swap_fields, _insert, _insert, _lengths),
)


def spoilt(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a file spoilt in one to three ways.

    Parameters
    ----------
    data
        The file.
    other
        Another of its kind.
    chance
        Decides how; the same gives the same.
    """
    for _number in range(chance.choice((1, 1, 1, 2, 3))):
        within = data[:2] == b"PK" and chance.random() < 0.7
        if data:
            data = (_within if within else chance.choice(PLAIN))(data, other or b"x", chance)
    return data
