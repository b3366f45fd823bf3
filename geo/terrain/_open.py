"""Opening a DEM: every file is looked through once, and all that is wrong is said at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyproj import CRS

from layers.errors import Finding, InputError

from ._clutter import open_clutter
from ._files import raster_files
from ._findings import finding, merged
from ._frame import Frame
from ._heights import Census, check_heights
from ._mosaic import Mosaic, group
from ._resample import seen_from
from ._terrain import Terrain
from ._tile import Tile, describe

_COARSE_M = 100.0
_FAR_FROM_SQUARE = 2.0
_FINEST_M = 0.1
_SURFACE_MODEL = "Copernicus_DSM"
# When the ground was measured, where the name of a file says which product it is.
_VINTAGES = {_SURFACE_MODEL: "2011-2015", "SRTMGL": "2000-02"}


def open_terrain(
    dem: Path, clutter: Path | None = None, known: Mapping[Path, Census] | None = None
) -> Terrain:
    """Open a DEM, and the clutter on it.

    Parameters
    ----------
    dem
        A GeoTIFF, an SRTM ``.hgt``, an ASCII grid, or a folder of such tiles, in any
        coordinate system; heights in metres.
    clutter
        ESA WorldCover, a raster or a folder of tiles; ``None`` = no clutter.
    known
        What an earlier look through the heights of files found (`Terrain.censuses`), for
        files that have not changed since.

    Raises
    ------
    InputError
        Naming everything that is wrong with any of the files.
    """
    tiles, censuses, warnings = _survey(dem, known or {})
    main, *others = group(tiles)
    ground, ground_warnings = open_clutter(clutter) if clutter is not None else ((), [])
    warnings += [finding("other-grid", tile.path) for mosaic in others for tile in mosaic.tiles]
    warnings += [*_grid_warnings(main), *ground_warnings]
    if clutter is not None and (surface := _of_product(tiles, _SURFACE_MODEL)):
        warnings.append(finding("clutter-twice", surface.path))
    return Terrain(
        mosaic=main,
        others=tuple(seen_from(main.frame, mosaic) for mosaic in others),
        clutter=tuple(seen_from(main.frame, mosaic) for mosaic in ground),
        step_m=_step_m(main),
        findings=merged(warnings),
        card={
            "terrain_source": _source(dem, tiles),
            "terrain_vintage": _vintage(tiles),
            "terrain_resolution": resolution(main.frame),
            "clutter_source": clutter.name if clutter is not None else "none",
        },
        censuses=censuses,
    )


def input_files(dem: Path, clutter: Path | None = None) -> list[Path]:
    """Return the files that `open_terrain` would read, without looking into them.

    The ``.prj`` of an ASCII grid is one of them: it says where the grid lies.

    Raises
    ------
    InputError
        When there is none.
    """
    paths = (dem,) if clutter is None else (dem, clutter)
    rasters = [file for path in paths for file in raster_files(path)[0]]
    beside = [file.with_suffix(".prj") for file in rasters if file.suffix.lower() == ".asc"]
    return [*rasters, *(file for file in beside if file.is_file())]


def _survey(
    dem: Path, known: Mapping[Path, Census]
) -> tuple[list[Tile], dict[Path, Census], list[Finding]]:
    """Return the tiles of a DEM by name, what their heights are like, and warnings."""
    files, warnings = raster_files(dem)
    tiles: list[Tile] = []
    errors: list[Finding] = []
    censuses: dict[Path, Census] = {}
    for file in files:
        try:
            tiles.append(describe(file))
            censuses[file], said = check_heights(file, known.get(file))
        except InputError as error:
            errors += error.findings
            continue
        warnings += said
    void = [file for file, census in censuses.items() if not census.valid]
    if not errors and len(void) == len(files):
        errors.append(finding("all-void", dem))
    if errors:
        raise InputError(errors)
    return tiles, censuses, warnings + [finding("void-tile", file) for file in void]


def _middle_sides_m(mosaic: Mosaic) -> tuple[float, float]:
    row, column, rows, columns = mosaic.extent
    return mosaic.frame.sides_m(column + columns / 2, row + rows / 2)


def _step_m(mosaic: Mosaic) -> float:
    width, height = _middle_sides_m(mosaic)
    return max(round(math.sqrt(width * height), 1), _FINEST_M)


def _grid_warnings(mosaic: Mosaic) -> Iterator[Finding]:
    width, height = _middle_sides_m(mosaic)
    path = mosaic.tiles[0].path
    if _step_m(mosaic) > _COARSE_M:
        yield finding("coarse-terrain", path, step_m=_step_m(mosaic))
    if max(width, height) > _FAR_FROM_SQUARE * min(width, height):
        yield finding("anisotropic-terrain", path, width=width, height=height)


def _source(dem: Path, tiles: list[Tile]) -> str:
    return dem.name if dem.is_file() else f"{dem.resolve().name}: {len(tiles)} tiles"


def _vintage(tiles: list[Tile]) -> str:
    for product, vintage in _VINTAGES.items():
        if all(product in tile.path.name for tile in tiles):
            return vintage
    return "unknown"


def _of_product(tiles: list[Tile], product: str) -> Tile | None:
    return next((tile for tile in tiles if product in tile.path.name), None)


def resolution(frame: Frame) -> str:
    """Return the pixel as its grid has it, e.g. ``"1 arc-second"`` or ``"30 m"``."""
    crs = CRS.from_wkt(frame.crs)
    scale, unit = (3600.0, "arc-second") if crs.is_geographic else (1.0, "m")
    sides = dict.fromkeys(f"{abs(step) * scale:.4g}" for step in (frame.step_x, frame.step_y))
    plural = "s" if crs.is_geographic and list(sides) != ["1"] else ""
    return f"{' × '.join(sides)} {unit}{plural}"
