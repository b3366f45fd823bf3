"""Strange files, made by code: what is wrong with each, and how it is to be treated."""

from __future__ import annotations

from . import (
    archives,
    config,
    datums,
    dem,
    dialects,
    encodings,
    geojson,
    gpkg,
    headers,
    hostile,
    ids,
    kml,
    numbers,
    other_layers,
    positions,
    shapefile,
    sheets,
)
from ._case import Case

__all__ = ["CASES", "Case"]

_TOPICS = (
    *(encodings, dialects, headers, numbers, positions, datums, ids),
    *(sheets, geojson, gpkg, shapefile, kml, archives, other_layers, dem, config, hostile),
)
CASES: tuple[Case, ...] = tuple(case for topic in _TOPICS for case in topic.CASES)
