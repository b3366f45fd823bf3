"""What the doctor looks at, and that it can find fault."""

import os
from pathlib import Path

import pytest

from geo import settings
from geo.commands import doctor
from geo.pipeline import Folders
from tests import ground
from tests.conftest import SmallRun
from tests.populations import write_points


def wordings(checks: list[doctor.Check], fine: bool) -> str:
    return "\n".join(check.text.both() for check in checks if check.fine is fine)


def test_a_sound_installation_is_fine(haibei_run: SmallRun) -> None:
    checks = doctor.examine(settings.default(), haibei_run.folders)
    assert wordings(checks, fine=False) == ""
    said = wordings(checks, fine=True)
    for expected in ("Python 3.", "geopandas", "prefectures: 8 rows", "counties: 45 rows"):
        assert expected in said
    assert "SYNTHETIC" in said and "intact" in said
    assert "5G base stations: 0 rows (none given, the SYNTHETIC scenario stands in)" in said
    assert "roads: 0 rows (none given, not computed)" in said


def test_looking_writes_nothing(tmp_path: Path) -> None:
    dem = ground.write_dem(tmp_path / "dem.tif", ground.rolling, 0.02)
    (tmp_path / "out").mkdir()
    chosen = settings.default().model_copy(update={"terrain": settings.Terrain(dem=dem)})
    assert "dem.tif" in wordings(doctor.examine(chosen, Folders(tmp_path / "out")), fine=True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_not_there_yet_can_be_made(tmp_path: Path) -> None:
    checks = doctor.examine(settings.default(), Folders(tmp_path / "a" / "b"))
    assert "is not there yet and can be made" in wordings(checks, fine=True)
    (tmp_path / "file").write_text("no folder")
    checks = doctor.examine(settings.default(), Folders(tmp_path / "file" / "b"))
    assert "is read-only" in wordings(checks, fine=False)


def test_before_the_first_run(tmp_path: Path) -> None:
    checks = doctor.examine(settings.default(), Folders(tmp_path))
    assert "no run yet" in wordings(checks, fine=True)


def test_a_broken_layer_and_damaged_products_are_found(
    tmp_path: Path, haibei_run: SmallRun
) -> None:
    import shutil

    shutil.copytree(haibei_run.folders.root, tmp_path / "run")
    (tmp_path / "run/maps/index.html").unlink()
    chosen = settings.default().model_copy(update={"layers": {"parks": tmp_path / "gone.csv"}})
    found = wordings(doctor.examine(chosen, Folders(tmp_path / "run")), fine=False)
    assert "gone.csv" in found and "missing or changed" in found


def test_own_files_are_named(tmp_path: Path) -> None:
    own = tmp_path / "people.csv"
    own.write_text("adcode,name,population\n630000,青海省,5923957\n", encoding="utf-8")
    chosen = settings.default().model_copy(update={"layers": {"population": own}})
    assert "1 rows (people.csv)" in wordings(doctor.examine(chosen, Folders(tmp_path)), fine=True)


def test_rows_are_counted_as_check_counts_them(tmp_path: Path) -> None:
    own = tmp_path / "sites.csv"
    rows = [
        "T1,铁塔,100.62,38.0",
        "T2,铁塔,116.4,39.9",
        "T3,飞碟,100.6,38.0",
    ]  # the second far away
    own.write_text("\n".join(["编号,类型,经度,纬度", *rows]), encoding="utf-8")
    chosen = settings.default().model_copy(update={"layers": {"candidates": own}})
    found = wordings(doctor.examine(chosen, Folders(tmp_path)), fine=False)
    assert "1 rows (sites.csv, 2 rows not used)" in found
    assert f"./covermap check {own} --role candidates" in found


def test_a_read_only_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_a: False)
    found = wordings(doctor.examine(settings.default(), Folders(tmp_path)), fine=False)
    assert "read-only" in found and "--out" in found


def test_the_dem_is_looked_at(tmp_path: Path) -> None:
    def with_dem(dem: Path) -> settings.Settings:
        return settings.default().model_copy(update={"terrain": settings.Terrain(dem=dem)})

    dem = ground.write_dem(tmp_path / "dem.tif", ground.rolling, 0.02)
    said = wordings(doctor.examine(with_dem(dem), Folders(tmp_path)), fine=True)
    assert "高程：dem.tif，3 arc-seconds" in said
    gone = doctor.examine(with_dem(tmp_path / "gone.tif"), Folders(tmp_path))
    assert "gone.tif" in wordings(gone, fine=False)
    without = doctor.examine(settings.default(), Folders(tmp_path))
    assert "terrain: none given" in wordings(without, fine=True)


def test_the_file_of_people_is_looked_at(tmp_path: Path) -> None:
    def with_people(file: Path) -> settings.Settings:
        return settings.default().model_copy(update={"people": settings.People(file=file)})

    own = write_points(tmp_path / "villages.csv", [(101.0, 37.0, 1200), (120, 30, 5)])
    folders = Folders(tmp_path)
    said = wordings(doctor.examine(with_people(own), folders), fine=True)
    assert (
        "人口：villages.csv: 2 points，1,200 人\n  villages.csv · 字段 people.file: 1 行共 5 人"
        in said
    )
    assert "people: villages.csv: 2 points, 1,200\n  villages.csv" in said
    assert "coverage of people is not computed" in wordings(
        doctor.examine(settings.default(), folders), fine=True
    )
    said = wordings(doctor.examine(with_people(tmp_path / "gone.tif"), folders), fine=False)
    assert "gone.tif" in said
