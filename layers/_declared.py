"""What the planner says of a file as a whole: its datum, its operator, the source it is from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ._columns import accepted
from ._intake import Intake
from ._layer import Column, Layer
from ._reading import ROW, fold
from .errors import Finding, InputError
from .text import Text, one_line


class Declared(NamedTuple):
    """Declarations for one file; ``""`` = none.

    Parameters
    ----------
    datum
        Datum of the rows that name none, one of `layers.datum.DATUMS`.
    operator
        Operator of the rows that name none, in any spelling: each operator sends its own list.
    source
        Name of the source the file is from, as in `layers.sources.catalogue`.
    """

    datum: str = ""
    operator: str = ""
    source: str = ""


UNDECLARED = Declared()


def with_operator(cells: pd.DataFrame, layer: Layer, typed: str, intake: Intake) -> pd.DataFrame:
    """Give the rows that name no operator the one declared for their file, and count them.

    Parameters
    ----------
    cells
        Text cells under any accepted headers, with the column ``_row``.
    layer
        What the file should hold.
    typed
        The operator, in any spelling; ``""`` leaves the cells as they are.
    intake
        Takes the count.

    Raises
    ------
    InputError
        When the layer has no operator, or none is called so.
    """
    if not typed:
        return cells
    name = operator(layer, typed, intake.file)
    known = accepted(layer)
    column = next((c for c in cells.columns if known.get(fold(c)) == "operator"), "operator")
    stated = cells[column] if column in cells else pd.Series("", cells.index, dtype="str")
    lacking = (stated == "").to_numpy(np.bool_)
    intake.repaired(
        "operator-declared", lacking, cells[ROW], "operator",
        Text(
            f"没有运营商，按声明取{name}（假设）", f"no operator: {name}, as declared (assumption)"
        ),
        Text("逐行核对后可填运营商列", "give a column of operators where the file has several"),
    )  # fmt: skip
    return cells.assign(**{column: stated.where(~lacking, name)})


def operator(layer: Layer, typed: str, file: str) -> str:
    """Return the operator of a layer that is called so.

    Raises
    ------
    InputError
        When the layer has no operator, or none is called so.
    """
    column = next((c for c in layer.columns if c.name == "operator" and c.choices), None)
    if column is None:
        raise InputError([_no_operators(layer, file)])
    called = {fold(choice): choice for choice in column.choices}
    called |= {fold(spelling): choice for spelling, choice in column.spellings}
    if fold(typed) not in called:
        raise InputError([_unknown(column, typed, file)])
    return called[fold(typed)]


def _no_operators(layer: Layer, file: str) -> Finding:
    return Finding(
        "no-operator-column",
        Text(f"图层 {layer.name} 没有运营商", f"the layer {layer.name} has no operator"),
        Text("去掉运营商的声明", "declare no operator for it"),
        file,
        field="operator",
    )


def _unknown(column: Column, typed: str, file: str) -> Finding:
    shown = one_line(typed)
    return Finding(
        "unknown-operator",
        Text(f"没有运营商“{shown}”", f"there is no operator {shown!r}"),
        Text(f"可用：{'、'.join(column.choices)}", f"one of: {', '.join(column.choices)}"),
        file,
        field="operator",
    )
