"""Counting verdicts over all listed places: ranges, never a rate of the judged alone.

Listed are all rows. A rate leaves out of its denominator only what the planner has excluded,
each with a reason, which the ledger spells out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd

from ..results import VERDICTS
from ._table import Interval


@dataclass(frozen=True)
class Tally:
    """Places by verdict; the six counts add up to `listed`.

    Parameters
    ----------
    met, undecided, not_met, no_data, no_coordinate, excluded
        Numbers of places. `no_coordinate` has no verdict and no coordinate, `no_data` none though
        it has one; `excluded` was left out with a reason.
    """

    met: int = 0
    undecided: int = 0
    not_met: int = 0
    no_data: int = 0
    no_coordinate: int = 0
    excluded: int = 0

    @property
    def judged(self) -> int:
        """Number of places with a verdict."""
        return self.met + self.undecided + self.not_met

    @property
    def unknown(self) -> int:
        """Number of places without a verdict."""
        return self.no_data + self.no_coordinate

    @property
    def listed(self) -> int:
        """Number of all places."""
        return self.counted + self.excluded

    @property
    def counted(self) -> int:
        """Denominator of the rate: all places but those left out."""
        return self.judged + self.unknown

    @property
    def rate(self) -> Interval | None:
        """Share that passes, at least and at most; ``None`` when nothing was judged.

        Examples
        --------
        >>> Tally(met=2, undecided=1, no_coordinate=1).rate
        Interval(lower=0.5, upper=1.0)
        >>> Tally(met=1, excluded=1).rate
        Interval(lower=1.0, upper=1.0)
        >>> Tally(no_data=3).rate is None
        True
        """
        if not self.judged:
            return None
        return Interval(self.met / self.counted, (self.counted - self.not_met) / self.counted)

    @property
    def missing(self) -> Interval:
        """Places still to be gained until all pass, fewest and most."""
        return self.missing_to(1.0)

    def missing_to(self, target: float) -> Interval:
        """Return the places still to be gained until a share passes, fewest and most.

        Parameters
        ----------
        target
            Share wanted, 0-1.

        Examples
        --------
        >>> Tally(met=3, undecided=1, not_met=6).missing_to(0.5)
        Interval(lower=1, upper=2)
        """
        # The last bit of a share must not ask for one place more.
        wanted = math.ceil(round(target * self.counted, 9))
        fewest = max(0, wanted - (self.counted - self.not_met))
        return Interval(fewest, max(0, wanted - self.met))

    def verdict(self, target: float = 1.0, *, strictly: bool = False) -> str:
        """Return the verdict of a goal on the share that passes.

        Parameters
        ----------
        target
            Share wanted, 0-1.
        strictly
            Whether more than the target is wanted.
        """
        rate = self.rate
        if rate is None or rate.lower is None or rate.upper is None:
            return "no_data"
        if rate.lower > target or (rate.lower == target and not strictly):
            return "met"
        fails = rate.upper < target or (rate.upper == target and strictly)
        return "not_met" if fails else "undecided"


def tally(areas: gpd.GeoDataFrame, rule: str) -> Tally:
    """Count the places of a frame by their verdict for any operator.

    Parameters
    ----------
    areas
        Rows of `Results.areas`.
    rule
        ``"reach"``, ``"area"`` or ``"keypoints"``.
    """
    return count(areas[rule], areas.geometry.notna(), areas["excluded"] != "")


def count(verdicts: Iterable[str], located: Iterable[bool], left_out: Iterable[bool]) -> Tally:
    """Count verdicts.

    Parameters
    ----------
    verdicts
        One code per place.
    located
        Whether the place has a coordinate.
    left_out
        Whether it was left out with a reason.
    """
    counts = dict.fromkeys((*VERDICTS, "no_coordinate", "excluded"), 0)
    for verdict, has_coordinate, is_out in zip(verdicts, located, left_out, strict=True):
        # Key points may judge a place that has no coordinate itself.
        nowhere = verdict == "no_data" and not has_coordinate
        counts["excluded" if is_out else "no_coordinate" if nowhere else verdict] += 1
    return Tally(**counts)
