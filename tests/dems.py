"""Small elevation rasters, made in code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from affine import Affine
from rasterio.transform import from_origin

ARC_SECOND = 1 / 3600
HGT_SIDE = 1201


def hills(rows: int, columns: int, seed: int = 1) -> npt.NDArray[np.float32]:
    """Return heights between 3000 and 3200 m without any pattern."""
    rng = np.random.default_rng(seed)
    return rng.uniform(3000.0, 3200.0, (rows, columns)).astype(np.float32)


def degrees(west: float, north: float, step: float = ARC_SECOND) -> Affine:
    """Return the transform of a geographic raster whose first pixel centre is (west, north)."""
    return from_origin(west - step / 2, north + step / 2, step, step)


def write_tif(
    path: Path,
    values: npt.NDArray[Any],
    transform: Affine | None = None,
    crs: str | None = "EPSG:4326",
    nodata: float | None = None,
    **tags: Any,
) -> Path:
    """Write a GeoTIFF whose first pixel centre is 101° E, 37° N unless a transform is given.

    Parameters
    ----------
    path, values, transform, crs, nodata
        What is written; values of shape (rows, columns) or (bands, rows, columns).
    tags
        Attributes set on the open dataset: units, scales, offsets, descriptions.
    """
    bands = values if values.ndim == 3 else values[None]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=bands.shape[0],
        height=bands.shape[1],
        width=bands.shape[2],
        dtype=bands.dtype,
        crs=crs,
        transform=degrees(101.0, 37.0) if transform is None else transform,
        nodata=nodata,
    ) as dataset:
        dataset.write(bands)
        for name, value in tags.items():
            setattr(dataset, name, (value,))
    return path


def write_hgt(folder: Path, name: str, heights: npt.NDArray[Any]) -> Path:
    """Write an SRTM tile of 3 arc-seconds, shape (1201, 1201)."""
    path = folder / name
    heights.astype(">i2").tofile(path)
    return path


def write_asc(path: Path, values: npt.NDArray[Any], step: float = ARC_SECOND) -> Path:
    """Write an ASCII grid with its .prj; the first pixel centre is 101° E, 37° N."""
    rows, columns = values.shape
    header = (
        f"ncols {columns}\nnrows {rows}\nxllcenter 101\nyllcenter {37 - (rows - 1) * step!r}\n"
        f"cellsize {step!r}\nNODATA_value -9999\n"
    )
    body = "\n".join(" ".join(f"{value:g}" for value in row) for row in values)
    path.write_text(header + body + "\n", encoding="ascii")
    wkt = rasterio.crs.CRS.from_epsg(4326).to_wkt(version="WKT1_ESRI")
    path.with_suffix(".prj").write_text(wkt, encoding="ascii")
    return path
