"""A plan on the terminal: the answer and its proof, the stations in order, what stays open."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console

from layers.text import Lang, Text, one_line

from ..outputs._wording import PREDICTED
from .plan_run import Outcome

_PLAIN = re.compile(r"[\w@%+=:,./-]+")  # with the letters of every script
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
    "unreachable": Text(
        "任何候选站都够不到，可补充候选站址，或增大 [plan] per_place",
        "out of reach of all candidates: list more sites, or raise [plan] per_place",
    ),
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
    for text in _unused(found):
        _line(console, text.to(lang))
    for text in proposals(found):
        _line(console, text.to(lang))
    for status, title in _OPEN.items():
        rows = plan.places[plan.places["status"] == status]
        if len(rows):
            zh, en = title
            said = Text(
                f"{zh}（{len(rows)}）：{_named(rows, 'zh')}",
                f"{en} ({len(rows)}): {_named(rows, 'en')}",
            )
            _line(console, said.to(lang))
    _line(console, _waiting(found).to(lang))
    for text in _remarks(found):
        _line(console, text.to(lang))
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
        zone = _zone(one_line(str(row.zone)), float(str(row.penalty)))
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
                f"{zone.zh}累计达标率 {rate}",
                f"     met: {_named(closed, 'en') or '–'}; {added}; cost {row.cost:.2f};"
                f" {zone.en}rate so far {rate}",
            ),
        ]
    return lines


def _zone(name: str, penalty: float) -> Text:
    """Return in which zone a station stands that penalises it, with what follows it."""
    if not penalty:
        return Text("", "")
    return Text(
        f"在限制区 {name} 内，罚 {penalty:g}；", f"in the zone {name}, penalty {penalty:g}; "
    )


def _remarks(found: Outcome) -> list[Text]:
    """Return what is to be said of the data: in full of files that only a plan reads."""
    said = [Text(*(f"! {words}" for words in finding.text())) for finding in found.findings]
    if found.remarks:
        count = found.remarks
        said.append(
            Text(
                f"数据提示 {count} 条，全部见下一次 ./covermap run 的报告“数据质量”和 rejected.csv",
                f"remarks on the data: {count}, all in “data quality” and rejected.csv of the next"
                " ./covermap run",
            )
        )
    return said


def _question(found: Outcome) -> Text:
    asked = _asked(found)
    if not found.about:
        return asked
    zh = "、".join(name.zh for name in found.about)
    en = ", ".join(name.en for name in found.about)
    return Text(f"{zh}：{asked.zh}", f"{en}: {asked.en}")


def _asked(found: Outcome) -> Text:
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
    proof, gap = _PROOF[card["status"]], ("", "")
    if card["gap"] > 0.0:
        away = f"{100.0 * card['gap']:.2g} %"
        gap = (f"，与最优差距不超过 {away}", f", at most {away} from the best")
    before, after = _rate(card["pass_before"]), _rate(card["pass_after"])
    stations, closed = card["stations"], places["confirmed"]
    return Text(
        f"建 {stations} 站，新达标 {closed} 处（复算确认），"
        f"达标率 {before} → {after}；{proof.zh}{gap[0]}",
        f"{_many(stations, 'station')} {'closes' if stations == 1 else 'close'}"
        f" {_many(closed, 'place')} (a fresh run confirms), rate {before} → {after};"
        f" {proof.en}{gap[1]}",
    )


def _unused(found: Outcome) -> list[Text]:
    """Say why fewer stations are built than may be."""
    card = found.plan.card
    if card["limit"] is None or card["cost_mode"] != "stations" or card["limits"]:
        return []
    if card["status"] != "optimal":  # the solver had no time to find out
        return []
    left = int(card["limit"]) - card["stations"]
    if left <= 0:
        return []
    return [
        Text(
            f"上限还余 {left} 站：再建一站，对建站能决定的场所和所给的人口、线路、关键点都没有新增",
            f"not used: {_many(left, 'station')}. One more adds nothing to the places that"
            " building can decide, nor to people, lines and key points, where given",
        )
    ]


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _waiting(found: Outcome) -> Text:
    places = found.plan.card["places"]
    return Text(
        f"已达标 {places['met']} 处；{places['needs_data']} 处须先补坐标或范围，建站不能判定",
        f"met already: {places['met']}; {places['needs_data']} need a coordinate or a shape first:"
        " no station can settle them",
    )


def _next_steps(found: Outcome, options: Sequence[str]) -> list[Text]:
    listed = found.station_list
    if listed is None:
        places = found.plan.card["places"]
        if any(places[status] for status in _OPEN):
            return [
                Text(
                    "没有建议站：所给的候选站和上限之内，建站不能使更多场所达标",
                    "no station is proposed: with these candidates and limits none closes a place",
                )
            ]
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
        *(Text(*[f"  {' '.join(map(_quoted, words))}"] * 2) for words in commands),
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


def _quoted(word: str) -> str:
    """Return a word as a shell takes it: 海北 needs no quotes, which cmd.exe would keep.

    Examples
    --------
    >>> [_quoted(word) for word in ("海北", "my plan/own.toml")]
    ['海北', "'my plan/own.toml'"]
    """
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)


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
