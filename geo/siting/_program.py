"""A problem as an integer program.

Columns: x, one per candidate; y, one per demand, at most the sum of its candidates' x; z, one per
place, at most what its y allow. y need not be asked to be whole: once x is, so is the best y.
Where one candidate alone covers a demand, its x serves as y.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ._problem import Problem
from ._sets import Bools, Floats, Ints, rows_of


class Program(NamedTuple):
    """Least cost · v with A v ≥ low and least ≤ v ≤ 1.

    Attributes
    ----------
    cost, least, whole
        Of each column: its cost, its lower bound, and whether it has to be 0 or 1.
    low
        Of each row.
    starts, columns, factors
        The rows of A.
    unit
        What a cost of 1 stands for.
    """

    cost: Floats
    least: Floats
    whole: Bools
    low: Floats
    starts: Ints
    columns: Ints
    factors: Floats
    unit: float


class _Block(NamedTuple):
    """Some rows: their lower bounds, and row, column and factor of every entry."""

    low: Floats
    row: Ints
    column: Ints
    factor: Floats


def fewest(problem: Problem, target: Floats | None) -> Program:
    """Return the program of the cheapest plan that is worth the target.

    Parameters
    ----------
    problem
        What is open.
    target
        Worth to reach, by goal, shape (goals,); None to cover and close everything.
    """
    y, z, columns = _columns(problem)
    blocks = [_covering(problem, y), _closing(problem, y, z), _crucial(problem, y, z)]
    least = np.zeros(columns)
    if target is None:
        least[y[(problem.place < 0) | (problem.weight > 0.0)]] = 1.0
        least[z] = 1.0
    else:
        goal = np.concatenate([problem.goal, problem.place_goal])
        worth, unit = _worth(problem)
        blocks.append(_above(target / unit, goal, np.concatenate([y, z]), worth))
    cost = np.zeros(columns)
    cost[: problem.candidates] = problem.price
    return _program(cost, least, _whole(problem, z, columns), blocks)


def most(problem: Problem, room: Floats) -> Program:
    """Return the program of the plan within limits that is worth most.

    Parameters
    ----------
    problem
        What is open.
    room
        Limit in all, then by group, shape (1 + groups,).
    """
    y, z, columns = _columns(problem)
    blocks = [_covering(problem, y), _closing(problem, y, z), _crucial(problem, y, z)]
    everyone = np.arange(problem.candidates)
    limited = np.flatnonzero(np.isfinite(room))
    for limit in limited:
        members = everyone if limit == 0 else everyone[problem.group == limit - 1]
        at_most = _above(
            np.array([-room[limit]]), np.zeros_like(members), members, -problem.price[members]
        )
        blocks.append(at_most)
    cost = np.zeros(columns)
    worth, unit = _worth(problem)
    np.subtract.at(cost, np.concatenate([y, z]), worth)
    return _program(cost, np.zeros(columns), _whole(problem, z, columns), blocks, unit)


def _worth(problem: Problem) -> tuple[Floats, float]:
    """Return what demands and places are worth, in parts of the largest, and that.

    HiGHS compares with absolute tolerances, and takes no factor below 10⁻⁹.
    """
    worth = np.concatenate([problem.weight, problem.value])
    unit = float(worth.max(initial=0.0)) or 1.0
    return worth / unit, unit


def _columns(problem: Problem) -> tuple[Ints, Ints, int]:
    """Return the columns of the demands and of the places, and how many columns there are."""
    single = np.diff(problem.tptr) == 1
    y = problem.candidates - 1 + np.cumsum(~single)
    y[single] = problem.tind[problem.tptr[:-1][single]]
    first = problem.candidates + int((~single).sum())
    return y, first + np.arange(problem.places), first + problem.places


def _whole(problem: Problem, z: Ints, columns: int) -> Bools:
    whole = np.zeros(columns, np.bool_)
    whole[: problem.candidates] = True
    whole[z] = True
    return whole


def _covering(problem: Problem, y: Ints) -> _Block:
    """Σ x − y ≥ 0 for each demand that has a y of its own."""
    own = y >= problem.candidates
    of = rows_of(problem.tptr)
    entries = own[of]
    count = int(own.sum())
    row = np.concatenate([(np.cumsum(own) - 1)[of[entries]], np.arange(count)])
    column = np.concatenate([problem.tind[entries], y[own]])
    factor = np.concatenate([np.ones(int(entries.sum())), -np.ones(count)])
    return _above(np.zeros(count), row, column, factor)


def _closing(problem: Problem, y: Ints, z: Ints) -> _Block:
    """Σ portion · y − need · z ≥ 0 for each place, in parts of what it needs."""
    inside = np.flatnonzero(problem.place >= 0)
    of = problem.place[inside]
    places = np.arange(problem.places)
    factor = np.concatenate([problem.portion[inside] / problem.need[of], -np.ones(places.size)])
    row, column = np.concatenate([of, places]), np.concatenate([y[inside], z])
    return _above(np.zeros(places.size), row, column, factor)


def _crucial(problem: Problem, y: Ints, z: Ints) -> _Block:
    """Y − z ≥ 0 for each demand without which its place stays open: implied, but tighter."""
    inside = np.flatnonzero(problem.place >= 0)
    total = np.bincount(problem.place[inside], problem.portion[inside], minlength=problem.places)
    spare = total - problem.need
    crucial = inside[problem.portion[inside] > spare[problem.place[inside]]]
    rows = np.arange(crucial.size)
    column = np.concatenate([y[crucial], z[problem.place[crucial]]])
    factor = np.concatenate([np.ones(rows.size), -np.ones(rows.size)])
    return _above(np.zeros(rows.size), np.concatenate([rows, rows]), column, factor)


def _above(low: Floats, row: Ints, column: npt.NDArray[np.integer], factor: Floats) -> _Block:
    return _Block(low, row, column.astype(np.int64), factor)


def _program(
    cost: Floats, least: Floats, whole: Bools, blocks: list[_Block], unit: float = 1.0
) -> Program:
    first = np.cumsum([0, *(block.low.size for block in blocks)])
    row = np.concatenate([start + block.row for start, block in zip(first, blocks, strict=False)])
    key = row * cost.size + np.concatenate([block.column for block in blocks])
    factor = np.concatenate([block.factor for block in blocks])
    # HiGHS refuses a column twice in a row, as where a candidate alone covers several demands.
    order = np.argsort(key, kind="stable")
    key = key[order]
    fresh = np.flatnonzero(np.diff(key, prepend=-1) > 0)
    return Program(
        cost,
        least,
        whole,
        np.concatenate([block.low for block in blocks]),
        np.searchsorted(key[fresh], np.arange(first[-1] + 1) * cost.size),
        key[fresh] % max(1, cost.size),
        np.add.reduceat(factor[order], fresh) if fresh.size else factor,
        unit,
    )
