"""Rule ``keypoints`` 深度覆盖: a network meets the threshold at every key point of the place."""

from __future__ import annotations

import pandas as pd

from layers.text import Text

from ._rule import Criterion, Flags, Rule


def _passes(figures: pd.DataFrame, probability: int, _criterion: Criterion) -> Flags:
    every: Flags = figures[f"points{probability}"].to_numpy(float) == figures["points"]
    return every


RULE = Rule(
    name="keypoints",
    title=Text("深度覆盖", "deep coverage"),
    source=Text(
        "工信部联通信〔2023〕257号“信号升格”专项行动：重点场所的关键点位均达到覆盖标准",
        "MIIT and ten others, 2023 no. 257, “signal upgrade”: every key point of a key place meets"
        " the standard of coverage",
    ),
    passes=_passes,
    over_extent=False,
    known="points",
    certainty="points_",
)
