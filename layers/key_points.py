"""Key points of places: what deep coverage and the reach of villages are judged at.

A row names one point that matters of one place, e.g. the gate of a school. None is public, so
covermap ships none. For a village the kinds committee, school and clinic decide whether it is
reached; ``present`` = no says that it has no such thing, which is not the same as not listed.
"""

import pandas as pd

from ._key_area import DATUM, LAT, LON
from ._layer import Column, Layer, Style
from .errors import Finding
from .text import Text

# Kind → what lists call it; of a village these three decide. Other kinds are kept as they are.
VILLAGE_KINDS = {
    "committee": ("村委会", "村部", "村民委员会", "村两委", "党群服务中心", "village committee"),
    "school": ("学校", "小学", "村小", "村小学", "教学点", "village school"),
    "clinic": ("卫生室", "村卫生室", "卫生所", "医务室", "village clinic"),
}


def _check(typed: pd.DataFrame, file: str) -> list[Finding]:
    """Name the rows that say a thing is not there and yet where it is, or no one asks for it."""
    absent = typed["present"] == "no"
    placed = absent & typed["lon"].notna()
    unasked = absent & ~typed["kind"].isin(list(VILLAGE_KINDS))
    return [
        *(_absent_with_coordinate(file, int(row)) for row in typed.loc[placed, "row"]),
        *(_absent_unasked(file, int(row)) for row in typed.loc[unasked, "row"]),
    ]


def _absent_with_coordinate(file: str, row: int) -> Finding:
    return Finding(
        "absent-with-coordinate",
        Text("“有无”填了“无”，却有坐标", "present is “no”, yet a coordinate is given"),
        Text("删去坐标，或改为“有”", "delete the coordinate, or say yes"),
        file,
        row,
        "present",
    )


def _absent_unasked(file: str, row: int) -> Finding:
    kinds = Text("村委会、学校、卫生室", ", ".join(VILLAGE_KINDS))
    return Finding(
        "absent-of-no-effect",
        Text(
            "只有行政村的村委会、学校、卫生室可以填“无”",
            "only committee, school and clinic of a village can be said not to be there",
        ),
        Text(f"类型填 {kinds.zh} 之一，或删除该行", f"give one of {kinds.en}, or delete the row"),
        file,
        row,
        "kind",
    )


LAYER = Layer(
    name="key_points",
    title=Text("关键点", "key points"),
    geometry="point",
    columns=(
        Column("id", Text("关键点编号", "key point id"), required=True, aliases=("编号",)),
        Column("place_id", Text("场所编号", "place id"), required=True, aliases=("所属场所",)),
        Column("name", Text("名称", "name"), aliases=("关键点名称", "name_zh")),
        Column(
            "kind",
            Text("类型", "kind"),
            required=True,
            spellings=tuple(
                (spelling, kind)
                for kind, spellings in VILLAGE_KINDS.items()
                for spelling in (kind, *spellings)
            ),
        ),
        Column(
            "present",
            Text("有无", "present"),
            choices=("yes", "no"),
            spellings=(("有", "yes"), ("无", "no"), ("没有", "no")),
        ),
        LON,
        LAT,
        DATUM,
        Column("note", Text("备注", "note")),
    ),
    source="key_points",
    style=Style("#333333", "点"),
    optional=True,
    check=_check,
)
