"""The files of a run, and what became of each row: used, repaired, or rejected with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Self, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

import layers
from layers.errors import Finding

from . import datum_audit
from .apart import Apart

_Loaded: TypeAlias = tuple[layers.Packed | pd.DataFrame, list[layers.Intake]]


def load(layer: str, path: Path, declared: layers.Declared = layers.UNDECLARED) -> _Loaded:
    """Return the rows of a file and their account, ready to travel between processes."""
    intakes: list[layers.Intake] = []
    frame = layers.load_bare(layer, path, intakes, declared)
    return frame if isinstance(frame, gpd.GeoDataFrame) else layers.Packed.of(frame), intakes


class Received:
    """Reads layers and keeps account of their rows.

    Parameters
    ----------
    files
        Layer → the planner's own file, ``None`` or missing = what comes with covermap.
    declared
        Layer → what the planner says of that file as a whole.
    """

    def __init__(
        self,
        files: Mapping[str, Path | None],
        declared: Mapping[str, layers.Declared] | None = None,
    ) -> None:
        self._files, self._declared = files, declared or {}
        self._apart = Apart()
        self._asked: dict[str, Callable[[], _Loaded]] = {}
        self._intakes: dict[str, list[layers.Intake]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._apart.close()

    def expect(self, layer: str) -> None:
        """Begin to read a layer's own file, which is loaded next, while this process goes on.

        Parameters
        ----------
        layer
            Name in `layers.catalogue`.
        """
        own = self._files.get(layer)
        if own is not None:
            said = self._declared.get(layer, layers.UNDECLARED)
            self._asked[layer] = self._apart.ask(load, own, layer, own, said)

    def load(self, layer: str) -> gpd.GeoDataFrame:
        """Return the rows of a layer that can be used.

        Parameters
        ----------
        layer
            Name in `layers.catalogue`.

        Raises
        ------
        InputError
            When its file as a whole cannot be used.
        """
        return layers.with_geometry(self.bare(layer), layers.catalogue()[layer])

    def bare(self, layer: str) -> pd.DataFrame:
        """Do as `load`, but leave points as longitude and latitude alone."""
        if self._files.get(layer) is None:
            self._intakes[layer] = []
            return layers.load(layer, None, self._intakes[layer])
        if layer not in self._asked:
            self.expect(layer)
        frame, self._intakes[layer] = self._asked.pop(layer)()
        return frame.frame() if isinstance(frame, layers.Packed) else frame

    def without(self, layer: str, frame: pd.DataFrame, findings: Iterable[Finding]) -> pd.DataFrame:
        """Reject the rows of a loaded layer that findings name, and return the others.

        Parameters
        ----------
        layer
            Name it was loaded by.
        frame
            Its rows.
        findings
            Each with the file and the row it is about.

        Raises
        ------
        InputError
            When no row of a file is left.
        """
        found = list(findings)
        for intake in self._intakes.get(layer, []):
            intake.reject([finding for finding in found if finding.file == intake.file])
        if not found:
            return frame
        kept = np.ones(len(frame), np.bool_)
        for file in {finding.file for finding in found}:
            rows = [finding.row for finding in found if finding.file == file]
            kept &= ~(frame["row"].isin(rows) & (frame["file"] == file)).to_numpy(np.bool_)
        return frame[kept].reset_index(drop=True)

    def _all(self) -> list[layers.Intake]:
        return [intake for intakes in self._intakes.values() for intake in intakes]

    def findings(self) -> list[Finding]:
        """Return repairs, and rejected rows by reason, as warnings."""
        return [finding for intake in self._all() for finding in intake.warnings()]

    def repairs(self) -> list[Finding]:
        """Return what was repaired or left out, as warnings."""
        return [finding for intake in self._all() for finding in intake.findings]

    def reasons(self) -> list[Finding]:
        """Return why each rejected row is rejected."""
        return [finding for intake in self._all() for finding in intake.reasons()]

    def read(self) -> int:
        """Return how many rows of data all files have."""
        return sum(intake.read for intake in self._all())

    def set_aside(self) -> int:
        """Return how many rows of all files are in order but of something else."""
        return sum(intake.set_aside for intake in self._all())

    def doubts(
        self,
        layer: str,
        frame: pd.DataFrame,
        counties: gpd.GeoDataFrame,
        prefectures: gpd.GeoDataFrame,
    ) -> list[Finding]:
        """Return the doubts about the datum of a loaded layer, if its file is the planner's own.

        Parameters
        ----------
        layer
            Name it was loaded by.
        frame, counties, prefectures
            As of `geo.datum_audit.doubts`.
        """
        if self._files.get(layer) is None:
            return []
        given = pd.concat([intake.datums.astype("str") for intake in self._intakes[layer]])
        given = given[~given.index.duplicated()]
        return datum_audit.doubts(frame, frame["row"].map(given), counties, prefectures)

    def rows(self) -> Counter[str]:
        """Return how many rows of each file are used."""
        rows: Counter[str] = Counter()
        for intake in self._all():
            rows[intake.file] += intake.kept
        return rows

    def rejected(self) -> pd.DataFrame:
        """Return the rejected rows of all files, as `layers.Intake.rejected_rows` has them."""
        parts = [intake.rejected_rows() for intake in self._all() if intake.rejected]
        return pd.concat(parts, ignore_index=True).fillna("") if parts else pd.DataFrame()
