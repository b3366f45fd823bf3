"""Terrain that gives any profile asked for, for tests that need exact answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from geo.grid import GEOD, Floats
from geo.link import Conditions, End, Link, Sector, predict
from geo.terrain import Profile
from layers.errors import Finding

# The ends lie on a meridian, so that a distance is easily turned into a latitude.
LON, LAT = 101.0, 36.0
SECTOR = Sector(ss_power_dbm=18.0, gain_dbi=22.0)


@dataclass
class StandIn:
    """A `geo.terrain.Terrain` with heights that are a function of the distance [km → m]."""

    height_m: Callable[[Floats], Floats]
    clutter_m: Callable[[Floats], Floats] | None = None
    step_m: float = 50.0
    card: dict[str, str] = field(default_factory=lambda: {"terrain_source": "stand-in.tif"})
    findings: tuple[Finding, ...] = ()

    def profile(
        self, lon_a: float, lat_a: float, lon_b: float, lat_b: float, step_m: float | None = None
    ) -> Profile:
        azimuth, _, length = GEOD.inv(lon_a, lat_a, lon_b, lat_b)
        d = np.append(np.arange(0.0, length - 1e-3, step_m or self.step_m), length)
        n = d.size
        lon, lat, _ = GEOD.fwd(np.full(n, lon_a), np.full(n, lat_a), np.full(n, azimuth), d)
        km = d / 1000.0
        clutter = None if self.clutter_m is None else self.clutter_m(km)
        return Profile(km, self.height_m(km), clutter, lon, lat)


def flat(height: float = 3000.0) -> StandIn:
    """Return a plain."""
    return StandIn(lambda d: np.full_like(d, height))


def ridge(at_km: float, above_m: float, base_m: float = 3000.0) -> StandIn:
    """Return a plain with one point on it that stands out."""
    return StandIn(lambda d: base_m + above_m * (np.abs(d - at_km) < 0.02))


def link_over(
    terrain: StandIn,
    km: float = 10.0,
    *,
    label: str = "甲站",
    sector: Sector | None = SECTOR,
    height_a: float = 30.0,
    height_b: float = 30.0,
    synthetic: bool = False,
    conditions: Conditions | None = None,
) -> Link:
    """Return a path that runs north over a terrain."""
    lon, lat, _ = GEOD.fwd(LON, LAT, 0.0, 1000.0 * km)
    a = End(label, LON, LAT, height_a, 2600.0, sector, synthetic)
    b = End(f"{lon:g},{lat:g}", lon, lat, height_b)
    return predict(a, b, terrain, conditions or Conditions(2600.0, threshold_dbm=-105.0))  # type: ignore[arg-type]
