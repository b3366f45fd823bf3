"""Where the point lies that blocks a place, against points worked out with pyproj."""

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo import obstacles
from geo.coverage import ByDistance
from geo.evidence import Blocking
from geo.grid import project
from tests.scenes import CRS_WKT, LAT, LON, Painted, evidence, levels, transmitters

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


def places(*causes: str) -> pd.DataFrame:
    # The index is not that of a table numbered anew.
    ids = [f"P{i}" for i in range(len(causes))]
    return pd.DataFrame({"id": ids, "cause": causes}, index=[7 * i + 3 for i in range(len(ids))])


@pytest.mark.parametrize(
    ("station", "name", "azimuth", "cell_km", "km"),
    [
        (0, "west", 0.0, 10.0, 4.0),
        (0, "west", 300.0, 14.9, 14.8),
        (1, "corner", 90.0, 3.0, 0.1),
        (1, "corner", 181.0, 12.0, 6.0),
    ],
)
def test_the_point_lies_on_the_geodesic_from_the_station_to_the_cell(
    station: int, name: str, azimuth: float, cell_km: float, km: float
) -> None:
    found = [evidence(area_id="P0", blocking=blocked(station, azimuth, cell_km, km))]
    row = obstacles.of_places(places("terrain"), found, model()).iloc[0]
    start = (LON, LAT) if station == 0 else NORTH_EAST
    lon, lat, _ = GEOD.fwd(*start, azimuth, 1000 * km)
    assert GEOD.inv(row["blocked_lon"], row["blocked_lat"], lon, lat)[2] < 0.01
    assert row["blocked_m"] == pytest.approx(lon + 100 * lat, abs=1e-4)
    assert row["blocked_station"] == name


def test_only_places_that_terrain_fails_get_a_point() -> None:
    causes = ("terrain", "budget", "", "terrain", "no_data", "terrain")
    blocking = blocked(0, 45.0, 8.0, 5.0)
    # P3 has cells that fail for terrain but no single point, P5 has no evidence at all.
    found = [
        evidence(area_id=f"P{i}", blocking=None if i == 3 else blocking) for i in (4, 3, 2, 1, 0)
    ]
    table = obstacles.of_places(places(*causes), found, model())
    assert table["blocked_station"].tolist() == ["west", "", "", "", "", ""]
    points = table[["blocked_lon", "blocked_lat", "blocked_m"]]
    assert points.notna().all(axis=1).tolist() == [True, *[False] * 5]
    assert points.iloc[1:].isna().all(axis=None)


def test_the_table_is_kept_and_gets_the_four_columns() -> None:
    areas = places("terrain", "budget")
    found = [evidence(area_id="P0", blocking=blocked(0, 45.0, 8.0, 5.0))]
    table = obstacles.of_places(areas, found, model())
    assert list(table.columns) == ["id", "cause", *obstacles.COLUMNS]
    assert table[["id", "cause"]].equals(areas) and list(areas.columns) == ["id", "cause"]
    assert dict(table.dtypes.astype(str)) == {
        "id": "str",
        "cause": "str",
        "blocked_lon": "float64",
        "blocked_lat": "float64",
        "blocked_m": "float64",
        "blocked_station": "str",
    }


def test_no_place_at_all_gives_the_same_columns() -> None:
    empty = obstacles.of_places(places("budget").iloc[:0], [], model())
    some = obstacles.of_places(places("budget"), [], model())
    assert empty.empty and dict(empty.dtypes.astype(str)) == dict(some.dtypes.astype(str))


def test_where_the_ground_is_not_known_the_point_is() -> None:
    found = [evidence(area_id="P0", blocking=blocked(0, 45.0, 8.0, 5.0))]
    by_distance = ByDistance(transmitters(STATIONS))
    row = obstacles.of_places(places("terrain"), found, by_distance).iloc[0]
    assert np.isnan(row["blocked_m"]) and np.isfinite(row["blocked_lon"])
