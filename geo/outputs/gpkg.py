"""Export as GeoPackage: all layers in one file, with Chinese names, descriptions and styles.

What the format changes: in a layer with shapes of several parts simple ones become shapes of one
part; places without a coordinate are rows without a geometry. Rows from OpenStreetMap are in a
file of their own. A QGIS project beside the files opens them, and the coverage rasters, as a map.
"""

from __future__ import annotations

from pathlib import Path

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_write
from ._export_layers import ODBL, ExportLayer, marks, text_marks
from ._formats import ExportFormat
from ._geopackage import Table, write_geopackage
from ._names import SYNTHETIC_MARK
from ._qgis.project import layer_style, project
from ._wanted import EVERYTHING, Wanted, book_stem, layers_of
from ._wording import PREDICTED

_NAME = "covermap"
_PROJECT, _RASTERS = ".qgz", "coverage"


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file, one more for rows that come from OpenStreetMap, and a QGIS project.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports, in which they are in ``gpkg``; made when missing. The rasters that the
        project shows are in the folder ``coverage`` beside it.
    wanted
        Layers, prefecture, CRS and language.
    notes
        Takes what had to be changed.

    Returns
    -------
    list of pathlib.Path
        The files, the project last.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    EnvironmentProblem
        When a file cannot be written; an earlier one is intact.
    """
    lang = wanted.language(results)
    layers = layers_of(results, wanted)
    books: dict[Path, list[ExportLayer]] = {}
    for name, odbl in ((_NAME, False), (f"{_NAME}_odbl", True)):
        path = out / EXPORT.name / f"{book_stem(results, name, wanted)}{EXPORT.suffix}"
        if listed := [layer for layer in layers if layer.odbl == odbl]:
            books[path] = listed
            facts = text_marks(marks(results))
            if odbl:
                facts["licence_zh"], facts["licence_en"] = ODBL
            write_geopackage(path, [_table(layer, results, lang) for layer in listed], facts)
    if not books:
        return []
    opened = out / EXPORT.name / f"{book_stem(results, _NAME, wanted)}{_PROJECT}"
    atomic_write(opened, project(results, books, out.parent / _RASTERS, opened, lang))
    return [*books, opened]


EXPORT = ExportFormat("gpkg", ".gpkg", Text("GeoPackage", "GeoPackage"), write)


def _table(layer: ExportLayer, results: Results, lang: Lang) -> Table:
    synthetic = bool(results.card["synthetic"])
    facts = marks(results, layer)
    notes = [layer.title.en if lang != "en" else layer.title.zh, layer.licence.zh, layer.licence.en]
    if layer.predicted:
        notes += [PREDICTED.zh, PREDICTED.en]
    notes += [facts["threshold"]["zh"], f"terrain: {facts['terrain']}", facts["generator"]]
    return Table(
        layer.name,
        layer.frame,
        layer.title.to(lang) + (SYNTHETIC_MARK if synthetic else ""),
        "\n".join(notes),
        {name: (entry.alias(lang), entry.description()) for name, entry in layer.entries().items()},
        text_marks(facts),
        exact=False,
        style=layer_style(layer, lang),
    )
