"""A million features to each format: ours beside the bare library call, speed and memory.

``python benchmarks/exports.py [--features N] [--formats gpkg,fgb]``; each writer runs in a process
of its own and reads its own CPU seconds (user and system, all threads) and its largest resident
memory. The exit code is 1 when ours is slower than 70 % of the bare call.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _child
import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

ROOT = Path(__file__).resolve().parent.parent
ENOUGH = 0.7  # of the speed of the bare call
_BARE = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "geojson": "GeoJSON"}
FORMATS = ("gpkg", "fgb", "geoparquet", "geojson")
_SEED = 5


def features(count: int) -> gpd.GeoDataFrame:
    """Return stations that are not there, in rows like those of the layer."""
    rng = np.random.default_rng(_SEED)
    number = np.arange(count)
    lon, lat = rng.uniform(89.4, 103.1, count), rng.uniform(31.6, 39.2, count)
    operators = np.array(["中国移动", "中国电信", "中国联通", "中国广电"])
    cells = {
        "id": [f"S{i:07d}" for i in number.tolist()],
        "name": [f"测速站 {i}" for i in number.tolist()],
        "operator": operators[number % 4],
        "lon": lon,
        "lat": lat,
        "height_m": rng.integers(20, 60, count).astype(float),
        "azimuth_deg": rng.integers(0, 360, count),
        "synthetic": True,
    }
    return gpd.GeoDataFrame(pd.DataFrame(cells), geometry=gpd.points_from_xy(lon, lat), crs=4326)


def ours(form: str, frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write as an export does."""
    sys.path.insert(0, str(ROOT))  # ours is the one beside this file, whatever is installed
    from geo.outputs import fgb, geojson, geoparquet  # noqa: PLC0415
    from geo.outputs._export_layers import ExportLayer  # noqa: PLC0415
    from geo.outputs._geopackage import Table, write_geopackage  # noqa: PLC0415
    from layers.text import Text  # noqa: PLC0415

    if form == "gpkg":
        write_geopackage(path, [Table("stations", frame, exact=False)])
    elif form == "fgb":
        fgb.write_flatgeobuf(path, frame)
    elif form == "geoparquet":
        geoparquet.write_geoparquet(path, frame)
    else:
        text = Text("测速", "benchmark")
        layer = ExportLayer("stations", text, frame, "id", "stations", text, False)
        with path.open("wb") as stream:
            geojson._write_collection(stream, layer, {})


def bare(form: str, frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write as the library does when it is left alone."""
    if form == "geoparquet":
        frame.to_parquet(path, compression="zstd", write_covering_bbox=True, schema_version="1.1.0")
    else:
        pyogrio.write_dataframe(frame, path, driver=_BARE[form], layer="stations")


def measure(form: str, who: str, count: int) -> dict[str, Any]:
    """Return CPU seconds, clock seconds, memory before and at most [MB], and bytes written."""
    frame = features(count)
    write = ours if who == "ours" else bare
    with tempfile.TemporaryDirectory() as folder:
        write(form, frame.iloc[:10], Path(folder, f"few.{form}"))  # imports, drivers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"stations.{form}")
        before = resource.getrusage(resource.RUSAGE_SELF)
        started = time.perf_counter()
        write(form, frame, path)
        wall = time.perf_counter() - started
        after = resource.getrusage(resource.RUSAGE_SELF)
        size = path.stat().st_size
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "cpu_s": cpu,
        "wall_s": wall,
        "before_mb": before.ru_maxrss / 1024,
        "peak_mb": after.ru_maxrss / 1024,
        "bytes": size,
    }


def _measured(form: str, who: str, count: int) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).resolve()), "--one", form, who]
    told = _child.run([*command, "--features", str(count)], ROOT).output
    found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return found


def main() -> int:
    """Print a table; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--features", type=int, default=1_000_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(*asked.one, asked.features)))
        return 0
    print("| format | ours CPU s | bare CPU s | speed | ours + MB | bare + MB | ours MB file |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    slowest = 9.9
    for form in asked.formats.split(","):
        found = {who: _measured(form, who, asked.features) for who in ("ours", "bare")}
        speed = found["bare"]["cpu_s"] / found["ours"]["cpu_s"]
        slowest = min(slowest, speed)
        cpu = [f"{found[who]['cpu_s']:.1f}" for who in ("ours", "bare")]
        more = [
            f"{found[who]['peak_mb'] - found[who]['before_mb']:.0f}" for who in ("ours", "bare")
        ]
        size = f"{found['ours']['bytes'] / 1e6:.0f}"
        print(f"| {form} | {' | '.join(cpu)} | {speed:.2f} | {' | '.join(more)} | {size} |")
    return int(slowest < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
