"""Export as Shapefile: one ``.shp.zip`` per layer, for what reads nothing newer.

What the format changes, and the dictionary inside each archive repeats: field names become
ASCII of at most ten bytes, text is cut at 254 bytes (never inside a character), missing and
empty text are the same, one file holds points, lines or polygons alone. Text is UTF-8, as the
``.cpg`` says; blanks at its ends are lost, for cells are padded with them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_file
from ._csv import rendered
from ._export_layers import ExportLayer, marks, text_marks
from ._formats import ExportFormat
from ._gdal_cells import LIBRARY_ERRORS, by_dimension, gdal_options, storable
from ._short_names import short_names
from ._wanted import EVERYTHING, Wanted, file_stem, layers_of, spatial, tell
from ._zip import add

_LONGEST_TEXT = 254  # bytes of a cell
_PARTS = "parts"
_DRIVER = "ESRI Shapefile"
_OPTIONS = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": "1970-01-01"}
_ANOTHER = Text("需要完整内容时用 gpkg", "take gpkg where nothing may be lost")
_NAMES = Text(
    "字段名改为不超过 10 字节的英文名，对照表见压缩包内 dictionary.csv",
    "fields have ASCII names of at most ten bytes; dictionary.csv in the archive lists them",
)
_NULLS = Text(
    "缺失的文字与空文字不再能区分，文字两端的空格丢失，缺失的数值为空",
    "missing text and empty text are the same now, blanks at the ends of text are lost;"
    " missing numbers are empty",
)
_CUT = Text("{} 处文字超过 254 字节，已在字符边界截断", "{} texts over 254 bytes were cut")
_APART = Text("几何种类不同，分为多个文件", "shapes of several kinds are files of their own")
_NO_SHAPE = Text("没有一行有几何，未导出", "no row has a shape, so that there is no file")
_HEADER = ("field", "column", "zh", "en", "unit", "type")


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one archive per layer, and per kind of shapes in it, into ``out/shp``.

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
        The files.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    lang = wanted.language(results)
    paths = []
    for layer in spatial(layers_of(results, wanted), EXPORT.name, notes):
        parts = by_dimension(layer.frame)
        if not parts:
            tell(notes, EXPORT.name, layer.name, _NO_SHAPE, _ANOTHER)
        if len(parts) > 1:
            tell(notes, EXPORT.name, layer.name, _APART, _ANOTHER)
        for kind, rows in parts.items():
            name = f"{layer.name}-{kind}" if len(parts) > 1 else layer.name
            path = out / EXPORT.name / f"{file_stem(results, name, wanted)}{EXPORT.suffix}"
            _write_archive(path, rows, layer, _papers(results, layer, lang), notes)
            paths.append(path)
    return paths


EXPORT = ExportFormat("shp", ".shp.zip", Text("Shapefile", "Shapefile"), write, on_demand=True)


def _write_archive(
    path: Path,
    rows: gpd.GeoDataFrame,
    layer: ExportLayer,
    papers: dict[str, bytes],
    notes: list[Finding] | None,
) -> None:
    names = short_names(column for column in rows.columns if column != rows.geometry.name)
    rows, cut = _cut(storable(rows))
    tell(notes, EXPORT.name, layer.name, _NAMES, _ANOTHER)
    tell(notes, EXPORT.name, layer.name, _NULLS, _ANOTHER)
    if cut:
        told = Text(_CUT.zh.format(cut), _CUT.en.format(cut))
        tell(notes, EXPORT.name, layer.name, told, _ANOTHER)
    with atomic_file(path, LIBRARY_ERRORS) as temporary, gdal_options():
        # A folder beside the archive is dropped with the temporary one around both.
        (temporary.parent / _PARTS).mkdir()
        pyogrio.write_dataframe(
            rows.rename(columns=names),
            temporary.parent / _PARTS / f"{layer.name}.shp",
            driver=_DRIVER,
            layer_options=_OPTIONS,
            promote_to_multi=False,
        )
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted((temporary.parent / _PARTS).iterdir()):
                add(archive, part.name, part)
            for name, content in papers.items():
                add(archive, name, content)


def _papers(results: Results, layer: ExportLayer, lang: Lang) -> dict[str, bytes]:
    """Return what lies in the archive beside the Shapefile: dictionary and marks."""
    columns = [column for column in layer.frame.columns if column != "geometry"]
    entries, names = layer.entries(), short_names(columns)
    listed = (
        (names[c], c, entries[c].zh, entries[c].en, entries[c].unit, entries[c].kind)
        for c in columns
    )
    facts = text_marks(marks(results, layer)).items()
    return {
        "dictionary.csv": rendered(_HEADER, listed),
        "README.txt": f"{layer.title.to(lang)}\n\n{_lines(facts)}".encode("utf-8-sig"),
    }


def _lines(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in facts)


def _cut(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Return the rows with no text longer than a cell, and how many were."""
    cut, changed = 0, {}
    for name in _texts(frame):
        short = [_shortened(cell) for cell in frame[name].tolist()]
        different = sum(a is not b for a, b in zip(short, frame[name].tolist(), strict=True))
        if different:
            cut += different
            changed[name] = short
    return (frame.assign(**changed) if changed else frame), cut


def _texts(frame: gpd.GeoDataFrame) -> Iterator[str]:
    return (
        name
        for name in frame.columns
        if name != frame.geometry.name and pd.api.types.is_string_dtype(frame[name].dtype)
    )


def _shortened(cell: Any) -> Any:
    """Return text of at most 254 bytes; whatever else as it is."""
    if not isinstance(cell, str) or len(cell) * 3 <= _LONGEST_TEXT:
        return cell
    encoded = cell.encode()
    if len(encoded) <= _LONGEST_TEXT:
        return cell
    return encoded[:_LONGEST_TEXT].decode("utf-8", "ignore")
