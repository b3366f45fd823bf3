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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import CovermapError

from ._trouble import problem

_PREFIX = ".covermap-part-"
_CAN_SYNC_FOLDERS = os.name != "nt"  # Windows cannot open a folder to flush it
# Virus scanners and indexers on Windows hold a new file for a moment.
_REPLACE_TRIES, _REPLACE_WAIT_S = 5, 0.1


def atomic_write(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write one file, complete or not at all.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.
    data
        The whole content, or its parts one after the other.

    Raises
    ------
    EnvironmentProblem
        When the disk is full or the folder cannot be written; an earlier file is intact.
    InputError
        When a file stands where a folder is needed, or a folder where the file is to be.
    """
    with atomic_file(path) as temporary, temporary.open("wb") as stream:
        stream.writelines([data] if isinstance(data, bytes) else data)


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
        raise problem(folder, _shown(folder, error), error) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def sweep(folder: Path, depth: int | None = None) -> int:
    """Remove what killed runs left under a folder; links are not followed.

    Parameters
    ----------
    folder
        A folder of products; need not exist. No other run may be writing to it.
    depth
        How many folders deep to look, ``None`` = all the way: for folders that hold nothing
        but products.

    Returns
    -------
    int
        Number of temporary folders removed.
    """
    removed = 0
    deepest = None if depth is None else len(folder.parts) + depth
    for parent, names, _ in os.walk(folder):
        strays = [name for name in names if name.startswith(_PREFIX)]
        for name in strays:
            names.remove(name)
            stray = Path(parent, name)
            if not stray.is_symlink():
                shutil.rmtree(stray, ignore_errors=True)
                removed += not stray.exists()
        if len(Path(parent).parts) == deepest:
            names.clear()
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


def _shown(folder: Path, error: Exception) -> Path:
    """Return what a message names: the product, never the temporary it was written to."""
    name = getattr(error, "filename2", None) or getattr(error, "filename", None)
    place = Path(os.fsdecode(name)) if isinstance(name, str | bytes) else folder
    return folder / place.name if _PREFIX in str(place) else place
