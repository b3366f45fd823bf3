"""The planner's usual sources: known by themselves or declared, and what becomes of each row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import layers
from layers import Declared, sources
from layers.errors import InputError
from layers.sources import _placemarks
from tests.messages import complete, refusal
from tests.sample_sources import OPENCELLID, SAMPLES, Sample

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


@pytest.mark.parametrize(
    ("html", "cells"),
    [
        ("<table><tr><td>挂高：</td><td>35</td></tr></table>", [("挂高", "35")]),
        ("<TABLE><TR><TH>挂高<TD>35</TABLE>", [("挂高", "35")]),
        ("<table><tr><td>a</td><td>b</td><td>c</td></tr></table>", []),
        ("<table><tr><td>a</td><td>1</td></tr></table><![x[ <tr>", [("a", "1")]),
        ("<table><tr><td><style>p{}</style>a</td><td>&lt;b&gt;</td></tr>", [("a", "<b>")]),
        ("挂高 35", []),
    ],
)
def test_a_table_of_a_description_is_read_as_text_alone(
    html: str, cells: list[tuple[str, str]]
) -> None:
    assert list(_placemarks.table_of(html)) == cells


@pytest.mark.parametrize("cell", ["1e300", "inf", "-5", "x", ""])
@pytest.mark.parametrize("field", ["cell", "samples", "range", "lat"])
def test_odd_figures_of_opencellid_harm_no_other_row(tmp_path: Path, field: str, cell: str) -> None:
    names = sources.catalogue()["opencellid"].header
    good = dict(zip(names, OPENCELLID.splitlines()[0].split(","), strict=True))
    rows = [good, {**good, "cell": "1192962", field: cell}]
    text = "".join(",".join(row.values()) + "\n" for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    frame = layers.load("base_stations", tmp_path / "a.csv", [])
    assert frame["lon"].iloc[0] == pytest.approx(101.76)
    assert frame["lat"].iloc[0] == pytest.approx(36.62, abs=25 if cell == "-5" else 1e-9)


def test_a_cell_of_many_numbers_is_no_list_of_azimuths(tmp_path: Path) -> None:
    text = "基站编号,站点经度,站点纬度,运营商,方位角\nA,101.75,36.66,移动," + "/".join(["0"] * 13)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        layers.load("base_stations", tmp_path / "a.csv", [])
    refusal(caught, "not-a-number", file="a.csv", row=2, field="azimuth_deg")
