"""What ``covermap compare`` writes: section 15 in every format, and the difference map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layers.text import Lang, Text

from ..comparing.likeness import rests_on_scenario
from ..results import Results
from ..summary import comparison_report
from . import report_csv, report_docx, report_html, report_xlsx
from ._atomic import atomic_write
from ._names import marked, readable
from ._report.links import files_beside
from .difference import map_name
from .pages import write_difference_map

_STEM = "comparison"
_MAP = Text("差异地图", "difference map")


def folder_name(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> str:
    """Return the name of the folder of a comparison: both runs are in it.

    Parameters
    ----------
    earlier, later
        `Results.card` of the two runs.

    Examples
    --------
    >>> folder_name({"run_id": "ed892f5e0f1d"}, {"run_id": "a2f82e049453"})
    'compare-ed892f5e0f1d-a2f82e049453'
    """
    return "-".join(["compare", *(readable(str(card["run_id"])) for card in (earlier, later))])


def write(results: Results, raster: Path, out: Path, rasters: Path | None = None) -> list[Path]:
    """Write the comparison of two runs.

    Parameters
    ----------
    results
        What a run found, with the comparison with an earlier one.
    raster
        The raster `geo.outputs.difference.CHANGE`.
    out
        Folder of the files.
    rasters
        As in `geo.outputs.pages.write_difference_map`.

    Returns
    -------
    list of pathlib.Path
        The files: page, workbook, document, difference map, CSV.
    """
    report, lang = comparison_report(results), _lang(results)
    synthetic = rests_on_scenario(results.card)
    stem = marked(_STEM, synthetic)
    difference = map_name(results.card)
    links = [(_MAP, difference), *files_beside(stem)]
    page = report_html.render(report, lang, synthetic=synthetic, links=links, difference=difference)
    atomic_write(out / f"{stem}.html", page.encode("utf-8"))
    atomic_write(out / f"{stem}.xlsx", report_xlsx.render(report, lang))
    document = report_docx.render(report, lang, synthetic=synthetic)
    atomic_write(out / f"{stem}.docx", document)
    tables = report_csv.write_folder(report, out / stem, lang, synthetic)
    drawn = write_difference_map(results, raster, out, rasters=rasters)
    pages = [out / f"{stem}{suffix}" for suffix in (".html", ".xlsx", ".docx")]
    return [*pages, drawn, *tables]


def _lang(results: Results) -> Lang:
    lang: Lang = results.card["lang"]
    return lang
