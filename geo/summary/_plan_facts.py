"""Section 11: what was asked of a plan, how good the answer is, and what it assumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.text import Text, Verbatim

from . import _plan
from ._part import Part, operator_name
from ._table import Field, Table, build, percent

SECTION = 11
_SOLVED: dict[str, Text] = {
    "optimal": Text("已证明最优", "proven optimal"),
    "within gap": Text("在所要求的差距之内", "within the gap asked for"),
    "time limit": Text("时间用完，界仍成立", "out of time; the bound still holds"),
    "infeasible part": Text(
        "全部候选站也达不到所要求的，给出能做到的最好方案",
        "all candidates together do not reach what is asked: the best partial plan",
    ),
}
_REASONS: dict[str, Text] = {
    "zone": Text("在限制区内", "in a restricted zone"),
    "outside": Text("在计算范围之外", "outside the scope"),
    "water": Text("在水面上", "on water"),
    "slope": Text("坡度过大", "too steep"),
    "altitude": Text("海拔过高", "too high"),
}
_NO_LIMIT = Text("不限", "no limit")
_FACTS = (Field("item", Text("项目", "item")), Field("value", Text("内容", "value")))
_ASSUMPTIONS = (
    Field("what", Text("假设", "assumption")),
    Field("field", Text("字段", "field"), "code"),
    Field("value", Text("取值", "value"), "code"),
    Field("rows", Text("用到次数", "times used"), "integer"),
)


def facts(part: Part) -> Table:
    """Return the question, the answer's quality, the candidates and what is built, as a table.

    Parameters
    ----------
    part
        What the report is about; its run has a plan.
    """
    plan = part.plan or {}
    rows = [
        (Text("方案编号", "plan"), Verbatim.of(plan["plan_id"])),
        (Text("问题", "question"), _question(plan)),
        (Text("总上限", "limit in all"), _limit(part, plan["limit"])),
        *_prefecture_limits(part, plan),
        (Text("求解结果", "answer"), _answer(part, plan)),
        (Text("站数、费用", "stations, cost"), _size(part, plan)),
        (Text("候选站", "candidates"), _numbers(plan["candidates"], _plan.KIND_NAMES)),
        (Text("不建的候选站", "candidates not built on"), _numbers(plan["left_out"], _REASONS)),
        (Text("拟建设备", "what is built"), _station(plan["station"])),
        *((Text("注意", "note"), Text(note["zh"], note["en"])) for note in plan["notes"]),
    ]
    return build(
        "plan",
        SECTION,
        Text("方案概况", "The plan"),
        _FACTS,
        [{"item": item, "value": value} for item, value in rows],
        Text(
            "本次计算的范围是同一个方案；界是任何方案都不能优于的数。",
            "One plan for all that was computed; no plan can do better than the bound.",
        ),
    )


def assumptions(part: Part) -> Table:
    """Return the assumptions of a plan, counted; parameters as of `facts`."""
    listed = (part.plan or {})["assumptions"]
    rows = [{**row, "what": Text(row["zh"], row["en"])} for row in listed]
    return build(
        "plan_assumptions",
        SECTION,
        Text("方案假设", "Assumptions of the plan"),
        _ASSUMPTIONS,
        rows,
        Text(
            "没有数据、按假设取值的各项；可在 [plan] 和候选站表中改。",
            "What is assumed for want of data; change it under [plan] or in the table of"
            " candidates.",
        ),
        modelled=False,
    )


def _question(plan: Mapping[str, Any]) -> Text:
    each = Text("，各市州分别达到", ", in every prefecture by itself")
    alone = each if plan["each_prefecture"] else Text("", "")
    if plan["question"] == "fewest":
        share = percent(plan["share"])
        return Text(
            f"最少：使可由建站解决的场所 {share} 达标{alone.zh}",
            f"fewest: close {share} of the places that building can close{alone.en}",
        )
    return Text(f"最多：上限之内达标最多{alone.zh}", f"most: as much as the limits allow{alone.en}")


def _limit(part: Part, limit: float | None) -> Text:
    if limit is None:
        return _NO_LIMIT
    unit = _plan.limit_unit(part)
    return Text(f"{limit:,g} {unit.zh}", f"{limit:,g} {unit.en}")


def _prefecture_limits(part: Part, plan: Mapping[str, Any]) -> list[tuple[Text, Text]]:
    frame = part.results.prefectures[["adcode", "name_zh", "name_en"]]
    names = {row.adcode: Text(row.name_zh, row.name_en) for row in frame.itertuples()}
    return [
        (
            Text(
                f"上限：{names.get(code, Text(code, code)).zh}",
                f"limit: {names.get(code, Text(code, code)).en}",
            ),
            _limit(part, limit),
        )
        for code, limit in sorted(plan["limits"].items())
    ]


def _answer(part: Part, plan: Mapping[str, Any]) -> Text:
    status = plan["status"]
    solved, proof = _SOLVED.get(status, Text(status, status)), _plan.proof(part)
    figures = _figure(plan["objective"]), _figure(plan["bound"])
    zh, en = solved if solved == proof else (f"{solved.zh}；{proof.zh}", f"{solved.en}; {proof.en}")
    return Text(
        f"{zh}（目标值 {figures[0]}，界 {figures[1]}）",
        f"{en} (objective {figures[0]}, bound {figures[1]})",
    )


def _size(part: Part, plan: Mapping[str, Any]) -> Text:
    stations = Text(f"{plan['stations']} 站", f"{plan['stations']} stations")
    if plan["cost_mode"] == "stations":
        return stations
    unit, cost = _plan.limit_unit(part), f"{plan['cost']:,g}"
    return Text(f"{stations.zh}，费用 {cost} {unit.zh}", f"{stations.en}, cost {cost} {unit.en}")


def _figure(value: float | None) -> str:
    """Return a number of the plan, a dash where it has none."""
    return "—" if value is None else f"{value:,g}".replace("-", "−")


def _numbers(counted: Mapping[str, int], names: Mapping[str, Text]) -> Text:
    if not counted:
        return Text("无", "none")
    listed = [(names.get(code, Text(code, code)), n) for code, n in sorted(counted.items())]
    return Text(
        "；".join(f"{name.zh} {n:,}" for name, n in listed),
        "; ".join(f"{name.en} {n:,}" for name, n in listed),
    )


def _station(station: Mapping[str, Any]) -> Text:
    operator = operator_name(str(station["operator"]))
    figures = (
        f"{station['band']} {_figure(station['freq_mhz'])} MHz",
        f"{_figure(station['height_m'])} m",
        f"SS {_figure(station['ss_power_dbm'])} dBm",
        f"{_figure(station['gain_dbi'])} dBi",
    )
    said = " · ".join(figures)
    return Text(f"{operator.zh} · {said}", f"{operator.en} · {said}")
