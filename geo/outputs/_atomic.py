"""Every file covermap writes: complete under its name, or not there at all.

A file is written in a temporary folder beside its place, flushed to the disk and only then
renamed, which the operating system does in one step. A run that is killed leaves the earlier
file as it was, and a temporary folder that `sweep` removes at the next start. The temporary
is a folder, not a file, so that a library may keep journals and side files next to it and
still sees the final file name.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import CovermapError, EnvironmentProblem, Finding, InputError
from layers.text import Text

_PREFIX = ".covermap-part-"
_CAN_SYNC_FOLDERS = os.name != "nt"  # Windows cannot open a folder to flush it
# Virus scanners and indexers on Windows hold a new file for a moment.
_REPLACE_TRIES, _REPLACE_WAIT_S = 5, 0.1
_NEARLY_FULL_BYTES = 1 << 20

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY}


def atomic_write(path: Path, data: bytes) -> None:
    """Write one file, complete or not at all.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.
    data
        The whole content.

    Raises
    ------
    EnvironmentProblem
        When the disk is full or the folder cannot be written; an earlier file is intact.
    InputError
        When a file stands where a folder is needed, or a folder where the file is to be.
    """
    with atomic_file(path) as temporary:
        temporary.write_bytes(data)


@contextmanager
def atomic_file(path: Path, errors: tuple[type[Exception], ...] = ()) -> Iterator[Path]:
    """Give a library a file name to write to, and put the file in place afterwards.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.
    errors
        What the library raises, besides `OSError`, when it cannot write.

    Yields
    ------
    pathlib.Path
        A name in a temporary folder, with the last part of `path`.

    Raises
    ------
    EnvironmentProblem, InputError
        As `atomic_write`; also when the library left no file.
    """
    with atomic_files(path.parent, errors) as temporary:
        yield temporary / path.name
        if not (temporary / path.name).is_file():
            raise FileNotFoundError(errno.ENOENT, "nothing was written", path.name)


@contextmanager
def atomic_files(folder: Path, errors: tuple[type[Exception], ...] = ()) -> Iterator[Path]:
    """Write several files of one folder; they appear when the block ends without an error.

    Each file appears in one step; a kill between two of them leaves some new, some old, none
    half.

    Parameters
    ----------
    folder
        Where the files are to be; made when missing.
    errors
        What a library raises, besides `OSError`, when it cannot write.

    Yields
    ------
    pathlib.Path
        A temporary folder inside `folder`. Its files are moved; folders in it are dropped.
    """
    temporary: Path | None = None
    expected: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
        yield temporary
        written = sorted(entry for entry in temporary.iterdir() if entry.is_file())
        for entry in written:
            _flush(entry)
        for entry in written:
            _replace(entry, folder / entry.name)
        _flush_folder(folder)
    except CovermapError:
        raise
    except expected as error:
        raise _problem(folder, error) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def sweep(folder: Path) -> int:
    """Remove what killed runs left under a folder; links are not followed.

    Parameters
    ----------
    folder
        A folder of products; need not exist. No other run may be writing to it.

    Returns
    -------
    int
        Number of temporary folders removed.
    """
    removed = 0
    for parent, names, _ in os.walk(folder):
        strays = [name for name in names if name.startswith(_PREFIX)]
        for name in strays:
            names.remove(name)
            stray = Path(parent, name)
            if not stray.is_symlink():
                shutil.rmtree(stray, ignore_errors=True)
                removed += not stray.exists()
    return removed


def _flush(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    if not _CAN_SYNC_FOLDERS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(source: Path, target: Path) -> None:
    for _ in range(_REPLACE_TRIES - 1):
        try:
            os.replace(source, target)  # noqa: PTH105 - the one place where it belongs
        except PermissionError:
            time.sleep(_REPLACE_WAIT_S)
        else:
            return
    os.replace(source, target)  # noqa: PTH105 - the last try may fail


def _problem(folder: Path, error: Exception) -> CovermapError:
    """Say what went wrong while writing to a folder, and what to do."""
    number = error.errno if isinstance(error, OSError) else None
    name = getattr(error, "filename2", None) or getattr(error, "filename", None)
    place = Path(os.fsdecode(name)) if isinstance(name, str | bytes) else folder
    shown = (folder / place.name if _PREFIX in str(place) else place).as_posix()
    if number in _FULL or (number is None and _nearly_full(folder)):
        return EnvironmentProblem(
            Text(
                f"{shown}: 磁盘空间不足，未写入，原有文件未改动 → 清理磁盘后重新运行",
                f"{shown}: the disk is full; nothing was written and earlier files are intact"
                " → free some space and run again",
            )
        )
    if number in _IN_THE_WAY:
        return InputError([_in_the_way(shown)])
    if number in _FORBIDDEN:
        return EnvironmentProblem(
            Text(
                f"{shown}: 无法写入（只读，或正被 Excel、QGIS 等打开），原有文件未改动"
                " → 关闭该文件，或换一个可写的文件夹",
                f"{shown}: cannot be written (read-only, or open in Excel or QGIS); earlier files"
                " are intact → close the file, or choose a folder that can be written",
            )
        )
    found = f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}"
    return EnvironmentProblem(
        Text(
            f"{shown}: 写入失败（{found}），原有文件未改动 → 检查磁盘后重新运行",
            f"{shown}: writing failed ({found}); earlier files are intact"
            " → check the disk and run again",
        )
    )


def _in_the_way(shown: str) -> Finding:
    return Finding(
        "in-the-way",
        Text("同名的文件或文件夹挡住了输出", "a file or folder of that name is in the way"),
        Text("将其移走或改名后重新运行", "move or rename it and run again"),
        shown,
    )


def _nearly_full(folder: Path) -> bool:
    """Tell a full disk from other trouble when a library reports no error number."""
    try:
        return shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES
    except OSError:
        return False
