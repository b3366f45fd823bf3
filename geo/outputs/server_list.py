"""``best_server.csv``: which station each number of the raster of best servers stands for."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from ..networks import LTE
from ._atomic import atomic_write
from ._csv import rendered
from ._names import marked
from .cog import BEST_SERVER

_COLUMNS = ("id", "name", "operator", "tech", "band", "lon", "lat", "height_m", "azimuth_deg")


def file_of(folder: Path, synthetic: bool) -> Path:
    """Return the list beside the raster."""
    return folder / f"{marked(BEST_SERVER.stem, synthetic)}.csv"


def write(computed: gpd.GeoDataFrame, folder: Path, *, synthetic: bool) -> list[Path]:
    """Write the list: a row for each station of 5G.

    Parameters
    ----------
    computed
        The stations whose levels are computed, in the order in which they are numbered from 1.
    folder
        ``data/processed/coverage``.
    synthetic
        Whether the stations are the scenario.

    Returns
    -------
    list of pathlib.Path
        The file.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs._atomic.atomic_write`.
    """
    numbered = computed.reset_index(drop=True)
    servers = numbered[numbered["tech"] != LTE]
    cells = servers[list(_COLUMNS)].astype(object)
    cells = cells.where(cells.notna(), "")
    rows = zip(servers.index + 1, *(cells[name] for name in _COLUMNS), strict=True)
    path = file_of(folder, synthetic)
    atomic_write(path, rendered(["number", *_COLUMNS], rows))
    return [path]
