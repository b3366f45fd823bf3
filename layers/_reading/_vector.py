"""A vector file → a frame of cells with geometry, opened by the one driver its suffix names."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from ..errors import Finding, InputError
from ..text import Text, one_line
from . import _geojson, _geopackage
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
    unknown_crs,
    unreadable,
)
from ._shapefile import encoding_of, require_whole, with_readable_crs
from ._sheet import ROW
from ._xml import require_whole_xml

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
_MOST_SAID = 5  # remarks of GDAL on one file that are passed on


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
        Takes what was repaired, as warnings, and features that cannot be read, as errors.
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
    _require_likeness(path, shown, driver, notes)
    marks[driver] += 1
    if driver == "KML":
        return read_kml(path, shown, notes, marks)
    if driver == "ESRI Shapefile":
        encoding = encoding_of(path, shown, notes)
        marks[encoding] += 1
        with with_readable_crs(path) as readable:
            return _by_gdal(readable, shown, driver, notes, encoding)
    return _by_gdal(path, shown, driver, notes)


def _by_gdal(
    path: Path, shown: Path, driver: str, notes: list[Finding], encoding: str | None = None
) -> gpd.GeoDataFrame:
    try:
        with _remarks_noted(path, shown, notes):
            layer = _layer(path, shown)
            frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
            opened_as = pyogrio.read_info(path, layer=layer, encoding=encoding)["driver"]
    except pyogrio.errors.CRSError as error:
        raise unknown_crs(shown, str(error)) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # The second line of GDAL's message is advice for its own command line.
        said = str(error).split(";")[0].replace(str(path), shown.name)
        raise unreadable(shown, said) from error
    except shapely.errors.GEOSException as error:  # e.g. a ring that is not closed
        raise InputError([invalid_polygon(shown, str(error))]) from error
    if opened_as != driver:
        raise unreadable(shown, f"{opened_as} inside {path.suffix}")
    return frame


@contextmanager
def _remarks_noted(path: Path, shown: Path, notes: list[Finding]) -> Iterator[None]:
    """Take what GDAL remarks on while it reads as warnings about the file."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield
    remarks = dict.fromkeys(
        str(remark.message).replace(str(path), shown.name)
        for remark in said
        if remark.category is RuntimeWarning
    )
    notes += [_remark(shown, remark) for remark in list(remarks)[:_MOST_SAID]]


def _remark(shown: Path, said: str) -> Finding:
    quoted = one_line(said, 160)
    return Finding(
        "reader-remark",
        Text(f"读取时的提示：{quoted}", f"reading it gave the remark: {quoted}"),
        Text("在 QGIS 中核对该文件", "look the file over in QGIS"),
        shown.name,
        severity="warning",
    )


def _require_likeness(path: Path, shown: Path, driver: str, notes: list[Finding]) -> None:
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MAGIC[driver]):
        raise unreadable(shown, f"no {driver} inside {path.suffix}")
    if driver == "GeoJSON":
        _geojson.require_sound(path, shown, notes)
    elif driver == "KML":
        _require_kml(path.read_bytes(), shown)
    elif driver == "ESRI Shapefile":
        require_whole(path, shown)
    elif driver == "GPKG":
        _geopackage.require_sound(path, shown)


def _require_kml(document: bytes, shown: Path) -> None:
    if not _KML.search(document[:_HEAD_BYTES]) or b"<OGRVRT" in document:
        raise unreadable(shown, "no KML inside .kml")
    require_whole_xml(document, shown)


def _layer(path: Path, shown: Path) -> str:
    """Return the one layer with geometry."""
    names = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not names:
        raise empty_file(shown)
    if len(names) > 1:
        raise several(shown, names, Text("图层", "layers"))
    return names[0]
