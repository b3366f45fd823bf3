"""What is asked of a GeoPackage, which is a database, before GDAL opens it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from ._refusals import open_elsewhere, unreadable

_JOURNALS = ("-wal", "-journal")  # where SQLite keeps changes that are not yet in the file


def require_sound(path: Path, shown: Path) -> None:
    """Refuse a database that is damaged, or of which some changes still lie beside it."""
    for suffix in _JOURNALS:
        journal = path.with_name(path.name + suffix)
        if journal.is_file() and journal.stat().st_size:
            raise open_elsewhere(shown, journal.name)
    # Immutable: nothing is written beside it, not even a lock.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as base:
            base.text_factory = partial(str, encoding="utf-8", errors="replace")
            found = base.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:  # a function of GDAL's own, which is no damage
        found = "ok" if "no such" in str(error) else str(error)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # even its message may be broken
        found = str(error)
    if found != "ok":
        raise unreadable(shown, f"damaged database: {found}")
