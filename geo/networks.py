"""Networks and who may use which: one operator, any operator.

Levels are kept per network; everything that is counted or judged is counted and judged per
view. A view is what one phone can use: the best of its networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .results import ANY


class Network(NamedTuple):
    """What one axis of levels stands for.

    Parameters
    ----------
    operator
        Name.
    """

    operator: str


@dataclass(frozen=True)
class View:
    """One way of looking at the networks.

    Parameters
    ----------
    name
        `geo.results.ANY` or the name of an operator.
    members
        Indices of the networks it may use.
    """

    name: str
    members: tuple[int, ...]


def views(networks: Sequence[Network]) -> tuple[View, ...]:
    """Return every view of the networks of a run, any operator first.

    Examples
    --------
    >>> [view.name for view in views([Network("中国移动"), Network("中国电信")])]
    ['any', '中国移动', '中国电信']
    """
    own = (View(network.operator, (index,)) for index, network in enumerate(networks))
    return (View(ANY, tuple(range(len(networks)))), *own)
