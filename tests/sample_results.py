"""A small hand-made `Results` whose every count can be worked out on paper.

Two prefectures (海北 632200, 海东 630200) of two square counties each, 11 stations of three
operators, three lines (`tests.sample_lines`), 28 places: all seven categories of the 2022 goal,
townships, places without a coordinate, every verdict, a place blocked by terrain and two behind
a void in it. County areas are round numbers (not those of the squares) and 100 m cells are 100
per km², so that shares are exact. Names contain what must never reach a formula, a script or a
template. Nothing is real.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Point, Polygon, box

from geo import goals
from geo.measurements.settling import UNSETTLED
from geo.results import LIMITS, TECHNOLOGIES, Results, empty
from tests.sample_lines import line_verdicts, sample_line_gaps, sample_lines
from tests.sample_profiles import sample_profiles

CRS = "EPSG:4326"
NAN = math.nan
MOBILE, TELECOM, UNICOM = OPERATORS = ("中国移动", "中国电信", "中国联通")
HOSTILE_NAME = '=1+1<script>alert("x")</script>{{7*191}}'
COUNTY_BOXES = {
    "632221": (101.00, 37.00, 101.34, 37.30),
    "632222": (100.00, 37.00, 101.00, 37.30),
    "630202": (102.00, 36.00, 102.20, 36.25),
    "630203": (102.20, 36.00, 102.40, 36.25),
}


_EMPTY = (
    "key_points",
    "technologies",
    "measurements",
    "challenges",
    "changes",
    "change_cells",
    "proposals",
    "plan_places",
    "plan_curve",
)


def sample_results(**card_changes: Any) -> Results:
    """Return the sample.

    Parameters
    ----------
    **card_changes
        Keys of the card to replace, e.g. ``synthetic=False``.
    """
    areas, lines = _areas(), sample_lines(HOSTILE_NAME)
    return Results(
        card={**sample_card(), **card_changes},
        stations=_stations(),
        areas=areas,
        verdicts=pd.concat(
            [_verdicts(areas), line_verdicts(lines, OPERATORS).assign(**UNSETTLED)],
            ignore_index=True,
        ),
        gaps=_gaps(),
        profiles=sample_profiles(),
        lines=lines,
        line_gaps=sample_line_gaps(HOSTILE_NAME),
        counties=_counties(),
        prefectures=_prefectures(),
        coverage=_coverage(),
        limits=_limits(),
        levels=_levels(),
        networks=_networks(),
        people=_people(),
        **{name: empty(name) for name in _EMPTY},
        data_centers=_data_centers(),
        findings=_findings(),
        defaults=_defaults(),
    )


def sample_with_sharing_and_4g() -> Results:
    """Return the sample with people, 4G, and what 电信 and 联通 share.

    4G covers every place that is judged, but for one of each verdict by area: 海北职业学院, where
    5G fails, and 海北州政府, where it passes.
    """
    base = sample_results()
    shared = {
        "632221": (100_000, 35_000, 22_000, 1_000),
        "632222": (300_000, 0, 0, 0),
        "630202": (50_000, 40_000, 25_000, 0),
        "630203": (50_000, 0, 0, 5_000),
    }
    of_4g = {
        "632221": (100_000, 70_000, 50_000, 5_000),
        "632222": (300_000, 160_000, 90_000, 0),
        "630202": (50_000, 45_000, 30_000, 0),
        "630203": (50_000, 20_000, 10_000, 5_000),
    }
    views = {"中国电信+": shared, "中国联通+": shared, "LTE": of_4g, "LTE:中国移动": of_4g}
    cells = [(county, view, *row) for view, by in views.items() for county, row in by.items()]
    more = pd.DataFrame(cells, columns=base.coverage.columns)
    telecom = base.verdicts[base.verdicts["operator"] == TELECOM]
    judged = [telecom.assign(operator=view) for view in ("中国电信+", "中国联通+")]
    judged += [
        _judged_by_4g(base.verdicts).assign(operator=view) for view in ("LTE", "LTE:中国移动")
    ]
    return replace(
        base,
        coverage=pd.concat([base.coverage, more], ignore_index=True),
        verdicts=pd.concat([base.verdicts, *judged], ignore_index=True),
        technologies=_technologies(),
        people=_people_with_sharing(),
    )


def _judged_by_4g(verdicts: pd.DataFrame) -> pd.DataFrame:
    of_any = verdicts[verdicts["operator"] == "any"]
    unknown = of_any["verdict"] == "no_data"
    missed = of_any["area_id"].isin(["QH-ED-001", "QH-GV-001"])
    return of_any.assign(verdict=np.select([unknown, missed], ["no_data", "not_met"], "met"))


def _technologies() -> pd.DataFrame:
    # county: neither, 4G only, 5G only, both, no data
    figures = {
        "632221": (15_000, 20_000, 10_000, 50_000, 5_000),
        "632222": (140_000, 100_000, 0, 60_000, 0),
        "630202": (5_000, 5_000, 0, 40_000, 0),
        "630203": (25_000, 20_000, 0, 0, 5_000),
    }
    rows = [
        (county, seen, cells)
        for county, by_seen in figures.items()
        for seen, cells in zip(TECHNOLOGIES, by_seen, strict=True)
    ]
    return pd.DataFrame(rows, columns=["county_adcode", "seen", "cells"])


def _people_with_sharing() -> pd.DataFrame:
    rows = [
        ("632221", "any", 100_000.0, 80_000.0, 60_000.0, 1_000.0),
        ("632222", "any", 20_000.0, 10_000.0, 5_000.0, 0.0),
        ("632221", MOBILE, 100_000.0, 70_000.0, 50_000.0, 1_000.0),
        ("632222", MOBILE, 20_000.0, 5_000.0, 2_000.0, 0.0),
        ("632221", TELECOM, 100_000.0, 40_000.0, 30_000.0, 1_000.0),
        ("632221", "中国电信+", 100_000.0, 50_000.0, 35_000.0, 1_000.0),
    ]
    names = ["county_adcode", "operator", "people", "people50", "people90", "people_no_data"]
    return pd.DataFrame(rows, columns=names)


def sample_card() -> dict[str, Any]:
    """Return the facts of the sample run."""
    return {
        "run_id": "sample-0001",
        "lang": "zh",
        "scope": ["630200", "632200"],
        "synthetic": True,
        "scenario": {"count": 11, "seed": 2022},
        "operators": list(OPERATORS),
        "threshold": {
            "profile": "cn-field-105",
            "dbm": -105.0,
            "area_share_percent": 95.0,
            "zh": "SS-RSRP ≥ −105 dBm，室外 1.5 m",
            "en": "SS-RSRP ≥ −105 dBm outdoors at 1.5 m",
            "status": "assumption",
            "source": "operator drive-test practice",
        },
        "model_card": {
            "model_id": "ITU-R P.1812-8 (≥ 0.25 km) + 3GPP TR 38.901 RMa/UMa/UMi (nearer)",
            "tool_name": "covermap",
            "tool_version": "0.1.0",
            "model_resolution": "100 m",
            "receiver_height": "1.5 m",
            "terrain_source": "SRTMGL1: 4 tiles",
            "terrain_vintage": "2000-02",
            "terrain_resolution": "1 arc-second",
            "clutter_source": "none",
            "population_source": "people.tif: 3 arc-seconds",
            "datum": "CGCS2000 / WGS-84",
        },
        "data_date": "2022-12-31",
        "review_no": "",
        "boundary_source": {"zh": "手工方格（示例）", "en": "hand-made squares (sample)"},
        "grid": {
            "crs_wkt": "EPSG:4326",
            "cell_m": 100.0,
            "shape": [4, 4],
            "transform": [100.0, 0.0, 0.0, 0.0, -100.0, 0.0],
        },
        "inputs": [
            {
                "layer": "government",
                "file": "data/raw/government.csv",
                "sha256": "ab" * 32,
                "rows": 5,
            },
            {
                "layer": "scenic_areas",
                "file": "data/raw/scenic_areas.csv",
                "sha256": "cd" * 32,
                "rows": 4,
            },
        ],
        "settings": {
            "coverage": {"statuses": ["built"], "threshold_profile": "cn-field-105"},
            "scenario": {"count": 11, "seed": 2022},
        },
        "goals": goals.shipped(),
    }


def card_without_terrain() -> dict[str, str]:
    """Return the model card of a run without a DEM."""
    card: dict[str, str] = sample_card()["model_card"]
    no_terrain = dict.fromkeys((key for key in card if key.startswith("terrain")), "none")
    return {**card, **no_terrain, "model_id": "3GPP TR 38.901 RMa/UMa/UMi"}


def _square(lon: float, lat: float, half_deg: float = 0.005) -> Polygon:
    return box(lon - half_deg, lat - half_deg, lon + half_deg, lat + half_deg)


# ---------------------------------------------------------------- stations
# id, operator, band, freq, lon, lat, county
_STATION_ROWS = [
    ("S01", MOBILE, "n28", 723.0, 101.05, 37.05, "632221"),
    ("S02", MOBILE, "n41", 2565.0, 101.10, 37.10, "632221"),
    ("S03", TELECOM, "n78", 3450.0, 101.05, 37.051, "632221"),
    ("S04", UNICOM, "n78", 3550.0, 101.20, 37.20, "632221"),
    ("S05", MOBILE, "n28", 723.0, 100.20, 37.10, "632222"),
    ("S06", MOBILE, "n28", 723.0, 100.60, 37.20, "632222"),
    ("S07", MOBILE, "n41", 2565.0, 102.05, 36.05, "630202"),
    ("S08", MOBILE, "n28", 723.0, 102.10, 36.10, "630202"),
    ("S09", TELECOM, "n78", 3450.0, 102.05, 36.051, "630202"),
    ("S10", TELECOM, "n78", 3450.0, 102.15, 36.20, "630202"),
    ("S11", UNICOM, "n78", 3550.0, 102.05, 36.052, "630202"),
]


# S04 looks south, away from the garden north of it.
_AZIMUTHS = {"S04": 180.0}


def _stations() -> gpd.GeoDataFrame:
    rows = [
        {
            "id": station,
            "name": HOSTILE_NAME if station == "S01" else f"示例站{station}",
            "operator": operator,
            "tech": "NR",
            "band": band,
            "freq_mhz": freq,
            "lon": lon,
            "lat": lat,
            "height_m": 35.0,
            "azimuth_deg": _AZIMUTHS.get(station, NAN),
            "beamwidth_deg": 65.0 if station in _AZIMUTHS else NAN,
            "tilt_deg": NAN,
            "ss_power_dbm": 18.0,
            "gain_dbi": 17.0,
            "environment": "RMa",
            "status": "built",
            "synthetic": True,
            "source": "SYNTHETIC scenario, seed 2022",
            "prefecture_adcode": county[:4] + "00",
            "county_adcode": county,
        }
        for station, operator, band, freq, lon, lat, county in _STATION_ROWS
    ]
    points = [Point(row["lon"], row["lat"]) for row in rows]
    return gpd.GeoDataFrame(rows, geometry=points, crs=CRS)


# ---------------------------------------------------------------- places
# id, name_zh, name_en, category, subcategory, county, lon, lat, precision_m,
# area_km2, level_dbm, level90_dbm, share50, share90, reach, area, operators,
# nearest_station, nearest_km, cause
# from lon to nearest_km, for a place without a coordinate
_NOWHERE = (NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, "no_data", "no_data", 0, "", NAN)
_AREA_ROWS: list[tuple[Any, ...]] = [
    # 海北: government 4 (2 met by reach, 1 by area), 1 without a coordinate
    ("QH-GV-001", "海北州政府", "Haibei government", "government", "prefecture_government",
     "632221", 101.05, 37.05, 300, 1.0, -85.0, -93.0, 1.0, 1.0, "met", "met", 3,
     "S01", 0.1, ""),
    ("QH-GV-002", "门源县政府", "Menyuan government", "government", "county_government",
     "632221", 101.10, 37.12, 500, 1.0, -95.0, -103.0, 1.0, 0.8, "met", "undecided", 2,
     "S02", 2.2, "margin"),
    ("QH-GV-003", "祁连县政府", "Qilian government", "government", "county_government",
     "632222", 100.22, 37.12, 4000, 1.0, -90.0, -98.0, 0.99, 0.97, "undecided", "undecided", 1,
     "S05", 2.9, "precision"),
    ("QH-GV-004", "祁连县行政服务中心", "Qilian service centre", "government", "other_unit",
     "632222", *_NOWHERE, "no_coordinate"),
    # education 1: not met, a ridge stands between it and S04
    ("QH-ED-001", "海北职业学院", "Haibei college", "education", "college",
     "632221", 101.25, 37.25, 300, 1.0, -109.0, -117.0, 0.2, 0.0, "not_met", "not_met", 0,
     "S04", 7.1, "terrain"),
    # finance 2: nothing judged
    ("QH-FI-001", "人行海北中支", "PBoC Haibei", "finance", "regulator",
     "632221", *_NOWHERE, "no_coordinate"),
    ("QH-FI-002", "海北银行网点", "Haibei bank branch", "finance", "branch",
     "632222", *_NOWHERE, "no_coordinate"),
    # healthcare 1: a coordinate, but no data: a void lies on the path of S04 (nothing judged)
    ("QH-HC-001", "海北州人民医院", "Haibei hospital", "healthcare", "tertiary_hospital",
     "632221", 101.30, 37.10, 300, 1.0, NAN, NAN, 0.1, 0.0, "no_data", "no_data", 0,
     "S04", 14.2, "no_data"),
    # transport hub 2: 1 met, 1 undecided (OpenStreetMap)
    ("QH-TH-001", "海北祁连机场", "Qilian Airport", "transport_hub", "airport",
     "632222", 100.60, 37.20, 300, 2.0, -88.0, -96.0, 1.0, 0.98, "met", "met", 1,
     "S06", 0.3, ""),
    ("QH-TH-002", "门源站", "Menyuan Station", "transport_hub", "railway_station",
     "632221", 101.12, 37.14, 200, 1.0, -103.0, -111.0, 1.0, 0.5, "undecided", "undecided", 1,
     "S02", 4.8, "margin"),
    # industrial park 1: reached at its point, area not met
    ("QH-IP-001", "门源生物园区", "Menyuan park", "industrial_park", "provincial_development_zone",
     "632221", 101.15, 37.15, 300, 4.0, -94.0, -102.0, 0.6, 0.4, "met", "not_met", 1,
     "S02", 7.2, "budget"),
    # scenic area 3: 1 met, 1 not met (no station), 1 undecided by reach and not met by area
    ("QH-SC-001", "阿咪东索景区", "Amidongsuo", "scenic_area", "AAAA",
     "632222", 100.90, 37.05, 2000, 30.0, NAN, NAN, 0.0, 0.0, "not_met", "not_met", 0,
     "S06", 31.4, "no_station"),
    ("QH-SC-002", "门源百里花海", "Menyuan flower sea", "scenic_area", "AAAA",
     "632221", 101.06, 37.06, 300, 6.0, -86.0, -94.0, 1.0, 0.96, "met", "met", 2,
     "S01", 1.4, ""),
    ("QH-SC-003", HOSTILE_NAME, HOSTILE_NAME, "scenic_area", "AAA",
     "632221", 101.20, 37.22, 300, 2.0, -104.0, -112.0, 0.9, 0.5, "undecided", "not_met", 1,
     "S04", 2.2, "sector"),
    # townships of 海北: 1 met, 1 not met, 1 without a coordinate
    ("QH-TS-001", "泉口镇", "Quankou", "township", "township_seat",
     "632221", 101.05, 37.08, 500, 1.0, -92.0, -100.0, 1.0, 1.0, "met", "met", 2,
     "S01", 3.3, ""),
    ("QH-TS-002", "峨堡镇", "Ebo", "township", "township_seat",
     "632222", 100.92, 37.28, 500, 1.0, NAN, NAN, 0.0, 0.0, "not_met", "not_met", 0,
     "S06", 29.7, "no_station"),
    ("QH-TS-003", "仙米乡", "Xianmi", "township", "township_seat",
     "632221", *_NOWHERE, "no_coordinate"),
    # 海东
    ("QH-GV-011", "乐都区政府", "Ledu government", "government", "county_government",
     "630202", 102.05, 36.05, 300, 1.0, -80.0, -88.0, 1.0, 1.0, "met", "met", 3,
     "S07", 0.1, ""),
    ("QH-ED-011", "海东职业学院", "Haidong college", "education", "college",
     "630202", 102.06, 36.06, 300, 1.0, -84.0, -92.0, 1.0, 1.0, "met", "met", 3,
     "S07", 1.4, ""),
    ("QH-FI-011", "人行海东中支", "PBoC Haidong", "finance", "regulator",
     "630202", 102.05, 36.06, 300, 1.0, -84.0, -92.0, 1.0, 1.0, "met", "met", 3,
     "S07", 1.1, ""),
    ("QH-HC-011", "海东市人民医院", "Haidong hospital", "healthcare", "tertiary_hospital",
     "630202", 102.12, 36.12, 300, 1.0, -96.0, -104.0, 1.0, 0.9, "met", "undecided", 1,
     "S08", 2.9, "margin"),
    ("QH-TH-011", "海东机场", "Haidong Airport", "transport_hub", "airport",
     "630202", 102.10, 36.10, 300, 4.0, -82.0, -90.0, 1.0, 1.0, "met", "met", 1,
     "S08", 0.1, ""),
    ("QH-TH-012", "平安驿站", "Ping'anyi Station", "transport_hub", "railway_station",
     "630203", 102.35, 36.10, 200, 1.0, NAN, NAN, 0.0, 0.0, "not_met", "not_met", 0,
     "S10", 21.1, "no_station"),
    ("QH-IP-011", "海东工业园区", "Haidong park", "industrial_park", "national_pilot_zone_park",
     "630202", 102.15, 36.18, 300, 100.0, -97.0, -105.0, 0.7, 0.5, "met", "not_met", 1,
     "S10", 2.2, "budget"),
    ("QH-SC-011", "海东故土园", "Haidong garden", "scenic_area", "AAAAA",
     "", *_NOWHERE, "no_coordinate"),
    ("QH-TS-011", "雨润镇", "Yurun", "township", "township_seat",
     "630202", 102.07, 36.07, 500, 1.0, -90.0, -98.0, 1.0, 1.0, "met", "met", 2,
     "S07", 2.9, ""),
    ("QH-TS-012", "三合镇", "Sanhe", "township", "township_seat",
     "630203", 102.38, 36.02, 500, 1.0, NAN, NAN, 0.0, 0.0, "no_data", "no_data", 0,
     "S10", 28.8, "no_data"),
    # in no known prefecture: only the province can count it
    ("QH-FI-091", "省地方金融监管局", "Provincial finance bureau", "finance", "regulator",
     "", *_NOWHERE, "no_coordinate"),
]  # fmt: skip
_AREA_COLUMNS = [
    "id",
    "name_zh",
    "name_en",
    "category",
    "subcategory",
    "county_adcode",
    "lon",
    "lat",
    "coord_precision_m",
    "area_km2",
    "level_dbm",
    "level90_dbm",
    "share50",
    "share90",
    "reach",
    "area",
    "operators",
    "nearest_station",
    "nearest_km",
    "cause",
]
_BLOCKED_COLUMNS = ("blocked_lon", "blocked_lat", "blocked_m", "blocked_station")
# The point of a ridge half way from the station to the place.
_BLOCKED = {"QH-ED-001": (101.225, 37.225, 3480.0, "S04")}
_NOT_BLOCKED = (NAN, NAN, NAN, "")
_SECTOR_COLUMNS = ("sector_station", "sector_off_deg")
_SECTOR = {"QH-SC-003": ("S04", 180.0)}
_NO_SECTOR = ("", NAN)
_OPENSTREETMAP = {"QH-TH-002", "QH-TH-012"}
_STATED_AREA = {"QH-IP-011", "QH-SC-001"}
_PREFECTURE_ALONE = {"QH-SC-011": "630200", "QH-FI-091": ""}


def _areas() -> gpd.GeoDataFrame:
    rows = [_area_row(row, number) for number, row in enumerate(_AREA_ROWS, start=2)]
    geometry = [None if math.isnan(row["lon"]) else _square(row["lon"], row["lat"]) for row in rows]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=CRS)


def _area_row(values: tuple[Any, ...], number: int) -> dict[str, Any]:
    row = dict(zip(_AREA_COLUMNS, values, strict=True))
    place, county = row["id"], row["county_adcode"]
    located = not math.isnan(row["lon"])
    osm = place in _OPENSTREETMAP
    township = row["category"] == "township"
    row |= {
        "tier": "township" if township else "core",
        "group": "extended" if township else "goal2022",
        "prefecture_adcode": _PREFECTURE_ALONE.get(place, county[:4] + "00"),
        "owner_zh": "" if township else "示例责任单位",
        "owner_en": "" if township else "sample body",
        "coord_source": ("OpenStreetMap" if osm else "sample") if located else "",
        "coord_licence": ("ODbL-1.0" if osm else "facts") if located else "",
        "fact_source": "sample",
        "odbl": osm,
        "extent_source": _extent_source(place) if located else "",
        "cell_m": 30.0 if located else NAN,
        # Behind the void the point has no level, some of the cells do.
        "median_dbm": -101.0 if place == "QH-HC-001" else row["level_dbm"] - 2.0,
        "margin_db": row["level_dbm"] + 105.0,
        # No key points are given, and no place is left out.
        "keypoints": "no_data",
        "key_points": 0,
        "worst_point": "",
        "excluded": "",
        "area_basis": "predicted",
        "measured_n": 0,
        "measured_share": NAN,
        "best_operator": "" if math.isnan(row["level_dbm"]) else MOBILE,
        **dict(zip(_SECTOR_COLUMNS, _SECTOR.get(place, _NO_SECTOR), strict=True)),
        **dict(zip(_BLOCKED_COLUMNS, _BLOCKED.get(place, _NOT_BLOCKED), strict=True)),
        "file": "data/raw/sample.csv",
        "row": number,
    }
    return row


def _extent_source(place: str) -> str:
    if place == "QH-IP-001":
        return "polygon"
    return "stated area" if place in _STATED_AREA else "assumed"


def _verdicts(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Any operator as in `areas`; the first n networks alike, the others not met."""
    rows = []
    for place in areas.to_dict("records"):
        for operator in ("any", *OPERATORS):  # no key points are given
            nothing = {"area_id": place["id"], "rule": "keypoints", "verdict": "no_data"}
            rows.append({**nothing, "operator": operator, "share50": NAN, "share90": NAN})
        for rule in ("reach", "area"):
            shares = {"share50": place["share50"], "share90": place["share90"]}
            found = {"area_id": place["id"], "rule": rule}
            rows.append({**found, "operator": "any", **shares, "verdict": place[rule]})
            for index, operator in enumerate(OPERATORS):
                unknown = place[rule] == "no_data"
                own = unknown or index < place["operators"]
                rows.append(
                    {
                        **found,
                        "operator": operator,
                        **(shares if own else {"share50": 0.0, "share90": 0.0}),
                        "verdict": place[rule] if own else "not_met",
                    }
                )
    columns = ["area_id", "operator", "rule", "share50", "share90", "verdict"]
    nothing_measured = {"basis": "predicted", "measured_n": 0, "measured_share": NAN}
    return pd.DataFrame(rows)[columns].assign(**nothing_measured)


# ---------------------------------------------------------------- gaps
# gap, place, km², size, cause, short_db, altitude_m, people, places inside, nearest_km, county,
# lon, lat
_GAP_ROWS: list[tuple[Any, ...]] = [
    ("QH-SC-001-G1", "QH-SC-001", 30.0, ">20", "no_station", NAN, 3310.0, NAN,
     "QH-TS-002 QH-FI-002", 31.4, "632222", 100.90, 37.05),
    ("QH-IP-001-G1", "QH-IP-001", 1.6, "1–5", "budget", 6.54, 2870.4, NAN, "",
     7.2, "632221", 101.15, 37.15),
    ("QH-ED-001-G1", "QH-ED-001", 0.8, "≤1", "terrain", 9.0, 3125.0, NAN, "",
     7.1, "632221", 101.25, 37.25),
    ("QH-SC-003-G1", "QH-SC-003", 0.2, "≤1", "sector", 3.0, 3008.5, NAN, "",
     2.2, "632221", 101.20, 37.22),
    ("QH-IP-011-G1", "QH-IP-011", 18.0, "5–20", "budget", 12.0, 2140.0, 1530.0, "",
     2.2, "630202", 102.15, 36.18),
    ("QH-TH-012-G1", "QH-TH-012", 1.0, "≤1", "no_station", NAN, NAN, NAN, "",
     21.1, "630203", 102.35, 36.10),
]  # fmt: skip


def _gaps() -> gpd.GeoDataFrame:
    geometry = [_square(row[-2], row[-1], 0.003) for row in _GAP_ROWS]
    frame = pd.DataFrame([_gap_row(*row) for row in _GAP_ROWS])
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)


def _gap_row(
    gap: str,
    place: str,
    km2: float,
    size: str,
    cause: str,
    short: float,
    altitude: float,
    people: float,
    inside: str,
    nearest_km: float,
    county: str,
    lon: float,
    lat: float,
) -> dict[str, Any]:
    listed = next(row for row in _AREA_ROWS if row[0] == place)
    return {
        "gap_id": gap,
        "area_id": place,
        "name_zh": listed[1],
        "name_en": listed[2],
        "category": listed[3],
        "prefecture_adcode": county[:4] + "00",
        "county_adcode": county,
        "lon": lon,
        "lat": lat,
        "altitude_m": altitude,
        "area_km2": km2,
        "size_class": size,
        "people": people,
        "places": len(inside.split()),
        "places_inside": inside,
        "cause": cause,
        "short_db": short,
        "nearest_km": nearest_km,
        **dict(zip(_SECTOR_COLUMNS, _SECTOR.get(place, _NO_SECTOR), strict=True)),
        **dict(zip(_BLOCKED_COLUMNS, _BLOCKED.get(place, _NOT_BLOCKED), strict=True)),
        "odbl": place in _OPENSTREETMAP,
    }


# ---------------------------------------------------------------- divisions
_COUNTY_NAMES = {
    "632221": ("门源回族自治县", "Menyuan", "门源"),
    "632222": ("祁连县", "Qilian", "祁连"),
    "630202": ("乐都区", "Ledu", "乐都"),
    "630203": ("平安区", "Ping'an", "平安"),
}
# adcode: km², people, stations, km² covered at 50 %, at 90 %
_COUNTY_FIGURES: dict[str, tuple[float, float, int, float, float]] = {
    "632221": (1000.0, 100_000.0, 4, 600.0, 400.0),
    "632222": (3000.0, NAN, 2, 600.0, 300.0),
    "630202": (500.0, 250_000.0, 5, 400.0, 300.0),
    "630203": (500.0, 150_000.0, 0, 0.0, 0.0),
}
_PREFECTURE_NAMES = {
    "632200": ("海北藏族自治州", "Haibei Tibetan Autonomous Prefecture", "海北"),
    "630200": ("海东市", "Haidong", "海东"),
}
_PREFECTURE_FIGURES: dict[str, tuple[float, float, int, float, float]] = {
    "632200": (4000.0, 200_000.0, 6, 1200.0, 700.0),
    "630200": (1000.0, 400_000.0, 5, 400.0, 300.0),
}


def _division(
    adcode: str,
    names: tuple[str, str, str],
    figures: tuple[float, float, int, float, float],
    prefecture: str,
) -> dict[str, Any]:
    km2, people, stations, covered50, covered90 = figures
    return {
        "adcode": adcode,
        "name_zh": names[0],
        "name_en": names[1],
        "short_zh": names[2],
        "prefecture_adcode": prefecture,
        "area_km2": km2,
        "population": people,
        "stations": stations,
        "stations_per_10k": stations / people * 1e4,
        "stations_per_1000km2": stations / km2 * 1e3,
        "share50": covered50 / km2,
        "share90": covered90 / km2,
        "covered50_km2": covered50,
        "covered90_km2": covered90,
    }


def _counties() -> gpd.GeoDataFrame:
    rows = [
        _division(code, _COUNTY_NAMES[code], figures, code[:4] + "00")
        for code, figures in _COUNTY_FIGURES.items()
    ]
    return gpd.GeoDataFrame(rows, geometry=[box(*b) for b in COUNTY_BOXES.values()], crs=CRS)


def _prefectures() -> gpd.GeoDataFrame:
    rows = [
        _division(code, _PREFECTURE_NAMES[code], figures, code)
        for code, figures in _PREFECTURE_FIGURES.items()
    ]
    geometry = [box(100.0, 37.0, 101.34, 37.3), box(102.0, 36.0, 102.4, 36.25)]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=CRS)


# ---------------------------------------------------------------- cells of 100 m
def _coverage() -> pd.DataFrame:
    # county: cells, then (50 %, 90 %, no data) of any, mobile, telecom, unicom
    nothing = (0, 0, 0)
    figures = {
        "632221": (
            100_000,
            (60_000, 40_000, 2_000),
            (50_000, 35_000, 3_000),
            (30_000, 20_000, 2_000),
            (10_000, 5_000, 0),
        ),
        "632222": (300_000, (60_000, 30_000, 0), (60_000, 30_000, 0), nothing, nothing),
        "630202": (
            50_000,
            (40_000, 30_000, 0),
            (30_000, 20_000, 0),
            (30_000, 20_000, 0),
            (20_000, 10_000, 0),
        ),
        "630203": (50_000, (0, 0, 5_000), nothing, (0, 0, 5_000), nothing),
    }
    rows = [
        (county, operator, cells, *reached)
        for county, (cells, *by_operator) in figures.items()
        for operator, reached in zip(("any", *OPERATORS), by_operator, strict=True)
    ]
    columns = ["county_adcode", "operator", "cells", "cells50", "cells90", "cells_no_data"]
    return pd.DataFrame(rows, columns=columns)


def _limits() -> pd.DataFrame:
    """What limits each cell: `_coverage` says how many reach the threshold or have no data."""
    figures = {
        "632221": (60_000, 15_000, 8_000, 15_000, 2_000),
        "632222": (60_000, 40_000, 20_000, 180_000, 0),
        "630202": (40_000, 5_000, 0, 5_000, 0),
        "630203": (0, 5_000, 0, 40_000, 5_000),
    }
    rows = [
        (county, limit, cells)
        for county, by_limit in figures.items()
        for limit, cells in zip(LIMITS, by_limit, strict=True)
    ]
    return pd.DataFrame(rows, columns=["county_adcode", "limit", "cells"])


def _levels() -> pd.DataFrame:
    """Cells per whole dBm; those without a station in the model's range are in none."""
    rows = [
        ("632221", -90, 10_000),
        ("632221", -98, 20_000),
        ("632221", -105, 30_000),
        ("632221", -108, 15_000),
        ("632221", -120, 10_000),
        ("632222", -95, 20_000),
        ("632222", -101, 40_000),
        ("632222", -109, 60_000),
        ("630202", -80, 15_000),
        ("630202", -99, 10_000),
        ("630202", -104, 15_000),
        ("630202", -110, 5_000),
        ("630203", -112, 5_000),
    ]
    return pd.DataFrame(rows, columns=["county_adcode", "level_dbm", "cells"])


def _networks() -> pd.DataFrame:
    """No data, then exactly n networks: n1 + 2 n2 + 3 n3 = the cells of the three operators."""
    figures = {
        "632221": (2_000, 38_000, 35_000, 20_000, 5_000),
        "632222": (0, 240_000, 60_000, 0, 0),
        "630202": (0, 10_000, 10_000, 20_000, 10_000),
        "630203": (5_000, 45_000, 0, 0, 0),
    }
    rows = [
        (county, n, cells) for county, by_n in figures.items() for n, cells in enumerate(by_n, -1)
    ]
    return pd.DataFrame(rows, columns=["county_adcode", "operators", "cells"])


# ---------------------------------------------------------------- people
def _people() -> pd.DataFrame:
    """By a file that does not know 平安区."""
    # county: people, then (50 %, 90 %, no data) of any, mobile, telecom, unicom
    nothing, unknown = (0.0, 0.0, 0.0), (NAN, NAN, NAN)
    figures = {
        "632221": (
            80_000.0,
            (60_000.0, 40_000.0, 4_000.0),
            (50_000.0, 40_000.0, 4_000.0),
            (30_000.0, 20_000.0, 0.0),
            (10_000.5, 0.25, 0.0),
        ),
        "632222": (20_000.0, (8_000.0, 5_000.0, 0.0), (8_000.0, 5_000.0, 0.0), nothing, nothing),
        "630202": (
            200_000.0,
            (190_000.0, 150_000.0, 0.0),
            (150_000.0, 100_000.0, 0.0),
            (150_000.0, 100_000.0, 0.0),
            (90_000.0, 50_000.0, 0.0),
        ),
        "630203": (NAN, unknown, unknown, unknown, unknown),
    }
    rows = [
        (county, operator, people, *reached)
        for county, (people, *by_operator) in figures.items()
        for operator, reached in zip(("any", *OPERATORS), by_operator, strict=True)
    ]
    columns = ["county_adcode", "operator", "people", "people50", "people90", "people_no_data"]
    return pd.DataFrame(rows, columns=columns)


# ---------------------------------------------------------------- the rest
def _data_centers() -> gpd.GeoDataFrame:
    rows = [
        ("QH-DC-001", "海东数据中心", "Haidong data centre", "630200", "630202", "示例运营",
         6000.0, 10_000.0, "sample source", "2024-07", 102.08, 36.08, "facts"),
        ("QH-DC-002", "海北数据中心", "Haibei data centre", "632200", "632221", "",
         NAN, NAN, "", "", 101.08, 37.08, "facts"),
        ("QH-DC-003", "海北云节点", "Haibei cloud node", "632200", "632222", "",
         527.0, NAN, "sample source", "2020-05", NAN, NAN, ""),
    ]  # fmt: skip
    columns = [
        "id",
        "name_zh",
        "name_en",
        "prefecture_adcode",
        "county_adcode",
        "operator",
        "racks",
        "racks_planned",
        "racks_source",
        "racks_date",
        "lon",
        "lat",
        "coord_licence",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    geometry = [None if math.isnan(row[10]) else Point(row[10], row[11]) for row in rows]
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS)


def _findings() -> pd.DataFrame:
    rows = [
        ("county-mismatch", "warning", "data/raw/scenic_areas.csv", 4, "lon",
         "坐标不在所填的县内", "the coordinate is not in the stated county"),
        ("population-missing", "warning", "data/raw/population.csv", 9, "population",
         "祁连县没有人口数", "no population for Qilian"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "severity", "file", "row", "field", "zh", "en"])


def _defaults() -> pd.DataFrame:
    rows = [
        ("base_stations", "ss_power_dbm", "18.0", 11, "每个资源单元功率默认值",
         "default power per resource element"),
        ("government", "area_km2", "1.0", 4, "场所默认范围", "default extent of a place"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["layer", "field", "value", "rows", "zh", "en"])
