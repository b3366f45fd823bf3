"""What a column of a million cells is asked: which repeat, which are written in some way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Rows: TypeAlias = npt.NDArray[np.bool_]
_LOOKED_AT = 4096  # cells that tell whether a column repeats itself


def repeats(table: pd.DataFrame, key: str) -> Rows:
    """Return which rows say once more, cell by cell, what an earlier row has said.

    Parameters
    ----------
    table
        Text cells.
    key
        The column that differs most, looked at first.

    Examples
    --------
    >>> repeats(pd.DataFrame({"id": ["a", "b", "a"], "name": ["x", "x", "x"]}), "id").tolist()
    [False, False, True]
    """
    order = sorted(range(table.shape[1]), key=lambda place: table.columns[place] != key)
    left = np.arange(len(table))
    for place in order:  # a row that repeats another does so in each column
        left = left[table.iloc[left, place].duplicated(keep=False).to_numpy()]
        if not len(left):
            break
    again = np.zeros(len(table), np.bool_)
    if len(left):
        again[left] = table.iloc[left].duplicated().to_numpy()
    return again


@dataclass(frozen=True)
class Cells:
    r"""The cells of a column; where they repeat, the texts that there are and which each one is.

    Parameters
    ----------
    texts
        Text, none of it missing.
    codes
        Place in `texts` of each cell.

    Examples
    --------
    >>> cells = Cells.of(pd.Series(["12.0", "12", "12.0"]))
    >>> cells.matching(r"\d+\.0").tolist()
    [True, False, True]
    """

    texts: npt.NDArray[np.object_]
    codes: npt.NDArray[np.int64] | slice

    @classmethod
    def of(cls, column: pd.Series[str]) -> Cells:
        """Look at the cells of a column."""
        cells = column.to_numpy(object)
        looked_at = cells[:_LOOKED_AT]
        if 2 * len(set(looked_at)) > len(looked_at):
            return cls(cells, slice(None))
        codes, texts = pd.factorize(cells)
        return cls(texts, codes)

    @cached_property
    def _together(self) -> str:
        return "\n".join(self.texts.tolist())

    def matching(self, pattern: str) -> Rows:
        """Return which cells a pattern takes as a whole, in letters of any case.

        Parameters
        ----------
        pattern
            A regular expression that looks at nothing beside what it takes.
        """
        found = np.zeros(len(self.texts), np.bool_)
        # Mostly none is: one search through all of them tells.
        if re.search(rf"^(?:{pattern})$", self._together, re.MULTILINE | re.IGNORECASE):
            one = re.compile(pattern, re.IGNORECASE)
            found[:] = [one.fullmatch(text) is not None for text in self.texts]
        return found[self.codes]


def numbered(values: pd.Series[str]) -> tuple[pd.Series[str], Rows]:
    """Tell equal values apart by a suffix ``#2``, ``#3`` …; return them, and which were changed.

    Examples
    --------
    >>> numbered(pd.Series(["a", "a", "a#2", "a"]))[0].tolist()
    ['a', 'a#3', 'a#2', 'a#4']
    """
    again: Rows = values.duplicated().to_numpy()
    if not again.any():
        return values, again
    names = values.to_numpy(object, copy=True)
    taken = set(names)
    counts: dict[str, int] = {}
    for place in np.flatnonzero(again):
        value = str(names[place])
        while True:
            counts[value] = counts.get(value, 1) + 1
            name = f"{value}#{counts[value]}"
            if name not in taken:
                break
        taken.add(name)
        names[place] = name
    return pd.Series(names, values.index, dtype="str"), again
