"""``run.json``: what a run started from and what it wrote, the last file of every run.

A run whose key equals the recorded one, and whose products are still there byte for byte,
need not be done again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import layers
from layers.errors import EnvironmentProblem
from layers.text import Text

from .. import __file__ as geo_file
from ._atomic import atomic_write

FILE = "run.json"
_CHUNK = 1 << 20
_FIGURES_DEPEND_ON = ("numpy", "numba", "shapely", "pyproj", "rasterio", "pyogrio", "pandas")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_of_all(paths: Iterable[Path]) -> str:
    """Return one SHA-256 of several files: that of their own, in the order of their names."""
    return digest_of(sha256(path) for path in sorted(paths, key=lambda path: path.name))


def digest_of(parts: Iterable[str]) -> str:
    """Return one SHA-256 of several, given in hexadecimal."""
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def sources() -> list[Path]:
    """Return the source files of covermap."""
    packages = Path(geo_file).resolve().parent, Path(layers.__file__).resolve().parent
    return [
        path
        for package in packages
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


def versions() -> str:
    """Return the versions of the packages that figures depend on."""
    return " ".join(f"{p}={importlib.metadata.version(p)}" for p in _FIGURES_DEPEND_ON)


def key_of(
    settings: Mapping[str, Any], inputs: Iterable[Path], code: Iterable[Path], versions: str
) -> str:
    """Return the key of a run: equal keys give equal products.

    Parameters
    ----------
    settings
        Everything that was asked for, JSON-able.
    inputs
        Files read; their content counts, not where they lie.
    code
        Source files of covermap.
    versions
        Versions of the packages the figures depend on.
    """
    digest = hashlib.sha256(versions.encode())
    digest.update(json.dumps(settings, sort_keys=True, ensure_ascii=False).encode())
    for path in (*inputs, *sorted(code)):
        digest.update(path.name.encode() + bytes.fromhex(sha256(path)))
    return digest.hexdigest()


def write(
    folder: Path,
    key: str,
    card: Mapping[str, Any],
    products: Sequence[Path],
    root: Path,
    gone: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Write the record of a finished run.

    Parameters
    ----------
    folder
        ``data/processed``.
    key
        As `key_of` returns it.
    card
        `Results.card`.
    products
        Every file the run wrote.
    root
        Folder that the names of products are relative to.
    gone
        Entries of products that somebody has removed since: listed on, so that the next run
        makes them again.
    """
    listed = [
        {
            "file": path.relative_to(root).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": sha256(path),
        }
        for path in sorted(set(products))
    ]
    record = {"key": key, **card, "products": [*listed, *gone]}
    body = json.dumps(record, ensure_ascii=False, indent=1)
    atomic_write(folder / FILE, f"{body}\n".encode())
    return folder / FILE


def read(folder: Path) -> dict[str, Any] | None:
    """Return the record of the last finished run, ``None`` when there is none or it is broken."""
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) and "products" in record else None


def require(folder: Path) -> dict[str, Any]:
    """Return the record of the last finished run.

    Raises
    ------
    EnvironmentProblem
        When there is none.
    """
    record = read(folder)
    if record is None:
        raise EnvironmentProblem(
            Text(
                f"{folder} 中还没有运行结果 → 先运行 ./covermap run",
                f"{folder} holds no finished run → run ./covermap run first",
            )
        )
    return record


def intact(record: Mapping[str, Any], root: Path) -> bool:
    """Return whether every product of a record is still there, byte for byte."""
    for product in record["products"]:
        path = root / product["file"]
        if not path.is_file() or path.stat().st_size != product["bytes"]:
            return False
        if sha256(path) != product["sha256"]:
            return False
    return True


def remove_superseded(record: Mapping[str, Any], kept: Iterable[Path], root: Path) -> int:
    """Remove products of an earlier run that the new one did not write again.

    Only files that the earlier record names, inside `root` and unchanged since, are touched.

    Returns
    -------
    int
        Number of files removed.
    """
    kept_names = {path.relative_to(root).as_posix() for path in kept}
    removed = 0
    for product in record["products"]:
        path = (root / product["file"]).resolve()
        stale = product["file"] not in kept_names and path.is_relative_to(root.resolve())
        if stale and path.is_file() and sha256(path) == product["sha256"]:
            path.unlink()
            removed += 1
            if not any(path.parent.iterdir()):  # an emptied folder would keep its SYNTHETIC name
                path.parent.rmdir()
    return removed
