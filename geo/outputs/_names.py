"""File names made from data: readable, portable, never two places under one name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

from pypinyin import lazy_pinyin

SYNTHETIC_MARK = "_SYNTHETIC"
_MAX_BYTES = 80
_HASH_DIGITS = 8
_UNNAMED = "unnamed"
# Devices on Windows, with any suffix and in any case.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
_LOOKS_HASHED = re.compile(rf"-[0-9a-f]{{{_HASH_DIGITS}}}$")
_DIVISION_SUFFIX = re.compile(r"(?<=..)((蒙古|藏)族)*(自治州|州|市|省)$")


def slug(text: str) -> str:
    """Return a file name for any text; different texts get different names.

    A name is lower-case ASCII letters, digits and single hyphens, ≤ 80 bytes. Hanzi become
    pinyin. A short hash of the text follows whenever the name alone does not give the text
    back (case, homophones, signs, length) or is a device on Windows.

    Parameters
    ----------
    text
        Text from data, trusted in nothing. Texts equal in Unicode NFC are the same.

    Examples
    --------
    >>> slug("cn-field-105")
    'cn-field-105'
    >>> slug("海北")
    'haibei-8d4f37da'
    >>> slug("CON") == slug("con")
    False
    """
    text = unicodedata.normalize("NFC", text)
    name = readable(text)
    if name == text and name not in _RESERVED and not _LOOKS_HASHED.search(name):
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]
    return f"{name[: _MAX_BYTES - _HASH_DIGITS - 1].rstrip('-')}-{digest}"


def readable(text: str) -> str:
    """Return the readable part of a file name: to be used beside something unique.

    Parameters
    ----------
    text
        Text from data.

    Examples
    --------
    >>> readable("大柴旦 (Da Qaidam)")
    'dachaidan-da-qaidam'
    """
    folded = unicodedata.normalize("NFKD", "".join(_pinyin(text)))
    ascii_only = folded.encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return name[:_MAX_BYTES].rstrip("-") or _UNNAMED


@cache
def prefecture_file_stem(adcode: str, name_zh: str, synthetic: bool) -> str:
    """Return the stem of the products of one prefecture, or of the province.

    Parameters
    ----------
    adcode
        Division code, which tells the stems apart; ≤ 80 bytes with the name, before the mark.
    name_zh
        Full or short name.
    synthetic
        Whether the stations are the scenario.

    Examples
    --------
    >>> prefecture_file_stem("632200", "海北藏族自治州", synthetic=False)
    '632200-haibei'
    >>> prefecture_file_stem("630000", "青海", synthetic=True)
    '630000-qinghai_SYNTHETIC'
    """
    short = _DIVISION_SUFFIX.sub("", name_zh)
    stem = f"{slug(adcode)}-{readable(short)}"[:_MAX_BYTES].rstrip("-")
    return marked(stem, synthetic)


def marked(stem: str, synthetic: bool) -> str:
    """Return a stem with the mark of a product that rests on invented stations.

    Parameters
    ----------
    stem
        File name without suffix.
    synthetic
        Whether the stations are the scenario.
    """
    return stem + SYNTHETIC_MARK if synthetic else stem


def _pinyin(text: str) -> list[str]:
    """Return the text in pieces: hanzi as pinyin without tones, the rest as it is."""
    return lazy_pinyin(text, errors="default")
