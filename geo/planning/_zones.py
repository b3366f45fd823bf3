"""Where no station may stand, or where one is unwelcome: zones, lakes, slopes, altitude."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..grid import GEOD, Floats
from ..settings import Plan
from ..terrain import Terrain

_ASIDE_M = 50.0  # of the points whose heights give the slope


def on_ground(table: pd.DataFrame, terrain: Terrain | None) -> pd.DataFrame:
    """Add the height of the ground and its slope, NaN where they are not known.

    Parameters
    ----------
    table
        Candidates with ``lon`` and ``lat``.
    terrain
        The DEM, ``None`` = none is given.
    """
    if terrain is None or table.empty:
        return table.assign(ground_m=np.nan, slope_deg=np.nan)
    lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
    across, along = (_rise(terrain, lon, lat, azimuth) for azimuth in (90.0, 0.0))
    return table.assign(
        ground_m=terrain.heights(lon, lat), slope_deg=np.degrees(np.arctan(np.hypot(across, along)))
    )


def _rise(terrain: Terrain, lon: Floats, lat: Floats, azimuth: float) -> Floats:
    """Return how steep the ground is in one direction, metres by metre."""
    ends = []
    for direction in (azimuth, azimuth + 180.0):
        spread = np.full(lon.shape, direction), np.full(lon.shape, _ASIDE_M)
        end_lon, end_lat, _ = GEOD.fwd(lon, lat, *spread)
        ends.append(terrain.heights(end_lon, end_lat))
    steep: Floats = (ends[0] - ends[1]) / (2.0 * _ASIDE_M)
    return steep


def allowed(
    table: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    lakes: gpd.GeoDataFrame,
    asked: Plan,
    usual_penalty: float,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Leave out candidates where building is forbidden, and penalise where it is unwelcome.

    Parameters
    ----------
    table
        Candidates, as `on_ground` returns them.
    zones, lakes
        The layers ``restricted_zones`` and ``lakes``.
    asked
        Names the largest slope and altitude. One of which nothing is known passes.
    usual_penalty
        Of a zone that penalises and names none.

    Returns
    -------
    table, left_out
        With ``penalty``, whether it is the usual one, and ``zone``; reason → how many were left
        out.
    """
    forbids = (zones["rule"] != "penalise").to_numpy(bool)
    reasons: Mapping[str, npt.NDArray[np.bool_]] = {
        "zone": _within(table, zones[forbids]) >= 0,
        "water": _within(table, lakes) >= 0,
        "slope": _above(table["slope_deg"], asked.max_slope_deg),
        "altitude": _above(table["ground_m"], asked.max_altitude_m),
    }
    # A site that stands, stands: what is asked of new ground is not asked of it.
    standing = (table["kind"] == "existing_site").to_numpy(bool)
    kept, left_out = np.ones(len(table), np.bool_), {}
    for name, applies in reasons.items():
        now = kept & applies & ~(standing & (name != "zone"))
        if now.any():
            left_out[name] = int(now.sum())
        kept &= ~now
    left = table[kept].reset_index(drop=True)
    # Where zones overlap the dearest counts, of equals the first.
    priced = zones["penalty"].fillna(usual_penalty)
    unwelcome = zones[~forbids].assign(penalty=priced, usual=zones["penalty"].isna())
    unwelcome = unwelcome.sort_values("penalty", ascending=False, kind="stable", ignore_index=True)
    zone = _within(left, unwelcome)
    penalty = unwelcome["penalty"].to_numpy(float)
    nameless = unwelcome["usual"].to_numpy(bool)
    named = unwelcome["name"].where(unwelcome["name"] != "", unwelcome["id"]).to_numpy(str)
    inside = zone >= 0
    return left.assign(
        penalty=np.where(inside, np.append(penalty, 0.0)[zone], 0.0),
        penalty_usual=np.where(inside, np.append(nameless, False)[zone], False),
        zone=pd.Series(np.where(inside, np.append(named, "")[zone], ""), dtype="str"),
    ), left_out


def _above(values: pd.Series[float], most: float | None) -> npt.NDArray[np.bool_]:
    if most is None:
        return np.zeros(len(values), np.bool_)
    return np.asarray(values.to_numpy(float) > most, np.bool_)


def _within(table: pd.DataFrame, zones: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return the first zone that holds each candidate, −1 = none does."""
    found = np.full(len(table), -1)
    shapes = zones.geometry.to_numpy()
    points = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
    point, zone = shapely.STRtree(shapes).query(points, "intersects")
    order = np.lexsort([-zone, point])
    found[point[order]] = zone[order]
    return found
