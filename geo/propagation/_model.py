"""What a propagation model is, and how its validity is enforced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_FEWEST_POINTS = 5  # below, section 4 of P.1812 has no profile to analyse


class OutsideValidity(ValueError):
    """A parameter lies outside the hard limits of a model.

    Attributes
    ----------
    model, parameter, value, low, high
        What was asked of which model, and the limits it has; units as in the model.
    excluded
        Those of the two limits that are outside themselves.
    """

    def __init__(
        self,
        model: str,
        parameter: str,
        value: float,
        low: float,
        high: float,
        *,
        excluded: tuple[float, ...] = (),
    ) -> None:
        without = f" (without {', '.join(f'{end:g}' for end in excluded)})" if excluded else ""
        super().__init__(f"{model}: {parameter} = {value:g} is outside {low:g} … {high:g}{without}")
        self.model, self.parameter, self.value = model, parameter, value
        self.low, self.high, self.excluded = low, high, excluded


def require(
    model: str,
    parameter: str,
    value: npt.ArrayLike,
    low: float,
    high: float,
    *,
    excluded: tuple[float, ...] = (),
) -> None:
    """Refuse a parameter that lies outside the hard limits of a formula.

    Parameters
    ----------
    model, parameter
        Names for the message.
    value
        A number, or an array in which NaN means "no data" and passes.
    low, high
        Limits, in the unit of the value.
    excluded
        Those of the two limits that are outside themselves.

    Raises
    ------
    OutsideValidity
        Naming the first value that is outside; a single NaN is.
    """
    values = np.asarray(value, dtype=np.float64)
    inside = (values >= low) & (values <= high) & ~np.isin(values, excluded)
    if values.ndim:
        inside |= np.isnan(values)
    if not inside.all():
        first = float(values[~inside].flat[0])
        raise OutsideValidity(model, parameter, first, low, high, excluded=excluded)


class Prediction(NamedTuple):
    """Basic transmission loss as a mixture of a line-of-sight and an obstructed case.

    Each field is an array of the shape of the distances: median loss of the two cases,
    probability of line of sight, and standard deviation of the location variability
    (log-normal) of the two cases. [dB, dB, 0–1, dB, dB]
    """

    los_db: Floats
    nlos_db: Floats
    los_probability: Floats
    los_sigma_db: Floats
    nlos_sigma_db: Floats


@dataclass(frozen=True)
class Model:
    """One propagation model without terrain.

    Parameters
    ----------
    name
        Name in settings and in the station column ``environment``.
    family
        Recommendation or report that it belongs to, without version.
    document
        The same with version and table.
    distance_m, frequency_ghz, tx_height_m, rx_height_m
        Hard limits, inclusive.
    formula
        (distance_m, frequency_ghz, tx_height_m, rx_height_m) → `Prediction`.
    """

    name: str
    family: str
    document: str
    distance_m: tuple[float, float]
    frequency_ghz: tuple[float, float]
    tx_height_m: tuple[float, float]
    rx_height_m: tuple[float, float]
    formula: Callable[[Floats, float, float, float], Prediction]

    def check(self, frequency_ghz: float, tx_height_m: float, rx_height_m: float) -> None:
        """Refuse parameters outside the hard limits.

        Raises
        ------
        OutsideValidity
            Naming the first parameter that is outside.
        """
        asked = (
            ("frequency_ghz", frequency_ghz, self.frequency_ghz),
            ("tx_height_m", tx_height_m, self.tx_height_m),
            ("rx_height_m", rx_height_m, self.rx_height_m),
        )
        for parameter, value, (low, high) in asked:
            require(self.name, parameter, value, low, high)

    def predict(
        self,
        distance_m: npt.ArrayLike,
        frequency_ghz: float,
        tx_height_m: float,
        rx_height_m: float,
    ) -> Prediction:
        """Return the loss at horizontal distances, inside the limits of the model.

        Parameters
        ----------
        distance_m
            Horizontal distances. [m]
        frequency_ghz
            Centre frequency. [GHz]
        tx_height_m, rx_height_m
            Antenna heights above ground. [m]

        Raises
        ------
        OutsideValidity
            When anything, a distance included, is outside the hard limits.
        """
        self.check(frequency_ghz, tx_height_m, rx_height_m)
        distance = np.atleast_1d(np.asarray(distance_m, dtype=np.float64))
        for extreme in (distance.min(), distance.max()):
            if not self.distance_m[0] <= extreme <= self.distance_m[1]:
                raise OutsideValidity(self.name, "distance_m", float(extreme), *self.distance_m)
        return self.formula(distance, frequency_ghz, tx_height_m, rx_height_m)


def check_profile(
    model: str, distance_km: npt.ArrayLike, height_m: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return a terrain profile as arrays, after looking whether it is one.

    Parameters
    ----------
    model
        Recommendation that asks, for the message.
    distance_km
        Distances from the transmitter. [km]
    height_m
        Heights above sea level. [m]

    Raises
    ------
    ValueError
        When the lengths differ, there are fewer than five points, the distances do not
        ascend from 0, or a height is not a number (a void has to be dealt with before).
    """
    d = np.ascontiguousarray(distance_km, dtype=np.float64)
    h = np.ascontiguousarray(height_m, dtype=np.float64)
    if d.ndim != 1 or d.shape != h.shape:
        raise ValueError(f"{model}: distances {d.shape} and heights {h.shape} differ in shape")
    if d.size < _FEWEST_POINTS:
        raise ValueError(f"{model}: a profile needs at least {_FEWEST_POINTS} points, not {d.size}")
    if d[0] != 0.0 or not (np.diff(d) > 0.0).all() or not np.isfinite(d[-1]):
        raise ValueError(f"{model}: the distances of a profile ascend from 0")
    if not np.isfinite(h).all():
        raise ValueError(f"{model}: a profile crosses a void: a height is not a number")
    return d, h
