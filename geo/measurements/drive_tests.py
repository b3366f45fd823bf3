"""Drive-test points as a run uses them: 5G alone, numbered, and somewhere in the province."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

import layers
from layers.errors import Finding, InputError
from layers.text import Text


def none() -> gpd.GeoDataFrame:
    """Return the layer ``measurements`` without rows."""
    frame: gpd.GeoDataFrame = layers.load("measurements")
    return frame


def of_5g(
    points: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, findings: list[Finding]
) -> gpd.GeoDataFrame:
    """Return the rows of 5G; a row without an id has its number in the file for one.

    Parameters
    ----------
    points
        The layer ``measurements``.
    counties
        The layer ``counties``, of the whole province.
    findings
        What is left out is reported here.

    Raises
    ------
    InputError
        When not one point lies in the province.
    """
    if points.empty:
        return points
    other = (points["tech"] == "LTE").to_numpy()
    findings += [_not_5g(str(points["file"].iloc[0]), int(other.sum()))] if other.any() else []
    kept = points[~other].reset_index(drop=True)
    kept["id"] = kept["id"].where(kept["id"] != "", kept["row"].astype("str"))
    if len(kept) and not _any_inside(kept, counties):
        raise InputError([_elsewhere(kept)])
    return kept


def _any_inside(points: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> bool:
    """Return whether at least one point lies in a county, looking no further than needed."""
    x, y = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    for polygon in counties.geometry:
        left, bottom, right, top = polygon.bounds
        near = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        shapely.prepare(polygon)
        if np.any(shapely.intersects_xy(polygon, x[near], y[near])):
            return True
    return False


def _not_5g(file: str, count: int) -> Finding:
    return Finding(
        "not-5g",
        Text(
            f"{count:,} 个 4G（LTE）测点未计入，只与 5G 预测比较",
            f"{count:,} points of 4G (LTE) are left out: only 5G is compared with the prediction",
        ),
        Text("无需处理；若为 5G，制式填 NR", "nothing to do; if they are 5G, give NR as tech"),
        file,
        field="tech",
        severity="warning",
    )


def _elsewhere(points: gpd.GeoDataFrame) -> Finding:
    first = points.iloc[0]
    where = f"{first['lon']:.5f}, {first['lat']:.5f}"
    return Finding(
        "outside-region",
        Text(
            f"{len(points):,} 个测点没有一个在青海省内，首个为 {where}",
            f"not one of {len(points):,} measured points lies in Qinghai; the first is {where}",
        ),
        Text(
            "检查经纬度是否颠倒、单位是否为度、坐标系 datum 是否正确",
            "check for swapped longitude and latitude, the unit (degree) and the datum",
        ),
        str(first["file"]),
        int(first["row"]),
        "lon, lat",
    )
