"""Received level over windows of cells: best SS-RSRP per network.

`by_distance` where no terrain is at hand (TR 38.901, free space), `by_terrain` with a DEM
(P.1812). Both fill a `Window`, and each cell is computed at its own distance and bearing from
each station; nothing is buffered. Memory is that of one window, whatever the region.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from ..grid import Grid
from ..radio import Transmitters
from .at_threshold import (
    AT_50,
    AT_90,
    BELOW,
    NO_DATA,
    NO_STATION,
    OUTSIDE,
    AtThreshold,
    classify,
)
from .by_distance import LOS_REACH_M, ByDistance
from .by_terrain import ByTerrain
from .known import Known, Memory, NoMemory
from .reached import Reached
from .window import EIGHTHS, Window

__all__ = [
    "AT_50",
    "AT_90",
    "BELOW",
    "EIGHTHS",
    "LOS_REACH_M",
    "NO_DATA",
    "NO_STATION",
    "OUTSIDE",
    "AtThreshold",
    "ByDistance",
    "ByTerrain",
    "Known",
    "Memory",
    "Model",
    "NoMemory",
    "Reached",
    "Window",
    "classify",
]


class Model(Protocol):
    """What computes levels."""

    @property
    def sources(self) -> Transmitters:
        """Stations in the projection."""

    @property
    def reach_m(self) -> float:
        """Distance beyond which no station is counted [m]."""

    def largest_side(self, cell_m: float) -> int:
        """Return how many cells [m] a window may have along an edge, to bound its memory."""

    def reaches(self, grid: Grid) -> bool:
        """Return whether any station may reach a window."""

    def over_window(self, grid: Grid) -> Window:
        """Compute the levels at the cells of a part of the region."""

    def over_place(self, grid: Grid) -> Window:
        """Compute the levels at the cells that judge a place."""

    def at_point(self, x: float, y: float) -> Window:
        """Compute the levels at one point of the projection [m], a window of one cell."""

    def strong_at_end(self, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return which stations are still above the threshold at 50 % where the reach ends.

        Only where it is the model that ends there and not the station's service; shape
        (stations,).
        """

    def ground_m(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the height of the ground at points [degree], NaN = not known [m]."""

    def without_sectors(self) -> Model:
        """Return the same with stations that send the same all round; it keeps no memory."""
