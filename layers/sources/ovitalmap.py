"""Exports of Ovital map (奥维互动地图): KML with elements of its own, or a table.

In which datum they are depends on the program's version and on how they were exported: since
9.3.0 what it writes as .ovkml, .txt and .csv is shifted to GCJ-02, earlier ones and CGCS2000
exports are not. `OvCoordType` says it where it stands; else it is never guessed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..datum import DATUMS
from ..text import Text
from . import _placemarks, google_earth
from ._draft import Draft, each
from ._source import Mark, Seen, Source

_TYPES = {name: name for name in DATUMS} | {"GCJ-02": "GCJ02", "BD-09": "BD09", "WGS-84": "WGS84"}


def _is_document(seen: Seen) -> bool:
    return _placemarks.of_ovital(seen) or seen.suffix in (".ovkml", ".ovkmz")


def _is_table(seen: Seen) -> bool:
    """Tell a table with coordinates: nothing in it says that it is of Ovital."""
    return not seen.marks and seen.any_of("经度", "lon") and seen.any_of("纬度", "lat")


def _shape(draft: Draft, seen: Seen) -> None:
    typed = draft.take("OvCoordType")
    stated = each(typed, lambda name: _TYPES.get(name.upper(), name))
    if any(column.name == "datum" for column in draft.layer.columns):
        _datum(draft, stated)
    if seen.marks.get("KML"):
        google_earth.shape(draft, seen)
    draft.drop(("海拔", "高程", "图标", "图标编号", "标签颜色", "创建时间"))


def _datum(draft: Draft, stated: pd.Series[str]) -> None:
    """Take the datum that the file states; say where nothing and nobody does."""
    own = draft.text("datum")
    draft.put("datum", own.where(own != "", stated))
    said = (draft.text("datum") != "").to_numpy(np.bool_)
    draft.note(
        "source-datum-stated", said & (stated != "").to_numpy(np.bool_), "datum",
        Text("坐标系按文件中的 OvCoordType", "the datum is what OvCoordType of the file says"),
        Text("无需处理", "nothing to do"),
    )  # fmt: skip
    if not draft.intake.datum:
        draft.note(
            "datum-undeclared", ~said, "datum",
            Text(
                "奥维导出的坐标系取决于版本和导出选项（9.3.0 起的 KML、TXT、CSV 为 GCJ-02，在青海"
                "偏 50–300 米）；没有声明，按 WGS-84",
                "the datum of an Ovital export depends on version and options (KML, TXT and CSV "
                "are GCJ-02 since 9.3.0, 50–300 m off in Qinghai); none is declared: WGS-84",
            ),
            Text(
                "问清导出选项，用 --datum 或 [datums] 声明",
                "ask how it was exported, and declare it with --datum or [datums]",
            ),
        )  # fmt: skip


SOURCE = Source(
    name="ovitalmap",
    title=Text("奥维互动地图导出", "export of Ovital map"),
    roles=(),
    marks=(
        Mark(
            Text(
                "KML 中奥维的元素（OvCoordType、OvAttr 等），或有经度、纬度列的表格",
                "elements of Ovital in KML (OvCoordType, OvAttr, …), or a table with 经度 and 纬度",
            ),
            lambda seen: _is_document(seen) or _is_table(seen),
        ),
    ),
    documented="https://www.ovital.com/140208-2/",
    unaided=_is_document,
    shape=_shape,
)
