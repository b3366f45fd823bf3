"""Measurements that settle an undecided place: when they are enough, and what they prove.

`RULE` says it in words, for the report and the documentation; the numbers are the constants
below. Only the rule ``area`` is settled, and only where the extent of a place is known: of a
place that may lie elsewhere, or have another shape, points inside the assumed one prove nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.text import Text

from ..binomial import lower_bound, upper_bound
from ..grid import project
from ..networks import Network, views
from ..results import ANY
from ..verdicts import Criterion
from .measured import held

CELL_M = 10.0  # points nearer to each other than this say the same
LEAST_CELLS = 59  # so many passes without a failure show 95 % with 95 % confidence: 0.95⁵⁹ < 0.05
CONFIDENCE = 0.95
SQUARES_ACROSS = 4  # of the box around a place: 16 parts of equal area
LEAST_OF_SQUARES = 0.5

RULE = Text(
    "范围明确的场所（不含坐标精度不足、缺范围面者），面积规则待核实的，可由范围内的路测点判定："
    f"每个 {CELL_M:g} 米格、每个运营商取一个中位数，任一运营商取其中最大者；至少 {LEAST_CELLS} 格，"
    f"且分布在外接矩形 {SQUARES_ACROSS**2} 等分块中与场所相交者的一半以上。"
    f"达到门限的格所占比例，其 {CONFIDENCE * 100:g} % 单侧置信下限（Clopper–Pearson）"
    "不低于规定比例的判达标，置信上限低于规定比例的判不达标，其余仍待核实。某格低于门限，而预测在该场所有信号的某运营商在此格未测，"
    "则该格不作为“任一运营商”不达标的依据。置信度以各格相互独立为前提。",
    "A place of known extent (not one whose coordinate or shape is lacking) that the area rule"
    " leaves undecided may be settled by the measured points inside it: one median per"
    f" {CELL_M:g} m cell and operator, for any operator the best of them; at least {LEAST_CELLS}"
    f" cells, in at least half of those of the {SQUARES_ACROSS**2} equal parts of its bounding box"
    " that touch it. It is met when the one-sided"
    f" {CONFIDENCE * 100:g} % Clopper–Pearson lower bound of the share of cells at the threshold is"
    " at least the share required, not met when the upper bound is below it, and else stays"
    " undecided. A cell below the threshold does not count against any operator where one that is"
    " predicted in the place was not measured. The confidence presumes independent cells.",
)

# Causes of places of which it is not known where they lie or how large they are, or which
# count for nothing: see `geo.results.CAUSES`.
NOT_SETTLED = ("precision", "shape", "no_coordinate", "no_data", "excluded")
# Columns of a verdict that no measurement may settle.
UNSETTLED: dict[str, str | int | float] = {
    "basis": "predicted",
    "measured_n": 0,
    "measured_share": math.nan,
}


@dataclass(frozen=True)
class Sample:
    """What was measured in a place, for one view of the networks.

    Parameters
    ----------
    cells
        How many cells of `CELL_M` were measured.
    passes
        How many of them reach the threshold.
    open_cells
        How many of the others an operator that was not measured there might cover.
    squares, squares_measured
        How many parts of the bounding box touch the place, and hold a cell.
    """

    cells: int
    passes: int
    open_cells: int
    squares: int
    squares_measured: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough cells, and spread over enough of the place."""
        spread = self.squares_measured >= LEAST_OF_SQUARES * self.squares
        return self.cells >= LEAST_CELLS and spread

    def verdict(self, area_share: float) -> str:
        """Return ``met``, ``not_met``, or ``undecided`` where they prove neither.

        Parameters
        ----------
        area_share
            Share of the area that is required, 0–1.
        """
        if not self.is_enough:
            return "undecided"
        if lower_bound(self.passes, self.cells, CONFIDENCE) >= area_share:
            return "met"
        at_most = upper_bound(self.passes + self.open_cells, self.cells, CONFIDENCE)
        return "not_met" if at_most < area_share else "undecided"


def settle(
    areas: gpd.GeoDataFrame,
    verdicts: pd.DataFrame,
    points: gpd.GeoDataFrame,
    networks: Sequence[Network],
    criterion: Criterion,
    crs: str,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Settle what measurements can settle; everything else stays as it was predicted.

    Parameters
    ----------
    areas
        Places with ``area`` and ``cause``.
    verdicts
        As `geo.verdicts.judge` returns them.
    points
        The layer ``measurements``, rows of 5G alone.
    networks
        The networks of the run.
    criterion
        Threshold and share in force.
    crs
        Equal-area projection of the run, as WKT.

    Returns
    -------
    areas, verdicts
        With ``area_basis`` and ``basis``, both with ``measured_n`` and ``measured_share``.
    """
    members = _members(networks, points)
    rows = verdicts[verdicts["rule"] == "area"]
    judged, share50 = _by_place(rows, "verdict"), _by_place(rows, "share50")
    may_be = set(areas.loc[~areas["cause"].isin(NOT_SETTLED), "id"])
    figures: dict[tuple[str, str], Sample] = {}
    settled: dict[tuple[str, str], str] = {}
    for place, found in _samples(areas, points, members, share50, criterion, crs):
        figures |= {(place, view): sample for view, sample in found.items()}
        if place in may_be:
            decided = _decided(judged[place], found, members, criterion.area_share)
            settled |= {(place, view): verdict for view, verdict in decided.items()}
    return _settled_areas(areas, figures, settled), _settled_verdicts(verdicts, figures, settled)


def _members(networks: Sequence[Network], points: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return the operators of each view of 5G; any of them may be one the run has no station of."""
    members = {
        view.name: frozenset(networks[index].operator for index in view.members)
        for view in views(networks)
        if not view.members or any(_is_5g(networks[index]) for index in view.members)
    }
    return {**members, ANY: members[ANY] | set(points["operator"])}


def _is_5g(network: Network) -> bool:
    # A network that names no technology is one of 5G.
    return bool(getattr(network, "tech", "NR") == "NR")


def _by_place(rows: pd.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    """Return place → view → the value of a column."""
    return {
        str(place): dict(zip(own["operator"], own[column], strict=True))
        for place, own in rows.groupby("area_id")
    }


def _samples(
    areas: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    members: Mapping[str, frozenset[str]],
    share50: Mapping[str, Mapping[str, float]],
    criterion: Criterion,
    crs: str,
) -> Iterator[tuple[str, dict[str, Sample]]]:
    """Yield each place that holds points, and what they say of each view."""
    if points.empty:
        return
    area, point = held(points, areas)
    x, y = project(crs, points["lon"].to_numpy()[point], points["lat"].to_numpy()[point])
    each = pd.DataFrame(
        {
            "area": area,
            "x": (np.floor(x / CELL_M) + 0.5) * CELL_M,
            "y": (np.floor(y / CELL_M) + 0.5) * CELL_M,
            "operator": points["operator"].to_numpy(object)[point],
            "level": points["level_dbm"].to_numpy(float)[point],
        }
    )
    medians = each.groupby(["area", "x", "y", "operator"])["level"].median().unstack("operator")
    for position, cells in medians.groupby(level="area"):
        place = areas.iloc[[position]]
        (extent,) = place.geometry.to_crs(crs)
        (name,) = place["id"]
        part, touching = _parts(cells, extent)
        expected = {view for view, share in share50[name].items() if share > 0.0}
        yield (
            name,
            {
                view: sample
                for view, operators in members.items()
                if (sample := _sample(cells, operators, expected, criterion, part, touching))
            },
        )


def _parts(
    cells: pd.DataFrame, extent: shapely.Geometry
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the part of the box around a place that each cell lies in, and which parts touch it.

    Parts that do not touch the place are −1 for a cell.
    """
    left, bottom, right, top = extent.bounds
    across = np.linspace(left, right, SQUARES_ACROSS + 1)
    up = np.linspace(bottom, top, SQUARES_ACROSS + 1)
    boxes = shapely.box(across[:-1], up[:-1, None], across[1:], up[1:, None])
    touching = shapely.intersects(extent, boxes).ravel()
    x, y = (cells.index.get_level_values(name).to_numpy(float) for name in ("x", "y"))
    column = np.clip(np.searchsorted(across, x, "right") - 1, 0, SQUARES_ACROSS - 1)
    row = np.clip(np.searchsorted(up, y, "right") - 1, 0, SQUARES_ACROSS - 1)
    part = row * SQUARES_ACROSS + column
    return np.where(touching[part], part, -1), touching


def _sample(
    cells: pd.DataFrame,
    operators: frozenset[str],
    expected: set[str],
    criterion: Criterion,
    part: npt.NDArray[np.int64],
    touching: npt.NDArray[np.bool_],
) -> Sample | None:
    """Return what was measured for one view, ``None`` where nothing was."""
    levels = cells[[name for name in cells.columns if name in operators]].to_numpy(float)
    here = ~np.isnan(levels).all(axis=1)
    if not here.any():
        return None
    best = np.fmax.reduce(levels, axis=1, initial=np.nan)
    passes = best >= criterion.threshold_dbm
    might = expected & operators
    everyone = cells.reindex(columns=sorted(might)).notna().to_numpy().all(axis=1)
    return Sample(
        cells=int(here.sum()),
        passes=int(passes.sum()),
        open_cells=int((here & ~passes & ~everyone).sum()),
        squares=int(touching.sum()),
        squares_measured=len(set(part[here].tolist()) - {-1}),
    )


def _decided(
    judged: Mapping[str, str],
    found: Mapping[str, Sample],
    members: Mapping[str, frozenset[str]],
    area_share: float,
) -> dict[str, str]:
    """Return the views of one place that are settled, and how."""
    unsettled = [v for v, verdict in judged.items() if verdict == "undecided" and v in members]
    proven = {view: found[view].verdict(area_share) for view in unsettled if view in found}
    decided = {view: verdict for view, verdict in proven.items() if verdict != "undecided"}
    certain = dict(decided)
    for view in unsettled:
        # Who may use more networks is covered wherever one who may use fewer is.
        if any(v == "met" and members[o] <= members[view] for o, v in certain.items()):
            decided[view] = "met"
        elif any(v == "not_met" and members[o] >= members[view] for o, v in certain.items()):
            decided[view] = "not_met"
    return decided


def _settled_verdicts(
    verdicts: pd.DataFrame,
    figures: Mapping[tuple[str, str], Sample],
    settled: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    by_area = verdicts["rule"] == "area"
    keys = list(zip(verdicts["area_id"], verdicts["operator"].where(by_area, ""), strict=True))
    new = [settled.get(key) for key in keys]
    verdict = [found or old for found, old in zip(new, verdicts["verdict"], strict=True)]
    return verdicts.assign(
        **_texts(verdicts, verdict=verdict, basis=[_basis(found) for found in new]),
        **_figures([figures.get(key) for key in keys]),
    )


def _settled_areas(
    areas: gpd.GeoDataFrame,
    figures: Mapping[tuple[str, str], Sample],
    settled: Mapping[tuple[str, str], str],
) -> gpd.GeoDataFrame:
    keys = [(place, ANY) for place in areas["id"]]
    new = [settled.get(key) for key in keys]
    cause = [
        old if found is None else "" if found == "met" else "measured"
        for old, found in zip(areas["cause"], new, strict=True)
    ]
    verdict = [found or old for found, old in zip(new, areas["area"], strict=True)]
    return areas.assign(
        **_texts(areas, area=verdict, cause=cause, area_basis=[_basis(found) for found in new]),
        **_figures([figures.get(key) for key in keys]),
    )


def _basis(settled: str | None) -> str:
    return "predicted" if settled is None else "measured"


def _texts(frame: pd.DataFrame, **columns: list[str]) -> dict[str, pd.Series[str]]:
    return {name: pd.Series(cells, frame.index, dtype="str") for name, cells in columns.items()}


def _figures(samples: list[Sample | None]) -> dict[str, npt.NDArray[Any]]:
    return {
        "measured_n": np.array([s.cells if s else 0 for s in samples], np.int64),
        "measured_share": np.array([s.passes / s.cells if s else np.nan for s in samples]),
    }
