"""Outlines: the contiguous parts of a place below the threshold, from its cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio.features
import shapely
from shapely.geometry import shape

from ..coverage import BELOW, NO_STATION
from ..results import LIMITS
from .evidence import Blocking, Evidence

_SMALLEST_CELLS = 4  # fewer cells than this are the grain of the window, not a gap


class Outline(NamedTuple):
    """One gap of a place.

    Parameters
    ----------
    area_id
        The place.
    polygon
        In the projection. [m]
    x, y
        A point inside, in the projection. [m]
    cells
        Cells by what limits them, shape (len(`geo.results.LIMITS`),).
    median_dbm
        Median of the cells that have a level: any operator at 50 %, NaN = none has. [dBm]
    blocking
        Of the cells limited by terrain the one nearest to the point, ``None`` = there is none.
    """

    area_id: str
    polygon: shapely.Polygon
    x: float
    y: float
    cells: npt.NDArray[np.int64]
    median_dbm: float
    blocking: Blocking | None


def of_place(evidence: Evidence) -> list[Outline]:
    """Return the gaps of a place, largest first.

    Parameters
    ----------
    evidence
        With its cells. Gaps are of cells that fail at 50 % location probability; a cell without
        data is none.
    """
    polygons = _contiguous(np.isin(evidence.classes, (BELOW, NO_STATION)), evidence)
    if not polygons:
        return []
    gap = rasterio.features.rasterize(
        zip(polygons, range(len(polygons)), strict=True),
        evidence.window.shape,
        fill=-1,
        transform=evidence.window.affine,
        dtype="int32",
    )
    points = shapely.point_on_surface(polygons)
    x, y = shapely.get_x(points), shapely.get_y(points)
    columns = (
        [evidence.area_id] * len(polygons),
        polygons,
        x.tolist(),
        y.tolist(),
        _counted(gap, evidence, len(polygons)),
        _medians(gap, evidence, len(polygons)),
        _blockings(gap, evidence, x, y),
    )
    return [Outline(*row) for row in zip(*columns, strict=True)]


def _contiguous(mask: npt.NDArray[np.bool_], evidence: Evidence) -> list[shapely.Polygon]:
    """Return the connected parts of a mask, largest first, in the projection."""
    if not mask.any():
        return []
    found = rasterio.features.shapes(
        mask.astype(np.uint8), mask=mask, connectivity=4, transform=evidence.window.affine
    )
    polygons = [shape(geometry) for geometry, _ in found]
    smallest_m2 = _SMALLEST_CELLS * evidence.cell_m**2
    kept = [polygon for polygon in polygons if polygon.area >= smallest_m2]
    return sorted(kept, key=lambda p: (-p.area, p.bounds))


def _counted(
    gap: npt.NDArray[np.int32], evidence: Evidence, count: int
) -> list[npt.NDArray[np.int64]]:
    inside = gap >= 0
    cells = np.zeros((count, len(LIMITS)), np.int64)
    np.add.at(cells, (gap[inside], evidence.limits[inside]), 1)
    return list(cells)


def _medians(gap: npt.NDArray[np.int32], evidence: Evidence, count: int) -> list[float]:
    inside = gap >= 0
    levels = pd.Series(evidence.cell_dbm[inside].astype(np.float64)).groupby(gap[inside])
    medians: list[float] = levels.median().reindex(range(count)).tolist()
    return medians


def _blockings(
    gap: npt.NDArray[np.int32],
    evidence: Evidence,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
) -> list[Blocking | None]:
    """Return for each gap which of its cells limited by terrain is nearest to its point."""
    blocked, found = evidence.blocked, [None] * x.size
    label = gap.reshape(-1)[blocked.cell]
    away = blocked.away_m(evidence.window, x[label], y[label])  # −1, in no gap, is passed over
    order = np.lexsort((away, label))
    gaps, first = np.unique(label[order], return_index=True)
    nearest: list[Blocking | None] = list(found)
    for number, index in zip(gaps.tolist(), order[first].tolist(), strict=True):
        if number >= 0:
            nearest[number] = blocked.one(index, evidence.window)
    return nearest
