"""INPUT: every dataset covermap reads, one module each. This package never imports `geo`.

A new dataset is a new file here with ``LAYER = Layer(…)``; `catalogue` finds it.
"""

from __future__ import annotations

from . import _confined  # noqa: F401 - before anything that brings a GDAL

# isort: split

import glob
import importlib
import pkgutil
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from . import sources
from ._columns import accepted
from ._declared import UNDECLARED, Declared, operator
from ._divisions import PROVINCE, RENUMBERED, division_files
from ._intake import Intake
from ._layer import RAW, Column, Layer, Style
from ._own import load_own
from ._packing import Packed
from ._people import LAYER as _PEOPLE
from ._reading import SUFFIXES, exists, is_file, read_table
from ._validate import validate, with_geometry
from .errors import InputError

__all__ = [
    "PROVINCE",
    "RAW",
    "RENUMBERED",
    "SUFFIXES",
    "UNDECLARED",
    "Column",
    "Declared",
    "Intake",
    "Layer",
    "Packed",
    "Style",
    "catalogue",
    "empty",
    "exists",
    "input_files",
    "is_file",
    "load",
    "load_bare",
    "load_people",
    "read_as",
    "require_declared",
    "with_geometry",
]

# Text as Python keeps it, whether pyarrow is there or not: Arrow refuses a lone surrogate, which a
# hostile file may hold, with an error of its own.
pd.options.mode.string_storage = "python"

_PLAIN_MODULES = {"datum", "errors", "sources", "text"}  # modules that are not datasets


@cache
def catalogue() -> dict[str, Layer]:
    """Return every layer by name, in alphabetical order.

    Examples
    --------
    >>> catalogue()["finance"].title.zh
    '金融场所'
    """
    names = sorted(
        module.name
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_") and module.name not in _PLAIN_MODULES
    )
    return {name: importlib.import_module(f".{name}", __name__).LAYER for name in names}


def load(
    name: str,
    path: Path | None = None,
    intakes: list[Intake] | None = None,
    declared: Declared = UNDECLARED,
) -> pd.DataFrame:
    """Read one layer.

    Parameters
    ----------
    name
        Name in `catalogue`.
    path
        The planner's own file; ``None`` = what comes with covermap.
    intakes
        Takes the account of each file: repairs, and rows that were rejected. Without it a file
        with a row to reject is refused, so that none is lost unseen.
    declared
        What the planner says of his own file as a whole.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Columns of the layer; for files also ``file`` and ``row``, where a record came from.
        Geometry in CGCS2000/WGS-84 (EPSG:4326). An `optional` layer without a file has no rows.

    Raises
    ------
    InputError
        When the file cannot be used.
    """
    layer = catalogue()[name]
    if path is not None:
        return read_as(layer, path, intakes, declared)
    if layer.seed is not None:
        return layer.seed()
    frames = []
    for file in layer.seed_files():
        intake = Intake(_shown(file))
        cells = read_table(file, accepted(layer), intake.findings)
        frames.append(_accounted(validate(cells, layer, intake), intake, intakes))
    if not frames:
        return empty(name)
    return pd.concat(frames, ignore_index=True)


def read_as(
    layer: Layer, path: Path, intakes: list[Intake] | None = None, declared: Declared = UNDECLARED
) -> pd.DataFrame:
    """Read a planner's own file that need be no layer of the catalogue; as `load` otherwise.

    Parameters
    ----------
    layer
        What the file should hold.
    path
        The file.
    intakes, declared
        As of `load`.
    """
    return with_geometry(_bare(layer, path, intakes, declared), layer)


def load_bare(
    name: str, path: Path, intakes: list[Intake], declared: Declared = UNDECLARED
) -> pd.DataFrame:
    """Read a planner's own file as `load` does, its points as longitude and latitude alone.

    Parameters
    ----------
    name, path, intakes, declared
        As of `load`.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        With a geometry if something is drawn in the file; `with_geometry` makes points of others.
    """
    return _bare(catalogue()[name], path, intakes, declared)


def _bare(
    layer: Layer, path: Path, intakes: list[Intake] | None, declared: Declared
) -> pd.DataFrame:
    intake = Intake(path.name, declared.datum)
    return _accounted(load_own(layer, path, intake, declared), intake, intakes)


def require_declared(name: str, declared: Declared, file: str) -> None:
    """Refuse an operator or a source that is none, before any file is read.

    Parameters
    ----------
    name
        Name in `catalogue`.
    declared
        What is said of its file.
    file
        Where it is said, named in the refusal.

    Raises
    ------
    InputError
        With the names that there are.
    """
    if declared.operator:
        operator(catalogue()[name], declared.operator, file)
    if declared.source:
        sources.named(declared.source, file)


def load_people(path: Path) -> gpd.GeoDataFrame:
    """Read a list of points where people live; parameters, result and errors as of `load`.

    Parameters
    ----------
    path
        A table with ``lon``, ``lat`` and ``people``, or a vector file of points.
    """
    return read_as(_PEOPLE, path)


def _accounted(frame: pd.DataFrame, intake: Intake, intakes: list[Intake] | None) -> pd.DataFrame:
    if intakes is not None:
        intakes.append(intake)
    elif intake.rejected:
        raise InputError(intake.reasons())
    return frame


def input_files(name: str, path: Path | None = None) -> tuple[Path, ...]:
    """Return the files that `load` with the same arguments reads, to be hashed."""
    if path is not None and path.suffix.lower() == ".shp":
        beside = path.parent.glob(f"{glob.escape(path.stem)}.*")  # one layer, several files
        return tuple(sorted(beside)) if is_file(path) else ()
    if path is not None:
        return (path,) if is_file(path) else ()
    layer = catalogue()[name]
    if name in ("prefectures", "counties"):
        return division_files("prefecture" if name == "prefectures" else "county")
    return (RAW / "lakes.geojson",) if name == "lakes" else layer.seed_files()


def _shown(file: Path) -> str:
    return file.relative_to(RAW.parent.parent).as_posix()


def empty(name: str) -> pd.DataFrame:
    """Return a layer without rows, as `load` returns one that nobody has given.

    Parameters
    ----------
    name
        Name in `catalogue`.

    Examples
    --------
    >>> list(empty("population"))
    ['adcode', 'name', 'population', 'date', 'source', 'status', 'file', 'row']
    """
    layer = catalogue()[name]
    types = {c.name: "str" if c.kind == "text" else "float64" for c in layer.columns}
    types |= {"file": "str", "row": "int64"}
    frame = pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in types.items()})
    if layer.geometry != "table":
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([], crs=4326))
    return frame
