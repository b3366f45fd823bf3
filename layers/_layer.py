"""What a dataset is: the frozen `Layer` value and its `Column` values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from .errors import Finding
from .text import Text

Geometry = Literal["point", "line", "polygon", "table"]
Kind = Literal["text", "number", "integer"]

RAW = Path(__file__).resolve().parent.parent / "data" / "raw"


@dataclass(frozen=True)
class Column:
    """One field of a dataset.

    Parameters
    ----------
    name
        Canonical ASCII name.
    title
        Wording for headers; the Chinese one is also accepted as a header of the input.
    kind
        What a cell holds.
    unit
        Unit of a number, e.g. ``"m"``.
    required
        Whether a row without a value is refused.
    minimum, maximum
        Inclusive limits of a number.
    choices
        Allowed values of a text; empty = any.
    spellings
        Other spellings of a value → the canonical one, of `choices` where there are any.
    aliases
        Further headers accepted for the column.
    """

    name: str
    title: Text
    kind: Kind = "text"
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()

    def headers(self) -> tuple[str, ...]:
        """Return every header that stands for this column."""
        return (self.name, self.title.zh, self.title.en, *self.aliases)


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: colour (hex) and the letter of its marker."""

    colour: str
    glyph: str = ""


@dataclass(frozen=True)
class Layer:
    """One dataset that covermap reads.

    Parameters
    ----------
    name
        Name of the layer and of its module, file and settings key.
    title
        Wording in maps and reports.
    geometry
        ``"point"``, ``"line"``, ``"polygon"`` or ``"table"`` (no geometry).
    columns
        Fields in the order of the template.
    source
        Dataset named in ``data/raw/SOURCES.csv``.
    style
        How maps draw it.
    category
        Category of the goal the places of this layer are judged by; ``None`` = not judged.
    seed
        Reads the dataset that comes with covermap and returns rows with `columns`;
        ``None`` = the files ``data/raw/<name>.csv`` and ``data/raw/odbl/<name>.csv``.
    optional
        Whether covermap can do without: nothing is shipped and a scenario may stand in.
    check
        Looks at what no single column can: typed rows and the name of their file → findings.
    """

    name: str
    title: Text
    geometry: Geometry
    columns: tuple[Column, ...]
    source: str
    style: Style = Style("#444444")
    category: str | None = None
    seed: Callable[[], pd.DataFrame] | None = None
    optional: bool = False
    check: Callable[[pd.DataFrame, str], list[Finding]] | None = None

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises
        ------
        KeyError
            When the layer has none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def seed_files(self) -> tuple[Path, ...]:
        """Return the files under ``data/raw`` that the layer is read from by default."""
        candidates = (RAW / f"{self.name}.csv", RAW / "odbl" / f"{self.name}.csv")
        return tuple(path for path in candidates if path.is_file())
