"""Which county does a point lie in, and does it lie where its row says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
import shapely.ops

from layers.errors import Finding, InputError
from layers.text import Text

from .grid import GEOD

# Boundary sources differ by 100–150 m in Qinghai: a point this near is still inside.
TOLERANCE_M = 1000.0


def county_of(points: gpd.GeoSeries, counties: gpd.GeoDataFrame) -> npt.NDArray[np.str_]:
    """Return the code of the county of each point.

    Parameters
    ----------
    points
        Points in EPSG:4326, ``None`` where there is no coordinate.
    counties
        The layer ``counties``.

    Returns
    -------
    numpy.ndarray
        Codes, shape (n,); ``""`` for no coordinate or more than `TOLERANCE_M` outside.
    """
    codes = np.full(len(points), "", dtype="U6")
    adcodes = counties["adcode"].to_numpy(str)
    given = np.flatnonzero(points.notna().to_numpy())
    tree = shapely.STRtree(counties.geometry.to_numpy())
    hits, county = tree.query(points.to_numpy()[given], predicate="intersects")
    codes[given[hits]] = adcodes[county]
    for index in given[codes[given] == ""]:
        point = points.iloc[index]
        nearest = int(tree.nearest(point))
        on_border = shapely.ops.nearest_points(counties.geometry.iloc[nearest], point)[0]
        if GEOD.inv(point.x, point.y, on_border.x, on_border.y)[2] <= TOLERANCE_M:
            codes[index] = adcodes[nearest]
    return codes


def require_inside(frame: gpd.GeoDataFrame, county: npt.NDArray[np.str_]) -> None:
    """Refuse points outside the region.

    Parameters
    ----------
    frame
        Points with ``file`` and ``row``.
    county
        As `county_of` returns it.

    Raises
    ------
    InputError
        Naming file, row and coordinate of each point that is outside.
    """
    outside = (county == "") & frame.geometry.notna().to_numpy()
    findings = [
        Finding(
            "outside-region",
            Text(
                f"点 {row.lon:.5f}, {row.lat:.5f} 不在青海省内",
                f"the point {row.lon:.5f}, {row.lat:.5f} is outside Qinghai",
            ),
            Text(
                "检查经纬度是否颠倒、单位是否为度、坐标系 datum 是否正确",
                "check for swapped longitude and latitude, the unit (degree) and the datum",
            ),
            str(row.file),
            int(row.row),
            "lon, lat",
        )
        for row in frame[outside].itertuples()
    ]
    if findings:
        raise InputError(findings)


def misplaced(
    frame: gpd.GeoDataFrame, county: npt.NDArray[np.str_], counties: gpd.GeoDataFrame
) -> list[Finding]:
    """Report points that lie in another county than their row states; they are kept.

    Parameters
    ----------
    frame
        Points with ``adcode``, ``file`` and ``row``.
    county
        As `county_of` returns it.
    counties
        The layer ``counties``.
    """
    names = dict(zip(counties["adcode"], counties["name_zh"], strict=True))
    stated = frame["adcode"].to_numpy(str)
    differs = np.isin(stated, list(names)) & (county != "") & (county != stated)
    return [
        Finding(
            "county-mismatch",
            Text(
                f"“{row.name_zh}”的点在{names[found]}，表中为{names[row.adcode]}",
                f"the point of {row.name_zh} lies in {found}, its row says {row.adcode}",
            ),
            Text(
                "核对坐标或所属县；按表中的县统计", "check both; it is counted where its row says"
            ),
            str(row.file),
            int(row.row),
            "adcode",
            "warning",
        )
        for row, found in zip(frame[differs].itertuples(), county[differs], strict=True)
    ]
