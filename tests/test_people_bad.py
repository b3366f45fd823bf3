"""A file of people that cannot be used is refused by name; what is odd is reported and counted."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from rasterio.errors import NotGeoreferencedWarning
from shapely import Polygon

from geo.people import input_files, open_people
from layers.errors import InputError
from tests import dems
from tests.messages import complete, place, refusal
from tests.populations import COUNTIES, write_points, write_raster
from tests.scenes import LAT, LON

SOME = np.ones((2, 3), np.float32)
ONE_DEGREE_EAST = dems.degrees(LON + 1.0, LAT, 1 / 120)


def refused(path: Path, code: str, row: int | None = None, field: str = "people.file") -> str:
    with pytest.raises(InputError) as caught:
        open_people(path, COUNTIES)
    return refusal(caught, code, file=path.name, row=row, field=field).text().zh


# --- what is no raster of people --------------------------------------------------------


@pytest.mark.parametrize("name", ["gone.tif", "gone.csv", "folder.tif", "x" * 300 + ".tif"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.tif").mkdir()
    assert str(tmp_path / name) in refused(tmp_path / name, "missing-people")
    assert input_files(tmp_path / name) == []


@pytest.mark.parametrize("name", ["a.vrt", "a.hgt", "a.png", "a"])
def test_a_suffix_that_no_driver_stands_for(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<VRTDataset/>")
    said = refused(tmp_path / name, "unknown-people")
    assert ".tif .tiff .asc" in said and ".csv" in said and ".gpkg" in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-raster"),
        (b"<VRTDataset/>", "unreadable-raster"),
        (b"II*\x00broken", "raster-cut"),
    ],
)
def test_a_broken_raster(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.tif").write_bytes(content)
    refused(tmp_path / "a.tif", code)


def test_a_raster_without_a_coordinate_system(tmp_path: Path) -> None:
    refused(write_raster(tmp_path / "a.tif", SOME, crs=None), "raster-no-crs")


def test_a_raster_without_a_position(tmp_path: Path) -> None:
    import rasterio

    with (
        pytest.warns(NotGeoreferencedWarning),
        rasterio.open(
            tmp_path / "a.tif",
            "w",
            driver="GTiff",
            count=1,
            height=2,
            width=2,
            dtype="float32",
            crs=4326,
        ) as dataset,
    ):
        dataset.write(np.ones((1, 2, 2), np.float32))
    refused(tmp_path / "a.tif", "raster-no-position")


def test_several_bands(tmp_path: Path) -> None:
    file = write_raster(tmp_path / "a.tif", np.ones((3, 2, 2), np.uint8))
    assert "3 个波段" in refused(file, "people-bands")


def test_complex_pixels(tmp_path: Path) -> None:
    refused(write_raster(tmp_path / "a.tif", np.ones((2, 2), np.complex64)), "people-kind")


def test_a_scale_of_zero(tmp_path: Path) -> None:
    refused(write_raster(tmp_path / "a.tif", SOME, scales=0.0), "bad-scale")


@pytest.mark.parametrize(
    "name",
    [
        "gpw_population_density_2020",
        "chn_pd_2020_1km",
        "人口密度2020",
        "people_per_km2",
        "pop_per_sq_km",
    ],
)
def test_a_density_is_told_by_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    assert name in refused(write_raster(tmp_path / f"{name}.tif", SOME), "people-density")


@pytest.mark.parametrize(
    "unit",
    ["people/km2", "persons per square kilometre", "人/平方千米", "km^-2", "每公顷", "inh./ha"],
)
@pytest.mark.parametrize("where", ["units", "descriptions"])
def test_a_density_is_told_by_its_unit(tmp_path: Path, unit: str, where: str) -> None:
    file = write_raster(tmp_path / "a.tif", SOME, **{where: unit})
    assert unit in refused(file, "people-density")


@pytest.mark.parametrize(
    "unit", ["people", "人", "persons per pixel", "人/像元", "people/cell", "per hand"]
)
@pytest.mark.parametrize(
    "name", ["chn_ppp_2020", "GHS_POP_E2020", "gpw_population_count", "updated"]
)
def test_people_per_pixel_are_no_density(tmp_path: Path, unit: str, name: str) -> None:
    file = write_raster(tmp_path / f"{name}.tif", SOME, units=unit)
    assert open_people(file, COUNTIES).total == 6.0


@pytest.mark.parametrize(("most", "fine"), [(1e7, True), (1.0001e7, False), (np.inf, False)])
def test_more_people_than_a_pixel_can_hold(tmp_path: Path, most: float, fine: bool) -> None:
    values = SOME.copy()
    values[1, 1] = most
    file = write_raster(tmp_path / "a.tif", values)
    if fine:
        assert open_people(file, COUNTIES).total == pytest.approx(1e7 + 5)
    else:
        assert "gdal_edit.py" in refused(file, "people-too-many")


# --- where it lies ----------------------------------------------------------------------


def test_a_raster_outside_the_region_says_what_was_found_and_what_was_expected(
    tmp_path: Path,
) -> None:
    file = write_raster(tmp_path / "a.tif", SOME, ONE_DEGREE_EAST, crs="EPSG:4326")
    said = refused(file, "people-outside")
    assert "97.20–97.22° E, 35.39–35.40° N" in said  # the file
    assert "95.70–96.70° E, 34.90–35.90° N" in said  # the region


def test_a_raster_of_nobody_is_refused(tmp_path: Path) -> None:
    empty = np.array([[0, np.nan], [-1, 0]], np.float32)
    assert "没有一个人" in refused(write_raster(tmp_path / "a.tif", empty), "people-nobody")


def test_points_outside_the_region_are_refused_when_all_are(tmp_path: Path) -> None:
    file = write_points(tmp_path / "a.csv", [(120, 30, 5), (121.5, 31, 6)])
    assert "120.00–121.50° E, 30.00–31.00° N" in refused(file, "people-outside")


def test_points_outside_the_region_are_left_out_counted_and_named(tmp_path: Path) -> None:
    rows = [(LON, LAT, 100), (120, 30, 5), (LON + 0.1, LAT, 10), (LON, 20, 6.5)]
    people = open_people(write_points(tmp_path / "a.csv", rows), COUNTIES)
    assert (people.total, people.rows) == (110.0, 4)
    (said,) = people.findings
    complete(said, file="a.csv", field="people.file")
    assert (said.code, said.severity) == ("people-rows-left-out", "warning")
    assert "2 行共 12 人" in said.what.zh and said.what.zh.endswith("第 3, 5 行")


def test_of_many_rows_outside_ten_are_named(tmp_path: Path) -> None:
    rows = [(LON, LAT, 1), *[(120, 30, 1)] * 11]
    (said,) = open_people(write_points(tmp_path / "a.csv", rows), COUNTIES).findings
    assert said.what.zh.endswith("第 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 … 行")


# --- rows of a list ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ((LON, LAT, -1), "out-of-range", "people"),
        ((LON, LAT, "许多"), "not-a-number", "people"),
        ((LON, LAT, "nan"), "not-a-number", "people"),
        ((LON, LAT, ""), "missing-value", "people"),
        ((LON, 95.0, 5), "out-of-range", "lat"),
        (("", LAT, 5), "missing-value", "lon"),
    ],
)
def test_a_bad_row_is_named_by_row_and_field(
    tmp_path: Path, row: tuple[object, ...], code: str, field: str
) -> None:
    with pytest.raises(InputError) as caught:
        open_people(write_points(tmp_path / "a.csv", [(LON, LAT, 5), row]), COUNTIES)
    assert (code, 3, field) in [place(finding) for finding in caught.value.findings]


def test_a_list_without_people_is_refused(tmp_path: Path) -> None:
    file = write_points(tmp_path / "a.csv", [(LON, LAT)], "lon,lat")
    refused(file, "missing-column", row=1, field="people")


def test_a_file_that_is_broken_as_a_whole_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(b"no database")
    refused(tmp_path / "a.gpkg", "unreadable")


def test_polygons_are_no_points(tmp_path: Path) -> None:
    shape = Polygon([(LON, LAT), (LON + 0.1, LAT), (LON, LAT + 0.1)])
    gpd.GeoDataFrame({"people": [5]}, geometry=[shape], crs=4326).to_file(tmp_path / "a.gpkg")
    refused(tmp_path / "a.gpkg", "wrong-geometry", row=1, field="geometry")
