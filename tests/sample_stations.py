"""Invented stations by the ten thousand, as varied as an operator's own list is."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.results import Results
from layers.base_stations import OPERATORS

_SECTORS = 3  # a row of the list is a sector
_PLACES = ("人民医院", "第二中学", "建设路", "汽车站", "工业园区", "新村", "政府家属院", "水库")
_BANDS = ("n28", "n41", "n78", "n79")
_STATUS = ("built", "built", "built", "planned")


def crowded(results: Results, count: int, prefecture: str = "") -> Results:
    """Return results of as many 5G stations, each with an id and a name of its own.

    Parameters
    ----------
    results
        What a run found; its first station tells the columns that no page shows.
    count
        Number of stations.
    prefecture
        Division code of the prefecture they all are in, which is then the only one with a page;
        ``""`` = they are in all of the results.
    """
    random = np.random.default_rng(2022)
    counties = results.counties
    if prefecture:
        counties = counties[counties["prefecture_adcode"] == prefecture]
    # What the sectors of a site share is drawn per site, then told to each of its rows.
    sites = -(-count // _SECTORS)
    site = np.repeat(np.arange(sites), _SECTORS)[:count]
    sector = np.tile(np.arange(_SECTORS), sites)[:count]
    county = counties.iloc[np.sort(random.integers(len(counties), size=sites))[site]]
    west, south, east, north = county.bounds.to_numpy().T
    across, up, turned = random.random((3, sites))[:, site]
    lon, lat = west + across * (east - west), south + up * (north - south)
    operator = np.array(OPERATORS)[random.integers(len(OPERATORS), size=sites)[site]]
    place = np.array(_PLACES)[random.integers(len(_PLACES), size=sites)[site]]
    ids = [f"QH-{number:06d}-{turn + 1}" for number, turn in zip(site, sector, strict=True)]
    of_rows = zip(county["name_zh"], place, site, operator, sector, strict=True)
    rows = pd.concat([results.stations.iloc[:1].drop(columns="geometry")] * count)
    stations = rows.reset_index(drop=True).assign(
        id=ids,
        name=[f"{c}{at}{n % 9973}号站{who[-2:]}5G-{turn + 1}" for c, at, n, who, turn in of_rows],
        operator=operator,
        band=random.choice(_BANDS, count),
        status=random.choice(_STATUS, count),
        height_m=random.integers(150, 600, count) / 10,
        azimuth_deg=np.floor(sector * 120 + turned * 120),
        tech="NR",
        lon=lon,
        lat=lat,
        prefecture_adcode=county["prefecture_adcode"].to_numpy(),
        county_adcode=county["adcode"].to_numpy(),
    )
    drawn = gpd.GeoDataFrame(stations, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    card = {**results.card, "scope": [prefecture]} if prefecture else results.card
    return dataclasses.replace(results, stations=drawn, card=card)
