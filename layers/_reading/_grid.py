"""The rows of a table as columns of text: a million rows cost what a handful of arrays cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Strings: TypeAlias = npt.NDArray[np.object_]
Places: TypeAlias = npt.NDArray[np.int64]

HEAD = 16  # rows that may hold the header: no column begins below them


class Row(NamedTuple):
    """One row that is not blank, with its number in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Grid:
    """The rows of a table that are not blank.

    Parameters
    ----------
    columns
        Stripped text, ``""`` where empty; a row's place in them is its place in the grid.
    numbers
        Number of each row in the file, from 1.
    widths
        How many cells each row has, also empty ones and those beyond the columns.
    longer
        Place → all cells of a row with something beyond the columns.
    """

    columns: list[Strings]
    numbers: Places
    widths: Places
    longer: Mapping[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[str]]) -> Grid:
        """Return the grid of rows of cells, blank ones among them."""
        numbered = (Row(n, [*map(str.strip, row)]) for n, row in enumerate(rows, 1) if row)
        filled = [row for row in numbered if any(row.cells)]
        width = max((last_filled(row.cells) for row in filled[:HEAD]), default=0)
        table = np.empty((width, len(filled)), object)
        longer: dict[int, list[str]] = {}
        for place, (_, cells) in enumerate(filled):
            table[:, place] = fitted(cells, width)
            if len(cells) > width and any(cells[width:]):
                longer[place] = cells
        numbers = np.array([row.number for row in filled], np.int64)
        widths = np.array([len(row.cells) for row in filled], np.int64)
        return cls(list(table), numbers, widths, longer)

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, place: int) -> Row:
        """Return one row."""
        cells = self.longer.get(place) or [str(column[place]) for column in self.columns]
        return Row(int(self.numbers[place]), fitted(cells, int(self.widths[place])))

    def head(self) -> list[Row]:
        """Return the first rows."""
        return [self.row(place) for place in range(min(HEAD, len(self)))]

    def under(self, header: Sequence[str]) -> Grid:
        """Return the grid with a header above it that is no row of the file."""
        width = max(len(header), len(self.columns))
        columns = [*self.columns, *[empty(len(self))] * (width - len(self.columns))]
        own = fitted(list(header), width)
        return Grid(
            [np.append(np.array([name], object), c) for name, c in zip(own, columns, strict=True)],
            np.append(0, self.numbers),
            np.append(len(header), self.widths),
            {place + 1: cells for place, cells in self.longer.items()},
        )


def empty(count: int) -> Strings:
    """Return a column of empty cells."""
    return np.full(count, "", object)


def fitted(cells: list[str], width: int) -> list[str]:
    """Return so many cells, empty ones added or the last left out."""
    return [*cells[:width], *[""] * (width - len(cells))]


def last_filled(cells: Sequence[str]) -> int:
    """Return how many cells there are to the last that is not empty."""
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)
