"""What is said of a file and its source, worded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._layer import Layer
from ..errors import Finding
from ..text import Text, one_line

if TYPE_CHECKING:
    from ._source import Mark, Source


def recognised(source: Source, file: str) -> Finding:
    """Say that a file is read as one of a source."""
    return Finding(
        "source-recognised",
        Text(f"按“{source.title.zh}”读取", f"read as: {source.title.en}"),
        Text(
            f"如不是，改列名；要固定下来，在 [sources] 中声明 {source.name}",
            f"rename the columns if it is not; declare {source.name} in [sources] to settle it",
        ),
        file,
        severity="warning",
    )


def dropped(source: Source, headers: Sequence[str], why: Text, file: str) -> Finding:
    """Say which columns of a source are not read, and why."""
    shown = [one_line(header, 30) for header in headers]
    return Finding(
        "source-dropped",
        Text(f"未读取的列 {'、'.join(shown)}：{why.zh}", f"not read: {', '.join(shown)}: {why.en}"),
        Text("无需处理", f"nothing to do; this is usual of {source.name}"),
        file,
        field=shown[0],
        severity="warning",
    )


def unknown(name: str, known: Sequence[str], file: str) -> Finding:
    """Refuse the name of a source that is none."""
    shown = one_line(name)
    return Finding(
        "unknown-source",
        Text(f"没有来源“{shown}”", f"there is no source {shown!r}"),
        Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"),
        file,
        field="source",
    )


def other_role(source: Source, layer: Layer, file: str) -> Finding:
    """Refuse a source whose files are for another layer."""
    return Finding(
        "source-of-other-role",
        Text(
            f"“{source.title.zh}”不用于图层 {layer.name}",
            f"{source.title.en} is no source of the layer {layer.name}",
        ),
        Text(
            f"用于 {'、'.join(source.roles)}，或去掉来源的声明",
            f"use it for {', '.join(source.roles)}, or declare no source",
        ),
        file,
        field="source",
    )


def marks_missing(source: Source, missing: Sequence[Mark], file: str) -> Finding:
    """Refuse a file that is not of the source it is said to be from."""
    zh = "；".join(mark.what.zh for mark in missing)
    en = "; ".join(mark.what.en for mark in missing)
    return Finding(
        "source-mismatch",
        Text(
            f"声明的来源是“{source.title.zh}”，但没有它的标志：{zh}",
            f"declared as {source.title.en}, but its marks are missing: {en}",
        ),
        Text("改正来源的声明，或去掉它", "put the declaration right, or leave it out"),
        file,
        field="source",
    )


def nothing_left(source: Source, layer: Layer, file: str) -> Finding:
    """Refuse a file none of whose rows is of the layer."""
    return Finding(
        "nothing-of-the-layer",
        Text(
            f"没有一行属于{layer.title.zh}（{source.title.zh}）",
            f"no row is of {layer.title.en} ({source.title.en})",
        ),
        Text("检查文件是否给错", "check whether it is the right file"),
        file,
    )


def declared_datum(source: Source, declared: str, file: str) -> Finding:
    """Say that the datum of a source stands, though another one was declared."""
    return Finding(
        "datum-of-source",
        Text(
            f"{source.title.zh} 的坐标系是 {source.datum}，声明的 {declared} 未采用",
            f"{source.title.en} is in {source.datum}: the declared {declared} is not used",
        ),
        Text(
            "确认文件没有被转换过；若已转换，在坐标系列逐行填写",
            "make sure that it was not converted; else name the datum in a column",
        ),
        file,
        field="datum",
        severity="warning",
    )
