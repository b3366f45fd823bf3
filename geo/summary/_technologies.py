"""Section 7: where 4G reaches and 5G does not, when 4G stations are given."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.text import Text

from ..networks import LTE
from ..results import TECHNOLOGIES
from ._categories import RULE_NAMES, TOTAL, by_operator, rules_of
from ._limits import LIMIT_NAMES
from ._part import Part, category_name
from ._table import Field, Table, build, records

SECTION = 7
# In the order of the table; what both reach first, then what is to be upgraded.
_SEEN: dict[str, Text] = {
    "both": Text("4G 与 5G 均有", "4G and 5G"),
    "nr": Text("仅 5G", "5G only"),
    "lte": Text("仅 4G（升级候选）", "4G only (to be upgraded)"),
    "none": Text("均无", "neither"),
    "no_data": LIMIT_NAMES["no_data"],
}
_THRESHOLD = Text(
    "4G 的 RSRP 采用与 5G SS-RSRP 相同的门限值（假设）。",
    " The RSRP of 4G is held to the same value as the SS-RSRP of 5G (assumption).",
)
_PAIRS = (
    ("both", Text("均达标", "both met"), ("met",), ("met",)),
    ("nr", Text("仅 5G 达标", "5G met only"), ("met",), ("not_met",)),
    ("lte", Text("仅 4G 达标（升级候选）", "4G met only (upgrade)"), ("not_met",), ("met",)),
    ("neither", Text("均不达标", "neither met"), ("not_met",), ("not_met",)),
)


def tables(part: Part) -> list[Table]:
    """Return the tables of section 7, none when no 4G station was given."""
    if part.technologies.empty:
        return []
    return [_areas(part), _places(part), _candidates(part)]


def _areas(part: Part) -> Table:
    code, divisions = "county_adcode", part.counties
    if part.is_province:
        code, divisions = "prefecture_adcode", part.prefectures
    rows = [
        {
            "division": Text(row["name_zh"], row["name_en"]),
            **_record(part.technologies[part.technologies[code] == row["adcode"]]),
        }
        for row in records(divisions)
    ]
    seen = [(code, _SEEN[code]) for code in _SEEN if part.has_terrain or code != "no_data"]
    fields = (
        Field("division", Text("分区", "division")),
        Field("km2", Text("面积", "area"), "number", "km²", 0),
        *(Field(code, name, "share") for code, name in seen),
        *(
            Field(f"{code}_km2", Text(f"{zh}面积", f"{en}, area"), "number", "km²", minor=True)
            for code, (zh, en) in seen
        ),
    )
    return build(
        "technologies",
        SECTION,
        Text("4G 与 5G 覆盖面积", "Area with 4G and 5G"),
        fields,
        [*rows, {"division": TOTAL, **_record(part.technologies)}],
        Text(
            "任一运营商，50 % 位置概率；各项之和为全部面积。" + _THRESHOLD.zh,
            "Any operator, 50 % location probability; the parts add up to the whole area."
            + _THRESHOLD.en,
        ),
    )


def _record(cells: pd.DataFrame) -> dict[str, Any]:
    km2 = {seen: float(cells.loc[cells["seen"] == seen, "km2"].sum()) for seen in TECHNOLOGIES}
    total = sum(km2.values())
    return {
        "km2": total,
        **({seen: value / total for seen, value in km2.items()} if total else {}),
        **{f"{seen}_km2": value for seen, value in km2.items()},
    }


def _verdicts(part: Part, rule: str) -> pd.DataFrame:
    """Return the verdicts of the places of the 2022 goal by 5G and by 4G, indexed by place."""
    rows = part.results.verdicts
    of_4g = rows[(rows["operator"] == LTE) & (rows["rule"] == rule)].set_index("area_id")
    of_5g = part.goal_areas.set_index("id")[rule]
    return pd.DataFrame({"nr": of_5g, "lte": of_4g["verdict"].reindex(of_5g.index)})


def _places(part: Part) -> Table:
    rows = []
    for rule in rules_of(part.goal_areas):
        found = _verdicts(part, rule)
        counts = {
            code: int((found["nr"].isin(nr) & found["lte"].isin(lte)).sum())
            for code, _, nr, lte in _PAIRS
        }
        rows.append(
            {
                "rule": RULE_NAMES[rule],
                "listed": len(found),
                **counts,
                "other": len(found) - sum(counts.values()),
                "met_5g": int((found["nr"] == "met").sum()),
                "met_4g": by_operator(part, LTE, rule).met,
            }
        )
    fields = (
        Field("rule", Text("规则", "rule")),
        Field("listed", Text("列入", "listed"), "integer"),
        *(Field(code, title, "integer") for code, title, _, _ in _PAIRS),
        Field("other", Text("其一待核实或无数据", "one undecided or no data"), "integer"),
        Field("met_5g", Text("5G 达标", "met by 5G"), "integer"),
        Field("met_4g", Text("4G 达标", "met by 4G"), "integer"),
    )
    return build(
        "technology_places",
        SECTION,
        Text("重点区域的 4G 与 5G", "Key areas with 4G and 5G"),
        fields,
        rows,
        Text(
            "2022 年目标的场所，任一运营商；目标只按 5G 判定。" + _THRESHOLD.zh,
            "Places of the 2022 goal, any operator; the goal is judged by 5G alone."
            + _THRESHOLD.en,
        ),
    )


def _candidates(part: Part) -> Table:
    rows = []
    for rule in rules_of(part.goal_areas):
        found = _verdicts(part, rule)
        wanted = found.index[(found["nr"] == "not_met") & (found["lte"] == "met")]
        areas = part.goal_areas[part.goal_areas["id"].isin(wanted)]
        rows += [
            {
                "rule": RULE_NAMES[rule],
                "id": row["id"],
                "place": Text(row["name_zh"], row["name_en"]),
                "category": category_name(row["category"], row["group"]),
                "county": part.county_names.get(row["county_adcode"], ""),
                "share50": row["share50"],
                "level_dbm": row["level_dbm"],
            }
            for row in records(areas)
        ]
    return build(
        "upgrades",
        SECTION,
        Text("升级候选：4G 达标而 5G 不达标", "To be upgraded: met by 4G, not met by 5G"),
        (
            Field("rule", Text("规则", "rule")),
            Field("id", Text("编号", "id"), "code"),
            Field("place", Text("场所", "place")),
            Field("category", Text("类别", "category")),
            Field("county", Text("县", "county")),
            Field("share50", Text("5G 达到门限占比", "share with 5G"), "share"),
            Field("level_dbm", Text("5G 电平", "5G level"), "number", "dBm"),
        ),
        rows,
        Text(
            "现有 4G 站址已覆盖这些场所，可先核实能否加装 5G。"
            "占比与电平为任一运营商的 5G，50 % 位置概率。",
            "Existing 4G sites cover these places: see first whether 5G can be added there. Share"
            " and level are any operator's 5G at 50 % location probability.",
        ),
    )
