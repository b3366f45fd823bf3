"""From inputs to results: causes, figures of places, and the identities that must hold."""

import numpy as np
import pytest

from geo import analysis
from geo.evidence import Evidence
from geo.outputs import store
from geo.results import ANY, CAUSES, Results
from tests.conftest import SmallRun
from tests.scenes import window


@pytest.fixture(scope="module")
def results(haibei_run: SmallRun) -> Results:
    return store.load(haibei_run.folders.processed)


def evidence(share50: float, no_station: float) -> Evidence:
    return Evidence(
        "A",
        30.0,
        (-90.0, -100.0),
        np.zeros((2, 0), np.float32),
        np.array([[share50], [0.0]]),
        no_station,
        -1,
        window(30.0, 1, 1),
        np.zeros((1, 1), np.uint8),
    )


@pytest.mark.parametrize(
    ("verdict", "found", "flags", "cause"),
    [
        ("no_data", None, "", "no_coordinate"),
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
    ],
)
def test_cause_of_a_verdict(verdict: str, found: Evidence | None, flags: str, cause: str) -> None:
    limits = {name: name in flags.split() for name in ("vague", "shapeless", "beyond")}
    assert analysis._cause(verdict, found, 0.95, **limits) == cause
    assert cause in CAUSES


def test_every_listed_place_has_exactly_one_verdict_by_each_rule(results: Results) -> None:
    placed = results.areas[results.areas["lon"].notna()]
    of_any = results.verdicts[results.verdicts["operator"] == ANY]
    for rule in ("area", "reach"):
        judged = of_any[of_any["rule"] == rule].set_index("area_id")["verdict"]
        assert judged.index.is_unique
        assert (placed.set_index("id")[rule] == judged.reindex(placed["id"])).all()
    assert len(of_any) == 2 * len(results.areas)
    missing = results.areas[results.areas["lon"].isna()]
    assert set(missing["area"]) == set(missing["reach"]) == {"no_data"}
    assert set(missing["cause"]) == {"no_coordinate"}


def test_operators_never_beat_any_and_90_never_beats_50(results: Results) -> None:
    wide = results.coverage.pivot(
        index="county_adcode", columns="operator", values=["cells50", "cells90"]
    )
    for cells in ("cells50", "cells90"):
        assert (wide[cells].max(axis=1) == wide[cells][ANY]).all()
        each = wide[cells].drop(columns=ANY)
        assert (wide[cells][ANY] <= each.sum(axis=1)).all()
    assert (results.coverage["cells90"] <= results.coverage["cells50"]).all()
    assert (results.areas["share90"].fillna(0) <= results.areas["share50"].fillna(0)).all()


def test_levels_networks_and_coverage_count_the_same_cells(results: Results) -> None:
    any_operator = results.coverage[results.coverage["operator"] == ANY]
    cells = any_operator.set_index("county_adcode")
    by_network = results.networks.groupby("county_adcode")["cells"].sum()
    assert by_network.equals(cells["cells"])
    reached = results.levels[results.levels["level_dbm"] >= -105]
    at_threshold = reached.groupby("county_adcode")["cells"].sum()
    assert at_threshold.to_dict() == cells.loc[cells["cells50"] > 0, "cells50"].to_dict()


def test_margin_is_level_minus_threshold(results: Results) -> None:
    known = results.areas[results.areas["level_dbm"].notna()]
    assert len(known) > 5
    margin = known["level_dbm"] + 105.0
    assert np.allclose(known["margin_db"], margin)
    reached = known["margin_db"] >= 0
    assert (known.loc[reached, "reach"] != "not_met").all()
    assert (known.loc[~reached, "reach"] != "met").all()
    assert (known["best_operator"] != "").all()
    assert (known.loc[reached, "operators"] >= 1).all()


def test_gaps_belong_to_places_that_are_not_fully_covered(results: Results) -> None:
    share = results.areas.set_index("id")["share50"]
    assert len(results.gaps) > 0
    assert (share.reindex(results.gaps["area_id"]) < 1.0).all()
    area = results.areas.set_index("id")["area_km2"]
    per_place = results.gaps.groupby("area_id")["area_km2"].sum()
    failing = (1 - share) * area
    # Cells straddle the rim of the place, and grains are left out: 3 % and a few cells.
    assert np.allclose(per_place, failing.reindex(per_place.index), rtol=0.03, atol=0.005)


def test_findings_survive_with_both_languages(results: Results) -> None:
    assert set(results.findings["severity"]) <= {"warning", "error"}
    assert (results.findings["zh"] != "").all() and (results.findings["en"] != "").all()
