"""What GDAL can hold: text without NUL and half surrogates, shapes of one declared kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

# The time stamp of every layer: the same input must give the same bytes.
STAMP = "1970-01-01T00:00:00.000Z"
LIBRARY_ERRORS = (DataLayerError, DataSourceError)
_OPTIONS = {
    "OGR_CURRENT_DATE": STAMP,
    # The finished file is flushed once, by `atomic_file`.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
}
_AT_A_TIME = 50_000  # cells
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_DIMENSIONS = {0: "points", 1: "lines", 2: "polygons"}
_SINGLE = ("Point", "LineString", "Polygon")


@contextmanager
def gdal_options() -> Iterator[None]:
    """Let GDAL write the same bytes for the same input, within a block."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _OPTIONS}
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def storable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text that GDAL can hold; the frame itself where it can.

    Parameters
    ----------
    frame
        Rows; NUL and half surrogates become U+FFFD.
    """
    changed = {}
    for name in frame.columns:
        if frame[name].dtype.kind != "O" or name == getattr(frame, "_geometry_column_name", None):
            continue
        cells = frame[name].to_numpy(object)
        if not all(_fits(cells[i : i + _AT_A_TIME]) for i in range(0, len(cells), _AT_A_TIME)):
            changed[name] = [_clean(cell) if isinstance(cell, str) else cell for cell in cells]
    return frame.assign(**changed) if changed else frame


def declared(frame: gpd.GeoDataFrame) -> tuple[str, bool]:
    """Return the geometry type to declare, and whether simple shapes become one-part ones.

    Parameters
    ----------
    frame
        Rows with shapes; missing ones count for nothing.

    Examples
    --------
    >>> from shapely import MultiPolygon, Point, box
    >>> declared(gpd.GeoDataFrame(geometry=[Point(0, 0), None]))
    ('Point', False)
    >>> declared(gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1), MultiPolygon([box(2, 2, 3, 3)])]))
    ('MultiPolygon', True)
    """
    kinds = set(shapely.get_type_id(frame.geometry.to_numpy()).tolist()) - {-1}
    names = {shapely.GeometryType(kind).name for kind in kinds}
    simple = {name.removeprefix("MULTI") for name in names}
    for name in _SINGLE:
        if simple == {name.upper()}:
            several = any(found.startswith("MULTI") for found in names)
            return (f"Multi{name}", True) if several else (name, False)
    return "Unknown", False


def by_dimension(frame: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the rows apart by ``points``, ``lines`` and ``polygons``, for formats of one kind.

    Parameters
    ----------
    frame
        Rows; those without a shape, or with a mixture of kinds (which loses it), go with the
        kind that most rows have.
    """
    dimension = shapely.get_dimensions(frame.geometry.to_numpy())
    mixed = (
        shapely.get_type_id(frame.geometry.to_numpy()) == shapely.GeometryType.GEOMETRYCOLLECTION
    )
    nowhere = (dimension < 0) | mixed
    found, counts = np.unique(dimension[~nowhere], return_counts=True)
    if not len(found):
        return {}
    dimension[nowhere] = found[counts.argmax()]
    bare = frame.assign(**{frame.geometry.name: frame.geometry.where(~mixed, None)})
    return {_DIMENSIONS[kind]: bare[dimension == kind] for kind in found.tolist()}


def _fits(cells: np.ndarray) -> bool:
    """Return whether GDAL can hold all texts of some cells, looked at in one piece."""
    text = "".join(cell for cell in cells if isinstance(cell, str))
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _clean(text: str) -> str:
    whole = "".join(_REPLACEMENT if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    return whole.replace("\0", _REPLACEMENT)
