"""Figures as people type them."""

from __future__ import annotations

from ._case import SITE_B, Case, Treatment, sites


def _height(name: str, cell: str, wrong: str, treatment: Treatment, *codes: str) -> Case:
    kept = 1 if treatment == "rows_rejected" else 2
    row = f'A1,中国移动,101.77,36.62,"{cell}"'
    return Case(
        f"number-{name}", "sites", sites(row, SITE_B), wrong, treatment, codes, kept, 2 - kept
    )


def _lon(name: str, cell: str, wrong: str, treatment: Treatment, *codes: str) -> Case:
    kept = 1 if treatment == "rows_rejected" else 2
    escaped = cell.replace('"', '""')
    row = f'A1,中国移动,"{escaped}",36.62,30'
    return Case(
        f"degree-{name}", "sites", sites(row, SITE_B), wrong, treatment, codes, kept, 2 - kept
    )


CASES = (
    _height("full-width", "３０", "full-width figures", "mended", "number-format 2 height_m"),
    _height(
        "full-width-point",
        "３０．５",
        "full-width figures and point",
        "mended",
        "number-format 2 height_m",
    ),
    _height("unit-m", "30m", "a unit in the cell", "mended", "number-unit 2 height_m"),
    _height("unit-zh", "30 米", "a Chinese unit in the cell", "mended", "number-unit 2 height_m"),
    _height("unit-km", "0.03公里", "kilometres for metres", "mended", "number-unit 2 height_m"),
    _height(
        "thousands",
        "1,200",
        "a thousands mark, and a height that is none",
        "rows_rejected",
        "number-format 2 height_m",
        "out-of-range 2 height_m",
    ),
    _height(
        "decimal-comma",
        "30,5",
        "a decimal comma, which may mark thousands",
        "rows_rejected",
        "not-a-number 2 height_m",
    ),
    _height("word", "三十", "a number in words", "rows_rejected", "not-a-number 2 height_m"),
    _height("range", "25-30", "a range", "rows_rejected", "not-a-number 2 height_m"),
    _height("infinity", "inf", "infinity", "rows_rejected", "not-a-number 2 height_m"),
    _height("nan", "NaN", "not a number, by name", "rows_rejected", "not-a-number 2 height_m"),
    _height(
        "huge", "1e308", "a number near the largest", "rows_rejected", "out-of-range 2 height_m"
    ),
    _height(
        "huger",
        "9" * 400,
        "a number beyond the largest",
        "rows_rejected",
        "not-a-number 2 height_m",
    ),
    _height("negative", "-5", "a negative height", "rows_rejected", "out-of-range 2 height_m"),
    _height("hexadecimal", "0x1e", "hexadecimal", "rows_rejected", "not-a-number 2 height_m"),
    _height(
        "underscore",
        "3_0",
        "Python's own way to write 30",
        "rows_rejected",
        "not-a-number 2 height_m",
    ),
    _height("complex", "30+0j", "a complex number", "rows_rejected", "not-a-number 2 height_m"),
    _height("true", "TRUE", "a yes for a height", "rows_rejected", "not-a-number 2 height_m"),
    _height(
        "error", "#N/A", "an error of a spreadsheet", "rows_rejected", "not-a-number 2 height_m"
    ),
    _height("date", "2024/5/1", "a date for a height", "rows_rejected", "not-a-number 2 height_m"),
    _height("other-script", "٣٠", "Arabic-Indic figures", "mended", "number-format 2 height_m"),
    _height("blank", "", "no height, which is not required", "used"),
    _height("dash", "-", "a dash for nothing", "rows_rejected", "not-a-number 2 height_m"),
    _lon("signs", "101°46'12\"", "degrees, minutes, seconds", "mended", "number-degrees 2 lon"),
    _lon(
        "east", "E101°46′12″", "degrees with a letter before them", "mended", "number-degrees 2 lon"
    ),
    _lon("chinese", "东经101度46分12秒", "degrees in Chinese", "mended", "number-degrees 2 lon"),
    _lon(
        "blanks",
        "101 46 12",
        "degrees, minutes, seconds between blanks",
        "mended",
        "number-degrees 2 lon",
    ),
    _lon("unit", "101.77°", "a degree sign", "mended", "number-unit 2 lon"),
    _lon(
        "minutes-over-60",
        "101°76'",
        "more minutes than a degree has",
        "rows_rejected",
        "not-a-number 2 lon",
    ),
    _lon(
        "west",
        "101°46'W",
        "west of Greenwich",
        "rows_rejected",
        "number-degrees 2 lon",
        "outside-region 2 lon, lat",
    ),
    _lon("out-of-range", "1017.7", "a lost decimal point", "rows_rejected", "unknown-zone 2 lon"),
)
