"""How the coverage rasters are drawn in QGIS: steps of level and probability, classes by name."""

from __future__ import annotations

from dataclasses import dataclass

from layers.text import Text

from ... import standards
from ...results import LIMITS
from .. import cog
from .._charts import fill_of
from .._wording import NO_DATA, VERDICTS

_NOT_KNOWN = 254  # of the rasters of probability and operators, as `cog` writes it
_SOLID, _FAINT = 255, 90
_GREY = fill_of("limit-no_data")
_LEVELS = (-140, -44)  # SS-RSRP that a phone can report, 3GPP TS 38.133, 10.1.6 [dBm]


@dataclass(frozen=True)
class Entry:
    """One colour: of a value, or of all values up to it that no other entry has."""

    value: str
    colour: str
    label: Text
    alpha: int = _SOLID


@dataclass(frozen=True)
class Paint:
    """The colours of a raster.

    Parameters
    ----------
    entries
        In the order of the legend.
    steps
        Whether an entry stands for a range of values.
    least, most
        Range of the values.
    """

    entries: tuple[Entry, ...]
    steps: bool = False
    least: int = 0
    most: int = 255


def paints() -> dict[str, tuple[cog.Raster, Paint]]:
    """Return the rasters of a project by stem, the first to be shown first."""
    of_levels = Paint(_of_levels(), True, *_LEVELS)
    listed = (
        (cog.CLASS_ANY, Paint(_of_classes())),
        (cog.LEVEL_ANY, of_levels),
        (cog.LEVEL90_ANY, of_levels),
        (cog.PROBABILITY, Paint(_of_probability(), True)),
        (cog.OPERATORS, Paint(_of_operators())),
        (cog.LIMIT, Paint(_of_limits())),
    )
    return {raster.stem: (raster, paint) for raster, paint in listed}


def _of_levels() -> tuple[Entry, ...]:
    """Return the bins of the legend; levels are whole dBm, an upper bound is not in its bin."""
    rows = standards.table("legend").to_dict("records")
    found = [
        Entry(
            str(int(row["upper_dbm"]) - 1) if row["upper_dbm"] else "inf",
            row["colour"],
            Text(row["zh"], row["en"]),
        )
        for row in rows
    ]
    return tuple(reversed(found))


def _of_classes() -> tuple[Entry, ...]:
    none = Entry("0", "#969696", Text("范围内无站", "no station in range"), _FAINT)
    weak = Entry("1", "#969696", Text("低于门限", "below the threshold"), _FAINT + 60)
    half = Entry("2", "#f0bc5a", Text("达到门限（50 %）", "reached at 50 %"))
    sure = Entry("3", "#4091c8", Text("达到门限（90 %）", "reached at 90 %"))
    return (sure, half, weak, none, Entry("4", _GREY, NO_DATA))


def _of_probability() -> tuple[Entry, ...]:
    return (
        Entry("49", VERDICTS["not_met"].fill, Text("< 50 %", "< 50 %"), _FAINT + 60),
        Entry("89", VERDICTS["undecided"].fill, Text("50–89 %", "50–89 %")),
        Entry("100", VERDICTS["met"].fill, Text("≥ 90 %", "≥ 90 %")),
        Entry(str(_NOT_KNOWN), _GREY, NO_DATA),
    )


def _of_operators() -> tuple[Entry, ...]:
    colours = ("#a89486", "#123570", "#575d6d", "#c7b65c", "#fde737")
    counted = (
        Entry(str(i), colour, Text(f"{i} 家", str(i)), _SOLID if i else _FAINT)
        for i, colour in enumerate(colours)
    )
    return (*counted, Entry(str(_NOT_KNOWN), _GREY, NO_DATA))


def _of_limits() -> tuple[Entry, ...]:
    words = {
        "none": Text("无（达到门限）", "nothing (threshold reached)"),
        "budget": Text("链路预算", "link budget"),
        "terrain": Text("地形遮挡", "terrain"),
        "no_station": Text("范围内无站", "no station in range"),
        "no_data": NO_DATA,
    }
    return tuple(
        Entry(str(value), fill_of(f"limit-{name}"), words[name])
        for value, name in enumerate(LIMITS)
    )
