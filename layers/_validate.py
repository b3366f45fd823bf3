"""A frame of text cells against its `Layer`: typed columns, repairs and rejected rows named."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from . import _positions
from ._cells import read_number
from ._columns import named
from ._intake import Intake
from ._keys import Cells, numbered, repeats
from ._layer import Column, Layer
from ._reading import ROW, fold
from .datum import DATUMS, to_wgs84
from .errors import Finding
from .text import Text, one_line

_SHOWN = 5  # values spelled out in one finding
_EXAMPLE_PREFIX = "EXAMPLE-"  # of the ids of the rows that show how a template is filled in
# 2024-05-01, 2024/5/1, 5月1日, 1-May, May-24: what spreadsheets make of 5-1 and the like.
_DATE = (
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[ T]00:00:00)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:-\d{2,4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2,4}"
)
_CODES = frozenset(("id", "place_id", "adcode", "prefecture_adcode"))  # text, though of figures


def validate(frame: pd.DataFrame, layer: Layer, intake: Intake) -> pd.DataFrame:
    """Check a frame of text cells and bring it to the columns of its layer.

    Parameters
    ----------
    frame
        Text cells under any accepted headers, with the column ``_row``.
    layer
        What the frame should be.
    intake
        Names the file, and takes what was repaired and which rows were rejected.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        The columns of the layer in order, typed, then ``file`` and ``row``, where each
        record came from; missing text is ``""``, missing numbers NaN; points in EPSG:4326,
        ``None`` for rows without a coordinate. Rejected rows are not in it.

    Raises
    ------
    InputError
        When the file as a whole cannot be used, or no row of it can.
    """
    return with_geometry(bare(frame, layer, intake), layer)


def bare(frame: pd.DataFrame, layer: Layer, intake: Intake) -> pd.DataFrame:
    """Do as `validate`, but leave out the points: most questions are answered without."""
    typed = check(frame, layer, intake)
    return in_wgs84(typed) if layer.geometry == "point" else typed


def check(frame: pd.DataFrame, layer: Layer, intake: Intake) -> pd.DataFrame:
    """Do as `validate`, but leave coordinates in the datum of their row and make no points."""
    table = _with_keys(named(intake.open(frame), layer, intake), layer.columns[0], intake)
    if intake.datum:
        table = _with_datum(table, intake.datum)
    meridians = _meridians(table)
    findings: list[Finding] = []
    typed = pd.DataFrame(
        {column.name: _typed(table, column, intake, findings) for column in layer.columns}
    )
    typed["file"], typed["row"] = intake.file, table[ROW].to_numpy()
    if "datum" in typed and layer.geometry == "point":
        findings += _positions.settle(typed, meridians, intake)
    elif "datum" in typed:
        _positions.settle_datum(typed, intake)
    if "datum" in typed:
        intake.keep_datums(typed)
    for column in layer.columns:
        if column.kind != "text":
            _within(typed, column, intake.file, findings)
    findings += _examples(typed, layer.columns[0], intake.file)
    if layer.geometry == "point":
        findings += _half_coordinates(typed, findings, intake.file)
    _of_other_categories(typed, layer, intake)
    if layer.check is not None:
        findings += layer.check(typed, intake.file)
    intake.reject(findings)
    intake.reject(_repeated_rows(typed, table, layer.columns[0], intake.file))
    typed = intake.without_rejected(typed)
    _make_unique(typed, layer.columns[0], intake)
    return typed


def _with_keys(table: pd.DataFrame, key: Column, intake: Intake) -> pd.DataFrame:
    """Give rows without an id one of their own: the number of their row."""
    if not key.required or key.name != "id":
        return table
    if "id" not in table:
        table = table.assign(id="")
    lacking = (table["id"] == "").to_numpy()
    made = "row-" + table[ROW].astype("str")
    intake.repaired(
        "id-made", lacking, table[ROW], "id",
        Text("没有编号，以行号代替（row-…）", "there is no id: the number of the row stands in"),
        Text("补上编号，以便今后对照", "give ids, to be able to compare later"),
    )  # fmt: skip
    return table.assign(id=table["id"].where(~lacking, made))


def _of_other_categories(typed: pd.DataFrame, layer: Layer, intake: Intake) -> None:
    """Say of which rows the column of the category is not followed: the layer decides it."""
    if layer.category is None or "category" not in typed:
        return
    # 教育 is part of 教育场所: what its title holds is its category in other words.
    known = f"{layer.category} {layer.title.zh} {layer.title.en}".casefold()
    others = [name for name in typed["category"].unique() if name.casefold() not in known]
    zh, en = layer.title
    intake.repaired(
        "other-category", typed["category"].isin(others).to_numpy(bool), typed["row"], "category",
        Text(
            f"类别不是本图层的，一律按“{zh}”：{one_line('、'.join(others[:_SHOWN]))}",
            f"category of another layer, taken for {en}: {one_line(', '.join(others[:_SHOWN]))}",
        ),
        Text(
            "每类场所一个文件，在 covermap.toml 中写到该类的图层名下，用 --role 图层名 检查",
            "one file a category, each under its layer in covermap.toml; check it as that --role",
        ),
    )  # fmt: skip


def _with_datum(table: pd.DataFrame, datum: str) -> pd.DataFrame:
    if "datum" not in table:
        return table.assign(datum=datum)
    return table.assign(datum=table["datum"].where(table["datum"] != "", datum))


def _meridians(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the central meridian that each row names; leave its datum alone in the cell."""
    meridians = np.zeros(len(table), np.int64)
    if "datum" in table:
        read = {cell: _positions.base_and_meridian(cell) for cell in table["datum"].unique()}
        meridians = table["datum"].map(lambda cell: read[cell][1]).to_numpy(np.int64)
        table["datum"] = table["datum"].map(lambda cell: read[cell][0]).astype("str")
    return meridians


def _typed(
    table: pd.DataFrame, column: Column, intake: Intake, findings: list[Finding]
) -> pd.Series[str] | pd.Series[float]:
    if column.name not in table:
        if column.kind == "text":
            return pd.Series(np.full(len(table), "", object), dtype="str")
        return pd.Series(np.full(len(table), np.nan))
    cells = table[column.name].astype("str").reset_index(drop=True)
    rows = table[ROW].to_numpy()

    def report(
        bad: npt.NDArray[np.bool_], code: str, what: Callable[[str], Text], remedy: Text
    ) -> None:
        for index in np.flatnonzero(bad):
            found = what(one_line(cells.iloc[index]))
            findings.append(
                Finding(code, found, remedy, intake.file, int(rows[index]), column.name)
            )

    filled = cells.to_numpy(object) != ""
    if column.required:
        report(
            ~filled,
            "missing-value",
            lambda _: Text("必填项为空", "a required value is empty"),
            Text("补上该值，或删除该行", "fill it in, or delete the row"),
        )
    if column.kind != "text":
        return _numbers(cells, filled, column, rows, intake, report)
    if column.name in _CODES:
        cells = _codes(cells, column, rows, intake)
    return _chosen(cells, column, report)


Report = Callable[[npt.NDArray[np.bool_], str, Callable[[str], Text], Text], None]


def _chosen(cells: pd.Series[str], column: Column, report: Report) -> pd.Series[str]:
    canonical = {fold(choice): choice for choice in column.choices}
    canonical |= {fold(spelling): choice for spelling, choice in column.spellings}
    if not canonical:
        return cells
    # A drive test repeats three operators a hundred thousand times: each is folded once.
    told = Cells.of(cells)
    spelled = [canonical.get(fold(text)) if text else "" for text in told.texts]
    if not column.choices:
        pairs = zip(spelled, told.texts, strict=True)
        return _text([text if own is None else own for own, text in pairs], told)
    report(
        np.array([own is None for own in spelled], np.bool_)[told.codes],
        "unknown-value",
        lambda cell: Text(f"不认识的值“{cell}”", f"unknown value {cell!r}"),
        Text(f"可用：{'、'.join(column.choices)}", f"one of: {', '.join(column.choices)}"),
    )
    return _text([own or "" for own in spelled], told)


def _text(texts: list[str], told: Cells) -> pd.Series[str]:
    """Return a column with other texts in the places of those that there were."""
    return pd.Series(np.array([*texts, ""], object)[:-1][told.codes], dtype="str")


def _codes(
    cells: pd.Series[str], column: Column, rows: npt.NDArray[np.int64], intake: Intake
) -> pd.Series[str]:
    """Take off the ``.0`` of codes that a spreadsheet took for numbers; name what is beyond it."""
    told = Cells.of(cells)
    floats = told.matching(r"\d+\.0")
    intake.repaired(
        "code-as-number", floats, rows, column.name,
        Text("编号被存成了小数，已去掉 .0", "a code kept as a number has lost its .0"),
        Text("在表格软件中把该列设为文本", "make it a column of text in the spreadsheet"),
    )  # fmt: skip
    intake.repaired(
        "code-cut-short", told.matching(r"\d\.\d+E\+\d+"), rows, column.name,
        Text(
            "编号被表格软件转成科学计数，末位已丢失",
            "the spreadsheet has cut a long code to a number of 15 figures or less",
        ),
        Text(
            "从原系统重新导出，导入时把该列设为文本",
            "export it again and import the column as text",
        ),
    )  # fmt: skip
    intake.repaired(
        "id-as-date", told.matching(_DATE), rows, column.name,
        Text("编号看起来被表格软件转成了日期，按原样使用",
             "an id looks like one that a spreadsheet made a date of; it is used as it is"),
        Text(
            "核对原编号；导入时把该列设为文本", "look the id up; import the column as text"
        ),
    )  # fmt: skip
    return cells.where(~floats, cells.str.removesuffix(".0")) if floats.any() else cells


def _numbers(
    cells: pd.Series[str],
    filled: npt.NDArray[np.bool_],
    column: Column,
    rows: npt.NDArray[np.int64],
    intake: Intake,
    report: Report,
) -> pd.Series[float]:
    told = Cells.of(cells)
    values = pd.to_numeric(
        pd.Series(np.where(told.texts == "", "nan", told.texts)), errors="coerce"
    ).to_numpy(np.float64, copy=True)
    odd = np.flatnonzero(np.isnan(values) & (told.texts != ""))
    read = [read_number(text, column.unit) for text in told.texts[odd]]
    values[odd] = [one.value for one in read]
    for name, what in _REPAIRS.items() if read else ():
        mended = np.zeros(len(values), np.bool_)
        mended[odd] = [one.how == name for one in read]
        intake.repaired(f"number-{name}", mended[told.codes], rows, column.name, what, _NUMBER_ONLY)
    numbers = values[told.codes]
    report(
        filled & ~np.isfinite(numbers),
        "not-a-number",
        lambda cell: Text(f"“{cell}”不是数字", f"{cell!r} is not a number"),
        _NUMBER_ONLY,
    )
    return pd.Series(numbers)


_NUMBER_ONLY = Text(
    "只填数字，单位写在表头", "give the number only; the unit belongs in the header"
)
_REPAIRS = {
    "format": Text("全角数字或千位分隔已识别", "full-width figures or thousands marks were read"),
    "unit": Text("单元格内的单位已识别并换算", "a unit in the cell was read and converted"),
    "degrees": Text("度分秒已换算为度", "degrees, minutes and seconds were converted"),
}


def _within(typed: pd.DataFrame, column: Column, file: str, findings: list[Finding]) -> None:
    """Name the numbers beyond the limits of their column."""
    values = typed[column.name].to_numpy(np.float64)
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    limits = f"{low:g} … {high:g} {column.unit}".rstrip()

    def report(bad: npt.NDArray[np.bool_], code: str, zh: str, en: str, remedy: Text) -> None:
        for index in np.flatnonzero(bad):
            shown = f"{values[index]:.12g}"
            what = Text(f"{shown} {zh}", f"{shown} {en}")
            row = int(typed["row"].iloc[index])
            findings.append(Finding(code, what, remedy, file, row, column.name))

    with np.errstate(invalid="ignore"):
        outside = np.isfinite(values) & ((values < low) | (values > high))
    within = Text(f"应在 {limits} 之间", f"should be within {limits}")
    report(outside, "out-of-range", "超出范围", "is out of range", within)
    if column.kind == "integer":
        broken = np.isfinite(values) & (values != np.round(values))
        whole = Text("填写整数", "give a whole number")
        report(broken, "not-an-integer", "不是整数", "is not a whole number", whole)


def _repeated_rows(
    typed: pd.DataFrame, table: pd.DataFrame, key: Column, file: str
) -> list[Finding]:
    """Name the rows that say once more what an earlier row has said, cell by cell."""
    if not key.required:
        return []
    again = repeats(table.drop(columns=ROW), key.name)
    return [
        Finding(
            "repeated-row",
            Text(
                f"“{shown}”与前面的一行完全相同", f"{shown!r} repeats an earlier row cell by cell"
            ),
            Text("删除重复的行", "delete the row"),
            file,
            int(row),
            key.name,
        )
        for shown, row in zip(
            typed.loc[again, key.name].map(one_line), typed.loc[again, "row"], strict=True
        )
    ]


def _make_unique(typed: pd.DataFrame, key: Column, intake: Intake) -> None:
    """Tell rows of one id apart, as lists of sectors under the id of their site need it."""
    if not key.required or not len(typed):
        return
    typed[key.name], again = numbered(typed[key.name])
    intake.repaired(
        "duplicate-id", again, typed["row"], key.name,
        Text(
            "编号重复，已加后缀 #2、#3 区分",
            "an id occurs again and has been given a suffix #2, #3 …",
        ),
        Text("每行使用唯一编号", "give each row an id of its own"),
    )  # fmt: skip


def _examples(typed: pd.DataFrame, key: Column, file: str) -> list[Finding]:
    """Name the rows of a template that were left standing among the planner's own."""
    values = typed[key.name].astype("str")
    left = Cells.of(values).matching(rf"{_EXAMPLE_PREFIX}[\s\S]*")
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


def in_wgs84(typed: pd.DataFrame) -> pd.DataFrame:
    """Convert the coordinates of points by the datum of their row."""
    for datum in DATUMS:
        rows = (typed["datum"] == datum).to_numpy()
        if rows.any():
            lon, lat = typed.loc[rows, "lon"], typed.loc[rows, "lat"]
            typed.loc[rows, "lon"], typed.loc[rows, "lat"] = to_wgs84(lon, lat, datum)
            typed.loc[rows, "datum"] = "WGS84"
    return typed


def with_geometry(typed: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """Make a geometry of the coordinates of a point layer that has none yet."""
    if layer.geometry != "point" or isinstance(typed, gpd.GeoDataFrame):
        return typed
    points = gpd.points_from_xy(typed["lon"], typed["lat"])
    points[typed["lon"].isna().to_numpy()] = None
    frame: pd.DataFrame = gpd.GeoDataFrame(typed, geometry=points, crs=4326)
    return frame
