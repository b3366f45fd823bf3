"""Stations that look the other way, against levels worked out with the formula of free space."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import settings as settings_of
from geo.coverage import ByDistance, ByTerrain, Model, NoMemory, Window
from geo.grid import Grid, project
from geo.judging.sectors import Sectors
from geo.results import LIMITS
from tests import ground
from tests.scenes import CRS_WKT, LAT, LON, Painted, levels, transmitters

GEOD = Geod(ellps="WGS84")
SENT = 17.9 + 22.0  # [dBm] EIRP per resource element of the default n41 station
FLOOR_DB = 30.0  # behind a sector, TR 38.901 Table 7.3-1


def by_distance(*stations: dict[str, Any]) -> ByDistance:
    return ByDistance(transmitters([{"tilt_deg": np.nan, **station} for station in stations]))


def at(bearing: float, metres: float) -> tuple[float, float]:
    """Return a point in the projection, so far from the middle."""
    lon, lat, _ = GEOD.fwd(LON, LAT, bearing, metres)
    (x,), (y,) = project(CRS_WKT, lon, lat)
    return float(x), float(y)


def free_space_dbm(metres: float, frequency_ghz: float = 2.6) -> float:
    """The level of a station that sends its peak to a point, ITU-R P.525-4 eq. (4)."""
    return SENT - (32.45 + 20 * math.log10(frequency_ghz * 1e3) + 20 * math.log10(metres / 1e3))


def test_the_twin_sends_the_same_all_round_and_keeps_what_else_there_is() -> None:
    model = by_distance({"azimuth_deg": 90.0, "tilt_deg": 3.0}, {"lon": LON + 0.02})
    twin = model.without_sectors()
    assert np.isnan(twin.sources.azimuth_rad).all()
    assert np.array_equal(twin.sources.tilt_rad, model.sources.tilt_rad, equal_nan=True)
    assert model.sources.azimuth_rad[0] == pytest.approx(math.pi / 2)  # itself as before
    expected = by_distance({"tilt_deg": 3.0}, {"lon": LON + 0.02})
    (x, y), grid = at(200.0, 2000.0), ground_grid()
    assert twin.at_point(x, y).level_dbm.tolist() == expected.at_point(x, y).level_dbm.tolist()
    assert np.array_equal(
        twin.over_place(grid).level_dbm, expected.over_place(grid).level_dbm, equal_nan=True
    )


def ground_grid() -> Grid:
    (x,), (y,) = project(CRS_WKT, LON, LAT)
    return Grid(CRS_WKT, x - 1000.0, y + 1000.0, 100.0, 20, 20)


@pytest.mark.parametrize(("azimuth", "bearing", "off"), [
    (90.0, 270.0, 180.0),
    (10.0, 250.0, 120.0),  # across north, both ways
    (250.0, 10.0, 120.0),
    (0.0, 350.0, 10.0),
])  # fmt: skip
def test_the_angle_is_the_smaller_one_between_azimuth_and_bearing(
    azimuth: float, bearing: float, off: float
) -> None:
    model = by_distance({"azimuth_deg": azimuth})
    x, y = at(bearing, 3000.0)
    # Between what it sends there and its peak: behind a sector 30 dB less, 10° off 0.3 dB.
    lost = min(12.0 * (off / 65.0) ** 2, FLOOR_DB)
    found = Sectors(model, free_space_dbm(3000.0) - lost / 2.0).astray(x, y)
    assert found is not None and found.station == 0
    assert found.off_deg == pytest.approx(off, abs=1e-6)


def test_both_sides_of_the_threshold() -> None:
    model, (x, y) = by_distance({"azimuth_deg": 90.0}), at(270.0, 3000.0)
    peak = free_space_dbm(3000.0)  # the tables of the model are within 0.01 dB of it
    assert Sectors(model, peak + 0.02).astray(x, y) is None  # nor would it, turned there
    assert Sectors(model, peak - 0.02).astray(x, y) is not None
    assert Sectors(model, peak - FLOOR_DB + 0.02).astray(x, y) is not None
    assert Sectors(model, peak - FLOOR_DB - 0.02).astray(x, y) is None  # it does as it is


def test_exactly_at_the_threshold_it_would_reach() -> None:
    model, (x, y) = by_distance({"azimuth_deg": 90.0}), at(270.0, 3000.0)
    level = model.without_sectors().at_point(x, y).level_dbm[0, 0, 0, 0]
    assert Sectors(model, float(level)).astray(x, y) is not None
    assert Sectors(model, float(np.nextafter(level, np.float32(0.0)))).astray(x, y) is None


def test_beyond_the_reach_there_is_nothing_to_turn() -> None:
    model = by_distance({"azimuth_deg": 90.0})
    assert Sectors(model, -200.0).astray(*at(270.0, 5100.0)) is None


def test_of_two_masts_the_one_better_received_is_named() -> None:
    away = {"azimuth_deg": 90.0}
    west, _, _ = GEOD.fwd(LON, LAT, 270.0, 1000.0)
    model = by_distance(away, {**away, "lon": west}, {**away, "ss_power_dbm": -20.0, "lon": west})
    found = Sectors(model, free_space_dbm(2500.0)).astray(*at(270.0, 3000.0))
    assert found is not None and found.station == 1


@pytest.mark.parametrize(("bearing", "station", "off"), [(50.0, 0, 50.0), (70.0, 1, 50.0)])
def test_of_the_sectors_of_a_mast_the_one_with_the_least_to_turn_is_named(
    bearing: float, station: int, off: float
) -> None:
    three = [{"azimuth_deg": azimuth} for azimuth in (0.0, 120.0, 240.0)]
    # One that sends less, has a band of its own or another owner is not one of them.
    others = [
        {"azimuth_deg": bearing + 170.0, "ss_power_dbm": 10.0},
        {"azimuth_deg": bearing + 170.0, "band": "n79"},
        {"azimuth_deg": bearing + 170.0, "operator": "中国电信", "tilt_deg": 20.0},
    ]
    found = Sectors(by_distance(*three, *others), free_space_dbm(3000.0) - 1.0).astray(
        *at(bearing, 3000.0)
    )
    assert found is not None
    assert (found.station, found.off_deg) == (station, pytest.approx(off, abs=1e-6))


@given(azimuth=st.floats(0, 360), bearing=st.floats(0, 360), threshold=st.floats(-120, -60))
def test_whoever_is_named_would_reach_and_does_not(
    azimuth: float, bearing: float, threshold: float
) -> None:
    model, (x, y) = by_distance({"azimuth_deg": azimuth}), at(bearing, 3000.0)
    found = Sectors(model, threshold).astray(x, y)
    now = model.at_point(x, y).any_operator()[0, 0, 0]
    turned = model.without_sectors().at_point(x, y).any_operator()[0, 0, 0]
    assert turned >= now
    assert (found is not None) == (now < threshold <= turned)


class Counted(Painted):
    """Counts the points that are computed."""

    def at_point(self, x: float, y: float) -> Window:
        POINTS.append((x, y))
        return super().at_point(x, y)


POINTS: list[tuple[float, float]] = []


def painted(stations: list[dict[str, Any]]) -> Counted:
    POINTS.clear()
    return Counted(
        lambda grid: levels(grid, -120.0),
        transmitters(stations),
        turned=lambda grid: levels(grid, -100.0, server=0),
    )


def test_without_a_sector_nothing_is_computed() -> None:
    model = painted([{}, {"lon": LON + 1.0, "azimuth_deg": 90.0}])  # the sector is out of range
    assert Sectors(model, -105.0).astray(*at(0.0, 100.0)) is None
    assert POINTS == []


def test_a_point_is_computed_once() -> None:
    asked = Sectors(painted([{"azimuth_deg": 90.0}]), -105.0)
    first = asked.astray(*at(180.0, 100.0))
    assert first is not None and first.off_deg == pytest.approx(90.0, abs=1e-6)
    assert asked.astray(*at(180.0, 100.0)) is first
    assert [at(180.0, 100.0)] * 2 == POINTS  # the twin, then the model


# ------------------------------------------------------------------------ over terrain


def over(folder: Path, heights: ground.Heights, **station: Any) -> ByTerrain:
    chosen = settings_of.default()
    chosen = chosen.model_copy(
        update={"terrain": chosen.terrain.model_copy(update={"reach_km": 8.0})}
    )
    mast = {"height_m": 30.0, "environment": "RMa", "ss_power_dbm": -10.0, **station}
    sources = transmitters([mast])
    terrain = ground.terrain(folder, heights)
    return ByTerrain.over(terrain, sources, chosen, NoMemory(), NoMemory())


def limit(model: Model, x: float, y: float) -> str:
    return LIMITS[model.at_point(x, y).limits(-105.0)[0, 0]]


def test_over_a_plain_a_sector_that_looks_away_would_reach(tmp_path: Path) -> None:
    model = over(tmp_path, ground.plain, azimuth_deg=270.0)
    x, y = at(90.0, 4500.0)
    assert limit(model, x, y) == "budget"
    found = Sectors(model, -105.0).astray(x, y)
    assert found is not None and found.off_deg == pytest.approx(180.0, abs=0.1)


def test_behind_a_ridge_to_turn_it_would_not_help(tmp_path: Path) -> None:
    model = over(tmp_path, ground.ridge, azimuth_deg=50.0, ss_power_dbm=-5.0)
    x, y = at(90.0, 4500.0)  # the wall is 2.7 km east
    assert limit(model, x, y) == "terrain"
    assert Sectors(model, -105.0).astray(x, y) is None


class Full(NoMemory):
    """A memory that must not be asked."""

    def recall(self, grid: Grid) -> None:
        pytest.fail("the twin took what is known of the stations that there are")


def test_the_twin_over_terrain_shares_no_memory(tmp_path: Path) -> None:
    model = over(tmp_path, ground.plain, azimuth_deg=270.0)
    full = ByTerrain(
        **{**vars(model), "of_region": Full(), "of_places": Full()}  # type: ignore[arg-type]
    )
    twin, grid = full.without_sectors(), ground_grid()
    omni = over(tmp_path, ground.plain)
    for level, expected in (
        (twin.over_window(grid), omni.over_window(grid)),
        (twin.over_place(grid), omni.over_place(grid)),
    ):
        assert np.array_equal(level.level_dbm, expected.level_dbm, equal_nan=True)
