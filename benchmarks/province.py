"""The whole province on SYNTHETIC mountains: time and memory of a run, and of one more station.

    python benchmarks/province.py [--folder DIR] [--stations 10000] [--cores 2] [--flat]

Makes a terrain model of one arc-second (0.8 GB, kept in the folder), writes the stations of the
scenario as a planner's list, runs covermap, adds one station to the list and runs it again;
then computes the levels of one station more by themselves.
`--flat` leaves the terrain out: the difference is what the terrain costs. Exit code 1 when a
budget is missed. Needs the environment that ``./covermap`` makes.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path

import _child
import pandas as pd
from synthetic_terrain import describe_province, write_province

ROOT = Path(__file__).resolve().parent.parent
DEM = "SYNTHETIC-qinghai-1s.tif"
STATIONS = "SYNTHETIC-stations.csv"
BUDGETS = {
    "whole province [s]": 1200.0,
    "peak memory [MB]": 6000.0,
    "levels of one station more [s]": 5.0,
    "that run as a whole [s]": None,  # with every page, report and raster written again
}


def terrain(folder: Path) -> Path:
    """Return the terrain model, made if the folder has none."""
    dem = folder / DEM
    if not dem.exists():
        unfinished = dem.with_name("unfinished.tif")
        started = time.perf_counter()
        write_province(unfinished)
        unfinished.replace(dem)
        print(f"terrain made in {time.perf_counter() - started:.1f} s")
        print(describe_province(), flush=True)
    return dem


def settings_file(folder: Path, dem: Path | None) -> Path:
    """Write the settings of the run; no `dem` = without terrain."""
    text = f'[layers]\nbase_stations = "{STATIONS}"\n'
    if dem is not None:
        text += f'\n[terrain]\ndem = "{dem.resolve().as_posix()}"\n'
    file = folder / "covermap.toml"
    file.write_text(text, encoding="utf-8")
    return file


def scenario(folder: Path, count: int) -> pd.DataFrame:
    """Return the stations of the scenario as a table with the columns of a planner's list."""
    file = folder / "scenario.toml"
    file.write_text(f"[scenario]\ncount = {count}\n", encoding="utf-8")
    settings = importlib.import_module("geo.settings").read(file)
    stations = importlib.import_module("geo.inputs").gather(settings, []).stations
    layer = importlib.import_module("layers.base_stations").LAYER
    return stations[[column.name for column in layer.columns]]


def with_more(stations: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the list with copies of its first station, half a kilometre from each other."""
    more = [
        stations.iloc[[0]].assign(
            id=f"SYN-ADDED-{n}", name="SYNTHETIC added", lat=stations["lat"].iloc[0] + 0.005 * n
        )
        for n in range(1, count + 1)
    ]
    return pd.concat([stations, *more])


def levels_of_one_more(folder: Path, config: Path) -> float:
    """Return how long the levels of all windows take that the last station of the list reaches.

    In this process, as a run does it: what is known of a window is read, the station is added
    to it, and the window is kept. Opening files and compiling do not count. [s]
    """
    geo = importlib.import_module("geo.pipeline")
    settings = importlib.import_module("geo.settings").read(config)
    places = importlib.import_module("geo.places")
    folders = geo.Folders(folder / "out")
    opened = geo.opened(settings, [], folders, geo.ground.digests(settings))
    model, sources = opened.model, opened.model.sources
    new = int((sources.ids == opened.gathered.stations["id"].iloc[-1]).argmax())
    x, y = sources.x[new], sources.y[new]
    model.at_point(x + 1e3, y)  # compiles
    tiles = [
        geo.analysis.part_inside(window, opened.regions.index(window))
        for _, _, window in opened.grid.tiles(settings.coverage.tile_cells)
    ]
    extents = opened.gathered.areas.geometry.dropna().to_crs(sources.crs)
    cell_m = settings.coverage.place_cell_m
    judged = [places.window_of(extent, sources.crs, cell_m) for extent in extents]
    jobs = [(model.over_window, part) for _, _, part in filter(None, tiles)]
    jobs += [(model.over_place, window) for window in judged]
    near = [job for job in jobs if _within(job[1].bounds, x, y, 1.01 * model.reach_m)]
    started = time.perf_counter()
    for compute, window in near:
        compute(window)
    print(f"one station more: {len(near)} windows of {len(jobs)}")
    return time.perf_counter() - started


def _within(bounds: tuple[float, float, float, float], x: float, y: float, away: float) -> bool:
    left, bottom, right, top = bounds
    aside, ahead = max(left - x, x - right, 0.0), max(bottom - y, y - top, 0.0)
    return aside * aside + ahead * ahead <= away * away


def run(folder: Path, config: Path) -> _child.Usage:
    """Run covermap with a settings file, into the folder."""
    command = [sys.executable, "-m", "geo", "run", "--config", config, "--out", folder / "out"]
    return _child.run(command, ROOT)


def measure(cache: Path, chosen: argparse.Namespace) -> dict[str, float]:
    """Run twice; return what was measured, as `BUDGETS` names it."""
    dem = None if chosen.flat else terrain(cache)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        config = settings_file(folder, dem)
        stations = scenario(folder, chosen.stations)
        stations.to_csv(folder / STATIONS, index=False)
        first = run(folder, config)
        with_more(stations, 1).to_csv(folder / STATIONS, index=False)
        second = run(folder, config)
        with_more(stations, 2).to_csv(folder / STATIONS, index=False)
        levels = float("nan") if chosen.flat else levels_of_one_more(folder, config)
    print(f"{len(stations)} stations, {first.user_s:.0f} s of user CPU time")
    measured = (first.wall_s, max(first.peak_mb, second.peak_mb), levels, second.wall_s)
    return dict(zip(BUDGETS, measured, strict=True))


def table(measured: dict[str, float]) -> str:
    """Return what was measured beside the budgets."""
    lines = [f"{'figure':32} {'measured':>10} {'budget':>10} {'ratio':>7}"]
    lines += [
        f"{name:32} {measured[name]:10.1f} {_beside(measured[name], budget)}"
        for name, budget in BUDGETS.items()
    ]
    return "\n".join(lines)


def _beside(value: float, budget: float | None) -> str:
    return f"{'–':>10} {'–':>7}" if budget is None else f"{budget:10.1f} {value / budget:7.2f}"


def _on_cores(count: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keeps the terrain (default: a temporary one)")
    parser.add_argument("--stations", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--flat", action="store_true", help="without terrain")
    return parser.parse_args()


def main() -> int:
    """Measure and print; return the exit code."""
    chosen = _arguments()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    _on_cores(chosen.cores)
    with tempfile.TemporaryDirectory() as temporary:
        cache = chosen.folder or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        measured = measure(cache, chosen)
    print(table(measured))
    return int(any(budget and measured[name] > budget for name, budget in BUDGETS.items()))


if __name__ == "__main__":
    sys.exit(main())
