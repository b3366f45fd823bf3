"""Section 12: data centres and their racks; what is not known is said."""

from __future__ import annotations

from layers.text import Text

from ._part import Part
from ._places import place_names
from ._table import Field, Table, build, is_nan, records

SECTION = 12


def tables(part: Part) -> list[Table]:
    """Return the tables of section 12."""
    rows = part.data_centers
    known = rows["racks"].notna()
    total, unknown = int(rows["racks"].sum()), int((~known).sum())
    listed = [
        {
            **row,
            "place": place_names(row),
            "county": part.county_names.get(row["county_adcode"], Text("", "")),
            "state": Text("已知", "known") if not is_nan(row["racks"]) else Text("未知", "unknown"),
        }
        for row in records(rows)
    ]
    fields = (
        Field("id", Text("编号", "id"), "code", minor=True),
        Field("place", Text("数据中心", "data centre")),
        Field("county", Text("县", "county")),
        Field("operator", Text("运营单位", "operator")),
        Field("racks", Text("在用机架", "racks in operation"), "integer"),
        Field("state", Text("机架数", "number of racks")),
        Field("racks_planned", Text("规划机架", "racks planned"), "integer"),
        Field("racks_date", Text("数据日期", "date"), "code"),
        Field("racks_source", Text("来源", "source"), minor=True),
        Field("lon", Text("经度", "longitude"), "number", "°", 5, minor=True),
        Field("lat", Text("纬度", "latitude"), "number", "°", 5, minor=True),
    )
    return [
        build(
            "data_centers",
            SECTION,
            Text("数据中心", "Data centres"),
            fields,
            listed,
            Text(
                f"共 {len(rows)} 处；机架数已知 {len(rows) - unknown} 处、合计 {total:,} 架，"
                f"未知 {unknown} 处。未知不按 0 计。",
                f"{len(rows)} in all; racks known for {len(rows) - unknown}, {total:,} together,"
                f" unknown for {unknown}. Unknown is not counted as 0.",
            ),
            modelled=False,
        )
    ]
