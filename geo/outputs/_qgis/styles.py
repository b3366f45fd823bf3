"""How each exported layer is drawn in QGIS: the colours and shapes of the maps and reports.

Shown by colour and by shape or pattern, never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from layers.text import Text

from ...results import CAUSES as CAUSE_CODES
from .. import _wording
from .._charts import fill_of

Kind = Literal["marker", "line", "fill"]

# Names that QGIS has for the shapes that tell a verdict without colour.
_SHAPES = {"met": "circle", "undecided": "diamond", "not_met": "triangle", "no_data": "circle"}
_BRUSHES = {"met": "solid", "undecided": "solid", "not_met": "b_diagonal", "no_data": "dense6"}
_DASHES = {"met": "solid", "undecided": "dash", "not_met": "solid", "no_data": "dot"}
# Okabe-Ito; operators beyond the fourth share the last.
_OPERATORS = (
    ("#0072b2", "triangle"),
    ("#009e73", "square"),
    ("#d55e00", "pentagon"),
    ("#cc79a7", "diamond"),
)
_CAUSES = {
    "no_station": ("#8a8f92", "f_diagonal"),
    "budget": (fill_of("limit-budget"), "b_diagonal"),
    "terrain": (fill_of("limit-terrain"), "cross"),
    "sector": ("#cc79a7", "diagonal_x"),
    "no_data": (fill_of("limit-no_data"), "dense6"),
}
_OTHERS = Text("其他", "other")
_WHITE, _INK, _BORDER = "#ffffff", "#333333", "#5b6770"


@dataclass(frozen=True)
class Symbol:
    """One way of drawing a row.

    Parameters
    ----------
    value
        Value of the field that it stands for.
    label
        Wording in the legend.
    colour
        Of the fill, or of the line. ``#rrggbb``
    pattern
        Shape of a marker, dash of a line, brush of a fill; as QGIS names them.
    outline
        Colour of the edge.
    size
        Width of a marker or line. [mm]
    """

    value: str
    label: Text
    colour: str
    pattern: str
    outline: str = _WHITE
    size: float = 2.6


@dataclass(frozen=True)
class LayerStyle:
    """How a layer is drawn.

    Parameters
    ----------
    kind
        What is drawn.
    symbols
        One for each value of `field`; the one without a value stands for all others.
    field
        Field that chooses the symbol; ``""`` = there is one for all rows.
    label
        Field written beside each row; ``""`` = none.
    title
        Field that names a row when it is clicked.
    """

    kind: Kind
    symbols: tuple[Symbol, ...]
    field: str = ""
    label: str = ""
    title: str = "name_zh"


def style_of(name: str, frame: pd.DataFrame) -> LayerStyle | None:
    """Return how a layer is drawn, ``None`` for a table.

    Parameters
    ----------
    name
        Name of the layer, with or without the mark of OpenStreetMap rows.
    frame
        Its rows.
    """
    if name == "stations":
        return LayerStyle("marker", _of_operators(frame), "operator", title="name")
    return _STYLES.get(name.removesuffix("_odbl"))


def _of_operators(frame: pd.DataFrame) -> tuple[Symbol, ...]:
    names = sorted(set(frame["operator"]) - {""})
    drawn = (_OPERATORS[min(i, len(_OPERATORS) - 1)] for i in range(len(names)))
    known = (
        Symbol(name, Text(name, name), colour, shape, size=1.8)
        for name, (colour, shape) in zip(names, drawn, strict=True)
    )
    return (*known, Symbol("", _OTHERS, _BORDER, "circle", size=1.8))


def _of_verdicts(patterns: dict[str, str], size: float = 2.6) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(
            code,
            badge.text,
            _WHITE if code == "no_data" and patterns is _SHAPES else badge.fill,
            patterns[code],
            badge.fill if patterns is not _SHAPES or code == "no_data" else _WHITE,
            size,
        )
        for code, badge in _wording.VERDICTS.items()
    )


def _of_causes() -> tuple[Symbol, ...]:
    known = (
        Symbol(code, _wording.cause(code), *_CAUSES[code], outline=_CAUSES[code][0])
        for code in CAUSE_CODES
        if code in _CAUSES
    )
    return (*known, Symbol("", _OTHERS, _BORDER, "f_diagonal", _BORDER))


def _one(text: Text, colour: str, pattern: str, outline: str, size: float) -> tuple[Symbol, ...]:
    return (Symbol("", text, colour, pattern, outline, size),)


_STYLES: dict[str, LayerStyle] = {
    "key_areas": LayerStyle("fill", _of_verdicts(_BRUSHES, 0.4), "area"),
    "key_area_points": LayerStyle("marker", _of_verdicts(_SHAPES, 3.2), "area"),
    "key_points": LayerStyle("marker", _of_verdicts(_SHAPES, 2.0), "verdict"),
    "gaps": LayerStyle("fill", _of_causes(), "cause"),
    "lines": LayerStyle("line", _of_verdicts(_DASHES, 0.9), "linear"),
    "line_gaps": LayerStyle(
        "line", _one(Text("未覆盖路段", "not covered"), "#d55e00", "dash", "", 1.4)
    ),
    "counties": LayerStyle(
        "fill", _one(Text("县界", "county"), _BORDER, "no", "#8a949b", 0.2), label="name_zh"
    ),
    "prefectures": LayerStyle(
        "fill", _one(Text("市州界", "prefecture"), _BORDER, "no", _INK, 0.6), label="name_zh"
    ),
    "data_centers": LayerStyle(
        "marker", _one(Text("数据中心", "data centre"), "#56b4e9", "square", _INK, 3.0)
    ),
    "measurements": LayerStyle(
        "marker", _one(Text("路测点", "measured"), "#009e73", "circle", _WHITE, 1.2), title="id"
    ),
    "proposals": LayerStyle(
        "marker",
        _one(Text("建议站址", "proposed site"), "#cc79a7", "star", _INK, 4.5),
        label="rank",
        title="name",
    ),
}
