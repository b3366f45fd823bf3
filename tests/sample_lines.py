"""The roads and the railway of the sample: three lines whose kilometres are round numbers.

G227 lies in 海北 and is undecided; G6, from OpenStreetMap, meets the rule in 海北 and fails in
海东 and as a whole; of the railway, whose name is hostile, half is behind a void.
"""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, MultiLineString

from geo.results import empty

NAN = math.nan
HAIBEI, HAIDONG = "632200", "630200"
_G227 = LineString([(101.02, 37.02), (101.12, 37.10), (101.22, 37.12), (101.32, 37.20)])
_G6_NORTH = LineString([(100.10, 37.05), (100.50, 37.12), (100.98, 37.02)])
_G6_SOUTH = LineString([(102.02, 36.20), (102.20, 36.15), (102.38, 36.20)])
_RAILWAY = LineString([(100.70, 37.28), (100.90, 37.24), (101.10, 37.26)])

# line, prefecture, km, km50, km90, no data, verdict, longest gap with its ends, geometry
_ROWS: list[tuple[Any, ...]] = [
    ("G227", "", 40.0, 38.5, 36.0, 0.0, "undecided", 1.0, (101.12, 37.10, 101.13, 37.102), _G227),
    ("G227", HAIBEI, 40.0, 38.5, 36.0, 0.0, "undecided", 1.0, (101.12, 37.10, 101.13, 37.102),
     _G227),
    ("G6", "", 100.0, 80.0, 76.0, 0.0, "not_met", 12.0, (102.20, 36.15, 102.32, 36.183),
     MultiLineString([_G6_NORTH, _G6_SOUTH])),
    ("G6", HAIDONG, 40.0, 20.0, 18.0, 0.0, "not_met", 12.0, (102.20, 36.15, 102.32, 36.183),
     _G6_SOUTH),
    ("G6", HAIBEI, 60.0, 60.0, 58.0, 0.0, "met", 0.0, (NAN, NAN, NAN, NAN), _G6_NORTH),
    ("R1", "", 20.0, 10.0, 8.0, 10.0, "no_data", 0.0, (NAN, NAN, NAN, NAN), _RAILWAY),
    ("R1", HAIBEI, 20.0, 10.0, 8.0, 10.0, "no_data", 0.0, (NAN, NAN, NAN, NAN), _RAILWAY),
]  # fmt: skip
# line, prefecture, county, km, cause, vertices
_GAPS: list[tuple[Any, ...]] = [
    ("G227", HAIBEI, "632221", 1.0, "budget", [(101.12, 37.10), (101.13, 37.102)]),
    ("G227", HAIBEI, "632221", 0.5, "terrain", [(101.27, 37.16), (101.275, 37.164)]),
    ("G6", HAIDONG, "630203", 12.0, "no_station", [(102.20, 36.15), (102.32, 36.183)]),
    ("G6", HAIDONG, "630203", 8.0, "range", [(102.33, 36.186), (102.38, 36.20)]),
    ("R1", HAIBEI, "632222", 10.0, "no_data", [(100.70, 37.28), (100.90, 37.24)]),
]
_GAP_ENDS = ("gap_from_lon", "gap_from_lat", "gap_to_lon", "gap_to_lat")


def facts(hostile: str) -> dict[str, dict[str, Any]]:
    """Return what is the same in every row of a line."""
    road = {"category": "road", "owner_zh": "省交通运输厅", "owner_en": "Department of Transport"}
    return {
        "G227": {**road, "name_zh": "示例国道", "name_en": "Sample road", "ref": "G227",
                 "subcategory": "国道", "source": "sample", "odbl": False, "row": 1},
        "G6": {**road, "name_zh": "京藏高速", "name_en": "", "ref": "G6",
               "subcategory": "motorway", "source": "OpenStreetMap", "odbl": True, "row": 2},
        "R1": {**road, "name_zh": hostile, "name_en": hostile, "ref": "", "category": "railway",
               "subcategory": "", "source": "", "odbl": False, "row": 1},
    }  # fmt: skip


def sample_lines(hostile: str) -> gpd.GeoDataFrame:
    """Return `Results.lines` of the sample."""
    rows = []
    for line, prefecture, km, km50, km90, unknown, verdict, gap_km, ends, shape in _ROWS:
        figures = {"km": km, "km50": km50, "km90": km90, "km_no_data": unknown}
        rows.append(
            {
                **facts(hostile)[line],
                **figures,
                "id": f"{line}@{prefecture}" if prefecture else line,
                "line_id": line,
                "prefecture_adcode": prefecture,
                "share50": km50 / km,
                "share90": km90 / km,
                "linear": verdict,
                "gap_km": gap_km,
                **dict(zip(_GAP_ENDS, ends, strict=True)),
                "file": "railways.geojson" if line == "R1" else "roads.gpkg",
                "geometry": shape,
            }
        )
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")[list(empty("lines").columns)]


def sample_line_gaps(hostile: str) -> gpd.GeoDataFrame:
    """Return `Results.line_gaps` of the sample."""
    rows = []
    for line, prefecture, county, km, cause, vertices in _GAPS:
        number = 1 + sum(row["line_id"] == line for row in rows)
        (from_lon, from_lat), (to_lon, to_lat) = vertices[0], vertices[-1]
        ends = {"from_lon": from_lon, "from_lat": from_lat, "to_lon": to_lon, "to_lat": to_lat}
        rows.append(
            {
                **facts(hostile)[line],
                **ends,
                "gap_id": f"{line}-G{number}",
                "line_id": line,
                "prefecture_adcode": prefecture,
                "county_adcode": county,
                "km": km,
                "cause": cause,
                "geometry": LineString(vertices),
            }
        )
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")[list(empty("line_gaps").columns)]


def line_verdicts(lines: gpd.GeoDataFrame, operators: tuple[str, ...]) -> pd.DataFrame:
    """Any operator as in `lines`; the first operator alike, the others reach nothing."""
    rows = []
    for row in lines.to_dict("records"):
        for number, operator in enumerate(("any", *operators)):
            own = number < 2 or row["linear"] == "no_data"
            rows.append(
                {
                    "area_id": row["id"],
                    "operator": operator,
                    "rule": "linear",
                    "share50": row["share50"] if own else 0.0,
                    "share90": row["share90"] if own else 0.0,
                    "verdict": row["linear"] if own else "not_met",
                }
            )
    return pd.DataFrame(rows)
