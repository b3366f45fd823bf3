"""``covermap check``: one file, everything that is to be said of it, read as a run reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

import layers
from layers.errors import Finding, InputError
from layers.text import Text

from .. import datum_audit, locate, settings
from ..apart import Apart
from ..outputs import rejected_file
from ..outputs._atomic import atomic_write, sweep
from ..outputs._csv import rendered_frame
from ..outputs._lock import writing
from ..received import Received

# Role → the layer whose columns a file of that role has; other names are those of layers.
_LAYERS = {"sites": "base_stations", "areas": "government"}
_OF_NO_LAYER = ("dem", "config")
_MAPS = frozenset(("prefectures", "counties", "lakes"))  # lie around the province as well


@dataclass(frozen=True)
class Checked:
    """What was found of one file.

    Parameters
    ----------
    file, role
        What was checked, as what.
    usable
        Whether a run can use it, at least in part.
    findings
        Everything that was repaired, left out or refused.
    rows
        The rows that can be used, `None` where a file has none.
    rejected
        The rows that cannot, with their reasons.
    read
        Rows of data in the file.
    set_aside
        Rows in order that are of something else, such as cells of 2G.
    unaudited
        Why the datum could not be audited, ``None`` = it was, or there is none.
    """

    file: Path
    role: str
    usable: bool
    findings: tuple[Finding, ...]
    rows: pd.DataFrame | None = None
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    read: int = 0
    set_aside: int = 0
    unaudited: Text | None = None

    @property
    def kept(self) -> int:
        """Rows that are used; a run may make several records of one."""
        rejected = self.rejected["row"].nunique() if len(self.rejected) else 0
        return self.read - rejected - self.set_aside


def roles() -> list[str]:
    """Return what a file can be checked as."""
    return [*_LAYERS, *_OF_NO_LAYER, *layers.catalogue()]


def check(role: str, file: Path, declared: layers.Declared = layers.UNDECLARED) -> Checked:
    """Look a file through as a run would.

    Parameters
    ----------
    role
        One of `roles`.
    file
        The file; a folder of tiles for a DEM.
    declared
        What is said of the file as a whole.

    Raises
    ------
    InputError
        For an unknown role, operator or source; what is wrong with the file is in the result.
    """
    if role not in roles():
        raise InputError([_unknown_role(role)])
    if role not in _OF_NO_LAYER:
        layers.require_declared(_LAYERS.get(role, role), declared, file.name)
    checks: dict[str, Callable[[Path], Checked]] = {"dem": _dem, "config": _config}
    try:
        return checks[role](file) if role in checks else _layer(role, file, declared)
    except InputError as error:
        return Checked(file, role, usable=False, findings=error.findings)


def _layer(role: str, file: Path, declared: layers.Declared) -> Checked:
    name = _LAYERS.get(role, role)
    with Received({name: file}, {name: declared}) as received:
        return _accounted(role, name, file, received)


def _accounted(role: str, name: str, file: Path, received: Received) -> Checked:
    try:
        received.expect(name)
        of_points = layers.catalogue()[name].geometry == "point"
        if of_points:  # while the file is read
            counties, prefectures = layers.load("counties"), layers.load("prefectures")
        frame = received.bare(name)
        doubts: list[Finding] = []
        unaudited = None
        if of_points and "lon" in frame:
            beyond = locate.outside(frame, _county(frame, counties))
            doubts = received.doubts(name, frame, counties, prefectures)
            unaudited = datum_audit.lacking(frame, counties, prefectures)
            frame = received.without(name, frame, beyond)
    except InputError as error:
        findings = (*received.repairs(), *error.findings)
        return _of_no_use(Checked(file, role, usable=False, findings=findings), error.rejected)
    return Checked(
        file,
        role,
        usable=True,
        findings=(*doubts, *received.repairs(), *received.reasons()),
        rows=frame,
        rejected=received.rejected(),
        read=received.read(),
        set_aside=received.set_aside(),
        unaudited=unaudited,
    )


def _of_no_use(checked: Checked, rejected: pd.DataFrame | None) -> Checked:
    """Return the account of a file of which no row is left, with the rows that it has."""
    if rejected is None:
        return checked
    return replace(checked, rejected=rejected, read=int(rejected["row"].nunique()))


def _county(frame: pd.DataFrame, counties: gpd.GeoDataFrame) -> npt.NDArray[np.str_]:
    if isinstance(frame, gpd.GeoDataFrame):  # what is drawn, such as the extent of a place
        return locate.county_of(frame.geometry.representative_point(), counties)
    return locate.county_at(frame["lon"], frame["lat"], counties)


def _dem(file: Path, clutter: Path | None = None) -> Checked:
    return _apart("dem", file, _of_terrain, clutter)


def _apart(role: str, file: Path, look: Callable[..., Sequence[Finding]], *more: object) -> Checked:
    """Return what a look at a file in a process of its own finds."""
    try:
        with closing(Apart()) as reader:
            findings = reader.call(look, file, file, *more)
    except InputError as error:
        return Checked(file, role, usable=False, findings=error.findings)
    return Checked(file, role, usable=True, findings=tuple(findings))


# What only some roles need is imported where it is needed: it takes a second to start.


def _of_terrain(dem: Path, clutter: Path | None) -> list[Finding]:
    from ..terrain import finding as of_terrain
    from ..terrain import open_terrain

    with open_terrain(dem, clutter) as terrain:
        west, south, east, north = layers.load("prefectures").total_bounds
        lon, lat = terrain.corners()
        apart = lon.max() < west or lon.min() > east or lat.max() < south or lat.min() > north
        outside = [of_terrain("terrain-outside", dem)] if apart else []
        return [*terrain.findings, *outside]


def _of_people(file: Path) -> Sequence[Finding]:
    from ..people import open_people

    return open_people(file, layers.load("counties")).findings


def _of_goals(table: Path, select: list[str]) -> Sequence[Finding]:
    from ..goals import in_force

    in_force(table, select, layers.load("prefectures"))
    return ()


def _config(file: Path) -> Checked:
    """Check a settings file and every file that it names."""
    chosen = settings.read(file)
    named = [
        _layer(name, path, chosen.declared(name)) for name, path in sorted(chosen.layers.items())
    ]
    if chosen.terrain.dem is not None:
        named.append(_dem(chosen.terrain.dem, chosen.terrain.clutter))
    if chosen.people.file is not None:
        named.append(_apart("people", chosen.people.file, _of_people))
    if chosen.goals.table is not None:
        named.append(_apart("goals", chosen.goals.table, _of_goals, chosen.goals.select))
    rejected = [checked.rejected for checked in named if len(checked.rejected)]
    return Checked(
        file,
        "config",
        usable=all(checked.usable for checked in named),
        findings=tuple(finding for checked in named for finding in checked.findings),
        rejected=pd.concat(rejected, ignore_index=True).fillna("") if rejected else pd.DataFrame(),
        read=sum(checked.read for checked in named),
    )


def write(checked: Checked, folder: Path) -> list[Path]:
    """Write the rows that can be used, under the names of the template, and ``rejected.csv``.

    Parameters
    ----------
    checked
        What `check` returned.
    folder
        Where the files are to be.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    EnvironmentProblem, InputError
        When the folder cannot be written, or another process is writing there.
    """
    with writing(folder, "check"):
        sweep(folder, depth=0)
        return _written(checked, folder)


def _written(checked: Checked, folder: Path) -> list[Path]:
    written = rejected_file.write(checked.rejected, folder)
    if checked.rows is not None:
        rows = pd.DataFrame(checked.rows.drop(columns=["geometry", "file"], errors="ignore"))
        # A "#" before its name keeps the number of the row from being read back.
        rows = rows.rename(columns={"row": "#row"})
        name = Path(checked.file.name.removesuffix(".gz")).stem
        target = folder / f"{name}-checked.csv"
        atomic_write(target, rendered_frame(rows))
        written.append(target)
    return written


def as_json(checked: Checked, written: list[Path]) -> dict[str, object]:
    """Return the result for a machine.

    Parameters
    ----------
    checked
        What `check` returned.
    written
        What `write` returned.
    """
    rejected = checked.read - checked.kept - checked.set_aside
    return {
        "file": str(checked.file),
        "role": checked.role,
        "usable": checked.usable,
        "rows": {
            "read": checked.read,
            "kept": checked.kept,
            "rejected": rejected,
            "set_aside": checked.set_aside,
            "records": 0 if checked.rows is None else len(checked.rows),
        },
        "datum_not_audited": checked.unaudited._asdict() if checked.unaudited else None,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "file": finding.file,
                "row": finding.row,
                "field": finding.field,
                "found": finding.what._asdict(),
                "remedy": finding.remedy._asdict(),
            }
            for finding in checked.findings
        ],
        "written": [str(path) for path in written],
    }


def _unknown_role(role: str) -> Finding:
    known = roles()
    return Finding(
        "unknown-role",
        Text(f"没有角色 {role!r}", f"there is no role {role!r}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        field="--role",
    )
