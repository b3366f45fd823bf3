"""Where building is forbidden or unwelcome: polygons of the planner; covermap ships none.

A zone without a `rule` forbids building. One that penalises adds its `penalty`, or without one
that of ``geo/standards/plan_costs.csv``, to what a station in it costs.
"""

from ._layer import Column, Layer, Style
from .text import Text

LAYER = Layer(
    name="restricted_zones",
    title=Text("限制建站区", "restricted zones"),
    geometry="polygon",
    columns=(
        Column("id", Text("编号", "id")),
        Column("name", Text("名称", "name"), aliases=("区域名称", "保护区名称")),
        Column(
            "kind",
            Text("类型", "kind"),
            choices=("park", "protected", "military", "water", "other"),
            spellings=(
                ("国家公园", "park"),
                ("公园", "park"),
                ("自然保护区", "protected"),
                ("保护区", "protected"),
                ("文物保护", "protected"),
                ("军事", "military"),
                ("军事管理区", "military"),
                ("水域", "water"),
                ("其他", "other"),
            ),
        ),
        Column(
            "rule",
            Text("规定", "rule"),
            choices=("exclude", "penalise"),
            spellings=(
                *((name, "exclude") for name in ("禁止", "禁止建站", "禁建", "排除")),
                *(
                    (name, "penalise")
                    for name in ("限制", "限制建站", "限建", "加罚", "可建，加罚", "penalize")
                ),
            ),
        ),
        Column("penalty", Text("罚值", "penalty"), "number", minimum=0, maximum=1e9),
        Column("source", Text("来源", "source")),
        Column("note", Text("备注", "note")),
    ),
    source="restricted_zones",
    style=Style("#a05195"),
    optional=True,
)
