"""Roads and railways on the page of a prefecture: figures, and lines thinned to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from ...lines import whole
from ...results import ANY, Results
from ...summary import half_up
from ...summary._lines import route_name
from ...summary._part import category_name
from .geometry import packed_lines
from .text import Pair
from .values import search_key, view

Json = dict[str, Any]

_FINEST_DEG = 0.00015  # [degree] about 15 m: what a page can show
_MOST_VERTICES = 30_000  # of all lines and stretches of a page, about half a megabyte
_END = ("lon", "lat")


def lines_of(results: Results, adcode: str) -> list[Json]:
    """Return the lines of a prefecture with what is not covered of them, by category and name.

    Parameters
    ----------
    results
        What a run found.
    adcode
        Code of a prefecture in scope.
    """
    own = whole(results.lines, adcode).sort_values(["category", "line_id"], ascending=[False, True])
    gaps = results.line_gaps[results.line_gaps["prefecture_adcode"] == adcode]
    shown, stretches = _thinned(own, gaps)
    by_line: dict[str, list[Json]] = {}
    for row, shape in zip(gaps.to_dict("records"), stretches, strict=True):
        by_line.setdefault(row["line_id"], []).append(_stretch(row, shape))
    networks = _by_operator(results, set(own["id"]))
    return [
        {
            **_figures(row),
            "by": networks.get(row["id"], []),
            "paths": packed_lines(shape),
            "bounds": _bounds(shape),
            "stretches": by_line.get(row["line_id"], []),
        }
        for row, shape in zip(own.to_dict("records"), shown, strict=True)
    ]


def _figures(row: Mapping[Any, Any]) -> Json:
    known = row["linear"] != "no_data"
    name = route_name(dict(row))
    ends = [[_degree(row[f"gap_{end}_{axis}"]) for axis in _END] for end in ("from", "to")]
    return {
        "id": row["id"],
        "name": Pair.of(name),
        "search": search_key(name.zh),
        "category": row["category"],
        "kind": Pair.of(category_name(row["category"])),
        "class": row["subcategory"],
        "owner": Pair([row["owner_zh"], row["owner_en"]]),
        "source": row["source"],
        "km": _km(row["km"]),
        "covered": [_km(row["km50"]), _km(row["km90"])],
        "unknown": _km(row["km_no_data"]),
        "share": [_share(row["share50"]), _share(row["share90"])] if known else [None, None],
        "verdict": row["linear"],
        "gap": {"km": _km(row["gap_km"]), "ends": ends} if row["gap_km"] > 0.0 else None,
    }


def _stretch(row: Mapping[Any, Any], shape: shapely.Geometry) -> Json:
    return {"km": _km(row["km"]), "cause": row["cause"], "paths": packed_lines(shape)}


def _by_operator(results: Results, ids: set[str]) -> dict[str, list[Json]]:
    """Return the verdicts of each line by every view but that of any operator's 5G."""
    verdicts = results.verdicts
    found: dict[str, list[Json]] = {}
    one_view = verdicts["area_id"].isin(ids) & (verdicts["operator"] != ANY)
    for row in verdicts[one_view].to_dict("records"):
        known = row["verdict"] != "no_data"
        found.setdefault(row["area_id"], []).append(
            {
                **view(row["operator"]),
                "share": [_share(row[f"share{p}"]) if known else None for p in (50, 90)],
                "verdict": row["verdict"],
            }
        )
    return found


def _thinned(
    lines: gpd.GeoDataFrame, gaps: gpd.GeoDataFrame
) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Return lines and stretches with so few vertices that a page can hold them."""
    shapes = [*lines.geometry, *gaps.geometry]
    tolerance_deg = _FINEST_DEG
    thin = shapely.simplify(shapes, tolerance_deg)
    # Two ends of each are the least there can be.
    least = 2 * int(shapely.get_num_geometries(shapes).sum()) if shapes else 0
    while int(shapely.get_num_coordinates(thin).sum()) > max(_MOST_VERTICES, least):
        tolerance_deg *= 2.0
        thin = shapely.simplify(shapes, tolerance_deg)
    return list(thin[: len(lines)]), list(thin[len(lines) :])


def _bounds(shape: shapely.Geometry) -> list[list[float]]:
    west, south, east, north = (round(value, 5) for value in shape.bounds)
    return [[south, west], [north, east]]


def _km(value: float) -> float:
    return half_up(float(value), 3)


def _share(value: float) -> float:
    return half_up(float(value), 6)


def _degree(value: float) -> float:
    return round(float(value), 6)
