"""The disk fills up, or a file becomes too large, at every stage of a run."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.outputs._lock import FILE as LOCK
from tests.torture import child, small

FULL = 40


class NotHere(Exception):
    """This machine does not allow the test; the message says why."""


def run(count: int, seed: int) -> str:
    """Fill file systems of random sizes, then limit the size of files, half of the count each."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    scene = child.scene()
    sizes = [path.stat().st_size for path in scene.earlier.rglob("*") if path.is_file()]
    refused = limited = 0
    try:
        for number in range((count + 1) // 2):
            # An empty disk, or the results of an earlier run and less room than one more needs.
            there = sum(sizes) + (len(sizes) << 12) if number % 2 else 0
            room = there + int(chance.uniform(0.0, 0.9) ** 2 * sum(sizes)) + (64 << 10)
            with tmpfs(scene.folder / "disk", room) as out:
                refused += _starve(scene, out, bool(there), None)
        disks = f"{(count + 1) // 2} disks of 64 KiB and more, {refused} too small"
    except NotHere as why:
        disks = f"no disks ({why})"
    for _ in range(count // 2):
        limit = int(2.0 ** chance.uniform(10.0, max(sizes).bit_length()))
        out = scene.folder / "out"
        limited += _starve(scene, out, True, limit)
        shutil.rmtree(out)
    return (
        f"disk_full: {disks}; {count // 2} limits of file size from 1 KiB, {limited} too low"
        f" (seed {seed}); each refused with exit code 3, earlier results intact"
    )


def _starve(scene: child.Scene, out: Path, over_earlier: bool, limit: int | None) -> bool:
    """Run where there may be too little room; return whether there was."""
    if over_earlier:
        shutil.copytree(scene.earlier, out, dirs_exist_ok=True)
    before = small.files_of(out)
    code, said = child.finish(scene.config, out, limit)
    child.check_each_file(scene, out, before)
    assert not [*out.rglob(".covermap-part-*"), *out.rglob(LOCK)], "left behind"
    if code == 0:
        assert small.files_of(out) == scene.expected
        return False
    # A library in C that meets a limit does not say why; of a full disk the free space does.
    words = ("原有文件未改动", "earlier files are intact" if limit else "the disk is full")
    assert code == 3 and all(word in said for word in words), (code, said)
    assert "Traceback" not in said and "_tiff" not in said
    return True


@contextmanager
def tmpfs(folder: Path, size: int, options: str = "") -> Iterator[Path]:
    """Mount a file system in memory of a size [byte].

    Raises
    ------
    NotHere
        When this user may not mount.
    """
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NotHere("only root may mount a small disk")
    folder.mkdir(exist_ok=True)
    asked = [mount, "-t", "tmpfs", "-o", f"size={size}{options}", "tmpfs", str(folder)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run([umount, str(folder)], check=True)
