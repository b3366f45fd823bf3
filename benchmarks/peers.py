"""The peers, each as one function that computes a disc and returns its user CPU seconds.

None is linked or imported here: each runs as a program of its own, from whatever package the
machine has it. A peer that has computed something else than the disc is refused, not timed.
"""

import json
import math
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import _child
import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.warp import transform
from synthetic_terrain import PER_DEGREE, Terrain, write_hgt

TX_HEIGHT_M = 30.0
RX_HEIGHT_M = 1.5
FREQUENCY_GHZ = 2.6
EARTH_RADIUS_FACTOR = 4.0 / 3.0
# Whatever a peer is built with, it may use one core.
_POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "GDAL_NUM_THREADS")
ONE_THREAD = dict.fromkeys(_POOLS, "1")
_TOLERANCE = 0.02  # of the number of cells that a disc should have
_LEGEND_ROWS = 30  # SPLAT! writes its legend below the map


@dataclass(frozen=True)
class Disc:
    """What every engine is asked for.

    Parameters
    ----------
    terrain
        Around the transmitter.
    dem
        The same, projected.
    folder
        For what the peers read and write; kept between the repeats.
    lon, lat
        Of the transmitter. [degree]
    radius_m
        Reach. [m]
    cell_m
        Side of a cell. [m]
    """

    terrain: Terrain
    dem: Path
    folder: Path
    lon: float
    lat: float
    radius_m: float
    cell_m: float

    @property
    def cells(self) -> int:
        """Number of cells in the disc: π R² over the area of a cell."""
        return round(math.pi * (self.radius_m / self.cell_m) ** 2)


@dataclass(frozen=True)
class Measured:
    """User CPU seconds of one run, and what it did, in words."""

    seconds: float
    remark: str


@dataclass(frozen=True)
class Peer:
    """A program to compare with.

    Parameters
    ----------
    name, model
        Program, and what it computes.
    install
        How to get it.
    present
        Whether the machine has it.
    measure
        Computes a disc.
    """

    name: str
    model: str
    install: str
    present: Callable[[], bool]
    measure: Callable[[Disc], Measured]


def peers(xrspatial_python: str) -> tuple[Peer, ...]:
    """Return all peers; `xrspatial_python` is an interpreter that may have xarray-spatial."""
    return (
        Peer(
            "SPLAT! hd",
            "ITM (Longley-Rice)",
            "apt install splat",
            lambda: all(map(shutil.which, ("splat-hd", "srtm2sdf-hd"))),
            splat,
        ),
        Peer(
            "gdal_viewshed",
            "line of sight only",
            "apt install gdal-bin",
            lambda: shutil.which("gdal_viewshed") is not None,
            gdal_viewshed,
        ),
        Peer(
            "xarray-spatial",
            "line of sight only, flat earth",
            "pip install xarray-spatial in an environment of its own, --xrspatial-python",
            lambda: _imports(xrspatial_python, "xrspatial"),
            lambda disc: xrspatial(disc, xrspatial_python),
        ),
    )


def _imports(python: str, module: str) -> bool:
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return found.returncode == 0


def splat(disc: Disc) -> Measured:
    """Run SPLAT! hd on the same terrain as SRTM tiles of one arc-second."""
    folder = disc.folder / f"splat-{disc.radius_m:.0f}"
    if not folder.exists():
        _prepare_splat(disc, folder)
    command = ["splat-hd", "-t", "tx.qth", "-L", f"{RX_HEIGHT_M}", "-R", f"{disc.radius_m / 1e3}"]
    # -olditm: Longley-Rice itself. Without it SPLAT! runs ITWOM, whose results are disputed.
    command += ["-d", ".", "-metric", "-N", "-olditm", "-o", "loss.ppm"]
    usage = _child.run(command, folder, ONE_THREAD)
    if "assumed as sea-level" in usage.output:
        raise SystemExit(f"SPLAT! took a missing tile for sea:\n{usage.output}")
    tiles = usage.output.count('Loading "')
    remark = f"{_coloured(folder / 'loss.ppm', disc)}, degree tiles loaded: {tiles}"
    return Measured(usage.user_s, remark)


def _prepare_splat(disc: Disc, folder: Path) -> None:
    """Write and convert the tiles; write site, model parameters and colours."""
    folder.mkdir()
    degrees = 1.25 * disc.radius_m / 111e3  # SPLAT! loads every tile that its range may touch
    wide = degrees / math.cos(math.radians(disc.lat))
    tiles = [
        (west, south)
        for west in range(math.floor(disc.lon - wide), math.floor(disc.lon + wide) + 1)
        for south in range(math.floor(disc.lat - degrees), math.floor(disc.lat + degrees) + 1)
    ]
    for tile in write_hgt(folder, disc.terrain, tiles):
        _child.run(["srtm2sdf-hd", "-d", "/dev/null", tile.name], folder)
        tile.unlink()
    # Degrees west; an east longitude is negative.
    site = f"SYNTHETIC\n{disc.lat}\n{-disc.lon}\n{TX_HEIGHT_M} meters\n"
    (folder / "tx.qth").write_text(site, encoding="ascii")
    # Average ground, continental temperate, vertical, 50 % of locations and of the time.
    values = ("15.0", "0.005", "301.0", f"{FREQUENCY_GHZ * 1e3}", "5", "1", "0.5", "0.5")
    (folder / "tx.lrp").write_text("\n".join(values) + "\n", encoding="ascii")
    # A loss is kept in one byte: with a colour up to 255 dB no computed cell stays grey.
    (folder / "tx.lcf").write_text("128: 255, 0, 0\n256: 0, 255, 0\n", encoding="ascii")


def _coloured(picture: Path, disc: Disc) -> str:
    """Count the arc-second cells SPLAT! has computed, and refuse another number than expected."""
    with picture.open("rb") as stream:
        magic, size, depth = (stream.readline().split() for _ in range(3))
        assert magic == [b"P6"] and depth == [b"255"]
        columns, rows = map(int, size)
        pixels = np.fromfile(stream, np.uint8).reshape(rows, columns, 3)[:-_LEGEND_ROWS]
    found = int((pixels[..., 0] != pixels[..., 1]).sum())
    cell = 111.2e3 / PER_DEGREE
    area = cell * cell * math.cos(math.radians(disc.lat))
    return f"{_as_expected('SPLAT! hd', found, math.pi * disc.radius_m**2 / area)} cells of 1″"


def gdal_viewshed(disc: Disc) -> Measured:
    """Run gdal_viewshed on the projected terrain."""
    x, y = _projected(disc.dem, disc.lon, disc.lat)
    out = disc.folder / "viewshed.tif"
    command = ["gdal_viewshed", "-q", "-ox", f"{x}", "-oy", f"{y}", "-md", f"{disc.radius_m}"]
    command += [
        "-oz",
        f"{TX_HEIGHT_M}",
        "-tz",
        f"{RX_HEIGHT_M}",
        "-cc",
        f"{1 / EARTH_RADIUS_FACTOR}",
    ]
    command += ["-ov", "0", "-iv", "1", "-vv", "2", disc.dem, out]
    usage = _child.run(command, disc.folder, ONE_THREAD)
    with rasterio.open(out) as raster:
        seen = raster.read(1)
    inside = _as_expected("gdal_viewshed", int((seen > 0).sum()), disc.cells)
    return Measured(usage.user_s, f"{inside} cells, {(seen == 2).sum() / inside:.0%} in sight")


def xrspatial(disc: Disc, python: str) -> Measured:
    """Run xarray-spatial in its own interpreter, on the square around the disc."""
    heights = read_square(disc.dem, disc.lon, disc.lat, disc.radius_m, disc.cell_m)
    file = disc.folder / "square.npy"
    np.save(file, heights)
    script = Path(__file__).with_name("xrspatial_viewshed.py")
    values = (disc.cell_m, disc.radius_m, TX_HEIGHT_M, RX_HEIGHT_M)
    usage = _child.run([python, script, file, *map(str, values)], disc.folder, ONE_THREAD)
    found = json.loads(usage.output.splitlines()[-1])
    remark = f"{heights.size} cells (the square), {found['visible']:.0%} in sight"
    return Measured(found["seconds"], remark)


def read_square(
    dem: Path, lon: float, lat: float, radius_m: float, cell_m: float
) -> npt.NDArray[np.float32]:
    """Return the heights of the square around a disc, the transmitter in its middle cell [m]."""
    reach = round(radius_m / cell_m)
    with rasterio.open(dem) as raster:
        row, column = raster.index(*_projected(dem, lon, lat))
        side = 2 * reach + 1
        window = ((row - reach, row - reach + side), (column - reach, column - reach + side))
        return raster.read(1, window=window)


def _projected(dem: Path, lon: float, lat: float) -> tuple[float, float]:
    with rasterio.open(dem) as raster:
        (x,), (y,) = transform("EPSG:4326", raster.crs, [lon], [lat])
    return x, y


def _as_expected(engine: str, found: int, expected: float) -> int:
    if abs(found / expected - 1.0) > _TOLERANCE:
        raise SystemExit(f"{engine} computed {found} cells of {expected:.0f}: not comparable")
    return found
