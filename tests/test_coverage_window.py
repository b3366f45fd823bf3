"""What levels say at a threshold: classes, limits and open questions, cell by cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage import (
    AT_50,
    AT_90,
    BELOW,
    EIGHTHS,
    NO_DATA,
    NO_STATION,
    OUTSIDE,
    Window,
    classify,
)
from geo.coverage import window as of_window
from geo.coverage._site_cells import _kept
from geo.networks import views
from geo.results import LIMITS
from tests.scenes import NETWORKS, levels, window

AT = -105.0  # the threshold
JUST_BELOW = float(np.nextafter(np.float32(AT), np.float32(-200.0)))
NONE = float("nan")


def cell(level50: float, level90: float = NONE, **more: float) -> Window:
    """One cell, one operator."""
    return levels(window(100.0, 1, 1), level50, level90, **more)


def questions(found: Window) -> np.ndarray:
    """What is open to any operator first, then to each; shape (views, rows, columns)."""
    return np.stack([found.open_of(view, AT) for view in views(found.networks)])


def operators_at(found: Window) -> np.ndarray:
    return found.reached(AT).operators()


def limit(found: Window) -> str:
    return LIMITS[found.limits(AT)[0, 0]]


def test_an_empty_window_has_no_level_no_station_and_no_question() -> None:
    empty = Window.empty(window(100.0, 2, 3), NETWORKS[:2])
    assert empty.level_dbm.shape == (2, 2, 2, 3) and empty.possible_dbm.shape == (2, 2, 3)
    for layer in (empty.level_dbm, empty.possible_dbm, empty.clear_dbm, empty.blocked_km):
        assert np.isnan(layer).all() and layer.dtype == np.float32
    assert (empty.server == -1).all() and (empty.blocker == -1).all()
    assert (empty.classes(AT) == NO_STATION).all()
    assert (empty.limits(AT) == LIMITS.index("no_station")).all()
    assert not questions(empty).any() and not operators_at(empty).any()


def test_a_window_without_any_operator_is_one_without_station() -> None:
    empty = Window.empty(window(100.0, 2, 3), ())
    assert empty.any_operator().shape == (2, 2, 3) and np.isnan(empty.any_operator()).all()
    assert questions(empty).shape == (1, 2, 3) and not questions(empty).any()
    assert (empty.limits(AT) == LIMITS.index("no_station")).all()
    assert (empty.classes(AT) == NO_STATION).all()


def test_any_operator_is_the_better_one_and_a_number_beats_none() -> None:
    two = levels(
        window(100.0, 1, 4),
        [[[-90.0, -110.0, NONE, NONE]], [[-100.0, -95.0, -120.0, NONE]]],
        [[[-99.0, -119.0, NONE, NONE]], [[-103.0, -105.0, -130.0, NONE]]],
    )
    best = two.any_operator()
    assert best[0, 0, :3].tolist() == [-90.0, -95.0, -120.0] and np.isnan(best[:, 0, 3]).all()
    assert best[1, 0, :3].tolist() == [-99.0, -105.0, -130.0]
    assert operators_at(two).tolist() == [[1 + 1, 1, 0, 0]]


@pytest.mark.parametrize("compiled", [True, False])
def test_what_reaches_the_threshold_is_a_bit_of_its_network(
    compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not compiled:
        monkeypatch.setattr(of_window, "_set_bits", of_window._set_bits.py_func)
    three = levels(
        window(100.0, 1, 2),
        [[[AT, NONE]], [[JUST_BELOW, AT]], [[AT + 9.0, AT + 9.0]]],
        [[[JUST_BELOW, NONE]], [[-130.0, -130.0]], [[AT, -130.0]]],
        possible=[[[NONE, NONE]], [[AT, AT]], [[NONE, JUST_BELOW]]],
    )
    reached = three.reached(AT)
    assert reached.at_50.tolist() == [[0b101, 0b110]] and reached.at_50.dtype == np.uint8
    assert reached.at_90.tolist() == [[0b100, 0b000]]
    assert reached.possible.tolist() == [[0b010, 0b010]]
    here = reached.inside(np.array([[False, True]]))
    assert (here.at_50.tolist(), here.possible.tolist()) == ([0b110], [0b010])
    # The first has none in the second cell, where the others have; the second may have one in
    # the first cell, so that it is not known to gain there.
    assert reached.gaining().tolist() == [[0, 1]] and reached.operators().tolist() == [[2, 2]]


@pytest.mark.parametrize(("level", "networks"), [(AT, 1), (JUST_BELOW, 0), (NONE, 0)])
def test_networks_on_both_sides_of_the_threshold(level: float, networks: int) -> None:
    assert operators_at(cell(level)).tolist() == [[networks]]


def test_classes_on_both_sides_of_the_threshold() -> None:
    at_50_and_90 = np.array(
        [[AT, AT, JUST_BELOW, NONE], [AT, JUST_BELOW, JUST_BELOW, NONE]], np.float32
    )
    assert classify(at_50_and_90, AT).tolist() == [AT_90, AT_50, BELOW, NO_STATION]


@pytest.mark.parametrize(
    ("level", "possible", "is_open", "cell_class", "limited_by"),
    [
        (AT, AT, False, AT_50, "none"),  # known to be covered: the void does not matter
        (JUST_BELOW, AT, True, NO_DATA, "no_data"),
        (JUST_BELOW, JUST_BELOW, False, BELOW, "budget"),  # not even at best
        (JUST_BELOW, NONE, False, BELOW, "budget"),
        (NONE, AT, True, NO_DATA, "no_data"),
        # There is a station, too weak whatever lies in the void.
        (NONE, JUST_BELOW, False, BELOW, "budget"),
        (NONE, NONE, False, NO_STATION, "no_station"),
    ],
)
def test_a_void_leaves_a_question_only_where_it_decides(
    level: float, possible: float, is_open: bool, cell_class: int, limited_by: str
) -> None:
    found = cell(level, possible=possible)
    assert questions(found).tolist() == [[[is_open]], [[is_open]]]
    assert found.classes(AT).tolist() == [[cell_class]]
    assert limit(found) == limited_by


def test_a_question_of_one_operator_is_none_of_any_where_another_covers() -> None:
    # Covered by the first; the second may cover it too, which matters to nobody else.
    one = levels(window(1.0, 1, 1), [[[-90.0]], [[-120.0]]], possible=[[[NONE]], [[-100.0]]])
    assert questions(one)[:, 0, 0].tolist() == [False, False, True]
    assert LIMITS[one.limits(AT)[0, 0]] == "none" and one.classes(AT)[0, 0] == AT_90
    # Covered by nobody: open for any operator because it is for one.
    other = levels(window(1.0, 1, 1), [[[-110.0]], [[-120.0]]], possible=[[[NONE]], [[-100.0]]])
    assert questions(other)[:, 0, 0].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("level", "clear", "possible", "limited_by"),
    [
        (JUST_BELOW, AT, NONE, "terrain"),
        (JUST_BELOW, JUST_BELOW, NONE, "budget"),
        (JUST_BELOW, NONE, NONE, "budget"),
        (AT, AT, NONE, "none"),
        (JUST_BELOW, AT, AT, "no_data"),  # what may be covered is not said to be blocked
        (JUST_BELOW, AT, JUST_BELOW, "terrain"),
    ],
)
def test_terrain_limits_where_a_free_path_would_do(
    level: float, clear: float, possible: float, limited_by: str
) -> None:
    found = cell(level, clear=clear, possible=possible)
    assert limit(found) == limited_by


def test_a_pass_at_90_that_a_void_cannot_undo_keeps_its_class() -> None:
    assert cell(-90.0, AT, possible=-80.0).classes(AT).tolist() == [[AT_90]]
    assert cell(-90.0, JUST_BELOW, possible=-80.0).classes(AT).tolist() == [[AT_50]]


one_level = st.sampled_from([NONE, -130.0, JUST_BELOW, AT, -80.0])
two_operators = st.tuples(*[one_level] * 4, one_level)


@given(st.lists(two_operators, min_size=1, max_size=30))
def test_what_is_said_of_a_cell_never_contradicts_itself(cells: list[tuple[float, ...]]) -> None:
    first, second, possible_1, possible_2, clear = np.array(cells).T[:, np.newaxis]
    found = levels(
        window(100.0, 1, len(cells)),
        [first, second],
        np.array([first, second]) - 10.0,
        possible=[possible_1, possible_2],
        clear=clear,
    )
    any_open, *each_open = questions(found)
    classes, limits = found.classes(AT), found.limits(AT)
    covered = operators_at(found) > 0
    assert not (any_open & covered).any()
    for level, is_open in zip(found.level_dbm[0], each_open, strict=True):
        assert not (is_open & (level >= AT)).any()
    assert (any_open == np.any(each_open, axis=0) & ~covered).all()
    assert OUTSIDE not in classes
    for name, of_classes in [
        ("none", (AT_50, AT_90)),
        ("no_station", (NO_STATION,)),
        ("no_data", (NO_DATA,)),
    ]:
        assert (np.isin(classes, of_classes) == (limits == LIMITS.index(name))).all(), name
    weak = np.isin(limits, [LIMITS.index("budget"), LIMITS.index("terrain")])
    assert (weak == (classes == BELOW)).all()
    assert (covered == (limits == LIMITS.index("none"))).all()
    assert (any_open == (classes == NO_DATA)).all()


@pytest.mark.parametrize(
    ("level50", "level90", "share"),
    [
        (AT, AT - 4.0, 0.5),  # half of the locations have the median or more
        (AT + 4.0, AT, 0.9),
        (AT - 4.0, AT - 8.0, 0.1),
        (AT + 8.0, AT + 4.0, 0.99482),  # Φ(2 · 1.28155), from a table
        (AT, AT, 0.5),  # no spread: a step, on which half lie
        (AT + 0.01, AT + 0.01, 1.0),
        (AT - 0.01, AT - 0.01, 0.0),
        (NONE, NONE, 0.0),  # no station
    ],
)
def test_the_pass_probability_follows_the_spread_of_levels(
    level50: float, level90: float, share: float
) -> None:
    found = cell(level50, level90).pass_probability(AT)
    assert found.dtype == np.float32
    assert found[0, 0] == pytest.approx(share, abs=1e-5)


def test_behind_a_void_there_is_no_pass_probability_unless_it_is_covered_anyway() -> None:
    assert np.isnan(cell(AT - 1.0, AT - 3.0, possible=AT).pass_probability(AT)[0, 0])
    assert cell(AT, AT - 2.0, possible=AT + 9.0).pass_probability(AT)[0, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(("level", "kept"), [(-105.01, -105.125), (-104.875, -104.875)])
def test_levels_in_eighths_are_rounded_down(level: float, kept: float) -> None:
    assert _kept(level, EIGHTHS) == kept
    assert _kept(kept, EIGHTHS) == kept
    assert _kept(level, 0.0) == np.float32(level)
