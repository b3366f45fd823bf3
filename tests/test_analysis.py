"""From inputs to results: causes, figures of places, and the identities that must hold."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

import layers
from geo import analysis, lines, places, settings
from geo import stations as station_list
from geo.analysis import over_province, prepare
from geo.coverage import ByDistance, Window
from geo.grid import Grid, project
from geo.inputs import Inputs, gather
from geo.judging import of_places
from geo.networks import LTE, of_lte, parse
from geo.outputs import store
from geo.results import ANY, LIMITS, Results
from geo.tally import Tally
from geo.verdicts import Criterion
from layers.errors import Finding
from layers.text import Text
from tests import toy
from tests.conftest import SmallRun
from tests.scenes import (
    CRS_WKT,
    LAT,
    LON,
    NETWORKS,
    Painted,
    levels,
    station_frame,
    transmitters,
)
from tests.test_inputs import TINY

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def results(haibei_run: SmallRun) -> Results:
    return store.load(haibei_run.folders.processed)


def test_every_listed_place_has_exactly_one_verdict_by_each_rule(results: Results) -> None:
    placed = results.areas[results.areas["lon"].notna()]
    of_any = results.verdicts[results.verdicts["operator"] == ANY]
    for rule in ("area", "reach", "keypoints"):
        judged = of_any[of_any["rule"] == rule].set_index("area_id")["verdict"]
        assert judged.index.is_unique
        assert (placed.set_index("id")[rule] == judged.reindex(placed["id"])).all()
    assert len(of_any) == 3 * len(results.areas)  # area, reach, keypoints
    missing = results.areas[results.areas["lon"].isna()]
    assert set(missing["area"]) == set(missing["reach"]) == {"no_data"}
    assert set(missing["cause"]) == {"no_coordinate"}


def test_operators_never_beat_any_and_90_never_beats_50(results: Results) -> None:
    wide = results.coverage.pivot(
        index="county_adcode", columns="operator", values=["cells50", "cells90"]
    )
    for cells in ("cells50", "cells90"):
        assert (wide[cells].max(axis=1) == wide[cells][ANY]).all()
        each = wide[cells].drop(columns=ANY)
        assert (wide[cells][ANY] <= each.sum(axis=1)).all()
    assert (results.coverage["cells90"] <= results.coverage["cells50"]).all()
    assert (results.areas["share90"].fillna(0) <= results.areas["share50"].fillna(0)).all()


def test_levels_networks_and_coverage_count_the_same_cells(results: Results) -> None:
    any_operator = results.coverage[results.coverage["operator"] == ANY]
    cells = any_operator.set_index("county_adcode")
    by_network = results.networks.groupby("county_adcode")["cells"].sum()
    assert by_network.equals(cells["cells"])
    reached = results.levels[results.levels["level_dbm"] >= -105]
    at_threshold = reached.groupby("county_adcode")["cells"].sum()
    assert at_threshold.to_dict() == cells.loc[cells["cells50"] > 0, "cells50"].to_dict()


def test_limits_and_coverage_count_the_same_cells(results: Results) -> None:
    limits = results.limits.pivot(index="county_adcode", columns="limit", values="cells")
    assert set(limits.columns) == set(LIMITS)
    any_operator = results.coverage[results.coverage["operator"] == ANY]
    cells = any_operator.set_index("county_adcode")
    assert (limits.sum(axis=1) == cells["cells"]).all()
    assert (limits["none"] == cells["cells50"]).all()
    # Without terrain there is none in the way, and no void.
    assert (results.coverage["cells_no_data"] == 0).all()
    assert (limits[["terrain", "no_data"]] == 0).all(axis=None)


def test_without_terrain_no_place_is_blocked_by_a_point(results: Results) -> None:
    points = results.areas[["blocked_lon", "blocked_lat", "blocked_m"]]
    assert points.isna().all(axis=None)
    assert set(results.areas["blocked_station"]) == {""}
    assert not set(results.areas["cause"]) & {"terrain", "no_data"}


def test_margin_is_level_minus_threshold(results: Results) -> None:
    known = results.areas[results.areas["level_dbm"].notna()]
    assert len(known) > 5
    margin = known["level_dbm"] + 105.0
    assert np.allclose(known["margin_db"], margin)
    reached = known["margin_db"] >= 0
    assert (known.loc[reached, "reach"] != "not_met").all()
    assert (known.loc[~reached, "reach"] != "met").all()
    assert (known["best_operator"] != "").all()
    assert (known.loc[reached, "operators"] >= 1).all()


def test_gaps_belong_to_places_that_are_not_fully_covered(results: Results) -> None:
    share = results.areas.set_index("id")["share50"]
    assert len(results.gaps) > 0
    assert (share.reindex(results.gaps["area_id"]) < 1.0).all()
    area = results.areas.set_index("id")["area_km2"]
    per_place = results.gaps.groupby("area_id")["area_km2"].sum()
    failing = (1 - share) * area
    # Cells straddle the rim of the place, and grains are left out: 3 % and a few cells.
    assert np.allclose(per_place, failing.reindex(per_place.index), rtol=0.03, atol=0.005)


def test_findings_survive_with_both_languages(results: Results) -> None:
    assert set(results.findings["severity"]) <= {"warning", "error"}
    assert (results.findings["zh"] != "").all() and (results.findings["en"] != "").all()


# ------------------------------------------------------ places whose levels are given


(MIDDLE_X,), (MIDDLE_Y,) = project(CRS_WKT, LON, LAT)
APART_M = 2000.0
PLACES = ("covered", "void", "hill", "weak", "aside", "nothing", "half void")


def along_a_line(grid: Grid) -> Window:
    """What the place in each 2 km of the window's columns is named after, west to east."""
    x, y = np.meshgrid(*grid.centres())
    number = np.rint((x - MIDDLE_X) / APART_M).astype(int)
    southern = y < MIDDLE_Y + 50.0  # and the place's own point
    kind = np.array(PLACES)[number.clip(0, len(PLACES) - 1)]
    kind = np.where((kind == "half void") & southern, "covered", kind)
    kind = np.where(kind == "half void", "void", kind)
    level = np.select(
        [kind == "covered", np.isin(kind, ["void", "nothing"])], [-90.0, np.nan], -120
    )
    return levels(
        grid,
        level,
        level - 10.0,
        possible=np.where(kind == "void", -100.0, np.nan),
        clear=np.where(kind == "hill", -100.0, np.where(kind == "weak", -110.0, np.nan)),
        blocker=np.where(kind == "hill", 0, -1),
        blocked_km=np.where(kind == "hill", 2.5, np.nan),
    )


def all_round(grid: Grid) -> Window:
    """The same if the station, which looks north, sent the same all round."""
    found = along_a_line(grid)
    x, _ = np.meshgrid(*grid.centres())
    aside = np.rint((x - MIDDLE_X) / APART_M).astype(int) == PLACES.index("aside")
    found.level_dbm[:, 0, aside], found.server[aside] = -100.0, 0
    return found


def inputs_of(areas: gpd.GeoDataFrame, stations: list[dict]) -> Inputs:
    filled, defaults = station_list.with_defaults(station_frame(stations), "RMa")
    return Inputs(
        counties=toy.COUNTIES,
        prefectures=toy.PREFECTURES,
        population=pd.DataFrame(),
        stations=filled,
        counted=np.ones(len(filled), bool),
        lte=np.zeros(len(filled), bool),
        areas=areas,
        data_centers=gpd.GeoDataFrame(),
        lines=lines.collect({}, toy.COUNTIES, ()),
        synthetic=False,
        scope=("630100", "632800"),
        findings=(),
        defaults=defaults,
        rows={},
    )


def line_of_places() -> gpd.GeoDataFrame:
    rows = []
    for number, name in enumerate(PLACES):
        lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, number * APART_M)
        (extent,) = places.disc(np.array([lon]), np.array([lat]), np.array([300.0]))
        rows.append({"id": name, "lon": lon, "lat": lat, "geometry": extent})
    rows.append({"id": "unplaced", "lon": np.nan, "lat": np.nan, "geometry": None})
    known = {"area_km2": 0.09 * np.pi, "coord_precision_m": 10.0, "extent_source": "assumed"}
    texts = ("name_zh", "name_en", "category", "prefecture_adcode", "county_adcode", "excluded")
    frame = gpd.GeoDataFrame(rows, crs=4326)
    return frame.assign(**known, **dict.fromkeys(texts, ""), odbl=False)


@pytest.fixture(scope="module")
def judged() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    # The station that the hill hides lies 5 km north of its place.
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, PLACES.index("hill") * APART_M)
    station_lon, station_lat, _ = GEOD.fwd(lon, lat, 0.0, 5000.0)
    station = {"lon": station_lon, "lat": station_lat, "azimuth_deg": 0.0}
    model = Painted(
        along_a_line,
        transmitters([station]),
        ground=lambda lon, lat: 0 * lon + 3210.0,
        turned=all_round,
    )
    given = inputs_of(line_of_places(), [station])
    found = of_places(given, model, settings.default(), lambda *_: lambda: None)
    return found.areas.set_index("id"), found.verdicts, found.gaps


def test_each_place_has_the_verdict_and_the_cause_of_what_lies_there(judged) -> None:
    areas, _, _ = judged
    assert areas[["reach", "area", "cause"]].T.to_dict("list") == {
        "covered": ["met", "met", ""],
        "void": ["no_data", "no_data", "no_data"],
        "hill": ["not_met", "not_met", "terrain"],
        "weak": ["not_met", "not_met", "budget"],
        "aside": ["not_met", "not_met", "sector"],
        "nothing": ["not_met", "not_met", "no_station"],
        "half void": ["met", "no_data", "no_data"],
        "unplaced": ["no_data", "no_data", "no_coordinate"],
    }


def test_only_the_place_behind_the_hill_has_a_point_that_blocks_it(judged) -> None:
    areas, _, _ = judged
    hill = areas.loc["hill"]
    assert (hill["blocked_station"], hill["blocked_m"]) == ("S0", 3210.0)
    # Halfway between the station 5 km north and the point of the place.
    middle = GEOD.fwd(hill["lon"], hill["lat"], 0.0, 2500.0)[:2]
    assert GEOD.inv(hill["blocked_lon"], hill["blocked_lat"], *middle)[2] < 0.1
    others = areas.drop(index="hill")
    assert set(others["blocked_station"]) == {""} and others["blocked_lon"].isna().all()


def test_only_the_place_aside_has_a_sector_to_turn(judged) -> None:
    areas, _, gaps = judged
    aside = areas.loc["aside"]
    assert aside["sector_station"] == "S0"
    # 4 km east and 5 km south of the station, which looks north.
    off = 180.0 - np.degrees(np.arctan2(4000.0, 5000.0))
    assert aside["sector_off_deg"] == pytest.approx(off, abs=0.1)
    others = areas.drop(index="aside")
    assert set(others["sector_station"]) == {""} and others["sector_off_deg"].isna().all()
    own = gaps.set_index("area_id")
    assert own["sector_station"].to_dict() == {"hill": "", "weak": "", "aside": "S0", "nothing": ""}
    assert own.loc["aside", "sector_off_deg"] == pytest.approx(off, abs=1.0)


def test_what_lies_behind_a_void_is_no_gap(judged) -> None:
    _, _, gaps = judged
    assert set(gaps["area_id"]) == {"hill", "weak", "aside", "nothing"}
    disc_km2 = 0.09 * np.pi
    assert gaps["area_km2"].tolist() == pytest.approx([disc_km2] * 4, rel=0.03)


def test_gaps_say_what_their_places_say(judged) -> None:
    areas, _, gaps = judged
    own = gaps.set_index("area_id")
    assert (own["cause"] == areas.loc[own.index, "cause"]).all()
    assert own["short_db"].round(6).to_dict() == {
        "hill": 15.0,  # −105 − (−120)
        "weak": 15.0,
        "aside": 15.0,
        "nothing": pytest.approx(np.nan, nan_ok=True),
    }
    assert own["blocked_station"].to_dict() == {
        "hill": "S0",
        "weak": "",
        "aside": "",
        "nothing": "",
    }
    assert own.loc["hill", "blocked_m"] == 3210.0 and set(own["altitude_m"]) == {3210.0}


def test_the_median_of_a_place_is_of_its_cells(judged) -> None:
    areas, _, _ = judged
    assert areas["median_dbm"].fillna(0.0).to_dict() == {
        "covered": -90.0,
        "void": 0.0,
        "hill": -120.0,
        "weak": -120.0,
        "aside": -120.0,
        "nothing": 0.0,
        "half void": -90.0,  # the northern half is not known
        "unplaced": 0.0,
    }


def test_verdicts_of_operators_know_the_void_too(judged) -> None:
    _, verdicts, _ = judged
    mine = verdicts[(verdicts["operator"] == "中国移动") & (verdicts["area_id"] == "void")]
    assert set(mine["verdict"]) == {"no_data"} and len(mine) == 3


# ----------------------------------------------------------------- 4G beside 5G, sharing

OF_5G = """\
M1,移动,101.5,36.2,5G,n28,
M2,移动,101.52,36.22,5G,n41,
B1,广电,100.5,36.5,5G,n28,
T1,电信,101.5,36.8,5G,n78,
"""
OF_4G = """\
L1,移动,101.5,36.2,4G,B3,
L2,联通,101.5,36.8,4G,D频段,
L3,电信,100.4,36.4,4G,,1850
"""


def analysed(folder: Path, rows: str) -> Results:
    """Return what is found of a tiny province and these stations."""
    folder.mkdir()
    files = toy.write_boundaries(folder)
    header = "id,operator,lon,lat,tech,band,freq_mhz\n"
    for name, text in {**TINY, "base_stations": header + rows}.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_text(text, encoding="utf-8")
    chosen = settings.default().model_copy(
        update={"layers": files, "coverage": settings.Coverage(cell_m=1000.0)}
    )
    given = gather(chosen, [])
    regions, grid, model = prepare(given, chosen, None)
    silent = lambda *_: lambda: None  # noqa: E731
    judged = of_places(given, model, chosen, silent)
    read = analysis.readers(given, regions, grid, model, Criterion(-105.0, 0.95))
    over_province(regions, grid, model, 64, read.all(), Tiles(), silent)
    return analysis.results(given, read, judged, (), {"run_id": ""}, layers.empty("challenges"))


@pytest.fixture(scope="module")
def with_and_without_4g(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Results]:
    folder = tmp_path_factory.mktemp("technologies")
    return analysed(folder / "both", OF_4G + OF_5G), analysed(folder / "only", OF_5G)


def test_4g_moves_no_figure_of_5g(with_and_without_4g: tuple[Results, Results]) -> None:
    both, only = with_and_without_4g
    for name in ("areas", "gaps", "counties", "prefectures", "limits", "levels", "networks"):
        one, other = getattr(both, name), getattr(only, name)
        assert len(other) and one.equals(other), name
    for name in ("verdicts", "coverage"):
        one, other = getattr(both, name), getattr(only, name)
        of_5g = one["operator"].map(lambda view: parse(view).tech) == "NR"
        assert one[of_5g].reset_index(drop=True).equals(other), name
        operators = ("中国移动", "中国电信", "中国联通")
        assert set(one.loc[~of_5g, "operator"]) == {LTE, *map(of_lte, operators)}
    assert both.areas["nearest_station"].isin(["M1", "M2", "B1", "T1", ""]).all()
    assert both.counties["stations"].sum() == 4
    assert only.technologies.empty and not both.technologies.empty


def test_technologies_and_coverage_count_the_same_cells(
    with_and_without_4g: tuple[Results, Results],
) -> None:
    both, _ = with_and_without_4g
    seen = both.technologies.pivot(index="county_adcode", columns="seen", values="cells")
    coverage = both.coverage.pivot(index="county_adcode", columns="operator", values="cells50")
    assert (seen["both"] + seen["nr"] == coverage[ANY]).all()
    assert (seen["both"] + seen["lte"] == coverage[LTE]).all()
    cells = both.coverage.groupby("county_adcode")["cells"].first()
    assert seen.sum(axis=1).equals(cells)
    assert (seen[["both", "nr", "lte", "none"]].sum() > 0).all() and (seen["no_data"] == 0).all()


def test_places_are_judged_by_4g_with_the_4g_stations_near_them(
    with_and_without_4g: tuple[Results, Results],
) -> None:
    both, _ = with_and_without_4g
    reach = both.verdicts[both.verdicts["rule"] == "reach"]
    by_view = reach.pivot(index="area_id", columns="operator", values="verdict")
    # S1 lies at L3, far from any 5G; G1 at M1 and L1; E2 has no point.
    assert by_view.loc["S1", [ANY, LTE]].tolist() == ["not_met", "met"]
    assert by_view.loc["G1", [ANY, LTE, "中国移动", of_lte("中国移动")]].tolist() == ["met"] * 4
    assert by_view.loc["G1", of_lte("中国联通")] == "not_met"
    assert by_view.loc["E2"].tolist() == ["no_data"] * len(by_view.columns)
    # 广电 may use the 700 MHz of 移动 at G1, and 移动 that of 广电 at H1.
    assert by_view.loc["G1", ["中国广电", "中国广电+"]].tolist() == ["not_met", "met"]
    assert by_view.loc["H1", ["中国移动", "中国移动+"]].tolist() == ["not_met", "met"]


# --------------------------------------------------------------------- the steps


class Tiles:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.levels: list[int] = []
        self.empty: list[int] = []

    def write(self, _row: int, _column: int, levels: Window, inside: np.ndarray) -> None:
        assert levels.grid.shape == inside.shape
        self.levels.append(int(inside.sum()))

    def write_empty(self, _row: int, _column: int, inside: np.ndarray) -> None:
        self.empty.append(int(inside.sum()))


def test_tiles_that_no_station_reaches_are_counted_without_being_computed() -> None:
    given = inputs_of(gpd.GeoDataFrame(), [{"lon": 101.5, "lat": 36.2}])
    chosen = settings.default().model_copy(update={"coverage": settings.Coverage(cell_m=1000.0)})
    regions, grid, model = prepare(given, chosen, None)
    assert isinstance(model, ByDistance) and model.sources.crs == grid.crs
    sink, ticks = Tiles(), []
    read = analysis.readers(given, regions, grid, model, Criterion(-105.0, 0.95))
    over_province(regions, grid, model, 32, read.all(), sink, lambda *_: lambda: ticks.append(1))
    tally = read.tally
    assert sink.levels and sink.empty and len(ticks) == len(list(grid.tiles(32)))
    any_operator = tally.coverage().query("operator == @ANY").set_index("county_adcode")
    assert any_operator["cells"].sum() == sum(sink.levels) + sum(sink.empty)
    assert (any_operator["cells50"] > 0).to_dict() == {
        "630102": True,
        "630121": False,
        "632801": False,
    }
    limits = tally.limits().groupby("county_adcode")["cells"].sum()
    assert limits.equals(any_operator["cells"])


def test_cautions_are_of_the_inputs_then_of_the_dem_then_of_the_stations() -> None:
    given = inputs_of(gpd.GeoDataFrame(), [{"ss_power_dbm": 60.0}])
    said = Finding("dem-void", Text("空洞", "voids"), Text("补", "fill them"), severity="warning")
    model, tally = Painted(along_a_line), Tally(np.array(["630102"]), NETWORKS[:1], -105.0)
    without = analysis.cautions(given, model, None, tally, -105.0)
    assert [finding.code for finding in without] == ["power-high"]
    terrain = SimpleNamespace(
        findings=(said,),
        card={"terrain_source": "dem.tif"},
        covers=lambda lon, lat: np.zeros(len(lon), bool),
    )
    codes = [f.code for f in analysis.cautions(given, model, terrain, tally, -105.0)]
    assert codes == ["dem-void", "station-off-terrain", "power-high"]
    strong = analysis.cautions(given, ByDistance(transmitters([{}])), None, tally, -105.0)
    assert [finding.code for finding in strong] == ["power-high", "strong-at-model-end"]


def test_stations_that_a_cause_names_are_shown_from_over_the_border() -> None:
    ids = ("own", "blocks a place", "turns to a gap", "serves", "other")
    given = inputs_of(gpd.GeoDataFrame(), [{"id": name} for name in ids])
    of = given.stations.assign(prefecture_adcode=["630100", *["632200"] * 4])
    nothing = {"blocked_station": [""], "sector_station": [""]}
    areas = pd.DataFrame({**nothing, "blocked_station": ["blocks a place"]})
    gaps = pd.DataFrame({**nothing, "sector_station": ["turns to a gap"]})
    judged = SimpleNamespace(areas=areas, gaps=gaps, profiles=pd.DataFrame({"station": ["serves"]}))
    shown = analysis._shown(replace(given, stations=of), judged)
    assert shown["id"].tolist() == list(ids[:4])
    assert shown.index.tolist() == [0, 1, 2, 3] and not shown["synthetic"].any()
