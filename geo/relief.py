"""The relief of the ground as grey tones, as a topographic map shades it.

Heights of the DEM are averaged in pixels of EPSG:3857, the projection of the maps, and lit from
the north-west and a little from north and west, so that ridges along the light show too. The
steepness is exaggerated the more, the larger a pixel: means flatten what they are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from affine import Affine

from .terrain import Terrain

Floats = npt.NDArray[np.float32]
Tones = npt.NDArray[np.uint8]
Bounds = tuple[float, float, float, float]  # left, bottom, right, top in EPSG:3857 [m]

MAX_SIDE = 1600  # [pixel]
OUTSIDE, VOID, DARKEST = 0, 1, 2  # a tone from `DARKEST` to 255 is ground
_RADIUS_M = 6378137.0  # of the sphere of EPSG:3857
_SAMPLES = 4  # along each side of a pixel
_SAMPLES_AT_A_TIME = 2**19
_ROWS_AT_A_TIME = 128
_WIDEST_READ = 2**24  # pixels of the DEM in memory at a time
_MOST_VOID = 0.5  # share of a pixel's samples
_LIGHTS = ((315.0, 0.6), (0.0, 0.2), (270.0, 0.2))  # azimuth [degree] and weight
_LIGHT_HEIGHT = np.radians(45.0)
_PLAIN_M = 60.0  # a pixel of this size is shown as steep as it is
_FLAT_TONE, _SHADE_TONE = 246.0, 96.0


@dataclass(frozen=True)
class Lattice:
    """Pixels of EPSG:3857, counted from its origin, so that one lattice can divide another.

    Parameters
    ----------
    pixel_m
        Side of a pixel. [m of EPSG:3857]
    row, column
        Index of the first pixel, southwards and eastwards.
    rows, columns
        Shape.
    """

    pixel_m: float
    row: int
    column: int
    rows: int
    columns: int

    @property
    def affine(self) -> Affine:
        """Affine transform from (column, row) of pixel corners to EPSG:3857."""
        left, top = self.column * self.pixel_m, -self.row * self.pixel_m
        return Affine(self.pixel_m, 0.0, left, 0.0, -self.pixel_m, top)

    def ground_m(self) -> npt.NDArray[np.float64]:
        """Return the side of a pixel on the ground, by row [m]."""
        down = self.row + np.arange(self.rows, dtype=np.float64) + 0.5
        lat = _lat(-down * self.pixel_m)
        return self.pixel_m * np.cos(np.radians(lat))

    @classmethod
    def over(cls, bounds: Bounds, pixel_m: float, every: int = 1) -> Lattice:
        """Return the pixels over bounds; it begins and ends at a multiple of `every` pixels."""
        left, bottom, right, top = (value / (pixel_m * every) for value in bounds)
        column, row = int(np.floor(left)) * every, int(np.floor(-top)) * every
        end_column, end_row = int(np.ceil(right)) * every, int(np.ceil(-bottom)) * every
        return cls(pixel_m, row, column, end_row - row, end_column - column)

    def divided(self, bounds: Bounds, finest_m: float) -> tuple[Lattice, int]:
        """Return the finest lattice over bounds that divides this one, and into how many.

        Parameters
        ----------
        bounds
            What it lies over, inside this lattice.
        finest_m
            Least side of a pixel. [m of EPSG:3857]
        """
        for parts in range(max(1, int(self.pixel_m / finest_m)), 0, -1):
            finer = Lattice.over(bounds, self.pixel_m / parts, every=parts)
            if max(finer.rows, finer.columns) <= MAX_SIDE:
                return finer, parts
        return Lattice.over(bounds, self.pixel_m), 1


def coarsest(bounds: Bounds, finest_m: float) -> Lattice:
    """Return the lattice of the whole region, at most `MAX_SIDE` a side."""
    left, bottom, right, top = bounds
    # Two pixels less: it is rounded outwards at both ends.
    side = max(right - left, top - bottom) / (MAX_SIDE - 2)
    return Lattice.over(bounds, max(side, finest_m))


def unknown(lattice: Lattice) -> Floats:
    """Return the heights of a lattice of which none is known yet."""
    return np.full((lattice.rows, lattice.columns), np.nan, np.float32)


def mean_heights(terrain: Terrain, lattice: Lattice) -> Floats:
    """Return the mean height of each pixel, NaN where the DEM is mostly void [m].

    Parameters
    ----------
    terrain
        The DEM; it is read strip by strip, and sampled where its pixels are much smaller.
    lattice
        Where.
    """
    heights = unknown(lattice)
    smaller = max(1.0, float(lattice.ground_m().min()) / terrain.step_m)  # pixels in a pixel
    most = min(_SAMPLES_AT_A_TIME // _SAMPLES**2, int(_WIDEST_READ / smaller**2))
    rows = max(1, most // lattice.columns)
    across = lattice.column * _SAMPLES + np.arange(lattice.columns * _SAMPLES) + 0.5
    lon = np.degrees(across * lattice.pixel_m / _SAMPLES / _RADIUS_M)
    for first in range(0, lattice.rows, rows):
        count = min(rows, lattice.rows - first)
        down = (lattice.row + first) * _SAMPLES + np.arange(count * _SAMPLES) + 0.5
        lat = _lat(-down * lattice.pixel_m / _SAMPLES)
        found = terrain.heights_near(np.tile(lon, lat.size), np.repeat(lat, lon.size))
        samples = found.reshape(count, _SAMPLES, lattice.columns, _SAMPLES)
        heights[first : first + count] = _means(samples)
    return heights


def _means(samples: npt.NDArray[Any]) -> Floats:
    """Average (rows, n, columns, n) over each pixel, NaN where most of it is void."""
    known = np.isfinite(samples)
    count = known.sum(axis=(1, 3))
    total = np.where(known, samples, 0.0).sum(axis=(1, 3))
    enough = count > _MOST_VOID * samples.shape[1] * samples.shape[3]
    return np.where(enough, total / np.maximum(count, 1), np.nan).astype(np.float32)


def gather(into: Floats, coarse: Lattice, heights: Floats, finer: Lattice, parts: int) -> None:
    """Give pixels without a height the mean of those of a lattice that divides theirs.

    Parameters
    ----------
    into, coarse
        Heights, changed in place, and where they are.
    heights, finer, parts
        Heights, where they are, and how many along a side make one of the coarse pixels.
    """
    rows, columns = finer.rows // parts, finer.columns // parts
    means = _means(heights.reshape(rows, parts, columns, parts))
    row, column = finer.row // parts - coarse.row, finer.column // parts - coarse.column
    part = into[row : row + rows, column : column + columns]
    np.copyto(part, means, where=np.isnan(part))


def exaggeration(lattice: Lattice) -> float:
    """Return how many times steeper than it is the ground is shown."""
    return round(max(1.0, float(np.sqrt(np.median(lattice.ground_m()) / _PLAIN_M))), 1)


def tones(heights: Floats, lattice: Lattice) -> Tones:
    """Return the ground as it is lit.

    Parameters
    ----------
    heights
        Of the pixels of the lattice, NaN = void. [m]
    lattice
        Where they are.

    Returns
    -------
    numpy.ndarray
        `VOID`, or a tone: level ground is nearly white, so that colours under it stay.
    """
    lit = np.empty(heights.shape, np.uint8)
    ground_m, steeper = lattice.ground_m()[:, np.newaxis], exaggeration(lattice)
    for first in range(0, lattice.rows, _ROWS_AT_A_TIME):
        last = min(first + _ROWS_AT_A_TIME, lattice.rows)
        top, bottom = max(first - 1, 0), min(last + 1, lattice.rows)  # a slope has two sides
        found = _tones(heights[top:bottom], ground_m[top:bottom], steeper)
        lit[first:last] = found[first - top : last - top]
    return lit


def _tones(heights: Floats, ground_m: npt.NDArray[np.float64], steeper: float) -> Tones:
    south, east = np.gradient(heights.astype(np.float64) * steeper)
    light = _light(-south / ground_m, east / ground_m)
    level = np.sin(_LIGHT_HEIGHT)
    shade = _FLAT_TONE - (_FLAT_TONE - _SHADE_TONE) * (level - light) / level
    shine = _FLAT_TONE + (255.0 - _FLAT_TONE) * (light - level) / (1.0 - level)
    tone = np.where(light < level, shade, shine)
    return np.where(np.isnan(tone), VOID, np.clip(tone, DARKEST, 255)).astype(np.uint8)


def _light(
    north: npt.NDArray[np.float64], east: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the light that slopes (rise over run) receive, 0–1; NaN for NaN."""
    normal = 1.0 / np.sqrt(1.0 + north**2 + east**2)
    light = np.zeros(normal.shape)
    for azimuth, weight in _LIGHTS:
        angle = np.radians(azimuth)
        towards = east * np.sin(angle) + north * np.cos(angle)
        one = (np.sin(_LIGHT_HEIGHT) - np.cos(_LIGHT_HEIGHT) * towards) * normal
        light += weight * np.maximum(one, 0.0)
    return light


def finest_m(terrain: Terrain, lat: float) -> float:
    """Return the side of a pixel that is as large as one of the DEM [m of EPSG:3857]."""
    return terrain.step_m / float(np.cos(np.radians(lat)))


def _lat(y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return latitudes of EPSG:3857 [degree]."""
    return np.degrees(2.0 * np.arctan(np.exp(y / _RADIUS_M)) - np.pi / 2.0)
