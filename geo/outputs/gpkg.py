"""Export as GeoPackage: all layers in one file, with Chinese names and descriptions.

What the format changes: nothing; places without a coordinate are rows without a geometry. Rows
from OpenStreetMap are in a file of their own.
"""

from __future__ import annotations

from pathlib import Path

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._export_layers import ODBL, ExportLayer, marks, text_marks
from ._formats import ExportFormat
from ._geopackage import Table, write_geopackage
from ._names import SYNTHETIC_MARK
from ._wanted import EVERYTHING, Wanted, book_stem, layers_of
from ._wording import PREDICTED

_NAME = "covermap"


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file, and one more for rows that come from OpenStreetMap, into ``out/gpkg``.

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
    layers = layers_of(results, wanted)
    paths = []
    for odbl in (False, True):
        tables = [
            _table(layer, results, wanted.language(results))
            for layer in layers
            if layer.odbl == odbl
        ]
        if not tables:
            continue
        name = f"{_NAME}_odbl" if odbl else _NAME
        path = out / EXPORT.name / f"{book_stem(results, name, wanted)}{EXPORT.suffix}"
        facts = text_marks(marks(results))
        if odbl:
            facts["licence_zh"], facts["licence_en"] = ODBL
        write_geopackage(path, tables, facts)
        paths.append(path)
    return paths


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
    )
