"""The headers of a file → the columns of its layer."""

from __future__ import annotations

import difflib

import pandas as pd

from ._intake import Intake
from ._layer import Column, Layer
from ._reading import ROW, fold
from .errors import Finding, InputError
from .text import Text, one_line

_IGNORED_PREFIX = "#"  # a column "#…" is the planner's own and is not read
_SHOWN = 8  # columns spelled out in one message


def named(frame: pd.DataFrame, layer: Layer, intake: Intake) -> pd.DataFrame:
    """Return the columns of a layer that a file has, under their canonical names.

    Parameters
    ----------
    frame
        Text cells under the headers of the file, with the column ``_row``.
    layer
        What the file should hold.
    intake
        Takes the names of the columns that are not read.

    Raises
    ------
    InputError
        When a required column is missing, or two columns are the same.
    """
    known = accepted(layer)
    names: dict[str, str] = {}
    unread: list[str] = []
    findings: list[Finding] = []
    for header in frame.columns:
        if header == ROW or header.startswith(_IGNORED_PREFIX):
            continue
        name = known.get(fold(header))
        if name is None:
            unread.append(header)
        elif name in names.values():
            findings.append(_repeated_column(header, name, intake.file))
        else:
            names[header] = name
    # Ids can be made; nothing else that is required can.
    required = [c for c in layer.columns if c.required and c.name != "id"]
    missing = [column for column in required if column.name not in names.values()]
    findings += [_missing_column(column, unread, known, intake.file) for column in missing]
    if findings:
        raise InputError(findings)
    if unread:
        intake.findings.append(_unread_columns(unread, known, set(names.values()), intake.file))
    return frame[[*names, ROW]].rename(columns=names)


def accepted(layer: Layer) -> dict[str, str]:
    """Return every header of a layer, as `fold` leaves it → the column it stands for."""
    return {fold(header): column.name for column in layer.columns for header in column.headers()}


def _unread_columns(
    headers: list[str], known: dict[str, str], taken: set[str], file: str
) -> Finding:
    """Name the columns that are not read; one that looks like a known one may be misspelt."""
    shown = [one_line(header, 30) for header in headers[:_SHOWN]]
    more = len(headers) - len(shown)
    guesses = [(header, _guess(header, known)) for header in headers]
    meant = [(one_line(h, 30), guess) for h, guess in guesses if guess and guess not in taken]
    asked = Text(
        "".join(f"“{header}”是否应为 {guess}？" for header, guess in meant),
        "".join(f"did you mean {guess} by {header!r}? " for header, guess in meant),
    )
    return Finding(
        "unknown-column",
        Text(
            f"未读取的列：{'、'.join(shown)}{f' 等 {len(headers)} 列' if more else ''}",
            f"columns that are not read: {', '.join(shown)}{f' and {more} more' if more else ''}",
        ),
        Text(
            f"{asked.zh}需要时改名；在列名前加 # 表示有意忽略",
            f"{asked.en}rename where needed; a # before the name says it is meant",
        ),
        file,
        field=shown[0],
        severity="warning",
    )


def _guess(header: str, known: dict[str, str]) -> str:
    close = difflib.get_close_matches(fold(header), list(known), n=1, cutoff=0.6)
    return known[close[0]] if close else ""


def _repeated_column(header: str, name: str, file: str) -> Finding:
    return Finding(
        "repeated-column",
        Text(f"有两列都表示 {name}", f"two columns stand for {name}"),
        Text("只保留一列", "keep one of them"),
        file,
        1,
        header,
    )


def _missing_column(column: Column, unread: list[str], known: dict[str, str], file: str) -> Finding:
    meant = [one_line(h, 30) for h in unread if _guess(h, known) == column.name][:1]
    return Finding(
        "missing-column",
        Text(f"缺少必需的列“{column.title.zh}”", f"the required column {column.name!r} is missing"),
        Text(
            (f"列“{meant[0]}”是否就是它？改名为 {column.title.zh}，或" if meant else "")
            + "参照 data/raw/templates/ 的模板补上",
            (f"is it {meant[0]!r}? Rename that to {column.name}, or " if meant else "")
            + "add it as in data/raw/templates/",
        ),
        file,
        1,
        column.name,
    )
