"""Archives that are the same bytes for the same content."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say
_UNIX, _READABLE = 3, 0o644 << 16


def add(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> None:
    """Add one entry that bears no time and no owner.

    Parameters
    ----------
    archive
        Open to be written.
    name
        Of the entry.
    content
        Bytes, or a file that is copied piece by piece.
    """
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = archive.compression
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    if isinstance(content, bytes):
        archive.writestr(entry, content)
        return
    entry.file_size = content.stat().st_size  # large files need the longer form of an entry
    with content.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)
