"""What the page of a prefecture shows of measurements and of challenges.

Measured values are a layer of their own, drawn apart from everything predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...measurements.measured import thinned
from ...results import Results
from .values import number

Json = dict[str, Any]

MOST_POINTS = 5000  # of a page: more would not be seen apart, and would make it heavy
_STEPS_PER_DEG = 100_000


def measured_points(results: Results, adcode: str) -> Json | None:
    """Return the measured points of a prefecture column by column, ``None`` = there are none.

    One median per operator and cell of the grid; where that would be more than `MOST_POINTS`,
    wider cells are taken until it is not.

    Parameters
    ----------
    results
        What a run found.
    adcode
        Code of a prefecture in scope.
    """
    points = results.measurements
    own = points[points["prefecture_adcode"] == adcode]
    if own.empty:
        return None
    times, shown = 1, thinned(own)
    while len(shown) > MOST_POINTS:
        times += max(1, times // 2)
        wide = {name: own[name] // times for name in ("grid_row", "grid_column")}
        shown = thinned(own.assign(**wide))
    operators = sorted(set(shown["operator"]))
    return {
        "points": len(own),
        "cell": float(results.card["grid"]["cell_m"]) * times,
        "lon": _steps(shown["lon"]),
        "lat": _steps(shown["lat"]),
        "level": shown["level_dbm"].round(1).tolist(),
        "operator": {
            "values": operators,
            "index": [operators.index(name) for name in shown["operator"]],
        },
        "cells": shown.groupby(["grid_row", "grid_column"]).ngroup().tolist(),
    }


def _steps(degrees: pd.Series[float]) -> list[int]:
    steps: list[int] = np.round(degrees.to_numpy(float) * _STEPS_PER_DEG).astype(int).tolist()
    return steps


def measured_in(row: Mapping[Any, Any]) -> Json | None:
    """Return what was measured in a place, ``None`` = nothing.

    Parameters
    ----------
    row
        Of `Results.areas` or of `Results.verdicts`.
    """
    count = int(row["measured_n"])
    return {"cells": count, "share": number(row["measured_share"])} if count else None


def disputes(results: Results) -> dict[str, list[Json]]:
    """Return the challenges of each place that has any.

    Parameters
    ----------
    results
        What a run found.
    """
    found: dict[str, list[Json]] = {}
    names = ("id", "operator", "rule", "status", "note", "date")
    for row in results.challenges.to_dict("records"):
        found.setdefault(row["area_id"], []).append({name: str(row[name]) for name in names})
    found.pop("", None)
    return found
