"""SYNTHETIC base stations, for a run in which the planner has given none.

A station count is split over the prefectures by census population and scattered around
townships and key areas by the weights of ``standards/scenario_anchors.csv``. It shows what
covermap does; it says nothing about any operator's network, and every product says so.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import standards
from .grid import GEOD

_ATTEMPTS = 20  # redraws of a station that fell outside its prefecture, then the anchor itself
_URBAN = ("630102", "630103", "630104", "630105")  # the four urban districts of Xining


def stations(
    count: int,
    seed: int,
    areas: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
    population: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return the scenario.

    Parameters
    ----------
    count
        Number of stations; none when no place has a coordinate.
    seed
        Of the generator: the same seed gives the same stations.
    areas
        Places to scatter around: columns of `geo.places.collect`.
    prefectures
        The layer ``prefectures``.
    population
        The layer ``population``; prefectures it does not know get none.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns of the layer ``base_stations``, ordered by id.
    """
    random = np.random.default_rng(seed)
    anchors = _anchors(areas)
    people = population.set_index("adcode")["population"].reindex(prefectures["adcode"]).fillna(0.0)
    # Where there is nothing to scatter around, nothing can be placed: the others share its part.
    people = people.where(people.index.isin(anchors["prefecture_adcode"]), 0.0)
    parts = [
        _around(random, anchors[anchors["prefecture_adcode"] == adcode], share, within)
        for adcode, share, within in zip(
            prefectures["adcode"],
            _shares(people.to_numpy(float), count).tolist(),
            prefectures.geometry,
            strict=True,
        )
    ]
    placed = pd.concat(parts, ignore_index=True)
    return _equipped(random, placed)


def _anchors(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    table = standards.table("scenario_anchors").set_index("anchor")
    given = areas[areas["lon"].notna()]
    by_subcategory = given["subcategory"].map(table["weight"].astype(float))
    by_category = given["category"].map(table["weight"].astype(float))
    kind = given["subcategory"].where(by_subcategory.notna(), given["category"])
    return pd.DataFrame(
        {
            "prefecture_adcode": given["prefecture_adcode"],
            "county_adcode": given["county_adcode"],
            "lon": given["lon"],
            "lat": given["lat"],
            "weight": by_subcategory.fillna(by_category).fillna(1.0),
            "scatter_m": kind.map(table["scatter_m"].astype(float)).fillna(1000.0),
        }
    ).reset_index(drop=True)


def _shares(people: np.ndarray, count: int) -> np.ndarray:
    """Split a count by population, largest remainders first."""
    if people.sum() == 0:
        people = np.ones_like(people)
    exact = count * people / people.sum()
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: count - whole.sum()]] += 1
    return np.asarray(whole)


def _around(
    random: np.random.Generator, anchors: pd.DataFrame, count: int, within: shapely.Geometry
) -> pd.DataFrame:
    columns = ["lon", "lat", "urban"]
    if count == 0 or anchors.empty:
        return pd.DataFrame(columns=columns)
    weight = anchors["weight"].to_numpy(float)
    chosen = anchors.iloc[random.choice(len(anchors), size=count, p=weight / weight.sum())]
    lon, lat = chosen["lon"].to_numpy(float).copy(), chosen["lat"].to_numpy(float).copy()
    pending = np.arange(count)
    shapely.prepare(within)
    for _ in range(_ATTEMPTS):
        distance = random.rayleigh(chosen["scatter_m"].to_numpy(float)[pending] / 2.0)
        azimuth = random.uniform(0.0, 360.0, pending.size)
        start = chosen.iloc[pending]
        to_lon, to_lat, _ = GEOD.fwd(
            start["lon"].to_numpy(float), start["lat"].to_numpy(float), azimuth, distance
        )
        inside = shapely.contains_xy(within, to_lon, to_lat)
        lon[pending[inside]], lat[pending[inside]] = to_lon[inside], to_lat[inside]
        pending = pending[~inside]
        if pending.size == 0:
            break
    urban = chosen["county_adcode"].isin(_URBAN).to_numpy()
    return pd.DataFrame({"lon": lon, "lat": lat, "urban": urban}, columns=columns)


def _equipped(random: np.random.Generator, placed: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give each place an operator, a band and a mast from ``standards/scenario.csv``."""
    mix = standards.table("scenario")
    share = mix["share"].to_numpy(float)
    kind = mix.iloc[random.choice(len(mix), size=len(placed), p=share / share.sum())]
    radio = standards.table("radio_defaults").set_index("band").loc[kind["band"]]
    urban = placed["urban"].to_numpy(bool)
    number = [f"{index:06d}" for index in range(1, len(placed) + 1)]

    def by_place(field: str) -> np.ndarray:
        return np.where(urban, kind[field.format("urban")], kind[field.format("rural")])

    frame = pd.DataFrame(
        {
            "id": [f"SYN-{n}" for n in number],
            "name": [f"SYNTHETIC {n}" for n in number],
            "operator": kind["operator"].to_numpy(),
            "tech": "NR",
            "band": kind["band"].to_numpy(),
            "freq_mhz": radio["freq_mhz"].to_numpy(float),
            "lon": placed["lon"].to_numpy(float).round(6),
            "lat": placed["lat"].to_numpy(float).round(6),
            "datum": "WGS84",
            "height_m": by_place("height_{}_m").astype(float),
            "azimuth_deg": np.nan,
            "beamwidth_deg": np.nan,
            "tilt_deg": np.nan,
            "ss_power_dbm": radio["ss_power_dbm"].to_numpy(float),
            "gain_dbi": radio["gain_dbi"].to_numpy(float),
            "environment": by_place("environment_{}"),
            "status": "built",
            "source": "SYNTHETIC",
            "prefecture": "",  # stated by lists of stations alone, for the audit of their datum
            "county": "",
            "file": "SYNTHETIC",
            "row": range(1, len(placed) + 1),
        }
    )
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)
