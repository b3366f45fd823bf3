"""GeoPackage files, written by GDAL, completed and checked through SQLite.

GDAL writes the layers. What it cannot be told through pyogrio (Chinese names of the columns)
is added afterwards, and what it does not report is looked up: on a full disk it may close
the file without an error and without its spatial index or its last rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from ._atomic import atomic_file
from ._gdal_cells import LIBRARY_ERRORS, STAMP, declared, gdal_options, storable

_GEOMETRY = "geom"  # the name GDAL gives the column
_ERRORS = (*LIBRARY_ERRORS, sqlite3.Error)
# Of the standard. GDAL 3.11 and later write 1.4 unless told; what is older, QGIS 3.22 among it,
# opens that with the warning that it "may only be partially supported". Nothing of 1.4 is in use.
_VERSION = "1.2"

_SCHEMA_EXTENSION = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema',
   'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
"""

# As QGIS makes it, columns and all: it looks for this table by name.
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
  VALUES ('layer_styles', 'attributes', 'layer_styles', '', '1970-01-01T00:00:00.000Z', 0);
"""


@dataclass(frozen=True)
class Table:
    """One layer of a GeoPackage.

    Parameters
    ----------
    name
        ASCII name of the table.
    frame
        Rows; a `GeoDataFrame` makes a spatial layer, rows without a geometry included.
    identifier, description
        What a GIS shows for the layer; ``""`` = the name, nothing.
    columns
        Column → (alias, description), as far as known.
    metadata
        Facts about the layer.
    exact
        Whether shapes are kept as they are; if not, a layer with shapes of several parts is
        declared as such and simple shapes in it become shapes of one part.
    style
        How QGIS draws it (QML); ``""`` = as it likes.
    """

    name: str
    frame: pd.DataFrame
    identifier: str = ""
    description: str = ""
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    exact: bool = True
    style: str = ""


def write_geopackage(
    path: Path,
    tables: Sequence[Table],
    metadata: Mapping[str, str] | None = None,
    *,
    spatial_index: bool = True,
) -> None:
    """Write a GeoPackage, complete or not at all, the same bytes for the same input.

    Parameters
    ----------
    path
        Where the file is to be.
    tables
        Its layers, in order, at least one. NUL and half surrogates, which GDAL cannot hold,
        become U+FFFD.
    metadata
        Facts about the whole file.
    spatial_index
        Whether spatial layers get an index.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs._atomic.atomic_write`.
    """
    with atomic_file(path, _ERRORS) as temporary, gdal_options():
        for table in tables:
            _write_table(temporary, table, metadata or {}, spatial_index)
        with closing(sqlite3.connect(temporary)) as database:
            if any(table.columns for table in tables):
                _describe_columns(database, tables)
            if styled := [table for table in tables if table.style]:
                _add_styles(database, styled)
            for table in tables:
                _check(database, table, spatial_index)


def _write_table(
    path: Path, table: Table, metadata: Mapping[str, str], spatial_index: bool
) -> None:
    layer_options = {"IDENTIFIER": table.identifier, "DESCRIPTION": table.description}
    spatial: dict[str, Any] = {}
    if isinstance(table.frame, gpd.GeoDataFrame):
        layer_options["SPATIAL_INDEX"] = "YES" if spatial_index else "NO"
        kind, promote = declared(table.frame)
        # What is kept for the next command must come back as it was: a line stays a line.
        exact = table.exact and kind != "Point"
        spatial["geometry_type"] = "Unknown" if exact else kind
        spatial["promote_to_multi"] = promote and not exact
    pyogrio.write_dataframe(
        storable(table.frame),
        path,
        layer=table.name,
        driver="GPKG",
        dataset_options={"VERSION": _VERSION},
        layer_options={key: value for key, value in layer_options.items() if value},
        dataset_metadata=dict(metadata) or None,
        layer_metadata=dict(table.metadata) or None,
        **spatial,
    )


def _describe_columns(database: sqlite3.Connection, tables: Sequence[Table]) -> None:
    rows = [
        (table.name, _stored_as(table.frame, column), *table.columns[column])
        for table in tables
        for column in table.frame.columns
        if column in table.columns
    ]
    database.executescript(_SCHEMA_EXTENSION)
    with database:
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description)"
            " VALUES (?1, ?2, ?3, ?3, ?4)",
            rows,
        )


def _add_styles(database: sqlite3.Connection, tables: Sequence[Table]) -> None:
    database.executescript(_STYLES)
    with database:
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " ui, update_time) VALUES ('', '', ?1, ?2, ?1, ?3, '', 1, '', '', NULL, ?4)",
            [(table.name, _GEOMETRY, table.style, STAMP) for table in tables],
        )


def _stored_as(frame: pd.DataFrame, column: str) -> str:
    spatial = isinstance(frame, gpd.GeoDataFrame)
    return _GEOMETRY if spatial and column == frame.geometry.name else column


def _check(database: sqlite3.Connection, table: Table, spatial_index: bool) -> None:
    """Raise when rows or index entries are missing."""
    expected = {table.name: len(table.frame)}
    if isinstance(table.frame, gpd.GeoDataFrame) and spatial_index:
        shapes = table.frame.geometry
        expected[f"rtree_{table.name}_{_GEOMETRY}"] = int((shapes.notna() & ~shapes.is_empty).sum())
    for name, rows in expected.items():
        quoted = name.replace('"', '""')
        found = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]  # noqa: S608
        if found != rows:
            raise sqlite3.DatabaseError(f"{name}: {found} rows of {rows}")
