"""Kilometres of `geo.results.Results.lines`, for goals and sums: always as a range."""

from __future__ import annotations

import geopandas as gpd


def whole(lines: gpd.GeoDataFrame, prefecture: str = "") -> gpd.GeoDataFrame:
    """Return the rows of all lines within the scope, or within one prefecture.

    Parameters
    ----------
    lines
        `Results.lines`.
    prefecture
        Code, ``""`` = the whole scope.
    """
    return lines[lines["prefecture_adcode"] == prefecture]


def covered_km(lines: gpd.GeoDataFrame) -> tuple[float, float]:
    """Return the length at the threshold, at least and at most [km].

    Parameters
    ----------
    lines
        As `whole` returns them. At least: at 90 % location probability; at most: at 50 %,
        and what a void in the terrain leaves open.
    """
    most = lines["km50"].sum() + lines["km_no_data"].sum()
    return float(lines["km90"].sum()), float(most)


def continuous_km(lines: gpd.GeoDataFrame) -> tuple[float, float]:
    """Return the length of the lines that are covered without a break, at least and at most [km].

    Parameters
    ----------
    lines
        As `whole` returns them. At least: those that meet the rule ``linear``; at most: all
        but those that do not meet it. A line counts with its whole length or not at all.
    """
    met = lines.loc[lines["linear"] == "met", "km"].sum()
    most = lines.loc[lines["linear"] != "not_met", "km"].sum()
    return float(met), float(most)
