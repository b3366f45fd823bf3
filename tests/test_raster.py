"""Rasters that GDAL writes are whole under their name, or the earlier file stands."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.io
from rasterio.transform import from_origin

from geo.outputs._raster import publish, raster_file
from layers.errors import EnvironmentProblem

CELLS = np.random.default_rng(1).integers(0, 250, (300, 400), np.uint8)
OPTIONS = {
    "driver": "GTiff",
    "width": 400,
    "height": 300,
    "count": 1,
    "dtype": "uint8",
    "crs": 4326,
    "transform": from_origin(96.0, 36.0, 0.01, 0.01),
}


def write(path: Path, kind: str) -> None:
    """Write the cells as they are, or as a Cloud Optimized GeoTIFF."""
    if kind == "plain":
        with raster_file(path) as memory, memory.open(**OPTIONS) as made:
            made.write(CELLS, 1)
        return
    with rasterio.io.MemoryFile() as memory:
        with memory.open(**OPTIONS) as made:
            made.write(CELLS, 1)
        publish(memory.name, path, blocksize=256)


kinds = pytest.mark.parametrize("kind", ["plain", "COG"])


@kinds
def test_a_raster_comes_back_as_it_was_written(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "new" / "a.tif", kind)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.tif"]
    with rasterio.open(tmp_path / "new" / "a.tif") as found:
        assert (found.read(1) == CELLS).all()
        assert found.transform == OPTIONS["transform"]
        assert (found.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == "COG") == (kind == "COG")


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
@pytest.mark.parametrize("limit", [2_000, 60_000, 118_000])
@kinds
def test_a_raster_that_does_not_fit_is_no_file_and_no_silence(
    tmp_path: Path, kind: str, limit: int
) -> None:
    import resource

    path = tmp_path / "a.tif"
    path.write_bytes(b"earlier")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(EnvironmentProblem, match="the disk is full"):
            write(path, kind)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"earlier"
    assert [left.name for left in tmp_path.iterdir()] == ["a.tif"]


def test_an_error_on_the_way_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"earlier")
    with pytest.raises(ZeroDivisionError), raster_file(path):
        raise ZeroDivisionError
    assert path.read_bytes() == b"earlier"
