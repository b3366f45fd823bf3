"""What the tiles say of each sample, and its kilometres added up by line and prefecture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from ..networks import LTE, NR, View
from ..verdicts import Criterion
from ._chains import Floats, Indices
from ._judge import judge

Flags = npt.NDArray[np.bool_]
TECHS = (NR, LTE)


class Figures(NamedTuple):
    """What the tiles say of each sample.

    Parameters
    ----------
    county
        Index of the county, −1 = outside the region; shape (n,).
    covered
        Whether each view reaches the threshold at 50 % and 90 %, shape (2, views, n).
    open
        Whether a void leaves it open for a view, shape (views, n).
    limit
        Index into `geo.results.LIMITS`, any operator; shape (n,).
    unreached
        Whether no station is in range, of each of `TECHS`; shape (2, n).
    beyond
        Whether one of them might cover it beyond the range of the model; shape (2, n).
    """

    county: npt.NDArray[np.int16]
    covered: Flags
    open: Flags
    limit: npt.NDArray[np.uint8]
    unreached: Flags
    beyond: Flags

    @classmethod
    def unknown(cls, samples: int, views: int) -> Figures:
        """Return figures of samples that no tile has spoken of."""
        return cls(
            np.full(samples, -1, np.int16),
            np.zeros((2, views, samples), bool),
            np.zeros((views, samples), bool),
            np.zeros(samples, np.uint8),
            np.zeros((len(TECHS), samples), bool),
            np.zeros((len(TECHS), samples), bool),
        )


class Grouping(NamedTuple):
    """Rows of `Results.lines`: of each line all within the scope, then each prefecture.

    Parameters
    ----------
    whole, part
        Group of each sample as a part of its line, and of its prefecture; −1 = outside.
    prefectures
        Codes, in order.
    groups
        How many there may be: group = line × (1 + prefectures) + (0 or 1 + prefecture).
    """

    whole: Indices
    part: Indices
    prefectures: tuple[str, ...]
    groups: int

    @classmethod
    def of(cls, line: Indices, county: Indices, counties: gpd.GeoDataFrame) -> Grouping:
        """Group samples.

        Parameters
        ----------
        line, county
            Line and index of the county of each sample, −1 = outside; shape (n,).
        counties
            In the order of that index.
        """
        prefecture, codes = pd.factorize(counties["prefecture_adcode"], sort=True)
        width, inside = 1 + len(codes), county >= 0
        part = line * width + 1 + prefecture[np.maximum(county, 0)]
        return cls(
            np.where(inside, line * width, -1),
            np.where(inside, part, -1),
            tuple(codes),
            (int(line.max(initial=-1)) + 1) * width,
        )

    def line(self, group: Indices) -> Indices:
        """Return the line of groups."""
        return group // (1 + len(self.prefectures))

    def prefecture(self, group: Indices) -> npt.NDArray[np.str_]:
        """Return the code of the prefecture of groups, ``""`` = all within the scope."""
        return np.array(["", *self.prefectures])[group % (1 + len(self.prefectures))]

    def sums(self, km: Floats) -> Floats:
        """Return the kilometres of each group, shape (groups,)."""
        inside = self.whole >= 0
        total: Floats = np.zeros(self.groups)
        for group in (self.whole[inside], self.part[inside]):
            total += np.bincount(group, km[inside], minlength=self.groups)
        return total


def table(
    figures: Figures,
    grouping: Grouping,
    km: Floats,
    views: Sequence[View],
    criterion: Criterion,
) -> pd.DataFrame:
    """Return the figures of each group that has a length, for each view, with its verdict.

    Parameters
    ----------
    figures, grouping
        Of the samples.
    km
        What each sample stands for. [km]
    views, criterion
        Of the networks, and what is asked of them.

    Returns
    -------
    pandas.DataFrame
        group, operator, km, km50, km90, km_no_data, km_beyond, share50, share90, possible50,
        beyond50 (as `geo.lines._judge.judge` takes them), verdict.
    """
    total = grouping.sums(km)
    rows = np.flatnonzero(total > 0.0)
    parts = []
    for number, view in enumerate(views):
        at_50, unanswered = figures.covered[0, number], figures.open[number]
        flags = {
            "km50": at_50,
            "km90": figures.covered[1, number],
            "km_no_data": unanswered,
            "km_beyond": figures.beyond[TECHS.index(view.says.tech)] & ~at_50 & ~unanswered,
        }
        reached = {name: grouping.sums(km * flag)[rows] for name, flag in flags.items()}
        own = {"group": rows, "operator": view.name, "km": total[rows], **reached}
        parts.append(pd.DataFrame(own))
    found = pd.concat(parts, ignore_index=True)
    possible = found["km50"] + found["km_no_data"]
    reaching = {
        "share50": found["km50"],
        "share90": found["km90"],
        "possible50": possible,
        "beyond50": possible + found["km_beyond"],
    }
    for name, reached_km in reaching.items():
        # Sums of parts of one whole: the last bit must not decide at a limit.
        found[name] = (reached_km / found["km"]).round(12)
    found["verdict"] = judge(found, criterion)
    return found
