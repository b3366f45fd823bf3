"""What was found along the lines: the frames of the results, and what there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.errors import Finding
from layers.text import Text

from ..networks import View
from ..results import ANY, LIMITS, empty
from ..verdicts import Criterion
from ._chains import Floats, Indices
from ._figures import Figures, Grouping, table
from ._stretches import Stretches, in_order
from ._track import Samples, Track

# Why a sample is not covered; the last where no station is in the model's range, but one that
# is still strong where the model ends might cover it.
_CAUSES = (*LIMITS, "range")
_COVERED, _GAP, _OPEN = -1, 0, 1  # of a sample, any operator at 50 %; open = a void decides
_LEAST_OUTSIDE_KM = 0.1  # less is the grain of the border
_ENDS = ("from_lon", "from_lat", "to_lon", "to_lat")


class Found(NamedTuple):
    """Frames of `geo.results.Results`, and what there is to say about the input.

    Parameters
    ----------
    lines, gaps
        `Results.lines` and `Results.line_gaps`.
    verdicts
        Rows of `Results.verdicts`: each row of `lines`, each view, by the rule ``linear``.
    findings
        Lines that run out of the scope.
    """

    lines: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Survey:
    """Samples of all lines with what the tiles say of them.

    Parameters
    ----------
    facts
        One row per line, `geo.lines._parts.FACTS`.
    track, samples, figures
        Geometry and what the tiles say of it.
    counties
        Those of the scope, in the order of the index raster.
    views, criterion
        Of the networks, and what is asked of them.
    """

    facts: pd.DataFrame
    track: Track
    samples: Samples
    figures: Figures
    counties: gpd.GeoDataFrame
    views: Sequence[View]
    criterion: Criterion

    def found(self) -> Found:
        """Put everything together."""
        findings = self._outside()
        if not (self.figures.county >= 0).any():
            verdicts = pd.DataFrame(columns=list(_VERDICT_TYPES)).astype(_VERDICT_TYPES)
            return Found(empty("lines"), empty("line_gaps"), verdicts, findings)
        figures = table(self.figures, self._grouping, self._km, self.views, self.criterion)
        figures["area_id"] = self._ids(figures["group"].to_numpy())
        lines = self._lines(figures[figures["operator"] == ANY].reset_index(drop=True))
        verdicts = figures.assign(rule="linear")[list(_VERDICT_TYPES)].astype(_VERDICT_TYPES)
        return Found(lines, self._gaps(), verdicts, findings)

    @cached_property
    def _km(self) -> Floats:
        return self.samples.metres / 1000.0

    @cached_property
    def _line(self) -> Indices:
        return self.track.line[self.samples.part]

    @cached_property
    def _grouping(self) -> Grouping:
        return Grouping.of(self._line, self.figures.county.astype(np.int64), self.counties)

    @cached_property
    def _state(self) -> Indices:
        number = [view.name for view in self.views].index(ANY)
        failing = np.where(self.figures.open[number], _OPEN, _GAP)
        return np.where(self.figures.covered[0, number], _COVERED, failing)

    @cached_property
    def _order(self) -> Indices:
        """The order of travel; a ring begins where a gap does not go on."""
        return in_order(self.track, self.samples, (self.figures.county < 0) | (self._state != _GAP))

    def _ids(self, group: Indices) -> list[str]:
        lines = self.facts["line_id"].to_numpy()[self._grouping.line(group)]
        prefectures = self._grouping.prefecture(group)
        return [
            f"{line}@{prefecture}" if prefecture else str(line)
            for line, prefecture in zip(lines, prefectures, strict=True)
        ]

    def _stretches(self, key: Indices) -> Stretches:
        return Stretches.of(self.track, self.samples, self._order, key)

    def _lines(self, figures: pd.DataFrame) -> gpd.GeoDataFrame:
        group = figures["group"].to_numpy()
        lines = self.facts.iloc[self._grouping.line(group)].reset_index(drop=True)
        lines["id"] = figures["area_id"]
        lines["prefecture_adcode"] = self._grouping.prefecture(group)
        for name in ("km", "km50", "km90", "km_no_data", "share50", "share90"):
            lines[name] = figures[name]
        lines["linear"] = figures["verdict"]
        lines = lines.join(self._longest(group))
        shapes = np.empty(len(group), dtype=object)
        for of_group in (self._grouping.whole, self._grouping.part):
            stretches = self._stretches(of_group)
            present, owner = np.unique(stretches.key, return_inverse=True)
            shapes[np.searchsorted(group, present)] = stretches.shapes(owner, len(present))
        return _typed("lines", lines, shapes)

    def _longest(self, group: Indices) -> pd.DataFrame:
        """Return the longest gap of each group: ``gap_km`` and its ends, NaN without one."""
        found = pd.DataFrame({f"gap_{name}": np.nan for name in _ENDS}, index=range(len(group)))
        found.insert(0, "gap_km", 0.0)
        for of_group in (self._grouping.whole, self._grouping.part):
            gaps = self._stretches(np.where(self._state == _GAP, of_group, -1))
            km, (begin, end) = gaps.km, gaps.ends()
            longest_first = np.lexsort((np.arange(len(km)), -km))
            present, position = np.unique(gaps.key[longest_first], return_index=True)
            chosen = longest_first[position]
            rows = np.searchsorted(group, present)
            found.loc[rows, "gap_km"] = km[chosen]
            found.loc[rows, [f"gap_{name}" for name in _ENDS]] = np.hstack([begin, end])[chosen]
        return found

    def _gaps(self) -> gpd.GeoDataFrame:
        """Return `Results.line_gaps`: what is below the threshold, and what is not known."""
        groups, state = self._grouping.groups, self._state
        wanted = (self._grouping.part >= 0) & (state != _COVERED)
        # The two states of one group are two keys, so that a gap ends where a void begins.
        stretches = self._stretches(np.where(wanted, self._grouping.part + groups * state, -1))
        if not len(stretches.key):
            return empty("line_gaps")
        group = stretches.key % groups
        line = self._grouping.line(group)
        gaps = self.facts.iloc[line].reset_index(drop=True)
        number = pd.Series(line).groupby(line).cumcount() + 1
        gaps["gap_id"] = gaps["line_id"] + "-G" + number.astype("str")
        gaps["prefecture_adcode"] = self._grouping.prefecture(group)
        gaps["km"] = stretches.km
        county = self._most(stretches, self.figures.county.astype(np.int64), len(self.counties))
        gaps["county_adcode"] = self.counties["adcode"].to_numpy(str)[county]
        limit = self.figures.limit.astype(np.int64)
        cause = np.where(self.figures.beyond[0], _CAUSES.index("range"), limit)
        names = np.array(_CAUSES)[self._most(stretches, cause, len(_CAUSES))]
        gaps["cause"] = np.where(stretches.key >= groups, "no_data", names)
        gaps[list(_ENDS)] = np.hstack(stretches.ends())
        shapes = stretches.shapes(np.arange(len(stretches.key)), len(stretches.key))
        return _typed("line_gaps", gaps, shapes)

    def _most(self, stretches: Stretches, code: Indices, codes: int) -> Indices:
        """Return the code that most kilometres of each stretch have, the first of equals."""
        sample, number = stretches.sample, stretches.number
        km = np.bincount(
            number * codes + code[sample], self._km[sample], minlength=len(stretches.key) * codes
        )
        most: Indices = np.round(km.reshape(-1, codes), 9).argmax(axis=1)
        return most

    def _outside(self) -> tuple[Finding, ...]:
        """Say how much of which file lies outside the scope, and is in no figure."""
        outside = np.bincount(
            self._line, self._km * (self.figures.county < 0), minlength=len(self.facts)
        )
        beyond = self.facts.assign(outside=outside)[outside > _LEAST_OUTSIDE_KM]
        return tuple(
            _runs_out(str(file), len(lines), float(lines["outside"].sum()))
            for file, lines in beyond.groupby("file", sort=True)
        )


_VERDICT_TYPES = {
    "area_id": "str",
    "operator": "str",
    "rule": "str",
    "share50": "float64",
    "share90": "float64",
    "verdict": "str",
}


def _typed(name: str, rows: pd.DataFrame, shapes: npt.NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return rows with the columns and types of a frame of the results."""
    like = empty(name)
    types: dict[str, Any] = {column: like[column].dtype for column in like.columns[:-1]}
    typed = pd.DataFrame({column: rows[column].astype(dtype) for column, dtype in types.items()})
    return gpd.GeoDataFrame(typed, geometry=shapes, crs=4326)


def _runs_out(file: str, lines: int, km: float) -> Finding:
    return Finding(
        "line-outside",
        Text(
            f"{lines} 条线路共 {km:.1f} km 在本次运行的范围之外，不计入",
            f"{km:.1f} km of {lines} lines lie outside the scope of this run and are left out",
        ),
        Text(
            "跨省或只算部分市州时属正常；否则检查坐标系 datum",
            "as it should be across the border or in a run of some prefectures; else check the"
            " datum",
        ),
        file,
        field="geometry",
        severity="warning",
    )
