"""Datums: published pairs, exact inverses, and the size of the shift in Qinghai."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from pyproj import Geod

import layers
from layers import datum
from layers.datum import to_wgs84, wgs84_to_gcj02
from tests.strategies import datums, latitudes, longitudes

GOLDEN = Path(__file__).parent / "golden" / "datum.csv"
GEOD = Geod(ellps="WGS84")


def golden() -> list[dict[str, str]]:
    with GOLDEN.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def convert(lon: float, lat: float, source: str, target: str) -> tuple[float, float]:
    steps = {
        ("WGS84", "GCJ02"): [datum.wgs84_to_gcj02],
        ("GCJ02", "BD09"): [datum.gcj02_to_bd09],
        ("WGS84", "BD09"): [datum.wgs84_to_gcj02, datum.gcj02_to_bd09],
        ("BD09", "GCJ02"): [datum.bd09_to_gcj02],
        ("GCJ02", "WGS84"): [lambda x, y: to_wgs84(x, y, "GCJ02")],
        ("BD09", "WGS84"): [lambda x, y: to_wgs84(x, y, "BD09")],
    }
    for step in steps[source, target]:
        lon, lat = step(lon, lat)
    return float(lon), float(lat)


def metres(lon: object, lat: object, other_lon: object, other_lat: object) -> np.ndarray:
    ends = (np.atleast_1d(np.asarray(v, float)) for v in (lon, lat, other_lon, other_lat))
    return np.asarray(GEOD.inv(*ends)[2])


@pytest.mark.parametrize(
    "case", golden(), ids=lambda case: f"{case['place']}-{case['from']}-{case['to']}"
)
def test_conversion_equals_the_published_pair(case: dict[str, str]) -> None:
    lon, lat = convert(float(case["lon"]), float(case["lat"]), case["from"], case["to"])
    tolerance = float(case["tolerance_deg"])
    assert lon == pytest.approx(float(case["expected_lon"]), abs=tolerance)
    assert lat == pytest.approx(float(case["expected_lat"]), abs=tolerance)


@given(longitudes, latitudes)
def test_gcj02_and_back_is_the_same_point_within_a_micrometre(lon: float, lat: float) -> None:
    back = datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(lon, lat))
    assert metres(lon, lat, *back).max() < 1e-6


@given(longitudes, latitudes)
def test_bd09_and_back_is_the_same_point_within_a_micrometre(lon: float, lat: float) -> None:
    back = datum.bd09_to_gcj02(*datum.gcj02_to_bd09(lon, lat))
    assert metres(lon, lat, *back).max() < 1e-6


@given(longitudes, latitudes)
def test_the_inverse_is_the_inverse_both_ways(lon: float, lat: float) -> None:
    forth = datum.wgs84_to_gcj02(*datum.gcj02_to_wgs84(lon, lat))
    assert metres(lon, lat, *forth).max() < 1e-6


@given(longitudes, latitudes)
def test_cgcs2000_and_wgs84_are_taken_as_one(lon: float, lat: float) -> None:
    for name in ("CGCS2000", "WGS84"):
        x, y = to_wgs84(lon, lat, name)
        assert (float(x), float(y)) == (lon, lat)


@given(longitudes, latitudes, datums)
def test_the_shift_is_never_larger_than_known(lon: float, lat: float, name: str) -> None:
    # Over all China GCJ-02 is off by 700 m at the most; BD-09 adds about 900 m.
    limit = {"CGCS2000": 0.0, "WGS84": 0.0, "GCJ02": 700.0, "BD09": 1700.0}[name]
    assert metres(lon, lat, *to_wgs84(lon, lat, name)).max() <= limit


def test_the_shift_at_the_county_seats_is_that_of_the_data_sheet() -> None:
    # shared/DATA.md measured 49–273 m across the counties; the seats have 55–273 m.
    government = layers.load("government")
    seats = government[government["subcategory"] == "county_government"]
    shift = metres(seats["lon"], seats["lat"], *wgs84_to_gcj02(seats["lon"], seats["lat"]))
    assert len(shift) == 45
    assert shift.min() == pytest.approx(55.2, abs=0.1)
    assert shift.max() == pytest.approx(273.5, abs=0.1)


@pytest.mark.parametrize("name", ["GCJ02", "BD09"])
def test_arrays_keep_their_shape_and_a_missing_value_stays_missing_alone(name: str) -> None:
    lon = np.array([[101.78, np.nan], [96.37, 92.44]])
    lat = np.array([[36.62, np.nan], [37.37, 34.21]])
    shifted = wgs84_to_gcj02(lon, lat)
    x, y = to_wgs84(*(datum.gcj02_to_bd09(*shifted) if name == "BD09" else shifted), name)
    assert x.shape == y.shape == (2, 2)
    assert np.isnan(x).tolist() == [[False, True], [False, False]]
    given_ = ~np.isnan(lon)
    assert metres(lon[given_], lat[given_], x[given_], y[given_]).max() < 1e-6


@pytest.mark.parametrize("name", ["GCJ02", "BD09"])
def test_no_points_give_no_points(name: str) -> None:
    x, y = to_wgs84([], [], name)
    assert (x.shape, y.shape) == ((0,), (0,))


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown datum 'XIAN80', expected one of"):
        to_wgs84(101.0, 36.0, "XIAN80")  # type: ignore[arg-type]
