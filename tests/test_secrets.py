"""A key stays where it was put: no product, record, message or traceback repeats it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import cli, pipeline
from geo.commands import view
from geo.outputs import basemap
from geo.pipeline import Folders
from tests.conftest import SmallRun, small_settings
from tests.test_cli import call

KEY = "5ecre7" * 5
# Where keys are kept on machines that read maps, and what a proxy is told.
PLANTED = {
    view.KEY_VARIABLE: KEY,
    "AWS_SECRET_ACCESS_KEY": KEY,
    "GDAL_HTTP_HEADERS": f"Authorization: Bearer {KEY}",
    "https_proxy": f"http://planner:{KEY}@127.0.0.1:9",
}


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PLANTED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def folders(haibei_run: SmallRun, tmp_path: Path) -> Folders:
    shutil.copytree(haibei_run.folders.root, tmp_path / "run")
    return Folders(tmp_path / "run")


def holding_the_key(root: Path) -> Iterator[str]:
    """Yield the files with the key in them, also packed, or in their names."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            name = path.relative_to(root).as_posix()
            parts = [name.encode(), path.read_bytes()]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    parts += [archive.read(entry) for entry in archive.namelist()]
            if any(KEY.encode() in part for part in parts):
                yield name


def test_no_product_holds_a_key_of_the_environment(planted: None, folders: Folders) -> None:
    assert pipeline.run(small_settings(), ["海北"], folders, force=True).computed
    assert list(holding_the_key(folders.root)) == []


def test_the_online_map_keeps_the_key_in_its_own_folder(
    planted: None,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(view, "opened", lambda _: False)
    out = str(folders.root)
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", out) == 0
    assert call(monkeypatch, "report", "-f", "csv", "--out", out) == 0
    found = list(holding_the_key(folders.root))
    assert found  # the search finds what is there
    assert {Path(name).parent.as_posix() for name in found} == {f"maps/{basemap.FOLDER}"}
    record = (folders.processed / "run.json").read_text(encoding="utf-8")
    assert basemap.FOLDER not in record
    assert (folders.maps / basemap.FOLDER / ".gitignore").read_bytes() == b"*\n"
    shown = capsys.readouterr()
    assert KEY not in shown.out + shown.err


def test_a_bad_key_is_not_repeated(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(view.KEY_VARIABLE, f"{KEY}&T=img")
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", str(folders.root)) == 2
    shown = capsys.readouterr()
    assert "bad-key" not in shown.err and "天地图密钥" in shown.err
    assert KEY not in shown.out + shown.err


def test_the_traceback_of_a_bug_does_not_hold_the_key(
    planted: None,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_pages: list[Path], key: str, _folder: Path) -> None:
        raise ZeroDivisionError(len(key))

    monkeypatch.setattr(basemap, "write_copies", broken)
    out = str(folders.root)
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", out) == cli._EXIT_BUG
    shown = capsys.readouterr()
    assert "ZeroDivisionError" in shown.err
    assert KEY not in shown.out + shown.err


def test_a_key_in_the_settings_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "covermap.toml"
    config.write_text(f'[basemap]\nkey = "{KEY}"\n', encoding="utf-8")
    assert call(monkeypatch, "run", "-c", str(config), "--out", str(tmp_path / "out")) == 2
    shown = capsys.readouterr()
    assert "basemap" in shown.err
    assert KEY not in shown.out + shown.err
