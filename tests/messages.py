"""What every refusal must say: which file, row and field, what is wrong, what to do; twice."""

from __future__ import annotations

import re

import pytest

from layers.errors import Finding, InputError

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"\b[a-z]{2,}\b.*\b[a-z]{2,}\b")


def refusal(
    caught: pytest.ExceptionInfo[InputError],
    code: str,
    *,
    file: str = "",
    row: int | None = None,
    field: str | None = None,
) -> Finding:
    """Return the one finding of an error, after checking that its message is complete."""
    assert [finding.code for finding in caught.value.findings] == [code]
    finding = caught.value.findings[0]
    complete(finding, file=file, row=row, field=field)
    assert finding.text().zh in str(caught.value)
    assert finding.text().en in str(caught.value)
    return finding


def complete(
    finding: Finding, *, file: str = "", row: int | None = None, field: str | None = None
) -> None:
    """Check that a finding names its place and remedy in both languages."""
    assert (finding.file, finding.row, finding.field) == (file, row, field)
    zh, en = finding.text()
    place_zh = [file, "" if row is None else f"第 {row} 行", f"字段 {field}" if field else ""]
    place_en = [file, "" if row is None else f"row {row}", f"field {field}" if field else ""]
    for text, place in ((zh, place_zh), (en, place_en)):
        assert text.startswith(" · ".join(filter(None, place)))
        what, arrow, remedy = text.rpartition(" → ")
        assert arrow and len(what) > len(" · ".join(place)) and len(remedy) > 2
    # Values and names of the data are quoted as they are, so English may hold Chinese.
    assert _CHINESE.search(finding.what.zh) and _CHINESE.search(finding.remedy.zh)
    assert _ENGLISH.search(finding.what.en) and _ENGLISH.search(finding.remedy.en)


def place(finding: Finding) -> tuple[str, int | None, str | None]:
    """Return what a list of findings is compared by."""
    return finding.code, finding.row, finding.field
