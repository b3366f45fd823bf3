"""A cell as people type it → a number: thousands, full-width digits, units, degrees and minutes."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

_THOUSANDS = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d*)?")
_PLAIN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
_WITH_UNIT = re.compile(rf"({_PLAIN}) ?(\D[^\d.]*2?)")
_BETWEEN = re.compile(r"(?<=\d) (?=\d)")
# Unit of the column → what is written for it, and by how much a value in it is multiplied.
_SPELLINGS: dict[str, dict[str, float]] = {
    "m": {"m": 1, "米": 1, "公尺": 1, "cm": 0.01, "厘米": 0.01}
    | {"km": 1000, "公里": 1000, "千米": 1000},
    "km²": {"km2": 1, "平方公里": 1, "平方千米": 1, "m2": 1e-6, "平方米": 1e-6}
    | {"亩": 1 / 1500, "公顷": 0.01, "ha": 0.01},
    "MHz": {"mhz": 1, "兆赫": 1, "ghz": 1000, "m": 1, "g": 1000},
    "degree": {"°": 1, "度": 1, "deg": 1, "degree": 1},
    "dBm": {"dbm": 1},
    "dBi": {"dbi": 1, "db": 1},
    "": {"人": 1, "个": 1, "架": 1, "万": 10_000, "万人": 10_000, "座": 1, "户": 1, "%": 1},
}  # fmt: skip
_SIDE = r"(?:[nsew]|东经|西经|北纬|南纬|东|西|北|南)"
_SEXAGESIMAL = re.compile(
    rf"({_SIDE})?(\d{{1,3}}(?:\.\d+)?)(?:°|度|:|-)?"
    rf"(?:(\d{{1,2}}(?:\.\d+)?)(?:'|分|:|-))?(?:(\d{{1,2}}(?:\.\d+)?)(?:\"|''|秒)?)?({_SIDE})?"
)
# Written with letters, where s means seconds and never south.
_LETTERS = re.compile(r"(\d{1,3})d(?:(\d{1,2}(?:\.\d+)?)m)?(?:(\d{1,2}(?:\.\d+)?)s)?(?=[nsew]?$)")
# Signs of minutes and seconds, and of minus, in one form each (NFKC makes ″ of two ′).
_SIGNS = str.maketrans({"′": "'", "’": "'", "‘": "'", "”": '"', "“": '"', "−": "-", "º": "°"})
_NEGATIVE = frozenset(("s", "w", "西经", "南纬", "西", "南"))


class Read(NamedTuple):
    """A number and how it was got: ``""`` plainly, else what was taken off."""

    value: float
    how: str


_NOT_A_NUMBER = Read(math.nan, "")


def read_number(cell: str, unit: str = "") -> Read:
    """Return the number that a person meant.

    Parameters
    ----------
    cell
        Text that is no plain number.
    unit
        Unit of the column.

    Returns
    -------
    Read
        NaN where it is none; a decimal comma is none, as it may as well mark thousands.

    Examples
    --------
    >>> read_number("１，２３４.5").value, read_number("2.6GHz", "MHz").value
    (1234.5, 2600.0)
    >>> round(read_number("101°46′33.6″E", "degree").value, 6)
    101.776
    """
    folded = " ".join(unicodedata.normalize("NFKC", cell).casefold().split())
    folded = folded.translate(_SIGNS)
    plain = re.sub("[, ]", "", folded) if _THOUSANDS.fullmatch(folded) else folded
    if re.fullmatch(_PLAIN, plain):
        return Read(float(plain), "format")
    return _with_unit(folded, unit)


def _with_unit(folded: str, unit: str) -> Read:
    found = _WITH_UNIT.fullmatch(folded)
    factor = _SPELLINGS.get(unit, {}).get(found[2]) if found else None
    if found and factor is not None:
        return Read(float(found[1]) * factor, "unit")
    return _sexagesimal(folded) if unit == "degree" else _NOT_A_NUMBER


def _sexagesimal(folded: str) -> Read:
    signs = _BETWEEN.sub(":", folded).replace(" ", "")
    signs = _LETTERS.sub(lambda m: f"{m[1]}°{m[2] or 0}'{m[3] or 0}''", signs)
    found = _SEXAGESIMAL.fullmatch(signs)
    if not found or not any(found.group(1, 3, 4, 5)):
        return _NOT_A_NUMBER
    before, degrees, minutes, seconds, after = found.groups()
    if (before and after) or (seconds and not minutes):
        return _NOT_A_NUMBER
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        return _NOT_A_NUMBER
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return Read(-value if (before or after) in _NEGATIVE else value, "degrees")
