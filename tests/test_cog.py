"""Coverage rasters: cloud-optimised, whole dBm rounded down, nothing that looks like something."""

from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo.coverage import (
    AT_90,
    BELOW,
    NO_DATA,
    NO_STATION,
    OUTSIDE,
    ByDistance,
    Window,
)
from geo.networks import Network
from geo.outputs import cog
from geo.results import LIMITS
from tests.scenes import NETWORKS, levels, transmitters, window

SIDE = 64
GRID = window(100.0, 150, 200)
STATIONS = [{}, {"operator": "中国电信", "lon": 96.25}]


def write(folder: Path, *, synthetic: bool = True) -> list[Path]:
    model = ByDistance(transmitters(STATIONS))
    with cog.CoverageWriter(
        folder,
        GRID,
        model.sources.networks,
        -75.0,
        synthetic=synthetic,
        tags={"COVERMAP_TERRAIN": "none"},
    ) as writer:
        for row, column, tile in GRID.tiles(SIDE):
            inside = np.ones(tile.shape, bool)
            inside[:, : max(0, 20 - column)] = False  # the first 20 columns are outside
            if model.reaches(tile) and row:
                writer.write(row, column, model.over_window(tile), inside)
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
        for stem in (
            "level_any",
            "level90_any",
            "class_any",
            "limit",
            "operators",
            "best_server",
            "roaming_gain",
            "probability_any",
            "level_cmcc",
            "level_ctcc",
        )
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
            signed = level or path.name.startswith("best_server")
            assert dataset.nodata == (cog.NO_LEVEL if signed else OUTSIDE)
            unit = "dBm" if level else "%" if path.name.startswith("probability") else ""
            assert (dataset.units[0] or "") == unit


def test_values_are_those_of_the_coverage(rasters: dict[str, np.ndarray]) -> None:
    found = ByDistance(transmitters(STATIONS)).over_window(GRID)
    best, best90 = found.any_operator()
    inside = np.zeros(GRID.shape, bool)
    inside[SIDE:, 20:] = True
    known = inside & ~np.isnan(best)
    assert (rasters["level_any"][known] == np.floor(best[known])).mean() > 0.9999
    assert (rasters["level_any"][~known] == cog.NO_LEVEL).all()
    assert (rasters["level90_any"][known] == np.floor(best90[known])).mean() > 0.9999
    assert (rasters["level90_any"][~known] == cog.NO_LEVEL).all()
    assert (rasters["level90_any"] <= rasters["level_any"]).all()
    assert (rasters["level_cmcc"] > cog.NO_LEVEL).sum() < (
        rasters["level_any"] > cog.NO_LEVEL
    ).sum()
    assert (
        rasters["operators"][inside] == found.reached(-75.0).operators()[inside]
    ).mean() > 0.9999


def test_not_computed_never_looks_like_not_covered(rasters: dict[str, np.ndarray]) -> None:
    outside = np.ones(GRID.shape, bool)
    outside[SIDE:, 20:] = False
    for name in ("class_any", "limit", "operators", "roaming_gain"):
        assert (rasters[name][outside] == OUTSIDE).all()
        assert (rasters[name][~outside] != OUTSIDE).all()


def test_level_class_and_operators_say_the_same(rasters: dict[str, np.ndarray]) -> None:
    inside = rasters["class_any"] != OUTSIDE
    covered = rasters["class_any"][inside] >= 2
    assert (covered == (rasters["level_any"][inside] >= -75)).all()
    assert (covered == (rasters["operators"][inside] > 0)).all()
    assert 0.05 < covered.mean() < 0.95


def test_the_limit_says_the_same_as_the_class(rasters: dict[str, np.ndarray]) -> None:
    classes, limit = rasters["class_any"], rasters["limit"]
    assert ((limit == LIMITS.index("no_station")) == (classes == NO_STATION)).all()
    assert ((limit == LIMITS.index("budget")) == (classes == BELOW)).all()
    covered = (classes >= 2) & (classes <= AT_90)
    assert ((limit == LIMITS.index("none")) == covered).all()
    assert ((limit == OUTSIDE) == (classes == OUTSIDE)).all()


def one_row(*cells: dict[str, float]) -> Window:
    """Return a window of one operator; each cell may state what it knows, in dBm."""
    found = Window.empty(window(100.0, 1, len(cells)), NETWORKS[:1])
    for column, cell in enumerate(cells):
        found.level_dbm[:, 0, 0, column] = cell.get("at50", np.nan), cell.get("at90", np.nan)
        found.possible_dbm[0, 0, column] = cell.get("possible", np.nan)
        found.clear_dbm[0, column] = cell.get("clear", np.nan)
        found.server[0, column] = column if "at50" in cell else -1
    return found


def test_terrain_and_voids_have_values_of_their_own(tmp_path: Path) -> None:
    found = one_row(
        {"at50": -70.5, "at90": -74.2, "clear": -60.0},  # reached, whatever stands in the way
        {"at50": -90.0, "at90": -98.0, "clear": -80.0},
        {"at50": -90.0, "at90": -98.0, "clear": -70.0},
        {},
        {"at50": -90.0, "at90": -98.0, "possible": -70.0, "clear": -70.0},
        {"possible": -75.0},
        {"at50": -70.0, "at90": -80.0, "possible": -60.0},
        {"at50": -90.0, "at90": -98.0, "possible": -80.0, "clear": -80.0},  # too weak either way
        {"at50": -70.0, "at90": -80.0, "possible": -70.5},
        {"at50": -70.0, "at90": -71.0},  # outside
    )
    inside = np.arange(10)[np.newaxis] < 9
    with cog.CoverageWriter(
        tmp_path, found.grid, found.networks, -75.0, synthetic=False, tags={}
    ) as writer:
        writer.write(0, 0, found, inside)

    def values(raster: cog.Raster) -> list[int]:
        with rasterio.open(cog.file_of(tmp_path, raster, False)) as dataset:
            return dataset.read(1)[0].tolist()

    assert values(cog.CLASS_ANY) == [3, 1, 1, 0, NO_DATA, NO_DATA, 2, 1, 2, OUTSIDE]
    assert values(cog.LIMIT) == [0, 1, 2, 3, 4, 4, 0, 1, 0, OUTSIDE]
    # Φ(1.2816 · 4.5 / 3.7) = 0.9405; half way down 15 of 8 dB: 0.8 %; −70 with 10 dB: Φ(0.641).
    assert values(cog.PROBABILITY) == [94, 0, 0, 0, 254, 254, 73, 0, 73, OUTSIDE]
    assert values(cog.OPERATORS) == [1, 0, 0, 0, 254, 254, 1, 0, 1, OUTSIDE]
    none = cog.NO_LEVEL
    # Reached or not, a station behind the void may be the stronger one.
    assert values(cog.BEST_SERVER) == [1, 2, 3, 0, -1, -1, -1, -1, 9, none]
    assert values(cog.LEVEL_ANY) == [-71, -90, -90, none, -90, none, -70, -90, -70, none]
    assert values(cog.LEVEL90_ANY) == [-75, -98, -98, none, -98, none, -80, -98, -80, none]


def test_roaming_gain_and_technology_count_what_each_cell_has(tmp_path: Path) -> None:
    # 移动 of two networks, 广电, and 4G of 移动 and 电信; a cell a column.
    networks = (
        Network("中国移动"),
        Network("中国移动", "NR", True),
        Network("中国广电"),
        Network("中国移动", "LTE"),
        Network("中国电信", "LTE"),
    )
    none, yes, no = float("nan"), -70.5, -90.0
    known = [
        [none, yes, none, none, none, none, none, none],
        [yes, no, none, none, no, none, none, yes],
        [none, yes, yes, none, no, none, yes, yes],
        [none, none, yes, no, yes, none, none, yes],
        [yes, none, none, none, no, none, none, yes],
    ]
    unknown = np.full((5, 1, 8), none)
    unknown[0, 0, 5] = yes  # 5G may be there
    unknown[1, 0, 6] = yes  # 移动 may be there, where 广电 is
    grid = window(100.0, 1, 8)
    level = np.array(known)[:, np.newaxis]
    found = levels(grid, level, level - 9.0, possible=unknown, networks=networks)
    inside = np.arange(8)[np.newaxis] < 7
    with cog.CoverageWriter(tmp_path, grid, networks, -75.0, synthetic=False, tags={}) as writer:
        writer.write(0, 0, found, inside)
    rasters = {raster.stem: raster for raster in cog.rasters_of(networks)}

    def values(stem: str) -> list[int]:
        with rasterio.open(cog.file_of(tmp_path, rasters[stem], False)) as dataset:
            return dataset.read(1)[0].tolist()

    assert values("operators") == [1, 2, 1, 0, 0, 254, 1, OUTSIDE]
    # 广电 gains from 移动; nobody; 移动 from 广电; nobody has any; nobody; not known; not known
    # of 移动, which is not counted.
    assert values("roaming_gain") == [1, 0, 1, 0, 0, 254, 0, OUTSIDE]
    assert values("technology") == [3, 2, 3, 0, 1, 4, 2, OUTSIDE]
    assert values("level_lte") == [-71, *[cog.NO_LEVEL], -71, -90, -71, *[cog.NO_LEVEL] * 3]
    assert values("level_cmcc")[:5] == [-71, -71, cog.NO_LEVEL, cog.NO_LEVEL, -90]
    assert [stem for stem in rasters if stem.startswith("level_")] == [
        "level_any", "level_cmcc", "level_cbn", "level_lte"
    ]  # fmt: skip


def test_a_tile_that_no_station_reaches_has_no_gain_and_no_technology(tmp_path: Path) -> None:
    networks = (Network("中国移动"), Network("中国移动", "LTE"))
    grid = window(100.0, 1, 3)
    with cog.CoverageWriter(tmp_path, grid, networks, -75.0, synthetic=False, tags={}) as writer:
        writer.write_empty(0, 0, np.array([[True, True, False]]))
    for raster in cog.rasters_of(networks):
        with rasterio.open(cog.file_of(tmp_path, raster, False)) as dataset:
            found = dataset.read(1)[0].tolist()
        if raster is cog.LIMIT:
            assert found == [LIMITS.index("no_station")] * 2 + [OUTSIDE]
        else:
            nothing = [cog.NO_LEVEL] * 3 if raster.unit == "dBm" else [0, 0, raster.nodata]
            assert found == nothing, raster.stem


@pytest.mark.parametrize("raster", [cog.CLASS_ANY, cog.LIMIT, cog.TECHNOLOGY])
def test_every_value_is_named_in_both_languages(raster: cog.Raster) -> None:
    for text in raster.title:
        assert [n for n in (0, 1, 2, 3, 4, 255) if f"{n} " not in text] == []
    assert "地形空洞" in raster.title.zh and "void in the terrain" in raster.title.en


def test_a_failed_run_leaves_no_raster(tmp_path: Path) -> None:
    sources = transmitters(STATIONS)
    with (
        pytest.raises(RuntimeError, match="half way"),
        cog.CoverageWriter(tmp_path, GRID, sources.networks, -75.0, synthetic=True, tags={}),
    ):
        raise RuntimeError("half way")
    assert list(tmp_path.iterdir()) == []


def test_an_operator_without_a_short_name_gets_a_readable_one() -> None:
    assert cog.level_of("某某通信").stem == "level_moumoutongxin"
