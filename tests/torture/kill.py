"""A whole run is killed at random moments and started again: no half file, the same bytes."""

from __future__ import annotations

import random
import shutil
import time

from geo.outputs._lock import FILE as LOCK
from tests.torture import child, small

FULL = 100


def run(count: int, seed: int) -> str:
    """Kill as many runs, every second one over the results of an earlier one."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    writing = strays = finished = 0
    scene = child.scene()
    for number in range(count):
        out = scene.folder / f"out{number}"
        before = {}
        if number % 2:
            shutil.copytree(scene.earlier, out)
            before = small.files_of(out)
        process = child.start(scene.config, out, scene.folder / "log.txt")
        time.sleep(chance.uniform(0.0, scene.seconds))
        process.kill()
        process.join()
        found = child.check_each_file(scene, out, before)
        # While computing only levels are kept; products follow.
        writing += any(
            digest != before.get(name) and "/levels/" not in name for name, digest in found.items()
        )
        finished += process.exitcode == 0
        strays += len(list(out.rglob(".covermap-part-*")))
        code, said = child.finish(scene.config, out)
        assert code == 0, said
        assert small.files_of(out) == scene.expected, "the resumed run differs"
        assert not [*out.rglob(".covermap-part-*"), *out.rglob(LOCK)], "left behind"
        shutil.rmtree(out)
    return (
        f"kill: {count} runs of {scene.seconds:.1f} s killed (seed {seed}), {writing} with a part"
        f" of the products written, {finished} just finished; {strays} temporaries swept,"
        " 0 half files, resumed byte for byte"
    )
