"""The catalogue: every model within its limits; free space against P.525."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import Model, OutsideValidity, catalogue, free_space

MODELS = sorted(catalogue())


def at(distance: float) -> np.ndarray:
    return np.array([float(distance)])


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
    folder = Path(free_space.__file__).parent
    standard = {"collections", "concurrent", "dataclasses", "functools", "hashlib", "importlib"}
    standard |= {"itertools", "math", "pathlib", "pkgutil", "shutil", "statistics", "typing"}
    allowed = {"numpy", "numba", "__future__"} | standard
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= allowed, path.name
