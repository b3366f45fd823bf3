"""Networks and who may use which: each operator's own, with sharing, any operator; 5G and 4G.

Levels are kept per network; everything that is counted or judged is counted and judged per
view. A view is what one phone can use: the best of its networks. The names of views:

``any``
    every operator's 5G, as with 异网漫游: what the goals are judged with
``中国移动``
    that operator's own 5G
``中国移动+``
    its own 5G, and what its partner shares with it (``standards/operators.csv``)
``LTE``
    every operator's 4G
``LTE:中国移动``
    that operator's own 4G

A view for which there is no station is absent: without a partner's shared 5G none has sharing,
without 4G none is of 4G.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from . import standards
from .results import ANY

NR, LTE = "NR", "LTE"  # technologies; the second is also the view of every operator's 4G
_OF_LTE = f"{LTE}:"
_SHARING = "+"


class Network(NamedTuple):
    """What one axis of levels stands for.

    Parameters
    ----------
    operator
        Name.
    tech
        ``"NR"`` or ``"LTE"``.
    shared
        Whether a partner that is in the data may use it.
    """

    operator: str
    tech: str = NR
    shared: bool = False


class Name(NamedTuple):
    """What the name of a view says.

    Parameters
    ----------
    operator
        Name, ``""`` = any.
    tech
        ``"NR"`` or ``"LTE"``.
    sharing
        Whether it has what its partner shares.
    """

    operator: str
    tech: str
    sharing: bool


@dataclass(frozen=True)
class View:
    """One way of looking at the networks.

    Parameters
    ----------
    name
        As in the module docstring.
    members
        Indices of the networks it may use.
    """

    name: str
    members: tuple[int, ...]

    @cached_property
    def says(self) -> Name:
        """What the name says."""
        return parse(self.name)

    @cached_property
    def bits(self) -> int:
        """The members as bits: network i is bit i."""
        return sum(1 << member for member in self.members)

    @cached_property
    def axis(self) -> slice | list[int]:
        """The members as an index of the axis of networks: a slice, where they can be one."""
        first = self.members[0] if self.members else 0
        run = range(first, first + len(self.members))
        return slice(run.start, run.stop) if self.members == tuple(run) else list(self.members)


def parse(name: str) -> Name:
    """Return what the name of a view says.

    Examples
    --------
    >>> parse("中国移动+")
    Name(operator='中国移动', tech='NR', sharing=True)
    >>> parse("LTE")
    Name(operator='', tech='LTE', sharing=False)
    """
    if name == LTE or name.startswith(_OF_LTE):
        return Name(name.removeprefix(LTE).removeprefix(":"), LTE, sharing=False)
    operator = "" if name == ANY else name.removesuffix(_SHARING)
    return Name(operator, NR, sharing=name.endswith(_SHARING))


def with_sharing(operator: str) -> str:
    """Return the name of the view of an operator with what its partner shares."""
    return operator + _SHARING


def of_lte(operator: str) -> str:
    """Return the name of the view of an operator's own 4G."""
    return _OF_LTE + operator


def views(networks: Sequence[Network]) -> tuple[View, ...]:
    """Return every view of the networks of a run, any operator first.

    Examples
    --------
    >>> [view.name for view in views([Network("中国移动"), Network("中国电信")])]
    ['any', '中国移动', '中国电信']
    """
    return _views(tuple(networks))


def own_views(networks: Sequence[Network]) -> tuple[View, ...]:
    """Return the view of each operator's own 5G, in the order of the networks."""
    return tuple(view for view in views(networks) if _is_own(view.says))


def view_of_4g(networks: Sequence[Network]) -> View:
    """Return the view of every operator's 4G, without members when there is none."""
    return next((view for view in views(networks) if view.name == LTE), View(LTE, ()))


def _is_own(said: Name) -> bool:
    return bool(said.operator) and said.tech == NR and not said.sharing


@cache
def _views(networks: tuple[Network, ...]) -> tuple[View, ...]:
    return tuple(_each_view(networks))


def _each_view(networks: tuple[Network, ...]) -> Iterator[View]:
    own = _members(networks, NR)
    yield View(ANY, tuple(range(count_5g(networks))))
    for operator, members in own.items():
        yield View(operator, members)
    for operator, members in own.items():
        lent = tuple(i for i in own.get(partner(operator), ()) if networks[i].shared)
        if lent:
            yield View(with_sharing(operator), (*members, *lent))
    of_4g = _members(networks, LTE)
    if of_4g:
        yield View(LTE, tuple(i for members in of_4g.values() for i in members))
    for operator, members in of_4g.items():
        yield View(of_lte(operator), members)


def _members(networks: tuple[Network, ...], tech: str) -> dict[str, tuple[int, ...]]:
    """Return the networks of each operator."""
    found: dict[str, tuple[int, ...]] = {}
    for index, network in enumerate(networks):
        if network.tech == tech:
            found[network.operator] = (*found.get(network.operator, ()), index)
    return found


def count_5g(networks: Iterable[Network]) -> int:
    """Return how many of the networks are 5G: they come first."""
    return sum(network.tech == NR for network in networks)


@cache
def beside(networks: tuple[Network, ...]) -> npt.NDArray[np.int32]:
    """Return for each network one that every view has which has it; itself where none is.

    A station need not be computed where that one is better: no view would show it.
    """
    shared = {n.operator: i for i, n in enumerate(networks) if n.shared}
    return np.array(
        [shared.get(n.operator, i) if n.tech == NR else i for i, n in enumerate(networks)],
        np.int32,
    )


def networks_of(stations: pd.DataFrame) -> tuple[tuple[Network, ...], npt.NDArray[np.int32]]:
    """Return the networks of stations, and which each station belongs to.

    Parameters
    ----------
    stations
        With ``operator``, ``tech`` (``"LTE"``, anything else is 5G) and ``band``.

    Returns
    -------
    networks, network
        5G before 4G, then in the order of ``standards/operators.csv``, then what is shared
        last; index of each station's network, shape (stations,).
    """
    tech = np.where(stations["tech"] == LTE, LTE, NR)
    present = set(stations["operator"][tech == NR])
    each = [
        Network(operator, kind, kind == NR and _is_shared(operator, band, present))
        for operator, kind, band in zip(
            stations["operator"], tech.tolist(), stations["band"], strict=True
        )
    ]
    networks = tuple(sorted(set(each), key=_order))
    place = {network: index for index, network in enumerate(networks)}
    return networks, np.array([place[network] for network in each], np.int32)


def partner(operator: str) -> str:
    """Return who shares its network with an operator, ``""`` = nobody."""
    return _sharing().get(operator, ("", frozenset()))[0]


def shared_bands(operator: str) -> frozenset[str]:
    """Return the bands that an operator shares with its partner."""
    return _sharing().get(operator, ("", frozenset()))[1]


def _is_shared(operator: str, band: str, present: set[str]) -> bool:
    return band in shared_bands(operator) and partner(operator) in present


def _order(network: Network) -> tuple[bool, int, bool]:
    place = standards.table("operators")["operator"].tolist().index(network.operator)
    return network.tech == LTE, place, network.shared


@cache
def _sharing() -> dict[str, tuple[str, frozenset[str]]]:
    rows = standards.table("operators")[["operator", "shares_with", "shared_bands"]]
    return {
        str(operator): (str(other), frozenset(str(bands).split("|")))
        for operator, other, bands in rows.itertuples(index=False)
    }
