"""One writer per folder: whoever writes products into it holds its lock until the end.

The lock is the system's (`flock`; a locked byte on Windows), so a process that dies frees it,
however it dies. The lock file says who holds it. It is no product: no record names it, and it
goes when its holder has finished. What a killed process leaves of it locks nothing.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from layers.errors import EnvironmentProblem
from layers.text import Text

from ._trouble import in_the_way, problem

FILE = ".covermap.lock"
# What a run writes below the folder named with ``--out``: writing there is writing to that folder.
_BELOW = (Path("maps"), Path("data", "processed"))

# A link is not followed: the file it leads to would be overwritten.
_MODE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_TAKEN = (BlockingIOError, PermissionError)  # what the systems say when another has it
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}
_FAR = 1 << 30  # the byte that Windows locks: the note before it stays readable
_NOTE_BYTES = 4096
_READ_TRIES, _READ_WAIT_S = 5, 0.05  # a holder writes its note right after it has the lock


class NotLocked(UserWarning):
    """The file system knows no locks: nothing keeps a second run out of the folder."""


@contextmanager
def writing(folder: Path, command: str) -> Iterator[None]:
    """Hold the lock of a folder while products are written to it.

    Parameters
    ----------
    folder
        Where products are written; made when missing, and removed again when it stays empty.
        Inside ``maps`` or ``data/processed`` of a folder of runs, that folder is held.
    command
        What is being done, as others are told.

    Raises
    ------
    EnvironmentProblem
        When another process holds it, naming that process; when it cannot be written.
    InputError
        When a file stands where the folder is to be.

    Warns
    -----
    NotLocked
        When the file system has no locks.
    """
    root = _root_of(folder)
    missing = [place for place in (root, *root.parents) if not place.exists()]
    try:
        descriptor = _acquired(root, command)
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open
                (root / FILE).unlink()
            os.close(descriptor)
    finally:
        for place in missing:
            with suppress(OSError):  # something was written, or it could not be made
                place.rmdir()


def _root_of(folder: Path) -> Path:
    """Return the folder of runs that a folder belongs to, or the folder itself."""
    for parent in folder.parents:
        inside = any(folder.is_relative_to(parent / below) for below in _BELOW)
        if inside and ((parent / FILE).exists() or (parent / "data" / "processed").is_dir()):
            return parent
    return folder


def _acquired(root: Path, command: str) -> int:
    """Return a descriptor that holds the lock of a folder, with a note of who it is."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        while (descriptor := _opened(root / FILE)) is None:
            pass  # the holder before has just removed its file: there is a new one to take
    except OSError as error:
        raise problem(root, _shown(root, error), error) from error
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _note(command))
    except OSError as error:
        os.close(descriptor)
        raise problem(root, root, error) from error
    return descriptor


def _shown(root: Path, error: OSError) -> Path:
    """Return what a message names: what is in the way, never the lock file."""
    place = Path(error.filename or root)
    return root if place.name == FILE else place


def _opened(path: Path) -> int | None:
    """Return a descriptor of the lock file that holds its lock, ``None`` when the file has gone."""
    descriptor = os.open(path, _MODE, 0o666)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise in_the_way(path)
        if not _lock(descriptor, path.parent):
            raise EnvironmentProblem(_held(path))
        if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _lock(descriptor: int, folder: Path) -> bool:
    """Take the lock without waiting; whether it was free."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows alone has it

            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except _TAKEN:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        warnings.warn(_unlocked(folder).both(), NotLocked, stacklevel=2)
    return True


def _note(command: str) -> bytes:
    who = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": f"covermap {command}",
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    return json.dumps(who, ensure_ascii=False).encode()


def _holder(path: Path) -> Mapping[str, object]:
    """Return the note of who holds a lock, nothing when there is none to be read."""
    for _ in range(_READ_TRIES):
        try:
            with path.open("rb") as stream:
                note = json.loads(stream.read(_NOTE_BYTES))
        except (OSError, ValueError):
            time.sleep(_READ_WAIT_S)
        else:
            return note if isinstance(note, dict) else {}
    return {}


def _held(path: Path) -> Text:
    folder, who = path.parent.as_posix(), _holder(path)
    pid, host, command, since = (who.get(key, "?") for key in ("pid", "host", "command", "since"))
    return Text(
        f"{folder}: 另一个 covermap 正在写入（进程 {pid}，主机 {host}，命令 {command}，"
        f"开始于 {since}），原有文件未改动 → 等它结束后重新运行，或用 --out 另选文件夹",
        f"{folder}: another covermap is writing there (process {pid} on {host}, {command},"
        f" since {since}); earlier files are intact"
        " → run again when it has finished, or choose another folder with --out",
    )


def _unlocked(folder: Path) -> Text:
    shown = folder.as_posix()
    return Text(
        f"{shown}: 此文件系统不支持文件锁，无法阻止另一个 covermap 同时写入"
        " → 不要在该文件夹同时运行两次，或用 --out 选本机磁盘上的文件夹",
        f"{shown}: this file system has no locks, so nothing keeps a second covermap from writing"
        " there at the same time → run one at a time, or choose a folder on a local disk with"
        " --out",
    )
