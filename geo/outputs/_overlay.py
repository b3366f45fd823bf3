"""Coverage rasters as small palette pictures that a page can carry inside itself.

A picture is warped to EPSG:3857, the projection of the map, by nearest neighbour, so that
each class keeps its share of the area; it is clipped to the prefecture. Cells that were not
computed are hatched, and so are those without data, the other way round, so that neither looks
like cells without coverage.
"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from pyproj import Transformer
from rasterio.enums import Resampling
from rasterio.features import geometry_mask
from rasterio.transform import Affine, from_bounds
from rasterio.vrt import WarpedVRT

Values = npt.NDArray[np.int16]
Indices = npt.NDArray[np.uint8]
Colour = tuple[int, int, int, int]  # red, green, blue, alpha, 0–255

MAX_SIDE = 1600  # of a picture; finer ones would take nine pages beyond 20 s [pixel]
_MERCATOR = "EPSG:3857"
_HATCH_LINES = 120  # along the longest side of a picture
_FRINGE = 4  # [pixel] at the border where raster and drawn outline may disagree
_CLEAR, _HATCH = 0, 1  # palette entries that every picture has
HATCH_COLOUR: Colour = (110, 122, 128, 170)
_MARKS: tuple[Colour, ...] = ((255, 255, 255, 0), HATCH_COLOUR)
_INK: Colour = (122, 46, 0, 235)  # the last entry: texture on a class
_FIRST_CLASS = len(_MARKS)
_SMALL_PALETTE = 16  # entries that fit in four bits


@dataclass(frozen=True)
class Frame:
    """Where a picture lies.

    Parameters
    ----------
    transform
        Pixel to EPSG:3857. [m]
    width, height
        Size, at most `MAX_SIDE`. [pixel]
    inside
        Pixels whose centre is in the prefecture, shape (height, width).
    """

    transform: Affine
    width: int
    height: int
    inside: npt.NDArray[np.bool_]

    def bounds(self) -> list[list[float]]:
        """Return south-west and north-east corner as [lat, lon], as Leaflet takes them."""
        left, top = self.transform @ (0, 0)
        right, bottom = self.transform @ (self.width, self.height)
        back = Transformer.from_crs(_MERCATOR, 4326, always_xy=True)
        west, south = back.transform(left, bottom)
        east, north = back.transform(right, top)
        return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


@dataclass(frozen=True)
class Classes:
    """How raster values become colours.

    Parameters
    ----------
    lower_bounds
        Ascending lower bound of each class; values below the first are in no class. One
        bound more than colours ends the last class.
    colours
        Colour of each class.
    textured
        Number of the class that is dotted, so that it is known without its colour; −1 = none.
    """

    lower_bounds: tuple[float, ...]
    colours: tuple[Colour, ...]
    textured: int = -1


@dataclass(frozen=True)
class Hatches:
    """Pixels that have no class, each of the shape of the frame.

    Parameters
    ----------
    uncomputed
        Inside the prefecture, but not computed.
    no_data
        Computed, but a void in the terrain decides.
    """

    uncomputed: npt.NDArray[np.bool_]
    no_data: npt.NDArray[np.bool_]

    @classmethod
    def none(cls, frame: Frame) -> Hatches:
        """Return no pixel at all."""
        return cls(np.zeros_like(frame.inside), np.zeros_like(frame.inside))


def frame_of(region: shapely.Geometry, cell_m: float, max_side: int = MAX_SIDE) -> Frame:
    """Return the frame of the pictures of one region.

    Parameters
    ----------
    region
        Polygon in CGCS2000/WGS-84. [degree]
    cell_m
        Cell of the rasters; a picture is not made finer than that. [m]
    max_side
        Longest side. [pixel]
    """
    project = Transformer.from_crs(4326, _MERCATOR, always_xy=True).transform
    drawn = shapely.transform(region, lambda xy: np.column_stack(project(*xy.T)))
    left, bottom, right, top = drawn.bounds
    # A Mercator metre is shorter than a metre on the ground by the cosine of the latitude.
    stretch = 1.0 / np.cos(np.radians(region.centroid.y))
    pixel = max(cell_m * stretch, (right - left) / max_side, (top - bottom) / max_side)
    width = min(max_side, int(np.ceil((right - left) / pixel)))
    height = min(max_side, int(np.ceil((top - bottom) / pixel)))
    transform = from_bounds(left, bottom, right, top, width, height)
    inside = geometry_mask([drawn], (height, width), transform, invert=True)
    return Frame(transform, width, height, inside)


def hatches(values: Values, frame: Frame, uncomputed: int, no_data: int) -> Hatches:
    """Return the pixels inside the prefecture to which a run gave no class.

    Parameters
    ----------
    values
        A raster as `warped` gives it.
    frame
        Where to look.
    uncomputed, no_data
        Values of cells that were not computed, and that could not be.
    """
    return Hatches(
        (values == uncomputed) & _without_fringe(frame), (values == no_data) & frame.inside
    )


def picture(values: Values, frame: Frame, classes: Classes, hatched: Hatches) -> str:
    """Return one raster as a palette PNG in a ``data:`` address.

    Parameters
    ----------
    values
        A raster as `warped` gives it.
    frame
        Where to draw.
    classes
        Values to colours.
    hatched
        Pixels to hatch instead.
    """
    indices = _classified(values, classes)
    rows, columns = _places(frame)
    period = _period(frame)
    if classes.textured >= 0:
        dotted = (rows % period < period // 3) & (columns % period < period // 3)
        dotted &= indices == _FIRST_CLASS + classes.textured
        indices[dotted] = _FIRST_CLASS + len(classes.colours)
    for pixels, line in (
        (hatched.uncomputed, _lines(rows + columns, period)),
        (hatched.no_data, no_data_lines(frame)),
    ):
        indices[pixels] = _CLEAR
        indices[pixels & line] = _HATCH
    indices *= frame.inside
    encoded = base64.b64encode(png(indices, (*_MARKS, *classes.colours, _INK))).decode("ascii")
    return f"data:image/png;base64,{encoded}"


def no_data_lines(frame: Frame) -> npt.NDArray[np.bool_]:
    """Return where a line of the hatching of "no data" runs, shape of the frame."""
    rows, columns = _places(frame)
    return _lines(rows - columns, _period(frame))


def _places(frame: Frame) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    rows, columns = (np.arange(size, dtype=np.int16) for size in (frame.height, frame.width))
    return rows[:, np.newaxis], columns


def _period(frame: Frame) -> int:
    return max(8, max(frame.width, frame.height) // _HATCH_LINES)


def _lines(across: npt.NDArray[np.int16], period: int) -> npt.NDArray[np.bool_]:
    return across % period < max(2, period // 5)


def _without_fringe(frame: Frame) -> npt.NDArray[np.bool_]:
    deep = frame.inside.copy()
    for shift in (-_FRINGE, _FRINGE):
        for axis in (0, 1):
            deep &= np.roll(frame.inside, shift, axis)
    return deep


def warped(raster: Path, frame: Frame) -> Values:
    """Return the values of a raster in the pixels of a frame.

    Parameters
    ----------
    raster
        File with one band.
    frame
        Where to look.
    """
    options: dict[str, Any] = {
        "crs": _MERCATOR,
        "transform": frame.transform,
        "width": frame.width,
        "height": frame.height,
        "resampling": Resampling.nearest,
        "tolerance": 0.5,  # of a source pixel: the nearest stays the nearest, for a third less work
    }
    with rasterio.open(raster) as source, WarpedVRT(source, **options) as drawn:
        values: Values = drawn.read(1).astype(np.int16)
    return values


def _classified(values: Values, classes: Classes) -> Indices:
    """Look each value up in a table of all values an int16 has: faster than a search."""
    every = np.arange(-(1 << 15), 1 << 15)
    number = np.searchsorted(classes.lower_bounds, every, side="right")
    drawn = (number > 0) & (number <= len(classes.colours))
    entries = np.where(drawn, number + _FIRST_CLASS - 1, _CLEAR).astype(np.uint8)
    entries = np.roll(entries, -(1 << 15))
    indices = np.empty(values.shape, np.uint8)
    for row, of_row in zip(values.view(np.uint16), indices, strict=True):
        of_row[:] = entries[row]  # numpy makes eight bytes of each index: not of all at once
    return indices


def png(indices: Indices, palette: tuple[Colour, ...]) -> bytes:
    """Encode palette indices as PNG.

    Parameters
    ----------
    indices
        Palette entry of each pixel, shape (height, width).
    palette
        Colours, at most 256.
    """
    height, width = indices.shape
    depth = 4 if len(palette) <= _SMALL_PALETTE else 8
    packed = _two_per_byte(indices) if depth == 4 else indices
    rows = np.zeros((height, packed.shape[1] + 1), np.uint8)  # column 0: filter "none"
    rows[:, 1:] = packed
    colours = np.array(palette, np.uint8)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 3, 0, 0, 0)),
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _two_per_byte(indices: Indices) -> Indices:
    even = indices if indices.shape[1] % 2 == 0 else np.pad(indices, ((0, 0), (0, 1)))
    packed: Indices = (even[:, 0::2] << 4 | even[:, 1::2]).astype(np.uint8)
    return packed


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)
