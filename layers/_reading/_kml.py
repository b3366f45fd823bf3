"""A KML document → rows of text cells with geometry.

GDAL reads KML too, but turns the names of untyped data that are not ASCII (方位角) into a row of
underscores, and knows nothing of what Ovital adds. The document has been looked through before:
it declares no document type and no entity.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import shapely

from ..errors import Finding
from ..text import Text
from ._refusals import too_large, unreadable

_MOST_DEPTH = 100  # of elements in each other
_MOST_COLUMNS = 1_000  # names of extended data in a document
_CONTAINERS = ("Document", "Folder")
# What is no placemark, or the look of one: counted, never followed.
_LEFT_OUT = frozenset(
    [
        *("NetworkLink", "Tour", "GroundOverlay", "ScreenOverlay", "PhotoOverlay"),
        *("Track", "MultiTrack", "Model"),
    ]
)


def read_kml(
    path: Path, shown: Path, notes: list[Finding], marks: Counter[str]
) -> gpd.GeoDataFrame:
    """Return the placemarks of a KML document in its order.

    Parameters
    ----------
    path
        The document.
    shown
        The file named in findings, which may be the archive around it.
    notes
        Takes a warning for each placemark whose coordinates cannot be read.
    marks
        Takes what else was met → how often: elements that are left out, ``altitude`` of points
        above the ground, ``OvCoordType …`` of Ovital, ``Ov…`` other elements of Ovital.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``name``, ``description``, ``folder`` (the innermost), ``id`` where there are any,
        then the names of the extended data; geometry in two dimensions, EPSG:4326.

    Raises
    ------
    InputError
        When it is no well-formed XML, or has too many names of data.
    """
    cells: list[dict[str, str]] = []
    shapes: list[shapely.Geometry | None] = []
    try:
        for placemark, folder in _placemarks(path.read_bytes(), marks):
            cells.append({**_cells(placemark), **({"folder": folder} if folder else {})})
            try:
                shapes.append(_geometry(placemark, marks))
            except (ValueError, shapely.errors.GEOSException):
                shapes.append(None)
                notes.append(_bad_coordinates(shown, len(cells)))
    except (ElementTree.ParseError, RecursionError) as error:
        raise unreadable(shown, f"XML: {error}") from error
    columns = {name for row in cells for name in row}
    if len(columns) > _MOST_COLUMNS:
        raise too_large(shown, len(columns), _MOST_COLUMNS, "columns")
    frame = pd.DataFrame(cells, dtype="str").fillna("")
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=4326))


def _placemarks(document: bytes, marks: Counter[str]) -> Iterator[tuple[ElementTree.Element, str]]:
    """Yield each placemark with the name of the folder around it."""
    folders: list[str] = []
    stack: list[str] = []
    for event, element in ElementTree.iterparse(io.BytesIO(document), ("start", "end")):  # noqa: S314
        tag = _tag(element)
        if event == "start":
            stack.append(tag)
            if len(stack) > _MOST_DEPTH:
                raise RecursionError("elements nested too deeply")
            if tag in _CONTAINERS:
                folders.append("")
            continue
        stack.pop()
        if tag in _LEFT_OUT or tag.startswith("Ov"):
            marks[_marked(element, tag)] += 1
        if tag == "name" and stack and stack[-1] == "Folder":
            folders[-1] = _text(element)
        elif tag in _CONTAINERS:
            folders.pop()
        elif tag == "Placemark":
            yield element, next(filter(None, reversed(folders)), "")
            element.clear()


def _marked(element: ElementTree.Element, tag: str) -> str:
    return f"{tag} {_text(element)[:20]}" if tag == "OvCoordType" else tag


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: ElementTree.Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _child(element: ElementTree.Element, tag: str) -> ElementTree.Element | None:
    return next((child for child in element if _tag(child) == tag), None)


def _cells(placemark: ElementTree.Element) -> dict[str, str]:
    cells = {"name": _text(_child(placemark, "name"))}
    if identity := placemark.get("id", "").strip():
        cells["id"] = identity
    if description := _text(_child(placemark, "description")):
        cells["description"] = description
    if datum := _text(_child(placemark, "OvCoordType")):
        cells["OvCoordType"] = datum
    extended = _child(placemark, "ExtendedData")
    for item in extended.iter() if extended is not None else ():
        if _tag(item) == "Data":
            cells[item.get("name", "").strip()] = _text(_child(item, "value"))
        elif _tag(item) == "SimpleData":
            cells[item.get("name", "").strip()] = _text(item)
    cells.pop("", None)
    return cells


def _geometry(placemark: ElementTree.Element, marks: Counter[str]) -> shapely.Geometry | None:
    parts = [_part(element, marks) for element in placemark.iter() if _tag(element) in _PARTS]
    if len(parts) < 2:
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    together = _TOGETHER.get(kinds.pop()) if len(kinds) == 1 else None
    return together(parts) if together else shapely.GeometryCollection(parts)


def _part(element: ElementTree.Element, marks: Counter[str]) -> shapely.Geometry:
    tag = _tag(element)
    if tag == "Polygon":
        rings = {
            side: [_coordinates(ring) for ring in element.iter() if _tag(ring) == side]
            for side in ("outerBoundaryIs", "innerBoundaryIs")
        }
        if len(rings["outerBoundaryIs"]) != 1:
            raise ValueError("a polygon without an outside")
        return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])
    vertices = _coordinates(element)
    if tag == "LineString":
        return shapely.LineString(vertices)
    mode = _text(_child(element, "altitudeMode"))
    if mode in ("absolute", "relativeToGround"):
        marks["altitude"] += 1
    if len(vertices) != 1:
        raise ValueError("a point of several vertices")
    return shapely.Point(vertices[0])


def _coordinates(element: ElementTree.Element) -> list[tuple[float, float]]:
    """Return longitude and latitude of each vertex. [degree]."""
    text = next((_text(e) for e in element.iter() if _tag(e) == "coordinates"), "")
    vertices = []
    for tuple_ in text.split():
        lon, lat, *_ = (float(value) for value in tuple_.split(","))
        vertices.append((lon, lat))
    # The order of longitude and latitude is looked at later, as in any file.
    if not vertices or not all(abs(value) <= 360 for vertex in vertices for value in vertex):
        raise ValueError("no coordinates on the globe")
    return vertices


_PARTS = ("Point", "LineString", "Polygon")
_TOGETHER = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}


def _bad_coordinates(shown: Path, row: int) -> Finding:
    return Finding(
        "bad-coordinates",
        Text(
            "坐标无法读取，按没有坐标处理",
            "its coordinates cannot be read: taken as one without a coordinate",
        ),
        Text("改正 coordinates，写作 经度,纬度", "mend the coordinates: longitude,latitude"),
        shown.name,
        row,
        "coordinates",
        "warning",
    )
