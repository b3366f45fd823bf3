"""Which stations can matter in a window: lossless pruning before the kernel runs.

Dense towns have thousands of sectors within reach of a campus, of which a few dozen can be
the best of their operator anywhere in it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..grid import Grid
from ..networks import beside
from ..radio import (
    FLOOR_DB,
    STEP_M,
    STRETCH,
    VERTICAL_BEAMWIDTH_RAD,
    Floats,
    Transmitters,
)

_MARGIN_RAD = 0.02  # the projection turns bearings by far less inside one window


def contenders(grid: Grid, sources: Transmitters) -> npt.NDArray[np.int32]:
    """Return the stations that can be the best of their network somewhere in a window.

    A station is left out when another one is stronger in the worst cell of the window than it
    can be in its best one, at 50 % and at 90 %: one of its network, or of one that every view
    has beside it. Nothing is lost that a view would show.

    Parameters
    ----------
    grid
        The window.
    sources
        Stations in the same projection.
    """
    near = sources.near(*grid.bounds, sources.reach_m)
    nearest, farthest = _distances(grid, sources.x[near], sources.y[near])
    last = sources.loss_db.shape[2] - 1
    first_node = np.minimum(nearest / STEP_M, last).astype(np.int64)
    last_node = np.minimum(np.ceil(farthest / STEP_M), last).astype(np.int64)
    least, most = sources.loss_bounds_db
    kind, sent = sources.kind[near], sources.eirp_dbm[near]
    least_off, most_off = _pattern_losses(grid, sources, near, nearest, farthest)
    strongest = sent - least_off - least[:, kind, first_node]
    weakest = sent - most_off - most[:, kind, last_node]
    weakest[:, farthest > sources.reach_m] = -np.inf
    network = sources.network[near]
    to_beat = np.full((2, len(sources.networks)), -np.inf)
    for q in range(2):
        np.maximum.at(to_beat[q], network, weakest[q])
    to_beat = np.maximum(to_beat, to_beat[:, beside(sources.networks)])
    kept: npt.NDArray[np.int32] = near[(strongest >= to_beat[:, network]).any(axis=0)]
    return kept


def _distances(grid: Grid, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return bounds of the distance from each station to any cell of a window [m]."""
    left, bottom, right, top = grid.bounds
    aside = np.maximum(left - x, x - right).clip(0.0)
    ahead = np.maximum(bottom - y, y - top).clip(0.0)
    across = np.maximum(x - left, right - x), np.maximum(y - bottom, top - y)
    return np.hypot(aside, ahead) / STRETCH, np.hypot(*across) * STRETCH


def _pattern_losses(
    grid: Grid,
    sources: Transmitters,
    near: npt.NDArray[np.int32],
    nearest: Floats,
    farthest: Floats,
) -> tuple[Floats, Floats]:
    """Return bounds of what the antenna pattern takes off towards any cell of a window [dB]."""
    azimuth, beamwidth = sources.azimuth_rad[near], sources.beamwidth_rad[near]
    off, spread = _off_axis(grid, sources, near, azimuth)
    least_h = _cut(np.maximum(off - spread, 0.0), beamwidth)
    most_h = _cut(np.minimum(off + spread, np.pi), beamwidth)
    drop, tilt = sources.drop_m[near], sources.tilt_rad[near]
    steep, flat = np.arctan2(drop, nearest), np.arctan2(drop, farthest)
    low, high = np.minimum(steep, flat) - tilt, np.maximum(steep, flat) - tilt
    most_v = _cut(np.maximum(np.abs(low), np.abs(high)), VERTICAL_BEAMWIDTH_RAD)
    least_v = _cut(
        np.where(low * high <= 0.0, 0.0, np.minimum(abs(low), abs(high))), VERTICAL_BEAMWIDTH_RAD
    )
    return np.minimum(least_h + least_v, FLOOR_DB), np.minimum(most_h + most_v, FLOOR_DB)


def _off_axis(
    grid: Grid, sources: Transmitters, near: npt.NDArray[np.int32], azimuth: Floats
) -> tuple[Floats, Floats]:
    """Return the angle between each axis and the window's middle, and half the window's width."""
    left, bottom, right, top = grid.bounds
    offset = np.stack(
        [(left + right) / 2.0 - sources.x[near], (bottom + top) / 2.0 - sources.y[near]], axis=-1
    )
    east, north = np.einsum("nij,nj->in", sources.frame[near], offset)
    off = np.abs((np.arctan2(east, north) - azimuth + np.pi) % (2.0 * np.pi) - np.pi)
    radius = np.hypot(right - left, top - bottom) / 2.0 * STRETCH
    distance = np.hypot(east, north)
    seen = np.arcsin(np.clip(radius / np.maximum(distance, radius), 0.0, 1.0)) + _MARGIN_RAD
    return off, np.where(distance <= radius, np.pi, seen)


def _cut(angle: Floats, beamwidth: npt.ArrayLike) -> Floats:
    """Return the loss of one cut of the pattern [dB]; NaN, no pattern, loses nothing."""
    loss: Floats = np.minimum(12.0 * (angle / np.asarray(beamwidth)) ** 2, FLOOR_DB)
    loss[np.isnan(loss)] = 0.0
    return loss
