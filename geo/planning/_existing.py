"""Candidates that are there: what the planner lists, and the sites of stations that stand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from ._table import with_columns


def listed(candidates: gpd.GeoDataFrame, usual_height_m: float) -> pd.DataFrame:
    """Return the planner's candidates.

    Parameters
    ----------
    candidates
        The layer ``candidates``.
    usual_height_m
        Antenna height of those that name none. [m]
    """
    rows = candidates[candidates["lon"].notna()].sort_values("id", kind="stable")
    return with_columns(
        pd.DataFrame(
            {
                "kind": rows["kind"].where(rows["kind"] != "", "other").to_numpy(str),
                "host": rows["id"].to_numpy(str),
                "name": rows["name"].where(rows["name"] != "", rows["id"]).to_numpy(str),
                **{name: rows[name].to_numpy(float) for name in ("lon", "lat")},
                "height_m": rows["height_m"].fillna(usual_height_m).to_numpy(float),
                "cost_given": rows["cost"].to_numpy(float),
                **{
                    name: rows[name].to_numpy(float) for name in ("road_km", "power_km", "fibre_km")
                },
            }
        )
    )


def sites(stations: gpd.GeoDataFrame, usual_height_m: float) -> pd.DataFrame:
    """Return the sites of stations that stand, of any operator and technology, each once.

    Parameters
    ----------
    stations
        Stations with their status.
    usual_height_m
        Antenna height where the list has none. [m]

    Returns
    -------
    pandas.DataFrame
        A new antenna goes to the height of the highest one there.
    """
    built = stations[stations["status"] == "built"].sort_values("id", kind="stable")
    at = [built["lon"].round(5), built["lat"].round(5)]
    first = built.groupby(at, sort=True).agg(
        host=("id", "first"),
        name=("name", "first"),
        lon=("lon", "first"),
        lat=("lat", "first"),
        height_m=("height_m", "max"),
    )
    first = first.sort_values("host", kind="stable").reset_index(drop=True)
    named = first["name"].where(first["name"] != "", first["host"])
    height = first["height_m"].fillna(usual_height_m)
    nothing = dict.fromkeys(("road_km", "power_km", "fibre_km"), 0.0)
    return with_columns(
        first.assign(kind="existing_site", name=named, height_m=height, **nothing)
        if len(first)
        else pd.DataFrame()
    )


def nearest(x: np.ndarray, y: np.ndarray, box: tuple[float, ...], most: int) -> np.ndarray:
    """Return the points nearest to a box of the projection, at most so many, nearest first.

    Parameters
    ----------
    x, y
        Points. [m]
    box
        Left, bottom, right, top. [m]
    most
        How many.
    """
    left, bottom, right, top = box
    aside = np.maximum(left - x, x - right).clip(0.0)
    ahead = np.maximum(bottom - y, y - top).clip(0.0)
    order: np.ndarray = np.lexsort([y, x, np.hypot(aside, ahead)])[:most]
    return order
