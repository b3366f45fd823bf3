"""What two runs were told: whatever differs is found, worded in both languages, and reported."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo.comparing import likeness
from geo.results import Results
from tests.sample_results import card_without_terrain, sample_card, sample_results
from tests.sample_runs import of_scope

SAMPLE = sample_results()
CARD = sample_card()


def facts(earlier: Results, later: Results) -> dict[str, likeness.Fact]:
    found = likeness.facts(likeness.identity(earlier), likeness.identity(later))
    return {fact.key: fact for fact in found}


def unlike(earlier: Results, later: Results) -> list[str]:
    return [key for key, fact in facts(earlier, later).items() if fact.alike is False]


def changed(section: str, **values: Any) -> Results:
    return sample_results(**{section: {**CARD[section], **values}})


def test_a_run_is_like_itself() -> None:
    assert unlike(SAMPLE, SAMPLE) == []
    told = facts(SAMPLE, SAMPLE)
    assert [key for key, fact in told.items() if fact.alike is None] == [
        "run_id",
        "data_date",
        "inputs",
    ]
    assert told["inputs"].now.zh == "没有变化"


@pytest.mark.parametrize(
    ("later", "keys"),
    [
        (changed("threshold", profile="cn-field-110", dbm=-110.0), ["threshold"]),
        (changed("threshold", dbm=-110.0), ["threshold"]),
        (changed("threshold", area_share_percent=90.0), ["area_share"]),
        (sample_results(model_card=card_without_terrain()), ["model", "terrain"]),
        (changed("model_card", clutter_source="ESA WorldCover 2021"), ["clutter"]),
        (changed("model_card", receiver_height="10 m"), ["receiver"]),
        (changed("model_card", place_resolution="≤ 10 m"), ["place_cell"]),
        (changed("model_card", tool_version="0.2.0"), ["version"]),
        (changed("grid", cell_m=50.0), ["cell"]),
        (sample_results(scenario={"count": 11, "seed": 7}), ["stations"]),
        (sample_results(synthetic=False, scenario=None), ["stations"]),
        (of_scope(SAMPLE, "632200"), ["scope"]),
        (changed("boundary_source", zh="自有", en="own"), ["boundary"]),
        (changed("settings", coverage={"statuses": ["built", "planned"]}), ["statuses"]),
        (sample_results(run_id="other", data_date="2023-12-31"), []),
    ],
)
def test_whatever_differs_is_found_either_way(later: Results, keys: list[str]) -> None:
    assert unlike(SAMPLE, later) == keys
    assert unlike(later, SAMPLE) == keys
    found = likeness.findings(tuple(facts(SAMPLE, later).values()), 0, 0)
    assert len(found) == len(keys)
    for finding, key in zip(found, keys, strict=True):
        fact = facts(SAMPLE, later)[key]
        assert finding.severity == "warning" and finding.field == "report.previous"
        assert fact.before.zh in finding.what.zh and fact.now.en in finding.what.en
        assert fact.before != fact.now


def test_facts_say_what_was_told() -> None:
    later = sample_results(synthetic=False, scenario=None, data_date="")
    told = facts(SAMPLE, later)
    assert told["stations"].before.zh == "SYNTHETIC 情景（11 站，种子 2022）"
    assert told["stations"].now.en == "a list of the planner's own"
    assert told["threshold"].now.zh == "cn-field-105（−105 dBm）"
    assert told["data_date"].before.zh == "2022-12-31" and told["data_date"].now.zh == "未填写"
    assert told["clutter"].now.zh == "无" and told["place_cell"].now.zh == "未填写"
    assert told["scope"].now.en.startswith("Haibei Tibetan Autonomous Prefecture")
    assert told["statuses"].now.en == "built"
    unknown = facts(SAMPLE, sample_results(scenario=None))
    assert unknown["stations"].now.zh == "SYNTHETIC 情景（? 站，种子 ?）"


def test_input_that_changed_is_named() -> None:
    rows = [{**row, "sha256": "ef" * 32} for row in CARD["inputs"][:1]]
    rows += [*CARD["inputs"][1:], {"layer": "parks", "file": "p", "sha256": "", "rows": 1}]
    later = sample_results(inputs=rows)
    assert facts(SAMPLE, later)["inputs"].now.zh == "政务场所、产业园区"
    assert facts(later, SAMPLE)["inputs"].now.en == "government areas, industrial parks"


def test_moved_and_left_out_places_are_counted() -> None:
    moved, left_out = likeness.findings((), 3, 17)
    assert (moved.code, left_out.code) == ("compared-moved", "compared-scope")
    assert "3 处" in moved.what.zh and "17 places" in left_out.what.en
    assert likeness.findings((), 0, 0) == []


def test_what_is_kept_of_a_run_can_be_stored_and_does_not_grow_from_run_to_run() -> None:
    kept = likeness.identity(SAMPLE)
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    again = likeness.identity(sample_results(previous=kept))
    assert again == kept


@pytest.mark.parametrize("now", [True, False])
@pytest.mark.parametrize("before", [True, False])
def test_a_comparison_is_synthetic_when_either_run_is(now: bool, before: bool) -> None:
    card = {"synthetic": now, "previous": {"synthetic": before}}
    assert likeness.rests_on_scenario(card) is (now or before)
