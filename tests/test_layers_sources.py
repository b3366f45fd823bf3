"""The planner's usual sources: known by themselves or declared, and what becomes of each row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import layers
from layers import Declared, sources
from tests.messages import complete
from tests.sample_sources import SAMPLES, Sample

by_source = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.source)


def load(sample: Sample, folder: Path, declared: Declared) -> tuple[pd.DataFrame, layers.Intake]:
    path = folder / sample.file
    sample.build(path)
    intakes: list[layers.Intake] = []
    frame = layers.load(sample.layer, path, intakes, declared)
    return frame, intakes[0]


def test_every_source_has_a_sample_and_says_where_it_is_described() -> None:
    assert sorted(sources.catalogue()) == sorted(sample.source for sample in SAMPLES)
    for name, source in sources.catalogue().items():
        assert source.name == name
        assert source.title.zh and source.title.en
        assert source.documented == "" or source.documented.startswith("https://")


@by_source
@pytest.mark.parametrize("aided", [False, True], ids=["by-itself", "declared"])
def test_a_file_of_a_source_gives_the_stations_that_it_holds(
    tmp_path: Path, sample: Sample, aided: bool
) -> None:
    frame, intake = load(sample, tmp_path, Declared(source=sample.source if aided else ""))
    for column, values in sample.expected.items():
        found = frame[column].astype(object).where(frame[column].notna(), None).tolist()
        if column in ("lon", "lat"):
            assert found == pytest.approx(values, abs=2e-7), column
        else:
            assert found == values, column
    codes = [code for code in sample.codes if not (aided and code == "source-recognised")]
    assert [finding.code for finding in intake.warnings()] == codes


@by_source
def test_rows_read_are_used_set_aside_or_rejected(tmp_path: Path, sample: Sample) -> None:
    _, intake = load(sample, tmp_path, layers.UNDECLARED)
    assert (intake.read, intake.kept, intake.set_aside) == (
        sample.read, sample.kept, sample.set_aside,
    )  # fmt: skip
    assert intake.read == intake.kept + intake.set_aside + intake.rejected


@by_source
def test_whatever_a_source_assumes_is_said_in_both_languages(
    tmp_path: Path, sample: Sample
) -> None:
    _, intake = load(sample, tmp_path, layers.UNDECLARED)
    for finding in intake.warnings():
        complete(finding, file=sample.file, row=finding.row, field=finding.field)
        assert (finding.code == "source-assumed") == ("（假设）" in finding.what.zh)
