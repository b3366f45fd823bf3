"""``covermap plan``: where to build next, kept beside the run that starts from the same input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import Finding, InputError
from layers.text import Text

from .. import ground, pipeline, planning
from ..outputs import plan_files, run_record
from ..settings import Settings

_LAYERS = ("candidates", "restricted_zones")  # that only a plan reads
_ID = 12  # characters of the key of a plan, as of a run


@dataclass(frozen=True)
class Outcome:
    """What was planned.

    Parameters
    ----------
    plan
        The plan.
    files
        What was written.
    synthetic
        Whether it rests on the scenario.
    beside
        A list of proposed stations of the settings that counted already, ``None`` = there is
        none.
    findings
        On the files that only a plan reads.
    remarks
        How many there are on all data.
    about
        The prefectures it is for, empty = all.
    """

    plan: planning.Plan
    files: list[Path]
    synthetic: bool
    beside: Path | None = None
    findings: tuple[Finding, ...] = ()
    remarks: int = 0
    about: tuple[Text, ...] = ()

    @property
    def station_list(self) -> Path | None:
        """The stations as a list to run with, ``None`` when nothing is to be built."""
        return next((path for path in self.files if path.suffix == ".csv"), None)


def plan(
    settings: Settings,
    asked: list[str],
    folders: pipeline.Folders,
    progress: pipeline.Progress = pipeline.silent,
) -> Outcome:
    """Make a plan and write it.

    Parameters
    ----------
    settings
        What to start from, and what is asked.
    asked
        Prefectures as typed, empty = all.
    folders
        Where to write.
    progress
        As of `geo.pipeline.run`.

    Raises
    ------
    InputError
        When input or question cannot be used; an earlier plan is intact.
    EnvironmentProblem
        When the folder cannot be written, or another process is writing there.
    """
    _require_a_list_that_stays(settings, folders)
    with pipeline.alone(folders, "plan"):
        tick = progress("inputs", 1)
        digests = ground.digests(settings)
        made_from = pipeline.input_key(settings, asked, digests)
        opened = pipeline.opened(settings, asked, folders, digests)
        tick()
        gathered = opened.gathered
        region = opened.regions, opened.grid
        made = planning.make(gathered, region, opened.model, settings, opened.terrain, progress)
        card = {"plan_id": _plan_id(made_from, settings), **made.card}
        frames = {"proposals": made.proposals, "plan_places": made.places}
        kept = plan_files.Kept(card, made_from, {**frames, "plan_curve": made.curve})
        files = plan_files.write(
            kept, made.stations, folders.processed, synthetic=gathered.synthetic
        )
        about = gathered.prefectures[["name_zh", "name_en"]].itertuples(index=False, name=None)
        return Outcome(
            made,
            files,
            gathered.synthetic,
            _counted(settings),
            _of_planning(gathered.findings, settings),
            len(gathered.findings),
            tuple(Text(*names) for names in about) if asked else (),
        )


def _require_a_list_that_stays(settings: Settings, folders: pipeline.Folders) -> None:
    """Refuse to go on from the stations of the last plan while they are where this one goes."""
    given = _counted(settings)
    if given is not None and plan_files.is_list(given, folders.processed):
        raise InputError([_replaced(given)])


def _counted(settings: Settings) -> Path | None:
    """Return the list of proposed stations that counts as coverage, ``None`` = there is none."""
    counts = "proposed" in settings.coverage.statuses
    return settings.layer_file(plan_files.LIST) if counts else None


def _replaced(given: Path) -> Finding:
    return Finding(
        "plan-replaces-input",
        Text(
            "建议站清单就是方案要写的文件：其中的站计入覆盖，新方案会把它们从磁盘上替换掉",
            "the list of proposed stations is the file that a plan writes: its stations count, and "
            "the new plan would replace them on the disk",
        ),
        Text(
            "把清单复制到别处并改设置；或从 [coverage] statuses 去掉 proposed，重做整个方案",
            "copy the list elsewhere and name the copy; or take proposed out of [coverage] "
            "statuses to plan all of it anew",
        ),
        given.as_posix(),
        field="layers.proposed_stations",
    )


def _of_planning(findings: Sequence[Finding], settings: Settings) -> tuple[Finding, ...]:
    """Return the findings on files that no report speaks of: a run has no part in them."""
    own = {path.name for name in _LAYERS if (path := settings.layer_file(name)) is not None}
    return tuple(finding for finding in findings if finding.file in own)


def _plan_id(made_from: str, settings: Settings) -> str:
    question: dict[str, Any] = {
        "made_from": made_from,
        "asked": settings.plan.model_dump(mode="json"),
    }
    return run_record.key_of(question, [], [], "")[:_ID]
