"""Figures along lines → verdicts by the rule ``linear``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..verdicts import Criterion, rules, three_valued


def judge(figures: pd.DataFrame, criterion: Criterion) -> pd.Series[str]:
    """Judge every row.

    Parameters
    ----------
    figures
        Shares of the length: ``share50`` and ``share90`` at the threshold at 50 % and 90 %,
        ``possible50`` were every void in the terrain in favour, ``beyond50`` were every
        station that is still strong where the model ends in favour too.
    criterion
        Threshold and share in force.

    Returns
    -------
    pandas.Series
        As for places: met when the rule passes at 90 %, not met when it fails at 50 %, else
        undecided; ``no_data`` where it fails but would not if every void were in favour.
    """
    rule = rules()["linear"]
    passes = rule.passes(figures, 50, criterion)
    void = ~passes & rule.passes(figures.assign(share50=figures["possible50"]), 50, criterion)
    beyond = rule.passes(figures.assign(share50=figures["beyond50"]), 50, criterion)
    never = np.zeros(len(figures), bool)
    verdict = three_valued(passes, rule.passes(figures, 90, criterion), never, beyond)
    verdict[void] = "no_data"
    return pd.Series(verdict, index=figures.index, dtype="str")
