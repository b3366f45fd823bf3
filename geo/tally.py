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
from .results import ANY, LIMITS

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

    Parameters
    ----------
    adcodes
        Counties, in the order of the index raster.
    operators
        Names, in the order of the windows.
    threshold_dbm
        SS-RSRP that counts as covered. [dBm]
    """

    def __init__(
        self, adcodes: npt.NDArray[np.str_], operators: tuple[str, ...], threshold_dbm: float
    ) -> None:
        self._adcodes, self._operators = adcodes, operators
        self._threshold_dbm = threshold_dbm
        n = len(adcodes)
        self._cells = np.zeros(n, np.int64)
        self._covered = np.zeros((2, 1 + len(operators), n), np.int64)
        self._open = np.zeros((1 + len(operators), n), np.int64)
        self._limits = np.zeros((n, len(LIMITS)), np.int64)
        self._levels = np.zeros((n, _HIGHEST_DBM - _LOWEST_DBM + 1), np.int64)
        self._networks = np.zeros((n, 1 + len(operators)), np.int64)

    def add_empty(self, _grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Count a tile that no station reaches."""
        counted = np.bincount(county[county >= 0], minlength=len(self._adcodes))
        self._cells += counted
        self._networks[:, 0] += counted
        self._limits[:, LIMITS.index("no_station")] += counted

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
        n = len(self._adcodes)
        self._cells += np.bincount(index, minlength=n)
        best = window.any_operator()
        for q in range(2):
            columns = [best[q], *window.level_dbm[q]]
            for column, level in enumerate(columns):
                covered = index[level[inside] >= self._threshold_dbm]
                self._covered[q, column] += np.bincount(covered, minlength=n)
        for column, unanswered in enumerate(window.open_questions(self._threshold_dbm)):
            self._open[column] += np.bincount(index[unanswered[inside]], minlength=n)
        level = np.floor(best[0][inside])
        known = ~np.isnan(level)
        bins = np.clip(level[known], _LOWEST_DBM, _HIGHEST_DBM).astype(np.int64) - _LOWEST_DBM
        _count(self._levels, index[known], bins)
        _count(self._networks, index, window.networks(self._threshold_dbm)[inside])
        _count(self._limits, index, window.limits(self._threshold_dbm)[inside])

    def coverage(self) -> pd.DataFrame:
        """Return `Results.coverage`."""
        return pd.DataFrame(
            [
                (adcode, name, *map(int, self._figures(column, i)))
                for i, adcode in enumerate(self._adcodes)
                for column, name in enumerate((ANY, *self._operators))
            ],
            columns=["county_adcode", "operator", "cells", "cells50", "cells90", "cells_no_data"],
        )

    def _figures(self, column: int, county: int) -> tuple[int, ...]:
        covered = self._covered[:, column, county]
        return self._cells[county], *covered, self._open[column, county]

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
        """Return `Results.networks`."""
        county, count = np.indices(self._networks.shape)
        return pd.DataFrame(
            {
                "county_adcode": self._adcodes[county.ravel()],
                "operators": count.ravel(),
                "cells": self._networks.ravel(),
            }
        )


def _count(
    table: npt.NDArray[np.int64], row: npt.NDArray[np.int64], column: npt.NDArray[np.integer]
) -> None:
    """Add one to a cell of a table for each pair of row and column."""
    width = table.shape[1]
    table += np.bincount(row * width + column, minlength=table.size).reshape(table.shape)
