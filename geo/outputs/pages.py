"""The pages planners open: province, prefectures, what changed; each a single file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import shapely

from layers.text import Lang, Text

from ..comparing.likeness import rests_on_scenario
from ..results import Results
from . import cog, finished_run
from ._atomic import atomic_write
from ._folium_shell import PageKind, page
from ._page.comparison import comparison_payload
from ._page.data import Json, in_scope, page_name, prefecture_payload
from ._page.earlier import earlier_run
from ._page.geometry import Boundaries, boundaries
from ._page.overlays import overlays
from ._page.overview import province_payload
from ._page.province_picture import class_picture, frame_and_legend
from ._page.relief import relief
from .difference import CHANGE, map_name

INDEX = "index.html"


def write_pages(
    results: Results, rasters: Path, out: Path, earlier: finished_run.Opened | None = None
) -> list[Path]:
    """Write ``index.html``, one page per prefecture in scope, and what changed.

    Parameters
    ----------
    results
        What a run found.
    rasters
        Folder of the coverage rasters; a raster that is missing is said to be not computed.
    out
        The folder ``maps``.
    earlier
        The run that this one is compared with, ``None`` = none: the page of the province then
        shows both side by side.

    Returns
    -------
    list of pathlib.Path
        The files written, the province first.
    """
    lines = boundaries(results)
    synthetic = bool(results.card["synthetic"])
    lang: Lang = results.card["lang"]
    rows = in_scope(results).to_dict("records")
    # Pictures are warped outside the interpreter's lock, while the rest of the pages is made.
    with ThreadPoolExecutor(max_workers=1) as behind:
        outlines = [lines.outline(row["adcode"]) for row in rows]
        drawn = [behind.submit(overlays, results, rasters, outline) for outline in outlines]
        shown = of_province(results, lines, rasters, earlier)
        written = [_write(out / INDEX, _page("province", shown, lang))]
        for row, pictures in zip(rows, drawn, strict=True):
            name = page_name(row["adcode"], row["name_zh"], synthetic=synthetic)
            shown = of_prefecture(results, lines, rasters, row["adcode"], pictures.result)
            written.append(_write(out / name, _page("prefecture", shown, lang)))
    if results.card.get("previous"):
        raster = cog.file_of(rasters, CHANGE, rests_on_scenario(results.card))
        written.append(write_difference_map(results, raster, out, INDEX, lines, rasters))
    return written


def write_difference_map(
    results: Results,
    raster: Path,
    out: Path,
    home: str = "",
    lines: Boundaries | None = None,
    rasters: Path | None = None,
) -> Path:
    """Write the page of what changed against an earlier run.

    Parameters
    ----------
    results
        What a run found, with the comparison with an earlier one.
    raster
        The raster `geo.outputs.difference.CHANGE`.
    out
        Folder of the page.
    home
        Address of the page of the province, ``""`` = there is none.
    lines
        Boundaries to draw, where they are at hand.
    rasters
        Folder of the coverage rasters of the later run, for the relief; ``None`` = without.
    """
    payload = comparison_payload(results, lines or boundaries(results), raster, home)
    payload["relief"] = relief(results.card, rasters) if rasters else None
    lang: Lang = results.card["lang"]
    title = Text(*payload["title"]).to(lang)
    document = page("comparison", lang, f"{title} · covermap", payload)
    return _write(out / map_name(results.card), document)


def of_prefecture(
    results: Results,
    lines: Boundaries,
    rasters: Path,
    adcode: str,
    pictures: Callable[[], Json] | None = None,
) -> Json:
    """Return everything that the page of a prefecture shows.

    Parameters
    ----------
    results, rasters
        As of `write_pages`.
    lines
        Boundaries to draw.
    adcode
        Code of the prefecture.
    pictures
        Returns what `overlays` has made already, ``None`` = it is made here.
    """
    payload = prefecture_payload(results, lines, adcode)
    payload["overlays"] = (
        pictures() if pictures else overlays(results, rasters, lines.outline(adcode))
    )
    payload["relief"] = relief(results.card, rasters, adcode)
    return payload


def of_province(
    results: Results,
    lines: Boundaries,
    rasters: Path,
    earlier: finished_run.Opened | None = None,
) -> Json:
    """Return everything that the page of the province shows; parameters as of `write_pages`."""
    payload = province_payload(results, lines)
    frame, legend = frame_and_legend(
        shapely.union_all([lines.outline(code) for code in _computed(results, earlier)]),
        float(results.card["grid"].get("cell_m", 100.0)),
    )
    own = cog.file_of(rasters, cog.CLASS_ANY, bool(results.card["synthetic"]))
    payload["coverage"] = {**legend, **class_picture(own, frame)}
    payload["earlier"] = None
    if earlier is not None:
        payload["earlier"] = {
            **earlier_run(results, earlier.results),
            **class_picture(earlier.classes, frame),
        }
    payload["relief"] = relief(results.card, rasters)
    return payload


def _computed(results: Results, earlier: finished_run.Opened | None) -> list[str]:
    """Return the prefectures that either run computed."""
    scopes = set(results.card["scope"])
    if earlier is not None:
        scopes |= set(earlier.results.card["scope"])
    return sorted(scopes)


def _page(kind: PageKind, payload: Json, lang: Lang) -> str:
    return page(kind, lang, f"{Text(*payload['name']).to(lang)} · covermap", payload)


def _write(path: Path, document: str) -> Path:
    atomic_write(path, document.encode("utf-8"))
    return path
