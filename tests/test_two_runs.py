"""``covermap compare`` and ``[report] previous``: what is written, said, refused and returned."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import openpyxl
import pytest
from lxml import html as lxml_html
from typer.testing import CliRunner

from geo import cli, pipeline, settings
from geo.commands import two_runs
from geo.outputs import comparison_files, run_record, store
from geo.pipeline import Folders
from geo.summary import comparison_report
from layers.errors import InputError
from tests.conftest import SmallRun, small_settings
from tests.sample_results import HOSTILE_NAME
from tests.sample_runs import (
    CELL,
    LEFT,
    TOP,
    classes,
    finish,
    grid_card,
    run_results,
    with_verdicts,
)
from tests.test_cli import call

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
FOLDER = Path("maps", "compare-before-now")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = with_verdicts(
        run_results("before"),
        {("QH-GV-001", "area"): "not_met", ("QH-SC-003", "reach"): "not_met"},
    )
    root = tmp_path_factory.mktemp("earlier")
    return finish(root, results, classes(0, 1, 2, 3, 4))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = with_verdicts(
        run_results("now", scenario={"count": 11, "seed": 7}), {("QH-TH-001", "area"): "undecided"}
    )
    return finish(tmp_path_factory.mktemp("later"), results, classes(2, 3, 1, 0, 3))


@pytest.fixture(scope="module")
def found(earlier: Path, later: Path) -> two_runs.Comparison:
    """Return the comparison of the two, written among the maps of the later one."""
    return two_runs.compare(earlier, later, None, None)


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a comparison be computed and told, but write no more than its raster."""
    monkeypatch.setattr(comparison_files, "write", lambda *_arguments: [])


# ---------------------------------------------------------------- the command
def test_a_comparison_is_told_in_a_short_table(
    no_files: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    earlier: Path,
    later: Path,
) -> None:
    assert call(monkeypatch, "compare", str(earlier), str(later)) == 0
    shown = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "before → now · 预测：模型计算，非实测" in lines
    assert any(line.startswith("SYNTHETIC：") for line in lines)
    assert any(line.startswith("! 两次运行的基站来源不同") for line in lines)
    # category, rule, gained, lost, unchanged, other, met before, met now
    assert "目标合计 面积 1 1 21 0 6 6" in lines
    assert "目标合计 通达 0 0 22 1 11 11" in lines
    # 6 cells of Qilian gained, 6 lost, 3 unknown: 0.01 km² each
    assert any(line.startswith("海北藏族自治") and "0.1 0.1 0.0 0.0 0.0" in line for line in lines)
    assert str(later / FOLDER) in shown


def test_the_table_speaks_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], earlier: Path, later: Path
) -> None:
    assert call(monkeypatch, "compare", str(earlier), str(later), "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert "newly met" in shown and "no longer met" in shown and "the two runs differ" in shown
    page = (later / FOLDER / "comparison_SYNTHETIC.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert '<html lang="en">' in (later / FOLDER / "difference-map_SYNTHETIC.html").read_text(
        "utf-8"
    )


def test_report_workbook_tables_map_and_raster_are_written(
    found: two_runs.Comparison, later: Path
) -> None:
    assert found.folder == later / FOLDER
    names = {path.relative_to(found.folder).as_posix() for path in found.folder.rglob("*")}
    keys = ("runs", "rates", "counts", "places", "areas")
    assert names == {
        "comparison_SYNTHETIC.html",
        "comparison_SYNTHETIC.docx",
        "comparison_SYNTHETIC.xlsx",
        "comparison_SYNTHETIC",
        "comparison_SYNTHETIC/00-contents.csv",
        "comparison_SYNTHETIC/00-cover.csv",
        *(f"comparison_SYNTHETIC/15-compared_{key}.csv" for key in keys),
        "difference-map_SYNTHETIC.html",
        "change_SYNTHETIC.tif",
    }
    # The later run is as it was, and its record still says so.
    assert run_record.intact(run_record.require(later / "data" / "processed"), later)


def test_every_format_gives_the_same_numbers(found: two_runs.Comparison) -> None:
    table = comparison_report(found.results).table("compared_counts")
    wanted = [[str(c) for c in row[2:]] for row in table.rows]
    page = lxml_html.parse(found.folder / "comparison_SYNTHETIC.html").getroot()
    (block,) = page.xpath('//div[@id="compared_counts"]')
    printed = [[td.text_content() for td in tr.xpath("./td")] for tr in block.xpath(".//tbody/tr")]
    assert [row[2:] for row in printed] == wanted
    book = openpyxl.load_workbook(found.folder / "comparison_SYNTHETIC.xlsx")
    assert book.sheetnames[0] == "与上期比较"
    (sheet,) = [s for s in book.worksheets if str(s["A1"].value).startswith(table.title.zh)]
    cells = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [[str(cell) for cell in row[2:]] for row in cells] == wanted
    file = found.folder / "comparison_SYNTHETIC" / "15-compared_counts.csv"
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))[1:]
    assert [row[2:-2] for row in rows] == wanted
    assert {row[-2] for row in rows} == {"是"}  # SYNTHETIC


def test_the_report_leads_to_the_map_and_to_its_own_files(found: two_runs.Comparison) -> None:
    page = lxml_html.parse(found.folder / "comparison_SYNTHETIC.html").getroot()
    links = [link for link in page.xpath("//a/@href") if not link.startswith("#")]
    assert links.count("difference-map_SYNTHETIC.html") == 2  # in the head and in section 15
    assert all((found.folder / link).exists() for link in links)
    assert "SYNTHETIC" in page.xpath('//p[@class="synthetic"]')[0].text_content()


def test_only_the_earlier_run_invented_still_marks_every_file(
    earlier: Path, tmp_path: Path
) -> None:
    real = run_results("now", synthetic=False, scenario=None)
    finish(tmp_path / "real", real, classes(0, 1, 2, 3, 4))
    found = two_runs.compare(earlier, tmp_path / "real", tmp_path / "out", None)
    files = [path for path in (tmp_path / "out").rglob("*") if path.suffix != ".csv"]
    assert all("_SYNTHETIC" in path.name for path in files) and len(files) == 6
    assert "SYNTHETIC" in (found.folder / "comparison_SYNTHETIC.html").read_text("utf-8")


def test_a_run_with_itself_has_no_loss(
    no_files: None, monkeypatch: pytest.MonkeyPatch, later: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = two_runs.compare(later, later, out, None)
    assert set(found.results.changes["change"]) == {"unchanged"} and found.lost == 0
    assert (
        call(monkeypatch, "compare", str(later), str(later), "-o", str(out), "--fail-on-loss") == 0
    )


def test_a_loss_makes_an_exit_code_only_when_asked_for(
    no_files: None, monkeypatch: pytest.MonkeyPatch, earlier: Path, later: Path, tmp_path: Path
) -> None:
    arguments = ("compare", str(earlier), str(later), "-o", str(tmp_path / "out"))
    assert call(monkeypatch, *arguments) == 0
    assert call(monkeypatch, *arguments, "--fail-on-loss") == 1


@pytest.mark.parametrize(
    ("place", "rule", "lost"),
    [("QH-GV-001", "area", 1), ("QH-GV-001", "reach", 0), ("QH-TS-001", "area", 0)],
)
def test_only_places_of_the_goal_by_its_rule_count_as_lost(
    no_files: None, tmp_path: Path, place: str, rule: str, lost: int
) -> None:
    before = finish(tmp_path / "a", run_results("a"), classes(3))
    after = with_verdicts(run_results("b"), {(place, rule): "not_met"})
    finish(tmp_path / "b", after, classes(3))
    assert two_runs.compare(before, tmp_path / "b", tmp_path / "out", None).lost == lost


def test_arguments_that_cannot_be_compared_exit_with_2_and_write_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    earlier: Path,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    for first, second, named in (
        (tmp_path / "nowhere", earlier, "EARLIER"),
        (earlier, tmp_path / "nowhere", "LATER"),
    ):
        assert call(monkeypatch, "compare", str(first), str(second), "-o", str(out)) == 2
        shown = capsys.readouterr().err
        assert named in shown and "nowhere" in shown and "--out" in shown
        assert "Traceback" not in shown
    finer = {**grid_card(28), "cell_m": CELL / 2, "transform": [0.05, 0, LEFT, 0, -0.05, TOP]}
    fine = finish(tmp_path / "fine", run_results("fine", grid=finer), classes(3))
    assert call(monkeypatch, "compare", str(earlier), str(fine), "-o", str(out)) == 2
    assert "cell_m" in capsys.readouterr().err
    assert not out.exists()


def test_help_is_in_both_languages() -> None:
    text = CliRunner().invoke(cli.app, ["compare", "--help"]).output
    assert "比较两次运行" in text and "compare two runs" in text and "--fail-on-loss" in text


def test_hostile_names_stay_text_on_the_terminal(
    no_files: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    results = run_results("now")
    prefectures = results.prefectures.assign(name_zh="[b]州", name_en=HOSTILE_NAME)
    results = dataclasses.replace(results, prefectures=prefectures)
    run = finish(tmp_path / "run", results, classes(3))
    assert call(monkeypatch, "compare", str(run), str(run), "-o", str(tmp_path / "out")) == 0
    assert "[b]州" in capsys.readouterr().out


# ---------------------------------------------------------------- the setting
@pytest.fixture(scope="module")
def chosen(haibei_run: SmallRun) -> settings.Settings:
    """Settings of a run with other stations that is compared with the run of Haibei."""
    report = settings.Report(
        previous=haibei_run.folders.root, review_no="青S（2026）001号", data_date="2026-06-30"
    )
    scenario = settings.Scenario(count=600, seed=2)
    return small_settings().model_copy(update={"report": report, "scenario": scenario})


@pytest.fixture(scope="module")
def compared_run(
    chosen: settings.Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Folders, pipeline.Outcome]:
    folders = Folders(tmp_path_factory.mktemp("compared"))
    return folders, pipeline.run(chosen, ["海北"], folders)


def test_a_run_with_a_previous_one_is_compared_with_it(
    compared_run: tuple[Folders, pipeline.Outcome], haibei_run: SmallRun
) -> None:
    folders, outcome = compared_run
    before = haibei_run.outcome.record
    assert outcome.record["previous"]["run_id"] == before["run_id"] != outcome.record["run_id"]
    results, earlier = (store.load(f.processed) for f in (folders, haibei_run.folders))
    assert set(results.changes["area_id"]) == set(results.areas["id"]) == set(earlier.areas["id"])
    cells = results.change_cells.pivot(index="county_adcode", columns="change", values="cells")
    for results_of, changes in ((results, ["gained", "kept"]), (earlier, ["lost", "kept"])):
        any_operator = results_of.coverage[results_of.coverage["operator"] == "any"]
        covered = any_operator.set_index("county_adcode")["cells50"]
        assert cells[changes].sum(axis=1).to_dict() == covered.to_dict()
    assert (cells["unknown"] == 0).all() and cells["gained"].sum() > 0 and cells["lost"].sum() > 0
    assert [f.code for f in outcome.findings if f.field == "report.previous"] == ["compared-unlike"]


def test_its_products_are_recorded_and_linked(
    compared_run: tuple[Folders, pipeline.Outcome],
) -> None:
    folders, outcome = compared_run
    listed = {product["file"] for product in outcome.record["products"]}
    assert "maps/difference-map_SYNTHETIC.html" in listed
    assert "data/processed/coverage/change_SYNTHETIC.tif" in listed
    assert any(name.endswith("/15-compared_places.csv") for name in listed)
    for page in (folders.maps / "index.html", *folders.maps.glob("632200*.html")):
        assert '"href":"difference-map_SYNTHETIC.html"' in page.read_text("utf-8")
    for report in folders.reports.glob("*.html"):
        root = lxml_html.parse(report).getroot()
        (link,) = root.xpath('//section[@id="s15"]/p/a/@href')
        assert (report.parent / link).resolve() == folders.maps / "difference-map_SYNTHETIC.html"
        assert "较上期" in root.xpath('//section[@id="s1"]')[0].text_content()


def test_the_page_of_the_province_holds_both_runs_and_what_the_settings_say(
    compared_run: tuple[Folders, pipeline.Outcome], haibei_run: SmallRun
) -> None:
    page = (compared_run[0].maps / "index.html").read_text("utf-8")
    data = json.loads(page.split('id="covermap-data">')[1].split("</script>")[0])
    before, earlier = haibei_run.outcome.record, data["earlier"]
    assert earlier["id"] == before["run_id"]
    areas = store.load(haibei_run.folders.processed).areas
    goal = areas[areas["group"] == "goal2022"]
    found = {place["id"]: place["verdict"]["area"] for place in earlier["areas"]}
    assert found == dict(zip(goal["id"], goal["area"], strict=True))
    assert [fact["title"][0] for fact in earlier["unlike"]] == ["基站来源"]
    pictures = {run["uri"] for run in (earlier, data["coverage"])}
    assert len(pictures) == 2  # other stations, another picture
    assert all(uri.startswith("data:image/png;base64,") for uri in pictures)
    assert (data["run"]["review_no"], data["run"]["date"]) == ("青S（2026）001号", "2026-06-30")


def test_it_is_done_again_only_when_the_previous_run_is_another(
    compared_run: tuple[Folders, pipeline.Outcome], chosen: settings.Settings, haibei_run: SmallRun
) -> None:
    folders, _ = compared_run
    assert pipeline.run(chosen, ["海北"], folders).computed is False
    file = haibei_run.folders.processed / "run.json"
    record = file.read_text("utf-8")
    try:
        another = {**json.loads(record), "key": "another"}
        file.write_text(json.dumps(another), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pipeline, "opened", _stop)
            with pytest.raises(_Reached):
                pipeline.run(chosen, ["海北"], folders)
    finally:
        file.write_text(record, encoding="utf-8")


class _Reached(Exception):
    """The run has begun to compute."""


def _stop(*_arguments: object) -> None:
    raise _Reached


def test_without_a_previous_run_nothing_is_compared(haibei_run: SmallRun) -> None:
    assert haibei_run.outcome.record["previous"] is None
    results = store.load(haibei_run.folders.processed)
    assert results.changes.empty and results.change_cells.empty
    assert not list(haibei_run.folders.maps.glob("difference-map*"))


@pytest.mark.parametrize("fault", ["nowhere", "own folder", "other cells"])
def test_a_previous_run_that_cannot_be_used_is_refused_before_anything_is_written(
    fault: str, chosen: settings.Settings, haibei_run: SmallRun, tmp_path: Path
) -> None:
    folders = Folders(tmp_path / "out")
    if fault == "nowhere":
        wrong = chosen.model_copy(update={"report": settings.Report(previous=tmp_path / "gone")})
    elif fault == "own folder":
        wrong, folders = chosen, haibei_run.folders
    else:
        coverage = chosen.coverage.model_copy(update={"cell_m": 1000.0})
        wrong = chosen.model_copy(update={"coverage": coverage})
    before = haibei_run.outcome.record
    with pytest.raises(InputError, match=r"report\.previous"):
        pipeline.run(wrong, ["海北"], folders)
    assert not (tmp_path / "out").exists()
    assert run_record.intact(before, haibei_run.folders.root)


def test_the_command_says_what_the_run_is_compared_on(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    compared_run: tuple[Folders, pipeline.Outcome],
    tmp_path: Path,
) -> None:
    config = tmp_path / "covermap.toml"
    config.write_text("", encoding="utf-8")
    monkeypatch.setattr(pipeline, "run", lambda *_a, **_k: compared_run[1])
    assert call(monkeypatch, "run", "-c", str(config)) == 0
    assert "两次运行的基站来源不同" in capsys.readouterr().out


def test_reports_of_a_compared_run_can_be_written_again(
    compared_run: tuple[Folders, pipeline.Outcome],
) -> None:
    folders, _ = compared_run
    (overview,) = folders.reports.glob("*overview*.html")
    before = overview.read_bytes()
    pipeline.report(folders, ["html"])
    assert overview.read_bytes() == before
