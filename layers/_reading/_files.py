"""What is asked of a file before any library is let near it."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ..text import Text
from ._refusals import (
    ARCHIVE_SUFFIXES,
    empty_file,
    missing_file,
    no_file,
    not_permitted,
    several,
    too_large,
    unreadable,
    unsafe_archive,
)

MOST_BYTES = 256_000_000  # of a file: beyond this memory runs short
MOST_UNPACKED_BYTES = 200_000_000
_MOST_ENTRIES = 1_000
MOST_RATIO = 100
# Below this a high ratio does no harm: a sheet of blanks packs well.
HARMLESS_BYTES = 10_000_000
_NESTED = (".zip", ".kmz", ".gz", ".7z", ".rar", ".tar")
BLOCK = 1 << 20
# What reading a damaged archive raises; RuntimeError for a way of packing that is not known.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


def is_file(path: Path) -> bool:
    """Return whether a path is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or a NUL in it, on Python before 3.14
        return False


def require_file(path: Path) -> None:
    """Refuse what is missing, is no regular file, is empty, too large or may not be read."""
    if not is_file(path):
        raise no_file(path) if exists(path) else missing_file(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise too_large(path, size / 1e6, MOST_BYTES / 1e6)
    if not size:
        raise empty_file(path)
    if not os.access(path, os.R_OK):
        raise not_permitted(path)


def exists(path: Path) -> bool:
    """Return whether anything is there; nothing is under a name that no file can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def require_safe_archive(path: Path) -> list[zipfile.ZipInfo]:
    """Refuse a ZIP archive (an .xlsx is one) that is no archive, or may do harm.

    Returns
    -------
    list of zipfile.ZipInfo
        Its files, without folders.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except BROKEN_ARCHIVE as error:
        raise unreadable(path, f"{type(error).__name__}: {error}") from error
    if len(entries) > _MOST_ENTRIES:
        raise too_large(path, len(entries), _MOST_ENTRIES, "entries")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED_BYTES:
        raise too_large(path, unpacked / 1e6, MOST_UNPACKED_BYTES / 1e6)
    for entry in entries:
        _require_harmless(path, entry)
    return [entry for entry in entries if not entry.is_dir()]


def _require_harmless(path: Path, entry: zipfile.ZipInfo) -> None:
    if not entry.filename:
        raise unsafe_archive(
            path, "压缩包内有没有名称的文件", "the archive holds a file without a name"
        )
    place = PurePosixPath(entry.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in entry.filename:
        raise unsafe_archive(
            path, "压缩包内的路径指向包外", "a path in the archive leads outside of it"
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise unsafe_archive(path, "压缩包内有链接", "the archive holds a link")
    if entry.flag_bits & 1:
        raise unsafe_archive(path, "压缩包有密码", "the archive has a password")
    most = max(HARMLESS_BYTES, MOST_RATIO * max(1, entry.compress_size))
    if entry.file_size > most:
        raise unsafe_archive(
            path, "压缩比过高（压缩炸弹）", "it unpacks to far too much (an archive bomb)"
        )


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Unpack the one data file of an archive, with what lies beside it, for a while.

    Parameters
    ----------
    path
        A .kmz or .zip file.

    Yields
    ------
    pathlib.Path
        The data file, in a temporary folder.
    """
    entries = require_safe_archive(path)
    if any(entry.filename.lower().endswith(_NESTED) for entry in entries):
        raise unsafe_archive(path, "压缩包内还有压缩包", "the archive holds another archive")
    wanted = ARCHIVE_SUFFIXES[path.suffix.lower()]
    found = [e.filename for e in entries if e.filename.lower().endswith(wanted)]
    if not found:
        raise unreadable(path, f"no {' '.join(wanted)} inside")
    if len(found) > 1:
        raise several(path, found, Text("数据文件", "data files"))
    chosen = PurePosixPath(found[0])
    with TemporaryDirectory(prefix="covermap-") as folder, zipfile.ZipFile(path) as archive:
        for entry in entries:
            place = PurePosixPath(entry.filename)
            # A Shapefile is several files of one name; nothing else of the archive is unpacked.
            if place.parent == chosen.parent and place.stem == chosen.stem:
                _unpack(path, archive, entry, Path(folder) / f"data{place.suffix.lower()}")
        yield Path(folder) / f"data{chosen.suffix.lower()}"


def _unpack(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    left = entry.file_size  # an entry that is longer than it says is cut there
    try:
        with archive.open(entry) as source, target.open("wb") as stream:
            while left > 0 and (block := source.read(min(BLOCK, left))):
                stream.write(block)
                left -= len(block)
    except BROKEN_ARCHIVE as error:
        raise unreadable(path, f"{type(error).__name__}: {error}") from error
