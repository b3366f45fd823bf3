"""Every format says the same: each cell of each table is read back from the files of a report."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.outputs import _wording, report_csv, report_docx, report_html, report_xlsx
from geo.outputs._report.files import reports
from geo.results import Results
from geo.summary import SECTIONS, Field, Interval, Report, Table
from geo.summary._table import NUMERIC, RANGES
from layers.text import Lang, Text
from tests import readback
from tests.readback import Document, Sheet, blanks
from tests.sample_plan import planned_results
from tests.sample_results import sample_results

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
LANGS: tuple[Lang, ...] = ("zh", "zh-Hant", "en")
PRINTED = ("html", "docx")  # a range in one column, minor fields in small print
PREDICTED = {"zh": "预测", "zh-Hant": "預測", "en": "redicted"}


def bigger_results(**card: Any) -> Results:
    """Return the sample with 240 places whose figures have more digits than are printed."""
    results, rng = sample_results(**card), np.random.default_rng(4)
    areas = pd.concat([results.areas] * 9, ignore_index=True).iloc[:240].copy()
    n = len(areas)
    areas["id"] = [f"BIG-{number:04d}" for number in range(n)]
    located = areas["lon"].notna()
    low = np.round(rng.random(n), 7) * rng.choice([1.0, 0.9996, 0.0004], n)
    areas["share90"], areas["share50"] = low, low + (1.0 - low) * rng.random(n)
    areas["area_km2"] = np.exp(rng.normal(0.0, 3.0, n))
    areas["nearest_km"] = np.where(located, 40.0 * rng.random(n), np.nan)
    areas["level_dbm"] = np.where(located, -105.0 + 30.0 * rng.normal(size=n), np.nan)
    areas["margin_db"] = areas["level_dbm"] + 105.0
    counties = results.counties.assign(
        population=results.counties["population"] * 1.23456, area_km2=[1e6 / 7, 3e3, 500.05, 499.95]
    )
    gaps = results.gaps.assign(
        area_km2=np.exp(rng.normal(0.0, 3.0, len(results.gaps))),
        area_id=areas["id"].iloc[: len(results.gaps)].to_numpy(),
    )
    return dataclasses.replace(results, areas=areas, counties=counties, gaps=gaps)


@dataclasses.dataclass(frozen=True)
class Written:
    """The files of a run's reports, read back."""

    lang: Lang
    reports: tuple[tuple[str, Report], ...]
    documents: dict[str, dict[str, Document]]
    folder: Path


READERS: dict[str, tuple[Any, Callable[[Path], Document]]] = {
    "html": (report_html, readback.html),
    "xlsx": (report_xlsx, readback.xlsx),
    "csv": (report_csv, readback.csv_folder),
    "docx": (report_docx, readback.word),
}


@pytest.fixture(
    scope="module",
    params=[
        (make, lang) for make in (sample_results, bigger_results, planned_results) for lang in LANGS
    ],
    ids=lambda value: f"{value[0].__name__}-{value[1]}",
)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    make, lang = request.param
    results, folder = make(lang=lang), tmp_path_factory.mktemp("reports")
    documents: dict[str, dict[str, Document]] = {}
    for name, (module, read) in READERS.items():
        module.write_reports(results, folder)
        suffix = "" if name == "csv" else f".{name}"
        documents[name] = {stem: read(folder / f"{stem}{suffix}") for stem, _ in reports(results)}
    return Written(lang, tuple(reports(results)), documents, folder)


# ---------------------------------------------------------------- what is expected
def numbers(cell: Any, field: Field) -> tuple[float | None, ...]:
    """Return the numbers of a cell: two of a range."""
    if field.kind in RANGES:
        return tuple(cell) if isinstance(cell, Interval) else (None, None)
    return (cell,)


def words(cell: Any, field: Field, lang: Lang) -> str:
    """Return the words of a cell."""
    if isinstance(cell, Text):
        return blanks(cell.to(lang))
    if field.kind == "verdict":
        return _wording.VERDICTS[cell].text.to(lang) if cell else ""
    if field.kind == "cause":
        return _wording.CAUSES[cell].to(lang)
    if field.kind == "size_class":
        return f"{cell} km²" if cell else ""
    return blanks(str(cell or ""))


def digits(field: Field, value: float) -> int:
    """Return how many digits a number is printed with."""
    base = field.kind.removesuffix("_range")
    whole = base == "integer" or (base == "quantity" and value == int(value))
    return 0 if whole else field.decimals


def exactly(value: float | None, text: str, field: Field) -> bool:
    """Return whether a printed number is the value, with the digits it ought to have."""
    if value is None or not text:
        return value is None and not text
    share = field.kind.startswith("share")
    shown = text.replace(",", "").replace("−", "-").removesuffix("%").strip()
    point = len(shown.partition(".")[2])
    number = float(shown) / (100.0 if share else 1.0)
    return point == digits(field, value) and math.isclose(number, value, abs_tol=1e-12)


# ---------------------------------------------------------------- each cell
@pytest.mark.parametrize("name", READERS)
def test_tables_stand_in_the_same_order_under_the_same_words(written: Written, name: str) -> None:
    for stem, report in written.reports:
        document = written.documents[name][stem]
        tables = in_order(report, name)
        assert len(document.sheets) == len(tables)
        for table, sheet in zip(tables, document.sheets, strict=True):
            if sheet.title:
                assert blanks(sheet.title) == blanks(table.title.to(written.lang))
                assert blanks(sheet.note) == blanks(table.note.to(written.lang)), table.key
                assert blanks(sheet.source) == blanks(table.source.to(written.lang)), table.key
            if table.rows or name not in PRINTED:  # a page says of an empty table that it is one
                wanted = heads(table, name, written.lang)
                assert sheet.heads[: len(wanted)] == wanted, table.key


def in_order(report: Report, name: str) -> list[Table]:
    """Return the tables of a report as a format has them: a page draws the first as cards."""
    return [table for table in report.tables if name != "html" or table.key != "conclusion"]


def heads(table: Table, name: str, lang: Lang) -> list[str]:
    """Return the headers of a table as a format ought to have them."""
    found = []
    for field in table.fields:
        title, unit = field.title.to(lang), field.unit
        if name in PRINTED:
            found += [] if field.minor else [blanks(f"{title} {unit}")]
            continue
        titles = [title]
        if field.kind in RANGES:
            ends = {"zh": ("（下限）", "（上限）"), "zh-Hant": ("（下限）", "（上限）")}
            titles = [title + end for end in ends.get(lang, (" (lower)", " (upper)"))]
        share = " (0–1)" if name == "csv" and field.kind.startswith("share") else ""
        found += [text + (f" ({unit})" if unit else "") + share for text in titles]
    return found


@pytest.mark.parametrize("name", PRINTED)
def test_pages_print_every_cell(written: Written, name: str) -> None:
    for stem, report in written.reports:
        sheets = written.documents[name][stem].sheets
        for table, sheet in zip(in_order(report, name), sheets, strict=True):
            assert len(sheet.rows) == len(table.rows), table.key
            for number, record in enumerate(table.records()):
                major = [field for field in table.fields if not field.minor]
                for field, text in zip(major, sheet.rows[number], strict=True):
                    assert_printed(str(text), record[field.key], field, written.lang)
                assert_small_print(table, record, sheet, number, written.lang)


def assert_small_print(
    table: Table, record: dict[str, Any], sheet: Sheet, number: int, lang: Lang
) -> None:
    wanted = [f for f in table.fields if f.minor and record[f.key] not in (None, "")]
    wanted = [f for f in wanted if f.kind in NUMERIC or words(record[f.key], f, lang)]
    if not any(field.minor for field in table.fields):
        return
    assert [title for title, _ in sheet.small[number]] == [blanks(f.title.to(lang)) for f in wanted]
    for field, (_, text) in zip(wanted, sheet.small[number], strict=True):
        bare = text.removesuffix(field.unit).strip() if field.unit else text
        assert_printed(bare, record[field.key], field, lang)


def assert_printed(text: str, cell: Any, field: Field, lang: Lang) -> None:
    if field.kind not in NUMERIC:
        assert text == words(cell, field, lang), field.key
        return
    expected = numbers(cell, field)
    if expected[0] is None:
        assert text == (nothing(field, lang)), field.key
        return
    low, dash, high = text.removeprefix("≥ ").partition("–")
    assert text.startswith("≥") == (len(expected) > 1 and expected[1] is None)
    assert exactly(expected[0], low, field), (field.key, text, cell)
    if dash:
        assert exactly(expected[1], high, field), (field.key, text, cell)
        assert readback.bounds(text) == pytest.approx(expected)
    elif len(expected) > 1 and expected[1] is not None:
        assert expected[0] == expected[1]


def nothing(field: Field, lang: Lang) -> str:
    """Return what stands for a number that is not known."""
    no_data = {"zh": "无数据", "zh-Hant": "無數據", "en": "no data"}
    return no_data[lang] if field.kind.startswith("share") else "—"


def test_workbooks_hold_every_cell_with_its_type_and_show_it_alike(written: Written) -> None:
    for stem, report in written.reports:
        sheets = written.documents["xlsx"][stem].sheets
        for table, sheet in zip(report.tables, sheets, strict=True):
            assert len(sheet.rows) == len(table.rows), table.key
            for number, row in enumerate(table.rows):
                values, shown = iter(sheet.rows[number]), iter(sheet.shown[number])
                for field, cell in zip(table.fields, row, strict=True):
                    if field.kind not in NUMERIC:
                        assert blanks(str(next(values) or "")) == words(cell, field, written.lang)
                        next(shown)
                        continue
                    for expected in numbers(cell, field):
                        value, text = next(values), next(shown)
                        if expected is None:
                            share = field.kind.startswith("share")
                            assert value == (nothing(field, written.lang) if share else None)
                        else:
                            assert value == expected and not isinstance(value, str)
                            assert exactly(expected, text, field), (field.key, text)


def test_csv_holds_every_cell(written: Written) -> None:
    for stem, report in written.reports:
        for table, sheet in zip(report.tables, written.documents["csv"][stem].sheets, strict=True):
            assert len(sheet.rows) == len(table.rows), table.key
            for line, row in zip(sheet.rows, table.rows, strict=True):
                values = iter(str(text) for text in line)
                for field, cell in zip(table.fields, row, strict=True):
                    if field.kind not in NUMERIC:
                        said = words(cell, field, written.lang)
                        assert blanks(next(values)).removeprefix("'") == said.removeprefix("'")
                        continue
                    for expected in numbers(cell, field):
                        text = next(values)
                        assert (float(text) if text else None) == expected
                assert len(list(values)) == 2  # the marks at the end of each line


def test_cards_are_the_table_of_the_conclusion(written: Written) -> None:
    for stem, report in written.reports:
        found = readback.cards(written.folder / f"{stem}.html")
        fields = {field.key: field for field in report.table("conclusion").fields}
        assert len(found) == len(report.table("conclusion").rows)
        for card, row in zip(found, report.table("conclusion").records(), strict=True):
            title, verdict, rate, met, undecided, not_met, unknown, target, listed, missing = card
            assert title == row["category"].to(written.lang)
            assert verdict == words(row["verdict"], fields["verdict"], written.lang)
            assert_printed(rate, row["rate"], fields["rate"], written.lang)
            counts = [row[key] for key in ("met", "undecided", "not_met")]
            assert [int(met), int(undecided), int(not_met)] == counts
            assert int(unknown) == row["no_data"] + row["no_coordinate"]
            assert (float(target) / 100, int(listed)) == (row["target"], row["listed"])
            assert readback.bounds(missing) == tuple(row["missing"])


def test_charts_are_the_same_on_paper_and_in_word(written: Written) -> None:
    drawn = 0
    for stem, report in written.reports:
        page = dict(
            zip(
                (table.key for table in in_order(report, "html")),
                written.documents["html"][stem].sheets,
                strict=True,
            )
        )
        document = written.documents["docx"][stem].sheets
        for table, sheet in zip(in_order(report, "docx"), document, strict=True):
            if table.key in page:
                assert sheet.bars == page[table.key].bars
                drawn += len(sheet.bars)
    assert drawn > 50


# ---------------------------------------------------------------- what every format says
@pytest.mark.parametrize("name", READERS)
def test_every_section_is_there_and_an_empty_one_says_why(written: Written, name: str) -> None:
    for stem, report in written.reports:
        document = written.documents[name][stem]
        named = [blanks(f"{n} {title.to(written.lang)}") for n, title in SECTIONS.items()]
        assert [blanks(text) for text in document.sections] == named
        assert document.absent == [blanks(t.to(written.lang)) for t in report.absent.values()]
        assert document.sentences == [blanks(s.to(written.lang)) for s in report.sentences]
        assert document.title == report.title.to(written.lang)


@pytest.mark.parametrize("name", READERS)
def test_every_format_says_synthetic_predicted_and_where_it_comes_from(
    written: Written, name: str
) -> None:
    for stem, report in written.reports:
        document = written.documents[name][stem]
        assert "SYNTHETIC" in stem
        for mark in report.marks:
            assert blanks(mark.value.to(written.lang)) in document.text, mark.key
        assert "SYNTHETIC" in document.text and PREDICTED[written.lang] in document.text
        if name != "csv":  # has the marks in every line
            assert "SYNTHETIC" in document.running and PREDICTED[written.lang] in document.running
        else:
            for sheet in document.sheets:
                assert {str(row[-2]) for row in sheet.rows} <= {"是", "yes"}


@pytest.mark.parametrize("name", PRINTED)
def test_the_head_of_every_sheet_of_paper(written: Written, name: str) -> None:
    keys = {"scope", "run_id", "data_date", "threshold", "model", "review_no"}
    for stem, report in written.reports:
        running = written.documents[name][stem].running
        said = {mark.key: mark.value.to(written.lang) for mark in report.marks}
        assert all(said[key] in running for key in keys)
