"""TR 38.901 and free space against values from outside, branch by branch and limit by limit."""

import ast
import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import Model, OutsideValidity, catalogue, free_space, tr38901

GOLDEN = Path(__file__).parent / "golden" / "tr38901.csv"
MODELS = sorted(catalogue())

FORMULAS = {
    ("RMa", "LOS"): lambda d, f, hb, hu, h, w: tr38901.rma_los(d, f, hb, hu, h)[0],
    ("RMa", "NLOS"): tr38901.rma_nlos,
    ("UMa", "LOS"): lambda d, f, hb, hu, h, w: tr38901.uma_los(d, f, hb, hu),
    ("UMa", "NLOS"): lambda d, f, hb, hu, h, w: tr38901.uma_nlos(d, f, hb, hu),
    ("UMi", "LOS"): lambda d, f, hb, hu, h, w: tr38901.umi_los(d, f, hb, hu),
    ("UMi", "NLOS"): lambda d, f, hb, hu, h, w: tr38901.umi_nlos(d, f, hb, hu),
}


def golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def at(distance: float) -> np.ndarray:
    return np.array([float(distance)])


@pytest.mark.parametrize("case", golden(), ids=lambda c: f"{c['scenario']}-{c['condition']}")
def test_path_loss_equals_the_golden_value(case: dict[str, str]) -> None:
    d, f, h_bs, h_ut = (float(case[k]) for k in ("d_2d_m", "f_c_ghz", "h_bs_m", "h_ut_m"))
    h, w = (float(case[k] or "nan") for k in ("h_m", "w_m"))
    loss = FORMULAS[case["scenario"], case["condition"]](at(d), f, h_bs, h_ut, h, w)
    assert loss[0] == pytest.approx(float(case["expected_db"]), abs=float(case["tolerance_db"]))


def test_golden_values_cover_every_formula() -> None:
    assert {(case["scenario"], case["condition"]) for case in golden()} == set(FORMULAS)


def test_rma_los_is_continuous_at_the_breakpoint_and_its_spread_changes_there() -> None:
    d_bp = 2 * math.pi * 35 * 1.5 * 0.7e9 / 3e8  # 769.7 m
    (near, far), (s_near, s_far) = tr38901.rma_los(np.array([d_bp, d_bp + 1e-6]), 0.7, 35, 1.5)
    # PL2 starts from PL1 at d_3D = d_BP while PL1 ends at d_2D = d_BP, 0.7 m further on.
    assert far == pytest.approx(near, abs=0.02)
    assert (s_near, s_far) == (4.0, 6.0)


@pytest.mark.parametrize(
    ("probability", "distance", "expected"),
    [
        (tr38901.rma_los_probability, 10.0, 1.0),
        (tr38901.rma_los_probability, 1010.0, math.exp(-1)),
        (tr38901.uma_los_probability, 18.0, 1.0),
        (tr38901.uma_los_probability, 63.0, 18 / 63 + math.exp(-1) * (1 - 18 / 63)),
        (tr38901.umi_los_probability, 18.0, 1.0),
        (tr38901.umi_los_probability, 36.0, 0.5 + math.exp(-1) * 0.5),
        (tr38901.umi_los_probability, 5.0, 1.0),
    ],
)
def test_los_probability(probability, distance: float, expected: float) -> None:
    assert probability(at(distance))[0] == pytest.approx(expected, rel=1e-12)


def test_free_space_equals_p525() -> None:
    # P.525-4 eq. (6): 32.4 + 20 log f(MHz) + 20 log d(km), given to 0.1 dB.
    assert free_space.basic_transmission_loss(at(1000), 1.0)[0] == pytest.approx(92.4, abs=0.06)
    assert free_space.basic_transmission_loss(at(5000), 3.5)[0] == pytest.approx(117.3, abs=0.06)


@pytest.mark.parametrize("name", MODELS)
@given(st.floats(10, 4900), st.floats(0.5, 6.0))
def test_median_losses_grow_with_distance_and_obstruction(
    name: str, distance: float, frequency: float
) -> None:
    near, far = catalogue()[name].predict([distance, distance + 100], frequency, 20, 1.5).nlos_db
    assert far > near
    case = catalogue()[name].predict([distance], frequency, 20, 1.5)
    assert case.nlos_db[0] >= case.los_db[0]
    assert 0.0 <= case.los_probability[0] <= 1.0


@pytest.mark.parametrize("name", ["RMa", "UMa", "UMi"])
@given(st.floats(10, 5000), st.floats(0.5, 6.0))
def test_no_model_beats_free_space_by_more_than_its_fit(
    name: str, distance: float, frequency: float
) -> None:
    free = catalogue()["free_space"].predict([distance], frequency, 20, 1.5).los_db[0]
    assert catalogue()[name].predict([distance], frequency, 20, 1.5).los_db[0] > free - 2.0


def limits(model: Model) -> list[tuple[str, float, bool]]:
    cases = []
    for parameter in ("distance_m", "frequency_ghz", "tx_height_m", "rx_height_m"):
        low, high = getattr(model, parameter)
        cases += [(parameter, low, True), (parameter, high, True)]
        cases += [(parameter, low * 0.999, False), (parameter, high * 1.001, False)]
    return cases


@pytest.mark.parametrize(
    ("name", "parameter", "value", "allowed"),
    [(name, *case) for name in MODELS for case in limits(catalogue()[name])],
)
def test_hard_limits_are_enforced_on_both_sides(
    name: str, parameter: str, value: float, allowed: bool
) -> None:
    arguments = {
        "distance_m": 100.0,
        "frequency_ghz": 2.6,
        "tx_height_m": 20.0,
        "rx_height_m": 1.5,
        parameter: value,
    }
    if allowed:
        assert np.isfinite(catalogue()[name].predict(**arguments).los_db).all()
        return
    with pytest.raises(OutsideValidity, match=parameter) as refused:
        catalogue()[name].predict(**arguments)
    assert (refused.value.parameter, refused.value.value) == (parameter, value)
    assert (refused.value.low, refused.value.high) == getattr(catalogue()[name], parameter)


def test_one_distance_outside_refuses_the_whole_call() -> None:
    with pytest.raises(OutsideValidity):
        catalogue()["RMa"].predict([100.0, 5001.0], 2.6, 35, 1.5)


def test_propagation_imports_numpy_and_numba_alone() -> None:
    folder = Path(tr38901.__file__).parent
    allowed = {"numpy", "numba", "__future__", "collections", "dataclasses", "functools"}
    allowed |= {
        "hashlib",
        "importlib",
        "pathlib",
        "pkgutil",
        "shutil",
        "typing",
        "math",
        "statistics",
    }
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= allowed, path.name
