"""Heights of the ground: voids, units, types, places and sizes that are wrong."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import from_origin

from tests import dems

from ._case import Build, Case, text

_HILLS = dems.hills(6, 6)


def _tif(values: Any = None, name: str = "a.tif", **options: Any) -> Build:
    grid = _HILLS if values is None else values

    def build(folder: Path) -> Path:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            return dems.write_tif(folder / name, grid, **options)

    return build


def _void(share: float) -> np.ndarray:
    grid = _HILLS.copy()
    grid.flat[: round(share * grid.size)] = -9999
    return grid


def _asc(change: Callable[[str], str], prj: bool = True) -> Build:
    def build(folder: Path) -> Path:
        path = dems.write_asc(folder / "a.asc", _HILLS)
        path.write_text(change(path.read_text()))
        if not prj:
            path.with_suffix(".prj").unlink()
        return path

    return build


def _hgt(name: str = "N36E101.hgt", cut: int = 0) -> Build:
    def build(folder: Path) -> Path:
        grid = np.full((dems.HGT_SIDE, dems.HGT_SIDE), 3000)
        grid[0, 0] = 3001
        path = dems.write_hgt(folder, name, grid)
        if cut:
            path.write_bytes(path.read_bytes()[:-cut])
        return path

    return build


def _changed(change: Callable[[bytes], bytes]) -> Build:
    def build(folder: Path) -> Path:
        path = dems.write_tif(folder / "a.tif", _HILLS)
        path.write_bytes(change(path.read_bytes()))
        return path

    return build


def tagged(*tags: tuple[int, int, int, int]) -> bytes:
    """Return a TIFF of tags (number, type, count, value) and nothing else."""
    body = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + body + b"\0" * 12


def _declared(width: int, height: int) -> bytes:
    """Return a TIFF of a few bytes that says it has so many pixels."""
    return tagged(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100), (339, 3, 1, 2),
    )  # fmt: skip


def _endless() -> bytes:
    """Return a TIFF whose second page is its first again."""
    data = bytearray(tagged((256, 4, 1, 2), (257, 4, 1, 2)))
    struct.pack_into("<I", data, 10 + 24, 8)
    return bytes(data)


def _folder(**tiles: Build) -> Build:
    def build(folder: Path) -> Path:
        inside = folder / "tiles"
        inside.mkdir()
        for tile in tiles.values():
            tile(inside)
        return inside

    return build


def _beside(suffix: str, content: str | bytes) -> Build:
    def build(folder: Path) -> Path:
        path = dems.write_tif(folder / "a.tif", _HILLS)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"a.tif{suffix}").write_bytes(data)
        return path

    return build


_VRT = (
    '<VRTDataset rasterXSize="6" rasterYSize="6"><VRTRasterBand dataType="Float32" band="1">'
    '<SimpleSource><SourceFilename relativeToVRT="0">/etc/passwd</SourceFilename></SimpleSource>'
    "</VRTRasterBand></VRTDataset>"
)
_ROTATED = Affine(0.0003, 0.0001, 101.0, 0.0001, -0.0003, 37.0)
_BANDS = np.stack([_HILLS] * 3)
_AUX = (
    "<PAMDataset><PAMRasterBand band='1'><UnitType>ft</UnitType><Offset>9000</Offset>"
    "</PAMRasterBand></PAMDataset>"
)

CASES = (
    Case("dem-tif", "dem", _tif(), "nothing", "used"),
    Case("dem-void-declared", "dem", _tif(_void(0.3), nodata=-9999), "declared voids", "used"),
    Case(
        "dem-void-undeclared",
        "dem",
        _tif(_void(0.3)),
        "voids that are not declared",
        "mended",
        ("undeclared-void",),
    ),
    Case(
        "dem-all-void",
        "dem",
        _tif(_void(1.0), nodata=-9999),
        "nothing but voids",
        "refused",
        ("all-void",),
    ),
    Case(
        "dem-all-void-undeclared",
        "dem",
        _tif(_void(1.0)),
        "nothing but −9999",
        "refused",
        ("all-void",),
    ),
    Case(
        "dem-all-nan",
        "dem",
        _tif(np.full((4, 4), np.nan, np.float32)),
        "nothing but NaN",
        "refused",
        ("all-void",),
    ),
    Case(
        "dem-constant",
        "dem",
        _tif(np.full((4, 4), 3000, np.int16)),
        "one height everywhere",
        "mended",
        ("constant-heights",),
    ),
    Case("dem-rotated", "dem", _tif(transform=_ROTATED), "rotated", "refused", ("raster-rotated",)),
    Case(
        "dem-no-crs", "dem", _tif(crs=None), "no coordinate system", "refused", ("raster-no-crs",)
    ),
    Case("dem-three-bands", "dem", _tif(_BANDS), "three bands", "refused", ("several-bands",)),
    Case(
        "dem-anisotropic",
        "dem",
        _tif(transform=from_origin(101, 37, 0.0003, 0.003)),
        "pixels ten times as high as wide",
        "mended",
        ("anisotropic-terrain",),
    ),
    Case(
        "dem-coarse",
        "dem",
        _tif(transform=from_origin(101, 37, 0.01, 0.01)),
        "pixels of a kilometre",
        "mended",
        ("coarse-terrain",),
    ),
    Case("dem-feet-named", "dem", _tif(units="ft"), "feet, said so", "refused", ("wrong-unit",)),
    Case(
        "dem-feet",
        "dem",
        _tif((_HILLS / 0.3048).astype(np.float32)),
        "feet, not said",
        "refused",
        ("no-metres",),
    ),
    Case(
        "dem-decimetres",
        "dem",
        _tif((_HILLS * 10).astype(np.float32)),
        "decimetres",
        "refused",
        ("no-metres",),
    ),
    Case(
        "dem-scaled",
        "dem",
        _tif((_HILLS * 10).astype(np.float32), scales=0.1),
        "decimetres with the scale that makes metres of them",
        "mended",
        ("scaled-heights",),
    ),
    Case("dem-zero-scale", "dem", _tif(scales=0.0), "a scale of zero", "refused", ("bad-scale",)),
    Case(
        "dem-complex",
        "dem",
        _tif(_HILLS.astype(np.complex64)),
        "complex numbers",
        "refused",
        ("no-heights",),
    ),
    Case(
        "dem-int8",
        "dem",
        _tif(np.ones((4, 4), np.int8)),
        "numbers of one byte",
        "refused",
        ("no-heights",),
    ),
    Case(
        "dem-uint8",
        "dem",
        _tif(np.ones((4, 4), np.uint8)),
        "a picture of shades",
        "refused",
        ("no-heights",),
    ),
    Case(
        "dem-uint16-overflow",
        "dem",
        _tif(np.where(_HILLS > 3100, 65000, 3000).astype(np.uint16)),
        "negative heights that overflowed",
        "refused",
        ("no-metres",),
    ),
    Case(
        "dem-one-row",
        "dem",
        _tif(_HILLS[:1]),
        "one row of pixels",
        "refused",
        ("raster-too-small",),
    ),
    Case(
        "dem-off-earth",
        "dem",
        _tif(transform=from_origin(101, 370, 0.01, 0.01)),
        "a latitude of 370°",
        "refused",
        ("raster-off-earth",),
    ),
    Case(
        "dem-metres-as-degrees",
        "dem",
        _tif(transform=from_origin(479400, 4054000, 30, 30)),
        "metres under a geographic system",
        "refused",
        ("raster-off-earth",),
    ),
    Case(
        "dem-no-position",
        "dem",
        _tif(transform=Affine.identity()),
        "no position",
        "refused",
        ("raster-no-position",),
    ),
    Case(
        "dem-out-of-region",
        "dem",
        _tif(transform=from_origin(10, 50, 0.0003, 0.0003)),
        "heights of another country",
        "mended",
        ("terrain-outside",),
    ),
    Case(
        "dem-projected",
        "dem",
        _tif(transform=from_origin(479400, 4054000, 30, 30), crs="EPSG:4543"),
        "metres of a zone",
        "used",
    ),
    Case(
        "dem-south-up",
        "dem",
        _tif(transform=Affine(0.0003, 0, 101, 0, 0.0003, 36.9)),
        "rows from south to north",
        "used",
    ),
    Case("dem-empty", "dem", text("", "a.tif"), "no byte", "refused", ("empty-raster",)),
    Case(
        "dem-cut",
        "dem",
        _changed(lambda data: data[: len(data) // 2]),
        "cut at half",
        "refused",
        ("raster-cut",),
    ),
    Case(
        "dem-cut-header",
        "dem",
        _changed(lambda data: data[:6]),
        "six bytes",
        "refused",
        ("raster-cut",),
    ),
    Case(
        "dem-huge-declared",
        "dem",
        text(_declared(2_000_000, 2_000_000), "a.tif"),
        "200 bytes that call themselves 8 TB",
        "refused",
        ("raster-hollow", "raster-no-crs"),
    ),
    Case(
        "dem-zero-width",
        "dem",
        text(_declared(0, 5), "a.tif"),
        "no column",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "dem-endless-pages",
        "dem",
        text(_endless(), "a.tif"),
        "pages in a circle",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "dem-vrt-as-tif",
        "dem",
        text(_VRT, "a.tif"),
        "a virtual raster called .tif",
        "refused",
        ("unreadable-raster",),
    ),
    Case("dem-vrt", "dem", text(_VRT, "a.vrt"), "a virtual raster", "refused", ("unknown-raster",)),
    Case(
        "dem-png-as-tif",
        "dem",
        text(b"\x89PNG\r\n\x1a\n", "a.tif"),
        "a picture",
        "refused",
        ("unreadable-raster",),
    ),
    Case(
        "dem-aux-beside",
        "dem",
        _beside(".aux.xml", _AUX),
        "a side file with unit and offset",
        "used",
    ),
    Case(
        "dem-mask-beside", "dem", _beside(".msk", _VRT), "a mask that is a virtual raster", "used"
    ),
    Case(
        "dem-overview-beside",
        "dem",
        _beside(".ovr", _VRT),
        "overviews that are a virtual raster",
        "used",
    ),
    Case("dem-asc", "dem", _asc(str), "nothing", "used"),
    Case("dem-asc-no-prj", "dem", _asc(str, prj=False), "no .prj", "refused", ("raster-no-crs",)),
    Case(
        "dem-asc-cut",
        "dem",
        _asc(lambda grid: grid[: len(grid) // 2]),
        "cut at half",
        "refused",
        ("ascii-numbers",),
    ),
    Case(
        "dem-asc-letters",
        "dem",
        _asc(lambda grid: grid.replace("3", "z", 40)),
        "letters among numbers",
        "refused",
        ("ascii-numbers",),
    ),
    Case(
        "dem-asc-huge-declared",
        "dem",
        _asc(lambda grid: grid.replace("ncols 6", "ncols 999999999")),
        "a thousand million columns, it says",
        "refused",
        ("ascii-numbers",),
    ),
    Case(
        "dem-asc-no-header",
        "dem",
        text("1 2 3\n4 5 6\n", "a.asc"),
        "no header",
        "refused",
        ("unreadable-raster",),
    ),
    Case("dem-hgt", "dem", _hgt(), "nothing", "used"),
    Case("dem-hgt-cut", "dem", _hgt(cut=2), "two bytes too few", "refused", ("hgt-size",)),
    Case(
        "dem-hgt-name", "dem", _hgt("dem.hgt"), "a name without a place", "refused", ("hgt-name",)
    ),
    Case(
        "dem-tiles-overlap",
        "dem",
        _folder(a=_tif(name="a.tif"), b=_tif(name="b.tif")),
        "two tiles of one place",
        "used",
    ),
    Case(
        "dem-tiles-differ",
        "dem",
        _folder(
            a=_tif(name="a.tif"),
            b=_tif(name="b.tif", transform=from_origin(101.0, 37.0, 0.00029, 0.00029)),
        ),
        "tiles of different pixels",
        "mended",
        ("other-grid",),
    ),
    Case(
        "dem-tiles-gap",
        "dem",
        _folder(a=_tif(name="a.tif"), b=_tif(name="b.tif", transform=dems.degrees(101.5, 37.0))),
        "half a degree between two tiles: no data there",
        "used",
    ),
    Case(
        "dem-tile-void",
        "dem",
        _folder(
            a=_tif(name="a.tif"),
            b=_tif(_void(1.0), name="b.tif", transform=dems.degrees(101.5, 37.0), nodata=-9999),
        ),
        "one tile of voids",
        "mended",
        ("void-tile",),
    ),
    Case(
        "dem-tile-broken",
        "dem",
        _folder(a=_tif(name="a.tif"), b=text("x", "b.tif")),
        "one tile that is none",
        "refused",
        ("unreadable-raster",),
    ),
    Case("dem-folder-empty", "dem", _folder(), "an empty folder", "refused", ("no-raster",)),
)
