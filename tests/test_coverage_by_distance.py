"""Coverage by distance: levels, operators, reach, and the whole from its tiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo.coverage import (
    AT_50,
    AT_90,
    NO_STATION,
    ByDistance,
    Model,
    Window,
    by_distance,
)
from geo.coverage.contenders import contenders
from geo.grid import Grid, project
from geo.networks import views
from geo.propagation import free_space
from geo.radio import Transmitters
from layers.base_stations import OPERATORS
from tests.scenes import CRS_WKT, LAT, LON, over_tiles, transmitters, window
from tests.strategies import examples, latitudes, longitudes

GEOD = Geod(ellps="WGS84")
SENT = 17.9 + 22.0  # [dBm] EIRP per resource element of the default n41 station


def over_window(grid: Grid, sources: Transmitters) -> Window:
    return ByDistance(sources).over_window(grid)


def free_space_level(distance_m: np.ndarray) -> np.ndarray:
    return SENT - free_space.basic_transmission_loss(np.maximum(distance_m, 10.0), 2.6)


def geodesic_distances(grid: Grid, lon: float = LON, lat: float = LAT) -> np.ndarray:
    x, y = np.meshgrid(*grid.centres())
    to_lonlat = Transformer.from_crs(CRS_WKT, 4326, always_xy=True)
    cell_lon, cell_lat = to_lonlat.transform(x, y)
    return GEOD.inv(np.full_like(x, lon), np.full_like(x, lat), cell_lon, cell_lat)[2]


@pytest.mark.parametrize(("lon", "lat"), [(LON, LAT), (90.0, 38.5), (102.9, 32.0), (96.2, 39.15)])
def test_a_cell_has_the_level_of_its_geodesic_distance(lon: float, lat: float) -> None:
    grid = window(100.0, 60, 60, lon, lat)
    level = over_window(grid, transmitters([{"lon": lon, "lat": lat}])).any_operator()[0]
    distance = geodesic_distances(grid, lon, lat)
    known = distance > 50.0  # nearer, the 5 m table is coarse
    assert np.isfinite(level[known & (distance < 4999.0)]).all()
    error = np.abs(level - free_space_level(distance))[known & (distance < 4999.0)]
    assert error.max() < 0.01


def test_coverage_ends_at_the_reach_of_the_model() -> None:
    grid = window(100.0, 120, 120)
    found = over_window(grid, transmitters([{}]))
    distance = geodesic_distances(grid)
    assert np.isnan(found.level_dbm[0, 0][distance > 5000.2]).all()
    assert np.isfinite(found.level_dbm[0, 0][distance < 4999.8]).all()
    assert (found.server[distance < 4999.8] == 0).all()
    assert (found.server[distance > 5000.2] == -1).all()


@pytest.mark.parametrize("compiled", [True, False])
def test_best_server_operators_and_ties(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not compiled:
        monkeypatch.setattr(by_distance, "_best_levels", by_distance._best_levels.py_func)
    sources = transmitters(
        [
            {"operator": "中国电信", "lon": LON - 0.02},
            {"operator": "中国移动", "lon": LON + 0.02},
            {"operator": "中国移动", "lon": LON + 0.02},  # the same again: the first one serves
            {"operator": "中国移动", "lon": LON + 0.02, "azimuth_deg": 90.0, "tilt_deg": 3.0},
        ]
    )
    found = over_window(window(200.0, 5, 21), sources)
    assert sources.operators == ("中国移动", "中国电信")
    assert found.server[2].tolist() == [0] * 10 + [found.server[2, 10]] + [1] * 10
    mobile, telecom = found.level_dbm[0]
    assert mobile[2, 20] > telecom[2, 20] and telecom[2, 0] > mobile[2, 0]
    best = found.any_operator()
    assert (best[0] == np.fmax(mobile, telecom)).all()
    # Free space has no spread: 50 % and 90 % agree.
    assert np.allclose(best[0], best[1], atol=1e-4)


def test_a_sector_is_strong_ahead_and_weak_behind() -> None:
    sector = {"azimuth_deg": 90.0, "beamwidth_deg": 65.0}
    grid = window(100.0, 41, 41)
    omni = over_window(grid, transmitters([{}])).any_operator()[0]
    east = over_window(grid, transmitters([sector])).any_operator()[0]
    lost = omni - east
    assert lost[20, 40] == pytest.approx(0.0, abs=0.02)  # due east
    assert lost[20, 0] == pytest.approx(30.0, abs=1e-3)  # due west
    # 45° off: 12 · (45 / 65)²; the grid is turned by far less than a degree here.
    assert lost[0, 40] == pytest.approx(12 * (45 / 65) ** 2, abs=0.05)


def test_no_station_in_range_is_not_a_level() -> None:
    found = over_window(window(100.0, 3, 3, 91.0, 36.0), transmitters([{}]))
    assert np.isnan(found.level_dbm).all()
    assert (found.server == -1).all()
    assert (found.classes(-105.0) == NO_STATION).all()


def test_nothing_is_behind_a_void_or_an_obstacle() -> None:
    found = over_window(window(500.0, 30, 30), transmitters([{}]))
    assert np.isnan(found.possible_dbm).all() and np.isnan(found.clear_dbm).all()
    assert np.isnan(found.blocked_km).all() and (found.blocker == -1).all()
    assert not found.open_of(views(found.networks)[0], -105.0).any()


def test_a_place_and_a_point_are_computed_like_the_region() -> None:
    model: Model = ByDistance(transmitters([{}, {"operator": "中国电信", "lon": LON + 0.02}]))
    grid = window(100.0, 9, 9)
    region, place = model.over_window(grid), model.over_place(grid)
    assert np.array_equal(place.level_dbm, region.level_dbm)
    x, y = grid.centres()
    point = model.at_point(x[7], y[2])
    assert point.grid.shape == (1, 1)
    assert point.level_dbm[..., 0, 0] == pytest.approx(region.level_dbm[..., 2, 7], abs=1e-4)
    assert point.server[0, 0] == region.server[2, 7]


@pytest.mark.parametrize(("north_m", "reaches"), [(5020.0, True), (5060.0, False)])
def test_a_window_is_reached_as_far_as_the_model_holds_and_one_percent(
    north_m: float, reaches: bool
) -> None:
    model = ByDistance(transmitters([{}]))
    assert model.reach_m == 5000.0
    (x,), (y,) = project(CRS_WKT, LON, LAT)
    # The one percent, 50 m, is what the projection may shrink; the kernel measures exactly.
    assert model.reaches(Grid(CRS_WKT, x, y + north_m + 200.0, 100.0, 2, 2)) is reaches


def test_strong_is_judged_at_the_end_of_the_model_on_both_sides() -> None:
    # Free space at 5 km: 39.9 − 114.7 = −74.8 dBm; the second station sends 0.1 dB less.
    model = ByDistance(transmitters([{}, {"ss_power_dbm": 17.8}]))
    at_end = float(free_space_level(np.array([5000.0]))[0])
    assert at_end == pytest.approx(-74.8, abs=0.05)
    assert model.strong_at_end(at_end - 0.01).tolist() == [True, False]
    assert model.strong_at_end(at_end - 0.11).tolist() == [True, True]
    assert model.strong_at_end(at_end + 0.01).tolist() == [False, False]
    exactly = float(model.sources.eirp_dbm[0] - model.sources.loss_db[0, 0, -1])
    assert model.strong_at_end(exactly).tolist() == [True, False]


def test_the_ground_is_not_known() -> None:
    height = ByDistance(transmitters([{}])).ground_m([96.0, 97.0], [35.0, 36.0])
    assert height.shape == (2,) and np.isnan(height).all()


@examples(25)
@given(
    st.integers(7, 64), st.lists(st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)), max_size=6)
)
def test_tiles_give_what_the_whole_gives(side: int, offsets: list[tuple[float, float]]) -> None:
    sources = transmitters([{"lon": LON + a, "lat": LAT + b} for a, b in offsets])
    grid = window(200.0, 50, 70)
    whole = over_window(grid, sources)
    pieces = np.full(whole.level_dbm.shape, np.nan, np.float32)
    servers = np.full(grid.shape, -1)
    for row, column, tile in over_tiles(grid, ByDistance(sources), side):
        place = (slice(row, row + tile.grid.rows), slice(column, column + tile.grid.columns))
        pieces[(..., *place)] = tile.level_dbm
        servers[place] = tile.server
    # A tile starts its own row of sums: the last bit of a float32 may differ.
    np.testing.assert_allclose(pieces, whole.level_dbm, rtol=1e-6)
    assert (servers == whole.server).mean() > 0.999 if offsets else (servers == -1).all()


offset = st.tuples(st.floats(-0.06, 0.06), st.floats(-0.06, 0.06))


@examples(25)
@given(st.lists(offset, min_size=1, max_size=5), st.floats(0, 20))
def test_more_stations_and_more_power_never_cover_less(
    offsets: list[tuple[float, float]], stronger_db: float
) -> None:
    grid = window(250.0, 40, 40)

    def covered(rows: list[tuple[float, float]], power: float = 17.9) -> np.ndarray:
        stations = [{"lon": LON + a, "lat": LAT + b, "ss_power_dbm": power} for a, b in rows]
        return over_window(grid, transmitters(stations)).any_operator()[0] >= -85.0

    base = covered(offsets)
    assert (covered([*offsets, (0.0, 0.0)]) >= base).all()
    assert (covered(offsets, 17.9 + stronger_db) >= base).all()
    assert (covered(offsets[::-1] + offsets) == base).all()


@examples(25)
@given(st.lists(offset, min_size=1, max_size=5), st.floats(-120.0, -60.0), st.floats(0, 20))
def test_a_higher_threshold_never_covers_more(
    offsets: list[tuple[float, float]], threshold: float, raised_db: float
) -> None:
    sources = transmitters([{"lon": LON + a, "lat": LAT + b} for a, b in offsets])
    found = over_window(window(250.0, 40, 40), sources)
    low, high = (
        np.isin(found.classes(at), (AT_50, AT_90)) for at in (threshold, threshold + raised_db)
    )
    assert (high <= low).all()


@examples(25)
@given(st.lists(st.tuples(offset, st.sampled_from(OPERATORS)), min_size=1, max_size=6))
def test_what_any_operator_covers_is_the_union_of_all_and_no_more_than_their_sum(
    stations: list[tuple[tuple[float, float], str]],
) -> None:
    found = over_window(
        window(250.0, 40, 40),
        transmitters([{"lon": LON + a, "lat": LAT + b, "operator": o} for (a, b), o in stations]),
    )
    each = found.level_dbm[0] >= -85.0
    union = found.any_operator()[0] >= -85.0
    assert (union == each.any(axis=0)).all()
    assert each.sum(axis=(1, 2)).max() <= union.sum() <= each.sum()


@examples(25)
@given(longitudes, latitudes, st.integers(1, 60))
def test_a_disc_that_contains_a_place_covers_all_of_it(lon: float, lat: float, cells: int) -> None:
    place = window(30.0, cells, cells, lon, lat)  # no corner is farther than 1.3 km
    level = over_window(place, transmitters([{"lon": lon, "lat": lat}])).any_operator()[0]
    assert (level >= free_space_level(np.array([1300.0]))[0]).all()


def covered_km2(cell_m: float, lon: float, lat: float, radius_m: float) -> float:
    """Return the area where a station is as strong as at a distance, on cells of a size."""
    cells = int(2.0 * 5200.0 / cell_m)
    level = over_window(
        window(cell_m, cells, cells, lon, lat), transmitters([{"lon": lon, "lat": lat}])
    ).any_operator()[0]
    strong = level >= free_space_level(np.array([radius_m]))[0]
    return float(strong.sum()) * cell_m**2 / 1e6


@examples(5)
@given(longitudes, latitudes, st.floats(3000.0, 4900.0))
def test_a_shift_across_utm_zones_changes_less_than_a_twentieth_of_a_percent(
    lon: float, lat: float, radius_m: float
) -> None:
    here = covered_km2(10.0, lon, lat, radius_m)  # finer cells than their own noise of 0.05 %
    assert here == pytest.approx(covered_km2(10.0, LON, LAT, radius_m), rel=5e-4)


@examples(5)
@given(longitudes, latitudes, st.floats(3000.0, 4900.0))
def test_halving_the_cell_converges_to_the_disc(lon: float, lat: float, radius_m: float) -> None:
    disc = np.pi * radius_m**2 / 1e6
    coarse, fine = (covered_km2(cell_m, lon, lat, radius_m) for cell_m in (80.0, 10.0))
    assert coarse == pytest.approx(disc, rel=5e-3)
    assert fine == pytest.approx(disc, rel=5e-4)


def test_memory_of_a_tile_does_not_depend_on_the_region() -> None:
    model = ByDistance(transmitters([{}]))
    tiles = over_tiles(window(100.0, 4096, 4096), model, 128)
    sizes = {next(tiles)[2].level_dbm.nbytes for _ in range(5)}
    assert sizes == {2 * 1 * 128 * 128 * 4}


@examples(40)
@given(
    st.lists(
        st.tuples(
            st.floats(-0.05, 0.05),
            st.floats(-0.05, 0.05),
            st.sampled_from(["中国移动", "中国电信"]),
            st.floats(0, 30),
            st.sampled_from([float("nan"), 0.0, 120.0, 359.0]),
            st.sampled_from([float("nan"), -5.0, 8.0]),
            st.sampled_from(["RMa", "UMa", "free_space"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([1.0, 20.0, 60.0]),
)
def test_leaving_out_beaten_stations_changes_nothing(stations: list[tuple], cell_m: float) -> None:
    sources = transmitters(
        [
            {
                "lon": LON + a,
                "lat": LAT + b,
                "operator": operator,
                "ss_power_dbm": power,
                "azimuth_deg": azimuth,
                "tilt_deg": tilt,
                "environment": environment,
                "height_m": 30.0,
            }
            for a, b, operator, power, azimuth, tilt, environment in stations
        ]
    )
    grid = window(cell_m, 40, 40)
    pruned = over_window(grid, sources)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_distance, "contenders", everyone)
        whole = over_window(grid, sources)
    assert np.array_equal(pruned.level_dbm, whole.level_dbm, equal_nan=True)
    assert np.array_equal(pruned.server, whole.server)


SHARED = {"operator": "中国移动", "band": "n28"}
OWN = {"operator": "中国移动", "band": "n41"}
LENT = {"operator": "中国广电", "band": "n28"}
OTHER = {"operator": "中国广电", "band": "n79"}
OF_4G = {"operator": "中国移动", "tech": "LTE", "band": "B41"}
mixed = st.lists(
    st.tuples(
        st.floats(-0.06, 0.06),
        st.floats(-0.06, 0.06),
        st.sampled_from([SHARED, OWN, LENT, OTHER, OF_4G]),
        st.sampled_from([17.9, -20.0]),
        st.sampled_from([float("nan"), 90.0]),
    ),
    min_size=1,
    max_size=12,
)


def listed(stations: list[tuple]) -> list[dict]:
    return [
        {"lon": LON + a, "lat": LAT + b, **kind, "ss_power_dbm": power, "azimuth_deg": azimuth}
        for a, b, kind, power, azimuth in stations
    ]


@examples(30)
@given(mixed, st.sampled_from([20.0, 300.0]))
def test_splitting_an_operator_changes_no_figure_of_its_own(
    stations: list[tuple], cell_m: float
) -> None:
    grid = window(cell_m, 30, 30)
    rows = listed(stations)
    together = over_window(grid, transmitters(rows))
    for view in views(together.networks):
        said = view.says
        mine = [
            row
            for row in rows
            if row.get("tech", "NR") == said.tech
            and (
                row["operator"] == said.operator
                or not said.operator
                or (said.sharing and row["band"] == "n28")
            )
        ]
        alone = over_window(grid, transmitters(mine)) if mine else together
        members = views(alone.networks)[-1 if said.tech == "LTE" else 0] if mine else view
        expected = alone.level_of(members)
        assert np.array_equal(together.level_of(view), expected, equal_nan=True), view.name


@examples(30)
@given(mixed, st.sampled_from([20.0, 300.0]))
def test_4g_changes_nothing_of_5g(stations: list[tuple], cell_m: float) -> None:
    grid = window(cell_m, 30, 30)
    rows = listed(stations)
    only = [row for row in rows if row.get("tech") != "LTE"]
    both, alone = (over_window(grid, transmitters(some)) for some in (rows, only))
    n = len(alone.networks)
    assert both.networks[:n] == alone.networks
    for view in views(alone.networks):
        assert np.array_equal(both.level_of(view), alone.level_of(view), equal_nan=True)
    ids = [np.append(transmitters(some).ids, "") for some in (rows, only)]
    names = (
        {f"S{i}": row for i, row in enumerate(rows)},
        {f"S{i}": row for i, row in enumerate(only)},
    )
    served = [
        [known.get(name) for name in found[w.server].ravel()]
        for known, found, w in zip(names, ids, (both, alone), strict=True)
    ]
    assert served[0] == served[1]


def test_a_station_that_no_view_would_show_is_left_out() -> None:
    # Each view that has the 2.6 GHz of 移动 has its 700 MHz, but 广电 may use only the latter.
    weak = {**OWN, "ss_power_dbm": -40.0}
    here = window(10.0, 20, 20, LON + 0.01)
    assert contenders(here, transmitters([SHARED, weak, LENT])).tolist() == [0, 2]
    assert contenders(
        here, transmitters([{**SHARED, **OWN}, {**weak, "band": "n28"}, LENT])
    ).tolist() == [0, 1, 2]


def everyone(grid: Grid, sources: Transmitters) -> np.ndarray:
    return sources.near(*grid.bounds, sources.reach_m)


def test_a_weak_station_behind_a_strong_one_is_left_out() -> None:
    sources = transmitters([{}, {"ss_power_dbm": -30.0}, {"operator": "中国电信"}])
    assert contenders(window(10.0, 20, 20, LON + 0.01), sources).tolist() == [0, 2]
    # Over a window wider than the reach nobody is strong everywhere: all stay.
    assert contenders(window(100.0, 120, 120), sources).tolist() == [0, 1, 2]
