"""An export in every format is killed at random moments: no half file, then the same bytes."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

from geo.outputs import export_formats
from geo.outputs._lock import FILE as LOCK
from tests.torture import child, small

FULL = 40


def run(count: int, seed: int) -> str:
    """Kill as many exports, every second one over the files of an earlier one."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    finished_run = child.scene().folder / "calm"
    whole = child.scene().folder / "exported"
    shutil.copytree(finished_run, whole)
    began = time.monotonic()
    _finish(whole)
    seconds = time.monotonic() - began
    without, expected = small.files_of(finished_run), small.files_of(whole)
    partly = strays = 0
    for number in range(count):
        out = child.scene().folder / f"export{number}"
        shutil.copytree(whole if number % 2 else finished_run, out)
        process = child.begin(_arguments(out), child.scene().folder / "log.txt")
        time.sleep(chance.uniform(0.0, seconds))
        process.kill()
        process.join()
        left = list(out.rglob(".covermap-part-*"))
        found = {n: d for n, d in small.files_of(out).items() if ".covermap-part-" not in n}
        broken = [n for n, d in found.items() if d not in (without.get(n), expected.get(n))]
        assert broken == [], f"half-written: {broken}"
        assert set(without) <= set(found), "lost"
        partly += found not in (without, expected)
        strays += len(left)
        _finish(out)
        assert small.files_of(out) == expected, "the export after it differs"
        assert not [*out.rglob(".covermap-part-*"), *out.rglob(LOCK)], "left behind"
        shutil.rmtree(out)
    shutil.rmtree(whole)
    return (
        f"kill_export: {count} exports of {seconds:.1f} s in {len(export_formats())} formats killed"
        f" (seed {seed}), {partly} with a part of the files written; {strays} temporaries swept,"
        " 0 half files, the next one byte for byte"
    )


def _arguments(out: Path) -> list[str]:
    return ["export", "--format", ",".join(export_formats()), "--out", str(out)]


def _finish(out: Path) -> None:
    log = child.scene().folder / "log.txt"
    code = child.ended(child.begin(_arguments(out), log))
    assert code == 0, log.read_text(encoding="utf-8")
