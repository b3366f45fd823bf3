"""What two runs were told, side by side: a change is about the network only where this is alike.

Works on the cards of two runs. Whatever differs is said with every comparison, never hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import layers
from layers.errors import Finding
from layers.text import Text

from ..results import Results

Card = Mapping[str, Any]

# Inputs that are no layers of the catalogue.
OTHER_INPUTS = {
    "dem": Text("高程", "elevation"),
    "clutter": Text("地物", "clutter"),
    "people": Text("人口分布", "where people live"),
    "goals": Text("目标", "goals"),
}
# What a run keeps of the card of the run it is compared with.
_KEPT = (
    "run_id",
    "data_date",
    "scope",
    "synthetic",
    "scenario",
    "operators",
    "threshold",
    "model_card",
    "boundary_source",
    "grid",
    "inputs",
)
_NONE, _NOT_STATED = Text("无", "none"), Text("未填写", "not stated")
_BLANK = Text("", "")
_STATUSES = {
    "built": Text("已建", "built"),
    "planned": Text("规划", "planned"),
    "proposed": Text("建议", "proposed"),
}
SETTING = "report.previous"


class Fact(NamedTuple):
    """One thing that two runs were told.

    Parameters
    ----------
    key
        Short stable name.
    title
        Wording.
    before, now
        What either run was told.
    alike
        Whether both were told the same; ``None`` = need not be alike.
    """

    key: str
    title: Text
    before: Text
    now: Text
    alike: bool | None


def identity(results: Results) -> dict[str, Any]:
    """Return who a run is and what it was told: what a later run keeps of an earlier one.

    Parameters
    ----------
    results
        What the run found.
    """
    card, names = results.card, results.prefectures[["name_zh", "name_en"]]
    return {
        **{key: card[key] for key in _KEPT},
        "scope_names": names.to_numpy().tolist(),
        "statuses": list(card["settings"]["coverage"]["statuses"]),
    }


def rests_on_scenario(card: Card) -> bool:
    """Return whether a comparison rests on invented stations, of either run.

    Parameters
    ----------
    card
        Of the later run, with ``previous``.
    """
    return bool(card["synthetic"] or card["previous"]["synthetic"])


def facts(before: Card, now: Card) -> tuple[Fact, ...]:
    """Return what two runs were told.

    Parameters
    ----------
    before, now
        As `identity` returns them.
    """
    told = tuple(
        Fact(key, title, say(before), say(now), say(before) == say(now) if must else None)
        for key, title, say, must in _TOLD
    )
    return (*told, _changed_inputs(before, now))


def findings(facts: tuple[Fact, ...], moved: int, left_out: int) -> list[Finding]:
    """Return what a reader of the comparison must know.

    Parameters
    ----------
    facts
        As the function of that name returns them.
    moved
        Number of places that were judged at another point or over another extent.
    left_out
        Number of places outside the scope of one of the runs.
    """
    found = [_unlike(fact) for fact in facts if fact.alike is False]
    if moved:
        found.append(_moved(moved))
    if left_out:
        found.append(_left_out(left_out))
    return found


# ---------------------------------------------------------------- what is told
def _same(value: object) -> Text:
    return Text(str(value), str(value))


def _scope(run: Card) -> Text:
    names = run["scope_names"]
    return Text("、".join(zh for zh, _ in names), ", ".join(en for _, en in names))


def _date(run: Card) -> Text:
    return _same(run["data_date"]) if run["data_date"] else _NOT_STATED


def _threshold(run: Card) -> Text:
    profile, dbm = run["threshold"]["profile"], f"{run['threshold']['dbm']:g}".replace("-", "−")
    return Text(f"{profile}（{dbm} dBm）", f"{profile} ({dbm} dBm)")


def _area_share(run: Card) -> Text:
    return _same(f"{run['threshold']['area_share_percent']:g} %")


def _of_model(name: str) -> Callable[[Card], Text]:
    def say(run: Card) -> Text:
        value = str(run["model_card"].get(name, ""))
        return _NONE if value == "none" else _same(value) if value else _NOT_STATED

    return say


def _stations(run: Card) -> Text:
    if not run["synthetic"]:
        return Text("自有清单", "a list of the planner's own")
    scenario = run["scenario"] or {"count": "?", "seed": "?"}
    return Text(
        f"SYNTHETIC 情景（{scenario['count']} 站，种子 {scenario['seed']}）",
        f"SYNTHETIC scenario ({scenario['count']} stations, seed {scenario['seed']})",
    )


def _statuses(run: Card) -> Text:
    named = [_STATUSES.get(status, _same(status)) for status in run["statuses"]]
    return Text("、".join(text.zh for text in named), ", ".join(text.en for text in named))


def _cell(run: Card) -> Text:
    return _same(f"{run['grid']['cell_m']:g} m")


def _boundary(run: Card) -> Text:
    return Text(run["boundary_source"]["zh"], run["boundary_source"]["en"])


_Say = Callable[[Card], Text]
# Key, wording, what is said, and whether it must be alike.
_TOLD: tuple[tuple[str, Text, _Say, bool], ...] = (
    ("run_id", Text("运行编号", "run"), lambda run: _same(run["run_id"]), False),
    ("data_date", Text("数据截止", "data cut-off"), _date, False),
    ("scope", Text("范围", "scope"), _scope, True),
    ("threshold", Text("门限方案", "threshold profile"), _threshold, True),
    ("area_share", Text("面积规则比例", "share of the area rule"), _area_share, True),
    ("model", Text("模型", "model"), _of_model("model_id"), True),
    ("terrain", Text("地形", "terrain"), _of_model("terrain_source"), True),
    ("clutter", Text("地物", "clutter"), _of_model("clutter_source"), True),
    ("stations", Text("基站来源", "stations"), _stations, True),
    ("statuses", Text("计入的基站状态", "statuses counted"), _statuses, True),
    ("receiver", Text("接收高度", "receiver height"), _of_model("receiver_height"), True),
    ("cell", Text("格网", "grid"), _cell, True),
    ("place_cell", Text("场所格网", "grid of places"), _of_model("place_resolution"), True),
    ("boundary", Text("边界来源", "boundaries"), _boundary, True),
    ("version", Text("程序版本", "version of covermap"), _of_model("tool_version"), True),
)


def _changed_inputs(before: Card, now: Card) -> Fact:
    """Name the input that differs: what a comparison is usually about."""
    old, new = (_digests(run) for run in (before, now))
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    titles = [_input_title(name) for name in changed] or [Text("没有变化", "nothing")]
    named = Text("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))
    return Fact("inputs", Text("有变化的输入数据", "input that changed"), _BLANK, named, None)


def _input_title(name: str) -> Text:
    layer = layers.catalogue().get(name)
    return layer.title if layer else OTHER_INPUTS.get(name, _same(name))


def _digests(run: Card) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in run["inputs"]:
        found.setdefault(row["layer"], []).append(row["sha256"])
    return found


# ---------------------------------------------------------------- what is reported
def _unlike(fact: Fact) -> Finding:
    return Finding(
        "compared-unlike",
        Text(
            f"两次运行的{fact.title.zh}不同：上期 {fact.before.zh}，本期 {fact.now.zh}",
            f"the two runs differ in {fact.title.en}: {fact.before.en} before, {fact.now.en} now",
        ),
        Text(
            "变化可能由此引起；要只看网络的变化，请用相同设置重新运行上期",
            "changes may come from that; to see the network alone, run the earlier one again with"
            " the same settings",
        ),
        field=SETTING,
        severity="warning",
    )


def _moved(count: int) -> Finding:
    return Finding(
        "compared-moved",
        Text(
            f"{count} 处场所两期的坐标或判定范围不同，仍作比较",
            f"{count} places were judged at another point or over another extent; compared all"
            " the same",
        ),
        Text(
            "清单中已注明；其变化可能来自名录而不是网络",
            "they are marked in the list: their change may come from the list of places",
        ),
        field=SETTING,
        severity="warning",
    )


def _left_out(count: int) -> Finding:
    return Finding(
        "compared-scope",
        Text(
            f"{count} 处场所只在一次运行的范围内，未作比较",
            f"{count} places lie in the scope of one run alone and are not compared",
        ),
        Text("两次运行取相同范围即可比较", "run both over the same scope to compare them"),
        field=SETTING,
        severity="warning",
    )
