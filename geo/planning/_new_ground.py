"""Candidates where nothing stands: inside gaps, on a grid around places, on high ground.

The order is that of the places and of the projection, so that the same input gives the same list.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from ..grid import Floats, unproject
from ..terrain import Terrain
from ._demand import OpenPlace
from ._table import with_columns

_AROUND_M = 3000.0  # how far beside the lacking cells a grid of candidates goes
_LATTICE_M = 300.0  # of the heights among which high ground is looked for
_SEEN_M = 10_000.0  # how far away high ground is looked for
_RINGS_M = (0.0, 2000.0, 5000.0, _SEEN_M)  # near hills see into what far ones only look over
_APART_M = 1000.0  # two candidates on one hill are one


def inside(place: OpenPlace, most: int) -> Floats:
    """Return points in the gaps of a place and, farthest from them, among its lacking cells.

    Parameters
    ----------
    place
        An open place.
    most
        How many.

    Returns
    -------
    numpy.ndarray
        In the projection, shape (points, 2). [m]
    """
    cells = place.points()
    chosen = [*place.gaps[:most]] or [cells[_nearest_to(cells, cells.mean(axis=0))]]
    away = np.min([np.hypot(*(cells - point).T) for point in chosen], axis=0)
    # Between points nearer than this a station would see the same.
    least = max(place.window.cell_m * 3.0, np.sqrt(place.cells * place.cell_km2 * 1e6) / 8.0)
    while len(chosen) < most and away.max() > least:
        chosen.append(cells[int(np.argmax(away))])
        away = np.minimum(away, np.hypot(*(cells - chosen[-1]).T))
    return np.array(chosen)


def _nearest_to(cells: Floats, point: Floats) -> int:
    return int(np.argmin(np.hypot(*(cells - point).T)))


def around(box: tuple[float, ...], reach_m: float, most: int) -> Floats:
    """Return a square grid of points over a box and its surroundings.

    Parameters
    ----------
    box
        Of the lacking cells of a place. [m]
    reach_m
        How far a station serves. [m]
    most
        About how many points.
    """
    aside = min(_AROUND_M, reach_m / 2.0)
    left, bottom, right, top = box[0] - aside, box[1] - aside, box[2] + aside, box[3] + aside
    step = float(np.sqrt((right - left) * (top - bottom) / max(most, 1)))
    across = np.arange(np.ceil(left / step), np.floor(right / step) + 1) * step
    down = np.arange(np.ceil(bottom / step), np.floor(top / step) + 1) * step
    x, y = np.meshgrid(across, down)
    return np.column_stack([x.ravel(), y.ravel()])


def high_ground(
    box: tuple[float, ...], reach_m: float, most: int, terrain: Terrain, crs: str
) -> Floats:
    """Return the highest points in rings around a place, each on a hill of its own.

    Parameters
    ----------
    box
        Of the lacking cells of a place. [m]
    reach_m
        How far a station serves. [m]
    most
        How many.
    terrain
        The DEM.
    crs
        Projection, as WKT.
    """
    aside = min(_SEEN_M, reach_m)
    across = np.arange((box[0] - aside) // _LATTICE_M, (box[2] + aside) // _LATTICE_M + 1)
    down = np.arange((box[1] - aside) // _LATTICE_M, (box[3] + aside) // _LATTICE_M + 1)
    x, y = np.meshgrid(across * _LATTICE_M, down * _LATTICE_M)
    lon, lat = unproject(crs, x.ravel(), y.ravel())
    height = terrain.heights(lon, lat).reshape(x.shape)
    known = np.where(np.isnan(height), -np.inf, height)
    top = (known == _highest_around(known)) & np.isfinite(known)
    points, height = np.column_stack([x[top], y[top]]), height[top]
    beside = np.maximum(np.array(box[:2]) - points, points - np.array(box[2:])).clip(0.0)
    away = np.hypot(*beside.T)
    chosen: list[Floats] = []
    for near, far in pairwise(_RINGS_M):
        ring = np.flatnonzero((away >= near) & (away < far))
        ring = ring[np.lexsort([points[ring, 1], points[ring, 0], -height[ring]])]
        chosen += _apart(points[ring], chosen, -(-most // (len(_RINGS_M) - 1)))
    return np.array(chosen[:most]).reshape(-1, 2)


def _highest_around(height: Floats) -> Floats:
    """Return the highest of each point and its eight neighbours, same shape."""
    wide = np.pad(height, 1, mode="edge")
    rows, columns = height.shape
    shifted = [wide[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    highest: Floats = np.max(shifted, axis=0)
    return highest


def _apart(points: Floats, taken: list[Floats], most: int) -> list[Floats]:
    """Return the first points that are not too near to one taken before."""
    chosen: list[Floats] = []
    for point in points:
        if len(chosen) == most:
            break
        if all(np.hypot(*(point - other)) >= _APART_M for other in (*taken, *chosen)):
            chosen.append(point)
    return chosen


def rows(kind: str, points: Floats, crs: str, height_m: float) -> pd.DataFrame:
    """Return points as candidates of a kind.

    Parameters
    ----------
    kind
        One of `geo.results.CANDIDATE_KINDS`.
    points
        In the projection, shape (points, 2). [m]
    crs
        Projection, as WKT.
    height_m
        Antenna height. [m]
    """
    lon, lat = unproject(crs, points[:, 0], points[:, 1])
    return with_columns(pd.DataFrame({"kind": kind, "lon": lon, "lat": lat, "height_m": height_m}))
