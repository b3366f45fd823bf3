"""A finished run on disk, opened to be compared: record, results and raster of the same run.

What is not finished, not of this version, or put together from two runs is refused by the name of
the setting or argument that led here, so that a planner knows which folder to look into.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import rasterio

from layers.errors import Finding, InputError
from layers.text import Text

from ..comparing.likeness import SETTING
from ..results import Results
from . import cog, run_record, store

_PROCESSED, _RASTERS = Path("data", "processed"), "coverage"
RUN_TAG = "COVERMAP_RUN"


class Opened(NamedTuple):
    """What is compared of one run.

    Parameters
    ----------
    results
        What the run found.
    classes
        Its raster `geo.outputs.cog.CLASS_ANY`.
    """

    results: Results
    classes: Path


@dataclass(frozen=True)
class FinishedRun:
    """A folder that holds a finished run.

    Parameters
    ----------
    root
        What was given to ``--out``.
    record
        Its ``run.json``.
    asked_by
        Setting or argument that named the folder.
    """

    root: Path
    record: dict[str, Any]
    asked_by: str

    def opened(self) -> Opened:
        """Return what is compared.

        Raises
        ------
        InputError
            When results or raster are missing, damaged, of another version or of another run.
        """
        folder = self.root / _PROCESSED
        try:
            results = store.load(folder)
        except InputError as problem:
            raise InputError([self._unusable(found) for found in problem.findings]) from problem
        synthetic = bool(results.card["synthetic"])
        raster = cog.file_of(folder / _RASTERS, cog.CLASS_ANY, synthetic)
        runs = {str(self.record["run_id"]), str(results.card["run_id"]), _run_of(raster)}
        if len(runs) > 1:
            raise InputError([self._mixed(raster)])
        return Opened(results, raster)

    def _unusable(self, found: Finding) -> Finding:
        return Finding(found.code, found.what, _again(self.root), found.file, field=self.asked_by)

    def _mixed(self, raster: Path) -> Finding:
        what = Text(
            f"结果与栅格 {raster.name} 不是同一次完整的运行",
            f"results and raster {raster.name} are not of one finished run",
        )
        return Finding(
            "mixed-run", what, _again(self.root), self.root.as_posix(), field=self.asked_by
        )


def find(root: Path, asked_by: str) -> FinishedRun:
    """Return the finished run in a folder.

    Parameters
    ----------
    root
        What was given to ``--out``.
    asked_by
        Setting or argument that named the folder.

    Raises
    ------
    InputError
        When there is none.
    """
    record = run_record.read(root / _PROCESSED)
    if record is None:
        raise InputError([_no_run(root, asked_by)])
    return FinishedRun(root, record, asked_by)


def previous(named: Path | None, root: Path) -> FinishedRun | None:
    """Return the run that the settings name to compare with, ``None`` when they name none.

    Parameters
    ----------
    named
        The setting ``[report] previous``.
    root
        Folder that is about to be written.

    Raises
    ------
    InputError
        When there is no finished run, or the folder is the one about to be written.
    """
    if named is None:
        return None
    if named.resolve() == root.resolve():
        raise InputError([_same_folder(named)])
    return find(named.resolve(), SETTING)


def _run_of(raster: Path) -> str:
    """Return the run that wrote a raster, ``""`` when it cannot be read."""
    try:
        with rasterio.open(raster) as source:
            return str(source.tags().get(RUN_TAG, ""))
    except rasterio.errors.RasterioIOError:
        return ""


def _again(root: Path) -> Text:
    return Text(
        f"给出上次运行时 --out 的文件夹；或重新运行：./covermap run --out {root.as_posix()}",
        "name the folder that was given to --out; or run it again: ./covermap run --out"
        f" {root.as_posix()}",
    )


def _no_run(root: Path, asked_by: str) -> Finding:
    what = Text("其中没有完成的运行", "there is no finished run in it")
    return Finding("no-finished-run", what, _again(root), root.as_posix(), field=asked_by)


def _same_folder(named: Path) -> Finding:
    return Finding(
        "previous-is-output",
        Text(
            "用于比较的文件夹就是本次要写入的文件夹，上期结果会被替换",
            "the folder to compare with is the one about to be written: the earlier run would be"
            " replaced",
        ),
        Text(
            "用 --out 把本次运行写到另一个文件夹", "write this run into another folder with --out"
        ),
        named.as_posix(),
        field=SETTING,
    )
