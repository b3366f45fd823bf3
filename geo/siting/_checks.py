"""What an instance must be, said of the first array that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ._sets import Floats, rows_of

if TYPE_CHECKING:
    from .instance import Instance


class InvalidInstance(ValueError):
    """An array has the wrong length, or holds what it must not.

    Attributes
    ----------
    name
        Of the argument.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


def check(instance: Instance) -> None:
    """Refuse arrays that do not fit together.

    Parameters
    ----------
    instance
        As it was made.

    Raises
    ------
    InvalidInstance
        For the first thing that is wrong.
    """
    _lengths(instance)
    for name in ("weights", "penalties", "portions", "values"):
        _finite(name, getattr(instance, name))
    _finite("costs", instance.costs, above=True)
    _finite("required", instance.required, above=True)
    if (instance.required > 1.0).any():
        raise InvalidInstance("required", "a share must not exceed 1")
    within("indices", instance.indices, 0, instance.demands)
    within("fixed", instance.fixed, -1, 2)
    within("place", instance.place, -1, instance.places)
    for name in ("candidate_group", "demand_group"):
        if (getattr(instance, name) < 0).any():
            raise InvalidInstance(name, "a group must not be negative")
    inside = instance.place >= 0
    group = instance.demand_group[inside]
    if (instance.goals_of_places(instance.demand_group)[instance.place[inside]] != group).any():
        raise InvalidInstance("demand_group", "the demands of one place must be of one group")
    empty = instance.lacking(np.zeros(instance.demands, np.bool_)) <= 0.0
    if empty.any():
        where = int(np.flatnonzero(empty)[0])
        raise InvalidInstance("portions", f"place {where} has no demand with a portion above 0")


def _lengths(instance: Instance) -> None:
    if instance.indptr.size != instance.candidates + 1 or instance.indptr[0] != 0:
        raise InvalidInstance("indptr", "must start at 0 and have one entry more than costs")
    if instance.indptr[-1] != instance.indices.size or (np.diff(instance.indptr) < 0).any():
        raise InvalidInstance("indptr", "must ascend to the number of indices")
    same_row = np.diff(rows_of(instance.indptr)) == 0
    if (np.diff(instance.indices)[same_row] <= 0).any():
        raise InvalidInstance("indices", "must ascend within a candidate")
    for names, length in (
        (("costs", "penalties", "candidate_group", "fixed"), instance.candidates),
        (("weights", "demand_group", "covered", "place", "portions"), instance.demands),
        (("required", "values"), instance.places),
    ):
        for name in names:
            shape = getattr(instance, name).shape
            if shape != (length,):
                raise InvalidInstance(name, f"has shape {shape}, not ({length},)")


def _finite(name: str, values: Floats, *, above: bool = False) -> None:
    wrong = ~np.isfinite(values) | ((values <= 0.0) if above else (values < 0.0))
    if wrong.any():
        where = int(np.flatnonzero(wrong)[0])
        least = "above 0" if above else "0 or more"
        raise InvalidInstance(name, f"entry {where} is {values[where]:g}; must be {least}")


def within(name: str, values: npt.NDArray[Any], low: int, end: int) -> None:
    """Refuse an index outside low … end − 1.

    Parameters
    ----------
    name, values
        What is looked at.
    low, end
        The range.

    Raises
    ------
    InvalidInstance
        Naming the first one outside.
    """
    wrong = (values < low) | (values >= end)
    if wrong.any():
        where = int(np.flatnonzero(wrong)[0])
        raise InvalidInstance(name, f"entry {where} is {values[where]}, not {low} … {end - 1}")
