"""``covermap view``: the right page, opened where there is a browser, and the key kept secret."""

import json
import re
import shutil
from pathlib import Path

import pytest

from geo.commands import view
from geo.outputs import basemap, run_record
from geo.outputs.pages import write_pages
from geo.pipeline import Folders
from tests.sample_results import sample_results
from tests.sample_runs import compared_results
from tests.test_cli import call

KEY = "0123456789abcdefABCDEF0123456789"


def finished(root: Path, results=None) -> Folders:
    """Write the pages and the record of a run."""
    folders, results = Folders(root), results or sample_results()
    pages = write_pages(results, root / "none", folders.maps)
    run_record.write(folders.processed, "0" * 64, results.card, pages, root)
    return folders


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Folders:
    return finished(tmp_path_factory.mktemp("run"))


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """Return the addresses that a browser is asked to open."""
    asked: list[str] = []
    monkeypatch.setenv("BROWSER", "none")
    monkeypatch.setattr("webbrowser.open", lambda uri: asked.append(uri) or True)
    return asked


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv("COVERMAP_TIANDITU_KEY", raising=False)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ([], "index.html"),
        (["--page", "province"], "index.html"),
        (["-p", "海北"], "632200-haibei_SYNTHETIC.html"),
        (["--prefecture", "haidong"], "630200-haidong_SYNTHETIC.html"),
        (["-p", "632200"], "632200-haibei_SYNTHETIC.html"),
    ],
)
def test_it_opens_the_page_asked_for_and_prints_its_path(
    monkeypatch, capsys, run, opened, arguments, name
):
    assert call(monkeypatch, "view", *arguments, "--out", str(run.root)) == 0
    assert opened == [(run.maps / name).as_uri()]
    assert capsys.readouterr().out == f"{run.maps / name}\n"


def test_it_opens_what_changed(monkeypatch, tmp_path, opened):
    folders = finished(tmp_path, compared_results())
    assert call(monkeypatch, "view", "--page", "difference", "--out", str(tmp_path)) == 0
    assert opened == [(folders.maps / "difference-map_SYNTHETIC.html").as_uri()]


def test_products_may_have_been_moved(monkeypatch, tmp_path, run, opened):
    moved = tmp_path / "U 盘"
    shutil.copytree(run.root, moved)
    assert call(monkeypatch, "view", "-p", "海北州", "--out", str(moved)) == 0
    assert opened == [(moved / "maps" / "632200-haibei_SYNTHETIC.html").as_uri()]


def test_without_a_display_it_prints_the_path_alone(monkeypatch, capsys, run):
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("a browser was started"))
    assert call(monkeypatch, "view", "--out", str(run.root)) == 0
    shown = capsys.readouterr()
    assert shown.out == f"{run.maps / 'index.html'}\n"
    assert "没有打开浏览器" in shown.err and "no browser" in shown.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-p", "海被"], 2, ["海被", "海北", "did you mean"]),
        (["-p", "玉树"], 2, ["玉树", "不含", "is not about"]),
        (["--page", "difference"], 2, ["没有与更早的一期比较", "[report] previous"]),
    ],
)
def test_a_page_that_is_not_there_is_said(monkeypatch, capsys, run, opened, arguments, code, words):
    assert call(monkeypatch, "view", *arguments, "--out", str(run.root)) == code
    shown = capsys.readouterr().err
    for word in words:
        assert word in shown
    assert opened == []


def test_before_the_first_run_it_says_to_run(monkeypatch, capsys, tmp_path):
    assert call(monkeypatch, "view", "--out", str(tmp_path)) == 3
    shown = capsys.readouterr().err
    assert "先运行" in shown and "run ./covermap run first" in shown


def test_a_page_that_was_deleted_is_said(monkeypatch, capsys, tmp_path, run):
    shutil.copytree(run.root, tmp_path, dirs_exist_ok=True)
    (tmp_path / "maps" / "index.html").unlink()
    assert call(monkeypatch, "view", "--out", str(tmp_path)) == 3
    assert "重新运行" in capsys.readouterr().err


def over_basemap(monkeypatch, run, folder: Path, *arguments: str) -> Path:
    """Make copies of the pages of a run in a folder of its own; return it."""
    shutil.copytree(run.root, folder, dirs_exist_ok=True)
    monkeypatch.setenv("COVERMAP_TIANDITU_KEY", KEY)
    asked = ("view", "--basemap", "tianditu", "--out", str(folder), *arguments)
    assert call(monkeypatch, *asked) == 0
    return folder / "maps" / "tianditu"


def test_copies_hold_the_key_and_nothing_else_does(monkeypatch, capsys, run, tmp_path, opened):
    copies = over_basemap(monkeypatch, run, tmp_path, "-p", "海北")
    shown = capsys.readouterr()
    assert opened == [(copies / "632200-haibei_SYNTHETIC.html").as_uri()]
    assert "勿外传" in shown.err and "pass them to nobody" in shown.err
    assert KEY not in shown.out + shown.err
    holders = {path for path in tmp_path.rglob("*") if path.is_file() and KEY in text_of(path)}
    assert holders == set(copies.glob("*.html")) and len(holders) == 3
    assert (copies / ".gitignore").read_text(encoding="utf-8") == "*\n"
    note = (copies / "README.txt").read_text(encoding="utf-8")
    assert "勿外传" in note and "pass them to nobody" in note


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_the_pages_themselves_know_nothing_of_an_online_map(run):
    for page in run.maps.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "tianditu" not in text and "天地图" not in text
        assert "img-src data:; " in text


def test_a_copy_allows_pictures_of_the_tile_servers_and_no_more(monkeypatch, run, tmp_path, opened):
    copies = over_basemap(monkeypatch, run, tmp_path)
    for page in copies.glob("*.html"):
        own, copy = ((p / page.name).read_text(encoding="utf-8") for p in (run.maps, copies))
        before, after = (
            dict(part.strip().split(" ", 1) for part in policy_of(text).split(";"))
            for text in (own, copy)
        )
        servers = " ".join(f"https://t{number}.tianditu.gov.cn" for number in range(8))
        assert after.pop("img-src") == f"data: {servers}" and before.pop("img-src") == "data:"
        for kind in ("script-src", "style-src"):
            more = set(after.pop(kind).split()) - set(before.pop(kind).split())
            assert len(more) == 1 and more.pop().startswith("'sha256-")
        assert after == before


def policy_of(page: str) -> str:
    return re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]


def test_addresses_in_a_copy_lead_to_the_same_files(monkeypatch, run, tmp_path, opened):
    copies = over_basemap(monkeypatch, run, tmp_path)
    for name, key in (("index.html", "prefectures"), ("632200-haibei_SYNTHETIC.html", "links")):
        own, copy = (data_of(folder / name) for folder in (run.maps, copies))
        before, after = (addresses(data) for data in (own, copy))
        assert len(before) == len(after) > 3 and own[key] != copy[key]
        for leads, from_below in zip(before, after, strict=True):
            # Other pages lie beside a copy, everything else where it is.
            to = copies if "/" not in leads else tmp_path / "maps"
            assert (copies / from_below).resolve() == (to / leads).resolve()


def data_of(page: Path) -> dict:
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'id="covermap-data">(.*?)</script>', text, re.DOTALL)[1])


def addresses(value) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in addresses(one)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("href", "report", "sheet") if isinstance(value.get(name), str)]
    return own + [found for one in value.values() for found in addresses(one)]


def test_what_a_copy_adds_is_worded_twice_and_takes_no_text_for_markup():
    folder = Path(basemap.__file__).parent / "web" / "basemap"
    wording = json.loads((folder / "strings.json").read_text(encoding="utf-8"))
    assert list(wording["zh"]) == list(wording["en"]) == sorted(wording["zh"])
    source = (folder / "basemap.js").read_text(encoding="utf-8")
    assert set(re.findall(r'\bt\("(\w+)"\)', source)) <= set(wording["zh"])
    assert source.isascii() and "innerHTML" not in source


@pytest.mark.parametrize(
    "key",
    [
        "a&tk=b",
        '"><script>alert(1)</script>',
        "0123456789{{7*7}}",
        "密钥密钥密钥密钥",
        "short",
        "x" * 65,
    ],
)
def test_a_key_that_is_none_is_refused_and_not_repeated(
    monkeypatch, capsys, run, tmp_path, opened, key
):
    shutil.copytree(run.root, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("COVERMAP_TIANDITU_KEY", key)
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", str(tmp_path)) == 2
    shown = capsys.readouterr()
    assert "COVERMAP_TIANDITU_KEY" in shown.err and key not in shown.out + shown.err
    assert opened == [] and not (tmp_path / "maps" / "tianditu").exists()


def test_without_a_key_it_says_how_to_get_one(monkeypatch, capsys, run, tmp_path, opened):
    shutil.copytree(run.root, tmp_path, dirs_exist_ok=True)
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", str(tmp_path)) == 2
    shown = capsys.readouterr().err
    for words in ("没有天地图密钥", "no key", "COVERMAP_TIANDITU_KEY", "console.tianditu.gov.cn"):
        assert words in shown
    assert opened == []


def test_on_a_terminal_the_key_is_asked_for():
    assert view.key(lambda _: f" {KEY}\n") == KEY


def test_a_page_of_another_version_is_refused(monkeypatch, capsys, run, tmp_path, opened):
    shutil.copytree(run.root, tmp_path, dirs_exist_ok=True)
    (tmp_path / "maps" / "index.html").write_text("<html></html>", encoding="utf-8")
    monkeypatch.setenv("COVERMAP_TIANDITU_KEY", KEY)
    assert call(monkeypatch, "view", "--basemap", "tianditu", "--out", str(tmp_path)) == 3
    assert "不是本版本的页面" in capsys.readouterr().err
    assert not (tmp_path / "maps" / "tianditu").exists()
