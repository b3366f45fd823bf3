"""A frame of text cells against its `Layer`: typed columns, or findings that name the cell."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd

from ._layer import Column, Layer
from ._read import ROW
from .datum import DATUMS, to_wgs84
from .errors import Finding, InputError
from .text import Text

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_IGNORED_PREFIX = "#"  # a column "#…" is the planner's own and is not read
_EXAMPLE_PREFIX = "EXAMPLE-"  # of the ids of the rows that show how a template is filled in


def validate(frame: pd.DataFrame, layer: Layer, file: str) -> pd.DataFrame:
    """Check a frame of text cells and bring it to the columns of its layer.

    Parameters
    ----------
    frame
        Text cells under any accepted headers, with the column ``_row``.
    layer
        What the frame should be.
    file
        Name used in findings.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        The columns of the layer in order, typed, then ``file`` and ``row``, where each
        record came from; missing text is ``""``, missing numbers NaN; points in EPSG:4326,
        ``None`` for rows without a coordinate.

    Raises
    ------
    InputError
        With every finding of the file.
    """
    typed = check(frame, layer, file)
    return with_points(typed) if layer.geometry == "point" else typed


def check(frame: pd.DataFrame, layer: Layer, file: str) -> pd.DataFrame:
    """Do as `validate`, but leave coordinates in the datum of their row and make no points."""
    table = _rename(frame, layer, file)
    findings: list[Finding] = []
    typed = pd.DataFrame(
        {column.name: _typed(table, column, file, findings) for column in layer.columns}
    )
    typed["file"], typed["row"] = file, table[ROW].to_numpy()
    findings += _duplicates(typed, layer.columns[0], file)
    findings += _examples(typed, layer.columns[0], file)
    if layer.geometry == "point":
        findings += _half_coordinates(typed, findings, file)
    if layer.check is not None:
        findings += layer.check(typed, file)
    if findings:
        raise InputError(findings)
    return typed


def _rename(frame: pd.DataFrame, layer: Layer, file: str) -> pd.DataFrame:
    known = accepted(layer)
    names: dict[str, str] = {}
    findings: list[Finding] = []
    for header in frame.columns:
        if header == ROW or header.startswith(_IGNORED_PREFIX):
            continue
        name = known.get(fold(header))
        if name is None:
            findings.append(_unknown_column(header, known, file))
        elif name in names.values():
            findings.append(_repeated_column(header, name, file))
        else:
            names[header] = name
    missing = [c for c in layer.columns if c.required and c.name not in names.values()]
    findings += [_missing_column(column, file) for column in missing]
    if findings:
        raise InputError(findings)
    return frame[[*names, ROW]].rename(columns=names)


def accepted(layer: Layer) -> dict[str, str]:
    """Return every header of a layer, as `fold` leaves it → the column it stands for."""
    return {fold(header): column.name for column in layer.columns for header in column.headers()}


def fold(header: str) -> str:
    """Fold full-width letters, case, blanks and units in brackets out of a header."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    folded = folded.split("(")[0] if folded.endswith(")") else folded
    return "".join(folded.split()).replace("_", "")


def _unknown_column(header: str, known: dict[str, str], file: str) -> Finding:
    close = difflib.get_close_matches(fold(header), list(known), n=1, cutoff=0.6)
    guess = known[close[0]] if close else ""
    return Finding(
        "unknown-column",
        Text(f"未知的列“{header}”", f"unknown column {header!r}"),
        Text(
            (f"是否应为 {guess}？" if guess else "") + "改名，或在列名前加 # 表示忽略",
            (f"did you mean {guess}? " if guess else "") + "rename it, or prefix it with # to skip",
        ),
        file,
        1,
        header,
    )


def _repeated_column(header: str, name: str, file: str) -> Finding:
    return Finding(
        "repeated-column",
        Text(f"有两列都表示 {name}", f"two columns stand for {name}"),
        Text("只保留一列", "keep one of them"),
        file,
        1,
        header,
    )


def _missing_column(column: Column, file: str) -> Finding:
    return Finding(
        "missing-column",
        Text(f"缺少必需的列“{column.title.zh}”", f"the required column {column.name!r} is missing"),
        Text("参照 data/raw/templates/ 的模板补上", "add it as in data/raw/templates/"),
        file,
        1,
        column.name,
    )


def _typed(
    table: pd.DataFrame, column: Column, file: str, findings: list[Finding]
) -> pd.Series[str] | pd.Series[float]:
    if column.name not in table:
        if column.kind == "text":
            return pd.Series([""] * len(table), dtype="str")
        return pd.Series([np.nan] * len(table), dtype="float64")
    cells = table[column.name].astype("str").reset_index(drop=True)
    rows = table[ROW].to_numpy()

    def report(bad: np.ndarray, code: str, what: Callable[[str], Text], remedy: Text) -> None:
        for index in np.flatnonzero(bad):
            found = what(cells.iloc[index])
            findings.append(Finding(code, found, remedy, file, int(rows[index]), column.name))

    filled = (cells != "").to_numpy()
    if column.required:
        report(
            ~filled,
            "missing-value",
            lambda _: Text("必填项为空", "a required value is empty"),
            Text("补上该值，或删除该行", "fill it in, or delete the row"),
        )
    if column.kind == "text":
        return _chosen(cells, column, report)
    return _numbers(cells, filled, column, report)


Report = Callable[[np.ndarray, str, Callable[[str], Text], Text], None]


def _chosen(cells: pd.Series[str], column: Column, report: Report) -> pd.Series[str]:
    canonical = {fold(choice): choice for choice in column.choices}
    canonical |= {fold(spelling): choice for spelling, choice in column.spellings}
    if not canonical:
        return cells
    # A drive test repeats three operators a hundred thousand times: each is folded once.
    spelled: dict[str, str | None] = {cell: canonical.get(fold(cell)) for cell in cells.unique()}
    if not column.choices:
        return cells.map(spelled).fillna(cells).astype("str")
    chosen = cells.map({**spelled, "": ""})
    report(
        chosen.isna().to_numpy(),
        "unknown-value",
        lambda cell: Text(f"不认识的值“{cell}”", f"unknown value {cell!r}"),
        Text(f"可用：{'、'.join(column.choices)}", f"one of: {', '.join(column.choices)}"),
    )
    return chosen.fillna("").astype("str")


def _without_thousands(cell: str) -> str:
    """Fold full-width digits and take thousands commas out; a decimal comma stays, to be named."""
    folded = unicodedata.normalize("NFKC", cell)
    return folded.replace(",", "") if _THOUSANDS.fullmatch(folded) else folded


def _numbers(
    cells: pd.Series[str], filled: np.ndarray, column: Column, report: Report
) -> pd.Series[float]:
    numbers = pd.to_numeric(cells.where(filled, "nan"), errors="coerce").astype("float64")
    odd = filled & numbers.isna().to_numpy()
    if odd.any():
        folded = cells[odd].map(_without_thousands)
        numbers[odd] = pd.to_numeric(folded, errors="coerce").astype("float64")
    values = numbers.to_numpy()
    report(
        filled & ~np.isfinite(values),
        "not-a-number",
        lambda cell: Text(f"“{cell}”不是数字", f"{cell!r} is not a number"),
        Text("只填数字，单位写在表头", "give the number only; the unit belongs in the header"),
    )
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    limits = f"{low:g} … {high:g} {column.unit}".rstrip()
    with np.errstate(invalid="ignore"):
        outside = np.isfinite(values) & ((values < low) | (values > high))
    report(
        outside,
        "out-of-range",
        lambda cell: Text(f"{cell} 超出范围", f"{cell} is out of range"),
        Text(f"应在 {limits} 之间", f"should be within {limits}"),
    )
    if column.kind == "integer":
        report(
            np.isfinite(values) & (values != np.round(values)),
            "not-an-integer",
            lambda cell: Text(f"{cell} 不是整数", f"{cell} is not a whole number"),
            Text("填写整数", "give a whole number"),
        )
    return numbers


def _duplicates(typed: pd.DataFrame, key: Column, file: str) -> list[Finding]:
    """Name the rows that repeat the first column, where that is what identifies a row."""
    values = typed[key.name]
    repeated = values.duplicated() & (values != "") & key.required
    return [
        Finding(
            "duplicate-id",
            Text(f"“{value}”重复出现", f"{value!r} occurs twice"),
            Text("每行使用唯一编号", "give each row an id of its own"),
            file,
            int(row),
            key.name,
        )
        for value, row in zip(values[repeated], typed.loc[repeated, "row"], strict=True)
    ]


def _examples(typed: pd.DataFrame, key: Column, file: str) -> list[Finding]:
    """Name the rows of a template that were left standing among the planner's own."""
    values = typed[key.name].astype("str")
    left = values.str.upper().str.startswith(_EXAMPLE_PREFIX)
    return [
        Finding(
            "example-row",
            Text(f"“{value}”是模板的示例行", f"{value!r} is an example row of the template"),
            Text("删除该行", "delete the row"),
            file,
            int(row),
            key.name,
        )
        for value, row in zip(values[left], typed.loc[left, "row"], strict=True)
    ]


def _half_coordinates(typed: pd.DataFrame, findings: list[Finding], file: str) -> list[Finding]:
    named = {finding.row for finding in findings if finding.field in ("lon", "lat")}
    half = (typed["lon"].isna() != typed["lat"].isna()) & ~typed["row"].isin(named)
    return [
        Finding(
            "half-coordinate",
            Text("经度、纬度只填了一个", "only one of longitude and latitude is given"),
            Text("两个都填，或两个都留空", "give both, or leave both empty"),
            file,
            int(row),
            "lon" if np.isnan(lon) else "lat",
        )
        for lon, row in zip(typed.loc[half, "lon"], typed.loc[half, "row"], strict=True)
    ]


def with_points(typed: pd.DataFrame) -> gpd.GeoDataFrame:
    """Convert coordinates by the datum of their row and make them the geometry."""
    for datum in DATUMS:
        rows = (typed["datum"] == datum).to_numpy()
        if rows.any():
            lon, lat = typed.loc[rows, "lon"], typed.loc[rows, "lat"]
            typed.loc[rows, "lon"], typed.loc[rows, "lat"] = to_wgs84(lon, lat, datum)
            typed.loc[rows, "datum"] = "WGS84"
    points = gpd.points_from_xy(typed["lon"], typed["lat"])
    points[typed["lon"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(typed, geometry=points, crs=4326)
