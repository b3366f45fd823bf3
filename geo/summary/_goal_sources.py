"""Which inputs a goal was computed from, so that a figure can be followed to its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import standards
from ..goals import Goal

_SHOWN = 8  # digits of a SHA-256
_COVERAGE = ("base_stations", "dem", "clutter")
_BY_METRIC: dict[str, tuple[str, ...]] = {
    "villages_reached_share": ("villages", "key_points", *_COVERAGE),
    "road_rail_continuous_km": ("roads", "railways", *_COVERAGE),
    "road_rail_continuous_share": ("roads", "railways", *_COVERAGE),
    "base_stations_5g": ("base_stations",),
    "base_stations_5g_per_10k": ("base_stations", "population"),
    "racks": ("data_centers",),
}


def sources(card: Mapping[str, Any], goal: Goal) -> str:
    """Return the files a goal was computed from, each with the first digits of its SHA-256.

    Parameters
    ----------
    card
        As in `Results`.
    goal
        One of the goals in force.
    """
    layers = _layers(goal)
    wanted = {*layers, "goals"} if _is_own(card, goal) else set(layers)
    listed = [
        f"{row['file']}@{row['sha256'][:_SHOWN]}"
        for row in card["inputs"]
        if row["layer"] in wanted
    ]
    if "base_stations" in layers and card["synthetic"]:
        listed.append("SYNTHETIC")
    return "; ".join(listed)


def _is_own(card: Mapping[str, Any], goal: Goal) -> bool:
    return any(row["layer"] == "goals" and row["file"] == goal["file"] for row in card["inputs"])


def _layers(goal: Goal) -> tuple[str, ...]:
    table = standards.table("categories").set_index("category")
    if goal["metric"] == "key_places_reached_share":
        categories = list(dict.fromkeys(standards.table("gigabit_places")["category"]))
    elif goal["metric"] != "places_fully_covered_share":
        return _BY_METRIC.get(goal["metric"], ())
    elif goal["category"]:
        categories = [goal["category"]]
    else:
        categories = table.index[table["group"] == "goal2022"].tolist()
    at_points = goal["rule"] == "keypoints" or "village" in categories
    places = tuple(str(table.loc[category, "layer"]) for category in categories)
    return (*places, *(("key_points",) if at_points else ()), *_COVERAGE)
