"""Styles and projects for QGIS: what a GeoPackage needs to open as a map."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
from jinja2 import Environment, PackageLoader, StrictUndefined

from layers.text import Lang, Text

from ...results import Results
from .. import cog
from .._export_layers import ExportLayer
from .._gdal_cells import declared
from .._names import SYNTHETIC_MARK
from .._xml import holdable
from .._zip import add
from .rasters import Paint, paints
from .styles import LayerStyle, style_of

_ID = "covermap_"  # QGIS makes up another id for one of ten characters or fewer
_TITLE = Text("5G 覆盖与重点区域（预测）", "5G coverage and key areas (predicted)")
_GEOMETRIES = {"marker": "Point", "line": "Line", "fill": "Polygon"}
_MARGIN = 0.03  # of the extent, left around the rows
# Groups of a project, from the top, with the layers in each and those shown at first.
_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("规划", "planning"), ("proposals",)),
    (
        Text("重点区域", "key areas"),
        ("key_points", "key_area_points", "key_areas", "gaps", "line_gaps", "lines"),
    ),
    (Text("基站与设施", "stations and sites"), ("stations", "data_centers", "measurements")),
    (Text("行政区", "divisions"), ("prefectures", "counties")),
    (Text("表", "tables"), ("verdicts",)),
)
_COVERAGE = Text("覆盖（预测）", "coverage (predicted)")
_HIDDEN = ("key_areas", "lines", "stations", "counties", "verdicts", "data_centers")


@dataclass(frozen=True)
class Crs:
    """A CRS as a project names it."""

    wkt: str
    authid: str
    geographic: bool

    @classmethod
    def of(cls, crs: pyproj.CRS) -> Crs:
        """Return a CRS of pyproj."""
        known = crs.to_authority()
        return cls(crs.to_wkt(), ":".join(known) if known else "", crs.is_geographic)


@dataclass(frozen=True)
class ProjectLayer:
    """One layer of a project."""

    id: str
    title: str
    source: str
    provider: str
    crs: Crs
    visible: bool
    about: str = ""
    geometry: str = ""
    style: LayerStyle | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    paint: Paint | None = None


@dataclass(frozen=True)
class Group:
    """Layers under one heading; its layers are a list, for the template joins them."""

    title: str
    layers: list[ProjectLayer]
    expanded: int = 1


def layer_style(layer: ExportLayer, lang: Lang) -> str:
    """Return the style of a layer as QML, ``""`` for what is not drawn.

    Parameters
    ----------
    layer
        Layer of a GeoPackage.
    lang
        Language of the legend.
    """
    style = style_of(layer.name, layer.frame)
    if style is None:
        return ""
    return _rendered("layer.qml.j2", style=style, aliases=_aliases(layer, lang), lang=lang)


def project(
    results: Results,
    books: Mapping[Path, Sequence[ExportLayer]],
    rasters: Path,
    path: Path,
    lang: Lang,
) -> bytes:
    """Return a project that opens GeoPackages and coverage rasters as one map.

    Parameters
    ----------
    results
        What the run found.
    books
        GeoPackage → its layers.
    rasters
        Folder of the coverage rasters; those that are missing are left out.
    path
        Where the project is to be: it names everything from there.
    lang
        Language of titles and legends.

    Returns
    -------
    bytes
        A ``.qgz``, the same for the same input.
    """
    layers = [
        _vector(layer, f"./{book.name}", results, lang)
        for book, listed in books.items()
        for layer in listed
    ]
    canvas = pyproj.CRS(results.card["grid"]["crs_wkt"])
    text = _rendered(
        "project.qgs.j2",
        title=_TITLE.to(lang) + (SYNTHETIC_MARK if results.card["synthetic"] else ""),
        crs=Crs.of(canvas),
        groups=[*_grouped(layers, lang), *_coverage(results, rasters, path, canvas, lang)],
        extent=_extent(results, canvas),
        lang=lang,
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive, f"{path.stem}.qgs", text.encode())
    return stream.getvalue()


def _vector(layer: ExportLayer, book: str, results: Results, lang: Lang) -> ProjectLayer:
    style = style_of(layer.name, layer.frame)
    crs = Crs("", "", False)
    if isinstance(layer.frame, gpd.GeoDataFrame):
        crs = Crs.of(pyproj.CRS(layer.frame.geometry.crs))
    about = [layer.licence.zh, layer.licence.en]
    return ProjectLayer(
        f"{_ID}{layer.name}",
        layer.title.to(lang) + (SYNTHETIC_MARK if results.card["synthetic"] else ""),
        f"{book}|layername={layer.name}{_sublayer(layer, style)}",
        "ogr",
        crs,
        layer.name.removesuffix("_odbl") not in _HIDDEN,
        "\n".join(about),
        _GEOMETRIES[style.kind] if style else "No geometry",
        style,
        _aliases(layer, lang),
    )


def _sublayer(layer: ExportLayer, style: LayerStyle | None) -> str:
    """Return which rows of a layer of several kinds are meant."""
    if style is None or declared(layer.frame)[0] != "Unknown":
        return ""
    return f"|geometrytype={_GEOMETRIES[style.kind].replace('Line', 'LineString')}"


def _aliases(layer: ExportLayer, lang: Lang) -> dict[str, str]:
    entries = layer.entries()
    shape = layer.frame.geometry.name if isinstance(layer.frame, gpd.GeoDataFrame) else ""
    return {name: entries[name].alias(lang) for name in layer.frame.columns if name != shape}


def _grouped(layers: list[ProjectLayer], lang: Lang) -> list[Group]:
    found = []
    for title, names in _GROUPS:
        of_group = [
            layer
            for name in names
            for layer in layers
            if layer.id in (f"{_ID}{name}", f"{_ID}{name}_odbl")
        ]
        if of_group:
            found.append(Group(title.to(lang), of_group))
    return found


def _coverage(
    results: Results, folder: Path, path: Path, crs: pyproj.CRS, lang: Lang
) -> list[Group]:
    """Return the rasters that are there, under one heading; no heading without any."""
    synthetic = bool(results.card["synthetic"])
    found: list[ProjectLayer] = []
    for stem, (raster, paint) in paints().items():
        file = cog.file_of(folder, raster, synthetic)
        if not file.is_file():
            continue
        source = Path(os.path.relpath(file, path.parent)).as_posix()
        title = raster.title.to(lang).split("：")[0].split(": ")[0]
        named, shown = f"{_ID}{stem}", not found
        found.append(ProjectLayer(named, title, source, "gdal", Crs.of(crs), shown, paint=paint))
    return [Group(_COVERAGE.to(lang), found)] if found else []


def _extent(results: Results, crs: pyproj.CRS) -> list[float]:
    west, south, east, north = results.prefectures.to_crs(crs).total_bounds.tolist()
    x, y = _MARGIN * (east - west), _MARGIN * (north - south)
    return [round(side, 1) for side in (west - x, south - y, east + x, north + y)]


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("geo.outputs"),
        autoescape=True,
        finalize=_holdable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rgba"] = _rgba
    return environment


def _holdable(value: Any) -> Any:
    return holdable(value) if type(value) is str else value


def _rgba(colour: str, alpha: int = 255) -> str:
    """Return a colour as QGIS writes it; ``""`` is clear."""
    if not colour:
        return "0,0,0,0"
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{alpha}"
