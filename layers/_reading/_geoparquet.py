"""A GeoParquet file → rows with geometry: https://geoparquet.org/releases/v1.1.0/.

GDAL as pyogrio brings it has no Parquet driver. The file is opened as a stream of bytes, so that
no name in it can lead anywhere, and its own account of its size is read before its columns.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from ..errors import Finding, InputError
from ..text import Text, one_line
from ._refusals import invalid_polygon, no_crs, too_large, unreadable

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC = b"PAR1"
_MOST_CELLS = 50_000_000
_MOST_COLUMNS = 1_000
_MOST_UNPACKED_BYTES = 1_000_000_000
_MOST_HEADER_BYTES = 10_000_000  # of names and numbers in the file's description of itself
_CRS84 = "OGC:CRS84"  # what a file is in that names none


def read_geoparquet(path: Path, shown: Path, notes: list[Finding]) -> gpd.GeoDataFrame:
    """Return the rows of a GeoParquet file.

    Parameters
    ----------
    path
        The file.
    shown
        The file named in findings.
    notes
        Takes columns that are left out, as warnings.

    Returns
    -------
    geopandas.GeoDataFrame
        The plain columns and the primary geometry, in the CRS the file names.

    Raises
    ------
    InputError
        When it is no GeoParquet, holds nested columns, is too large, or its geometry is none.
    """
    import pyarrow as pa  # noqa: PLC0415 - takes a third of a second, few files need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    _require_magic(path, shown)
    try:
        with (
            path.open("rb") as stream,
            pq.ParquetFile(
                stream,
                thrift_string_size_limit=_MOST_HEADER_BYTES,
                thrift_container_size_limit=_MOST_HEADER_BYTES,
            ) as file,
        ):
            _require_size(file.metadata, shown)
            geo = _geo(file.metadata, shown)
            geometry = _geometry_column(geo, file.schema_arrow, shown)
            plain = _plain_columns(geo, file.schema_arrow, geometry, shown, notes)
            table = file.read(columns=[*plain, geometry], use_threads=False)
            frame = table.select(plain).to_pandas(ignore_metadata=True, use_threads=False)
            shapes = shapely.from_wkb(table[geometry].to_numpy())
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise unreadable(shown, str(error)) from error
    except (shapely.errors.GEOSException, TypeError) as error:
        raise InputError([invalid_polygon(shown, str(error))]) from error
    crs = _crs(geo["columns"][geometry], shown)
    return gpd.GeoDataFrame(pd.DataFrame(frame), geometry=shapes, crs=crs)


def _require_magic(path: Path, shown: Path) -> None:
    raw = path.read_bytes()
    if not raw.startswith(_MAGIC) or not raw.endswith(_MAGIC):
        raise unreadable(shown, f"no Parquet inside {path.suffix}")


def _require_size(metadata: pq.FileMetaData, shown: Path) -> None:
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > _MOST_UNPACKED_BYTES:
        raise too_large(shown, unpacked / 1e6, _MOST_UNPACKED_BYTES / 1e6)
    if metadata.num_columns > _MOST_COLUMNS:
        raise too_large(shown, metadata.num_columns, _MOST_COLUMNS, "columns")
    if metadata.num_rows * metadata.num_columns > _MOST_CELLS:
        raise too_large(shown, metadata.num_rows * metadata.num_columns, _MOST_CELLS, "cells")


def _geo(metadata: pq.FileMetaData, shown: Path) -> dict[str, Any]:
    """Return what the file says of its geometry."""
    raw = (metadata.metadata or {}).get(b"geo")
    if raw is None:
        raise InputError([_no_geometry(shown)])
    try:
        geo = json.loads(raw)
        columns = geo["columns"]
        if not isinstance(columns[geo["primary_column"]], dict):
            raise TypeError("columns")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise unreadable(shown, f"geo metadata: {type(error).__name__}") from error
    said: dict[str, Any] = geo
    return said


def _geometry_column(geo: dict[str, Any], schema: pa.Schema, shown: Path) -> str:
    import pyarrow as pa  # noqa: PLC0415 - as above

    name = str(geo["primary_column"])
    encoding = geo["columns"][name].get("encoding")
    if encoding != "WKB" or name not in schema.names:
        raise InputError([_encoding(shown, str(encoding))])
    kind = schema.field(name).type
    if not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
        raise InputError([_encoding(shown, str(kind))])
    return name


def _plain_columns(
    geo: dict[str, Any], schema: pa.Schema, geometry: str, shown: Path, notes: list[Finding]
) -> list[str]:
    """Return the columns beside the geometry; refuse nested ones, say which geometry is left."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    others = [name for name in schema.names if name in geo["columns"] and name != geometry]
    if others:
        notes.append(_other_geometry(shown, geometry, others))
    boxes = {
        next(iter(box.values()), [""])[0]
        for column in geo["columns"].values()
        if isinstance(box := column.get("covering", {}).get("bbox"), dict)
    }
    names = [name for name in schema.names if name not in (geometry, *others, *boxes)]
    nested = [name for name in names if pa.types.is_nested(schema.field(name).type)]
    if nested:
        raise InputError([_nested(shown, nested)])
    return names


def _crs(column: dict[str, Any], shown: Path) -> CRS:
    """Return the CRS: what names none is longitude and latitude, what says null is unknown."""
    said = column.get("crs", _CRS84)
    if said is None:
        raise no_crs(shown)
    if said != _CRS84 and not isinstance(
        said, dict
    ):  # text may be anything: PROJJSON alone is read
        raise unreadable(shown, "a crs that is no PROJJSON")
    try:
        return CRS.from_user_input(said)
    except CRSError as error:
        raise unreadable(shown, f"crs: {error}") from error


def _no_geometry(shown: Path) -> Finding:
    return Finding(
        "no-geo-metadata",
        Text(
            "是 Parquet，但没有 geo 元数据：不知道哪一列是几何、什么坐标系",
            "Parquet without geo metadata: neither geometry nor its CRS can be told",
        ),
        Text(
            "另存为 GeoParquet（如 QGIS、geopandas 的 to_parquet），普通表格另存为 CSV",
            "save it as GeoParquet (QGIS, to_parquet of geopandas), or a plain table as CSV",
        ),
        shown.name,
    )


def _encoding(shown: Path, found: str) -> Finding:
    return Finding(
        "geometry-encoding",
        Text(f"几何编码为 {one_line(found)}，只读 WKB", f"geometry as {one_line(found)}, not WKB"),
        Text("以 WKB 编码重新保存", "save it again with geometry as WKB"),
        shown.name,
        field="geometry",
    )


def _nested(shown: Path, names: list[str]) -> Finding:
    listed = [one_line(name, 30) for name in names[:8]]
    return Finding(
        "nested-columns",
        Text(f"有嵌套的列：{'、'.join(listed)}", f"nested columns: {', '.join(listed)}"),
        Text("去掉这些列，或展开成普通列", "leave them out, or flatten them"),
        shown.name,
        field=listed[0],
    )


def _other_geometry(shown: Path, used: str, others: list[str]) -> Finding:
    listed = [one_line(name, 30) for name in others[:8]]
    return Finding(
        "several-geometries",
        Text(
            f"有几列几何，只用主列 {one_line(used, 30)}，未读取 {'、'.join(listed)}",
            f"several geometries: {one_line(used, 30)} is used, not {', '.join(listed)}",
        ),
        Text("要用别的列时，把它设为主列", "make another one the primary column to use it"),
        shown.name,
        field=listed[0],
        severity="warning",
    )
