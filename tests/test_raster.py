"""Rasters that GDAL writes are whole under their name, or the earlier file stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from geo.outputs._atomic import atomic_files
from geo.outputs._raster import GDAL_ERRORS, Draft, raster_file
from layers.errors import EnvironmentProblem

CELLS = np.random.default_rng(1).integers(0, 250, (300, 400), np.uint8)
OPTIONS = {
    "width": 400,
    "height": 300,
    "dtype": "uint8",
    "crs": 4326,
    "transform": from_origin(96.0, 36.0, 0.01, 0.01),
}


def write(path: Path, kind: str) -> None:
    """Write the cells as they are, or as a Cloud Optimized GeoTIFF."""
    if kind == "plain":
        with raster_file(path) as memory, memory.open(driver="GTiff", count=1, **OPTIONS) as made:
            made.write(CELLS, 1)
        return
    with (
        atomic_files(path.parent, GDAL_ERRORS) as folder,
        Draft(folder, path.name, 255, **OPTIONS) as made,
    ):
        for row in range(0, 300, 100):
            for column in range(0, 400, 200):
                made.write(CELLS[row : row + 100, column : column + 200], row, column)
        made.publish(overview_resampling="NEAREST")


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
@pytest.mark.parametrize("limit", [2_000, 60_000, 118_000, 120_400])
@kinds
def test_a_raster_that_does_not_fit_is_no_file_and_no_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, limit: int
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
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"  # nothing of a library, and what comes later


def test_an_error_on_the_way_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"earlier")
    with pytest.raises(ZeroDivisionError), raster_file(path):
        raise ZeroDivisionError
    assert path.read_bytes() == b"earlier"


def test_no_file_is_taken_that_lost_cells_when_it_was_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What GDAL says nothing of: the file can be read, and a block of it was never written.
    path = tmp_path / "a.tif"
    path.write_bytes(b"earlier")

    def with_a_hole(_draft: Path, finished: Path, **_: object) -> None:
        with rasterio.open(
            finished,
            "w",
            driver="GTiff",
            count=1,
            tiled=True,
            nodata=255,
            sparse_ok=True,
            **OPTIONS,
        ) as made:
            made.write(CELLS[:256, :256], 1, window=Window(0, 0, 256, 256))

    monkeypatch.setattr("rasterio.shutil.copy", with_a_hole)
    with pytest.raises(EnvironmentProblem, match=r"a\.tif is cut off.*earlier files are intact"):
        write(path, "COG")
    assert path.read_bytes() == b"earlier"
    assert [left.name for left in tmp_path.iterdir()] == ["a.tif"]
