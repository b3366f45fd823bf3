"""Section 7: where 4G reaches and 5G does not, when 4G stations are given."""

from __future__ import annotations

from ._part import Part
from ._table import Table

SECTION = 7


def tables(part: Part) -> list[Table]:
    """Return the tables of section 7."""
    return []
