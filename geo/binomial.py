"""What a sample of passes and failures proves: exact one-sided bounds of a share.

C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the
case of the binomial", Biometrika 26 (1934), 404–413, doi:10.1093/biomet/26.4.404. The bounds
presume trials that are independent of each other.
"""

from __future__ import annotations

import math

import numpy as np

_HALVINGS = 60  # of the interval 0–1: beyond the last digit of a float


def lower_bound(passes: int, trials: int, confidence: float = 0.95) -> float:
    """Return the share that is exceeded with the confidence asked for.

    Parameters
    ----------
    passes, trials
        How many of how many passed, 0 ≤ passes ≤ trials, at least one trial.
    confidence
        One-sided, 0–1.

    Examples
    --------
    >>> round(lower_bound(59, 59), 4), round(lower_bound(58, 58), 4)
    (0.9505, 0.9497)
    """
    if passes == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        share = (low + high) / 2.0
        if at_least(passes, trials, share) < 1.0 - confidence:
            low = share
        else:
            high = share
    return low


def upper_bound(passes: int, trials: int, confidence: float = 0.95) -> float:
    """Return the share that is not reached with the confidence asked for.

    Parameters as in `lower_bound`: the failures of the one are the passes of the other.

    Examples
    --------
    >>> round(upper_bound(0, 59), 4)
    0.0495
    """
    return 1.0 - lower_bound(trials - passes, trials, confidence)


def at_least(passes: int, trials: int, share: float) -> float:
    """Return the probability of so many passes or more, when each trial passes with a share.

    Parameters
    ----------
    passes, trials
        As of `lower_bound`.
    share
        Of trials that pass, 0–1.

    Examples
    --------
    >>> at_least(10, 10, 0.5) == 0.5**10
    True
    """
    if share >= 1.0:
        return 1.0
    number = np.arange(passes, trials + 1, dtype=np.float64)
    first = math.lgamma(trials + 1) - math.lgamma(passes + 1) - math.lgamma(trials - passes + 1)
    steps = np.log((trials - number[:-1]) / (number[:-1] + 1.0))
    ways = first + np.concatenate([[0.0], np.cumsum(steps)])  # log of "trials choose number"
    logs = ways + number * math.log(share) + (trials - number) * math.log1p(-share)
    largest = float(logs.max())
    return math.exp(largest) * float(np.exp(logs - largest).sum())
