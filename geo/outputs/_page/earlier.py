"""What the page of the province shows of an earlier run, beside its own."""

from __future__ import annotations

from typing import Any

from ...comparing import likeness
from ...results import Results
from .data import GOAL
from .overview import listed_areas
from .text import Pair
from .values import text

Json = dict[str, Any]


def earlier_run(now: Results, before: Results) -> Json:
    """Return who the earlier run is, how it judged the places of the goal, and what is not alike.

    Parameters
    ----------
    now, before
        What the two runs found.
    """
    card = before.card
    return {
        "id": text(card["run_id"]),
        "date": text(card["data_date"]),
        "synthetic": bool(card["synthetic"]),
        "scope": sorted(card["scope"]),
        "areas": listed_areas(before.areas[before.areas["group"] == GOAL]),
        "unlike": _unlike(now, before),
    }


def _unlike(now: Results, before: Results) -> list[Json]:
    facts = likeness.facts(likeness.identity(before), likeness.identity(now))
    return [
        {"title": Pair.of(fact.title), "before": Pair.of(fact.before), "now": Pair.of(fact.now)}
        for fact in facts
        if fact.alike is False
    ]
