"""Charts of a report in Word: rows of shaded cells, no pictures, sharp at any size."""

from __future__ import annotations

from collections.abc import Sequence

from layers.text import Lang

from .._charts import HATCHED, RIDGED, Bar, Chart, Segment, fill_of
from .table import opening, shade, tc, tr
from .text import colour, paragraph, run, twips

# Word holds 63 columns in a table: 50 of them are a bar, in steps of 2 %.
_STEPS = 50
_LABEL_SHARE, _VALUE_SHARE = 0.3, 0.16
_TRACK = "EEF2F1"
# Ground, pattern and its ink; else a bar is of one colour.
_TEXTURES: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(HATCHED, ("EFEFEF", "diagStripe", "9A9A9A")),
    **dict.fromkeys(RIDGED, ("D55E00", "diagCross", "4A2000")),
}


def chart_xml(chart: Chart, lang: Lang, page_mm: float) -> str:
    """Return a chart as a table whose cells are shaded: no picture, sharp at any size.

    Parameters
    ----------
    chart
        Bars of a table.
    lang
        Language.
    page_mm
        Width between the margins. [mm]
    """
    label, value = twips(page_mm * _LABEL_SHARE), twips(page_mm * _VALUE_SHARE)
    step = (twips(page_mm) - label - value) // _STEPS
    legend = "".join(
        run(" ■ ", ink=fill_of(style)) + run(text.to(lang)) for style, text in chart.legend
    )
    title = paragraph(run(chart.title.to(lang)) + legend, "Caption", keep_next=True)
    columns = [label, *[step] * _STEPS, value]
    rows = "".join(_bar(bar, label, step, value) for bar in chart.bars)
    return f"{title}{opening(columns, ruled=False)}{rows}</w:tbl>{paragraph('', 'TableSmall')}"


def _bar(bar: Bar, label: int, step: int, value: int) -> str:
    cells = tc(paragraph(run(bar.label), "BarLabel", keep_next=True), label)
    white = '<w:tcBorders><w:top w:val="single" w:sz="12" w:color="FFFFFF"/>'
    white += '<w:bottom w:val="single" w:sz="12" w:color="FFFFFF"/></w:tcBorders>'
    for style, steps in in_steps(bar.segments):
        look = white + _texture(style)
        cells += tc(paragraph("", "BarLabel"), steps * step, span=steps, look=look)
    cells += tc(paragraph(run(bar.value), "BarValue"), value)
    return tr(cells, height=twips(5.2))


def _texture(style: str) -> str:
    """Return the shading of a piece of a bar: its colour, and its texture where it has one."""
    if not style:
        return shade(_TRACK)
    if style in _TEXTURES:
        return shade(*_TEXTURES[style])
    return shade(colour(fill_of(style)))


def in_steps(segments: Sequence[Segment]) -> list[tuple[str, int]]:
    """Return a bar in whole steps, the empty rest under ``""``; nothing that is there vanishes.

    Parameters
    ----------
    segments
        Pieces of a bar, one behind the other from 0. [%]

    Examples
    --------
    >>> in_steps([Segment(0.0, 50.0, "met"), Segment(50.0, 0.4, "not_met")])
    [('met', 25), ('not_met', 1), ('', 24)]
    >>> in_steps([])
    [('', 50)]
    """
    taken, found = 0, []
    for segment in segments:
        end = round((segment.start + segment.width) * _STEPS / 100.0)
        steps = max(end - taken, 1 if segment.width > 0 else 0)
        steps = min(steps, _STEPS - taken)
        if steps > 0:
            found.append((segment.style, steps))
            taken += steps
    return [*found, ("", _STEPS - taken)] if taken < _STEPS else found
