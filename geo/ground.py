"""The DEM of a run: hashed, opened, listed, and what earlier runs have kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .inputs import Inputs
from .outputs import run_record, terrain_memory
from .outputs.level_memory import LevelMemory, folder_of
from .settings import Settings
from .terrain import Terrain, input_files, open_terrain


def digests(settings: Settings) -> dict[Path, str]:
    """Return the SHA-256 of every file of DEM and clutter, in the order of their names."""
    if settings.terrain.dem is None:
        return {}
    files = input_files(settings.terrain.dem, settings.terrain.clutter)
    with ThreadPoolExecutor() as pool:
        return dict(zip(files, pool.map(run_record.sha256, files), strict=True))


def opened(settings: Settings, folder: Path, known_as: Mapping[Path, str]) -> Terrain | None:
    """Open the DEM of the settings; what has been looked through once is not looked at again."""
    if settings.terrain.dem is None:
        return None
    known = terrain_memory.read(folder, known_as)
    terrain = open_terrain(settings.terrain.dem, settings.terrain.clutter, known)
    if terrain.censuses != known:
        terrain_memory.write(folder, known_as, terrain.censuses)
    return terrain


def memory(
    settings: Settings, folder: Path, gathered: Inputs, known_as: Mapping[Path, str]
) -> Callable[[str, int], LevelMemory]:
    """Return what opens the levels that earlier runs have kept under the same conditions."""
    conditions = {
        "ground": list(known_as.values()),
        "terrain": settings.terrain.model_dump(mode="json", exclude={"dem", "clutter"}),
        "receiver_height_m": settings.coverage.receiver_height_m,
        "cell_m": settings.coverage.cell_m,
        "operators": sorted(set(gathered.stations.loc[gathered.counted, "operator"])),
    }
    context = run_record.key_of(conditions, [], run_record.sources(), run_record.versions())

    own = folder_of(folder / "levels", context)

    def remember(name: str, operators: int) -> LevelMemory:
        return LevelMemory(own / name, context, operators, exact=name == "places")

    return remember


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
