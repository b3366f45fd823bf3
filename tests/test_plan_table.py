"""What ``covermap plan`` prints of a plan whose figures are known."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from geo import planning
from geo.commands import _plan_table
from geo.commands.plan_run import Outcome
from layers.errors import Finding
from layers.text import Lang, Text
from tests.sample_plan import planned_results


def outcome(card: dict[str, Any] | None = None, **changes: Any) -> Outcome:
    results = planned_results()
    facts = {**results.card["plan"], **(card or {})}
    plan = planning.Plan(
        facts, results.proposals, results.plan_places, results.plan_curve, results.stations
    )
    return Outcome(plan, [], synthetic=False, **changes)


def printed(found: Outcome, lang: Lang) -> str:
    console = Console(width=400, record=True, quiet=False)
    with console.capture() as caught:
        _plan_table.tell(found, lang, console)
    return caught.get()


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "海北：2 站"), ("en", "Haibei: the most that 2 stations can do")]
)
def test_the_question_names_what_it_is_about(lang: Lang, said: str) -> None:
    found = outcome(
        {"question": "most", "limit": 2.0, "cost_unit": {"zh": "站", "en": "stations"}},
        about=(Text("海北", "Haibei"),),
    )
    assert printed(found, lang).startswith(said)


def test_a_station_in_a_zone_that_penalises_says_so() -> None:
    lines = [text.zh for text in _plan_table.proposals(outcome())]
    assert "罚 0.5；" in lines[1]
    assert not any("限制区" in line for line in lines[2:])


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({"limit": 5.0, "status": "optimal"}, True),
        ({"limit": 3.0, "status": "optimal"}, False),  # all three are built
        ({"limit": 5.0, "status": "time limit"}, False),  # nobody knows
        ({"limit": 5.0, "status": "optimal", "limits": {"632200": 3.0}}, False),
        ({"limit": None, "status": "optimal"}, False),
    ],
)
def test_stations_that_are_not_used_are_said_where_that_is_known(
    card: dict[str, Any], said: bool
) -> None:
    whole = {"cost_mode": "stations", "limits": {}, **card}
    assert ("上限还余 2 站" in printed(outcome(whole), "zh")) is said


def test_findings_on_files_that_only_a_plan_reads_are_spelled_out_and_the_rest_is_counted() -> None:
    finding = Finding(
        "x", Text("没有坐标", "no point"), Text("补上", "give it"), "candidates.csv", 4
    )
    shown = printed(outcome(findings=(finding,), remarks=3), "zh")
    assert "! candidates.csv · 第 4 行: 没有坐标 → 补上" in shown
    assert "数据提示 3 条" in shown


def test_a_plan_that_closes_nothing_does_not_say_that_nothing_is_needed() -> None:
    shown = printed(outcome(), "en")
    assert "no station is proposed" in shown
    assert "nothing is to be built" not in shown


def test_english_counts_one_as_one() -> None:
    found = outcome({"stations": 1, "gap": 0.0, "places": {**outcome().plan.card["places"]}})
    found.plan.card["places"]["confirmed"] = 1
    shown = printed(found, "en")
    assert "1 station closes 1 place (a fresh run confirms)" in shown
    assert "from the best" not in shown
