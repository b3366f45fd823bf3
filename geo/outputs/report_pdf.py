"""Reports as PDF, an extra: the pages of `report_html`, laid out on A4 by WeasyPrint.

WeasyPrint needs libraries of the system and is not installed with covermap; no run asks for it.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
from pathlib import Path
from typing import Any, NoReturn

from layers.errors import EnvironmentProblem
from layers.text import Text

from ..results import Results
from ..summary import Report
from . import report_html
from ._formats import ReportFormat
from ._report.files import write_each

PACKAGE = "weasyprint"
_HOW = Text(
    "在 covermap 的环境中安装：.venv/bin/python -m pip install weasyprint"
    "（Windows：.venv\\Scripts\\python）；还需要系统库 Pango"
    "（Debian：apt install libpango-1.0-0 libpangoft2-1.0-0）；或用浏览器打开网页报告后打印为 PDF",
    "install it into covermap's environment: .venv/bin/python -m pip install weasyprint"
    " (Windows: .venv\\Scripts\\python); it also needs the library Pango of the system"
    " (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0); or open the report in a browser and"
    " print it to PDF",
)


def write_reports(results: Results, out: Path) -> list[Path]:
    """Write every report as a PDF.

    Parameters
    ----------
    results
        What the run found.
    out
        Folder of the reports.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    EnvironmentProblem
        When WeasyPrint is not there, or does not start.
    """
    engine = _engine()
    lang, synthetic = results.card["lang"], bool(results.card["synthetic"])

    def rendered(report: Report) -> bytes:
        return _rendered(engine, report_html.render(report, lang, synthetic=synthetic))

    return write_each(results, out, ".pdf", rendered)


def _engine() -> Any:
    try:
        return importlib.import_module(PACKAGE)
    except ImportError:
        what = Text("生成 PDF 需要 WeasyPrint", "PDF needs WeasyPrint")
    except OSError as error:  # it is there, a library of the system is not
        what = Text(f"WeasyPrint 无法启动：{error}", f"WeasyPrint does not start: {error}")
    raise EnvironmentProblem(Text(f"{what.zh} → {_HOW.zh}", f"{what.en} → {_HOW.en}"))


class _Refusing:
    """Fetches nothing: a report holds all it shows."""

    def fetch(self, url: str, _headers: object = None) -> NoReturn:
        """Refuse; WeasyPrint goes on without what it asked for."""
        raise ValueError(f"a report asks for nothing: {url}")

    __call__ = fetch


def _rendered(engine: Any, page: str) -> bytes:
    # It would tell of every rule that only browsers know, and of links that lead out of the file.
    logging.getLogger(PACKAGE).setLevel(logging.CRITICAL)
    document = engine.HTML(string=page, url_fetcher=_Refusing())
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    data: bytes = document.write_pdf(pdf_identifier=identifier)
    return data


REPORT = ReportFormat(
    name="pdf",
    suffix=".pdf",
    title=Text("盲区报告 PDF", "gap report, PDF"),
    write=write_reports,
    extra=PACKAGE,
)
