"""The command ``export``: what was typed → what is wanted → files for a GIS."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import layers
from layers.errors import Finding
from layers.text import Lang

from .. import pipeline, scope
from ..outputs import Wanted, postgis
from ..outputs._wanted import crs_named, require_layers


@dataclass(frozen=True)
class Request:
    """What was typed.

    Parameters
    ----------
    formats
        Names of formats, empty = those of every run.
    layers
        Names of layers, empty = all.
    prefectures
        Names or codes, each of which gets files of its own; empty = the whole run.
    crs
        Code of a CRS, ``""`` = longitude and latitude.
    lang
        Language of titles, ``None`` = that of the run.
    """

    formats: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    prefectures: list[str] = field(default_factory=list)
    crs: str = ""
    lang: Lang | None = None

    def wanted(self) -> list[Wanted]:
        """Return what is wanted, one for each prefecture.

        Raises
        ------
        InputError
            When there is no such prefecture or CRS.
        """
        crs = crs_named(self.crs) if self.crs else ""
        codes: tuple[str | None, ...] = (None,)
        if self.prefectures:
            codes = scope.resolve(self.prefectures, layers.load("prefectures"))
        names = tuple(dict.fromkeys(self.layers))
        return [Wanted(names, code, crs, self.lang) for code in codes]


class Exported(NamedTuple):
    """What was written, and what formats had to change."""

    files: list[Path]
    notes: list[Finding]


def export(
    folders: pipeline.Folders, request: Request, progress: pipeline.Progress = pipeline.silent
) -> Exported:
    """Write exports of the last run.

    Parameters
    ----------
    folders
        Where the run was written.
    request
        What was typed.
    progress
        As in `geo.pipeline.run`.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.pipeline.export`.
    """
    notes: list[Finding] = []
    files: list[Path] = []
    for wanted in request.wanted():
        files += pipeline.export(folders, request.formats, progress, wanted, notes)
    return Exported(files, list(dict.fromkeys(notes)))


def send(folders: pipeline.Folders, request: Request, address: str) -> list[postgis.Sent]:
    """Write layers of the last run into a PostGIS database.

    Parameters
    ----------
    folders, request
        As of `export`; formats are none of it.
    address
        ``postgresql://…``.

    Raises
    ------
    EnvironmentProblem, InputError
        As `geo.outputs.postgis.send`; also when there is no finished run.
    """
    results, wanted = pipeline.last(folders), request.wanted()
    require_layers(results, wanted[0])
    return postgis.send(results, address, wanted)


def split(text: str | None) -> list[str]:
    """Return what was typed with commas between.

    Examples
    --------
    >>> split("gpkg, shp,")
    ['gpkg', 'shp']
    """
    return [name.strip() for name in (text or "").split(",") if name.strip()]
