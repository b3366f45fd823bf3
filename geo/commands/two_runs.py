"""``covermap compare EARLIER LATER``: two folders of finished runs → what changed, as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from layers.errors import Finding
from layers.text import Lang

from ..outputs import comparison_files, difference, finished_run
from ..outputs._atomic import sweep
from ..outputs._lock import writing
from ..pipeline import Folders, Progress, silent
from ..results import Results
from ..summary._comparison import GOAL_RULE

EARLIER, LATER = "EARLIER", "LATER"  # the arguments, as messages name them
_DEPTH = 1  # of the folders a comparison writes in its own, which may hold other things as well


class Comparison(NamedTuple):
    """What two runs gave.

    Parameters
    ----------
    results
        The later run, with what changed.
    folder
        Where the files are.
    findings
        What keeps the two from being compared directly.
    """

    results: Results
    folder: Path
    findings: tuple[Finding, ...]

    @property
    def lost(self) -> int:
        """Number of places of the goal that are no longer met, by the rule of the goal."""
        changes = self.results.changes
        goal = (changes["group"] == "goal2022") & (changes["rule"] == GOAL_RULE)
        return int((goal & (changes["change"] == "lost")).sum())


def compare(
    earlier: Path,
    later: Path,
    out: Path | None,
    lang: Lang | None,
    progress: Progress = silent,
) -> Comparison:
    """Compare two finished runs, and write what changed.

    Parameters
    ----------
    earlier, later
        What was given to ``--out`` of either run.
    out
        Where to write, ``None`` = a folder among the maps of the later run.
    lang
        Language of the files, ``None`` = that of the later run.
    progress
        As in `geo.pipeline.run`.

    Raises
    ------
    InputError
        When a folder holds no finished run of this version, or the cells of the two do not lie
        on one another; nothing has been written then.
    EnvironmentProblem
        When the files cannot be written, or another process is writing there.
    """
    runs = finished_run.find(earlier.resolve(), EARLIER), finished_run.find(later.resolve(), LATER)
    target = (out or later).resolve()
    with writing(target, "compare"):
        return _compare(*runs, target if out else None, lang, progress)


def _compare(
    earlier: finished_run.FinishedRun,
    later: finished_run.FinishedRun,
    out: Path | None,
    lang: Lang | None,
    progress: Progress,
) -> Comparison:
    tick = progress("inputs", 2)
    before = earlier.opened()
    tick()
    now = later.opened()
    tick()
    if lang is not None:
        now = now._replace(results=replace(now.results, card={**now.results.card, "lang": lang}))
    tick = progress("products", 2)
    folder = out or Folders(later.root).maps / comparison_files.folder_name(
        before.results.card, now.results.card
    )
    sweep(folder, _DEPTH)
    found = difference.against(before, now, folder, EARLIER)
    tick()
    comparison_files.write(found.results, found.raster, folder, now.classes.parent)
    tick()
    return Comparison(found.results, folder, found.findings)
