"""One child process, measured: wall time, user CPU time and peak memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What a child process took.

    Parameters
    ----------
    wall_s, user_s
        Time on the clock, and time in user mode on all cores together. [s]
    peak_mb
        Largest resident memory of the child, or of the largest of its own children. [MB]
    output
        What it wrote to standard output and standard error.
    """

    wall_s: float
    user_s: float
    peak_mb: float
    output: str


def run(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None
) -> Usage:
    """Run a command to its end and return what it took.

    Parameters
    ----------
    command
        Program and arguments.
    folder
        Where it runs.
    environment
        Variables set beside those of this process.

    Raises
    ------
    SystemExit
        With the child's output, when it fails.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with {process.returncode}:\n{output}")
    return Usage(time.perf_counter() - started, usage.ru_utime, usage.ru_maxrss / 1024.0, output)
