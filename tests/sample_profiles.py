"""Profiles of the sample: a ridge, a sector, a void, one place in sight and one all but."""

from __future__ import annotations

import math

import pandas as pd

from geo.results import empty

NAN = math.nan
_EARTH_KM = 8930.8
_RIDGE = (
    "0 1200 2400 3000 3553 4100 5000 6200 7105",
    "3000 3050 3120 3300 3480 3290 3150 3110 3100",
)
_PLAIN = "0 550 1110 1660 2219", "3000 3005 3008 3004 3000"
_HILL = "0 550 1110 1660 2000 2219", "2900 2905 2911 2904 2930 2930"
_HOLE = (
    "0 2000 5000 6000 9000 12000 14200",
    "3000 3060 3040 nan nan 3010 2990",
)
_BLOCKED = (3.553, 3480.0, 412.4, 33.65, 120.5, 158.2, -123.2)
_UNKNOWN = (NAN,) * 7
# id, rule, station, lon, lat, km, MHz, ground, state, then the obstacle, losses and level
_ROWS = (
    ("QH-ED-001", "blocked", "S04", 101.25, 37.25, 7.105, 3550.0, _RIDGE, "blocked", _BLOCKED),
    ("QH-ED-001-G1", "blocked", "S04", 101.25, 37.25, 7.105, 3550.0, _RIDGE, "blocked", _BLOCKED),
    ("QH-SC-003", "sector", "S04", 101.2, 37.22, 2.219, 3550.0, _PLAIN, "clear",
     (1.11, 3008.0, -10.1, -1.48, 110.4, 110.4, -104.2)),
    ("QH-GV-002", "serves", "S02", 101.1, 37.12, 2.219, 2565.0, _HILL, "grazed",
     (2.0, 2930.0, -1.8, -0.38, 107.5, 116.2, -95.4)),
    ("QH-HC-001", "nearest", "S04", 101.3, 37.1, 14.2, 3550.0, _HOLE, "void", _UNKNOWN),
)  # fmt: skip


def sample_profiles() -> pd.DataFrame:
    """Return `Results.profiles` of the sample."""
    types = empty("profiles").dtypes.to_dict()
    rows = [
        (*ends, mhz, 35.0, 1.5, _EARTH_KM, state, *figures, *ground, "")
        for *ends, mhz, ground, state, figures in _ROWS
    ]
    return pd.DataFrame(rows, columns=list(types)).astype(types)
