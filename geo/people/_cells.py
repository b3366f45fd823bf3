"""Cells of the working grid by numbers that do not depend on the window they are seen in."""

from __future__ import annotations

import numpy as np

from ..grid import Grid
from ..terrain._frame import Frame

_ALIGNED = 1e-6  # of a cell: what decimals of a cell size leave


def corner_of(grid: Grid) -> tuple[int, int]:
    """Return row and column of a window's first cell, counted from the origin of the projection.

    Raises
    ------
    ValueError
        When the cells are not on whole multiples of their side, as `geo.grid.covering` has them.
    """
    row, column = -grid.top / grid.cell_m, grid.left / grid.cell_m
    if max(abs(row - round(row)), abs(column - round(column))) > _ALIGNED:
        raise ValueError(f"cells of {grid.cell_m:g} m are not on whole multiples of it: {grid}")
    return round(row), round(column)


def cells_frame(grid: Grid) -> Frame:
    """Return all cells of a grid's projection and cell size as a frame, whatever the window."""
    half = grid.cell_m / 2.0
    return Frame(grid.crs, half, -half, grid.cell_m, -grid.cell_m)


def outline(rows: tuple[float, float], columns: tuple[float, float], points: int) -> np.ndarray:
    """Return points along the edges of a rectangle as (column, row), shape (2, n).

    Parameters
    ----------
    rows, columns
        First and last.
    points
        Along each edge.
    """
    down, across = np.linspace(*rows, points), np.linspace(*columns, points)
    sides = (np.meshgrid(across, rows), np.meshgrid(columns, down))
    return np.stack([np.concatenate([side[axis].ravel() for side in sides]) for axis in (0, 1)])
