"""Profiles of places and gaps: which path is chosen, and that it is the one of `covermap path`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo import settings
from geo.commands import one_path
from geo.coverage import Window
from geo.grid import unproject
from geo.judging import profiles
from geo.judging.causes import failing_point
from geo.judging.evidence import Blocking, Evidence
from geo.judging.outlines import Outline
from geo.judging.sectors import Sectors
from geo.results import LIMITS, empty
from geo.stations import with_defaults
from geo.terrain import Profile, open_terrain
from tests.dems import degrees, write_tif
from tests.scenes import CRS_WKT, LAT, LON, Painted, levels, station_frame, transmitters, window
from tests.scenes import evidence as evidence_of

SIDE = 361
COLUMNS = (
    "id,name,operator,tech,band,lon,lat,height_m,azimuth_deg,tilt_deg,beamwidth_deg,environment\n"
)


@pytest.fixture(scope="module")
def dem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """0.1° by 0.1° around 101.05 E, 36.95 N: a plain with a wall, a corner of it missing."""
    heights = np.full((SIDE, SIDE), 3000.0, np.float32)
    heights[:, 178:183] = 3400.0
    heights[300:, 300:] = -9999.0
    path = tmp_path_factory.mktemp("dem") / "wall.tif"
    return write_tif(path, heights, degrees(101.0, 37.0), nodata=-9999.0)


@pytest.fixture
def asked(tmp_path: Path, dem: Path) -> settings.Settings:
    (tmp_path / "站.csv").write_text(
        COLUMNS + "QH-1,西山站,中国移动,NR,n41,101.02,36.98,40,90,2,65,RMa\n", encoding="utf-8"
    )
    (tmp_path / "covermap.toml").write_text(
        f'[layers]\nbase_stations = "站.csv"\n[terrain]\ndem = "{dem.as_posix()}"\n', "utf-8"
    )
    return settings.read(tmp_path / "covermap.toml")


def computed(asked: settings.Settings, *targets: tuple[float, float]) -> pd.DataFrame:
    typed = {"tech": "NR", "lon": 101.02, "lat": 36.98, "height_m": 40.0, "environment": "RMa"}
    sector = {"azimuth_deg": 90.0, "tilt_deg": 2.0, "beamwidth_deg": 65.0}
    stations, _ = with_defaults(station_frame([{"id": "QH-1", **typed, **sector}]), "RMa")
    paths = [profiles.Path(f"P{i}", "serves", "QH-1", *at) for i, at in enumerate(targets)]
    dem = asked.terrain.dem
    assert dem is not None
    with open_terrain(dem, None) as terrain:
        return profiles.computed(paths, stations, terrain, asked, synthetic=False)


@pytest.mark.parametrize("at", [(101.08, 36.98), (101.03, 36.97), (101.0213, 36.98012)])
def test_figures_are_those_of_covermap_path(
    asked: settings.Settings, at: tuple[float, float]
) -> None:
    (row,) = computed(asked, at).to_dict("records")
    link = one_path.compute(asked, one_path.Request("QH-1", f"{at[0]},{at[1]}"))
    expected = {
        "km": link.length_km,
        "freq_mhz": link.conditions.frequency_mhz,
        "station_m": 40.0,
        "receiver_m": 1.5,
        "earth_km": link.radius_km,
        "obstacle_km": link.obstacle.distance_km,
        "obstacle_m": link.obstacle.height_m,
        "above_m": link.obstacle.above_ray_m,
        "fresnel_radii": link.obstacle.fresnel_radii,
        "free_db": link.free_space_db,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected)
    assert row["state"] == link.obstacle.state
    if link.losses:
        assert row["loss_db"] == pytest.approx(link.loss_db(50.0))
        assert row["level_dbm"] == pytest.approx(link.level_dbm(50.0))
    else:  # 120 m: nearer than the model goes
        assert np.isnan(row["loss_db"]) and np.isnan(row["level_dbm"])


def test_the_wall_stands_in_the_points_that_are_drawn(asked: settings.Settings) -> None:
    (row,) = computed(asked, (101.08, 36.98)).to_dict("records")
    d, z = (np.array(row[name].split(), int) for name in ("distance_m", "height_m"))
    assert row["state"] == "blocked" and row["obstacle_m"] == pytest.approx(3400.0)
    assert d.size <= 80 and d[0] == 0 and d[-1] == round(1000 * row["km"])
    wall = d[z == 3400]
    assert wall.min() <= 1000 * row["obstacle_km"] <= wall.max()
    assert row["clutter_m"] == ""


def test_a_void_is_told_and_nothing_is_computed_across_it(asked: settings.Settings) -> None:
    (row,) = computed(asked, (101.095, 36.905)).to_dict("records")
    assert row["state"] == "void"
    assert {row[n] is not None and np.isnan(row[n]) for n in ("loss_db", "above_m", "free_db")}
    heights = row["height_m"].split()
    assert heights[-1] == profiles.VOID and heights[0] == "3000"
    assert len(heights) == len(row["distance_m"].split())


def test_there_is_no_profile_from_a_station_to_itself_nor_without_terrain(
    asked: settings.Settings,
) -> None:
    assert computed(asked, (101.02, 36.98)).empty
    path = profiles.Path("P", "serves", "QH-1", 101.0, 37.0)
    none = profiles.computed([path], station_frame([]), None, asked, synthetic=False)
    assert none.dtypes.equals(empty("profiles").dtypes) and none.empty


def sampled(height: np.ndarray, clutter: np.ndarray | None = None) -> Profile:
    d = np.arange(height.size) * 0.03
    return Profile(d, height, clutter, d, d)


def test_few_points_keep_peaks_valleys_and_ends() -> None:
    height = 3000.0 + np.random.default_rng(3).normal(0.0, 5.0, 501)
    height[[123, 307]] = 3600.0, 2500.0
    kept = profiles.thinned(sampled(height))
    assert kept.size <= 80 and kept[0] == 0 and kept[-1] == 500
    assert {123, 307} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()


def test_few_points_keep_voids_and_what_stands_on_the_ground() -> None:
    height, clutter = np.full(400, 3000.0), np.zeros(400)
    clutter[77] = 25.0
    height[200:203] = np.nan
    kept = profiles.thinned(sampled(height, clutter))
    assert kept.size <= 80
    assert 77 in kept and 200 in kept


# ------------------------------------------------------------------------- which path is chosen

AWAY = [{"id": "near"}, {"id": "far", "lat": LAT + 0.05}, {"id": "south", "azimuth_deg": 180.0}]


def model(level: float = -120.0) -> Painted:
    return Painted(lambda grid: levels(grid, level), transmitters(AWAY))


def spot(server: int) -> Window:
    return levels(window(0.01, 1, 1), -110.0, server=server)


def chosen(evidence: Evidence, *gaps: Outline, **row: Any) -> profiles.Path | None:
    place = {
        **{"id": evidence.area_id, "lon": LON, "lat": LAT, "blocked_station": ""},
        **{"sector_station": "", "nearest_station": "near", "nearest_km": 0.2, **row},
    }
    found = model()
    sectors = Sectors(found, -105.0)
    paths = profiles.of_places(
        pd.DataFrame([place]), [evidence], {evidence.area_id: gaps}, sectors, found
    )
    return paths[0] if paths else None


def outline(x: float, y: float, blocking: Blocking | None = None) -> Outline:
    return Outline("A", None, x, y, np.zeros(len(LIMITS), np.int64), np.nan, blocking)  # type: ignore[arg-type]


def test_a_blocked_place_is_seen_from_the_blocked_station_at_the_cell_that_fails() -> None:
    grid = window(30.0, 1, 1)
    blocking = Blocking(1, 2.0, grid.left + 300.0, grid.top)
    (lon,), (lat,) = unproject(CRS_WKT, blocking.x, blocking.y)
    path = chosen(evidence_of(point=spot(0), blocking=blocking), blocked_station="far")
    assert path == ("A", "blocked", "far", round(lon, 5), round(lat, 5))


def test_a_place_beside_a_sector_is_seen_from_the_station_that_looks_away() -> None:
    evidence = evidence_of(point=spot(0))
    path = chosen(evidence, sector_station="south")
    found = model()
    (lon,), (lat,) = unproject(CRS_WKT, *failing_point(evidence, [], Sectors(found, -105.0)))
    assert path == ("A", "sector", "south", round(lon, 5), round(lat, 5))


def test_any_other_place_is_seen_from_what_it_receives_best() -> None:
    assert chosen(evidence_of(point=spot(1))) == ("A", "serves", "far", LON, LAT)


def test_where_nothing_is_received_it_is_the_nearest_station_within_reach() -> None:
    unserved = evidence_of(point=spot(-1))
    assert chosen(unserved) == ("A", "nearest", "near", LON, LAT)
    assert chosen(unserved, nearest_km=model().reach_m / 1000.0 + 0.1) is None
    assert chosen(unserved, nearest_station="", nearest_km=np.nan) is None


def test_gaps_have_a_path_where_something_of_their_own_is_in_the_way() -> None:
    grid = window(30.0, 1, 1)
    blocking = Blocking(1, 2.0, grid.left, grid.top)
    (lon,), (lat,) = unproject(CRS_WKT, grid.left, grid.top)
    rows = [("G1", "far", ""), ("G2", "", "south"), ("G3", "", "")]
    gaps = pd.DataFrame(rows, columns=["gap_id", "blocked_station", "sector_station"])
    outlines = [outline(0.0, 0.0, blocking), outline(0.0, 0.0), outline(0.0, 0.0)]
    assert profiles.of_gaps(gaps.assign(lon=LON, lat=LAT), outlines, model()) == [
        ("G1", "blocked", "far", round(lon, 5), round(lat, 5)),
        ("G2", "sector", "south", LON, LAT),
    ]
