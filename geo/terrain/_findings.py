"""What can be wrong with elevation and land cover, worded for the person who brings the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from layers.errors import Finding, Severity
from layers.text import Text


class _Wording(NamedTuple):
    what: Text
    remedy: Text
    severity: Severity = "error"


_AGAIN = Text("重新下载或重新导出该文件", "download or export the file again")
_METRES = Text(
    "换算为米后再提供（英尺 × 0.3048，分米 × 0.1，厘米 × 0.01）",
    "convert to metres (feet × 0.3048, decimetres × 0.1, centimetres × 0.01)",
)

_FILES = {
    "missing-raster": _Wording(
        Text(
            "没有这个文件或文件夹，或无法访问：{where}",
            "there is no such file or folder, or no access to it: {where}",
        ),
        Text("检查路径", "check the path"),
    ),
    "no-raster": _Wording(
        Text("文件夹中没有栅格文件（{known}）", "the folder holds no raster file ({known})"),
        Text(
            "把图幅直接放入该文件夹，不要放在子文件夹里",
            "put the tiles straight into it, not into subfolders",
        ),
    ),
    "unknown-raster": _Wording(
        Text("不支持后缀 {suffix!r}", "the suffix {suffix!r} is not supported"),
        Text("另存为以下格式之一：{known}", "save it as one of: {known}"),
    ),
    "mask-passed-over": _Wording(
        Text(
            "该文件是随高程提供的掩膜或误差图层，不是高程，未读取",
            "a mask or error layer delivered with the heights, not heights; it is not read",
        ),
        Text("无须处理；可移出文件夹", "nothing to do; it can be moved out of the folder"),
        "warning",
    ),
    "empty-raster": _Wording(Text("文件是空的", "the file is empty"), _AGAIN),
    "raster-cut": _Wording(
        Text(
            "文件不完整：声明的内容超出文件末尾",
            "the file is cut short: what it declares lies beyond its end",
        ),
        _AGAIN,
    ),
    "unreadable-raster": _Wording(
        Text("无法作为栅格读取（{found}）", "cannot be read as a raster ({found})"), _AGAIN
    ),
    "hgt-name": _Wording(
        Text(
            ".hgt 的位置只写在文件名里，而这个文件名没有写",
            "an .hgt file states its position by its name alone, and this name does not",
        ),
        Text(
            "按西南角命名，如 N36E101.hgt", "name it after its south-west corner, e.g. N36E101.hgt"
        ),
    ),
    "hgt-size": _Wording(
        Text(
            "文件有 {found} 字节，应为 {known}：不完整或不是 SRTM",
            "{found} bytes where it should be {known}: cut short, or no SRTM tile",
        ),
        _AGAIN,
    ),
    "ascii-numbers": _Wording(
        Text(
            "表头应有 {expected} 个数，文件中有 {count} 个，其中不是数字的字符 {broken} 个",
            "{count} numbers where the header promises {expected}, "
            "and {broken} characters that belong to no number",
        ),
        _AGAIN,
    ),
}

_POSITION = {
    "raster-hollow": _Wording(
        Text(
            "声明有 {pixels:,} 个像元，文件却只有 {found:,} 字节：几乎全是空的",
            "it claims {pixels:,} pixels in {found:,} bytes: nearly all of it is empty",
        ),
        Text(
            "裁切到有数据的范围后重新导出",
            "cut it to where there are data and export it again",
        ),
    ),
    "several-bands": _Wording(
        Text("有 {count} 个波段，应只有 1 个", "{count} bands where there should be one"),
        Text(
            "导出高程波段，如 gdal_translate -b 1 in.tif out.tif",
            "export the band of heights, e.g. gdal_translate -b 1 in.tif out.tif",
        ),
    ),
    "raster-too-small": _Wording(
        Text("只有 {rows} × {columns} 个像元", "the raster has only {rows} × {columns} pixels"),
        Text("至少需要 2 × 2 个像元", "at least 2 × 2 pixels are needed"),
    ),
    "raster-no-crs": _Wording(
        Text("文件本身没有可用的坐标系", "the file itself names no usable coordinate system"),
        Text(
            "写入坐标系，如 gdal_translate -a_srs EPSG:4326 in.tif out.tif；.asc 旁放 .prj",
            "write it into the file, e.g. gdal_translate -a_srs EPSG:4326 in.tif out.tif; "
            "put a .prj beside an .asc",
        ),
    ),
    "raster-no-position": _Wording(
        Text(
            "文件没有写明位置（地理变换）",
            "the file does not say where it lies (no geotransform)",
        ),
        Text("从原始数据重新导出为 GeoTIFF", "export it from the original as GeoTIFF"),
    ),
    "raster-rotated": _Wording(
        Text("栅格是旋转或错切的", "the raster is rotated or sheared"),
        Text(
            "重投影为正北朝上的栅格，如 gdalwarp in.tif out.tif",
            "warp it to a north-up raster, e.g. gdalwarp in.tif out.tif",
        ),
    ),
    "raster-off-earth": _Wording(
        Text(
            "范围 {bounds} 在其坐标系中不存在",
            "the bounds {bounds} do not exist in its coordinate system",
        ),
        Text(
            "检查坐标系是否写错，经纬度是否颠倒",
            "check whether the coordinate system is the right one, and lon and lat in order",
        ),
    ),
}

_HEIGHTS = {
    "no-heights": _Wording(
        Text(
            "像元类型 {kind} 存不下高程，可能是图片、掩膜或晕渲图",
            "pixels of type {kind} cannot hold heights; this may be a picture or a hillshade",
        ),
        Text("提供高程栅格（int16 或 float32）", "give the raster of heights (int16 or float32)"),
    ),
    "wrong-unit": _Wording(
        Text("高程单位写的是 {unit!r}，不是米", "the unit of the heights is {unit!r}, not metres"),
        _METRES,
    ),
    "bad-scale": _Wording(
        Text(
            "比例 {scale} 与偏移 {offset} 无法使用",
            "scale {scale} and offset {offset} cannot be used",
        ),
        Text(
            "改正标签，如 gdal_edit.py -scale 1 -offset 0",
            "mend the tags, e.g. gdal_edit.py -scale 1 -offset 0",
        ),
    ),
    "no-metres": _Wording(
        Text(
            "数值（{kind}）从 {lowest:g} 到 {highest:g}，单位不对：不是以米计的高程（−500 … 9000）",
            "wrong unit: values ({kind}) from {lowest:g} to {highest:g} are no heights in metres "
            "(−500 … 9000)",
        ),
        Text(
            f"{_METRES.zh}；若是无效值，用 gdal_edit.py -a_nodata 声明；"
            "若是无符号类型中溢出的负值，改存 int16",
            f"{_METRES.en}; if they mark voids, declare them with gdal_edit.py -a_nodata; "
            "if they are negative heights that overflowed an unsigned type, store int16",
        ),
    ),
    "all-void": _Wording(
        Text("没有任何有效高程", "there is not one valid height"),
        Text(
            "检查无效值（nodata）的声明，或换一份数据",
            "check the declared nodata value, or get other data",
        ),
    ),
    "void-tile": _Wording(
        Text(
            "图幅没有任何有效高程，按无数据处理",
            "the tile has not one valid height; it counts as no data",
        ),
        Text("检查无效值（nodata）的声明", "check its declared nodata value"),
        "warning",
    ),
    "undeclared-void": _Wording(
        Text(
            "含有 −32768、−9999 之类的无效值但未声明，按无数据处理",
            "holds void values like −32768 or −9999 undeclared; they count as no data",
        ),
        Text("用 gdal_edit.py -a_nodata 声明", "declare them with gdal_edit.py -a_nodata"),
        "warning",
    ),
    "scaled-heights": _Wording(
        Text(
            "高程按文件中的比例和偏移换算",
            "heights are computed with the scale and offset stated in the file",
        ),
        Text("确认这些标签正确", "make sure that these tags are right"),
        "warning",
    ),
    "constant-heights": _Wording(
        Text(
            "所有高程都是 {height:g} 米，可能是空图幅",
            "every height is {height:g} m; this may be an empty tile",
        ),
        Text("确认该处确实没有起伏", "make sure that the ground is that flat"),
        "warning",
    ),
}

_GRID = {
    "terrain-outside": _Wording(
        Text(
            "高程全部在青海省之外，全省都会是“无数据”",
            "all of the heights lie outside Qinghai: everywhere in it there would be no data",
        ),
        Text("检查坐标系，或换用覆盖青海的数据", "check the CRS, or get data that cover Qinghai"),
        "warning",
    ),
    "coarse-terrain": _Wording(
        Text(
            "分辨率约 {step_m:.0f} 米，粗于 100 米，山脊会被抹平",
            "a resolution of about {step_m:.0f} m, coarser than 100 m, wears ridges down",
        ),
        Text("改用 30 米数据（1 角秒）", "use data of 30 m (1 arc-second)"),
        "warning",
    ),
    "anisotropic-terrain": _Wording(
        Text(
            "像元在地面上为 {width:.1f} × {height:.1f} 米，两个方向的细节不同",
            "a pixel is {width:.1f} × {height:.1f} m on the ground, so detail differs by direction",
        ),
        Text("可重采样为近似正方形的像元", "resample it to pixels that are nearly square"),
        "warning",
    ),
    "other-grid": _Wording(
        Text(
            "像元与其余图幅不重合，按双线性插值转入（空洞不填补）",
            "its pixels are not those of the other tiles; brought in by bilinear interpolation, "
            "voids not filled",
        ),
        Text(
            "可先统一坐标系和分辨率",
            "bring all tiles to one coordinate system and resolution first",
        ),
        "warning",
    ),
}

_CLUTTER = {
    "no-land-cover": _Wording(
        Text(
            "不是 ESA WorldCover 的类别代码（{found}）",
            "these are no class codes of ESA WorldCover ({found})",
        ),
        Text("提供 ESA WorldCover 的 Map 图幅", "give the Map tiles of ESA WorldCover"),
    ),
    "clutter-twice": _Wording(
        Text(
            "Copernicus DSM 已含树木和建筑，再加地物高度会重复计算",
            "the Copernicus DSM holds trees and buildings; clutter on top counts them twice",
        ),
        Text(
            "不提供地物栅格，或改用地面模型",
            "leave the clutter out, or use a model of the bare ground",
        ),
        "warning",
    ),
}

WORDING = {**_FILES, **_POSITION, **_HEIGHTS, **_GRID, **_CLUTTER}


def finding(code: str, path: Path, **found: object) -> Finding:
    """Return a finding about a file.

    Parameters
    ----------
    code
        Key of `WORDING`.
    path
        The file or folder.
    found
        Values for the places in the wording.
    """
    wording = WORDING[code]
    what, remedy = (
        Text(text.zh.format(**found), text.en.format(**found))
        for text in (wording.what, wording.remedy)
    )
    return Finding(code, what, remedy, path.name, severity=wording.severity)


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with those of one kind as one, which counts the further files."""
    kinds: dict[str, list[Finding]] = {}
    for found in findings:
        kinds.setdefault(found.code, []).append(found)
    return tuple(_counted(same[0], len(same) - 1) for same in kinds.values())


def _counted(first: Finding, more: int) -> Finding:
    if not more:
        return first
    zh, en = first.what
    return replace(
        first, what=Text(f"{zh}（另有 {more} 个文件）", f"{en} (and in {more} more files)")
    )
