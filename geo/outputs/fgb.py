"""Export as FlatGeobuf: one file per layer, with a spatial index, for web maps and fast reading.

What the format changes: tables without geometry have no place in it; with an index the rows are
in the order of the index, and a layer with rows that lie nowhere has none.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer
from ._formats import ExportFormat
from ._gdal_cells import LIBRARY_ERRORS, gdal_options, storable
from ._wanted import EVERYTHING, Wanted, file_stem, layers_of, spatial, tell

_NO_INDEX = Text(
    "有 {} 行没有几何，因此没有空间索引", "{} rows lie nowhere, so that there is no spatial index"
)
_NO_MATTER = Text(
    "可以照常使用，只是打开较慢", "it can be used as it is, and opens a little slower"
)


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file per layer into ``out/fgb``.

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
    paths = []
    for layer in spatial(layers_of(results, wanted), EXPORT.name, notes):
        path = out / EXPORT.name / f"{file_stem(results, layer.name, wanted)}{EXPORT.suffix}"
        nowhere = int(layer.frame.geometry.isna().sum())
        if nowhere:
            what = Text(_NO_INDEX.zh.format(nowhere), _NO_INDEX.en.format(nowhere))
            tell(notes, EXPORT.name, layer.name, what, _NO_MATTER)
        write_flatgeobuf(path, layer.frame, layer.title.to(wanted.language(results)), _about(layer))
        paths.append(path)
    return paths


EXPORT = ExportFormat("fgb", ".fgb", Text("FlatGeobuf", "FlatGeobuf"), write, on_demand=True)


def write_flatgeobuf(
    path: Path, frame: gpd.GeoDataFrame, title: str = "", description: str = ""
) -> None:
    """Write one layer, complete or not at all, the same bytes for the same input.

    Parameters
    ----------
    path
        Where the file is to be.
    frame
        Rows; with an index when all of them lie somewhere.
    title, description
        Kept in the head of the file.
    """
    options = {"TITLE": title, "DESCRIPTION": description}
    options["SPATIAL_INDEX"] = "NO" if frame.geometry.isna().any() or frame.empty else "YES"
    # Beside its file the driver keeps the rows to be sorted, in the same temporary folder.
    with atomic_file(path, LIBRARY_ERRORS) as temporary, gdal_options():
        options["TEMPORARY_DIR"] = str(temporary.parent)
        pyogrio.write_dataframe(
            storable(frame),
            temporary,
            layer=path.stem,
            driver="FlatGeobuf",
            layer_options={key: value for key, value in options.items() if value},
            promote_to_multi=False,
        )


def _about(layer: ExportLayer) -> str:
    return "\n".join([*layer.licence])
