"""Gaps of places: their outlines, and what is told of each, against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo import places
from geo.coverage import (
    AT_90,
    BELOW,
    NO_DATA,
    NO_STATION,
    ByDistance,
    Model,
    Window,
)
from geo.grid import Grid, geodesic_area_km2, project, unproject
from geo.judging import gaps, outlines
from geo.judging.evidence import Evidence, gather
from geo.judging.sectors import Sectors
from geo.people import People
from geo.results import LIMITS
from tests import ground
from tests.scenes import (
    CRS_WKT,
    LAT,
    LON,
    Painted,
    blocked,
    evidence,
    levels,
    station_frame,
    transmitters,
    window,
)

GEOD = Geod(ellps="WGS84")
THRESHOLD = -105.0
(MIDDLE_X,), (MIDDLE_Y,) = project(CRS_WKT, LON, LAT)


def place(area_id: str, lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    (extent,) = places.disc(np.array([lon]), np.array([lat]), np.array([radius_m]))
    return {"id": area_id, "lon": lon, "lat": lat, "geometry": extent}


def frame(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    texts = ("name_zh", "name_en", "category", "prefecture_adcode", "county_adcode")
    areas = gpd.GeoDataFrame(list(rows), crs=4326)
    known = {"odbl": False, "excluded": ""}
    return areas.assign(**{name: f"<{name}>" for name in texts}, **known)


def gathered(
    areas: gpd.GeoDataFrame, model: Model, threshold_dbm: float, tile_cells: int = 1024
) -> list[Evidence]:
    options = {"threshold_dbm": threshold_dbm, "largest_cell_m": 30.0, "tile_cells": tile_cells}
    return list(gather(areas, model, **options))


def gaps_of(
    areas: gpd.GeoDataFrame,
    model: Model,
    threshold_dbm: float = THRESHOLD,
    tile_cells: int = 1024,
    people: People | None = None,
) -> gpd.GeoDataFrame:
    found = gathered(areas, model, threshold_dbm, tile_cells)
    return told(found, areas, model, threshold_dbm, people)


def told(
    found: list[Evidence],
    areas: gpd.GeoDataFrame,
    model: Model,
    threshold_dbm: float = THRESHOLD,
    people: People | None = None,
) -> gpd.GeoDataFrame:
    drawn = [one for e in found for one in outlines.of_place(e)]
    asked = Sectors(model, threshold_dbm)
    return gaps.find(drawn, areas, station_frame([{}]), model, threshold_dbm, asked, people)


LONE = ByDistance(transmitters([{}]))  # a station in the middle that covers a disc of 5 km


def test_the_gap_of_a_lens_is_the_rest_of_the_place() -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, 5000.0)
    areas = frame(place("A", lon, lat, 2000))
    (e,) = gathered(areas, LONE, THRESHOLD)
    found = gaps_of(areas, LONE)
    assert found["cause"].tolist() == ["no_station"]
    assert found["gap_id"].tolist() == ["A-G1"]
    expected = (1 - e.share[0, 0]) * np.pi * 4.0
    assert found["area_km2"].sum() == pytest.approx(expected, rel=1e-3)
    assert found["size_class"].tolist() == ["5–20"]
    assert found["area_km2"].to_numpy() == pytest.approx(
        geodesic_area_km2(found.geometry.to_numpy())
    )
    assert (found["nearest_km"] > 5.0).all()
    assert np.isnan(found["short_db"]).all()  # no cell has a level


def test_a_gap_within_reach_is_short_of_budget() -> None:
    areas = frame(place("A", LON, LAT, 2000))
    (e,) = gathered(areas, LONE, -63.0)
    assert {BELOW, AT_90} <= set(np.unique(e.classes)) and NO_STATION not in e.classes
    found = gaps_of(areas, LONE, -63.0)
    assert found["cause"].tolist() == ["budget"]
    # Free space: a ring from where −63 dBm ends to 2 km, half of it beyond the median radius.
    end = 10 ** ((39.9 + 63.0 - 32.45 - 20 * np.log10(2600.0)) / 20.0)  # [km]
    middle = np.sqrt((end**2 + 2.0**2) / 2.0)
    assert found["short_db"].tolist() == [pytest.approx(20 * np.log10(middle / end), abs=0.03)]


def test_a_covered_place_has_no_gap_and_the_frame_keeps_its_columns() -> None:
    none = gaps_of(frame(place("A", LON, LAT, 500)), LONE)
    some = gaps_of(frame(place("A", LON + 1, LAT, 500)), LONE)
    assert none.empty and list(none.columns) == list(some.columns)
    assert none.crs == some.crs == 4326
    assert dict(none.dtypes.astype(str)) == dict(some.dtypes.astype(str))


# ------------------------------------------------------------- cells that are given


def drawn(classes: np.ndarray, **changes: Any) -> gpd.GeoDataFrame:
    """The gaps of a place of 30 m cells around the middle."""
    one = evidence(window=window(30.0, *classes.shape), classes=classes, **changes)
    return told([one], frame(place("A", LON, LAT, 500)), Painted(lambda grid: levels(grid, -120.0)))


@pytest.mark.parametrize(("cells", "found"), [(3, 0), (4, 1)])
def test_a_few_cells_are_grain_not_a_gap(cells: int, found: int) -> None:
    classes = np.full((20, 20), AT_90, np.uint8)
    classes[5, 5 : 5 + cells] = BELOW
    gaps_found = drawn(classes)
    assert len(gaps_found) == found
    if found:
        assert gaps_found["area_km2"].iloc[0] == pytest.approx(cells * 900 / 1e6, rel=1e-4)


def test_what_is_not_known_is_no_gap() -> None:
    classes = np.full((20, 20), NO_DATA, np.uint8)
    assert drawn(classes).empty
    classes[5:10, 5:10] = BELOW
    assert drawn(classes)["area_km2"].tolist() == pytest.approx([25 * 900 / 1e6], rel=1e-4)


@pytest.mark.parametrize(
    ("radius_m", "size_class"), [(560, "≤1"), (570, "1–5"), (1270, "5–20"), (2600, ">20")]
)
def test_size_classes(radius_m: float, size_class: str) -> None:
    areas = frame(place("A", LON + 1, LAT, radius_m))
    assert gaps_of(areas, LONE)["size_class"].tolist() == [size_class]


def two_gaps() -> tuple[np.ndarray, np.ndarray]:
    """Classes and levels: 3 × 3 cells in the north-west, 2 × 2 in the south-east."""
    classes = np.full((20, 20), AT_90, np.uint8)
    level = np.full((20, 20), -80.0, np.float32)
    classes[2:5, 2:5], level[2:5, 2:5] = BELOW, np.arange(-114.0, -105.0).reshape(3, 3)
    classes[15:17, 15:17], level[15:17, 15:17] = BELOW, [[-106.0, -107.5], [-109.0, -130.0]]
    return classes, level


def test_a_gap_is_short_by_the_median_of_its_cells() -> None:
    classes, level = two_gaps()
    # −114 … −106: −110 in the middle. −106, −107.5, −109, −130: between −107.5 and −109.
    assert drawn(classes, cell_dbm=level)["short_db"].tolist() == [5.0, 3.25]
    classes[16, 16], level[16, 16] = NO_STATION, np.nan  # of the same gap, without a level
    assert drawn(classes, cell_dbm=level)["short_db"].tolist() == [5.0, 2.5]


def test_gaps_are_numbered_place_by_place_the_largest_first() -> None:
    classes, level = two_gaps()
    one = {"window": window(30.0, 20, 20), "classes": classes, "cell_dbm": level}
    found = told(
        [evidence(**one), evidence(**one, area_id="B")],
        frame(place("B", LON, LAT, 500), place("A", LON, LAT, 500)).assign(name_zh=["乙", "甲"]),
        Painted(lambda grid: levels(grid, -120.0)),
    )
    assert found["gap_id"].tolist() == ["A-G1", "A-G2", "B-G1", "B-G2"]
    assert found["name_zh"].tolist() == ["甲", "甲", "乙", "乙"]


def test_each_gap_has_a_point_of_its_own_inside() -> None:
    classes, _ = two_gaps()
    found = drawn(classes)
    points = gpd.points_from_xy(found["lon"], found["lat"], crs=4326)
    assert found.geometry.contains(gpd.GeoSeries(points), align=False).all()


def test_of_a_gap_behind_a_ridge_the_cell_blocked_nearest_to_its_point_stands_for_it() -> None:
    classes, level = two_gaps()
    limits = np.zeros(classes.shape, np.uint8)
    limits[2:5, 2:5] = limits[15:17, 15:17] = LIMITS.index("terrain")
    # Of the first gap the cell in its middle (3, 3) and a corner, of the second a cell.
    cells = blocked((2 * 20 + 2, 1, 9.0), (3 * 20 + 3, 0, 4.0), (15 * 20 + 16, 1, 2.0))
    # One in a grain that is too small to be a gap, before the first.
    grain = blocked((0, 1, 1.0))
    cells = type(cells)(*(np.concatenate(pair) for pair in zip(grain, cells, strict=True)))
    classes[0, 0], limits[0, 0] = BELOW, LIMITS.index("terrain")
    stations = [{"id": "west", "lon": LON - 0.1}, {"id": "east", "lon": LON + 0.1}]
    model = Painted(
        lambda grid: levels(grid, -120.0),
        transmitters(stations),
        ground=lambda lon, lat: 0 * lon + 3333.0,
    )
    one = evidence(
        window=window(30.0, 20, 20),
        classes=classes,
        limits=limits,
        cell_dbm=level,
        blocked=cells,
    )
    found = told([one], frame(place("A", LON, LAT, 500)), model)
    assert found["cause"].tolist() == ["terrain", "terrain"]
    assert found["blocked_station"].tolist() == ["west", "east"]
    x, y = one.window.centres()
    for row, (i, j), start, km in zip(
        found.to_dict("records"),
        [(3, 3), (15, 16)],
        (LON - 0.1, LON + 0.1),
        (4.0, 2.0),
        strict=True,
    ):
        (lon,), (lat,) = unproject(CRS_WKT, [x[j]], [y[i]])
        azimuth, _, _ = GEOD.inv(start, LAT, lon, lat)
        expected = GEOD.fwd(start, LAT, azimuth, 1000.0 * km)[:2]
        assert GEOD.inv(row["blocked_lon"], row["blocked_lat"], *expected)[2] < 0.1
        assert row["blocked_m"] == 3333.0


def test_only_a_gap_behind_a_ridge_has_a_point_that_blocks_it() -> None:
    classes, level = two_gaps()
    limits = np.zeros(classes.shape, np.uint8)
    limits[2:5, 2:5] = LIMITS.index("budget")
    limits[3, 3] = LIMITS.index("terrain")  # one of nine
    limits[15:17, 15:17] = LIMITS.index("terrain")  # nothing near any path
    cells = blocked((3 * 20 + 3, 0, 4.0))
    found = drawn(classes, limits=limits, cell_dbm=level, blocked=cells)
    assert found["cause"].tolist() == ["budget", "terrain"]
    assert found["blocked_station"].tolist() == ["", ""]
    assert found[["blocked_lon", "blocked_lat", "blocked_m"]].isna().all(axis=None)


# --------------------------------------------------------------------- what lies inside


def test_other_places_whose_point_lies_inside_are_listed() -> None:
    classes, _ = two_gaps()
    one = evidence(window=window(30.0, 20, 20), classes=classes)
    x, y = one.window.centres()

    def at(area_id: str, row: float, column: float) -> dict[str, Any]:
        (lon,), (lat,) = unproject(CRS_WKT, [x[0] + 30.0 * column], [y[0] - 30.0 * row])
        return place(area_id, float(lon), float(lat), 500)

    nowhere = {"id": "N", "lon": np.nan, "lat": np.nan, "geometry": None}
    areas = frame(
        at("Z", 3, 3), at("A", 3, 3), at("C", 2.1, 4.4), nowhere, at("out", 3, 4.6), at("Q", 16, 15)
    )
    found = told([one], areas, Painted(lambda grid: levels(grid, -120.0)))
    # The place itself, A, is not one of them; 4.6 columns are beyond the edge at 4.5.
    assert found["places_inside"].tolist() == ["C Z", "Q"]
    assert found["places"].tolist() == [2, 1]
    # What is left out with a reason counts nowhere.
    out = areas.assign(excluded=np.where(areas["id"] == "C", "已拆除", ""))
    fewer = told([one], out, Painted(lambda grid: levels(grid, -120.0)))
    assert fewer["places_inside"].tolist() == ["Z", "Q"] and fewer["places"].tolist() == [1, 1]
    empty = told([one], areas.iloc[[1]], Painted(lambda grid: levels(grid, -120.0)))
    assert empty["places_inside"].tolist() == ["", ""] and empty["places"].tolist() == [0, 0]
    assert empty["places"].dtype == found["places"].dtype == np.int64


def test_people_are_not_known_unless_somebody_counts_them() -> None:
    areas = frame(place("A", LON + 1, LAT, 500), place("B", LON + 1.1, LAT, 1000))
    assert gaps_of(areas, LONE)["people"].isna().all()

    class TenToTheKm2:
        def within(self, shapes: np.ndarray, crs: str) -> np.ndarray:
            assert crs == CRS_WKT
            return 10.0 * shapely.area(shapes) / 1e6

    counted = gaps_of(areas, LONE, people=TenToTheKm2())
    assert counted["people"].to_numpy() == pytest.approx(
        10.0 * counted["area_km2"].to_numpy(), rel=1e-5
    )


def test_the_altitude_is_of_the_ground_at_the_point_inside(tmp_path: Path) -> None:
    # A slope: 3 000 m in the middle, and 10 000 m a degree upwards to the east.
    dem = ground.terrain(tmp_path, lambda east, north: 3000.0 + 10_000.0 * east)
    model = Painted(lambda grid: levels(grid, -120.0), ground=dem.heights)
    found = gaps_of(frame(place("A", LON + 0.1, LAT, 500)), model)
    expected = 3000.0 + 10_000.0 * (found["lon"] - LON)
    assert found["altitude_m"].to_numpy() == pytest.approx(expected.to_numpy(), abs=0.1)
    assert found["lon"].iloc[0] == pytest.approx(LON + 0.1, abs=0.002)
    assert gaps_of(frame(place("A", LON + 1, LAT, 500)), LONE)["altitude_m"].isna().all()


# ---------------------------------------------------------------------- sectors and tiles


def quarters(grid: Grid) -> Window:
    """Round the middle: covered, short of budget, behind a ridge, out of range."""
    x, y = np.meshgrid(*grid.centres())
    east, north = x > MIDDLE_X, y > MIDDLE_Y
    level = np.select([east & north, ~east & ~north], [-90.0, np.nan], -120.0 - 1e-3 * (x - y))
    ridge = east & ~north
    return levels(
        grid,
        level,
        clear=np.where(ridge, -100.0, np.nan),
        blocker=np.where(ridge, 0, -1),
        blocked_km=np.where(ridge, 1.0 + 1e-4 * (x - MIDDLE_X), np.nan),
    )


@pytest.mark.parametrize("tile_cells", [17, 64])
def test_gaps_do_not_depend_on_tiles(tile_cells: int) -> None:
    areas = frame(place("A", LON, LAT, 700), place("B", LON + 0.006, LAT - 0.004, 300))
    model = Painted(quarters, transmitters([{"azimuth_deg": 10.0}]))
    whole, tiled = (gaps_of(areas, model, tile_cells=side) for side in (1024, tile_cells))
    assert set(whole["cause"]) == {"terrain", "budget"}
    assert (whole["blocked_station"] != "").sum() == (whole["cause"] == "terrain").sum() > 0
    assert whole.drop(columns="geometry").equals(tiled.drop(columns="geometry"))
    assert whole.geometry.geom_equals(tiled.geometry).all()


def test_a_gap_behind_a_sector_names_the_station_and_the_angle() -> None:
    model = ByDistance(transmitters([{"id": "S", "azimuth_deg": 90.0, "tilt_deg": np.nan}]))
    threshold = -80.0  # the peak reaches 9 km, 30 dB less 300 m
    areas = frame(place("A", *GEOD.fwd(LON, LAT, 270.0, 3000.0)[:2], 500))
    found = gaps_of(areas, model, threshold)
    assert found["cause"].tolist() == ["sector"]
    assert found["sector_station"].tolist() == ["S"]
    assert found["sector_off_deg"].tolist() == pytest.approx([180.0], abs=2.0)
    omni = gaps_of(areas, model.without_sectors(), threshold)
    assert omni.empty
