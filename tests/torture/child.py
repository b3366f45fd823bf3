"""A whole command in a process of its own: started at once, killed or starved at any moment."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from functools import cache, partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from geo import cli
from geo.apart import Apart
from geo.outputs import export_formats, report_formats
from tests import privilege
from tests.torture import small

# A server that has imported everything forks each run: it starts in no time, as often as wanted.
_CONTEXT = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
_PATIENCE_S = 1800.0  # a busy machine that has to compile first


class Scene(NamedTuple):
    """What the tests start from.

    Parameters
    ----------
    folder
        For what a test writes.
    config
        Settings of the run that is tortured.
    earlier, expected
        Files of a finished run of other settings, and of this one where nothing disturbed it.
    seconds
        How long that took.
    """

    folder: Path
    config: Path
    earlier: Path
    expected: Mapping[str, str]
    seconds: float


@cache
def scene() -> Scene:
    """Make two runs that nothing disturbs: one to stand in the folder, one to compare with."""
    made = TemporaryDirectory(prefix="covermap-torture-")
    atexit.register(made.cleanup)
    folder = Path(made.name)
    config = small.write_inputs(folder / "in")
    code, said = finish(config.with_name(f"{small.EARLIER}.toml"), folder / "earlier")
    assert code == 0, said
    began = time.monotonic()
    code, said = finish(config, folder / "calm")
    assert code == 0, said
    seconds = time.monotonic() - began
    return Scene(folder, config, folder / "earlier", small.files_of(folder / "calm"), seconds)


def start(
    config: Path, out: Path, log: Path, file_limit: int | None = None, *, anybody: bool = False
) -> BaseProcess:
    """Start ``covermap run`` in another process.

    Parameters
    ----------
    config, out
        As on the command line.
    log
        Receives what the command prints.
    file_limit
        Size that no file may exceed, ``None`` = any. [byte]
    anybody
        Whether permissions hold even when root runs the tests.
    """
    arguments = ["run", "--config", str(config), "--out", str(out)]
    return begin(arguments, log, file_limit, anybody=anybody)


def begin(
    arguments: list[str], log: Path, file_limit: int | None = None, *, anybody: bool = False
) -> BaseProcess:
    """Start any command in another process; parameters as of `start`."""
    _CONTEXT.set_forkserver_preload([__name__])
    process = _CONTEXT.Process(
        target=_command, args=(arguments, log, file_limit, anybody), daemon=True
    )
    process.start()
    return process


def finish(
    config: Path, out: Path, file_limit: int | None = None, *, anybody: bool = False
) -> tuple[int, str]:
    """Run ``covermap run`` to its end; return exit code and what it printed."""
    with TemporaryDirectory(prefix="covermap-torture-") as made:
        log = Path(made, "log.txt")
        code = ended(start(config, out, log, file_limit, anybody=anybody))
        return code, log.read_text(encoding="utf-8")


def ended(process: BaseProcess) -> int:
    """Wait for a process; return its exit code."""
    process.join(_PATIENCE_S)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"hangs for more than {_PATIENCE_S:g} s")
    return process.exitcode


def _command(arguments: list[str], log: Path, file_limit: int | None, anybody: bool) -> None:
    printed = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    if file_limit is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    if anybody and privilege.IS_ROOT:
        privilege.drop()
    # A second process for reading would only double the time.
    Apart.ask = lambda _self, function, _path, *given: partial(function, *given)  # type: ignore[method-assign]
    sys.argv = ["covermap", *arguments]
    cli.main()


def check_each_file(scene: Scene, out: Path, before: Mapping[str, str]) -> Mapping[str, str]:
    """Check that each file is as it was before or as the run would have it; return the files."""
    found = {name: d for name, d in small.files_of(out).items() if ".covermap-part-" not in name}
    broken = [
        n for n, digest in found.items() if digest not in (before.get(n), scene.expected.get(n))
    ]
    assert broken == [], f"half-written: {broken}"
    record = found.get("data/processed/run.json")
    finished = scene.expected["data/processed/run.json"]
    assert record in (before.get("data/processed/run.json"), finished)
    if record == finished:
        assert set(scene.expected) <= set(found)
    else:  # a run of the earlier settings would find its own products, or know that they are not
        missing = set(before) - set(found) - {n for n in before if n not in scene.expected}
        assert not missing, f"lost: {missing}"
    return found


report_formats(), export_formats()  # imported here once, by the server
