"""What each station of a plan adds, one after the other: cells, people, places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..grid import Floats
from ._demand import OpenPlace
from ._sets import Demand


@dataclass(frozen=True)
class Effects:
    """What the stations of a plan do for the open places, by the sets.

    Parameters
    ----------
    km2, people, line_km
        Added by each station to those before it, shape (stations,). [km², people, km]
    share90
        Share of each open place at the threshold with all of them, 0–1, shape (places,).
    closed_at
        Rank of the station with which each open place is closed, 0 = it is not.
    by
        Ranks of the stations that each open place is closed with, or brought nearer.
    """

    km2: Floats
    people: Floats
    line_km: Floats
    share90: Floats
    closed_at: list[int]
    by: list[list[int]]


def effects(
    order: list[int], places: list[OpenPlace], demands: list[Demand], area_share: float
) -> Effects:
    """Build the stations of a plan in order, and see what each adds.

    Parameters
    ----------
    order
        Candidates.
    places, demands
        Open places and then all else, and their demands.
    area_share
        Share of a place that closes it, 0–1.
    """
    rank_of = {candidate: rank for rank, candidate in enumerate(order, start=1)}
    km2, people, line_km = np.zeros((3, len(order)))
    new = np.zeros((len(places), len(order) + 1), np.int64)
    for demand in demands:
        ranks = [rank_of[j] for j in demand.candidates if j in rank_of]
        if ranks:
            first = min(ranks)
            new[demand.place, first] += demand.cells
            if places[demand.place].is_place:
                km2[first - 1] += demand.cells * places[demand.place].cell_km2
            people[first - 1] += np.nan_to_num(demand.people)
            line_km[first - 1] += demand.line_km
    closable = [place for place in places if place.is_place]
    closed_at, by, share90 = [], [], np.zeros(len(closable))
    for p, place in enumerate(closable):
        have = place.cells - place.lacking.size + np.cumsum(new[p])
        share90[p] = have[-1] / place.cells
        enough = np.flatnonzero(have / place.cells >= area_share)
        closed_at.append(int(enough[0]) if enough.size else 0)
        helping = np.flatnonzero(new[p]).tolist()
        by.append([rank for rank in helping if not closed_at[-1] or rank <= closed_at[-1]])
    return Effects(km2, people, line_km, share90, closed_at, by)
