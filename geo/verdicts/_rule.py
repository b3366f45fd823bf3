"""What a verdict rule is, and the three-valued verdict they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

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
        Share of a place, or of the length of a line, that has to be covered, 0–1.
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
    over_extent
        Whether the rule speaks of the whole extent, so that it needs to be known.
    geometry
        What the rule judges: places, or roads and railways along the line.
    known
        Column of the figures that is missing where there is nothing to judge.
    certainty
        Beginning of the columns that say how sure the verdict can be: ``""`` = those of the
        place, ``"reach_"`` and ``"points_"`` = those of where this rule looks
        (`geo.judging.key_points`).
    """

    name: str
    title: Text
    source: Text
    passes: Callable[[pd.DataFrame, int, Criterion], Flags]
    over_extent: bool
    geometry: Literal["place", "line"] = "place"
    known: str = "share50"
    certainty: Literal["", "reach_", "points_"] = ""


def three_valued(
    passes_50: Flags, passes_90: Flags, met_unsure: Flags, failure_unsure: Flags
) -> npt.NDArray[np.object_]:
    """Return the verdict of each row.

    Met when the rule passes with 90 % location probability, not met when it fails with
    50 %, undecided in between: worth a field test. Where a pass or a failure would prove
    nothing (`geo.judging.certainty`), the verdict is undecided too.

    Examples
    --------
    >>> flags = lambda *values: np.array(values, bool)
    >>> none = flags(0, 0, 0)
    >>> three_valued(flags(1, 1, 0), flags(1, 0, 0), none, none).tolist()
    ['met', 'undecided', 'not_met']
    >>> three_valued(flags(1, 1, 0), flags(1, 0, 0), ~none, ~none).tolist()
    ['undecided', 'undecided', 'undecided']
    """
    verdict: npt.NDArray[np.object_] = np.full(passes_50.shape, "undecided", dtype=object)
    verdict[passes_90 & ~met_unsure] = "met"
    verdict[~passes_50 & ~passes_90 & ~failure_unsure] = "not_met"
    return verdict
