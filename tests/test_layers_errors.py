"""Errors: where, what and what to do, in both languages, with an exit code each."""

from __future__ import annotations

import pytest

from layers.errors import CovermapError, EnvironmentProblem, Finding, InputError
from layers.text import Text

WHAT, REMEDY = Text("太大", "too large"), Text("改小", "make it smaller")


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        ({}, "太大 → 改小", "too large → make it smaller"),
        ({"file": "a.csv"}, "a.csv: 太大 → 改小", "a.csv: too large → make it smaller"),
        ({"row": 3}, "第 3 行: 太大 → 改小", "row 3: too large → make it smaller"),
        ({"field": "lat"}, "字段 lat: 太大 → 改小", "field lat: too large → make it smaller"),
        (
            {"file": "a.csv", "row": 3, "field": "lat"},
            "a.csv · 第 3 行 · 字段 lat: 太大 → 改小",
            "a.csv · row 3 · field lat: too large → make it smaller",
        ),
    ],
)
def test_a_finding_names_its_place(place: dict[str, object], zh: str, en: str) -> None:
    assert Finding("x", WHAT, REMEDY, **place).text() == Text(zh, en)


def test_a_finding_refuses_unless_it_is_a_warning() -> None:
    assert Finding("x", WHAT, REMEDY).severity == "error"


@pytest.mark.parametrize(("count", "lines", "more"), [(1, 1, ""), (10, 10, ""), (11, 11, "1")])
def test_ten_findings_are_spelled_out_and_the_rest_is_counted(
    count: int, lines: int, more: str
) -> None:
    error = InputError([Finding("x", WHAT, REMEDY, row=row) for row in range(count)])
    zh, en = error.text.zh.splitlines(), error.text.en.splitlines()
    assert (len(zh), len(en)) == (lines, lines)
    assert zh[min(count, 10) - 1] == f"第 {min(count, 10) - 1} 行: 太大 → 改小"
    assert (zh[-1] == f"……另有 {more} 处") == bool(more)
    assert (en[-1] == f"… and {more} more") == bool(more)
    assert len(error.findings) == count


def test_the_message_is_chinese_then_english() -> None:
    assert str(CovermapError(WHAT)) == "太大\ntoo large"


@pytest.mark.parametrize(
    ("error", "code", "builtin"),
    [
        (InputError([Finding("x", WHAT, REMEDY)]), 2, ValueError),
        (EnvironmentProblem(WHAT), 3, RuntimeError),
        (CovermapError(WHAT), 70, Exception),
    ],
)
def test_each_kind_has_its_exit_code_and_builtin(
    error: CovermapError, code: int, builtin: type[Exception]
) -> None:
    assert error.exit_code == code
    assert isinstance(error, builtin)
    assert isinstance(error, CovermapError)
