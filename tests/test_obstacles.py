"""Where the point lies that blocks a cell, against points worked out with pyproj."""

import numpy as np
import pytest
from pyproj import Geod

from geo.coverage import ByDistance
from geo.grid import project
from geo.judging import obstacles
from geo.judging.evidence import Blocking
from tests.scenes import CRS_WKT, LAT, LON, Painted, levels, transmitters

GEOD = Geod(ellps="WGS84")
NORTH_EAST = (102.5, 38.9)
STATIONS = [{"id": "west"}, {"id": "corner", "lon": 102.5, "lat": 38.9}]


def model() -> Painted:
    # The ground rises by 1 m a degree eastwards and 100 m a degree northwards.
    return Painted(
        lambda grid: levels(grid, np.nan), transmitters(STATIONS), ground=lambda x, y: x + 100 * y
    )


def blocked(station: int, azimuth: float, cell_km: float, km: float) -> Blocking:
    """A cell in a direction from a station, blocked on the way."""
    start = (LON, LAT) if station == 0 else NORTH_EAST
    lon, lat, _ = GEOD.fwd(*start, azimuth, 1000 * cell_km)
    (x,), (y,) = project(CRS_WKT, lon, lat)
    return Blocking(station, km, x, y)


CASES = [
    (0, "west", 0.0, 10.0, 4.0),
    (0, "west", 300.0, 14.9, 14.8),
    (1, "corner", 90.0, 3.0, 0.1),
    (1, "corner", 181.0, 12.0, 6.0),
]


def test_the_points_lie_on_the_geodesics_from_the_stations_to_the_cells() -> None:
    blockings = [
        None if case is None else blocked(case[0], *case[2:])
        for case in (CASES[0], None, *CASES[1:], None)
    ]
    found = obstacles.table(blockings, model())
    assert list(found.columns) == list(obstacles.COLUMNS)
    none = found.iloc[[1, 5]]
    assert none.drop(columns="blocked_station").isna().all(axis=None)
    assert none["blocked_station"].tolist() == ["", ""]
    for (station, name, azimuth, _, km), row in zip(
        CASES, found.drop(index=[1, 5]).to_dict("records"), strict=True
    ):
        start = (LON, LAT) if station == 0 else NORTH_EAST
        lon, lat, _ = GEOD.fwd(*start, azimuth, 1000 * km)
        assert GEOD.inv(row["blocked_lon"], row["blocked_lat"], lon, lat)[2] < 0.01
        assert row["blocked_m"] == pytest.approx(lon + 100 * lat, abs=1e-4)
        assert row["blocked_station"] == name


def test_nothing_blocked_gives_the_same_columns() -> None:
    some = obstacles.table([blocked(0, 45.0, 8.0, 5.0)], model())
    types = {
        "blocked_lon": "float64",
        "blocked_lat": "float64",
        "blocked_m": "float64",
        "blocked_station": "str",
    }
    for found in (obstacles.table([], model()), obstacles.table([None], model()), some):
        assert dict(found.dtypes.astype(str)) == types


def test_where_the_ground_is_not_known_the_point_is() -> None:
    by_distance = ByDistance(transmitters(STATIONS))
    row = obstacles.table([blocked(0, 45.0, 8.0, 5.0)], by_distance).iloc[0]
    assert np.isnan(row["blocked_m"]) and np.isfinite(row["blocked_lon"])
