"""Where to build next: plans, proofs and CPU time at five sizes, and spopt on the smallest.

    python benchmarks/siting.py [--spopt-python PYTHON] [--only NAME …] [--out FILE.md]

Demands lie at random in a square, with weights of 1 to 10; candidates are discs among them. Each
case runs in a process of its own; CPU seconds, as the clock depends on who else uses the machine.
"""

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import _child
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PEER = Path(__file__).resolve().parent / "spopt_siting.py"
SMALL = "1,000 × 500"


@dataclass(frozen=True)
class Case:
    """One question, and what is demanded of the answer.

    Parameters
    ----------
    name, question
        Demands × candidates, and ``"most"``, ``"fewest"`` or ``"places"``.
    demands, candidates
        How many.
    mean
        In how many discs a demand lies on average.
    asked
        Stations (most) or share (fewest, places).
    gap, seconds, megabytes
        What must not be exceeded; the gap is also what is asked for. [1, s, MB]
    """

    name: str
    question: str
    demands: int
    candidates: int
    mean: float
    asked: float
    gap: float
    seconds: float
    megabytes: float = 4096.0


CASES = (
    Case(SMALL, "most", 1_000, 500, 8.0, 20, 0.0, 2.0),
    Case(SMALL, "fewest", 1_000, 500, 8.0, 1.0, 0.0, 2.0),
    Case("50,000 × 5,000", "most", 50_000, 5_000, 8.0, 200, 0.01, 30.0),
    Case("50,000 × 5,000", "fewest", 50_000, 5_000, 8.0, 1.0, 0.1, 60.0),
    Case("1,000,000 × 50,000", "most", 1_000_000, 50_000, 1.1, 5_000, 0.005, 60.0),
    Case("1,000,000 × 50,000", "fewest", 1_000_000, 50_000, 1.1, 1.0, 0.005, 60.0),
    Case("150 places × 400 points × 5,000", "places", 60_000, 5_000, 8.0, 0.95, 0.01, 60.0),
)


def layout(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return demands, candidates, weights and reach; the same each time."""
    chance = np.random.default_rng(0)
    points, centres = chance.random((case.demands, 2)), chance.random((case.candidates, 2))
    if case.question == "places":
        middles = chance.random((150, 2))
        points = np.repeat(middles, 400, axis=0) + 0.004 * chance.standard_normal(points.shape)
        # Candidates stand near places, several of which hang together.
        centres = middles[np.arange(case.candidates) % 150] + 0.012 * chance.standard_normal(
            centres.shape
        )
        return points, centres, np.zeros(case.demands), 0.006
    weights = chance.integers(1, 11, case.demands).astype(np.float64)
    return points, centres, weights, float(np.sqrt(case.mean / case.candidates / np.pi))


def pairs(points: np.ndarray, centres: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return candidate and demand of each pair in reach, found in strips of the x axis."""
    order = np.argsort(points[:, 0], kind="stable")
    along = points[order, 0]
    first = np.searchsorted(along, centres[:, 0] - reach)
    last = np.searchsorted(along, centres[:, 0] + reach)
    found = []
    for candidate, (low, high) in enumerate(zip(first, last, strict=True)):
        near = order[low:high]
        near = near[np.hypot(*(points[near] - centres[candidate]).T) <= reach]
        found.append((np.full(near.size, candidate), near))
    candidate, demand = (np.concatenate(part) for part in zip(*found, strict=True))
    return candidate, demand


def ours(case: Case) -> dict[str, float | str]:
    """Solve one case, once compiled; the sets are given, as a radio model would give them."""
    siting = importlib.import_module("geo.siting")
    candidate, demand = pairs(*(layout(case)[index] for index in (0, 1, 3)))
    shape, weights = (case.candidates, case.demands), layout(case)[2]
    place = np.repeat(np.arange(150), 400) if case.question == "places" else None
    about = {} if place is None else {"place": place, "required": np.full(150, 0.95)}
    _warm(siting)
    before, started = time.process_time(), time.perf_counter()
    instance = siting.from_pairs(candidate, demand, shape, weights=weights, **about)
    effort = siting.Effort(case.gap, 5.0 * case.seconds)  # on the clock of a busy machine
    if case.question == "most":
        plan = siting.most(instance, case.asked, effort=effort)
    else:
        plan = siting.fewest(instance, case.asked, effort=effort)
    seconds, clock = time.process_time() - before, time.perf_counter() - started
    assert siting.verify(instance, plan) == ()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    found = {"objective": plan.objective, "bound": plan.bound, "gap": plan.gap}
    return {**found, "status": plan.status, "seconds": seconds, "clock": clock, "megabytes": peak}


def _warm(siting: ModuleType) -> None:
    """Load, or compile, every function that is compiled: by a question beyond HiGHS alone."""
    toy = Case("toy", "most", 3_000, 500, 8.0, 20, 0.5, 1.0)
    points, centres, weights, reach = layout(toy)
    shape = (toy.candidates, toy.demands)
    instance = siting.from_pairs(*pairs(points, centres, reach), shape, weights=weights)
    for share in (0.5, 0.9, 1.0):
        siting.fewest(instance, share, effort=siting.Effort(0.5, 1.0))
    siting.most(instance, toy.asked, effort=siting.Effort(0.5, 1.0))


def peer(case: Case, python: str) -> dict[str, float] | str:
    """Let spopt solve the case, or say why not."""
    found = subprocess.run([python, "-c", "import spopt, pulp"], capture_output=True, check=False)
    if found.returncode:
        return "not installed"
    points, centres, weights, reach = layout(case)
    apart = np.hypot(*(points[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    if case.question == "fewest":
        apart = apart[(apart <= reach).any(axis=1)]  # spopt has no answer where one is out of reach
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / one for one in ("distances.npy", "weights.npy")]
        np.save(files[0], apart)
        np.save(files[1], weights)
        given = [*files, str(reach), case.question, str(int(case.asked))]
        usage = _child.run([python, PEER, *given], Path(name))
    return json.loads(usage.output.splitlines()[-1])


def line(case: Case, python: str) -> tuple[str, bool]:
    """Return a row of the table, and whether a demand is missed."""
    number = str(CASES.index(case))
    usage = _child.run([sys.executable, __file__, "--child", number], ROOT)
    own = json.loads(usage.output.splitlines()[-1])
    beside = peer(case, python) if case.name == SMALL else "–"
    if isinstance(beside, dict):
        within = own["gap"] * own["objective"] + 1e-6  # equal where ours is proved to be best
        assert abs(beside["objective"] - own["objective"]) <= within, (beside, own)
        ratio = beside["seconds"] / own["seconds"]
        beside, times = f"{beside['seconds']:.1f}", f"{ratio:.0f}"
    else:
        times = "–"
    missed = [
        name for name in ("gap", "seconds", "megabytes") if own[name] > getattr(case, name) + 1e-9
    ]
    figures = f"{own['objective']:,.0f} | {own['bound']:,.0f} | {100.0 * own['gap']:.3f} %"
    cost = f"{own['seconds']:.2f} | {own['clock']:.1f} | {own['megabytes']:,.0f}"
    verdict = f"MISSED: {', '.join(missed)}" if missed else "met"
    wanted = f"≤ {100.0 * case.gap:g} %, {case.seconds:g} s"
    head = f"| {case.name} | {case.question} {case.asked:g} | {figures} | {own['status']}"
    return f"{head} | {cost} | {beside} | {times} | {wanted}: {verdict} |", bool(missed)


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spopt-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--only", nargs="*", default=["most", "fewest", "places"])
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the table here too")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    if chosen.child is not None:
        print(json.dumps(ours(CASES[chosen.child])))
        return 0
    said = [
        "| demands × candidates | question | plan | bound | gap | status | CPU s | clock s | MB "
        "| spopt CPU s | spopt / ours | demanded |",
        "|---|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---|",
    ]
    print("\n".join(said), flush=True)
    failed = False
    for case in CASES:
        if case.question in chosen.only:
            text, missed = line(case, chosen.spopt_python)
            print(text, flush=True)
            said.append(text)
            failed |= missed
    if chosen.out:
        chosen.out.write_text("\n".join(said) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
