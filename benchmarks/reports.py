"""Reports against their budgets: 8 prefectures and the overview, and one of 1,500 places.

    python benchmarks/reports.py [--folder DIR] [--places 1500] [--repeats 3]

Runs covermap once with the SYNTHETIC scenario (kept in the folder, when one is named), then
times every report format on its results. The large report is of one prefecture with invented
places, all of them listed as not met or undecided; it is rendered and opened in headless Chromium
(load event and first paint). Exit code 1 when a budget is missed. Needs the environment that
``./covermap test`` makes, and Chromium.
"""

import argparse
import dataclasses
import importlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _child
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
PREFECTURE = "632800"
ALL_REPORTS = "8 reports + overview, all formats [s]"
WRITE_LARGE, OPEN_LARGE = "large report: slowest format [s]", "large report: open the page [s]"
BUDGETS = {ALL_REPORTS: 30.0, WRITE_LARGE: 10.0, OPEN_LARGE: 2.0}
_WAIT_FOR_PAINT = """() => new Promise(done => {
  const told = () => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    if (!paint) { setTimeout(told, 5); return; }
    const load = performance.getEntriesByType("navigation")[0].loadEventEnd;
    done(Math.max(load, paint.startTime) / 1000);
  };
  told();
})"""


def results_of_a_run(folder: Path) -> Any:
    """Return the results of the default scenario, computed unless the folder has them."""
    store = importlib.import_module("geo.outputs.store")
    processed = folder / "data" / "processed"
    if not (processed / "run.json").exists():
        usage = _child.run([sys.executable, "-m", "geo", "run", "--out", folder], ROOT)
        print(f"default scenario computed in {usage.wall_s:.1f} s", flush=True)
    return store.load(processed)


def crowded(results: Any, adcode: str, count: int) -> Any:
    """Return results with invented places: `count` in one prefecture, none of them surely met.

    Parameters
    ----------
    results
        Results of a run.
    adcode
        Division code of the prefecture.
    count
        Places it has afterwards.
    """
    own = results.areas[results.areas["prefecture_adcode"] == adcode]
    places = _repeated(own[own["area"] != "met"], "id", count)
    places["group"] = "goal2022"
    gaps = results.gaps[results.gaps["prefecture_adcode"] == adcode]
    gaps = gaps if len(gaps) else results.gaps.assign(prefecture_adcode=adcode)
    more = _repeated(gaps, "gap_id", count)
    more["area_id"] = places["id"].to_numpy()
    return dataclasses.replace(
        results,
        areas=pd.concat([results.areas.drop(own.index), places], ignore_index=True),
        gaps=pd.concat([results.gaps, more], ignore_index=True),
        verdicts=_repeated_verdicts(results.verdicts, places["id"]),
    )


def _repeated(frame: Any, key: str, count: int) -> Any:
    times = -(-count // len(frame))
    taken = pd.concat([frame] * times, ignore_index=True).head(count).copy()
    taken[key] = [f"SYN-{number:05d}" for number in range(count)]
    return taken


def _repeated_verdicts(verdicts: Any, ids: Any) -> Any:
    pattern = verdicts[verdicts["area_id"] == verdicts["area_id"].iloc[0]]
    more = pd.concat([pattern] * len(ids), ignore_index=True)
    return pd.concat([verdicts, more.assign(area_id=ids.repeat(len(pattern)).to_numpy())])


def seconds_by_format(results: Any, folder: Path) -> dict[str, float]:
    """Return how long each default format takes to write every report, in seconds."""
    outputs = importlib.import_module("geo.outputs")
    formats = outputs.usual(outputs.report_formats())
    files = importlib.import_module("geo.outputs._report.files")
    started = time.perf_counter()
    files.reports(results)
    found = {"tables": time.perf_counter() - started}
    for name, report in formats.items():
        started = time.perf_counter()
        report.write(results, folder)
        found[name] = time.perf_counter() - started
    return found


def open_seconds(page: Path, repeats: int) -> float:
    """Return how long a page takes to load and to paint in Chromium, the median in seconds."""
    chromium = os.environ.get("COVERMAP_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        return float("nan")
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = []
        for _ in range(repeats):
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            tab.goto(page.as_uri())
            times.append(tab.evaluate(_WAIT_FOR_PAINT))
            tab.close()
        browser.close()
    return statistics.median(times)


def measure(folder: Path, chosen: argparse.Namespace) -> dict[str, float]:
    """Measure and tell; return what has a budget."""
    results = results_of_a_run(folder)
    target = folder / "timed"
    by_format = seconds_by_format(results, target)
    _tell("every report of the default run", by_format)
    large = crowded(results, PREFECTURE, chosen.places)
    written = seconds_by_format(_alone(large), target)
    _tell(f"one prefecture of {chosen.places} places, and its overview", written)
    (page,) = target.glob(f"{PREFECTURE}-*.html")
    opened = open_seconds(page, chosen.repeats)
    print(f"{page.name}: {page.stat().st_size / 1e6:.1f} MB")
    measured = (sum(by_format.values()), max(written.values()), opened)
    return dict(zip(BUDGETS, measured, strict=True))


def _alone(results: Any) -> Any:
    prefectures = results.prefectures[results.prefectures["adcode"] == PREFECTURE]
    return dataclasses.replace(results, prefectures=prefectures)


def _tell(title: str, seconds: dict[str, float]) -> None:
    named = ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items())
    print(f"{title}: {named}", flush=True)


def table(measured: dict[str, float]) -> str:
    """Return what was measured beside the budgets."""
    lines = [f"{'figure':40} {'measured':>10} {'budget':>10} {'ratio':>7}"]
    for name, budget in BUDGETS.items():
        value = measured[name]
        lines.append(f"{name:40} {value:10.2f} {budget:10.1f} {value / budget:7.2f}")
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keeps the run (default: a temporary one)")
    parser.add_argument("--places", type=int, default=1500)
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def main() -> int:
    """Measure and print; return the exit code."""
    chosen = _arguments()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        measured = measure(folder.resolve(), chosen)
    print(table(measured))
    return int(any(not measured[name] <= budget for name, budget in BUDGETS.items()))


if __name__ == "__main__":
    sys.exit(main())
