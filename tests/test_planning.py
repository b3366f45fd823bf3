"""A plan is the best there is, keeps its promises in a fresh run, and says what it cannot do."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import analysis, coverage, judging, planning
from geo.commands import _plan_table, plan_run
from geo.grid import Grid
from geo.inputs import Inputs
from geo.planning import _equipment
from geo.settings import Plan, PlanCosts, PlanWeights, Settings
from geo.tally import Regions
from layers.errors import InputError
from tests.messages import refusal
from tests.sample_planning import (
    CANDIDATES,
    EAST,
    FAR,
    KEY_POINT,
    LOST,
    MET,
    VAGUE,
    WEST,
    gathered,
    world,
)

Region = tuple[Inputs, tuple[Regions, Grid], coverage.Model, Settings]
COSTS = {name: cost for name, _, _, _, cost in CANDIDATES}
OPEN = {WEST, EAST, FAR}
pytestmark = pytest.mark.xdist_group("planning")  # one region, judged for every choice once
FREE = {"road_km": 0.0, "power_km": 0.0, "fibre_km": 0.0}


def silent(_name: str, _ticks: int) -> Callable[[], None]:
    return lambda: None


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    chosen = world(tmp_path_factory.mktemp("region"))
    return *gathered(chosen), chosen


def planned(region: Region, **asked: Any) -> planning.Plan:
    inputs, counties, model, chosen = region
    chosen = chosen.model_copy(update={"plan": Plan(**{"generate": False, **asked})})
    return planning.make(inputs, counties, model, chosen, None, silent)


def hosts(plan: planning.Plan) -> set[str]:
    return set(plan.proposals["host"])


def status_of(plan: planning.Plan) -> dict[str, str]:
    return dict(zip(plan.places["area_id"], plan.places["status"], strict=True))


def confirmed(plan: planning.Plan) -> set[str]:
    return {area_id for area_id, status in status_of(plan).items() if status == "confirmed"}


# ------------------------------------------------------------------ against trying everything


@pytest.fixture(scope="module")
def closed_by(region: Region) -> dict[frozenset[str], set[str]]:
    """Every choice of candidates, built and judged by a run of its own."""
    return dict(_each_choice(region))


def _each_choice(region: Region) -> Iterator[tuple[frozenset[str], set[str]]]:
    inputs, _, _, chosen = region
    built = _equipment.equipment(chosen)
    listed = inputs.candidates.assign(
        height_m=built.height_m, prefecture_adcode="", county_adcode="", name=""
    )
    asked = inputs.areas[inputs.areas["id"].isin(OPEN)].reset_index(drop=True)
    azimuths = {"BETWEEN": (90.0, 180.0, 270.0)}
    for size in range(5):
        for some in itertools.combinations(sorted(COSTS), size):
            rows = listed[listed["id"].isin(some)].reset_index(drop=True)
            turned = [azimuths.get(name, _equipment.EVEN) for name in rows["id"]]
            new = _equipment.stations(built, rows, turned)
            stations = pd.concat([inputs.stations, new], ignore_index=True)
            counted = np.ones(len(stations), bool)
            given = dataclasses.replace(
                inputs, stations=stations, counted=counted, lte=~counted, areas=asked
            )
            model = analysis.prepare(given, chosen, None)[2]
            areas = judging.of_places(given, model, chosen, silent).areas
            yield frozenset(some), set(areas.loc[areas["area"] == "met", "id"])


def test_the_fewest_are_as_few_as_trying_everything_finds(
    region: Region, closed_by: dict[frozenset[str], set[str]]
) -> None:
    plan = planned(region)
    fewest = min(len(some) for some, closed in closed_by.items() if closed == OPEN)
    assert fewest == 2
    assert len(plan.proposals) == plan.card["bound"] == fewest
    assert closed_by[frozenset(hosts(plan))] == OPEN == confirmed(plan)
    assert (plan.card["status"], plan.card["gap"]) == ("optimal", 0.0)


@pytest.mark.parametrize("stations", [0, 1, 2, 3])
def test_so_many_stations_close_as_many_places_as_trying_everything_finds(
    region: Region, closed_by: dict[frozenset[str], set[str]], stations: int
) -> None:
    plan = planned(region, stations=stations)
    most = max(len(closed) for some, closed in closed_by.items() if len(some) <= stations)
    assert len(confirmed(plan)) == most
    assert len(plan.proposals) <= stations
    assert plan.curve["closed"].iloc[-1] == most


@pytest.mark.parametrize("budget", [0.9, 1.0, 2.5, 3.0, 4.0])
def test_a_budget_closes_as_many_places_as_trying_everything_finds(
    region: Region, closed_by: dict[frozenset[str], set[str]], budget: float
) -> None:
    plan = planned(region, budget=budget, cost="cost", costs=PlanCosts(**FREE))
    within = {some: c for some, c in closed_by.items() if sum(COSTS[n] for n in some) <= budget}
    assert len(confirmed(plan)) == max(map(len, within.values()))
    assert plan.card["cost"] <= budget
    assert plan.proposals["cost"].sum() == pytest.approx(plan.card["cost"])


@pytest.mark.parametrize(
    ("limits", "closed"),
    [
        ({"西宁": 0}, {FAR}),
        ({"海西": 0}, {WEST, EAST}),
        ({"Xining": 1, "632800": 1}, OPEN),
        ({"西宁": 0, "海西": 0}, set()),
    ],
)
def test_a_limit_of_a_prefecture_is_kept(
    region: Region, limits: dict[str, float], closed: set[str]
) -> None:
    plan = planned(region, limits=limits)
    assert confirmed(plan) == closed
    assert plan.card["question"] == "most"


def test_dear_sites_give_way_to_cheaper_ones_where_cost_is_asked(region: Region) -> None:
    plan = planned(region, cost="cost", costs=PlanCosts(**FREE))
    assert hosts(plan) == {"AT-WEST", "AT-EAST", "AT-FAR"}
    assert plan.card["objective"] == 3.0


def test_a_share_counts_the_places_that_building_can_decide(region: Region) -> None:
    # One of four is met; three of four, 75 %, need two more: the station between brings both.
    plan = planned(region, share_percent=75.0)
    assert hosts(plan) == {"BETWEEN"}
    assert confirmed(plan) == {WEST, EAST}
    each = planned(region, share_percent=75.0, each_prefecture=True)
    assert confirmed(each) == OPEN


# ------------------------------------------------------------------------ what it promises


def test_what_is_promised_is_what_a_fresh_run_finds(region: Region) -> None:
    plan = planned(region)
    promised = plan.places[plan.places["status"] == "confirmed"]
    assert set(promised["after"]) == {"met"}
    assert promised["share90_promised"].tolist() == promised["share90_after"].tolist()
    assert (promised["share90_after"] >= promised["needed"]).all()


def test_places_that_wait_for_data_are_listed_and_never_closed(region: Region) -> None:
    plan = planned(region)
    waiting = plan.places[plan.places["status"] == "needs_data"].set_index("area_id")
    assert {LOST, VAGUE} <= set(waiting.index)
    assert (waiting["by"] == "").all() and (waiting["rank"] == 0).all()
    assert waiting.loc[VAGUE, "en"].startswith("give an exact coordinate")
    assert MET not in set(plan.places["area_id"])
    assert plan.card["places"] == {
        "listed": 12,
        "met": 1,
        "confirmed": 3,
        "missed": 0,
        "not_chosen": 0,
        "unreachable": 0,
        "needs_data": 8,
    }


def test_the_curve_counts_what_each_station_closes(region: Region) -> None:
    plan = planned(region)
    assert plan.curve["closed"].tolist() == [0, 2, 3]
    assert plan.curve["pass_lower"].tolist() == [1 / 12, 3 / 12, 4 / 12]
    assert plan.curve["pass_upper"].tolist() == [8 / 12, 10 / 12, 11 / 12]
    assert plan.proposals["closes_ids"].tolist() == [f"{EAST} {WEST}", FAR]
    assert plan.proposals["adds_km2"].tolist() == pytest.approx([2.0, 1.0], abs=0.01)


def test_a_place_whose_id_holds_a_blank_is_one_place(tmp_path: Path) -> None:
    chosen = world(tmp_path)
    own = tmp_path / "government.csv"
    renamed = own.read_text(encoding="utf-8").replace(f"{WEST},", "WEST 1,")
    own.write_text(renamed, encoding="utf-8")
    plan = planned((*gathered(chosen), chosen))
    assert plan.proposals["closes"].tolist() == [2, 1]
    assert plan.proposals["closes_ids"].tolist() == ["EAST WEST 1", "FAR"]
    shown = _plan_table.proposals(plan_run.Outcome(plan, [], synthetic=False))
    assert "新达标：东边、西边；" in shown[1].zh


def test_a_promise_that_a_fresh_run_does_not_keep_is_said(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = judging.of_places

    def worse(inputs: Inputs, *rest: Any) -> judging.Judged:
        found = real(inputs, *rest)
        if len(inputs.stations) == 1:
            return found
        areas = found.areas.copy()
        areas.loc[areas["id"] == FAR, ["area", "share90"]] = ["undecided", 0.9]
        return found._replace(areas=areas)

    monkeypatch.setattr(judging, "of_places", worse)
    plan = planned(region)
    missed = plan.places.set_index("area_id").loc[FAR]
    assert (missed["status"], missed["after"], missed["rank"]) == ("missed", "undecided", 2)
    assert "90.0 %" in missed["zh"] and "90.0 %" in missed["en"]
    assert plan.curve["closed"].tolist() == [0, 2, 2]
    assert plan.curve["pass_upper"].iloc[-1] == 11 / 12  # no longer surely failing
    assert plan.proposals["closes"].tolist() == [2, 0]


# ---------------------------------------------------------------------- what stands in the way


def test_no_station_stands_in_a_zone_that_forbids_it(tmp_path: Path) -> None:
    chosen = world(tmp_path, zones="exclude")
    plan = planned((*gathered(chosen), chosen))
    assert hosts(plan) == {"AT-WEST", "AT-EAST", "AT-FAR"}
    assert plan.card["left_out"] == {"zone": 1}


@pytest.mark.parametrize(
    ("penalty", "expected"), [(0.5, {"BETWEEN", "AT-FAR"}), (1.5, {"AT-WEST", "AT-EAST", "AT-FAR"})]
)
def test_a_zone_that_penalises_is_built_in_when_that_is_worth_it(
    tmp_path: Path, penalty: float, expected: set[str]
) -> None:
    chosen = world(tmp_path, zones="penalise")
    plan = planned((*gathered(chosen), chosen), costs=PlanCosts(zone_penalty=penalty))
    assert hosts(plan) == expected
    inside = plan.proposals[plan.proposals["host"] == "BETWEEN"]
    assert set(inside["zone"]) <= {"保护区"} and set(inside["penalty"]) <= {penalty}


@pytest.mark.parametrize(("asked", "used"), [({}, True), ({"stations": 2}, False)])
def test_a_penalty_is_an_assumption_where_it_enters_the_choice(
    tmp_path: Path, asked: dict[str, Any], used: bool
) -> None:
    chosen = world(tmp_path, zones="penalise")
    card = planned((*gathered(chosen), chosen), **asked).card
    assert ("zone_penalty" in [row["field"] for row in card["assumptions"]]) == used
    assert ("penalty" in [note["code"] for note in card["notes"]]) != used


def test_a_place_out_of_all_reach_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    chosen = world(tmp_path, dropped=("AT-FAR",))
    plan = planned((*gathered(chosen), chosen))
    assert plan.card["status"] == "infeasible part"
    assert {a for a, status in status_of(plan).items() if status == "unreachable"} == {FAR}
    assert confirmed(plan) == {WEST, EAST}
    assert len(plan.proposals) == 1


def test_what_the_limit_leaves_open_is_not_called_out_of_reach(region: Region) -> None:
    plan = planned(region, stations=1)
    assert status_of(plan)[FAR] == "not_chosen"


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"budget": 3.0}, "plan-other-measure", "plan.budget"),
        ({"stations": 3, "cost": "cost"}, "plan-other-measure", "plan.stations"),
        ({"limits": {"西宁": -1.0}}, "bad-setting", "plan.limits"),
        ({"limits": {"西宁": float("nan")}}, "bad-setting", "plan.limits"),
        ({"limits": {"西宁": 0, "630100": 2}}, "bad-setting", "plan.limits"),  # one prefecture
    ],
)
def test_a_limit_that_cannot_be_used_is_refused(
    region: Region, asked: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(InputError) as caught:
        planned(region, **asked)
    refusal(caught, code, field=field)


# --------------------------------------------------------------------------- of its own accord


def test_without_a_list_it_finds_sites_of_its_own(tmp_path: Path) -> None:
    chosen = world(tmp_path, dropped=tuple(COSTS)[1:])
    region = *gathered(chosen), chosen
    plan = planned(region, generate=True)
    assert confirmed(plan) == OPEN
    assert len(plan.proposals) == 2
    assert {"gap", "grid"} <= set(plan.card["candidates"])
    assert set(planned(region, generate=True, per_place=4).card["candidates"]) <= {
        *("tower", "gap", "grid")
    }


def test_stations_left_over_go_to_people_and_roads(tmp_path: Path) -> None:
    chosen = world(tmp_path, beside=True)
    region = *gathered(chosen), chosen
    two = planned(region, stations=2, generate=True)
    assert confirmed(two) == OPEN  # places first
    assert two.curve["people"].iloc[-1] == 0.0
    four = planned(region, stations=4, generate=True)
    assert confirmed(four) == OPEN
    assert four.curve["people"].iloc[-1] == pytest.approx(4000.0)
    assert four.curve["line_km"].iloc[-1] > 4.0
    assert four.proposals["adds_line_km"].sum() == pytest.approx(four.curve["line_km"].iloc[-1])
    weights = PlanWeights(people_1000=0.0)
    road = planned(region, stations=3, generate=True, weights=weights)
    assert road.curve["people"].iloc[-1] == 0.0
    assert road.curve["line_km"].iloc[-1] > 4.0


def test_people_of_a_prefecture_without_places_or_candidates_are_no_hindrance(
    tmp_path: Path,
) -> None:
    chosen = world(tmp_path, beside=True, dropped=("AT-FAR",))
    own = tmp_path / "government.csv"
    rows = own.read_text(encoding="utf-8").splitlines(keepends=True)
    own.write_text("".join(row for row in rows if "海西" not in row), encoding="utf-8")
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as people:
        people.write("100.5,36.5,5000\n")  # where FAR was
    plan = planned((*gathered(chosen), chosen), stations=2)
    assert confirmed(plan) == {WEST, EAST}


def at_key_point(plan: planning.Plan) -> list[bool]:
    lon, lat = (
        plan.proposals[name] - own for name, own in zip(("lon", "lat"), KEY_POINT, strict=True)
    )
    return list(np.hypot(lon, lat) < 0.03)  # degrees


def test_a_station_left_over_goes_to_a_key_point(tmp_path: Path) -> None:
    chosen = world(tmp_path, point=True)
    region = *gathered(chosen), chosen
    three = planned(region, stations=3, generate=True)
    assert confirmed(three) == OPEN  # places first
    assert at_key_point(three) == [False, False, True]
    two = planned(region, stations=2, generate=True)
    assert at_key_point(two) == [False, False]
    nothing = PlanWeights(key_point=0.0)
    assert len(planned(region, stations=3, generate=True, weights=nothing).proposals) == 2


def test_the_fewest_for_a_share_look_at_places_alone(tmp_path: Path) -> None:
    chosen = world(tmp_path, beside=True)
    plan = planned((*gathered(chosen), chosen))
    assert len(plan.proposals) == 2
    assert plan.curve["line_km"].iloc[-1] == 0.0


@pytest.mark.parametrize(
    ("azimuths", "rows", "said"),
    [("towards", 3, "90 180 270"), ("even", 3, "0 120 240"), ("omni", 1, "")],
)
def test_sectors_look_where_they_are_asked_to(
    region: Region, azimuths: str, rows: int, said: str
) -> None:
    plan = planned(region, stations=1, azimuths=azimuths)
    assert plan.proposals["azimuths"].tolist() == [said]
    assert len(plan.stations) == rows
    assert set(plan.stations["status"]) == {"proposed"}


def test_a_category_may_count_for_more(region: Region) -> None:
    # Met and closed places of government alone; what lies beside places is worth less than one.
    heavy = planned(region, stations=1, weights=PlanWeights(government=3.0))
    assert 9.0 <= heavy.card["objective"] < 10.0


def test_the_same_plan_twice_is_the_same_to_the_bit(region: Region) -> None:
    one, other = planned(region), planned(region)
    assert one.card == other.card
    for name in ("proposals", "places", "curve", "stations"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(one, name)), pd.DataFrame(getattr(other, name)), check_exact=True
        )
