"""Reading in a process of its own: what ends that process is a message here."""

from __future__ import annotations

import gzip
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import apart
from geo.apart import Apart
from layers.errors import Finding, InputError
from layers.text import Text
from tests.messages import refusal

pytestmark = [
    pytest.mark.reads_apart,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither signals nor rlimits"),
]


def double(number: int) -> int:
    return 2 * number


def refuse() -> None:
    raise InputError([Finding("x", Text("甲", "a"), Text("乙", "b"), "a.csv", 3)])


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def fill() -> bytes:
    return b"x" * (4 << 30)


def fail() -> None:
    raise KeyError("a bug of ours")


@pytest.fixture
def reader() -> Iterator[Apart]:
    found = Apart()
    yield found
    found.close()


def test_results_and_refusals_come_back_from_one_process(reader: Apart) -> None:
    path = Path("a.csv")
    assert reader.call(double, path, 21) == 42
    process = reader._process
    with pytest.raises(InputError) as caught:
        reader.call(refuse, path)
    assert [finding.row for finding in caught.value.findings] == [3]
    assert reader.call(double, path, 4) == 8
    assert reader._process is process


@pytest.mark.parametrize(
    ("function", "code"), [(crash, "reader-crashed"), (spin, "reader-late"), (fill, "reader-full")]
)
def test_what_ends_the_process_is_a_message_and_the_next_file_is_read(
    reader: Apart, function: object, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_SECONDS", 2.0)
    with pytest.raises(InputError) as caught:
        reader.call(function, Path("a.csv"))  # type: ignore[arg-type]
    refusal(caught, code, file="a.csv")
    assert reader.call(double, Path("b.csv"), 2) == 4


def test_a_process_that_waits_for_ever_is_ended_by_the_clock(
    reader: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.call(double, Path("a.csv"), 1)  # it has started
    monkeypatch.setattr(apart, "_SECONDS", 0.1)
    with pytest.raises(InputError) as caught:
        reader.call(sleep, Path("a.csv"))
    refusal(caught, "reader-late", file="a.csv")


def test_a_bug_stays_one_and_tells_where(reader: Apart) -> None:
    with pytest.raises(RuntimeError, match="a bug of ours"):
        reader.call(fail, Path("a.csv"))


def test_a_large_file_may_take_longer(tmp_path: Path) -> None:
    import zipfile

    (tmp_path / "a.csv").write_bytes(b"x" * 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"x" * 50_000)
    assert apart._size(tmp_path / "a.csv") == 1000
    assert apart._size(tmp_path / "a.zip") == 50_000
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"1,2\n" * 250))
    assert apart._size(tmp_path / "a.csv.gz") == 1000
    (tmp_path / "lies.csv.gz").write_bytes(b"\x1f\x8b" + b"\xff" * 8)
    assert apart._size(tmp_path / "lies.csv.gz") == 1000  # a hundred times its bytes
    assert apart._size(tmp_path / "none") == 0
