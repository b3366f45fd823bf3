"""Chinese map datums: GCJ-02 and BD-09 to CGCS2000/WGS-84 and back.

CGCS2000 and WGS-84 agree within a few centimetres in Qinghai, so covermap treats
them as one. GCJ-02 (Amap, Tencent, Google China) is WGS-84 with a smooth published-by-use
offset of 50–300 m in Qinghai; BD-09 (Baidu) adds a second one. Neither has an official
specification: the constants are those in general use, and the inverse is found by
iteration on the forward formula, so that it is exact to the formula, not approximate.

All functions take and return degrees, longitude first, arrays of one shape.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
Datum = Literal["CGCS2000", "WGS84", "GCJ02", "BD09"]
DATUMS: tuple[Datum, ...] = ("CGCS2000", "WGS84", "GCJ02", "BD09")
# Datums of older surveys: read, but no transformation of Qinghai is published for them.
OLD_DATUMS = ("Beijing54", "Xian80")

_A = 6378245.0  # [m] semi-major axis of Krasovsky 1940, on which GCJ-02 is built
_EE = 0.00669342162296594323  # first eccentricity squared of the same ellipsoid
_BD_PI = np.pi * 3000.0 / 180.0
_TOLERANCE_DEG = 1e-12  # about 1e-7 m on the ground
_MAX_ITERATIONS = 30


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Apply the GCJ-02 offset.

    Parameters
    ----------
    lon, lat
        CGCS2000/WGS-84 coordinates, inside China. [degree]

    Returns
    -------
    lon, lat
        GCJ-02 coordinates. [degree]
    """
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = lon - 105.0, lat - 35.0
    root = 0.2 * np.sqrt(np.abs(x))
    ripple = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.5 * root + ripple
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + root + ripple
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _EE * np.sin(phi) ** 2
    meridian_radius = _A * (1.0 - _EE) / (magic * np.sqrt(magic))
    parallel_radius = _A / np.sqrt(magic) * np.cos(phi)
    return lon + np.degrees(east / parallel_radius), lat + np.degrees(north / meridian_radius)


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Take the GCJ-02 offset off again, to less than 1e-6 m.

    Parameters
    ----------
    lon, lat
        GCJ-02 coordinates. [degree]

    Returns
    -------
    lon, lat
        CGCS2000/WGS-84 coordinates. [degree]

    Examples
    --------
    >>> lon, lat = gcj02_to_wgs84(*wgs84_to_gcj02(101.78, 36.62))
    >>> f"{lon:.9f} {lat:.9f}"
    '101.780000000 36.620000000'
    """
    target_lon = np.asarray(lon, dtype=np.float64)
    target_lat = np.asarray(lat, dtype=np.float64)
    lon_w, lat_w = target_lon.copy(), target_lat.copy()
    # The offset changes by < 1 % over its own length, so the fixed point contracts fast.
    for _ in range(_MAX_ITERATIONS):
        lon_g, lat_g = wgs84_to_gcj02(lon_w, lat_w)
        d_lon, d_lat = target_lon - lon_g, target_lat - lat_g
        lon_w, lat_w = lon_w + d_lon, lat_w + d_lat
        if max(np.abs(d_lon).max(initial=0.0), np.abs(d_lat).max(initial=0.0)) < _TOLERANCE_DEG:
            break
    return lon_w, lat_w


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Apply Baidu's second offset to GCJ-02 coordinates. [degree]."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BD_PI)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BD_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Degrees, Degrees]:
    """Take Baidu's offset off again, by iteration on `gcj02_to_bd09`. [degree]."""
    target_lon = np.asarray(lon, dtype=np.float64)
    target_lat = np.asarray(lat, dtype=np.float64)
    lon_g, lat_g = target_lon - 0.0065, target_lat - 0.006
    for _ in range(_MAX_ITERATIONS):
        lon_b, lat_b = gcj02_to_bd09(lon_g, lat_g)
        d_lon, d_lat = target_lon - lon_b, target_lat - lat_b
        lon_g, lat_g = lon_g + d_lon, lat_g + d_lat
        if max(np.abs(d_lon).max(initial=0.0), np.abs(d_lat).max(initial=0.0)) < _TOLERANCE_DEG:
            break
    return lon_g, lat_g


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> tuple[Degrees, Degrees]:
    """Bring coordinates of a named datum to CGCS2000/WGS-84.

    Parameters
    ----------
    lon, lat
        Coordinates in `datum`. [degree]
    datum
        One of `DATUMS`.

    Returns
    -------
    lon, lat
        CGCS2000/WGS-84 coordinates. [degree]

    Raises
    ------
    ValueError
        For a datum that is not in `DATUMS`.
    """
    if datum not in DATUMS:
        raise ValueError(f"unknown datum {datum!r}, expected one of {DATUMS}")
    if datum == "BD09":
        lon, lat = bd09_to_gcj02(lon, lat)
    if datum in ("BD09", "GCJ02"):
        return gcj02_to_wgs84(lon, lat)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
