"""What is wrong with a DEM is said by name, in two languages, with a remedy."""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.transform import from_origin

from geo.terrain import (
    Terrain,
    _files,
    _findings,
    _heights,
    _tile,
    input_files,
    open_terrain,
)
from geo.terrain._frame import Box
from layers.errors import InputError
from tests import dems
from tests.messages import complete, refusal

CLASSES = np.full((4, 4), 30, np.uint8)


def refused(path: Path, code: str, clutter: Path | None = None, file: Path | None = None) -> str:
    """Return the English wording of a refusal, after checking that it is complete."""
    with pytest.raises(InputError) as caught:
        open_terrain(path, clutter)
    return refusal(caught, code, file=(file or clutter or path).name).text().en


def warned(terrain: Terrain, code: str, file: str) -> str:
    """Return the English wording of the only warning, after checking that it is complete."""
    assert [(found.code, found.severity) for found in terrain.findings] == [(code, "warning")]
    complete(terrain.findings[0], file=file)
    return terrain.findings[0].text().en


def test_every_wording_is_the_same_length_of_thought_in_both_languages() -> None:
    for code, (what, remedy, _) in _findings.WORDING.items():
        for text in (what, remedy):
            assert text.zh.count("{") == text.en.count("{"), code


# --- files --------------------------------------------------------------------------------------


def test_a_path_that_is_nothing_or_a_device(tmp_path: Path) -> None:
    assert "nowhere.tif" in refused(tmp_path / "nowhere.tif", "missing-raster")
    refused(tmp_path / ("x" * 300 + ".tif"), "missing-raster")
    pipe = tmp_path / "pipe.tif"
    os.mkfifo(pipe)
    refused(pipe, "missing-raster")


def test_a_file_that_vanishes_or_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dems.write_asc(tmp_path / "a.asc", dems.hills(3, 3))

    def denied(*_: object) -> None:
        raise PermissionError("denied")

    monkeypatch.setattr(_files, "_check_ascii", denied)
    assert "denied" in refused(path, "unreadable-raster")


def test_a_folder_without_a_dem(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    dems.write_tif(tmp_path / "sub" / "a.tif", dems.hills(3, 3))
    (tmp_path / "._a.tif").write_bytes(b"left by a copy")
    (tmp_path / "readme.txt").write_text("no raster")
    assert ".tif .tiff .hgt .asc" in refused(tmp_path, "no-raster")


@pytest.mark.parametrize("name", ["dem.vrt", "dem.img", "dem.zip", "dem"])
def test_only_known_kinds_of_raster_are_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<VRTDataset/>")
    assert "save it as" in refused(tmp_path / name, "unknown-raster")


@pytest.mark.parametrize("name", ["a.tif", "a.hgt", "a.asc"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    refused(tmp_path / name, "empty-raster")


def test_a_virtual_raster_under_another_name_is_not_opened(tmp_path: Path) -> None:
    secret = dems.write_tif(tmp_path / "secret.tif", dems.hills(3, 3))
    wrapped = (
        "<VRTDataset rasterXSize='3' rasterYSize='3'><VRTRasterBand dataType='Float32' band='1'>"
        f"<SimpleSource><SourceFilename>{secret}</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )
    (tmp_path / "a.tif").write_text(wrapped)
    refused(tmp_path / "a.tif", "unreadable-raster")


def test_files_beside_the_raster_change_nothing(tmp_path: Path) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3))
    dems.write_tif(tmp_path / "mask.tif", np.zeros((3, 3), np.uint8))
    Path(f"{path}.msk").write_text(
        "<VRTDataset rasterXSize='3' rasterYSize='3'><Metadata>"
        "<MDI key='INTERNAL_MASK_FLAGS_1'>2</MDI></Metadata>"
        "<VRTRasterBand dataType='Byte' band='1'><SimpleSource>"
        "<SourceFilename relativeToVRT='1'>mask.tif</SourceFilename>"
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
    Path(f"{path}.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><Offset>7</Offset></PAMRasterBand></PAMDataset>"
    )
    with rasterio.open(path) as dataset:  # what GDAL does when it is let
        assert dataset.offsets == (7.0,)
    terrain = open_terrain(path)
    assert terrain.heights(101.0, 37.0) == dems.hills(3, 3)[0, 0]
    assert terrain.findings == ()
    assert input_files(path) == [path]


def test_a_truncated_tiff(tmp_path: Path) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(300, 300))
    path.write_bytes(path.read_bytes()[:100_000])
    refused(path, "unreadable-raster")


def test_a_file_that_is_damaged_after_it_was_opened(tmp_path: Path) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(300, 300))
    terrain = open_terrain(path)
    path.write_bytes(b"II*\x00")
    with pytest.raises(InputError) as caught:
        terrain.heights(101.0, 37.0)
    refusal(caught, "unreadable-raster", file="a.tif")


@pytest.mark.parametrize("name", ["xining.hgt", "N36E1.hgt", "N36_E101.hgt"])
def test_an_hgt_file_that_does_not_say_where_it_is(tmp_path: Path, name: str) -> None:
    path = dems.write_hgt(tmp_path, name, np.full((1201, 1201), 3000))
    assert "N36E101.hgt" in refused(path, "hgt-name")


def test_a_truncated_hgt(tmp_path: Path) -> None:
    path = dems.write_hgt(tmp_path, "N36E101.hgt", np.full((1200, 1201), 3000))
    assert "2882400 bytes" in refused(path, "hgt-size")


def test_bytes_of_an_hgt_in_the_wrong_order(tmp_path: Path) -> None:
    path = tmp_path / "N36E101.hgt"
    np.rint(dems.hills(1201, 1201)).astype("<i2").tofile(path)
    refused(path, "no-metres")


def test_an_ascii_grid_that_ends_early_is_no_sea_level(tmp_path: Path) -> None:
    path = dems.write_asc(tmp_path / "a.asc", dems.hills(30, 30))
    path.write_text(path.read_text().rsplit(maxsplit=1)[0])
    assert "899 numbers where the header promises 900" in refused(path, "ascii-numbers")


def test_an_ascii_grid_with_words_in_it(tmp_path: Path) -> None:
    path = dems.write_asc(tmp_path / "a.asc", dems.hills(3, 3))
    text = path.read_text()
    path.write_text(text.replace(text.split()[-1], "void"))
    assert "3 characters that belong to no number" in refused(path, "ascii-numbers")


@pytest.mark.parametrize("text", ["ncols 3\n1 2 3\n", "not a grid", "ncols 2\nnrows 1\n1 2\n"])
def test_an_ascii_grid_without_a_header(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.asc").write_text(text)
    refused(tmp_path / "a.asc", "unreadable-raster")


# --- position -----------------------------------------------------------------------------------


@pytest.mark.parametrize("bands", [2, 3])
def test_several_bands(tmp_path: Path, bands: int) -> None:
    values = np.stack([dems.hills(3, 3)] * bands)
    assert f"{bands} bands" in refused(dems.write_tif(tmp_path / "a.tif", values), "several-bands")


@pytest.mark.parametrize("shape", [(1, 5), (5, 1)])
def test_a_raster_of_one_row_or_column(tmp_path: Path, shape: tuple[int, int]) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(*shape))
    assert f"{shape[0]} × {shape[1]}" in refused(path, "raster-too-small")


LOCAL = 'LOCAL_CS["site",LOCAL_DATUM["site",0],UNIT["metre",1],AXIS["E",EAST],AXIS["N",NORTH]]'


@pytest.mark.parametrize("crs", [None, LOCAL, "EPSG:4978"])
def test_no_usable_coordinate_system(tmp_path: Path, crs: str | None) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), crs=crs)
    assert "EPSG:4326" in refused(path, "raster-no-crs")


def test_a_coordinate_system_that_only_one_of_two_libraries_knows() -> None:
    class Unknown:
        crs = SimpleNamespace(to_wkt=lambda: "PROJCRS[]")

    assert _tile.horizontal_crs(Unknown()) is None


def test_an_ascii_grid_without_its_prj(tmp_path: Path) -> None:
    path = dems.write_asc(tmp_path / "a.asc", dems.hills(3, 3))
    path.with_suffix(".prj").unlink()
    assert ".prj" in refused(path, "raster-no-crs")


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_position(tmp_path: Path) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), Affine.identity())
    refused(path, "raster-no-position")


@pytest.mark.parametrize("turned", [Affine.rotation(10), Affine.shear(5)])
def test_a_rotated_or_sheared_raster(tmp_path: Path, turned: Affine) -> None:
    place = dems.degrees(101.0, 37.0) * turned
    refused(dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), place), "raster-rotated")


@pytest.mark.parametrize(
    "place",
    [from_origin(500_000, 4_100_000, 30, 30), from_origin(37, 101, 0.001, 0.001)],
    ids=["metres as degrees", "lon and lat swapped"],
)
def test_coordinates_that_do_not_suit_the_coordinate_system(tmp_path: Path, place: Affine) -> None:
    refused(dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), place), "raster-off-earth")


# --- heights ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["uint8", "int8", "complex64"])
def test_a_type_that_cannot_hold_heights(tmp_path: Path, kind: str) -> None:
    path = dems.write_tif(tmp_path / "a.tif", np.full((3, 3), 100, kind))
    assert kind in refused(path, "no-heights")


@pytest.mark.parametrize("unit", ["ft", "US survey foot", "dm", "cm", "kilometre"])
def test_a_stated_unit_that_is_no_metre(tmp_path: Path, unit: str) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), units=unit)
    assert "× 0.3048" in refused(path, "wrong-unit")


@pytest.mark.parametrize("unit", ["m", "Metre", "METERS", "米", ""])
def test_every_way_to_write_metre(tmp_path: Path, unit: str) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), units=unit)
    assert open_terrain(path).findings == ()


def test_a_vertical_coordinate_system_in_feet(tmp_path: Path) -> None:
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), crs="EPSG:4326+6360")
    assert "foot" in refused(path, "wrong-unit")


@pytest.mark.parametrize(
    ("factor", "kind"), [(3.28084, "int16"), (10, "uint16"), (100, "int32"), (-1, "float32")]
)
def test_values_that_are_no_metres(tmp_path: Path, factor: float, kind: str) -> None:
    heights = (dems.hills(9, 9) * factor).astype(kind)
    said = refused(dems.write_tif(tmp_path / "a.tif", heights), "no-metres")
    assert "wrong unit" in said and kind in said


def test_both_limits_of_height(tmp_path: Path) -> None:
    heights = dems.hills(3, 3)
    heights[0, 0], heights[2, 2] = -500, 9000
    assert open_terrain(dems.write_tif(tmp_path / "a.tif", heights)).findings == ()
    heights[0, 0] = -500.25
    refused(dems.write_tif(tmp_path / "a.tif", heights), "no-metres")
    heights[0, 0], heights[2, 2] = -500, 9000.25
    refused(dems.write_tif(tmp_path / "a.tif", heights), "no-metres")


def test_scale_and_offset_are_applied_and_reported(tmp_path: Path) -> None:
    stored = np.array([[32767, 30000], [32500, 31000]], np.int16)
    stored[0, 0] = 32767  # 3376.7 m, no mark of a void
    path = dems.write_tif(tmp_path / "a.tif", stored, scales=0.1, offsets=100.0)
    terrain = open_terrain(path)
    warned(terrain, "scaled-heights", "a.tif")
    assert terrain.heights(101.0, 37.0) == pytest.approx([3376.7], abs=1e-3)


@pytest.mark.parametrize("tags", [{"scales": 0.0}, {"offsets": math.inf}, {"scales": math.nan}])
def test_scale_and_offset_that_make_no_heights(tmp_path: Path, tags: dict[str, Any]) -> None:
    refused(dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), **tags), "bad-scale")


def test_a_dem_that_is_all_void(tmp_path: Path) -> None:
    void = np.full((3, 3), -9999, np.int16)
    refused(dems.write_tif(tmp_path / "a.tif", void, nodata=-9999), "all-void")
    refused(tmp_path, "all-void")


def test_a_void_tile_among_others(tmp_path: Path) -> None:
    dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3))
    void = np.full((3, 3), np.nan, np.float32)
    dems.write_tif(tmp_path / "b.tif", void, dems.degrees(101 + 3 * dems.ARC_SECOND, 37))
    warned(open_terrain(tmp_path), "void-tile", "b.tif")


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        (-32768, "int16"),
        (-9999, "int16"),
        (32767, "int16"),
        (65535, "uint16"),
        (55537, "uint16"),
        (-(2**31), "int32"),
        (-99999, "float32"),
        (-3.4028234663852886e38, "float32"),
        (1e300, "float64"),
        (math.inf, "float32"),
    ],
)
def test_a_void_that_is_not_declared(tmp_path: Path, mark: float, kind: str) -> None:
    heights = dems.hills(5, 5).astype(kind)
    heights[2, 2] = mark
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", heights))
    warned(terrain, "undeclared-void", "a.tif")
    column, row = (value[0] for value in terrain.locate(101.0, 37.0))
    window = terrain.window(column, row, column + 4, row + 4)
    assert np.argwhere(np.isnan(window.height_m[1:6, 1:6])).tolist() == [[2, 2]]


def test_a_second_void_value_beside_the_declared_one(tmp_path: Path) -> None:
    heights = dems.hills(5, 5)
    heights[1, 1], heights[2, 2] = -9999, -32768
    terrain = open_terrain(dems.write_tif(tmp_path / "a.tif", heights, nodata=-9999))
    warned(terrain, "undeclared-void", "a.tif")


@pytest.mark.parametrize("height", [0, 3194])
def test_heights_that_are_all_the_same(tmp_path: Path, height: int) -> None:
    path = dems.write_tif(tmp_path / "a.tif", np.full((3, 3), height, np.int16))
    assert f"{height} m" in warned(open_terrain(path), "constant-heights", "a.tif")


def test_the_same_warning_about_many_tiles_is_said_once(tmp_path: Path) -> None:
    for i in range(4):
        place = dems.degrees(101 + 3 * i * dems.ARC_SECOND, 37)
        dems.write_tif(tmp_path / f"{i}.tif", np.full((3, 3), 3000, np.int16), place)
    said = warned(open_terrain(tmp_path), "constant-heights", "0.tif")
    assert "(and in 3 more files)" in said


def test_all_that_is_wrong_in_a_folder_is_said_at_once(tmp_path: Path) -> None:
    dems.write_tif(tmp_path / "a.tif", dems.hills(3, 3), crs=None)
    dems.write_tif(tmp_path / "b.tif", np.stack([dems.hills(1, 3)] * 3))
    dems.write_tif(tmp_path / "c.tif", dems.hills(3, 3) * 10, units="dm")
    with pytest.raises(InputError) as caught:
        open_terrain(tmp_path)
    assert [(found.file, found.code) for found in caught.value.findings] == [
        ("a.tif", "raster-no-crs"),
        ("b.tif", "several-bands"),
        ("b.tif", "raster-too-small"),
        ("c.tif", "wrong-unit"),
    ]


def test_masks_delivered_with_a_dem_are_not_heights(tmp_path: Path) -> None:
    name = "Copernicus_DSM_COG_10_N36_00_E101_00"
    dems.write_tif(tmp_path / f"{name}_DEM.tif", dems.hills(3, 3))
    dems.write_tif(tmp_path / f"{name}_HEM.tif", dems.hills(3, 3))
    terrain = open_terrain(tmp_path)
    warned(terrain, "mask-passed-over", f"{name}_HEM.tif")
    assert len(input_files(tmp_path)) == 1


def test_a_very_large_file_is_looked_through_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_heights, "_MOST_COLUMNS", 10)
    monkeypatch.setattr(_heights, "_PIXELS_AT_A_TIME", 50)
    whole = Box(0, 0, 73, 40)
    assert sum(box.rows * box.columns for box in _heights._spread(whole)) == 73 * 40
    monkeypatch.setattr(_heights, "_MOST_BLOCKS", 30)
    looked_at = list(_heights._spread(whole))
    assert 15 < len(looked_at) <= 30
    assert {box.column for box in looked_at} == {0, 10, 20, 30}
    assert looked_at[-1].end[0] > 60


def test_the_checks_of_values_have_slow_twins() -> None:
    values = np.array([[3000, -32768, np.nan], [4e4, 1e8, -499]], np.float32)
    for blank in (_heights.blank_marks, _heights.blank_marks.py_func):
        height = values.copy()
        assert blank(height, 1.0, 0.0) == 2
        np.testing.assert_array_equal(height, [[3000, np.nan, np.nan], [4e4, np.nan, -499]])
        for extremes in (_heights._extremes, _heights._extremes.py_func):
            assert extremes(height) == (-499, 4e4, 3)


# --- grid ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "warns"), [(100.0, False), (101.0, True), (1000.0, True)])
def test_a_coarse_dem(tmp_path: Path, side: float, warns: bool) -> None:
    place = from_origin(500_000, 4_100_000, side, side)
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(9, 9), place, "EPSG:32647")
    terrain = open_terrain(path)
    if warns:
        assert f"{side:.0f} m" in warned(terrain, "coarse-terrain", "a.tif")
    else:
        assert terrain.findings == ()


@pytest.mark.parametrize(("height", "warns"), [(59, False), (61, True)])
def test_pixels_far_from_square(tmp_path: Path, height: float, warns: bool) -> None:
    place = from_origin(500_000, 4_100_000, 30, height)
    path = dems.write_tif(tmp_path / "a.tif", dems.hills(9, 9), place, "EPSG:32647")
    terrain = open_terrain(path)
    assert terrain.card["terrain_resolution"] == f"30 × {height} m"
    if warns:
        warned(terrain, "anisotropic-terrain", "a.tif")
    else:
        assert terrain.findings == ()


# --- clutter ------------------------------------------------------------------------------------


def test_a_dem_in_place_of_land_cover(tmp_path: Path) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(4, 4))
    assert "float32" in refused(dem, "no-land-cover", clutter=dem)
    whole = dems.write_tif(tmp_path / "whole.tif", dems.hills(4, 4).astype(np.int16))
    refused(dem, "no-land-cover", clutter=whole)


def test_land_cover_of_another_legend(tmp_path: Path) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(4, 4))
    other = dems.write_tif(tmp_path / "globeland.tif", CLASSES // 30 + 1)
    assert "(2)" in refused(dem, "no-land-cover", clutter=other)


def test_land_cover_without_position(tmp_path: Path) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(4, 4))
    ground = dems.write_tif(tmp_path / "ground.tif", CLASSES, crs=None)
    refused(dem, "raster-no-crs", clutter=ground)
    refused(dem, "missing-raster", clutter=tmp_path / "none.tif")


def test_clutter_on_a_surface_model_is_counted_twice(tmp_path: Path) -> None:
    plain = dems.write_tif(tmp_path / "dem.tif", dems.hills(4, 4))
    surface = tmp_path / "Copernicus_DSM_COG_10_N36_00_E101_00_DEM.tif"
    shutil.copy(plain, surface)
    ground = dems.write_tif(tmp_path / "ground.tif", CLASSES)
    assert open_terrain(plain, ground).findings == ()
    warned(open_terrain(surface, ground), "clutter-twice", surface.name)
