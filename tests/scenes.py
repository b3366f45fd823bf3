"""Small worlds made in code: stations and windows whose coverage can be worked out by hand."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from geo import radio
from geo import stations as station_list
from geo.analysis import PROVINCE_BOUNDS
from geo.grid import Grid, equal_area_crs, project

CRS_WKT = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
LON, LAT = 96.2, 35.4  # the middle of the projection


def station_frame(changes: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return a frame as `layers.load("base_stations", file)` would, one row per change."""
    columns = layers.catalogue()["base_stations"].columns
    base = {column.name: "" if column.kind == "text" else np.nan for column in columns}
    base |= {"operator": "中国移动", "band": "n41", "lon": LON, "lat": LAT, "file": "stations.csv"}
    rows = [
        {**base, "id": f"S{i}", "name": f"站{i}", "row": i + 2, **change}
        for i, change in enumerate(changes)
    ]
    frame = pd.DataFrame(rows, columns=[*base, "row"])
    for column in columns:
        frame[column.name] = frame[column.name].astype(
            "str" if column.kind == "text" else "float64"
        )
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def transmitters(changes: list[dict[str, Any]]) -> radio.Transmitters:
    """Return stations ready for the kernel; free space unless a change says otherwise."""
    plain = [{"environment": "free_space", "height_m": 1.5, **change} for change in changes]
    filled, _ = station_list.with_defaults(station_frame(plain), "free_space")
    return radio.transmitters(filled, CRS_WKT, 1.5)


def window(cell_m: float, rows: int, columns: int, lon: float = LON, lat: float = LAT) -> Grid:
    """Return a window whose middle is at a point."""
    (x,), (y,) = project(CRS_WKT, lon, lat)
    return Grid(CRS_WKT, x - columns * cell_m / 2, y + rows * cell_m / 2, cell_m, rows, columns)
