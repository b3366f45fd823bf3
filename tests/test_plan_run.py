"""``covermap plan``: its files, the run that shows them, and the run with its stations built."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import layers
from geo import cli, pipeline
from geo.commands import _plan_table, plan_run
from geo.outputs import plan_files, store
from geo.pipeline import Folders
from geo.results import empty
from geo.settings import Coverage, Settings
from layers.errors import InputError
from layers.text import Lang
from tests.messages import refusal
from tests.sample_planning import EAST, FAR, WEST, world
from tests.test_pipeline import files_of

OPEN = {WEST, EAST, FAR}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("plan")]


def coarse(chosen: Settings) -> Settings:
    return chosen.model_copy(update={"coverage": Coverage(cell_m=1000.0)})


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return coarse(world(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def kept(
    chosen: Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Folders, plan_run.Outcome]:
    folders = Folders(tmp_path_factory.mktemp("kept"))
    return folders, plan_run.plan(chosen, [], folders)


def verdicts(folders: Folders) -> dict[str, str]:
    areas = store.load(folders.processed).areas
    return {i: v for i, v in zip(areas["id"], areas["area"], strict=True) if i in OPEN}


def test_a_plan_writes_its_frames_and_a_list_of_stations(
    kept: tuple[Folders, plan_run.Outcome],
) -> None:
    folders, found = kept
    assert sorted(files_of(folders.root)) == [
        "data/processed/plan/plan.gpkg",
        "data/processed/plan/proposed_stations.csv",
        "data/processed/plan/proposed_stations.geojson",
    ]
    read = plan_files.read(folders.processed)
    assert read is not None and read.card["places"]["confirmed"] == 3
    for name, frame in read.frames.items():
        kinds = empty(name).dtypes.astype(str).to_dict()
        assert frame.dtypes.astype(str).to_dict() == kinds, name
    assert found.station_list == folders.processed / "plan" / "proposed_stations.csv"


def test_the_list_is_read_back_as_it_was(kept: tuple[Folders, plan_run.Outcome]) -> None:
    _, found = kept
    read = layers.load("proposed_stations", found.station_list)
    columns = [column.name for column in layers.catalogue()["proposed_stations"].columns]
    expected = pd.DataFrame(found.plan.stations[columns])
    found_again = pd.DataFrame(read[columns]).assign(datum="CGCS2000")
    pd.testing.assert_frame_equal(found_again, expected, check_exact=True)


def test_the_geojson_says_the_same(kept: tuple[Folders, plan_run.Outcome]) -> None:
    _, found = kept
    text = found.files[1].read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    assert [f["id"] for f in features] == found.plan.stations["id"].tolist()
    assert features[0]["geometry"]["coordinates"] == [101.515, 36.45]
    assert features[0]["properties"]["tilt_deg"] is None


def test_the_same_plan_is_the_same_bytes(
    chosen: Settings, kept: tuple[Folders, plan_run.Outcome], tmp_path: Path
) -> None:
    plan_run.plan(chosen, [], Folders(tmp_path))
    assert files_of(tmp_path) == files_of(kept[0].root)


def test_a_run_shows_the_plan_until_its_input_changes(
    chosen: Settings, kept: tuple[Folders, plan_run.Outcome]
) -> None:
    folders, found = kept
    pipeline.run(chosen, [], folders)
    results = store.load(folders.processed)
    assert results.card["plan"]["stations"] == 2
    assert results.proposals["closes_ids"].tolist() == found.plan.proposals["closes_ids"].tolist()
    assert len(results.plan_curve) == 3
    assert not pipeline.run(chosen, [], folders).computed
    other = chosen.model_copy(update={"coverage": Coverage(cell_m=1000.0, place_cell_m=20.0)})
    outcome = pipeline.run(other, [], folders)
    assert [f.code for f in outcome.findings if f.field == "plan"] == ["plan-old"]
    results = store.load(folders.processed)
    assert results.card["plan"] is None and results.proposals.empty


def test_a_run_says_that_a_plan_is_damaged(chosen: Settings, tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    damaged = folders.processed / "plan" / plan_files.FILE
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"SQLite format 3\0 and no more")
    outcome = pipeline.run(chosen, [], folders)
    assert [f.code for f in outcome.findings if f.field == "plan"] == ["plan-old"]
    assert store.load(folders.processed).card["plan"] is None


def test_a_run_with_the_proposed_stations_finds_the_promised_places_met(
    chosen: Settings, kept: tuple[Folders, plan_run.Outcome], tmp_path: Path
) -> None:
    pipeline.run(chosen, [], Folders(tmp_path / "before"))
    listed = kept[1].station_list
    assert listed is not None
    pipeline.run(chosen.with_proposed(listed), [], Folders(tmp_path / "after"))
    assert verdicts(Folders(tmp_path / "before")) == dict.fromkeys(OPEN, "not_met")
    assert verdicts(Folders(tmp_path / "after")) == dict.fromkeys(OPEN, "met")
    stations = store.load(tmp_path / "after" / "data" / "processed").stations
    assert stations["status"].value_counts().to_dict() == {"proposed": 6, "built": 1}


def test_a_plan_without_stations_removes_the_list_of_an_earlier_one(
    chosen: Settings, tmp_path: Path
) -> None:
    folders = Folders(tmp_path)
    listed = folders.processed / "plan" / "proposed_stations.csv"
    plan_run.plan(chosen, [], folders)
    assert listed.is_file()
    found = plan_run.plan(chosen.asking(None, 0, None), [], folders)
    assert found.station_list is None and not listed.exists()


@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_a_plan_does_not_replace_the_list_it_starts_from(
    chosen: Settings, tmp_path: Path, suffix: str
) -> None:
    folders = Folders(tmp_path)
    plan_run.plan(chosen, [], folders)
    listed = folders.processed / "plan" / f"proposed_stations{suffix}"
    before = files_of(tmp_path)
    with pytest.raises(InputError) as caught:
        plan_run.plan(chosen.with_proposed(listed), [], folders)
    named = listed.as_posix()
    refusal(caught, "plan-replaces-input", file=named, field="layers.proposed_stations")
    assert files_of(tmp_path) == before
    copy = tmp_path / f"first{suffix}"
    copy.write_bytes(listed.read_bytes())
    assert plan_run.plan(chosen.with_proposed(copy), [], folders).station_list is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_that_goes_on_from_another_says_that_both_lists_are_needed(
    chosen: Settings, kept: tuple[Folders, plan_run.Outcome], lang: Lang
) -> None:
    first = Path("first plan.csv")
    console = Console(record=True, width=500)
    _plan_table.tell(dataclasses.replace(kept[1], beside=first), lang, console)
    said = {"zh": f"方案以已计入的 {first} 为起点", "en": f"the plan goes on from {first}"}
    assert said[lang] in console.export_text()
    _plan_table.tell(kept[1], lang, console)
    assert said[lang] not in console.export_text()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "最少建多少站可达 100 %",
                "建 2 站，新达标 3 处（复算确认）",
                "已证明最优",
                "8 处须先补坐标",
            ],
        ),
        (
            "en",
            ["the fewest stations for 100 %", "2 stations close 3 places", "8 need a coordinate"],
        ),
    ],
)
def test_the_command_says_what_to_build_and_what_to_do_next(
    chosen: Settings, tmp_path: Path, lang: str, said: list[str]
) -> None:
    config = tmp_path / "covermap.toml"
    named = "\n".join(f'{name} = "{path.as_posix()}"' for name, path in chosen.layers.items())
    config.write_text(f"[layers]\n{named}\n[plan]\ngenerate = false\n", encoding="utf-8")
    asked = ["plan", "--config", str(config), "--out", str(tmp_path / "out"), "--lang", lang]
    shown = CliRunner().invoke(cli.app, asked, catch_exceptions=False)
    assert shown.exit_code == 0
    run = f"./covermap run -c {config} --out after --proposed {tmp_path / 'out'}"
    for words in (*said, "BETWEEN", "101.51500, 36.45000", run, "./covermap compare before after"):
        assert words in shown.output


def test_two_questions_at_once_are_refused() -> None:
    shown = CliRunner().invoke(cli.app, ["plan", "--share", "95", "--stations", "3"])
    assert "two-questions" in str(getattr(shown.exception, "findings", ""))
