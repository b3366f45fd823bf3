"""Another pixel grid brought into a frame: pixel by pixel, by where its centre lies.

Written out instead of left to GDAL's warper, which gives a pixel beside a void a value from
the neighbours that are left: voids would shrink, and a value depend on the piece being read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ._files import Handles
from ._frame import ORIGIN, Box, Floats, Frame
from ._mosaic import Decode, Mosaic
from ._sample import Heights

Pick = Callable[[Heights, Floats, Floats], Floats]

_BLOCK = 512
_EDGE_POINTS = 65
_EDGE_MARGIN = 4  # what an edge may bulge between two of its points, and more


@dataclass(frozen=True)
class Source:
    """A mosaic of another grid as a frame sees it.

    Parameters
    ----------
    mosaic
        The other grid.
    footprint
        Pixels of the frame that can have a value from it.
    """

    mosaic: Mosaic
    footprint: Box


def seen_from(frame: Frame, mosaic: Mosaic) -> Source:
    """Return a mosaic with its footprint in a frame."""
    row, column, rows, columns = mosaic.extent
    along = np.linspace(-0.5, 0.5, _EDGE_POINTS)
    across = column + (columns - 1) / 2 + along * columns
    down = row + (rows - 1) / 2 + along * rows
    sides = (np.meshgrid(across, down[[0, -1]]), np.meshgrid(across[[0, -1]], down))
    edge_column, edge_row = (
        np.concatenate([side[axis].ravel() for side in sides]) for axis in (0, 1)
    )
    found = np.stack(mosaic.frame.relocate(frame, edge_column, edge_row))
    if not np.isfinite(found).all():  # reaches beyond the frame's projection
        return Source(mosaic, Box(0, 0, 2 * ORIGIN, 2 * ORIGIN))
    least, most = found.min(axis=1) - _EDGE_MARGIN, found.max(axis=1) + _EDGE_MARGIN
    return Source(mosaic, Box.around(*least, *most))


def fill(
    target: Heights,
    box: Box,
    frame: Frame,
    source: Source,
    handles: Handles,
    decode: Decode,
    pick: Pick,
) -> None:
    """Give void pixels of an array the values that another grid has at their centres.

    Parameters
    ----------
    target
        Array of `box`, changed in place; NaN = void, and stays so where the other grid is.
    box, frame
        Where the array is.
    source
        The other grid.
    handles, decode
        How the other grid is read.
    pick
        How a value between pixels is found, as `samples`.
    """
    common = box.common(source.footprint)
    for block in common.blocks(_BLOCK, _BLOCK) if common else ():
        part = target[block.inside(box)]
        rows, columns = np.nonzero(np.isnan(part))
        column, row = frame.relocate(
            source.mosaic.frame,
            (columns + block.column).astype(np.float64),
            (rows + block.row).astype(np.float64),
        )
        part[rows, columns] = _values(source.mosaic, column, row, handles, decode, pick)


def _values(
    mosaic: Mosaic, column: Floats, row: Floats, handles: Handles, decode: Decode, pick: Pick
) -> Floats:
    extent = mosaic.extent
    near = (column >= extent.column - 0.5) & (column <= extent.end[1] - 0.5)
    near &= (row >= extent.row - 0.5) & (row <= extent.end[0] - 0.5)
    values = np.full(column.shape, np.nan)
    if near.any():
        column, row = column[near], row[near]
        box = Box.around(column.min(), row.min(), column.max(), row.max())
        read = mosaic.read(box, handles, decode)
        values[near] = pick(read, column - box.column, row - box.row)
    return values
