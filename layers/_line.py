"""The columns that the layers of lines share, and how such a layer is made."""

from __future__ import annotations

import pandas as pd

from ._key_area import DATUM
from ._layer import Column, Layer, Style
from .errors import Finding
from .text import Text

LINE_COLUMNS = (
    Column("id", Text("编号", "id")),
    Column("name_zh", Text("名称", "name"), aliases=("name", "线路名称", "路线名称")),
    Column("name_en", Text("英文名", "English name")),
    Column("ref", Text("路线编号", "route number"), aliases=("线路编号",)),
    Column("class", Text("等级", "class"), aliases=("subcategory", "highway", "railway", "fclass")),
    DATUM,
    Column("owner", Text("责任单位", "responsible body")),
    Column("source", Text("来源", "source")),
    Column("coord_licence", Text("坐标许可", "licence of the coordinates"), aliases=("licence",)),
    Column("note", Text("备注", "note")),
)


def line_layer(name: str, title: Text, category: str, style: Style) -> Layer:
    """Return the layer of one category of lines; none is shipped.

    Parameters
    ----------
    name
        Name of the layer.
    title
        Wording.
    category
        Category of ``geo/standards/categories.csv``.
    style
        How maps draw it.
    """
    return Layer(
        name=name,
        title=title,
        geometry="line",
        columns=LINE_COLUMNS,
        source=name,
        style=style,
        category=category,
        optional=True,
        check=_check,
    )


def _check(typed: pd.DataFrame, file: str) -> list[Finding]:
    """Name the rows that do not say which line they are a part of."""
    nameless = (typed[["id", "ref", "name_zh"]] == "").all(axis=1)
    return [
        Finding(
            "line-without-name",
            Text(
                "编号、路线编号、名称都为空，不知道属于哪条线路",
                "neither id, route number nor name: it is not known which line this is a part of",
            ),
            Text("至少填一项，或删除该要素", "give one of them, or delete the feature"),
            file,
            int(row),
            "id",
        )
        for row in typed.loc[nameless, "row"]
    ]
