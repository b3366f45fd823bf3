"""Clause 7.4.3: penetration into buildings and cars, to be added to an outdoor path loss.

The loss through walls and windows, within the building, and into cars, each with the
spread it adds. Left out: drawing that spread, and who is how deep inside: a terminal is
0 … 25 m deep in UMa and UMi, 0 … 10 m in RMa.

Symbols are the document's: f in GHz, d_2D-in in metres.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from .._model import Floats, require

_PL_NPI = 5.0  # [dB] what non-perpendicular incidence adds, eq. (7.4-3)
_F_GHZ = (0.5, 100.0)
_DEPTH_M = (0.0, 25.0)

# [dB] L = a + b f, Table 7.4.3-1.
MATERIALS = {
    "glass": (2.0, 0.2),
    "irr_glass": (25.4, 0.11),
    "concrete": (5.0, 4.0),
    "plywood": (1.03, 0.17),
    "wood": (4.85, 0.12),
}


class Building(NamedTuple):
    """One building model of Table 7.4.3-2: shares of its façade, and σ_P [dB]."""

    shares: dict[str, float]
    sigma_p: float


BUILDINGS = {
    "low": Building({"glass": 0.3, "concrete": 0.7}, 4.4),
    "high": Building({"irr_glass": 0.7, "concrete": 0.3}, 6.5),
    "low_a": Building({"glass": 0.3, "plywood": 0.7}, 4.4),
}


def material_loss(material: str, f: float) -> float:
    """Return the loss through one material, Table 7.4.3-1.

    Parameters
    ----------
    material
        Name in `MATERIALS`.
    f
        Frequency, 0.5 … 100. [GHz]

    Returns
    -------
    float
        Loss. [dB]

    Raises
    ------
    OutsideValidity
        When the frequency is outside.
    ValueError
        When the material is none of the table.
    """
    if material not in MATERIALS:
        raise ValueError(f"no material {material!r}; one of {', '.join(MATERIALS)}")
    require("TR 38.901 O2I", "f", f, *_F_GHZ)
    a, b = MATERIALS[material]
    return a + b * f


def wall_loss(shares: Mapping[str, float], f: float) -> float:
    """Return the loss PL_tw through an outer wall, eq. (7.4-3).

    Parameters
    ----------
    shares
        Material → share of the façade; together 1.
    f
        Frequency, 0.5 … 100. [GHz]

    Returns
    -------
    float
        Loss. [dB]

    Raises
    ------
    OutsideValidity
        When the frequency, a share or the sum of the shares is outside.
    ValueError
        When a material is none of Table 7.4.3-1.
    """
    for share in shares.values():
        require("TR 38.901 O2I", "share", share, 0.0, 1.0)
    require("TR 38.901 O2I", "sum of shares", sum(shares.values()), 1.0 - 1e-9, 1.0 + 1e-9)
    through = sum(p_i * 10.0 ** (material_loss(i, f) / -10.0) for i, p_i in shares.items())
    return float(_PL_NPI - 10.0 * np.log10(through))  # (7.4-3)


def building_loss(building: str, f: float, d_2d_in: Floats) -> tuple[Floats, float]:
    """Return the loss into a building, PL_tw + PL_in of eq. (7.4-2), and its spread.

    Parameters
    ----------
    building
        ``low`` (UMa, UMi, RMa), ``high`` (UMa, UMi, InF) or ``low_a``: a model of
        Table 7.4.3-2.
    f
        Frequency, 0.5 … 100. [GHz]
    d_2d_in
        Depth inside the building, 0 … 25. [m]

    Returns
    -------
    loss, standard deviation σ_P
        [dB, dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    ValueError
        When the building model is none of the table.
    """
    if building not in BUILDINGS:
        raise ValueError(f"no building model {building!r}; one of {', '.join(BUILDINGS)}")
    model = BUILDINGS[building]
    return wall_loss(model.shares, f) + _indoor_loss(d_2d_in), model.sigma_p


def building_loss_below_6ghz(f: float, d_2d_in: Floats) -> tuple[Floats, float]:
    """Return the loss into a building of the single-frequency model, Table 7.4.3-3.

    For backwards compatibility below 6 GHz. It has no σ_P of its own; its σ_SF takes the
    place of the outdoor one.

    Parameters
    ----------
    f
        Frequency, from 0.5 and below 6. [GHz]
    d_2d_in
        Depth inside the building, 0 … 25. [m]

    Returns
    -------
    loss, standard deviation σ_SF
        [dB, dB]

    Raises
    ------
    OutsideValidity
        Naming the parameter outside the limits above.
    """
    require("TR 38.901 O2I below 6 GHz", "f", f, 0.5, 6.0, excluded=(6.0,))
    return 20.0 + _indoor_loss(d_2d_in), 7.0


def _indoor_loss(d_2d_in: Floats) -> Floats:
    """PL_in of Tables 7.4.3-2 and 7.4.3-3."""
    require("TR 38.901 O2I", "d_2d_in", d_2d_in, *_DEPTH_M)
    return 0.5 * np.asarray(d_2d_in, np.float64)


def car_loss(f: float, *, metallized: bool = False) -> tuple[float, float]:
    """Return the loss into a car, μ and σ_P of eq. (7.4-4).

    Parameters
    ----------
    f
        Frequency, 0.6 … 60. [GHz]
    metallized
        Whether the windows are coated with metal.

    Returns
    -------
    mean, standard deviation σ_P
        [dB, dB]

    Raises
    ------
    OutsideValidity
        When the frequency is outside.
    """
    require("TR 38.901 car", "f", f, 0.6, 60.0)
    return (20.0 if metallized else 9.0), 5.0
