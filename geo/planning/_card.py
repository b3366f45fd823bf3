"""The card of a plan: what was asked, how good the answer is, and on what it rests."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from layers.text import Text

from ..settings import Settings
from . import _costs, _equipment
from ._candidates import Candidates
from ._question import Answer, budget_of, is_limited

_UNITS = {
    "stations": Text("站", "stations"),
    "cost": Text("费用单位（新建站 = 1）", "units of cost (a new site is 1)"),
}
_PREDICTED = Text(
    "站址与效果均为预测：动工前须现场勘察，并核实产权、征地与环保要求",
    "sites and effects are predicted: survey them, and settle ownership and permits, before"
    " building",
)
_SHARE = Text(
    "“比例”以建站能决定的场所为分母：已达标的和可达标的；待补数据的场所不计在内，另列",
    "the share is of the places that building can decide, met or to be met; those that wait for"
    " data are listed beside it",
)
_PENALTY = Text(
    "限制按站数计时，限制区的罚值不参与选择",
    "where a limit counts stations, penalties of zones do not enter the choice",
)
_CURVE = Text(
    "曲线按每站新增最多排序：前 k 站不一定是 k 站的最优方案",
    "the curve is in the order in which stations add most: its first k need not be the best k",
)


def card(
    settings: Settings,
    built: _equipment.Equipment,
    answer: Answer,
    candidates: Candidates,
    proposed: gpd.GeoDataFrame,
    limits: dict[str, float],
) -> dict[str, Any]:
    """Return question and answer, as ``Results.card["plan"]`` has them.

    Parameters
    ----------
    settings
        What was asked.
    built
        What is built.
    answer
        Of the solver.
    candidates
        Among which it chose.
    proposed
        `Results.proposals`.
    limits
        By prefecture.
    """
    asked, solution = settings.plan, answer.solution
    budget, fewest = budget_of(asked), not is_limited(asked)
    kinds = candidates.table["kind"].value_counts()
    by_kind = {str(kind): int(kinds[kind]) for kind in sorted(kinds.index)}
    notes = {
        "predicted": _PREDICTED,
        "share": _SHARE,
        "curve": _CURVE,
        **({"penalty": _PENALTY} if _bent(answer, candidates.table) else {}),
    }
    return {
        "question": "fewest" if fewest else "most",
        "share": asked.share_percent / 100.0 if fewest else None,
        "each_prefecture": asked.each_prefecture and fewest,
        "limit": None if budget is None else float(budget),
        "limits": limits,
        "cost_mode": asked.cost,
        "cost_unit": _UNITS[asked.cost]._asdict(),
        "status": solution.status,
        "objective": float(solution.objective),
        "bound": float(solution.bound),
        "gap": float(solution.gap),
        "stations": len(proposed),
        "cost": float(answer.instance.costs[solution.chosen].sum()),
        "candidates": by_kind,
        "left_out": candidates.left_out,
        "station": built.card(),
        "assumptions": _assumptions(settings, built, answer, candidates, proposed),
        "notes": [{"code": code, **text._asdict()} for code, text in notes.items()],
        "settings": asked.model_dump(mode="json"),
    }


def outcome(places: dict[str, int], curve: pd.DataFrame) -> dict[str, Any]:
    """Return what the plan does, as ``Results.card["plan"]`` has it.

    Parameters
    ----------
    places
        Number of places by what the plan does for them.
    curve
        `Results.plan_curve`.
    """
    rates = curve[["pass_lower", "pass_upper"]].to_numpy(float)
    return {
        "places": places,
        "pass_before": rates[0].tolist(),
        "pass_after": rates[-1].tolist(),
    }


def _bent(answer: Answer, table: pd.DataFrame) -> bool:
    """Return whether penalties that there are do not enter the choice."""
    return bool((table["penalty"] > 0.0).any()) and not bool((answer.instance.penalties > 0).any())


def _assumptions(
    settings: Settings,
    built: _equipment.Equipment,
    answer: Answer,
    candidates: Candidates,
    proposed: gpd.GeoDataFrame,
) -> list[dict[str, Any]]:
    """Return what stands in for data: in the choice, and in what is told of its stations."""
    plan, table = settings.plan, candidates.table
    # Where cost decides nothing, that of the proposals is told all the same.
    priced = table if plan.cost == "cost" else table.iloc[answer.solution.chosen.tolist()]
    usual = 0 if _bent(answer, table) else int(table["penalty_usual"].sum())
    return [
        *_equipment.assumptions(settings, built, len(proposed)),
        *_costs.assumptions("plan_costs", plan.costs, _costs.items(priced), len(priced)),
        *_costs.assumptions("plan_costs", plan.costs, ["zone_penalty"], usual),
    ]
