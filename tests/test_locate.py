"""Where a point lies, what is outside, and what lies elsewhere than its row says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point

import layers
from geo import standards
from geo.locate import TOLERANCE_M, county_of, misplaced, require_inside
from layers.errors import Finding, InputError
from tests import toy
from tests.messages import complete, place

GEOD = Geod(ellps="WGS84")


def counties_of(*points: Point | None) -> list[str]:
    return county_of(gpd.GeoSeries(list(points), crs=4326), toy.COUNTIES).tolist()


def test_a_point_gets_the_county_it_lies_in() -> None:
    assert counties_of(Point(101.5, 36.2), Point(101.5, 36.8), Point(100.5, 36.5)) == [
        "630102",
        "630121",
        "632801",
    ]


def test_a_missing_point_gets_none() -> None:
    assert counties_of(None, Point(101.5, 36.2), None) == ["", "630102", ""]
    assert counties_of() == []
    assert counties_of(None) == [""]


def test_a_point_on_a_border_gets_one_of_its_counties() -> None:
    assert counties_of(Point(101.5, 36.5))[0] in ("630102", "630121")


@pytest.mark.parametrize(
    ("start", "azimuth", "county"),
    [
        ((101.5, 36.0), 180.0, "630102"),
        ((101.5, 37.0), 0.0, "630121"),
        ((102.0, 36.2), 90.0, "630102"),
        ((100.0, 36.5), 270.0, "632801"),
    ],
)
@pytest.mark.parametrize(("beyond_m", "inside"), [(990.0, True), (1010.0, False)])
def test_a_point_is_inside_up_to_a_kilometre_beyond_the_line(
    start: tuple[float, float], azimuth: float, county: str, beyond_m: float, inside: bool
) -> None:
    assert TOLERANCE_M == 1000.0
    lon, lat, _ = GEOD.fwd(*start, azimuth, beyond_m)
    assert counties_of(Point(lon, lat)) == [county if inside else ""]


@given(st.floats(100.001, 101.999), st.floats(36.001, 36.999))
def test_inside_the_region_the_county_is_the_square(lon: float, lat: float) -> None:
    expected = "632801" if lon < 101 else "630102" if lat < 36.5 else "630121"
    near_line = min(abs(lon - 101), abs(lat - 36.5)) < 1e-9
    assert near_line or counties_of(Point(lon, lat)) == [expected]


def test_points_outside_are_refused_by_file_row_and_coordinate() -> None:
    frame = toy.key_areas(
        {"id": "A", "lon": 101.5, "lat": 36.2},
        {"id": "B", "lon": 36.62, "lat": 101.78 - 90},
        {"id": "C"},
        {"id": "D", "lon": 103.5, "lat": 36.5},
    )
    with pytest.raises(InputError) as caught:
        require_inside(frame, county_of(frame.geometry, toy.COUNTIES))
    assert [place(finding) for finding in caught.value.findings] == [
        ("outside-region", 3, "lon, lat"),
        ("outside-region", 5, "lon, lat"),
    ]
    for finding in caught.value.findings:
        complete(finding, file="toy.csv", row=finding.row, field="lon, lat")
    second = caught.value.findings[1]
    assert second.what.zh == "点 103.50000, 36.50000 不在青海省内"
    assert second.what.en == "the point 103.50000, 36.50000 is outside Qinghai"
    assert "datum" in second.remedy.en


def test_points_inside_and_no_points_are_not_refused() -> None:
    frame = toy.key_areas({"id": "A", "lon": 101.5, "lat": 36.2}, {"id": "C"})
    county = county_of(frame.geometry, toy.COUNTIES)
    assert county.tolist() == ["630102", ""]
    require_inside(frame, county)


def elsewhere(**row: object) -> list[Finding]:
    frame = toy.key_areas({"id": "A", "name_zh": "某所", "lon": 101.5, "lat": 36.2, **row})
    return misplaced(frame, county_of(frame.geometry, toy.COUNTIES), toy.COUNTIES)


def test_a_point_in_another_county_is_a_warning() -> None:
    (finding,) = elsewhere(adcode="630121")
    assert (finding.code, finding.severity) == ("county-mismatch", "warning")
    complete(finding, file="toy.csv", row=2, field="adcode")
    assert finding.what.zh == "“某所”的点在城东区，表中为大通回族土族自治县"
    assert finding.what.en == "the point of 某所 lies in 630102, its row says 630121"


@pytest.mark.parametrize(
    "row",
    [
        {"adcode": "630102"},
        {"adcode": ""},
        {"adcode": "630100"},  # the prefecture: true, if not precise
        {"adcode": "630121", "lon": float("nan"), "lat": float("nan")},
        {"adcode": "630121", "lon": 103.5},  # outside: refused elsewhere
    ],
)
def test_what_does_not_contradict_is_not_reported(row: dict[str, object]) -> None:
    assert elsewhere(**row) == []


def test_each_key_area_lies_in_its_stated_county_or_is_reported() -> None:
    counties = layers.load("counties")
    reported: list[tuple[str, int | None]] = []
    placed = 0
    for name in standards.table("categories")["layer"]:
        frame = layers.load(name)
        county = county_of(frame.geometry, counties)
        require_inside(frame, county)
        findings = misplaced(frame, county, counties)
        reported += [(finding.file, finding.row) for finding in findings]
        given_ = frame.geometry.notna().to_numpy()
        stated = np.isin(frame["adcode"].to_numpy(str), counties["adcode"].to_numpy(str))
        agrees = county == frame["adcode"].to_numpy(str)
        placed += int(given_.sum())
        assert (given_ & stated & ~agrees).sum() == len(findings)
    assert placed == 371
    # QH-GV-001: the city point of Xining stands for the provincial government.
    assert reported == [("data/raw/government.csv", 2)]
    assert layers.load("government")["id"].iloc[0] == "QH-GV-001"
