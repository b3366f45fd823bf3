"""Why a place or a gap is not covered: which cause is told where several apply."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.judging import causes
from geo.judging.causes import Cause
from geo.judging.evidence import Evidence
from geo.judging.outlines import Outline
from geo.judging.sectors import Astray, Sectors
from geo.results import CAUSES, LIMITS
from tests.scenes import Painted, levels, transmitters, window
from tests.scenes import evidence as evidence_of

THRESHOLD = -105.0
AWAY = [{"id": "A", "azimuth_deg": 90.0}]


def evidence(share50: float, no_station: float, terrain: float = 0.0) -> Evidence:
    return evidence_of(
        share=np.array([[share50], [0.0]]), no_station_share=no_station, terrain_share=terrain
    )


@pytest.mark.parametrize(
    ("verdict", "found", "flags", "cause"),
    [
        ("no_data", None, "", "no_coordinate"),
        ("no_data", evidence(0.4, 0.0), "", "no_data"),
        ("no_data", evidence(0.0, 0.4, 0.6), "vague shapeless beyond", "no_data"),
        ("met", evidence(1.0, 0.0), "", ""),
        ("undecided", evidence(1.0, 0.0), "vague", "precision"),
        ("undecided", evidence(1.0, 0.0), "shapeless", "shape"),
        ("undecided", evidence(1.0, 0.0), "", "margin"),
        ("undecided", evidence(0.94, 0.06), "beyond", "range"),
        ("undecided", evidence(0.95, 0.05), "beyond", "margin"),  # it passes at 50 %
        ("undecided", evidence(0.0, 1.0), "vague shapeless beyond", "precision"),
        ("not_met", evidence(0.4, 0.6), "", "no_station"),
        ("not_met", evidence(0.4, 0.31), "", "no_station"),
        ("not_met", evidence(0.4, 0.3), "", "budget"),
        ("not_met", evidence(0.0, 0.0), "", "budget"),
        # More than half of what fails, 0.6: the same limit for both.
        ("not_met", evidence(0.4, 0.0, 0.6), "", "terrain"),
        ("not_met", evidence(0.4, 0.0, 0.31), "", "terrain"),
        ("not_met", evidence(0.4, 0.0, 0.3), "", "budget"),
        ("not_met", evidence(0.4, 0.31, 0.29), "", "no_station"),
        ("not_met", evidence(0.4, 0.29, 0.31), "", "terrain"),
        ("not_met", evidence(0.4, 0.3, 0.3), "", "budget"),
        ("met", evidence(0.96, 0.0, 0.04), "", ""),
        ("undecided", evidence(0.96, 0.0, 0.04), "", "margin"),
    ],
)
def test_cause_of_a_verdict(verdict: str, found: Evidence | None, flags: str, cause: str) -> None:
    limits = {name: name in flags.split() for name in ("vague", "shapeless", "beyond")}
    assert causes.of_verdict(verdict, found, 0.95, **limits) == cause
    assert cause in CAUSES


# --------------------------------------------------------------------- outside the sectors


def outline(x: float, y: float, **cells: int) -> Outline:
    """A gap with so many cells of each limit."""
    counted = np.array([cells.get(limit, 0) for limit in LIMITS], np.int64)
    return Outline("A", shapely.box(0, 0, 1, 1), x, y, counted, np.nan, None)


def turned(level: float) -> Sectors:
    """What stations that look away would reach everywhere, were they turned."""
    model = Painted(
        lambda grid: levels(grid, -120.0),
        transmitters(AWAY),
        turned=lambda grid: levels(grid, level, server=0),
    )
    return Sectors(model, THRESHOLD)


def middle() -> tuple[float, float]:
    (x,), (y,) = window(30.0, 1, 1).centres()
    return float(x), float(y)


@pytest.mark.parametrize(
    ("cells", "cause", "if_turned"),
    [
        ({"no_station": 9}, "no_station", "no_station"),  # no antenna to turn
        ({"budget": 1, "no_station": 9}, "budget", "sector"),
        ({"budget": 5, "terrain": 4}, "budget", "sector"),
        ({"budget": 4, "terrain": 4}, "budget", "sector"),
        ({"budget": 4, "terrain": 5}, "terrain", "sector"),
        ({"terrain": 1, "no_station": 9}, "terrain", "sector"),
    ],
)
def test_cause_of_a_gap(cells: dict[str, int], cause: str, if_turned: str) -> None:
    gap = outline(*middle(), **cells)
    assert causes.of_gaps([gap], turned(-105.1)) == [Cause(cause)]
    (found,) = causes.of_gaps([gap], turned(-105.0))
    assert found.code == if_turned
    assert (found.astray is None) == (if_turned != "sector")


NO_LIMITS = pd.DataFrame({name: [False] for name in ("vague", "shapeless", "beyond")})


def of_place(found: Evidence | None, verdict: str, sectors: Sectors, *gaps: Outline) -> Cause:
    (cause,) = causes.of_places(
        pd.DataFrame({"id": ["A"], "area": [verdict]}),
        [] if found is None else [found],
        {"A": gaps},
        NO_LIMITS,
        0.95,
        sectors,
    )
    return cause


def short(point_dbm: float, terrain: float = 0.0) -> Evidence:
    """A place half of which fails; the level at its own point."""
    grid = window(0.01, 1, 1)
    return evidence_of(
        share=np.full((2, 2), 0.5), terrain_share=terrain, point=levels(grid, point_dbm)
    )


@pytest.mark.parametrize("terrain", [0.0, 0.5])
def test_a_place_short_at_its_point_is_asked_about_there(terrain: float) -> None:
    far = outline(1e6, 1e6, budget=9)
    cause = of_place(short(-105.1, terrain), "not_met", turned(-105.0), far)
    x, y = middle()
    assert cause.code == "sector"
    assert cause.astray == turned(-105.0).astray(x, y)
    plain = of_place(short(-105.1, terrain), "not_met", turned(-105.1), far)
    assert plain == Cause("terrain" if terrain else "budget")


def test_a_place_reached_at_its_point_is_asked_about_in_its_largest_gap() -> None:
    x, y = middle()
    gaps = outline(x, y + 1000.0, budget=9), outline(x + 1000.0, y, budget=4)
    cause = of_place(short(-105.0), "not_met", turned(-105.0), *gaps)
    assert cause.code == "sector" and cause.astray is not None
    assert cause.astray.off_deg == pytest.approx(90.0, abs=0.5)  # north of it, not east
    assert of_place(short(-105.0), "not_met", turned(-105.0)) == Cause("budget")  # grains alone


@pytest.mark.parametrize(
    ("found", "verdict", "code"),
    [
        (short(-120.0), "met", ""),
        (short(-120.0), "undecided", "margin"),
        (short(-120.0), "no_data", "no_data"),
        (None, "no_data", "no_coordinate"),
        (evidence(0.0, 1.0), "not_met", "no_station"),
    ],
)
def test_sectors_are_asked_only_where_turning_one_would_help(
    found: Evidence | None, verdict: str, code: str
) -> None:
    assert of_place(found, verdict, turned(-60.0)) == Cause(code)


def test_the_table_names_the_station_that_looks_away() -> None:
    found = causes.table(
        [Cause("budget"), Cause("sector", Astray(0, 135.5)), Cause("")], transmitters(AWAY)
    )
    assert list(found.columns) == list(causes.COLUMNS)
    assert found["cause"].tolist() == ["budget", "sector", ""]
    assert found["sector_station"].tolist() == ["", "A", ""]
    assert found["sector_off_deg"].fillna(-1.0).tolist() == [-1.0, 135.5, -1.0]
    assert set(found["cause"]) <= set(CAUSES)


def test_a_table_of_nothing_has_the_same_columns() -> None:
    nothing, some = (causes.table(rows, transmitters(AWAY)) for rows in ([], [Cause("")]))
    assert dict(nothing.dtypes.astype(str)) == dict(some.dtypes.astype(str))
