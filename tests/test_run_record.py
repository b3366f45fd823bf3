"""run.json: keys, integrity, and what may be removed."""

from pathlib import Path

import pytest

from geo.outputs import run_record
from layers.errors import EnvironmentProblem

CARD = {"run_id": "abc", "synthetic": True}


def made(root: Path, *names: str) -> list[Path]:
    paths = [root / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name, encoding="utf-8")
    return paths


def recorded(root: Path, *names: str) -> dict:
    run_record.write(root, "k" * 64, CARD, made(root, *names), root)
    return run_record.require(root)


def test_sha256_is_the_published_value(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # FIPS 180-4, the example of one block
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert run_record.sha256(tmp_path / "abc") == expected


def test_key_changes_with_settings_input_code_and_versions(tmp_path: Path) -> None:
    data, code = made(tmp_path, "data.csv", "code.py")

    def key(settings: dict | None = None, versions: str = "1") -> str:
        return run_record.key_of(settings or {"a": 1}, [data], [code], versions)

    keys = {key(), key({"a": 2}), key(versions="2")}
    assert key() == key()
    for path in (data, code):
        path.write_text(path.read_text() + "x")
        keys.add(key())
    assert len(keys) == 5


def test_key_does_not_depend_on_where_files_lie(tmp_path: Path) -> None:
    (one,) = made(tmp_path / "a", "data.csv")
    (two,) = made(tmp_path / "b", "data.csv")
    assert run_record.key_of({}, [one], [], "") == run_record.key_of({}, [two], [], "")


def test_a_record_names_every_product_once_in_order(tmp_path: Path) -> None:
    paths = made(tmp_path, "b.txt", "maps/a.txt")
    run_record.write(tmp_path, "k", CARD, [*paths, *paths], tmp_path)
    record = run_record.require(tmp_path)
    assert [p["file"] for p in record["products"]] == ["b.txt", "maps/a.txt"]
    assert record["products"][0]["bytes"] == 5
    assert record["run_id"] == "abc" and record["key"] == "k"


@pytest.mark.parametrize("damage", ["missing", "longer", "same length"])
def test_intact_sees_every_damage(tmp_path: Path, damage: str) -> None:
    record = recorded(tmp_path, "a.txt", "b.txt")
    assert run_record.intact(record, tmp_path)
    victim = tmp_path / "b.txt"
    match damage:
        case "missing":
            victim.unlink()
        case "longer":
            victim.write_text("b.txt!", encoding="utf-8")
        case _:
            victim.write_text("B.txt", encoding="utf-8")
    assert not run_record.intact(record, tmp_path)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"key": 1}'])
def test_no_or_a_broken_record_is_no_record(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content, encoding="utf-8")
    assert run_record.read(tmp_path) is None
    with pytest.raises(EnvironmentProblem, match="covermap run"):
        run_record.require(tmp_path)


def test_only_own_unchanged_superseded_files_are_removed(tmp_path: Path) -> None:
    record = recorded(tmp_path, "kept.txt", "stale.txt", "edited.txt", "gone.txt")
    (tmp_path / "edited.txt").write_text("the planner's notes", encoding="utf-8")
    (tmp_path / "gone.txt").unlink()
    made(tmp_path, "foreign.txt")
    assert run_record.remove_superseded(record, [tmp_path / "kept.txt"], tmp_path) == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"kept.txt", "edited.txt", "foreign.txt", "run.json"}


def test_a_folder_that_becomes_empty_goes_too(tmp_path: Path) -> None:
    record = recorded(tmp_path, "a_SYNTHETIC/1.csv", "a_SYNTHETIC/2.csv", "b/1.csv", "kept.txt")
    made(tmp_path, "b/mine.csv")
    assert run_record.remove_superseded(record, [tmp_path / "kept.txt"], tmp_path) == 3
    assert not (tmp_path / "a_SYNTHETIC").exists() and (tmp_path / "b").is_dir()


def test_a_record_cannot_reach_outside_its_folder(tmp_path: Path) -> None:
    (outside,) = made(tmp_path, "outside.txt")
    root = tmp_path / "root"
    record = recorded(root, "a.txt")
    record["products"][0]["file"] = "../outside.txt"
    record["products"][0]["sha256"] = run_record.sha256(outside)
    assert run_record.remove_superseded(record, [], root) == 0
    assert outside.is_file()
