"""A process and those it starts, measured together: time, CPU time and peak memory."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.02
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(frozen=True)
class Usage:
    """What a process and its children took.

    Parameters
    ----------
    wall_s, cpu_s
        Time on the clock; user and system time of all of them. [s]
    peak_mb
        Largest resident memory of all of them at one time, seen every 20 ms; pages that two
        share count twice. [MB]
    code
        Exit code.
    output
        What was written to standard output.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    code: int
    output: str


def run(command: Sequence[str | Path], folder: Path) -> Usage:
    """Run a command to its end and return what it and its children took.

    Parameters
    ----------
    command
        Program and arguments; each child has to be waited for by its parent to be counted.
    folder
        Where it runs.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY_S):
            peak[0] = max(peak[0], sum(map(_resident_mb, _family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall_s, cpu_s = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    return Usage(wall_s, cpu_s, peak[0], process.returncode, output)


def _family(process: int) -> list[int]:
    """Return a process and all that it has started, and they."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:  # it has ended meanwhile
        return [process]
    return [process, *(one for child in listed.split() for one in _family(int(child)))]


def _resident_mb(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * _PAGE_MB
    except (OSError, IndexError):
        return 0.0
