"""The run as named steps: gather → compute → store → pages, reports, exports → run.json."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import geopandas as gpd
import pandas as pd

import layers
from layers.errors import EnvironmentProblem, Finding, InputError
from layers.text import Text

from . import __file__ as geo_file
from . import analysis, card, coverage, ground, inputs, judging, people
from .comparing import comparison, likeness
from .grid import Grid
from .inputs import Inputs
from .measurements import challenges
from .outputs import (
    EVERYTHING,
    ExportFormat,
    ReportFormat,
    Wanted,
    catalog,
    challenge_file,
    cog,
    difference,
    export_formats,
    finished_run,
    plan_files,
    rejected_file,
    relief_rasters,
    report_formats,
    run_record,
    server_list,
    store,
    usual,
)
from .outputs._atomic import sweep
from .outputs._lock import writing
from .outputs._memory import let_large_arrays_go
from .outputs._wanted import require_layers
from .outputs.pages import write_pages
from .results import Results
from .settings import Settings
from .tally import Regions
from .terrain import Terrain

ROOT = Path(geo_file).resolve().parent.parent

Tick = Callable[[], None]
Progress = Callable[[str, int], Tick]


def silent(_name: str, _ticks: int) -> Tick:
    """Show no progress."""
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


@contextmanager
def alone(folders: Folders, command: str) -> Iterator[None]:
    """Keep others from writing to the folders of a run, and remove what killed runs left there.

    Parameters
    ----------
    folders
        Where products are written.
    command
        What is being done, as others are told.

    Raises
    ------
    EnvironmentProblem
        When another process is writing there, or the folder cannot be written.
    InputError
        When a file stands where the folder is to be.
    """
    with writing(folders.root, command):
        sweep(folders.processed)
        sweep(folders.maps)
        yield


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
    if terrain is not None:
        ground.remember(terrain, folders.processed, digests)
    memory = ground.Memory(settings, folders.processed, gathered, digests)
    ready = analysis.prepare(gathered, settings, terrain, memory)
    return Opened(gathered, terrain, memory, *ready)


def run(
    settings: Settings,
    asked: list[str],
    folders: Folders,
    *,
    force: bool = False,
    progress: Progress = silent,
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
        When the disk or the installation does not allow the work, or another run is writing.
    """
    with alone(folders, "run"):
        return _run(settings, asked, folders, force, progress)


def _run(
    settings: Settings, asked: list[str], folders: Folders, force: bool, progress: Progress
) -> Outcome:
    tick = progress("inputs", 1)
    digests = ground.digests(settings)
    previous = finished_run.previous(settings.report.previous, folders.root)
    disputed, given = _disputed(settings, folders.processed)
    made_from = input_key(settings, asked, digests)
    planned = plan_files.read(folders.processed)
    plan_state = _plan_state(planned, made_from)
    key = _key(settings, made_from, previous, disputed, plan_state)
    earlier = run_record.read(folders.processed)
    if not force and earlier and earlier["key"] == key and run_record.intact(earlier, folders.root):
        return Outcome(earlier, computed=False)
    rule = judging.criterion(settings)
    gathered, terrain, memory, regions, grid, model = opened(settings, asked, folders, digests)
    tick()
    facts = card.of_run(
        key, settings, gathered, grid, model.sources.operators, terrain, digests, given
    )
    compared_with = _compared_with(previous, grid)
    # Nothing of the last run is replaced before all has been computed.
    judged = judging.of_places(gathered, model, settings, progress, terrain)
    read = analysis.readers(gathered, regions, grid, model, rule)
    with cog.CoverageWriter(
        folders.rasters,
        grid,
        model.sources.networks,
        rule.threshold_dbm,
        synthetic=gathered.synthetic,
        tags=card.tags(facts),
    ) as writer:
        analysis.over_province(
            regions, grid, model, settings.coverage.tile_cells, read.all(), writer, progress
        )
        let_large_arrays_go()
    let_large_arrays_go()  # once more, as rasters were packed on the way out
    products = writer.files()
    products += server_list.write(gathered.computed, folders.rasters, synthetic=gathered.synthetic)
    facts["not_met"] = _not_met(judged.areas)
    findings = (
        *analysis.cautions(gathered, model, terrain, read.tally, rule.threshold_dbm, read.people),
        *read.lines.found.findings,
        *read.measured.findings(),
        *challenges.findings(disputed, judged.areas, whole=gathered.whole),
    )
    if planned is not None and plan_state == _OLD:
        findings += (plan_files.old(folders.processed),)
    results = analysis.results(gathered, read, judged, findings, facts, disputed)
    if planned is not None and plan_state != _OLD:
        results = replace(results, card={**facts, "plan": planned.card}, **planned.frames)
        facts = dict(results.card)
    if compared_with is not None:
        known = None if gathered.people is None else gathered.people.over
        compared = difference.against(
            compared_with, _own(results, folders), folders.rasters, likeness.SETTING, known
        )
        results, facts = compared.results, dict(compared.results.card)
        findings += compared.findings
        products.append(compared.raster)
    if terrain is not None:
        dem = ground.identity(digests)
        products += relief_rasters.write(terrain, results, folders.rasters, dem)
        terrain.close()
    products += store.save(results, folders.processed)
    products += challenge_file.write(disputed, results, folders.processed)
    products += rejected_file.write(gathered.rejected, folders.processed)
    products += _pages_reports_exports(results, folders, compared_with, progress)
    products += catalog.write(results, products, folders.processed)
    superseded = run_record.remove_superseded(earlier, products, folders.root) if earlier else 0
    run_record.write(folders.processed, key, facts, products, folders.root)
    memory.forget_others()
    record = run_record.require(folders.processed)
    return Outcome(record, computed=True, superseded=superseded, findings=findings)


def _pages_reports_exports(
    results: Results, folders: Folders, earlier: finished_run.Opened | None, progress: Progress
) -> list[Path]:
    """Write what planners and analysts open, in every usual format."""
    reporting, exporting = usual(report_formats()), usual(export_formats())
    tick = progress("products", 1 + len(reporting) + len(exporting))
    written = write_pages(results, folders.rasters, folders.maps, earlier)
    tick()
    for reported in reporting.values():
        written += reported.write(results, folders.reports)
        tick()
    for exported in exporting.values():
        written += exported.write(results, folders.exports)
        tick()
    return written


def report(folders: Folders, formats: list[str], progress: Progress = silent) -> list[Path]:
    """Write the reports of the last run again.

    Parameters
    ----------
    folders
        Where the run was written.
    formats
        Names of `geo.outputs.report_formats`, empty = all that need nothing but covermap.
    progress
        As in `run`.

    Raises
    ------
    EnvironmentProblem
        When there is no finished run, the last one did not finish, another is writing, or what
        a format needs is not installed.
    InputError
        For an unknown format.
    """
    with alone(folders, "report"):
        return _again(
            folders,
            formats,
            report_formats(),
            lambda form, results: form.write(results, folders.reports),
            progress,
        )


def export(
    folders: Folders,
    formats: list[str],
    progress: Progress = silent,
    wanted: Wanted = EVERYTHING,
    notes: list[Finding] | None = None,
) -> list[Path]:
    """Write exports of the last run: those of every run again, or what is wanted.

    Parameters
    ----------
    folders, formats, progress
        As of `report`.
    wanted
        Layers, prefecture, CRS and language.
    notes
        Takes what a format had to change.

    Raises
    ------
    EnvironmentProblem, InputError
        As `report`; also for an unknown layer or prefecture.
    """

    def written(form: ExportFormat, results: Results) -> list[Path]:
        require_layers(results, wanted)
        return form.write(results, folders.exports, wanted, notes)

    with alone(folders, "export"):
        return _again(folders, formats, export_formats(), written, progress)


_Format = TypeVar("_Format", ReportFormat, ExportFormat)


def _again(
    folders: Folders,
    asked: list[str],
    known: Mapping[str, _Format],
    write: Callable[[_Format, Results], list[Path]],
    progress: Progress,
) -> list[Path]:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise InputError([_unknown_format(name, list(known)) for name in unknown])
    record = run_record.require(folders.processed)
    names = asked or list(usual(known))
    tick = progress("products", len(names))
    results = last(folders)
    written: list[Path] = []
    for name in names:
        written += write(known[name], results)
        tick()
    earlier = {folders.root / product["file"]: product for product in record["products"]}
    products = [path for path in earlier if path.is_file()] + written
    products += catalog.write(results, products, folders.processed)
    gone = [product for path, product in earlier.items() if not path.is_file()]
    run_record.write(folders.processed, record["key"], results.card, products, folders.root, gone)
    return written


def last(folders: Folders) -> Results:
    """Return the results of the last run.

    Raises
    ------
    EnvironmentProblem
        When there is no finished run, or the last one did not finish.
    """
    record = run_record.require(folders.processed)
    results = store.load(folders.processed)
    if results.card["run_id"] != record["run_id"]:
        raise EnvironmentProblem(_unfinished(folders.root))
    return results


def _unfinished(root: Path) -> Text:
    return Text(
        f"{root}: 上次运行没有完成，其结果与 {run_record.FILE} 不符 → 重新运行 ./covermap run",
        f"{root}: the last run did not finish: its results are not those of {run_record.FILE}"
        " → run ./covermap run again",
    )


def _unknown_format(name: str, known: list[str]) -> Finding:
    return Finding(
        "unknown-format",
        Text(f"没有格式 {name!r}", f"there is no format {name!r}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        field="--format",
    )


def _disputed(settings: Settings, folder: Path) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the challenges of the settings over those carried, and the rows of their file."""
    own = settings.layer_file("challenges")
    if challenge_file.is_carried(own, folder):
        own = None
    given = layers.load("challenges", own)
    rows = {} if own is None else {own.name: len(given)}
    return challenges.merged(given, challenge_file.read(folder)), rows


def input_key(settings: Settings, asked: list[str], digests: Mapping[Path, str]) -> str:
    """Return a key of what levels and verdicts are computed from: equal keys, equal verdicts.

    Parameters
    ----------
    settings, asked
        As of `run`; what is asked of plans and reports has no part in it.
    digests
        As `geo.ground.digests` returns them.
    """
    files: list[Path] = []
    for name in layers.catalogue():
        if name != "challenges":  # of which a run changes a part itself
            files += layers.input_files(name, settings.layer_file(name))
    files += [path for path in (settings.goals.table,) if path is not None and layers.is_file(path)]
    if settings.people.file is not None:
        files += people.input_files(settings.people.file)
    request = {
        "settings": settings.facts("plan", "report"),
        "asked": sorted(asked),
        "ground": ground.identity(digests),
    }
    return run_record.key_of(request, files, run_record.sources(), run_record.versions())


_OLD = "old"


def _plan_state(planned: plan_files.Kept | None, made_from: str) -> str:
    """Return the id of the plan that is there, `_OLD` where it was made from other input."""
    if planned is None:
        return ""
    return str(planned.card["plan_id"]) if planned.made_from == made_from else _OLD


def _key(
    settings: Settings,
    made_from: str,
    previous: finished_run.FinishedRun | None,
    disputed: pd.DataFrame,
    plan_state: str,
) -> str:
    request = {
        "input": made_from,
        "report": settings.facts()["report"],
        "previous": previous.record["key"] if previous else None,
        "challenges": challenges.identity(disputed),
        "plan": plan_state,
    }
    return run_record.key_of(request, [], [], "")


def _compared_with(
    previous: finished_run.FinishedRun | None, grid: Grid
) -> finished_run.Opened | None:
    """Open the run to compare with before anything is computed, and refuse other cells."""
    if previous is None:
        return None
    opened = previous.opened()
    before = comparison.grid_of(opened.results.card)
    comparison.common_grid(before, grid, previous.asked_by)
    return opened


def _own(results: Results, folders: Folders) -> finished_run.Opened:
    synthetic = bool(results.card["synthetic"])
    return finished_run.Opened(results, cog.file_of(folders.rasters, cog.CLASS_ANY, synthetic))


def _not_met(areas: gpd.GeoDataFrame) -> int:
    """Count the key areas of the goal that surely fail it."""
    return int(((areas["group"] == "goal2022") & (areas["area"] == "not_met")).sum())
