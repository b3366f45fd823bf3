"""A plan on disk: its frames for the next run, and its stations as a list to run with.

The list has the columns of the layer ``base_stations`` and ``status`` = proposed, so that it can
be given back as ``[layers] proposed_stations``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

import layers
from layers.errors import Finding, InputError
from layers.text import Text

from . import store
from ._atomic import atomic_write
from ._csv import rendered
from ._names import SYNTHETIC_MARK

FOLDER, FILE, LIST = "plan", "plan.gpkg", "proposed_stations"
FRAMES = ("proposals", "plan_places", "plan_curve")
_LAYER = "proposed_stations"


@dataclass(frozen=True)
class Kept:
    """A plan that was made before.

    Parameters
    ----------
    card
        ``Results.card["plan"]``.
    made_from
        Key of the input it was made from.
    frames
        `FRAMES` of `geo.results.Results`.
    """

    card: dict[str, Any]
    made_from: str
    frames: dict[str, pd.DataFrame]


def write(kept: Kept, stations: gpd.GeoDataFrame, folder: Path, *, synthetic: bool) -> list[Path]:
    """Write a plan, in place of an earlier one.

    Parameters
    ----------
    kept
        The plan.
    stations
        Its stations, rows of the layer ``proposed_stations``.
    folder
        ``data/processed``.
    synthetic
        Whether it rests on the scenario.

    Returns
    -------
    list of pathlib.Path
        The files: the list first, where there is anything to build.
    """
    target = folder / FOLDER
    remove(folder)
    written = []
    if len(stations):
        stem = f"{LIST}{SYNTHETIC_MARK if synthetic else ''}"
        columns = [column.name for column in layers.catalogue()[_LAYER].columns]
        cells = pd.DataFrame(stations[columns]).astype(object)
        cells = cells.where(cells.notna(), "")
        rows = cells.itertuples(index=False, name=None)
        atomic_write(target / f"{stem}.csv", rendered(columns, rows))
        atomic_write(target / f"{stem}.geojson", _geojson(cells).encode("utf-8", "replace"))
        written = [target / f"{stem}.csv", target / f"{stem}.geojson"]
    # Last, so that a plan that is there is whole.
    card = {"plan": kept.card, "made_from": kept.made_from}
    store.keep(target / FILE, card, {name: kept.frames[name] for name in FRAMES})
    return [*written, target / FILE]


def remove(folder: Path) -> None:
    """Remove an earlier plan.

    Parameters
    ----------
    folder
        ``data/processed``.
    """
    for path in (folder / FOLDER / FILE, *_lists(folder)):
        path.unlink(missing_ok=True)


def is_list(path: Path, folder: Path) -> bool:
    """Return whether a file is a list that plans write, and so replace.

    Parameters
    ----------
    path
        The file.
    folder
        ``data/processed``.
    """
    return path.resolve() in [own.resolve() for own in _lists(folder)]


def _lists(folder: Path) -> list[Path]:
    """Return the lists of stations that a plan may have left."""
    stems = LIST, f"{LIST}{SYNTHETIC_MARK}"
    return [folder / FOLDER / f"{stem}{end}" for stem in stems for end in (".csv", ".geojson")]


def read(folder: Path) -> Kept | None:
    """Return the plan that was made last, ``None`` when there is none.

    One of another version, or damaged, comes without frames and as made from nothing: it is old.

    Parameters
    ----------
    folder
        ``data/processed``.
    """
    path = folder / FOLDER / FILE
    if not path.is_file():
        return None
    try:
        card, frames = store.kept(path)
    except InputError:
        return Kept({}, "", {})
    return Kept(card["plan"], card["made_from"], frames)


def old(folder: Path) -> Finding:
    """Say that a plan was made from other input than that of this run.

    Parameters
    ----------
    folder
        ``data/processed``.
    """
    return Finding(
        "plan-old",
        Text(
            "建站方案由别的数据、设置或程序版本做出，或已损坏，本次结果不列出它",
            "the plan was made from other data, settings or version, or is damaged: these "
            "results are without it",
        ),
        Text("重新运行 ./covermap plan", "run ./covermap plan again"),
        (folder / FOLDER / FILE).as_posix(),
        field="plan",
        severity="warning",
    )


def _geojson(cells: pd.DataFrame) -> str:
    """Return the rows as GeoJSON, one feature a line."""
    features = []
    for row in cells.to_dict("records"):
        values = {str(name): None if value == "" else value for name, value in row.items()}
        point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        feature = {"type": "Feature", "id": row["id"], "geometry": point, "properties": values}
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
