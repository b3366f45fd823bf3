"""Key areas as places to judge: where they are, how large, and the window that judges them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import rasterio.features
import shapely

from layers.errors import Finding
from layers.text import Text

from . import scope, standards
from .grid import GEOD, Grid, covering, geodesic_area_km2

_CORNERS = 180  # of the polygon that stands for a disc
_CELLS_ACROSS = 100  # of a place's window: the share is then good to about 1 %
# A stated area is a number without a shape. Beyond this a disc around one point (a visitor
# centre, say) no longer stands for it, and the visitor area of the default is judged instead.
LARGEST_DISC_KM2 = 100.0
_ENOUGH_CELLS = 4_000_000  # of a window, unless its cell is at the upper limit
_MOST_CELLS = 150_000_000  # of a window with the largest cells: beyond this memory runs short
_NEAR_M = 100.0  # two entries of one name this near are probably one place
_NEAR_DEG = 0.0015  # more than that distance, in longitude and in latitude, up to 53° north
_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "category",
    "subcategory",
    "tier",
    "adcode",
    "lon",
    "lat",
    "coord_precision_m",
    "coord_source",
    "coord_licence",
    "fact_source",
    "excluded",
    "file",
    "row",
)


def collect(
    layers: Mapping[str, gpd.GeoDataFrame],
    counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Join the layers of key areas into one table of places.

    Parameters
    ----------
    layers
        Category of ``standards/categories.csv`` → its layer.
    counties, prefectures
        The boundary layers.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per listed place, in the order of the categories and files: `Results.areas`
        without the figures. ``area_km2`` and the geometry are as given; see `with_extents`.
    """
    categories = standards.table("categories").set_index("category")
    parts = []
    for category, layer in layers.items():
        part = layer[[*_COLUMNS, "area_km2", "owner", "prefecture", "geometry"]].copy()
        part["category"] = category
        part["group"] = str(categories.loc[category, "group"])
        # Freight halts and places of unknown grade are listed, but apart from the goal.
        part.loc[part["tier"] == "secondary", "group"] = "extended"
        lead_zh, lead_en = standards.lead_body(category)
        part["owner_zh"] = part["owner"].where(part["owner"] != "", lead_zh)
        part["owner_en"] = part["owner"].where(part["owner"] != "", lead_en)
        parts.append(part)
    areas = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    areas["odbl"] = areas["coord_licence"].str.startswith("ODbL")
    is_county = areas["adcode"].isin(counties["adcode"])
    areas["county_adcode"] = areas["adcode"].where(is_county, "")
    areas["prefecture_adcode"] = prefecture_codes(areas, counties, prefectures)
    return areas.drop(columns=["owner", "prefecture", "adcode"])


def prefecture_codes(
    areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> pd.Series[str]:
    """Return the prefecture of each row by its ``adcode``, else its ``prefecture``, or ``""``."""
    by_county = dict(zip(counties["adcode"], counties["prefecture_adcode"], strict=True))
    own = {code: code for code in prefectures["adcode"]}
    by_code = areas["adcode"].map({**by_county, **own})
    codes: pd.Series[str] = by_code.fillna(scope.codes_of(areas["prefecture"], prefectures))
    return codes.astype("str")


def with_extents(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give every place with a coordinate the polygon it is judged by.

    Parameters
    ----------
    areas
        As `collect` returns them: point, polygon or no geometry.

    Returns
    -------
    areas, defaults
        Geometry = the planner's polygon, else a disc of the stated area up to
        `LARGEST_DISC_KM2`, else a disc of the default radius of the subcategory (an
        assumption; ``extent_source`` says which), and the defaults counted as in
        `geo.results.Results.defaults`.
    """
    placed = areas.copy()
    radius, reason = _default_radius(areas)
    is_point = areas.geometry.geom_type.eq("Point").to_numpy()
    given = areas.geometry.notna().to_numpy()
    # An area of 0 says no more than an empty cell.
    stated = is_point & areas["area_km2"].between(0, LARGEST_DISC_KM2, inclusive="right").to_numpy()
    assumed = is_point & ~stated
    partial = is_point & (areas["area_km2"] > LARGEST_DISC_KM2).to_numpy()
    radius = np.where(stated, np.sqrt(areas["area_km2"].to_numpy(float) * 1e6 / np.pi), radius)
    placed["extent_source"] = np.select(
        [~given, stated, partial, assumed],
        ["", "stated area", "partial", "assumed"],
        "polygon",
    ).astype("str")
    discs = disc(
        areas["lon"].to_numpy(float)[is_point],
        areas["lat"].to_numpy(float)[is_point],
        radius[is_point],
    )
    geometry = areas.geometry.to_numpy().copy()
    geometry[is_point] = discs
    placed = placed.set_geometry(gpd.GeoSeries(geometry, index=areas.index, crs=4326))
    placed.loc[given, "area_km2"] = geodesic_area_km2(geometry[given])
    counted = (
        pd.DataFrame({"layer": areas["category"], "value": radius, **reason})[assumed]
        .groupby(["layer", "value", "zh", "en"], sort=True)
        .size()
        .reset_index(name="rows")
    )
    counted["field"] = "extent_radius_m"
    counted["value"] = counted["value"].map("{:g}".format)
    return placed, counted[["layer", "field", "value", "rows", "zh", "en"]]


def without_shape(areas: gpd.GeoDataFrame) -> list[Finding]:
    """Report places whose stated area is too large to be judged as a disc.

    Parameters
    ----------
    areas
        As `collect` returns them.
    """
    is_point = areas.geometry.geom_type.eq("Point")
    return [
        Finding(
            "area-without-shape",
            Text(
                f"“{row.name_zh}”面积 {row.area_km2:g} km²，但只有一个点，没有范围面",
                f"{row.name_zh} states {row.area_km2:g} km² but is a point without a shape",
            ),
            Text(
                "按该类默认范围判定；提供面图层可判定全部范围",
                "judged by the default extent of its kind; a polygon layer would judge all of it",
            ),
            str(row.file),
            int(row.row),
            "area_km2",
            "warning",
        )
        for row in areas[is_point & (areas["area_km2"] > LARGEST_DISC_KM2)].itertuples()
    ]


def too_large(areas: gpd.GeoDataFrame, largest_cell_m: float) -> list[Finding]:
    """Return why places cannot be judged because their window would not fit into memory.

    Parameters
    ----------
    areas
        As `collect` returns them.
    largest_cell_m
        Upper limit of a window's cell. [m]

    Notes
    -----
    The window is taken as the box in longitude and latitude; it turns by up to 4° in the
    projection, which leaves the size of what is this large much the same.
    """
    polygons = areas[areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    boxes = shapely.box(*polygons.geometry.bounds.to_numpy().T)
    box_km2 = geodesic_area_km2(boxes)
    largest_km2 = _MOST_CELLS * largest_cell_m**2 / 1e6
    return [
        Finding(
            "extent-too-large",
            Text(
                f"“{row.name_zh}”的外接矩形为 {km2:,.0f} km²，上限 {largest_km2:,.0f} km²",
                f"the box around {row.name_zh} has {km2:,.0f} km², at most {largest_km2:,.0f} fit",
            ),
            Text("检查坐标，或拆成几个场所", "check its coordinates, or split it"),
            str(row.file),
            int(row.row),
            "geometry",
        )
        for row, km2 in zip(polygons.itertuples(), box_km2, strict=True)
        if km2 > largest_km2
    ]


def probable_duplicates(areas: gpd.GeoDataFrame) -> list[Finding]:
    """Report places that are probably listed twice: one category, one name, one spot.

    Parameters
    ----------
    areas
        As `collect` returns them.
    """
    placed = areas[areas["lon"].notna()]
    lon, lat = placed["lon"].to_numpy(float), placed["lat"].to_numpy(float)
    names = (placed["category"] + " " + placed["name_zh"].map(_plain)).to_numpy(str)
    points = shapely.points(lon, lat)
    first, second = shapely.STRtree(points).query(points, "dwithin", _NEAR_DEG)
    alike = (first < second) & (names[first] == names[second])
    first, second = first[alike], second[alike]
    near = GEOD.inv(lon[first], lat[first], lon[second], lat[second])[2] <= _NEAR_M
    # Of a place listed many times each row is named once, with the row before it.
    earlier = dict(sorted(zip(second[near].tolist(), first[near].tolist(), strict=True)))
    return [_duplicate(placed.iloc[i], placed.iloc[j]) for j, i in earlier.items()]


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


def _duplicate(one: pd.Series, other: pd.Series) -> Finding:
    return Finding(
        "probable-duplicate",
        Text(
            f"“{other['name_zh']}”与 {one['file']} 第 {one['row']} 行（{one['id']}）"
            f"同名，相距不到 {_NEAR_M:g} 米",
            f"{other['name_zh']} has the name of {one['file']} row {one['row']} ({one['id']}) "
            f"and lies within {_NEAR_M:g} m of it",
        ),
        Text("若是同一场所，删去一行", "if they are one place, delete one of the rows"),
        str(other["file"]),
        int(other["row"]),
        "name_zh",
        "warning",
    )


def _default_radius(areas: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], pd.DataFrame]:
    table = standards.table("extents").set_index(["category", "subcategory"])
    keys = [
        (category, subcategory) if (category, subcategory) in table.index else (category, "*")
        for category, subcategory in zip(areas["category"], areas["subcategory"], strict=True)
    ]
    rows = table.loc[keys]
    reason = pd.DataFrame(
        {"zh": rows["reason_zh"].to_numpy(), "en": rows["reason_en"].to_numpy()}, index=areas.index
    )
    return rows["radius_m"].to_numpy(float), reason


def disc(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], radius_m: npt.NDArray[np.float64]
) -> npt.NDArray[np.object_]:
    """Return geodesic discs as polygons of exactly the disc's area.

    Parameters
    ----------
    lon, lat
        Centres, shape (n,). [degree]
    radius_m
        Radii, shape (n,). [m]
    """
    turn = 2.0 * np.pi / _CORNERS
    # An inscribed polygon is smaller than its circle: move the corners out by the difference.
    corner_m = radius_m * np.sqrt(turn / np.sin(turn))
    azimuth = np.degrees(-turn * np.arange(_CORNERS))  # anticlockwise, as RFC 7946 wants
    shape = (len(lon), _CORNERS)
    ring_lon, ring_lat, _ = GEOD.fwd(
        np.broadcast_to(lon[:, None], shape),
        np.broadcast_to(lat[:, None], shape),
        np.broadcast_to(azimuth, shape),
        np.broadcast_to(corner_m[:, None], shape),
    )
    polygons: npt.NDArray[np.object_] = shapely.polygons(np.stack([ring_lon, ring_lat], axis=-1))
    return polygons


def window_of(extent: shapely.Geometry, crs: str, largest_cell_m: float) -> Grid:
    """Return the window that judges one place.

    Parameters
    ----------
    extent
        The place's polygon in the projection.
    crs
        The projection, as WKT.
    largest_cell_m
        Upper limit of the cell; smaller places get smaller cells. [m]
    """
    finest_m = max(1.0, np.sqrt(extent.area) / _CELLS_ACROSS, _finest_cell_m(extent))
    return covering(crs, extent.bounds, float(min(largest_cell_m, finest_m)))


def _finest_cell_m(extent: shapely.Geometry) -> float:
    """Return the cell at which the box of a long or scattered extent has `_ENOUGH_CELLS` [m]."""
    left, bottom, right, top = extent.bounds
    width, height = right - left, top - bottom
    # (width / cell + 2) (height / cell + 2) = cells, as a grid begins and ends on whole cells.
    half, cells = width + height, _ENOUGH_CELLS - 4
    return float((half + np.sqrt(half**2 + width * height * cells)) / cells)


def inside(extent: shapely.Geometry, window: Grid) -> npt.NDArray[np.bool_]:
    """Return which cells of a window have their centre in a polygon, shape (rows, columns)."""
    mask: npt.NDArray[np.bool_] = rasterio.features.geometry_mask(
        [extent], window.shape, window.affine, invert=True
    )
    if not mask.any():  # thinner than a cell: the cell of its own point stands for it
        point = extent.representative_point()
        row = int((window.top - point.y) / window.cell_m)
        column = int((point.x - window.left) / window.cell_m)
        mask[min(row, window.rows - 1), min(column, window.columns - 1)] = True
    return mask
