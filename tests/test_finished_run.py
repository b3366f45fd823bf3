"""A finished run is opened whole, or refused by the name of what pointed to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.outputs import cog, finished_run, store
from geo.results import Results
from layers.errors import InputError
from tests.sample_runs import classes, finish, run_results, write_classes


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return finish(tmp_path / "run", run_results("one"), classes(0, 1, 2, 3))


def raster_of(run: Path) -> Path:
    return cog.file_of(run / "data" / "processed" / "coverage", cog.CLASS_ANY, True)


def test_a_finished_run_opens_with_its_results_and_its_raster(run: Path) -> None:
    found = finished_run.find(run, "EARLIER")
    assert found.record["run_id"] == "one"
    opened = found.opened()
    assert isinstance(opened.results, Results) and opened.results.card["run_id"] == "one"
    assert opened.classes == raster_of(run)


def test_a_folder_without_a_finished_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--out") as refused:
        finished_run.find(tmp_path / "nowhere", "LATER")
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == ("no-finished-run", "LATER")
    assert finding.file.endswith("nowhere")


def _break_record(run: Path) -> None:
    (run / "data" / "processed" / "run.json").write_text("{", encoding="utf-8")


def _remove_results(run: Path) -> None:
    (run / "data" / "processed" / store.FILE_NAME).unlink()


def _damage_results(run: Path) -> None:
    (run / "data" / "processed" / store.FILE_NAME).write_bytes(b"nothing of the kind")


def _remove_raster(run: Path) -> None:
    raster_of(run).unlink()


def _damage_raster(run: Path) -> None:
    raster_of(run).write_bytes(b"no raster")


def _raster_of_another_run(run: Path) -> None:
    write_classes(raster_of(run), classes(0), "another")


def _results_of_another_run(run: Path) -> None:
    store.save(run_results("another"), run / "data" / "processed")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_break_record, "no-finished-run"),
        (_remove_results, "no-results"),
        (_damage_results, "damaged-results"),
        (_remove_raster, "mixed-run"),
        (_damage_raster, "mixed-run"),
        (_raster_of_another_run, "mixed-run"),
        (_results_of_another_run, "mixed-run"),
    ],
)
def test_what_is_not_one_finished_run_is_refused_with_the_remedy(
    run: Path, spoil: Callable[[Path], None], code: str
) -> None:
    spoil(run)
    with pytest.raises(InputError, match=r"report\.previous") as refused:
        finished_run.find(run, "report.previous").opened()
    (finding,) = refused.value.findings
    assert finding.code == code
    assert "--out" in finding.remedy.zh and run.as_posix() in finding.remedy.en


def test_results_of_another_version_are_refused(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "FORMAT", "999")
    with pytest.raises(InputError) as refused:
        finished_run.find(run, "EARLIER").opened()
    (finding,) = refused.value.findings
    assert (finding.code, finding.field) == ("other-version", "EARLIER")


def test_the_setting_may_name_no_run_or_another_folder_but_not_its_own(run: Path) -> None:
    assert finished_run.previous(None, run) is None
    found = finished_run.previous(run, run.parent / "new")
    assert found is not None and found.record["run_id"] == "one"
    for same in (run, run / ".." / "run", run / "data" / ".."):
        with pytest.raises(InputError, match="--out") as refused:
            finished_run.previous(same, run)
        assert refused.value.findings[0].code == "previous-is-output"
