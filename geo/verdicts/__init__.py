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
    ['area', 'linear', 'reach']
    """
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            rule: Rule = importlib.import_module(f".{module.name}", __name__).RULE
            found[rule.name] = rule
    return found


def judge(
    figures: pd.DataFrame, certainty: pd.DataFrame, operators: list[str], criterion: Criterion
) -> pd.DataFrame:
    """Judge every place by every rule for places, for every operator.

    Parameters
    ----------
    figures
        As `geo.evidence.table` returns them; places without a coordinate are not in it.
    certainty
        As `geo.certainty.assess` returns it: one row for every listed place.
    operators
        `geo.results.ANY` and the names, in order.
    criterion
        Threshold and share in force.

    Returns
    -------
    pandas.DataFrame
        `Results.verdicts`: area_id, operator, rule, share50, share90, verdict, for every
        listed place; ``no_data`` where there are no figures, or where the rule fails at 50 % but
        would not if every void in the terrain were in favour.
    """
    every = pd.MultiIndex.from_product([certainty.index, operators], names=["area_id", "operator"])
    listed = figures.set_index(["area_id", "operator"]).reindex(every).reset_index()
    known = listed["share50"].notna().to_numpy(bool)
    at_best = listed.assign(share50=listed["possible50"], level50_dbm=listed["possible50_dbm"])
    limits = certainty.reindex(listed["area_id"])
    vague, shapeless, beyond = (limits[name].to_numpy(bool) for name in limits)
    parts = []
    for name, rule in rules().items():
        if rule.geometry != "place":
            continue
        part = listed[["area_id", "operator", "share50", "share90"]].copy()
        part.insert(2, "rule", name)
        unsure = vague | (shapeless & rule.over_extent)
        passes = rule.passes(listed, 50, criterion)
        verdict = three_valued(passes, rule.passes(listed, 90, criterion), unsure, unsure | beyond)
        # Behind a void in the terrain nothing is known: what it decides has no verdict.
        void = ~passes & rule.passes(at_best, 50, criterion)
        part["verdict"] = pd.Series(verdict, dtype="str").where(known & ~void, "no_data")
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
