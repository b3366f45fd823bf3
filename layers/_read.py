"""Any vector or table file → a frame of text cells, with every way of failing named."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import shapely

from .errors import Finding, InputError
from .text import Text

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
# Suffix → the one GDAL driver allowed to open it: GDAL's own guessing opens files that
# reach into the system or the network (a .vrt, a GeoJSON naming a service).
VECTOR_DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".fgb": "FlatGeobuf",
}
# What such a file starts with: looked at before GDAL is let near it.
_MAGIC = {
    "GeoJSON": b"{",
    "GPKG": b"SQLite format 3\x00",
    "ESRI Shapefile": b"\x00\x00\x27\x0a",
    "FlatGeobuf": b"fgb",
}
_LARGEST_BYTES = 256_000_000  # of a table: beyond this memory runs short
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",\t;"

ROW = "_row"  # row number in the file, header = 1; carried so that findings can name it


def read_table(path: Path) -> pd.DataFrame:
    """Read a table file as text.

    Parameters
    ----------
    path
        CSV, TSV (UTF-8, UTF-16 or GBK/GB18030) or XLSX file whose first row is the header.

    Returns
    -------
    pandas.DataFrame
        Cells as stripped text, ``""`` where empty, blank rows left out, and the column
        ``_row`` with the row number in the file.

    Raises
    ------
    InputError
        When the file is missing, empty, too large, of another kind or cannot be decoded.
    """
    _must_exist(path)
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise _unreadable(path, f"suffix {path.suffix!r}")
    if path.stat().st_size > _LARGEST_BYTES:
        raise InputError([_too_large(path)])
    if suffix == ".xlsx":
        return _frame(path, _xlsx_rows(path))
    return _frame(path, _csv_rows(path))


def read_vector(path: Path) -> gpd.GeoDataFrame:
    """Read a vector file with the one driver its suffix stands for.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile or FlatGeobuf file.

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
    _must_exist(path)
    driver = VECTOR_DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise _unreadable(path, f"suffix {path.suffix!r}")
    _must_look_like(path, driver)
    try:
        layer = _the_layer(path)
        frame = pyogrio.read_dataframe(path, layer=layer)
        opened_as = pyogrio.read_info(path, layer=layer)["driver"]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # The second line of GDAL's message is advice for its own command line.
        raise _unreadable(path, str(error).split(";")[0]) from error
    except shapely.errors.GEOSException as error:  # e.g. a ring that is not closed
        raise InputError([invalid_polygon(path, str(error))]) from error
    if opened_as != driver:
        raise _unreadable(path, f"{opened_as} inside {path.suffix}")
    if frame.empty:
        raise _empty(path)
    if frame.crs is None:
        raise InputError(
            [
                Finding(
                    "no-crs",
                    Text("文件没有坐标系", "the file names no coordinate system"),
                    Text("补上 .prj 或坐标系定义", "add the .prj or the CRS definition"),
                    path.name,
                )
            ]
        )
    frame[ROW] = range(1, len(frame) + 1)
    return frame.to_crs(4326)


def is_file(path: Path) -> bool:
    """Return whether a path is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:  # too long, on Python before 3.14
        return False


def _must_look_like(path: Path, driver: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(64)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_MAGIC[driver]):
        raise _unreadable(path, f"no {driver} inside {path.suffix}")
    if driver == "GeoJSON":
        try:
            json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_without_links)
        except (ValueError, RecursionError) as error:
            raise _unreadable(path, str(error)) from error


def _without_links(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a ``crs`` given as an address: GDAL would fetch it from the network."""
    for key, value in pairs:
        if key == "crs" and isinstance(value, dict) and value.get("type") not in ("name", "EPSG"):
            raise ValueError("a crs that is a link")
    return dict(pairs)


def _the_layer(path: Path) -> str:
    """Return the one layer with geometry; editors add tables of their own beside it."""
    names = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not names:
        raise _empty(path)
    if len(names) > 1:
        raise InputError(
            [
                Finding(
                    "several-layers",
                    Text(
                        f"文件中有多个图层：{'、'.join(names)}",
                        f"the file has several layers: {', '.join(names)}",
                    ),
                    Text("只保留一个图层", "keep one layer in the file"),
                    path.name,
                )
            ]
        )
    return names[0]


def _must_exist(path: Path) -> None:
    if not is_file(path):
        raise InputError(
            [
                Finding(
                    "missing-file",
                    Text("文件不存在", "the file does not exist"),
                    Text(
                        "检查 covermap.toml 中的路径（相对路径以 covermap.toml 所在目录为准）",
                        "check the path in covermap.toml (relative to the folder of covermap.toml)",
                    ),
                    str(path),
                )
            ]
        )


def _unreadable(path: Path, found: str) -> InputError:
    allowed = " ".join((*TABLE_SUFFIXES, *VECTOR_DRIVERS))
    return InputError(
        [
            Finding(
                "unreadable",
                Text(f"无法读取（{found}）", f"cannot be read ({found})"),
                Text(f"另存为以下格式之一：{allowed}", f"save it as one of: {allowed}"),
                path.name,
            )
        ]
    )


def _too_large(path: Path) -> Finding:
    size, most = path.stat().st_size / 1e6, _LARGEST_BYTES / 1e6
    return Finding(
        "too-large",
        Text(f"文件有 {size:,.0f} MB，上限 {most:,.0f} MB", f"{size:,.0f} MB, at most {most:,.0f}"),
        Text(
            "删去不需要的列；路测数据先抽稀",
            "leave out columns that are not read; thin a drive test",
        ),
        path.name,
    )


def invalid_polygon(path: Path, reason: str, row: int | None = None) -> Finding:
    """Return the refusal of a polygon whose inside is not defined."""
    return Finding(
        "invalid-polygon",
        Text(f"多边形无效（{reason}）", f"the polygon is not valid ({reason})"),
        Text(
            "修复后再提供，如用 QGIS 的“修正几何图形”",
            "repair it, e.g. with “Fix geometries” of QGIS",
        ),
        path.name,
        row,
        "geometry",
    )


def _empty(path: Path) -> InputError:
    return InputError(
        [
            Finding(
                "empty-file",
                Text("文件没有数据行", "the file has no data rows"),
                Text("至少保留表头和一行数据", "keep the header and at least one row"),
                path.name,
            )
        ]
    )


def _csv_rows(path: Path) -> list[list[str]]:
    text = _decode(path)
    header = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unreadable(path, str(error)) from error


def _decode(path: Path) -> str:
    raw = path.read_bytes()
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            encodings = [encoding]
            break
    else:
        # Valid UTF-8 is practically never GBK by chance; the other way round is common.
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, "neither UTF-8 nor GB18030 text")


def _xlsx_rows(path: Path) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [[cell_text(cell) for cell in row] for row in book.worksheets[0].values]
        book.close()
    except Exception as error:  # openpyxl raises zip, XML, key and value errors alike
        raise _unreadable(path, f"{type(error).__name__}: {error}") from error
    return rows


def cell_text(cell: object) -> str:
    """Return a cell as a person would type it: a code kept as a number has no ``.0``."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _frame(path: Path, rows: list[list[str]]) -> pd.DataFrame:
    numbered = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1)]
    numbered = [(number, row) for number, row in numbered if any(row)]
    if len(numbered) < 2:
        raise _empty(path)
    header = numbered[0][1]
    while header and not header[-1]:
        header.pop()
    for number, row in numbered[1:]:
        if any(row[len(header) :]):
            raise InputError(
                [
                    Finding(
                        "too-many-cells",
                        Text(
                            f"有 {len(row)} 个单元格，表头只有 {len(header)} 个",
                            f"{len(row)} cells under a header of {len(header)}",
                        ),
                        Text(
                            "检查多余的逗号，含逗号的文字用双引号括起",
                            "look for a stray comma; quote text that contains one",
                        ),
                        path.name,
                        number,
                    )
                ]
            )
    cells = [(row + [""] * len(header))[: len(header)] for _, row in numbered[1:]]
    frame = pd.DataFrame(cells, columns=header, dtype="str")
    # An empty column between two others is how a sheet is laid out, not a column.
    frame = frame.loc[:, [bool(name) or frame.iloc[:, i].any() for i, name in enumerate(header)]]
    frame[ROW] = [number for number, _ in numbered[1:]]
    return frame
