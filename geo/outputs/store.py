"""Results on disk between two commands: one GeoPackage that gives back exactly what was kept.

A planner may look into it with any GIS, but products are made from it, not it from them. The
card and the types of the columns are in its table ``covermap``, so that card and frames
cannot come from two runs. Not kept: the index of a frame (rows are numbered anew).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from layers.errors import Finding, InputError
from layers.text import Text

from ..results import Results
from ._geopackage import Table, write_geopackage

FILE_NAME = "results.gpkg"
FORMAT = "5"  # raised when an older file can no longer be read

_FACTS = "covermap"
_CRS = 4326
_SIGNATURE = b"SQLite format 3\0"
# Types of columns that GeoPackage holds exactly; "object" only for text and None.
_EXACT = {"str", "object", "bool", "float64", "float32", "int64", "int32", "int16", "uint8"}


def save(results: Results, folder: Path) -> list[Path]:
    """Keep the results of a run.

    Parameters
    ----------
    results
        Frames with text, number and truth columns; geometries in EPSG:4326.
    folder
        Folder of processed data; made when missing.

    Returns
    -------
    list of pathlib.Path
        The file written.

    Raises
    ------
    TypeError
        When a column has a type that would not come back as it was.
    ValueError
        When a frame has another coordinate system than EPSG:4326, or the card is not JSON.
    EnvironmentProblem, InputError
        When the file cannot be written; an earlier one is intact.
    """
    frames = {name: getattr(results, name) for name in Results.frame_names()}
    facts = {
        "format": FORMAT,
        "card": json.dumps(results.card, ensure_ascii=False, allow_nan=False),
        "frames": json.dumps({name: _types(name, frame) for name, frame in frames.items()}),
    }
    table = pd.DataFrame({"key": list(facts), "value": list(facts.values())})
    path = folder / FILE_NAME
    tables = [Table(_FACTS, table), *(Table(name, frame) for name, frame in frames.items())]
    write_geopackage(path, tables, spatial_index=False)
    return [path]


def load(folder: Path) -> Results:
    """Return the results that the last run kept.

    Parameters
    ----------
    folder
        Folder given to `save`.

    Raises
    ------
    InputError
        When there are none, or the file is damaged or of another version.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise InputError([_finding("no-results", path, "没有运行结果", "there are no results")])
    with path.open("rb") as stream:
        if stream.read(len(_SIGNATURE)) != _SIGNATURE:
            raise InputError([_damaged(path, "not SQLite")])
    try:
        facts = pyogrio.read_dataframe(path, layer=_FACTS).set_index("key")["value"].to_dict()
        if facts["format"] != FORMAT:
            raise InputError([_other_version(path, facts["format"])])
        frames = {
            name: _restored(pyogrio.read_dataframe(path, layer=name), types)
            for name, types in json.loads(facts["frames"]).items()
        }
        return Results(card=json.loads(facts["card"]), **frames)
    except (DataLayerError, DataSourceError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise InputError([_damaged(path, f"{type(error).__name__}: {error}")]) from error


def _types(name: str, frame: pd.DataFrame) -> dict[str, str]:
    """Return the type of each column, in order; refuse what would not come back."""
    spatial = isinstance(frame, gpd.GeoDataFrame)
    if spatial and frame.crs != _CRS:
        raise ValueError(f"{name}: coordinate system {frame.crs}, expected EPSG:{_CRS}")
    types = {}
    for column in frame.columns:
        dtype = frame[column].dtype
        if not (spatial and column == frame.geometry.name):
            _must_come_back(name, column, frame[column])
        types[column] = str(dtype)
    return types


def _must_come_back(name: str, column: str, cells: pd.Series[Any]) -> None:
    kind = str(cells.dtype)
    if kind not in _EXACT:
        raise TypeError(f"{name}.{column}: cells of type {kind} cannot be kept")
    if kind == "object" and not all(cell is None or isinstance(cell, str) for cell in cells):
        raise TypeError(f"{name}.{column}: an object column may hold text and None only")


def _restored(frame: pd.DataFrame, types: Mapping[str, str]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    geometry = None
    for name, dtype in types.items():
        if dtype == "geometry":
            geometry = name
            columns[name] = frame.geometry.to_numpy()
        elif dtype == "object":
            cells = frame[name].astype("object")
            columns[name] = cells.where(cells.notna(), None)
        else:
            columns[name] = frame[name].astype(np.dtype(dtype) if dtype != "str" else "str")
    if geometry is None:
        return pd.DataFrame(columns, index=frame.index)
    spatial: pd.DataFrame = gpd.GeoDataFrame(
        columns, index=frame.index, geometry=geometry, crs=_CRS
    )
    return spatial


def _finding(code: str, path: Path, zh: str, en: str) -> Finding:
    again = Text("先运行 ./covermap run", "run ./covermap run first")
    return Finding(code, Text(zh, en), again, path.as_posix())


def _damaged(path: Path, found: str) -> Finding:
    zh, en = f"结果文件损坏（{found}）", f"the file of results is damaged ({found})"
    return _finding("damaged-results", path, zh, en)


def _other_version(path: Path, found: str) -> Finding:
    return _finding(
        "other-version",
        path,
        f"结果文件由另一版本的 covermap 写成（格式 {found}，本版本为 {FORMAT}）",
        f"the results are of another version of covermap (format {found}, this one has {FORMAT})",
    )
