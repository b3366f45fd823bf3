"""Where the point lies that blocks a place, as longitude, latitude and height."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from .coverage import Model
from .evidence import Evidence
from .grid import GEOD, unproject

COLUMNS = ("blocked_lon", "blocked_lat", "blocked_m", "blocked_station")


def of_places(areas: gpd.GeoDataFrame, found: list[Evidence], model: Model) -> gpd.GeoDataFrame:
    """Add the blocking point to places whose cause is the terrain.

    Parameters
    ----------
    areas
        Places, with ``id`` and ``cause``.
    found
        Evidence of the places with a coordinate.
    model
        What computed the levels.

    Returns
    -------
    geopandas.GeoDataFrame
        With `COLUMNS`; NaN and ``""`` where nothing blocks, or no single point does.
    """
    points = np.full((len(areas), 3), np.nan)
    stations = np.full(len(areas), "", dtype=object)
    by_id = {e.area_id: e.blocking for e in found}
    for row, (area_id, cause) in enumerate(zip(areas["id"], areas["cause"], strict=True)):
        blocking = by_id.get(area_id)
        if cause != "terrain" or blocking is None:
            continue
        sources, station = model.sources, blocking.station
        (lon,), (lat,) = unproject(sources.crs, [blocking.x], [blocking.y])
        here = sources.lon[station], sources.lat[station]
        azimuth, _, _ = GEOD.inv(*here, lon, lat)
        blocked_lon, blocked_lat, _ = GEOD.fwd(*here, azimuth, 1000.0 * blocking.km)
        height = float(model.ground_m([blocked_lon], [blocked_lat])[0])
        points[row] = blocked_lon, blocked_lat, height
        stations[row] = str(sources.ids[station])
    table = areas.copy()
    table[list(COLUMNS[:3])] = points
    table["blocked_station"] = stations.astype(str)
    return table
