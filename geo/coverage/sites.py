"""Stations that share a mast, a height and a frequency share their path loss."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..grid import geodesic_maps
from ..radio import Floats, Transmitters
from ..terrain import Terrain

Indices = npt.NDArray[np.int32]


class Sites(NamedTuple):
    """Sites as arrays; m sites of n stations.

    Parameters
    ----------
    first, stations
        The stations of site i are ``stations[first[i]:first[i + 1]]``, shapes (m + 1,), (n,).
    owner
        Site of each station, shape (n,).
    maps
        Projected offset → metres east, north; shape (m, 2, 5): `geo.grid.geodesic_maps`.
    frames
        Metres east, north → the DEM's pixels; shape (m, 2, 6): `Terrain.station_frames`.
    """

    first: Indices
    stations: Indices
    owner: Indices
    maps: Floats
    frames: Floats

    def of(self, site: int) -> Indices:
        """Return the stations of a site."""
        return self.stations[self.first[site] : self.first[site + 1]]

    def leads(self) -> Indices:
        """Return the first station of each site, whose place, height and frequency all share."""
        return self.stations[self.first[:-1]]


def group(sources: Transmitters, terrain: Terrain, reach_m: float) -> Sites:
    """Return the sites of stations.

    Parameters
    ----------
    sources
        Stations.
    terrain
        The DEM they stand on.
    reach_m
        How far they reach. [m]
    """
    same = np.stack([sources.x, sources.y, sources.height_m, sources.frequency_ghz])
    _, site = np.unique(same, axis=1, return_inverse=True)
    order = np.argsort(site, kind="stable").astype(np.int32)
    counts = np.bincount(site) if site.size else np.zeros(0, np.int64)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    leads = order[first[:-1]]
    lon, lat = sources.lon[leads], sources.lat[leads]
    return Sites(
        first,
        order,
        site.astype(np.int32),
        geodesic_maps(sources.crs, lon, lat, reach_m),
        terrain.station_frames(lon, lat, reach_m),
    )
