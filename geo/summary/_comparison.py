"""Section 15: what changed against an earlier run."""

from __future__ import annotations

from ._part import Part
from ._table import Table

SECTION = 15


def tables(part: Part) -> list[Table]:
    """Return the tables of section 15."""
    return []
