"""SYNTHETIC mountains: fractal terrain of any size, the same for the same seed.

    python benchmarks/synthetic_terrain.py --folder DIR              # around one station
    python benchmarks/synthetic_terrain.py --folder DIR --province   # all of Qinghai, 1 arc-second

A height is a broad surface, plus one periodic fractal texture scaled by a broad relief, plus
metre-scale roughness. All three are functions of the arc-second's index, so every tile and
every window fits its neighbours and nothing larger than a strip is ever in memory.
"""

import argparse
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import Affine, from_origin
from rasterio.warp import Resampling, reproject, transform

Heights = npt.NDArray[np.float32]

SEED = 20220101
PER_DEGREE = 3600
SPAN = 4096  # period of the texture [arc-second]
ROUGH_SPAN = 1021  # period of the roughness: prime, so that both together do not repeat soon
ROUGHNESS_M = 0.7
STATION_RANGE_M = (2200.0, 4500.0)
PROVINCE_BOUNDS = (89.4, 31.6, 103.07, 39.21)  # west, south, east, north [degree]
PROVINCE_RANGE_M = (1800.0, 6800.0)
BASIN_RELIEF_M = 12.0
POSTS = PER_DEGREE // 8  # spacing of the broad surfaces [arc-second]
STRIP = 512  # rows in memory; also the side of a tile of the GeoTIFF
SAMPLE = 256  # side of the windows that are described; they are eight times as far apart
NODATA = -32768
TAGS = {"SYNTHETIC": "yes", "TIFFTAG_IMAGEDESCRIPTION": "SYNTHETIC fractal terrain, no real place"}


@dataclass(frozen=True)
class Character:
    """What mountains are like.

    Parameters
    ----------
    spectrum
        Exponent of the isotropic power spectrum; real mountains have 3.5 to 4.5.
    longest
        Wavelength above which the spectrum is flat. [arc-second]
    relief_m
        Standard deviation of the heights. [m]
    """

    spectrum: float
    longest: float
    relief_m: float


CHARACTERS = {
    "rolling": Character(3.86, 2400.0, 400.0),  # 72 km: broad valleys, slopes of 6 degrees
    "steep": Character(4.1, 500.0, 330.0),  # 15 km: ridge after ridge, slopes of 13 degrees
}


@dataclass(frozen=True)
class Terrain:
    """Heights as a function of the arc-second's row and column, counted from a corner.

    Parameters
    ----------
    west, north
        The corner: position of row 0, column 0. [degree]
    texture, roughness
        Periodic; the texture has unit variance, the roughness is in metres.
    base, relief
        Broad surface and scale of the texture, one post every `POSTS` arc-seconds. [m]
    range_m
        Lowest and highest height; what lies outside is cut. [m]
    """

    west: float
    north: float
    texture: Heights
    roughness: Heights
    base: Heights
    relief: Heights
    range_m: tuple[float, float]

    def block(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Return the heights of a window [m]."""
        heights = np.empty((rows, columns), np.float32)
        fields = (self.texture, self.roughness, self.base, self.relief)
        _fill(heights, row, column, *fields, *self.range_m)
        return heights


@numba.njit(cache=True)
def _fill(heights, row, column, texture, roughness, base, relief, lowest, highest):
    span, rough = texture.shape[0], roughness.shape[0]
    for i in range(heights.shape[0]):
        r = row + i
        y, v = r // POSTS, (r % POSTS) / POSTS
        for j in range(heights.shape[1]):
            c = column + j
            x, u = c // POSTS, (c % POSTS) / POSTS
            broad = _between(base, y, x, v, u)
            scale = _between(relief, y, x, v, u)
            height = broad + scale * texture[r % span, c % span]
            height += roughness[r % rough, c % rough]
            heights[i, j] = min(max(height, lowest), highest)


@numba.njit(inline="always")
def _between(posts, y, x, v, u):
    """Interpolate linearly between four posts."""
    upper = (1.0 - u) * posts[y, x] + u * posts[y, x + 1]
    lower = (1.0 - u) * posts[y + 1, x] + u * posts[y + 1, x + 1]
    return (1.0 - v) * upper + v * lower


def fractal(random: np.random.Generator, span: int, spectrum: float, longest: float) -> Heights:
    """Return a periodic fractal of zero mean and unit variance, shape (span, span).

    Parameters
    ----------
    random
        Source of the phases and amplitudes.
    span
        Period. [sample]
    spectrum
        Exponent of the isotropic power spectrum.
    longest
        Wavelength above which the spectrum is flat. [sample]
    """
    # A second of longitude is shorter than one of latitude: 0.81 in the middle of the province.
    shrink = np.float32(math.cos(math.radians((PROVINCE_BOUNDS[1] + PROVINCE_BOUNDS[3]) / 2.0)))
    ky = np.fft.fftfreq(span).astype(np.float32)[:, None]
    kx = np.fft.rfftfreq(span).astype(np.float32)[None, :] / shrink
    amplitude = np.maximum(np.hypot(ky, kx), np.float32(1.0 / longest)) ** np.float32(-spectrum / 2)
    amplitude[0, 0] = 0.0
    noise = random.standard_normal((2, *amplitude.shape), np.float32)
    field = np.fft.irfft2((noise[0] + 1j * noise[1]) * amplitude, s=(span, span))
    return (field / field.std()).astype(np.float32)


def around_station(lon: float, lat: float, character: Character) -> Terrain:
    """Return mountains of one character in the nine degree tiles around a point."""
    random = np.random.default_rng(SEED)
    posts = (3 * PER_DEGREE // POSTS + 2,) * 2
    return Terrain(
        math.floor(lon) - 1.0,
        math.floor(lat) + 2.0,
        *_textures(random, character),
        np.full(posts, sum(STATION_RANGE_M) / 2.0, np.float32),
        np.full(posts, character.relief_m, np.float32),
        STATION_RANGE_M,
    )


def province() -> Terrain:
    """Return basins and mountain ranges over the bounds of Qinghai."""
    random = np.random.default_rng(SEED)
    character = CHARACTERS["steep"]
    textures = _textures(random, character)
    ranges = fractal(random, 128, 3.0, 24.0)  # posts: a range is up to 3 degrees long
    steps = fractal(random, 128, 3.0, 64.0)
    mountain = np.clip(0.5 + 0.8 * ranges, 0.0, 1.0)
    relief = BASIN_RELIEF_M + (character.relief_m - BASIN_RELIEF_M) * mountain
    base = 3200.0 + 900.0 * mountain + 400.0 * steps
    west, _, _, north = PROVINCE_BOUNDS
    return Terrain(
        west,
        north,
        *textures,
        base.astype(np.float32),
        relief.astype(np.float32),
        PROVINCE_RANGE_M,
    )


def _textures(random: np.random.Generator, character: Character) -> tuple[Heights, Heights]:
    texture = fractal(random, SPAN, character.spectrum, character.longest)
    return texture, ROUGHNESS_M * random.standard_normal((ROUGH_SPAN, ROUGH_SPAN), np.float32)


def write_projected(
    path: Path, terrain: Terrain, lon: float, lat: float, half_m: float, cell_m: float
) -> None:
    """Write a square of the terrain as a GeoTIFF in the UTM zone of its middle.

    Parameters
    ----------
    path
        File to write.
    terrain
        Holds the square.
    lon, lat
        Middle of the square. [degree]
    half_m
        Half the side of the square. [m]
    cell_m
        Side of a cell. [m]
    """
    crs = f"EPSG:{32601 + math.floor((lon + 180.0) / 6.0)}"
    (x,), (y,) = transform("EPSG:4326", crs, [lon], [lat])
    cells = 2 * math.ceil(half_m / cell_m)
    corner = (round(v / cell_m) * cell_m for v in (x - half_m, y + half_m))
    affine = from_origin(*corner, cell_m, cell_m)
    heights = np.full((cells, cells), NODATA, np.float32)
    reach = math.ceil(1.5 * half_m / 31.0)  # rows to the edge of the square, and half as many more
    wide = math.ceil(reach / math.cos(math.radians(lat)))
    row = round((terrain.north - lat) * PER_DEGREE) - reach
    column = round((lon - terrain.west) * PER_DEGREE) - wide
    reproject(
        terrain.block(row, column, 2 * reach, 2 * wide),
        heights,
        src_transform=_points(terrain.west + column / PER_DEGREE, terrain.north - row / PER_DEGREE),
        src_crs="EPSG:4326",
        dst_transform=affine,
        dst_crs=crs,
        resampling=Resampling.bilinear,
    )
    shape = {"height": cells, "width": cells, "count": 1, "dtype": "float32"}
    profile = {**shape, "crs": crs, "transform": affine, "nodata": NODATA}
    with rasterio.open(path, "w", driver="GTiff", **profile) as raster:
        raster.update_tags(**TAGS)
        raster.write(heights, 1)


def _points(west: float, north: float) -> Affine:
    """Return the affine of samples that lie on whole arc-seconds, as those of SRTM do."""
    return from_origin(
        west - 0.5 / PER_DEGREE, north + 0.5 / PER_DEGREE, 1 / PER_DEGREE, 1 / PER_DEGREE
    )


def write_hgt(folder: Path, terrain: Terrain, tiles: list[tuple[int, int]]) -> list[Path]:
    """Write degree tiles of the terrain as SRTM tiles of one arc-second; return the files.

    Parameters
    ----------
    folder
        Where they go.
    terrain
        Holds the tiles.
    tiles
        South-western corners (longitude, latitude). [degree]
    """
    side = PER_DEGREE + 1
    written = []
    for west, south in tiles:
        row = round((terrain.north - south - 1) * PER_DEGREE)
        column = round((west - terrain.west) * PER_DEGREE)
        heights = terrain.block(row, column, side, side)
        written.append(folder / f"N{south:02d}E{west:03d}.hgt")
        np.rint(heights).astype(">i2").tofile(written[-1])
    return written


def write_province(path: Path, bounds: tuple[float, float, float, float] = PROVINCE_BOUNDS) -> None:
    """Write the province as a tiled, compressed GeoTIFF of one arc-second, strip by strip."""
    terrain = province()
    left, bottom, right, top = bounds
    rows, columns = round((top - bottom) * PER_DEGREE), round((right - left) * PER_DEGREE)
    first_row = round((terrain.north - top) * PER_DEGREE)
    first_column = round((left - terrain.west) * PER_DEGREE)
    profile = {
        "height": rows,
        "width": columns,
        "count": 1,
        "dtype": "int16",
        "crs": "EPSG:4326",
        "transform": from_origin(left, top, 1 / PER_DEGREE, 1 / PER_DEGREE),
        "nodata": NODATA,
        "tiled": True,
        "blockxsize": STRIP,
        "blockysize": STRIP,
        "compress": "zstd",
        "zstd_level": 1,
        "predictor": 2,
        "bigtiff": "if_safer",
    }
    # Without a limit the cache of GDAL would grow to a twentieth of the machine's memory.
    with rasterio.Env(GDAL_CACHEMAX=256), rasterio.open(path, "w", driver="GTiff", **profile) as r:
        r.update_tags(**TAGS)
        for row in range(0, rows, STRIP):
            height = min(STRIP, rows - row)
            strip = terrain.block(first_row + row, first_column, height, columns)
            window = ((row, row + height), (0, columns))
            r.write(np.rint(strip).astype(np.int16), 1, window=window)


def slopes(heights: Heights, lat: float) -> npt.NDArray[np.float64]:
    """Return the slope of each cell of an arc-second window [degree]."""
    north_m = 111_132.0 / PER_DEGREE
    east_m = 111_320.0 * math.cos(math.radians(lat)) / PER_DEGREE
    rise_north, rise_east = np.gradient(heights.astype(np.float64), north_m, east_m)
    return np.degrees(np.arctan(np.hypot(rise_north, rise_east)))


def _samples(terrain: Terrain) -> Iterator[tuple[str, Heights, float]]:
    """Yield (kind, heights, latitude) of windows spread over the province."""
    west, south, east, north = PROVINCE_BOUNDS
    middle = CHARACTERS["steep"].relief_m / 2.0
    for row in range(0, int((north - south) * PER_DEGREE) - SAMPLE, 8 * SAMPLE):
        for column in range(0, int((east - west) * PER_DEGREE) - SAMPLE, 8 * SAMPLE):
            scale = terrain.relief[row // POSTS, column // POSTS]
            kind = "mountains" if scale > middle else "basins" if scale < middle / 3 else "hills"
            heights = terrain.block(row, column, SAMPLE, SAMPLE)
            yield kind, heights, terrain.north - row / PER_DEGREE


def describe_province() -> str:
    """Return height and slope of mountains, hills and basins, to be compared with real ones."""
    found: dict[str, list[tuple[Heights, npt.NDArray[np.float64]]]] = {}
    for kind, heights, lat in _samples(province()):
        found.setdefault(kind, []).append((heights, slopes(heights, lat)))
    total = sum(len(windows) for windows in found.values())
    return "\n".join(
        _line(
            f"{kind} ({len(windows) / total:.0%})",
            np.concatenate([heights for heights, _ in windows]),
            np.concatenate([slope for _, slope in windows]),
        )
        for kind, windows in sorted(found.items())
    )


def describe_station(terrain: Terrain) -> str:
    """Return height and slope of the degree tile in the middle of `around_station`."""
    heights = terrain.block(PER_DEGREE, PER_DEGREE, PER_DEGREE, PER_DEGREE)
    return _line("mountains", heights, slopes(heights, terrain.north - 1.5))


def _line(kind: str, heights: Heights, slope: npt.NDArray[np.float64]) -> str:
    return (
        f"SYNTHETIC {kind:16} heights {heights.min():.0f}–{heights.max():.0f} m, "
        f"slope mean {slope.mean():.1f}°, 95 % {np.percentile(slope, 95.0):.1f}°"
    )


def main() -> None:
    """Write the terrain asked for and say what it is like."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--province", action="store_true")
    parser.add_argument("--terrain", choices=CHARACTERS, default="rolling", help="of the station")
    parser.add_argument("--lon", type=float, default=101.8)
    parser.add_argument("--lat", type=float, default=36.6)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    if chosen.province:
        write_province(chosen.folder / "SYNTHETIC-qinghai-1s.tif")
    else:
        terrain = around_station(chosen.lon, chosen.lat, CHARACTERS[chosen.terrain])
        file = chosen.folder / "SYNTHETIC-station-30m.tif"
        write_projected(file, terrain, chosen.lon, chosen.lat, 20e3, 30.0)
        corner = (math.floor(chosen.lon), math.floor(chosen.lat))
        write_hgt(chosen.folder, terrain, [corner])
    print(f"{time.perf_counter() - started:.1f} s")
    print(describe_province() if chosen.province else describe_station(terrain))


if __name__ == "__main__":
    main()
