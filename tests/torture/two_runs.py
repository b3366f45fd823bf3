"""Two runs at the same time in one folder: one finishes, the other says who holds it."""

from __future__ import annotations

import random
import re
import shutil
import time

from tests.torture import child, small

FULL = 50
_GAP_S = 0.5  # between the two, at most
_REFUSED = re.compile(r"process (\d+) on .*, covermap run, since ")


def run(count: int, seed: int) -> str:
    """Start so many pairs, every second one over the results of an earlier run."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    slowest, second_won = 0.0, 0
    scene = child.scene()
    logs = [scene.folder / "first.txt", scene.folder / "second.txt"]
    for number in range(count):
        out = scene.folder / "out"
        if number % 2:
            shutil.copytree(scene.earlier, out)
        first = child.start(scene.config, out, logs[0])
        time.sleep(chance.uniform(0.0, _GAP_S))
        began = time.monotonic()
        second = child.start(scene.config, out, logs[1])
        pair = [first, second]
        while first.is_alive() and second.is_alive():
            time.sleep(0.005)
        slowest = max(slowest, time.monotonic() - began)
        codes = [child.ended(process) for process in pair]
        assert sorted(codes) == [0, 3], [log.read_text(encoding="utf-8") for log in logs]
        loser = codes.index(3)
        said = logs[loser].read_text(encoding="utf-8")
        named = _REFUSED.search(said)
        assert named and int(named[1]) == pair[1 - loser].pid, said
        assert "另一个 covermap 正在写入" in said and "Traceback" not in said
        assert small.files_of(out) == scene.expected
        second_won += loser == 0
        shutil.rmtree(out)
    return (
        f"two_runs: {count} pairs (seed {seed}), one finished and one named it each time, the"
        f" slowest refusal after {slowest:.2f} s; the later start won {second_won} times"
    )
