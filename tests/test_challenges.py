"""Challenges: merged, judged, written and taken up again, over runs, with nothing lost."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers
from geo import pipeline
from geo.measurements import challenges
from geo.outputs import challenge_file, store
from geo.outputs._atomic import atomic_write
from geo.outputs._csv import safe, taken_back
from geo.pipeline import Folders
from geo.results import empty
from layers.errors import InputError
from tests.conftest import small_settings
from tests.messages import complete, place
from tests.sample_results import sample_results

COLUMNS = [column.name for column in layers.catalogue()["challenges"].columns]


def layer(*rows: dict[str, str]) -> pd.DataFrame:
    """Return the layer with these rows; what a row leaves out is empty."""
    frame = pd.DataFrame([{**dict.fromkeys(COLUMNS, ""), **row} for row in rows], columns=COLUMNS)
    return frame.astype("str").assign(file="mine.csv", row=range(2, len(rows) + 2))


def merged(*rows: dict[str, str]) -> pd.DataFrame:
    return challenges.merged(layer(*rows), layer())


def test_none_and_none_are_none() -> None:
    nothing = challenges.merged(layers.load("challenges"), layers.load("challenges"))
    assert nothing.empty and challenges.identity(nothing) == []
    results = sample_results()
    found = challenges.judged(nothing, results.areas, results.verdicts, "run")
    assert found.columns.tolist() == empty("challenges").columns.tolist()
    assert challenges.findings(nothing, results.areas, whole=True) == ()


def test_the_setting_wins_and_nothing_is_lost() -> None:
    given_now = layer(
        {"id": "C2", "place_id": "B", "status": "accepted", "verdict": "met"},
        {"id": "C3", "place_id": "C"},
    )
    carried = layer(
        {"id": "C1", "place_id": "A", "note": "old", "verdict": "not_met", "run": "r1"},
        {"id": "C2", "place_id": "B", "status": "open", "note": "x", "verdict": "undecided"},
    )
    found = challenges.merged(given_now, carried).set_index("id")
    assert found.index.tolist() == ["C1", "C2", "C3"]
    assert found["status"].to_dict() == {"C1": "open", "C2": "accepted", "C3": "open"}
    assert found["note"].to_dict() == {"C1": "old", "C2": "", "C3": ""}
    # What the last run found is taken from its own file, not from an old copy of it.
    assert found["verdict"].to_dict() == {"C1": "not_met", "C2": "undecided", "C3": ""}
    assert set(found["operator"]) == {"any"} and set(found["rule"]) == {"area"}


def test_only_what_people_wrote_makes_a_run_another_run() -> None:
    row = {"id": "C1", "place_id": "A", "note": "weak"}
    before = challenges.identity(merged(row))
    found = {"verdict": "met", "verdict_before": "undecided", "run": "r9", "changed": "yes"}
    assert challenges.identity(challenges.merged(layer(), layer({**row, **found}))) == before
    for column in challenges.OWN:
        assert challenges.identity(merged({**row, column: "area2"})) != before


def test_a_challenge_has_the_verdict_of_its_place_rule_and_operator() -> None:
    results = sample_results()
    disputed = merged(
        {"id": "1", "place_id": "QH-GV-002"},
        {"id": "2", "place_id": "QH-GV-002", "rule": "reach", "operator": "中国电信"},
        {"id": "3", "place": " 门源县 政府"},
        {"id": "4", "place": "menyuan government", "rule": "keypoints"},
        {"id": "5", "place_id": "QH-GV-999"},
        {"id": "6", "place_id": "QH-GV-002", "operator": "中国广电"},
        {"id": "7", "place_id": "QH-GV-999", "place": "门源县政府"},  # the id counts
    )
    found = challenges.judged(disputed, results.areas, results.verdicts, "run").set_index("id")
    assert found["verdict"].to_dict() == {
        "1": "undecided",
        "2": "met",
        "3": "undecided",
        "4": "no_data",  # no key points are given
        "5": "",
        "6": "",
        "7": "",
    }
    assert found["area_id"].tolist() == ["QH-GV-002"] * 4 + ["", "QH-GV-002", ""]
    assert found.loc["1", ["name_zh", "prefecture_adcode"]].tolist() == ["门源县政府", "632200"]
    assert found.loc["5", ["name_zh", "prefecture_adcode", "place"]].tolist() == [
        "",
        "",
        "QH-GV-999",
    ]
    assert found.columns.tolist() == [c for c in empty("challenges").columns if c != "id"]


@pytest.mark.parametrize(
    ("history", "before"),
    [
        ({}, ""),
        ({"verdict": "not_met", "verdict_before": "met", "run": "earlier"}, "not_met"),
        # A place that the last run left out keeps the verdict it had before.
        ({"verdict": "", "verdict_before": "met", "run": "earlier"}, "met"),
        # The same run done again: what it wrote is not a run before it.
        ({"verdict": "not_met", "verdict_before": "met", "run": "now"}, "met"),
    ],
)
def test_the_verdict_before_is_the_last_of_an_earlier_run(
    history: dict[str, str], before: str
) -> None:
    results = sample_results()
    row = {"id": "1", "place_id": "QH-GV-002"}
    disputed = challenges.merged(layer(row), layer({**row, **history}))
    found = challenges.judged(disputed, results.areas, results.verdicts, "now")
    assert found["verdict_before"].tolist() == [before]


def test_a_place_that_cannot_be_told_is_reported_where_it_matters() -> None:
    areas = sample_results().areas.copy()
    areas.loc[areas["id"] == "QH-GV-003", "name_zh"] = "门源县政府"
    disputed = merged(
        {"id": "1", "place": "门源县政府"},
        {"id": "2", "place_id": "QH-GV-999"},
        {"id": "3", "place_id": "QH-GV-001"},
    )
    whole = challenges.findings(disputed, areas, whole=True)
    assert [place(finding) for finding in whole] == [
        ("unclear-place", 2, "place"),
        ("unclear-place", 3, "place_id"),
    ]
    for finding in whole:
        complete(finding, file="mine.csv", row=finding.row, field=finding.field)
        assert finding.severity == "warning"
    # A run of one prefecture does not list the places of the others.
    part = challenges.findings(disputed, areas, whole=False)
    assert [finding.row for finding in part] == [2]


# ------------------------------------------------------------------------------ the file

HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1",
    "-2",
    "@SUM(A1)",
    "＝1+1",
    "'=1+1",
    "''=1+1",
    "'quoted'",
    '"><script>alert(1)</script>',
    "{{7*191}}",
    "two\nlines, and a comma; a tab\there",
    "\u202egnirts\u202c",
]


def written(folder: Path, disputed: pd.DataFrame) -> list[Path]:
    results = sample_results()
    judged = challenges.judged(disputed, results.areas, results.verdicts, results.card["run_id"])
    found = dataclasses.replace(results, challenges=judged)
    return challenge_file.write(disputed, found, folder)


def test_without_challenges_no_file_is_written(tmp_path: Path) -> None:
    assert written(tmp_path, merged()) == []
    assert list(tmp_path.iterdir()) == []
    assert challenge_file.read(tmp_path).empty


def test_hostile_text_is_harmless_in_the_file_and_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = [{"id": f"C{i:02d}", "place_id": "A", "note": text} for i, text in enumerate(HOSTILE)]
    rows.append({"id": "=C", "place": "=1+1<script>", "contact": "-x"})
    disputed = merged(*rows)
    (path,) = written(tmp_path, disputed)
    assert path == tmp_path / "challenges.csv"
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert cells[0] == COLUMNS
    assert not [cell for row in cells for cell in row if cell[:1] in tuple("=+-@＝＋－＠\t\r\n")]
    again = challenges.merged(layer(), challenge_file.read(tmp_path))
    assert challenges.identity(again) == challenges.identity(disputed)
    # And once more: nothing grows.
    written(tmp_path, again)
    assert path.read_bytes() == raw


@given(st.text())
def test_what_guards_a_formula_is_undone_exactly(text: str) -> None:
    assert taken_back(str(safe(text))) == text
    assert str(safe(text))[:1] not in set("=+-@\t\r\n＝＋－＠") or not text


def test_a_file_whose_rows_were_all_deleted_holds_none(tmp_path: Path) -> None:
    atomic_write(tmp_path / "challenges.csv", (",".join(COLUMNS) + "\n").encode())
    assert challenge_file.read(tmp_path).empty


def test_a_file_that_was_spoiled_is_named(tmp_path: Path) -> None:
    atomic_write(tmp_path / "challenges.csv", b"id,place_id,status\nC1,A,maybe\n")
    with pytest.raises(InputError) as caught:
        challenge_file.read(tmp_path)
    (finding,) = caught.value.findings
    complete(finding, file="challenges.csv", row=2, field="status")


def test_the_file_of_the_runs_may_be_named_in_the_settings(tmp_path: Path) -> None:
    assert challenge_file.is_carried(tmp_path / "x" / ".." / "challenges.csv", tmp_path)
    assert not challenge_file.is_carried(tmp_path / "mine.csv", tmp_path)
    assert not challenge_file.is_carried(None, tmp_path)


# ------------------------------------------------------------------------------ the runs


def rows_of(folders: Folders) -> dict[str, dict[str, str]]:
    text = (folders.processed / "challenges.csv").read_text("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.mark.slow
def test_challenges_are_carried_over_three_runs(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "id,place_id,place,rule,status,note,contact\n"
        'C1,QH-TH-007,,area,open,"=1+1, 请复核",某某\n'
        "C2,QH-XX-001,,reach,withdrawn,gone,\n",
        encoding="utf-8",
    )
    folders = Folders(tmp_path / "out")
    chosen = small_settings()
    named = chosen.model_copy(update={"layers": {"challenges": mine}})

    first = pipeline.run(named, ["海北"], folders)
    rows = rows_of(folders)
    assert [rows[c]["verdict_before"] for c in ("C1", "C2")] == ["", ""]
    verdict = rows["C1"]["verdict"]
    results = store.load(folders.processed)
    assert verdict == results.areas.set_index("id").loc["QH-TH-007", "area"] != ""
    assert (rows["C2"]["verdict"], rows["C1"]["note"]) == ("", "'=1+1, 请复核")
    assert {"layer": "challenges", "file": "mine.csv", "rows": 2} in [
        {key: row[key] for key in ("layer", "file", "rows")} for row in first.record["inputs"]
    ]
    assert "data/processed/challenges.csv" in [p["file"] for p in first.record["products"]]
    # Nothing has changed: its own verdicts do not make a run another run.
    assert pipeline.run(named, ["海北"], folders).computed is False

    # Without the setting the file of the last run is taken up; the threshold is another.
    looser = chosen.coverage.model_copy(update={"threshold_profile": "cn-field-110"})
    other = chosen.model_copy(update={"coverage": looser})
    second = pipeline.run(other, ["海北"], folders)
    assert second.computed
    rows = rows_of(folders)
    assert rows["C1"]["verdict_before"] == verdict
    assert rows["C1"]["changed"] == ("yes" if rows["C1"]["verdict"] != verdict else "no")
    assert rows["C1"]["note"] == "'=1+1, 请复核" and rows["C1"]["contact"] == "某某"
    assert rows["C2"]["status"] == "withdrawn"
    assert store.load(folders.processed).challenges["note"].tolist() == ["=1+1, 请复核", "gone"]
    before = (folders.processed / "challenges.csv").read_bytes()
    assert pipeline.run(other, ["海北"], folders, force=True).computed
    assert (folders.processed / "challenges.csv").read_bytes() == before

    # A third run after the status was edited in the file itself.
    path = folders.processed / "challenges.csv"
    path.write_bytes(path.read_bytes().replace(b",open,", b",accepted,"))
    third = pipeline.run(other, ["海北"], folders)
    assert third.computed
    assert rows_of(folders)["C1"]["status"] == "accepted"
    assert rows_of(folders)["C1"]["verdict_before"] == rows["C1"]["verdict"]
    assert pipeline.run(other, ["海北"], folders).computed is False
    # Who was named as a contact is in this file alone.
    for product in (tmp_path / "out").rglob("*"):
        if product.is_file() and product != path:
            assert "某某".encode() not in product.read_bytes(), product
