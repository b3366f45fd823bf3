"""A file is complete under its name or the earlier one stands, whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.outputs import _atomic
from geo.outputs._atomic import atomic_file, atomic_files, atomic_write, sweep
from geo.outputs._names import marked, prefecture_file_stem, readable, slug
from layers.errors import CovermapError, EnvironmentProblem, InputError
from tests.privilege import as_anybody

RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), "lpt0", "lpt1", "lpt9"}


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


# ---------------------------------------------------------------- writing
def test_content_arrives_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "报告.bin"
    atomic_write(path, b"first")
    atomic_write(path, b"second, longer")
    assert path.read_bytes() == b"second, longer"
    assert names_in(tmp_path) == {"new", "new/folder", "new/folder/报告.bin"}


@pytest.mark.skipif(os.name == "nt", reason="no POSIX modes on Windows")
def test_others_may_read_a_product_as_any_file_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    atomic_write(tmp_path / "atomic", b"")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_library_sees_the_final_name_in_the_same_file_system(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "a.gpkg") as temporary:
        assert temporary.name == "a.gpkg"
        assert temporary.parent.parent == tmp_path
        temporary.write_bytes(b"done")
        temporary.with_name("a.gpkg-journal").write_bytes(b"")
        temporary.with_name("a.gpkg-journal").unlink()
        assert not (tmp_path / "a.gpkg").exists()
    assert (tmp_path / "a.gpkg").read_bytes() == b"done"


def test_several_files_appear_together(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"old")
    with atomic_files(tmp_path) as temporary:
        (temporary / "a.csv").write_bytes(b"a")
        (temporary / "b.csv").write_bytes(b"b")
        (temporary / "scratch").mkdir()
        assert (tmp_path / "b.csv").read_bytes() == b"old"
    assert names_in(tmp_path) == {"a.csv", "b.csv"}
    assert (tmp_path / "b.csv").read_bytes() == b"b"


def test_an_error_of_the_caller_passes_and_leaves_the_earlier_file(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a", b"earlier")
    with pytest.raises(ZeroDivisionError), atomic_file(tmp_path / "a") as temporary:
        temporary.write_bytes(b"half")
        raise ZeroDivisionError
    assert names_in(tmp_path) == {"a"}
    assert (tmp_path / "a").read_bytes() == b"earlier"


def test_a_library_that_writes_nothing_is_noticed(tmp_path: Path) -> None:
    with (
        pytest.raises(EnvironmentProblem, match="nothing was written"),
        atomic_file(tmp_path / "a"),
    ):
        assert names_in(tmp_path)
    assert not names_in(tmp_path)


def test_an_error_of_a_library_becomes_a_message(tmp_path: Path) -> None:
    with (
        pytest.raises(EnvironmentProblem, match=r"KeyError.*检查磁盘"),
        atomic_file(tmp_path / "a", (KeyError,)) as temporary,
    ):
        temporary.write_bytes(b"half")
        raise KeyError("driver")
    assert not names_in(tmp_path)


def test_a_message_of_covermap_stays_as_it_is(tmp_path: Path) -> None:
    inner = InputError([])
    with pytest.raises(InputError) as caught, atomic_file(tmp_path / "a"):
        raise inner
    assert caught.value is inner


# ---------------------------------------------------------------- trouble with the disk
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_named_and_the_earlier_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "a.csv"
    atomic_write(path, b"earlier")
    monkeypatch.setattr(_atomic.os, "fsync", failing(number))
    with pytest.raises(EnvironmentProblem, match="磁盘空间不足") as caught:
        atomic_write(path, b"later")
    assert caught.value.exit_code == 3
    assert names_in(tmp_path) == {"a.csv"}
    assert path.read_bytes() == b"earlier"


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
def test_a_real_write_beyond_the_limit_leaves_the_earlier_file(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "a.bin"
    atomic_write(path, b"earlier")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(EnvironmentProblem, match="the disk is full"):
            atomic_write(path, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names_in(tmp_path) == {"a.bin"}
    assert path.read_bytes() == b"earlier"


@pytest.mark.parametrize(("free", "words"), [(1000, "disk is full"), (10**9, "writing failed")])
def test_a_library_without_error_numbers_is_checked_against_the_free_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(_atomic.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(EnvironmentProblem, match=words), atomic_file(tmp_path / "a", (KeyError,)):
        raise KeyError


def test_an_unknown_amount_of_free_space_is_no_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_atomic.shutil, "disk_usage", failing(errno.EIO))
    with (
        pytest.raises(EnvironmentProblem, match="writing failed"),
        atomic_file(tmp_path / "a", (KeyError,)),
    ):
        raise KeyError


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(_atomic.tempfile, "mkdtemp", failing(number))
    with pytest.raises(EnvironmentProblem, match="无法写入") as caught:
        atomic_write(tmp_path / "a.csv", b"")
    assert tmp_path.as_posix() in caught.value.text.en


def test_a_folder_without_write_permission_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        with as_anybody(), pytest.raises(EnvironmentProblem, match="cannot be written"):
            atomic_write(folder / "a.csv", b"")
    finally:
        folder.chmod(0o700)


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "maps").write_bytes(b"a file")
    with pytest.raises(InputError, match=r"maps.*挡住"):
        atomic_write(tmp_path / "maps" / "a.csv", b"")
    assert (tmp_path / "maps").read_bytes() == b"a file"


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv" / "inside").mkdir(parents=True)
    with pytest.raises(CovermapError, match=r"a\.csv"):
        atomic_write(tmp_path / "a.csv", b"")
    assert names_in(tmp_path) == {"a.csv", "a.csv/inside"}


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.replace, []

    def held(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) < 3:
            raise PermissionError(errno.EACCES, "held", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(_atomic.os, "replace", held)
    monkeypatch.setattr(_atomic, "_REPLACE_WAIT_S", 0)
    atomic_write(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert len(calls) == 3


def test_a_file_that_another_program_keeps_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "held", str(source), None, str(target))

    atomic_write(tmp_path / "a.xlsx", b"earlier")
    monkeypatch.setattr(_atomic.os, "replace", held)
    monkeypatch.setattr(_atomic, "_REPLACE_WAIT_S", 0)
    with pytest.raises(EnvironmentProblem, match=r"a\.xlsx: 无法写入.*Excel"):
        atomic_write(tmp_path / "a.xlsx", b"later")
    assert (tmp_path / "a.xlsx").read_bytes() == b"earlier"
    assert names_in(tmp_path) == {"a.xlsx"}


def test_folders_are_not_flushed_where_the_system_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_atomic, "_CAN_SYNC_FOLDERS", False)
    monkeypatch.setattr(_atomic.os, "open", failing(errno.EACCES))
    atomic_write(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


# ---------------------------------------------------------------- killed runs
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child only renames
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("moment", ["before the flush", "before the rename", "after the rename"])
def test_a_kill_leaves_the_old_or_the_new_file_and_a_sweepable_temporary(
    tmp_path: Path, moment: str
) -> None:
    path = tmp_path / "deep" / "a.bin"
    atomic_write(path, b"old")
    if (child := os.fork()) == 0:  # pragma: no cover - the child is killed
        name = {"before the flush": "_flush", "before the rename": "_replace"}
        setattr(_atomic, name.get(moment, "_flush_folder"), lambda *_: os._exit(9))
        atomic_write(path, b"new")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert path.read_bytes() == (b"new" if moment == "after the rename" else b"old")
    assert len(list(path.parent.iterdir())) == 2
    assert sweep(tmp_path) == 1
    assert names_in(tmp_path) == {"deep", "deep/a.bin"}


def test_sweeping_touches_nothing_else_and_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / ".covermap-part-x").mkdir(parents=True)
    products = tmp_path / "products"
    products.mkdir()
    (products / "a.csv").write_bytes(b"")
    (products / ".covermap-part-file").write_bytes(b"the planner's own")
    (products / "link").symlink_to(outside)
    (products / ".covermap-part-link").symlink_to(outside)
    assert sweep(products) == 0
    assert (outside / ".covermap-part-x").is_dir()
    assert {p.name for p in products.iterdir()} == {
        "a.csv",
        ".covermap-part-file",
        "link",
        ".covermap-part-link",
    }


@pytest.mark.parametrize(("depth", "left"), [(0, 2), (1, 1), (2, 0), (None, 0)])
def test_sweeping_goes_as_deep_as_it_is_told(tmp_path: Path, depth: int | None, left: int) -> None:
    for folder in ("", "a", "a/b"):
        (tmp_path / folder / ".covermap-part-x").mkdir(parents=True)
    assert sweep(tmp_path, depth) == 3 - left
    assert len(list(tmp_path.rglob(".covermap-part-x"))) == left


def test_sweeping_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "none") == 0


# ---------------------------------------------------------------- names
def nfc(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_a_portable_name(text: str) -> None:
    name = slug(text)
    assert name
    assert len(name.encode()) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
    assert not name.endswith("-")
    assert name not in RESERVED
    assert (Path("out") / name).parent == Path("out")


_ALIKE = st.sampled_from(["海北", "海 北", "HAIBEI", "haibei", "Haibei", "con", "a-b", "a_b", ""])


@given(st.one_of(_ALIKE, st.text(max_size=6)), st.one_of(_ALIKE, st.text(max_size=6)))
def test_two_texts_share_a_name_only_when_they_are_one(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (nfc(one) == nfc(other))


@given(st.text())
def test_no_text_takes_the_name_of_another_by_looking_like_it(text: str) -> None:
    name = slug(text)
    assert name == text or slug(name) != name


@pytest.mark.parametrize(
    ("one", "other"),
    [("Park", "PARK"), ("塔尔寺", "踏尔寺"), ("a/b", "a\\b"), ("x" * 100, "x" * 101), (".", "..")],
)
def test_names_that_would_collide_are_told_apart(one: str, other: str) -> None:
    assert slug(one).lower() != slug(other).lower()


def test_composed_and_decomposed_letters_are_one_name() -> None:
    assert slug("Zo\u00e9") == slug("Zoe\u0301")


@pytest.mark.parametrize("device", sorted(RESERVED))
def test_a_device_of_windows_is_no_name(device: str) -> None:
    assert slug(device).split("-")[0] == device
    assert slug(device) != device


@pytest.mark.parametrize("plain", ["cn-field-105", "630000", "n41", "x" * 80])
def test_a_plain_name_stays_as_it_is(plain: str) -> None:
    assert slug(plain) == plain


def test_a_long_name_keeps_its_hash() -> None:
    name = slug("y" * 200)
    assert len(name) == 80
    assert name.startswith("y" * 71 + "-")


@pytest.mark.parametrize(
    ("adcode", "name", "stem"),
    [
        ("630100", "西宁市", "630100-xining"),
        ("630200", "海东", "630200-haidong"),
        ("632200", "海北藏族自治州", "632200-haibei"),
        ("632500", "海南州", "632500-hainan"),
        ("632800", "海西蒙古族藏族自治州", "632800-haixi"),
        ("630000", "青海省", "630000-qinghai"),
        ("630000", "市", "630000-shi"),
        ("../..", "<script>", f"{slug('../..')}-script"),
        ("630100", "长" * 60, "630100-" + "chang" * 14 + "cha"),
    ],
)
def test_a_prefecture_is_named_by_code_and_pinyin(adcode: str, name: str, stem: str) -> None:
    assert prefecture_file_stem(adcode, name, synthetic=False) == stem
    assert prefecture_file_stem(adcode, name, synthetic=True) == f"{stem}_SYNTHETIC"


def test_prefectures_of_codes_that_differ_only_in_case_have_files_of_their_own() -> None:
    stems = {prefecture_file_stem(code, "海北", synthetic=False) for code in ("6322A", "6322a")}
    assert len({stem.lower() for stem in stems}) == 2


def test_the_mark_of_invented_stations_stands_last() -> None:
    assert marked("gap-report", synthetic=True) == "gap-report_SYNTHETIC"
    assert marked("gap-report", synthetic=False) == "gap-report"


def test_the_readable_part_is_never_empty_or_long() -> None:
    assert readable("…") == "unnamed"
    assert len(readable("a" * 200)) == 80
