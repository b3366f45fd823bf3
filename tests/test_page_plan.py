"""The plan of a page: the figures of the report, nothing where there is none."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from geo.outputs._folium_shell import escaped_json
from geo.outputs._page.plan import curve_of, plan_of
from geo.results import Results
from geo.summary import Interval, prefecture_report
from tests.sample_plan import planned_results
from tests.sample_results import sample_results

HAIBEI, HAIDONG = "632200", "630200"
REPORT = "reports/x.html"


@pytest.fixture(scope="module")
def results() -> Results:
    return planned_results()


@pytest.fixture(scope="module")
def plan(results: Results) -> dict[str, Any]:
    found = plan_of(results, HAIBEI, REPORT)
    assert found is not None
    return found


def test_without_a_plan_there_is_nothing() -> None:
    assert plan_of(sample_results(), HAIBEI, REPORT) is None
    assert curve_of(sample_results()) is None


def test_proposals_have_the_figures_of_the_report(results: Results, plan: dict[str, Any]) -> None:
    rows = prefecture_report(results, HAIBEI).table("proposals").records()
    assert len(plan["proposals"]) == len(rows) == 3
    for row, told in zip(rows, plan["proposals"], strict=True):
        assert (told["rank"], told["id"], told["name"]) == (row["rank"], row["id"], [*row["site"]])  # type: ignore[misc]
        assert told["at"] == [row["lon"], row["lat"]]
        assert (told["cost"], told["km2"]) == (row["cost"], row["adds_km2"])
        assert len(told["closes"]) == row["closes"]
        assert Interval(*(round(share, 3) for share in told["rate"])) == row["rate"]


def test_a_missing_figure_is_null_and_goes_into_a_page(plan: dict[str, Any]) -> None:
    second = plan["proposals"][1]
    assert (second["ground"], second["people"]) == (None, None)
    assert second["azimuths"] == [45, 165, 285]
    assert escaped_json(plan)


def test_places_say_what_the_plan_does_for_them(plan: dict[str, Any]) -> None:
    told = {place["area"]: place for place in plan["places"]}
    assert len(told) == 11
    assert told["QH-IP-001"] == {
        **{"area": "QH-IP-001", "status": "missed", "by": ["P001", "P002"], "after": "undecided"},
        **{"share": [0.95, 0.94], "what": ["重新计算后为 94 %", "94 % in the fresh run"]},
    }


def test_places_closed_in_another_prefecture_are_counted_apart(results: Results) -> None:
    places = results.plan_places.copy()
    places.loc[places["area_id"] == "QH-SC-003", "prefecture_adcode"] = HAIDONG
    moved = dataclasses.replace(results, plan_places=places)
    for adcode, own in ((HAIBEI, "QH-ED-001"), (HAIDONG, "QH-SC-003")):
        first = (plan_of(moved, adcode, REPORT) or {})["proposals"][0]
        assert (first["closes"], first["elsewhere"]) == ([own], 1)


def test_a_prefecture_without_proposals_still_says_what_becomes_of_its_places(
    results: Results,
) -> None:
    found = plan_of(results, HAIDONG, REPORT) or {}
    assert found["proposals"] == []
    assert {place["status"] for place in found["places"]} == {"not_chosen", "needs_data"}


def test_the_curve_of_the_province_is_that_of_the_plan(results: Results) -> None:
    steps = (curve_of(results) or {})["steps"]
    assert [step["closed"] for step in steps] == [0, 2, 2, 4]
    assert steps[-1]["rate"] == pytest.approx([11 / 23, 20 / 23], abs=1e-6)
