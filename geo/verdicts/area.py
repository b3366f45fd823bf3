"""Rule ``area`` 面积: enough of the place's area meets the threshold."""

from __future__ import annotations

import pandas as pd

from layers.text import Text

from ._rule import Criterion, Flags, Rule


def _passes(figures: pd.DataFrame, probability: int, criterion: Criterion) -> Flags:
    share = figures[f"share{probability}"].to_numpy(float)
    enough: Flags = share >= criterion.area_share
    return enough


RULE = Rule(
    name="area",
    title=Text("面积", "area"),
    source=Text(
        "路测惯例：至少 95 % 面积达到门限（假设）",
        "field practice: at least 95 % of the area meets the threshold (assumption)",
    ),
    passes=_passes,
    over_extent=True,
)
