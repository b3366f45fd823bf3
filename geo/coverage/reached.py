"""Which networks reach a threshold, cell by cell: what every view of them is counted from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..networks import Network, View, own_views, view_of_4g, views
from ..results import TECHNOLOGIES

Bits = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]  # network i is bit i, as in `View.bits`
_UNSEEN = TECHNOLOGIES.index("no_data")


class Reached(NamedTuple):
    """Networks that reach a threshold, as bits: a byte a cell for 8 networks, two for more.

    Parameters
    ----------
    networks
        What the bits stand for.
    at_50, at_90
        Which reach it with 50 % and with 90 % location probability.
    possible
        Which might reach it at 50 %, but for a void on the path.
    """

    networks: tuple[Network, ...]
    at_50: Bits
    at_90: Bits
    possible: Bits

    def inside(self, mask: npt.NDArray[np.bool_]) -> Reached:
        """Return the cells of a mask, shape (n,)."""
        return Reached(self.networks, *(bits[mask] for bits in self[1:]))

    def by(self, view: View) -> npt.NDArray[np.bool_]:
        """Return the cells that a view reaches at 50 %."""
        return _any_of(self.at_50, view)

    def open_to(self, view: View) -> npt.NDArray[np.bool_]:
        """Return the cells that a view is not known to reach, nor known not to."""
        return _any_of(self.possible, view) & ~_any_of(self.at_50, view)

    def operators(self) -> npt.NDArray[np.uint8]:
        """Return how many operators' own 5G reaches the threshold at 50 %."""
        count = np.zeros(self.at_50.shape, np.uint8)
        for view in own_views(self.networks):
            count += self.by(view)
        return count

    def gaining(self) -> npt.NDArray[np.uint8]:
        """Return how many operators' customers gain by roaming.

        Of those whose own 5G is known not to reach the threshold at 50 %, where another
        operator's does.
        """
        count = np.zeros(self.at_50.shape, np.uint8)
        for view in own_views(self.networks):
            count += ~_any_of(self.at_50 | self.possible, view)
        count[~self.by(views(self.networks)[0])] = 0
        return count

    def technologies(self) -> npt.NDArray[np.uint8]:
        """Return by which technology any operator reaches the threshold at 50 %.

        An index into `geo.results.TECHNOLOGIES`; no data where a void leaves one of them open.
        """
        of_5g = views(self.networks)[0]
        of_4g = view_of_4g(self.networks)
        seen = self.by(of_4g) + 2 * self.by(of_5g).astype(np.uint8)
        seen[self.open_to(of_5g) | self.open_to(of_4g)] = _UNSEEN
        return seen


def _any_of(bits: Bits, view: View) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (bits & view.bits) != 0
    return found
