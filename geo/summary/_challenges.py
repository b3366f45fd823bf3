"""Section 13: places whose verdict is disputed, from run to run."""

from __future__ import annotations

from typing import Any

from layers.text import Text

from ._part import Part, operator_name
from ._table import Field, Table, build, records

SECTION = 13
STATUSES = {
    "open": Text("待处理", "open"),
    "accepted": Text("成立", "accepted"),
    "rejected": Text("不成立", "rejected"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
_RULES = {
    "area": Text("面积", "area"),
    "reach": Text("通达", "reach"),
    "keypoints": Text("深度覆盖", "deep coverage"),
}
_FIELDS = (
    Field("id", Text("异议编号", "challenge"), "code"),
    Field("place", Text("场所", "place")),
    Field("rule", Text("规则", "rule")),
    Field("operator", Text("运营商", "operator")),
    Field("status", Text("状态", "status")),
    Field("note", Text("说明", "note")),
    Field("date", Text("提出日期", "date"), "code"),
    Field("verdict_before", Text("上次判定", "verdict before"), "verdict"),
    Field("verdict", Text("本次判定", "verdict now"), "verdict"),
)
_NOTE = Text(
    "异议逐次保留在 data/processed/challenges.csv，在其中改状态和说明即可。"
    "上次判定为此前运行的最后一次判定；本次判定空白表示场所或运营商不在本次运行中。异议不改变判定。",
    "Challenges are kept from run to run in data/processed/challenges.csv: change status and note"
    " there. The verdict before is the last of an earlier run; blank now = the place or operator"
    " is not in this run. A challenge changes no verdict.",
)


def tables(part: Part) -> list[Table]:
    """Return the table of challenges, if there are any."""
    if part.challenges.empty:
        return []
    rows = [_record(row) for row in records(part.challenges)]
    title = Text("有异议的场所", "Disputed places")
    return [build("challenges", SECTION, title, _FIELDS, rows, _NOTE)]


def open_count(part: Part) -> int:
    """Return how many challenges wait for somebody to look into them."""
    return int((part.challenges["status"] == "open").sum())


def _record(row: dict[str, Any]) -> dict[str, Any]:
    name = row["name_zh"] or row["place"]
    return {
        **row,
        "place": Text(name, row["name_en"] or name),
        "rule": _RULES[row["rule"]],
        "operator": operator_name(row["operator"]),
        "status": STATUSES[row["status"]],
    }
