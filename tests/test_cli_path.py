"""``covermap path A B`` as a planner meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from geo import inputs, settings
from geo.outputs._path import figure as path_figure
from tests.dems import degrees, write_tif
from tests.test_cli import call

# 0.1° by 0.1° around 101.05 E, 36.95 N: a plain with a wall in the middle.
SIDE = 361


@pytest.fixture(scope="module")
def dem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    heights = np.full((SIDE, SIDE), 3000.0, np.float32)
    heights[:, 178:183] = 3400.0
    heights[300:, 300:] = -9999.0
    path = tmp_path_factory.mktemp("dem") / "wall.tif"
    return write_tif(path, heights, degrees(101.0, 37.0), nodata=-9999.0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with a station list and its settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "站.csv").write_text(
        "id,name,operator,tech,band,lon,lat,height_m,azimuth_deg\n"
        "QH-1,西山站,中国移动,NR,n41,101.02,36.98,40,90\n"
        "QH-2,东山站,中国移动,NR,n41,101.08,36.98,40,270\n"
        "QH-3a,三扇区,中国移动,NR,n41,101.03,36.97,40,0\n"
        "QH-3b,三扇区,中国移动,NR,n41,101.03,36.97,40,120\n"
        "QH-4,[red]{{7*191}}$x$,中国移动,NR,n41,101.02,36.96,40,90\n",
        encoding="utf-8",
    )
    (tmp_path / "covermap.toml").write_text(
        '[layers]\nbase_stations = "站.csv"\n', encoding="utf-8"
    )
    return tmp_path


Shown = pytest.CaptureFixture[str]


def test_from_station_to_point_with_all_it_prints(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    assert call(monkeypatch, "path", "西山站", "101.08,36.98", "--dem", str(dem)) == 0
    shown = capsys.readouterr().out
    for word in (
        "西山站 → B 101.08,36.98", "2600 MHz", "ITU-R P.1812-8", "预测", "受地形阻挡", "阻挡点",
        "Lbulla50", "Ldp", "自由空间损耗", "(69)", "SS-RSRP", "门限 −105 dBm", "wall.tif",
        "B 天线高 1.5 m", "A ss_power_dbm = 17.9",
    ):  # fmt: skip
        assert word in shown, word
    assert "SYNTHETIC" not in shown
    (written,) = folder.glob("path-*.svg")
    assert str(written) in shown and written.name.isascii()


def test_in_english_between_two_stations_as_json(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    arguments = ("path", "QH-1", "QH-2", "--dem", str(dem), "--lang", "en", "-o", "p.json")
    assert call(monkeypatch, *arguments) == 0
    shown = capsys.readouterr().out
    assert "blocked by terrain" in shown and "free-space loss" in shown
    found = json.loads((folder / "p.json").read_text(encoding="utf-8"))
    assert (found["a"]["height_m"], found["b"]["height_m"]) == (40.0, 40.0)
    assert found["a"]["sector"]["azimuth_deg"] == 90.0
    assert found["obstacle"]["lon"] == pytest.approx(101.05, abs=0.001)


def test_between_two_points_no_station_list_is_read(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    monkeypatch.setattr(inputs, "every_station", None)
    points = ("101.01,36.99", "101.03,36.99")
    assert call(monkeypatch, "path", *points, "--dem", str(dem), "-o", "p.png") == 0
    shown = capsys.readouterr().out
    for assumed in ("A 天线高 30 m", "B 天线高 1.5 m", "频率 2600 MHz"):
        assert assumed in shown
    assert "SS-RSRP" not in shown
    assert (folder / "p.png").read_bytes().startswith(b"\x89PNG")


def test_options_take_the_place_of_assumptions(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    assert (
        call(
            monkeypatch, "path", "101.01,36.99", "101.03,36.99", "--dem", str(dem),
            "--height-a", "50", "--height-b", "3", "--frequency", "700", "--time", "10",
            "--polarisation", "horizontal", "-o", "p.json",
        ) == 0
    )  # fmt: skip
    shown = capsys.readouterr().out
    assert "700 MHz" in shown and "时间 10 %" in shown and "水平极化" in shown
    assert "假设" not in shown
    found = json.loads((folder / "p.json").read_text(encoding="utf-8"))
    assert (found["a"]["height_m"], found["b"]["height_m"]) == (50.0, 3.0)


def test_the_scenario_is_marked(
    tmp_path: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "covermap.toml").write_text(
        f'[scenario]\ncount = 50\n[terrain]\ndem = "{dem.as_posix()}"\n', encoding="utf-8"
    )
    stations, synthetic = inputs.every_station(settings.read(tmp_path / "covermap.toml"))
    assert synthetic and len(stations) == 50
    here = stations.assign(lon=101.02, lat=36.98)
    monkeypatch.setattr(inputs, "every_station", lambda _settings: (here, True))
    assert call(monkeypatch, "path", "SYN-000001", "101.03,36.99") == 0
    assert "SYNTHETIC：基站为情景数据" in capsys.readouterr().out
    (written,) = tmp_path.glob("*.svg")
    assert written.stem.endswith("_SYNTHETIC")
    assert "⚠ SYNTHETIC" in written.read_text(encoding="utf-8")


def test_a_hostile_name_is_printed_as_it_is(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    assert call(monkeypatch, "path", "QH-4", "101.03,36.96", "--dem", str(dem)) == 0
    assert "[red]{{7*191}}$x$" in capsys.readouterr().out
    (written,) = folder.glob("path-*.svg")
    assert "[red]{{7*191}}$x$" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["西山", "101.03,36.98"], ["西山站", "did you mean"]),
        (["三扇区", "101.03,36.98"], ["QH-3a (0°)", "QH-3b (120°)"]),
        (["36.98,101.03", "QH-1"], ["lon,lat", "经度,纬度"]),
        (["QH-1", "QH-1"], ["0.0 m", "two different places"]),
        (["101.02,36.98", "109.0,36.98"], ["300 km"]),
        (["101.02,36.98", "101.098,36.902"], ["void", "空洞", "--dem"]),
        (["101.02,36.98", "101.12,36.98"], ["km from A", "add the tile"]),
        (["QH-1", "QH-2", "--frequency", "28000"], ["30 … 6000", "--frequency"]),
        (["QH-1", "QH-2", "-o", "p.pdf"], [".svg .png .json", "--out"]),
        (["QH-1", "QH-2", "--lang", "fr"], ["report.lang"]),
        (["QH-1", "QH-2", "--dem", "gone.tif"], ["gone.tif"]),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(
    folder: Path,
    dem: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Shown,
    arguments: list[str],
    words: list[str],
) -> None:
    given = [] if "--dem" in arguments else ["--dem", str(dem)]
    assert call(monkeypatch, "path", *arguments, *given) == 2
    shown = capsys.readouterr().err
    for word in words:
        assert word in shown, word
    assert "Traceback" not in shown
    assert not list(folder.glob("path-*"))


def test_without_terrain_it_is_said_how_to_give_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    assert call(monkeypatch, "path", "QH-1", "QH-2") == 2
    shown = capsys.readouterr().err
    assert "--dem" in shown and "[terrain] dem" in shown


def test_a_missing_font_is_told(
    folder: Path, dem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    monkeypatch.setattr(path_figure, "chinese_font", lambda: None)
    assert call(monkeypatch, "path", "QH-1", "QH-2", "--dem", str(dem)) == 0
    assert "Noto Sans CJK" in capsys.readouterr().err


def test_no_other_command_waits_for_matplotlib() -> None:
    code = "import sys, geo.cli, geo.commands.one_path, geo.outputs.path_drawing as p; "
    code += "from geo.outputs import report_formats; report_formats(); "
    code += "sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
