"""A plan on the terminal: the answer and its proof, the stations in order, what stays open."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from layers.text import Lang, Text, one_line

from ..outputs._wording import PREDICTED
from .plan_run import Outcome

_SHOWN = 10  # places spelled out by status
_SYNTHETIC = Text(
    "SYNTHETIC：基站为情景数据，方案只作演示",
    "SYNTHETIC: the stations are invented; the plan is a demonstration",
)
_PROOF = {
    "optimal": Text("已证明最优", "proved to be the best"),
    "within gap": Text("差距在要求之内", "within the gap asked for"),
    "time limit": Text("求解时间用完", "out of time"),
    "infeasible part": Text(
        "达不到所问的比例，这是能做到的最好方案",
        "the share is out of reach: the most that can be done",
    ),
}
_KINDS = {
    "tower": Text("铁塔", "tower"),
    "rooftop": Text("楼顶", "rooftop"),
    "road": Text("路边", "roadside"),
    "other": Text("其他", "other"),
    "existing_site": Text("现有站点", "existing site"),
    "high_ground": Text("高地", "high ground"),
    "gap": Text("盲区内", "in the gap"),
    "grid": Text("新址", "new site"),
}
_OPEN = {
    "missed": Text("承诺达标但复算未达标", "promised, but not met in the fresh run"),
    "unreachable": Text("任何候选站都够不到", "out of reach of all candidates"),
    "not_chosen": Text("可以达标但未选", "could be met, but not chosen"),
}


def tell(found: Outcome, lang: Lang, console: Console, options: Sequence[str] = ()) -> None:
    """Print a plan.

    Parameters
    ----------
    found
        The plan and its files.
    lang
        Language.
    console
        Where to.
    options
        Of the command line, that a run with the plan has to be given as well.
    """
    plan = found.plan
    _line(console, f"{_question(found).to(lang)} · {PREDICTED.to(lang)}")
    if found.synthetic:
        _line(console, _SYNTHETIC.to(lang))
    _line(console, _answer(found).to(lang))
    for text in proposals(found):
        _line(console, text.to(lang))
    for status, title in _OPEN.items():
        rows = plan.places[plan.places["status"] == status]
        if len(rows):
            _line(console, f"{title.to(lang)}（{len(rows)}）：{_named(rows, lang)}")
    _line(console, _waiting(found).to(lang))
    for note in plan.card["assumptions"]:
        what = Text(note["zh"], note["en"]).to(lang)
        value = note["value"]
        _line(console, Text(f"假设：{what} = {value}", f"assumed: {what} = {value}").to(lang))
    for text in _next_steps(found, options):
        _line(console, text.to(lang))


def proposals(found: Outcome) -> list[Text]:
    """Return two lines for each station, in the order in which they add most.

    Parameters
    ----------
    found
        The plan.
    """
    places = found.plan.places
    sure = places[places["status"] == "confirmed"]
    lines = []
    for row in found.plan.proposals.itertuples():
        kind, name = _KINDS[str(row.kind)], one_line(str(row.name))
        turned = f"{row.azimuths}°" if row.azimuths else "–"
        closed = sure[sure["rank"] == row.rank]
        added = f"+{row.adds_km2:.2f} km²"
        rate = _rate([float(str(row.pass_lower)), float(str(row.pass_upper))])
        lines += [
            Text(
                f"{row.rank:>3}  {name}（{kind.zh}） {row.lon:.5f}, {row.lat:.5f}"
                f"  挂高 {row.height_m:g} m  方位角 {turned}",
                f"{row.rank:>3}  {name} ({kind.en}) {row.lon:.5f}, {row.lat:.5f}"
                f"  at {row.height_m:g} m  azimuths {turned}",
            ),
            Text(
                f"     新达标：{_named(closed, 'zh') or '–'}；{added}；费用 {row.cost:.2f}；"
                f"累计达标率 {rate}",
                f"     met: {_named(closed, 'en') or '–'}; {added}; cost {row.cost:.2f};"
                f" rate so far {rate}",
            ),
        ]
    return lines


def _question(found: Outcome) -> Text:
    card = found.plan.card
    if card["question"] == "fewest":
        share = f"{100.0 * card['share']:g} %"
        return Text(f"最少建多少站可达 {share}", f"the fewest stations for {share}")
    limit, unit = card["limit"], card["cost_unit"]
    if limit is None:
        return Text("各市州上限内最多能做多少", "the most within the limits of prefectures")
    return Text(
        f"{limit:g} {unit['zh']}最多能做多少", f"the most that {limit:g} {unit['en']} can do"
    )


def _answer(found: Outcome) -> Text:
    card, places = found.plan.card, found.plan.card["places"]
    proof, gap = _PROOF[card["status"]], f"{100.0 * card['gap']:.2g} %"
    before, after = _rate(card["pass_before"]), _rate(card["pass_after"])
    return Text(
        f"建 {card['stations']} 站，新达标 {places['confirmed']} 处（复算确认），"
        f"达标率 {before} → {after}；{proof.zh}，与最优差距不超过 {gap}",
        f"{card['stations']} stations close {places['confirmed']} places (a fresh run confirms),"
        f" rate {before} → {after}; {proof.en}, at most {gap} from the best",
    )


def _waiting(found: Outcome) -> Text:
    places = found.plan.card["places"]
    return Text(
        f"已达标 {places['met']} 处；{places['needs_data']} 处须先补坐标或范围，建站不能判定",
        f"{places['met']} places are met already; {places['needs_data']} need a coordinate or a"
        " shape first: no station can settle them",
    )


def _next_steps(found: Outcome, options: Sequence[str]) -> list[Text]:
    listed = found.station_list
    if listed is None:
        return [Text("没有需要建的站", "nothing is to be built")]
    run = ["./covermap", "run", *options, "--out"]
    commands = (
        [*run, "before"],
        [*run, "after", "--proposed", listed.as_posix()],
        ["./covermap", "compare", "before", "after"],
    )
    return [
        Text(f"建议站清单 {listed}", f"list of proposed stations {listed}"),
        *_to_be_joined(found.beside),
        Text("看建成后的判定并与现在比较：", "to see the verdicts with them, beside those of now:"),
        *(Text(*[f"  {shlex.join(words)}"] * 2) for words in commands),
    ]


def _to_be_joined(beside: Path | None) -> list[Text]:
    """Say that the plan goes on from another list, whose place its own would take."""
    if beside is None:
        return []
    return [
        Text(
            f"方案以已计入的 {beside} 为起点：--proposed 会取代它，先把它的各行并入上面的清单",
            f"the plan goes on from {beside}, which counts already: --proposed takes its place, so"
            " add its rows to the list above first",
        )
    ]


def _rate(rates: Sequence[float]) -> str:
    lower, upper = (f"{100.0 * rate:.1f}" for rate in rates)
    return f"{lower}–{upper} %"


def _named(rows: pd.DataFrame, lang: Lang) -> str:
    names, between = rows["name_zh"], "、"
    if lang == "en":
        names, between = rows["name_en"].where(rows["name_en"] != "", names), ", "
    shown = between.join(one_line(str(name)) for name in names[:_SHOWN])
    return f"{shown}{' …' if len(rows) > _SHOWN else ''}"


def _line(console: Console, text: str) -> None:
    console.print(text, highlight=False, markup=False)
