"""What the page of the province shows: prefectures side by side, goals, data quality."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd

from layers.text import Lang

from ...results import Results
from ...summary import PROVINCE, Report, Table, province_report
from .._report.cells import display
from .._report.files import report_stem
from .data import (
    GOAL,
    categories,
    common,
    difference_links,
    in_scope,
    lakes,
    page_name,
    sensitivity,
    share_of_area,
)
from .geometry import Boundaries, label_point, packed
from .plan import curve_of
from .stations import station_columns
from .text import Pair, chinese
from .values import count, number, pair, search_key, text

Json = dict[str, Any]

_TABLES = (
    "goals",
    "facts",
    "limits",
    "data_centers",
    "ledger",
    "terrain",
    "findings",
    "defaults",
    "inputs",
)
_PLAN_TABLES = ("plan_statuses",)
_RULES = ("reach", "area")
_KIND_OF_PREFECTURE = re.compile(r" ((\w+ and )?\w+ )?Autonomous Prefecture$| (City|Prefecture)$")


def province_payload(results: Results, lines: Boundaries) -> Json:
    """Return everything the page of the province shows.

    Parameters
    ----------
    results
        What a run found; it may hold only some of the prefectures.
    lines
        Boundaries to draw.
    """
    report, plan = province_report(results), curve_of(results)
    tables = _TABLES if plan is None else (*_TABLES, *_PLAN_TABLES)
    west, south, east, north = (round(value, 4) for value in lines.prefectures.total_bounds)
    return {
        **common(results),
        "kind": "province",
        "name": Pair.of(report.name),
        "sentences": [Pair.of(sentence) for sentence in report.sentences],
        "bounds": [[south, west], [north, east]],
        "prefectures": _prefectures(results, lines),
        "counties": _counties(lines),
        "lakes": lakes(lines, lines.prefectures.union_all()),
        "categories": categories(results.areas),
        "areas": _areas(results.areas),
        "stations": station_columns(results.stations),
        "sensitivity": sensitivity(results, results.counties["adcode"]),
        "tables": {key: table_of(report, key, results.card["lang"]) for key in tables},
        "plan": plan,
        "links": _links(results),
    }


def _prefectures(results: Results, lines: Boundaries) -> list[Json]:
    figures = in_scope(results).set_index("adcode")
    rows = lines.prefectures.sort_values("adcode").to_dict("records")
    return [
        {
            "adcode": row["adcode"],
            "name": pair(row["name_zh"], row["name_en"]),
            "short": pair(row["short_zh"] or row["name_zh"], short_english(text(row["name_en"]))),
            "rings": packed(row["geometry"]),
            "label": label_point(row["geometry"]),
            "figures": _figures(results, row, figures),
        }
        for row in rows
    ]


def short_english(name: str) -> str:
    """Return the name of a prefecture as a map has room for it.

    Parameters
    ----------
    name
        English name.

    Examples
    --------
    >>> short_english("Haixi Mongol and Tibetan Autonomous Prefecture")
    'Haixi'
    >>> short_english("Xining")
    'Xining'
    """
    return _KIND_OF_PREFECTURE.sub("", name)


def _figures(results: Results, row: Json, figures: Any) -> Json | None:
    """Return the figures of a prefecture, ``None`` when the run left it out."""
    if row["adcode"] not in figures.index:
        return None
    found = figures.loc[row["adcode"]]
    synthetic = bool(results.card["synthetic"])
    report = report_stem(row["adcode"], row["name_zh"], synthetic)
    return {
        "km2": number(found["area_km2"], 1),
        "people": count(found["population"]),
        "stations": count(found["stations"]),
        "share": [number(found["share50"]), number(found["share90"])],
        "page": page_name(row["adcode"], row["name_zh"], synthetic=synthetic),
        "report": f"reports/{report}.html",
        "sheet": f"reports/{report}.xlsx",
    }


def _counties(lines: Boundaries) -> list[Json]:
    return [
        {
            "adcode": row["adcode"],
            "name": pair(row["name_zh"], row["name_en"]),
            "rings": packed(row["geometry"]),
        }
        for row in lines.coarse.sort_values("adcode").to_dict("records")
    ]


def _areas(areas: gpd.GeoDataFrame) -> list[Json]:
    """Return the places with what the search and the list of those that fail need."""
    return [
        {
            **listed,
            "search": search_key(text(row["name_zh"])),
            "county": text(row["county_adcode"]),
            "share": share_of_area(row),
            "cause": text(row["cause"]),
        }
        for listed, row in zip(listed_areas(areas), areas.to_dict("records"), strict=True)
    ]


def listed_areas(areas: gpd.GeoDataFrame) -> list[Json]:
    """Return what counting and a sign on the map need of each place.

    Parameters
    ----------
    areas
        Places as in `Results`.
    """
    return [
        {
            "id": text(row["id"]),
            "name": pair(row["name_zh"], row["name_en"]),
            "category": text(row["category"]),
            "group": GOAL if row["group"] == GOAL else "extended",
            "prefecture": text(row["prefecture_adcode"]),
            "at": _point(row),
            "verdict": {rule: text(row[rule]) for rule in _RULES},
            "excluded": text(row["excluded"]),
        }
        for row in areas.to_dict("records")
    ]


def _point(row: Json) -> list[float] | None:
    lon, lat = number(row["lon"], 5), number(row["lat"], 5)
    return None if lon is None or lat is None else [lon, lat]


def table_of(report: Report, key: str, lang: Lang) -> Json:
    """Return one table of the report as it is printed there, in both languages."""
    table = report.table(key)
    main = [field for field in table.fields if not field.minor]
    langs: tuple[Lang, Lang] = (chinese(lang), "en")
    return {
        "title": Pair.of(table.title),
        "note": Pair.of(table.note),
        "modelled": table.modelled,
        "heads": [[Pair.of(field.title), _kind(field.kind), field.unit] for field in main],
        "rows": _rows(table, langs),
    }


def _kind(kind: str) -> str:
    return kind if kind == "verdict" else "text" if kind in ("text", "code", "cause") else "number"


def _rows(table: Table, langs: tuple[Lang, Lang]) -> list[list[Any]]:
    columns = [(i, field) for i, field in enumerate(table.fields) if not field.minor]
    return [
        [
            text(row[i])
            if field.kind == "verdict"
            else [display(row[i], field, lang) for lang in langs]
            for i, field in columns
        ]
        for row in table.rows
    ]


def _links(results: Results) -> list[Json]:
    stem = report_stem(PROVINCE, "", bool(results.card["synthetic"]))
    return [
        *difference_links(results.card),
        {"key": "overview_html", "href": f"reports/{stem}.html"},
        {"key": "overview_docx", "href": f"reports/{stem}.docx"},
        {"key": "overview_xlsx", "href": f"reports/{stem}.xlsx"},
        {"key": "overview_csv", "href": f"reports/{stem}/"},
        {"key": "geojson", "href": "../data/processed/exports/geojson/"},
        {"key": "gpkg", "href": "../data/processed/exports/gpkg/"},
        {"key": "cog", "href": "../data/processed/coverage/"},
        {"key": "record", "href": "../data/processed/run.json"},
    ]
