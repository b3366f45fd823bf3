"""A wrong datum is found by the counties that rows state; a right one is left in peace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import layers
from geo import datum_audit, inputs, locate
from geo.binomial import at_least
from geo.commands import checking
from layers.datum import gcj02_to_bd09, to_wgs84, wgs84_to_gcj02
from layers.errors import Finding
from tests.conftest import small_settings
from tests.messages import complete

STATIONS = 200
OPERATORS = ("中国移动", "中国电信", "中国联通", "中国广电")
Points = tuple[np.ndarray, np.ndarray]
# What was done to the coordinates before they reached us.
WRITTEN: dict[str, Callable[[np.ndarray, np.ndarray], Points]] = {
    "WGS84": lambda lon, lat: (lon, lat),
    "GCJ02": wgs84_to_gcj02,
    "BD09": lambda lon, lat: gcj02_to_bd09(*wgs84_to_gcj02(lon, lat)),
}


@pytest.fixture(scope="module")
def counties() -> gpd.GeoDataFrame:
    return layers.load("counties")


@pytest.fixture(scope="module")
def prefectures() -> gpd.GeoDataFrame:
    return layers.load("prefectures")


@pytest.fixture(scope="module")
def near_borders(counties: gpd.GeoDataFrame) -> pd.DataFrame:
    """Stations in WGS-84, each within 400 m of the border of the county it lies in."""
    random = np.random.default_rng(1)
    east = counties[counties.geometry.representative_point().x > 99]
    rows: list[tuple[float, float, str]] = []
    while len(rows) < STATIONS:
        county = east.iloc[int(random.integers(len(east)))]
        at = county.geometry.boundary.interpolate(random.random(), normalized=True)
        lon, lat = at.x + random.normal(0, 0.002), at.y + random.normal(0, 0.002)
        inside = [
            row.name_zh
            for row in counties.itertuples()
            if shapely.contains_xy(row.geometry, lon, lat)
        ]
        rows += [(lon, lat, inside[0])] if inside else []
    return pd.DataFrame(rows, columns=["lon", "lat", "county"])


def frame(points: Points, county: pd.Series, operator: object = "中国移动") -> gpd.GeoDataFrame:
    lon, lat = points
    return gpd.GeoDataFrame(
        {
            "lon": lon, "lat": lat, "county": county.to_numpy(), "prefecture": "",
            "operator": operator, "file": "站点.csv", "row": np.arange(2, len(lon) + 2),
        },
        geometry=gpd.points_from_xy(lon, lat), crs=4326,
    )  # fmt: skip


def audited(
    true: pd.DataFrame, written: str, said: str, counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> list[Finding]:  # fmt: skip
    """Audit true positions that were written in one datum and said to be in another."""
    points = WRITTEN[written](true["lon"].to_numpy(), true["lat"].to_numpy())
    loaded = frame(to_wgs84(*points, said), true["county"])
    given = pd.Series(said, loaded.index)
    return datum_audit.doubts(loaded, given, counties, prefectures)


@pytest.mark.parametrize(
    ("written", "said", "code"),
    [
        ("GCJ02", "WGS84", "datum-doubted"),
        ("BD09", "WGS84", "datum-doubted"),
        ("BD09", "GCJ02", "datum-doubted"),
        ("WGS84", "GCJ02", "datum-converted-twice"),
        ("WGS84", "BD09", "datum-converted-twice"),
    ],
)
def test_a_list_in_another_datum_than_it_says_is_found(
    written: str, said: str, code: str, near_borders: pd.DataFrame, counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    found = audited(near_borders, written, said, counties, prefectures)
    assert [finding.code for finding in found] == [code]
    complete(found[0], file="站点.csv", row=found[0].row, field="datum")
    other = {"WGS84": "WGS-84", "GCJ02": "GCJ-02", "BD09": "BD-09"}[written]
    assert f"若原为 {other}" in found[0].what.zh
    assert (f"--datum {written}" in found[0].remedy.en) == (written != "WGS84")
    assert "nothing was changed" in found[0].remedy.en


@pytest.mark.parametrize("datum", ["WGS84", "GCJ02", "BD09"])
def test_a_list_in_the_datum_it_says_is_left_in_peace(
    datum: str, near_borders: pd.DataFrame, counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    assert audited(near_borders, datum, datum, counties, prefectures) == []


@pytest.mark.parametrize("seed", range(20))
def test_two_rows_in_a_hundred_of_a_wrong_county_are_no_evidence(
    seed: int, near_borders: pd.DataFrame, counties: gpd.GeoDataFrame,
    prefectures: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    random = np.random.default_rng(seed)
    stated = near_borders["county"].copy()
    wrong = random.random(len(stated)) < 0.02
    stated[wrong] = random.choice(counties["name_zh"].to_numpy(str), int(wrong.sum()))
    true = near_borders.assign(county=stated)
    assert audited(true, "WGS84", "WGS84", counties, prefectures) == []


def test_points_in_one_spot_are_one_vote(
    near_borders: pd.DataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> None:
    # Fifty sites of one town on the wrong side of a border that another maker drew elsewhere.
    lon, lat = wgs84_to_gcj02(near_borders["lon"].to_numpy(), near_borders["lat"].to_numpy())
    shapes = counties.set_index("name_zh").geometry
    moved = ~np.array([
        shapely.contains_xy(shapes[name], x, y)
        for x, y, name in zip(lon, lat, near_borders["county"], strict=True)
    ])  # fmt: skip
    one = int(np.flatnonzero(moved)[0])
    spread = np.linspace(0, 2e-5, 50)
    spot = frame(
        (lon[one] + spread, lat[one] + spread), pd.Series([near_borders["county"][one]] * 50)
    )
    assert datum_audit.doubts(spot, pd.Series("", spot.index), counties, prefectures) == []


def test_nine_votes_to_none_are_chance_and_ten_are_not() -> None:
    assert at_least(9, 9, 0.5) > datum_audit.SIGNIFICANCE > at_least(10, 10, 0.5)


def test_the_one_operator_whose_list_is_shifted_is_named(
    near_borders: pd.DataFrame, counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> None:
    lon, lat = near_borders["lon"].to_numpy(), near_borders["lat"].to_numpy()
    telecom = np.arange(STATIONS) % 2 == 0
    shifted = wgs84_to_gcj02(lon, lat)
    points = np.where(telecom, shifted[0], lon), np.where(telecom, shifted[1], lat)
    mixed = frame(points, near_borders["county"], np.where(telecom, "中国电信", "中国移动"))
    found = datum_audit.doubts(mixed, pd.Series("", mixed.index), counties, prefectures)
    assert [finding.code for finding in found] == ["datum-mixed"]
    assert "仅中国电信" in found[0].what.zh and "中国移动" not in found[0].what.zh


def test_prefectures_are_evidence_too_and_rows_without_any_are_none(
    counties: gpd.GeoDataFrame, prefectures: gpd.GeoDataFrame
) -> None:
    points = (np.array([101.75, 101.0]), np.array([36.66, 36.9]))
    named = frame(points, pd.Series(["", ""])).assign(prefecture=["西宁", "海北州"])
    assert locate.stated(named, counties, prefectures).tolist() == ["630100", "632200"]
    assert datum_audit.lacking(named, counties, prefectures) is None
    silent = named.assign(prefecture="")
    assert datum_audit.doubts(silent, pd.Series("", silent.index), counties, prefectures) == []
    lacking = datum_audit.lacking(silent, counties, prefectures)
    assert lacking is not None and "GCJ-02" in lacking.zh and "audited" in lacking.en


@pytest.fixture
def shifted(tmp_path: Path, near_borders: pd.DataFrame) -> Path:
    lon, lat = wgs84_to_gcj02(near_borders["lon"].to_numpy(), near_borders["lat"].to_numpy())
    path = tmp_path / "站点.csv"
    ids = [f"A{number}" for number in range(len(lon))]
    near_borders.assign(lon=lon, lat=lat, operator="移动", id=ids).to_csv(path, index=False)
    return path


def test_check_and_run_report_it(shifted: Path) -> None:
    checked = checking.check("sites", shifted)
    assert checked.usable
    assert "datum-doubted" in {finding.code for finding in checked.findings}
    assert checked.unaudited is None
    chosen = small_settings().model_copy(update={"layers": {"base_stations": shifted}})
    codes = [finding.code for finding in inputs.gather(chosen, ["海北"]).findings]
    assert codes.count("datum-doubted") == 1
    declared = chosen.model_copy(update={"datums": {"base_stations": "GCJ02"}})
    assert "datum" not in {f.field for f in inputs.gather(declared, ["海北"]).findings}


def test_check_says_what_the_audit_lacks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,运营商,经度,纬度\nA,移动,101.77,36.62\n", encoding="utf-8")
    assert checking.as_json(checking.check("sites", path), [])["datum_not_audited"]
