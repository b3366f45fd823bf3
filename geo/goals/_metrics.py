"""What goals count, and which rules fit it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import layers
from layers.text import Text

from .. import standards, verdicts

_PERCENT = Text("%", "%")


@dataclass(frozen=True)
class Metric:
    """What a goal counts.

    Parameters
    ----------
    of
        What is counted.
    is_share
        Whether the threshold is in percent.
    computed
        Whether covermap computes it; if not, it is quoted.
    unit
        What its threshold is counted in, unless the table says otherwise.
    """

    of: Literal["places", "villages", "lines", "number"]
    is_share: bool = False
    computed: bool = True
    unit: Text = _PERCENT


METRICS: dict[str, Metric] = {
    "places_fully_covered_share": Metric("places", is_share=True),
    "key_places_reached_share": Metric("places", is_share=True),
    "villages_reached_share": Metric("villages", is_share=True),
    "road_rail_continuous_km": Metric("lines", unit=Text("公里", "km")),
    "road_rail_continuous_share": Metric("lines", is_share=True),
    "base_stations_5g": Metric("number", unit=Text("个", "stations")),
    "base_stations_5g_per_10k": Metric("number", unit=Text("个/万人", "per 10,000 people")),
    "racks": Metric("number", unit=Text("个", "racks")),
    "racks_built_and_building": Metric("number", computed=False),
    "egress_bandwidth": Metric("number", computed=False),
    "telecom_business_volume": Metric("number", computed=False),
    "cloud_systems": Metric("number", computed=False),
    "e_government_share": Metric("number", is_share=True, computed=False),
    "hospitals_optimised": Metric("number", computed=False),
    "colleges_optimised": Metric("number", computed=False),
}
COUNTED = {
    "places": Text("场所", "places"),
    "villages": Text("行政村", "villages"),
    "lines": Text("道路铁路", "roads and railways"),
    "number": Text("数量", "a number"),
}


def rules() -> dict[str, str]:
    """Return every rule a goal may name → what it judges: ``place``, ``line`` or ``number``."""
    judged: dict[str, str] = {name: rule.geometry for name, rule in verdicts.rules().items()}
    return {**judged, "linear": "line", "number": "number"}


def is_line(category: str) -> bool:
    """Return whether what a category lists are lines: roads, railways."""
    table = standards.table("categories")
    layer = dict(zip(table["category"], table["layer"], strict=True)).get(category, "")
    known = layers.catalogue().get(layer)
    return known is not None and str(known.geometry) == "line"
