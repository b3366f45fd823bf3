"""The command line as a planner meets it: messages, exit codes, languages."""

import os
import platform
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo import __version__, cli, pipeline
from geo.apart import Apart
from geo.commands import checking
from geo.outputs._lock import NotLocked
from tests.conftest import SmallRun

SMALL = "[scenario]\ncount = 600\nseed = 1\n[coverage]\ncell_m = 500.0\ntile_cells = 256\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "covermap.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `main` as the shell would; return the exit code."""
    monkeypatch.setattr("sys.argv", ["covermap", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, haibei_run: SmallRun) -> None:
    """Let `run` answer with the finished run instead of computing."""
    monkeypatch.setattr(pipeline, "run", lambda *_a, **_k: haibei_run.outcome)


def test_help_lists_the_commands_in_both_languages() -> None:
    text = CliRunner().invoke(cli.app, ["--help"]).output
    for command in ("run", "report", "export", "view", "doctor", "version"):
        assert command in text
    assert "盲区" in text and "gaps" in text


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["check", "a.csv"], "缺少选项 '--role'", "Missing option '--role'"),
        (
            ["check", "a.csv", "--role", "sites", "--datum", "X"],
            "'X' 不是下列之一",
            "is not one of",
        ),
        (["plan", "--share", "500"], "应不大于 100", "less than or equal to 100"),
        (["plan", "--stations", "x"], "应为整数", "valid integer"),
        (["rum"], "没有命令 'rum'", "No such command 'rum'"),
        (["run", "--all"], "没有选项 --all", "No such option: --all"),
        (["path", "1", "2", "3"], "多余的参数 (3)", "extra argument"),
    ],
)
def test_a_wrong_command_line_is_explained_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    zh: str,
    en: str,
) -> None:
    assert call(monkeypatch, *arguments) == 2
    said = capsys.readouterr().err
    assert zh in said and en in said and "./covermap" in said and "--help" in said


def test_without_a_command_the_help_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch) == 2
    assert "doctor" in "".join(capsys.readouterr())


def test_version() -> None:
    assert CliRunner().invoke(cli.app, ["version"]).output == f"covermap {__version__}\n"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["地图", "报告", "导出", "SYNTHETIC：基站为情景数据"]),
        ("zh-Hant", ["地圖", "報告", "導出", "SYNTHETIC：基站為情景數據"]),
        ("en", ["maps", "reports", "invented"]),
    ],
)
def test_a_run_says_where_its_products_are(
    quick: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    config: Path,
    lang: str,
    words: list[str],
) -> None:
    assert call(monkeypatch, "run", "-c", str(config), "--lang", lang) == 0
    shown = capsys.readouterr().out
    for word in words:
        assert word in shown


def test_gaps_make_an_exit_code_only_when_asked_for(
    quick: None, monkeypatch: pytest.MonkeyPatch, config: Path, haibei_run: SmallRun
) -> None:
    assert haibei_run.outcome.record["not_met"] > 0
    assert call(monkeypatch, "run", "-c", str(config)) == 0
    assert call(monkeypatch, "run", "-c", str(config), "--fail-on-gaps") == 1


def test_a_real_run_of_one_prefecture(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    config: Path,
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    arguments = ("run", "-c", str(config), "-p", "黄南州", "--out", str(out))
    assert call(monkeypatch, *arguments) == 0
    assert (out / "maps" / "632300-huangnan_SYNTHETIC.html").is_file()
    capsys.readouterr()
    assert call(monkeypatch, *arguments) == 0
    assert "没有变化" in capsys.readouterr().out
    assert call(monkeypatch, "run", "-c", str(config), "-p", "海北", "--out", str(out)) == 0
    assert "已移除上次运行" in capsys.readouterr().out
    assert call(monkeypatch, "report", "--out", str(out), "-f", "csv, xlsx") == 0
    assert str(out / "maps" / "reports") in capsys.readouterr().out
    assert call(monkeypatch, "export", "--out", str(out), "-f", "geojson") == 0
    assert call(monkeypatch, "doctor", "-c", str(config), "--out", str(out)) == 0
    assert "文件完好" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-p", "海被"], ["海被", "海北", "--prefecture"]),
        (["-c", "nowhere.toml"], ["nowhere.toml", "--config"]),
        (["--lang", "fr"], ["'zh-Hant' or 'en'", "report.lang"]),
    ],
)
def test_bad_arguments_exit_with_2_and_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    config: Path,
    tmp_path: Path,
    arguments: list[str],
    words: list[str],
) -> None:
    given = arguments if "-c" in arguments else [*arguments, "-c", str(config)]
    assert call(monkeypatch, "run", *given, "--out", str(tmp_path / "out")) == 2
    shown = capsys.readouterr().err
    for word in words:
        assert word in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "out").exists()


def test_a_report_without_a_run_exits_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert call(monkeypatch, "report", "--out", str(tmp_path)) == 3
    shown = capsys.readouterr().err
    assert "./covermap run" in shown and "先运行" in shown


def test_doctor_exits_with_3_when_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "covermap.toml"
    config.write_text('[layers]\nfinance = "gone.csv"\n', encoding="utf-8")
    assert call(monkeypatch, "doctor", "-c", str(config), "--out", str(tmp_path)) == 3
    shown = capsys.readouterr().out
    assert "✗" in shown and "gone.csv" in shown and "✓" in shown


def test_a_bug_is_said_to_be_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], config: Path
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("somewhere inside")

    monkeypatch.setattr(pipeline, "run", broken)
    assert call(monkeypatch, "run", "-c", str(config), "-p", "海 北") == 70
    shown = capsys.readouterr().err
    for told in (
        *("somewhere inside", "Traceback", "ZeroDivisionError", "缺陷", "this is a bug"),
        *(f"covermap {__version__}", platform.platform(), platform.python_version()),
        f"covermap run -c {config} -p '海 北'",
    ):
        assert told in shown


def test_a_bug_in_the_process_that_reads_is_one_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("Traceback of the other process")

    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    monkeypatch.setattr(Apart, "ask", broken)
    assert call(monkeypatch, "check", str(tmp_path / "a.csv"), "--role", "sites") == 70
    assert "of the other process" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\n" + "1\n" * 30, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "geo", "check", str(tmp_path / "a.csv"), "--role", "sites"]
    told = subprocess.run(
        command, cwd=pipeline.ROOT, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert told.returncode == 1
    assert told.stderr == b""


def test_a_warning_is_told_without_its_place_in_the_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    config: Path,
    haibei_run: SmallRun,
) -> None:
    def warned(*_arguments: object, **_options: object) -> pipeline.Outcome:
        warnings.warn("no locks here", NotLocked, stacklevel=1)
        return haibei_run.outcome

    monkeypatch.setattr(pipeline, "run", warned)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert call(monkeypatch, "run", "-c", str(config)) == 0
    assert capsys.readouterr().err == "no locks here\n"


def test_an_interrupted_run_says_that_results_are_intact(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], config: Path
) -> None:
    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupted)
    monkeypatch.setattr(checking, "check", interrupted)
    for asked in (("run", "-c", str(config)), ("check", "a.csv", "--role", "sites")):
        assert call(monkeypatch, *asked) == 130
        shown = capsys.readouterr()
        assert shown.err.splitlines() == cli._INTERRUPTED.both().splitlines() and not shown.out


def test_the_shipped_settings_are_the_defaults() -> None:
    from geo import settings

    shipped = settings.read(pipeline.ROOT / "covermap.toml")
    assert shipped == settings.default()
