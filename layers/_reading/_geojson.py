"""What is asked of a GeoJSON document before GDAL, which passes over what it cannot read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from ..errors import Finding
from ..text import Text
from ._refusals import unknown_crs, unreadable

# Kind of a geometry → how deep its positions lie in lists.
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_CRS_NAME = re.compile(r"urn:(x-)?ogc:def:crs:[\w.:-]+|EPSG:+\d+", re.IGNORECASE)


def require_sound(path: Path, shown: Path, notes: list[Finding]) -> None:
    """Refuse a document that is cut, ambiguous, or would be fetched from elsewhere.

    Parameters
    ----------
    path
        The file.
    shown
        The file named in findings.
    notes
        Takes an error for each feature whose coordinates are no numbers: its row is rejected.

    Raises
    ------
    InputError
        When the document as a whole cannot be used.
    """
    try:
        document = json.loads(
            path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object, parse_constant=_none
        )
    except (ValueError, RecursionError) as error:
        raise unreadable(shown, str(error)) from error
    _require_known_crs(document, shown)
    for row, geometry in enumerate(_geometries(document, shown), 1):
        if not _is_sound(geometry):
            notes.append(_broken(shown, row))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} twice in one object")
    return found


def _none(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")


def _require_known_crs(document: Any, shown: Path) -> None:
    """Refuse a ``crs`` given as an address, which GDAL would fetch, or by an unknown name."""
    stated = document.get("crs") if isinstance(document, dict) else None
    if stated is None:
        return
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name: object = stated
    if isinstance(properties, dict) and document["crs"].get("type") in ("name", "EPSG"):
        name = properties.get("name", f"EPSG:{properties.get('code')}")
    if not isinstance(name, str) or not _CRS_NAME.fullmatch(name):
        raise unknown_crs(shown, str(name))
    try:
        CRS.from_user_input(name)
    except CRSError as error:
        raise unknown_crs(shown, name) from error


def _geometries(document: Any, shown: Path) -> Iterator[Any]:
    """Yield the geometry of each feature, in the order in which GDAL counts them."""
    features = document.get("features", [document]) if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise unreadable(shown, "no collection of features")
    for feature in features:
        if not isinstance(feature, dict):
            raise unreadable(shown, "a feature that is none")
        yield feature.get("geometry") if feature.get("type") == "Feature" else None


def _is_sound(geometry: Any) -> bool:
    if geometry is None:
        return True
    if not isinstance(geometry, dict):
        return False
    if geometry.get("type") == "GeometryCollection":
        parts = geometry.get("geometries")
        return isinstance(parts, list) and all(map(_is_sound, parts))
    depth = _DEPTHS.get(geometry.get("type", ""))
    return depth is not None and _are_positions(geometry.get("coordinates"), depth)


def _are_positions(coordinates: Any, depth: int) -> bool:
    if not isinstance(coordinates, list):
        return False
    if depth:
        return all(_are_positions(part, depth - 1) for part in coordinates)
    return len(coordinates) != 1 and all(
        type(value) in (int, float) and math.isfinite(value) for value in coordinates
    )


def _broken(shown: Path, row: int) -> Finding:
    return Finding(
        "broken-geometry",
        Text(
            "几何图形无法读取：坐标缺失或不是数字",
            "the geometry cannot be read: its coordinates are missing or no numbers",
        ),
        Text(
            "改正该要素的坐标，或重新导出",
            "mend the coordinates of the feature, or export it again",
        ),
        shown.name,
        row,
        "geometry",
    )
