"""The few errors of covermap.

CovermapError                 everything a user can put right; carries its exit code
├── InputError                a file, a setting or an argument is wrong (exit 2)
└── EnvironmentProblem        the machine or the installation is wrong (exit 3)

A planner must be able to mend the sheet from the message alone, so an `InputError`
is made of `Finding` values that name file, row, field, what was found and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .text import Text

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "warning"]
_SHOWN = 10  # findings spelled out in one message; the rest is counted


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or was repaired, in one place of the input.

    Parameters
    ----------
    code
        Short stable name, e.g. ``"unknown-column"``.
    what
        What was found.
    remedy
        What the planner can do about it.
    file
        File (or setting) the finding is about.
    row
        Row as a spreadsheet counts it: the header is row 1.
    field
        Column, key or option.
    severity
        ``"error"`` refuses the input, ``"warning"`` is reported and the run goes on.
    """

    code: str
    what: Text
    remedy: Text
    file: str = ""
    row: int | None = None
    field: str | None = None
    severity: Severity = "error"

    def text(self) -> Text:
        """Return the finding as one sentence with its place, in both languages."""
        return Text(
            f"{_place(self, '第 {} 行', '字段')}{self.what.zh} → {self.remedy.zh}",
            f"{_place(self, 'row {}', 'field')}{self.what.en} → {self.remedy.en}",
        )


def _place(finding: Finding, row_wording: str, field_wording: str) -> str:
    parts = [finding.file] if finding.file else []
    if finding.row is not None:
        parts.append(row_wording.format(finding.row))
    if finding.field:
        parts.append(f"{field_wording} {finding.field}")
    return " · ".join(parts) + ": " if parts else ""


class CovermapError(Exception):
    """Base of the errors that are shown as a message, never as a traceback."""

    exit_code = 70

    def __init__(self, text: Text) -> None:
        super().__init__(text.both())
        self.text = text


class InputError(CovermapError, ValueError):
    """Input that cannot be used; nothing was computed and nothing was overwritten.

    Parameters
    ----------
    findings
        At least one finding; warnings among them are kept but do not refuse the input.
    rejected
        Rows of a file of which none can be used, as `layers.Intake.rejected_rows` has them;
        ``None`` where it is the file that cannot be used.
    """

    exit_code = 2

    def __init__(self, findings: Sequence[Finding], rejected: pd.DataFrame | None = None) -> None:
        self.findings, self.rejected = tuple(findings), rejected
        shown = [finding.text() for finding in self.findings[:_SHOWN]]
        more = len(self.findings) - len(shown)
        zh = [line.zh for line in shown] + ([f"……另有 {more} 处"] if more else [])
        en = [line.en for line in shown] + ([f"… and {more} more"] if more else [])
        super().__init__(Text("\n".join(zh), "\n".join(en)))


class EnvironmentProblem(CovermapError, RuntimeError):
    """The machine or the installation does not allow the work."""

    exit_code = 3
