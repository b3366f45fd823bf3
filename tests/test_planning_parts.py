"""Parts of a plan: where stations may stand, what they cost, which cells are one demand."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import layers
from geo import analysis, lines, planning, settings
from geo.grid import GEOD, Grid, project
from geo.planning import _blocks, _candidates, _costs, _existing, _new_ground, _zones
from geo.planning._demand import OpenPlace
from geo.planning._sets import _Refined
from geo.planning._table import with_columns
from geo.settings import Plan, PlanCosts
from tests import ground, toy
from tests.scenes import CRS_WKT, LAT, LON, window
from tests.test_analysis import inputs_of, line_of_places

(X,), (Y,) = project(CRS_WKT, LON, LAT)
BOX = (X - 100.0, Y - 100.0, X + 100.0, Y + 100.0)
NO_LAKES = layers.empty("restricted_zones")


def hill(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A plain with one hill, 0.03° north of the middle."""
    summit = 400.0 * np.exp(-((east / 0.01) ** 2) - ((north - 0.03) / 0.01) ** 2)
    return 3000.0 + summit


def at(*points: tuple[float, float], **columns: Any) -> pd.DataFrame:
    """Return candidates so many degrees east and north of the middle."""
    east, north = np.array(points).T
    rows = pd.DataFrame({"kind": "grid", "lon": LON + east, "lat": LAT + north, **columns})
    return with_columns(rows)


def zone(rule: str, west: float, east: float, **columns: Any) -> gpd.GeoDataFrame:
    """Return a zone between two degrees east of the middle."""
    shape = shapely.box(LON + west, LAT - 1.0, LON + east, LAT + 1.0)
    row = {"id": "Z", "name": "", "rule": rule, "penalty": np.nan, **columns}
    return gpd.GeoDataFrame([row], geometry=[shape], crs=4326)


# -------------------------------------------------------------------------------------- blocks


@dataclasses.dataclass(frozen=True)
class Spread:
    """One person more in each block than in the one before it, from left to right and down."""

    whole: Grid

    def over(self, grid: Grid) -> np.ndarray:
        x, y = grid.centres()
        column = ((x - self.whole.left) / _blocks.SIDE_M).astype(int)
        row = ((self.whole.top - y) / _blocks.SIDE_M).astype(int)
        return 1.0 + row[:, np.newaxis] * 20.0 + column


def test_of_blocks_the_worthiest_alone_are_kept_while_tiles_are_read() -> None:
    whole = window(500.0, 80, 80)  # 20 × 20 blocks of 4 × 4 cells
    counties = pd.DataFrame({"prefecture_adcode": ["630100", "632800"]})
    nothing = lines.collect({}, toy.COUNTIES, ())
    given = SimpleNamespace(people=Spread(whole), counties=counties, lines=nothing)
    reader = _blocks._Lacking(given, whole, -105.0, {"people_1000": 1.0, "line_km": 1.0})
    for _, _, tile in whole.tiles(40):
        county = np.zeros(tile.shape, np.int16)
        county[:, tile.columns // 2 :] = 1
        reader.add_empty(tile, county)
        assert len(reader.found) <= 200
    worths = [worth for worth, _ in reader.found]
    assert worths == pytest.approx([16.0 * n / 1000.0 for n in range(400, 200, -1)])
    assert {block.prefecture for _, block in reader.found} == {"630100", "632800"}
    (best,) = {(block.window.left, block.window.top) for _, block in reader.found[:1]}
    assert best == pytest.approx((whole.left + 38_000.0, whole.top - 38_000.0))


# ---------------------------------------------------------------------------------- new ground


def test_high_ground_is_the_summit_and_then_lower_hills_apart(tmp_path: Path) -> None:
    with ground.terrain(tmp_path, hill) as terrain:
        found = _new_ground.high_ground(BOX, 15_000.0, 6, terrain, CRS_WKT)
    (x,), (y,) = project(CRS_WKT, LON, LAT + 0.03)
    away = np.hypot(*(found - [x, y]).T)
    assert away.min() < 300.0  # the summit, to the lattice
    for one, other in itertools.combinations(found, 2):
        assert np.hypot(*(one - other)) >= 1000.0
    assert len(found) <= 6


def test_where_no_height_is_known_there_is_no_high_ground(tmp_path: Path) -> None:
    def known_far_away(east: np.ndarray, _north: np.ndarray) -> np.ndarray:
        return np.where(east > 0.2, 3000.0, np.nan)

    with ground.terrain(tmp_path, known_far_away) as terrain:
        assert _new_ground.high_ground(BOX, 15_000.0, 6, terrain, CRS_WKT).shape == (0, 2)


def place(rows: int = 40, columns: int = 40, cell_m: float = 25.0) -> OpenPlace:
    """Return a square place of which nothing is covered."""
    window = Grid(CRS_WKT, X, Y, cell_m, rows, columns)
    cells = rows * columns
    nobody = np.zeros(cells)
    return OpenPlace(
        "A", "630100", window, cells, np.arange(cells), np.empty((0, 2)), nobody, nobody
    )


def test_points_inside_a_place_are_its_middle_and_what_is_farthest_from_it() -> None:
    found = _new_ground.inside(place(), 5)
    middle = np.array([X + 500.0, Y - 500.0])
    assert np.hypot(*(found[0] - middle)) < 25.0
    corners = {tuple(np.sign(point - middle)) for point in found[1:]}
    assert corners == {(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)}


def test_a_grid_around_a_place_has_about_as_many_points_as_asked_for() -> None:
    found = _new_ground.around(BOX, 15_000.0, 30)
    assert 20 <= len(found) <= 40
    assert (np.abs(found - [X, Y]) <= 3100.0).all()


# ------------------------------------------------------------------------------------ not there


def test_the_slope_is_that_of_the_ground(tmp_path: Path) -> None:
    metres = GEOD.inv(LON, LAT, LON + 0.1, LAT)[2]
    with ground.terrain(tmp_path, lambda east, _: 3000.0 + east * metres) as terrain:  # 10 in 100
        found = _zones.on_ground(at((0.0, 0.0), (0.05, 0.02)), terrain)
    assert found["slope_deg"].tolist() == pytest.approx([5.71, 5.71], abs=0.05)
    assert found["ground_m"].iloc[0] == pytest.approx(3000.0, abs=1.0)


@pytest.mark.parametrize(
    ("asked", "kept", "left_out"),
    [
        ({}, [0, 1, 2], {}),
        ({"max_slope_deg": 10.0}, [0, 2], {"slope": 1}),
        ({"max_altitude_m": 4000.0}, [0, 1], {"altitude": 1}),
        ({"max_slope_deg": 10.0, "max_altitude_m": 4000.0}, [0], {"slope": 1, "altitude": 1}),
    ],
)
def test_what_is_too_steep_or_too_high_is_left_out_and_counted(
    asked: dict[str, float], kept: list[int], left_out: dict[str, int]
) -> None:
    table = at((0.0, 0.0), (0.1, 0.0), (0.2, 0.0)).assign(
        slope_deg=[5.0, 30.0, np.nan], ground_m=[3000.0, 3000.0, 4500.0], number=[0, 1, 2]
    )
    found, counted = _zones.allowed(table, NO_LAKES, NO_LAKES, Plan(**asked), 1.0)
    assert found["number"].tolist() == kept
    assert counted == left_out


def test_what_stands_on_a_slope_may_be_used_but_not_in_a_forbidden_zone() -> None:
    table = at((0.0, 0.0), (0.1, 0.0), kind="existing_site").assign(slope_deg=40.0, ground_m=1.0)
    asked = Plan(max_slope_deg=10.0)
    found, counted = _zones.allowed(table, zone("", 0.05, 0.15), NO_LAKES, asked, 1.0)
    assert found["lon"].tolist() == [LON]
    assert counted == {"zone": 1}


def test_no_new_station_stands_in_a_lake() -> None:
    table = _zones.on_ground(at((0.0, 0.0), (0.1, 0.0)), None)
    found, counted = _zones.allowed(table, NO_LAKES, zone("", 0.05, 0.15), Plan(), 1.0)
    assert (found["lon"].tolist(), counted) == ([LON], {"water": 1})


@pytest.mark.parametrize(("own", "penalty"), [(np.nan, 1.5), (0.25, 0.25)])
def test_a_zone_that_penalises_adds_its_penalty_or_the_usual_one(
    own: float, penalty: float
) -> None:
    table = _zones.on_ground(at((0.0, 0.0), (0.1, 0.0)), None)
    unwelcome = zone("penalise", 0.05, 0.15, penalty=own)
    found, _ = _zones.allowed(table, unwelcome, NO_LAKES, Plan(), 1.5)
    assert found["penalty"].tolist() == [0.0, penalty]
    assert found["zone"].tolist() == ["", "Z"]


# ---------------------------------------------------------------------------------------- costs


def test_where_zones_overlap_the_dearest_penalty_counts() -> None:
    own = {"A": 0.1, "B": 5.0, "C": 5.0, "D": np.nan}
    zones = pd.concat(
        [zone("penalise", -1.0, 1.0, id=name, penalty=most) for name, most in own.items()],
        ignore_index=True,
    )
    table = _zones.on_ground(at((0.0, 0.0)), None)
    kept, _ = _zones.allowed(table, zones, NO_LAKES, Plan(), 1.5)
    assert kept[["zone", "penalty"]].to_numpy().tolist() == [["B", 5.0]]
    cheap, _ = _zones.allowed(table, zones.drop([1, 2]), NO_LAKES, Plan(), 1.5)
    assert cheap[["zone", "penalty"]].to_numpy().tolist() == [["D", 1.5]]


def test_distances_are_those_given_and_else_those_to_what_there_is() -> None:
    road = shapely.LineString([(LON - 0.2, LAT + 0.1), (LON + 0.2, LAT + 0.1)])
    roads = gpd.GeoDataFrame({"category": ["road"]}, geometry=[road], crs=4326)
    table = at((0.0, 0.0), (0.0, 0.0), power_km=[np.nan, 7.0])
    found = _costs.with_distances(table, at((0.1, 0.0)), roads, CRS_WKT)
    to_site = GEOD.inv(LON, LAT, LON + 0.1, LAT)[2] / 1000.0
    to_road = GEOD.inv(LON, LAT, LON, LAT + 0.1)[2] / 1000.0
    assert found["power_km"].tolist() == pytest.approx([to_site, 7.0], rel=0.005)
    assert found["fibre_km"].tolist() == pytest.approx([to_site] * 2, rel=0.005)
    assert found["road_km"].tolist() == pytest.approx([to_road] * 2, rel=0.005)
    alone = _costs.with_distances(table, at((0.1, 0.0)), roads.iloc[:0], CRS_WKT)
    assert alone["road_km"].isna().all()


@pytest.mark.parametrize(
    ("kind", "own", "expected"),
    [
        ("existing_site", {}, 0.4 + 2 * 0.15 + 3 * 0.10 + 4 * 0.05),
        ("grid", {}, 1.0 + 2 * 0.15 + 3 * 0.10 + 4 * 0.05),
        ("rooftop", {"rooftop": 2.0, "road_km": 0.0}, 2.0 + 3 * 0.10 + 4 * 0.05),
    ],
)
def test_a_cost_is_the_site_and_the_ways_to_it(
    kind: str, own: dict[str, float], expected: float
) -> None:
    table = at((0.0, 0.0), kind=kind, road_km=2.0, power_km=3.0, fibre_km=4.0)
    found = _costs.with_costs(table, PlanCosts(**own))
    assert found["cost"].iloc[0] == pytest.approx(expected)
    assert found[[*_costs.PARTS]].sum(axis=1).iloc[0] == pytest.approx(expected)


def test_a_cost_that_is_given_is_that_of_the_site() -> None:
    found = _costs.with_costs(at((0.0, 0.0), cost_given=9.0), PlanCosts())
    assert (found["cost"].iloc[0], _costs.items(found)) == (9.0, [])


def test_candidates_beside_an_earlier_one_are_dropped() -> None:
    apart = 40.0 / 90_000.0  # degrees, some 40 m
    table = _candidates._placed([at((0, 0), (apart, 0), (2 * apart, 0), (0.1, 0))], CRS_WKT)
    found = _candidates._apart(table)
    # The second is beside the first; the third only beside the second, which is not there.
    assert (found["lon"] - LON).tolist() == pytest.approx([0.0, 2 * apart, 0.1])


def test_sites_that_stand_are_used_once_whoever_they_are_of() -> None:
    rows = [("B", 1.0, 30.0, "built"), ("A", 1.0, 45.0, "built"), ("C", 2.0, 30.0, "planned")]
    stations = pd.DataFrame(rows, columns=["id", "lon", "height_m", "status"])
    found = _existing.sites(gpd.GeoDataFrame(stations.assign(lat=36.0, name="")), 40.0)
    assert found[["host", "name", "height_m"]].to_numpy().tolist() == [["A", "A", 45.0]]


# ------------------------------------------------------------------------------- what is covered


@pytest.mark.parametrize("seed", range(5))
def test_classes_of_cells_say_of_any_choice_what_the_cells_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    whole = place(6, 7)
    people = random.integers(0, 9, whole.cells).astype(float)
    refined = _Refined(dataclasses.replace(whole, people=people))
    covers = random.random((5, whole.cells)) < random.random((5, 1))
    for candidate, cells in enumerate(covers):
        refined.add(candidate, cells)
    demands = refined.demands(0)
    assert sum(demand.cells for demand in demands) == whole.cells
    for size in range(6):
        for some in itertools.combinations(range(5), size):
            reached = [d for d in demands if set(some) & set(d.candidates)]
            cells = covers[list(some)].any(axis=0)
            assert sum(d.cells for d in reached) == cells.sum()
            assert sum(d.people for d in reached) == people[cells].sum()


@pytest.mark.slow
def test_over_terrain_a_plan_closes_a_place_and_a_fresh_run_agrees(tmp_path: Path) -> None:
    areas = line_of_places().iloc[[0]].reset_index(drop=True)
    areas = areas.assign(group="goal2022", category="government", prefecture_adcode="630100")
    far = {"lon": LON + 0.2, "lat": LAT + 0.2, "band": "n78", "status": "built"}
    county = {"adcode": "630102", "name_zh": "某县", "prefecture_adcode": "630100"}
    counties = gpd.GeoDataFrame(
        [county], geometry=[shapely.box(LON - 0.1, LAT - 0.1, LON + 0.1, LAT + 0.1)], crs=4326
    )
    given = inputs_of(areas, [far])
    stations = given.stations.assign(prefecture_adcode="", county_adcode="")
    given = dataclasses.replace(given, counties=counties, stations=stations)
    chosen = settings.default().model_copy(update={"plan": Plan(per_place=12)})
    with ground.terrain(tmp_path, hill) as terrain:
        regions, grid, model = analysis.prepare(given, chosen, terrain)
        plan = planning.make(
            given, (regions, grid), model, chosen, terrain, lambda *_: lambda: None
        )
    assert plan.card["places"]["confirmed"] == len(plan.proposals) == 1
    assert "high_ground" in plan.card["candidates"]
    assert plan.proposals["ground_m"].iloc[0] >= 2999.0
    (row,) = plan.places.to_dict("records")
    assert row["share90_promised"] == row["share90_after"] >= 0.95
