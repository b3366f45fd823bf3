"""Measured points beside the prediction: each with the level of the cell that holds it.

Measured values stay apart: nothing here changes a predicted one.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.errors import Finding
from layers.text import Text

from ..coverage import Window
from ..grid import Grid, project
from ..networks import views
from ..radio import Transmitters
from ..results import empty

# The lowest value a phone reports, RSRP_0 of the report mapping of TS 38.133: below it nothing
# was received, which is no level that could be compared.
FLOOR_DBM = -156.0


class Measured:
    """Takes the predicted level at measured points from the tiles of the region.

    Parameters
    ----------
    points
        The layer ``measurements``, rows of 5G alone.
    sources
        Stations in the projection.
    adcodes
        Counties, in the order of the index raster.
    """

    def __init__(
        self, points: gpd.GeoDataFrame, sources: Transmitters, adcodes: npt.NDArray[np.str_]
    ) -> None:
        self._points, self._adcodes = points, adcodes
        n = len(points)
        self._x, self._y = project(sources.crs, points["lon"], points["lat"]) if n else (_NONE,) * 2
        operator = points["operator"].to_numpy(str)
        # A phone is in the network of its own operator, not of any.
        own = [(view, operator == view.name) for view in views(sources.networks)]
        self._own = [(view, rows) for view, rows in own if rows.any()]
        self._county = np.full(n, -1, np.int64)
        self._level = np.full((2, n), np.nan, np.float32)
        self._cell = np.zeros((2, n), np.int64)

    def add(self, window: Window, county: npt.NDArray[np.int16]) -> None:
        """Take the levels of the points in one tile.

        Parameters
        ----------
        window
            Levels.
        county
            Index raster of the same window, −1 = outside.
        """
        found, row, column = self._locate(window.grid, county)
        for view, own in self._own:
            mine = own[found]
            if mine.any():
                level = window.level_of(view)[:, row[mine], column[mine]]
                self._level[:, found[mine]] = level

    def add_empty(self, grid: Grid, county: npt.NDArray[np.int16]) -> None:
        """Locate the points in a tile that no station reaches."""
        self._locate(grid, county)

    def _locate(
        self, grid: Grid, county: npt.NDArray[np.int16]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return which points lie in a tile of the region, and their rows and columns in it."""
        row = np.floor((grid.top - self._y) / grid.cell_m).astype(np.int64)
        column = np.floor((self._x - grid.left) / grid.cell_m).astype(np.int64)
        held = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
        found = np.flatnonzero(held)
        found = found[county[row[found], column[found]] >= 0]
        row, column = row[found], column[found]
        self._county[found] = county[row, column]
        # Tiles begin on whole cells of the projection, so that a cell has one number anywhere.
        self._cell[0, found] = row - round(grid.top / grid.cell_m)
        self._cell[1, found] = column + round(grid.left / grid.cell_m)
        return found, row, column

    def frame(self, areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return `Results.measurements`: the points that lie in the region.

        Parameters
        ----------
        areas
            Places with ``id``, ``area_km2`` and extents.
        counties
            The layer ``counties``.
        """
        inside = np.flatnonzero(self._county >= 0)
        if not inside.size:
            return empty("measurements")
        points = self._points.iloc[inside].reset_index(drop=True)
        code = self._adcodes[self._county[inside]]
        parent = dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
        columns = {
            **{name: points[name] for name in ("id", "operator", "lon", "lat", "level_dbm")},
            "time": points["time"],
            "prefecture_adcode": pd.Series(code).map(parent).astype("str"),
            "county_adcode": pd.Series(code, dtype="str"),
            "area_id": pd.Series(_smallest(points, areas), dtype="str"),
            "predicted_dbm": self._level[0, inside].astype(np.float64),
            "predicted90_dbm": self._level[1, inside].astype(np.float64),
            "grid_row": self._cell[0, inside],
            "grid_column": self._cell[1, inside],
            **{name: points[name] for name in ("file", "row")},
        }
        return gpd.GeoDataFrame(columns, geometry=points.geometry.to_numpy(), crs=4326)

    def findings(self) -> list[Finding]:
        """Report how many points lie outside the region that was computed."""
        outside = self._county < 0
        return [
            _outside(str(file), len(rows), int(rows.min()))
            for file, rows in self._points.loc[outside].groupby("file", sort=True)["row"]
        ]


_NONE = np.zeros(0)


def held(
    points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return which place holds which point, as positions of areas and of points.

    Parameters
    ----------
    points
        With ``lon`` and ``lat``. [degree]
    areas
        Places with extents, ``None`` without a coordinate.
    """
    located = np.flatnonzero(areas.geometry.notna().to_numpy())
    tree = shapely.STRtree(shapely.points(points["lon"], points["lat"]))
    area, point = tree.query(areas.geometry.to_numpy()[located], predicate="intersects")
    return located[area], point


def thinned(measurements: pd.DataFrame) -> pd.DataFrame:
    """Return one row per operator and cell of the region's grid, so that no street counts twice.

    Parameters
    ----------
    measurements
        `Results.measurements`.

    Returns
    -------
    pandas.DataFrame
        operator, grid_row, grid_column, points (how many it stands for), lon, lat (their mean)
        [degree], level_dbm (their median), predicted_dbm [dBm], prefecture_adcode and
        county_adcode.
    """
    cells = measurements.groupby(["operator", "grid_row", "grid_column"], as_index=False, sort=True)
    return cells.agg(
        points=("level_dbm", "size"),
        lon=("lon", "mean"),
        lat=("lat", "mean"),
        level_dbm=("level_dbm", "median"),
        predicted_dbm=("predicted_dbm", "first"),  # one cell has one prediction
        prefecture_adcode=("prefecture_adcode", "first"),
        county_adcode=("county_adcode", "first"),
    )


def _smallest(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the id of the smallest place that holds each point, ``""`` for none."""
    area, point = held(points, areas)
    order = np.argsort(-areas["area_km2"].to_numpy(float)[area], kind="stable")
    ids: npt.NDArray[np.object_] = np.full(len(points), "", dtype=object)
    ids[point[order]] = areas["id"].to_numpy(object)[area[order]]  # the last written stays
    return ids


def _outside(file: str, count: int, row: int) -> Finding:
    return Finding(
        "measurement-outside",
        Text(
            f"{count:,} 个测点在本次计算范围之外，未计入（首个在第 {row} 行）",
            f"{count:,} measured points lie outside the region computed and are left out"
            f" (the first in row {row})",
        ),
        Text(
            "在别的市州则无妨；否则检查经纬度和坐标系",
            "fine if they lie in other prefectures; else check longitude, latitude and datum",
        ),
        file,
        field="lon, lat",
        severity="warning",
    )
