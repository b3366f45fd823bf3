"""The DEM of a run: hashed, opened, listed, and what earlier runs have kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from layers.errors import Finding, InputError
from layers.text import Text

from .inputs import Inputs
from .networks import Network, networks_of
from .outputs import run_record, terrain_memory
from .outputs.level_memory import LevelMemory, folder_of, forget_others
from .settings import Settings
from .terrain import Terrain, input_files, open_terrain


def digests(settings: Settings) -> dict[Path, str]:
    """Return the SHA-256 of every file of DEM and clutter, in the order of their names.

    Raises
    ------
    InputError
        When there is none, or one cannot be read; naming the setting.
    """
    dem, clutter = settings.terrain.dem, settings.terrain.clutter
    if dem is None:
        if clutter is not None:
            raise InputError([_clutter_alone(clutter)])
        return {}
    try:
        files = input_files(dem, clutter)
        with ThreadPoolExecutor() as pool:
            return dict(zip(files, pool.map(run_record.sha256, files), strict=True))
    except InputError as error:
        named = [replace(f, field=f.field or "[terrain] dem / clutter") for f in error.findings]
        raise InputError(named) from error
    except OSError as error:
        raise InputError([_unreadable(error)]) from error


def _clutter_alone(clutter: Path) -> Finding:
    return Finding(
        "clutter-without-dem",
        Text("给出了地物而没有高程", "clutter is given, but no heights of the ground"),
        Text(
            "同时填写 [terrain] dem，或去掉 clutter", "give [terrain] dem too, or leave clutter out"
        ),
        clutter.name,
        field="terrain.clutter",
    )


def _unreadable(error: OSError) -> Finding:
    found = error.strerror or str(error)
    return Finding(
        "unreadable-raster",
        Text(f"文件无法读取（{found}）", f"the file cannot be read ({found})"),
        Text("检查文件权限", "look at its permissions"),
        Path(str(error.filename or "")).name,
        field="[terrain] dem / clutter",
    )


def identity(known_as: Mapping[Path, str]) -> list[list[str]]:
    """Return what levels depend on of these files: content, and the name that may place a tile."""
    return [[path.name, digest] for path, digest in known_as.items()]


def opened(settings: Settings, folder: Path, known_as: Mapping[Path, str]) -> Terrain | None:
    """Open the DEM of the settings; what `remember` has kept is not looked through again."""
    if settings.terrain.dem is None:
        return None
    known = terrain_memory.read(folder, known_as)
    return open_terrain(settings.terrain.dem, settings.terrain.clutter, known)


def remember(terrain: Terrain, folder: Path, known_as: Mapping[Path, str]) -> None:
    """Keep what a look through a DEM found for the next to open it."""
    if terrain.censuses != terrain_memory.read(folder, known_as):
        terrain_memory.write(folder, known_as, terrain.censuses)


class Memory:
    """What opens the levels that earlier runs have kept under the same conditions.

    Parameters
    ----------
    settings, gathered, known_as
        The conditions.
    folder
        ``data/processed``.
    """

    def __init__(
        self, settings: Settings, folder: Path, gathered: Inputs, known_as: Mapping[Path, str]
    ) -> None:
        self._networks, _ = networks_of(gathered.computed)
        self._context = _context(settings, self._networks, known_as)
        self._own = folder_of(folder / "levels", self._context)

    def __call__(self, name: str) -> LevelMemory:
        """Return the memory of "region" or "places"."""
        exact = name == "places"
        return LevelMemory(self._own / name, self._context, self._networks, exact=exact)

    def forget_others(self) -> None:
        """Drop what earlier runs have kept under other conditions."""
        forget_others(self._own)


def _context(
    settings: Settings, networks: tuple[Network, ...], known_as: Mapping[Path, str]
) -> str:
    conditions = {
        "ground": identity(known_as),
        "cluttered": settings.terrain.clutter is not None,
        "terrain": settings.terrain.model_dump(mode="json", exclude={"dem", "clutter"}),
        "receiver_height_m": settings.coverage.receiver_height_m,
        "cell_m": settings.coverage.cell_m,
        "networks": networks,
    }
    return run_record.key_of(conditions, [], run_record.sources(), run_record.versions())


def rows(settings: Settings, known_as: Mapping[Path, str]) -> list[dict[str, Any]]:
    """Return DEM and clutter as `Results.card` lists inputs; a folder of tiles is one input."""
    listed = []
    for name, given in (("dem", settings.terrain.dem), ("clutter", settings.terrain.clutter)):
        if given is None:
            continue
        inside = [digest for path, digest in known_as.items() if given in (path, path.parent)]
        digest = inside[0] if given.is_file() else run_record.digest_of(inside)
        listed.append({"layer": name, "file": given.name, "rows": None, "sha256": digest})
    return listed
