"""A province of two square prefectures and three counties, for tests that need exact answers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import box

from layers._key_area import KEY_AREA_COLUMNS

PREFECTURES = gpd.GeoDataFrame(
    {
        "adcode": ["630100", "632800"],
        "name_zh": ["西宁市", "海西蒙古族藏族自治州"],
        "name_en": ["Xining", "Haixi Mongol and Tibetan Autonomous Prefecture"],
        "short_zh": ["西宁", "海西"],
        "prefecture_adcode": ["", ""],
    },
    geometry=[box(101, 36, 102, 37), box(100, 36, 101, 37)],
    crs=4326,
)
COUNTIES = gpd.GeoDataFrame(
    {
        "adcode": ["630102", "630121", "632801"],
        "name_zh": ["城东区", "大通回族土族自治县", "格尔木市"],
        "name_en": ["Chengdong", "Datong", "Golmud"],
        "short_zh": ["城东", "大通", "格尔木"],
        "prefecture_adcode": ["630100", "630100", "632800"],
    },
    geometry=[box(101, 36, 102, 36.5), box(101, 36.5, 102, 37), box(100, 36, 101, 37)],
    crs=4326,
)


def key_areas(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Return a layer of key areas; each row may leave out what it does not need."""
    frame = pd.DataFrame(list(rows))
    for column in KEY_AREA_COLUMNS:
        empty: object = "" if column.kind == "text" else float("nan")
        if column.name not in frame:
            frame[column.name] = empty
        frame[column.name] = frame[column.name].fillna(empty)
    for name in ("lon", "lat", "area_km2", "coord_precision_m"):
        frame[name] = frame[name].astype(float)
    frame["file"], frame["row"] = "toy.csv", range(2, len(frame) + 2)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    points[frame["lon"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def write_boundaries(folder: Path) -> dict[str, Path]:
    """Write the two boundary layers as files of the planner's own; layer → file."""
    files = {name: folder / f"{name}.gpkg" for name in ("prefectures", "counties")}
    PREFECTURES.to_file(files["prefectures"])
    COUNTIES.to_file(files["counties"])
    return files
