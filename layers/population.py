"""Census population of the province, its prefectures and, where seen, its counties."""

from ._layer import Column, Layer
from .text import Text

LAYER = Layer(
    name="population",
    title=Text("常住人口", "resident population"),
    geometry="table",
    columns=(
        Column("adcode", Text("行政区划代码", "division code"), required=True),
        Column("name", Text("名称", "name"), required=True),
        Column("population", Text("人口", "population"), "integer", "人", required=True, minimum=0),
        Column("date", Text("日期", "date")),
        Column("source", Text("来源", "source")),
        Column("status", Text("状态", "status")),
    ),
    source="population",
)
