"""Export as GeoParquet 1.1: one file per layer, for DuckDB, pandas, Spark and QGIS.

What the format changes: nothing; rows without a shape have none, tables without geometry are
plain Parquet. Rows are written in groups, each with its extent, so that a reader may skip the
groups that lie elsewhere, and a million rows need no more memory than one group.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer, marks
from ._formats import ExportFormat
from ._gdal_cells import storable
from ._wanted import EVERYTHING, Wanted, file_stem, layers_of

_GROUP = 50_000  # rows in a group
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BBOX = "bbox"


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file per layer into ``out/geoparquet``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; made when missing.
    wanted
        Layers, prefecture, CRS and language.
    notes
        Takes what had to be changed: nothing.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    paths = []
    for layer in layers_of(results, wanted):
        path = out / EXPORT.name / f"{file_stem(results, layer.name, wanted)}{EXPORT.suffix}"
        write_geoparquet(path, layer.frame, _facts(results, layer))
        paths.append(path)
    return paths


EXPORT = ExportFormat(
    "geoparquet", ".parquet", Text("GeoParquet 1.1", "GeoParquet 1.1"), write, on_demand=True
)


def write_geoparquet(path: Path, frame: pd.DataFrame, facts: dict[str, str] | None = None) -> None:
    """Write one table, complete or not at all, the same bytes for the same input.

    Parameters
    ----------
    path
        Where the file is to be.
    frame
        Rows; those of a `GeoDataFrame` may lack a shape.
    facts
        Kept in the metadata of the file.
    """
    schema = _table(frame.iloc[:0]).schema
    metadata = {**(schema.metadata or {}), **(facts or {})}
    if isinstance(frame, gpd.GeoDataFrame):
        metadata["geo"] = json.dumps(_geo(frame))
    schema = schema.with_metadata(metadata)
    with (
        atomic_file(path, (pa.ArrowException,)) as temporary,
        pq.ParquetWriter(temporary, schema, compression="zstd") as writer,
    ):
        for start in range(0, max(len(frame), 1), _GROUP):
            rows = _holdable(frame.iloc[start : start + _GROUP])
            writer.write_table(rows.cast(schema), row_group_size=_GROUP)


def _holdable(rows: pd.DataFrame) -> pa.Table:
    """Return rows as an Arrow table; half a surrogate, which it cannot hold, becomes U+FFFD."""
    try:
        return _table(rows)
    except (UnicodeEncodeError, pa.ArrowException):
        return _table(storable(rows))


def _table(rows: pd.DataFrame) -> pa.Table:
    """Return rows as an Arrow table: shapes as WKB, with the extent of each beside it."""
    if not isinstance(rows, gpd.GeoDataFrame):
        return pa.Table.from_pandas(rows, preserve_index=False)
    name = rows.geometry.name
    shapes = rows.geometry.to_numpy()
    cells = pd.DataFrame(rows.drop(columns=name))
    table = pa.Table.from_pandas(cells, preserve_index=False)
    table = table.append_column(name, pa.array(shapely.to_wkb(shapes), pa.binary()))
    return table.append_column(_BBOX, _extents(shapes))


def _extents(shapes: np.ndarray) -> pa.Array:
    bounds = shapely.bounds(shapes)
    nowhere = pa.array(np.isnan(bounds[:, 0]))
    sides = [pa.array(side, from_pandas=True) for side in bounds.T]
    return pa.StructArray.from_arrays(sides, names=list(_SIDES), mask=nowhere)


def _geo(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the metadata of GeoParquet 1.1."""
    shapes = frame.geometry.to_numpy()
    kinds = set(shapely.get_type_id(shapes).tolist()) - {-1}
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(_KINDS[kind] for kind in kinds),
        "crs": frame.crs.to_json_dict(),
        "edges": "planar",
        "covering": {"bbox": {side: [_BBOX, side] for side in _SIDES}},
    }
    bounds = frame.total_bounds
    if np.isfinite(bounds).all():
        column["bbox"] = bounds.tolist()
    name = frame.geometry.name
    return {"version": "1.1.0", "primary_column": name, "columns": {name: column}}


_KINDS = (
    *("Point", "LineString", "LineString", "Polygon"),  # a ring is written as a line
    *("MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"),
)


def _facts(results: Results, layer: ExportLayer) -> dict[str, str]:
    """Return what the file says about itself, as text."""
    columns = {
        name: {"zh": entry.zh, "en": entry.en, "unit": entry.unit}
        for name, entry in layer.entries().items()
        if name in layer.frame.columns
    }
    found = {**marks(results, layer), "columns": columns}
    return {"covermap": json.dumps(found, ensure_ascii=False, allow_nan=False)}
