"""Field names of ten bytes: different, stable, and still to be read."""

from __future__ import annotations

import re

import pytest

from geo.outputs import dictionary
from geo.outputs._short_names import LONGEST, short_names


@pytest.mark.parametrize("frame", dictionary.FRAMES)
def test_every_column_gets_a_name_of_its_own(frame: str) -> None:
    columns = [*dictionary.entries(frame), "synthetic", "predicted"]
    names = short_names(columns)
    assert list(names) == list(dict.fromkeys(columns))
    assert len(set(names.values())) == len(names)
    for column, name in names.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name) and len(name) <= LONGEST
        assert name[0] == column[0]
        assert len(column) > LONGEST or name == column


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["share50", "share90"], ["share50", "share90"]),
        (["covered50_km2", "covered90_km2"], ["cove50_km2", "cove90_km2"]),
        (["measurement_a", "measurement_b"], ["measurem_a", "measurem_b"]),
        (["abcdefghijk", "abcdefghijl"], ["abcdefghij", "abcdefghi2"]),
        (["abcdefghijk", "abcdefghij"], ["abcdefghi2", "abcdefghij"]),
    ],
)
def test_numbers_stay_and_doubles_are_counted(columns: list[str], names: list[str]) -> None:
    assert list(short_names(columns).values()) == names
