"""Why there is no coverage, as a page tells and draws it: stations, blocking points, gaps."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from ...grid import GEOD
from ...summary._gaps import places_in
from .geometry import packed_extent
from .values import count, number, text

Json = dict[str, Any]


def by_id(stations: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return stations by their ids."""
    return pd.DataFrame(stations.drop_duplicates("id").set_index("id"))


def nearest(row: Mapping[str, Any], stations: pd.DataFrame) -> Json | None:
    """Return the station nearest to a place, and how far it is."""
    km = number(row["nearest_km"], 3)
    return None if km is None else {**station_of(row["nearest_station"], stations), "km": km}


def station_of(name: Any, stations: pd.DataFrame) -> Json:
    """Return a station by its id, with its place when the run lists it."""
    found: Json = {"id": text(name)}
    if found["id"] in stations.index:
        known = stations.loc[found["id"]]
        found |= {
            "at": [number(known["lon"]), number(known["lat"])],
            "operator": text(known["operator"]),
            "band": text(known["band"]),
        }
    return found


def blocked(row: Mapping[str, Any], stations: pd.DataFrame) -> Json | None:
    """Return the point that blocks the path to a place or gap: how far away, seen from where."""
    lon, lat = number(row["blocked_lon"]), number(row["blocked_lat"])
    if lon is None or lat is None:
        return None
    station = station_of(row["blocked_station"], stations)
    return {
        "at": [lon, lat],
        "height": number(row["blocked_m"], 0),
        "km": _km([lon, lat], [row["lon"], row["lat"]]),
        "station": {**station, "km": _km([lon, lat], station["at"]) if "at" in station else None},
    }


def _km(one: list[Any], other: list[Any]) -> float | None:
    """Return the geodesic distance of two points [lon, lat in degree]."""
    return number(GEOD.inv(*one, *other)[2] / 1000.0, 3)


def sector(row: Mapping[str, Any], stations: pd.DataFrame) -> Json | None:
    """Return the station that looks away from a place or gap, and by how much [degree]."""
    off = count(row["sector_off_deg"])
    if off is None:
        return None
    station = station_of(row["sector_station"], stations)
    if station["id"] in stations.index:
        station["azimuth"] = count(stations.loc[station["id"], "azimuth_deg"])
    return {"off": off, "station": station}


def gaps(
    frame: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    profiles: Mapping[str, Json],
    places: Container[str],
) -> list[Json]:
    """Return gaps; what a gap has nothing of is left out, as there may be thousands.

    Parameters
    ----------
    frame, stations
        As in `Results`.
    profiles
        As `geo.outputs._page.profiles.profiles_of` returns them.
    places
        The ids of all places.
    """
    known = by_id(stations)
    return [
        _gap(row, known, profiles.get(row["gap_id"]), places) for row in frame.to_dict("records")
    ]


def _gap(
    row: Mapping[str, Any], stations: pd.DataFrame, profile: Json | None, places: Container[str]
) -> Json:
    told = {
        "short": number(row["short_db"], 1),
        "altitude": count(row["altitude_m"]),
        "people": count(row["people"]),
        "inside": places_in(text(row["places_inside"]), places),
        "sector": sector(row, stations),
        "blocked": blocked(row, stations),
        "profile": profile,
    }
    return {
        "id": text(row["gap_id"]),
        "area": text(row["area_id"]),
        "county": text(row["county_adcode"]),
        "at": [number(row["lon"], 5), number(row["lat"], 5)],
        "km2": number(row["area_km2"], 4),
        "cause": text(row["cause"]),
        "near": number(row["nearest_km"], 1),
        **{name: value for name, value in told.items() if value is not None and value != []},
        "rings": packed_extent(row["geometry"]),
    }
