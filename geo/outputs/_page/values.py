"""Cells of `Results` as values that JSON has: a missing number is ``null``, never 0."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from pypinyin import Style, lazy_pinyin

from ...networks import LTE, parse
from ...summary import half_up
from .text import Pair


def pair(zh: object, en: object) -> Pair:
    """Return a text in two languages; English falls back on Chinese."""
    first = text(zh)
    return Pair([first, text(en) or first])


def text(value: object) -> str:
    """Return a cell as text, ``""`` where it is missing."""
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def number(value: Any, digits: int = 6) -> float | None:
    """Return a cell as a number that JSON has, ``None`` where it is missing.

    It is rounded as the reports round.
    """
    if value is None or pd.isna(value) or not math.isfinite(float(value)):
        return None
    return half_up(float(value), digits)


def count(value: Any) -> int | None:
    """Return a cell as a whole number, ``None`` where it is missing."""
    found = number(value, 0)
    return None if found is None else int(found)


def search_key(name: str) -> str:
    """Return what a name is found by besides itself: pinyin and its initials, a blank between.

    Examples
    --------
    >>> search_key("海晏县")
    'haiyanxian hyx'
    >>> search_key("G227 张孟线")
    'g227zhangmengxian g227zmx'
    """
    signs = "".join(name.split())
    spelled = "".join(lazy_pinyin(signs)).lower()
    initials = "".join(lazy_pinyin(signs, style=Style.FIRST_LETTER)).lower()
    return f"{spelled} {initials}"


def view(name: str) -> dict[str, str]:
    """Return whose networks a view shows: operator, ``""`` = any, and kind of the networks.

    Examples
    --------
    >>> view("LTE:中国移动")
    {'operator': '中国移动', 'networks': 'lte'}
    """
    said = parse(name)
    of_5g = "sharing" if said.sharing else "own"
    return {"operator": said.operator, "networks": "lte" if said.tech == LTE else of_5g}
