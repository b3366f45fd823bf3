"""Levels kept from run to run: what comes back, when it is used, and what a station costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo import settings as settings_of
from geo.coverage import ByTerrain, Known, NoMemory, Window, by_terrain
from geo.coverage.known import keys_of, renumbered
from geo.outputs.level_memory import LevelMemory, folder_of, forget_others
from geo.terrain import Terrain
from tests import ground
from tests.scenes import LON, NETWORKS, transmitters, window

GRID = window(100.0, 30, 40)


@pytest.fixture(scope="module")
def hills(tmp_path_factory: pytest.TempPathFactory) -> Terrain:
    return ground.terrain(tmp_path_factory.mktemp("hills"), ground.rolling)


def station(east: float, **more: Any) -> dict[str, Any]:
    return {"lon": LON + east, "height_m": 30.0, "environment": "RMa", "id": f"S{east}", **more}


THREE = [station(0.0), station(0.01, operator="中国电信"), station(-0.02)]


def model(terrain: Terrain, stations: list[dict[str, Any]], folder: Path | None) -> ByTerrain:
    chosen = settings_of.default()
    ground_settings = chosen.terrain.model_copy(update={"reach_km": 5.0})
    chosen = chosen.model_copy(update={"terrain": ground_settings})
    if folder is None:
        memories = (NoMemory(), NoMemory())
    else:
        memories = (
            LevelMemory(folder / "region", "same", NETWORKS[:2], exact=False),
            LevelMemory(folder / "places", "same", NETWORKS[:2], exact=True),
        )
    return ByTerrain.over(terrain, transmitters(stations), chosen, *memories)


def same(first: Window, second: Window) -> bool:
    names = ("level_dbm", "server", "possible_dbm", "clear_dbm", "blocker", "blocked_km")
    return all(
        np.array_equal(getattr(first, name), getattr(second, name), equal_nan=True)
        for name in names
    )


def watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that receives the cells computed for each site."""
    counted: list[int] = []
    losses = ByTerrain._losses

    def count(self: ByTerrain, cells: Any, *rest: Any) -> Any:
        counted.append(cells.cell.size)
        return losses(self, cells, *rest)

    monkeypatch.setattr(by_terrain.ByTerrain, "_losses", count)
    return counted


def test_places_and_the_region_come_back_to_the_bit(hills: Terrain, tmp_path: Path) -> None:
    fresh = model(hills, THREE, tmp_path)
    place, region = fresh.over_place(GRID), fresh.over_window(GRID)
    again = model(hills, THREE, tmp_path)
    assert same(again.over_place(GRID), place)
    kept = again.over_window(GRID)
    for name in ("level_dbm", "server", "possible_dbm", "clear_dbm"):
        assert np.array_equal(getattr(kept, name), getattr(region, name), equal_nan=True)
    for threshold in (-110.0, -105.0, -80.0):
        assert (kept.limits(threshold) == region.limits(threshold)).all()
        assert (kept.classes(threshold) == region.classes(threshold)).all()


def test_networks_that_are_split_and_4g_come_back_to_the_bit(
    hills: Terrain, tmp_path: Path
) -> None:
    mixed = [
        station(0.0, band="n28"),
        station(0.01, band="n41"),
        station(-0.01, band="n28", operator="中国广电"),
        station(0.02, tech="LTE", band="B8"),
    ]
    chosen = settings_of.default()
    sources = transmitters(mixed)
    assert len(sources.networks) == 4
    for name, exact in (("over_window", False), ("over_place", True)):
        kept = LevelMemory(tmp_path / name, "same", sources.networks, exact=exact)
        fresh, again = (
            getattr(ByTerrain.over(hills, sources, chosen, kept, kept), name)(GRID)
            for _ in range(2)
        )
        assert again.networks == fresh.networks == sources.networks
        assert np.array_equal(again.level_dbm, fresh.level_dbm, equal_nan=True)
        assert np.array_equal(again.possible_dbm, fresh.possible_dbm, equal_nan=True)
        assert (again.reached(-105.0).at_50 > 0).any()


def test_what_is_known_is_not_computed_again(
    hills: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model(hills, THREE, tmp_path).over_place(GRID)
    computed = watched(monkeypatch)
    model(hills, THREE, tmp_path).over_place(GRID)
    assert computed == []


@pytest.mark.parametrize("first", [True, False])
def test_a_new_station_is_added_to_what_is_known_and_nothing_else_is_computed(
    hills: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    new = station(0.005, operator="中国电信")
    after = [new, *THREE] if first else [*THREE, new]  # where in the list does not matter
    expected = model(hills, after, None).over_place(GRID)
    model(hills, THREE, tmp_path).over_place(GRID)
    computed = watched(monkeypatch)
    assert same(model(hills, after, tmp_path).over_place(GRID), expected)
    assert 0 < len(computed) <= 2  # its own surroundings, and what lies further out
    computed.clear()
    assert same(model(hills, after, tmp_path).over_place(GRID), expected)
    assert computed == []


@pytest.mark.parametrize("first", [True, False])
def test_the_region_is_the_same_whether_a_station_was_there_from_the_start(
    hills: Terrain, tmp_path: Path, first: bool
) -> None:
    new = station(0.005, operator="中国电信")
    after = [new, *THREE] if first else [*THREE, new]
    model(hills, THREE, tmp_path).over_window(GRID)
    added = model(hills, after, tmp_path).over_window(GRID)
    fresh = model(hills, after, None).over_window(GRID)
    for name in ("level_dbm", "server", "possible_dbm", "clear_dbm"):
        assert np.array_equal(getattr(added, name), getattr(fresh, name), equal_nan=True)


@pytest.mark.parametrize("asked", ["over_window", "over_place"])
def test_of_equals_the_first_serves_whatever_the_order_was_when_levels_were_kept(
    hills: Terrain, tmp_path: Path, asked: str
) -> None:
    shared = [station(0.0), station(0.0, operator="中国电信"), station(0.01)]
    getattr(model(hills, shared, tmp_path), asked)(GRID)
    turned = [shared[1], shared[0], shared[2]]  # as when a proposed station is listed as built
    fresh = getattr(model(hills, turned, None), asked)(GRID)
    assert (fresh.server == 0).any() and not (fresh.server == 1).any()
    for _ in range(2):  # what is kept now is of this order
        again = getattr(model(hills, turned, tmp_path), asked)(GRID)
        for name in ("level_dbm", "server", "possible_dbm", "clear_dbm"):
            assert np.array_equal(getattr(again, name), getattr(fresh, name), equal_nan=True)


def test_another_order_of_stations_far_apart_computes_nothing_again(
    hills: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = [station(0.0), station(1.0, operator="中国电信")]  # which reaches no cell of the window
    model(hills, far, tmp_path).over_window(GRID)
    computed = watched(monkeypatch)
    model(hills, far[::-1], tmp_path).over_window(GRID)
    assert computed == []


def test_a_station_that_is_gone_or_changed_leaves_nothing_behind(
    hills: Terrain, tmp_path: Path
) -> None:
    model(hills, THREE, tmp_path).over_place(GRID)
    for stations in (THREE[1:], [station(0.0, height_m=31.0), *THREE[1:]]):
        expected = model(hills, stations, None).over_place(GRID)
        assert same(model(hills, stations, tmp_path).over_place(GRID), expected)


def test_what_another_context_or_a_broken_file_left_is_not_used(
    hills: Terrain, tmp_path: Path
) -> None:
    one = model(hills, THREE, tmp_path)
    known = Known(one.over_place(GRID), one.keys)
    memory = LevelMemory(tmp_path / "own", "one", NETWORKS[:2], exact=True)
    assert memory.recall(GRID) is None
    memory.keep(known)
    assert LevelMemory(tmp_path / "own", "one", NETWORKS[:2], exact=True).recall(GRID) is not None
    assert LevelMemory(tmp_path / "own", "two", NETWORKS[:2], exact=True).recall(GRID) is None
    assert memory.recall(replace(GRID, cell_m=50.0)) is None
    (file,) = (tmp_path / "own").glob("*.tif")
    file.write_bytes(file.read_bytes()[:100])
    assert memory.recall(GRID) is None


def test_keys_follow_what_levels_depend_on_and_not_names_or_order() -> None:
    base = keys_of(transmitters(THREE))
    assert len(set(base)) == len(THREE)
    renamed = [{**s, "id": f"X{i}", "name": "另名"} for i, s in enumerate(THREE)]
    assert (keys_of(transmitters(renamed)) == base).all()
    assert (keys_of(transmitters(THREE[::-1])) == base[::-1]).all()
    of_4g = {"tech": "LTE", "gain_dbi": 22.0, "ss_power_dbm": 17.9, "freq_mhz": 2600.0}
    for change in ({"height_m": 31.0}, {"azimuth_deg": 5.0}, {"operator": "中国联通"}, of_4g):
        assert keys_of(transmitters([{**THREE[0], **change}]))[0] != base[0]
    assert keys_of(transmitters([])).size == 0


def test_stations_keep_their_identity_in_another_list() -> None:
    of, among = np.array(["b", "c", "a"]), np.array(["a", "z", "c", "b", "a"])
    index = np.array([[0, 1], [2, -1]], np.int32)
    assert renumbered(index, of, among).tolist() == [[3, 2], [0, -1]]
    nothing = np.array([], "U1")
    assert renumbered(np.array([-1], np.int32), nothing, among).tolist() == [-1]


def test_a_context_has_a_folder_of_its_own_and_those_of_others_go(tmp_path: Path) -> None:
    levels = tmp_path / "levels"
    first, second = folder_of(levels, "a" * 64), folder_of(levels, "b" * 64)
    for folder in (first, second):
        folder.mkdir(parents=True)
        (folder / "window.tif").write_bytes(b"")
    forget_others(second)
    assert not first.exists() and (second / "window.tif").exists()
