"""What every table rests on: rules, goals, threshold, model and inputs, in one line.

A table that says so itself keeps its wording; for the others it follows from the section. The
files behind the inputs stand with their hashes in section 13, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from layers import catalogue
from layers.text import Text

from .. import standards
from ._categories import RULE_NAMES
from ._part import Part
from ._table import NO_NOTE, Table

_FULL_COVERAGE = "places_fully_covered_share"
_RADIO = ("base_stations", "dem", "clutter")
_DIVISIONS = ("counties", "prefectures")
_RUN = Text("本次运行的记录（run.json）", "the record of the run (run.json)")
_OTHER = {"dem": Text("高程", "elevation"), "clutter": Text("地物", "clutter")}


@dataclass(frozen=True)
class _Basis:
    """What a table is made from.

    Parameters
    ----------
    rules
        Names of rules of `geo.verdicts`.
    layers
        Inputs, by the names under which `Results.card` lists them.
    goals
        Whether it is held against the goals of full coverage.
    modelled
        Whether threshold and model have a part in it.
    listed_goals
        Whether its rows are those of the table of goals, each with its own source.
    """

    rules: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    goals: bool = False
    modelled: bool = True
    listed_goals: bool = False


def of(part: Part, table: Table) -> Text:
    """Return what a table rests on.

    Parameters
    ----------
    part
        What the report is about.
    table
        Any table of the report.
    """
    if table.source != NO_NOTE:
        return table.source
    basis = _tables().get(table.key) or _sections().get(table.section, _Basis(modelled=False))
    said = [
        *_rules(basis.rules),
        *(_goals(part) if basis.goals else []),
        *(_computed(part) if basis.modelled else []),
        *_inputs(part, basis.layers),
    ]
    if basis.listed_goals or not said:
        source = _goals_table(part) if basis.listed_goals else _RUN
        said.append(Text(f"来源 {source.zh}", f"source {source.en}"))
    return Text(
        f"依据：{'；'.join(text.zh for text in said)}",
        f"Rests on: {'; '.join(text.en for text in said)}",
    )


@cache
def _places(*groups: str) -> tuple[str, ...]:
    """Return the layers of places of some groups of categories, in the order of the categories."""
    rows = standards.table("categories")
    return tuple(dict.fromkeys(rows[rows["group"].isin(groups)]["layer"]))


@cache
def _sections() -> dict[int, _Basis]:
    goal = (*_RADIO, *_places("goal2022"), "key_points")
    everything = (*_RADIO, *_places("goal2022", "extended"), "key_points")
    grid = (*_RADIO, *_DIVISIONS)
    both, three = ("area", "reach"), ("area", "reach", "keypoints")
    return {
        1: _Basis(("area",), goal, goals=True),
        2: _Basis(both, goal, listed_goals=True),
        3: _Basis(three, goal, goals=True),
        4: _Basis(three, goal, goals=True),
        5: _Basis(layers=grid),
        6: _Basis(both, (*goal, *_DIVISIONS)),
        7: _Basis(layers=grid),
        8: _Basis(("linear",), (*_RADIO, "roads", "railways")),
        9: _Basis(("reach",), (*_RADIO, "villages", "key_points")),
        10: _Basis(layers=everything),
        11: _Basis(both, goal),
        12: _Basis(layers=("data_centers",), modelled=False),
        13: _Basis(modelled=False),
        14: _Basis(modelled=False),
        15: _Basis(both, everything),
    }


@cache
def _tables() -> dict[str, _Basis]:
    goal, extended = _places("goal2022"), _places("extended")
    both, three = ("area", "reach"), ("area", "reach", "keypoints")
    people = (*_DIVISIONS, "population")
    return {
        "facts": _Basis(modelled=False, listed_goals=True),
        "extended": _Basis(three, (*_RADIO, *extended, "key_points")),
        "shortfalls_extended": _Basis(three, (*_RADIO, *extended, "key_points")),
        "counties": _Basis(both, (*_RADIO, *people, *goal)),
        "ranking": _Basis(both, (*_RADIO, *people, *goal), goals=True),
        "matrix": _Basis(("area",), (*_RADIO, *goal), goals=True),
        "networks": _Basis(layers=(*_RADIO, *_DIVISIONS)),
        "ledger": _Basis(three, (*goal, *extended), modelled=False),
        "no_coordinate": _Basis(layers=(*goal, *extended), modelled=False),
        "terrain": _Basis(layers=("dem", "clutter"), modelled=False),
        "sensitivity": _Basis(layers=(*_RADIO, *_DIVISIONS)),
        "validation": _Basis(layers=(*_RADIO, "measurements")),
    }


def _rules(names: Iterable[str]) -> list[Text]:
    titles = [RULE_NAMES[name] for name in names if name in RULE_NAMES]
    return [_listed(Text("规则", "rules"), titles)] if titles else []


def _goals(part: Part) -> list[Text]:
    """Name the goals in force that the verdicts by area are held against."""
    ids = [
        str(goal["id"])
        for goal in part.results.card["goals"]
        if goal["metric"] == _FULL_COVERAGE and goal["status"] == "target"
    ]
    if not ids:
        return []
    return [_listed(Text("目标", "goals"), [Text(name, name) for name in _shortened(ids)])]


def _shortened(ids: list[str]) -> list[str]:
    """Return ids that begin alike up to a hyphen as one, with a star.

    Examples
    --------
    >>> _shortened(["qh-2022-full-education", "qh-2022-full-finance"])
    ['qh-2022-full-*']
    >>> _shortened(["a-1", "b-2"]), _shortened(["a-1"])
    (['a-1', 'b-2'], ['a-1'])
    """
    stems = {name.rpartition("-")[0] for name in ids}
    shortest = min(stems, key=len, default="")
    alike = shortest and all(stem.startswith(shortest) for stem in stems)
    return [f"{shortest}-*"] if alike and len(ids) > 1 else ids


def _goals_table(part: Part) -> Text:
    own = part.results.card["settings"].get("goals", {}).get("table")
    name = own or "goals.csv"
    return Text(f"{name}，逐行注明", f"{name}, row by row")


def _computed(part: Part) -> list[Text]:
    card = part.results.card
    threshold, model = card["threshold"], card["model_card"]["model_id"]
    dbm = f"{threshold['dbm']:g}".replace("-", "−")
    named = f"{threshold['profile']} ({dbm} dBm)"
    return [
        Text(f"门限 {named}", f"threshold {named}"),
        Text(f"模型 {model}", f"model {model}"),
    ]


def _inputs(part: Part, names: Iterable[str]) -> list[Text]:
    card = part.results.card
    given = {row["layer"] for row in card["inputs"]}
    found = [_title(name) for name in dict.fromkeys(names) if name in given]
    if card["synthetic"] and "base_stations" in names:
        seed = (card["scenario"] or {}).get("seed", "?")
        found.insert(
            0, Text(f"SYNTHETIC 情景基站（种子 {seed}）", f"SYNTHETIC stations (seed {seed})")
        )
    if not found:
        return []
    listed = _listed(Text("输入", "inputs"), found)
    return [
        Text(
            f"{listed.zh}（文件与哈希见第 13 节“输入文件”）",
            f"{listed.en} (files and hashes: section 13, input files)",
        )
    ]


def _title(name: str) -> Text:
    layer = catalogue().get(name)
    return layer.title if layer else _OTHER.get(name, Text(name, name))


def _listed(head: Text, items: Iterable[Text]) -> Text:
    named = list(items)
    return Text(
        f"{head.zh} {'、'.join(item.zh for item in named)}",
        f"{head.en} {', '.join(item.en for item in named)}",
    )
