"""Section 4: undecided places that were measured, and what the measurements prove."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.text import Text

from ..binomial import lower_bound, upper_bound
from ..measurements.settling import CONFIDENCE, LEAST_CELLS, NOT_SETTLED, RULE
from ..results import ANY
from ._part import Part, category_name, operator_name
from ._table import Field, Interval, Table, build

SECTION = 4
_SETTLED = Text("由实测判定", "settled by measurement")
_FIELDS = (
    Field("id", Text("编号", "id"), "code", minor=True),
    Field("place", Text("场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("operator", Text("运营商", "operator")),
    Field("measured_n", Text("实测格数", "cells measured"), "integer"),
    Field("measured_share", Text("实测达到门限", "measured at the threshold"), "share"),
    Field("bounds", Text("单侧置信限", "one-sided bounds"), "share_range"),
    Field("verdict", Text("面积规则", "area rule"), "verdict"),
    Field("outcome", Text("结果", "outcome")),
)


def tables(part: Part) -> list[Table]:
    """Return the table of measured places, if there are any that were undecided."""
    rows = _rows(part)
    if rows.empty:
        return []
    title = Text("路测过的待核实场所（实测）", "Undecided places that were measured")
    listed = [_record(part, row) for row in rows.to_dict("records")]
    return [build("measured_places", SECTION, title, _FIELDS, listed, RULE, modelled=False)]


def settled_note(part: Part, note: Text) -> Text:
    """Return a note that also says how many of the key areas were settled by measurement.

    Parameters
    ----------
    part
        What the report is about.
    note
        What the note says anyway.
    """
    count = int((part.goal_areas["area_basis"] == "measured").sum())
    if not count:
        return note
    return Text(
        f"{note.zh}面积规则有 {count} 处由实测判定，见第 4 节“路测过的待核实场所”。",
        f"{note.en} Settled by measurement (area rule): {count}, see section 4.",
    )


def _rows(part: Part) -> pd.DataFrame:
    """Return the verdicts that measurements settled, and those of any operator they did not."""
    verdicts = part.results.verdicts
    by_area = (verdicts["rule"] == "area") & (verdicts["measured_n"] > 0)
    still_open = (verdicts["verdict"] == "undecided") & (verdicts["operator"] == ANY)
    was_open = (verdicts["basis"] == "measured") | still_open
    columns = ["id", "name_zh", "name_en", "category", "group", "county_adcode", "cause"]
    places = pd.DataFrame(part.areas[columns]).rename(columns={"id": "area_id"})
    rows = verdicts[by_area & was_open].merge(places, on="area_id")
    any_first = rows["operator"].where(rows["operator"] != ANY, "")
    return rows.assign(order=any_first).sort_values(["area_id", "order"])


def _record(part: Part, row: dict[Any, Any]) -> dict[str, Any]:
    cells = int(row["measured_n"])
    passes = round(row["measured_share"] * cells)
    return {
        **row,
        "id": row["area_id"],
        "place": Text(row["name_zh"], row["name_en"] or row["name_zh"]),
        "category": category_name(row["category"], row["group"]),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "operator": operator_name(row["operator"]),
        "bounds": Interval(
            lower_bound(passes, cells, CONFIDENCE), upper_bound(passes, cells, CONFIDENCE)
        ),
        "outcome": _outcome(row),
    }


def _outcome(row: dict[Any, Any]) -> Text:
    """Say what the measurements did, or what they lacked."""
    if row["basis"] == "measured":
        return _SETTLED
    if row["cause"] in NOT_SETTLED:
        return Text("位置或范围不明，不作依据", "where it lies, or its shape, is not known")
    if row["measured_n"] < LEAST_CELLS:
        return Text(f"不足 {LEAST_CELLS} 格", f"fewer than {LEAST_CELLS} cells")
    return Text("分布不足，或不足以判定", "not spread enough, or not decisive")
