"""The vertices of all lines in order of travel, and what lies how far along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ..grid import GEOD, project
from ._chains import Floats, Indices, chains

STEP_M = 100.0  # a sample stands for at most this much of a line, or a cell where it is smaller


@dataclass(frozen=True)
class Track:
    """Parts of lines, each a sequence of vertices in the direction of travel.

    Parameters
    ----------
    line, chain
        Line and unbroken way of each part, shape (parts,).
    closed
        Whether each way ends where it begins, shape (chains,).
    lonlat
        Vertices of all parts one after another, shape (vertices, 2). [degree]
    first
        Index of the first vertex of each part, and the number of vertices, shape (parts + 1,).
    along_m
        Geodesic distance of each vertex from the beginning of its part. [m]
    azimuth
        Direction in which the geodesic leaves each vertex. [degree]
    """

    line: Indices
    chain: Indices
    closed: npt.NDArray[np.bool_]
    lonlat: Floats
    first: Indices
    along_m: Floats
    azimuth: Floats

    @classmethod
    def of(cls, lines: Indices, shapes: npt.NDArray[np.object_], crs: str) -> Track:
        """Join the features of lines and measure them.

        Parameters
        ----------
        lines
            Line of each feature, shape (features,); features of one line stand together.
        shapes
            LineStrings and MultiLineStrings in longitude and latitude.
        crs
            Projection, as WKT.
        """
        single, feature = shapely.get_parts(shapes, return_index=True)
        lasting = shapely.length(single) > 0.0  # a part of a MultiLineString may be none
        single, line = single[lasting], lines[feature[lasting]].astype(np.int64)
        ends, outward = _ends(single, crs)
        order = chains(line, ends, outward)
        single = single[order.part]
        single[order.turned] = shapely.reverse(single[order.turned])
        lonlat, part = shapely.get_coordinates(single, return_index=True)
        first = np.searchsorted(part, np.arange(len(single) + 1))
        along_m, azimuth = _measured(lonlat, part, first)
        return cls(line[order.part], order.chain, order.closed, lonlat, first, along_m, azimuth)

    @property
    def length_m(self) -> Floats:
        """Geodesic length of each part [m]."""
        lengths: Floats = self.along_m[self.first[1:] - 1]
        return lengths

    def at(self, part: Indices, metres: Floats) -> Floats:
        """Return the points so many metres along parts, shape (n, 2) [degree]."""
        # Vertices of all parts on one axis, so that one search finds them all.
        begins = np.concatenate([[0.0], np.cumsum(self.length_m)])
        axis = self.along_m + np.repeat(begins[:-1], np.diff(self.first))
        before = np.searchsorted(axis, begins[part] + metres, side="right") - 1
        before = np.clip(before, self.first[part], np.maximum(self.first[part + 1] - 2, 0))
        lon, lat = self.lonlat[before].T
        further = metres - self.along_m[before]
        lon, lat, _ = GEOD.fwd(lon, lat, self.azimuth[before], further)
        return np.column_stack([lon, lat])

    def piece(self, part: int, begin_m: float, end_m: float, ends: Floats) -> Floats:
        """Return the vertices of a part between two distances [m].

        Parameters
        ----------
        part
            The part.
        begin_m, end_m
            Where the piece begins and ends. [m]
        ends
            The points there, as `at` returns them, shape (2, 2). [degree]
        """
        own = slice(self.first[part], self.first[part + 1])
        along = self.along_m[own]
        between = (along > begin_m) & (along < end_m)
        return np.concatenate([ends[:1], self.lonlat[own][between], ends[1:]])


def _ends(single: npt.NDArray[np.object_], crs: str) -> tuple[Floats, Floats]:
    """Return the two ends of each part in the projection [m], and the ways out of it there."""
    lonlat, part = shapely.get_coordinates(single, return_index=True)
    first = np.searchsorted(part, np.arange(len(single) + 1))
    xy = np.column_stack(project(crs, *lonlat.T)) if len(lonlat) else np.empty((0, 2))
    # What comes next to an end, passing over vertices that repeat it.
    last = first[1:] - 1
    changes = np.flatnonzero((np.diff(lonlat, axis=0) != 0.0).any(axis=1))
    after = changes[np.searchsorted(changes, first[:-1])] + 1
    before = changes[np.searchsorted(changes, last) - 1]
    ends = np.stack([xy[first[:-1]], xy[last]], axis=1)
    out = ends - np.stack([xy[after], xy[before]], axis=1)
    return ends, out / np.linalg.norm(out, axis=-1, keepdims=True)


def _measured(lonlat: Floats, part: Indices, first: Indices) -> tuple[Floats, Floats]:
    """Return how far along its part each vertex lies [m], and the azimuth from it [degree]."""
    azimuth, step = np.zeros(len(lonlat)), np.zeros(len(lonlat))
    if len(lonlat):
        azimuth[:-1], _, step[1:] = GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)
    step[first[:-1]] = 0.0
    total = np.cumsum(step)
    return total - total[first[:-1]][part], azimuth


@dataclass(frozen=True)
class Samples:
    """Points of a track and the metres each stands for.

    Parameters
    ----------
    part
        Part of each sample; samples are in order of travel.
    begin_m, end_m
        What it stands for, along its part. [m]
    lonlat
        The middle of that, shape (n, 2). [degree]
    """

    part: Indices
    begin_m: Floats
    end_m: Floats
    lonlat: Floats

    @classmethod
    def of(cls, track: Track, step_m: float) -> Samples:
        """Divide each part into equal pieces no longer than a step [m]."""
        length = track.length_m
        count = np.maximum(1, np.ceil(length / step_m - 1e-9)).astype(np.int64)
        part = np.repeat(np.arange(len(length)), count)
        number = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
        share = (length / count)[part]
        begin, end = number * share, (number + 1) * share
        return cls(part, begin, end, track.at(part, (begin + end) / 2.0))

    @property
    def metres(self) -> Floats:
        """What each sample stands for [m]."""
        return self.end_m - self.begin_m
