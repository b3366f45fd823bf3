"""The rows of a file on their way to a layer: what is done to them, and the account of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from .._columns import accepted
from .._intake import Intake
from .._layer import Layer
from .._reading import ROW, fold
from ..text import Text

Rows = npt.NDArray[np.bool_]


class Draft:
    """Text cells of one file, and the account of what is done to them.

    Parameters
    ----------
    cells
        Under the headers of the file, with the column ``_row``.
    layer
        What they should become.
    intake
        Takes what is assumed, repaired and set aside.
    columns
        Further headers, as the source writes them → column of the layer.
    """

    def __init__(
        self, cells: pd.DataFrame, layer: Layer, intake: Intake, columns: Mapping[str, str]
    ) -> None:
        self.layer, self.intake = layer, intake
        self.cells = _renamed(cells, layer, columns)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Number of each row in the file."""
        numbers: npt.NDArray[np.int64] = self.cells[ROW].to_numpy(np.int64)
        return numbers

    def has(self, column: str) -> bool:
        """Return whether any row has a value."""
        return column in self.cells and bool((self.cells[column] != "").any())

    def text(self, *columns: str) -> pd.Series[str]:
        """Return a column as text; of several the first that is not empty in each row."""
        found = pd.Series("", self.cells.index, dtype="str")
        for column in columns:
            if column in self.cells:
                found = found.where(found != "", self.cells[column])
        return found

    def take(self, *headers: str) -> pd.Series[str]:
        """Return the first of some columns that is not empty in each row, and drop them all.

        The headers are as a person writes them: letters, blanks and units do not matter.
        """
        names = self._called(headers)
        found = self.text(*names)
        self.cells = self.cells.drop(columns=names)
        return found

    def drop(self, headers: Sequence[str]) -> list[str]:
        """Drop some columns and return the names of those that have a value."""
        names = self._called(headers)
        told = [name for name in names if self.has(name)]
        self.cells = self.cells.drop(columns=names)
        return told

    def _called(self, headers: Sequence[str]) -> list[str]:
        """Return the columns of the file that are called so, in the order asked for."""
        order = {fold(header): place for place, header in reversed(list(enumerate(headers)))}
        names = [str(name) for name in self.cells if name != ROW and fold(str(name)) in order]
        return sorted(names, key=lambda name: order[fold(name)])

    def put(self, column: str, values: pd.Series[str]) -> None:
        """Write a column."""
        self.cells = self.cells.assign(**{column: values.astype("str")})

    def assume(
        self,
        column: str,
        values: pd.Series[str] | str,
        what: Text,
        remedy: Text,
        where: Rows | None = None,
    ) -> None:
        """Fill the empty cells of a column and count them as an assumption.

        Parameters
        ----------
        column
            Column of the layer.
        values
            What is assumed, per row; an empty text assumes nothing.
        what, remedy
            As of `layers.errors.Finding`.
        where
            Rows it holds for, ``None`` = all.
        """
        stated = self.text(column)
        filled = pd.Series(values, self.cells.index, dtype="str")
        lacking: Rows = ((stated == "") & (filled != "")).to_numpy(np.bool_)
        if where is not None:
            lacking = lacking & where
        self.put(column, stated.where(~lacking, filled))
        said = Text(f"{what.zh}（假设）", f"{what.en} (assumption)")
        self.intake.repaired("source-assumed", lacking, self.rows, column, said, remedy)

    def set_aside(self, where: Rows, column: str, what: Text, remedy: Text) -> None:
        """Leave out rows that are in order but of something else, and count them."""
        self.intake.leave("source-set-aside", where, self.rows, column, what, remedy)
        self.cells = self.cells[~where].reset_index(drop=True)

    def split(self, parts: Sequence[Sequence[Mapping[str, str]]], what: Text, remedy: Text) -> None:
        """Make several rows of one, each with some cells of its own.

        Parameters
        ----------
        parts
            For each row the cells that are its own in each of the rows made of it; an empty
            sequence leaves the row as it is.
        what, remedy
            As of `layers.errors.Finding`; counted by rows of the file that were split.
        """
        counts = np.array([max(1, len(part)) for part in parts], np.int64)
        own = [cells for part in parts for cells in (part or ({},))]
        repeated = self.cells.loc[self.cells.index.repeat(counts)].reset_index(drop=True)
        for column in dict.fromkeys(name for cells in own for name in cells):
            stated = repeated[column] if column in repeated else pd.Series("", repeated.index)
            mine = [cells.get(column) for cells in own]
            values = [old if new is None else new for old, new in zip(stated, mine, strict=True)]
            repeated[column] = pd.Series(values, repeated.index, dtype="str")
        self.intake.repaired("source-split", counts > 1, self.rows, "id", what, remedy)
        self.cells = repeated

    def note(self, code: str, where: Rows, column: str, what: Text, remedy: Text) -> None:
        """Say something of some rows once, counted."""
        self.intake.repaired(code, where, self.rows, column, what, remedy)


def each(cells: pd.Series[str], of: Callable[[str], str]) -> pd.Series[str]:
    """Return what becomes of each cell; cells that are the same are looked at once."""
    made = {cell: of(cell) for cell in cells.unique()}
    return cells.map(made).astype("str")


def _renamed(cells: pd.DataFrame, layer: Layer, columns: Mapping[str, str]) -> pd.DataFrame:
    """Bring the headers that are known to the names of the layer; a second one of a name stays."""
    known = {fold(header): column for header, column in columns.items()} | accepted(layer)
    taken = set(cells.columns)
    names: dict[str, str] = {}
    for header in cells.columns:
        name = known.get(fold(header), "")
        if header != ROW and name and name not in taken:
            names[header] = name
            taken.add(name)
    return cells.rename(columns=names)
