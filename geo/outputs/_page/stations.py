"""The stations of a page, column by column, small enough for a hundred thousand of them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from ...networks import LTE
from .columns import packed_choices, packed_numbers, packed_texts
from .values import count, text

Json = dict[str, Any]

_STEPS_PER_DEG = 100_000
_CHOICES = ("operator", "band", "status", "county_adcode")


def station_columns(stations: gpd.GeoDataFrame) -> Json:
    """Return 5G stations packed, ordered by name: the sectors of a site then begin alike.

    Parameters
    ----------
    stations
        Stations as in `Results`; those of 4G are left out, as the maps are of 5G.

    Returns
    -------
    dict
        ``lon``, ``lat`` in 1e-5 degree, ``height`` in 0.1 m, ``azimuth`` in degree.
    """
    own = stations[stations["tech"] != LTE].sort_values(["name", "id"])
    columns: Json = {
        "id": packed_texts([text(value) for value in own["id"]]),
        "name": packed_texts([text(value) for value in own["name"]]),
        "lon": _packed_degrees(own["lon"]),
        "lat": _packed_degrees(own["lat"]),
        "height": packed_numbers(count(value) for value in 10 * own["height_m"]),
        "azimuth": packed_numbers(count(value) for value in own["azimuth_deg"]),
    }
    for name in _CHOICES:
        columns[name] = packed_choices([text(value) for value in own[name]])
    return columns


def _packed_degrees(degrees: pd.Series[float]) -> Json:
    steps = np.round(degrees.to_numpy(np.float64) * _STEPS_PER_DEG)
    return packed_numbers(steps.astype(int).tolist())
