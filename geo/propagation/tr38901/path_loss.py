"""Clause 7.4.1: path loss and shadow fading, Table 7.4.1-1.

The whole table, in its order: RMa, UMa, UMi - Street Canyon, InH - Office, InF, SMa.

RMa, UMa and UMi are checked by the models of the catalogue that stand above them, all
others by themselves. Symbols are the document's: d_2D, d_3D, h_BS, h_UT, h, W in metres,
f_c in GHz.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._model import Floats, require

_C = 3.0e8  # [m/s] propagation velocity as the notes of Table 7.4.1-1 give it
_H_E = 1.0  # [m] effective environment height; UMa: for h_UT < 13 m (note 1)
_RMA_H = 5.0  # [m] average building height, default of Table 7.4.1-1
_RMA_W = 20.0  # [m] average street width, default of Table 7.4.1-1
_SMA_H = 10.0  # [m] average building height of SMa, and no other
_SMA_W = 10.0  # [m] average street width of SMa, and no other
_REACH_M = (10.0, 5000.0)  # d_2D of the NLOS formulas, which end first
_BUILDINGS_M = (5.0, 50.0)  # h and W of RMa
_UT_M = (1.5, 22.5)  # h_UT of UMa and UMi
_F_GHZ = (0.5, 100.0)  # f_c of every scenario but RMa, note 2

# [dB] σ_SF of Table 7.4.1-1; RMa and SMa LOS change theirs at the breakpoint.
SIGMA_DB = {
    ("RMa", "NLOS"): 8.0,
    ("UMa", "LOS"): 4.0,
    ("UMa", "NLOS"): 6.0,
    ("UMa", "NLOS optional"): 7.8,
    ("UMi", "LOS"): 4.0,
    ("UMi", "NLOS"): 7.82,
    ("UMi", "NLOS optional"): 8.2,
    ("InH", "LOS"): 3.0,
    ("InH", "NLOS"): 8.03,
    ("InH", "NLOS optional"): 8.29,
    ("InF", "LOS"): 4.3,
    ("InF-SL", "NLOS"): 5.7,
    ("InF-DL", "NLOS"): 7.2,
    ("InF-SH", "NLOS"): 5.9,
    ("InF-DH", "NLOS"): 4.0,
    ("SMa", "NLOS"): 8.0,
}


def _macro_los(
    d_2d: Floats, f_c: float, h_bs: float, h_ut: float, h: float
) -> tuple[Floats, Floats, float]:
    """PL_1, PL_2 and the breakpoint of RMa and SMa."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    d_bp = 2.0 * np.pi * h_bs * h_ut * f_c * 1e9 / _C  # note 5

    def pl_1(d: Floats) -> Floats:
        loss: Floats = (
            20.0 * np.log10(40.0 * np.pi * d * f_c / 3.0)
            + min(0.03 * h**1.72, 10.0) * np.log10(d)
            - min(0.044 * h**1.72, 14.77)
            + 0.002 * np.log10(h) * d
        )
        return loss

    pl_2 = pl_1(np.array([d_bp])) + 40.0 * np.log10(d_3d / d_bp)
    return pl_1(d_3d), pl_2, d_bp


def _macro_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float, h: float, w: float) -> Floats:
    """PL'_RMa-NLOS, which is PL_SMa-NLOS as well."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl: Floats = (
        161.04
        - 7.1 * np.log10(w)
        + 7.5 * np.log10(h)
        - (24.37 - 3.7 * (h / h_bs) ** 2) * np.log10(h_bs)
        + (43.42 - 3.1 * np.log10(h_bs)) * (np.log10(d_3d) - 3.0)
        + 20.0 * np.log10(f_c)
        - (3.2 * np.log10(11.75 * h_ut) ** 2 - 4.97)
    )
    return pl


def rma_los(
    d_2d: Floats, f_c: float, h_bs: float, h_ut: float, h: float = _RMA_H
) -> tuple[Floats, Floats]:
    """Return RMa LOS path loss and its shadow fading.

    Parameters
    ----------
    d_2d
        Horizontal distance, 10 m … 10 km. [m]
    f_c
        Centre frequency, 0.5 … 30. [GHz]
    h_bs, h_ut
        Antenna heights, 10 … 150 and 1 … 10. [m]
    h
        Average building height, 5 … 50. [m]

    Returns
    -------
    path loss, standard deviation
        [dB, dB]

    Raises
    ------
    OutsideValidity
        When h is outside; the other limits are those of the model ``RMa``.
    """
    require("RMa", "h", h, *_BUILDINGS_M)
    pl_1, pl_2, d_bp = _macro_los(d_2d, f_c, h_bs, h_ut, h)
    near = d_2d <= d_bp
    return np.where(near, pl_1, pl_2), np.where(near, 4.0, 6.0)


def rma_nlos(
    d_2d: Floats,
    f_c: float,
    h_bs: float,
    h_ut: float,
    h: float = _RMA_H,
    w: float = _RMA_W,
) -> Floats:
    """Return RMa NLOS path loss [dB]; parameters as `rma_los`, d_2d to 5 km, w 5 … 50 m."""
    require("RMa", "w", w, *_BUILDINGS_M)
    pl = _macro_nlos(d_2d, f_c, h_bs, h_ut, h, w)
    worse: Floats = np.maximum(rma_los(d_2d, f_c, h_bs, h_ut, h)[0], pl)
    return worse


def _dual_slope(
    d_2d: Floats,
    f_c: float,
    h_bs: float,
    h_ut: float,
    h_e: float,
    a: float,
    slope: float,
    loss_bp: float,
) -> Floats:
    """PL_1 and PL_2 of UMa and UMi, which differ in three constants only."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    d_bp = 4.0 * (h_bs - h_e) * (h_ut - h_e) * f_c * 1e9 / _C  # note 1
    pl_1 = a + slope * np.log10(d_3d) + 20.0 * np.log10(f_c)
    pl_2 = (
        a
        + 40.0 * np.log10(d_3d)
        + 20.0 * np.log10(f_c)
        - loss_bp * np.log10(d_bp**2 + (h_bs - h_ut) ** 2)
    )
    loss: Floats = np.where(d_2d <= d_bp, pl_1, pl_2)
    return loss


def uma_los(d_2d: Floats, f_c: float, h_bs: float, h_ut: float, h_e: float = _H_E) -> Floats:
    """Return UMa LOS path loss.

    Parameters
    ----------
    d_2d
        Horizontal distance, 10 m … 5 km. [m]
    f_c
        Centre frequency, 0.5 … 100. [GHz]
    h_bs, h_ut
        Antenna heights, nominally 25, and 1.5 … 22.5. [m]
    h_e
        Effective environment height, below both antennas. Note 1 draws it anew for every
        link with h_ut from 13 m on: `uma_environment_heights`. [m]

    Returns
    -------
    numpy.ndarray
        Path loss. [dB]
    """
    return _dual_slope(d_2d, f_c, h_bs, h_ut, h_e, 28.0, 22.0, 9.0)


def uma_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float, h_e: float = _H_E) -> Floats:
    """Return UMa NLOS path loss [dB]; parameters as `uma_los`."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl = 13.54 + 39.08 * np.log10(d_3d) + 20.0 * np.log10(f_c) - 0.6 * (h_ut - 1.5)
    worse: Floats = np.maximum(uma_los(d_2d, f_c, h_bs, h_ut, h_e), pl)
    return worse


def uma_nlos_optional(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return the optional UMa NLOS path loss [dB]; parameters and limits as `uma_los`."""
    _require_urban("UMa", d_2d, f_c, h_ut)
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl: Floats = 32.4 + 20.0 * np.log10(f_c) + 30.0 * np.log10(d_3d)
    return pl


def uma_height_term(d_2d: Floats, h_ut: float) -> Floats:
    """Return C(d_2D, h_UT) of note 1, 0 below 13 m; C'(h_UT) of Table 7.4.2-1 is in it."""
    if h_ut < 13.0:
        return np.zeros_like(d_2d)
    g = np.where(d_2d <= 18.0, 0.0, 5.0 / 4.0 * (d_2d / 100.0) ** 3 * np.exp(-d_2d / 150.0))
    term: Floats = ((h_ut - 13.0) / 10.0) ** 1.5 * g
    return term


def uma_environment_heights(
    d_2d: Floats, h_bs: float, h_ut: float
) -> tuple[tuple[float, Floats], ...]:
    """Return the effective environment heights of UMa and their probabilities, note 1.

    1 m with the probability 1 / (1 + C), else one of 12, 15 … h_UT − 1.5 m, all alike. The
    note draws for h_BS = 25 m; of lower stations only heights below the antenna are kept,
    as there is no breakpoint behind a roof above it.

    Parameters
    ----------
    d_2d
        Horizontal distance. [m]
    h_bs, h_ut
        Antenna heights. [m]

    Returns
    -------
    tuple of (height, probability)
        Probabilities have the shape of d_2d and add up to 1. [m, –]
    """
    raised = [h for h in np.arange(12.0, h_ut - 1.5 + 1e-9, 3.0).tolist() if h < h_bs]
    if not raised:
        return ((_H_E, np.ones_like(d_2d)),)
    low = 1.0 / (1.0 + uma_height_term(d_2d, h_ut))
    return ((_H_E, low), *((h, (1.0 - low) / len(raised)) for h in raised))


def umi_los(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMi LOS path loss [dB]; d_2d 10 m … 5 km, h_ut 1.5 … 22.5 m, nominal h_bs 10 m."""
    return _dual_slope(d_2d, f_c, h_bs, h_ut, _H_E, 32.4, 21.0, 9.5)


def umi_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMi NLOS path loss [dB]; limits as `umi_los`."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl = 35.3 * np.log10(d_3d) + 22.4 + 21.3 * np.log10(f_c) - 0.3 * (h_ut - 1.5)
    worse: Floats = np.maximum(umi_los(d_2d, f_c, h_bs, h_ut), pl)
    return worse


def umi_nlos_optional(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return the optional UMi NLOS path loss [dB]; limits as `umi_los`."""
    _require_urban("UMi", d_2d, f_c, h_ut)
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl: Floats = 32.4 + 20.0 * np.log10(f_c) + 31.9 * np.log10(d_3d)
    return pl


def _require_urban(scenario: str, d_2d: Floats, f_c: float, h_ut: float) -> None:
    require(scenario, "d_2d", d_2d, *_REACH_M)
    require(scenario, "f_c", f_c, *_F_GHZ)
    require(scenario, "h_ut", h_ut, *_UT_M)


def inh_los(d_3d: Floats, f_c: float) -> Floats:
    """Return InH - Office LOS path loss.

    Parameters
    ----------
    d_3d
        Distance between the antennas, 1 … 150. [m]
    f_c
        Centre frequency, 0.5 … 100. [GHz]

    Returns
    -------
    numpy.ndarray
        Path loss. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    """
    require("InH", "d_3d", d_3d, 1.0, 150.0)
    require("InH", "f_c", f_c, *_F_GHZ)
    pl: Floats = 32.4 + 17.3 * np.log10(d_3d) + 20.0 * np.log10(f_c)
    return pl


def inh_nlos(d_3d: Floats, f_c: float, *, optional: bool = False) -> Floats:
    """Return InH - Office NLOS path loss [dB] of either form; parameters as `inh_los`."""
    los = inh_los(d_3d, f_c)
    if optional:
        pl = 32.4 + 20.0 * np.log10(f_c) + 31.9 * np.log10(d_3d)
    else:
        pl = 38.3 * np.log10(d_3d) + 17.30 + 24.9 * np.log10(f_c)
    worse: Floats = np.maximum(los, pl)
    return worse


class _Factory(NamedTuple):
    """PL = constant + slope log10(d_3D) + 20 log10(f_c) of one kind of factory."""

    constant: float
    slope: float


_FACTORIES = {
    "InF-SL": _Factory(33.0, 25.5),
    "InF-DL": _Factory(18.6, 35.7),
    "InF-SH": _Factory(32.4, 23.0),
    "InF-DH": _Factory(33.63, 21.9),
}


def inf_los(d_3d: Floats, f_c: float) -> Floats:
    """Return InF LOS path loss [dB] of all kinds; d_3d 1 … 600 m, f_c 0.5 … 100 GHz."""
    require("InF", "d_3d", d_3d, 1.0, 600.0)
    require("InF", "f_c", f_c, *_F_GHZ)
    pl: Floats = 31.84 + 21.50 * np.log10(d_3d) + 19.00 * np.log10(f_c)
    return pl


def inf_nlos(d_3d: Floats, f_c: float, scenario: str) -> Floats:
    """Return InF NLOS path loss.

    Parameters
    ----------
    d_3d
        Distance between the antennas, 1 … 600. [m]
    f_c
        Centre frequency, 0.5 … 100. [GHz]
    scenario
        ``InF-SL``, ``InF-DL``, ``InF-SH`` or ``InF-DH``: clutter sparse or dense, base
        station low among it or high above it. InF-HH is always LOS.

    Returns
    -------
    numpy.ndarray
        Path loss. [dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    ValueError
        When the scenario is none of the four.
    """
    if scenario not in _FACTORIES:
        raise ValueError(f"no NLOS in {scenario!r}; one of {', '.join(_FACTORIES)}")
    factory = _FACTORIES[scenario]
    pl = factory.constant + factory.slope * np.log10(d_3d) + 20.0 * np.log10(f_c)
    best = inf_nlos(d_3d, f_c, "InF-SL") if scenario == "InF-DL" else inf_los(d_3d, f_c)
    worse: Floats = np.maximum(pl, best)
    return worse


def sma_los(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> tuple[Floats, Floats]:
    """Return SMa LOS path loss and its shadow fading.

    Parameters
    ----------
    d_2d
        Horizontal distance, 10 m … 5 km. [m]
    f_c
        Centre frequency, 0.5 … 30: the range of RMa, whose formulas these are. [GHz]
    h_bs, h_ut
        Antenna heights, 25 … 35 and 1 … 14. [m]

    Returns
    -------
    path loss, standard deviation
        [dB, dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    """
    _require_suburban(d_2d, f_c, h_bs, h_ut)
    pl_1, pl_2, d_bp = _macro_los(d_2d, f_c, h_bs, h_ut, _SMA_H)
    near = d_2d < d_bp
    return np.where(near, pl_1, pl_2), np.where(near, 4.0, 6.0)


def sma_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return SMa NLOS path loss [dB], without the LOS floor of RMa; limits as `sma_los`."""
    _require_suburban(d_2d, f_c, h_bs, h_ut)
    return _macro_nlos(d_2d, f_c, h_bs, h_ut, _SMA_H, _SMA_W)


def _require_suburban(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> None:
    require("SMa", "d_2d", d_2d, *_REACH_M)
    require("SMa", "f_c", f_c, 0.5, 30.0)
    require_suburban_heights(h_bs, h_ut)


def require_suburban_heights(h_bs: float, h_ut: float) -> None:
    """Refuse antenna heights outside those of SMa; its nominal mast of 35 m is inside."""
    require("SMa", "h_bs", h_bs, 25.0, 35.0)
    require("SMa", "h_ut", h_ut, 1.0, 14.0)
