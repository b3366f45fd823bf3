"""A DEM that has been opened and checked: where a point lies in it, and its heights there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from layers.errors import Finding

from ..grid import GEOD
from ._clutter import read_clutter
from ._files import Handles
from ._frame import Box, Floats, Frame
from ._heights import Census, read_heights
from ._mosaic import Mosaic
from ._resample import Source, fill
from ._sample import Heights, nearest, samples

# Points in groups, each with the box to read around it.
Grouping = Callable[[Floats, Floats], Iterator[tuple[npt.NDArray[np.intp], Box]]]

_BLOCK = 512  # points are looked up together with those in the same block of pixels
_SAME_POINT = 1e-9  # of a step, as in geo.propagation.p1812.radial.last_point
_LONGEST_STEP_M = 50.0


@dataclass(frozen=True)
class Window:
    """A piece of the DEM in memory.

    Parameters
    ----------
    row, column
        Index of element [0, 0] in the frame of the terrain.
    height_m
        Shape (rows, columns), float32; NaN = void, outside, or missing tile. [m]
    clutter_m
        Representative clutter height, same shape, 0 where the class is unknown; ``None``
        without clutter data. [m]
    """

    row: int
    column: int
    height_m: Heights
    clutter_m: Heights | None


@dataclass(frozen=True)
class Profile:
    """Heights along a geodesic, from its first point to its last.

    Parameters
    ----------
    distance_km
        From the first point, shape (n,). [km]
    height_m
        Bilinear; NaN = void. [m]
    clutter_m
        Of the pixel a point lies in; ``None`` without clutter data. [m]
    lon, lat
        The points. [degree, CGCS2000/WGS-84]
    """

    distance_km: Floats
    height_m: Floats
    clutter_m: Floats | None
    lon: Floats
    lat: Floats


@dataclass(frozen=True)
class Terrain:
    """An opened DEM with or without clutter; made by `open_terrain`.

    It holds no array and may be pickled, shared between threads and used after a fork: files
    are opened when they are first read. Heights are those of the DEM, whatever they refer to
    (SRTM: EGM96 geoid, Copernicus: EGM2008).

    Parameters
    ----------
    mosaic
        The finest tiles, whose pixel grid is the frame of everything here.
    others
        Tiles of other grids, used where the finest have no height.
    clutter
        Land cover, empty = none.
    step_m
        Spacing of profiles: geometric mean of the sides of a pixel at the middle of the DEM,
        rounded to 0.1 m. [m]
    findings
        Warnings.
    card
        terrain_source, terrain_vintage, terrain_resolution, clutter_source.
    censuses
        What the heights of each file of the DEM are like.
    """

    mosaic: Mosaic
    others: tuple[Source, ...]
    clutter: tuple[Source, ...]
    step_m: float
    findings: tuple[Finding, ...]
    card: dict[str, str]
    censuses: dict[Path, Census]
    _handles: Handles = field(default_factory=Handles, repr=False, compare=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files this thread has open; they are opened again when needed."""
        self._handles.close()

    @property
    def profile_step_m(self) -> float:
        """Spacing of profiles for P.1812: the DEM's own, or a part of it where that is coarse [m].

        At 0.25 km a profile then has the points it needs.
        """
        return float(self.step_m / math.ceil(self.step_m / _LONGEST_STEP_M))

    @property
    def frame(self) -> Frame:
        """The pixel grid of the finest tiles."""
        return self.mosaic.frame

    def corners(self) -> tuple[Floats, Floats]:
        """Return lon and lat of the corners of the finest tiles, shape (4,) each [degree]."""
        row, column, rows, columns = self.mosaic.extent
        return self.frame.lonlat(
            np.array([column, column + columns, column, column + columns], float),
            np.array([row, row, row + rows, row + rows], float),
        )

    def locate(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return where points lie in the frame.

        Parameters
        ----------
        lon, lat
            Shape (n,). [degree, CGCS2000/WGS-84]

        Returns
        -------
        tuple of numpy.ndarray
            Column and row, float64, integers at pixel centres; NaN where the DEM's projection
            ends. The first pixel of the frame has index 2²⁴, not 0: keep indices in float64
            and take a window's corner off as the last step, which then is exact.
        """
        return self.frame.locate(lon, lat)

    def station_frames(self, lon: npt.ArrayLike, lat: npt.ArrayLike, reach_m: float) -> Floats:
        """Return how the surroundings of stations lie in the frame: `Frame.station_frames`."""
        return self.frame.station_frames(lon, lat, reach_m)

    def window(
        self, column_min: float, row_min: float, column_max: float, row_max: float
    ) -> Window:
        """Return the pixels needed to interpolate anywhere within bounds.

        Parameters
        ----------
        column_min, row_min, column_max, row_max
            Bounds in the frame, inclusive; may reach beyond the data.
        """
        return self._read(Box.around(column_min, row_min, column_max, row_max))

    def _read(self, box: Box) -> Window:
        return Window(box.row, box.column, self._read_heights(box), self._read_clutter(box))

    def _read_heights(self, box: Box) -> Heights:
        height = self.mosaic.read(box, self._handles, read_heights)
        for source in self.others:
            fill(height, box, self.frame, source, self._handles, read_heights, samples)
        return height

    def _read_clutter(self, box: Box) -> Heights | None:
        if not self.clutter:
            return None
        clutter = np.full((box.rows, box.columns), np.nan, np.float32)
        for source in self.clutter:
            fill(clutter, box, self.frame, source, self._handles, read_clutter, nearest)
        return np.nan_to_num(clutter, copy=False)

    def heights(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return the heights at points [degree, CGCS2000/WGS-84], NaN = void [m]."""
        return self._sampled(*self.locate(lon, lat), _together)

    def heights_near(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return `heights` at points that lie together: all around them is read in one piece."""
        return self._sampled(*self.locate(lon, lat), _in_one)

    def _sampled(self, column: Floats, row: Floats, grouping: Grouping) -> Floats:
        found = np.full(column.shape, np.nan)
        for which, box in grouping(column, row):
            found[which] = samples(
                self._read_heights(box), column[which] - box.column, row[which] - box.row
            )
        return found

    def covers(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return whether points [degree, CGCS2000/WGS-84] have a height."""
        return np.isfinite(self.heights(lon, lat))

    def profile(
        self, lon_a: float, lat_a: float, lon_b: float, lat_b: float, step_m: float | None = None
    ) -> Profile:
        """Return the profile along the geodesic from A to B.

        Parameters
        ----------
        lon_a, lat_a, lon_b, lat_b
            Ends. [degree, CGCS2000/WGS-84]
        step_m
            Distance between points, ``None`` = `profile_step_m`. B itself ends the profile, half
            a step to one and a half from the point before it, so that none stands right under
            its antenna; coverage has the same points. [m]
        """
        azimuth, _, length = GEOD.inv(lon_a, lat_a, lon_b, lat_b)
        distance = _distances(float(length), step_m or self.profile_step_m)
        n = distance.size
        lon, lat, _ = GEOD.fwd(np.full(n, lon_a), np.full(n, lat_a), np.full(n, azimuth), distance)
        lon[-1], lat[-1] = lon_b, lat_b
        column, row = self.locate(lon, lat)
        height, clutter = np.full(n, np.nan), np.zeros(n)
        for which, box in _together(column, row):
            window = self._read(box)
            across, down = column[which] - box.column, row[which] - box.row
            height[which] = samples(window.height_m, across, down)
            if window.clutter_m is not None:
                clutter[which] = nearest(window.clutter_m, across, down)
        return Profile(distance / 1000.0, height, clutter if self.clutter else None, lon, lat)


def _distances(length: float, step: float) -> Floats:
    """Return the multiples of a step before the end, and the end [m]."""
    if length <= _SAME_POINT * step:
        return np.zeros(1)
    before = max(1, int(length / step - 0.5 + _SAME_POINT) + 1)
    return np.append(np.arange(before) * step, length)


def _in_one(column: Floats, row: Floats) -> Iterator[tuple[npt.NDArray[np.intp], Box]]:
    """Yield all points with the box around them; none for NaN."""
    placed = _placed(column, row)
    if placed.size:
        across, down = column[placed], row[placed]
        yield placed, Box.around(across.min(), down.min(), across.max(), down.max())


def _placed(column: Floats, row: Floats) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.isfinite(column) & np.isfinite(row))


def _together(column: Floats, row: Floats) -> Iterator[tuple[npt.NDArray[np.intp], Box]]:
    """Yield the points of each block of pixels with the box around them; none for NaN."""
    placed = _placed(column, row)
    blocks = np.stack([row[placed] // _BLOCK, column[placed] // _BLOCK])
    order = np.lexsort(blocks)
    changes = np.flatnonzero(np.diff(blocks[:, order], axis=1).any(axis=0)) + 1
    for which in np.split(placed[order], changes) if placed.size else ():
        across, down = column[which], row[which]
        yield which, Box.around(across.min(), down.min(), across.max(), down.max())
