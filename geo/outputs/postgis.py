"""Layers into a PostGIS database, all of them or none: one transaction.

An extra: it needs SQLAlchemy, GeoAlchemy2 and psycopg, which covermap does not install. The
password in the address reaches the driver alone; no message, file or comment repeats it.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

import geopandas as gpd

from layers.errors import EnvironmentProblem, Finding, InputError
from layers.text import Lang, Text

from ..results import Results
from ._export_layers import ExportLayer
from ._gdal_cells import storable
from ._names import SYNTHETIC_MARK
from ._wanted import Wanted, layers_of

SCHEMA = "covermap"
_PACKAGES = ("sqlalchemy", "geoalchemy2", "psycopg")
_SCHEMES = ("postgresql://", "postgres://")
_CHUNK = 20_000  # rows sent at a time
_ROWS_SENT = 500  # in one statement; PostgreSQL takes 65,535 values
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Sent(NamedTuple):
    """A table that was written, with its rows."""

    table: str
    rows: int


def is_database(text: str) -> bool:
    """Return whether an address is that of a PostgreSQL database.

    Examples
    --------
    >>> is_database("postgresql://gis@localhost/plan"), is_database("out/")
    (True, False)
    """
    return text.startswith(_SCHEMES)


def send(
    results: Results, address: str, wanted: Sequence[Wanted], schema: str = SCHEMA
) -> list[Sent]:
    """Write layers as tables of a schema, in the place of those of the same name.

    Parameters
    ----------
    results
        What the run found.
    address
        ``postgresql://user:password@host:port/database``.
    wanted
        Layers, prefecture, CRS and language; what is not the whole says so in its table's name.
    schema
        Where the tables are to be; made when missing.

    Returns
    -------
    list of Sent
        The tables, in order.

    Raises
    ------
    InputError
        When the address, the schema or a layer is none.
    EnvironmentProblem
        When a package is missing, or the database refuses; it is then as it was.
    """
    if not is_database(address) or not _PLAIN_NAME.fullmatch(schema):
        raise InputError([_no_address()])
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise EnvironmentProblem(_not_installed(missing))
    tables = {
        _table_name(layer, one): (layer, one.language(results))
        for one in wanted
        for layer in layers_of(results, one)
    }
    return _sent(tables, address, schema, synthetic=bool(results.card["synthetic"]))


def _table_name(layer: ExportLayer, wanted: Wanted) -> str:
    crs = wanted.crs.replace(":", "").lower()
    return "_".join(part for part in (layer.name, wanted.prefecture or "", crs) if part)


def _sent(
    tables: Mapping[str, tuple[ExportLayer, Lang]], address: str, schema: str, *, synthetic: bool
) -> list[Sent]:
    import sqlalchemy as sql  # noqa: PLC0415 - an extra
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    engine = None
    try:
        url = sql.make_url(address.replace("postgres://", "postgresql://", 1))
        engine = sql.create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True)
        with engine.begin() as connection:
            connection.execute(sql.text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
            for name, (layer, lang) in tables.items():
                _write_table(connection, layer, schema, name)
                title = layer.title.to(lang) + (SYNTHETIC_MARK if synthetic else "")
                _comment(connection, layer, f'"{schema}"."{name}"', title, lang)
    except (SQLAlchemyError, ValueError) as error:
        # Without the chain: what the driver says may repeat the address.
        raise EnvironmentProblem(_refused(error, address)) from None
    finally:
        if engine is not None:
            engine.dispose()
    return [Sent(f"{schema}.{name}", len(layer.frame)) for name, (layer, _) in tables.items()]


def _write_table(connection: Any, layer: ExportLayer, schema: str, name: str) -> None:
    frame = storable(layer.frame)
    how: dict[str, Any] = {"schema": schema, "if_exists": "replace", "index": False}
    if isinstance(frame, gpd.GeoDataFrame):
        frame.rename_geometry("geom").to_postgis(name, connection, chunksize=_CHUNK, **how)
    else:
        frame.to_sql(name, connection, method="multi", chunksize=_ROWS_SENT, **how)


def _comment(connection: Any, layer: ExportLayer, place: str, title: str, lang: Lang) -> None:
    """Say of a table and its columns what they mean; make ids that are unique its primary key."""
    about = "\n".join((title, layer.licence.zh, layer.licence.en))
    connection.exec_driver_sql(f"COMMENT ON TABLE {place} IS {_quoted(about)}")
    # Points of several drive tests may have the same ids.
    if layer.key and layer.frame[layer.key].is_unique:
        connection.exec_driver_sql(f'ALTER TABLE {place} ADD PRIMARY KEY ("{layer.key}")')
    entries = layer.entries()
    for name in layer.frame.columns:
        column = "geom" if entries[name].kind == "geometry" else name
        text = f"{entries[name].alias(lang)} · {entries[name].description()}"
        connection.exec_driver_sql(f'COMMENT ON COLUMN {place}."{column}" IS {_quoted(text)}')


def _quoted(text: str) -> str:
    """Return text as a literal of SQL; the percent sign is the driver's."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _no_address() -> Finding:
    return Finding(
        "no-database",
        Text("不是 PostgreSQL 地址", "it is no address of a PostgreSQL database"),
        Text(
            "写成 postgresql://用户:口令@主机:端口/数据库",
            "write postgresql://user:password@host:port/database",
        ),
        field="--to",
    )


def _not_installed(missing: Sequence[str]) -> Text:
    names = ", ".join(missing)
    return Text(
        f"写入 PostGIS 需要 {names} → .venv/bin/pip install '.[postgis]'",
        f"PostGIS needs {names} → .venv/bin/pip install '.[postgis]'",
    )


def _refused(error: Exception, address: str) -> Text:
    said = " ".join(str(getattr(error, "orig", None) or type(error).__name__).split())
    for secret in _secrets(address):
        said = said.replace(secret, "***")
    return Text(
        f"数据库拒绝写入，原有的表未改动（{said}）→ 检查地址、权限和 PostGIS 扩展",
        f"the database refused; its tables are as they were ({said})"
        " → check address, rights and the PostGIS extension",
    )


def _secrets(address: str) -> list[str]:
    """Return the password as it was typed and as it is meant, the longest first."""
    found = re.search(r"://[^/@]*?:(.*)@", address)
    typed = found[1] if found else ""
    return sorted({typed, unquote(typed)} - {""}, key=len, reverse=True)
