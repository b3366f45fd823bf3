"""3GPP TR 38.901 V18.0.0 (2024-03), clause 7.4: path loss, LOS probability, penetration.

One module per clause, in document order; SMa, plywood and the low-loss A building are of
V19 (2025). Left out here: blockage, spatial consistency and all of fast fading (7.5, 7.6).

The catalogue offers RMa, UMa and UMi outdoors. A terminal of UMa from 13 m on has no one
environment height (note 1 draws one per link): its loss is the mean in dB over that draw.
SMa, InH and InF are functions only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .._model import Floats, Model, Prediction
from .los_probability import (
    inf_los_probability,
    inh_mixed_los_probability,
    inh_open_los_probability,
    rma_los_probability,
    sma_los_probability,
    uma_los_probability,
    umi_los_probability,
)
from .path_loss import (
    SIGMA_DB,
    inf_los,
    inf_nlos,
    inh_los,
    inh_nlos,
    rma_los,
    rma_nlos,
    sma_los,
    sma_nlos,
    uma_environment_heights,
    uma_los,
    uma_nlos,
    uma_nlos_optional,
    umi_los,
    umi_nlos,
    umi_nlos_optional,
)
from .penetration import (
    BUILDINGS,
    MATERIALS,
    building_loss,
    building_loss_below_6ghz,
    car_loss,
    material_loss,
    wall_loss,
)

__all__ = [
    "BUILDINGS",
    "MATERIALS",
    "MODELS",
    "SIGMA_DB",
    "building_loss",
    "building_loss_below_6ghz",
    "car_loss",
    "inf_los",
    "inf_los_probability",
    "inf_nlos",
    "inh_los",
    "inh_mixed_los_probability",
    "inh_nlos",
    "inh_open_los_probability",
    "material_loss",
    "rma_los",
    "rma_los_probability",
    "rma_nlos",
    "sma_los",
    "sma_los_probability",
    "sma_nlos",
    "uma_environment_heights",
    "uma_los",
    "uma_los_probability",
    "uma_nlos",
    "uma_nlos_optional",
    "umi_los",
    "umi_los_probability",
    "umi_nlos",
    "umi_nlos_optional",
    "wall_loss",
]


def _rma(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, sigma = rma_los(d_2d, f_c, h_bs, h_ut)
    nlos = rma_nlos(d_2d, f_c, h_bs, h_ut)
    nlos_sigma = np.full_like(los, SIGMA_DB["RMa", "NLOS"])
    return Prediction(los, nlos, rma_los_probability(d_2d), sigma, nlos_sigma)


def _uma(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, nlos = np.zeros_like(d_2d), np.zeros_like(d_2d)
    for h_e, share in uma_environment_heights(d_2d, h_bs, h_ut):
        los += share * uma_los(d_2d, f_c, h_bs, h_ut, h_e)
        nlos += share * uma_nlos(d_2d, f_c, h_bs, h_ut, h_e)
    return Prediction(los, nlos, uma_los_probability(d_2d, h_ut), *_sigmas("UMa", los))


def _umi(d_2d: Floats, f_c: float, h_bs: float, h_ut: float) -> Prediction:
    los, nlos = umi_los(d_2d, f_c, h_bs, h_ut), umi_nlos(d_2d, f_c, h_bs, h_ut)
    return Prediction(los, nlos, umi_los_probability(d_2d), *_sigmas("UMi", los))


def _sigmas(scenario: str, like: Floats) -> tuple[Floats, Floats]:
    los, nlos = SIGMA_DB[scenario, "LOS"], SIGMA_DB[scenario, "NLOS"]
    return np.full_like(like, los), np.full_like(like, nlos)


_FAMILY = "3GPP TR 38.901"
_DOCUMENT = f"{_FAMILY} V18.0.0 (2024-03), Tables 7.4.1-1 and 7.4.2-1"
_REACH_M = (10.0, 5000.0)  # d_2D of the NLOS formulas, which end first


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
    _model("UMa", (0.5, 100.0), (5.0, 150.0), (1.5, 22.5), _uma),  # fitted for h_BS = 25 m
    _model("UMi", (0.5, 100.0), (3.0, 25.0), (1.5, 22.5), _umi),  # fitted for h_BS = 10 m
)
