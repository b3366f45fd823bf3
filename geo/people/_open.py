"""Opening a file of people: looked through once, and all that is wrong is said at once."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from rasterio.errors import NotGeoreferencedWarning

import layers
from layers.errors import Finding, InputError

from ..terrain._files import DRIVERS, check_whole, open_raster
from ..terrain._findings import finding as of_raster
from ..terrain._frame import ORIGIN, Box
from ..terrain._open import resolution
from ..terrain._tile import Tile, describe
from ._cells import outline
from ._findings import elsewhere, finding, naming_the_setting
from ._people import People
from ._points import from_frame
from ._raster import RasterPeople, box_around, survey

RASTERS = tuple(suffix for suffix in DRIVERS if suffix != ".hgt")
_MOST_PER_PIXEL = 1e7  # no city has so many within a pixel of any population raster
_EDGE_POINTS = 65
# people/km², 人/平方千米, persons per hectare; of file names GPW's density and WorldPop's _pd_.
_DENSITY = re.compile(
    r"densit|密度|(^|[_\W])pd([_\W]|$)|km\s*\^?-2"
    r"|(/|per|每)[\s_]*(sq|km|平方|公顷|hectare|ha([_\W]|$))",
    re.IGNORECASE,
)


def open_people(path: Path, counties: gpd.GeoDataFrame) -> People:
    """Open a raster of people per pixel, or a list of points with people at each.

    Parameters
    ----------
    path
        A GeoTIFF or ASCII grid in any coordinate system; or a table or vector file of points.
    counties
        All counties of Qinghai: what lies beyond them is left out.

    Raises
    ------
    InputError
        Naming everything that is wrong with it.
    """
    try:
        _require_file(path)
        if path.suffix.lower() in RASTERS:
            return _open_raster(path, counties)
        return from_frame(layers.load_people(path), path, counties)
    except InputError as error:
        raise naming_the_setting(error) from error


def input_files(path: Path) -> list[Path]:
    """Return the files that `open_people` would read, without looking into them."""
    beside = [path.with_suffix(".prj")] if path.suffix.lower() == ".asc" else []
    return [file for name in (path, *beside) for file in layers.input_files("people", name)]


def _require_file(path: Path) -> None:
    if not input_files(path):
        raise InputError([finding("missing-people", path.name, where=path)])
    suffix = path.suffix.lower()
    if suffix not in (*RASTERS, *layers.SUFFIXES):
        rasters, tables = " ".join(RASTERS), " ".join(layers.SUFFIXES)
        raise InputError(
            [
                finding(
                    "unknown-people", path.name, suffix=path.suffix, rasters=rasters, tables=tables
                )
            ]
        )


def _open_raster(path: Path, counties: gpd.GeoDataFrame) -> RasterPeople:
    check_whole(path)
    with warnings.catch_warnings():
        # A raster without position is refused by name in `describe`.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        opened = open_raster(path)
    with opened as dataset:
        errors = list(_content_errors(path, dataset))
        if errors:
            raise InputError(errors)
        tile = describe(path)
        bounds = _bounds(tile)
        province = tuple(counties.total_bounds.tolist())
        part = _part_within(tile, province)
        if part is None:
            raise elsewhere("people-outside", path.name, bounds, province)
        total, most, void, negative = survey(dataset, part)
    if most > _MOST_PER_PIXEL:
        raise InputError([finding("people-too-many", path.name, most=most)])
    if not total:
        raise elsewhere("people-nobody", path.name, bounds, province)
    # Not a matter of the setting, and no news: it belongs into the report, not to the end of
    # every run, where findings that name the setting are told.
    said = replace(finding("people-void", path.name, void=void, negative=negative), field=None)
    return RasterPeople(
        tile=tile,
        source=f"{path.name}: {resolution(tile.frame)}",
        total=total,
        bounds=bounds,
        findings=(said,) if void or negative else (),
        part=part,
    )


def _content_errors(path: Path, dataset: Any) -> Iterator[Finding]:
    if dataset.count != 1:
        yield finding("people-bands", path.name, count=dataset.count)
    kind = str(dataset.dtypes[0])
    if kind.startswith("complex"):
        yield finding("people-kind", path.name, kind=kind)
    said = _words_of_density(path, dataset)
    if said:
        yield finding("people-density", path.name, found=said)
    scale, offset = dataset.scales[0], dataset.offsets[0]
    if not (np.isfinite([scale, offset]).all() and scale != 0.0):
        yield of_raster("bad-scale", path, scale=scale, offset=offset)


def _words_of_density(path: Path, dataset: Any) -> str:
    """Return what of a file's own words says that it is a density, ``""`` when nothing does."""
    # Longer descriptions are left alone: they may well mention what the file is not.
    tags = {**dataset.tags(), **dataset.tags(1)}
    units = [text for name, text in tags.items() if name.lower() in ("unit", "units")]
    words = [path.stem, *dataset.units, *dataset.descriptions, *units]
    return next((word for word in words if word and _DENSITY.search(word)), "")


def _part_within(tile: Tile, province: tuple[float, float, float, float]) -> Box | None:
    """Return the pixels of a file within the bounds of the province, ``None`` when there is none.

    Counted from the first of the file.
    """
    west, south, east, north = province
    lon, lat = outline((south, north), (west, east), _EDGE_POINTS)
    column, row = tile.frame.locate(lon, lat)
    whole = Box(0, 0, tile.rows, tile.columns)
    box = box_around(column, row)
    return whole if box is None else whole.common(box)


def _bounds(tile: Tile) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a file [degree]."""
    rows = ORIGIN - 0.5, ORIGIN - 0.5 + tile.rows
    columns = ORIGIN - 0.5, ORIGIN - 0.5 + tile.columns
    lon, lat = tile.frame.lonlat(*outline(rows, columns, _EDGE_POINTS))
    found = (*np.nanmin([lon, lat], axis=1).tolist(), *np.nanmax([lon, lat], axis=1).tolist())
    west, south, east, north = found
    return west, south, east, north
