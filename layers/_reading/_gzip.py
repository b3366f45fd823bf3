"""A table packed by gzip, as OpenCelliD and others send theirs → the same rows as unpacked."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ._files import BLOCK, HARMLESS_BYTES, MOST_RATIO, MOST_UNPACKED_BYTES
from ._refusals import PACKED_SUFFIXES, too_large, unreadable, unsafe_archive


def is_packed(path: Path) -> bool:
    """Return whether a file is a table packed by gzip, by its name."""
    return path.name.lower().endswith(PACKED_SUFFIXES)


@contextmanager
def unpacked_table(path: Path) -> Iterator[Path]:
    """Unpack a table for a while, under the name of its archive: messages name that.

    Parameters
    ----------
    path
        A .csv.gz, .tsv.gz or .txt.gz file.

    Yields
    ------
    pathlib.Path
        The table, in a temporary folder.
    """
    with TemporaryDirectory(prefix="covermap-") as folder:
        target = Path(folder) / path.name
        try:
            _unpack(path, target)
        except (OSError, EOFError, zlib.error) as error:
            raise unreadable(path, f"{type(error).__name__}: {error}") from error
        yield target


def _unpack(path: Path, target: Path) -> None:
    most = max(HARMLESS_BYTES, MOST_RATIO * path.stat().st_size)
    size = 0
    with gzip.open(path) as source, target.open("wb") as stream:
        while block := source.read(BLOCK):
            size += len(block)
            if size > most:
                raise unsafe_archive(
                    path, "压缩比过高（压缩炸弹）", "it unpacks to far too much (an archive bomb)"
                )
            if size > MOST_UNPACKED_BYTES:
                raise too_large(path, size / 1e6, MOST_UNPACKED_BYTES / 1e6)
            stream.write(block)
