"""Goals as data: the table of ``standards/goals.csv``, the planner's own, what is in force.

A goal names a metric, and the rule by which places or lines count towards it. A rule that does
not fit what its metric counts is refused before anything is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd

from layers.errors import InputError

from ._checks import check, not_listed, scope_code
from ._metrics import METRICS, Metric
from ._read import LAYER, WANTED, Goal, read, shipped

__all__ = ["LAYER", "METRICS", "WANTED", "Goal", "Metric", "in_force", "shipped"]


def in_force(
    own: Path | None, select: Iterable[str], prefectures: gpd.GeoDataFrame
) -> tuple[Goal, ...]:
    """Return the goals in force: those shipped, replaced and added to by the planner's own.

    Parameters
    ----------
    own
        The planner's table, columns of `LAYER`; ``None`` = none.
    select
        Ids to keep, empty = all.
    prefectures
        The layer ``prefectures``, for scopes.

    Raises
    ------
    InputError
        Naming file, row and field of everything that does not fit.
    """
    table = {goal["id"]: goal for goal in shipped()}
    if own is not None:
        table |= {goal["id"]: goal for goal in read(own)}
    findings = [finding for goal in table.values() for finding in check(goal, prefectures)]
    chosen = list(dict.fromkeys(select))
    findings += [not_listed(name, table) for name in chosen if name not in table]
    if findings:
        raise InputError(findings)
    kept = [goal for name, goal in table.items() if not chosen or name in chosen]
    return tuple({**goal, "scope": scope_code(goal["scope"], prefectures)} for goal in kept)
