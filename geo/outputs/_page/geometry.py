"""Boundaries for the pages: simplified together, so that shared borders stay shared, and packed.

A ring is packed as whole numbers of 1e-5 degree (about 1 m): the first vertex, then the
difference to the vertex before. A page therefore holds a prefecture in some tens of kilobytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.ops import polylabel

import layers

from ...results import Results

Rings = list[list[list[int]]]  # polygons, each a list of packed rings

_STEPS_PER_DEG = 100_000
_FINE_DEG = 0.0012  # [degree] about 100 m: the prefecture of the page
_COARSE_DEG = 0.006  # [degree] about 500 m: its neighbours, and the province
_EXTENT_DEG = 0.00004  # [degree] about 4 m: extents of places and gaps
_LABEL_TOLERANCE_DEG = 0.02
_DIVISION = ["adcode", "name_zh", "name_en", "short_zh", "prefecture_adcode", "geometry"]


@dataclass(frozen=True)
class Boundaries:
    """The divisions of the whole province at two levels of detail, keyed by code.

    Parameters
    ----------
    prefectures
        All prefectures, computed or not, ordered by code; columns `adcode`, `name_zh`,
        `name_en`, `short_zh`, polygons of the coarse detail.
    counties
        All counties with `prefecture_adcode`; polygons of the fine detail.
    coarse
        The same counties at the coarse detail.
    lakes
        Lakes with their `name`.
    """

    prefectures: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame
    coarse: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame

    def outline(self, prefecture: str) -> shapely.Geometry:
        """Return the fine outline of one prefecture: the union of its counties as drawn."""
        own = self.counties["prefecture_adcode"] == prefecture
        return shapely.union_all(self.counties.loc[own, "geometry"].to_numpy())


def boundaries(results: Results) -> Boundaries:
    """Return the divisions to draw, with those outside a limited run as surroundings.

    Parameters
    ----------
    results
        What a run found; its own divisions take precedence.
    """
    counties = _with_surroundings(results.counties, "counties", "prefecture_adcode")
    prefectures = _with_surroundings(results.prefectures, "prefectures", "adcode")
    fine, coarse = _simplified(counties, _FINE_DEG), _simplified(counties, _COARSE_DEG)
    return Boundaries(_dissolved(prefectures, coarse), fine, coarse, layers.load("lakes"))


def _with_surroundings(own: gpd.GeoDataFrame, layer: str, key: str) -> gpd.GeoDataFrame:
    own = own.reindex(columns=_DIVISION)
    seed = layers.load(layer).reindex(columns=_DIVISION)
    others = seed[~seed[key].isin(own[key])]
    both = pd.concat([own, others], ignore_index=True).sort_values("adcode", ignore_index=True)
    text = [name for name in _DIVISION if name != "geometry"]
    both[text] = both[text].fillna("")
    return gpd.GeoDataFrame(both, geometry="geometry", crs=4326)


def _simplified(counties: gpd.GeoDataFrame, tolerance_deg: float) -> gpd.GeoDataFrame:
    shapes = shapely.coverage_simplify(counties.geometry.to_numpy(), tolerance_deg)
    return counties.set_geometry(gpd.GeoSeries(shapely.make_valid(shapes), crs=4326))


def _dissolved(prefectures: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    parts = counties.groupby("prefecture_adcode")["geometry"]
    union = {code: shapely.union_all(shapes.to_numpy()) for code, shapes in parts}
    shapes = [union.get(row.adcode, row.geometry) for row in prefectures.itertuples()]
    return prefectures.set_geometry(gpd.GeoSeries(shapes, crs=4326))


def packed(geometry: shapely.Geometry | None) -> Rings:
    """Return the polygons of a geometry as packed rings; other parts are left out.

    Parameters
    ----------
    geometry
        In CGCS2000/WGS-84; ``None`` or empty gives no polygons. [degree]

    Examples
    --------
    >>> packed(shapely.box(100, 36, 100.5, 36.25))
    [[[10050000, 3600000, 0, 25000, -50000, 0, 0, -25000]]]
    """
    if geometry is None or geometry.is_empty:
        return []
    polygons = [part for part in _parts(geometry) if part.geom_type == "Polygon"]
    return [
        [_packed_ring(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
        for part in polygons
    ]


def packed_extent(geometry: shapely.Geometry | None) -> Rings:
    """Return a small polygon packed, its vertices thinned to what a page can show."""
    if geometry is None:
        return []
    return packed(shapely.simplify(geometry, _EXTENT_DEG))


def packed_lines(geometry: shapely.Geometry) -> list[list[int]]:
    """Return the parts of a line packed as rings are, but with both ends.

    Parameters
    ----------
    geometry
        A line of one or several parts, in CGCS2000/WGS-84. [degree]

    Examples
    --------
    >>> packed_lines(shapely.LineString([(100, 36), (100.5, 36), (100.5, 36.25)]))
    [[10000000, 3600000, 50000, 0, 0, 25000]]
    """
    return [_packed(shapely.get_coordinates(part)) for part in _parts(geometry)]


def _parts(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    return list(shapely.get_parts(geometry, return_index=False))


def _packed_ring(xy: npt.NDArray[np.float64]) -> list[int]:
    return _packed(xy[:-1])  # a ring closes by itself


def _packed(xy: npt.NDArray[np.float64]) -> list[int]:
    steps = np.round(xy * _STEPS_PER_DEG).astype(np.int64)
    steps[1:] -= steps[:-1].copy()
    numbers: list[int] = steps.ravel().tolist()
    return numbers


def label_point(geometry: shapely.Geometry) -> list[float]:
    """Return [lon, lat] well inside the largest part of a polygon, where its name goes."""
    polygons = [part for part in _parts(geometry) if part.geom_type == "Polygon"]
    largest = max(polygons, key=lambda part: part.area)
    point = polylabel(largest, _LABEL_TOLERANCE_DEG)
    return [round(point.x, 4), round(point.y, 4)]
