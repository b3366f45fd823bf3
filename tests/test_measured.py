"""Measured points beside the prediction: the cell that holds each, and the network it was in."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import places
from geo.coverage import Window
from geo.grid import Grid, project, unproject
from geo.measurements import measured
from geo.measurements.measured import Measured
from geo.results import empty
from tests.messages import complete
from tests.scenes import CRS_WKT, LAT, LON, levels, transmitters, window
from tests.toy import COUNTIES

GEOD = Geod(ellps="WGS84")
MOBILE, TELECOM = "中国移动", "中国电信"
SOURCES = transmitters([{}, {"operator": TELECOM, "band": "n78"}])
ADCODES = np.array(["630102", "632801"])
# 3 × 4 cells of 100 m; Telecom is 20 dB below Mobile and has no level in the last column.
GRID = window(100.0, 3, 4)
MOBILE_50 = -80.0 - np.arange(12).reshape(3, 4)
TELECOM_50 = np.where(np.arange(4) == 3, np.nan, MOBILE_50 - 20.0)
LEVELS = levels(GRID, np.stack([MOBILE_50, TELECOM_50]), np.stack([MOBILE_50, TELECOM_50]) - 8.0)
INSIDE = np.zeros((3, 4), np.int16)


def at(row: float, column: float) -> tuple[float, float]:
    """Return lon, lat of a point of the grid, counted in cells from its upper left corner."""
    (lon,), (lat,) = unproject(CRS_WKT, GRID.left + column * 100.0, GRID.top - row * 100.0)
    return float(lon), float(lat)


def points(*rows: tuple[float, float, str, float]) -> gpd.GeoDataFrame:
    """Return points: row and column in cells, operator, level."""
    lonlat = [at(row, column) for row, column, *_ in rows]
    columns = {
        "id": [f"P{i}" for i in range(len(rows))],
        "operator": [operator for _, _, operator, _ in rows],
        "lon": [lon for lon, _ in lonlat],
        "lat": [lat for _, lat in lonlat],
        "level_dbm": [level for *_, level in rows],
        "time": "2024-05-01",
        "file": "drive.csv",
        "row": range(2, len(rows) + 2),
    }
    where = gpd.points_from_xy(columns["lon"], columns["lat"])
    return gpd.GeoDataFrame(columns, geometry=where, crs=4326)


def extents(**radius_m: float) -> gpd.GeoDataFrame:
    """Return discs around the middle of the grid; 0 = without a coordinate."""
    discs = [
        places.disc(np.array([LON]), np.array([LAT]), np.array([r]))[0] if r else None
        for r in radius_m.values()
    ]
    km2 = [np.pi * r**2 / 1e6 if r else np.nan for r in radius_m.values()]
    return gpd.GeoDataFrame({"id": list(radius_m), "area_km2": km2}, geometry=discs, crs=4326)


NOWHERE = extents(nowhere=0)


def read(given: gpd.GeoDataFrame, *tiles: tuple[Window | Grid, np.ndarray]) -> Measured:
    reader = Measured(given, SOURCES, ADCODES)
    for tile, county in tiles:
        if isinstance(tile, Window):
            reader.add(tile, county)
        else:
            reader.add_empty(tile, county)
    return reader


def test_a_point_has_the_level_of_its_own_operator_in_its_cell() -> None:
    given = points(
        (0.5, 0.5, MOBILE, -85.0),
        (0.5, 0.5, TELECOM, -95.0),
        (2.9, 2.1, MOBILE, -85.0),
        (1.5, 3.5, TELECOM, -95.0),
        (1.5, 1.5, "中国广电", -95.0),  # the run has no station of it
    )
    frame = read(given, (LEVELS, INSIDE)).frame(NOWHERE, COUNTIES)
    assert frame["predicted_dbm"].tolist()[:3] == [-80.0, -100.0, -90.0]
    assert frame["predicted90_dbm"].tolist()[:3] == [-88.0, -108.0, -98.0]
    assert frame["predicted_dbm"].isna().tolist() == [False, False, False, True, True]
    assert frame["level_dbm"].tolist() == [-85.0, -95.0, -85.0, -95.0, -95.0]
    assert set(frame["county_adcode"]) == {"630102"} and set(frame["prefecture_adcode"]) == {
        "630100"
    }


def test_points_outside_the_region_are_left_out_and_counted() -> None:
    county = INSIDE.copy()
    county[:, 0] = -1
    given = points(
        (0.5, 0.5, MOBILE, -85.0),  # in a cell outside
        (0.5, 1.5, MOBILE, -85.0),
        (0.5, 4.5, MOBILE, -85.0),  # in no tile
        (-0.1, 1.5, MOBILE, -85.0),
    )
    reader = read(given, (LEVELS, county))
    assert reader.frame(NOWHERE, COUNTIES)["id"].tolist() == ["P1"]
    (finding,) = reader.findings()
    complete(finding, file="drive.csv", field="lon, lat")
    assert finding.severity == "warning"
    assert "3 个测点" in finding.what.zh and "第 2 行" in finding.what.zh


def test_where_no_station_reaches_a_point_is_kept_without_a_prediction() -> None:
    reader = read(points((0.5, 0.5, MOBILE, -120.0)), (GRID, INSIDE + np.int16(1)))
    frame = reader.frame(NOWHERE, COUNTIES)
    assert frame["county_adcode"].tolist() == ["632801"]
    assert frame["predicted_dbm"].isna().all()
    assert reader.findings() == []


def test_without_points_the_frame_is_the_empty_one() -> None:
    reader = read(points()[:0], (LEVELS, INSIDE))
    assert (
        reader.frame(NOWHERE, COUNTIES).columns.tolist() == empty("measurements").columns.tolist()
    )
    assert reader.findings() == []
    one = read(points((0.5, 0.5, MOBILE, -85.0)), (LEVELS, INSIDE)).frame(NOWHERE, COUNTIES)
    assert one.columns.tolist() == empty("measurements").columns.tolist()
    assert one.dtypes.astype(str).to_dict() == empty("measurements").dtypes.astype(str).to_dict()


# A micrometre from the edge of a cell, projecting there and back may put a point beyond it.
WITHIN = st.floats(1e-6, 1 - 1e-6)
IN_A_CELL = st.tuples(st.integers(0, 2), st.integers(0, 3), WITHIN, WITHIN)


@given(st.lists(IN_A_CELL.map(lambda p: (p[0] + p[2], p[1] + p[3])), min_size=1, max_size=20))
def test_tiles_together_say_what_the_whole_says(where: list[tuple[float, float]]) -> None:
    given = points(*((row, column, MOBILE, -90.0) for row, column in where))
    whole = read(given, (LEVELS, INSIDE)).frame(NOWHERE, COUNTIES)
    tiles = []
    for row, column, tile in GRID.tiles(2):
        part = (slice(row, row + 2), slice(column, column + 2))
        painted = levels(
            tile,
            np.stack([MOBILE_50[part], TELECOM_50[part]]),
            np.stack([MOBILE_50[part], TELECOM_50[part]]) - 8.0,
        )
        tiles.append((painted, INSIDE[part]))
    parts = read(given, *tiles).frame(NOWHERE, COUNTIES)
    assert parts.equals(whole)
    cells = {
        (int(row), int(column)): level
        for (row, column), level in zip(where, whole["predicted_dbm"], strict=True)
    }
    assert all(level == MOBILE_50[cell] for cell, level in cells.items())


def test_the_number_of_a_cell_is_counted_from_the_origin_of_the_projection() -> None:
    frame = read(points((1.5, 2.5, MOBILE, -90.0)), (LEVELS, INSIDE)).frame(NOWHERE, COUNTIES)
    (x,), (y,) = project(CRS_WKT, *at(1.5, 2.5))
    # The grid of the scene does not begin on whole cells: half a cell is all it may be off.
    assert abs((frame["grid_column"].iloc[0] + 0.5) * 100.0 - x) <= 50.0
    assert abs((frame["grid_row"].iloc[0] + 0.5) * 100.0 + y) <= 50.0


def test_the_smallest_place_that_holds_a_point_is_its_place() -> None:
    given = points(
        (1.5, 2.0, MOBILE, -85.0),  # the middle
        (1.5, 3.0, MOBILE, -85.0),  # 100 m east of it
        (0.1, 0.1, MOBILE, -85.0),  # 236 m away
    )
    areas = extents(large=160.0, small=60.0, nowhere=0)
    frame = read(given, (LEVELS, INSIDE)).frame(areas, COUNTIES)
    assert frame["area_id"].tolist() == ["small", "large", ""]
    area, point = measured.held(given, areas)
    pairs = sorted(zip(areas["id"].to_numpy()[area], point.tolist(), strict=True))
    assert pairs == [("large", 0), ("large", 1), ("small", 0)]


def test_thinned_to_one_median_per_cell_and_operator() -> None:
    given = points(
        (0.2, 0.2, MOBILE, -80.0),
        (0.8, 0.8, MOBILE, -90.0),
        (0.5, 0.5, MOBILE, -120.0),
        (0.5, 0.5, TELECOM, -70.0),
        (0.5, 1.5, MOBILE, -60.0),
    )
    thin = measured.thinned(read(given, (LEVELS, INSIDE)).frame(NOWHERE, COUNTIES))
    assert thin[["operator", "points", "level_dbm", "predicted_dbm"]].to_numpy().tolist() == [
        [TELECOM, 1, -70.0, -100.0],
        [MOBILE, 3, -90.0, -80.0],
        [MOBILE, 1, -60.0, -81.0],
    ]
    assert thin["lon"].tolist()[1] == pytest.approx(at(0.5, 0.5)[0], abs=1e-6)
