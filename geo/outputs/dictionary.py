"""The data dictionary: what every column of the layers and of the results means.

Input columns are described by their `layers.Layer`, result columns by ``dictionary.csv``;
`docs/data-dictionary.md` is made from both by ``python -m geo.outputs.dictionary``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from layers import Column, Layer, catalogue
from layers.text import Lang, Text

from ._atomic import atomic_write

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"

# Frames in the order of `geo.results`; the last is what exports add to every row.
FRAMES: dict[str, Text] = {
    "stations": Text("5G 基站", "5G base stations"),
    "areas": Text("重点区域及判定（任一运营商）", "key areas with verdicts (any operator)"),
    "verdicts": Text("按运营商和规则的判定", "verdicts by operator and rule"),
    "key_points": Text("关键点及判定（任一运营商）", "key points with verdicts (any operator)"),
    "gaps": Text("盲区", "gaps"),
    "profiles": Text("场所和盲区的无线路径剖面", "radio profiles of places and gaps"),
    "lines": Text(
        "公路和铁路及判定（任一运营商）", "roads and railways with verdicts (any operator)"
    ),
    "line_gaps": Text("沿线未覆盖路段", "stretches of lines that are not covered"),
    "counties": Text("县区", "counties"),
    "prefectures": Text("市州", "prefectures"),
    "coverage": Text("按县区和运营商的格网统计", "cells by county and operator"),
    "limits": Text("按县区的限制因素", "what limits coverage, by county"),
    "levels": Text("按县区的电平分布", "distribution of levels by county"),
    "networks": Text("按县区的网络数分布", "distribution of the number of networks by county"),
    "technologies": Text("按县区的 4G 与 5G", "4G and 5G by county"),
    "changes": Text("与上期比较：场所判定", "against the earlier run: verdicts of places"),
    "change_cells": Text("与上期比较：格网统计", "against the earlier run: cells by county"),
    "proposals": Text("建议站址（预测）", "proposed sites (predicted)"),
    "plan_places": Text("方案对未达标场所的作用", "what the plan does for places not met"),
    "plan_curve": Text("站数与达标率", "stations against the pass rate"),
    "people": Text("按县区和运营商的人口覆盖", "people reached, by county and operator"),
    "measurements": Text(
        "路测点（实测，附预测值）", "drive-test points (measured, with the prediction)"
    ),
    "challenges": Text("有异议的场所", "disputed places"),
    "data_centers": Text("数据中心", "data centres"),
    "findings": Text("输入检查结果", "findings of the input check"),
    "defaults": Text("代替数据的假定", "assumptions used instead of data"),
    "exports": Text("导出时每行附加", "added to every exported row"),
}

_KINDS = {
    "text": Text("文字", "text"),
    "number": Text("数值", "number"),
    "integer": Text("整数", "integer"),
    "boolean": Text("真假", "true or false"),
    "geometry": Text("几何", "geometry"),
}
# Where the values of a column come from.
SOURCES = {
    "given": Text("输入图层", "input layer"),
    "assumed": Text("输入，缺则为假定", "input, an assumption where it is missing"),
    "located": Text("位置与行政界线", "position and boundaries"),
    "terrain": Text("高程、地物数据", "DEM and clutter"),
    "people": Text("人口分布数据", "file of people"),
    "statistics": Text("统计公报", "published statistics"),
    "measured": Text("路测", "drive test"),
    "model": Text("传播模型（预测）", "radio model (predicted)"),
    "rule": Text("判定规则（预测）", "rules of verdicts (predicted)"),
    "count": Text("汇总", "counted or summed"),
    "plan": Text("建设方案（预测）", "plan (predicted)"),
    "standard": Text("标准与设置", "standards and settings"),
    "covermap": Text("程序", "covermap"),
}
_GEOMETRIES = {
    "point": Text("点", "points"),
    "line": Text("线", "lines"),
    "polygon": Text("面", "polygons"),
    "table": Text("表", "a table"),
}


@dataclass(frozen=True)
class Entry:
    """Meaning of one column.

    Parameters
    ----------
    column
        ASCII name.
    zh
        Short Chinese name, unique in its frame: the alias in a GIS.
    en
        Meaning.
    unit
        Unit of a number; ``""`` = none.
    kind
        ``text``, ``number``, ``integer``, ``boolean`` or ``geometry``.
    source
        Where the values come from, one of `SOURCES`.
    """

    column: str
    zh: str
    en: str
    unit: str
    kind: str
    source: str

    def alias(self, lang: Lang) -> str:
        """Return the short name a GIS shows instead of the column's own.

        Parameters
        ----------
        lang
            Language.

        Examples
        --------
        >>> entries("gaps")["area_km2"].alias("zh")
        '盲区面积'
        >>> entries("gaps")["area_km2"].alias("en")
        'area km2'
        """
        return self.column.replace("_", " ") if lang == "en" else Text(self.zh, "").to(lang)

    def description(self) -> str:
        """Return the meaning with its unit, as a GIS shows it beside the alias."""
        return f"{self.en} [{self.unit}]" if self.unit else self.en


@cache
def entries(frame: str) -> dict[str, Entry]:
    """Return the columns of one frame of `Results`, in order.

    Parameters
    ----------
    frame
        A key of `FRAMES`.

    Examples
    --------
    >>> entries("gaps")["area_km2"].description()
    'area of the gap [km²]'
    """
    with files(__package__).joinpath("dictionary.csv").open("r", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row.pop("frame") == frame]
    return {row["column"]: Entry(**row) for row in rows}


def render() -> str:
    """Return the data dictionary as Markdown."""
    parts = [
        "# 数据字典 · Data dictionary",
        "本文件由 `python -m geo.outputs.dictionary` 生成，请勿手工修改。"
        "坐标均为 CGCS2000/WGS-84（EPSG:4326）；电平、占比、判定和盲区均为预测值；是否计入地形、"
        "用哪份高程数据，见结果的模型卡（`terrain_source`）。",
        "Made by `python -m geo.outputs.dictionary`; do not edit. Coordinates are CGCS2000/WGS-84"
        " (EPSG:4326); levels, shares, verdicts and gaps are predicted; whether terrain is in them,"
        " and whose, is said by the model card of the results (`terrain_source`).",
        "## 结果 · Results",
        "保存在 `data/processed/results.gpkg`，导出为 GeoJSON 和 GeoPackage"
        "（`areas` 导出为 `key_areas` 和 `key_area_points`）。",
        "Kept in `data/processed/results.gpkg`, exported as GeoJSON and GeoPackage (`areas` as"
        " `key_areas` and `key_area_points`).",
        *(part for name, title in FRAMES.items() for part in _frame(name, title)),
        "## 输入图层 · Input layers",
        "自有文件可用英文名、中文名或别名作表头；模板见 `data/raw/templates/`，来源见"
        " [data-sources.md](data-sources.md)。",
        "A file of your own may use the name, the Chinese name or an alias as header; templates"
        " are in `data/raw/templates/`, sources in [data-sources.md](data-sources.md).",
        *(part for layer in catalogue().values() for part in _layer(layer)),
    ]
    return "\n\n".join(parts) + "\n"


def _frame(name: str, title: Text) -> Iterable[str]:
    yield f"### {name} — {title.zh} · {title.en}"
    yield _table(
        ("字段 name", "中文", "含义 meaning", "单位 unit", "类型 type", "来源 source"),
        (
            (
                f"`{e.column}`",
                e.zh,
                e.en,
                e.unit,
                " ".join(_KINDS[e.kind]),
                " ".join(SOURCES[e.source]),
            )
            for e in entries(name).values()
        ),
    )


def _layer(layer: Layer) -> Iterable[str]:
    geometry = _GEOMETRIES[layer.geometry]
    yield f"### {layer.name} — {layer.title.zh} · {layer.title.en}"
    yield f"{geometry.zh} · {geometry.en}；来源 source: `{layer.source}`"
    yield _table(
        ("字段 name", "中文", "含义 meaning", "单位 unit", "类型 type", "取值 values"),
        (
            (
                f"`{c.name}`" + (" *" if c.required else ""),
                c.title.zh,
                c.title.en,
                c.unit,
                " ".join(_KINDS[c.kind]),
                _values(c),
            )
            for c in layer.columns
        ),
    )
    if any(column.required for column in layer.columns):
        yield "\\* 必填 · required"


def _values(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.minimum is None and column.maximum is None:
        return ""
    low = "" if column.minimum is None else f"{column.minimum:g}"
    high = "" if column.maximum is None else f"{column.maximum:g}"
    return f"{low} … {high}".strip()


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    atomic_write(DOCUMENT, render().encode())
