"""What is asked of an export: which layers, of which prefecture, in which CRS and language.

Whatever is not everything says so in the name of its file, so that no part ever takes the place
of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pyproj
from pyproj.exceptions import CRSError

from layers.errors import Finding, InputError
from layers.text import Lang, Text

from ..results import Results
from . import _names
from ._export_layers import ExportLayer, export_layers, stem

_ODBL = "_odbl"
_LONGEST_LIST = 60  # of layers, in the name of a file of several [characters]
LONLAT = "EPSG:4326"
RASTERS = "coverage"  # stands for all coverage rasters among the names of layers


@dataclass(frozen=True)
class Wanted:
    """What is asked of an export; nothing said = everything, as the run has it.

    Parameters
    ----------
    layers
        Names of layers; a layer brings its rows from OpenStreetMap. Empty = all.
    prefecture
        Code that limits the rows.
    crs
        CRS of the coordinates as ``EPSG:…``; ``""`` = longitude and latitude (EPSG:4326).
    lang
        Language of titles; ``None`` = that of the run.
    """

    layers: tuple[str, ...] = ()
    prefecture: str | None = None
    crs: str = ""
    lang: Lang | None = None

    def language(self, results: Results) -> Lang:
        """Return the language of titles."""
        found: Lang = self.lang or results.card["lang"]
        return found

    def wants(self, name: str) -> bool:
        """Return whether a layer is among those asked for."""
        return not self.layers or name.removesuffix(_ODBL) in self.layers


EVERYTHING = Wanted()


def crs_named(text: str) -> str:
    """Return a CRS as ``EPSG:…``.

    Parameters
    ----------
    text
        A code with or without ``EPSG:``.

    Raises
    ------
    InputError
        When there is no such CRS, or it is none of places on a map.

    Examples
    --------
    >>> crs_named("4490"), crs_named("epsg:4547")
    ('EPSG:4490', 'EPSG:4547')
    """
    code = text.strip().upper().removeprefix("EPSG:")
    try:
        crs = pyproj.CRS.from_epsg(int(code))
        plane = crs.is_projected or (crs.is_geographic and len(crs.axis_info) == 2)
    except (CRSError, ValueError):
        plane = False
    if not plane:
        raise InputError([_unknown_crs(text)])
    return f"EPSG:{int(code)}"


def layers_of(results: Results, wanted: Wanted) -> list[ExportLayer]:
    """Return the layers asked for, in the CRS asked for.

    Raises
    ------
    InputError
        When the run has no such prefecture.
    """
    found = export_layers(results, wanted.prefecture)
    return [_in_crs(layer, wanted.crs) for layer in found if wanted.wants(layer.name)]


def known_layers(results: Results) -> tuple[str, ...]:
    """Return what may be asked for of a run; OpenStreetMap rows come with their layer."""
    names = (layer.name.removesuffix(_ODBL) for layer in export_layers(results))
    return (*dict.fromkeys(names), RASTERS)


def require_layers(results: Results, wanted: Wanted) -> None:
    """Refuse layers that the run does not have.

    Raises
    ------
    InputError
        When it lacks one that is asked for.
    """
    known = known_layers(results)
    unknown = [name for name in wanted.layers if name not in known]
    if unknown:
        raise InputError([_unknown_layer(name, known) for name in unknown])


def file_stem(results: Results, name: str, wanted: Wanted) -> str:
    """Return the stem of the file of one layer.

    Parameters
    ----------
    results
        What the run found.
    name
        Name of the layer.
    wanted
        What was asked for.
    """
    return stem(results, "-".join([name, *_apart(results, wanted)]), wanted.prefecture)


def book_stem(results: Results, name: str, wanted: Wanted) -> str:
    """Return the stem of a file of several layers; parameters as `file_stem`."""
    listed = "-".join(wanted.layers)
    if len(listed) > _LONGEST_LIST:
        listed = _names.slug(listed)
    return file_stem(results, f"{name}-{listed}" if listed else name, wanted)


def spatial(
    layers: Sequence[ExportLayer], form: str, notes: list[Finding] | None
) -> Iterator[ExportLayer]:
    """Yield the layers that have a place on a map, and say which have none.

    Parameters
    ----------
    layers
        Layers to be written.
    form
        Name of the format, which has no room for plain tables.
    notes
        Takes what is to be told.
    """
    for layer in layers:
        if isinstance(layer.frame, gpd.GeoDataFrame):
            yield layer
        else:
            tell(
                notes,
                form,
                layer.name,
                Text("没有几何的表未导出", "a table without geometry is left out"),
                Text(
                    "改用 gpkg、geoparquet 或 xlsx", "take it from gpkg, geoparquet or xlsx instead"
                ),
            )


def in_degrees(wanted: Wanted, form: str, notes: list[Finding] | None) -> Wanted:
    """Return what is asked for in longitude and latitude, for a format that knows no other CRS.

    Parameters
    ----------
    wanted
        What was asked for.
    form
        Name of the format.
    notes
        Takes what is to be told.
    """
    if wanted.crs in ("", LONLAT):
        return replace(wanted, crs="")
    tell(
        notes,
        form,
        "--crs",
        Text(
            f"该格式只用经纬度（{LONLAT}），未换算为 {wanted.crs}",
            f"the format knows longitude and latitude ({LONLAT}) alone, not {wanted.crs}",
        ),
        Text("需要其他坐标系时用 gpkg、fgb 或 shp", "take gpkg, fgb or shp for another CRS"),
    )
    return replace(wanted, crs="")


def tell(notes: list[Finding] | None, form: str, where: str, what: Text, remedy: Text) -> None:
    """Add what a format had to change.

    Parameters
    ----------
    notes
        Takes it; ``None`` = nobody listens.
    form
        Name of the format.
    where
        Layer, file or option it is about.
    what, remedy
        What was changed, and what to do when that will not do.
    """
    if notes is not None:
        notes.append(Finding("changed", what, remedy, form, field=where, severity="warning"))


def _apart(results: Results, wanted: Wanted) -> list[str]:
    """Return what tells a file from that of the run itself."""
    parts = [wanted.crs.replace(":", "").lower()] if wanted.crs else []
    if wanted.language(results) != results.card["lang"]:
        parts.append(wanted.language(results).lower())
    return parts


def _in_crs(layer: ExportLayer, crs: str) -> ExportLayer:
    if not crs or not isinstance(layer.frame, gpd.GeoDataFrame):
        return layer
    return replace(layer, frame=layer.frame.to_crs(crs))


def _unknown_layer(name: str, known: Sequence[str]) -> Finding:
    return Finding(
        "unknown-layer",
        Text(f"上次运行没有图层 {name!r}", f"the last run has no layer {name!r}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        field="--layer",
    )


def _unknown_crs(text: str) -> Finding:
    return Finding(
        "unknown-crs",
        Text(f"没有平面或经纬度坐标系 {text!r}", f"there is no CRS of a map called {text!r}"),
        Text(
            "例如 EPSG:4490（CGCS2000）、EPSG:4543（其 3 度带，中央经线 102°E）",
            "e.g. EPSG:4490 (CGCS2000), EPSG:4543 (its three-degree zone at 102° E)",
        ),
        field="--crs",
    )
