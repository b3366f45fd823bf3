"""P.2109 against the ITU-R workbook, hand-worked medians and both sides of every limit."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, p2109

GOLDEN = Path(__file__).parent / "golden" / "p2109.csv"
BUILDINGS = ("traditional", "thermally_efficient")


def golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("case", golden(), ids=lambda c: f"{c['building']}-{c['expected_db']}")
def test_loss_equals_the_golden_value(case: dict[str, str]) -> None:
    f, share, theta = (float(case[k]) for k in ("f_ghz", "P", "theta_deg"))
    loss = p2109.building_entry_loss(f, share, case["building"], theta)
    assert loss == pytest.approx(float(case["expected_db"]), abs=float(case["tolerance_db"]))


def test_golden_values_cover_both_buildings_medians_and_tails() -> None:
    assert {case["building"] for case in golden()} == set(BUILDINGS) == set(p2109.TABLE_1)
    assert {float(case["theta_deg"]) > 0 for case in golden()} == {False, True}


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        ("f", (0.08, 0.5, 0.0), (0.0799, 0.5, 0.0)),
        ("f", (100.0, 0.5, 0.0), (100.1, 0.5, 0.0)),
        ("P", (3.5, 1e-9, 0.0), (3.5, 0.0, 0.0)),
        ("P", (3.5, 1.0 - 1e-9, 0.0), (3.5, 1.0, 0.0)),
        ("theta", (3.5, 0.5, 90.0), (3.5, 0.5, 90.1)),
        ("theta", (3.5, 0.5, -90.0), (3.5, 0.5, -90.1)),
    ],
)
def test_limits_have_two_sides(parameter, inside, outside) -> None:
    for building in BUILDINGS:
        f, share, theta = inside
        assert np.isfinite(p2109.building_entry_loss(f, share, building, theta))
        f, share, theta = outside
        with pytest.raises(OutsideValidity, match=rf"P\.2109-2: {parameter} = "):
            p2109.building_entry_loss(f, share, building, theta)


def test_a_limit_that_is_itself_outside_is_named_so() -> None:
    with pytest.raises(OutsideValidity, match=r"P = 1 is outside 0 … 1 \(without 0, 1\)") as why:
        p2109.building_entry_loss(3.5, 1.0, "traditional")
    assert why.value.excluded == (0.0, 1.0)


def test_an_unknown_probability_is_refused() -> None:
    with pytest.raises(OutsideValidity, match="P = nan"):
        p2109.building_entry_loss(3.5, math.nan, "traditional")


def test_an_unknown_building_is_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match="no building 'yurt'; one of traditional, thermally"):
        p2109.building_entry_loss(3.5, 0.5, "yurt")


@pytest.mark.parametrize("building", BUILDINGS)
@given(st.floats(0.08, 100.0), st.floats(0.001, 0.99), st.floats(0.0, 89.0))
def test_loss_grows_with_probability_and_elevation_and_is_the_same_from_below(
    building: str, f: float, share: float, theta: float
) -> None:
    here, steeper, below = p2109.building_entry_loss(f, share, building, [theta, theta + 1, -theta])
    assert steeper > here == below
    assert p2109.building_entry_loss(f, share + 0.009, building, theta) > here
    assert here > -3.0  # the constant C


@given(st.floats(0.08, 100.0), st.floats(0.1, 0.99))
def test_an_efficient_building_keeps_out_more(f: float, share: float) -> None:
    traditional, efficient = (float(p2109.building_entry_loss(f, share, b)) for b in BUILDINGS)
    assert efficient > traditional


def test_arrays_keep_their_shape_and_a_missing_elevation_stays_missing() -> None:
    loss = p2109.building_entry_loss(3.5, 0.5, "traditional", [[0.0, math.nan, 10.0]])
    assert loss.shape == (1, 3)
    assert np.isnan(loss).tolist() == [[False, True, False]]
