"""Cells of `Results` as values that JSON has: a missing number is ``null``, never 0."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from ..summary import half_up
from ._page_text import Pair


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
