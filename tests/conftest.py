"""Runs that many tests look at, made once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial

import hypothesis
import pytest

from geo import pipeline, settings
from geo.apart import Apart
from geo.outputs import store
from geo.pipeline import Folders
from geo.results import Results
from tests.browsing import browser, drawn_maps, maps, visit

__all__ = ["browser", "drawn_maps", "maps", "visit"]  # fixtures, found by name

# Run by Pythons of their own, which alone know `osgeo`, the validators and `qgis`.
collect_ignore = ["gdal_look.py", "packages_look.py", "qgis_look.py"]

# The machine is shared: how long an example takes says nothing. The same examples each time.
hypothesis.settings.register_profile("covermap", deadline=None, derandomize=True)
# `pytest --hypothesis-profile torture`: as many as the torture protocol asks for.
hypothesis.settings.register_profile("torture", deadline=None, max_examples=200)
hypothesis.settings.load_profile("covermap")


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files in this process, where a second one would take a second per test to start.

    Tests of reading apart are marked ``reads_apart``.
    """
    if request.node.get_closest_marker("reads_apart") is None:
        monkeypatch.setattr(
            Apart, "ask", lambda _self, function, _path, *given: partial(function, *given)
        )


@dataclass(frozen=True)
class FinishedRun:
    """A run of the command line, as a planner would start it."""

    folders: Folders
    output: str
    peak_bytes: int

    def results(self) -> Results:
        """Return what the run stored."""
        return store.load(self.folders.processed)


@pytest.fixture(scope="session")
def province_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """Return the default run of the whole province, in a process of its own.

    Tests that use it carry ``pytest.mark.xdist_group("province")``, so that it is made once.
    """
    root = tmp_path_factory.mktemp("province")
    log = root / "log.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "geo", "run", "--out", str(root)],
            cwd=pipeline.ROOT,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # wait4 has reaped it
    output = log.read_text(encoding="utf-8")
    assert process.returncode == 0, output
    scale = 1 if sys.platform == "darwin" else 1024  # kilobytes on Linux
    return FinishedRun(Folders(root), output, usage.ru_maxrss * scale)


@dataclass(frozen=True)
class SmallRun:
    """A run of one prefecture with few stations, inside this process."""

    folders: Folders
    chosen: settings.Settings
    outcome: pipeline.Outcome


def small_settings() -> settings.Settings:
    """Return settings for a quick run: 600 stations, coarse cells."""
    chosen = settings.default()
    return chosen.model_copy(
        update={
            "scenario": settings.Scenario(count=600, seed=1),
            "coverage": settings.Coverage(cell_m=500.0, tile_cells=256),
        }
    )


@pytest.fixture(scope="session")
def haibei_run(tmp_path_factory: pytest.TempPathFactory) -> SmallRun:
    """Return a quick run of Haibei; do not change its files."""
    folders = Folders(tmp_path_factory.mktemp("haibei"))
    chosen = small_settings()
    return SmallRun(folders, chosen, pipeline.run(chosen, ["海北"], folders))
