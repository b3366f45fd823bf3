"""Shares → verdicts, by rules that stand side by side and are never blended.

A new rule is a new file here with ``RULE = Rule(…)``; `rules` finds it.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import pandas as pd

from ._rule import Criterion, Rule, three_valued

__all__ = ["Criterion", "Rule", "judge", "place_rules", "rules", "three_valued"]

# Figures at 50 % → what they would be at most, were every void in the terrain in favour and
# every key point without a coordinate covered.
_AT_BEST = {
    "share50": "possible50",
    "reach50_dbm": "possible_reach50_dbm",
    "points50": "possible_points50",
}


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by name.

    Examples
    --------
    >>> sorted(place_rules())
    ['area', 'keypoints', 'reach']
    """
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            rule: Rule = importlib.import_module(f".{module.name}", __name__).RULE
            found[rule.name] = rule
    return found


def place_rules() -> dict[str, Rule]:
    """Return the rules that judge places, by name."""
    return {name: rule for name, rule in rules().items() if rule.geometry == "place"}


def judge(
    figures: pd.DataFrame, certainty: pd.DataFrame, operators: list[str], criterion: Criterion
) -> pd.DataFrame:
    """Judge every place by every rule for places, for every operator.

    Parameters
    ----------
    figures
        As `geo.judging.key_points.figures` returns them; a place of which nothing is known is
        not in it.
    certainty
        As `geo.judging.key_points.certainty` returns it: one row for every listed place.
    operators
        `geo.results.ANY` and the names, in order.
    criterion
        Threshold and share in force.

    Returns
    -------
    pandas.DataFrame
        `Results.verdicts`: area_id, operator, rule, share50, share90 (of the area; by the rule
        ``keypoints`` of the key points), verdict, for every listed place; ``no_data`` where
        there are no figures, or where the rule fails at 50 % but might not if all that is not
        known were in favour.
    """
    every = pd.MultiIndex.from_product([certainty.index, operators], names=["area_id", "operator"])
    listed = figures.set_index(["area_id", "operator"]).reindex(every).reset_index()
    at_best = listed.assign(**{name: listed[possible] for name, possible in _AT_BEST.items()})
    limits = certainty.reindex(listed["area_id"])
    parts = []
    for name, rule in place_rules().items():
        part = listed[["area_id", "operator"]].assign(rule=name, **_shares(listed, rule))
        part["verdict"] = _verdicts(rule, listed, at_best, limits, criterion)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _shares(listed: pd.DataFrame, rule: Rule) -> dict[str, pd.Series[float]]:
    if rule.known == "points":
        return {f"share{q}": listed[f"points{q}"] / listed["points"] for q in (50, 90)}
    return {f"share{q}": listed[f"share{q}"] for q in (50, 90)}


def _verdicts(
    rule: Rule,
    listed: pd.DataFrame,
    at_best: pd.DataFrame,
    limits: pd.DataFrame,
    criterion: Criterion,
) -> pd.Series[str]:
    vague, beyond = (limits[rule.certainty + name].to_numpy(bool) for name in ("vague", "beyond"))
    unsure = vague | (limits["shapeless"].to_numpy(bool) & rule.over_extent)
    passes = rule.passes(listed, 50, criterion)
    verdict = three_valued(passes, rule.passes(listed, 90, criterion), unsure, unsure | beyond)
    # Behind a void in the terrain nothing is known: what it decides has no verdict.
    unknown = ~passes & rule.passes(at_best, 50, criterion)
    known = listed[rule.known].notna().to_numpy(bool)
    return pd.Series(verdict, dtype="str").where(known & ~unknown, "no_data")
