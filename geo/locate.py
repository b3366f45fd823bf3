"""Which county does a row belong to: by its code, its point or its names; do they agree."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.ops

from layers import PROVINCE, RENUMBERED
from layers.errors import Finding
from layers.text import Text

from . import scope
from .grid import GEOD

# Boundary sources differ by 100–150 m in Qinghai: a point this near is still inside.
TOLERANCE_M = 1000.0
_NEAR = 0.02  # [degree] in Qinghai more than that on the ground, in each direction


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
    shapes = points.to_numpy()
    return county_at(shapely.get_x(shapes), shapely.get_y(shapes), counties)


def county_at(
    lon: npt.ArrayLike, lat: npt.ArrayLike, counties: gpd.GeoDataFrame
) -> npt.NDArray[np.str_]:
    """Return the code of the county of each coordinate, as `county_of`.

    Parameters
    ----------
    lon, lat
        CGCS2000/WGS-84, NaN where there is no coordinate. [degree]
    counties
        The layer ``counties``.
    """
    x, y = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    outlines = counties.geometry.to_numpy()
    county = _containing(x, y, outlines)
    west, south, east, north = shapely.total_bounds(outlines)
    with np.errstate(invalid="ignore"):
        near = (x > west - _NEAR) & (x < east + _NEAR) & (y > south - _NEAR) & (y < north + _NEAR)
    tree = shapely.STRtree(outlines)
    for index in np.flatnonzero(near & (county < 0)):
        point = shapely.Point(x[index], y[index])
        nearest = int(tree.nearest(point))
        on_border = shapely.ops.nearest_points(outlines[nearest], point)[0]
        if GEOD.inv(point.x, point.y, on_border.x, on_border.y)[2] <= TOLERANCE_M:
            county[index] = nearest
    return np.append(counties["adcode"].to_numpy(str), "")[county].astype("U6")


def _containing(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    outlines: npt.NDArray[np.object_],
) -> npt.NDArray[np.int64]:
    """Return which outline each point lies in or on, -1 = none.

    Outline by outline, on points in the order of their longitudes: each outline is indexed once
    and asked for those in its bounds alone.
    """
    county = np.full(len(x), -1, np.int64)
    order = np.argsort(x, kind="stable")  # NaN comes last and is beyond every bound
    sorted_x = x[order]
    for index, outline in enumerate(outlines):
        west, south, east, north = outline.bounds
        some = order[np.searchsorted(sorted_x, west) : np.searchsorted(sorted_x, east, "right")]
        some = some[(y[some] >= south) & (y[some] <= north) & (county[some] < 0)]
        shapely.prepare(outline)
        county[some[shapely.intersects_xy(outline, x[some], y[some])]] = index
    return county


def outside(frame: pd.DataFrame, county: npt.NDArray[np.str_]) -> list[Finding]:
    """Name the points outside the region.

    Parameters
    ----------
    frame
        Points with ``lon``, ``lat`` [degree], ``file`` and ``row``.
    county
        As `county_of` returns it.

    Returns
    -------
    list of Finding
        File, row and coordinate of each point that is outside.
    """
    placed = frame.geometry if "geometry" in frame else frame["lon"]
    beyond = (county == "") & placed.notna().to_numpy()
    return [
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
        for row in frame[beyond].itertuples()
    ]


def belonging(
    frame: gpd.GeoDataFrame,
    county: npt.NDArray[np.str_],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> pd.Series[str]:
    """Return the code of the county, or at least of the prefecture, that each row belongs to.

    Parameters
    ----------
    frame
        Rows with ``adcode`` and the names ``county`` and ``prefecture``.
    county
        As `county_of` returns it.
    counties, prefectures
        The boundary layers.

    Returns
    -------
    pandas.Series
        The stated code if it is one, a former one renumbered; else the county the point lies
        in; else the county, then the prefecture, of that name; else ``""``. A prefecture's
        code gives way to a county within it.
    """
    stated = _known_code(frame, counties, prefectures)
    is_county = stated.isin(counties["adcode"])
    lies_in = pd.Series(county, index=frame.index, dtype="str")
    named = scope.codes_of(frame["county"], counties)
    code = stated.where(is_county, lies_in.where(lies_in != "", named))
    parent = code.map(_parents(counties)).fillna("")
    code = code.where((stated == "") | is_county | (parent == stated), stated)
    code = code.where(code != "", scope.codes_of(frame["prefecture"], prefectures))
    return code.astype("str")


def stated(
    frame: pd.DataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> pd.Series[str]:
    """Return the code of the division that each row says it lies in: code, county, prefecture.

    Parameters
    ----------
    frame
        Rows with any of ``adcode`` and the names ``county`` and ``prefecture``.
    counties, prefectures
        The boundary layers.

    Returns
    -------
    pandas.Series
        Codes, ``""`` where a row states none that is known.
    """
    code = pd.Series("", frame.index, dtype="str")
    if "adcode" in frame:
        code = _known_code(frame, counties, prefectures)
    for name, divisions in (("county", counties), ("prefecture", prefectures)):
        if name in frame:
            code = code.where(code != "", scope.codes_of(frame[name], divisions))
    return code


def misplaced(
    frame: gpd.GeoDataFrame,
    county: npt.NDArray[np.str_],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> list[Finding]:
    """Report points that lie elsewhere than their row states; they are kept.

    Parameters
    ----------
    frame
        Points with ``adcode``, ``county``, ``prefecture``, ``name_zh``, ``file`` and ``row``.
    county
        As `county_of` returns it.
    counties, prefectures
        The boundary layers.
    """
    by_field = {
        "adcode": _known_code(frame, counties, prefectures),
        "county": scope.codes_of(frame["county"], counties),
        "prefecture": scope.codes_of(frame["prefecture"], prefectures),
    }
    names = _names(counties) | _names(prefectures)
    parents = _parents(counties)
    findings = []
    for position, row in enumerate(frame.itertuples()):
        found = str(county[position])
        field = next((name for name in by_field if by_field[name].iloc[position]), "")
        if not found or not field:
            continue
        stated = by_field[field].iloc[position]
        if stated not in (found, parents[found]):
            findings.append(_mismatch(row, field, names[found], names[stated]))
    return findings


def _mismatch(row: Any, field: str, found: Text, stated: Text) -> Finding:
    counted = (
        Text("按表中的代码统计", "it is counted by the code of its row")
        if field == "adcode"
        else Text("按坐标所在的县统计", "it is counted where its point lies")
    )
    return Finding(
        "county-mismatch",
        Text(
            f"“{row.name_zh}”的点在{found.zh}，表中为{stated.zh}",
            f"the point of {row.name_zh} lies in {found.en}, its row says {stated.en}",
        ),
        Text(f"核对坐标或所属县；{counted.zh}", f"check both; {counted.en}"),
        str(row.file),
        int(row.row),
        field,
        "warning",
    )


def unknown_codes(
    frame: gpd.GeoDataFrame,
    belongs: pd.Series[str],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> list[Finding]:
    """Report division codes that are none, and where their rows are counted instead.

    Parameters
    ----------
    frame
        Rows with ``adcode``, ``file`` and ``row``.
    belongs
        As `belonging` returns it.
    counties, prefectures
        The boundary layers.
    """
    names = _names(counties) | _names(prefectures)
    unknown = (_known_code(frame, counties, prefectures) == "") & ~frame["adcode"].isin(
        ["", PROVINCE]
    )
    findings = []
    for row, code in zip(frame[unknown].itertuples(), belongs[unknown], strict=True):
        if code:
            remedy = Text(
                f"改正代码；现按{names[code].zh}统计",
                f"correct the code; it is counted in {names[code].en}",
            )
        else:
            remedy = Text(
                "改正代码，或补上坐标、县或市州；现归属不明",
                "correct the code, or give a point, county or prefecture; it belongs nowhere now",
            )
        findings.append(
            Finding(
                "unknown-code",
                Text(
                    f"青海没有行政区划代码“{row.adcode}”",
                    f"Qinghai has no division code {row.adcode!r}",
                ),
                remedy,
                str(row.file),
                int(row.row),
                "adcode",
                "warning",
            )
        )
    return findings


def _known_code(
    frame: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> pd.Series[str]:
    """Return the stated code of a county or prefecture in its present form, else ``""``."""
    code = frame["adcode"].map(lambda code: RENUMBERED.get(code, code))
    known = code.isin(counties["adcode"]) | code.isin(prefectures["adcode"])
    stated: pd.Series[str] = code.where(known, "").astype("str")
    return stated


def _parents(counties: gpd.GeoDataFrame) -> dict[str, str]:
    return dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))


def _names(divisions: gpd.GeoDataFrame) -> dict[str, Text]:
    return {
        row.adcode: Text(row.name_zh, row.name_en or row.name_zh) for row in divisions.itertuples()
    }
