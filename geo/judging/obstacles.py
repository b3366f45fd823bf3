"""Where the points lie that block cells of places and gaps: longitude, latitude, height."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..coverage import Model
from ..grid import GEOD, unproject
from .evidence import Blocking

COLUMNS = ("blocked_lon", "blocked_lat", "blocked_m", "blocked_station")


def table(blockings: Sequence[Blocking | None], model: Model) -> pd.DataFrame:
    """Return blocking points as rows of `COLUMNS`.

    Parameters
    ----------
    blockings
        Cells that a station would cover with a free path, ``None`` where terrain is not the
        cause, or no single point is in the way.
    model
        What computed the levels.

    Returns
    -------
    pandas.DataFrame
        NaN and ``""`` for ``None``; the height is NaN where the ground is not known.
    """
    rows = [row for row, blocking in enumerate(blockings) if blocking is not None]
    known = [blocking for blocking in blockings if blocking is not None]
    points = np.full((len(blockings), 3), np.nan)
    stations = np.full(len(blockings), "", dtype=object)
    if known:
        points[rows] = _located(known, model)
        stations[rows] = model.sources.ids[[blocking.station for blocking in known]]
    found = pd.DataFrame(points, columns=list(COLUMNS[:3]))
    found["blocked_station"] = pd.Series(stations, dtype="str")
    return found


def _located(blockings: Sequence[Blocking], model: Model) -> np.ndarray:
    """Return longitude, latitude and height of the points, shape (n, 3)."""
    station, km, x, y = (np.array(column) for column in zip(*blockings, strict=True))
    sources = model.sources
    here = sources.lon[station], sources.lat[station]
    azimuth, _, _ = GEOD.inv(*here, *unproject(sources.crs, x, y))
    lon, lat, _ = GEOD.fwd(*here, azimuth, 1000.0 * km)
    return np.stack([lon, lat, model.ground_m(lon, lat)], axis=-1)
