"""Data centres with their racks: infrastructure the goal counts, not places it judges."""

from ._key_area import KEY_AREA_COLUMNS
from ._layer import Column, Layer, Style
from .text import Text

LAYER = Layer(
    name="data_centers",
    title=Text("数据中心", "data centres"),
    geometry="point",
    columns=(
        # Racks are counted, not judged: there is nothing to leave a row out of.
        *(column for column in KEY_AREA_COLUMNS if column.name != "excluded"),
        Column("racks", Text("在用机架", "racks in operation"), "integer", minimum=0),
        Column("racks_planned", Text("规划机架", "racks planned"), "integer", minimum=0),
        Column("operator", Text("运营单位", "operator")),
        Column("racks_source", Text("机架数来源", "source of the racks")),
        Column("racks_date", Text("机架数日期", "date of the racks")),
    ),
    source="data_centers",
    style=Style("#333333", "数"),
)
