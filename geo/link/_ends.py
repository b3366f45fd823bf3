"""What a path is computed for: its two ends, and the conditions between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Self

from layers.text import Text

from .. import standards
from ..propagation import p526
from ..propagation.p1812.climate import effective_radii
from ..settings import Settings

Polarisation = Literal["vertical", "horizontal"]


@dataclass(frozen=True)
class Sector:
    """What a station sends, and where to.

    Parameters
    ----------
    ss_power_dbm
        SS power per resource element. [dBm]
    gain_dbi
        Largest antenna gain. [dBi]
    azimuth_deg, beamwidth_deg, tilt_deg
        As in the layer ``base_stations``; NaN = no horizontal, no vertical pattern. [degree]
    """

    ss_power_dbm: float
    gain_dbi: float
    azimuth_deg: float = math.nan
    beamwidth_deg: float = math.nan
    tilt_deg: float = math.nan


@dataclass(frozen=True)
class End:
    """One end of a path.

    Parameters
    ----------
    label
        What it is called.
    lon, lat
        Position, CGCS2000/WGS-84. [degree]
    height_m
        Antenna height above ground. [m]
    frequency_mhz
        Centre frequency of a station, ``None`` = not a station. [MHz]
    sector
        What a station sends.
    synthetic
        Whether it is invented.
    assumptions
        Values that nobody has given.
    """

    label: str
    lon: float
    lat: float
    height_m: float
    frequency_mhz: float | None = None
    sector: Sector | None = None
    synthetic: bool = False
    assumptions: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Conditions:
    """What a path is computed for.

    Parameters
    ----------
    frequency_mhz
        Frequency, 30 … 6000. [MHz]
    time_pct
        Share of time with no more loss, 1 … 50. [%]
    polarisation
        ``"vertical"`` or ``"horizontal"``.
    delta_n, n0
        Lapse rate of the refractive index, and refractivity at sea level; as in the settings.
        [N-units/km, N-units]
    resolution_m
        Side of the square over which the loss of locations varies, 50 … 1000. [m]
    threshold_dbm
        Level a terminal needs, ``None`` = not asked. [dBm]
    assumptions
        Values that nobody has given.
    """

    frequency_mhz: float
    time_pct: float = 50.0
    polarisation: Polarisation = "vertical"
    delta_n: float = 45.0
    n0: float = 325.0
    resolution_m: float = 100.0
    threshold_dbm: float | None = None
    assumptions: tuple[Text, ...] = ()

    @classmethod
    def under(
        cls,
        settings: Settings,
        frequency_mhz: float,
        time_pct: float = 50.0,
        polarisation: Polarisation = "vertical",
        assumptions: tuple[Text, ...] = (),
    ) -> Self:
        """Return the conditions of a run's settings; parameters as of the class."""
        profile = standards.threshold(settings.coverage.threshold_profile)
        return cls(
            frequency_mhz=frequency_mhz,
            time_pct=time_pct,
            polarisation=polarisation,
            delta_n=settings.terrain.delta_n,
            n0=settings.terrain.n0,
            resolution_m=min(max(settings.coverage.cell_m, 50.0), 1000.0),
            threshold_dbm=float(profile["threshold_dbm"]),
            assumptions=assumptions,
        )

    @property
    def earth_km(self) -> float:
        """Effective radius of the Earth in the median year [km]."""
        return effective_radii(self.delta_n)[0]

    @property
    def wavelength_m(self) -> float:
        """Wavelength as the diffraction model takes it [m]."""
        return p526.SPEED_GHZ_M / (self.frequency_mhz / 1000.0)
