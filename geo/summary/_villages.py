"""Section 9: administrative villages, apart from the 2022 goal."""

from __future__ import annotations

from ._part import Part
from ._table import Table

SECTION = 9


def tables(part: Part) -> list[Table]:
    """Return the tables of section 9."""
    return []
