"""Section 15: what changed against an earlier run, and how far the two can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from layers.text import Text

from ..comparing import likeness
from ..results import VERDICTS
from ._categories import RULE_NAMES
from ._part import Part, category_name, goal_categories
from ._table import Field, Interval, Mark, Table, build
from ._tally import Tally, count

SECTION = 15
GOAL_RULE = "area"  # the rule by which the goal is judged
PLACE_CHANGES = {
    "gained": Text("新达标", "newly met"),
    "lost": Text("不再达标", "no longer met"),
    "unchanged": Text("未变", "unchanged"),
    "other": Text("其他变化", "other change"),
    "new": Text("新列入", "newly judged"),
    "gone": Text("不再列入", "no longer judged"),
}
CELL_CHANGES = {
    "gained": Text("新增覆盖", "gained"),
    "lost": Text("失去覆盖", "lost"),
    "kept": Text("保持覆盖", "kept"),
    "never": Text("仍未覆盖", "still not covered"),
    "unknown": Text("无法比较", "not comparable"),
}
_TOTAL = Text("合计", "total")
_GOAL_TOTAL = Text("目标合计", "goal total")  # rows below it are of more
_CATEGORY, _RULE = Field("category", Text("类别", "category")), Field("rule", Text("规则", "rule"))
_ALIKE = {True: Text("一致", "alike"), False: Text("不同", "differs"), None: Text("", "")}
_NO_CAUSE = ""


def tables(part: Part) -> list[Table]:
    """Return the tables of section 15; none when the run is compared with no other."""
    if not is_compared(part):
        return []
    return [_runs(part), _rates(part), _counts(part), _places(part), _areas(part)]


def is_compared(part: Part) -> bool:
    """Return whether the run was held against an earlier one."""
    return part.results.card.get("previous") is not None


def change_of(part: Part, category: str | None = None) -> Interval | None:
    """Return by how much the bounds of the number of places met have moved.

    Lower: places surely met now, less those surely met before; upper: the same of places that
    may be met. Of places in the scope of both runs; ``None`` without an earlier run or a place.

    Parameters
    ----------
    part
        What the report is about.
    category
        A category of the goal, ``None`` = all.
    """
    if not is_compared(part):
        return None
    rows = part.changes[(part.changes["group"] == "goal2022") & (part.changes["rule"] == GOAL_RULE)]
    if category is not None:
        rows = rows[rows["category"] == category]
    if rows.empty:
        return None
    before, now = _tally(rows["before"]), _tally(rows["now"])
    return Interval(
        now.met - before.met, (now.listed - now.not_met) - (before.listed - before.not_met)
    )


def sentence(part: Part) -> Text:
    """Say in one sentence what became of the goal's places and of the area covered."""
    rows = part.changes[(part.changes["group"] == "goal2022") & (part.changes["rule"] == GOAL_RULE)]
    n, km2 = _number_of(rows["change"], PLACE_CHANGES), _figures(part.change_cells)
    return Text(
        f"与上期相比，2022 年目标的重点区域（面积规则）新达标 {n['gained']} 处、不再达标"
        f" {n['lost']} 处、未变 {n['unchanged']} 处、其他变化 {n['other']} 处；预测新增覆盖"
        f" {km2['gained']:,.1f} km²、失去覆盖 {km2['lost']:,.1f} km²。",
        f"Against the earlier run, key areas of the 2022 goal by the area rule: newly met"
        f" {n['gained']}, no longer met {n['lost']}, unchanged {n['unchanged']}, other change"
        f" {n['other']}; coverage predicted to be gained {km2['gained']:,.1f} km², lost"
        f" {km2['lost']:,.1f} km².",
    )


def mark(part: Part) -> Mark:
    """Return what the head of a page says of the earlier run."""
    run = part.results.card["previous"]
    named = " · ".join(filter(None, (run["run_id"], run["data_date"])))
    invented = " · SYNTHETIC" if run["synthetic"] else ""
    return Mark("previous", Text("上期运行", "earlier run"), Text(*[f"{named}{invented}"] * 2))


def earlier(part: Part, title: Text) -> Text:
    """Return the head of a column of the earlier run; says so where its stations are invented."""
    if not part.results.card["previous"]["synthetic"] or part.results.card["synthetic"]:
        return title
    return Text(f"{title.zh}（SYNTHETIC）", f"{title.en} (SYNTHETIC)")


# ---------------------------------------------------------------- the two runs
def _runs(part: Part) -> Table:
    facts = likeness.facts(part.results.card["previous"], likeness.identity(part.results))
    fields = (
        Field("item", Text("项目", "item")),
        Field("before", earlier(part, Text("上期", "earlier run"))),
        Field("now", Text("本期", "this run")),
        Field("alike", Text("是否一致", "alike")),
    )
    rows = [
        {"item": f.title, "before": f.before, "now": f.now, "alike": _ALIKE[f.alike]} for f in facts
    ]
    note = Text(
        "标为“不同”的各项会使两期结果不可直接相比：变化可能由此引起，而不是网络建设的结果。",
        "Whatever differs keeps the two from being compared directly: a change may come from it and"
        " not from what was built.",
    )
    title = Text("两次运行", "The two runs")
    return build("compared_runs", SECTION, title, fields, rows, note, modelled=False)


# ---------------------------------------------------------------- places
def _groups(part: Part) -> list[tuple[Text, str, pd.DataFrame]]:
    """Return (category, rule, changes) of every category and rule, the goal first."""
    changes = part.changes
    goal = changes[changes["group"] == "goal2022"]
    extended = changes[changes["group"] != "goal2022"]
    parts = [(_GOAL_TOTAL, goal)]
    parts += [(category_name(c), goal[goal["category"] == c]) for c in goal_categories()]
    parts += [(category_name(str(c), "extended"), rows) for c, rows in extended.groupby("category")]
    return [
        (name, str(rule), rows[rows["rule"] == rule])
        for name, rows in parts
        for rule in rules_of(rows)
    ]


def rules_of(rows: pd.DataFrame) -> list[str]:
    """Return the rules that judged any of some places, the rule of the goal first."""
    return sorted(set(rows["rule"]), key=lambda rule: (rule != GOAL_RULE, rule))


def rule_name(rule: str) -> Text:
    """Return the wording of a rule."""
    return RULE_NAMES.get(rule, Text(rule, rule))


def _tally(verdicts: pd.Series[str]) -> Tally:
    judged = verdicts[verdicts.isin(VERDICTS)]
    return count(judged, [True] * len(judged), [False] * len(judged))


def _number_of(changes: pd.Series[str], names: Iterable[str]) -> dict[str, int]:
    counted = changes.value_counts()
    return {name: int(counted.get(name, 0)) for name in names}


def _rates(part: Part) -> Table:
    fields = (
        _CATEGORY,
        _RULE,
        Field("listed_before", earlier(part, Text("上期场所", "places before")), "integer"),
        Field("listed_now", Text("本期场所", "places now"), "integer"),
        Field("met_before", earlier(part, Text("上期达标", "met before")), "integer"),
        Field("met_now", Text("本期达标", "met now"), "integer"),
        Field("rate_before", earlier(part, Text("上期达标率", "rate before")), "share_range"),
        Field("rate_now", Text("本期达标率", "rate now"), "share_range"),
    )
    rows = []
    for name, rule, changes in _groups(part):
        before, now = _tally(changes["before"]), _tally(changes["now"])
        rows.append(
            {
                "category": name,
                "rule": rule_name(rule),
                "listed_before": before.listed,
                "listed_now": now.listed,
                "met_before": before.met,
                "met_now": now.met,
                "rate_before": before.rate,
                "rate_now": now.rate,
            }
        )
    note = Text(
        "只计两次运行范围都包含的场所，同一口径；达标率区间的含义同第 3 节。"
        "合计为 2022 年目标七类。",
        "Only places in the scope of both runs, so that like is held against like; ranges as in"
        " section 3. The total is of the seven categories of the 2022 goal.",
    )
    return build(
        "compared_rates", SECTION, Text("两期达标率", "Rates then and now"), fields, rows, note
    )


def _counts(part: Part) -> Table:
    counted = [Field(change, title, "integer") for change, title in PLACE_CHANGES.items()]
    rows = [
        {
            "category": name,
            "rule": rule_name(rule),
            **_number_of(changes["change"], PLACE_CHANGES),
        }
        for name, rule, changes in _groups(part)
    ]
    note = Text(
        "新达标 = 由其他判定变为达标；不再达标 = 由达标变为其他判定；其他变化 = 在不达标、待核实、"
        "无数据之间变化。任一运营商。",
        "Newly met = met now and not before; no longer met = met before and not now; other change ="
        " between not met, undecided and no data. Any operator.",
    )
    note = Text(f"{sentence(part).zh}{note.zh}", f"{sentence(part).en} {note.en}")
    title = Text("场所判定的变化", "Verdicts of places that changed")
    return build("compared_counts", SECTION, title, (_CATEGORY, _RULE, *counted), rows, note)


def _places(part: Part) -> Table:
    fields = (
        Field("change", Text("变化", "change")),
        Field("place", Text("场所", "place")),
        _CATEGORY,
        Field("county", Text("县", "county")),
        _RULE,
        Field("before", earlier(part, Text("上期判定", "verdict before")), "verdict"),
        Field("now", Text("本期判定", "verdict now"), "verdict"),
        Field("cause", Text("本期原因", "cause now"), "cause"),
        Field("moved", Text("坐标或范围已改", "other point or extent")),
        Field("area_id", Text("编号", "id"), "code", minor=True),
    )
    changed = part.changes[part.changes["change"] != "unchanged"]
    order = {name: number for number, name in enumerate(PLACE_CHANGES)}
    listed = changed.assign(
        order=changed["change"].map(order), later=changed["group"] != "goal2022"
    ).sort_values(["later", "order", "category", "area_id", "rule"])
    causes = dict(zip(part.results.areas["id"], part.results.areas["cause"], strict=True))
    rows = [_place(part, row, causes) for row in listed.to_dict("records")]
    note = Text(
        "判定有变化的场所全部列出，2022 年目标的在前；未变的不列。原因为该场所本期尚未达标的原因。",
        "Every place whose verdict changed, those of the 2022 goal first; unchanged ones are not"
        " listed. The cause is why the place is not met now.",
    )
    title = Text("判定有变化的场所", "Places whose verdict changed")
    return build("compared_places", SECTION, title, fields, rows, note)


def _place(part: Part, row: dict[Any, Any], causes: dict[str, str]) -> dict[str, Any]:
    met = row["now"] in ("met", "")
    return {
        **row,
        "change": PLACE_CHANGES[row["change"]],
        "place": Text(row["name_zh"], row["name_en"] or row["name_zh"]),
        "category": category_name(row["category"], row["group"]),
        "county": part.county_names.get(row["county_adcode"], Text("", "")),
        "rule": rule_name(row["rule"]),
        "cause": _NO_CAUSE if met else causes.get(row["area_id"], _NO_CAUSE),
        "moved": True if row["moved"] else "",
    }


# ---------------------------------------------------------------- area and people
def _areas(part: Part) -> Table:
    divisions, key = part.counties, "adcode"
    head = Field("division", Text("县", "county"))
    if part.is_province:
        divisions, key = part.prefectures, "prefecture_adcode"
        head = Field("division", Text("市州", "prefecture"))
    cells = part.change_cells.assign(adcode=part.change_cells["county_adcode"])
    with_people = bool(cells["people"].notna().any())
    rows = [
        {"division": Text(row.name_zh, row.name_en), **_figures(cells[cells[key] == row.adcode])}
        for row in divisions[["adcode", "name_zh", "name_en"]].itertuples()
    ]
    if len(rows) > 1:
        rows.append({"division": _TOTAL, **_figures(cells)})
    fields = [head]
    fields += [Field(c, title, "number", "km²", 1) for c, title in CELL_CHANGES.items()]
    if with_people:
        fields += [
            Field(
                f"people_{change}",
                Text(f"人口：{title.zh}", f"people: {title.en}"),
                "integer",
            )
            for change, title in CELL_CHANGES.items()
        ]
    note = Text(
        "任一运营商、50 % 位置概率达到各自门限的面积。无法比较 = 只有一次运行计算了该处，或其中一次"
        "缺地形数据；不计为失去。",
        "Area where any operator reaches the threshold of the run at 50 % location probability. Not"
        " comparable = computed by one run alone, or without terrain data in one; never counted as"
        " lost.",
    )
    title = Text("覆盖面积的变化", "Area covered: what changed")
    return build("compared_areas", SECTION, title, fields, rows, note)


def _figures(cells: pd.DataFrame) -> dict[str, float]:
    sums = cells.groupby("change")[["km2", "people"]].sum(min_count=1)
    sums = sums.reindex(list(CELL_CHANGES))
    km2 = sums["km2"].fillna(0.0)
    people = sums["people"].round()
    return {
        **{change: float(km2[change]) for change in CELL_CHANGES},
        **{f"people_{change}": float(people[change]) for change in CELL_CHANGES},
    }
