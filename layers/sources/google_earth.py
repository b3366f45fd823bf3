"""Placemarks drawn in Google Earth, or by any program that writes plain KML.

What people know of a place they write into its name, its folder and its description, which is
HTML: a table in it is read as columns, as text alone.
"""

from __future__ import annotations

from ..text import Text
from . import _placemarks
from ._draft import Draft
from ._source import Mark, Seen, Source, suffix

_LEFT_OUT = {
    "NetworkLink": Text("网络链接（不联网）", "links to networks (nothing is fetched)"),
    "Tour": Text("游览", "tours"),
    "GroundOverlay": Text("地面叠加图", "pictures laid over the ground"),
    "ScreenOverlay": Text("屏幕叠加图", "pictures laid over the screen"),
    "PhotoOverlay": Text("照片叠加图", "photographs"),
    "Track": Text("轨迹", "tracks"),
    "MultiTrack": Text("轨迹组", "groups of tracks"),
    "Model": Text("三维模型", "models in three dimensions"),
}


def shape(draft: Draft, seen: Seen) -> None:
    """Read names, folders, tables in descriptions; say what is left out."""
    _placemarks.tables(draft)
    _placemarks.folders(draft)
    _placemarks.names(draft)
    left_out = {name: count for name, count in seen.marks.items() if name in _LEFT_OUT}
    if left_out:
        _placemarks.say(
            draft, "source-left-out",
            Text(
                "未读取：" + "、".join(f"{_LEFT_OUT[n].zh} {c} 个" for n, c in left_out.items()),
                "not read: " + ", ".join(f"{c} {_LEFT_OUT[n].en}" for n, c in left_out.items()),
            ),
            Text("需要的内容画成地标", "draw as placemarks what is needed of them"),
        )  # fmt: skip
    if seen.marks.get("altitude"):
        count = seen.marks["altitude"]
        _placemarks.say(
            draft, "source-altitude",
            Text(
                f"{count} 个点写了高度，未采用：不知是海拔还是天线高",
                f"the altitude of {count} points is not used: of the ground or of an antenna?",
            ),
            Text("把天线挂高写成“挂高”一项", "give the height of antennas as 挂高 or height_m"),
        )  # fmt: skip


SOURCE = Source(
    name="google_earth",
    title=Text("Google Earth 等的 KML/KMZ", "KML or KMZ of Google Earth and the like"),
    roles=(),
    marks=(
        suffix(".kml", ".kmz", ".zip"),
        Mark(Text("KML 文档", "a KML document"), lambda seen: bool(seen.marks.get("KML"))),
        Mark(
            Text("没有奥维的元素（Ov…）", "no elements of Ovital (Ov…)"),
            lambda seen: not _placemarks.of_ovital(seen),
        ),
    ),
    documented="https://developers.google.com/kml/documentation/kmlreference",
    shape=shape,
)
