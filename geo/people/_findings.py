"""What can be wrong with a file of people, worded for the person who brings it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from layers.errors import Finding, InputError, Severity
from layers.text import Lang, Text

FIELD = "people.file"  # the setting that every finding about the whole file names
_WRITTEN: tuple[Lang, Lang] = ("zh", "en")  # traditional characters are converted, not written


class _Wording(NamedTuple):
    what: Text
    remedy: Text
    severity: Severity = "error"


_COUNTS = Text(
    "提供每个像元人数的栅格（如 WorldPop 的 ppp、GHS-POP），或带 lon、lat、people 列的点表",
    "give a raster of people per pixel (e.g. WorldPop ppp, GHS-POP), or a table of points with "
    "the columns lon, lat, people",
)
_TRAPS = Text(
    "检查：栅格是否为密度（应为每像元人数）、单位是否为千人或万人、坐标系是否正确、是否覆盖全部范围",
    "check: a density instead of people per pixel, thousands instead of people, a wrong "
    "coordinate system, a file that covers only a part",
)

WORDING = {
    "missing-people": _Wording(
        Text("没有这个文件，或无法访问：{where}", "there is no such file, or no access: {where}"),
        Text("检查路径；须是一个文件，不是文件夹", "check the path; it must be a file, no folder"),
    ),
    "unknown-people": _Wording(
        Text("不支持后缀 {suffix!r}", "the suffix {suffix!r} is not supported"),
        Text(
            "栅格用 {rasters}，点表用 {tables}",
            "use {rasters} for a raster, {tables} for a list of points",
        ),
    ),
    "people-bands": _Wording(
        Text("有 {count} 个波段，应只有 1 个", "{count} bands where there should be one"),
        Text(
            "导出人数波段，如 gdal_translate -b 1 in.tif out.tif",
            "export the band of people, e.g. gdal_translate -b 1 in.tif out.tif",
        ),
    ),
    "people-kind": _Wording(
        Text("像元类型 {kind} 存不下人数", "pixels of type {kind} cannot hold people"),
        _COUNTS,
    ),
    "people-density": _Wording(
        Text(
            "这是人口密度（{found}），不是每像元人数",
            "this is a density ({found}), not people per pixel",
        ),
        Text(
            f"{_COUNTS.zh}；若确为人数，改正文件的名称、单位或说明",
            f"{_COUNTS.en}; if it does hold people, mend its name, unit or description",
        ),
    ),
    "people-too-many": _Wording(
        Text(
            "有像元达 {most:.6g} 人，不可能是每像元人数",
            "a pixel has {most:.6g} people, which is no number of people per pixel",
        ),
        Text(
            "若是无效值，用 gdal_edit.py -a_nodata 声明；否则检查单位",
            "if it marks what has no value, declare it with gdal_edit.py -a_nodata; else check the "
            "unit",
        ),
    ),
    "people-outside": _Wording(
        Text(
            "整个文件在青海省之外：文件范围 {found}，应与 {expected} 相交",
            "the whole file lies outside Qinghai: it covers {found}, expected is some of "
            "{expected}",
        ),
        Text(
            "检查坐标系是否写错、经纬度是否颠倒、是否拿错了文件",
            "check the coordinate system, swapped longitude and latitude, and whether this is the "
            "right file",
        ),
    ),
    "people-nobody": _Wording(
        Text(
            "本次计算范围内没有一个人：文件范围 {found}，计算范围 {expected}",
            "nobody lives in the region of this run: the file covers {found}, the run {expected}",
        ),
        Text(
            "换用覆盖该范围的文件，或去掉 [people] file",
            "give a file that covers the region, or leave [people] file out",
        ),
    ),
    "people-void": _Wording(
        Text(
            "全省范围内有 {void} 个像元没有值、{negative} 个为负，均按无人计",
            "within the bounds of the province {void} pixels have no value and {negative} are "
            "negative: they count as nobody",
        ),
        Text("确认这些地方确实无人", "make sure that nobody lives there"),
        "warning",
    ),
    "people-left-out": _Wording(
        Text(
            "文件中有 {people:,.0f} 人（{share:.1f} %）在青海省界之外，未计入",
            "{people:,.0f} people of the file ({share:.1f} %) live beyond the border of Qinghai "
            "and are not counted",
        ),
        Text(
            "文件按矩形裁切时属正常；否则检查坐标系",
            "normal for a file cut to a rectangle; else check the coordinate system",
        ),
        "warning",
    ),
    "people-rows-left-out": _Wording(
        Text(
            "{count} 行共 {people:,.0f} 人不在青海省内，未计入：第 {rows} 行",
            "{count} rows with {people:,.0f} people lie outside Qinghai and are not counted: rows "
            "{rows}",
        ),
        Text(
            "检查经纬度是否颠倒、坐标系 datum 是否正确",
            "check for swapped longitude and latitude, and the datum",
        ),
        "warning",
    ),
    "people-far-from-census": _Wording(
        Text(
            "本次计算范围内，文件共 {found:,.0f} 人，普查为 {census:,.0f} 人（{ratio:.3g} 倍）",
            "{found:,.0f} people in the region of this run, {census:,.0f} by the census: "
            "{ratio:.3g} times as many",
        ),
        _TRAPS,
        "warning",
    ),
    "people-missing-counties": _Wording(
        Text(
            "文件在 {count} 个县没有一个人，这些县不计算人口覆盖：{names}",
            "the file has nobody in {count} counties, and coverage of people is not computed "
            "there: {names}",
        ),
        Text("换用覆盖这些县的文件", "give a file that covers these counties"),
        "warning",
    ),
}


def finding(code: str, file: str, **found: object) -> Finding:
    """Return a finding about a file.

    Parameters
    ----------
    code
        Key of `WORDING`.
    file
        Its name.
    found
        Values for the places in the wording; a `Text` where they differ by language.
    """
    wording = WORDING[code]
    zh, en = (
        {
            name: value.to(lang) if isinstance(value, Text) else value
            for name, value in found.items()
        }
        for lang in _WRITTEN
    )
    what, remedy = (
        Text(text.zh.format(**zh), text.en.format(**en)) for text in (wording.what, wording.remedy)
    )
    return Finding(code, what, remedy, file, field=FIELD, severity=wording.severity)


def naming_the_setting(error: InputError) -> InputError:
    """Return an error whose findings about the file as a whole name the setting."""
    return InputError([replace(found, field=found.field or FIELD) for found in error.findings])


def extent(bounds: tuple[float, float, float, float]) -> str:
    """Return west, south, east, north [degree] as messages give them.

    Examples
    --------
    >>> extent((101.0, 36.5, 102.25, 37.0))
    '101.00–102.25° E, 36.50–37.00° N'
    """
    west, south, east, north = bounds
    return f"{west:.2f}–{east:.2f}° E, {south:.2f}–{north:.2f}° N"


def elsewhere(
    code: str,
    file: str,
    found: tuple[float, float, float, float],
    expected: tuple[float, float, float, float],
) -> InputError:
    """Return the refusal of a file that holds nobody where somebody is expected.

    Parameters
    ----------
    code
        ``"people-outside"`` or ``"people-nobody"``.
    file
        Its name.
    found, expected
        West, south, east, north of the file and of the region. [degree]
    """
    return InputError([finding(code, file, found=extent(found), expected=extent(expected))])
