"""The output folder cannot be written, or something stands in its place."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import privilege
from tests.torture import child, small
from tests.torture.disk_full import NotHere, tmpfs


def _file_instead_of(name: str) -> Callable[[child.Scene], object]:
    """Return what puts a file where a folder of products is to be."""

    @contextmanager
    def made(scene: child.Scene) -> Iterator[Path]:
        out = scene.folder / "out"
        shutil.copytree(scene.earlier, out)
        shutil.rmtree(out / name)
        (out / name).write_bytes(b"in the way")
        yield out
        assert (out / name).read_bytes() == b"in the way"

    return made


@contextmanager
def _file_instead_of_all(scene: child.Scene) -> Iterator[Path]:
    out = scene.folder / "out"
    out.write_bytes(b"in the way")
    yield out
    assert out.read_bytes() == b"in the way"
    out.unlink()


@contextmanager
def _folder_instead_of_a_page(scene: child.Scene) -> Iterator[Path]:
    out = scene.folder / "out"
    shutil.copytree(scene.earlier, out)
    (out / "maps" / "index.html").unlink()
    (out / "maps" / "index.html" / "mine").mkdir(parents=True)
    yield out
    assert (out / "maps" / "index.html" / "mine").is_dir()


@contextmanager
def _folder_without_permission(scene: child.Scene) -> Iterator[Path]:
    if privilege.IS_ROOT and sys.platform != "linux":
        raise NotHere("root may write everywhere")
    out = scene.folder / "out"
    shutil.copytree(scene.earlier, out)
    folders = [out, *(path for path in out.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        yield out
    finally:
        for folder in folders:
            folder.chmod(0o700)


@contextmanager
def _read_only_disk(scene: child.Scene) -> Iterator[Path]:
    with tmpfs(scene.folder / "disk", 64 << 20) as disk:
        shutil.copytree(scene.earlier, disk, dirs_exist_ok=True)
        mount = shutil.which("mount") or "mount"
        subprocess.run([mount, "-o", "remount,ro", str(disk)], check=True)
        yield disk


@contextmanager
def _empty_read_only_disk(scene: child.Scene) -> Iterator[Path]:
    with tmpfs(scene.folder / "disk", 1 << 20, ",ro") as disk:
        yield disk / "new" / "folder"


# What is in the way → the exit code.
_WAYS: dict[str, tuple[Callable[[child.Scene], object], int]] = {
    "a file in place of the folder": (_file_instead_of_all, 2),
    "a file in place of maps": (_file_instead_of("maps"), 2),
    "a file in place of data/processed": (_file_instead_of("data/processed"), 2),
    "a folder in place of a page": (_folder_instead_of_a_page, 2),
    "folders without permission to write": (_folder_without_permission, 3),
    "a read-only disk with earlier results": (_read_only_disk, 3),
    "an empty read-only disk": (_empty_read_only_disk, 3),
}
FULL = len(_WAYS)


def run(count: int, seed: int) -> str:
    """Try the first so many ways, each once."""
    done, skipped = 0, []
    scene = child.scene()
    for way, (made, exit_code) in list(_WAYS.items())[:count]:
        try:
            with made(scene) as out:  # type: ignore[attr-defined]
                before = small.files_of(out)
                code, said = child.finish(scene.config, out, anybody=True)
                assert code == exit_code, (way, code, said)
                assert "Traceback" not in said and str(out.parent) in said, (way, said)
                child.check_each_file(scene, out, before)
            done += 1
        except NotHere as why:
            skipped.append(f"{way} ({why})")
        shutil.rmtree(scene.folder / "out", ignore_errors=True)
    left_out = f"; not here: {', '.join(skipped)}" if skipped else ""
    return f"read_only: {done} ways, each named, earlier results intact (seed {seed}){left_out}"
