"""The plan of the default scenario for Qinghai: time and memory, with and without terrain.

    python benchmarks/plan.py [--folder DIR] [--terrain] [--cores 2] [--stations 10000] [--most K]

Runs ``covermap plan`` in a process of its own and prints what it answers. `--terrain` gives it the
SYNTHETIC mountains of ``synthetic_terrain.py``; then a run is made first, as planners do, and the
plan starts from the levels that the run has kept. Exit code 1 when the budget is missed. Needs the
environment that ``./covermap`` makes.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import _child
from province import ROOT, settings_file, terrain

BUDGET_S = 60.0  # for the default scenario without terrain


def plan(folder: Path, config: Path, most: int | None) -> _child.Usage:
    """Make the plan."""
    command = [sys.executable, "-m", "geo", "plan", "--config", config, "--out", folder / "out"]
    asked = [] if most is None else ["--stations", str(most)]
    return _child.run([*command, *asked], ROOT)


def measure(cache: Path, chosen: argparse.Namespace) -> _child.Usage:
    """Prepare what is asked for, and make the plan."""
    dem = terrain(cache) if chosen.terrain else None
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        config = settings_file(folder, dem)
        # The scenario stands in for a list of stations.
        text = config.read_text(encoding="utf-8").partition("\n[terrain]")
        scenario = f"[scenario]\ncount = {chosen.stations}\n"
        config.write_text(scenario + "".join(text[1:]), encoding="utf-8")
        if dem is not None:
            command = [sys.executable, "-m", "geo", "run", "--config", config]
            first = _child.run([*command, "--out", folder / "out"], ROOT)
            print(f"the run before it: {first.wall_s:.1f} s, {first.user_s:.1f} s of user CPU time")
        return plan(folder, config, chosen.most)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keeps the terrain (default: a temporary one)")
    parser.add_argument("--terrain", action="store_true", help="on SYNTHETIC mountains")
    parser.add_argument("--stations", type=int, default=10_000, help="of the scenario")
    parser.add_argument("--most", type=int, help="ask what so many stations can do")
    parser.add_argument("--cores", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    """Measure and print; return the exit code."""
    chosen = _arguments()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: chosen.cores])
    with tempfile.TemporaryDirectory() as temporary:
        cache = chosen.folder or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        used = measure(cache, chosen)
    print(used.output)
    print(
        f"plan: {used.wall_s:.1f} s on the clock (budget {BUDGET_S:g}), {used.user_s:.1f} s of user"
        f" CPU time, {used.peak_mb:.0f} MB"
    )
    return int(not chosen.terrain and used.wall_s > BUDGET_S)


if __name__ == "__main__":
    sys.exit(main())
