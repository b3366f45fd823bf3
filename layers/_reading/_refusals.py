"""What a file is refused for, worded once."""

from __future__ import annotations

from pathlib import Path

from ..errors import Finding, InputError
from ..text import Text, one_line

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
PACKED_SUFFIXES = (".csv.gz", ".tsv.gz", ".txt.gz")
GEOPARQUET_SUFFIXES = (".parquet", ".geoparquet")
# Workbooks that need a program of their own to be saved as one that is read.
OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".et", ".ett", ".ods", ".numbers")
# Suffix → the one GDAL driver allowed to open it: GDAL's own guessing opens files that
# reach into the system or the network (a .vrt, a GeoJSON naming a service).
VECTOR_DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".ovkml": "KML",  # as Ovital writes it
}
# Archives, and what is looked for inside.
ARCHIVE_SUFFIXES = {
    ".kmz": (".kml",),
    ".ovkmz": (".kml", ".ovkml"),
    ".zip": (".shp", ".kml", ".gpkg", ".geojson", ".fgb"),
}


def unreadable(path: Path, found: str, row: int | None = None) -> InputError:
    """Return the refusal of a file that is no table and no vector file.

    Parameters
    ----------
    path
        The file.
    found
        What was the matter, in any language.
    row
        Row where reading ended.
    """
    allowed = " ".join(
        [
            *TABLE_SUFFIXES,
            *PACKED_SUFFIXES,
            *VECTOR_DRIVERS,
            *GEOPARQUET_SUFFIXES,
            *ARCHIVE_SUFFIXES,
        ]
    )
    shown = one_line(found, 160)
    return InputError(
        [
            Finding(
                "unreadable",
                Text(f"无法读取（{shown}）", f"cannot be read ({shown})"),
                Text(f"另存为以下格式之一：{allowed}", f"save it as one of: {allowed}"),
                path.name,
                row,
            )
        ]
    )


def too_large(path: Path, found: float, most: float, unit: str = "MB") -> InputError:
    """Return the refusal of a file beyond what memory and time allow."""
    return InputError(
        [
            Finding(
                "too-large",
                Text(
                    f"{found:,.0f} {unit}，上限 {most:,.0f} {unit}",
                    f"{found:,.0f} {unit}, at most {most:,.0f}",
                ),
                Text(
                    "删去不需要的列，或拆分文件；路测数据先抽稀",
                    "leave out columns that are not read, or split the file; thin a drive test",
                ),
                path.name,
            )
        ]
    )


def unsafe_archive(path: Path, zh: str, en: str) -> InputError:
    """Return the refusal of an archive that may do harm when it is unpacked."""
    return InputError(
        [
            Finding(
                "unsafe-archive",
                Text(zh, en),
                Text(
                    "解压后直接提供其中的数据文件",
                    "unpack it and give the data file that is inside",
                ),
                path.name,
            )
        ]
    )


def invalid_polygon(path: Path, reason: str, row: int | None = None) -> Finding:
    """Return the refusal of a polygon whose inside is not defined."""
    return Finding(
        "invalid-polygon",
        Text(f"多边形无效（{reason}）", f"the polygon is not valid ({reason})"),
        Text(
            "修复后再提供，如用 QGIS 的“修正几何图形”",
            "repair it, e.g. with “Fix geometries” of QGIS",
        ),
        path.name,
        row,
        "geometry",
    )


def empty_file(path: Path) -> InputError:
    """Return the refusal of a file without rows."""
    return InputError(
        [
            Finding(
                "empty-file",
                Text("文件没有数据行", "the file has no data rows"),
                Text("至少保留表头和一行数据", "keep the header and at least one row"),
                path.name,
            )
        ]
    )


def no_crs(path: Path) -> InputError:
    """Return the refusal of a layer that does not say where it lies."""
    return InputError(
        [
            Finding(
                "no-crs",
                Text("文件没有坐标系", "the file names no coordinate system"),
                Text("补上 .prj 或坐标系定义", "add the .prj or the CRS definition"),
                path.name,
            )
        ]
    )


def unknown_crs(path: Path, name: str) -> InputError:
    """Return the refusal of a layer whose coordinate system nobody knows, or that is elsewhere."""
    shown = one_line(name)
    return InputError(
        [
            Finding(
                "unknown-crs",
                Text(f"不认识的坐标系“{shown}”", f"the coordinate system {shown!r} is not known"),
                Text(
                    "写明 EPSG 代码，如 EPSG:4490；不会从网络查找",
                    "name it by a code of EPSG, e.g. EPSG:4490; no network is asked for it",
                ),
                path.name,
                field="crs",
            )
        ]
    )


def other_program(path: Path) -> InputError:
    """Return the refusal of a workbook that is not of the one kind that is read."""
    return InputError(
        [
            Finding(
                "other-program",
                Text(
                    f"“{path.suffix}”工作簿，或有密码的工作簿，不能直接读取",
                    f"a workbook of the kind {path.suffix}, or one with a password, is not read",
                ),
                Text(
                    "用 Excel 或 WPS 打开，另存为 .xlsx（不加密码），或导出为 CSV",
                    "open it in Excel or WPS and save it as .xlsx without a password, or as CSV",
                ),
                path.name,
            )
        ]
    )


def open_elsewhere(path: Path, beside: str) -> InputError:
    """Return the refusal of a database whose last changes are not yet in the file."""
    return InputError(
        [
            Finding(
                "open-elsewhere",
                Text(
                    f"旁边的 {beside} 中还有未写入的修改：文件可能正被其他程序打开",
                    f"changes that are not yet in the file lie in {beside}: another program may "
                    "have it open",
                ),
                Text(
                    "在 QGIS 等程序中关闭该文件后再试", "close it in QGIS and the like, then retry"
                ),
                path.name,
            )
        ]
    )


def not_permitted(path: Path) -> InputError:
    """Return the refusal of a file that may not be read."""
    return InputError(
        [
            Finding(
                "not-permitted",
                Text("没有读取该文件的权限", "there is no permission to read the file"),
                Text(
                    "修改文件权限，或复制一份到自己的文件夹",
                    "change its permissions, or make a copy",
                ),
                path.name,
            )
        ]
    )


def several(path: Path, names: list[str], what: Text) -> InputError:
    """Return the refusal of a file that holds more than one of what is read."""
    shown = [one_line(name) for name in names[:8]]
    return InputError(
        [
            Finding(
                "several-layers",
                Text(
                    f"文件中有多个{what.zh}：{'、'.join(shown)}",
                    f"the file has several {what.en}: {', '.join(shown)}",
                ),
                Text(f"只保留一个{what.zh}", f"keep one of the {what.en} in the file"),
                path.name,
            )
        ]
    )


def missing_file(path: Path) -> InputError:
    """Return the refusal of a path where no file lies."""
    return InputError(
        [
            Finding(
                "missing-file",
                Text("文件不存在", "the file does not exist"),
                Text(
                    "检查路径（covermap.toml 中的相对路径以 covermap.toml 所在目录为准，"
                    "命令行上的以当前目录为准）",
                    "check the path (in covermap.toml relative to its folder, on the command line"
                    " to the one you are in)",
                ),
                str(path),
            )
        ]
    )


def no_file(path: Path) -> InputError:
    """Return the refusal of a path where something else lies: a folder, a pipe, a device."""
    return InputError(
        [
            Finding(
                "not-a-file",
                Text("不是普通文件", "it is no regular file"),
                Text(
                    "给出一个数据文件的路径，而不是文件夹、管道或设备",
                    "give the path of a data file, not of a folder, a pipe or a device",
                ),
                str(path),
            )
        ]
    )
