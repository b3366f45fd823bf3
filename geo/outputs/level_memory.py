"""Levels of windows kept from run to run, so that a new station costs what it touches.

One small raster a window, a band a layer. Windows of the region are kept in eighths of a dB,
which is how they are computed, with the server; windows of places exactly, with the blocker too.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
import rasterio.errors

from ..coverage import EIGHTHS, Known, Window
from ..grid import Grid
from ..networks import Network
from ._raster import raster_file

_SHORT = 12  # characters of a context that name its folder
_NOTHING = -32768  # among eighths of a dB
_HALVES = 2  # bands that hold the numbers of stations
_STATIONS, _CONTEXT = "COVERMAP_STATIONS", "COVERMAP_CONTEXT"
_OPTIONS = {"driver": "GTiff", "compress": "zstd", "zstd_level": 1, "tiled": True}


def folder_of(levels: Path, context: str) -> Path:
    """Return the folder of a context (as in `LevelMemory`) in ``data/processed/levels``."""
    return levels / context[:_SHORT]


def forget_others(own: Path) -> None:
    """Remove the folders of other contexts beside one: after a run they are of no more use."""
    for other in own.parent.glob("*") if own.parent.is_dir() else ():
        if other != own:
            shutil.rmtree(other, ignore_errors=True)


class LevelMemory:
    """A folder of windows.

    Parameters
    ----------
    folder
        Where they are kept.
    context
        Digest of everything but stations that levels depend on; what another context has
        left is not used.
    networks
        Of the windows; they belong to the context.
    exact
        Whether levels are kept exactly, with the blocker, or in eighths of a dB without it.
    """

    def __init__(
        self, folder: Path, context: str, networks: tuple[Network, ...], *, exact: bool
    ) -> None:
        self._folder, self._context = folder, context
        self._networks, self._exact = networks, exact

    def recall(self, grid: Grid) -> Known | None:
        """Return what is known of a window, ``None`` = nothing that can be used."""
        try:
            with rasterio.open(self._file(grid), driver="GTiff") as dataset:
                tags = dataset.tags()
                if tags.get(_CONTEXT) != self._context or dataset.transform != grid.affine:
                    return None
                layers = dataset.read()
        except rasterio.errors.RasterioError:
            return None
        stations = np.array(tags.get(_STATIONS, "").split(), "U16")
        window = self._exactly(grid, layers) if self._exact else self._in_eighths(grid, layers)
        return Known(window, stations)

    def keep(self, known: Known) -> None:
        """Keep what is known of a window."""
        grid = known.window.grid
        layers = _exact_layers(known.window) if self._exact else _eighths(known.window)
        shape = {"width": grid.columns, "height": grid.rows, "count": len(layers)}
        options = {**_OPTIONS, "predictor": 3 if self._exact else 2, "dtype": layers.dtype}
        with (
            raster_file(self._file(grid)) as memory,
            memory.open(crs=grid.crs, transform=grid.affine, **shape, **options) as dataset,
        ):
            dataset.update_tags(**{_CONTEXT: self._context, _STATIONS: " ".join(known.stations)})
            dataset.write(layers)

    def _file(self, grid: Grid) -> Path:
        place = f"{grid.left:.2f}_{grid.top:.2f}_{grid.cell_m:.2f}_{grid.rows}x{grid.columns}"
        return self._folder / f"{place.replace('-', 'm')}.tif"

    def _exactly(self, grid: Grid, layers: npt.NDArray[np.float32]) -> Window:
        n = len(self._networks)
        level, possible, rest = np.split(layers, [2 * n, 3 * n])
        clear, blocked, server, blocker = rest
        return Window(
            grid,
            self._networks,
            level.reshape(2, n, *grid.shape),
            server.astype(np.int32),
            possible,
            clear,
            blocker.astype(np.int32),
            blocked,
        )

    def _in_eighths(self, grid: Grid, layers: npt.NDArray[np.int16]) -> Window:
        n = len(self._networks)
        kept, halves = np.split(layers, [-_HALVES])
        dbm = kept.astype(np.float32) / np.float32(EIGHTHS)
        dbm[kept == _NOTHING] = np.nan
        return replace(
            Window.empty(grid, self._networks, EIGHTHS),
            level_dbm=dbm[: 2 * n].reshape(2, n, *grid.shape),
            server=np.ascontiguousarray(np.moveaxis(halves, 0, -1)).view(np.int32)[..., 0],
            possible_dbm=dbm[2 * n : 3 * n],
            clear_dbm=dbm[3 * n],
        )


def _stacked(window: Window) -> npt.NDArray[np.float32]:
    shape = window.grid.shape
    levels: npt.NDArray[np.float32] = np.concatenate(
        [window.level_dbm.reshape(-1, *shape), window.possible_dbm, window.clear_dbm[np.newaxis]]
    )
    return levels


def _exact_layers(window: Window) -> npt.NDArray[np.float32]:
    # A float32 holds every station's number exactly up to 16 million.
    rest = np.stack([window.blocked_km, window.server, window.blocker]).astype(np.float32)
    return np.concatenate([_stacked(window), rest])


def _eighths(window: Window) -> npt.NDArray[np.int16]:
    levels = _stacked(window)
    kept = np.where(np.isnan(levels), _NOTHING, levels * EIGHTHS).astype(np.int16)
    # A band takes two bytes: a station's number, of four, goes into two bands.
    halves = np.ascontiguousarray(window.server)[..., np.newaxis].view(np.int16)
    return np.concatenate([kept, np.moveaxis(halves, -1, 0)])
