"""Where people and lines lack coverage outside the places: blocks of cells, the worthiest first.

They enter a question with a limit alone: what is left of it once places are closed goes to them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .. import analysis, coverage, judging
from ..grid import Floats, Grid
from ..inputs import Inputs
from ..lines import Sampled, sampled
from ..tally import Regions
from ._demand import OpenPlace

SIDE_M = 2000.0  # of a block: what one station near it covers most of
_MOST = 200  # blocks looked at


class _Lacking:
    """Takes the cells that lack coverage, with people and lines in them, tile by tile.

    ``found`` are the worthiest blocks so far, with what they are worth.
    """

    def __init__(
        self, inputs: Inputs, grid: Grid, threshold_dbm: float, weights: dict[str, float]
    ) -> None:
        self._people, self._threshold_dbm, self._weights = inputs.people, threshold_dbm, weights
        self._prefectures = inputs.counties["prefecture_adcode"].to_numpy(str)
        self._lines = sampled(inputs.lines, grid.crs, grid.cell_m)
        self.found: list[tuple[float, OpenPlace]] = []

    def add(self, window: coverage.Window, county: npt.NDArray[np.int16]) -> None:
        """Take one tile and its index raster (−1 = outside), shape (rows, columns)."""
        covered = window.any_operator()[1] >= self._threshold_dbm
        self._take(window.grid, county, ~covered & (county >= 0))

    def add_empty(self, grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Take a tile that no station reaches."""
        self._take(grid, county, county >= 0)

    def _take(
        self, grid: Grid, county: npt.NDArray[np.int16], lacking: npt.NDArray[np.bool_]
    ) -> None:
        people = np.zeros(grid.shape) if self._people is None else self._people.over(grid)
        km = _over(self._lines, grid)
        worth = self._weights["people_1000"] * people / 1000.0 + self._weights["line_km"] * km
        worth[~lacking] = 0.0
        if not worth.any():
            return
        for row, column, block in grid.tiles(max(1, round(SIDE_M / grid.cell_m))):
            part = (slice(row, row + block.rows), slice(column, column + block.columns))
            cells = np.flatnonzero(worth[part])
            if cells.size:
                own = county[part].reshape(-1)[cells]
                made = OpenPlace(
                    "",
                    str(self._prefectures[np.bincount(own).argmax()]),
                    block,
                    cells.size,
                    cells,
                    np.empty((0, 2)),
                    people[part].reshape(-1)[cells],
                    km[part].reshape(-1)[cells],
                )
                self.found.append((float(worth[part].sum()), made))
        # As many as a province has would fill the memory.
        self.found = sorted(self.found, key=_rank)[:_MOST]


def _rank(one: tuple[float, OpenPlace]) -> tuple[float, float, float]:
    worth, block = one
    return -worth, -block.window.top, block.window.left


def _over(lines: Sampled, grid: Grid) -> Floats:
    """Return the length of lines in each cell of a window [km]."""
    left, bottom, right, top = grid.bounds
    here = (lines.x >= left) & (lines.x < right) & (lines.y > bottom) & (lines.y <= top)
    row = ((top - lines.y[here]) / grid.cell_m).astype(np.int64).clip(0, grid.rows - 1)
    column = ((lines.x[here] - left) / grid.cell_m).astype(np.int64).clip(0, grid.columns - 1)
    cell = row * grid.columns + column
    km: Floats = np.bincount(cell, lines.km[here], grid.rows * grid.columns).astype(np.float64)
    return km.reshape(grid.shape)


class _Nowhere:
    """Takes tiles and keeps nothing."""

    def write(self, *_tile: object) -> None:
        """Take one tile."""

    def write_empty(self, *_tile: object) -> None:
        """Take a tile that no station reaches."""


def blocks(
    inputs: Inputs,
    model: coverage.Model,
    region: tuple[Regions, Grid],
    threshold_dbm: float,
    weights: dict[str, float],
    tile_cells: int,
    progress: judging.Progress,
) -> list[OpenPlace]:
    """Return the blocks where most people and lines lack coverage at 90 %, worthiest first.

    Parameters
    ----------
    inputs, model
        What the plan starts from.
    region
        Counties and grid, as `geo.analysis.prepare` returns them.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    weights
        As of ``standards/plan_weights.csv``.
    tile_cells
        Cells along a tile's edge.
    progress
        Shows how far it is.
    """
    regions, grid = region
    reader = _Lacking(inputs, grid, threshold_dbm, weights)
    analysis.over_province(regions, grid, model, tile_cells, [reader], _Nowhere(), progress)
    return [block for _, block in reader.found]
