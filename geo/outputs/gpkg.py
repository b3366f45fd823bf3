"""Export as GeoPackage: all layers in one file, with Chinese names and descriptions.

What the format changes: nothing; places without a coordinate are rows without a geometry. Rows
from OpenStreetMap are in a file of their own.
"""

from __future__ import annotations

from pathlib import Path

from layers.text import Text

from ..results import Results
from ._export_layers import ODBL, ExportLayer, export_layers, marks, stem, text_marks
from ._formats import ExportFormat
from ._geopackage import Table, write_geopackage
from ._names import SYNTHETIC_MARK
from ._wording import PREDICTED

_NAME = "covermap"


def write(results: Results, out: Path, prefecture: str | None = None) -> list[Path]:
    """Write one file, and one more for rows that come from OpenStreetMap, into ``out/gpkg``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; made when missing.
    prefecture
        Code that limits the rows; ``None`` = all.

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
    layers = export_layers(results, prefecture)
    paths = []
    for odbl in (False, True):
        tables = [_table(layer, results) for layer in layers if layer.odbl == odbl]
        if not tables:
            continue
        name = f"{_NAME}_odbl" if odbl else _NAME
        path = out / EXPORT.name / f"{stem(results, name, prefecture)}{EXPORT.suffix}"
        facts = text_marks(marks(results))
        if odbl:
            facts["licence_zh"], facts["licence_en"] = ODBL
        write_geopackage(path, tables, facts)
        paths.append(path)
    return paths


EXPORT = ExportFormat("gpkg", ".gpkg", Text("GeoPackage", "GeoPackage"), write)


def _table(layer: ExportLayer, results: Results) -> Table:
    synthetic = bool(results.card["synthetic"])
    facts = marks(results, layer)
    notes = [layer.title.en, layer.licence.zh, layer.licence.en]
    if layer.predicted:
        notes += [PREDICTED.zh, PREDICTED.en]
    notes += [facts["threshold"]["zh"], f"terrain: {facts['terrain']}", facts["generator"]]
    return Table(
        layer.name,
        layer.frame,
        layer.title.zh + (SYNTHETIC_MARK if synthetic else ""),
        "\n".join(notes),
        {name: (entry.zh, entry.description()) for name, entry in layer.entries().items()},
    )
