"""DEM and clutter of a run: what identifies them, and what is said when they cannot be used."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from geo import ground, settings
from geo.coverage import Known, Window
from layers.errors import InputError
from tests import dems
from tests import ground as small
from tests.privilege import as_anybody
from tests.scenes import LON, NETWORKS, station_frame, window


def with_terrain(**files: Path) -> settings.Settings:
    return settings.default().model_copy(update={"terrain": settings.Terrain(**files)})


def refused(**files: Path) -> str:
    with pytest.raises(InputError) as error:
        ground.digests(with_terrain(**files))
    return str(error.value)


def test_without_a_dem_there_is_nothing_to_hash() -> None:
    assert ground.digests(settings.default()) == {}


def test_a_tile_is_known_by_its_name_as_well_as_its_content(tmp_path: Path) -> None:
    dem = small.write_dem(tmp_path / "a.tif", small.plain, 0.01)
    before = ground.identity(ground.digests(with_terrain(dem=dem)))
    renamed = dem.rename(tmp_path / "b.tif")  # an .hgt would now lie elsewhere
    assert ground.identity(ground.digests(with_terrain(dem=renamed))) != before


def test_the_projection_beside_an_ascii_grid_belongs_to_it(tmp_path: Path) -> None:
    dem = dems.write_asc(tmp_path / "a.asc", dems.hills(6, 6))
    before = ground.identity(ground.digests(with_terrain(dem=dem)))
    beside = dem.with_suffix(".prj")
    beside.write_text(beside.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert ground.identity(ground.digests(with_terrain(dem=dem))) != before


def test_dem_and_clutter_are_not_taken_for_each_other(tmp_path: Path) -> None:
    first = small.write_dem(tmp_path / "a.tif", small.plain, 0.01)
    second = small.write_dem(tmp_path / "b.tif", small.rolling, 0.01)
    one = ground.identity(ground.digests(with_terrain(dem=first, clutter=second)))
    other = ground.identity(ground.digests(with_terrain(dem=second, clutter=first)))
    assert one != other


def test_what_is_missing_is_named_with_its_setting(tmp_path: Path) -> None:
    said = refused(dem=tmp_path / "gone.tif")
    assert "gone.tif" in said and "[terrain] dem" in said


def test_clutter_alone_is_refused(tmp_path: Path) -> None:
    assert "terrain.clutter" in refused(clutter=tmp_path / "worldcover.tif")


def test_a_file_that_may_not_be_read_is_no_bug(tmp_path: Path) -> None:
    dem = small.write_dem(tmp_path / "a.tif", small.plain, 0.01)
    dem.chmod(0)
    with as_anybody():
        assert "a.tif" in refused(dem=dem)


def test_a_read_error_becomes_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dem = small.write_dem(tmp_path / "a.tif", small.plain, 0.01)

    def fail(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(ground.run_record, "sha256", fail)
    assert "Permission denied" in refused(dem=dem)


def memory(folder: Path, *changes: dict[str, object]) -> ground.Memory:
    gathered = SimpleNamespace(computed=station_frame([{"tech": "NR"}, *changes]))
    return ground.Memory(settings.default(), folder, gathered, {})  # type: ignore[arg-type]


def test_levels_of_other_networks_are_not_used(tmp_path: Path) -> None:
    window_of_one = Window.empty(window(100.0, 3, 4), NETWORKS[:1])
    memory(tmp_path)("region").keep(Known(window_of_one, np.array([], "U16")))

    def recalled(*changes: dict[str, object]) -> Known | None:
        return memory(tmp_path, *changes)("region").recall(window_of_one.grid)

    found = recalled({"lon": LON + 0.1})
    assert found is not None and found.window.networks == NETWORKS[:1]
    for other in (
        {"operator": "中国电信"},
        {"tech": "LTE", "band": "B3"},
        {"operator": "中国广电", "band": "n28"},
    ):
        assert recalled(other) is None
    # The same operators, but a network of 移动 that 广电 may use.
    lent = {"operator": "中国广电", "band": "n79"}
    two = Window.empty(window(100.0, 3, 4), NETWORKS[::3])
    memory(tmp_path, lent)("places").keep(Known(two, np.array([], "U16")))
    again = memory(tmp_path, lent)("places").recall(two.grid)
    assert again is not None and again.window.networks == NETWORKS[::3]
    assert memory(tmp_path, lent, {"band": "n28"})("places").recall(two.grid) is None
