"""The memory a run takes does not grow with the area: it is worked through in tiles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.pipeline import ROOT
from tests.torture import small

FULL = 3
_SIDES = (1, 2, 4)  # → area ×1, ×4, ×16
_HALF_DEG = 0.1
_CELL_M = 50.0
_MOST_GROWTH = 0.10


def run(count: int, seed: int) -> str:
    """Run over as many areas, each four times the one before, with the same stations."""
    peaks: list[int] = []
    with TemporaryDirectory(prefix="covermap-torture-") as made:
        for side in _SIDES[:count]:
            folder = Path(made, f"x{side}")
            config = small.write_inputs(folder / "in", None, _HALF_DEG * side, _CELL_M)
            if not peaks:  # compiling the kernels, once after each change, takes more than a run
                _peak(config, folder / "warm")
            peaks.append(_peak(config, folder / "out"))
    growth = max(peaks) / peaks[0] - 1.0
    shown = ", ".join(
        f"×{side**2}: {peak >> 20} MiB" for side, peak in zip(_SIDES, peaks, strict=False)
    )
    assert growth < _MOST_GROWTH, f"{shown}: grows by {growth:.0%}"
    return f"memory: area {shown}; peak grows by {growth:.1%} (seed {seed})"


def _peak(config: Path, out: Path) -> int:
    """Return the most memory that a run had resident [byte]."""
    command = [sys.executable, "-m", "geo", "run", "--config", str(config), "--out", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
