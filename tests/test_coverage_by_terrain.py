"""Coverage over terrain: exact paths, losslessness, independence of tiles, order and threads."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo import settings as settings_of
from geo.coverage import NO_DATA, ByTerrain, NoMemory, Window, by_terrain
from geo.grid import GEOD, covering, project, unproject
from geo.networks import views
from geo.propagation import p1812
from geo.radio import PROBABILITIES, loss_table
from geo.results import LIMITS, TECHNOLOGIES
from geo.terrain import Terrain
from tests import ground
from tests.scenes import CRS_WKT, LAT, LON, over_tiles, transmitters, window

SENT = 17.9 + 22.0  # [dBm] EIRP per resource element of the default n41 station
MAST = {"height_m": 30.0, "environment": "RMa"}
THRESHOLD = -105.0


@pytest.fixture(scope="module")
def hills(tmp_path_factory: pytest.TempPathFactory) -> Terrain:
    return ground.terrain(tmp_path_factory.mktemp("hills"), ground.rolling)


def model(terrain: Terrain, stations: list[dict[str, Any]], **changes: Any) -> ByTerrain:
    chosen = settings_of.default()
    chosen = chosen.model_copy(
        update={"terrain": chosen.terrain.model_copy(update={"reach_km": 8.0, **changes})}
    )
    sources = transmitters([{**MAST, **station} for station in stations])
    return ByTerrain.over(terrain, sources, chosen, NoMemory(), NoMemory())


def several(seed: int, count: int) -> list[dict[str, Any]]:
    """Stations, sectors and omnis of two operators and two bands, some on one mast."""
    rng = np.random.default_rng(seed)
    stations: list[dict[str, Any]] = []
    for _ in range(count):
        east, north = rng.uniform(-0.06, 0.06, 2)
        station = {
            "lon": LON + east,
            "lat": LAT + north,
            "operator": str(rng.choice(["中国移动", "中国电信"])),
            "band": str(rng.choice(["n28", "n41"])),
            "height_m": float(rng.choice([25.0, 40.0])),
            "ss_power_dbm": float(rng.uniform(-10.0, 20.0)),
        }
        azimuths = rng.choice([[np.nan], [0.0, 120.0, 240.0]][int(rng.integers(2))], 1)
        stations += [{**station, "azimuth_deg": a, "tilt_deg": 4.0} for a in azimuths]
        stations.append({**station, "azimuth_deg": 200.0, "beamwidth_deg": 90.0})
    return stations


def levels(found: Window) -> tuple[bytes, ...]:
    """What tiles, order and threads must not change, to the bit."""
    return tuple(a.tobytes() for a in (found.level_dbm, found.possible_dbm))


def at(one: ByTerrain, east: float, north: float = 0.0) -> Window:
    """Return the levels at a point, degrees from the middle."""
    (x,), (y,) = project(CRS_WKT, LON + east, LAT + north)
    return one.at_point(x, y)


def exact_loss(terrain: Terrain, lon: float, lat: float, step_m: float) -> float:
    """The loss of a path as its own profile has it, located by geodesics."""
    azimuth, _, length = GEOD.inv(LON, LAT, lon, lat)
    n = int(length / step_m - 0.5) + 1
    distance = np.append(np.arange(n) * step_m, length)
    lons, lats, _ = GEOD.fwd(
        np.full(n + 1, LON), np.full(n + 1, LAT), np.full(n + 1, azimuth), distance
    )
    height = terrain.heights(lons, lats)
    nothing, inland = np.zeros(n + 1), np.full(n + 1, 4)
    return p1812.basic_transmission_loss(
        distance / 1000.0, height, nothing, inland, 2.6, 50.0, 30.0, 1.5, 2, LAT, 45.0, 325.0
    )


@pytest.mark.parametrize(("east", "north"), [(0.01, 0.0), (-0.03, 0.02), (0.05, 0.04), (0, -0.06)])
def test_the_level_at_a_point_is_that_of_its_exact_path(
    hills: Terrain, east: float, north: float
) -> None:
    one = model(hills, [{}])
    found = at(one, east, north)
    loss = exact_loss(hills, LON + east, LAT + north, one.step_m)
    assert found.level_dbm[0, 0, 0, 0] == pytest.approx(SENT - loss, abs=0.01)
    # σL of eq. (64) over 100 m, less the clearance of 1.5 m over open ground (65): u = 0.85.
    sigma = 0.85 * (0.52 + 0.024 * 2.6) * 100.0**0.28
    spread = found.level_dbm[0, 0, 0, 0] - found.level_dbm[1, 0, 0, 0]
    assert spread == pytest.approx(1.2816 * sigma, abs=1e-3)


def test_cells_of_a_place_are_close_to_their_exact_paths(hills: Terrain) -> None:
    one = model(hills, [{}])
    grid = window(30.0, 25, 25, LON + 0.04, LAT + 0.02)
    found = one.over_place(grid).level_dbm[0, 0]
    x, y = grid.centres()
    lon, lat = unproject(CRS_WKT, *(part.ravel() for part in np.meshgrid(x, y)))
    exact = [SENT - exact_loss(hills, *ends, one.step_m) for ends in zip(lon, lat, strict=True)]
    error = np.abs(found.ravel() - exact)
    assert np.median(error) < 0.02
    assert np.quantile(error, 0.99) < 1.0


def test_nearer_than_p1812_goes_the_tables_by_distance_take_its_place(hills: Terrain) -> None:
    one = model(hills, [{}])
    (x,), (y,) = project(CRS_WKT, LON, LAT)
    for away in (100.0, 200.0, 249.0):
        found = one.at_point(x + away, y).level_dbm[:, 0, 0, 0]
        expected = [
            SENT - loss_table("RMa", 2.6, 30.0, 1.5, p)[round(away / 5.0)] for p in PROBABILITIES
        ]
        assert found == pytest.approx(expected, abs=0.4)  # a node of the table is 5 m wide


def test_coverage_ends_at_the_reach(hills: Terrain) -> None:
    found = model(hills, [{}], reach_km=3.0).over_window(window(100.0, 80, 80))
    x, y = found.grid.centres()
    away = np.hypot(*np.meshgrid(x - x.mean(), y - y.mean()))
    assert np.isfinite(found.level_dbm[0, 0][away < 2980.0]).all()
    assert np.isnan(found.level_dbm[0, 0][away > 3020.0]).all()
    assert (found.limits(THRESHOLD)[away > 3020.0] == LIMITS.index("no_station")).all()


def test_sites_that_could_not_be_best_are_left_out_without_loss(hills: Terrain) -> None:
    stations = several(1, 6)
    grid = window(100.0, 60, 60)
    together = model(hills, stations).over_place(grid)
    alone = [model(hills, [station]).over_place(grid) for station in stations]
    operators = model(hills, stations).sources.operators
    for o, name in enumerate(operators):
        own = [
            found.level_dbm[:, 0]
            for found, station in zip(alone, stations, strict=True)
            if station["operator"] == name
        ]
        assert np.array_equal(together.level_dbm[:, o], np.fmax.reduce(own, axis=0), equal_nan=True)
    best = together.any_operator()[0]
    of_server = np.array([found.any_operator()[0] for found in alone])
    rows, columns = np.indices(grid.shape)
    served = together.server >= 0
    assert served.any()
    assert np.array_equal(of_server[together.server, rows, columns][served], best[served])


def with_partner_and_4g(seed: int) -> list[dict[str, Any]]:
    """Shared and own bands of 移动 and 广电, and 4G on the same masts at the same frequency."""
    kinds = itertools.cycle(
        [("中国移动", "n28"), ("中国移动", "n41"), ("中国广电", "n28"), ("中国广电", "n79")]
    )
    stations = [
        {**station, "operator": operator, "band": band}
        for station, (operator, band) in zip(several(seed, 4), kinds, strict=False)
    ]
    mhz = {"n28": 773.0, "n41": 2600.0, "n79": 4900.0}
    lte = [
        {**s, "tech": "LTE", "freq_mhz": mhz[s["band"]], "ss_power_dbm": s["ss_power_dbm"] + 10.0}
        for s in stations[::2]
    ]
    return [*lte[::2], *stations, *lte[1::2]]


def test_splitting_an_operator_loses_nothing_that_a_view_shows(hills: Terrain) -> None:
    stations = with_partner_and_4g(8)
    grid = window(100.0, 60, 60)
    together = model(hills, stations).over_place(grid)
    assert len(together.networks) >= 4
    alone = [model(hills, [station]).over_place(grid).level_dbm[:, 0] for station in stations]
    for view in views(together.networks):
        said = view.says
        mine = [
            level
            for level, station in zip(alone, stations, strict=True)
            if station.get("tech", "NR") == said.tech
            and (
                station["operator"] == said.operator
                or not said.operator
                or (said.sharing and station["band"] == "n28")
            )
        ]
        expected = np.fmax.reduce(mine, axis=0)
        assert np.array_equal(together.level_of(view), expected, equal_nan=True), view.name


@pytest.mark.parametrize("holes", [False, True])
def test_4g_changes_nothing_of_5g(tmp_path: Path, hills: Terrain, holes: bool) -> None:
    def pierced(east: np.ndarray, north: np.ndarray) -> np.ndarray:
        return np.where(
            (east - 0.01) ** 2 + north**2 < 0.004**2, np.nan, ground.rolling(east, north)
        )

    terrain = ground.terrain(tmp_path, pierced) if holes else hills
    stations = with_partner_and_4g(9)
    only = [station for station in stations if station.get("tech") != "LTE"]
    grid = window(100.0, 60, 60)
    both, alone = (model(terrain, some) for some in (stations, only))
    one, other = both.over_place(grid), alone.over_place(grid)
    at, without = one.at(THRESHOLD), other.at(THRESHOLD)
    assert np.isnan(one.possible_dbm).all() != holes
    for view in views(other.networks):
        assert np.array_equal(one.level_of(view), other.level_of(view), equal_nan=True)
        assert np.array_equal(one.open_of(view, THRESHOLD), other.open_of(view, THRESHOLD))
    for name in ("classes", "limits", "pass_probability"):
        assert np.array_equal(getattr(at, name), getattr(without, name), equal_nan=True)
    assert np.array_equal(one.clear_dbm, other.clear_dbm, equal_nan=True)
    assert np.array_equal(one.blocked_km, other.blocked_km, equal_nan=True)
    of_5g = np.append(np.flatnonzero(both.sources.are("NR")), -1)
    assert np.array_equal(one.server, of_5g[other.server])
    assert np.array_equal(one.blocker, of_5g[other.blocker])
    assert (one.reached(THRESHOLD).technologies() == TECHNOLOGIES.index("both")).any()


@pytest.mark.parametrize("side", [7, 16, 33])
def test_tiles_are_parts_of_the_whole_to_the_bit(hills: Terrain, side: int) -> None:
    stations = several(2, 4)
    grid = covering(CRS_WKT, window(100.0, 40, 50).bounds, 100.0)
    whole = model(hills, stations).over_window(grid)
    for row, column, tile in over_tiles(grid, model(hills, stations), side):
        part = (..., slice(row, row + tile.grid.rows), slice(column, column + tile.grid.columns))
        assert np.array_equal(tile.level_dbm, whole.level_dbm[part], equal_nan=True)
        assert (tile.limits(THRESHOLD) == whole.limits(THRESHOLD)[part]).all()


def test_neither_order_nor_repetition_of_stations_changes_a_bit(hills: Terrain) -> None:
    stations = several(3, 5)
    grid = window(100.0, 50, 50)
    once = model(hills, stations).over_window(grid)
    shuffled = [stations[i] for i in np.random.default_rng(0).permutation(len(stations))]
    assert levels(model(hills, shuffled).over_window(grid)) == levels(once)
    assert levels(model(hills, stations + stations[::2]).over_window(grid)) == levels(once)


def test_threads_change_nothing(hills: Terrain, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = window(100.0, 50, 50)
    results = []
    for least in (0, 10**9):
        monkeypatch.setattr(by_terrain, "_WORTH_SHARING", least)
        results.append(levels(model(hills, several(4, 4)).over_window(grid)))
    assert results[0] == results[1]


def test_a_ridge_blocks_and_says_where(tmp_path: Path) -> None:
    walled = model(ground.terrain(tmp_path, ground.ridge), [{"ss_power_dbm": -10.0}])
    behind, before = at(walled, 0.05), at(walled, 0.02)  # the wall is at 0.03
    assert behind.limits(THRESHOLD)[0, 0] == LIMITS.index("terrain")
    assert before.limits(THRESHOLD)[0, 0] == LIMITS.index("none")
    wall_km = GEOD.inv(LON, LAT, LON + 0.03, LAT)[2] / 1000.0
    assert behind.blocked_km[0, 0] == pytest.approx(wall_km, abs=0.1)
    assert behind.blocker[0, 0] == behind.server[0, 0] == 0
    free = 92.4 + 20 * np.log10(2.6) + 20 * np.log10(GEOD.inv(LON, LAT, LON + 0.05, LAT)[2] / 1000)
    assert behind.clear_dbm[0, 0] == pytest.approx(-10.0 + 22.0 - free, abs=0.01)


def test_too_weak_a_station_is_short_of_budget_with_or_without_a_ridge(tmp_path: Path) -> None:
    weak = model(ground.terrain(tmp_path, ground.ridge), [{"ss_power_dbm": -60.0}])
    for east in (0.02, 0.05):
        found = at(weak, east)
        assert found.limits(THRESHOLD)[0, 0] == LIMITS.index("budget")


def void_east(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A plain with a hole of 0.01° by 0.01°, 0.02° east of the middle."""
    hole = (np.abs(east - 0.02) < 0.005) & (np.abs(north) < 0.005)
    return np.where(hole, np.nan, ground.plain(east, north))


def test_behind_a_void_nothing_is_known_and_elsewhere_all_is(tmp_path: Path) -> None:
    grid = window(100.0, 60, 120)
    holed = model(ground.terrain(tmp_path, void_east), [{}]).over_window(grid)
    (tmp_path / "whole").mkdir()
    whole = model(ground.terrain(tmp_path / "whole", ground.plain), [{}]).over_window(grid)
    unknown = holed.classes(THRESHOLD) == NO_DATA
    x, y = grid.centres()
    east, north = np.meshgrid(x - x.mean(), y - y.mean())
    degree_m = GEOD.inv(LON, LAT, LON + 1.0, LAT)[2]
    near, far, half_m = 0.015 * degree_m, 0.025 * degree_m, 0.005 * 110_950.0
    pixel_m = 100.0  # a pixel, and the interpolation around it
    shadow = np.abs(north) < (half_m + pixel_m) / (near - pixel_m) * east
    shadow &= east > near - pixel_m
    assert unknown[(east > far) & (np.abs(north) < 0.9 * half_m)].all()  # straight behind it
    assert not unknown[~shadow].any()
    assert np.array_equal(holed.level_dbm[0][:, ~unknown], whole.level_dbm[0][:, ~unknown])
    assert np.isnan(holed.level_dbm[0, 0][unknown]).all()
    # It might be covered, never more than with a free path.
    assert (holed.possible_dbm[0][unknown] > whole.level_dbm[0, 0][unknown] - 1e-4).all()
    assert (holed.limits(THRESHOLD)[unknown] == LIMITS.index("no_data")).all()


def test_another_station_may_cover_what_lies_behind_a_void(tmp_path: Path) -> None:
    both = [{}, {"lon": LON + 0.06}]
    grid = window(100.0, 5, 5, LON + 0.045)
    terrain = ground.terrain(tmp_path, void_east)
    assert (model(terrain, both[:1]).over_window(grid).classes(THRESHOLD) == NO_DATA).all()
    assert not (model(terrain, both).over_window(grid).classes(THRESHOLD) == NO_DATA).any()


@pytest.mark.parametrize("half_deg", [0.02, 0.001])
def test_beyond_the_dem_nothing_is_sea_level(tmp_path: Path, half_deg: float) -> None:
    small = model(ground.terrain(tmp_path, ground.plain, half_deg), [{}, {"lon": LON + 0.05}])
    found = small.over_window(window(100.0, 3, 3, LON + 0.06))
    assert np.isnan(found.level_dbm[0]).all()
    assert (found.classes(THRESHOLD) == NO_DATA).all()


def test_sectors_of_a_mast_share_its_losses(hills: Terrain) -> None:
    sectors = [{"azimuth_deg": a, "tilt_deg": 6.0} for a in (0.0, 120.0, 240.0)]
    one = model(hills, sectors)
    assert len(one.sites.leads()) == 1
    grid = window(100.0, 30, 30)
    omni = model(hills, [{}]).over_window(grid).level_dbm[0, 0]
    lost = omni - one.over_window(grid).level_dbm[0, 0]
    # Between two axes, 60° off both: 12 (60/65)² dB; on an axis nothing but the tilt's.
    assert 0.0 <= np.nanmin(lost) < 0.2
    assert np.nanmax(lost) < 12.0 * (60.0 / 65.0) ** 2 + 1.0


def test_a_site_with_another_band_is_another_site(hills: Terrain) -> None:
    assert len(model(hills, [{}, {"band": "n28"}, {"height_m": 31.0}]).sites.leads()) == 3


@pytest.mark.parametrize("seed", [3, 8])
def test_the_server_is_the_station_that_is_best_by_itself_and_of_equals_the_first(
    hills: Terrain, seed: int
) -> None:
    stations = several(seed, 4)
    stations.append(dict(stations[0]))  # a twin: the same level everywhere
    grid = window(100.0, 30, 40)
    found = model(hills, stations).over_window(grid)
    alone = [model(hills, [s]).over_window(grid).any_operator()[0] for s in stations]
    best = np.argmax(np.nan_to_num(np.stack(alone), nan=-np.inf), axis=0)
    assert (found.server == best).all()
    assert len(np.unique(best)) > 2 and not (best == len(stations) - 1).any()
    near = np.sort(np.stack(alone), axis=0)
    assert (near[-1] == near[-2]).any()  # equal in eighths of a dB


def test_no_stations_reach_nothing(hills: Terrain) -> None:
    none = replace(model(hills, [{}]), reach_m=100.0)
    far = window(100.0, 4, 4, LON + 0.1)
    assert not none.reaches(far)
    assert np.isnan(none.over_window(far).level_dbm).all()


@pytest.mark.parametrize("raised", list(itertools.accumulate([3.0, 6.0])))
def test_more_power_never_covers_less(hills: Terrain, raised: float) -> None:
    grid = window(100.0, 40, 40)
    stations = several(5, 3)
    stronger = [{**s, "ss_power_dbm": s["ss_power_dbm"] + raised} for s in stations]
    before = model(hills, stations).over_window(grid).any_operator()[0] >= THRESHOLD
    after = model(hills, stronger).over_window(grid).any_operator()[0] >= THRESHOLD
    assert (after >= before).all()
    assert before.any() and not after.all()


def hole_at_the_mast(east: np.ndarray, north: np.ndarray) -> np.ndarray:
    """A plain with a hole of 0.002° by 0.002° around the middle."""
    hole = (np.abs(east) < 0.001) & (np.abs(north) < 0.001)
    return np.where(hole, np.nan, ground.plain(east, north))


def test_a_mast_in_a_hole_covers_nothing_for_sure_not_even_beside_it(tmp_path: Path) -> None:
    holed = model(ground.terrain(tmp_path, hole_at_the_mast), [{}])
    found = holed.over_window(window(20.0, 40, 40))  # to 400 m: nearer than P.1812 goes, and on
    assert np.isnan(found.level_dbm).all()
    assert (found.classes(THRESHOLD) == NO_DATA).all()
    assert (found.possible_dbm >= -60.0).all()  # free space at 570 m: −55.9 dBm


def test_ground_that_is_not_known_is_open_within_a_stones_throw_too(tmp_path: Path) -> None:
    beside = {"lon": LON - 0.0018}  # 160 m west of the hole's middle, on firm ground
    holed = model(ground.terrain(tmp_path, hole_at_the_mast), [beside])
    classes = holed.over_window(window(10.0, 6, 6)).classes(THRESHOLD)  # in the hole
    assert (classes == NO_DATA).all()


def test_one_path_and_coverage_agree(hills: Terrain) -> None:
    one = model(hills, [{}])
    for east, north in ((0.031, 0.004), (-0.02, 0.047), (0.0604, -0.011)):
        profile = hills.profile(LON, LAT, LON + east, LAT + north)
        nothing, inland = np.zeros(profile.height_m.size), np.full(profile.height_m.size, 4)
        loss = p1812.basic_transmission_loss(
            profile.distance_km, profile.height_m, nothing, inland,
            2.6, 50.0, 30.0, 1.5, 2, LAT + north / 2, 45.0, 325.0,
        )  # fmt: skip
        assert at(one, east, north).level_dbm[0, 0, 0, 0] == pytest.approx(SENT - loss, abs=0.01)


def test_a_fine_dem_is_taken_in_smaller_windows(hills: Terrain) -> None:
    one = model(hills, [{}])
    assert one.largest_side(100.0) >= 1024
    fine = replace(one, terrain=replace(hills, step_m=2.0))
    assert 64 <= fine.largest_side(100.0) < 128
