"""3GPP TR 38.901 V18.0.0 (2024-03), clause 7.4: path loss, LOS probability, shadow fading.

Scenarios RMa, UMa and UMi - Street Canyon, outdoors. Left out here: indoor scenarios,
outdoor-to-indoor and car penetration (7.4.3), the optional NLOS forms, SMa.

Symbols are the document's: d_2D, d_3D, h_BS, h_UT, h, W in metres, f_c in GHz.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ._model import Floats, Model, Prediction

_C = 3.0e8  # [m/s] propagation velocity as the notes of Table 7.4.1-1 give it
_H_E = 1.0  # [m] effective environment height; UMa: for h_UT < 13 m (note 1)
_RMA_H = 5.0  # [m] average building height, default of Table 7.4.1-1
_RMA_W = 20.0  # [m] average street width, default of Table 7.4.1-1
_REACH_M = (10.0, 5000.0)  # d_2D of the NLOS formulas, which end first


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
    """
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
    near = d_2d <= d_bp
    return np.where(near, pl_1(d_3d), pl_2), np.where(near, 4.0, 6.0)


def rma_nlos(
    d_2d: Floats,
    f_c: float,
    h_bs: float,
    h_ut: float,
    h: float = _RMA_H,
    w: float = _RMA_W,
) -> Floats:
    """Return RMa NLOS path loss [dB]; parameters as `rma_los`, d_2d to 5 km, w 5 … 50 m."""
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
    worse: Floats = np.maximum(rma_los(d_2d, f_c, h_bs, h_ut, h)[0], pl)
    return worse


def rma_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of RMa, Table 7.4.2-1."""
    probability: Floats = np.where(d_2d <= 10.0, 1.0, np.exp(-(d_2d - 10.0) / 1000.0))
    return probability


def _dual_slope(
    d_2d: Floats, f_c: float, h_bs: float, h_ut: float, a: float, slope: float, loss_bp: float
) -> Floats:
    """PL_1 and PL_2 of UMa and UMi, which differ in three constants only."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    d_bp = 4.0 * (h_bs - _H_E) * (h_ut - _H_E) * f_c * 1e9 / _C  # note 1
    pl_1 = a + slope * np.log10(d_3d) + 20.0 * np.log10(f_c)
    pl_2 = (
        a
        + 40.0 * np.log10(d_3d)
        + 20.0 * np.log10(f_c)
        - loss_bp * np.log10(d_bp**2 + (h_bs - h_ut) ** 2)
    )
    loss: Floats = np.where(d_2d <= d_bp, pl_1, pl_2)
    return loss


def uma_los(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMa LOS path loss [dB]; d_2d 10 m … 5 km, h_ut 1.5 … 13 m, nominal h_bs 25 m."""
    return _dual_slope(d_2d, f_c, h_bs, h_ut, 28.0, 22.0, 9.0)


def uma_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMa NLOS path loss [dB]; limits as `uma_los`."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl = 13.54 + 39.08 * np.log10(d_3d) + 20.0 * np.log10(f_c) - 0.6 * (h_ut - 1.5)
    worse: Floats = np.maximum(uma_los(d_2d, f_c, h_bs, h_ut), pl)
    return worse


def uma_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of UMa for h_UT ≤ 13 m, where C' = 0; Table 7.4.2-1."""
    d = np.maximum(d_2d, 18.0)
    probability: Floats = 18.0 / d + np.exp(-d / 63.0) * (1.0 - 18.0 / d)
    return probability


def umi_los(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMi LOS path loss [dB]; d_2d 10 m … 5 km, h_ut 1.5 … 22.5 m, nominal h_bs 10 m."""
    return _dual_slope(d_2d, f_c, h_bs, h_ut, 32.4, 21.0, 9.5)


def umi_nlos(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Floats:
    """Return UMi NLOS path loss [dB]; limits as `umi_los`."""
    d_3d = np.hypot(d_2d, h_bs - h_ut)
    pl = 35.3 * np.log10(d_3d) + 22.4 + 21.3 * np.log10(f_c) - 0.3 * (h_ut - 1.5)
    worse: Floats = np.maximum(umi_los(d_2d, f_c, h_bs, h_ut), pl)
    return worse


def umi_los_probability(d_2d: Floats) -> Floats:
    """Return the LOS probability of UMi - Street Canyon, Table 7.4.2-1."""
    d = np.maximum(d_2d, 18.0)
    probability: Floats = 18.0 / d + np.exp(-d / 36.0) * (1.0 - 18.0 / d)
    return probability


def _rma(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, sigma = rma_los(d_2d, f_c, h_bs, h_ut)
    nlos = rma_nlos(d_2d, f_c, h_bs, h_ut)
    return Prediction(los, nlos, rma_los_probability(d_2d), sigma, np.full_like(los, 8.0))


def _uma(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, nlos = uma_los(d_2d, f_c, h_bs, h_ut), uma_nlos(d_2d, f_c, h_bs, h_ut)
    flat = np.ones_like(los)
    return Prediction(los, nlos, uma_los_probability(d_2d), 4.0 * flat, 6.0 * flat)


def _umi(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, nlos = umi_los(d_2d, f_c, h_bs, h_ut), umi_nlos(d_2d, f_c, h_bs, h_ut)
    flat = np.ones_like(los)
    return Prediction(los, nlos, umi_los_probability(d_2d), 4.0 * flat, 7.82 * flat)


_FAMILY = "3GPP TR 38.901"
_DOCUMENT = f"{_FAMILY} V18.0.0 (2024-03), Tables 7.4.1-1 and 7.4.2-1"


def _model(
    name: str,
    frequency_ghz: tuple[float, float],
    tx_height_m: tuple[float, float],
    rx_height_m: tuple[float, float],
    formula: Callable[[Floats, float, float, float], Prediction],
) -> Model:
    document = f"{_DOCUMENT}, {name}"
    return Model(
        name, _FAMILY, document, _REACH_M, frequency_ghz, tx_height_m, rx_height_m, formula
    )


MODELS = (
    _model("RMa", (0.5, 30.0), (10.0, 150.0), (1.0, 10.0), _rma),
    _model("UMa", (0.5, 100.0), (5.0, 150.0), (1.5, 13.0), _uma),  # fitted for h_BS = 25 m
    _model("UMi", (0.5, 100.0), (3.0, 25.0), (1.5, 22.5), _umi),  # fitted for h_BS = 10 m
)
