"""The files of a run, and what became of each row: used, repaired, or rejected with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import geopandas as gpd
import pandas as pd

import layers
from layers.errors import Finding

from . import datum_audit
from .apart import Apart


def load(
    layer: str, path: Path | None, declared: layers.Declared = layers.UNDECLARED
) -> tuple[gpd.GeoDataFrame, list[layers.Intake]]:
    """Return the rows of a layer and the account of its files; as `layers.load` otherwise."""
    intakes: list[layers.Intake] = []
    return layers.load(layer, path, intakes, declared), intakes


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
        self._intakes: dict[str, list[layers.Intake]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._apart.close()

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
        own = self._files.get(layer)
        if own is None:
            frame, self._intakes[layer] = load(layer, None)
        else:
            frame, self._intakes[layer] = self._apart.call(
                load, own, layer, own, self._declared.get(layer, layers.UNDECLARED)
            )
        return frame

    def without(
        self, layer: str, frame: gpd.GeoDataFrame, findings: Iterable[Finding]
    ) -> gpd.GeoDataFrame:
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
        bad = {(finding.file, finding.row) for finding in found}
        kept = [place not in bad for place in zip(frame["file"], frame["row"], strict=True)]
        return frame[kept].reset_index(drop=True) if bad else frame

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
        frame: gpd.GeoDataFrame,
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
