"""What a report does not hold: why a section is empty, and what to give to fill it.

A section is absent exactly when it has no tables; its number and its heading stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from layers.text import Text

from ._part import Part

_NOTHING = Text("本次运行没有可列的内容", "this run has nothing to list")


class Lacking(NamedTuple):
    """Something no section is kept for: what, why, and how it would come in."""

    subject: Text
    why: Text


def sections(part: Part, numbers: Iterable[int], filled: Iterable[int]) -> dict[int, Text]:
    """Return one sentence for each section that has no tables.

    Parameters
    ----------
    part
        What the report is about.
    numbers
        All sections.
    filled
        Those with tables.
    """
    empty = sorted({*numbers} - {*filled})
    reasons = {number: _REASONS.get(number, _nothing)(part) for number in empty}
    return {
        number: Text(f"本节无内容：{why.zh}。", f"Nothing in this section: {why.en}.")
        for number, why in reasons.items()
    }


def items(part: Part) -> list[Lacking]:
    """Return what is not in the report and has no section of its own.

    Parameters
    ----------
    part
        What the report is about.
    """
    results = part.results
    found = [_SINR]
    if not part.has_terrain:
        found.insert(0, _SHADOWING)
    if results.people.empty:
        found.append(_PEOPLE)
    if results.key_points.empty:
        found.append(_KEY_POINTS)
    return found


_SHADOWING = Lacking(
    Text("地形遮挡", "shadowing by terrain"),
    Text(
        "未使用高程数据，山体遮挡不在结果内；在 [terrain] dem 给出高程后重新运行",
        "no DEM is used, so that shadowing by mountains is not in the results; give one as"
        " [terrain] dem and run again",
    ),
)
_SINR = Lacking(
    Text("SS-SINR", "SS-SINR"),
    Text(
        "未计算干扰，门限只按 SS-RSRP 判定",
        "interference is not computed: SS-RSRP alone is held against the threshold",
    ),
)
_PEOPLE = Lacking(
    Text("人口覆盖率", "people covered"),
    Text(
        "没有人口分布，只按面积和场所数统计；在 [people] file 给出人口栅格或点表后重新运行",
        "no distribution of people is given, so that figures are by area and by place; give a"
        " raster or a list as [people] file and run again",
    ),
)
_KEY_POINTS = Lacking(
    Text("关键点与深度覆盖", "key points and deep coverage"),
    Text(
        "没有关键点数据，深度覆盖规则未判定；在 [layers] key_points 给出关键点后重新运行",
        "no key points are given, so that deep coverage is not judged; give them as [layers]"
        " key_points and run again",
    ),
)


def _nothing(_part: Part) -> Text:
    return _NOTHING


def _technologies(part: Part) -> Text:
    stations = part.results.stations
    if (stations["tech"] == "LTE").any():
        return _NOTHING
    return Text(
        "未给出 4G 基站；在 [layers] base_stations 的表中列入制式为 LTE 的基站后重新运行",
        "no 4G stations are given; list stations of the technology LTE in the table of [layers]"
        " base_stations and run again",
    )


def _lines(part: Part) -> Text:
    if len(part.results.lines):
        return Text("所给道路和铁路不经过本范围", "no road or railway given runs through this area")
    return Text(
        "未给出道路和铁路；在 [layers] 给出 roads、railways（线）后重新运行",
        "no roads or railways are given; give them as [layers] roads and railways (lines) and run"
        " again",
    )


def _villages(part: Part) -> Text:
    if (part.results.areas["category"] == "village").any():
        return Text("所给行政村都不在本范围", "none of the villages given is in this area")
    return Text(
        "未给出带坐标的行政村清单；在 [layers] villages 给出后重新运行",
        "no list of villages with coordinates is given; give one as [layers] villages and run"
        " again",
    )


def _siting(_part: Part) -> Text:
    return Text(
        "没有用本次数据做的建设方案；用 ./covermap plan 计算在哪里建站、建多少站达到多少，"
        "再用 ./covermap report 重新出报告",
        "no plan has been made from these data; ./covermap plan computes where to build and how"
        " much that closes, and ./covermap report then writes the report again",
    )


def _comparison(part: Part) -> Text:
    report = part.results.card["settings"].get("report", {})
    if report.get("previous"):
        return Text("所指定的上期没有可比的内容", "the earlier run named has nothing to compare")
    return Text(
        "未指定上期；在 [report] previous 写上期运行的输出目录后重新运行，"
        "或用 ./covermap compare 比较两次运行",
        "no earlier run is named; name its folder as [report] previous and run again, or hold two"
        " runs against each other with ./covermap compare",
    )


_REASONS: dict[int, Callable[[Part], Text]] = {
    7: _technologies,
    8: _lines,
    9: _villages,
    11: _siting,
    15: _comparison,
}
