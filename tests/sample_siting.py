"""Small questions of siting, and their answers by trying everything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
from hypothesis import strategies as st

from geo.siting import Instance, InvalidInstance, from_sets

_SMALL = st.integers(0, 4).map(float)
# Not so small beside others that rounding decides whether they count.
_UNEVEN = st.floats(0.0, 3.0).map(lambda weight: round(weight, 3))
_PARTS = st.sampled_from([0.25, 0.5, 1.0, 2.0, 0.1])


@st.composite
def instances(draw: st.DrawFn, *, places: bool = True, candidates: int = 7) -> Instance:
    """Everything an instance can have: locked in, fixed, priced, grouped, with places."""
    n, m = draw(st.integers(0, candidates)), draw(st.integers(0, 9))
    sets = [draw(st.lists(st.integers(0, m - 1), max_size=5)) if m else [] for _ in range(n)]

    def of(count: int, values: st.SearchStrategy) -> list:
        return draw(st.lists(values, min_size=count, max_size=count))

    place = of(m, st.integers(-1, 2)) if places else [-1] * m
    numbers = sorted({one for one in place if one >= 0})
    place = [numbers.index(one) if one >= 0 else -1 for one in place]
    group_of_place = of(len(numbers), st.integers(0, 1))
    group = [group_of_place[one] if one >= 0 else draw(st.integers(0, 1)) for one in place]
    return from_sets(
        sets,
        m,
        weights=of(m, st.one_of(_SMALL, _UNEVEN)),
        costs=of(n, st.sampled_from([1.0, 1.0, 2.0, 0.7])),
        penalties=of(n, st.sampled_from([0.0, 0.0, 0.5])),
        candidate_group=of(n, st.integers(0, 1)),
        demand_group=group,
        covered=of(m, st.sampled_from([False, False, False, True])),
        fixed=of(n, st.sampled_from([0, 0, 0, 0, 1, -1])),
        place=place,
        portions=of(m, _PARTS),
        required=of(len(numbers), st.sampled_from([1.0, 0.95, 0.6, 0.5])),
        values=of(len(numbers), _SMALL),
    )


def plans(instance: Instance) -> Iterator[tuple[int, ...]]:
    """Every plan that has what is fixed and nothing that must not be built."""
    taken = tuple(np.flatnonzero(instance.fixed == 1))
    free = np.flatnonzero(instance.fixed == 0)
    for size in range(free.size + 1):
        for some in itertools.combinations(free, size):
            yield (*taken, *some)


def worth(instance: Instance, plan: tuple[int, ...], group: int | None = None) -> float:
    """What a plan covers and closes, with sets of Python."""
    covered = set(np.flatnonzero(instance.covered).tolist())
    for candidate in plan:
        covered |= set(instance.set_of(candidate).tolist())
    mine = [d for d in range(instance.demands) if group in (None, instance.demand_group[d])]
    total = sum(float(instance.weights[demand]) for demand in mine if demand in covered)
    for place in range(instance.places):
        of_place = [demand for demand in mine if instance.place[demand] == place]
        portion = sum(float(instance.portions[demand]) for demand in of_place)
        got = sum(float(instance.portions[demand]) for demand in of_place if demand in covered)
        if of_place and got >= (instance.required[place] - 1e-9) * portion:
            total += float(instance.values[place])
    return total


def price(instance: Instance, plan: tuple[int, ...]) -> float:
    """What a plan costs."""
    return float(sum(instance.prices[candidate] for candidate in plan))


def best_worth(instance: Instance, limit: float | None, by_group: Mapping[int, float]) -> float:
    """The most within limits, by trying every plan; what is fixed must fit."""

    def within(plan: tuple[int, ...]) -> bool:
        groups = [
            sum(float(instance.prices[c]) for c in plan if instance.candidate_group[c] == group)
            <= most + 1e-9
            for group, most in by_group.items()
        ]
        return all(groups) and (limit is None or price(instance, plan) <= limit + 1e-9)

    worths = [worth(instance, plan) for plan in plans(instance) if within(plan)]
    if not worths:
        raise InvalidInstance("limit", "nothing fits")
    return max(worths)


def least_price(instance: Instance, share: float, *, each_group: bool) -> tuple[float, bool]:
    """The least price of what the share needs, by trying every plan, and whether it is in reach.

    Out of reach, every group still has to get as far towards it as it can.
    """
    everyone = tuple(np.flatnonzero(instance.fixed >= 0))
    groups = range(instance.groups) if each_group else [None]
    feasible, needs = True, []
    for group in groups:
        everything = sum(
            float(w)
            for d, w in enumerate(instance.weights)
            if group in (None, instance.demand_group[d])
        ) + sum(
            float(v)
            for p, v in enumerate(instance.values)
            if group in (None, instance.demand_group[np.flatnonzero(instance.place == p)[0]])
        )
        reach = worth(instance, everyone, group)
        wanted = share * everything
        off = 1e-7 * everything
        feasible &= wanted <= reach + off
        needs.append((group, min(wanted, reach) - off))
    prices = [
        price(instance, plan)
        for plan in plans(instance)
        if all(worth(instance, plan, group) >= need for group, need in needs)
    ]
    return min(prices), feasible


def scattered(demands: int, candidates: int, mean: float, seed: int = 0) -> Instance:
    """Discs among points of a square; a point lies in so many of them on average."""
    chance = np.random.default_rng(seed)
    points, centres = chance.random((demands, 2)), chance.random((candidates, 2))
    reach = np.sqrt(mean / candidates / np.pi)
    apart = np.hypot(*(centres[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    weights = chance.integers(1, 11, demands).astype(float)
    return from_sets([np.flatnonzero(row <= reach) for row in apart], demands, weights=weights)
