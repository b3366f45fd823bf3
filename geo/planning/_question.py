"""The question put to the solver, and its answer, checked against the sets."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding, InputError
from layers.text import Text

from .. import scope, siting
from ..settings import Plan
from . import _costs
from ._demand import OpenPlace
from ._places import Standing
from ._sets import Demand

# What everything beside places is worth together, as a part of the least place: it decides between
# plans that close the same places, and never against a place.
_BESIDE = 0.5
_NOBODY = -1  # the place of a demand that belongs to none


class Answer(NamedTuple):
    """What is to be built.

    Parameters
    ----------
    instance, solution
        Question and answer of `geo.siting`.
    """

    instance: siting.Instance
    solution: siting.Solution


def limits_of(asked: Plan, prefectures: gpd.GeoDataFrame) -> dict[str, float]:
    """Return the limit of each prefecture that has one, by its code.

    Parameters
    ----------
    asked
        ``[plan]``.
    prefectures
        The layer ``prefectures``, of the scope.

    Raises
    ------
    InputError
        When a name is none of the scope's or stands for a prefecture that has a limit already,
        a limit is negative, or what is limited is not what is counted.
    """
    _require_one_measure(asked)
    negative = [name for name, limit in asked.limits.items() if not limit >= 0.0]
    if negative:
        raise InputError([_negative_limit(name) for name in negative])
    names: dict[str, str] = {}
    for name in asked.limits:
        code = scope.resolve([name], prefectures)[0]
        if code in names:
            raise InputError([_two_limits(names[code], name)])
        names[code] = name
    return {code: asked.limits[name] for code, name in names.items()}


def _require_one_measure(asked: Plan) -> None:
    """Refuse a limit in stations where cost is counted, and the other way round."""
    wrong = "budget" if asked.cost == "stations" else "stations"
    if getattr(asked, wrong) is not None:
        raise InputError([_other_measure(wrong, asked.cost)])


def budget_of(asked: Plan) -> float | None:
    """Return the limit in all, in the unit that is counted; ``None`` = there is none."""
    return asked.stations if asked.cost == "stations" else asked.budget


def is_limited(asked: Plan) -> bool:
    """Return whether the question is what can be done within limits."""
    return budget_of(asked) is not None or bool(asked.limits)


def ask(
    standing: Standing,
    places: list[OpenPlace],
    demands: list[Demand],
    table: pd.DataFrame,
    asked: Plan,
    area_share: float,
    limits: dict[str, float],
) -> Answer:
    """Put the question, and check the answer.

    Parameters
    ----------
    standing
        Which places are met, open, or waiting for data.
    places, demands
        Open places and then all else, and their demands.
    table
        Candidates with their costs.
    asked
        ``[plan]``.
    area_share
        Share of a place that closes it, 0–1.
    limits
        As `limits_of` returns them.
    """
    budget, limited = budget_of(asked), is_limited(asked)
    instance, groups = _instance(standing, places, demands, table, asked, area_share, limited)
    effort = siting.Effort(asked.gap_percent / 100.0, asked.seconds)
    if limited:
        by_group = {groups[code]: limit for code, limit in limits.items() if code in groups}
        limit = None if budget is None else float(budget)
        solution = siting.most(instance, limit, by_group, effort)
    else:
        solution = siting.fewest(
            instance, asked.share_percent / 100.0, each_group=asked.each_prefecture, effort=effort
        )
    faults = siting.verify(instance, solution)
    if faults:
        raise RuntimeError(f"the plan does not hold: {'; '.join(faults)}")
    return Answer(instance, solution)


def _instance(
    standing: Standing,
    places: list[OpenPlace],
    demands: list[Demand],
    table: pd.DataFrame,
    asked: Plan,
    area_share: float,
    limited: bool,
) -> tuple[siting.Instance, dict[str, int]]:
    """Return the instance, and the number of each prefecture in it.

    Demands are, in this order: places met, covered as they are; what is covered of each open
    place; and the demands of open places.
    """
    weights = _costs.in_force("plan_weights", asked.weights)
    worth = dict(
        zip(standing.asked["id"], standing.asked["category"].map(weights).fillna(1.0), strict=True)
    )
    met = standing.asked[standing.met]
    of_places = (place.prefecture for place in places)  # a block may have no other thing there
    codes = sorted({*table["prefecture_adcode"], *standing.asked["prefecture_adcode"], *of_places})
    groups = {code: number for number, code in enumerate(codes)}
    of_place = [groups[place.prefecture] for place in places]
    closable = [place for place in places if place.is_place]
    before = np.array([place.cells - place.lacking.size for place in closable], float)
    pairs = [(j, n) for n, demand in enumerate(demands) for j in demand.candidates]
    first = len(met) + len(closable)
    least = min(worth.values(), default=1.0)
    beside = _beside(places, demands, weights) if limited else np.zeros(len(demands))
    total = beside.sum()
    scaled = beside * (_BESIDE * least / total if total > 0.0 else 0.0)
    instance = siting.from_pairs(
        [j for j, _ in pairs],
        [first + n for _, n in pairs],
        (len(table), first + len(demands)),
        weights=np.concatenate([[worth[i] for i in met["id"]], np.zeros(len(closable)), scaled]),
        costs=np.ones(len(table)) if asked.cost == "stations" else table["cost"].to_numpy(float),
        penalties=_penalties(table, asked, limited),
        candidate_group=[groups[code] for code in table["prefecture_adcode"]],
        demand_group=[
            *(groups[code] for code in met["prefecture_adcode"]),
            *of_place[: len(closable)],
            *(of_place[demand.place] for demand in demands),
        ],
        covered=np.arange(first + len(demands)) < first,
        place=[
            *[_NOBODY] * len(met),
            *range(len(closable)),
            *(d.place if places[d.place].is_place else _NOBODY for d in demands),
        ],
        portions=[*[1.0] * len(met), *before, *(demand.cells for demand in demands)],
        required=[area_share] * len(closable),
        values=[worth[place.area_id] for place in closable],
    )
    return instance, groups


def _penalties(table: pd.DataFrame, asked: Plan, limited: bool) -> np.ndarray:
    """Return what is added in zones: nothing where a limit counts stations, which it would bend."""
    if limited and asked.cost == "stations":
        return np.zeros(len(table))
    return table["penalty"].to_numpy(float)


def _beside(
    places: list[OpenPlace], demands: list[Demand], weights: dict[str, float]
) -> np.ndarray:
    """Return what covering each demand is worth beside closing its place."""
    km2 = np.array([places[d.place].cell_km2 * d.cells for d in demands], float)
    km2[[not places[d.place].is_place for d in demands]] = 0.0
    people = np.nan_to_num(np.array([d.people for d in demands], float))
    line_km = np.array([d.line_km for d in demands], float)
    worth: np.ndarray = weights["area_km2"] * km2 + weights["people_1000"] * people / 1000.0
    worth += weights["line_km"] * line_km
    worth += weights["key_point"] * np.array([d.key_points for d in demands], float)
    return worth


def _negative_limit(name: str) -> Finding:
    return Finding(
        "bad-setting",
        Text(f"“{name}”的上限为负数或不是数", f"the limit of {name!r} is negative or no number"),
        Text("填写不小于 0 的数", "give a number that is 0 or more"),
        field="plan.limits",
    )


def _two_limits(first: str, second: str) -> Finding:
    return Finding(
        "bad-setting",
        Text(
            f"“{first}”和“{second}”是同一个市州，各有一个上限",
            f"{first!r} and {second!r} are one prefecture, each with a limit",
        ),
        Text("每个市州只写一个上限", "give each prefecture one limit"),
        field="plan.limits",
    )


def _other_measure(wrong: str, cost: str) -> Finding:
    right, other = ("stations", "cost") if wrong == "budget" else ("budget", "stations")
    return Finding(
        "plan-other-measure",
        Text(
            f"给出了 {wrong}，但 cost = “{cost}”：上限与所计的不是同一单位",
            f"{wrong} is given, but cost = {cost!r}: the limit is not in the unit that is counted",
        ),
        Text(
            f"改用 {right}，或设 cost = “{other}”", f"give {right} instead, or set cost = {other!r}"
        ),
        field=f"plan.{wrong}",
    )
