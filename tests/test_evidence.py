"""Figures of places, against coverage that can be worked out by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo import gaps, places
from geo.coverage import AT_90, BELOW, NO_STATION, OUTSIDE
from geo.evidence import Evidence, gather, nearest_stations, table
from geo.grid import geodesic_area_km2
from geo.results import ANY
from tests.scenes import CRS_WKT, LAT, LON, station_frame, transmitters, window

GEOD = Geod(ellps="WGS84")
REACH_M = 5000.0  # of the free-space model: the disc a lone station covers


def place(area_id: str, lon: float, lat: float, radius_m: float) -> dict:
    (extent,) = places.disc(np.array([lon]), np.array([lat]), np.array([radius_m]))
    return {"id": area_id, "lon": lon, "lat": lat, "geometry": extent}


def frame(*rows: dict) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(list(rows), crs=4326)


def found(areas: gpd.GeoDataFrame, stations: list[dict], threshold_dbm: float = -105.0, **options):
    settings = {"largest_cell_m": 30.0, "tile_cells": 1024, **options}
    sources = transmitters(stations)
    return list(gather(areas, sources, CRS_WKT, threshold_dbm=threshold_dbm, **settings)), sources


def test_a_disc_that_contains_the_place_covers_it_whole() -> None:
    (e,), _ = found(frame(place("A", LON, LAT, 1000)), [{}])
    assert e.share.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert e.no_station_share == 0.0
    assert e.best_station == 0
    assert set(np.unique(e.classes)) == {AT_90, OUTSIDE}


def test_a_place_beyond_reach_has_no_station_and_no_level() -> None:
    (e,), _ = found(frame(place("A", LON + 0.5, LAT, 1000)), [{}])
    assert e.share[0, 0] == 0.0 and e.no_station_share == 1.0
    assert np.isnan(e.level_dbm).all() and e.best_station == -1


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
    evidence, sources = found(frame(place("A", LON, LAT, 3000)), stations)
    rows = table(evidence, sources.operators).set_index("operator")
    assert list(rows.index) == [ANY, "中国移动", "中国电信"]
    assert rows.loc["中国移动", "share50"] == 1.0
    assert 0.3 < rows.loc["中国电信", "share50"] < 0.9
    assert rows.loc[ANY, "share50"] == 1.0
    assert rows.loc[ANY, "level50_dbm"] == rows.loc["中国移动", "level50_dbm"]
    assert rows.loc["中国电信", "level50_dbm"] < rows.loc["中国移动", "level50_dbm"]


def test_places_without_a_coordinate_are_passed_over() -> None:
    areas = frame(place("A", LON, LAT, 500), {"id": "B", "lon": np.nan, "lat": np.nan})
    evidence, _ = found(areas, [{}])
    assert [e.area_id for e in evidence] == ["A"]


def test_the_bar_is_ticked_once_a_place() -> None:
    ticks: list[int] = []
    areas = frame(place("A", LON, LAT, 500), place("B", LON, LAT, 500))
    found(areas, [{}], tick=lambda: ticks.append(1))
    assert len(ticks) == 2


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


# ------------------------------------------------------------------------------- gaps


def described(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    texts = ("name_zh", "name_en", "category", "prefecture_adcode", "county_adcode")
    return areas.assign(**{name: f"<{name}>" for name in texts}, odbl=False)


def gaps_of(areas: gpd.GeoDataFrame, stations: list[dict], threshold_dbm: float = -105.0):
    evidence, _ = found(areas, stations, threshold_dbm)
    return gaps.find(evidence, described(areas), station_frame(stations))


def test_the_gap_of_a_lens_is_the_rest_of_the_place() -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, 5000.0)
    areas = frame(place("A", lon, lat, 2000))
    (e,), _ = found(areas, [{}])
    found_gaps = gaps_of(areas, [{}])
    assert found_gaps["cause"].tolist() == ["no_station"]
    assert found_gaps["gap_id"].tolist() == ["A-G1"]
    expected = (1 - e.share[0, 0]) * np.pi * 4.0
    assert found_gaps["area_km2"].sum() == pytest.approx(expected, rel=1e-3)
    assert found_gaps["size_class"].tolist() == ["5–20"]
    assert found_gaps["area_km2"].to_numpy() == pytest.approx(
        geodesic_area_km2(found_gaps.geometry.to_numpy())
    )
    assert (found_gaps["nearest_km"] > 5.0).all()


def test_a_gap_within_reach_is_short_of_budget() -> None:
    areas = frame(place("A", LON, LAT, 2000))
    (e,), _ = found(areas, [{}], -63.0)
    assert {BELOW, AT_90} <= set(np.unique(e.classes)) and NO_STATION not in e.classes
    (cause,) = gaps_of(areas, [{}], -63.0)["cause"]
    assert cause == "budget"


def test_a_covered_place_has_no_gap_and_the_frame_keeps_its_columns() -> None:
    none = gaps_of(frame(place("A", LON, LAT, 500)), [{}])
    some = gaps_of(frame(place("A", LON + 1, LAT, 500)), [{}])
    assert none.empty and list(none.columns) == list(some.columns)
    assert none.crs == some.crs == 4326
    assert dict(none.dtypes.astype(str)) == dict(some.dtypes.astype(str))


@pytest.mark.parametrize(("cells", "found"), [(3, 0), (4, 1)])
def test_a_few_cells_are_grain_not_a_gap(cells: int, found: int) -> None:
    areas = described(frame(place("A", LON, LAT, 500)))
    classes = np.full((20, 20), AT_90, np.uint8)
    classes[5, 5 : 5 + cells] = BELOW
    one = Evidence(
        "A", 30.0, (-90.0, -99.0), np.zeros((2, 1), np.float32), np.ones((2, 2)), 0.0, 0,
        window(30.0, 20, 20), classes,
    )  # fmt: skip
    gaps_found = gaps.find([one], areas, station_frame([{}]))
    assert len(gaps_found) == found
    if found:
        assert gaps_found["area_km2"].iloc[0] == pytest.approx(cells * 900 / 1e6, rel=1e-4)


@pytest.mark.parametrize(
    ("radius_m", "size_class"), [(560, "≤1"), (570, "1–5"), (1270, "5–20"), (2600, ">20")]
)
def test_size_classes(radius_m: float, size_class: str) -> None:
    areas = frame(place("A", LON + 1, LAT, radius_m))
    assert gaps_of(areas, [{}])["size_class"].tolist() == [size_class]
