"""Pages against their budgets, with 10,000 and 100,000 stations, and stock folium beside them.

    python benchmarks/pages.py [--folder DIR] [--repeats 3]

Runs covermap once with the SYNTHETIC scenario (kept in the folder, when one is named), writes
its nine pages again, then the page of the province and of one prefecture with 10,000 and
100,000 invented stations, and opens each in headless Chromium without a network. Stock folium
draws the same 10,000 stations in three ways; its pages stay blank offline, so that of them only
size and links to the network are told. Exit code 1 when a budget is missed. Needs the
environment that ``./covermap test`` makes, and Chromium.
"""

import argparse
import importlib
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
from folium.plugins import FastMarkerCluster, MarkerCluster
from reports import ROOT, results_of_a_run

PREFECTURE = "632800"  # the largest: its pictures are the largest too
COUNTS = (10_000, 100_000)
CENTRE = (35.5, 96.5)
MOST_HEAP_MB, MOST_ELEMENTS = 15.0, 1500
RENDERING_BUDGET_S = 20.0
_SETTLED_MS = 500  # what a page does after it is ready belongs to opening it
_LINK = re.compile(r"""(?:src|href)=["'](https?://([^/"']+)[^"']*)""")


@dataclass(frozen=True)
class Opened:
    """What one page takes.

    Parameters
    ----------
    megabytes
        Of the file. [MB]
    work_s
        Work of the browser's main thread, the median of several openings. [s]
    heap_mb
        Heap of the scripts after collecting garbage. [MB]
    elements
        In the document.
    """

    megabytes: float
    work_s: float
    heap_mb: float
    elements: int


def budget(page: Path, count: int) -> tuple[float, float]:
    """Return the most that a page of so many stations may take, in MB and in seconds of work."""
    if count > COUNTS[0]:
        return 8.0, 8.0
    return (4.0 if page.stem == "index" else 3.0), 3.0


def written(results: Any, rasters: Path, out: Path) -> list[Path]:
    """Write the pages of results."""
    pages = importlib.import_module("geo.outputs.pages")
    return list(pages.write_pages(results, rasters, out))


def opened(browser: Any, page: Path, repeats: int) -> Opened:
    """Return what a page takes in a browser, the same as the tests measure it."""
    browsing = importlib.import_module("tests.browsing")
    work, heap, elements = [], 0.0, 0
    for _ in range(repeats):
        visit = browsing.Visit(browser, page)
        visit.page.wait_for_timeout(_SETTLED_MS)
        work.append(visit.metrics()["TaskDuration"])
        heap, elements = visit.kept_bytes() / 1e6, visit.elements()
        wrong = visit.errors + visit.requests
        visit.context.close()
        if wrong:
            raise SystemExit(f"{page.name}: {wrong}")
    return Opened(page.stat().st_size / 1e6, statistics.median(work), heap, elements)


def stock_pages(stations: Any, out: Path) -> Iterator[tuple[str, Path]]:
    """Draw stations with folium as it comes, in three ways; give the name and the page of each."""
    places = list(zip(stations["lat"], stations["lon"], stations["name"], strict=True))
    drawings = {"Marker": None, "MarkerCluster": MarkerCluster(), "FastMarkerCluster": None}
    for name, cluster in drawings.items():
        chart = folium.Map(CENTRE, zoom_start=6)
        if name == "FastMarkerCluster":
            FastMarkerCluster([[lat, lon] for lat, lon, _ in places]).add_to(chart)
        else:
            group = cluster.add_to(chart) if cluster else chart
            for lat, lon, told in places:
                folium.Marker((lat, lon), tooltip=told).add_to(group)
        chart.save(out / f"{name}.html")
        yield name, out / f"{name}.html"


def rendered_s(results: Any, rasters: Path, out: Path) -> float:
    """Return how long the pages of a run take to write, in seconds."""
    started = time.perf_counter()
    pages = written(results, rasters, out)
    seconds = time.perf_counter() - started
    told = f"{len(pages)} pages rendered in {seconds:.1f} s (budget {RENDERING_BUDGET_S:.0f})"
    print(told, flush=True)
    return seconds


def measure(folder: Path, repeats: int) -> bool:
    """Measure and tell; return whether each budget was kept."""
    results, rasters = results_of_a_run(folder), folder / "data" / "processed" / "coverage"
    out = folder / "timed"
    kept = [rendered_s(results, rasters, out / "default") < RENDERING_BUDGET_S]
    crowded = importlib.import_module("tests.sample_stations").crowded
    listed = [(page, 0) for page in sorted((out / "default").glob("*.html"))]
    for count in COUNTS:
        many = crowded(results, count, PREFECTURE)
        listed += [(page, count) for page in written(many, rasters, out / str(count))]
    browsing = importlib.import_module("tests.browsing")
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    print(f"{'page':34} {'stations':>9} {'MB':>6} {'work s':>7} {'heap MB':>8} {'elements':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsing.CHROMIUM, args=browsing.ARGUMENTS
        )
        kept += [_kept(page, count, opened(browser, page, repeats)) for page, count in listed]
        browser.close()
    tell_stock(crowded(results, COUNTS[0], PREFECTURE).stations, out, listed)
    return all(kept)


def _kept(page: Path, count: int, found: Opened) -> bool:
    megabytes, work_s = budget(page, count)
    kept = (
        found.megabytes <= megabytes
        and found.work_s <= work_s
        and found.heap_mb <= MOST_HEAP_MB
        and found.elements <= MOST_ELEMENTS
    )
    print(
        f"{page.stem[:34]:34} {count or 'default':>9} {found.megabytes:6.2f} {found.work_s:7.2f} "
        f"{found.heap_mb:8.1f} {found.elements:9d}{'' if kept else '  OVER BUDGET'}",
        flush=True,
    )
    return kept


def tell_stock(stations: Any, out: Path, listed: list[tuple[Path, int]]) -> None:
    """Print what stock folium makes of the same stations, as a ratio to our page of them."""
    ours = next(p for p, count in listed if count == COUNTS[0] and p.stem.startswith(PREFECTURE))
    print(f"stock folium {folium.__version__}, the same {COUNTS[0]} stations and nothing else")
    for name, page in stock_pages(stations, out):
        links = _LINK.findall(page.read_text(encoding="utf-8"))
        size = page.stat().st_size
        print(
            f"{name:34} {size / 1e6:16.2f} MB = {size / ours.stat().st_size:.1f} x our whole page; "
            f"{len(links)} links to {len({host for _, host in links})} hosts (ours: 0)",
            flush=True,
        )


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keeps the run (default: a temporary one)")
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary)).resolve()
        return int(not measure(folder, chosen.repeats))


if __name__ == "__main__":
    sys.exit(main())
