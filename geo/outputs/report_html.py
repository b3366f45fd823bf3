"""Reports as one self-contained page each: no script, no request, made to be printed on A4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from layers.text import TAGS, Lang, Text

from ..results import Results
from ..summary import SECTIONS, Report
from ..summary._categories import RATE_FIELD
from . import _wording
from ._charts import chart, fill_of, of_card, range_pieces, texture_of
from ._formats import ReportFormat
from ._report.cells import display, small_print
from ._report.files import write_each
from ._report.links import MAP, downloads, head_links, members
from .difference import map_name

_TEMPLATE = "report.html.j2"
_HEAD_ONE = ("scope", "run_id", "data_date", "threshold")
_HEAD_TWO = ("model", "terrain", "grid", "crs", "review_no")
_UI = {
    "contents": Text("目录", "Contents"),
    "map": MAP,
    "target": Text("目标", "target"),
    "missing": Text("尚差", "missing"),
    "places": Text("处", "places"),
    "listed": Text("列入", "listed"),
    "excluded": Text("不计入", "left out"),
    "unknown": Text("未判定", "not judged"),
    "empty": Text("（无）", "(none)"),
    "members": Text("各市州", "Prefectures"),
    "downloads": Text("下载索引", "Downloads"),
    "change": Text("较上期", "against the earlier run"),
    "upper": Text("上限", "upper bound"),
    "difference": Text("打开差异地图", "open the difference map"),
}


def write_reports(results: Results, out: Path) -> list[Path]:
    """Write every report as an HTML page.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of the reports; maps are expected one folder above.

    Returns
    -------
    list of pathlib.Path
        The files.
    """
    difference = f"../{map_name(results.card)}" if results.card.get("previous") else ""
    lang, synthetic = results.card["lang"], bool(results.card["synthetic"])

    def rendered(report: Report) -> bytes:
        page = render(report, lang, synthetic=synthetic, difference=difference)
        return page.encode("utf-8")

    return write_each(results, out, ".html", rendered)


def render(
    report: Report,
    lang: Lang,
    *,
    synthetic: bool,
    links: Sequence[tuple[Text, str]] = (),
    difference: str = "",
) -> str:
    """Return one report as a page.

    Parameters
    ----------
    report
        Any report.
    lang
        Language.
    synthetic
        Whether the stations are the scenario; says how the files beside it are called.
    links
        What the head of the page leads to, instead of the files of a run.
    difference
        Address of the difference map, ``""`` = none.
    """
    marks = {mark.key: mark for mark in report.marks}
    return (
        _environment()
        .get_template(_TEMPLATE)
        .render(
            report=report,
            lang=lang,
            html_lang=TAGS[lang],
            t=lambda text: text.to(lang),
            ui={key: text.to(lang) for key, text in _UI.items()},
            sections=SECTIONS,
            marks=marks,
            head_one=_line(report, _HEAD_ONE, lang),
            head_two=_line(report, _HEAD_TWO, lang),
            badges=_wording.VERDICTS,
            verdict=_wording.verdict,
            chart=lambda table: chart(table, lang),
            card_bar=of_card,
            display=lambda cell, field: display(cell, field, lang),
            small_print=lambda table, row: small_print(table, row, lang),
            range_bar=range_pieces,
            rate_field=RATE_FIELD,
            links=links or head_links(report, synthetic),
            difference=difference,
            members=members(report, synthetic),
            downloads=[] if links else downloads(report),
        )
    )


def css_string(text: str) -> str:
    r"""Return text for a quoted CSS string; nothing in it can end the string or the sheet.

    Examples
    --------
    >>> css_string('a"</style>')
    'a\\000022\\00003c\\00002fstyle\\00003e'
    """
    return re.sub(r"[^0-9A-Za-z]", lambda match: f"\\{ord(match[0]):06x}", text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "css_string": css_string,
        "fill_of": fill_of,
        "signed": _signed,
        "texture_of": texture_of,
    }
    return environment


def _signed(count: float) -> str:
    """Return a change as −2, ±0, +3."""
    return f"{count:+.0f}".replace("-", "−") if count else "±0"


def _line(report: Report, keys: tuple[str, ...], lang: Lang) -> str:
    marks = {mark.key: mark for mark in report.marks}
    colon = _wording.COLON.to(lang)
    return " · ".join(
        marks[key].value.to(lang)
        if key == "scope" or marks[key].title.to(lang) in marks[key].value.to(lang)
        else f"{marks[key].title.to(lang)}{colon}{marks[key].value.to(lang)}"
        for key in keys
    )


REPORT = ReportFormat(
    name="html",
    suffix=".html",
    title=Text("盲区报告 HTML", "gap report, HTML"),
    write=write_reports,
)
