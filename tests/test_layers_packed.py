"""Tables packed by gzip: the same rows as unpacked, and no more than memory can hold."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import layers
from geo.commands import checking
from layers._reading import _gzip, read_table
from layers.errors import InputError
from tests.messages import refusal

TABLE = "编号,名称\nA,门源\nB,祁连\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_packed_table_has_the_rows_of_the_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode(encoding)))
    frame = read_table(path)
    assert frame["名称"].tolist() == ["门源", "祁连"]
    assert frame["_row"].tolist() == [2, 3]
    assert layers.load("government", path, [])["file"].tolist() == ["a.csv.gz"] * 2


def test_the_copy_of_a_packed_table_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "460.csv.gz"
    path.write_bytes(gzip.compress("编号,名称,经度,纬度\nA,甲,101.75,36.66\n".encode()))
    written = checking.write(checking.check("areas", path), tmp_path / "out")
    assert [file.name for file in written] == ["460-checked.csv"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", ""),
        (b"id,name\n1,x\n", "BadGzipFile"),
        (gzip.compress(TABLE.encode())[:-9], "EOFError"),
        (gzip.compress(b"PK\x03\x04\x00\x00"), "neither UTF-8"),
    ],
    # Names of their own: the bytes hold the time of day, and with it no two workers would agree.
    ids=["empty", "not packed", "cut short", "an archive inside"],
)
def test_what_is_no_packed_table_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table(path)
    if content:
        assert found in refusal(caught, "unreadable", file="a.csv.gz").what.en
    else:
        refusal(caught, "empty-file", file="a.csv.gz")


@pytest.mark.parametrize(
    ("limit", "code"), [("HARMLESS_BYTES", "unsafe-archive"), ("MOST_UNPACKED_BYTES", "too-large")]
)
def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, code: str
) -> None:
    monkeypatch.setattr(_gzip, limit, 1000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"0," * 1_000_000))
    with pytest.raises(InputError) as caught:
        read_table(path)
    refusal(caught, code, file="a.csv.gz")
