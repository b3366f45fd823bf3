"""P.2108 against published rows, hand-worked cases and both sides of every limit."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, p2108

GOLDEN = Path(__file__).parent / "golden" / "p2108.csv"
SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "truth" / "p2108"
TYPES = ("water_sea", "open_rural", "suburban", "urban", "trees_forest", "dense_urban")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def computed(case: dict[str, str]) -> float:
    f = float(case["f_ghz"])
    if case["section"] == "3.1":
        h, w_s = float(case["h_m"]), float(case["w_s_m"])
        clutter_m = float(case["R_m"]) if case["R_m"] else None
        return float(p2108.height_gain_correction(f, h, case["clutter"], clutter_m, w_s))
    if case["section"] == "3.2":
        return float(p2108.terrestrial_loss(f, float(case["d_km"]), float(case["p_percent"])))
    return float(p2108.slant_loss(f, float(case["theta_deg"]), float(case["p_percent"])))


@pytest.mark.parametrize("case", rows(GOLDEN), ids=lambda c: f"{c['section']}-{c['expected_db']}")
def test_loss_equals_the_golden_value(case: dict[str, str]) -> None:
    expected, tolerance = float(case["expected_db"]), float(case["tolerance_db"])
    assert computed(case) == pytest.approx(expected, abs=tolerance)


def test_golden_values_cover_every_section_and_clutter_type() -> None:
    assert {case["section"] for case in rows(GOLDEN)} == {"3.1", "3.2", "3.3"}
    assert {case["clutter"] for case in rows(GOLDEN)} - {""} == set(TYPES) == set(p2108.TABLE_3)


def published(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"published rows are not beside the project: {path}")
    return rows(path)


def test_height_gain_equals_the_published_rows() -> None:
    for row in published("HeightGainTerminalCorrectionModelTestData_half.csv"):
        f, h, w_s, clutter_m = (
            float(row[k]) for k in ("f__ghz", "h__meter", "w_s__meter", "R__meter")
        )
        clutter = TYPES[int(row["clutter_type"]) - 1]
        if row["rtn"] != "0":
            with pytest.raises(OutsideValidity):
                p2108.height_gain_correction(f, h, clutter, clutter_m, w_s)
            continue
        loss = p2108.height_gain_correction(f, h, clutter, clutter_m, w_s)
        # The rows are printed to 0.1 dB, and 20.45 dB as 20.5.
        assert loss == pytest.approx(float(row["A_h__db"]), abs=0.05), row


def test_terrestrial_loss_equals_the_published_rows() -> None:
    for row in published("TerrestrialStatisticalModelTestData_half.csv"):
        f, d, p = (float(row[k]) for k in ("f__ghz", "d__km", "p"))
        if row["rtn"] != "0":
            with pytest.raises(OutsideValidity):
                p2108.terrestrial_loss(f, d, p)
            continue
        assert p2108.terrestrial_loss(f, d, p) == pytest.approx(float(row["L_ctt__db"]), abs=0.05)


def refused(parameter: str, function, *arguments) -> None:
    with pytest.raises(OutsideValidity, match=rf": {parameter} = "):
        function(*arguments)


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        ("f", (0.03, 2.0, 10.0, 27.0), (0.0299, 2.0, 10.0, 27.0)),
        ("f", (3.0, 2.0, 10.0, 27.0), (3.001, 2.0, 10.0, 27.0)),
        ("h", (1.5, 1e-3, 10.0, 27.0), (1.5, 0.0, 10.0, 27.0)),
        ("R", (1.5, 2.0, 1e-3, 27.0), (1.5, 2.0, 0.0, 27.0)),
        ("w_s", (1.5, 2.0, 10.0, 1e-3), (1.5, 2.0, 10.0, 0.0)),
    ],
)
def test_height_gain_has_limits_with_two_sides(parameter, inside, outside) -> None:
    for clutter in ("suburban", "open_rural"):
        f, h, clutter_m, w_s = inside
        assert np.isfinite(p2108.height_gain_correction(f, h, clutter, clutter_m, w_s))
        f, h, clutter_m, w_s = outside
        refused(parameter, p2108.height_gain_correction, f, h, clutter, clutter_m, w_s)


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        ("f", (0.5, 1.0, 50.0), (0.499, 1.0, 50.0)),
        ("f", (67.0, 1.0, 50.0), (67.01, 1.0, 50.0)),
        ("d", (3.5, 0.25, 50.0), (3.5, 0.2499, 50.0)),
        ("p", (3.5, 1.0, 1e-6), (3.5, 1.0, 0.0)),
        ("p", (3.5, 1.0, 99.9999), (3.5, 1.0, 100.0)),
    ],
)
def test_the_terrestrial_model_has_limits_with_two_sides(parameter, inside, outside) -> None:
    assert np.isfinite(p2108.terrestrial_loss(*inside))
    refused(parameter, p2108.terrestrial_loss, *outside)


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        ("f", (10.0, 5.0, 50.0), (9.99, 5.0, 50.0)),
        ("f", (100.0, 5.0, 50.0), (100.1, 5.0, 50.0)),
        ("theta", (30.0, 0.0, 50.0), (30.0, -0.01, 50.0)),
        ("theta", (30.0, 90.0, 50.0), (30.0, 90.01, 50.0)),
        ("p", (30.0, 5.0, 1e-6), (30.0, 5.0, 0.0)),
        ("p", (30.0, 5.0, 99.9999), (30.0, 5.0, 100.0)),
    ],
)
def test_the_slant_model_has_limits_with_two_sides(parameter, inside, outside) -> None:
    assert np.isfinite(p2108.slant_loss(*inside))
    refused(parameter, p2108.slant_loss, *outside)


def test_an_unknown_clutter_type_is_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match="no clutter type 'swamp'; one of water_sea, open_rural"):
        p2108.height_gain_correction(1.5, 2.0, "swamp")


@pytest.mark.parametrize("clutter", TYPES)
@given(st.floats(0.03, 3.0), st.floats(0.5, 40.0), st.floats(0.5, 40.0))
def test_height_gain_falls_with_height_and_ends_at_the_clutter(
    clutter: str, f: float, h: float, clutter_m: float
) -> None:
    low, high = p2108.height_gain_correction(f, [h, h + 0.5], clutter, clutter_m)
    assert low >= high >= 0.0
    assert (high == 0.0) if h + 0.5 >= clutter_m else (low > 0.0)


def test_height_gain_starts_without_a_step_at_the_clutter_height() -> None:
    for clutter in TYPES:
        assert p2108.height_gain_correction(2.6, 9.999999, clutter, 10.0) == pytest.approx(
            0.0, abs=0.01
        )


@given(st.floats(0.5, 67.0), st.floats(0.25, 20.0), st.floats(0.1, 99.0))
def test_the_terrestrial_loss_grows_with_probability_but_not_beyond_2_km(
    f: float, d: float, p: float
) -> None:
    here, most = (float(p2108.terrestrial_loss(f, d, x)) for x in (p, p + 0.9))
    assert most > here
    assert here <= p2108.terrestrial_loss(f, 2.0, p)


@given(st.floats(10.0, 100.0), st.floats(0.0, 90.0), st.floats(0.1, 99.0))
def test_the_slant_loss_grows_with_probability(f: float, theta: float, p: float) -> None:
    assert p2108.slant_loss(f, theta, p + 0.9) > p2108.slant_loss(f, theta, p)


def test_at_the_zenith_only_the_spread_of_0_6_decibel_is_left() -> None:
    # The normal distribution has 97.725 % below two standard deviations.
    p = 50.0 * (1.0 + math.erf(math.sqrt(2.0)))
    assert p2108.slant_loss(20.0, 90.0, p) == pytest.approx(1.2, abs=1e-9)


def test_arrays_keep_their_shape_and_missing_heights_stay_missing() -> None:
    h = np.array([[2.0, math.nan], [15.0, 3.0]])
    loss = p2108.height_gain_correction(1.5, h, "urban", np.array([10.0, 12.0]))
    assert loss.shape == (2, 2)
    assert np.isnan(loss).tolist() == [[False, True], [False, False]]
    assert np.isnan(p2108.height_gain_correction(1.5, h, "open_rural"))[0, 1]
    assert np.isnan(p2108.terrestrial_loss(3.5, [math.nan, 1.0], 50.0)).tolist() == [True, False]
    assert np.isnan(p2108.slant_loss(30.0, [math.nan, 1.0], 50.0)).tolist() == [True, False]
