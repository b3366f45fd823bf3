"""How sure a verdict can be: what keeps a place from being surely met, or surely not met.

A pass proves nothing about a place whose position or shape is not known, and neither does a
failure, unless no station could reach the place wherever it lies.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from ..coverage import LOS_REACH_M, Model
from ..networks import NR
from .evidence import Evidence, nearest_stations


def assess(
    areas: gpd.GeoDataFrame,
    found: list[Evidence],
    counted: gpd.GeoDataFrame,
    model: Model,
    threshold_dbm: float,
    tech: str = NR,
) -> pd.DataFrame:
    """Return what limits the verdict of each place by one technology.

    Parameters
    ----------
    areas
        Places, with ``nearest_km`` to a station of that technology.
    found
        Evidence of the places with a coordinate.
    counted
        Its stations that count, in the order of the model's.
    model
        What computed the levels.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    tech
        ``"NR"`` or ``"LTE"``.

    Returns
    -------
    pandas.DataFrame
        Indexed by area_id, three flags: ``vague``, the coordinate is less precise than the
        extent and some station may be near; ``shapeless``, the extent is only a part of the
        stated area; ``beyond``, a part has no station in range, but a station within 10 km
        is still above the threshold where the model ends.
    """
    radius_m = np.sqrt(areas["area_km2"].to_numpy(float) * 1e6 / np.pi)
    precision_m = areas["coord_precision_m"].to_numpy(float)
    within = areas["nearest_km"].to_numpy(float) * 1e3 <= model.reach_m + precision_m + radius_m
    share = {e.area_id: e.no_station_share if tech == NR else e.no_lte_share for e in found}
    unreached = areas["id"].isin([area_id for area_id, none in share.items() if none > 0.0])
    strong = counted[model.strong_at_end(threshold_dbm)[model.sources.are(tech)]]
    return pd.DataFrame(
        {
            "vague": (precision_m > radius_m) & within,  # NaN, no station at all, is not within
            "shapeless": (areas["extent_source"] == "partial").to_numpy(bool),
            "beyond": unreached.to_numpy(np.bool_) & near_strong(areas, strong, radius_m),
        },
        index=areas["id"],
    )


def near_strong(
    places: gpd.GeoDataFrame, strong: gpd.GeoDataFrame, radius_m: npt.ArrayLike = 0.0
) -> npt.NDArray[np.bool_]:
    """Return which places a station that is strong where the model ends may still cover.

    Parameters
    ----------
    places
        Places with ``lon`` and ``lat``.
    strong
        Stations still above the threshold there.
    radius_m
        Of the places. [m]
    """
    km = nearest_stations(places, strong)[1]
    near: npt.NDArray[np.bool_] = km * 1e3 <= np.add(radius_m, LOS_REACH_M)
    return near
