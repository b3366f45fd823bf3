"""Counties and prefectures with their figures: people, stations, area covered."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from .grid import geodesic_area_km2
from .results import ANY

_NAMES = ("adcode", "name_zh", "name_en", "short_zh", "prefecture_adcode")


def sites(stations: pd.DataFrame) -> pd.Series[str]:
    """Return the site of each row: rows of one operator at one position are one base station.

    A list may give a row per sector, and goals count base stations.

    Parameters
    ----------
    stations
        With ``operator``, ``lon`` and ``lat``.

    Examples
    --------
    >>> rows = pd.DataFrame({"operator": "A", "lon": [1.0, 1.000001, 1.1], "lat": 2.0})
    >>> sites(rows).nunique()
    2
    """
    position = stations[["lon", "lat"]].astype(float).round(5).astype("str")
    keys: pd.Series[str] = stations["operator"] + " " + position["lon"] + " " + position["lat"]
    return keys


def of_counties(
    counties: gpd.GeoDataFrame,
    population: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    coverage: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return `Results.counties`.

    Parameters
    ----------
    counties
        Boundaries.
    population
        The layer ``population``.
    stations
        Stations that count, with ``county_adcode``; counted by `sites`.
    coverage
        `Results.coverage`.
    """
    return _with_figures(counties, "county_adcode", population, stations, coverage)


def of_prefectures(
    prefectures: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
    population: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    coverage: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return `Results.prefectures`; parameters as `of_counties`, with ``prefecture_adcode``.

    A prefecture is part of itself: what is limited to one keeps it.
    """
    prefectures = prefectures.assign(prefecture_adcode=prefectures["adcode"])
    parent = dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
    counted = coverage.assign(prefecture_adcode=coverage["county_adcode"].map(parent))
    return _with_figures(prefectures, "prefecture_adcode", population, stations, counted)


def _with_figures(
    divisions: gpd.GeoDataFrame,
    code: str,
    population: pd.DataFrame,
    stations: gpd.GeoDataFrame,
    coverage: pd.DataFrame,
) -> gpd.GeoDataFrame:
    # Boundaries of one's own have more columns: the file they are from, and the row.
    figures = divisions[[*(name for name in _NAMES if name in divisions), "geometry"]].copy()
    adcode = figures["adcode"]
    figures["area_km2"] = geodesic_area_km2(figures.geometry.to_numpy())
    people = population.set_index("adcode")["population"].reindex(adcode).to_numpy(float)
    figures["population"] = people
    of_division = sites(stations).groupby(stations[code]).nunique()
    figures["stations"] = of_division.reindex(adcode, fill_value=0).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        figures["stations_per_10k"] = figures["stations"].to_numpy(float) / people * 1e4
    figures["stations_per_1000km2"] = figures["stations"] / figures["area_km2"] * 1e3
    cells = (
        coverage[coverage["operator"] == ANY]
        .groupby(code)[["cells", "cells50", "cells90"]]
        .sum()
        .reindex(adcode)
    )
    for probability in ("50", "90"):
        share = (cells[f"cells{probability}"] / cells["cells"]).to_numpy(float)
        figures[f"share{probability}"] = share
        # The share of cell centres is carried over to the geodesic area, so that the parts
        # of a county add up to the county whatever the cell.
        figures[f"covered{probability}_km2"] = share * figures["area_km2"]
    ordered = [name for name in figures.columns if name != "geometry"]
    return figures[[*ordered, "geometry"]]
