"""A run over a DEM from settings to products: what it uses, what it says, what it does not redo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin

from geo import pipeline, settings
from geo.coverage import AT_90, NO_DATA, NO_STATION, OUTSIDE, by_terrain
from geo.grid import GEOD, unproject
from geo.outputs import cog, server_list, store
from geo.pipeline import Folders
from geo.results import LIMITS, Results
from layers.errors import InputError

WEST, NORTH, PIXEL = 98.0, 39.2, 1.0 / 600.0  # six arc-seconds
COLUMNS, ROWS = round(4.7 / PIXEL), round(2.6 / PIXEL)
HOLE_WEST = 101.4  # east of it no tile was delivered: most of 门源
RASTERS = (
    "level_any",
    "level90_any",
    "probability_any",
    "class_any",
    "limit",
    "operators",
    "best_server",
)


def write_dem(path: Path, *, hole: bool = True) -> Path:
    """Write ranges of 600 m that run north-west, over Haibei."""
    east = (np.arange(COLUMNS) + 0.5) * PIXEL
    north = (np.arange(ROWS) + 0.5)[:, None] * PIXEL
    z = 3200.0 + 300.0 * np.sin(60.0 * (east + 1.3 * north)) * np.cos(25.0 * (east - north))
    if hole:
        z[:, east + WEST > HOLE_WEST] = -32768
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=COLUMNS,
        height=ROWS,
        count=1,
        dtype="int16",
        crs=4326,
        nodata=-32768,
        transform=from_origin(WEST, NORTH, PIXEL, PIXEL),
        compress="deflate",
    ) as dataset:
        dataset.write(z.astype(np.int16), 1)
    return path


def chosen(dem: Path, **coverage: object) -> settings.Settings:
    plain = settings.default()
    coverage = {"cell_m": 500.0, "tile_cells": 256, "place_cell_m": 30.0, **coverage}
    return plain.model_copy(
        update={
            "scenario": settings.Scenario(count=300, seed=1),
            "coverage": settings.Coverage(**coverage),
            "terrain": settings.Terrain(dem=dem, reach_km=6.0),
        }
    )


@dataclass(frozen=True)
class Run:
    """A finished run."""

    folders: Folders
    settings: settings.Settings
    outcome: pipeline.Outcome

    def results(self) -> Results:
        return store.load(self.folders.processed)

    def raster(self, stem: str) -> np.ndarray:
        return values(self.folders.rasters / f"{stem}_SYNTHETIC.tif")


def values(path: Path) -> np.ndarray:
    with rasterio.open(path) as dataset:
        return dataset.read(1)


def run(folder: Path, asked: settings.Settings) -> Run:
    return Run(Folders(folder), asked, pipeline.run(asked, ["海北"], Folders(folder), force=True))


@pytest.fixture(scope="module")
def dem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dem(tmp_path_factory.mktemp("dem") / "ranges.tif")


@pytest.fixture(scope="module")
def haibei(tmp_path_factory: pytest.TempPathFactory, dem: Path) -> Run:
    return run(tmp_path_factory.mktemp("run"), chosen(dem))


def test_the_model_card_names_model_and_dem(haibei: Run, dem: Path) -> None:
    record = haibei.outcome.record
    card = record["model_card"]
    assert card["model_id"].startswith("ITU-R P.1812-8 (≥ 0.25 km) + 3GPP TR 38.901")
    assert card["terrain_source"] == dem.name and card["terrain_resolution"] == "6 arc-seconds"
    (listed,) = [row for row in record["inputs"] if row["layer"] == "dem"]
    assert listed["file"] == dem.name and len(listed["sha256"]) == 64


def test_a_run_says_which_parts_have_no_terrain(haibei: Run) -> None:
    said = {f.code: f for f in haibei.outcome.findings if f.field == "terrain.dem"}
    assert {"no-terrain", "station-off-terrain", "coarse-terrain"} <= set(said)
    assert "门源" in said["no-terrain"].what.zh
    assert "祁连" not in said["no-terrain"].what.zh  # far from the hole
    open_cells = haibei.results().coverage.groupby("county_adcode")["cells_no_data"].sum()
    assert open_cells["632221"] > 0 and open_cells["632222"] == 0


def test_the_maps_show_the_relief_of_the_dem(haibei: Run) -> None:
    listed = [product["file"] for product in haibei.outcome.record["products"]]
    assert "data/processed/coverage/relief_632200.tif" in listed
    assert "data/processed/coverage/relief_630000.tif" in listed
    for page in ("index.html", "632200-haibei_SYNTHETIC.html"):
        text = (haibei.folders.maps / page).read_text(encoding="utf-8")
        picture = text.split('"relief":{"uri":"data:image/webp;base64,')[1].split('"')[0]
        assert 10_000 < len(picture) < 540_000  # 400 kB before it is encoded


def test_no_data_is_neither_covered_nor_uncovered(haibei: Run) -> None:
    classes, limit = haibei.raster("class_any"), haibei.raster("limit")
    assert ((classes == NO_DATA) == (limit == LIMITS.index("no_data"))).all()
    assert (haibei.raster("probability_any")[classes == NO_DATA] == 254).all()
    figures = haibei.results()
    cells = figures.limits.groupby("limit")["cells"].sum()
    inside = classes[classes != OUTSIDE]
    assert cells["no_data"] == (inside == NO_DATA).sum() > 0
    assert cells.sum() == inside.size
    assert cells["terrain"] > 0  # and the ranges do block


def test_the_best_server_of_a_cell_is_a_station_within_reach(haibei: Run) -> None:
    number, classes = haibei.raster("best_server"), haibei.raster("class_any")
    assert ((number == cog.NO_LEVEL) == (classes == OUTSIDE)).all()
    assert ((number == cog.NO_SERVER) == (classes == NO_STATION)).all()
    assert (number[classes == NO_DATA] == cog.SERVER_UNKNOWN).all()
    assert (number[classes == AT_90] > 0).mean() > 0.9
    listed = pd.read_csv(server_list.file_of(haibei.folders.rasters, True)).set_index("number")
    rows, columns = np.nonzero(number > 0)
    with rasterio.open(haibei.folders.rasters / "best_server_SYNTHETIC.tif") as raster:
        lon, lat = unproject(raster.crs.to_wkt(), *raster.xy(rows, columns))
    server = listed.loc[number[rows, columns]]
    away = GEOD.inv(lon, lat, server["lon"].to_numpy(), server["lat"].to_numpy())[2]
    assert away.max() < 6000.0 and len(server.index.unique()) > 5


def test_places_in_the_hole_have_no_verdict_and_say_why(haibei: Run) -> None:
    areas = haibei.results().areas.set_index("id")
    lost = areas[(areas["lon"] > HOLE_WEST + 0.1) & (areas["nearest_km"] < 3.0)]
    assert len(lost) > 0
    assert set(lost["area"]) == {"no_data"} and set(lost["cause"]) == {"no_data"}
    kept = areas[(areas["lon"] < HOLE_WEST - 0.1) & areas["lon"].notna()]
    assert "no_data" not in set(kept["area"])


def test_places_in_range_have_a_profile_that_ends_in_the_void_or_gives_their_level(
    haibei: Run,
) -> None:
    results = haibei.results()
    areas = results.areas.set_index("id")
    void = results.profiles[results.profiles["state"] == "void"]
    assert set(void["id"]) == set(areas.index[areas["cause"] == "no_data"])
    serving = results.profiles[results.profiles["chosen"] == "serves"].set_index("id")
    assert len(serving) > 5
    # The DEM is coarse: coverage takes points between its own, a path does not.
    there = serving["level_dbm"] - areas["level_dbm"].reindex(serving.index)
    assert there.abs().max() < 1.0
    assert set(results.profiles["station"]) <= set(results.stations["id"])


def test_rasters_do_not_depend_on_tiles_or_threads(
    haibei: Run, dem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_terrain, "_WORTH_SHARING", 10**9)  # everything on one thread
    other = run(tmp_path, chosen(dem, tile_cells=64))
    for stem in RASTERS:
        assert np.array_equal(other.raster(stem), haibei.raster(stem)), stem
    columns = ["id", "area", "reach", "share50", "share90", "level_dbm", "cause", "blocked_lon"]
    pd.testing.assert_frame_equal(other.results().areas[columns], haibei.results().areas[columns])


def stations_file(folder: Path, run_: Run, extra: bool, *, backwards: bool = False) -> Path:
    """Write the scenario as a planner's list, with one more station if asked for."""
    stations = pd.DataFrame(run_.results().stations.drop(columns="geometry"))
    stations = stations[stations["prefecture_adcode"] == "632200"]
    kept = ["id", "name", "operator", "band", "lon", "lat", "height_m", "environment"]
    table = stations[kept]
    if extra:
        table = pd.concat(
            [table, table.iloc[[5]].assign(id="NEW", lon=table["lon"].iloc[5] + 0.02)]
        )
    path = folder / "stations.csv"
    table.iloc[:: -1 if backwards else 1].to_csv(path, index=False, encoding="utf-8")
    return path


def test_one_station_more_is_added_and_gives_what_a_new_run_gives(
    haibei: Run, dem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_stations(*, extra: bool, backwards: bool = False) -> settings.Settings:
        path = stations_file(tmp_path, haibei, extra, backwards=backwards)
        return chosen(dem).model_copy(update={"layers": {"base_stations": path}})

    first, second = tmp_path / "grown", tmp_path / "new"
    pipeline.run(with_stations(extra=False), ["海北"], Folders(first))
    computed: list[int] = []
    losses = by_terrain.ByTerrain._losses

    def count(self, cells, lead, *rest):  # type: ignore[no-untyped-def]
        computed.append(int(lead))
        return losses(self, cells, lead, *rest)

    with monkeypatch.context() as watched:
        watched.setattr(by_terrain.ByTerrain, "_losses", count)
        watched.setattr(by_terrain.ByTerrain, "at_point", _nothing)
        pipeline.run(with_stations(extra=True), ["海北"], Folders(first))
    assert computed and len(set(computed)) == 1  # the new one alone
    pipeline.run(with_stations(extra=True, backwards=True), ["海北"], Folders(second))
    for stem in RASTERS:
        grown, new = (
            values(f / "data/processed/coverage" / f"{stem}.tif") for f in (first, second)
        )
        assert np.array_equal(grown, new), stem


def _nothing(model: by_terrain.ByTerrain, x: float, y: float) -> by_terrain.Window:
    """Stand in for the exact paths to a place's point, which are not kept."""
    grid = by_terrain.point_window(model.sources.crs, x, y)
    return by_terrain.Window.empty(grid, model.sources.networks)


def test_a_dem_that_cannot_be_used_stops_the_run_before_anything_is_written(
    haibei: Run, tmp_path: Path
) -> None:
    turned = tmp_path / "turned.tif"
    with rasterio.open(
        turned,
        "w",
        driver="GTiff",
        width=9,
        height=9,
        count=1,
        dtype="int16",
        crs=4326,
        transform=rasterio.Affine.rotation(30.0) * rasterio.Affine.scale(PIXEL),
    ) as dataset:
        dataset.write(np.full((9, 9), 3000, np.int16), 1)
    with pytest.raises(InputError) as refused:
        pipeline.run(chosen(turned), ["海北"], Folders(tmp_path / "out"))
    assert refused.value.findings[0].file == "turned.tif"
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").rglob("*.tif"))


def test_an_unchanged_run_is_not_repeated_but_another_dem_is(
    haibei: Run, dem: Path, tmp_path: Path
) -> None:
    own = tmp_path / "dem.tif"
    own.write_bytes(dem.read_bytes())
    asked = chosen(own)
    folders = Folders(tmp_path / "out")
    assert pipeline.run(asked, ["海北"], folders).computed
    assert not pipeline.run(asked, ["海北"], folders).computed
    write_dem(own, hole=False)
    again = pipeline.run(asked, ["海北"], folders)
    assert again.computed
    assert "no-terrain" not in {finding.code for finding in again.findings}
    assert cog.file_of(folders.rasters, cog.LIMIT, True).is_file()
