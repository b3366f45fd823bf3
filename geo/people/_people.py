"""What a file of people can be asked, whatever kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from layers.errors import Finding

from ..grid import Grid

Floats = npt.NDArray[np.float64]


class People(Protocol):
    """Where people live.

    Attributes
    ----------
    path
        The file.
    source
        What it is, for the model card, e.g. ``"people.tif: 3 arc-seconds"``.
    rows
        Rows of a table, ``None`` for a raster.
    total
        People of the file within Qinghai; of a raster, within its bounds.
    bounds
        West, south, east, north of the file. [degree]
    findings
        What was reported and not refused.
    """

    @property
    def path(self) -> Path: ...
    @property
    def source(self) -> str: ...
    @property
    def rows(self) -> int | None: ...
    @property
    def total(self) -> float: ...
    @property
    def bounds(self) -> tuple[float, float, float, float]: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...

    def over(self, grid: Grid) -> Floats:
        """Return the people of each cell of a window, shape (rows, columns).

        Windows that tile a grid share out its people: the sum over the tiles is that over the
        whole, and a cell has the same people whatever the window.

        Parameters
        ----------
        grid
            Any window whose cells are on whole multiples of their side, as those of the working
            grid are.
        """

    def within(self, polygons: npt.NDArray[np.object_], crs: str) -> Floats:
        """Return the people in each polygon, shape (n,); see `geo.people.of_polygons`."""
