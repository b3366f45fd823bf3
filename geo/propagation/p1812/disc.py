"""P.1812 for many receivers around one transmitter: radials over a terrain raster.

Each receiver keeps its own distance, its own ground and the last points of its own profile;
what lies further back is taken from the nearest radial, which is aside by half a spacing at
the outer edge and by less nearer in. A result depends on the transmitter, the terrain and
the receiver alone, not on what else is computed with it, so tiles fit together to the bit.
"""

from __future__ import annotations

import itertools
import math
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .._model import Floats
from ..accelerate import inner_kernel, kernel
from ..surface import Line, Singles, along, bilinear, nearest, place
from .hoisted import Constants, constants, farthest
from .path import DISTANCE_KM, check_limits
from .radial import (
    empty_radial,
    empty_tail,
    extend,
    last_point,
    receiver_loss,
    set_tail,
    start,
)
from .receiver import Radial, Tail

Indices = npt.NDArray[np.int64]

OWN_POINTS = 4  # last profile points a receiver has to itself
_PARTS = 8  # of the radials, for threads that do not all get on alike
_LEAST_POINTS = 3  # profile points there are at least before a receiver


class Ground(NamedTuple):
    """Terrain around a transmitter.

    Parameters
    ----------
    height_m
        Heights above sea level, NaN = void, shape (rows, columns). [m]
    clutter_m
        Clutter heights of the same shape; shape (0, 0) without. [m]
    column, row
        Where its first pixel lies in the raster's own frame.
    frame
        Coefficients of the transmitter's surroundings in that frame, as in
        `geo.propagation.surface.place`, shape (2, 6).
    """

    height_m: Singles
    clutter_m: Singles
    column: float
    row: float
    frame: Floats


def disc_loss(
    ground: Ground,
    east: Floats,
    north: Floats,
    c: Constants,
    htg: float,
    hrg: float,
    spacing: float,
    reach: float,
    pool: Executor | None = None,
) -> tuple[Singles, Singles]:
    """Return loss and blocking distance of receivers around a transmitter.

    Parameters
    ----------
    ground
        Terrain that holds the transmitter and what lies between it and the receivers.
    east, north
        Receivers, shape (n,). [m]
    c
        Constants of the transmitter, for profiles of its ``step``.
    htg, hrg
        Antenna heights above ground. [m]
    spacing, reach
        Distance between radials at the outer edge, and that edge. [m]
    pool
        Threads that share the radials, ``None`` = this one alone; the result is the same.

    Returns
    -------
    loss
        Basic transmission loss at 50 % of locations; NaN where the profile crosses a void,
        or nearer than 0.25 km or three profile points, or beyond the edge; shape (n,). [dB]
    blocked
        Distance of the point that blocks the path or comes nearest to it, NaN = none,
        shape (n,). [km]

    Raises
    ------
    ValueError
        When the constants are for a shorter reach.
    """
    if 0.001 * reach >= farthest(c):
        raise ValueError(f"P.1812: the constants are not for a reach of {0.001 * reach:g} km")
    radials = math.ceil(2.0 * math.pi * reach / spacing)
    order, first = _sorted_by_radial(east, north, c.step, radials, reach)
    # In the order of the walk, so that memory is read as it lies.
    outwards = np.stack([east[order], north[order]])
    found = np.full((2, order.size), np.nan, np.float32)

    def walk(bounds: tuple[int, int]) -> None:
        low, high = bounds
        _walk_all(
            ground,
            first,
            low,
            high,
            outwards[0],
            outwards[1],
            c,
            htg,
            hrg,
            reach,
            found[0],
            found[1],
        )

    parts = _parts(first, _PARTS if pool else 1)
    list(pool.map(walk, parts) if pool else map(walk, parts))
    result = np.full((2, east.size), np.nan, np.float32)
    result[:, order] = found
    return result[0], result[1]


def square_loss(
    height_m: npt.ArrayLike,
    cell_m: float,
    radius_m: float,
    frequency_ghz: float,
    tx_height_m: float,
    rx_height_m: float,
    latitude_deg: float,
    *,
    time_pct: float = 50.0,
    polarisation: int = 2,
    delta_n: float = 45.0,
    n0: float = 325.0,
    spacing_m: float | None = None,
    pool: Executor | None = None,
) -> Singles:
    """Return the basic transmission loss around a transmitter in the middle of a raster, inland.

    Parameters
    ----------
    height_m
        Terrain in square cells, NaN = void; odd shape, the transmitter in the middle cell. [m]
    cell_m
        Side of a cell, and spacing of the profiles: at most 50. [m]
    radius_m
        Reach. [m]
    frequency_ghz, tx_height_m, rx_height_m, latitude_deg, time_pct, polarisation, delta_n, n0
        As in `geo.propagation.p1812.path_loss`.
    spacing_m
        Distance between radials at the reach, ``None`` = two cells. [m]
    pool
        Threads, ``None`` = this one alone.

    Returns
    -------
    numpy.ndarray
        Loss at 50 % of locations, shape of the raster; NaN nearer than 0.25 km, beyond the
        reach and behind voids. [dB]

    Raises
    ------
    OutsideValidity
        When a parameter is outside the limits.

    Examples
    --------
    >>> flat = np.zeros((41, 41), np.float32)
    >>> loss = square_loss(flat, 30.0, 600.0, 2.6, 30.0, 1.5, 36.0)
    >>> round(float(loss[20, 37]), 1), bool(np.isnan(loss[20, 20]))
    (94.9, True)
    """
    check_limits(
        frequency_ghz=frequency_ghz,
        time_pct=time_pct,
        tx_height_m=tx_height_m,
        rx_height_m=rx_height_m,
        latitude_deg=latitude_deg,
        delta_n=delta_n,
        polarisation=polarisation,
    )
    heights = np.ascontiguousarray(height_m, dtype=np.float32)
    rows, columns = heights.shape
    middle = columns // 2, rows // 2
    pixels = 1.0 / cell_m
    frame = np.zeros((2, 6))
    frame[:, 0] = middle
    frame[0, 1], frame[1, 2] = pixels, -pixels
    ground = Ground(heights, np.empty((0, 0), np.float32), 0.0, 0.0, frame)
    north, east = (np.indices(heights.shape) - np.array(middle[::-1])[:, None, None]) * cell_m
    c = constants(
        frequency_ghz,
        time_pct,
        polarisation,
        latitude_deg,
        delta_n,
        n0,
        0.001 * cell_m,
        0.001 * radius_m,
    )
    loss, _ = disc_loss(
        ground,
        east.ravel(),
        -north.ravel(),
        c,
        tx_height_m,
        rx_height_m,
        spacing_m or 2.0 * cell_m,
        radius_m,
        pool,
    )
    return loss.reshape(heights.shape)


def _parts(first: Indices, count: int) -> list[tuple[int, int]]:
    """Return ranges of radials with about as many receivers each."""
    wanted = np.linspace(0, first[-1], count + 1)[1:-1]
    cuts = np.unique([0, *np.searchsorted(first, wanted), first.size - 1])
    return [(int(low), int(high)) for low, high in itertools.pairwise(cuts)]


@kernel
def _walk_all(
    ground: Ground,
    first: Indices,
    low: int,
    high: int,
    east: Floats,
    north: Floats,
    c: Constants,
    htg: float,
    hrg: float,
    reach: float,
    loss: Singles,
    blocked: Singles,
) -> None:
    """Walk the radials of a range that have receivers, in one workspace."""
    cluttered = ground.clutter_m.size > 0
    radial = empty_radial(int(0.001 * reach / c.step) + 3, cluttered, c.p)
    room = empty_tail(OWN_POINTS)
    radials = first.size - 1
    for k in range(low, high):
        if first[k + 1] > first[k]:
            _walk(
                ground, radial, room, first[k], first[k + 1], 2.0 * math.pi * k / radials,
                east, north, c, htg, hrg, cluttered, loss, blocked,
            )  # fmt: skip


@kernel
def _sorted_by_radial(
    east: Floats, north: Floats, step: float, radials: int, reach: float
) -> tuple[Indices, Indices]:
    """Return receivers by radial, on it by their last profile point, and each radial's first.

    Two counting sorts, the second stable; receivers that are too near or too far are left out.
    """
    n = east.size
    farthest = int(0.001 * reach / step) + 2
    radial, last = np.empty(n, np.int64), np.empty(n, np.int64)
    by_last, first = np.zeros(farthest + 1, np.int64), np.zeros(radials + 1, np.int64)
    per_radian = radials / (2.0 * math.pi)
    for i in range(n):
        d = 0.001 * math.sqrt(east[i] * east[i] + north[i] * north[i])
        inside = DISTANCE_KM[0] <= d <= 0.001 * reach
        if not inside or last_point(d, step) < _LEAST_POINTS:
            radial[i] = -1
            continue
        turn = math.atan2(east[i], north[i]) * per_radian
        radial[i] = int(turn + 0.5 + radials) % radials
        last[i] = last_point(d, step)
        by_last[last[i] + 1] += 1
        first[radial[i] + 1] += 1
    for j in range(farthest):
        by_last[j + 1] += by_last[j]
    for k in range(radials):
        first[k + 1] += first[k]
    outwards, order = np.empty(first[radials], np.int64), np.empty(first[radials], np.int64)
    for i in range(n):
        if radial[i] >= 0:
            outwards[by_last[last[i]]] = i
            by_last[last[i]] += 1
    free = first[:radials].copy()
    for i in outwards:
        order[free[radial[i]]] = i
        free[radial[i]] += 1
    return order, first


@inner_kernel
def _walk(
    ground: Ground,
    radial: Radial,
    room: Tail,
    first: int,
    end: int,
    azimuth: float,
    east: Floats,
    north: Floats,
    c: Constants,
    htg: float,
    hrg: float,
    cluttered: bool,
    loss: Singles,
    blocked: Singles,
) -> None:
    """Walk one radial outwards and compute its receivers, `first` to `end`, as they come."""
    line = along(ground.frame, math.sin(azimuth), math.cos(azimuth))
    h, _ = ground_at(ground, 0.0, 0.0, False)
    start(radial, h)
    hts = h + htg
    void = math.isnan(h)
    for i in range(first, end):
        distance = math.sqrt(east[i] * east[i] + north[i] * north[i])
        d = 0.001 * distance
        last = last_point(d, c.step)
        size = min(OWN_POINTS, last - _LEAST_POINTS + 1)
        while not void and radial.pushed[0] <= last - size:
            x = radial.pushed[0] * c.step
            h, R = ground_on(ground, line, 1000.0 * x, cluttered)
            void = math.isnan(h)
            extend(radial, c, x, h, R, hts, cluttered)
        if void:
            break
        own = along(ground.frame, east[i] / distance, north[i] / distance)
        whole = True
        for j in range(size):
            x = (last - size + 1 + j) * c.step
            h, R = ground_on(ground, own, 1000.0 * x, cluttered)
            set_tail(room, j, x, h, R, d)
            whole = whole and not math.isnan(h)
        h, _ = ground_at(ground, east[i], north[i], False)
        if not whole or math.isnan(h):
            continue
        tail = Tail(room.x, room.h, room.g, room.near, room.far, last - size + 1, size)
        loss[i], blocked[i] = receiver_loss(radial, tail, c, d, h, hts, h + hrg, cluttered)


@inner_kernel
def ground_on(ground: Ground, line: Line, distance: float, cluttered: bool) -> tuple[float, float]:
    """Return terrain and clutter height on a radial, a distance from the transmitter [m]."""
    column = ground.frame[0, 0] + distance * (line.column + distance * line.column_bend)
    row = ground.frame[1, 0] + distance * (line.row + distance * line.row_bend)
    column, row = column - ground.column, row - ground.row
    h = bilinear(ground.height_m, column, row)
    return h, nearest(ground.clutter_m, column, row) if cluttered else 0.0


@inner_kernel
def ground_at(ground: Ground, east: float, north: float, cluttered: bool) -> tuple[float, float]:
    """Return terrain and clutter height at an offset from the transmitter [m]."""
    column, row = place(ground.frame, east, north)
    # Taken off last, so that a height is the same to the bit from whatever window.
    column, row = column - ground.column, row - ground.row
    h = bilinear(ground.height_m, column, row)
    return h, nearest(ground.clutter_m, column, row) if cluttered else 0.0


@kernel
def profile_to(
    ground: Ground, east: float, north: float, step: float
) -> tuple[Floats, Floats, Floats]:
    """Return the profile of one receiver: distance [km], terrain [m], clutter [m].

    The points that a disc would use, were each receiver on a radial of its own.
    """
    d = 0.001 * math.hypot(east, north)
    n = last_point(d, step) + 2
    x, h, R = np.empty(n), np.empty(n), np.zeros(n)
    cluttered = ground.clutter_m.size > 0
    for i in range(n):
        x[i] = i * step if i < n - 1 else d
        h[i], R[i] = ground_at(ground, east * x[i] / d, north * x[i] / d, cluttered)
    return x, h, R


@kernel
def exact_loss(
    ground: Ground,
    east: Floats,
    north: Floats,
    c: Constants,
    htg: float,
    hrg: float,
) -> tuple[Singles, Singles]:
    """Return the same as `disc_loss`, each receiver by its own path alone.

    Parameters and results are those of `disc_loss`, the edge is where the reach of the
    constants ends; a path costs as much as a radial.
    """
    loss = np.full(east.size, np.nan, np.float32)
    blocked = np.full(east.size, np.nan, np.float32)
    for i in range(east.size):
        d = 0.001 * math.hypot(east[i], north[i])
        inside = DISTANCE_KM[0] <= d < farthest(c)
        if not inside or last_point(d, c.step) < _LEAST_POINTS:
            continue
        x, h, R = profile_to(ground, east[i], north[i], c.step)
        hts = h[0] + htg
        radial = empty_radial(x.size, ground.clutter_m.size > 0, c.p)
        start(radial, h[0])
        n = x.size - 1
        for j in range(1, n - 1):
            extend(radial, c, x[j], h[j], R[j], hts, ground.clutter_m.size > 0)
        room = empty_tail(1)
        set_tail(room, 0, x[n - 1], h[n - 1], R[n - 1], d)
        tail = Tail(room.x, room.h, room.g, room.near, room.far, n - 1, 1)
        if not np.isnan(h).any():
            loss[i], blocked[i] = receiver_loss(
                radial, tail, c, d, h[n], hts, h[n] + hrg, ground.clutter_m.size > 0
            )
    return loss, blocked
