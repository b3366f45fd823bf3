"""Every strange file of `tests.corpus` is treated as it should be, and says why by name."""

from __future__ import annotations

import http.server
import re
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from geo import cli
from geo.commands import checking
from geo.commands.checking import Checked
from layers import Declared
from layers.errors import Finding
from tests.corpus import CASES, Case
from tests.corpus.gpkg import ENDLESS
from tests.corpus.hostile import ADDRESS
from tests.privilege import as_anybody

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_WORDS = re.compile(r"\b[A-Za-z]{2,}\b")
_BY_NAME = {case.name: case for case in (*CASES, ENDLESS)}
# One of each kind goes through the command line.
_KINDS = (
    *("encoding-gbk", "dialect-cut-at-half", "id-twice", "xlsx-billion-laughs", "geojson-deep"),
    *("gpkg-zeroed-page", "shp-no-dbf", "kml-external-entity", "zip-slip", "dem-huge-declared"),
    *("config-broken", "path-fifo-sites", "net-crs-link"),
)
# A process of its own takes seconds to start: what may end it badly, and one that is fine.
_APART = ("encoding-gbk", "xlsx-billion-laughs", "gpkg-zeroed-page", "path-fifo-sites")


def _checked(case: Case, path: Path) -> Checked:
    denied = case.name.startswith("path-denied")
    with as_anybody() if denied else nullcontext():
        return checking.check(case.role, path, Declared(datum=case.datum))


def _built(case: Case, folder: Path) -> Path:
    inside = folder / "in"
    inside.mkdir()
    return case.build(inside)


def _place(finding: Finding) -> str:
    parts = (finding.code, finding.row, finding.field)
    return " ".join(str(part) for part in parts if part is not None)


def _treatment(checked: Checked) -> str:
    if not checked.usable:
        return "refused"
    if len(checked.rejected):
        return "rows_rejected"
    return "mended" if checked.findings else "used"


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what lies in a folder, so that a change of it is seen."""
    return {
        str(path): ((stat := path.lstat()).st_size, stat.st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def _complete(finding: Finding) -> None:
    """Check that a finding names its file, and what is wrong and to do, in both languages."""
    assert finding.file, finding
    for text in (finding.what, finding.remedy):
        assert _CHINESE.search(text.zh), text
        assert len(_WORDS.findall(text.en)) >= 2, text
        for quoted in _CHINESE.findall(text.en):  # names and values are quoted as they are
            assert quoted in text.zh, text
        for line in text:
            assert "Traceback" not in line and "\x1b" not in line and "\n" not in line


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_strange_file_is_treated_as_it_should_be(case: Case, tmp_path: Path) -> None:
    path = _built(case, tmp_path)
    before = _seen(tmp_path)
    checked = _checked(case, path)
    assert (_treatment(checked), sorted(map(_place, checked.findings))) == (
        case.treatment,
        sorted(case.codes),
    )
    for finding in checked.findings:
        _complete(finding)
    if case.treatment != "refused" and checked.rows is not None:
        rejected = checked.rejected["row"].nunique() if len(checked.rejected) else 0
        assert (len(checked.rows), rejected) == (case.kept, case.rejected)
        assert checked.read == case.kept + case.rejected
    assert _seen(tmp_path) == before  # nothing is written where the file lies
    checking.write(checked, tmp_path / "out")
    assert {name: size for name, size in _seen(tmp_path).items() if name in before} == before


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(CASES) >= 200
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
    assert {case.treatment for case in CASES} == {"used", "mended", "rows_rejected", "refused"}


@pytest.mark.reads_apart
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of a process")
@pytest.mark.parametrize("name", (*_APART, ENDLESS.name))
def test_a_process_of_its_own_says_the_same(name: str, tmp_path: Path) -> None:
    case = _BY_NAME[name]
    checked = _checked(case, _built(case, tmp_path))
    assert sorted(map(_place, checked.findings)) == sorted(case.codes)


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Listen where the addresses in the corpus point; return what is asked for there."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    host, port = ADDRESS.removeprefix("http://").split(":")
    with http.server.ThreadingHTTPServer((host, int(port)), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield paths
        server.shutdown()
        thread.join()


@pytest.mark.xdist_group("address")
def test_no_file_makes_a_contact_with_the_network(asked: list[str], tmp_path: Path) -> None:
    with socket.create_connection(tuple(ADDRESS.removeprefix("http://").split(":"))) as line:
        line.sendall(b"GET /heard HTTP/1.0\r\n\r\n")
        line.recv(64)
    assert asked == ["/heard"]  # it listens
    for case in CASES:
        if case.name.startswith("net-"):
            (tmp_path / case.name).mkdir()
            _checked(case, _built(case, tmp_path / case.name))
    assert asked == ["/heard"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", _KINDS)
def test_the_command_line_says_it_in_the_language_asked_for(
    name: str,
    lang: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = _BY_NAME[name]
    path = _built(case, tmp_path)
    asked = ["check", str(path), "--role", case.role, "--lang", lang]
    monkeypatch.setattr("sys.argv", ["covermap", *asked])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code or 0) == (2 if case.treatment == "refused" else 0)
    said = "".join(capsys.readouterr())
    assert path.name in said and "Traceback" not in said
    assert bool(_CHINESE.search(said.rsplit(path.name, 1)[-1])) == (lang == "zh")
