"""Gaps 盲区: the contiguous parts of key areas below the threshold, and why."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio.features
import shapely
from shapely.geometry import shape

from .coverage import BELOW, NO_STATION
from .evidence import Evidence, nearest_stations
from .grid import geodesic_area_km2
from .results import LIMITS

_LIMITS_KM2 = (1.0, 5.0, 20.0)
SIZE_CLASSES = ("≤1", "1–5", "5–20", ">20")  # km²
_SMALLEST_CELLS = 4  # fewer cells than this are the grain of the window, not a gap
_COLUMNS = (
    "gap_id",
    "area_id",
    "name_zh",
    "name_en",
    "category",
    "prefecture_adcode",
    "county_adcode",
    "area_km2",
    "size_class",
    "cause",
    "nearest_km",
    "odbl",
)


def find(
    evidence: Iterable[Evidence], areas: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the gaps inside the places.

    Parameters
    ----------
    evidence
        As `geo.evidence.gather` yields it.
    areas
        The places, with names and codes.
    stations
        Stations that count, for the distance to the nearest one.

    Returns
    -------
    geopandas.GeoDataFrame
        `Results.gaps`, ordered by id: cells that fail at 50 % location probability. A gap
        that no station reaches has the cause ``no_station``, else what limits most of the
        cells that one does: ``terrain`` or ``budget``.
    """
    by_id = areas.set_index("id")
    parts = [part for e in evidence if (part := _of_place(e, by_id.loc[e.area_id])) is not None]
    if not parts:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in _COLUMNS})
        numbers = {"area_km2": "float64", "nearest_km": "float64", "odbl": "bool"}
        return gpd.GeoDataFrame(empty.astype(numbers), geometry=gpd.GeoSeries([], crs=4326))
    gaps = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    gaps["area_km2"] = geodesic_area_km2(gaps.geometry.to_numpy())
    rank = np.searchsorted(_LIMITS_KM2, gaps["area_km2"].to_numpy(float), side="left")
    gaps["size_class"] = np.array(SIZE_CLASSES)[rank]
    inner = gaps.geometry.representative_point()
    points = gpd.GeoDataFrame({"lon": inner.x, "lat": inner.y})
    gaps["nearest_km"] = nearest_stations(points, stations)[1]
    return gaps[[*_COLUMNS, "geometry"]]


def _of_place(evidence: Evidence, place: pd.Series) -> gpd.GeoDataFrame | None:
    failing = np.isin(evidence.classes, (BELOW, NO_STATION))
    if not failing.any():
        return None
    smallest_m2 = _SMALLEST_CELLS * evidence.cell_m**2
    polygons = _contiguous(failing, evidence, smallest_m2)
    if not polygons:
        return None
    gaps = gpd.GeoDataFrame(geometry=polygons, crs=evidence.window.crs)
    gaps["cause"] = _causes(polygons, evidence)
    gaps["area_id"] = evidence.area_id
    gaps["gap_id"] = [f"{evidence.area_id}-G{number}" for number in range(1, len(gaps) + 1)]
    for field in ("name_zh", "name_en", "category", "prefecture_adcode", "county_adcode", "odbl"):
        gaps[field] = place[field]
    return gaps.to_crs(4326)


def _causes(polygons: list[shapely.Geometry], evidence: Evidence) -> list[str]:
    window = evidence.window
    gap = rasterio.features.rasterize(
        zip(polygons, range(len(polygons)), strict=True),
        window.shape,
        fill=-1,
        transform=window.affine,
        dtype="int32",
    )
    inside = gap >= 0
    cells = np.zeros((len(polygons), len(LIMITS)), np.int64)
    np.add.at(cells, (gap[inside], evidence.limits[inside]), 1)
    budget, terrain = (cells[:, LIMITS.index(name)] for name in ("budget", "terrain"))
    causes = np.where(terrain > budget, "terrain", "budget")
    return [str(cause) for cause in np.where(terrain + budget > 0, causes, "no_station")]


def _contiguous(mask: np.ndarray, evidence: Evidence, smallest_m2: float) -> list[shapely.Geometry]:
    """Return the connected parts of a mask, largest first, in the projection."""
    found = rasterio.features.shapes(
        mask.astype(np.uint8), mask=mask, connectivity=4, transform=evidence.window.affine
    )
    polygons = [shape(geometry) for geometry, _ in found]
    kept = [polygon for polygon in polygons if polygon.area >= smallest_m2]
    return sorted(kept, key=lambda p: (-p.area, p.bounds))
