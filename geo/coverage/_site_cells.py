"""The cells that a site may serve, and what it gives them: the inner loops of `.by_terrain`."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..networks import beside, count_5g
from ..propagation.accelerate import inner_kernel, kernel
from ..propagation.p1812.disc import Ground, ground_at
from ..propagation.p1812.path import DISTANCE_KM
from ..radio import STEP_M, STRETCH, Floats, Singles, Transmitters, pattern_db
from .at_threshold import EXCEEDED_90
from .window import Window

Indices = npt.NDArray[np.int64]

ROUNDING_DB = 2e-5  # a loss is kept as float32, which may lie below the bound by half a step
_LEAST_DISTANCE_M = 10.0  # nearer, the models by distance stop as well
_FULL_CLEARANCE_M = 10.0  # above the clutter where levels no longer vary, P.1812 eq. (65)


class Sectors(NamedTuple):
    """Stations of one site, shape (s,): as in `Transmitters`, with their indices.

    `beside` is the network that every view has beside that of the station.
    """

    station: npt.NDArray[np.int32]
    network: npt.NDArray[np.int32]
    beside: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int32]
    eirp_dbm: Floats
    azimuth_rad: Floats
    beamwidth_rad: Floats
    tilt_rad: Floats


class SiteCells(NamedTuple):
    """Cells to compute for a site, shape (n,).

    Flat index in the window; offset from the site [m]; loss of free space [dB]; what 90 % of
    locations lose more than 50 % [dB]; angle below the antenna's horizon [radian], NaN where
    the ground is not known.
    """

    cell: Indices
    east: Floats
    north: Floats
    free_db: Floats
    spread_db: Floats
    depression: Floats


def free_space_db(frequency_ghz: Floats, distance_m: float) -> Floats:
    """Return the loss of free space as P.1812 eq. (8) has it [dB]."""
    loss: Floats = 92.4 + 20.0 * np.log10(frequency_ghz) + 20.0 * math.log10(0.001 * distance_m)
    return loss


def cells_to_compute(
    window: Window,
    sources: Transmitters,
    stations: npt.NDArray[np.int32],
    maps: Floats,
    ground: Ground,
    open_to: npt.NDArray[np.bool_],
    inner_m: float,
    outer_m: float,
    deviation_db: float,
    receiver_height_m: float,
) -> SiteCells:
    """Return the cells that a station of a site may serve better than any so far.

    Cells nearer than P.1812 goes get their levels here.

    Parameters
    ----------
    window
        Levels so far.
    sources, stations
        Stations, and those of the site.
    maps
        Of the site, as in `geo.coverage.sites.Sites`.
    ground
        Terrain around the site.
    open_to
        Cells to look at, shape of the window.
    inner_m, outer_m
        Distances to look at, the inner one excluded. [m]
    deviation_db
        Location variability without clearance over the clutter. [dB]
    receiver_height_m
        Terminal height. [m]
    """
    grid, lead = window.grid, stations[0]
    x, y = grid.centres()
    x, y = x - sources.x[lead], y - sources.y[lead]
    reach = outer_m * STRETCH
    columns = np.searchsorted(x, [-reach, reach])
    rows = np.searchsorted(-y, [-reach, reach])
    if columns[0] == columns[1] or rows[0] == rows[1]:
        return _NOTHING
    return _select(
        x[columns[0] : columns[1]],
        y[rows[0] : rows[1]],
        int(rows[0]),
        int(columns[0]),
        grid.columns,
        maps,
        ground,
        open_to.reshape(-1),
        inner_m,
        outer_m,
        float(sources.height_m[lead]),
        receiver_height_m,
        float(sources.frequency_ghz[lead]),
        deviation_db,
        _sectors(sources, stations),
        sources.loss_db,
        _flat(window),
    )


def apply_losses(
    window: Window,
    sources: Transmitters,
    stations: npt.NDArray[np.int32],
    cells: SiteCells,
    loss: Singles,
    blocked: Singles,
) -> None:
    """Enter what a site gives its cells.

    Parameters
    ----------
    window
        Levels so far, changed in place.
    sources, stations
        Stations, and those of the site.
    cells
        As `cells_to_compute` returned them.
    loss, blocked
        Of these cells: median loss [dB], NaN = the path crosses a void; distance of the
        point that blocks it [km].
    """
    _enter(cells, _sectors(sources, stations), loss, blocked, _flat(window))


def _sectors(sources: Transmitters, stations: npt.NDArray[np.int32]) -> Sectors:
    return Sectors(
        stations,
        sources.network[stations],
        beside(sources.networks)[sources.network[stations]],
        sources.kind[stations],
        sources.eirp_dbm[stations],
        sources.azimuth_rad[stations],
        sources.beamwidth_rad[stations],
        sources.tilt_rad[stations],
    )


class Levels(NamedTuple):
    """The arrays of a `Window` with one axis for the cells, and how many networks are 5G."""

    of_5g: int
    per_db: float
    level_dbm: Singles
    server: npt.NDArray[np.int32]
    possible_dbm: Singles
    clear_dbm: Singles
    blocker: npt.NDArray[np.int32]
    blocked_km: Singles


def _flat(window: Window) -> Levels:
    networks = len(window.networks)
    return Levels(
        count_5g(window.networks),
        window.per_db,
        window.level_dbm.reshape(2, networks, -1),
        window.server.reshape(-1),
        window.possible_dbm.reshape(networks, -1),
        window.clear_dbm.reshape(-1),
        window.blocker.reshape(-1),
        window.blocked_km.reshape(-1),
    )


@kernel
def _select(
    x: Floats,
    y: Floats,
    first_row: int,
    first_column: int,
    width: int,
    maps: Floats,
    ground: Ground,
    open_to: npt.NDArray[np.bool_],
    inner_m: float,
    outer_m: float,
    height_m: float,
    receiver_height_m: float,
    frequency_ghz: float,
    deviation_db: float,
    sectors: Sectors,
    loss_db: Singles,
    levels: Levels,
) -> SiteCells:
    """See `cells_to_compute`; x, y are offsets of columns and rows from the site [m]."""
    most = x.size * y.size
    index, floats = np.empty(most, np.int64), np.empty((5, most))
    n = 0
    base, _ = ground_at(ground, 0.0, 0.0, False)
    constant = 92.4 + 20.0 * math.log10(frequency_ghz)
    cluttered = ground.clutter_m.size > 0
    for i in range(y.size):
        for j in range(x.size):
            cell = (first_row + i) * width + first_column + j
            if not open_to[cell]:
                continue
            east, north = _metres(maps, x[j], y[i])
            distance = math.sqrt(east * east + north * north)
            if not inner_m < distance <= outer_m and not (inner_m == 0.0 and distance == 0.0):
                continue
            h, clutter = ground_at(ground, east, north, cluttered)
            rise = h + receiver_height_m - base - height_m
            if distance < 1000.0 * DISTANCE_KM[0]:
                if math.isnan(rise):
                    _enter_possible(sectors, levels, cell, distance, constant)
                else:
                    _enter_near(sectors, loss_db, levels, cell, east, north, distance, -rise)
                continue
            depression = math.atan2(-rise, distance)
            rise = 0.0 if math.isnan(rise) else rise
            square = 1e-6 * (distance * distance + rise * rise)
            free = constant + 10.0 * math.log10(square)
            spread = EXCEEDED_90 * deviation_db * _unevenness(receiver_height_m, clutter)
            if _may_serve(sectors, levels, cell, east, north, depression, free, spread):
                index[n] = cell
                floats[0, n], floats[1, n] = east, north
                floats[2, n], floats[3, n], floats[4, n] = free, spread, depression
                n += 1
    floats = floats[:, :n].copy()
    return SiteCells(index[:n].copy(), floats[0], floats[1], floats[2], floats[3], floats[4])


@inner_kernel
def _metres(maps: Floats, dx: float, dy: float) -> tuple[float, float]:
    xx, xy, yy = dx * dx, dx * dy, dy * dy
    east = maps[0, 0] * dx + maps[0, 1] * dy
    east += maps[0, 2] * xx + maps[0, 3] * xy + maps[0, 4] * yy
    north = maps[1, 0] * dx + maps[1, 1] * dy
    north += maps[1, 2] * xx + maps[1, 3] * xy + maps[1, 4] * yy
    return east, north


@inner_kernel
def _unevenness(receiver_height_m: float, clutter_m: float) -> float:
    """Return u(h) of P.1812 eq. (65)."""
    return min(max(1.0 - (receiver_height_m - clutter_m) / _FULL_CLEARANCE_M, 0.0), 1.0)


@inner_kernel
def _sent(sectors: Sectors, s: int, east: float, north: float, depression: float) -> float:
    """Return what a sector sends towards a cell [dBm]; its most where the ground is unknown."""
    plain = math.isnan(sectors.azimuth_rad[s]) and math.isnan(sectors.tilt_rad[s])
    if plain or math.isnan(depression):
        return float(sectors.eirp_dbm[s])
    return float(sectors.eirp_dbm[s]) + pattern_db(
        math.atan2(east, north),
        depression,
        sectors.azimuth_rad[s],
        sectors.beamwidth_rad[s],
        sectors.tilt_rad[s],
    )


@inner_kernel
def _may_serve(
    sectors: Sectors,
    levels: Levels,
    cell: int,
    east: float,
    north: float,
    depression: float,
    free: float,
    spread: float,
) -> bool:
    """Return whether a sector could beat the best that views have of it with a free path."""
    for s in range(sectors.station.size):
        most = _sent(sectors, s, east, north, depression) - free + ROUNDING_DB
        o, other = sectors.network[s], sectors.beside[s]
        # NaN, no level yet, is beaten by anything.
        if not (most < levels.level_dbm[0, o, cell] or most < levels.level_dbm[0, other, cell]):
            return True
        most -= spread
        if not (most < levels.level_dbm[1, o, cell] or most < levels.level_dbm[1, other, cell]):
            return True
    return False


@inner_kernel
def _kept(level: float, per_db: float) -> float:
    """Return a level as the window keeps it [dBm]."""
    single = float(np.float32(level))
    return math.floor(single * per_db) / per_db if per_db > 0.0 else single


@inner_kernel
def _enter_possible(
    sectors: Sectors, levels: Levels, cell: int, distance: float, constant: float
) -> None:
    """Enter what a cell near a mast might get: of the ground under one of them nothing is known."""
    free = constant + 20.0 * math.log10(0.001 * max(distance, _LEAST_DISTANCE_M))
    for s in range(sectors.station.size):
        o = sectors.network[s]
        clear = _kept(sectors.eirp_dbm[s] - free, levels.per_db)
        if not clear <= levels.possible_dbm[o, cell]:
            levels.possible_dbm[o, cell] = clear


@inner_kernel
def _enter_near(
    sectors: Sectors,
    loss_db: Singles,
    levels: Levels,
    cell: int,
    east: float,
    north: float,
    distance: float,
    drop: float,
) -> None:
    """Enter the level of a cell nearer than P.1812 goes, from the tables of TR 38.901."""
    node = min(int(distance / STEP_M), loss_db.shape[2] - 2)
    weight = distance / STEP_M - node
    for s in range(sectors.station.size):
        sent = _sent(sectors, s, east, north, math.atan2(drop, distance))
        table = loss_db[:, sectors.kind[s], node : node + 2]
        at_50 = table[0, 0] + weight * (table[0, 1] - table[0, 0])
        at_90 = table[1, 0] + weight * (table[1, 1] - table[1, 0])
        _enter_level(sectors, s, levels, cell, sent - at_50, sent - at_90, sent - at_50, np.nan)


@inner_kernel
def _enter_level(
    sectors: Sectors,
    s: int,
    levels: Levels,
    cell: int,
    at_50: float,
    at_90: float,
    clear: float,
    blocked: float,
) -> None:
    """Keep what is best; of equals the station that comes first. Of 4G only the level counts."""
    o, station = sectors.network[s], sectors.station[s]
    # Compared as they are kept, so that equals are equal whichever comes first.
    level, level_90 = _kept(at_50, levels.per_db), _kept(at_90, levels.per_db)
    free = _kept(clear, levels.per_db)
    if o < levels.of_5g:
        server = levels.server[cell]
        top = -np.inf
        for network in range(levels.of_5g):
            top = max(top, levels.level_dbm[0, network, cell])  # NaN, no level yet, is no more
        if server < 0 or level > top or (level == top and station < server):
            levels.server[cell] = station
        known = levels.clear_dbm[cell]
        if not free <= known or (free == known and station < levels.blocker[cell]):
            levels.clear_dbm[cell] = free
            levels.blocker[cell] = station
            levels.blocked_km[cell] = blocked
    if not level <= levels.level_dbm[0, o, cell]:
        levels.level_dbm[0, o, cell] = level
    if not level_90 <= levels.level_dbm[1, o, cell]:
        levels.level_dbm[1, o, cell] = level_90


@kernel
def _enter(
    cells: SiteCells, sectors: Sectors, loss: Singles, blocked: Singles, levels: Levels
) -> None:
    """See `apply_losses`."""
    for i in range(cells.cell.size):
        cell = cells.cell[i]
        for s in range(sectors.station.size):
            sent = _sent(sectors, s, cells.east[i], cells.north[i], cells.depression[i])
            clear = sent - cells.free_db[i]
            if math.isnan(loss[i]):
                o, possible = sectors.network[s], _kept(clear, levels.per_db)
                if not possible <= levels.possible_dbm[o, cell]:
                    levels.possible_dbm[o, cell] = possible
                continue
            at_50 = sent - loss[i]
            _enter_level(
                sectors, s, levels, cell, at_50, at_50 - cells.spread_db[i], clear, blocked[i]
            )


_NOTHING = SiteCells(np.empty(0, np.int64), *(np.empty(0) for _ in range(5)))
