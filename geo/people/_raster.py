"""A raster of people per pixel, spread evenly over each pixel.

Written out instead of left to GDAL's warper, which resamples values: people would be counted
twice where pixels grow and lost where they shrink.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio.features

from layers.errors import Finding

from ..grid import Grid, covering
from ..terrain._files import Handles
from ..terrain._frame import ORIGIN, Box, Frame
from ..terrain._heights import read_raw, strips
from ..terrain._tile import Tile
from ._cells import cells_frame, corner_of, outline
from ._kernels import clean, scatter

Floats = npt.NDArray[np.float64]

# Over 3 km bilinear and exact position differ by some 0.1 m: parallels are that nearly straight.
_NODES_APART_M = 3000.0
_MOST_PIXELS_APART = 16
_EDGE_POINTS = 257
_MARGIN = 2  # pixels: what an edge may bulge between two of its points, and more
_SIDES_SAMPLED = 5  # per axis
_PROJECTION = 0.01  # a pixel of two cells is not split into three for what lengths are off by
_TILE_CELLS = 1024
_CELLS_ACROSS, _FINEST_M, _COARSEST_M = 16, 1.0, 30.0  # of a polygon, to count what is inside


@dataclass(frozen=True, eq=False)
class RasterPeople:
    """People per pixel of a file; see `geo.people.People`.

    Parameters
    ----------
    tile
        The checked file.
    source, total, bounds, findings
        As of `geo.people.People`.
    part
        Pixels that are looked at, counted from the first of the file.
    """

    tile: Tile
    source: str
    total: float
    bounds: tuple[float, float, float, float]
    findings: tuple[Finding, ...]
    part: Box
    rows: int | None = None
    without_datum: int = 0
    _handles: Handles = field(default_factory=Handles, repr=False)

    @property
    def path(self) -> Path:
        """The file."""
        return self.tile.path

    def over(self, grid: Grid) -> Floats:
        """Return the people of each cell of a window; see `geo.people.People`."""
        out = np.zeros(grid.shape)
        corner, cells = corner_of(grid), cells_frame(grid)
        box = self._pixels_of(grid, cells, corner)
        parts = self._parts(grid.cell_m)
        for piece in strips(box) if box is not None else ():
            people = read_people(self._handles.get(self.path), piece)[0]
            nodes = self._nodes(piece, cells)
            scatter(people, (piece.row, piece.column), nodes, self._step, parts, corner, out)
        return out

    def within(self, polygons: npt.NDArray[np.object_], crs: str) -> Floats:
        """Return the people in each polygon: in the cells whose middles it covers."""
        return np.array([self._within(polygon, crs) for polygon in polygons], np.float64)

    def _within(self, polygon: Any, crs: str) -> float:
        if polygon is None or polygon.is_empty:
            return 0.0
        side = math.sqrt(polygon.area) / _CELLS_ACROSS
        whole = covering(crs, polygon.bounds, min(max(side, _FINEST_M), _COARSEST_M))
        return sum(self._in_window(polygon, grid) for _, _, grid in whole.tiles(_TILE_CELLS))

    def _in_window(self, polygon: Any, grid: Grid) -> float:
        inside = rasterio.features.geometry_mask(
            [polygon], grid.shape, transform=grid.affine, invert=True
        )
        return float(self.over(grid)[inside].sum()) if inside.any() else 0.0

    def _pixels_of(self, grid: Grid, cells: Frame, corner: tuple[int, int]) -> Box | None:
        """Return the pixels of the file that may have a part in a window."""
        row, column = (number + ORIGIN - 0.5 for number in corner)
        edge = outline((row, row + grid.rows), (column, column + grid.columns), _EDGE_POINTS)
        box = box_around(*cells.relocate(self.tile.frame, *edge))
        return self.part if box is None else box.common(self.part)

    def _nodes(self, box: Box, cells: Frame) -> tuple[Floats, Floats]:
        """Return where corners of pixels are among the cells, as `scatter` wants them."""
        step = self._step
        rows, columns = (
            np.arange(start // step, -(-end // step) + 1) * float(step) + (ORIGIN - 0.5)
            for start, end in ((box.row, box.end[0]), (box.column, box.end[1]))
        )
        column, row = np.meshgrid(columns, rows)
        found = self.tile.frame.relocate(cells, column.ravel(), row.ravel())
        x, y = (values.reshape(column.shape) - (ORIGIN - 0.5) for values in found)
        return x, y

    @cached_property
    def _sides_m(self) -> tuple[float, float]:
        """Return the largest height and width of a pixel on the ground [m]."""
        row, column, rows, columns = self.part
        sides = [
            self.tile.frame.sides_m(x + ORIGIN, y + ORIGIN)
            for x in np.linspace(column, column + columns - 1, _SIDES_SAMPLED)
            for y in np.linspace(row, row + rows - 1, _SIDES_SAMPLED)
        ]
        width, height = np.nanmax(sides, axis=0).tolist()
        return height, width

    @cached_property
    def _step(self) -> int:
        fitting = int(_NODES_APART_M / max(self._sides_m))
        return min(max(fitting, 1), _MOST_PIXELS_APART)

    def _parts(self, cell_m: float) -> tuple[int, int]:
        """Return into how many a pixel is split, no farther apart than a cell is wide."""
        down, across = (max(1, math.ceil(side / cell_m - _PROJECTION)) for side in self._sides_m)
        return down, across


def box_around(column: Floats, row: Floats) -> Box | None:
    """Return the pixels around points of a frame, counted from the first of the file.

    ``None`` when a point lies beyond the frame's projection, so that nothing can be said.
    """
    if not (np.isfinite(column).all() and np.isfinite(row).all()):
        return None
    top, left = (math.floor(values.min()) - ORIGIN - _MARGIN for values in (row, column))
    bottom, right = (math.ceil(values.max()) - ORIGIN + _MARGIN for values in (row, column))
    return Box(top, left, bottom - top + 1, right - left + 1)


def read_people(dataset: Any, box: Box) -> tuple[Floats, tuple[float, float, int, int]]:
    """Return the people of pixels, and their `clean` figures.

    Parameters
    ----------
    dataset
        Open file.
    box
        Pixels counted from the first of the file.
    """
    raw, void = read_raw(dataset, box)
    people = raw.astype(np.float64)
    if void is not None:
        people[void] = np.nan
    return people, clean(people, float(dataset.scales[0]), float(dataset.offsets[0]))


def survey(dataset: Any, part: Box) -> tuple[float, float, int, int]:
    """Return the `clean` figures of a part of a file."""
    figures = list(_figures(dataset, part))
    total, most, void, negative = zip(*figures, strict=True)
    return math.fsum(total), max(most), sum(void), sum(negative)


def _figures(dataset: Any, part: Box) -> Iterator[tuple[float, float, int, int]]:
    for piece in strips(part):
        yield read_people(dataset, piece)[1]
