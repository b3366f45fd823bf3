"""Section 10: the gaps one by one and by size."""

from __future__ import annotations

from typing import Any

from layers.text import Text

from ._part import Part, category_name
from ._table import Field, Table, build, records

SECTION = 10
CAUSE_FIELD = Field("cause", Text("原因", "cause"), "cause")
_FIELDS = (
    Field("gap_id", Text("盲区编号", "gap id"), "code"),
    Field("place", Text("所在场所", "place")),
    Field("category", Text("类别", "category")),
    Field("county", Text("县", "county")),
    Field("area_km2", Text("面积", "area"), "number", "km²", 3),
    Field("size_class", Text("规模", "size class"), "size_class"),
    CAUSE_FIELD,
    Field("nearest_km", Text("最近站", "nearest station"), "number", "km"),
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 10."""
    return [_sizes(part), _list(part)]


def gap_record(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    """Return the cells of one gap.

    Parameters
    ----------
    part
        What the report is about.
    row
        One row of `Results.gaps`.
    """
    group = part.groups.get(row["area_id"], "goal2022")
    return {
        **row,
        "place": Text(row["name_zh"], row["name_en"] or row["name_zh"]),
        "category": category_name(row["category"], group),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
    }


def _list(part: Part) -> Table:
    return build(
        "gaps",
        SECTION,
        Text("盲区清单", "List of gaps"),
        _FIELDS,
        [gap_record(part, row) for row in records(part.gaps)],
        Text(
            "场所判定范围内连续低于门限（50 % 位置概率）的部分；含扩展类别。",
            "Contiguous parts of the judged extents below the threshold at 50 % location"
            " probability; extended categories included.",
        ),
    )


def _sizes(part: Part) -> Table:
    by_size = part.gaps.groupby(["size_class", "cause"], sort=False)["area_km2"]
    counted = by_size.agg(["size", "sum", "max"]).reset_index()
    counted = counted.sort_values(["max", "size_class", "cause"], ascending=[False, True, True])
    return build(
        "gap_sizes",
        SECTION,
        Text("按规模和原因", "By size and cause"),
        (
            Field("size_class", Text("规模", "size class"), "size_class"),
            CAUSE_FIELD,
            Field("size", Text("盲区数", "gaps"), "integer"),
            Field("sum", Text("面积合计", "total area"), "number", "km²", 2),
        ),
        records(counted),
    )
