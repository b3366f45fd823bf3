"""Land cover as clutter: ESA WorldCover classes → representative clutter heights."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.errors import Finding, InputError

from .. import standards
from ._files import open_raster, raster_files
from ._findings import finding
from ._frame import Box
from ._heights import read_raw
from ._mosaic import Mosaic, group
from ._sample import Heights
from ._tile import Tile, describe

_CODES = 256
_PROBE = 512


@cache
def _height_of_class() -> Heights:
    """Return the clutter height of each class code, shape (256,), NaN where it is no class [m]."""
    heights = np.full(_CODES, np.nan, np.float32)
    table = standards.table("clutter")
    heights[table["class"].astype(int)] = table["height_m"].astype(float)
    heights.flags.writeable = False
    return heights


def read_clutter(dataset: Any, box: Box) -> Heights:
    """Return clutter heights, NaN where there is no known class [m]; a `Decode`."""
    raw, void = read_raw(dataset, box)
    height = _of_codes(raw)
    if void is not None:
        height[void] = np.nan
    return height


def _of_codes(codes: npt.NDArray[Any]) -> Heights:
    if codes.dtype == np.uint8:
        height: Heights = _height_of_class()[codes]
        return height
    known = (codes >= 0) & (codes < _CODES)
    height = _height_of_class()[np.where(known, codes, 0)]
    height[~known] = np.nan
    return height


def open_clutter(path: Path) -> tuple[tuple[Mosaic, ...], list[Finding]]:
    """Return land cover, by pixel grid, and warnings.

    Parameters
    ----------
    path
        One raster, or a folder of tiles.

    Raises
    ------
    InputError
        When a file is not ESA WorldCover.
    """
    files, warnings = raster_files(path)
    tiles: list[Tile] = []
    errors: list[Finding] = []
    for file in files:
        try:
            tiles.append(describe(file))
            _check_classes(file)
        except InputError as error:
            errors += error.findings
    if errors:
        raise InputError(errors)
    return group(tiles), warnings


def _check_classes(path: Path) -> None:
    """Look at the middle: reading all of a 10 m raster of a province would take minutes."""
    with open_raster(path) as dataset:
        if not np.issubdtype(np.dtype(dataset.dtypes[0]), np.integer):
            raise InputError([finding("no-land-cover", path, found=dataset.dtypes[0])])
        rows, columns = min(_PROBE, dataset.height), min(_PROBE, dataset.width)
        middle = Box((dataset.height - rows) // 2, (dataset.width - columns) // 2, rows, columns)
        raw, void = read_raw(dataset, middle)
    codes = raw[raw != 0] if void is None else raw[~void & (raw != 0)]
    unknown = codes[np.isnan(_of_codes(codes))]
    if unknown.size > codes.size / 2:
        shown = ", ".join(str(code) for code in np.unique(unknown)[:5])
        raise InputError([finding("no-land-cover", path, found=shown)])
