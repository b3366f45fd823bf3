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
from geo.locate import (
    TOLERANCE_M,
    belonging,
    county_of,
    misplaced,
    outside,
    unknown_codes,
)
from layers.errors import Finding
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


def test_points_outside_are_named_by_file_row_and_coordinate() -> None:
    frame = toy.key_areas(
        {"id": "A", "lon": 101.5, "lat": 36.2},
        {"id": "B", "lon": 36.62, "lat": 101.78 - 90},
        {"id": "C"},
        {"id": "D", "lon": 103.5, "lat": 36.5},
    )
    findings = outside(frame, county_of(frame.geometry, toy.COUNTIES))
    assert [place(finding) for finding in findings] == [
        ("outside-region", 3, "lon, lat"),
        ("outside-region", 5, "lon, lat"),
    ]
    for finding in findings:
        complete(finding, file="toy.csv", row=finding.row, field="lon, lat")
    second = findings[1]
    assert second.what.zh == "点 103.50000, 36.50000 不在青海省内"
    assert second.what.en == "the point 103.50000, 36.50000 is outside Qinghai"
    assert "datum" in second.remedy.en


def test_points_inside_and_no_points_are_not_named() -> None:
    frame = toy.key_areas({"id": "A", "lon": 101.5, "lat": 36.2}, {"id": "C"})
    county = county_of(frame.geometry, toy.COUNTIES)
    assert county.tolist() == ["630102", ""]
    assert outside(frame, county) == []


HERE = {"lon": 101.5, "lat": 36.2}  # in 630102
NOWHERE = {"lon": float("nan"), "lat": float("nan")}


def judged(**row: object) -> tuple[str, list[Finding], list[Finding]]:
    """Return where a row belongs, whether its code is unknown, whether it lies elsewhere."""
    frame = toy.key_areas({"id": "A", "name_zh": "某所", **HERE, **row})
    divisions = county_of(frame.geometry, toy.COUNTIES), toy.COUNTIES, toy.PREFECTURES
    belongs = belonging(frame, *divisions)
    unknown = unknown_codes(frame, belongs, *divisions[1:])
    return belongs.iloc[0], unknown, misplaced(frame, *divisions)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"adcode": "632801"}, "632801"),  # the code decides
        ({}, "630102"),  # then the point
        ({"adcode": "999999"}, "630102"),
        ({"adcode": "630000"}, "630102"),
        ({"county": "格尔木"}, "630102"),
        ({"county": "格尔木", **NOWHERE}, "632801"),  # then the county
        ({"county": "格尔木市", "prefecture": "西宁", **NOWHERE}, "632801"),
        ({"county": "兰州", "prefecture": "海西州", **NOWHERE}, "632800"),  # then the prefecture
        ({"adcode": "999999", "prefecture": "Haixi", **NOWHERE}, "632800"),
        ({"prefecture": "632800", **NOWHERE}, "632800"),
        ({"prefecture": "兰州市", **NOWHERE}, ""),
        (NOWHERE, ""),
        ({"adcode": "630100"}, "630102"),  # a prefecture: the county within it
        ({"adcode": "630100", "county": "大通县", **NOWHERE}, "630121"),
        ({"adcode": "630100", "county": "格尔木", **NOWHERE}, "630100"),
        ({"adcode": "632800"}, "632800"),
    ],
)
def test_a_row_belongs_where_its_code_else_its_point_else_its_names_say(
    row: dict[str, object], code: str
) -> None:
    assert judged(**row)[0] == code


def test_a_former_code_is_renumbered_and_not_reported() -> None:
    assert layers.RENUMBERED == {"632825": "632857"}
    frame = toy.key_areas({"id": "A", "adcode": "632825"}, {"id": "B", "adcode": "632857"})
    divisions = layers.load("counties"), layers.load("prefectures")
    nowhere = np.array(["", ""])
    belongs = belonging(frame, nowhere, *divisions)
    assert belongs.tolist() == ["632857", "632857"]
    assert unknown_codes(frame, belongs, *divisions) == []


@pytest.mark.parametrize("code", ["999999", "620100", "632825", "63280", "x"])
def test_an_unknown_code_is_a_warning_that_says_where_the_row_is_counted(code: str) -> None:
    # 632825 is unknown too where the boundaries are a planner's own, without Da Qaidam.
    (finding,) = judged(adcode=code)[1]
    assert (finding.code, finding.severity) == ("unknown-code", "warning")
    complete(finding, file="toy.csv", row=2, field="adcode")
    assert finding.what.zh == f"青海没有行政区划代码“{code}”"
    assert finding.what.en == f"Qinghai has no division code {code!r}"
    assert finding.remedy.zh == "改正代码；现按城东区统计"
    assert finding.remedy.en == "correct the code; it is counted in Chengdong"
    (finding,) = judged(adcode=code, **NOWHERE)[1]
    assert finding.remedy.zh.endswith("现归属不明")
    assert "belongs nowhere" in finding.remedy.en


@pytest.mark.parametrize("code", ["", "630000", "630100", "632800", "630102", "632801"])
def test_a_known_code_is_no_warning(code: str) -> None:
    assert judged(adcode=code)[1] == []


@pytest.mark.parametrize(
    ("row", "field", "zh", "en", "counted"),
    [
        ({"adcode": "630121"}, "adcode", "大通回族土族自治县", "Datong", "the code of its row"),
        ({"adcode": "632800"}, "adcode", "海西蒙古族藏族自治州", "Haixi", "the code of its row"),
        ({"county": "格尔木"}, "county", "格尔木市", "Golmud", "where its point lies"),
        (
            {"prefecture": "海西州"},
            "prefecture",
            "海西蒙古族藏族自治州",
            "Haixi",
            "where its point",
        ),
        (
            {"adcode": "9", "county": "Datong"},
            "county",
            "大通回族土族自治县",
            "Datong",
            "its point",
        ),
    ],
)
def test_a_point_elsewhere_than_its_row_states_is_a_warning_with_both_names(
    row: dict[str, object], field: str, zh: str, en: str, counted: str
) -> None:
    (finding,) = judged(**row)[2]
    assert (finding.code, finding.severity) == ("county-mismatch", "warning")
    complete(finding, file="toy.csv", row=2, field=field)
    assert finding.what.zh == f"“某所”的点在城东区，表中为{zh}"
    assert finding.what.en.startswith(f"the point of 某所 lies in Chengdong, its row says {en}")
    assert counted in finding.remedy.en
    assert ("代码统计" in finding.remedy.zh) == (field == "adcode")


def test_a_division_without_english_name_is_named_in_chinese() -> None:
    frame = toy.key_areas({"id": "A", "name_zh": "某所", "county": "大通", **HERE})
    nameless = toy.COUNTIES.assign(name_en="")
    (finding,) = misplaced(frame, np.array(["630102"]), nameless, toy.PREFECTURES)
    assert finding.what.en.endswith("lies in 城东区, its row says 大通回族土族自治县")


@pytest.mark.parametrize(
    "row",
    [
        {"adcode": "630102"},
        {"adcode": "630102", "county": "格尔木市"},  # the code is what counts
        {"adcode": ""},
        {"adcode": "630100"},  # the prefecture: true, if not precise
        {"county": "城东", "prefecture": "西宁市"},
        {"prefecture": "西宁"},
        {"county": "某县", "prefecture": "某州"},  # no names of divisions
        {"adcode": "630121", **NOWHERE},
        {"county": "格尔木", **NOWHERE},
        {"adcode": "630121", "lon": 103.5},  # outside: refused elsewhere
    ],
)
def test_what_does_not_contradict_is_not_reported(row: dict[str, object]) -> None:
    assert judged(**row)[2] == []


def test_each_key_area_lies_in_its_stated_county_or_is_reported() -> None:
    counties, prefectures = layers.load("counties"), layers.load("prefectures")
    reported: list[tuple[str, int | None]] = []
    placed = 0
    categories = standards.table("categories")
    for name in categories.loc[categories["group"] != "line", "layer"]:
        frame = layers.load(name)
        county = county_of(frame.geometry, counties)
        assert outside(frame, county) == []
        findings = misplaced(frame, county, counties, prefectures)
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
