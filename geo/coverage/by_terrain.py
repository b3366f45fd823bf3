"""Received level over terrain: ITU-R P.1812 from each site to each cell.

Sites are taken one after another, the nearest to the window first. A cell is computed for a
site only where one of its stations could beat the best of its network so far if nothing
stood in the way; free space is a bound that P.1812 never beats, so nothing is lost, and the
result depends on no order. Nearer than P.1812 goes, 0.25 km, TR 38.901 takes its place.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from ..grid import Grid, point_window, unproject
from ..networks import beside
from ..propagation.p1812 import disc
from ..propagation.p1812.hoisted import constants
from ..propagation.p1812.location import standard_deviation
from ..radio import STRETCH, Floats, Transmitters
from ..settings import Settings
from ..terrain import Terrain
from ._site_cells import (
    ROUNDING_DB,
    SiteCells,
    apply_losses,
    cells_to_compute,
    free_space_db,
)
from .known import Keys, Known, Memory, NoMemory, in_order, keys_of
from .sites import Indices, Sites, group
from .window import EIGHTHS, Window

TIME_PERCENT = 50.0  # the median year: coverage goals say nothing of time
POLARISATION = 2  # a ±45° antenna is half vertical, which loses less over smooth ground
REGION_SPACING_M = 50.0  # between radials at the end of the reach
PLACE_SPACING_M = 15.0
_NEAR_M = 2500.0  # first every site's own surroundings, then the rest with fewer doubts left
_MOST_PIXELS = 1e8  # of terrain in memory at a time: 0.4 GB
_LEAST_SIDE = 64  # cells
_RING = 16  # points along each side of a window whose pixels bound its terrain
_EMPTY = np.empty((0, 0), np.float32)


class _Job(NamedTuple):
    """A window, the terrain of what may reach it, which stations to add, how far radials part."""

    window: Window
    ground: disc.Ground
    wanted: npt.NDArray[np.bool_]
    spacing_m: float | None


@dataclass(frozen=True)
class ByTerrain:
    """Coverage over a DEM.

    Parameters
    ----------
    sources
        Stations, with the loss tables of their surroundings nearer than 0.25 km.
    terrain
        The DEM.
    sites
        The stations by site.
    reach_m
        Distance beyond which a station does not serve. [m]
    receiver_height_m
        Terminal height above ground. [m]
    resolution_m
        Side of the square over which the level varies from place to place. [m]
    delta_n, n0
        Refractivity: lapse rate and sea-level value. [N-units/km, N-units]
    of_region, of_places
        What is known of windows of the region and of places from runs before.
    """

    sources: Transmitters
    terrain: Terrain
    sites: Sites
    reach_m: float
    receiver_height_m: float
    resolution_m: float
    delta_n: float
    n0: float
    of_region: Memory = field(default_factory=NoMemory)
    of_places: Memory = field(default_factory=NoMemory)

    @classmethod
    def over(
        cls,
        terrain: Terrain,
        sources: Transmitters,
        settings: Settings,
        of_region: Memory,
        of_places: Memory,
    ) -> Self:
        """Return the model for a DEM, stations, settings, and what is known from before."""
        reach_m = 1000.0 * settings.terrain.reach_km
        return cls(
            sources,
            terrain,
            group(sources, terrain, reach_m),
            reach_m,
            settings.coverage.receiver_height_m,
            settings.coverage.cell_m,
            settings.terrain.delta_n,
            settings.terrain.n0,
            of_region,
            of_places,
        )

    @cached_property
    def keys(self) -> Keys:
        """A key for each station, which it keeps from list to list."""
        return keys_of(self.sources)

    @cached_property
    def _beside(self) -> Indices:
        return beside(self.sources.networks)

    @cached_property
    def step_m(self) -> float:
        """Spacing of profile points [m]."""
        return self.terrain.profile_step_m

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(os.cpu_count())

    def largest_side(self, cell_m: float) -> int:
        """Return how many cells an edge may have, so that the terrain around stays in bounds."""
        side_m = math.sqrt(_MOST_PIXELS) * self.terrain.step_m - 2.0 * self.reach_m
        return max(int(side_m / cell_m), _LEAST_SIDE)

    def reaches(self, grid: Grid) -> bool:
        """Return whether any station may reach a window."""
        return bool(self.sources.near(*grid.bounds, self.reach_m).size)

    def over_window(self, grid: Grid) -> Window:
        """Compute the levels at the cells of a part of the region, in eighths of a dB."""
        empty = Window.empty(grid, self.sources.networks, EIGHTHS)
        return self._remembered(empty, REGION_SPACING_M, self.of_region).without_blockers()

    def over_place(self, grid: Grid) -> Window:
        """Compute the levels at the cells that judge a place, on radials close together."""
        empty = Window.empty(grid, self.sources.networks)
        return self._remembered(empty, PLACE_SPACING_M, self.of_places)

    def at_point(self, x: float, y: float) -> Window:
        """Compute the levels at one point of the projection [m], each by its exact path."""
        grid = point_window(self.sources.crs, x, y)
        window = Window.empty(grid, self.sources.networks)
        self._add_all(window, np.ones(self.sources.x.shape, np.bool_), None)
        return window

    def strong_at_end(self, threshold_dbm: float) -> npt.NDArray[np.bool_]:
        """Return no station: at the end of the reach it is the service that ends."""
        return np.zeros(self.sources.x.shape, np.bool_)

    def ground_m(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
        """Return the height of the ground at points [degree], NaN = void [m]."""
        return self.terrain.heights(lon, lat)

    def without_sectors(self) -> Self:
        """Return the same with stations that send the same all round.

        What is known from runs before stays with the stations that there are.
        """
        turned = self.sources.without_sectors()
        return replace(self, sources=turned, of_region=NoMemory(), of_places=NoMemory())

    def _remembered(self, empty: Window, spacing_m: float, memory: Memory) -> Window:
        """Start from what is known of a window, add the stations that are not in it, keep that."""
        grid = empty.grid
        sites, _ = self._near(grid)
        near = np.isin(self.sites.owner, sites)
        present = in_order(self.keys[near])
        window, new = empty, near
        known = memory.recall(grid)
        if known is not None and known.can_be_gone_on_with(present):
            window = known.numbered_as(self.keys).window
            new = near & ~np.isin(self.keys, known.stations)
        self._add_all(window, new, spacing_m)
        if known is None or new.any() or known.stations.size != present.size:
            memory.keep(Known(window, self.keys).numbered_as(present))
        return window

    def _add_all(
        self, window: Window, wanted: npt.NDArray[np.bool_], spacing_m: float | None
    ) -> None:
        """Add the wanted stations to a window.

        Parameters
        ----------
        window
            Levels so far, changed in place.
        wanted
            Which stations to add, shape (n,).
        spacing_m
            Between radials at the end of the reach, ``None`` = each cell by its exact path. [m]
        """
        near, away = self._near(window.grid)
        asked = np.isin(near, self.sites.owner[wanted])
        near, away = near[asked], away[asked]
        if not near.size:
            return
        job = _Job(window, self._ground(window.grid, near), wanted, spacing_m)
        everywhere = np.ones(window.grid.shape, np.bool_)
        for site in near[away <= _NEAR_M * STRETCH]:
            self._add(job, int(site), everywhere, 0.0, _NEAR_M)
        for shell in np.unique(away // _NEAR_M):
            # No site of the shell is nearer to a cell than this.
            doubtful = self._doubtful(window, near, max(shell, 1.0) * _NEAR_M / STRETCH)
            for site in near[away // _NEAR_M == shell]:
                self._add(job, int(site), doubtful, _NEAR_M, self.reach_m)

    def _doubtful(self, window: Window, sites: Indices, distance_m: float) -> npt.NDArray[np.bool_]:
        """Return the cells in which some station of sites so far away may be the best [m]."""
        doubtful = np.zeros(window.grid.shape, np.bool_)
        near = np.isin(self.sites.owner, sites)
        sent = self.sources.eirp_dbm - free_space_db(self.sources.frequency_ghz, distance_m)
        for o in np.unique(self.sources.network[near]):
            most = sent[near & (self.sources.network == o)].max() + ROUNDING_DB
            # Without a level, NaN, any station may be the best.
            known = window.level_dbm[:, o] > most
            if self._beside[o] != o:
                known |= window.level_dbm[:, self._beside[o]] > most
            doubtful |= ~known.all(axis=0)
        return doubtful

    def _near(self, grid: Grid) -> tuple[Indices, Floats]:
        """Return the sites that may reach a window, and how far outside it they lie [m].

        The nearest to its edge come first, of those inside the nearest to its middle.
        """
        left, bottom, right, top = grid.bounds
        leads = self.sites.leads()
        x, y = self.sources.x[leads], self.sources.y[leads]
        aside = np.maximum(left - x, x - right).clip(0.0)
        ahead = np.maximum(bottom - y, y - top).clip(0.0)
        away = np.hypot(aside, ahead)
        middle = np.hypot(x - (left + right) / 2.0, y - (bottom + top) / 2.0)
        near = np.flatnonzero(away <= self.reach_m * STRETCH)
        near = near[np.lexsort([middle[near], away[near]])]
        return near.astype(np.int32), away[near]

    def _ground(self, grid: Grid, near: Indices) -> disc.Ground:
        """Read the terrain that holds a window and the sites that may reach it."""
        leads = self.sites.leads()[near]
        lon, lat = unproject(self.sources.crs, *_outline(grid))
        column, row = self.terrain.locate(
            np.concatenate([lon, self.sources.lon[leads]]),
            np.concatenate([lat, self.sources.lat[leads]]),
        )
        read = self.terrain.window(
            np.nanmin(column), np.nanmin(row), np.nanmax(column), np.nanmax(row)
        )
        clutter = _EMPTY if read.clutter_m is None else read.clutter_m
        return disc.Ground(
            read.height_m, clutter, float(read.column), float(read.row), self.sites.frames[near[0]]
        )

    def _add(
        self,
        job: _Job,
        site: int,
        open_to: npt.NDArray[np.bool_],
        inner_m: float,
        outer_m: float,
    ) -> None:
        """Add a site to a window, in the cells open to it between two distances."""
        ground = job.ground._replace(frame=self.sites.frames[site])
        stations = self.sites.of(site)
        stations = stations[job.wanted[stations]]
        lead = stations[0]
        deviation = float(
            standard_deviation(self.sources.frequency_ghz[lead], self._variability_m())
        )
        cells = cells_to_compute(
            job.window,
            self.sources,
            stations,
            self.sites.maps[site],
            ground,
            open_to,
            inner_m,
            outer_m,
            deviation,
            self.receiver_height_m,
        )
        if cells.cell.size:
            loss, blocked = self._losses(cells, lead, ground, job.spacing_m)
            apply_losses(job.window, self.sources, stations, cells, loss, blocked)

    def _variability_m(self) -> float:
        """Return the resolution within what P.1812 allows [m]."""
        return float(np.clip(self.resolution_m, 50.0, 1000.0))

    def _losses(
        self, cells: SiteCells, lead: int, ground: disc.Ground, spacing_m: float | None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        step_km = 0.001 * self.step_m
        c = constants(
            float(self.sources.frequency_ghz[lead]),
            TIME_PERCENT,
            POLARISATION,
            float(self.sources.lat[lead]),
            self.delta_n,
            self.n0,
            step_km,
            0.001 * self.reach_m,
        )
        heights = float(self.sources.height_m[lead]), self.receiver_height_m
        if spacing_m is None:
            return disc.exact_loss(ground, cells.east, cells.north, c, *heights)
        pool = self._pool if cells.cell.size > _WORTH_SHARING else None
        return disc.disc_loss(
            ground, cells.east, cells.north, c, *heights, spacing_m, self.reach_m, pool
        )


_WORTH_SHARING = 2000  # receivers; fewer are done before a thread has begun


def _outline(grid: Grid) -> tuple[Floats, Floats]:
    """Return points around a window, a cell outside it: x, y [m]."""
    left, bottom, right, top = grid.bounds
    x = np.linspace(left - grid.cell_m, right + grid.cell_m, _RING)
    y = np.linspace(bottom - grid.cell_m, top + grid.cell_m, _RING)
    low, high = np.full(_RING, y[0]), np.full(_RING, y[-1])
    west, east = np.full(_RING, x[0]), np.full(_RING, x[-1])
    return np.concatenate([x, x, west, east]), np.concatenate([low, high, y, y])
