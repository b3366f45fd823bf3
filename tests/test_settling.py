"""What settles an undecided place: both sides of every limit, and the places nothing settles."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.grid import project, unproject
from geo.measurements.settling import NOT_SETTLED, RULE, Sample, settle
from geo.networks import Network
from geo.results import ANY, CAUSES
from geo.verdicts import Criterion
from tests.scenes import CRS_WKT, LAT, LON

MOBILE, TELECOM, UNICOM = "中国移动", "中国电信", "中国联通"
CRITERION = Criterion(-105.0, 0.95)
PASS, FAIL = -104.9, -105.1
(X,), (Y,) = project(CRS_WKT, LON, LAT)
X, Y = float(np.floor(X / 100) * 100), float(np.floor(Y / 100) * 100)
SIDE_M = 400.0  # of the place: parts of 100 m, each of 10 × 10 cells
POINTS = [(10 * (k % 10) + 5.0, 10 * (k // 10) + 5.0) for k in range(100)]


def square(x: float, y: float, side_m: float) -> shapely.Polygon:
    """Return a square of the projection in longitude and latitude, its edges finely divided."""
    outline = shapely.segmentize(shapely.box(x, y, x + side_m, y + side_m), 20.0)
    return shapely.transform(outline, lambda xy: np.column_stack(unproject(CRS_WKT, *xy.T)))


def cells(count: int, parts: int = 16, *, across: int = 4) -> list[tuple[float, float]]:
    """Return the middles of so many cells, spread in turn over the first parts of the place."""
    width = SIDE_M / across
    return [
        (
            X + width * (k % parts % across) + POINTS[k // parts][0],
            Y + width * (k % parts // across) + POINTS[k // parts][1],
        )
        for k in range(count)
    ]


def measured(*groups: tuple[str, list[tuple[float, float]], float]) -> gpd.GeoDataFrame:
    """Return points: operator, where in the projection, level."""
    rows = [(o, x, y, level) for o, where, level in groups for x, y in where]
    lon, lat = unproject(CRS_WKT, [r[1] for r in rows], [r[2] for r in rows])
    columns = {
        "operator": [r[0] for r in rows],
        "lon": lon,
        "lat": lat,
        "level_dbm": [r[3] for r in rows],
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def settled(
    points: gpd.GeoDataFrame,
    *,
    cause: str = "margin",
    verdicts: dict[str, str] | None = None,
    share50: dict[str, float] | None = None,
    extent: shapely.Geometry | None = None,
    criterion: Criterion = CRITERION,
    networks: tuple[str, ...] = (MOBILE, TELECOM),
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return the row of the one place, and its verdicts by view and rule."""
    judged = {ANY: "undecided", MOBILE: "undecided", TELECOM: "not_met", **(verdicts or {})}
    shares = {ANY: 1.0, MOBILE: 1.0, TELECOM: 0.0, **(share50 or {})}
    views = [ANY, *networks]
    rows = pd.DataFrame(
        [
            {
                "area_id": "A",
                "operator": view,
                "rule": rule,
                "share50": shares.get(view, 0.0),
                "share90": 0.0,
                "verdict": judged.get(view, "not_met"),
            }
            for rule in ("reach", "area")
            for view in views
        ]
    )
    place = square(X, Y, SIDE_M) if extent is None else extent
    areas = gpd.GeoDataFrame(
        {"id": ["A", "B"], "area": [judged[ANY], "no_data"], "cause": [cause, "no_coordinate"]},
        geometry=[place, None],
        crs=4326,
    )
    operators = [Network(name) for name in networks]
    found, by_view = settle(areas, rows, points, operators, criterion, CRS_WKT)
    return found.iloc[0].to_dict(), by_view.set_index(["operator", "rule"])


# ------------------------------------------------------------------------------ 59 cells


@pytest.mark.parametrize(
    ("count", "verdict", "basis"), [(58, "undecided", "predicted"), (59, "met", "measured")]
)
def test_59_cells_that_all_pass_settle_a_place_and_58_do_not(
    count: int, verdict: str, basis: str
) -> None:
    place, views = settled(measured((MOBILE, cells(count), PASS)))
    assert (place["area"], place["area_basis"]) == (verdict, basis)
    assert (place["measured_n"], place["measured_share"]) == (count, 1.0)
    assert views.loc[(ANY, "area"), "verdict"] == verdict
    assert views.loc[(MOBILE, "area"), ["verdict", "basis"]].tolist() == [verdict, basis]
    assert place["cause"] == ("" if basis == "measured" else "margin")


@pytest.mark.parametrize(
    ("passes", "fails", "verdict"),
    [
        # One-sided 95 %, exact binomial; tables of acceptance sampling (95/95): 59 with none,
        # 93 with one, 124 with two failures are the fewest.
        (59, 0, "met"),
        (91, 1, "undecided"),
        (92, 1, "met"),
        (121, 2, "undecided"),
        (122, 2, "met"),
        # 1 − P(X ≤ k): of 59 cells 6 failures may still be 95 %, 7 may not.
        (53, 6, "undecided"),
        (52, 7, "not_met"),
        (0, 59, "not_met"),
    ],
)
def test_both_sides_of_the_bounds(passes: int, fails: int, verdict: str) -> None:
    where = cells(passes + fails)
    place, _ = settled(
        measured((MOBILE, where[:passes], PASS), (MOBILE, where[passes:], FAIL)),
    )
    assert place["area"] == verdict
    assert place["measured_share"] == passes / (passes + fails)
    assert place["cause"] == {"met": "", "undecided": "margin", "not_met": "measured"}[verdict]
    assert place["cause"] in CAUSES


def test_the_bounds_are_worked_out_in_whole_numbers() -> None:
    from fractions import Fraction
    from math import comb

    def at_most(failures: int, cells: int) -> Fraction:
        share = Fraction(1, 20)  # that fail, where 95 % pass
        return sum(
            (comb(cells, k) * share**k * (1 - share) ** (cells - k) for k in range(failures + 1)),
            Fraction(0),
        )

    limit = Fraction(1, 20)
    # So few failures are improbable if less than 95 % pass: it is met.
    assert at_most(0, 59) < limit < at_most(0, 58)
    assert at_most(1, 93) < limit < at_most(1, 92)
    assert at_most(2, 124) < limit < at_most(2, 123)
    # So many failures are improbable if 95 % pass: it is not met.
    assert 1 - at_most(6, 59) < limit < 1 - at_most(5, 59)


def test_the_threshold_itself_passes() -> None:
    place, _ = settled(measured((MOBILE, cells(59), -105.0)))
    assert place["area"] == "met"


def test_a_share_that_59_cells_cannot_prove_stays_undecided() -> None:
    place, _ = settled(measured((MOBILE, cells(59), PASS)), criterion=Criterion(-105.0, 0.98))
    assert place["area"] == "undecided"


# ------------------------------------------------------------------------------- spread


@pytest.mark.parametrize(("parts", "verdict"), [(7, "undecided"), (8, "met"), (16, "met")])
def test_half_of_the_squares_must_hold_a_cell(parts: int, verdict: str) -> None:
    place, _ = settled(measured((MOBILE, cells(64, parts), PASS)))
    assert place["area"] == verdict


def test_squares_that_do_not_touch_the_place_are_not_asked_for() -> None:
    # An L of the left column and the bottom row: 7 of the 16 squares, so 4 are half of them.
    arms = shapely.union(
        shapely.box(X, Y, X + 99.0, Y + SIDE_M), shapely.box(X, Y, X + SIDE_M, Y + 99.0)
    )
    outline = shapely.segmentize(arms, 20.0)
    extent = shapely.transform(outline, lambda xy: np.column_stack(unproject(CRS_WKT, *xy.T)))
    bottom = cells(60, 4)
    assert settled(measured((MOBILE, bottom, PASS)), extent=extent)[0]["area"] == "met"
    assert settled(measured((MOBILE, cells(60, 3), PASS)), extent=extent)[0]["area"] == "undecided"


def test_points_outside_the_place_prove_nothing() -> None:
    away = [(x + SIDE_M + 1.0, y) for x, y in cells(100)]
    place, _ = settled(measured((MOBILE, away, PASS)))
    assert (place["area"], place["measured_n"]) == ("undecided", 0)
    assert np.isnan(place["measured_share"])


def test_many_points_in_one_cell_are_one_by_their_median() -> None:
    where = cells(59)
    # In the last cell two of three are below: the median is, and one failure in 59 is too many.
    weak = [(where[-1], FAIL), (where[-1], -130.0), (where[-1], -60.0)]
    groups = [(MOBILE, where[:-1], PASS), *((MOBILE, [cell], level) for cell, level in weak)]
    place, _ = settled(measured(*groups))
    assert (place["measured_n"], place["measured_share"]) == (59, 58 / 59)
    assert place["area"] == "undecided"
    again = [(MOBILE, where * 3, PASS)]
    assert settled(measured(*again))[0]["measured_n"] == 59


# ---------------------------------------------------------------------- what is not settled


@pytest.mark.parametrize("cause", NOT_SETTLED)
def test_a_place_not_known_where_or_how_large_is_never_settled(cause: str) -> None:
    place, views = settled(measured((MOBILE, cells(200), PASS)), cause=cause)
    assert (place["area"], place["area_basis"], place["cause"]) == ("undecided", "predicted", cause)
    assert place["measured_n"] == 200  # measured all the same
    assert set(views["basis"]) == {"predicted"}


@pytest.mark.parametrize("predicted", ["met", "not_met", "no_data"])
def test_only_the_undecided_is_settled(predicted: str) -> None:
    level = FAIL if predicted == "met" else PASS
    place, views = settled(
        measured((MOBILE, cells(100), level)),
        cause="",
        verdicts={ANY: predicted, MOBILE: predicted},
    )
    assert (place["area"], place["area_basis"]) == (predicted, "predicted")
    assert set(views["basis"]) == {"predicted"}


def test_a_place_beyond_the_range_of_the_model_is_settled_too() -> None:
    assert settled(measured((MOBILE, cells(59), PASS)), cause="range")[0]["area"] == "met"


def test_the_reach_rule_is_left_alone() -> None:
    _, views = settled(measured((MOBILE, cells(59), PASS)))
    for view in (ANY, MOBILE, TELECOM):
        row = views.loc[(view, "reach")]
        assert row["basis"] == "predicted"
        assert row["measured_n"] == 0 and np.isnan(row["measured_share"])
    assert views.loc[(ANY, "reach"), "verdict"] == "undecided"


def test_without_points_nothing_changes_but_the_columns() -> None:
    place, views = settled(measured())
    assert (place["area"], place["area_basis"], place["measured_n"]) == (
        "undecided",
        "predicted",
        0,
    )
    assert views["measured_n"].tolist() == [0] * 6


# ----------------------------------------------------------------------------- own and any


def test_the_best_of_the_operators_counts_for_any() -> None:
    where = cells(118)
    points = measured((MOBILE, where, FAIL), (TELECOM, where, PASS))
    place, views = settled(points, verdicts={TELECOM: "undecided"}, share50={TELECOM: 1.0})
    assert place["area"] == "met"
    assert views.loc[(TELECOM, "area"), "verdict"] == "met"
    assert views.loc[(MOBILE, "area"), "verdict"] == "not_met"


def test_one_operator_cannot_fail_for_another_that_is_predicted_there() -> None:
    points = measured((MOBILE, cells(100), FAIL))
    place, views = settled(points, share50={TELECOM: 0.3})
    assert (place["area"], place["measured_share"]) == ("undecided", 0.0)
    assert views.loc[(MOBILE, "area"), ["verdict", "basis"]].tolist() == ["not_met", "measured"]
    # Where no other network is predicted, or all were measured, it does fail.
    assert settled(points)[0]["area"] == "not_met"
    both = measured((MOBILE, cells(100), FAIL), (TELECOM, cells(100), FAIL))
    assert settled(both, share50={TELECOM: 0.3})[0]["area"] == "not_met"


def test_whom_one_network_covers_any_covers() -> None:
    # Telecom was tested elsewhere in the place and failed: any has 59 of 118, Mobile 59 of 59.
    where = cells(118)
    points = measured((MOBILE, where[:59], PASS), (TELECOM, where[59:], FAIL))
    place, views = settled(points)
    assert place["measured_share"] == 0.5
    assert views.loc[(MOBILE, "area"), "verdict"] == "met"
    assert (place["area"], place["area_basis"]) == ("met", "measured")


def test_what_no_network_covers_one_does_not() -> None:
    # Mobile was measured in 20 cells only, but any operator fails without it.
    points = measured((MOBILE, cells(20), FAIL), (TELECOM, cells(100), FAIL))
    place, views = settled(points, share50={MOBILE: 0.0, TELECOM: 0.0})
    assert place["area"] == "not_met"
    assert views.loc[(MOBILE, "area"), ["verdict", "basis"]].tolist() == ["not_met", "measured"]
    assert views.loc[(MOBILE, "area"), "measured_n"] == 20


def test_a_network_without_a_station_in_the_list_still_serves_any_and_no_one_else() -> None:
    points = measured((UNICOM, cells(59), PASS))
    place, views = settled(points, networks=(MOBILE,))
    assert place["area"] == "met"
    assert views.loc[(MOBILE, "area"), ["verdict", "measured_n"]].tolist() == ["undecided", 0]


class Technology(NamedTuple):
    operator: str
    tech: str


def test_a_network_of_4g_is_not_settled_by_5g_measurements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.test_settling.Network", lambda name: Technology(name, TECH[name]))
    both = {MOBILE: "undecided", UNICOM: "undecided"}
    points = measured((MOBILE, cells(59), PASS), (UNICOM, cells(59), PASS))
    _, views = settled(points, networks=(MOBILE, UNICOM), verdicts=both)
    assert views.loc[(MOBILE, "area"), "basis"] == "measured"
    assert views.loc[(UNICOM, "area"), ["verdict", "basis"]].tolist() == ["undecided", "predicted"]


TECH = {MOBILE: "NR", UNICOM: "LTE"}
LEVELS = st.sampled_from([PASS, FAIL])


@given(st.lists(st.tuples(LEVELS, LEVELS, st.booleans(), st.booleans()), min_size=1, max_size=150))
def test_any_is_never_worse_than_own(drawn: list[tuple[float, float, bool, bool]]) -> None:
    where = cells(len(drawn))
    groups = [
        (operator, [cell], row[column])
        for cell, row in zip(where, drawn, strict=True)
        for column, operator in enumerate((MOBILE, TELECOM))
        if row[2 + column]
    ]
    undecided = {ANY: "undecided", MOBILE: "undecided", TELECOM: "undecided"}
    _, views = settled(measured(*groups), verdicts=undecided, share50={TELECOM: 1.0})
    rank = {"not_met": 0, "undecided": 1, "met": 2}
    verdict = views.xs("area", level="rule")["verdict"].map(rank)
    assert verdict[ANY] >= verdict[[MOBILE, TELECOM]].max()


# ---------------------------------------------------------------------------- the sample


@pytest.mark.parametrize(
    ("sample", "enough"),
    [
        (Sample(59, 59, 0, 16, 8), True),
        (Sample(58, 58, 0, 16, 16), False),
        (Sample(59, 59, 0, 16, 7), False),
        (Sample(59, 59, 0, 13, 7), True),
        (Sample(59, 59, 0, 13, 6), False),
        (Sample(59, 59, 0, 1, 1), True),
    ],
)
def test_enough(sample: Sample, enough: bool) -> None:
    assert sample.is_enough is enough
    assert sample.verdict(0.95) == ("met" if enough else "undecided")


def test_open_cells_never_count_against() -> None:
    assert Sample(100, 50, 0, 16, 16).verdict(0.95) == "not_met"
    assert Sample(100, 50, 50, 16, 16).verdict(0.95) == "undecided"


def test_the_rule_is_told_in_the_documentation_as_it_is() -> None:
    text = (Path(__file__).parent.parent / "docs" / "measurements.md").read_text("utf-8")
    assert RULE.zh in text and RULE.en in text
    for number in ("10", "59", "16", "95 %"):
        assert number in RULE.zh and number in RULE.en
