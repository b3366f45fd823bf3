"""Levels along the lines, taken off the tiles of the region as they are computed."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..coverage import LOS_REACH_M, Model, Window
from ..grid import Grid, project
from ..networks import view_of_4g, views
from ..results import LIMITS
from ..verdicts import Criterion
from ._figures import TECHS, Figures
from ._found import Found, Survey
from ._track import STEP_M, Samples, Track

_NO_STATION = LIMITS.index("no_station")


class Reader:
    """Figures of samples along lines: the cell that holds a sample stands for its metres.

    Parameters
    ----------
    parts
        As `geo.lines.collect` returns them.
    grid
        Of the region.
    model
        What computes the levels.
    counties
        Those of the index rasters, in their order.
    criterion
        Threshold and share in force.
    """

    def __init__(
        self,
        parts: gpd.GeoDataFrame,
        grid: Grid,
        model: Model,
        counties: gpd.GeoDataFrame,
        criterion: Criterion,
    ) -> None:
        self._parts, self._grid, self._model = parts, grid, model
        self._counties, self._criterion = counties, criterion
        self._views = views(model.sources.networks)
        line = pd.factorize(parts["line_id"])[0].astype(np.int64)
        self._track = Track.of(line, parts.geometry.to_numpy(), grid.crs)
        self._samples = Samples.of(self._track, min(STEP_M, grid.cell_m))
        self._x, self._y = project(grid.crs, *self._samples.lonlat.T)
        self._column = np.floor((self._x - grid.left) / grid.cell_m).astype(np.int64)
        row = np.floor((grid.top - self._y) / grid.cell_m).astype(np.int64)
        # Tiles find their samples by row, so that small tiles do not look at all of them.
        self._by_row = np.argsort(row, kind="stable")
        self._row = row[self._by_row]
        self._figures = Figures.unknown(len(row), len(self._views))

    def add(self, window: Window, county: npt.NDArray[np.int16]) -> None:
        """Take one tile and its index raster (−1 = outside), shape (rows, columns)."""
        sample, row, column = self._within(window.grid, county)
        if not sample.size:
            return
        cells, threshold_dbm = _at(window, row, column), self._criterion.threshold_dbm
        found = self._figures
        found.county[sample] = county[row, column]
        found.limit[sample] = cells.limits(threshold_dbm)[0]
        by_tech = self._views[0], view_of_4g(window.networks)
        found.unreached[:, sample] = [cells.no_station(view)[0] for view in by_tech]
        for number, view in enumerate(self._views):
            found.covered[:, number, sample] = (cells.level_of(view) >= threshold_dbm)[:, 0]
            found.open[number, sample] = cells.open_of(view, threshold_dbm)[0]

    def add_empty(self, grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Take a tile that no station reaches."""
        sample, row, column = self._within(grid, county)
        self._figures.county[sample] = county[row, column]
        self._figures.limit[sample] = _NO_STATION
        self._figures.unreached[:, sample] = True

    @cached_property
    def found(self) -> Found:
        """What the tiles have said of the lines, once all of them are in."""
        figures = self._figures._replace(beyond=self._beyond())
        facts = pd.DataFrame(self._parts.drop(columns="geometry")).drop_duplicates("line_id")
        return Survey(
            facts.reset_index(drop=True),
            self._track,
            self._samples,
            figures,
            self._counties,
            self._views,
            self._criterion,
        ).found()

    def _within(
        self, grid: Grid, county: npt.NDArray[np.int16]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the samples in the region's part of a tile, and their cells in the tile."""
        whole, cell_m = self._grid, self._grid.cell_m
        top = round((whole.top - grid.top) / cell_m)
        left = round((grid.left - whole.left) / cell_m)
        rows = slice(*np.searchsorted(self._row, [top, top + grid.rows]))
        sample, row = self._by_row[rows], self._row[rows] - top
        column = self._column[sample] - left
        here = (column >= 0) & (column < grid.columns)
        sample, row, column = sample[here], row[here], column[here]
        inside = county[row, column] >= 0
        return sample[inside], row[inside], column[inside]

    def _beyond(self) -> npt.NDArray[np.bool_]:
        """Return the samples without a station in range that one may cover all the same.

        Of 5G and of 4G, shape (2, n). As `geo.judging.certainty` has it for places: within 10 km
        of a station that is still above the threshold where the model ends.
        """
        beyond = np.zeros_like(self._figures.unreached)
        sources = self._model.sources
        at_end = self._model.strong_at_end(self._criterion.threshold_dbm)
        for own, unreached, tech in zip(beyond, self._figures.unreached, TECHS, strict=True):
            asked, strong = np.flatnonzero(unreached), at_end & sources.are(tech)
            if strong.any() and asked.size:
                tree = shapely.STRtree(shapely.points(sources.x[strong], sources.y[strong]))
                points = shapely.points(self._x[asked], self._y[asked])
                near = tree.query_nearest(points, max_distance=LOS_REACH_M, all_matches=False)
                own[asked[near[0]]] = True
        return beyond


def _at(window: Window, row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]) -> Window:
    """Return the levels at some cells, as a window of one row; its grid says nothing."""
    picked: dict[str, Any] = {field.name: getattr(window, field.name) for field in fields(window)}
    for name, value in picked.items():
        if isinstance(value, np.ndarray):
            picked[name] = value[..., row, column][..., np.newaxis, :]
    return replace(window, **picked)
