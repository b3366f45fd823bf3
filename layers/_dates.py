"""Dates as people write them: kept as text, but checked to be a day that there is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .errors import Finding
from .text import Text

# 2024年5月1日 10时23分45秒 → 2024-5-1 10:23:45; full-width digits are digits anyway.
_SIGNS = str.maketrans(
    dict.fromkeys("年月/.", "-") | dict.fromkeys("日号", " ") | dict.fromkeys("时点分：", ":")
) | {ord("秒"): ""}
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[T _-]?(\d{2})(\d{2})(\d{2})?)?$"
_SPELLED = (
    r"^(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ] *(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[-,]\d+)?)?:?)?"
    r" *(?:Z|[+-]\d{2}:?\d{2})?$"
)
_FORMATS = Text(
    "2024-05-01 10:23:45、2024年5月1日", "2024-05-01 10:23:45 or 2024-05-01T10:23:45+08:00"
)


def dated(cells: pd.Series[str]) -> npt.NDArray[np.bool_]:
    """Return which cells are a date, with or without a time of day.

    Parameters
    ----------
    cells
        Text; an empty cell is none.

    Examples
    --------
    >>> dated(pd.Series(["2024-02-29", "2023年2月29日", "20240501 102345", "today", ""])).tolist()
    [True, False, True, False, False]
    """
    text = cells.astype("str").str.strip()
    parts = text.str.translate(_SIGNS).str.strip().str.extract(_SPELLED)
    other = parts[0].isna()
    if other.any():
        parts[other] = text[other].str.extract(_COMPACT)
    parts = parts.astype("float64")
    day = pd.to_datetime(
        pd.DataFrame({"year": parts[0], "month": parts[1], "day": parts[2]}), errors="coerce"
    )
    clock = parts[[3, 4, 5]].fillna(0.0).to_numpy() < (24, 60, 61)  # 60: a leap second
    known: npt.NDArray[np.bool_] = day.notna().to_numpy() & clock.all(axis=1)
    return known


def undated(typed: pd.DataFrame, column: str, file: str) -> list[Finding]:
    """Name the rows whose date is none; an empty cell is not looked at.

    Parameters
    ----------
    typed
        Rows with `column` and ``row``.
    column
        Column of dates.
    file
        Name used in findings.
    """
    filled = (typed[column] != "").to_numpy()
    wrong = np.flatnonzero(filled)[~dated(typed.loc[filled, column])]
    return [
        Finding(
            "bad-date",
            Text(f"“{cell}”不是日期", f"{cell!r} is no date"),
            Text(f"写作 {_FORMATS.zh}，或留空", f"write it as {_FORMATS.en}, or leave it empty"),
            file,
            int(row),
            column,
        )
        for cell, row in zip(
            typed[column].iloc[wrong], typed["row"].iloc[wrong].tolist(), strict=True
        )
    ]
