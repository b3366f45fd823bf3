"""Figures of places, against coverage that can be worked out by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo import places
from geo.coverage import (
    AT_50,
    AT_90,
    NO_DATA,
    NO_STATION,
    OUTSIDE,
    ByDistance,
    Window,
)
from geo.grid import Grid, project
from geo.judging.evidence import Evidence, gather, nearest_stations, table
from geo.networks import LTE, of_lte, views
from geo.results import ANY, LIMITS
from tests.scenes import (
    CRS_WKT,
    LAT,
    LON,
    NETWORKS,
    Painted,
    evidence,
    levels,
    station_frame,
    transmitters,
)

GEOD = Geod(ellps="WGS84")
REACH_M = 5000.0  # of the free-space model: the disc a lone station covers


def place(area_id: str, lon: float, lat: float, radius_m: float) -> dict:
    (extent,) = places.disc(np.array([lon]), np.array([lat]), np.array([radius_m]))
    return {"id": area_id, "lon": lon, "lat": lat, "geometry": extent}


def frame(*rows: dict) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(list(rows), crs=4326)


def found(areas: gpd.GeoDataFrame, stations: list[dict], threshold_dbm: float = -105.0, **options):
    settings = {"largest_cell_m": 30.0, "tile_cells": 1024, **options}
    model = ByDistance(transmitters(stations))
    return list(gather(areas, model, threshold_dbm=threshold_dbm, **settings)), model.sources


def test_a_disc_that_contains_the_place_covers_it_whole() -> None:
    (e,), _ = found(frame(place("A", LON, LAT, 1000)), [{}])
    assert e.share.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert e.no_station_share == 0.0
    assert e.best_station == 0
    assert set(np.unique(e.classes)) == {AT_90, OUTSIDE}
    assert set(np.unique(e.limits)) == {LIMITS.index("none"), OUTSIDE}
    assert e.open_share.tolist() == [0.0, 0.0] and e.terrain_share == 0.0 and e.blocking is None


def test_a_place_beyond_reach_has_no_station_and_no_level() -> None:
    (e,), _ = found(frame(place("A", LON + 0.5, LAT, 1000)), [{}])
    assert e.share[0, 0] == 0.0 and e.no_station_share == 1.0
    assert np.isnan(e.level_dbm).all() and e.best_station == -1
    assert e.no_lte_share == 1.0 and e.point.server[0, 0] == -1
    assert set(np.unique(e.limits)) == {LIMITS.index("no_station"), OUTSIDE}


def test_share_of_a_lens_equals_the_closed_form() -> None:
    """Two circles of radii r = 2 km and R = 5 km, centres d = 5 km apart."""
    r, big_r, d = 2000.0, REACH_M, 5000.0
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, d)
    (e,), _ = found(frame(place("A", lon, lat, r)), [{}])
    a = r * r * np.arccos((d * d + r * r - big_r * big_r) / (2 * d * r))
    b = big_r * big_r * np.arccos((d * d + big_r * big_r - r * r) / (2 * d * big_r))
    root = (-d + r + big_r) * (d + r - big_r) * (d - r + big_r) * (d + r + big_r)
    lens = a + b - 0.5 * np.sqrt(root)
    assert e.share[0, 0] == pytest.approx(lens / (np.pi * r * r), abs=0.005)
    assert e.no_station_share == pytest.approx(1 - lens / (np.pi * r * r), abs=0.005)


@pytest.mark.parametrize("tile_cells", [64, 77])
def test_large_places_are_computed_in_tiles_and_give_the_same(tile_cells: int) -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 40.0, 4500.0)
    areas = frame(place("A", lon, lat, 1500))
    (whole,), _ = found(areas, [{}])
    (pieces,), _ = found(areas, [{}], tile_cells=tile_cells)
    np.testing.assert_allclose(pieces.share, whole.share, atol=1e-4)
    assert (pieces.classes == whole.classes).mean() > 0.9999


def test_cells_are_small_for_small_places_and_at_most_30_m() -> None:
    areas = frame(place("small", LON, LAT, 50), place("large", LON, LAT, 5000))
    (small, large), _ = found(areas, [{}])
    assert small.cell_m == 1.0
    assert large.cell_m == 30.0
    assert (small.classes != OUTSIDE).sum() == pytest.approx(np.pi * 50**2, rel=0.01)


def test_operators_are_kept_apart_and_any_is_their_union() -> None:
    stations = [{"operator": "中国移动"}, {"operator": "中国电信", "lon": LON + 0.05}]
    of_places, sources = found(frame(place("A", LON, LAT, 3000)), stations)
    rows = table(of_places, views(sources.networks)).set_index("operator")
    assert list(rows.index) == [ANY, "中国移动", "中国电信"]
    assert rows.loc["中国移动", "share50"] == 1.0
    assert 0.3 < rows.loc["中国电信", "share50"] < 0.9
    assert rows.loc[ANY, "share50"] == 1.0
    assert rows.loc[ANY, "level50_dbm"] == rows.loc["中国移动", "level50_dbm"]
    assert rows.loc["中国电信", "level50_dbm"] < rows.loc["中国移动", "level50_dbm"]


def test_places_without_a_coordinate_are_passed_over() -> None:
    areas = frame(place("A", LON, LAT, 500), {"id": "B", "lon": np.nan, "lat": np.nan})
    of_places, _ = found(areas, [{}])
    assert [e.area_id for e in of_places] == ["A"]


def test_the_bar_is_ticked_once_a_place() -> None:
    ticks: list[int] = []
    areas = frame(place("A", LON, LAT, 500), place("B", LON, LAT, 500))
    found(areas, [{}], tick=lambda: ticks.append(1))
    assert len(ticks) == 2


# ---------------------------------------------------- levels that are given, not computed


(MIDDLE_X,), (MIDDLE_Y,) = project(CRS_WKT, LON, LAT)


def square(area_id: str, half_m: float) -> gpd.GeoDataFrame:
    """A square in the projection, whose cells are all inside."""
    x, y = MIDDLE_X, MIDDLE_Y
    extent = shapely.box(x - half_m, y - half_m, x + half_m, y + half_m)
    ground = gpd.GeoSeries([extent], crs=CRS_WKT).to_crs(4326)
    return frame({"id": area_id, "lon": LON, "lat": LAT, "geometry": ground[0]})


def judged(areas: gpd.GeoDataFrame, model: Painted, tile_cells: int = 1024) -> Evidence:
    options = {"threshold_dbm": -105.0, "largest_cell_m": 10.0, "tile_cells": tile_cells}
    (e,) = gather(areas, model, **options)
    return e


def stripes(grid: Grid) -> Window:
    """South to north: 20 % covered, 30 % behind a void, 40 % behind a hill, 10 % weak."""
    x, y = grid.centres()
    share = ((y - MIDDLE_Y + 500.0) / 1000.0)[:, np.newaxis] + 0.0 * x
    level = np.where(share < 0.2, -90.0, np.where(share < 0.5, np.nan, -120.0))
    hill = (share >= 0.5) & (share < 0.9)
    return levels(
        grid,
        level,
        level - 20.0,
        possible=np.where((share >= 0.2) & (share < 0.5), -100.0, np.nan),
        clear=np.where(hill, -105.0, -106.0),
        blocker=np.where(hill, 0, -1),
        blocked_km=np.where(hill, 1.0 + share, np.nan),
    )


@pytest.mark.parametrize("tile_cells", [1024, 17])
def test_shares_of_void_and_terrain_are_counted_cell_by_cell(tile_cells: int) -> None:
    e = judged(square("A", 500.0), Painted(stripes), tile_cells)
    assert e.cell_m == 10.0
    # Up to a row of cells at the rim of a square that is turned by less than a cell.
    assert e.share[0] == pytest.approx([0.2, 0.2], abs=0.011)
    assert e.share[1].tolist() == [0.0, 0.0]
    assert e.open_share == pytest.approx([0.3, 0.3], abs=0.011)
    assert e.terrain_share == pytest.approx(0.4, abs=0.011)
    assert e.no_station_share == 0.0
    inside = e.classes != OUTSIDE
    assert (inside == (e.limits != OUTSIDE)).all()
    cells = inside.sum()
    assert (e.classes == AT_50).sum() == pytest.approx(e.share[0, 0] * cells)
    assert (e.classes == NO_DATA).sum() == pytest.approx(e.open_share[0] * cells)
    counted = np.bincount(e.limits[inside], minlength=len(LIMITS))
    assert counted[LIMITS.index("terrain")] == pytest.approx(e.terrain_share * cells)
    assert counted[LIMITS.index("none")] == pytest.approx(e.share[0, 0] * cells)
    assert counted.sum() == cells and counted[LIMITS.index("no_station")] == 0
    # Of the 70 % that have a level 20 are at −90 dBm, 50 at −120.
    assert e.median_dbm == -120.0
    assert np.isnan(e.cell_dbm[~inside]).all()
    assert np.isnan(e.cell_dbm[e.classes == NO_DATA]).all()
    assert set(e.cell_dbm[e.classes == AT_50].tolist()) == {-90.0}


@pytest.mark.parametrize(
    ("fifths", "median"),
    [
        ([-90.0, -90.0, -100.0, -110.0, -120.0], -100.0),
        ([-90.0, -90.0, -100.0, np.nan, np.nan], -90.0),
    ],
)
def test_the_median_is_of_the_cells_that_have_a_level(fifths: list[float], median: float) -> None:
    def stripe(grid: Grid) -> Window:
        x, _ = grid.centres()
        number = ((x - MIDDLE_X + 250.0) // 100.0).astype(int).clip(0, 4)
        return levels(grid, np.broadcast_to(np.array(fifths)[number], grid.shape))

    assert judged(square("A", 250.0), Painted(stripe)).median_dbm == median


def test_a_place_without_a_level_has_no_median() -> None:
    e = judged(square("A", 50.0), Painted(lambda grid: levels(grid, np.nan)))
    assert np.isnan(e.median_dbm) and np.isnan(e.cell_dbm).all()


@pytest.mark.parametrize("tile_cells", [1024, 17])
def test_cells_that_terrain_limits_are_listed_in_the_order_of_the_window(tile_cells: int) -> None:
    e = judged(square("A", 500.0), Painted(stripes), tile_cells)
    rows, columns = np.nonzero(e.limits == LIMITS.index("terrain"))
    assert e.blocked.cell.tolist() == (rows * e.window.columns + columns).tolist()
    assert set(e.blocked.station.tolist()) == {0}
    _, y = e.window.centres()
    north = (y[rows] - MIDDLE_Y + 500.0) / 1000.0
    assert e.blocked.km == pytest.approx(1.0 + north, abs=1e-6)


def test_without_its_cells_evidence_says_the_same_of_the_place() -> None:
    e = judged(square("A", 500.0), Painted(stripes))
    light = e.without_cells()
    assert light.classes.size == light.limits.size == light.cell_dbm.size == 0
    assert light.blocked.cell.size == light.blocked.km.size == light.blocked.station.size == 0
    assert table([light], views(NETWORKS[:1])).equals(table([e], views(NETWORKS[:1])))
    assert (light.blocking, light.median_dbm) == (e.blocking, e.median_dbm)


@pytest.mark.parametrize("tile_cells", [1024, 17])
def test_the_cell_blocked_nearest_to_the_point_stands_for_the_place(tile_cells: int) -> None:
    e = judged(square("A", 500.0), Painted(stripes), tile_cells)
    # The point lies where the hill begins, so that it is the point or the cell beside it.
    assert e.blocking is not None and e.blocking.station == 0
    assert np.hypot(e.blocking.x - MIDDLE_X, e.blocking.y - MIDDLE_Y) < 10.0
    assert e.blocking.km == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("tile_cells", [1024, 17])
@pytest.mark.parametrize(("east_m", "north_m"), [(200.0, 0.0), (0.0, -300.0), (-77.0, 123.0)])
def test_a_point_in_the_clear_looks_for_the_nearest_cell_that_is_not(
    east_m: float, north_m: float, tile_cells: int
) -> None:
    near_x, near_y = MIDDLE_X + east_m, MIDDLE_Y + north_m
    far_x, far_y = MIDDLE_X - 400.0, MIDDLE_Y + 400.0

    def two_shadows(grid: Grid) -> Window:
        x, y = np.meshgrid(*grid.centres())
        near = np.hypot(x - near_x, y - near_y) < 30.0
        far = np.hypot(x - far_x, y - far_y) < 30.0
        return levels(
            grid,
            np.where(near | far, -120.0, -90.0),
            clear=np.where(near | far, -100.0, np.nan),
            blocker=np.where(near, 1, 0),
            blocked_km=np.where(near, 7.0, 3.0),
        )

    e = judged(square("A", 500.0), Painted(two_shadows), tile_cells)
    assert e.blocking is not None and (e.blocking.station, e.blocking.km) == (1, 7.0)
    # The rim of the near shadow, to a cell.
    away = np.hypot(e.blocking.x - MIDDLE_X, e.blocking.y - MIDDLE_Y)
    assert away == pytest.approx(np.hypot(east_m, north_m) - 30.0, abs=15.0)


def test_a_shadow_beyond_the_place_does_not_stand_for_it() -> None:
    def all_around(grid: Grid) -> Window:
        x, y = np.meshgrid(*grid.centres())
        outside = np.hypot(x - MIDDLE_X, y - MIDDLE_Y) > 500.0
        level = np.where(outside, -120.0, -90.0)
        return levels(grid, level, clear=-90.0, blocker=0, blocked_km=1.0)

    e = judged(frame(place("A", LON, LAT, 490.0)), Painted(all_around))
    assert e.blocking is None and e.terrain_share == 0.0


def test_cells_blocked_by_no_single_point_have_none() -> None:
    e = judged(square("A", 50.0), Painted(lambda grid: levels(grid, -120.0, clear=-90.0)))
    assert e.terrain_share == 1.0 and e.blocking is None


def test_the_point_may_be_behind_a_void_where_the_place_is_not() -> None:
    def void_at_the_point(grid: Grid) -> Window:
        if grid.shape == (1, 1):
            two = [[[np.nan]], [[-110.0]]]
            return levels(grid, two, possible=[[[-104.0]], [[np.nan]]])
        return levels(grid, np.full((2, *grid.shape), -90.0))

    stations = [{"operator": "中国移动"}, {"operator": "中国电信"}]
    model = Painted(void_at_the_point, transmitters(stations))
    e = judged(square("A", 50.0), model)
    assert e.level_dbm == (-110.0, -110.0)
    rows = table([e], views(model.sources.networks)).set_index("operator")
    assert rows["possible50_dbm"].tolist() == [-104.0, -104.0, -110.0]
    assert (rows["possible50"] == 1.0).all() and (rows["share50"] == 1.0).all()


def test_every_view_is_judged_by_its_own_networks_and_4g_by_its_own_stations() -> None:
    # West to east: 移动 at 700 MHz, which 广电 may use; 广电; 4G alone; nothing.
    stations = [
        {"band": "n28"},
        {"operator": "中国广电", "band": "n79"},
        {"tech": "LTE", "band": "B3"},
    ]
    sources = transmitters(stations)

    def quarters(grid: Grid) -> Window:
        x, y = grid.centres()
        quarter = np.floor((x - MIDDLE_X) / 250.0 + 2.0).clip(0, 3) + 0.0 * y[:, np.newaxis]
        level = np.where(quarter == np.arange(3)[:, np.newaxis, np.newaxis], -90.0, np.nan)
        return levels(grid, level, level - 20.0, networks=sources.networks)

    e = judged(square("A", 500.0), Painted(quarters, sources))
    rows = table([e], views(sources.networks)).set_index("operator")["share50"]
    expected = {ANY: 0.5, "中国移动": 0.25, "中国广电": 0.25, "中国广电+": 0.5, LTE: 0.25}
    assert rows.to_dict() == pytest.approx({**expected, of_lte("中国移动"): 0.25}, abs=0.012)
    assert e.no_station_share == pytest.approx(0.5, abs=0.012)
    assert e.no_lte_share == pytest.approx(0.75, abs=0.012)
    assert (e.classes == NO_STATION).sum() == round(
        e.no_station_share * (e.classes != OUTSIDE).sum()
    )


def test_what_is_possible_is_what_is_known_and_what_is_open() -> None:
    e = judged(square("A", 500.0), Painted(stripes))
    rows = table([e], views(NETWORKS[:1]))
    assert list(rows.columns) == [
        "area_id",
        "operator",
        "level50_dbm",
        "level90_dbm",
        "share50",
        "share90",
        "possible50_dbm",
        "possible50",
    ]
    assert rows["possible50"].to_numpy() == pytest.approx(e.share[0] + e.open_share, abs=1e-12)
    assert rows["possible50"].to_numpy() == pytest.approx(0.5, abs=0.011)


def test_without_a_void_nothing_more_is_possible() -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, 4500.0)
    places_found, sources = found(frame(place("A", lon, lat, 2000)), [{}])
    rows = table(places_found, views(sources.networks))
    assert np.allclose(rows["possible50"], rows["share50"], atol=1e-12, rtol=0)
    assert (rows["possible50_dbm"] == rows["level50_dbm"]).all()


def test_a_share_that_is_exactly_enough_is_not_lost_in_the_last_bit() -> None:
    # 2 and 7 of 10 cells are the 90 % some rule may ask for; 0.2 + 0.7 is a bit less.
    assert 0.2 + 0.7 < 0.9
    e = evidence(share=np.full((2, 2), 0.2), open_share=np.full(2, 0.7))
    assert table([e], views(NETWORKS[:1]))["possible50"].tolist() == [0.9, 0.9]


def test_nearest_station_is_the_geodesic_one() -> None:
    rng = np.random.default_rng(7)
    stations = station_frame(
        [{"lon": a, "lat": b} for a, b in rng.uniform((90, 32), (102, 39), (500, 2))]
    )
    points = pd.DataFrame(rng.uniform((90, 32), (102, 39), (40, 2)), columns=["lon", "lat"])
    ids, kilometres = nearest_stations(points, stations)
    for i, (lon, lat) in enumerate(points.to_numpy()):
        n = len(stations)
        metres = GEOD.inv([lon] * n, [lat] * n, stations["lon"], stations["lat"])[2]
        assert ids[i] == stations["id"].iloc[int(np.argmin(metres))]
        assert kilometres[i] == pytest.approx(min(metres) / 1000, rel=1e-12)


def test_nearest_station_is_not_known_without_coordinate_or_station() -> None:
    points = pd.DataFrame({"lon": [np.nan, LON], "lat": [np.nan, LAT]})
    ids, kilometres = nearest_stations(points, station_frame([{}]))
    assert ids.tolist() == ["", "S0"]
    assert np.isnan(kilometres[0]) and kilometres[1] == pytest.approx(0.0, abs=1e-9)
    ids, kilometres = nearest_stations(points, station_frame([]))
    assert ids.tolist() == ["", ""] and np.isnan(kilometres).all()
