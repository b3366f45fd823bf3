"""A computed path, with everything that is known about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from layers.errors import Finding
from layers.text import Text

from ..propagation import p1812
from ._ends import Conditions, End
from ._geometry import Floats, bulge, fresnel_radius, surface

State = Literal["clear", "grazed", "blocked"]

SUFFICIENT = 0.6  # share of the first Fresnel zone that has to be free; ITU-R P.530
PROBABILITIES = (50.0, 90.0)  # [%] of locations


@dataclass(frozen=True)
class Obstacle:
    """The point of a profile that blocks the path, or comes nearest to it.

    Parameters
    ----------
    index
        Profile point.
    distance_km
        Distance from A. [km]
    lon, lat
        Position. [degree]
    height_m
        Height of the ground above sea level. [m]
    clutter_m
        Height of what stands on it. [m]
    above_ray_m
        How far it rises above the ray, bulge of the Earth and clutter included; negative
        below. [m]
    fresnel_radii
        The same in radii of the first Fresnel zone there.
    """

    index: int
    distance_km: float
    lon: float
    lat: float
    height_m: float
    clutter_m: float
    above_ray_m: float
    fresnel_radii: float

    @property
    def state(self) -> State:
        """Whether the path is blocked, or its Fresnel zone not free enough."""
        if self.above_ray_m > 0.0:
            return "blocked"
        return "clear" if self.fresnel_radii <= -SUFFICIENT else "grazed"

    @property
    def of_clutter(self) -> bool:
        """Whether the bare ground would not rise above the ray."""
        return self.above_ray_m > 0.0 >= self.above_ray_m - self.clutter_m


@dataclass(frozen=True)
class Link:
    """A path with everything known about it; n profile points.

    Parameters
    ----------
    a, b
        The ends; A sends.
    conditions
        What it was computed for.
    azimuth_deg, back_azimuth_deg
        Direction of B from A and of A from B, clockwise from north. [degree]
    distance_km, height_m, clutter_m, lon, lat
        Profile, shape (n,); clutter is 0 where not known. [km, m, m, degree, degree]
    radius_km
        Effective Earth radius. [km]
    obstacle
        The point that blocks it, or comes nearest to it.
    edge_km, nu
        Distance of the equivalent knife edge from A, and its diffraction parameter. [km, –]
    free_space_db
        Free-space loss. [dB]
    losses
        Every term of P.1812 by location probability [%]; empty below its shortest path.
    pattern_db
        Gain of the sector at A towards B, relative to its peak; ``None`` without one. [dB]
    card
        Model card of the terrain.
    cautions
        What is allowed but should be looked at.
    """

    a: End
    b: End
    conditions: Conditions
    azimuth_deg: float
    back_azimuth_deg: float
    distance_km: Floats
    height_m: Floats
    clutter_m: Floats
    lon: Floats
    lat: Floats
    radius_km: float
    obstacle: Obstacle
    edge_km: float
    nu: float
    free_space_db: float
    losses: Mapping[float, p1812.PathLoss]
    pattern_db: float | None
    card: Mapping[str, object]
    cautions: tuple[Finding, ...]

    @property
    def length_km(self) -> float:
        """Distance between the ends [km]."""
        return float(self.distance_km[-1])

    @property
    def synthetic(self) -> bool:
        """Whether an end is an invented station."""
        return self.a.synthetic or self.b.synthetic

    @property
    def assumptions(self) -> tuple[Text, ...]:
        """Values that nobody has given."""
        return (*self.a.assumptions, *self.b.assumptions, *self.conditions.assumptions)

    @property
    def model(self) -> str:
        """The Recommendation that gives the loss."""
        return "ITU-R P.1812-8" if self.losses else "ITU-R P.525-4"

    @cached_property
    def bulge_m(self) -> Floats:
        """Rise of the Earth above the chord between the ends, shape (n,) [m]."""
        return bulge(self.distance_km, self.radius_km)

    @cached_property
    def surface_m(self) -> Floats:
        """Ground with clutter, which the ends stand clear of, shape (n,) [m]."""
        return surface(self.height_m, self.clutter_m)

    @cached_property
    def ray_m(self) -> Floats:
        """Height of the ray over the chord, shape (n,) [m]."""
        first, last = self.antennas_m
        return first + (last - first) * self.distance_km / self.length_km

    @cached_property
    def fresnel_m(self) -> Floats:
        """Radius of the first Fresnel zone, shape (n,) [m]."""
        return fresnel_radius(self.distance_km, self.conditions.wavelength_m)

    @cached_property
    def clearance_m(self) -> Floats:
        """Height of the ray above bulging ground and clutter, shape (n,) [m]."""
        return self.ray_m - self.surface_m - self.bulge_m

    @property
    def antennas_m(self) -> tuple[float, float]:
        """Antenna heights above sea level [m]."""
        return float(self.height_m[0] + self.a.height_m), float(self.height_m[-1] + self.b.height_m)

    @property
    def edge_m(self) -> float:
        """Height of the equivalent knife edge over the chord [m]."""
        share = self.edge_km / self.length_km
        first, last = self.antennas_m
        radius = fresnel_radius(np.array([0.0, self.edge_km, self.length_km]), self._wavelength)[1]
        return first + (last - first) * share + self.nu * float(radius) / math.sqrt(2.0)

    @property
    def _wavelength(self) -> float:
        return self.conditions.wavelength_m

    def horizons(self) -> tuple[int, int]:
        """Return the profile points that are the horizons of A and of B, bare ground."""
        first, last = self.antennas_m
        inner = slice(1, -1)
        raised, d = (self.height_m + self.bulge_m)[inner], self.distance_km[inner]
        seen_a = (raised - first) / d
        seen_b = (raised - last) / (self.length_km - d)
        return 1 + int(np.argmax(seen_a)), len(d) - int(np.argmax(seen_b[::-1]))

    def loss_db(self, location_pct: float) -> float:
        """Return the loss not exceeded at a share of locations [dB].

        Parameters
        ----------
        location_pct
            One of `PROBABILITIES`; below the shortest path of P.1812 it is that of free
            space, which is a lower bound. [%]
        """
        loss = self.losses.get(location_pct)
        return self.free_space_db if loss is None else loss.Lb

    def level_dbm(self, location_pct: float) -> float | None:
        """Return the SS-RSRP at B [dBm], ``None`` when A is no 5G station.

        Parameters
        ----------
        location_pct
            One of `PROBABILITIES`. [%]
        """
        if self.a.sector is None or self.pattern_db is None:
            return None
        sent = self.a.sector.ss_power_dbm + self.a.sector.gain_dbi + self.pattern_db
        return sent - self.loss_db(location_pct)

    def margin_db(self, location_pct: float) -> float | None:
        """Return level minus threshold [dB], ``None`` when either is not known."""
        level = self.level_dbm(location_pct)
        threshold = self.conditions.threshold_dbm
        return None if level is None or threshold is None else level - threshold
