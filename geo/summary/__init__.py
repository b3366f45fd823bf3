"""The table set of a report: one `Report`, which every format renders alike.

Sections keep the numbers of the standard, and all of them are there: one without a table says
why, and what to give to fill it.
"""

from __future__ import annotations

from dataclasses import replace

from layers.text import Text

from ..results import Results
from . import (
    _absent,
    _categories,
    _challenges,
    _comparison,
    _conclusion,
    _data_centers,
    _divisions,
    _gaps,
    _goals,
    _limits,
    _lines,
    _method,
    _operators,
    _places,
    _proposals,
    _provenance,
    _quality,
    _settled,
    _technologies,
    _villages,
)
from ._marks import marks
from ._part import PROVINCE, Part
from ._table import Card, Cell, Field, Interval, Mark, Report, Table, half_up

__all__ = [
    "PROVINCE",
    "SECTIONS",
    "Card",
    "Cell",
    "Field",
    "Interval",
    "Mark",
    "Report",
    "Table",
    "comparison_report",
    "half_up",
    "prefecture_report",
    "province_report",
]

SECTIONS: dict[int, Text] = {
    1: Text("结论", "Conclusion"),
    2: Text("目标对照", "Goals"),
    3: Text("分类情况", "Categories"),
    4: Text("未达标与待核实清单", "Places not met or undecided"),
    5: Text("分区情况", "Divisions"),
    6: Text("运营商与异网漫游", "Operators and roaming"),
    7: Text("4G 与 5G", "4G and 5G"),
    8: Text("道路与铁路", "Roads and railways"),
    9: Text("行政村", "Administrative villages"),
    10: Text("盲区清单", "Gaps"),
    11: Text("建设建议", "Where to build next"),
    12: Text("数据中心", "Data centres"),
    13: Text("数据质量", "Data quality"),
    14: Text("方法与不确定性", "Method and uncertainty"),
    15: Text("与上期比较", "Compared with the last run"),
}
_MODULES = (
    _conclusion,
    _goals,
    _categories,
    _places,
    _settled,
    _divisions,
    _limits,
    _operators,
    _technologies,
    _lines,
    _villages,
    _gaps,
    _proposals,
    _data_centers,
    _quality,
    _challenges,
    _method,
    _comparison,
)


def prefecture_report(results: Results, adcode: str) -> Report:
    """Return the gap report of one prefecture.

    Parameters
    ----------
    results
        What the run found.
    adcode
        Division code of a prefecture of the run.

    Raises
    ------
    KeyError
        When the run did not compute that prefecture.
    """
    if adcode not in set(results.prefectures["adcode"]):
        raise KeyError(adcode)
    part = Part(results, adcode)
    title = Text(
        f"{part.name.zh} 5G 重点区域覆盖盲区报告", f"5G gap report of key areas: {part.name.en}"
    )
    return _report(part, title)


def province_report(results: Results) -> Report:
    """Return the overview of all prefectures of a run.

    Parameters
    ----------
    results
        What the run found.
    """
    part = Part(results, PROVINCE)
    title = Text(f"{part.name.zh} 5G 重点区域覆盖概览", f"5G coverage of key areas: {part.name.en}")
    return _report(part, title)


def comparison_report(results: Results) -> Report:
    """Return section 15 alone, of all that was computed.

    Parameters
    ----------
    results
        What a run found, with the comparison with an earlier one.
    """
    codes = results.prefectures["adcode"].tolist()
    part = Part(results, codes[0] if len(codes) == 1 else PROVINCE)
    return Report(
        adcode=part.adcode,
        name=part.name,
        title=Text(f"{part.name.zh}：两次运行比较", f"Two runs compared: {part.name.en}"),
        cards=(),
        sentences=(_comparison.sentence(part),),
        tables=tuple(_comparison.tables(part)),
        marks=(*marks(part), _comparison.mark(part)),
    )


def _report(part: Part, title: Text) -> Report:
    members = tuple(
        (row.adcode, Text(row.name_zh, row.name_en))
        for row in part.prefectures[["adcode", "name_zh", "name_en"]].itertuples()
    )
    tables = [table for module in _MODULES for table in module.tables(part)]
    return Report(
        adcode=part.adcode,
        name=part.name,
        title=title,
        cards=_conclusion.cards(part),
        sentences=_conclusion.sentences(part),
        tables=tuple(replace(table, source=_provenance.of(part, table)) for table in tables),
        marks=marks(part),
        members=members if part.is_province else (),
        absent=_absent.sections(part, SECTIONS, {table.section for table in tables}),
    )
