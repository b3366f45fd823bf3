"""Stations that a plan proposes, beside those of `layers.base_stations` and in their columns.

``covermap plan`` writes such a list. It counts as coverage where ``[coverage] statuses`` has
``proposed``; without a status a row of it is proposed.
"""

from dataclasses import replace

from ._layer import Style
from .base_stations import LAYER as _BASE_STATIONS
from .text import Text

LAYER = replace(
    _BASE_STATIONS,
    name="proposed_stations",
    title=Text("建议站", "proposed stations"),
    source="proposed_stations",
    style=Style("#b3541e", "建"),
)
