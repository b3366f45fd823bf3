"""Gaps 盲区: the contiguous parts of key areas below the threshold, and why."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..coverage import Model
from ..grid import geodesic_area_km2, unproject
from ..people import People, of_polygons
from . import causes, obstacles
from .evidence import nearest_stations
from .outlines import Outline
from .sectors import Sectors

_LIMITS_KM2 = (1.0, 5.0, 20.0)
SIZE_CLASSES = ("≤1", "1–5", "5–20", ">20")  # km²
_OF_PLACE = ("name_zh", "name_en", "category", "prefecture_adcode", "county_adcode", "odbl")
_COLUMNS = (
    "gap_id",
    "area_id",
    "name_zh",
    "name_en",
    "category",
    "prefecture_adcode",
    "county_adcode",
    "lon",
    "lat",
    "altitude_m",
    "area_km2",
    "size_class",
    "people",
    "places",
    "places_inside",
    "cause",
    "short_db",
    "nearest_km",
    *causes.COLUMNS[1:],
    *obstacles.COLUMNS,
    "odbl",
)


def find(
    outlines: Sequence[Outline],
    areas: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    model: Model,
    threshold_dbm: float,
    sectors: Sectors,
    people: People | None = None,
) -> gpd.GeoDataFrame:
    """Return the gaps inside the places.

    Parameters
    ----------
    outlines
        The gaps of each place one after another, as `geo.judging.outlines.of_place` returns them.
    areas
        All listed places, with names, codes and why they are left out.
    stations
        Stations that count, for the distance to the nearest one.
    model
        What computed the levels.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    sectors
        Asked which station looks the other way.
    people
        Where people live, ``None`` = not known: NaN.

    Returns
    -------
    geopandas.GeoDataFrame
        `Results.gaps`.
    """
    gaps = _drawn(outlines, areas, model.sources.crs)
    gaps["altitude_m"] = model.ground_m(gaps["lon"].to_numpy(), gaps["lat"].to_numpy())
    drawn = np.array([outline.polygon for outline in outlines], object)
    gaps["people"] = of_polygons(people, drawn, model.sources.crs)
    gaps["places"], gaps["places_inside"] = _inside(gaps, areas)
    gaps["short_db"] = threshold_dbm - np.array([o.median_dbm for o in outlines], np.float64)
    gaps["nearest_km"] = nearest_stations(gaps, stations)[1]
    why = causes.of_gaps(outlines, sectors)
    gaps[list(causes.COLUMNS)] = causes.table(why, model.sources)
    blocked = zip(outlines, why, strict=True)
    points = [o.blocking if cause.code == "terrain" else None for o, cause in blocked]
    gaps[list(obstacles.COLUMNS)] = obstacles.table(points, model)
    return gaps[[*_COLUMNS, "geometry"]]


def _drawn(outlines: Sequence[Outline], areas: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Return the polygons with their ids, sizes, a point inside, and what their places say."""
    shapes = gpd.GeoSeries([o.polygon for o in outlines], crs=crs).to_crs(4326)
    ids = pd.Series([o.area_id for o in outlines], dtype="str")
    gaps = gpd.GeoDataFrame({"area_id": ids}, geometry=shapes)
    gaps["gap_id"] = ids + "-G" + (ids.groupby(ids).cumcount() + 1).astype("str")
    gaps["lon"], gaps["lat"] = unproject(crs, [o.x for o in outlines], [o.y for o in outlines])
    of_place = areas.set_index("id").loc[ids, list(_OF_PLACE)].reset_index(drop=True)
    gaps[list(_OF_PLACE)] = of_place
    gaps["area_km2"] = geodesic_area_km2(shapes.to_numpy())
    rank = np.searchsorted(_LIMITS_KM2, gaps["area_km2"].to_numpy(float), side="left")
    gaps["size_class"] = pd.Series(np.array(SIZE_CLASSES)[rank], dtype="str")
    return gaps


def _inside(gaps: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Return how many other places have their own point in each gap, and their ids."""
    # What is left out with a reason counts nowhere.
    placed = areas[areas["lon"].notna() & (areas["excluded"] == "")].sort_values("id")
    ids = placed["id"].to_numpy(str)
    points = shapely.points(placed["lon"].to_numpy(float), placed["lat"].to_numpy(float))
    gap, place = shapely.STRtree(points).query(gaps.geometry.to_numpy(), "covers")
    other = ids[place] != gaps["area_id"].to_numpy(str)[gap]
    order = np.lexsort((place[other], gap[other]))
    listed = pd.Series(ids[place[other]][order], dtype="str").groupby(gap[other][order])
    every = range(len(gaps))
    return (
        listed.size().reindex(every, fill_value=0),
        listed.agg(" ".join).reindex(every, fill_value=""),
    )
