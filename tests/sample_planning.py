"""A SYNTHETIC region of two prefectures in which it is plain what a plan has to do.

One station stands, and one place beside it is met. EAST and WEST lie 2.7 km apart, so that a
station between them closes both; FAR lies in the other prefecture; LOST has no coordinate, and
VAGUE one that may be kilometres off. No place of another category has a coordinate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo import analysis, coverage, planning, settings
from geo.grid import Grid
from geo.inputs import Inputs, gather
from geo.settings import Plan, Settings
from geo.tally import Regions
from tests import toy

MET, WEST, EAST, FAR, LOST, VAGUE = "MET", "WEST", "EAST", "FAR", "LOST", "VAGUE"
SQUARE_KM = 1.0
_PLACES = "id,name_zh,tier,prefecture,lon,lat,coord_precision_m,area_km2\n"
_GOVERNMENT = (
    f"{MET},近处,core,西宁市,101.5,36.2,10,{SQUARE_KM}\n"
    f"{WEST},西边,core,西宁市,101.5,36.45,10,{SQUARE_KM}\n"
    f"{EAST},东边,core,西宁市,101.53,36.45,10,{SQUARE_KM}\n"
    f"{FAR},远处,core,海西州,100.5,36.5,10,{SQUARE_KM}\n"
    f"{LOST},不明,core,海西州,,,,\n"
    f"{VAGUE},大概,core,海西州,100.2,36.8,5000,{SQUARE_KM}\n"
)
_OTHERS = ("education", "finance", "healthcare", "transport_hubs", "parks", "scenic_areas")
_STATIONS = (
    "id,operator,band,lon,lat,tech,status,height_m\nB0,中国移动,n28,101.5,36.2,NR,built,40\n"
)
_POPULATION = "adcode,name,population\n630100,西宁市,600\n632800,海西州,200\n"
# id, kind, lon, lat, cost
CANDIDATES = (
    ("BETWEEN", "tower", 101.515, 36.45, 3.0),
    ("AT-WEST", "rooftop", 101.5, 36.45, 1.0),
    ("AT-EAST", "road", 101.53, 36.45, 1.0),
    ("AT-FAR", "other", 100.5, 36.5, 1.0),
    ("NOWHERE", "tower", 101.9, 36.9, 1.0),
)


# Far from every place: a village, and a road of about 9 km.
VILLAGE = (101.7, 36.3)
ROAD = ((100.7, 36.2), (100.8, 36.2))
KEY_POINT = (101.62, 36.2)


def world(
    folder: Path,
    *,
    zones: str = "",
    dropped: tuple[str, ...] = (),
    beside: bool = False,
    point: bool = False,
    **asked: Any,
) -> Settings:
    """Write the region, and return settings for a plan of it.

    Parameters
    ----------
    folder
        Where the files are to be.
    zones
        What a zone around BETWEEN says: ``exclude``, ``penalise``, ``""`` = there is none.
    dropped
        Candidates that are not listed.
    beside
        Whether people and a road are given.
    point
        Whether MET has a key point where no station reaches.
    **asked
        ``[plan]``; candidates are not generated unless asked for.
    """
    files = toy.write_boundaries(folder)
    texts = {
        "government": _PLACES + _GOVERNMENT,
        "base_stations": _STATIONS,
        "population": _POPULATION,
        "settlements": _PLACES + "V,某镇,township,西宁市,,,,\n",
        "data_centers": "id,name,adcode\nD,中心,630102\n",
        **{name: f"{_PLACES}{name},某处,core,西宁市,,,,\n" for name in _OTHERS},
        "candidates": "id,name,kind,lon,lat,cost\n"
        + "".join(
            f"{name},{name},{kind},{lon},{lat},{cost}\n"
            for name, kind, lon, lat, cost in CANDIDATES
            if name not in dropped
        ),
    }
    for name, text in texts.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_text(text, encoding="utf-8")
    if zones:
        files["restricted_zones"] = folder / "zones.geojson"
        shape = shapely.box(101.51, 36.44, 101.52, 36.46)
        row = {"id": "Z1", "name": "保护区", "kind": "protected", "rule": zones}
        gpd.GeoDataFrame([row], geometry=[shape], crs=4326).to_file(files["restricted_zones"])
    if point:
        files["key_points"] = folder / "key_points.csv"
        row = "id,place_id,kind,lon,lat\nK1,{},门诊楼,{},{}\n".format(MET, *KEY_POINT)
        files["key_points"].write_text(row, encoding="utf-8")
    people = None
    if beside:
        people = folder / "people.csv"
        people.write_text("lon,lat,people\n{},{},4000\n".format(*VILLAGE), encoding="utf-8")
        files["roads"] = folder / "roads.geojson"
        road = {"id": "G1", "name_zh": "国道", "class": "national", "datum": "CGCS2000"}
        line = shapely.LineString(ROAD)
        gpd.GeoDataFrame([road], geometry=[line], crs=4326).to_file(files["roads"])
    return Settings(
        layers=files,
        coverage=settings.Coverage(cell_m=500.0),
        people=settings.People(file=people),
        plan=Plan(**{"generate": False, **asked}),
    )


def gathered(chosen: Settings) -> tuple[Inputs, tuple[Regions, Grid], coverage.Model]:
    """Return what a plan starts from."""
    inputs = gather(chosen, [])
    regions, grid, model = analysis.prepare(inputs, chosen, None)
    return inputs, (regions, grid), model


def made(chosen: settings.Settings) -> planning.Plan:
    """Return the plan of a region."""
    return planning.make(*gathered(chosen), chosen, None, lambda *_: lambda: None)
