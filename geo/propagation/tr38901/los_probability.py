"""Clause 7.4.2: line-of-sight probability, Table 7.4.2-1.

In the order of the table. Left out: how neighbouring links share their state (7.6.3.3).

Distances are d_2D-out outdoors (to the outer wall of an indoor terminal) and d_2D-in
indoors, in metres.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._model import Floats, require
from .path_loss import require_suburban_heights, uma_height_term

# [m, –] SMa: height and share of the ground of what blocks the view; vegetation is asked for.
_D_CLUTTER = 30.0
_COMMERCIAL = (20.0, 0.02)
_RESIDENTIAL = (8.0, 0.18)
_VEGETATION_H = 15.0


def rma_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of RMa, Table 7.4.2-1."""
    probability: Floats = np.where(d_2d <= 10.0, 1.0, np.exp(-(d_2d - 10.0) / 1000.0))
    return probability


def umi_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of UMi - Street Canyon, Table 7.4.2-1."""
    d = np.maximum(d_2d, 18.0)
    probability: Floats = 18.0 / d + np.exp(-d / 36.0) * (1.0 - 18.0 / d)
    return probability


def uma_los_probability(d_2d: Floats, h_ut: float = 1.5) -> Floats:
    """Return the LOS probability of UMa, Table 7.4.2-1.

    Parameters
    ----------
    d_2d
        Horizontal distance outdoors. [m]
    h_ut
        Terminal height, 1.5 … 23; up to 13 m it makes no difference. [m]

    Returns
    -------
    numpy.ndarray
        Probability, 0 … 1.

    Raises
    ------
    OutsideValidity
        When the terminal height is outside.
    """
    require("UMa", "h_ut", h_ut, 1.5, 23.0)
    d = np.maximum(d_2d, 18.0)
    street: Floats = 18.0 / d + np.exp(-d / 63.0) * (1.0 - 18.0 / d)
    return street * (1.0 + uma_height_term(d, h_ut))


def inh_mixed_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of a mixed office: walls and corridors; d_2d ≥ 0 m."""
    require("InH", "d_2d", d_2d, 0.0, np.inf)
    near = np.exp(-(np.maximum(d_2d, 1.2) - 1.2) / 4.7)
    probability: Floats = np.where(d_2d < 6.5, near, 0.32 * np.exp(-(d_2d - 6.5) / 32.6))
    return probability


def inh_open_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of an open-plan office; d_2d ≥ 0 m."""
    require("InH", "d_2d", d_2d, 0.0, np.inf)
    near = np.exp(-(np.maximum(d_2d, 5.0) - 5.0) / 70.8)
    probability: Floats = np.where(d_2d <= 49.0, near, 0.54 * np.exp(-(d_2d - 49.0) / 211.7))
    return probability


class _Clutter(NamedTuple):
    """What Table 7.2-4 says of one kind of factory: clutter density and typical size."""

    r: tuple[float, float]
    excluded: tuple[float, ...]
    d_clutter: float
    high: bool


_SPARSE = ((0.0, 0.4), (0.0, 0.4), 10.0)
_DENSE = ((0.4, 1.0), (1.0,), 2.0)
_FACTORIES = {
    "InF-SL": _Clutter(*_SPARSE, high=False),
    "InF-DL": _Clutter(*_DENSE, high=False),
    "InF-SH": _Clutter(*_SPARSE, high=True),
    "InF-DH": _Clutter(*_DENSE, high=True),
}


def inf_los_probability(
    d_2d: Floats,
    scenario: str,
    r: float,
    d_clutter: float | None = None,
    heights: tuple[float, float, float] | None = None,
) -> Floats:
    """Return the LOS probability of InF, Table 7.4.2-1.

    Parameters
    ----------
    d_2d
        Horizontal distance, ≥ 0. [m]
    scenario
        ``InF-SL``, ``InF-DL``, ``InF-SH``, ``InF-DH``, or ``InF-HH``, which is always LOS.
    r
        Clutter density: above 0 and below 0.4 where sparse (SL, SH), from 0.4 and below 1
        where dense (DL, DH).
    d_clutter
        Typical clutter size, > 0; by default that of Table 7.2-4: 10 sparse, 2 dense. [m]
    heights
        h_BS, h_UT and the effective clutter height h_c ≤ 10, with h_UT < h_c < h_BS; needed
        for SH and DH, of no effect for the others. [m]

    Returns
    -------
    numpy.ndarray
        Probability, 0 … 1.

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    ValueError
        When the scenario is none of the five, or SH or DH come without heights.
    """
    require("InF", "d_2d", d_2d, 0.0, np.inf)
    if scenario == "InF-HH":
        return np.ones_like(d_2d)
    if scenario not in _FACTORIES:
        raise ValueError(f"no factory {scenario!r}; one of {', '.join(_FACTORIES)}, InF-HH")
    clutter = _FACTORIES[scenario]
    d_clutter = clutter.d_clutter if d_clutter is None else d_clutter
    require(scenario, "r", r, *clutter.r, excluded=clutter.excluded)
    require(scenario, "d_clutter", d_clutter, 0.0, np.inf, excluded=(0.0,))
    k = -d_clutter / np.log(1.0 - r)
    if clutter.high:
        k *= _above_clutter(scenario, heights)
    probability: Floats = np.exp(-d_2d / k)
    return probability


def _above_clutter(scenario: str, heights: tuple[float, float, float] | None) -> float:
    """(h_BS − h_UT) / (h_c − h_UT): how much farther one sees from above."""
    if heights is None:
        raise ValueError(f"{scenario} needs the heights of base station, terminal and clutter")
    h_bs, h_ut, h_c = heights
    require(scenario, "h_c", h_c, 0.0, 10.0)
    require(scenario, "h_ut", h_ut, 0.0, h_c, excluded=(0.0, h_c))
    require(scenario, "h_bs", h_bs, h_c, np.inf, excluded=(h_c,))
    return (h_bs - h_ut) / (h_c - h_ut)


def sma_los_probability(d_2d: Floats, h_bs: float, h_ut: float, r_vegetation: float) -> Floats:
    """Return the LOS probability of SMa, Table 7.4.2-1.

    Parameters
    ----------
    d_2d
        Horizontal distance outdoors, 0 m … 5 km. [m]
    h_bs, h_ut
        Antenna heights, 25 … 35 and 1 … 14. [m]
    r_vegetation
        Share of the ground under trees: 0 none, 0.1 sparse, 0.2 dense; nothing beyond.

    Returns
    -------
    numpy.ndarray
        Probability, 0 … 1.

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    """
    require("SMa", "d_2d", d_2d, 0.0, 5000.0)
    require_suburban_heights(h_bs, h_ut)
    require("SMa", "r_vegetation", r_vegetation, 0.0, 0.2)
    blockers = (_COMMERCIAL, _RESIDENTIAL, (_VEGETATION_H, r_vegetation))
    inverse_k = sum(
        -np.log(1.0 - r) / _D_CLUTTER * max(h - h_ut, 0.0) / (h_bs - h_ut) for h, r in blockers
    )
    probability: Floats = np.where(d_2d <= 10.0, 1.0, np.exp(-d_2d * inverse_k))
    return probability
