"""Where people live, as points: villages or estates with the number of people at each.

Not in the catalogue: a planner gives either such a list or a raster, by one setting.
"""

from __future__ import annotations

from dataclasses import replace

from ._key_area import DATUM, LAT, LON
from ._layer import Column, Layer
from .text import Text

LAYER = Layer(
    name="people",
    title=Text("人口分布点", "points where people live"),
    geometry="point",
    columns=(
        Column("id", Text("编号", "id")),
        Column("name", Text("名称", "name"), aliases=("name_zh", "村名", "地名")),
        replace(LON, required=True),
        replace(LAT, required=True),
        DATUM,
        Column(
            "people",
            Text("人数", "people"),
            "number",
            "",
            required=True,
            minimum=0,
            aliases=("人口", "人口数", "常住人口", "population"),
        ),
        Column("source", Text("来源", "source")),
    ),
    source="people",
)
