"""The pages planners open: one for the province, one per prefecture, each a single file."""

from __future__ import annotations

from pathlib import Path

from layers.text import Lang, Text

from ..results import Results
from ._atomic import atomic_write
from ._folium_shell import PageKind, page
from ._page_data import Json, in_scope, page_name, prefecture_payload
from ._page_geometry import Boundaries, boundaries
from ._page_overlays import overlays
from ._page_overview import province_payload

INDEX = "index.html"


def write_pages(results: Results, rasters: Path, out: Path) -> list[Path]:
    """Write ``index.html`` and one page per prefecture in scope.

    Parameters
    ----------
    results
        What a run found.
    rasters
        Folder of the coverage rasters; a raster that is missing is said to be not computed.
    out
        The folder ``maps``.

    Returns
    -------
    list of pathlib.Path
        The files written, the province first.
    """
    lines = boundaries(results)
    synthetic = bool(results.card["synthetic"])
    written = [_write(out / INDEX, _province_page(results, lines))]
    for row in in_scope(results).to_dict("records"):
        name = page_name(row["adcode"], row["name_zh"], synthetic=synthetic)
        written.append(_write(out / name, _prefecture_page(results, lines, rasters, row["adcode"])))
    return written


def _prefecture_page(results: Results, lines: Boundaries, rasters: Path, adcode: str) -> str:
    payload = prefecture_payload(results, lines, adcode)
    payload["overlays"] = overlays(results, rasters, lines.outline(adcode))
    return _page("prefecture", payload, results.card["lang"])


def _province_page(results: Results, lines: Boundaries) -> str:
    return _page("province", province_payload(results, lines), results.card["lang"])


def _page(kind: PageKind, payload: Json, lang: Lang) -> str:
    return page(kind, lang, f"{Text(*payload['name']).to(lang)} · covermap", payload)


def _write(path: Path, document: str) -> Path:
    atomic_write(path, document.encode("utf-8"))
    return path
