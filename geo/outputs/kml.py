"""Export as KML 2.3: one file per layer, for Google Earth, 奥维 and phones.

What the format changes: coordinates are longitude and latitude with 7 decimals, every value is
text, truth values are 1 and 0, tables have no place in it, and characters that XML cannot hold
become U+FFFD. Missing values are left out. Every file is written feature by feature, so that
memory does not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import Finding
from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_file
from ._export_layers import ExportLayer, marks, text_marks
from ._formats import ExportFormat
from ._qgis.styles import LayerStyle, Symbol, style_of
from ._wanted import (
    EVERYTHING,
    Wanted,
    file_stem,
    in_degrees,
    layers_of,
    spatial,
)
from ._xml import escaped

_DECIMALS = 7
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
)
_FILL_ALPHA, _SOLID = "88", "ff"
_TYPES = {"b": "bool", "i": "int", "u": "int", "f": "double"}


def write(
    results: Results, out: Path, wanted: Wanted = EVERYTHING, notes: list[Finding] | None = None
) -> list[Path]:
    """Write one file per layer into ``out/kml``.

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
    lang = wanted.language(results)
    paths = []
    for layer in spatial(layers_of(results, wanted), EXPORT.name, notes):
        path = out / EXPORT.name / f"{file_stem(results, layer.name, wanted)}{EXPORT.suffix}"
        with atomic_file(path) as temporary, temporary.open("wb") as stream:
            for piece in _document(layer, text_marks(marks(results, layer)), lang):
                stream.write(piece.encode())
        paths.append(path)
    return paths


EXPORT = ExportFormat("kml", ".kml", Text("KML", "KML"), write, on_demand=True)


def _document(layer: ExportLayer, facts: dict[str, str], lang: Lang) -> Iterator[str]:
    style = style_of(layer.name, layer.frame)
    about = "\n".join(f"{key}: {value}" for key, value in facts.items())
    yield f"{_HEAD}<name>{escaped(layer.title.to(lang))}</name>\n"
    yield f"<description>{escaped(about)}</description>\n"
    if style:
        yield from _styles(style)
    yield from _schema(layer, lang)
    yield from _placemarks(layer, style)
    yield "</Document>\n</kml>\n"


def _styles(style: LayerStyle) -> Iterator[str]:
    for number, symbol in enumerate(style.symbols):
        line = f"<LineStyle><color>{_colour(_edge(style, symbol))}</color></LineStyle>"
        fill = "0" if symbol.pattern == "no" else "1"
        yield (
            f'<Style id="s{number}"><IconStyle><color>{_colour(symbol.colour)}</color></IconStyle>'
            f"{line}<PolyStyle><color>{_colour(symbol.colour, _FILL_ALPHA)}</color>"
            f"<fill>{fill}</fill></PolyStyle></Style>\n"
        )


def _edge(style: LayerStyle, symbol: Symbol) -> str:
    return symbol.colour if style.kind == "line" else symbol.outline


def _colour(colour: str, alpha: str = _SOLID) -> str:
    """Return a colour in the order of KML: alpha, blue, green, red."""
    red, green, blue = (colour or "#ffffff")[1:3], colour[3:5], colour[5:7]
    return f"{alpha}{blue}{green}{red}"


def _schema(layer: ExportLayer, lang: Lang) -> Iterator[str]:
    entries = layer.entries()
    yield '<Schema id="columns">\n'
    for name in _columns(layer.frame):
        kind = _TYPES.get(layer.frame[name].dtype.kind, "string")
        shown = escaped(entries[name].alias(lang))
        yield (
            f'<SimpleField name="{name}" type="{kind}"><displayName>{shown}</displayName>'
            "</SimpleField>\n"
        )
    yield "</Schema>\n"


def _columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != frame.geometry.name]


def _placemarks(layer: ExportLayer, style: LayerStyle | None) -> Iterator[str]:
    frame = layer.frame
    names = _columns(frame)
    shapes = shapely.transform(
        shapely.force_2d(frame.geometry.to_numpy()), lambda xy: np.round(xy, _DECIMALS) + 0.0
    )
    title = frame[style.title].tolist() if style else [""] * len(frame)
    chosen = _chosen(layer, style)
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    for shape, row, called, look in zip(shapes, rows, title, chosen, strict=True):
        cells = "".join(
            f'<SimpleData name="{name}">{escaped(text)}</SimpleData>'
            for name, cell in zip(names, row, strict=True)
            if (text := _text(cell))
        )
        yield (
            f"<Placemark><name>{escaped(_text(called))}</name>{look}"
            f'<ExtendedData><SchemaData schemaUrl="#columns">{cells}</SchemaData></ExtendedData>'
            f"{_geometry(shape)}</Placemark>\n"
        )


def _chosen(layer: ExportLayer, style: LayerStyle | None) -> list[str]:
    """Return the reference to its style for each row."""
    if style is None:
        return [""] * len(layer.frame)
    places = {symbol.value: f"<styleUrl>#s{i}</styleUrl>" for i, symbol in enumerate(style.symbols)}
    others = places.get("", "")
    if not style.field:
        return [others] * len(layer.frame)
    return [places.get(value, others) for value in layer.frame[style.field].tolist()]


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"  # GDAL's LIBKML, and so QGIS, takes "true" for 0
    return "" if cell is None or cell != cell else repr(cell)  # noqa: PLR0124 - NaN


def _geometry(shape: shapely.Geometry | None) -> str:
    if shape is None or shape.is_empty:
        return ""
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(shape)}</Point>"
    if shape.geom_type in ("LineString", "LinearRing"):
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape)}</LineString>"
    if shape.geom_type == "Polygon":
        holes = "".join(f"<innerBoundaryIs>{_ring(r)}</innerBoundaryIs>" for r in shape.interiors)
        outside = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        return f"<Polygon>{outside}{holes}</Polygon>"
    return f"<MultiGeometry>{''.join(map(_geometry, shape.geoms))}</MultiGeometry>"


def _ring(ring: shapely.LinearRing) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(shape: shapely.Geometry) -> str:
    pairs = shapely.get_coordinates(shape).tolist()
    return f"<coordinates>{' '.join(f'{x!r},{y!r}' for x, y in pairs)}</coordinates>"
