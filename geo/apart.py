"""Reading in a process of its own: a crash, an endless loop or full memory becomes a message.

The libraries that open what people send are written in C. A file made to harm them, or merely
broken in a new way, ends the process that reads it; that must not be the run.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import traceback
import zipfile
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from layers.errors import Finding, InputError
from layers.text import Text

_MEMORY_BYTES = 3 << 30  # of address space; a million stations take about a third of it
_SECONDS = 5.0  # of the processor, for a small file
_SECONDS_PER_BYTE = 1e-6
_MOST_RATIO = 100  # of what is packed, as of `layers._reading`
_LARGE_BYTES = 50_000_000  # of an answer: a process that gave one is not kept
_PATIENCE = 60  # times as long by the clock: other programs want the processor, it has to start
_CRASHED, _FULL, _LATE = "crashed", "full", "late"


class Apart:
    """A process that reads files one after the other; it starts with the first."""

    def __init__(self) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def close(self) -> None:
        """End the process."""
        self._stop()

    def call(self, function: Callable[..., Any], path: Path, *arguments: object) -> Any:
        """Return ``function(*arguments)``, carried out in the other process.

        Parameters and errors are those of `ask`.
        """
        return self.ask(function, path, *arguments)()

    def ask(
        self, function: Callable[..., Any], path: Path, *arguments: object
    ) -> Callable[[], Any]:
        """Have ``function(*arguments)`` carried out in the other process, while this one goes on.

        Parameters
        ----------
        function
            A function of a module.
        path
            The file it reads: its size decides how long it may take, messages name it.
        arguments
            What it is called with.

        Returns
        -------
        callable
            Waits for the result and returns it; called once, before anything else is asked.

        Raises
        ------
        InputError
            By what is returned: what the function raises, or when the process does not live to
            the end of it.
        """
        seconds = _SECONDS + _SECONDS_PER_BYTE * _size(path)
        line = self._started()
        try:
            line.send((function, arguments, seconds))
        except ConnectionError:
            lost = self._lost(path, _CRASHED)
            return partial(_refuse, lost)
        return partial(self._answer, line, path, seconds)

    def _answer(self, line: Connection, path: Path, seconds: float) -> Any:
        try:
            if not line.poll(seconds * _PATIENCE):
                raise self._lost(path, _LATE)
            answer = line.recv_bytes()
        except (EOFError, ConnectionError):
            raise self._lost(path, _CRASHED) from None
        if len(answer) > _LARGE_BYTES:
            self._stop(at_once=True)  # what it has grown to is needed here
        kind, result = pickle.loads(answer)  # noqa: S301 - from a process of ours
        if kind == "result":
            return result
        if kind == "refused":
            raise InputError(*result)
        if kind == _FULL:
            raise self._lost(path, _FULL)
        raise RuntimeError(result)  # a bug of ours: the traceback of the other process

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._line is None:
            context = multiprocessing.get_context("spawn")
            self._line, other = context.Pipe()
            self._process = context.Process(target=_serve, args=(other,), daemon=True)
            self._process.start()
            other.close()
        return self._line

    def _lost(self, path: Path, why: str) -> InputError:
        code = self._stop()
        if why == _CRASHED and code == -getattr(_signal(), "SIGXCPU", 0):
            why = _LATE
        return InputError([_unfinished(path, why)])

    def _stop(self, at_once: bool = False) -> int | None:
        process, self._process = self._process, None
        if self._line is not None:
            self._line.close()
            self._line = None
        if process is None:
            return None
        if not at_once:
            process.join(0.5)  # it ends by itself when the line is closed
        if process.is_alive():
            process.kill()
            process.join()
        return process.exitcode


def _refuse(error: InputError) -> None:
    raise error


def _signal() -> Any:
    import signal  # noqa: PLC0415 - only what went wrong asks for it

    return signal


def _serve(line: Connection) -> None:
    """Answer calls until the line is closed."""
    _limit_memory()
    while True:
        try:
            function, arguments, seconds = line.recv()
        except EOFError:
            return
        _limit_time(seconds)
        try:
            answer = ("result", function(*arguments))
        except InputError as error:
            answer = ("refused", (error.findings, error.rejected))
        except MemoryError:
            answer = (_FULL, None)
        except Exception:
            answer = ("bug", traceback.format_exc())
        line.send(answer)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, hard))


def _limit_time(seconds: float) -> None:
    """Let the system end this process when it has used so much of the processor from now on."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        used = sum(os.times()[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, hard))


def _size(path: Path) -> int:
    """Return the bytes to be read, of an archive or a folder those that are inside."""
    try:
        if path.is_dir():
            return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
        if not path.is_file():  # a pipe would wait for somebody to write to it
            return 0
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return sum(entry.file_size for entry in archive.infolist())
        size = path.stat().st_size
        # The last four bytes of a gzip file say how much is inside, unless they lie.
        return min(size * _MOST_RATIO, _last_number(path)) if path.suffix == ".gz" else size
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return 0  # the reader will say what is wrong with it


def _last_number(path: Path) -> int:
    with path.open("rb") as stream:
        stream.seek(-4, os.SEEK_END)
        return int.from_bytes(stream.read(), "little")


def _unfinished(path: Path, why: str) -> Finding:
    what = {
        _CRASHED: Text(
            "读取时底层库崩溃，文件可能已损坏",
            "the library that reads it has crashed: the file may be damaged",
        ),
        _FULL: Text("读取时内存不足", "it takes too much memory to read"),
        _LATE: Text("读取时间过长，已中止", "it takes too long to read and was stopped"),
    }[why]
    remedy = Text(
        "用原软件重新导出，或另存为 CSV、GeoPackage；仍不行时请报告给维护者",
        "export it again, or save it as CSV or GeoPackage; if that does not help, report it",
    )
    return Finding(f"reader-{why}", what, remedy, path.name)
