"""Rule ``reach`` 通达: a network meets the threshold at the place's own point."""

from __future__ import annotations

import pandas as pd

from layers.text import Text

from ._rule import Criterion, Flags, Rule


def _passes(figures: pd.DataFrame, probability: int, criterion: Criterion) -> Flags:
    level = figures[f"level{probability}_dbm"].to_numpy(float)
    reached: Flags = level >= criterion.threshold_dbm  # NaN, no station in range, fails
    return reached


RULE = Rule(
    name="reach",
    title=Text("通达", "reach"),
    source=Text(
        "工信部行政村通5G口径（据山东省通信管理局 2025 年 7 月引述），用于场所的参考点",
        "MIIT village rule as quoted by the Shandong regulator, July 2025, at the place's point",
    ),
    passes=_passes,
    over_extent=False,
)
