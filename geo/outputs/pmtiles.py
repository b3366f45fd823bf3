"""Export as PMTiles: one file of vector tiles per layer, for web maps without a server.

What the format changes: positions are rounded to 1/4096 of a tile, shapes are cut at the borders
of tiles and made coarser the farther one is away, rows that lie nowhere are left out. It is for
looking, not for computing.
"""

from __future__ import annotations

from pathlib import Path

from layers.errors import Finding
from layers.text import Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer
from ._formats import ExportFormat
from ._gdal_cells import LIBRARY_ERRORS, declared
from ._other_drivers import Converted, DriverError, convert
from ._wanted import (
    EVERYTHING,
    Wanted,
    file_stem,
    in_degrees,
    layers_of,
    spatial,
    tell,
)

_DRIVER = "PMTiles"
_NEEDS = ("MVT", "MBTiles", "SQLite")
_ZOOMS = {"Point": (4, 13)}
_ZOOMS_OF_SHAPES = (4, 11)
_COARSE = Text(
    "坐标取整到瓦片的 1/4096，几何在瓦片边界被切开并随缩放简化",
    "positions are rounded to 1/4096 of a tile, shapes are cut at tiles and simplified by zoom",
)
_NOWHERE = Text("{} 行没有几何，未写入", "{} rows lie nowhere and are left out")
_ANOTHER = Text("只用于显示；计算请用 gpkg 或 fgb", "for display; take gpkg or fgb to compute with")


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file per layer into ``out/pmtiles``.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of exports; made when missing.
    wanted
        Layers, prefecture and language; a CRS is told to be left aside.
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
    wanted = in_degrees(wanted, EXPORT.name, notes)
    paths = []
    for layer in spatial(layers_of(results, wanted), EXPORT.name, notes):
        nowhere = int(layer.frame.geometry.isna().sum())
        if nowhere:
            told = Text(_NOWHERE.zh.format(nowhere), _NOWHERE.en.format(nowhere))
            tell(notes, EXPORT.name, layer.name, told, _ANOTHER)
        if nowhere == len(layer.frame):
            continue
        path = out / EXPORT.name / f"{file_stem(results, layer.name, wanted)}{EXPORT.suffix}"
        _write_tiles(path, layer, layer.title.to(wanted.language(results)))
        tell(notes, EXPORT.name, layer.name, _COARSE, _ANOTHER)
        paths.append(path)
    return paths


EXPORT = ExportFormat(
    "pmtiles", ".pmtiles", Text("PMTiles 矢量瓦片", "PMTiles"), write, on_demand=True
)


def _write_tiles(path: Path, layer: ExportLayer, title: str) -> None:
    rows = layer.frame[layer.frame.geometry.notna()]
    least, most = _ZOOMS.get(declared(rows)[0], _ZOOMS_OF_SHAPES)
    options = {"NAME": title, "DESCRIPTION": layer.licence.en, "TYPE": "overlay"}
    zooms = {"MINZOOM": str(least), "MAXZOOM": str(most)}
    with atomic_file(path, (*LIBRARY_ERRORS, DriverError)) as temporary:
        part = Converted(layer.name, rows)
        convert(temporary, _DRIVER, _NEEDS, [part], {**options, **zooms})
