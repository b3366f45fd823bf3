"""Section 8: roads and railways, judged along the line."""

from __future__ import annotations

from ._part import Part
from ._table import Table

SECTION = 8


def tables(part: Part) -> list[Table]:
    """Return the tables of section 8."""
    return []
