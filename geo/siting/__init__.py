"""Where to build next: set cover and maximal cover with a proof of how good the plan is.

`Instance` says what covers what, `fewest` and `most` answer, `verify` checks an answer from the
sets alone. This package imports numpy, numba and highspy alone.
"""

from __future__ import annotations

from ._checks import InvalidInstance
from ._search import Effort
from .instance import Instance, from_pairs, from_sets
from .solution import Curve, Fewest, Most, Solution
from .solve import fewest, most
from .verify import verify

__all__ = [
    "Curve",
    "Effort",
    "Fewest",
    "Instance",
    "InvalidInstance",
    "Most",
    "Solution",
    "fewest",
    "from_pairs",
    "from_sets",
    "most",
    "verify",
]
