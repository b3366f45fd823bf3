"""The plan held against a fresh run: the places it touches, judged anew with its stations."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import analysis, judging
from ..grid import project
from ..inputs import Inputs
from ..settings import Settings
from ..terrain import Terrain


def judged(
    inputs: Inputs,
    areas: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    settings: Settings,
    terrain: Terrain | None,
    reach_m: float,
    crs: str,
    progress: judging.Progress,
) -> gpd.GeoDataFrame:
    """Judge the places in reach of new stations, as a run judges them.

    Parameters
    ----------
    inputs
        What the plan started from.
    areas
        Places that are asked about.
    new
        Rows of the stations of the plan.
    settings, terrain, crs
        As of the run.
    reach_m
        How far a station serves. [m]
    progress
        As of `geo.judging.of_places`.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows of `geo.results.Results.areas`, of those places.
    """
    if new.empty:
        return areas.iloc[:0]
    touched = _in_reach(areas, new, reach_m, crs)
    with_new = replace(
        inputs,
        stations=pd.concat([inputs.stations, new], ignore_index=True),
        counted=np.append(inputs.counted, np.ones(len(new), np.bool_)),
        lte=np.append(inputs.lte, np.zeros(len(new), np.bool_)),
        areas=inputs.areas[inputs.areas["id"].isin(touched)].reset_index(drop=True),
    )
    _, _, model = analysis.prepare(with_new, settings, terrain)
    return judging.of_places(with_new, model, settings, progress, terrain).areas


def _in_reach(
    areas: gpd.GeoDataFrame, new: gpd.GeoDataFrame, reach_m: float, crs: str
) -> list[str]:
    placed = areas[areas.geometry.notna()]
    extents = placed.geometry.to_crs(crs).to_numpy()
    points = shapely.points(*project(crs, new["lon"], new["lat"]))
    place, _ = shapely.STRtree(points).query(extents, "dwithin", reach_m)
    return [str(area_id) for area_id in placed["id"].to_numpy()[np.unique(place)]]
