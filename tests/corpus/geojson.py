"""GeoJSON: cut, null, mixed, three-dimensional, deep, linked, or something else."""

from __future__ import annotations

import json
from typing import Any

from ._case import CHAKA, XINING, Build, Case, collection, feature, point, text

_AREA = {"id": "G1", "name_zh": "省政府"}
_SQUARE = [[101.7, 36.6], [101.8, 36.6], [101.8, 36.7], [101.7, 36.7], [101.7, 36.6]]
_BOW_TIE = [[101.7, 36.6], [101.8, 36.7], [101.8, 36.6], [101.7, 36.7], [101.7, 36.6]]
_LINE = [[101.7, 36.6], [101.8, 36.7]]
_NAMED = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
_METRES = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4522"}}


def _file(content: str | bytes, name: str = "a.geojson") -> Build:
    return text(content, name)


def _area(geometry: Any, **members: Any) -> Build:
    return _file(collection(feature(geometry, **_AREA), **members))


def _road(geometry: Any, **members: Any) -> Build:
    return _file(collection(feature(geometry, id="G6", name_zh="京藏"), **members))


def _line(*vertices: list[float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(vertices)}


def _shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


_GOOD = collection(feature(point(), **_AREA), feature(point(*CHAKA), id="G2", name_zh="县政府"))
_DEEP = "[" * 10_000 + "]" * 10_000

CASES = (
    Case("geojson-points", "areas", _file(_GOOD), "nothing", "used", (), 2),
    Case("geojson-bom", "areas", _file("\ufeff" + _GOOD), "a byte order mark", "used", (), 2),
    Case("geojson-json-suffix", "areas", _file(_GOOD, "a.json"), "the suffix .json", "used", (), 2),
    Case(
        "geojson-one-feature",
        "areas",
        _file(json.dumps(feature(point(), **_AREA))),
        "one feature without a collection",
        "used",
        (),
        1,
    ),
    Case(
        "geojson-gbk",
        "areas",
        _file(_GOOD.encode("gbk")),
        "GBK, which GeoJSON never is",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-utf16",
        "areas",
        _file(_GOOD.encode("utf-16")),
        "UTF-16",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-cut",
        "areas",
        _file(_GOOD[: len(_GOOD) // 2]),
        "cut at half",
        "refused",
        ("unreadable",),
    ),
    Case("geojson-empty", "areas", _file(""), "no byte", "refused", ("empty-file",)),
    Case(
        "geojson-no-features",
        "areas",
        _file(collection()),
        "no feature",
        "refused",
        ("empty-file",),
    ),
    Case(
        "geojson-all-null",
        "roads",
        _road(None),
        "a line without geometry",
        "refused",
        ("wrong-geometry 1 geometry",),
    ),
    Case(
        "geojson-null-point",
        "areas",
        _file(collection(feature(point(), **_AREA), feature(None, id="G2", name_zh="县政府"))),
        "one place without geometry: listed, not judged",
        "used",
        (),
        2,
    ),
    Case(
        "geojson-empty-point",
        "areas",
        _area(_shape("Point", [])),
        "an empty point",
        "mended",
        ("reader-remark",),
        1,
    ),
    Case("geojson-3d", "areas", _area(point(*XINING, 2260.0)), "heights", "used", (), 1),
    Case(
        "geojson-four-ordinates",
        "areas",
        _area(point(*XINING, 2260.0, 5.0)),
        "four ordinates",
        "mended",
        ("reader-remark",),
        1,
    ),
    Case(
        "geojson-one-ordinate",
        "areas",
        _area(_shape("Point", [101.7])),
        "a point of one ordinate",
        "refused",
        ("broken-geometry 1 geometry",),
    ),
    Case(
        "geojson-text-ordinates",
        "areas",
        _area(_shape("Point", ["101.7", "36.6"])),
        "ordinates in quotes",
        "refused",
        ("broken-geometry 1 geometry",),
    ),
    Case(
        "geojson-nan",
        "areas",
        _file(_GOOD.replace("101.77", "NaN")),
        "NaN for a longitude",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-infinity",
        "areas",
        _file(_GOOD.replace("101.77", "Infinity")),
        "infinity",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-huge-number",
        "areas",
        _file(_GOOD.replace("101.77", "1e400")),
        "a longitude beyond any number",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-huge-coordinate",
        "areas",
        _area(point(1e300, 36.6)),
        "a longitude of 1e300",
        "refused",
        ("unknown-zone 1 lon",),
    ),
    Case(
        "geojson-million-digits",
        "areas",
        _file(_GOOD.replace("101.77", "1" + "0" * 5000)),
        "a whole number of 5,000 figures",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-swapped",
        "areas",
        _area(point(XINING[1], XINING[0])),
        "latitude first",
        "mended",
        ("swapped-coordinates 1 lon",),
        1,
    ),
    Case(
        "geojson-polygon-swapped",
        "areas",
        _area(_shape("Polygon", [[vertex[::-1] for vertex in _SQUARE]])),
        "an area with latitude first",
        "mended",
        ("swapped-coordinates 1 lon",),
        1,
    ),
    Case(
        "geojson-points-in-metres",
        "areas",
        _area(point(34479400.0, 4054000.0)),
        "metres of a zone, not said to be such",
        "mended",
        ("projected-coordinates 1 lon",),
        1,
    ),
    Case(
        "geojson-polygon-in-metres",
        "areas",
        _area(_shape("Polygon", [[[x * 1e5, y * 1e5] for x, y in _SQUARE]])),
        "an area in metres, not said to be such",
        "refused",
        ("broken-geometry 1 geometry",),
    ),
    Case(
        "geojson-outside",
        "areas",
        _area(point(104.1, 30.7)),
        "a point in Chengdu",
        "refused",
        ("outside-region 1 lon, lat",),
    ),
    Case(
        "geojson-duplicate-key",
        "areas",
        _file('{"type":"FeatureCollection","features":[],' + _GOOD[1:]),
        "two lists of features",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-duplicate-property",
        "areas",
        _file(_GOOD.replace('"id": "G1"', '"id": "G0", "id": "G1"')),
        "a property twice",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-deep",
        "areas",
        _file('{"type":"FeatureCollection","features":' + _DEEP + "}"),
        "10,000 levels",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-deep-property",
        "areas",
        _file(_GOOD.replace('"G1"', _DEEP)),
        "10,000 levels in a property",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-list",
        "areas",
        _file(f"[{_GOOD}]"),
        "a list of collections",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-other-json",
        "areas",
        _file('{"name": "x", "values": [1, 2]}'),
        "JSON that is no map",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-topojson",
        "areas",
        _file('{"type":"Topology","objects":{"a":{"type":"Point","coordinates":[0,0]}},"arcs":[]}'),
        "TopoJSON",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-esrijson",
        "areas",
        _file(
            '{"geometryType":"esriGeometryPoint","features":[{"geometry":{"x":1,"y":2},'
            '"attributes":{"id":"G1"}}],"fields":[]}'
        ),
        "JSON of ArcGIS",
        "refused",
        ("unreadable",),
    ),
    Case(
        "geojson-nested-properties",
        "areas",
        _file(collection(feature(point(), **_AREA, more={"a": [1, {"b": None}]}))),
        "properties within properties",
        "mended",
        ("unknown-column more",),
        1,
    ),
    Case(
        "geojson-mixed-types",
        "areas",
        _file(
            collection(
                feature(point(), id=1, name_zh="甲"), feature(point(*CHAKA), id="b", name_zh=2)
            )
        ),
        "numbers and text in one column",
        "used",
        (),
        2,
    ),
    Case("geojson-named-crs", "areas", _area(point(), crs=_NAMED), "a crs by name", "used", (), 1),
    Case(
        "geojson-null-crs",
        "areas",
        _area(point(), crs=None),
        "a crs of null, which leaves it as it always is",
        "used",
        (),
        1,
    ),
    Case(
        "geojson-projected",
        "areas",
        _area(point(34479400.0, 4054000.0), crs=_METRES),
        "metres of a zone, named as such",
        "used",
        (),
        1,
    ),
    Case(
        "geojson-wrong-crs",
        "areas",
        _area(point(), crs=_METRES),
        "degrees called metres of a zone",
        "refused",
        ("broken-geometry 1 geometry",),
    ),
    Case(
        "geojson-crs-unknown",
        "areas",
        _area(point(), crs={"type": "name", "properties": {"name": "EPSG:999999"}}),
        "a code that EPSG has not",
        "refused",
        ("unknown-crs crs",),
    ),
    Case(
        "geojson-mixed-geometry",
        "roads",
        _file(collection(feature(_line(*_LINE), id="G6"), feature(point(), id="P"))),
        "a point among lines",
        "rows_rejected",
        ("wrong-geometry 2 geometry",),
        1,
        1,
    ),
    Case(
        "geojson-multipoint",
        "areas",
        _area(_shape("MultiPoint", [list(XINING), list(CHAKA)])),
        "a cloud of points for a place",
        "refused",
        ("wrong-geometry 1 geometry",),
    ),
    Case(
        "geojson-multipoint-of-one",
        "areas",
        _area(_shape("MultiPoint", [list(XINING)])),
        "a cloud of one point",
        "used",
        (),
        1,
    ),
    Case(
        "geojson-geometry-collection",
        "areas",
        _area({"type": "GeometryCollection", "geometries": [point()]}),
        "a collection of shapes",
        "refused",
        ("wrong-geometry 1 geometry",),
    ),
    Case(
        "geojson-polygon", "areas", _area(_shape("Polygon", [_SQUARE])), "a polygon", "used", (), 1
    ),
    Case(
        "geojson-self-intersecting",
        "areas",
        _area(_shape("Polygon", [_BOW_TIE])),
        "a polygon that crosses itself",
        "refused",
        ("invalid-polygon 1 geometry",),
    ),
    Case(
        "geojson-one-of-two-self-intersecting",
        "areas",
        _file(
            collection(
                feature(point(), **_AREA),
                feature(_shape("Polygon", [_BOW_TIE]), id="G2", name_zh="园区"),
            )
        ),
        "one polygon that crosses itself among good ones",
        "rows_rejected",
        ("invalid-polygon 2 geometry",),
        1,
        1,
    ),
    Case(
        "geojson-open-ring",
        "areas",
        _area(_shape("Polygon", [_SQUARE[:-1]])),
        "a ring that is not closed",
        "refused",
        ("invalid-polygon geometry",),
    ),
    Case(
        "geojson-flat-polygon",
        "areas",
        _area(_shape("Polygon", [[_LINE[0], _LINE[1], _LINE[0], _LINE[0]]])),
        "a polygon without area",
        "refused",
        ("invalid-polygon 1 geometry",),
    ),
    Case("geojson-line", "roads", _road(_line(*_LINE)), "nothing", "used", (), 1),
    Case(
        "geojson-multi-line",
        "roads",
        _road(_shape("MultiLineString", [_LINE, _LINE[::-1]])),
        "a line in parts",
        "used",
        (),
        1,
    ),
    Case(
        "geojson-line-without-length",
        "roads",
        _road(_line(_LINE[0], _LINE[0])),
        "a line from a point to itself",
        "refused",
        ("invalid-line 1 geometry",),
    ),
    Case(
        "geojson-antimeridian",
        "roads",
        _road(_line([179.9, 36.6], [-179.9, 36.6])),
        "a line across the antimeridian",
        "refused",
        ("invalid-line 1 geometry",),
    ),
    Case(
        "geojson-line-swapped",
        "roads",
        _road(_line(*[v[::-1] for v in _LINE])),
        "a line with latitude first",
        "refused",
        ("invalid-line 1 geometry",),
    ),
    Case(
        "geojson-nameless-line",
        "roads",
        _file(collection(feature(_line(*_LINE)))),
        "a line of no road",
        "refused",
        ("line-without-name 1 id",),
    ),
    Case(
        "geojson-shapes-for-table",
        "population",
        _area(point()),
        "a map for a table",
        "refused",
        ("missing-column 1 adcode", "missing-column 1 name", "missing-column 1 population"),
    ),
    Case(
        "csv-for-lines",
        "roads",
        text("id,name\n1,G6\n"),
        "a table for lines",
        "refused",
        ("wrong-geometry geometry",),
    ),
)
