"""Two runs held against each other: every change of a verdict and of a cell, on paper."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo.comparing import comparison
from geo.comparing.comparison import CELL_CHANGES, OUTSIDE, PLACE_CHANGES, UNKNOWN
from geo.grid import Grid
from geo.results import VERDICTS, Results, empty
from layers.errors import InputError
from tests.sample_results import sample_results
from tests.sample_runs import of_scope, with_verdicts, without
from tests.strategies import examples

CRS = "EPSG:4326"
SAMPLE = sample_results()
FEW = ("QH-GV-001", "QH-ED-001", "QH-SC-002")
SMALL = without(SAMPLE, *set(SAMPLE.areas["id"]) - set(FEW))
ROWS = [(place, rule) for place in FEW for rule in ("area", "reach")]


def change_of(earlier: Results, later: Results, place: str, rule: str = "area") -> tuple[str, ...]:
    found = comparison.places(earlier, later)
    row = found[(found["area_id"] == place) & (found["rule"] == rule)]
    assert len(row) == 1
    return tuple(row[["before", "now", "change"]].iloc[0])


# ---------------------------------------------------------------- places
@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("not_met", "met", "gained"),
        ("undecided", "met", "gained"),
        ("no_data", "met", "gained"),
        ("met", "undecided", "lost"),
        ("met", "not_met", "lost"),
        ("met", "no_data", "lost"),
        ("not_met", "undecided", "other"),
        ("undecided", "not_met", "other"),
        ("no_data", "not_met", "other"),
        *((verdict, verdict, "unchanged") for verdict in VERDICTS),
    ],
)
def test_each_pair_of_verdicts_is_one_change(before: str, now: str, change: str) -> None:
    earlier = with_verdicts(SAMPLE, {("QH-GV-001", "area"): before})
    later = with_verdicts(SAMPLE, {("QH-GV-001", "area"): now})
    assert change_of(earlier, later, "QH-GV-001") == (before, now, change)
    assert change_of(earlier, later, "QH-GV-001", "reach")[2] == "unchanged"


def test_only_any_operator_is_compared_and_every_rule_apart() -> None:
    found = comparison.places(SAMPLE, SAMPLE)
    assert len(found) == 2 * len(SAMPLE.areas) == 56
    assert not found.duplicated(["area_id", "rule"]).any()
    assert list(found) == list(empty("changes"))
    assert found.dtypes.astype(str).to_dict() == empty("changes").dtypes.astype(str).to_dict()


def test_a_place_that_one_run_does_not_list_is_new_or_gone() -> None:
    fewer = without(SAMPLE, "QH-GV-001")
    assert change_of(fewer, SAMPLE, "QH-GV-001") == ("", "met", "new")
    assert change_of(SAMPLE, fewer, "QH-GV-001") == ("met", "", "gone")
    gone = comparison.places(SAMPLE, fewer).set_index("area_id").loc["QH-GV-001"]
    assert set(gone["name_zh"]) == {"海北州政府"} and set(gone["county_adcode"]) == {"632221"}


def test_a_rule_that_judges_only_now_is_new() -> None:
    rows = SAMPLE.verdicts["rule"] == "area"
    earlier = dataclasses.replace(SAMPLE, verdicts=SAMPLE.verdicts[rows])
    assert change_of(earlier, SAMPLE, "QH-GV-001", "reach") == ("", "met", "new")


def test_places_outside_the_scope_of_one_run_are_neither_new_nor_gone() -> None:
    haibei = of_scope(SAMPLE, "632200")
    for found in (comparison.places(SAMPLE, haibei), comparison.places(haibei, SAMPLE)):
        assert set(found["prefecture_adcode"]) == {"632200"}
        assert set(found["change"]) == {"unchanged"}
        assert found["area_id"].nunique() == len(haibei.areas) == 17
    # In the common scope a place of one run alone is still new.
    assert change_of(without(haibei, "QH-GV-001"), SAMPLE, "QH-GV-001")[2] == "new"


def test_places_of_no_known_prefecture_are_compared_between_equal_scopes() -> None:
    assert change_of(SAMPLE, SAMPLE, "QH-FI-091")[2] == "unchanged"
    assert change_of(without(SAMPLE, "QH-FI-091"), SAMPLE, "QH-FI-091")[2] == "new"
    haibei = of_scope(SAMPLE, "632200")
    assert "QH-FI-091" not in set(comparison.places(haibei, SAMPLE)["area_id"])


def test_a_place_listed_by_both_is_compared_whatever_its_prefecture() -> None:
    haibei = of_scope(SAMPLE, "632200")
    areas = SAMPLE.areas.copy()
    areas.loc[areas["id"] == "QH-GV-001", "prefecture_adcode"] = "630200"
    moved = dataclasses.replace(SAMPLE, areas=areas)
    assert change_of(haibei, moved, "QH-GV-001")[2] == "unchanged"


def test_names_and_groups_are_those_of_the_later_run() -> None:
    areas = SAMPLE.areas.copy()
    areas.loc[areas["id"] == "QH-GV-001", ["name_zh", "group"]] = ["新名", "extended"]
    later = dataclasses.replace(SAMPLE, areas=areas)
    row = comparison.places(SAMPLE, later).set_index("area_id").loc["QH-GV-001"].iloc[0]
    assert (row["name_zh"], row["group"]) == ("新名", "extended")


@pytest.mark.parametrize("change", ["point", "extent", "lost point", "none"])
def test_another_point_or_extent_is_marked_and_still_compared(change: str) -> None:
    areas = SAMPLE.areas.copy()
    here = areas["id"] == "QH-GV-001"
    if change == "point":
        areas.loc[here, "lon"] += 1e-6
    elif change == "extent":
        areas.loc[here, "geometry"] = shapely.box(101.04, 37.04, 101.07, 37.06)
    elif change == "lost point":
        areas.loc[here, ["lon", "lat"]] = np.nan
        areas.loc[here, "geometry"] = None
    later = dataclasses.replace(SAMPLE, areas=areas)
    for found in (comparison.places(SAMPLE, later), comparison.places(later, SAMPLE)):
        moved = set(found.loc[found["moved"], "area_id"])
        assert moved == (set() if change == "none" else {"QH-GV-001"})
        assert set(found["change"]) == {"unchanged"}


verdict_sets = st.fixed_dictionaries({row: st.sampled_from(VERDICTS) for row in ROWS})


@examples(30)
@given(verdict_sets, verdict_sets)
def test_what_one_way_gains_the_other_way_loses(
    first: dict[tuple[str, str], str], second: dict[tuple[str, str], str]
) -> None:
    a, b = with_verdicts(SMALL, first), with_verdicts(SMALL, second)
    forth, back = comparison.places(a, b), comparison.places(b, a)
    mirrored = forth.replace({"change": {"gained": "lost", "lost": "gained"}})
    pd.testing.assert_series_equal(mirrored["change"], back["change"])
    assert forth["before"].tolist() == back["now"].tolist()
    assert set(forth["change"]) <= set(PLACE_CHANGES)
    met = [sum(verdict == "met" for verdict in given.values()) for given in (first, second)]
    n = forth["change"].value_counts()
    assert n.get("gained", 0) - n.get("lost", 0) == met[1] - met[0]


@examples(30)
@given(verdict_sets)
def test_a_run_against_itself_changes_nothing(verdicts: dict[tuple[str, str], str]) -> None:
    run = with_verdicts(SMALL, verdicts)
    found = comparison.places(run, run)
    assert set(found["change"]) == {"unchanged"} and not found["moved"].any()


def test_verdicts_of_what_is_no_key_area_are_not_compared() -> None:
    line = SAMPLE.verdicts.iloc[:1].assign(area_id="G0615", rule="linear")
    later = dataclasses.replace(SAMPLE, verdicts=pd.concat([SAMPLE.verdicts, line]))
    pd.testing.assert_frame_equal(
        comparison.places(SAMPLE, later), comparison.places(SAMPLE, SAMPLE)
    )


def test_runs_without_places_have_no_changes() -> None:
    nothing = without(SAMPLE, *SAMPLE.areas["id"])
    found = comparison.places(nothing, nothing)
    assert found.empty and list(found) == list(empty("changes"))


# ---------------------------------------------------------------- cells
NOT, COVERED = (0, 1), (2, 3)
classes = arrays.arrays(np.uint8, (3, 4), elements=st.sampled_from([0, 1, 2, 3, 4, 255]))


def change(before: int, now: int) -> int:
    return int(comparison.cells(np.array([before], np.uint8), np.array([now], np.uint8))[0])


def test_every_pair_of_classes() -> None:
    for a in NOT:
        assert {CELL_CHANGES[change(a, b)] for b in NOT} == {"never"}
        assert {CELL_CHANGES[change(a, b)] for b in COVERED} == {"gained"}
    for a in COVERED:
        assert {CELL_CHANGES[change(a, b)] for b in NOT} == {"lost"}
        assert {CELL_CHANGES[change(a, b)] for b in COVERED} == {"kept"}
    for known in (*NOT, *COVERED):
        assert {change(known, open_) for open_ in (4, 255)} == {UNKNOWN}
        assert {change(open_, known) for open_ in (4, 255)} == {UNKNOWN}
    assert change(4, 4) == change(4, 255) == change(255, 4) == UNKNOWN
    assert change(255, 255) == OUTSIDE
    assert change(9, 3) == UNKNOWN  # a class of another version is never taken for coverage


@given(classes, classes)
def test_cells_gained_one_way_are_lost_the_other_way(before: np.ndarray, now: np.ndarray) -> None:
    forth, back = comparison.cells(before, now), comparison.cells(now, before)
    gained, lost = CELL_CHANGES.index("gained"), CELL_CHANGES.index("lost")
    assert np.array_equal(forth == gained, back == lost)
    same = ~np.isin(forth, (gained, lost))
    assert np.array_equal(forth[same], back[same])


@given(classes)
def test_cells_against_themselves_are_neither_gained_nor_lost(cells: np.ndarray) -> None:
    found = comparison.cells(cells, cells)
    assert not np.isin(found, [CELL_CHANGES.index(name) for name in ("gained", "lost")]).any()
    assert np.array_equal(found == OUTSIDE, cells == 255)


def test_cells_and_people_are_counted_by_county() -> None:
    tally = comparison.Tally(np.array(["632221", "632222"]))
    changes = np.array([[0, 0, 1, UNKNOWN], [2, 3, OUTSIDE, 0]], np.uint8)
    county = np.array([[0, 0, 1, 1], [1, 1, 1, -1]], np.int16)
    people = np.array([[5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]])
    tally.add(changes, county, people)
    tally.add(changes[:1], county[:1], people[:1])
    found = tally.frame().set_index(["county_adcode", "change"])
    assert found["cells"].to_dict() == {
        **{("632221", name): 0 for name in ("lost", "kept", "never", "unknown")},
        ("632221", "gained"): 4,
        ("632222", "gained"): 0,
        ("632222", "lost"): 2,
        ("632222", "kept"): 1,
        ("632222", "never"): 1,
        ("632222", "unknown"): 2,
    }
    assert found["people"].loc["632221", "gained"] == 22.0
    assert found["people"].loc["632222"].to_dict() == {
        "gained": 0.0,
        "lost": 14.0,
        "kept": 9.0,
        "never": 10.0,
        "unknown": 16.0,
    }


def test_people_are_missing_and_not_zero_when_nobody_gave_them() -> None:
    tally = comparison.Tally(np.array(["632221"]))
    tally.add(np.zeros((1, 2), np.uint8), np.zeros((1, 2), np.int16))
    found = tally.frame()
    assert found["people"].isna().all()
    assert found.dtypes.astype(str).to_dict() == empty("change_cells").dtypes.astype(str).to_dict()


# ---------------------------------------------------------------- grids
def grid(left: float = 0.0, top: float = 300.0, cell_m: float = 100.0, crs: str = CRS) -> Grid:
    return Grid(crs, left, top, cell_m, 3, 4)


def test_the_common_grid_covers_both() -> None:
    assert comparison.common_grid(grid(), grid(), "x") == grid()
    shifted = grid(left=200.0, top=200.0)
    for a, b in ((grid(), shifted), (shifted, grid())):
        found = comparison.common_grid(a, b, "x")
        assert found == Grid(CRS, 0.0, 300.0, 100.0, 4, 6)
    assert comparison.common_grid(grid(), grid(left=700.0), "x").columns == 11


@pytest.mark.parametrize(
    ("other", "code", "remedy"),
    [
        (grid(cell_m=50.0), "other-cell", "cell_m = 100"),
        (grid(crs="EPSG:4490"), "other-projection", "this version"),
        (grid(left=50.0), "other-projection", "this version"),
        (grid(top=299.0), "other-projection", "this version"),
    ],
)
def test_cells_that_do_not_lie_on_one_another_are_refused(
    other: Grid, code: str, remedy: str
) -> None:
    with pytest.raises(InputError, match=remedy) as refused:
        comparison.common_grid(other, grid(), "report.previous")
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == (code, "report.previous")


def test_the_grid_of_a_card_is_the_grid_it_was_made_from() -> None:
    made = grid(left=161500.0, top=411900.0)
    card = {
        "grid": {
            "crs_wkt": made.crs,
            "cell_m": made.cell_m,
            "shape": list(made.shape),
            "transform": list(made.affine)[:6],
        }
    }
    assert comparison.grid_of(card) == made
