"""Coverage rasters: cloud-optimised, whole dBm rounded down, nothing that looks like something."""

from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo.coverage import OUTSIDE, over_window
from geo.outputs import cog
from tests.scenes import transmitters, window

SIDE = 64
GRID = window(100.0, 150, 200)
STATIONS = [{}, {"operator": "中国电信", "lon": 96.25}]


def write(folder: Path, *, synthetic: bool = True) -> list[Path]:
    sources = transmitters(STATIONS)
    with cog.CoverageWriter(
        folder,
        GRID,
        sources.operators,
        -75.0,
        synthetic=synthetic,
        tags={"COVERMAP_TERRAIN": "none"},
    ) as writer:
        for row, column, tile in GRID.tiles(SIDE):
            inside = np.ones(tile.shape, bool)
            inside[:, : max(0, 20 - column)] = False  # the first 20 columns are outside
            if sources.near(*tile.bounds).size and row:
                writer.write(row, column, over_window(tile, sources), inside)
            elif row:
                writer.write_empty(row, column, inside)
    return writer.files()


@pytest.fixture(scope="module")
def rasters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    found = {}
    for path in write(tmp_path_factory.mktemp("cog")):
        with rasterio.open(path) as dataset:
            found[path.stem.removesuffix("_SYNTHETIC")] = dataset.read(1)
    return found


def test_files_are_named_after_what_they_hold(tmp_path: Path) -> None:
    names = {path.name for path in write(tmp_path, synthetic=False)}
    assert names == {
        f"{stem}.tif"
        for stem in ("level_any", "class_any", "operators", "level_cmcc", "level_ctcc")
    }
    assert {path.name for path in tmp_path.iterdir()} == names


def test_rasters_are_cloud_optimised_and_say_what_they_are(tmp_path: Path) -> None:
    for path in write(tmp_path):
        with rasterio.open(path) as dataset:
            assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
            assert dataset.block_shapes == [(512, 512)]
            assert dataset.shape == GRID.shape and tuple(dataset.transform) == tuple(GRID.affine)
            assert dataset.crs.to_dict()["proj"] == "aea"
            assert dataset.tags()["SYNTHETIC"] == "YES"
            assert dataset.tags()["COVERMAP_TERRAIN"] == "none"
            assert "预测" in dataset.descriptions[0] and "predicted" in dataset.descriptions[0]
            level = path.name.startswith("level")
            assert dataset.nodata == (cog.NO_LEVEL if level else OUTSIDE)
            assert (dataset.units[0] or "") == ("dBm" if level else "")


def test_values_are_those_of_the_coverage(rasters: dict[str, np.ndarray]) -> None:
    sources = transmitters(STATIONS)
    found = over_window(GRID, sources)
    best = found.any_operator()[0]
    inside = np.zeros(GRID.shape, bool)
    inside[SIDE:, 20:] = True
    known = inside & ~np.isnan(best)
    assert (rasters["level_any"][known] == np.floor(best[known])).mean() > 0.9999
    assert (rasters["level_any"][~known] == cog.NO_LEVEL).all()
    assert (rasters["level_cmcc"] > cog.NO_LEVEL).sum() < (
        rasters["level_any"] > cog.NO_LEVEL
    ).sum()
    assert (rasters["operators"][inside] == found.networks(-75.0)[inside]).mean() > 0.9999


def test_not_computed_never_looks_like_not_covered(rasters: dict[str, np.ndarray]) -> None:
    outside = np.ones(GRID.shape, bool)
    outside[SIDE:, 20:] = False
    for name in ("class_any", "operators"):
        assert (rasters[name][outside] == OUTSIDE).all()
        assert (rasters[name][~outside] != OUTSIDE).all()


def test_level_class_and_operators_say_the_same(rasters: dict[str, np.ndarray]) -> None:
    inside = rasters["class_any"] != OUTSIDE
    covered = rasters["class_any"][inside] >= 2
    assert (covered == (rasters["level_any"][inside] >= -75)).all()
    assert (covered == (rasters["operators"][inside] > 0)).all()
    assert 0.05 < covered.mean() < 0.95


def test_a_failed_run_leaves_no_raster(tmp_path: Path) -> None:
    sources = transmitters(STATIONS)
    with (
        pytest.raises(RuntimeError, match="half way"),
        cog.CoverageWriter(tmp_path, GRID, sources.operators, -75.0, synthetic=True, tags={}),
    ):
        raise RuntimeError("half way")
    assert list(tmp_path.iterdir()) == []


def test_an_operator_without_a_short_name_gets_a_readable_one() -> None:
    assert cog.level_of("某某通信").stem == "level_moumoutongxin"
