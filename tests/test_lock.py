"""One writer per folder: the second is told who holds it, and a dead one holds nothing."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo import pipeline
from geo.commands import two_runs, view
from geo.commands.checking import Checked
from geo.commands.checking import write as write_checked
from geo.outputs import _lock
from geo.outputs._lock import FILE, NotLocked, writing
from geo.pipeline import Folders
from layers.errors import CovermapError, EnvironmentProblem, InputError
from tests.conftest import SmallRun, small_settings
from tests.test_pipeline import files_of

with_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
# The child only writes its note and waits.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@contextmanager
def held_by_another(folder: Path) -> Iterator[int]:
    """Let another process hold the lock of a folder until it is killed; yield its id."""
    ready, tell = os.pipe()
    if (child := os.fork()) == 0:  # pragma: no cover - the child is killed
        with writing(folder, "run"):
            os.write(tell, b"held")
            signal.pause()
    try:
        assert os.read(ready, 4) == b"held"
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(tell)


def killed(child: int) -> None:
    """Kill a process and wait until it is dead, leaving it to be reaped."""
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)


def held_here(folder: Path) -> None:
    with writing(folder, "run"):
        pass


@with_fork
def test_the_second_is_told_process_host_command_and_since_when(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as other:
        note = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
        with pytest.raises(EnvironmentProblem) as refused:
            held_here(tmp_path)
    assert note["pid"] == other and note["command"] == "covermap run"
    for language in refused.value.text:
        for said in (str(other), note["host"], "covermap run", note["since"], "--out"):
            assert said in language
    assert refused.value.exit_code == 3


@with_fork
def test_a_killed_holder_holds_nothing_and_its_note_is_overwritten(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as other:
        killed(other)
        assert (tmp_path / FILE).is_file()
        with writing(tmp_path, "report"):
            note = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
            assert (note["pid"], note["command"]) == (os.getpid(), "covermap report")
    assert list(tmp_path.iterdir()) == []


def test_the_lock_is_free_again_afterwards_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path, "run"):
        raise ZeroDivisionError
    held_here(tmp_path)


def test_a_folder_in_which_nothing_was_written_is_not_made(tmp_path: Path) -> None:
    held_here(tmp_path / "new" / "folder")
    assert list(tmp_path.iterdir()) == []
    with writing(tmp_path / "new" / "folder", "run"):
        (tmp_path / "new" / "a").write_bytes(b"")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a"]


@pytest.mark.parametrize("below", ["maps/compare", "data/processed", "maps"])
def test_who_writes_below_the_folder_of_a_run_holds_that_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "data" / "processed").mkdir(parents=True)
    with writing(tmp_path / below, "compare"), pytest.raises(EnvironmentProblem):
        held_here(tmp_path)
    with writing(tmp_path, "run"), pytest.raises(EnvironmentProblem):
        held_here(tmp_path / below)


def test_a_folder_beside_a_run_is_free(tmp_path: Path) -> None:
    (tmp_path / "data" / "processed").mkdir(parents=True)
    with writing(tmp_path, "run"):
        held_here(tmp_path / "elsewhere")


def test_a_file_removed_by_the_holder_before_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = _lock._lock, []

    def removed_first(descriptor: int, folder: Path) -> bool:
        if not tries:
            (folder / FILE).unlink()
        tries.append(descriptor)
        return real(descriptor, folder)

    monkeypatch.setattr(_lock, "_lock", removed_first)
    with writing(tmp_path, "run"):
        assert (tmp_path / FILE).is_file()
    assert len(tries) == 2


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.skipif(os.name == "nt", reason="flock is not of Windows")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("fcntl.flock", failing(number))
    with pytest.warns(NotLocked, match=r"(?s)不支持文件锁.*no locks"):
        held_here(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="flock is not of Windows")
def test_other_trouble_with_the_lock_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fcntl.flock", failing(errno.EIO))
    with pytest.raises(EnvironmentProblem, match="写入失败"):
        held_here(tmp_path)


def test_a_disk_too_full_for_the_note_is_named_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_lock.os, "ftruncate", failing(errno.ENOSPC))
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足"):
        held_here(tmp_path)


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(InputError, match=r"out.*挡住"):
        held_here(tmp_path / "out")
    with pytest.raises(InputError, match=r"out.*挡住"):
        held_here(tmp_path / "out" / "below")


@pytest.mark.skipif(os.name == "nt", reason="no links without rights, no FIFO on Windows")
@pytest.mark.parametrize("kind", ["folder", "link", "fifo"])
def test_what_is_no_lock_file_is_left_alone(tmp_path: Path, kind: str) -> None:
    place, precious = tmp_path / FILE, tmp_path / "precious"
    precious.write_bytes(b"precious")
    make = {"folder": place.mkdir, "link": lambda: place.symlink_to(precious)}
    make.get(kind, lambda: os.mkfifo(place))()
    with pytest.raises(InputError, match="挡住"):
        held_here(tmp_path)
    assert precious.read_bytes() == b"precious"


def test_a_note_that_cannot_be_read_names_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_lock, "_READ_WAIT_S", 0)
    for note in (b"", b"[]"):
        with writing(tmp_path, "run"):
            (tmp_path / FILE).write_bytes(note)
            with pytest.raises(EnvironmentProblem, match=r"process \? on \?"):
                held_here(tmp_path)


# ---------------------------------------------------------------- who holds it
WRITERS: dict[str, Callable[[Path], object]] = {
    "run": lambda root: pipeline.run(small_settings(), ["海北"], Folders(root), force=True),
    "report": lambda root: pipeline.report(Folders(root), ["csv"]),
    "export": lambda root: pipeline.export(Folders(root), ["geojson"]),
    "compare": lambda root: two_runs.compare(root, root, None, None),
    "compare --out": lambda root: two_runs.compare(root, root, root / "maps" / "mine", None),
    "check --out": lambda root: write_checked(Checked(root, "sites", True, ()), root),
    "view --basemap": lambda root: view.over_basemap(
        root / "maps" / "index.html", "0123456789abcdef", Folders(root)
    ),
}


@pytest.mark.parametrize("command", WRITERS)
def test_every_command_that_writes_waits_for_no_other_and_touches_nothing(
    haibei_run: SmallRun, command: str
) -> None:
    root = haibei_run.folders.root
    with writing(root, "run"):
        before = files_of(root)
        with pytest.raises(EnvironmentProblem, match="another covermap is writing there"):
            WRITERS[command](root)
        assert files_of(root) == before


def test_a_run_that_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CovermapError):
        pipeline.run(small_settings(), ["海被"], Folders(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []
