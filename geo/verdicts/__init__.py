"""Shares → verdicts, by rules that stand side by side and are never blended.

A new rule is a new file here with ``RULE = Rule(…)``; `rules` finds it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import pandas as pd

from ._rule import Criterion, Rule, three_valued

__all__ = ["Criterion", "Rule", "judge", "rules", "three_valued"]


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by name.

    Examples
    --------
    >>> sorted(rules())
    ['area', 'reach']
    """
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            rule: Rule = importlib.import_module(f".{module.name}", __name__).RULE
            found[rule.name] = rule
    return found


def judge(figures: pd.DataFrame, too_vague: pd.Series[bool], criterion: Criterion) -> pd.DataFrame:
    """Judge every place by every rule, for every operator.

    Parameters
    ----------
    figures
        As `geo.evidence.table` returns them.
    too_vague
        Indexed by area_id: the coordinate is less precise than the extent, so that the
        verdict can at best be undecided.
    criterion
        Threshold and share in force.

    Returns
    -------
    pandas.DataFrame
        `Results.verdicts`: area_id, operator, rule, share50, share90, verdict.
    """
    vague = too_vague.reindex(figures["area_id"]).to_numpy(bool)
    parts = []
    for name, rule in rules().items():
        part = figures[["area_id", "operator", "share50", "share90"]].copy()
        part.insert(2, "rule", name)
        part["verdict"] = three_valued(
            rule.passes(figures, 50, criterion), rule.passes(figures, 90, criterion), vague
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
