"""Export as Esri file geodatabase: all layers in one ``.gdb.zip``, for ArcGIS and MapGIS.

What the format changes, and the notes say: truth values become 1 and 0, fields with a name of
SQL get a trailing underscore, shapes are of several parts, a layer holds points, lines or
polygons alone.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer
from ._formats import ExportFormat
from ._gdal_cells import LIBRARY_ERRORS, by_dimension
from ._other_drivers import Converted, DriverError, convert
from ._wanted import EVERYTHING, Wanted, book_stem, layers_of, tell
from ._zip import add

_NAME, _DRIVER = "covermap", "OpenFileGDB"
_ANOTHER = Text("需要原样时用 gpkg", "take gpkg where nothing may change")
_TRUTH = Text("真假值写为 1 和 0", "truth values are 1 and 0")
_RENAMED = Text("字段改名：{}", "fields were renamed: {}")
_NO_SHAPE = Text("没有一行有几何，未导出", "no row has a shape, so that there is no layer")


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one geodatabase, and one more for rows from OpenStreetMap, into ``out/gdb``.

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
    layers = layers_of(results, wanted)
    paths = []
    for name, odbl in ((_NAME, False), (f"{_NAME}_odbl", True)):
        parts = [
            part for layer in layers if layer.odbl == odbl for part in _parts(layer, lang, notes)
        ]
        if parts:
            path = out / EXPORT.name / f"{book_stem(results, name, wanted)}{EXPORT.suffix}"
            _write_archive(path, parts, notes)
            paths.append(path)
    return paths


EXPORT = ExportFormat(
    "gdb", ".gdb.zip", Text("Esri 文件地理数据库", "Esri file geodatabase"), write, on_demand=True
)


def _parts(layer: ExportLayer, lang: Lang, notes: list[Finding] | None) -> Iterator[Converted]:
    """Yield a layer by kind of shapes, with the title that ArcGIS shows."""
    options = {"LAYER_ALIAS": layer.title.to(lang)}
    if not isinstance(layer.frame, gpd.GeoDataFrame):
        yield Converted(layer.name, layer.frame, options)
        return
    found = by_dimension(layer.frame)
    if not found:
        tell(notes, EXPORT.name, layer.name, _NO_SHAPE, _ANOTHER)
    for kind, rows in found.items():
        name = f"{layer.name}_{kind}" if len(found) > 1 else layer.name
        yield Converted(name, rows, options, several=True)


def _write_archive(path: Path, parts: list[Converted], notes: list[Finding] | None) -> None:
    with atomic_file(path, (*LIBRARY_ERRORS, DriverError)) as temporary:
        folder = temporary.with_name(path.name.removesuffix(".zip"))
        fields = convert(folder, _DRIVER, (), parts)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                add(archive, f"{folder.name}/{file.name}", file)
    tell(notes, EXPORT.name, path.name, _TRUTH, _ANOTHER)
    for part in parts:
        given = [name for name in part.frame.columns if name != _shape(part)]
        pairs = zip(given, fields[part.name], strict=True)
        changed = ", ".join(f"{one} → {other}" for one, other in pairs if one != other)
        if changed:
            told = Text(_RENAMED.zh.format(changed), _RENAMED.en.format(changed))
            tell(notes, EXPORT.name, part.name, told, _ANOTHER)


def _shape(part: Converted) -> str:
    spatial = isinstance(part.frame, gpd.GeoDataFrame)
    return str(part.frame.geometry.name) if spatial else ""
