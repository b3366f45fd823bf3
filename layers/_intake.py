"""What becomes of the rows of one file: kept, repaired, rejected or set aside, and all counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ._packing import Packed
from ._reading import ROW
from .errors import Finding, InputError
from .text import Text


class Intake:
    """Account of the rows of one file.

    Parameters
    ----------
    file
        Name of the file in findings.
    datum
        Datum of the rows that name none, ``""`` = that of the map.

    Attributes
    ----------
    findings : list of Finding
        What was repaired or left out, as warnings, and why rows were rejected.
    datums : pandas.Series
        Number of a row → the datum its coordinate was given in, before it was converted.
    """

    def __init__(self, file: str, datum: str = "") -> None:
        self.file, self.datum = file, datum
        self.findings: list[Finding] = []
        self._cells: pd.DataFrame | Packed = pd.DataFrame({ROW: pd.Series(dtype="int64")})
        self._reasons: dict[int, list[Finding]] = {}
        self._aside: set[int] = set()
        self.datums: pd.Series[Any] = pd.Series(dtype="category")

    def __getstate__(self) -> dict[str, Any]:
        """Travel between processes without an object for each cell, from now on here as well."""
        if not isinstance(self._cells, Packed):
            self._cells = Packed.of(self._cells)  # memory is shortest while the answer is written
        return self.__dict__

    def open(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Take the rows of the file as they came; return those that reading left usable.

        What is made of them later, and opened once more, changes nothing.

        Parameters
        ----------
        cells
            Text cells under the headers of the file, with the column `ROW`.

        Raises
        ------
        InputError
            When no row is left.
        """
        if not len(self._cells):
            self._cells = cells
        unreadable = [finding for finding in self.findings if finding.severity == "error"]
        self.findings = [f for f in self.findings if f.severity != "error"]
        self.reject(unreadable)
        left = cells[~cells[ROW].isin(list(self._reasons))]
        return left.reset_index(drop=True) if len(left) < len(cells) else cells

    def keep_datums(self, typed: pd.DataFrame) -> None:
        """Remember the datum of each row, which is lost when its coordinate is converted."""
        datums = pd.Series(typed["datum"].to_numpy(), typed["row"])
        self.datums = datums.astype("category")  # a million rows name few

    @property
    def read(self) -> int:
        """Rows of data in the file."""
        return len(self._cells)

    @property
    def rejected(self) -> int:
        """Rows that are not used."""
        return len(self._reasons)

    @property
    def set_aside(self) -> int:
        """Rows in order that are of something else than what is read, such as cells of 2G."""
        return len(self._aside)

    @property
    def kept(self) -> int:
        """Rows that are used, repaired ones too."""
        return self.read - self.rejected - self.set_aside

    def repaired(
        self, code: str, where: npt.NDArray[np.bool_], rows: npt.ArrayLike, field: str, what: Text,
        remedy: Text,
    ) -> None:  # fmt: skip
        """Report a repair of many cells of one column once, at the first of them.

        Parameters
        ----------
        code, field, what, remedy
            As of `Finding`.
        where
            Which rows were repaired.
        rows
            Number of each row in the file.
        """
        count = int(where.sum())
        if count:
            counted = Text(f"{what.zh}（{count} 行）", f"{what.en} ({count} rows)")
            first = int(np.asarray(rows)[where][0])
            self.findings.append(
                Finding(code, counted, remedy, self.file, first, field, severity="warning")
            )

    def leave(
        self, code: str, where: npt.NDArray[np.bool_], rows: npt.ArrayLike, field: str, what: Text,
        remedy: Text,
    ) -> None:  # fmt: skip
        """Set rows aside that are in order but of something else; parameters as of `repaired`."""
        self.repaired(code, where, rows, field, what, remedy)
        self._aside.update(int(row) for row in np.asarray(rows)[where])

    def reject(self, findings: Iterable[Finding]) -> None:
        """Leave out the rows that findings name; one that names none refuses the file.

        Raises
        ------
        InputError
            When the file as a whole cannot be used, or no row of it is left.
        """
        found = list(findings)
        if any(finding.row is None for finding in found):
            raise InputError(found)
        for finding in found:
            self._reasons.setdefault(finding.row or 0, []).append(finding)
        if found and self.kept <= 0:
            every = [finding for reasons in self._reasons.values() for finding in reasons]
            raise InputError(every, self.rejected_rows())

    def without_rejected(self, typed: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are kept."""
        if not self._reasons:
            return typed
        kept = ~typed["row"].isin(list(self._reasons))
        return typed[kept].reset_index(drop=True)

    def reasons(self) -> list[Finding]:
        """Return why rows were rejected, in the order of the file."""
        return [finding for row in sorted(self._reasons) for finding in self._reasons[row]]

    def warnings(self) -> list[Finding]:
        """Return what a run reports: repairs, and rejected rows counted by reason."""
        grouped = Counter((found.code, found.field) for found in self.reasons())
        first = {(f.code, f.field): f for f in reversed(self.reasons())}
        return [
            *self.findings,
            *(self._counted(first[key], count) for key, count in sorted(grouped.items(), key=str)),
        ]

    def _counted(self, found: Finding, count: int) -> Finding:
        what = Text(
            f"{found.what.zh}（{count} 处，所在行未采用，见 rejected.csv）",
            f"{found.what.en} ({count} times; the rows are not used, see rejected.csv)",
        )
        return replace(found, what=what, severity="warning")

    def rejected_rows(self) -> pd.DataFrame:
        """Return the rejected rows as they came, with what is wrong and what to do.

        Returns
        -------
        pandas.DataFrame
            Columns ``file, row, field, code, reason_zh, reason_en, remedy_zh, remedy_en``, one
            row per reason, then the columns of the file.
        """
        reasons = self.reasons()
        wanted = [finding.row for finding in reasons]
        told = pd.DataFrame(
            [(f.file, f.row, f.field or "", f.code, *f.what, *f.remedy) for f in reasons],
            columns=[
                *("file", "row", "field", "code", "reason_zh", "reason_en"),
                *("remedy_zh", "remedy_en"),
            ],
        )
        cells = self._cells_of(wanted)
        return pd.concat([told, cells.fillna("").astype("str")], axis=1)

    def _cells_of(self, rows: list[int | None]) -> pd.DataFrame:
        """Return the cells of some rows, by their numbers in the file."""
        cells = self._cells
        if isinstance(cells, Packed):
            wanted = pd.Series(cells.column(ROW)).isin(rows)
            cells = cells.frame(np.flatnonzero(wanted.to_numpy()))
        return cells.set_index(ROW).reindex(rows).reset_index(drop=True)
