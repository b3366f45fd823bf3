"""Rule ``reach`` 通达: a network meets the threshold at the place's own point.

A village is reached where its committee, its school and its clinic are: the figures are then
those of the weakest of them (`geo.judging.key_points.figures`).
"""

from __future__ import annotations

import pandas as pd

from layers.text import Text

from ._rule import Criterion, Flags, Rule


def _passes(figures: pd.DataFrame, probability: int, criterion: Criterion) -> Flags:
    level = figures[f"reach{probability}_dbm"].to_numpy(float)
    reached: Flags = level >= criterion.threshold_dbm  # NaN, no station in range, fails
    return reached


RULE = Rule(
    name="reach",
    title=Text("通达", "reach"),
    source=Text(
        "工信部行政村5G网络通达标准（据山东省通信管理局 2025 年 7 月引述）：至少一个运营商覆盖"
        "村委会、学校和卫生室；其他场所用于参考点",
        "MIIT standard for villages as quoted by the Shandong regulator, July 2025: at least one"
        " operator at committee, school and clinic; other places at their own point",
    ),
    passes=_passes,
    over_extent=False,
    known="reach_points",
    certainty="reach_",
)
