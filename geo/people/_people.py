"""What a file of people can be asked, whatever kind it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    without_datum
        Rows of a table that name no datum.
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
    @property
    def without_datum(self) -> int: ...

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


def defaults(people: People) -> pd.DataFrame:
    """Return what was assumed about a file, as `geo.results.Results.defaults`.

    Parameters
    ----------
    people
        The file.
    """
    zh, en = "未填坐标系，按 CGCS2000", "no datum, taken as CGCS2000"
    rows = [("people", "datum", "CGCS2000", people.without_datum, zh, en)]
    names = ["layer", "field", "value", "rows", "zh", "en"]
    return pd.DataFrame(rows if people.without_datum else [], columns=names).astype(
        {"rows": "int64"}
    )
