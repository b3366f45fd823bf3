"""Counting verdicts over all listed places: ranges, never a rate of the judged alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd

from ..results import VERDICTS
from ._table import Interval


@dataclass(frozen=True)
class Tally:
    """Places by verdict; the five counts add up to `listed`.

    Parameters
    ----------
    met, undecided, not_met, no_data, no_coordinate
        Numbers of places. `no_data` has a coordinate, `no_coordinate` has none.
    """

    met: int = 0
    undecided: int = 0
    not_met: int = 0
    no_data: int = 0
    no_coordinate: int = 0

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
        return self.judged + self.unknown

    @property
    def rate(self) -> Interval | None:
        """Share that passes, at least and at most; ``None`` when nothing was judged.

        Examples
        --------
        >>> Tally(met=2, undecided=1, no_coordinate=1).rate
        Interval(lower=0.5, upper=1.0)
        >>> Tally(no_data=3).rate is None
        True
        """
        if not self.judged:
            return None
        return Interval(self.met / self.listed, (self.listed - self.not_met) / self.listed)

    @property
    def missing(self) -> Interval:
        """Places still to be gained until all pass, fewest and most."""
        return Interval(self.not_met, self.listed - self.met)

    def verdict(self, target: float = 1.0) -> str:
        """Return the verdict of a goal on the share that passes.

        Parameters
        ----------
        target
            Share wanted, 0-1.
        """
        rate = self.rate
        if rate is None or rate.lower is None or rate.upper is None:
            return "no_data"
        if rate.lower >= target:
            return "met"
        return "not_met" if rate.upper < target else "undecided"


def tally(areas: gpd.GeoDataFrame, rule: str) -> Tally:
    """Count the places of a frame by their verdict for any operator.

    Parameters
    ----------
    areas
        Rows of `Results.areas`.
    rule
        ``"reach"`` or ``"area"``.
    """
    return count(areas[rule], areas.geometry.notna())


def count(verdicts: Iterable[str], located: Iterable[bool]) -> Tally:
    """Count verdicts.

    Parameters
    ----------
    verdicts
        One code per place.
    located
        Whether the place has a coordinate.
    """
    counts = dict.fromkeys((*VERDICTS, "no_coordinate"), 0)
    for verdict, has_coordinate in zip(verdicts, located, strict=True):
        counts[verdict if has_coordinate else "no_coordinate"] += 1
    return Tally(**counts)
