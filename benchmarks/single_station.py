"""One transmitter on SYNTHETIC mountains: ours, and the peers this machine has, in one run.

    python benchmarks/single_station.py [--xrspatial-python PYTHON] [--out FILE.md]

30 m, 2.6 GHz, antennas at 30 m and 1.5 m, everything on one core. User CPU seconds, the median
of the repeats; a peer's loading and writing count, because nobody gets its result without.
Exit code 1 when a gate is missed. The peers: ``apt install splat gdal-bin``, and
``pip install xarray-spatial`` in an environment of its own.
"""

import argparse
import importlib
import importlib.util
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from peers import (
    FREQUENCY_GHZ,
    RX_HEIGHT_M,
    TX_HEIGHT_M,
    Disc,
    Measured,
    Peer,
    peers,
    read_square,
)
from synthetic_terrain import CHARACTERS, around_station, describe_station, write_projected

ROOT = Path(__file__).resolve().parent.parent
ENGINE = "geo.propagation.p1812"
CELL_M = 30.0
RADII_M = (5_000.0, 15_000.0)
GATE_RADIUS_M = 15_000.0
GATES = {"SPLAT! hd": 20.0, "xarray-spatial": 4.0}  # a peer's time over ours, at least
OURS = "covermap"


@dataclass(frozen=True)
class Row:
    """One line of the table; no seconds = not installed, and the remark says how to get it."""

    engine: str
    model: str
    disc: Disc
    seconds: tuple[float, ...]
    remark: str

    @property
    def median(self) -> float | None:
        """Median of the repeats [s], ``None`` = not measured."""
        return statistics.median(self.seconds) if self.seconds else None


def ours(dem: Path, lon: float, lat: float, radius_m: float, cell_m: float) -> tuple[float, int]:
    """Compute the basic transmission loss of a disc by P.1812.

    Parameters
    ----------
    dem
        Projected terrain.
    lon, lat
        The transmitter. [degree]
    radius_m
        Reach. [m]
    cell_m
        Side of a cell. [m]

    Returns
    -------
    seconds, cells
        User CPU seconds, reading included, and the number of cells that were computed.
    """
    engine = importlib.import_module(ENGINE)
    started = _user_seconds()
    heights = read_square(dem, lon, lat, radius_m, cell_m)
    loss = engine.square_loss(
        heights, cell_m, radius_m, FREQUENCY_GHZ, TX_HEIGHT_M, RX_HEIGHT_M, latitude_deg=lat
    )
    seconds = _user_seconds() - started
    return seconds, int(np.isfinite(loss).sum())  # NaN outside the disc


def _user_seconds() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def measure_ours(disc: Disc) -> Measured:
    """Compile on a small disc, then time the one asked for."""
    ours(disc.dem, disc.lon, disc.lat, 10.0 * disc.cell_m, disc.cell_m)
    seconds, cells = ours(disc.dem, disc.lon, disc.lat, disc.radius_m, disc.cell_m)
    return Measured(seconds, f"{cells} cells")


def _ours() -> Peer:
    return Peer(
        OURS,
        "ITU-R P.1812, p = 50 %",
        f"this version has no {ENGINE}",
        lambda: importlib.util.find_spec(ENGINE) is not None,
        measure_ours,
    )


def measure(engine: Peer, disc: Disc, repeats: int) -> Row:
    """Run one engine several times."""
    if not engine.present():
        return Row(engine.name, engine.model, disc, (), f"not installed: {engine.install}")
    runs = [engine.measure(disc) for _ in range(repeats)]
    seconds = tuple(run.seconds for run in runs)
    return Row(engine.name, engine.model, disc, seconds, runs[-1].remark)


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table; the ratio is to ours at the same radius."""
    base = {row.disc.radius_m: row.median for row in rows if row.engine == OURS}
    lines = [
        "| radius | engine | model | CPU s, median | min–max | cells | cells/s/core "
        "| time / ours | remark |",
        "|---|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        cells = f"| {row.disc.radius_m / 1e3:g} km | {row.engine} | {row.model} |"
        lines.append(f"{cells} {_figures(row, base[row.disc.radius_m])} | {row.remark} |")
    return "\n".join(lines)


def _figures(row: Row, base: float | None) -> str:
    if row.median is None:
        return f"– | – | {row.disc.cells:,} | – | –"
    ratio = f"{row.median / base:.1f}" if base else "–"
    spread = f"{min(row.seconds):.2f}–{max(row.seconds):.2f}"
    speed = f"{row.disc.cells / row.median:,.0f}"
    return f"{row.median:.3f} | {spread} | {row.disc.cells:,} | {speed} | {ratio}"


def gates(rows: list[Row]) -> list[tuple[str, bool]]:
    """Return what is said about each gate, and whether it is missed."""
    at_gate = {row.engine: row.median for row in rows if row.disc.radius_m == GATE_RADIUS_M}
    return [_gate(name, at_gate[name], at_gate[OURS], least) for name, least in GATES.items()]


def _gate(name: str, peer: float | None, own: float | None, least: float) -> tuple[str, bool]:
    wanted = f"{name} at {GATE_RADIUS_M / 1e3:g} km: at least {least:g} times ours"
    if peer is None or own is None:
        return f"{wanted}: NOT CHECKED, {name if own else OURS} was not measured", False
    missed = peer / own < least
    return f"{wanted}: {'MISSED' if missed else 'met'}, {peer / own:.1f}", missed


def _on_one_core() -> None:
    """Keep this process, and every child it will start, on one core."""
    numba.set_num_threads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terrain", choices=CHARACTERS, default="rolling")
    parser.add_argument("--lon", type=float, default=101.8, help="degree")
    parser.add_argument("--lat", type=float, default=36.6, help="degree")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--xrspatial-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the table here too")
    return parser.parse_args()


def report(chosen: argparse.Namespace, engines: list[Peer], say: Callable[[str], None]) -> bool:
    """Generate the terrain, measure, say what was found; return whether a gate is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dem = folder / "SYNTHETIC-station-30m.tif"
        terrain = around_station(chosen.lon, chosen.lat, CHARACTERS[chosen.terrain])
        write_projected(dem, terrain, chosen.lon, chosen.lat, max(RADII_M) + 1e3, CELL_M)
        say(f"{describe_station(terrain)}; {chosen.lon}° E, {chosen.lat}° N\n")
        rows = []
        for radius_m in RADII_M:
            disc = Disc(terrain, dem, folder, chosen.lon, chosen.lat, radius_m, CELL_M)
            rows += [measure(engine, disc, chosen.repeats) for engine in engines]
    say(table(rows) + "\n")
    found = gates(rows)
    say("\n".join(f"- {text}" for text, _ in found))
    return any(missed for _, missed in found)


def main() -> int:
    """Measure and print; return the exit code."""
    chosen = _arguments()
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    _on_one_core()
    said: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)
        said.append(text)

    missed = report(chosen, [_ours(), *peers(chosen.xrspatial_python)], say)
    if chosen.out:
        chosen.out.write_text("\n".join(said) + "\n", encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
