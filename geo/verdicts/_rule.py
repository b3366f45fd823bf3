"""What a verdict rule is, and the three-valued verdict they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.text import Text

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Criterion:
    """Threshold in force.

    Parameters
    ----------
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    area_share
        Share of a place that has to be covered, 0–1.
    """

    threshold_dbm: float
    area_share: float


@dataclass(frozen=True)
class Rule:
    """One way of turning figures into a pass.

    Parameters
    ----------
    name
        Name in ``standards/goals.csv``.
    title
        Wording.
    source
        Where the rule comes from.
    passes
        (figures, 50 or 90, criterion) → whether each row passes at that location probability.
    """

    name: str
    title: Text
    source: Text
    passes: Callable[[pd.DataFrame, int, Criterion], Flags]


def three_valued(passes_50: Flags, passes_90: Flags, too_vague: Flags) -> npt.NDArray[np.object_]:
    """Return the verdict of each row.

    Met when the rule passes with 90 % location probability, not met when it fails with
    50 %, undecided in between: worth a field test. A place whose coordinate is less precise
    than its extent is undecided at best.

    Examples
    --------
    >>> flags = lambda *values: np.array(values, bool)
    >>> three_valued(flags(1, 1, 0, 1), flags(1, 0, 0, 1), flags(0, 0, 0, 1)).tolist()
    ['met', 'undecided', 'not_met', 'undecided']
    """
    verdict = np.where(passes_90, "met", np.where(passes_50, "undecided", "not_met"))
    vague_but_met: npt.NDArray[np.object_] = np.where(
        too_vague & (verdict == "met"), "undecided", verdict
    ).astype(object)
    return vague_but_met
