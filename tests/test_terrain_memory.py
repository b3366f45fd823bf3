"""What a look through a DEM found is kept by the content of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.outputs import terrain_memory
from geo.terrain import Census, open_terrain
from geo.terrain import _open as opening
from tests import ground

CENSUS = Census(2990.5, 3010.25, 1200, 3)


def test_what_was_kept_comes_back_for_the_same_content_alone(tmp_path: Path) -> None:
    dem, other = Path("a.tif"), Path("b.tif")
    terrain_memory.write(tmp_path, {dem: "1" * 64}, {dem: CENSUS})
    assert terrain_memory.read(tmp_path, {other: "1" * 64}) == {other: CENSUS}
    assert terrain_memory.read(tmp_path, {dem: "2" * 64}) == {}


@pytest.mark.parametrize("body", ["", "[]", '{"1": 3}', '{"1": {"lowest": 1}}', "nonsense"])
def test_a_file_that_cannot_be_used_is_as_good_as_none(tmp_path: Path, body: str) -> None:
    (tmp_path / terrain_memory.FILE).write_text(body, encoding="utf-8")
    assert terrain_memory.read(tmp_path, {Path("a.tif"): "1"}) == {}


def test_a_file_without_heights_is_kept_as_such(tmp_path: Path) -> None:
    empty = Census(float("nan"), float("nan"), 0, 0)
    terrain_memory.write(tmp_path, {Path("a"): "1"}, {Path("a"): empty})
    back = terrain_memory.read(tmp_path, {Path("a"): "1"})[Path("a")]
    assert (back.valid, back.marked) == (0, 0)
    assert json.loads((tmp_path / terrain_memory.FILE).read_text(encoding="utf-8"))["1"]


def test_a_known_dem_is_not_looked_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dem = ground.write_dem(tmp_path / "dem.tif", ground.rolling, 0.02)
    first = open_terrain(dem)
    assert set(first.censuses) == {dem}
    looked: list[bool] = []
    check = opening.check_heights

    def watch(path: Path, known: Census | None = None):  # type: ignore[no-untyped-def]
        looked.append(known is None)
        return check(path, known)

    monkeypatch.setattr(opening, "check_heights", watch)
    again = open_terrain(dem, known=first.censuses)
    assert (again.censuses, looked) == (first.censuses, [False])
