"""The list of key points against the list of places: what does not fit is said."""

from __future__ import annotations

import difflib

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
import shapely.ops

from layers.errors import Finding
from layers.text import Text

from .grid import GEOD

FAR_M = 5000.0  # beyond a place's extent a key point hardly belongs to it


def of_no_place(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> list[Finding]:
    """Name the key points of places that are not listed.

    Parameters
    ----------
    points
        The layer ``key_points``.
    areas
        Every place of the province, as `geo.places.collect` returns them.

    Returns
    -------
    list of Finding
        File and row of each, and the ids that come nearest.
    """
    ids = areas["id"].tolist()
    unknown = points[~points["place_id"].isin(ids)]
    return [_unknown(*row, ids) for row in _rows(unknown)]


def _rows(points: gpd.GeoDataFrame) -> list[tuple[str, str, int]]:
    return list(points[["place_id", "file", "row"]].itertuples(index=False, name=None))


def _unknown(place_id: str, file: str, row: int, ids: list[str]) -> Finding:
    close = difflib.get_close_matches(place_id, ids, n=3, cutoff=0.6)
    return Finding(
        "unknown-place",
        Text(f"没有编号为“{place_id}”的场所", f"no place has the id {place_id!r}"),
        Text(
            f"是否应为 {'、'.join(close)}？" if close else "填写场所图层中的编号",
            f"did you mean {', '.join(close)}?" if close else "give an id of the layers of places",
        ),
        file,
        int(row),
        "place_id",
    )


def far_away(points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> list[Finding]:
    """Report key points far from the place they are said to belong to; they are kept.

    Parameters
    ----------
    points
        Key points of `areas`.
    areas
        Places with the extents they are judged by.

    Notes
    -----
    A place whose stated area has no shape is skipped: its extent is only a part of it.
    """
    known = areas[areas.geometry.notna() & (areas["extent_source"] != "partial")].set_index("id")
    placed = points[points["lon"].notna() & points["place_id"].isin(known.index)]
    own = known.loc[placed["place_id"]]
    metres = _distance_m(placed, own.geometry.to_numpy())
    allowed = FAR_M + own["coord_precision_m"].fillna(0.0).to_numpy(float)
    far = metres > allowed
    return [
        _far(str(row.id), str(name), float(away) / 1e3, str(row.file), int(row.row))
        for row, name, away in zip(
            placed[far].itertuples(), own["name_zh"][far], metres[far], strict=True
        )
    ]


def _distance_m(
    points: gpd.GeoDataFrame, extents: npt.NDArray[np.object_]
) -> npt.NDArray[np.float64]:
    """Return the geodesic distance of each point from its extent, 0 inside [m]."""
    shapes = points.geometry.to_numpy()
    metres = np.zeros(len(shapes))
    for index in np.flatnonzero(~shapely.covers(extents, shapes)):
        here = shapes[index]
        there = shapely.ops.nearest_points(extents[index], here)[0]
        metres[index] = GEOD.inv(here.x, here.y, there.x, there.y)[2]
    return metres


def _far(point: str, place: str, km: float, file: str, row: int) -> Finding:
    return Finding(
        "key-point-far",
        Text(
            f"关键点“{point}”距场所“{place}”的范围 {km:.1f} km",
            f"key point {point!r} lies {km:.1f} km from the extent of {place}",
        ),
        Text(
            "核对坐标、坐标系和场所编号；仍按所填场所判定",
            "check coordinate, datum and place id; it is judged with that place all the same",
        ),
        file,
        row,
        "lon, lat",
        "warning",
    )
