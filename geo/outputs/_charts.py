"""Bar charts of a report as plain geometry; a template draws them as SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layers.text import Lang, Text

from ..results import LIMITS
from ..summary import Card, Cell, Interval, Table
from ._report.cells import display
from ._wording import VERDICTS

_COUNTS = ("met", "undecided", "not_met", "no_data")
# Colour of every style of a bar, Okabe-Ito; two have a texture besides.
FILLS: dict[str, str] = {
    **{code: badge.fill for code, badge in VERDICTS.items()},
    "sure": "#0072b2",
    "perhaps": "#8cc4e6",
    "limit-none": "#56b4e9",
    "limit-budget": "#f0c860",
    "limit-terrain": "#d55e00",
    "limit-no_station": "#d9dcdc",
    "limit-no_data": "#9a9a9a",
}
HATCHED = ("no_data", "limit-no_data")
RIDGED = ("limit-terrain",)
_UNKNOWN_STYLE = "#9a9a9a"


def fill_of(style: str) -> str:
    """Return the plain colour of a style, ``#rrggbb``."""
    return FILLS.get(style, _UNKNOWN_STYLE)


def texture_of(style: str) -> str:
    """Return the texture of a style: ``"hatch"``, ``"ridges"`` or ``""`` for none.

    Examples
    --------
    >>> texture_of("no_data"), texture_of("met")
    ('hatch', '')
    """
    return "hatch" if style in HATCHED else "ridges" if style in RIDGED else ""


@dataclass(frozen=True)
class Segment:
    """One piece of a bar.

    Parameters
    ----------
    start, width
        Percent of the axis. [%]
    style
        One of `FILLS`.
    """

    start: float
    width: float
    style: str


@dataclass(frozen=True)
class Bar:
    """One bar with its label before and its value behind it."""

    label: str
    value: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Chart:
    """Bars on one axis, with what their colours mean."""

    title: Text
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, Text], ...]


_VERDICT_LEGEND = (
    ("met", Text("达标", "met")),
    ("undecided", Text("待核实", "undecided")),
    ("not_met", Text("不达标", "not met")),
    ("no_data", Text("无数据、无坐标", "no data, no coordinate")),
)
_RANGE_LEGEND = (
    ("sure", Text("下限", "lower bound")),
    ("perhaps", Text("下限至上限", "lower to upper bound")),
)
_PROBABILITY_LEGEND = (
    ("sure", Text("90 % 位置概率", "90 % location probability")),
    ("perhaps", Text("50 % 位置概率", "50 % location probability")),
)


def stacked(counts: dict[str, int]) -> tuple[Segment, ...]:
    """Return the pieces of a bar of verdicts.

    Parameters
    ----------
    counts
        Places by verdict code; all together are 100 %.

    Examples
    --------
    >>> [(s.start, s.width, s.style) for s in stacked({"met": 1, "not_met": 3})]
    [(0.0, 25.0, 'met'), (25.0, 75.0, 'not_met')]
    """
    return _pile({style: counts.get(style, 0) for style in _COUNTS})


def _pile(sizes: dict[str, float]) -> tuple[Segment, ...]:
    """Return pieces one behind the other, all together 100 %; empty ones are left out."""
    total, start, segments = sum(sizes.values()), 0.0, []
    for style, size in sizes.items():
        if size:
            width = 100.0 * size / total
            segments.append(Segment(round(start, 3), round(width, 3), style))
            start += width
    return tuple(segments)


def of_card(card: Card) -> tuple[Segment, ...]:
    """Return the bar of a goal card."""
    return stacked(
        {
            "met": card.met,
            "undecided": card.undecided,
            "not_met": card.not_met,
            "no_data": card.unknown,
        }
    )


def chart(table: Table, lang: Lang) -> Chart | None:
    """Return the chart that goes with a table, ``None`` when it has none.

    Parameters
    ----------
    table
        Any table of a report.
    lang
        Language of the labels.
    """
    draw = _CHARTS.get(table.key)
    return draw(table, lang) if draw and table.rows else None


def _verdict_bars(table: Table, lang: Lang) -> Chart:
    fields = {field.key: field for field in table.fields}
    bars = []
    for row in table.records():
        counts = {key: _count(row[key]) for key in _COUNTS}
        counts["no_data"] += _count(row["no_coordinate"])
        words = [display(row[key], fields[key], lang) for key in ("category", "rule")]
        value = display(row["rate"], fields["rate"], lang)
        bars.append(Bar(" · ".join(words), value, stacked(counts)))
    title = Text("各类场所的判定（各规则并列）", "Verdicts by category (by each rule)")
    return Chart(title, tuple(bars), _VERDICT_LEGEND)


def _limit_bars(table: Table, lang: Lang) -> Chart:
    """Draw km² and not shares, whose rounding would leave the end of a bar open."""
    fields = {field.key: field for field in table.fields}
    limits = [limit for limit in LIMITS if limit in fields]
    bars = []
    for row in table.records():
        km2 = {f"limit-{limit}": row[f"{limit}_km2"] for limit in limits}
        sizes = {style: size for style, size in km2.items() if isinstance(size, float)}
        label, value = (display(row[key], fields[key], lang) for key in ("division", "none"))
        bars.append(Bar(label, value, _pile(sizes)))
    legend = tuple((f"limit-{limit}", fields[limit].title) for limit in limits)
    return Chart(_LIMITS_TITLE, tuple(bars), legend)


def _range_bars(
    label_key: str, key: str, title: Text, legend: tuple[tuple[str, Text], ...]
) -> Callable[[Table, Lang], Chart]:
    def draw(table: Table, lang: Lang) -> Chart:
        fields = {field.key: field for field in table.fields}
        bars = tuple(
            Bar(
                display(row[label_key], fields[label_key], lang),
                display(row[key], fields[key], lang),
                range_pieces(row[key]),
            )
            for row in table.records()
        )
        return Chart(title, bars, legend)

    return draw


def range_pieces(cell: Cell) -> tuple[Segment, ...]:
    """Return the bar of a share, or of a range of shares; none of what is not known."""
    if isinstance(cell, Interval) and cell.lower is not None and cell.upper is not None:
        low, high = 100 * cell.lower, 100 * cell.upper
        pieces = (Segment(0.0, round(low, 3), "sure"),)
        return (*pieces, Segment(round(low, 3), round(high - low, 3), "perhaps"))
    if isinstance(cell, float | int):
        return (Segment(0.0, round(100 * cell, 3), "sure"),)
    return ()


def _count(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _curve_bars(table: Table, lang: Lang) -> Chart:
    """Draw stations against the rate; a long plan in steps, its beginning and end always."""
    fields = {field.key: field for field in table.fields}
    rows = table.records()
    every = -(-len(rows) // _MOST_STEPS)
    steps = [row for number, row in enumerate(rows[:-1]) if number % every == 0] + rows[-1:]
    bars = tuple(
        Bar(
            " · ".join(str(row[key]) for key in ("stations", "proposal") if row[key] != ""),
            display(row["rate"], fields["rate"], lang),
            range_pieces(row["rate"]),
        )
        for row in steps
    )
    return Chart(_CURVE_TITLE, bars, _RANGE_LEGEND)


_MOST_STEPS = 25  # bars of a curve
_CURVE_TITLE = Text("建站数与面积规则达标率（区间）", "Stations built, and the rate (range)")
_LIMITS_TITLE = Text(
    "限制因素的面积占比（右侧为达到门限的占比）",
    "Area share by what limits (at the right: threshold reached)",
)
_AREA_TITLE = Text("达到门限的面积占比", "Area share at the threshold")
_CHARTS: dict[str, Callable[[Table, Lang], Chart]] = {
    "categories": _verdict_bars,
    "counties": _range_bars("county", "share", _AREA_TITLE, _PROBABILITY_LEGEND),
    "lines_totals": _range_bars(
        "category",
        "share",
        Text("达到门限的里程占比", "Share of the length at the threshold"),
        _PROBABILITY_LEGEND,
    ),
    "limits": _limit_bars,
    "limits_counties": _limit_bars,
    "operators": _range_bars("operator", "share", _AREA_TITLE, _PROBABILITY_LEGEND),
    "ranking": _range_bars(
        "prefecture",
        "area_rate",
        Text("面积规则达标率（区间）", "Rate by the area rule (range)"),
        _RANGE_LEGEND,
    ),
    "networks": _range_bars(
        "networks", "share", Text("可用网络数的面积占比", "Area share by networks"), ()
    ),
    "plan_curve": _curve_bars,
    "people": _range_bars(
        "division",
        "people_share",
        Text("人口覆盖率", "Share of people covered"),
        _PROBABILITY_LEGEND,
    ),
    "sensitivity": _range_bars("dbm", "share", _AREA_TITLE, ()),
}
