"""The planner's usual sources: how each is known, and how its columns become those of a layer.

A new source is a new file here with ``SOURCE = Source(…)``; `catalogue` finds it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from .._intake import Intake
from .._layer import Layer
from .._reading import fold
from ..errors import InputError
from ._draft import Draft
from ._source import Seen, Source
from ._telling import (
    declared_datum,
    dropped,
    marks_missing,
    nothing_left,
    other_role,
    recognised,
    unknown,
)

__all__ = ["Seen", "Source", "applied", "catalogue", "header_of", "headers_of", "named"]


@cache
def catalogue() -> dict[str, Source]:
    """Return every source by name, in alphabetical order.

    Examples
    --------
    >>> catalogue()["opencellid"].title.en
    'OpenCelliD export'
    """
    names = sorted(
        module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")
    )
    return {name: importlib.import_module(f".{name}", __name__).SOURCE for name in names}


def named(name: str, file: str) -> Source:
    """Return the source of that name.

    Raises
    ------
    InputError
        With the list of names, when there is none.
    """
    if name not in catalogue():
        raise InputError([unknown(name, list(catalogue()), file)])
    return catalogue()[name]


def headers_of(layer: Layer) -> dict[str, str]:
    """Return the headers that sources add to those of a layer, as `fold` leaves them → column."""
    serving = [source for source in catalogue().values() if source.serves(layer.name)]
    return {fold(h): column for source in serving for h, column in source.columns.items()}


def header_of(first: Sequence[str], layer: Layer) -> tuple[str, ...]:
    """Return the columns of a file that comes without headers, by its first line.

    Returns
    -------
    tuple of str
        Empty when the line is no data of a source that comes so.
    """
    for source in catalogue().values():
        if source.headless is not None and source.serves(layer.name) and source.headless(first):
            return source.header
    return ()


def applied(
    cells: pd.DataFrame, seen: Seen, layer: Layer, declared: str, intake: Intake
) -> pd.DataFrame:
    """Bring the rows of a file to the columns of a layer, if it is of a source that is known.

    Parameters
    ----------
    cells
        Text cells under the headers of the file, with the column ``_row``.
    seen
        What the file shows.
    layer
        What it should hold.
    declared
        Name of the source it is said to be from, ``""`` = none.
    intake
        Takes what was assumed, dropped and set aside.

    Returns
    -------
    pandas.DataFrame
        Text cells for `layers._validate.check`; as they are, when no source is known.

    Raises
    ------
    InputError
        When the source is unknown, is for another layer or its marks are missing, or when no
        row is of the layer.
    """
    source = _declared(seen, layer, declared, intake.file) if declared else _found(seen, layer)
    if source is None:
        return cells
    if not declared:
        intake.findings.append(recognised(source, intake.file))
    cells = intake.open(cells)
    draft = Draft(cells, layer, intake, source.columns)
    for group in source.dropped:
        if names := draft.drop(group.headers):
            intake.findings.append(dropped(source, names, group.why, intake.file))
    if source.shape is not None:
        source.shape(draft, seen)
    if source.datum and any(column.name == "datum" for column in layer.columns):
        _in_datum(draft, source)
    if draft.cells.empty:
        raise InputError([*intake.findings, nothing_left(source, layer, intake.file)])
    return draft.cells


def _found(seen: Seen, layer: Layer) -> Source | None:
    for source in catalogue().values():
        if source.serves(layer.name) and source.known_by(seen):
            return source
    return None


def _declared(seen: Seen, layer: Layer, name: str, file: str) -> Source:
    source = named(name, file)
    if not source.serves(layer.name):
        raise InputError([other_role(source, layer, file)])
    if missing := source.missing(seen):
        raise InputError([marks_missing(source, missing, file)])
    return source


def _in_datum(draft: Draft, source: Source) -> None:
    """Write the datum of the source where a row names none; say where that is not as declared."""
    stated = draft.text("datum")
    mine = (stated == "").to_numpy(np.bool_)
    draft.put("datum", stated.where(~mine, source.datum))
    if draft.intake.datum not in ("", source.datum) and mine.any():
        said = draft.intake.datum
        draft.intake.findings.append(declared_datum(source, said, draft.intake.file))
