"""What the difference map shows: where coverage and verdicts changed between two runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from ...comparing.comparison import CELL_CHANGES, PLACE_CHANGES, UNKNOWN
from ...results import Results
from ...summary import comparison_report
from ...summary._comparison import rule_name, rules_of
from .. import difference
from .._overlay import Classes, frame_of, hatches, picture, warped
from .data import GOAL, categories, common, in_scope, lakes
from .geometry import Boundaries, label_point, packed
from .overlays import css
from .overview import table_of
from .text import Pair
from .values import number, pair, text

Json = dict[str, Any]

_ALPHA = {"gained": 225, "lost": 225, "kept": 150, "never": 60}
_CLASSES = Classes(
    tuple(float(value) for value in range(len(CELL_CHANGES) + 1)),
    tuple((*difference.COLOURS[i], _ALPHA[name]) for i, name in enumerate(CELL_CHANGES)),
    textured=CELL_CHANGES.index("lost"),
)
_TABLES = ("compared_runs", "compared_areas")
_FEW_PREFECTURES = 2  # with more, boundaries are drawn coarse


def comparison_payload(results: Results, lines: Boundaries, raster: Path, home: str) -> Json:
    """Return everything the difference map shows.

    Parameters
    ----------
    results
        What a run found, with the comparison with an earlier one.
    lines
        Boundaries to draw.
    raster
        The raster `geo.outputs.difference.CHANGE`; one that is missing is not drawn.
    home
        Address of the page of the province, ``""`` = there is none.
    """
    codes = in_scope(results)["adcode"].tolist()
    outline = shapely.union_all([lines.outline(code) for code in codes])
    report = comparison_report(results)
    west, south, east, north = (round(value, 4) for value in outline.bounds)
    return {
        **common(results),
        "kind": "comparison",
        "home": home,
        "name": Pair.of(report.name),
        "title": Pair.of(report.title),
        "earlier": _earlier(results.card["previous"]),
        "sentence": Pair.of(report.sentences[0]),
        "outline": packed(outline),
        "bounds": [[south, west], [north, east]],
        "counties": _counties(results, lines, len(codes)),
        "neighbours": _neighbours(lines, codes),
        "lakes": lakes(lines, outline),
        "categories": categories(results.areas),
        "rules": [
            {"id": rule, "name": Pair.of(rule_name(rule))} for rule in rules_of(results.changes)
        ],
        "counts": _counts(results.changes),
        "places": _places(results),
        "overlay": _overlay(results, outline, raster),
        "tables": {key: table_of(report, key, results.card["lang"]) for key in _TABLES},
    }


def _earlier(run: Mapping[str, Any]) -> Json:
    return {
        "id": text(run["run_id"]),
        "date": text(run["data_date"]),
        "synthetic": bool(run["synthetic"]),
    }


def _counties(results: Results, lines: Boundaries, prefectures: int) -> list[Json]:
    drawn = lines.counties if prefectures <= _FEW_PREFECTURES else lines.coarse
    shapes = drawn.set_index("adcode")["geometry"]
    return [
        {
            "adcode": row["adcode"],
            "name": pair(row["name_zh"], row["name_en"]),
            "short": pair(row["short_zh"] or row["name_zh"], row["name_en"]),
            "rings": packed(shapes[row["adcode"]]),
            "label": label_point(shapes[row["adcode"]]),
        }
        for row in results.counties.sort_values("adcode").to_dict("records")
    ]


def _neighbours(lines: Boundaries, codes: list[str]) -> list[Json]:
    others = lines.prefectures[~lines.prefectures["adcode"].isin(codes)]
    return [
        {
            "name": pair(row["name_zh"], row["name_en"]),
            "rings": packed(row["geometry"]),
            "label": label_point(row["geometry"]),
        }
        for row in others.to_dict("records")
    ]


def _counts(changes: pd.DataFrame) -> list[Json]:
    """Return the number of places by group, category, rule and change."""
    keys = ["group", "category", "rule"]
    return [
        {
            **{key: text(value) for key, value in zip(keys, names, strict=True)},
            **{c: int((rows["change"] == c).sum()) for c in PLACE_CHANGES},
        }
        for names, rows in changes.groupby(keys)
    ]


def _places(results: Results) -> list[Json]:
    """Return every place whose verdict changed by any rule."""
    changes = results.changes
    touched = set(changes.loc[changes["change"] != "unchanged", "area_id"])
    now = results.areas.set_index("id")
    by_place = changes[changes["area_id"].isin(touched)].groupby("area_id", sort=True)
    return [_place(str(place), rows, now) for place, rows in by_place]


def _place(place: str, rows: pd.DataFrame, areas: gpd.GeoDataFrame) -> Json:
    facts = rows.iloc[0]
    listed = areas.loc[place] if place in areas.index else None
    lon, lat = (None if listed is None else number(listed[name], 5) for name in ("lon", "lat"))
    return {
        "id": text(place),
        "name": pair(facts["name_zh"], facts["name_en"]),
        "category": text(facts["category"]),
        "group": GOAL if facts["group"] == GOAL else "extended",
        "county": text(facts["county_adcode"]),
        "at": None if lon is None or lat is None else [lon, lat],
        "cause": "" if listed is None else text(listed["cause"]),
        "moved": bool(facts["moved"]),
        "rules": {
            text(row["rule"]): [text(row[key]) for key in ("before", "now", "change")]
            for row in rows.to_dict("records")
        },
    }


def _overlay(results: Results, outline: shapely.Geometry, raster: Path) -> Json:
    frame = frame_of(outline, float(results.card["grid"].get("cell_m", 100.0)))
    uri = None
    if raster.is_file():
        values = warped(raster, frame)
        hatched = hatches(values, frame, difference.CHANGE.nodata, UNKNOWN)
        uri = picture(values, frame, _CLASSES, hatched)
    colours = dict(zip(CELL_CHANGES, map(css, _CLASSES.colours), strict=True))
    return {"bounds": frame.bounds(), "uri": uri, "colours": colours}
