"""What keeps a place from being surely met or surely not met, on both sides of each limit."""

import geopandas as gpd
import numpy as np
import pytest

from geo.coverage import ByDistance
from geo.judging import certainty
from tests.scenes import LAT, LON, Painted, evidence, levels, station_frame, transmitters

NEARLY_2_KM_EAST = 0.0219


def areas(**columns: object) -> gpd.GeoDataFrame:
    row = {
        "id": "A",
        "lon": LON,
        "lat": LAT,
        "area_km2": np.pi,  # a disc of 1000 m
        "coord_precision_m": 100.0,
        "nearest_km": 1.0,
        "extent_source": "assumed",
        **columns,
    }
    return gpd.GeoDataFrame([row])


STATIONS = [{"lon": LON + NEARLY_2_KM_EAST}]


def flags(place: gpd.GeoDataFrame, threshold_dbm: float = -105.0, no_station: float = 0.0) -> dict:
    found = [evidence(no_station_share=no_station)]
    model = ByDistance(transmitters(STATIONS))
    limits = certainty.assess(place, found, station_frame(STATIONS), model, threshold_dbm)
    return dict(limits.loc["A"])


@pytest.mark.parametrize(
    ("precision_m", "vague"), [(1000.0, False), (1000.1, True), (np.nan, False)]
)
def test_precision_is_compared_with_the_radius_of_the_extent(
    precision_m: float, vague: bool
) -> None:
    assert flags(areas(coord_precision_m=precision_m))["vague"] is np.bool_(vague)


@pytest.mark.parametrize(("nearest_km", "vague"), [(8.0, True), (8.01, False)])
def test_a_place_that_no_station_can_reach_wherever_it_lies_is_not_vague(
    nearest_km: float, vague: bool
) -> None:
    # Reach 5 km + precision 2 km + radius 1 km.
    place = areas(coord_precision_m=2000.0, nearest_km=nearest_km)
    assert bool(flags(place)["vague"]) is vague


@pytest.mark.parametrize(
    ("source", "shapeless"),
    [("partial", True), ("assumed", False), ("stated area", False), ("polygon", False)],
)
def test_only_a_part_of_a_stated_area_is_shapeless(source: str, shapeless: bool) -> None:
    assert bool(flags(areas(extent_source=source))["shapeless"]) is shapeless


def test_beyond_needs_an_unreached_part_and_a_station_still_strong() -> None:
    # Free space at 5 km: 39.9 − 114.7 = −74.8 dBm where the model ends.
    assert flags(areas(), -80.0, no_station=0.1)["beyond"]
    assert not flags(areas(), -80.0, no_station=0.0)["beyond"]
    assert not flags(areas(), -70.0, no_station=0.1)["beyond"]


@pytest.mark.parametrize(("offset_deg", "beyond"), [(0.09, True), (0.11, False)])
def test_beyond_ends_where_line_of_sight_does(offset_deg: float, beyond: bool) -> None:
    # 10 km + the radius of the place; 0.09° and 0.11° of latitude are 10.0 and 12.2 km.
    place = areas(lat=LAT + offset_deg, lon=LON + NEARLY_2_KM_EAST)
    assert bool(flags(place, -80.0, no_station=1.0)["beyond"]) is beyond


def test_another_model_brings_its_own_reach_and_its_own_end() -> None:
    # Reach 15 km + precision 2 km + radius 1 km; nothing is strong at the end of this model.
    painted = Painted(lambda grid: levels(grid, np.nan), transmitters(STATIONS), reach_m=15_000.0)
    for nearest_km, vague in [(18.0, True), (18.01, False)]:
        place = areas(coord_precision_m=2000.0, nearest_km=nearest_km)
        found = [evidence(no_station_share=1.0)]
        limits = certainty.assess(place, found, station_frame(STATIONS), painted, -200.0)
        assert limits.loc["A"].tolist() == [vague, False, False]


def test_a_place_without_evidence_is_not_beyond() -> None:
    model = ByDistance(transmitters(STATIONS))
    limits = certainty.assess(areas(), [], station_frame(STATIONS), model, -80.0)
    assert limits.loc["A"].tolist() == [False, False, False]


def test_4g_has_a_certainty_of_its_own() -> None:
    # A strong 4G station and a weak 5G one at the same place; of 5G no part is out of range.
    rows = [{**STATIONS[0], "ss_power_dbm": -30.0}, {**STATIONS[0], "tech": "LTE", "band": "B41"}]
    model = ByDistance(transmitters(rows))
    found = [evidence(no_station_share=0.0, no_lte_share=0.1)]
    listed = station_frame(rows)

    def beyond(tech: str, threshold_dbm: float) -> bool:
        own = listed[model.sources.are(tech)]
        assert len(own) == 1
        limits = certainty.assess(areas(), found, own, model, threshold_dbm, tech)
        return bool(limits.loc["A", "beyond"])

    # At 5 km: 12.2 + 15 − 114.7 = −87.5 dBm of 4G, −122.7 dBm of 5G.
    assert beyond("LTE", -90.0) and not beyond("LTE", -85.0)
    assert not beyond("NR", -90.0) and not beyond("NR", -130.0)
