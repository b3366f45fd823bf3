"""Chinese and English wording of the codes in `Results`, shared by reports and pages.

Colours are Okabe-Ito, and every status also has a shape: never colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.text import Text


@dataclass(frozen=True)
class Badge:
    """How a verdict is worded and drawn.

    Parameters
    ----------
    text
        Wording.
    shape
        A character that tells the verdict without colour.
    colour, tint
        Ink and background, ``#rrggbb``; their contrast is at least 4.5 to 1.
    fill
        Colour of bars and symbols.
    """

    text: Text
    shape: str
    colour: str
    tint: str
    fill: str


VERDICTS: dict[str, Badge] = {
    "met": Badge(Text("达标", "met"), "●", "#00507d", "#e3f0f8", "#0072b2"),
    "undecided": Badge(Text("待核实", "undecided"), "◆", "#7a5200", "#fdf1d8", "#e69f00"),
    "not_met": Badge(Text("不达标", "not met"), "▲", "#9c3a00", "#fdeae0", "#d55e00"),
    "no_data": Badge(Text("无数据", "no data"), "○", "#4d4d4d", "#efefef", "#9a9a9a"),
}

NO_DATA = VERDICTS["no_data"].text

CAUSES: dict[str, Text] = {
    "": Text("", ""),
    "no_station": Text("模型范围内无基站", "no station within the model's range"),
    "budget": Text("链路预算不足", "link budget too short"),
    "terrain": Text("地形遮挡", "blocked by terrain"),
    "sector": Text("在扇区之外", "outside the sectors"),
    "no_data": Text("无地形数据", "no terrain data"),
    "no_coordinate": Text("无坐标", "no coordinate"),
    "excluded": Text("不计入", "excluded"),
    "key_points": Text("关键点数据缺失或不全", "key points missing or incomplete"),
    "roaming": Text("仅靠异网漫游可达", "reached by roaming alone"),
    "precision": Text("坐标精度不足", "imprecise coordinate"),
    "shape": Text("只有面积，没有范围面", "an area without a shape"),
    "range": Text("在模型适用距离之外", "beyond the range of the model"),
    "margin": Text("临界：50 % 通过、90 % 未通过", "borderline: passes at 50 %, fails at 90 %"),
    "measured": Text("实测低于门限", "below the threshold by measurement"),
}

RULES: dict[str, Text] = {
    "reach": Text("通达", "reach"),
    "area": Text("面积", "area"),
    "keypoints": Text("深度覆盖", "deep coverage"),
    "linear": Text("连续覆盖", "continuous coverage"),
    "number": Text("数值", "number"),
}

EXTENT_SOURCES: dict[str, Text] = {
    "assumed": Text("假定范围", "assumed"),
    "partial": Text("假定范围（公布面积没有范围面）", "assumed (the stated area has no shape)"),
    "stated area": Text("按公布面积", "stated area"),
    "polygon": Text("边界面", "polygon"),
    "": Text("", ""),
}

COLON = Text("：", ": ")
PREDICTED = Text("预测：模型计算，非实测", "Predicted: modelled, not measured")


def verdict(code: str) -> Badge:
    """Return the badge of a verdict.

    Parameters
    ----------
    code
        ``met``, ``undecided``, ``not_met`` or ``no_data``.

    Examples
    --------
    >>> verdict("undecided").text.zh
    '待核实'
    """
    return VERDICTS[code]


def cause(code: str) -> Text:
    """Return the wording of a cause; a cause not known here is shown as it is."""
    return CAUSES.get(code, Text(code, code))


def size_class(code: str) -> Text:
    """Return the wording of a size class of gaps, e.g. ``"1–5"``.

    Examples
    --------
    >>> size_class("1–5").zh
    '1–5 km²'
    """
    return Text(f"{code} km²", f"{code} km²") if code else Text("", "")
