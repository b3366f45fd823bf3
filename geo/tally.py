"""Cells counted by county while the province is computed tile by tile."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio.features
import shapely

from .coverage import Window
from .grid import Grid
from .networks import LTE, Network, View, own_views, views
from .results import LIMITS, TECHNOLOGIES

_LOWEST_DBM, _HIGHEST_DBM = -200, 0  # bins of whole dBm; levels beyond are put into the ends


class Regions:
    """The counties in the grid's projection, as index rasters of windows.

    Parameters
    ----------
    counties
        The layer ``counties``, those of the run's scope.
    crs
        Projection, as WKT.
    """

    def __init__(self, counties: gpd.GeoDataFrame, crs: str) -> None:
        self.adcodes = counties["adcode"].to_numpy(str)
        self._polygons = counties.geometry.to_crs(crs).to_numpy()
        self.bounds: tuple[float, float, float, float] = tuple(
            shapely.total_bounds(self._polygons).tolist()
        )
        self._tree = shapely.STRtree(self._polygons)

    def index(self, window: Grid) -> npt.NDArray[np.int16]:
        """Return the county of each cell centre, −1 = outside; shape (rows, columns)."""
        frame = shapely.box(*window.bounds)
        touched = np.sort(self._tree.query(frame, predicate="intersects"))
        # Only the vertices near the window are burnt: the whole boundary would cost more
        # than the coverage itself.
        clipped = shapely.clip_by_rect(self._polygons[touched], *_grown(window))
        shapes = [
            (polygon, int(county))
            for polygon, county in zip(clipped, touched, strict=True)
            if not polygon.is_empty
        ]
        if not shapes:
            return np.full(window.shape, -1, np.int16)
        burnt: npt.NDArray[np.int16] = rasterio.features.rasterize(
            shapes, window.shape, fill=-1, transform=window.affine, dtype="int16"
        )
        return burnt


def _grown(window: Grid) -> tuple[float, float, float, float]:
    left, bottom, right, top = window.bounds
    cell = window.cell_m
    return left - cell, bottom - cell, right + cell, top + cell


class Tally:
    """Counts of cells per county, added up tile by tile.

    Cells are counted by the set of networks that reach them, from which the figures of every
    view follow.

    Parameters
    ----------
    adcodes
        Counties, in the order of the index raster.
    networks
        In the order of the windows.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """

    def __init__(
        self, adcodes: npt.NDArray[np.str_], networks: tuple[Network, ...], threshold_dbm: float
    ) -> None:
        self._adcodes, self._networks = adcodes, networks
        self._threshold_dbm = threshold_dbm
        self._views = views(networks)
        n = len(adcodes)
        self._reached = np.zeros((2, n, 1 << len(networks)), np.int64)
        self._open = np.zeros((len(self._views), n), np.int64)
        self._limits = np.zeros((n, len(LIMITS)), np.int64)
        self._levels = np.zeros((n, _HIGHEST_DBM - _LOWEST_DBM + 1), np.int64)
        self._seen = np.zeros((n, len(TECHNOLOGIES)), np.int64)

    @property
    def _has_4g(self) -> bool:
        return any(network.tech == LTE for network in self._networks)

    def add_empty(self, _grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Count a tile that no station reaches."""
        counted = np.bincount(county[county >= 0], minlength=len(self._adcodes))
        self._reached[:, :, 0] += counted
        self._limits[:, LIMITS.index("no_station")] += counted
        self._seen[:, TECHNOLOGIES.index("none")] += counted

    def add(self, window: Window, county: npt.NDArray[np.int16]) -> None:
        """Count one tile.

        Parameters
        ----------
        window
            Levels.
        county
            Index raster of the same window.
        """
        inside = county >= 0
        index = county[inside].astype(np.int64)
        found = window.at(self._threshold_dbm)
        reached = found.reached.inside(inside)
        for table, networks in zip(self._reached, (reached.at_50, reached.at_90), strict=True):
            _count(table, index, networks)
        if reached.possible.any():
            n = len(self._adcodes)
            for i, view in enumerate(self._views):
                self._open[i] += np.bincount(index[reached.open_to(view)], minlength=n)
        level = np.floor(found.best_dbm[0][inside])
        known = ~np.isnan(level)
        bins = np.clip(level[known], _LOWEST_DBM, _HIGHEST_DBM).astype(np.int64) - _LOWEST_DBM
        _count(self._levels, index[known], bins)
        _count(self._limits, index, found.limits[inside])
        if self._has_4g:
            _count(self._seen, index, reached.technologies())

    def coverage(self) -> pd.DataFrame:
        """Return `Results.coverage`."""
        county = np.repeat(self._adcodes, len(self._views))
        cells = np.repeat(self._reached[0].sum(axis=1), len(self._views))
        at_50, at_90 = (
            np.stack([self._covered(q, view) for view in self._views], axis=1).ravel()
            for q in range(2)
        )
        return pd.DataFrame(
            {
                "county_adcode": county,
                "operator": [view.name for view in self._views] * len(self._adcodes),
                "cells": cells,
                "cells50": at_50,
                "cells90": at_90,
                "cells_no_data": self._open.T.ravel(),
            }
        )

    def _covered(self, q: int, view: View) -> npt.NDArray[np.int64]:
        """Return how many cells of each county a view reaches at 50 % or at 90 %."""
        sets = np.arange(self._reached.shape[2])
        covered: npt.NDArray[np.int64] = self._reached[q][:, (sets & view.bits) != 0].sum(axis=1)
        return covered

    def limits(self) -> pd.DataFrame:
        """Return `Results.limits`."""
        county, limit = np.indices(self._limits.shape)
        return pd.DataFrame(
            {
                "county_adcode": self._adcodes[county.ravel()],
                "limit": np.array(LIMITS)[limit.ravel()],
                "cells": self._limits.ravel(),
            }
        )

    def levels(self) -> pd.DataFrame:
        """Return `Results.levels`, without empty bins."""
        county, column = np.nonzero(self._levels)
        return pd.DataFrame(
            {
                "county_adcode": self._adcodes[county],
                "level_dbm": column + _LOWEST_DBM,
                "cells": self._levels[county, column],
            }
        )

    def networks(self) -> pd.DataFrame:
        """Return `Results.networks`: what is not known first, then 0, 1, 2, … operators."""
        own = own_views(self._networks)
        sets = np.arange(self._reached.shape[2])
        operators = np.zeros(sets.shape, np.int64)
        for view in own:
            operators += (sets & view.bits) != 0
        cells = np.zeros((len(self._adcodes), 2 + len(own)), np.int64)
        np.add.at(cells.T, operators + 1, self._reached[0].T)
        # Where it is not known whether any operator's reaches, none is known to.
        cells[:, 0] = self._open[0]
        cells[:, 1] -= self._open[0]
        county, column = np.indices(cells.shape)
        return pd.DataFrame(
            {
                "county_adcode": self._adcodes[county.ravel()],
                "operators": column.ravel() - 1,
                "cells": cells.ravel(),
            }
        )

    def technologies(self) -> pd.DataFrame:
        """Return `Results.technologies`, without rows when there is no 4G."""
        cells = self._seen if self._has_4g else self._seen[:0]
        county, seen = np.indices(cells.shape)
        return pd.DataFrame(
            {
                "county_adcode": pd.Series(self._adcodes[county.ravel()], dtype="str"),
                "seen": pd.Series(np.array(TECHNOLOGIES)[seen.ravel()], dtype="str"),
                "cells": cells.ravel(),
            }
        )


def _count(
    table: npt.NDArray[np.int64], row: npt.NDArray[np.int64], column: npt.NDArray[np.integer]
) -> None:
    """Add one to a cell of a table for each pair of row and column."""
    width = table.shape[1]
    table += np.bincount(row * width + column, minlength=table.size).reshape(table.shape)
