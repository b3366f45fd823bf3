"""Export as GeoJSON (RFC 7946): one file per layer, readable as text, one feature a line.

What the format changes: coordinates are rounded to 7 decimals (about 1 cm), missing numbers
and empty geometries become null, the table of verdicts by operator has no place in it. Rings
are counter-clockwise outside and clockwise inside; coordinates are CGCS2000/WGS-84, longitude
first, as the RFC asks, so there is no ``crs`` member.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedWriter
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer, marks
from ._formats import ExportFormat
from ._wanted import (
    EVERYTHING,
    Wanted,
    file_stem,
    in_degrees,
    layers_of,
    spatial,
)

_DECIMALS = 7
_CHUNK = 20_000  # features written at a time: bounds the memory
_CHANGES = Text(
    f"坐标保留 {_DECIMALS} 位小数；缺失数值和空几何为 null",
    f"coordinates rounded to {_DECIMALS} decimals; missing numbers and empty geometries are null",
)


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file per layer into ``out/geojson``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; made when missing.
    wanted
        Layers, prefecture, CRS and language.
    notes
        Takes what had to be changed.

    Returns
    -------
    list of pathlib.Path
        The files, those of OpenStreetMap rows last.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    paths = []
    wanted = in_degrees(wanted, EXPORT.name, notes)
    for layer in spatial(layers_of(results, wanted), EXPORT.name, notes):
        path = out / EXPORT.name / f"{file_stem(results, layer.name, wanted)}{EXPORT.suffix}"
        with atomic_file(path) as temporary, temporary.open("wb") as stream:
            _write_collection(stream, layer, marks(results, layer))
        paths.append(path)
    return paths


EXPORT = ExportFormat(
    "geojson", ".geojson", Text("GeoJSON（RFC 7946）", "GeoJSON (RFC 7946)"), write
)


def _write_collection(stream: BufferedWriter, layer: ExportLayer, found: dict[str, Any]) -> None:
    shapes = layer.frame.geometry.to_numpy()
    head: dict[str, Any] = {"type": "FeatureCollection", "name": layer.name}
    if not (shapely.is_missing(shapes) | shapely.is_empty(shapes)).all():
        head["bbox"] = _rounded(shapely.total_bounds(shapes)).tolist()
    head["covermap"] = {**found, "changes": _CHANGES._asdict()}
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Every other member stands before the features, so that a reader sees the marks first.
    stream.write(_encoded(opening[:-1] + ',"features":[\n'))
    cells = pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name))
    for start in range(0, len(cells), _CHUNK):
        rows = slice(start, start + _CHUNK)
        lines = ",\n".join(_features(cells.iloc[rows], _prepared(shapes[rows]), layer.key))
        stream.write(_encoded(lines + (",\n" if start + _CHUNK < len(cells) else "\n")))
    stream.write(b"]}\n")


def _encoded(text: str) -> bytes:
    # Half a surrogate pair, which UTF-8 cannot hold, becomes "?".
    return text.encode("utf-8", "replace")


def _prepared(shapes: np.ndarray) -> np.ndarray:
    """Return geometries rounded, turned right-handed, two-dimensional, empty ones as None."""
    shapes = shapes.copy()
    shapes[shapely.is_empty(shapes)] = None
    turned: np.ndarray = shapely.orient_polygons(shapely.transform(shapes, _rounded))
    return turned


def _rounded(coordinates: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.round(coordinates, _DECIMALS) + 0.0  # which turns -0.0 into 0.0
    return found


def _features(cells: pd.DataFrame, shapes: np.ndarray, key: str) -> Iterator[str]:
    columns = [[f"{encode_basestring(n)}:{v}" for v in _values(cells[n])] for n in cells.columns]
    ids = _values(cells[key])
    geometries = (text or "null" for text in shapely.to_geojson(shapes))
    for found, geometry, *properties in zip(ids, geometries, *columns, strict=True):
        yield (
            f'{{"type":"Feature","id":{found},"geometry":{geometry},'
            f'"properties":{{{",".join(properties)}}}}}'
        )


def _values(column: pd.Series[Any]) -> list[str]:
    """Return the cells as JSON."""
    cells = column.tolist()
    if column.dtype == bool:
        return ["true" if cell else "false" for cell in cells]
    if column.dtype.kind in "iu":
        return [str(cell) for cell in cells]
    if column.dtype.kind == "f":
        finite = np.isfinite(column.to_numpy()).tolist()
        return [repr(cell) if ok else "null" for cell, ok in zip(cells, finite, strict=True)]
    return [encode_basestring(cell) if isinstance(cell, str) else "null" for cell in cells]
