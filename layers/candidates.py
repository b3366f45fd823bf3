"""Where a station could be built: towers, rooftops and roadsides that the planner knows of.

Nobody publishes them, so covermap ships none; without a list it looks for sites of its own.
"""

from ._key_area import COUNTY, DATUM, LAT, LON, PREFECTURE
from ._layer import Column, Layer, Style
from .text import Text


def _kilometres(name: str, zh: str, en: str) -> Column:
    return Column(name, Text(zh, en), "number", "km", minimum=0, maximum=1000)


LAYER = Layer(
    name="candidates",
    title=Text("候选站址", "candidate sites"),
    geometry="point",
    columns=(
        Column("id", Text("编号", "id"), required=True, aliases=("站址编码", "候选编号")),
        Column("name", Text("名称", "name"), aliases=("站址名称", "铁塔名称")),
        Column(
            "kind",
            Text("类型", "kind"),
            choices=("tower", "rooftop", "road", "other"),
            spellings=(
                *((name, "tower") for name in ("铁塔", "塔", "通信塔", "杆塔")),
                *((name, "rooftop") for name in ("楼顶", "屋顶", "楼面")),
                *((name, "road") for name in ("路边", "公路", "路侧")),
                *((name, "other") for name in ("其他", "空地")),
            ),
        ),
        LON,
        LAT,
        DATUM,
        Column(
            "height_m",
            Text("可用挂高", "usable antenna height above ground"),
            "number",
            "m",
            minimum=1,
            maximum=300,
            aliases=("挂高", "塔高"),
        ),
        Column(
            "cost",
            Text("费用", "cost of the site"),
            "number",
            minimum=0.001,
            maximum=1e9,
            aliases=("站址费用",),
        ),
        _kilometres("road_km", "距公路", "distance to a road"),
        _kilometres("power_km", "距电源", "distance to power"),
        _kilometres("fibre_km", "距光缆", "distance to fibre"),
        PREFECTURE,
        COUNTY,
        Column("note", Text("备注", "note")),
    ),
    source="candidates",
    style=Style("#7a5195", "候"),
    optional=True,
)
