"""Tiles of one pixel grid, read as if they were one raster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ._files import Handles
from ._frame import ORIGIN, Box, Frame
from ._heights import strips
from ._sample import Heights
from ._tile import Tile

Decode = Callable[[Any, Box], Heights]


@dataclass(frozen=True)
class Mosaic:
    """Tiles whose pixels coincide, in the frame of the first.

    Parameters
    ----------
    frame
        The common pixel grid.
    tiles
        In the order in which they are asked for a pixel: where tiles overlap, the first that
        is not void there.
    boxes
        Where each is in the frame.
    """

    frame: Frame
    tiles: tuple[Tile, ...]
    boxes: tuple[Box, ...]

    @cached_property
    def extent(self) -> Box:
        """The least box around all tiles."""
        row, column = (min(corner) for corner in zip(*(box[:2] for box in self.boxes), strict=True))
        end_row, end_column = (
            max(corner) for corner in zip(*(box.end for box in self.boxes), strict=True)
        )
        return Box(row, column, end_row - row, end_column - column)

    def joined(self, tile: Tile, first: tuple[int, int]) -> Mosaic:
        """Return the mosaic with a further tile, whose first pixel has the index (row, column)."""
        box = Box(*first, tile.rows, tile.columns)
        return Mosaic(self.frame, (*self.tiles, tile), (*self.boxes, box))

    def read(self, box: Box, handles: Handles, decode: Decode) -> Heights:
        """Return the pixels of a box, NaN where no tile has a value.

        Parameters
        ----------
        box
            Any rectangle of the frame.
        handles
            Open files.
        decode
            Reads a box of one file.
        """
        out = np.full((box.rows, box.columns), np.nan, np.float32)
        for tile, place in zip(self.tiles, self.boxes, strict=True):
            common = box.common(place)
            for part in strips(common) if common else ():
                target = out[part.inside(box)]
                here = part._replace(row=part.row - place.row, column=part.column - place.column)
                found = decode(handles.get(tile.path), here)
                np.copyto(target, found, where=np.isnan(target))
        return out


def group(tiles: Sequence[Tile]) -> tuple[Mosaic, ...]:
    """Return tiles by the pixel grid they share, the finest grid first.

    Parameters
    ----------
    tiles
        In order of their names.
    """
    mosaics: list[Mosaic] = []
    for tile in tiles:
        for number, mosaic in enumerate(mosaics):
            if first := mosaic.frame.offset(tile.frame, tile.rows, tile.columns):
                mosaics[number] = mosaic.joined(tile, first)
                break
        else:
            mosaics.append(Mosaic(tile.frame, (), ()).joined(tile, (ORIGIN, ORIGIN)))
    return tuple(sorted(mosaics, key=lambda mosaic: mosaic.tiles[0].side_m))
