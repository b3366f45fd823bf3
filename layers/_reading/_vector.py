"""A vector file → a frame of cells with geometry, opened by the one driver its suffix names."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

from ..errors import Finding, InputError
from ..text import Text
from ._files import require_file, unpacked
from ._geoparquet import read_geoparquet
from ._kml import read_kml
from ._refusals import (
    ARCHIVE_SUFFIXES,
    GEOPARQUET_SUFFIXES,
    VECTOR_DRIVERS,
    empty_file,
    invalid_polygon,
    no_crs,
    several,
    unreadable,
)
from ._shapefile import encoding_of, require_whole
from ._sheet import ROW

# What such a file starts with: looked at before GDAL is let near it.
_MAGIC = {
    "GeoJSON": b"{",
    "GPKG": b"SQLite format 3\x00",
    "ESRI Shapefile": b"\x00\x00\x27\x0a",
    "FlatGeobuf": b"fgb",
    "KML": b"<",
}
_KML = re.compile(rb"<(\w+:)?kml[\s>]")
_HEAD_BYTES = 4096
# A document type can define entities that grow without end or read other files.
_XML_DECLARES = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


def read_vector(
    path: Path, notes: list[Finding] | None = None, marks: Counter[str] | None = None
) -> gpd.GeoDataFrame:
    """Read a vector file with the one driver its suffix stands for.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet or KML file, or an archive
        (.kmz, .ovkmz, .zip) that holds one of them.
    notes
        Takes what was repaired, as warnings.
    marks
        Takes what tells where the file is from → how often: the driver, the encoding of the text
        of a Shapefile, and what `layers._reading._kml.read_kml` says of a KML document.

    Returns
    -------
    geopandas.GeoDataFrame
        In CGCS2000/WGS-84 longitude and latitude (EPSG:4326), with the column ``_row``.

    Raises
    ------
    InputError
        When the file is missing, cannot be read, is empty, names no coordinate system or
        holds what is no polygon.
    """
    require_file(path)
    notes = [] if notes is None else notes
    marks = Counter() if marks is None else marks
    if path.suffix.lower() in ARCHIVE_SUFFIXES:
        with unpacked(path) as inside:
            return _read(inside, path, notes, marks)
    return _read(path, path, notes, marks)


def _read(path: Path, shown: Path, notes: list[Finding], marks: Counter[str]) -> gpd.GeoDataFrame:
    """Read `path`; findings name the file `shown`, which may be the archive around it."""
    frame = _opened(path, shown, notes, marks)
    if frame.empty:
        raise empty_file(shown)
    if frame.crs is None:
        raise no_crs(shown)
    frame[ROW] = range(1, len(frame) + 1)
    return frame.to_crs(4326)


def _opened(path: Path, shown: Path, notes: list[Finding], marks: Counter[str]) -> gpd.GeoDataFrame:
    if path.suffix.lower() in GEOPARQUET_SUFFIXES:
        return read_geoparquet(path, shown, notes)
    driver = VECTOR_DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise unreadable(shown, f"suffix {path.suffix!r}")
    _require_likeness(path, shown, driver)
    marks[driver] += 1
    if driver == "KML":
        return read_kml(path, shown, notes, marks)
    encoding = encoding_of(path, shown, notes) if driver == "ESRI Shapefile" else None
    if encoding:
        marks[encoding] += 1
    try:
        layer = _layer(path, shown)
        frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
        opened_as = pyogrio.read_info(path, layer=layer)["driver"]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # The second line of GDAL's message is advice for its own command line.
        said = str(error).split(";")[0].replace(str(path), shown.name)
        raise unreadable(shown, said) from error
    except shapely.errors.GEOSException as error:  # e.g. a ring that is not closed
        raise InputError([invalid_polygon(shown, str(error))]) from error
    if opened_as != driver:
        raise unreadable(shown, f"{opened_as} inside {path.suffix}")
    return frame


def _require_likeness(path: Path, shown: Path, driver: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MAGIC[driver]):
        raise unreadable(shown, f"no {driver} inside {path.suffix}")
    if driver == "GeoJSON":
        try:
            json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_without_links)
        except (ValueError, RecursionError) as error:
            raise unreadable(shown, str(error)) from error
    elif driver == "KML":
        _require_kml(path.read_bytes(), shown)
    elif driver == "ESRI Shapefile":
        require_whole(path, shown)


def _require_kml(document: bytes, shown: Path) -> None:
    if not _KML.search(document[:_HEAD_BYTES]) or b"<OGRVRT" in document:
        raise unreadable(shown, "no KML inside .kml")
    if _XML_DECLARES.search(document):
        raise unreadable(shown, "XML with a document type or entities")


def _without_links(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a ``crs`` given as an address: GDAL would fetch it from the network."""
    for key, value in pairs:
        if key == "crs" and isinstance(value, dict) and value.get("type") not in ("name", "EPSG"):
            raise ValueError("a crs that is a link")
    return dict(pairs)


def _layer(path: Path, shown: Path) -> str:
    """Return the one layer with geometry."""
    names = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not names:
        raise empty_file(shown)
    if len(names) > 1:
        raise several(shown, names, Text("图层", "layers"))
    return names[0]
