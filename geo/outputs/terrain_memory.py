"""What a look through the heights of a DEM found, kept so that an unchanged file is not read again.

Looking through the province at 30 m takes a quarter of a minute, adding a station should not.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..terrain import Census
from ._atomic import atomic_write

FILE = "terrain.json"


def read(folder: Path, digests: Mapping[Path, str]) -> dict[Path, Census]:
    """Return what is known of files, by their content.

    Parameters
    ----------
    folder
        ``data/processed``.
    digests
        SHA-256 of each file in question.
    """
    try:
        kept: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        by_digest = {digest: Census(**census) for digest, census in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # nothing kept, or nothing that can be used
    return {path: by_digest[digest] for path, digest in digests.items() if digest in by_digest}


def write(folder: Path, digests: Mapping[Path, str], censuses: Mapping[Path, Census]) -> Path:
    """Keep what is known of files; parameters as `read`."""
    kept = {digests[path]: dataclasses.asdict(census) for path, census in censuses.items()}
    body = json.dumps(dict(sorted(kept.items())), indent=1)
    atomic_write(folder / FILE, f"{body}\n".encode())
    return folder / FILE
