"""Rule ``linear`` 连续覆盖: enough of the line's length meets the threshold."""

from __future__ import annotations

import pandas as pd

from layers.text import Text

from ._rule import Criterion, Flags, Rule


def _passes(figures: pd.DataFrame, probability: int, criterion: Criterion) -> Flags:
    share = figures[f"share{probability}"].to_numpy(float)
    enough: Flags = share >= criterion.area_share
    return enough


RULE = Rule(
    name="linear",
    title=Text("连续覆盖", "continuous coverage"),
    source=Text(
        "“信号升格”（工信部联通信〔2023〕257号）：沿线至少 95 % 达到门限，此处按里程计",
        "“signal upgrade”, 工信部联通信〔2023〕257号: at least 95 % along the line at the"
        " threshold, taken by length here",
    ),
    passes=_passes,
    over_extent=True,
    geometry="line",
)
