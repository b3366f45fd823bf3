"""Challenges: places whose verdict somebody disputes, carried from run to run. None is shipped.

The last columns are filled in by covermap, so that the file a run wrote can be edited and
given back as it is.
"""

import pandas as pd

from ._dates import undated
from ._layer import Column, Layer
from .base_stations import LAYER as _STATIONS
from .errors import Finding
from .text import Text

ANY = "any"
STATUSES = ("open", "accepted", "rejected", "withdrawn")
_OPERATOR = _STATIONS.column("operator")


def _check(typed: pd.DataFrame, file: str) -> list[Finding]:
    """Name the rows that name no place, and dates that are none."""
    nowhere = typed.loc[(typed["place_id"] == "") & (typed["place"] == ""), "row"].tolist()
    return [*(_no_place(row, file) for row in nowhere), *undated(typed, "date", file)]


def _no_place(row: int, file: str) -> Finding:
    return Finding(
        "missing-value",
        Text("没有写明是哪一处场所", "the row names no place"),
        Text("填场所编号或场所名称", "give the id of the place, or its name"),
        file,
        row,
        "place_id",
    )


LAYER = Layer(
    name="challenges",
    title=Text("有异议的场所", "disputed places"),
    geometry="table",
    columns=(
        Column("id", Text("异议编号", "id"), required=True, aliases=("编号",)),
        Column("place_id", Text("场所编号", "id of the place")),
        Column("place", Text("场所名称", "name of the place"), aliases=("场所", "名称", "name")),
        Column(
            "operator",
            Text("运营商", "operator"),
            choices=(ANY, *_OPERATOR.choices),
            spellings=(
                *_OPERATOR.spellings,
                ("任一", ANY),
                ("任一运营商", ANY),
                ("异网漫游", ANY),
                ("any operator", ANY),
            ),
        ),
        Column(
            "rule",
            Text("规则", "rule"),
            choices=("area", "reach", "keypoints"),
            spellings=(("面积", "area"), ("通达", "reach"), ("深度覆盖", "keypoints")),
        ),
        Column(
            "status",
            Text("状态", "status"),
            choices=STATUSES,
            spellings=(
                ("待处理", "open"),
                ("成立", "accepted"),
                ("不成立", "rejected"),
                ("已撤回", "withdrawn"),
                ("撤回", "withdrawn"),
            ),
        ),
        Column("note", Text("说明", "note"), aliases=("备注",)),
        Column("date", Text("日期", "date"), aliases=("提出日期",)),
        Column("contact", Text("联系人", "contact")),
        Column("verdict_before", Text("上次判定", "verdict before")),
        Column("verdict", Text("本次判定", "verdict now")),
        Column("changed", Text("判定有变", "changed")),
        Column("run", Text("运行编号", "run")),
        Column("synthetic", Text("情景数据", "synthetic")),
    ),
    source="challenges",
    optional=True,
    check=_check,
)
