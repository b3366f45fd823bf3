"""The steps from two ends and a terrain to a path."""

from __future__ import annotations

import math

import numpy as np

from ..grid import GEOD
from ..propagation import free_space, p526, p1812
from ..propagation.p1812.climate import INLAND
from ..radio import pattern_db
from ..terrain import Profile, Terrain
from ._ends import Conditions, End, Sector
from ._geometry import Floats, bulge, fresnel_radius, surface
from ._limits import (
    FLOOR_KM,
    NO_CLUTTER,
    NO_HEIGHT,
    cautions,
    check_length,
    check_values,
    without_voids,
)
from ._path import PROBABILITIES, Link, Obstacle

_FEWEST_STEPS = 10


def predict(a: End, b: End, terrain: Terrain, conditions: Conditions) -> Link:
    """Compute a path.

    Parameters
    ----------
    a, b
        The ends; A sends.
    terrain
        Gives the profile.
    conditions
        What to compute it for.

    Raises
    ------
    InputError
        When the ends are too near or too far, the profile crosses a void, or a value is
        outside the limits of P.1812.
    """
    return along(sampled(a, b, terrain), a, b, terrain, conditions)


def sampled(a: End, b: End, terrain: Terrain) -> Profile:
    """Return the profile between two ends, voids and all.

    Parameters
    ----------
    a, b
        The ends.
    terrain
        Gives the profile.

    Raises
    ------
    InputError
        When the ends are too near or too far.
    """
    _, _, metres = GEOD.inv(a.lon, a.lat, b.lon, b.lat)
    check_length(metres / 1000.0)
    step = min(terrain.step_m, metres / _FEWEST_STEPS)
    return terrain.profile(a.lon, a.lat, b.lon, b.lat, step)


def along(profile: Profile, a: End, b: End, terrain: Terrain, conditions: Conditions) -> Link:
    """Compute a path over a profile that has been sampled.

    Parameters
    ----------
    profile
        As `sampled` returns it for the other parameters, which are those of `predict`.

    Raises
    ------
    InputError
        When the profile crosses a void, or a value is outside the limits of P.1812.
    """
    check_values(a, b, conditions)
    azimuth, back, _ = GEOD.inv(a.lon, a.lat, b.lon, b.lat)
    d = np.asarray(profile.distance_km, np.float64)
    h = without_voids(profile, profile.height_m, NO_HEIGHT)
    given = profile.clutter_m
    clutter = np.zeros_like(h) if given is None else without_voids(profile, given, NO_CLUTTER)
    radius = conditions.earth_km
    antennas = h[0] + a.height_m, h[-1] + b.height_m
    nu, edge, index = p526.obstruction(
        d, surface(h, clutter), *antennas, radius, conditions.wavelength_m
    )
    covered = d[-1] >= FLOOR_KM
    losses = _losses(a, b, d, h, clutter, conditions) if covered else {}
    slant = math.hypot(d[-1] * 1000.0, antennas[1] - antennas[0])
    in_space = free_space.basic_transmission_loss(
        np.array([slant]), conditions.frequency_mhz / 1000.0
    )
    return Link(
        a=a,
        b=b,
        conditions=conditions,
        azimuth_deg=azimuth % 360.0,
        back_azimuth_deg=back % 360.0,
        distance_km=d,
        height_m=h,
        clutter_m=clutter,
        lon=np.asarray(profile.lon, np.float64),
        lat=np.asarray(profile.lat, np.float64),
        radius_km=radius,
        obstacle=_obstacle(profile, h, clutter, antennas, radius, conditions, index),
        edge_km=edge,
        nu=nu,
        free_space_db=losses[50.0].Lbfs if losses else float(in_space[0]),
        losses=losses,
        pattern_db=_pattern(a.sector, azimuth, d[-1], antennas, radius),
        card=terrain.card,
        cautions=(*terrain.findings, *cautions(float(d[-1]))),
    )


def _losses(
    a: End, b: End, d: Floats, h: Floats, clutter: Floats, conditions: Conditions
) -> dict[float, p1812.PathLoss]:
    inland = np.full(d.size, INLAND)
    return {
        share: p1812.path_loss(
            d,
            h,
            clutter,
            inland,
            conditions.frequency_mhz / 1000.0,
            conditions.time_pct,
            a.height_m,
            b.height_m,
            2 if conditions.polarisation == "vertical" else 1,
            0.5 * (a.lat + b.lat),
            conditions.delta_n,
            conditions.n0,
            share,
            resolution_m=conditions.resolution_m,
        )
        for share in PROBABILITIES
    }


def _obstacle(
    profile: Profile,
    h: Floats,
    clutter: Floats,
    antennas: tuple[float, float],
    radius_km: float,
    conditions: Conditions,
    index: int,
) -> Obstacle:
    d = np.asarray(profile.distance_km, np.float64)
    ray = antennas[0] + (antennas[1] - antennas[0]) * d[index] / d[-1]
    above = h[index] + clutter[index] + bulge(d, radius_km)[index] - ray
    return Obstacle(
        index=index,
        distance_km=float(d[index]),
        lon=float(profile.lon[index]),
        lat=float(profile.lat[index]),
        height_m=float(h[index]),
        clutter_m=float(clutter[index]),
        above_ray_m=float(above),
        fresnel_radii=float(above / fresnel_radius(d, conditions.wavelength_m)[index]),
    )


def _pattern(
    sector: Sector | None,
    azimuth_deg: float,
    length_km: float,
    antennas: tuple[float, float],
    radius_km: float,
) -> float | None:
    """Return the gain of a sector towards the other antenna, relative to its peak [dB]."""
    if sector is None:
        return None
    fall_m = antennas[0] - antennas[1] + 500.0 * length_km**2 / radius_km
    return float(
        pattern_db(
            math.radians(azimuth_deg),
            math.atan2(fall_m, 1000.0 * length_km),
            math.radians(sector.azimuth_deg),
            math.radians(sector.beamwidth_deg),
            math.radians(sector.tilt_deg),
        )
    )
