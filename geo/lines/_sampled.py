"""Points along all lines, and how much of a line each stands for."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..grid import project
from ._chains import Floats
from ._track import STEP_M, Samples, Track


class Sampled(NamedTuple):
    """Samples of lines in a projection, shape (n,): x, y [m], and length of line each [km]."""

    x: Floats
    y: Floats
    km: Floats


def sampled(parts: gpd.GeoDataFrame, crs: str, cell_m: float) -> Sampled:
    """Return the samples by which lines are judged.

    Parameters
    ----------
    parts
        As `geo.lines.collect` returns them.
    crs
        Projection, as WKT.
    cell_m
        Side of the cells that hold them. [m]
    """
    line = pd.factorize(parts["line_id"])[0].astype(np.int64)
    track = Track.of(line, parts.geometry.to_numpy(), crs)
    samples = Samples.of(track, min(STEP_M, cell_m))
    x, y = project(crs, *samples.lonlat.T)
    return Sampled(x, y, samples.metres / 1000.0)
