"""A cell as people type it → a number, or none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers._cells import read_number


@pytest.mark.parametrize(
    ("cell", "unit", "value", "how"),
    [
        ("１，２３４.5", "", 1234.5, "format"),
        ("1 234", "", 1234.0, "format"),
        ("−12.5", "", -12.5, "format"),
        ("35米", "m", 35.0, "unit"),
        ("35 m", "m", 35.0, "unit"),
        ("0.5km", "m", 500.0, "unit"),
        ("2.6GHz", "MHz", 2600.0, "unit"),
        ("3500m2", "km²", 0.0035, "unit"),
        ("12.3万人", "", 123_000.0, "unit"),
        ("-96 dBm", "dBm", -96.0, "unit"),
        ("101.77°", "degree", 101.77, "unit"),
        ("东经101.77", "degree", 101.77, "degrees"),
        ("E101.77", "degree", 101.77, "degrees"),
        ("101°46′33.6″E", "degree", 101.776, "degrees"),
        ("101°46'33.6\" E", "degree", 101.776, "degrees"),
        ("101度46分33.6秒", "degree", 101.776, "degrees"),
        ("101:46:33.6", "degree", 101.776, "degrees"),
        ("101 46 33.6", "degree", 101.776, "degrees"),
        ("36-30-00S", "degree", -36.5, "degrees"),
        ("101d46m33.6s", "degree", 101.776, "degrees"),
        ("101d46mE", "degree", 101 + 46 / 60, "degrees"),
    ],
)
def test_a_number_is_read_as_it_was_meant(cell: str, unit: str, value: float, how: str) -> None:
    read = read_number(cell, unit)
    assert read.value == pytest.approx(value, rel=1e-12)
    assert read.how == how


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("", "m"),
        ("高", "m"),
        ("1,5", ""),  # a decimal comma, or thousands of which a figure is missing
        ("1_000", ""),
        ("inf", ""),
        ("0x10", ""),
        ("35kg", "m"),
        ("35米", "dBm"),
        ("101°76'", "degree"),
        ("N36°30′E", "degree"),
        ("101°30″", "degree"),  # seconds without minutes
        ("36°30'", "m"),
    ],
)
def test_what_is_no_number_is_none(cell: str, unit: str) -> None:
    assert math.isnan(read_number(cell, unit).value)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_degrees_minutes_and_seconds_come_back(degrees: int, minutes: int, hundredths: int) -> None:
    cell = f"{degrees}°{minutes}′{hundredths / 100:.2f}″"
    expected = degrees + minutes / 60 + hundredths / 360_000
    assert read_number(cell, "degree").value == pytest.approx(expected, abs=1e-12)
