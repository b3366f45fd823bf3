"""The run: what it writes, when it need not be done again, and what it leaves intact."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from geo import card, ground, pipeline
from geo.outputs import export_formats, report_formats, run_record, store, usual
from geo.pipeline import Folders
from geo.settings import Goals, Terrain
from layers.errors import EnvironmentProblem, InputError
from tests import dems
from tests.conftest import SmallRun, small_settings


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def copied_run(haibei_run: SmallRun, tmp_path: Path) -> Folders:
    shutil.copytree(haibei_run.folders.root, tmp_path / "run")
    return Folders(tmp_path / "run")


def test_a_run_writes_what_its_record_names_and_nothing_else(haibei_run: SmallRun) -> None:
    root = haibei_run.folders.root
    listed = {product["file"] for product in haibei_run.outcome.record["products"]}
    assert set(files_of(root)) == listed | {"data/processed/run.json"}
    assert run_record.intact(haibei_run.outcome.record, root)


def test_every_file_that_rests_on_the_scenario_says_so(haibei_run: SmallRun) -> None:
    processed = {"results.gpkg", "run.json", "catalog.json"}
    plain = {"maps/index.html", *(f"data/processed/{name}" for name in processed)}
    for name in set(files_of(haibei_run.folders.root)) - plain:
        assert "_SYNTHETIC" in name, name
    catalog = (haibei_run.folders.processed / "catalog.json").read_text(encoding="utf-8")
    assert json.loads(catalog)["properties"]["covermap"]["synthetic"] is True


def test_a_limited_run_is_limited(haibei_run: SmallRun) -> None:
    results = store.load(haibei_run.folders.processed)
    assert results.card["scope"] == ["632200"]
    assert results.counties["adcode"].tolist() == ["632221", "632222", "632223", "632224"]
    assert set(results.areas["prefecture_adcode"]) == {"632200"}
    assert set(results.stations["prefecture_adcode"]) == {"632200"}
    assert set(results.coverage["county_adcode"]) == set(results.counties["adcode"])
    pages = sorted(path.name for path in haibei_run.folders.maps.glob("*.html"))
    assert pages == ["632200-haibei_SYNTHETIC.html", "index.html"]


def test_the_card_says_terrain_none_and_names_every_input(haibei_run: SmallRun) -> None:
    card = haibei_run.outcome.record
    assert card["model_card"]["terrain_source"] == "none"
    assert card["synthetic"] is True and card["scenario"] == {"count": 600, "seed": 1}
    named = {row["layer"] for row in card["inputs"]}
    assert {"counties", "government", "population", "transport_hubs"} <= named
    government = next(row for row in card["inputs"] if row["layer"] == "government")
    path = pipeline.ROOT / government["file"]
    assert government["sha256"] == run_record.sha256(path)


def test_the_goals_of_ones_own_are_an_input_like_others(
    haibei_run: SmallRun, tmp_path: Path
) -> None:
    shipped = haibei_run.outcome.record["goals"]
    assert "qh-2022-racks" in {goal["id"] for goal in shipped}
    table = tmp_path / "goals.csv"
    table.write_text(
        "id,year,metric,operator,threshold,title_zh\nx,2026,racks,ge,5,机架\n", encoding="utf-8"
    )
    chosen = haibei_run.chosen.model_copy(update={"goals": Goals(table=table)})
    gathered = SimpleNamespace(goals=[*shipped, {"id": "x", "file": "goals.csv"}])
    assert card._own_goals(haibei_run.chosen, gathered) == []
    assert card._own_goals(chosen, gathered) == [
        {"layer": "goals", "file": "goals.csv", "rows": 1, "sha256": run_record.sha256(table)}
    ]
    before = pipeline.input_key(chosen, ["海北"], {})
    assert before != pipeline.input_key(haibei_run.chosen, ["海北"], {})
    table.write_text(table.read_text(encoding="utf-8").replace(",5,", ",6,"), encoding="utf-8")
    assert pipeline.input_key(chosen, ["海北"], {}) != before


def test_the_model_card_names_the_terrain_and_the_model_that_needs_it(
    haibei_run: SmallRun, tmp_path: Path
) -> None:
    dem = dems.write_tif(tmp_path / "dem.tif", dems.hills(20, 30))
    chosen = haibei_run.chosen.model_copy(update={"terrain": Terrain(dem=dem)})
    assert ground.digests(haibei_run.chosen) == {}
    assert ground.opened(haibei_run.chosen, tmp_path, {}) is None
    digests = ground.digests(chosen)
    assert digests == {dem: run_record.sha256(dem)}
    opened = ground.opened(chosen, tmp_path, digests)
    assert opened is not None
    gathered = SimpleNamespace(computed=pd.DataFrame({"environment": ["RMa", "RMa"]}), people=None)
    said = card.model_card(chosen, gathered, opened)
    plain = card.model_card(chosen, gathered, None)
    assert list(said) == list(plain)
    assert plain["model_id"] == "3GPP TR 38.901 RMa"
    assert said["model_id"] == "ITU-R P.1812-8 (≥ 0.25 km) + 3GPP TR 38.901 RMa (nearer)"
    assert said["model_document"] == f"ITU-R P.1812-8 (09/2025); {plain['model_document']}"
    assert "dem.tif" in said["terrain_source"]
    changed = {name for name in said if said[name] != plain[name]}
    assert changed <= {"model_id", "model_document", *opened.card}


def test_nothing_changed_nothing_done(haibei_run: SmallRun) -> None:
    before = {p: p.stat().st_mtime_ns for p in haibei_run.folders.root.rglob("*")}
    again = pipeline.run(haibei_run.chosen, ["海北"], haibei_run.folders)
    assert again.computed is False
    assert again.record == haibei_run.outcome.record
    assert {p: p.stat().st_mtime_ns for p in haibei_run.folders.root.rglob("*")} == before


def test_a_forced_run_gives_the_same_bytes(copied_run: Folders) -> None:
    before = files_of(copied_run.root)
    steps: list[tuple[str, int]] = []

    def progress(name: str, ticks: int) -> pipeline.Tick:
        steps.append((name, ticks))
        return lambda: None

    again = pipeline.run(small_settings(), ["海北"], copied_run, force=True, progress=progress)
    assert again.computed and again.superseded == 0
    assert files_of(copied_run.root) == before
    assert [name for name, _ in steps] == ["inputs", "places", "coverage", "products"]


def test_a_missing_or_changed_product_is_made_again(copied_run: Folders) -> None:
    before = files_of(copied_run.root)
    (copied_run.maps / "index.html").write_text("changed", encoding="utf-8")
    assert pipeline.run(small_settings(), ["海北"], copied_run).computed
    assert files_of(copied_run.root) == before


def test_another_scope_replaces_the_products_of_the_first(copied_run: Folders) -> None:
    mine = copied_run.maps / "notes.html"
    mine.write_text("the planner's own", encoding="utf-8")
    outcome = pipeline.run(small_settings(), ["632300"], copied_run)
    assert outcome.superseded > 0
    names = {path.name for path in copied_run.maps.glob("*.html")}
    assert names == {"index.html", "632300-huangnan_SYNTHETIC.html", "notes.html"}


def test_bad_input_leaves_the_earlier_results_intact(copied_run: Folders, tmp_path: Path) -> None:
    before = files_of(copied_run.root)
    broken = tmp_path / "stations.csv"
    broken.write_text("id,operator,lon,lat\nA,移动,120.0,30.0\n", encoding="utf-8")
    chosen = small_settings().model_copy(update={"layers": {"base_stations": broken}})
    with pytest.raises(InputError) as refused:
        pipeline.run(chosen, ["海北"], copied_run)
    (finding,) = refused.value.findings
    assert (finding.file, finding.row, finding.field) == ("stations.csv", 2, "lon, lat")
    assert files_of(copied_run.root) == before


def test_the_planners_own_stations_take_the_mark_off(tmp_path: Path) -> None:
    own = tmp_path / "stations.csv"
    own.write_text(
        "站点编号,运营商,频段,经度,纬度,坐标系,状态\n"
        "A1,移动,n28,100.90,36.95,CGCS2000,已建\n"
        "A2,电信,n78,100.91,36.96,GCJ02,已建\n"
        "A3,联通,n78,100.92,36.96,CGCS2000,规划\n",
        encoding="gb18030",
    )
    chosen = small_settings().model_copy(update={"layers": {"base_stations": own}})
    folders = Folders(tmp_path / "out")
    outcome = pipeline.run(chosen, ["海北"], folders)
    assert outcome.record["synthetic"] is False and outcome.record["scenario"] is None
    assert not [name for name in files_of(folders.root) if "SYNTHETIC" in name]
    results = store.load(folders.processed)
    assert results.stations["id"].tolist() == ["A1", "A2", "A3"]
    # Planned stations are listed but do not count as coverage.
    assert outcome.record["operators"] == ["中国移动", "中国电信"]
    assert results.prefectures["stations"].tolist() == [2]
    assert {row["file"] for row in outcome.record["inputs"]} >= {"stations.csv"}


def test_a_run_without_any_station_says_no_station_everywhere(tmp_path: Path) -> None:
    from geo.settings import Scenario

    chosen = small_settings().model_copy(update={"scenario": Scenario(count=0, seed=1)})
    folders = Folders(tmp_path)
    pipeline.run(chosen, ["海北"], folders)
    results = store.load(folders.processed)
    assert results.coverage["cells50"].sum() == 0 and results.coverage["cells"].sum() > 0
    placed = results.areas[results.areas["lon"].notna()]
    assert set(placed["area"]) == {"not_met"} and set(placed["cause"]) == {"no_station"}


@pytest.mark.parametrize("write", [pipeline.report, pipeline.export])
def test_products_of_the_last_run_can_be_made_again(write, copied_run: Folders) -> None:
    before = files_of(copied_run.root)
    formats = report_formats() if write is pipeline.report else export_formats()
    written = write(copied_run, [])
    assert written and all(path.is_file() for path in written)
    assert files_of(copied_run.root) == before
    one = next(iter(usual(formats)))  # those on demand are no part of what a run writes
    assert 0 < len(write(copied_run, [one])) < len(written)


def test_a_product_that_somebody_removed_ends_no_export_and_is_missed(copied_run: Folders) -> None:
    (removed, *_) = sorted(copied_run.exports.rglob("*.geojson"))
    removed.unlink()
    pipeline.export(copied_run, ["kml"])
    name = removed.relative_to(copied_run.root).as_posix()
    assert name not in (copied_run.processed / "catalog.json").read_text(encoding="utf-8")
    record = run_record.require(copied_run.processed)
    assert name in {product["file"] for product in record["products"]}
    assert not run_record.intact(record, copied_run.root)  # so that the next run makes it again
    pipeline.export(copied_run, ["geojson"])
    assert run_record.intact(run_record.require(copied_run.processed), copied_run.root)
    assert removed.is_file()


@pytest.mark.parametrize("write", [pipeline.report, pipeline.export])
def test_results_of_a_run_that_did_not_finish_are_no_results(write, copied_run: Folders) -> None:
    record = copied_run.processed / "run.json"
    text = record.read_text(encoding="utf-8")
    run_id = json.loads(text)["run_id"]
    record.write_text(text.replace(f'"run_id": "{run_id}"', '"run_id": "of before"'), "utf-8")
    before = files_of(copied_run.root)
    with pytest.raises(EnvironmentProblem, match="did not finish"):
        write(copied_run, [])
    assert files_of(copied_run.root) == before


def test_every_start_sweeps_what_killed_runs_left(copied_run: Folders) -> None:
    before = files_of(copied_run.root)
    places = [copied_run.reports, copied_run.maps / "tianditu", copied_run.processed / "levels"]
    for place in places:
        (place / ".covermap-part-x").mkdir(parents=True)
        (place / ".covermap-part-x" / "half").write_bytes(b"half")
    assert not pipeline.run(small_settings(), ["海北"], copied_run).computed
    assert files_of(copied_run.root) == before
    assert not list(copied_run.root.rglob(".covermap-part-*"))


def test_reports_need_a_run_and_a_known_format(copied_run: Folders, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="covermap run"):
        pipeline.report(Folders(tmp_path / "empty"), [])
    with pytest.raises(InputError, match=r"docx.*html"):
        pipeline.report(copied_run, ["odt"])


@pytest.mark.parametrize("profile", ["cn-field-106", "taiyuan-urban"])  # unknown; not outdoors
def test_a_threshold_profile_that_cannot_be_computed_is_refused_before_anything_is_written(
    profile: str, tmp_path: Path
) -> None:
    chosen = small_settings()
    coverage = chosen.coverage.model_copy(update={"threshold_profile": profile})
    with pytest.raises(InputError, match="cn-field-105"):
        pipeline.run(chosen.model_copy(update={"coverage": coverage}), [], Folders(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_run_json_is_readable_by_anyone(haibei_run: SmallRun) -> None:
    text = (haibei_run.folders.processed / "run.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["run_id"] == record["key"][:12]
    assert "海北" not in json.dumps(record["products"], ensure_ascii=False)  # portable names
    assert text.endswith("}\n")
