"""Copies of rasters: clipped, in the CRS asked for, and cloud-optimised as GDAL checks it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.warp

from geo.outputs import Wanted, cog, cog_copies
from layers.errors import Finding
from tests.sample_results import sample_results

NODATA = 255


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Lay a raster over the two prefectures of the sample; its values tell the columns."""
    raster = cog.file_of(tmp_path / "coverage", cog.CLASS_ANY, synthetic=True)
    raster.parent.mkdir()
    shape = {"width": 240, "height": 130, "count": 1, "dtype": "uint8", "nodata": NODATA}
    place = rasterio.Affine(0.01, 0, 100.0, 0, -0.01, 37.3)
    with rasterio.open(raster, "w", driver="GTiff", crs=4326, transform=place, **shape) as made:
        made.write(np.tile(np.arange(240, dtype="uint8"), (130, 1)), 1)
        made.set_band_description(1, "类别")
        made.update_tags(COVERMAP_RUN="sample-0001")
    return tmp_path / "exports"


def test_a_copy_has_the_cells_of_the_prefecture_and_no_others(exports: Path) -> None:
    (path,) = cog_copies.write(sample_results(), exports, Wanted(prefecture="630200"))
    assert path.name == "630200-haidong-class_any_SYNTHETIC.tif"
    with rasterio.open(path) as found:
        assert found.crs == 4326 and found.nodata == NODATA
        np.testing.assert_allclose(found.bounds, (102.0, 36.0, 102.4, 36.25), atol=0.0101)
        values = found.read(1)
        assert set(np.unique(values)) <= {*range(199, 241), NODATA}
        assert (values != NODATA).sum() == 40 * 25
        assert found.descriptions == ("类别",) and found.tags()["COVERMAP_RUN"] == "sample-0001"


def test_what_the_numbers_of_best_servers_stand_for_goes_with_the_copies(exports: Path) -> None:
    listed = exports.parent / "coverage" / "best_server_SYNTHETIC.csv"
    listed.write_bytes(b"number,id\r\n1,S1\r\n")
    (listed.parent / "own.csv").write_bytes(b"of somebody else")
    for wanted in (Wanted(), Wanted(("coverage",), prefecture="630200")):
        _, copy = cog_copies.write(sample_results(), exports, wanted)
        assert copy == exports / "cog" / listed.name
        assert copy.read_bytes() == listed.read_bytes()
    assert cog_copies.write(sample_results(), exports, Wanted(("stations",))) == []


def test_a_copy_is_in_the_crs_asked_for_and_makes_up_no_value(exports: Path) -> None:
    notes: list[Finding] = []
    wanted = Wanted(("coverage",), crs="EPSG:4543")
    (path,) = cog_copies.write(sample_results(), exports, wanted, notes)
    with rasterio.open(path) as found:
        assert found.crs.to_epsg() == 4543
        east, north = rasterio.warp.transform(4326, 4543, [101.005], [36.995])
        assert found.sample(list(zip(east, north, strict=True)))
        (value,) = next(found.sample(list(zip(east, north, strict=True))))
        assert value == 100
    assert any("EPSG:4543" in note.what.zh for note in notes)


def test_a_copy_is_cloud_optimised(exports: Path) -> None:
    (path,) = cog_copies.write(sample_results(), exports, Wanted(crs="EPSG:4490"))
    # GDAL writes this at the head of a file whose parts are in the order of a COG.
    assert b"LAYOUT=IFDS_BEFORE_DATA" in path.read_bytes()[:500]
    with rasterio.open(path) as found:
        assert found.block_shapes == [(512, 512)] and found.crs.to_epsg() == 4490


def test_the_same_rasters_are_the_same_bytes(exports: Path) -> None:
    digests = set()
    for _ in range(2):
        (path,) = cog_copies.write(sample_results(), exports, Wanted(prefecture="632200"))
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_other_layers_and_missing_rasters_write_nothing(exports: Path, tmp_path: Path) -> None:
    assert cog_copies.write(sample_results(), exports, Wanted(("stations",))) == []
    notes: list[Finding] = []
    assert cog_copies.write(sample_results(), tmp_path / "none" / "x", notes=notes) == []
    assert [note.field for note in notes] == ["coverage"]
