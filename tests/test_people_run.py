"""A whole run with a file of people: five in each cell make people out of cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from affine import Affine

import layers
from geo import card, ground, inputs, people, pipeline, settings
from geo.analysis import PROVINCE_BOUNDS
from geo.grid import covering, equal_area_crs
from geo.outputs import run_record, store
from geo.pipeline import Folders
from geo.results import ANY, Results
from layers.errors import InputError
from tests.conftest import SmallRun, small_settings
from tests.messages import refusal
from tests.populations import write_points, write_raster

CELL_M = 500.0
EACH = 5


@dataclass(frozen=True)
class Populated:
    """A run of Haibei with so many people in each cell."""

    file: Path
    run: SmallRun
    results: Results


def with_people(file: Path) -> settings.Settings:
    return small_settings().model_copy(update={"people": settings.People(file=file)})


@pytest.fixture(scope="module")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Populated:
    folder = tmp_path_factory.mktemp("populated")
    crs = equal_area_crs(PROVINCE_BOUNDS).to_wkt()
    counties = layers.load("counties")
    haibei = counties[counties["prefecture_adcode"] == "632200"]
    bounds = tuple(haibei.to_crs(crs).total_bounds.tolist())
    grid = covering(crs, bounds, CELL_M)
    at = Affine(CELL_M, 0, grid.left, 0, -CELL_M, grid.top)
    file = write_raster(folder / "people.tif", np.full(grid.shape, EACH, np.uint8), at, crs=crs)
    chosen, folders = with_people(file), Folders(folder / "out")
    outcome = pipeline.run(chosen, ["海北"], folders)
    return Populated(file, SmallRun(folders, chosen, outcome), store.load(folders.processed))


def test_people_are_the_cells_in_which_they_live(populated: Populated) -> None:
    keys = ["county_adcode", "operator"]
    cells = populated.results.coverage.set_index(keys)
    found = populated.results.people.set_index(keys).loc[cells.index]
    assert len(cells) >= 8 and cells["cells50"].sum() > 0
    for figure in ("", "50", "90", "_no_data"):
        assert found[f"people{figure}"].tolist() == (EACH * cells[f"cells{figure}"]).tolist()


def test_the_run_names_the_file_and_what_is_odd_about_it(populated: Populated) -> None:
    record = populated.run.outcome.record
    assert record["model_card"]["population_source"] == "people.tif: 500 m"
    assert record["inputs"][-1] == {
        "layer": "people",
        "file": "people.tif",
        "rows": None,
        "sha256": run_record.sha256(populated.file),
    }
    codes = {finding.code for finding in populated.run.outcome.findings}
    assert codes & {"people-far-from-census", "people-left-out"} == {"people-far-from-census"}
    of_any = populated.results.coverage["operator"] == ANY
    counted = EACH * populated.results.coverage.loc[of_any, "cells"].sum()
    said = populated.results.findings.set_index("code").loc["people-far-from-census", "zh"]
    assert f"文件共 {counted:,} 人，普查为 265,322 人" in said


def test_without_a_file_there_are_no_rows(haibei_run: SmallRun) -> None:
    results = store.load(haibei_run.folders.processed)
    assert results.people.empty and "people50" in results.people
    assert haibei_run.outcome.record["model_card"]["population_source"] == "none"


def test_another_content_of_the_file_is_another_run(populated: Populated, tmp_path: Path) -> None:
    again = pipeline.run(populated.run.chosen, ["海北"], populated.run.folders)
    assert not again.computed
    file = write_points(tmp_path / "a.csv", [(101.0, 37.0, 5)])
    first = pipeline.input_key(with_people(file), [], {})
    write_points(file, [(101.0, 37.0, 6)])
    assert pipeline.input_key(with_people(file), [], {}) != first


def test_a_shapefile_of_points_is_hashed_with_what_lies_beside_it(tmp_path: Path) -> None:
    import geopandas as gpd

    points = gpd.points_from_xy([101.0], [37.0])
    gpd.GeoDataFrame({"people": [5]}, geometry=points, crs=4326).to_file(tmp_path / "a.shp")
    given = people.open_people(tmp_path / "a.shp", layers.load("counties"))
    files = people.input_files(tmp_path / "a.shp")
    assert {file.suffix for file in files} >= {".shp", ".dbf", ".shx"}
    (row,) = card._people_rows(given)
    assert (row["file"], row["rows"]) == ("a.shp", 1)
    assert row["sha256"] == run_record.digest_of(run_record.sha256(file) for file in files)


def test_a_file_of_elsewhere_is_refused_and_nothing_is_computed(
    populated: Populated, tmp_path: Path
) -> None:
    # In the province, but not in the prefecture of the run.
    file = write_points(tmp_path / "xining.csv", [(101.78, 36.62, 5)])
    with pytest.raises(InputError) as caught:
        pipeline.run(with_people(file), ["海北"], populated.run.folders)
    refusal(caught, "people-nobody", file="xining.csv", field="people.file")
    assert run_record.intact(populated.run.outcome.record, populated.run.folders.root)
    assert inputs.gather(with_people(file), ["西宁"]).people is not None
    assert ground.digests(with_people(file)) == {}
