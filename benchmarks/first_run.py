"""First and second ``./covermap run`` on a fresh machine: set-up, computing, peak memory.

    python benchmarks/first_run.py

Clones the project into a temporary folder, starts without `.venv` and with an empty pip
cache, and holds what it measures against the budgets. Needs only the standard library.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import _child

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = {
    "first run, set-up included [s]": 360.0,
    "of which computing [s]": 60.0,
    "peak memory [MB]": 2000.0,
    "second run, nothing changed [s]": 5.0,
}


def run(project: Path, cache: Path) -> tuple[float, float, float]:
    """Return wall time [s], computing time as the run says it [s] and peak memory [MB]."""
    command = [sys.executable, project / "covermap", "run"]
    usage = _child.run(command, project, {"PIP_CACHE_DIR": str(cache)})
    computing = float(re.search(r"(?:用时|took) ([\d.]+)", usage.output).group(1))
    return usage.wall_s, computing, usage.peak_mb


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "covermap"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(project)], check=True)
        first, computing, peak = run(project, Path(folder) / "cache")
        second, _, _ = run(project, Path(folder) / "cache")
    measured = dict(zip(BUDGETS, (first, computing, peak, second), strict=True))
    print(f"{'figure':36} {'measured':>10} {'budget':>10} {'ratio':>7}")
    for name, budget in BUDGETS.items():
        print(f"{name:36} {measured[name]:10.1f} {budget:10.1f} {measured[name] / budget:7.2f}")


if __name__ == "__main__":
    main()
