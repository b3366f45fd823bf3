"""The command ``export``: what was typed → what is wanted → files for a GIS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd

import layers
from layers.errors import Finding, InputError
from layers.text import Lang, Text

from .. import pipeline, scope
from ..outputs import Wanted, postgis, run_record
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
    """What was written, what formats had to change, and the language to say it in."""

    files: list[Path]
    notes: list[Finding]
    lang: Lang = "zh"


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
        As `geo.pipeline.export`; nothing is written where one of several prefectures is unknown.
    """
    record = run_record.require(folders.processed)
    asked = request.wanted()
    _require_computed(asked, record["scope"], layers.load("prefectures"))
    notes: list[Finding] = []
    files: list[Path] = []
    for wanted in asked:
        files += pipeline.export(folders, request.formats, progress, wanted, notes)
    return Exported(files, list(dict.fromkeys(notes)), request.lang or record["lang"])


def _require_computed(
    asked: list[Wanted], computed: list[str], prefectures: gpd.GeoDataFrame
) -> None:
    """Refuse prefectures that the last run was not about."""
    names = prefectures.set_index("adcode")
    missing = [one.prefecture for one in asked if one.prefecture not in (None, *computed)]
    if not missing:
        return
    zh, en = (
        ["、".join(names.loc[codes, "short_zh"]) for codes in (missing, computed)],
        [", ".join(names.loc[codes, "name_en"]) for codes in (missing, computed)],
    )
    raise InputError(
        [
            Finding(
                "unknown-prefecture",
                Text(f"上次运行没有计算{zh[0]}", f"the last run was not about {en[0]}"),
                Text(
                    f"可用：{zh[1]}；或先重新运行 ./covermap run（-p 可重复）",
                    f"one of: {en[1]}; or run ./covermap run again (-p may be repeated)",
                ),
                field="--prefecture",
            )
        ]
    )


def told(notes: Iterable[Finding]) -> list[Text]:
    """Return what formats had to change: what is so of several layers is said once.

    Parameters
    ----------
    notes
        As of `Exported`.
    """
    layers_of: dict[tuple[str, Text, Text], list[str]] = {}
    for note in notes:
        layers_of.setdefault((note.file, note.what, note.remedy), []).append(note.field or "")
    return [
        Text(
            f"{file} · {'、'.join(names)}：{what.zh} → {remedy.zh}",
            f"{file} · {', '.join(names)}: {what.en} → {remedy.en}",
        )
        for (file, what, remedy), names in layers_of.items()
    ]


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
