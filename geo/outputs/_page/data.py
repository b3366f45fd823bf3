"""What the page of a prefecture shows, as JSON-able values made from one `Results`.

Missing numbers are ``null``, never 0: the page says 无数据. Texts in two languages are pairs
[Chinese, English]. Nothing here is HTML; the page shows every text as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from ...results import ANY, LIMITS, VERDICTS, Results
from ...standards import lead_body, table
from ...summary._limits import LIMIT_NAMES
from ...summary._part import category_name, goal_categories
from ...summary._plan import KIND_NAMES, STATUS_NAMES
from .. import _wording
from .._names import prefecture_file_stem
from .._report.files import report_stem
from ..difference import map_name
from .causes import blocked, by_id, gaps, nearest, sector
from .geometry import Boundaries, label_point, packed, packed_extent
from .lines import lines_of
from .measured import disputes, measured_in, measured_points
from .plan import plan_of
from .profiles import profiles_of
from .stations import station_columns
from .text import Pair
from .values import count, number, pair, search_key, text, view

Json = dict[str, Any]

# Levels at which the covered area is told beside the threshold in force. [dBm]
SENSITIVITY_DBM = (-96, -100, -105, -110)
GOAL = "goal2022"
REPORT = "report_html"  # the link to the report of a prefecture
# Natural Earth names lakes in romanisation alone.
_LAKES = {
    "Qinghai Hu": "青海湖",
    "Ngoring Hu": "鄂陵湖",
    "Gyaring Hu": "扎陵湖",
    "Hoh Xil Hu": "可可西里湖",
    "Hoh Sai Hu": "库赛湖",
}
_RULES = ("reach", "area")


def page_name(adcode: str, name_zh: str, *, synthetic: bool) -> str:
    """Return the file name of a prefecture's page."""
    return f"{prefecture_file_stem(adcode, name_zh, synthetic)}.html"


def prefecture_payload(results: Results, lines: Boundaries, adcode: str) -> Json:
    """Return everything the page of one prefecture shows, but the coverage pictures.

    Parameters
    ----------
    results
        What a run found.
    lines
        Boundaries to draw.
    adcode
        Code of a prefecture in scope.
    """
    row = _row(results.prefectures, adcode)
    outline, profiles = lines.outline(adcode), profiles_of(results)
    links = _links(results, adcode, row["name_zh"])
    return {
        **common(results),
        "kind": "prefecture",
        "adcode": adcode,
        "name": pair(row["name_zh"], row["name_en"]),
        "outline": packed(outline),
        "bounds": _bounds(outline.bounds),
        "people": count(row["population"]),
        "counties": _counties(results, lines, adcode),
        "neighbours": _neighbours(results, lines, adcode),
        "lakes": lakes(lines, outline),
        "categories": categories(_of(results.areas, adcode)),
        "areas": _areas(results, adcode, profiles),
        "stations": station_columns(_of(results.stations, adcode)),
        "gaps": gaps(
            _of(results.gaps, adcode), results.stations, profiles, set(results.areas["id"])
        ),
        "lines": lines_of(results, adcode),
        "measured": measured_points(results, adcode),
        "plan": plan_of(results, adcode, links[REPORT]),
        "links": [{"key": key, "href": href} for key, href in links.items()],
    }


def common(results: Results) -> Json:
    """Return what the pages of a run share: card, threshold, wording of the codes."""
    card = results.card
    boundary = card["boundary_source"]
    return {
        "lang": card["lang"],
        "index": "index.html",
        "province": pair("青海省", "Qinghai"),
        "run": {
            "id": card["run_id"],
            "date": card["data_date"],
            "synthetic": bool(card["synthetic"]),
            "scenario": card["scenario"],
            "review_no": card["review_no"],
            "boundary_source": pair(boundary["zh"], boundary["en"]),
            "model": [[key, str(value)] for key, value in card["model_card"].items()],
        },
        "threshold": _threshold(card["threshold"]),
        "operators": _operators(card["operators"]),
        "legend": _legend(),
        "wording": _codes(),
        "pages": _pages(results),
        "assumptions": _assumptions(results.defaults),
        "findings": _findings(results.findings),
    }


def categories(areas: gpd.GeoDataFrame) -> list[Json]:
    """Return the categories of the goal, then the extended ones present, with who leads on each.

    Parameters
    ----------
    areas
        Places as in `Results`. A category of the goal may also have places outside the goal.
    """
    order = list(table("categories")["category"])
    rest = set(areas.loc[areas["group"] != GOAL, "category"])
    extended = sorted(rest, key=lambda name: (order.index(name) if name in order else 99, name))
    listed = [(name, GOAL) for name in goal_categories()]
    listed += [(name, "extended") for name in extended]
    return [
        {
            "id": name,
            "group": group,
            "name": Pair.of(category_name(name, group)),
            "body": pair(*lead_body(name)),
        }
        for name, group in listed
    ]


def sensitivity(results: Results, counties: Iterable[str]) -> list[Json]:
    """Return the area share above each level, for any operator at 50 %.

    Parameters
    ----------
    results
        What a run found.
    counties
        Codes of the counties to take together.
    """
    chosen = set(counties)
    covered = results.coverage
    cells = covered.loc[covered["county_adcode"].isin(chosen) & (covered["operator"] == ANY)]
    total = int(cells["cells"].sum())
    levels = results.levels[results.levels["county_adcode"].isin(chosen)]
    steps = sorted({*SENSITIVITY_DBM, round(results.card["threshold"]["dbm"])}, reverse=True)
    reached = {dbm: levels.loc[levels["level_dbm"] >= dbm, "cells"].sum() for dbm in steps}
    return [{"dbm": dbm, "cells": int(cells), "of": total} for dbm, cells in reached.items()]


def _threshold(threshold: Mapping[str, Any]) -> Json:
    return {
        "profile": threshold["profile"],
        "dbm": threshold["dbm"],
        "share": threshold["area_share_percent"],
        "name": pair(threshold["zh"], threshold["en"]),
        "status": threshold["status"],
        "source": threshold["source"],
    }


def _operators(names: Iterable[str]) -> list[Json]:
    known = table("operators").set_index("operator")
    return [
        {
            "id": name,
            "name": pair(name, known["en"].get(name)),
            "short": pair(known["short_zh"].get(name) or name, known["short_en"].get(name)),
        }
        for name in names
    ]


def _legend() -> list[Json]:
    return [
        {
            "from": number(row["lower_dbm"] or None),
            "name": pair(row["zh"], row["en"]),
        }
        for row in table("legend").to_dict("records")
    ]


def _codes() -> Json:
    return {
        "verdict": {code: Pair.of(_wording.VERDICTS[code].text) for code in VERDICTS},
        "cause": {code: Pair.of(found) for code, found in _wording.CAUSES.items()},
        "rule": {code: Pair.of(found) for code, found in _wording.RULES.items()},
        "limit": {code: Pair.of(found) for code, found in LIMIT_NAMES.items()},
        "extent": {code: Pair.of(found) for code, found in _wording.EXTENT_SOURCES.items()},
        "candidate": {code: Pair.of(found) for code, found in KIND_NAMES.items()},
        "outcome": {code: Pair.of(found) for code, found in STATUS_NAMES.items()},
    }


def _pages(results: Results) -> list[Json]:
    synthetic = bool(results.card["synthetic"])
    return [
        {
            "adcode": row["adcode"],
            "name": pair(row["name_zh"], row["name_en"]),
            "href": page_name(row["adcode"], row["name_zh"], synthetic=synthetic),
        }
        for row in in_scope(results).to_dict("records")
    ]


def in_scope(results: Results) -> pd.DataFrame:
    """Return the prefectures of the run, ordered by code, without their polygons."""
    rows = pd.DataFrame(results.prefectures.drop(columns="geometry"))
    return rows[rows["adcode"].isin(results.card["scope"])].sort_values("adcode")


def _assumptions(defaults: pd.DataFrame) -> list[Json]:
    return [
        {
            "layer": text(row["layer"]),
            "field": text(row["field"]),
            "value": text(row["value"]),
            "rows": count(row["rows"]),
            "what": pair(row["zh"], row["en"]),
        }
        for row in defaults.to_dict("records")
    ]


def _findings(findings: pd.DataFrame) -> list[Json]:
    """Return how often each finding was reported, with the wording of the first."""
    grouped = findings.groupby(["severity", "code"], sort=True)
    return [
        {
            "severity": text(severity),
            "code": text(code),
            "count": len(rows),
            "what": pair(rows["zh"].iloc[0], rows["en"].iloc[0]),
        }
        for (severity, code), rows in grouped
    ]


def difference_links(card: Mapping[str, Any]) -> list[Json]:
    """Return the link to the difference map, none where no earlier run is compared with."""
    return [{"key": "difference", "href": map_name(card)}] if card.get("previous") else []


def _row(frame: gpd.GeoDataFrame, adcode: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = frame.loc[frame["adcode"] == adcode].iloc[0].to_dict()
    return found


def _of(frame: gpd.GeoDataFrame, adcode: str) -> gpd.GeoDataFrame:
    return frame[frame["prefecture_adcode"] == adcode]


def _bounds(box: tuple[float, float, float, float]) -> list[list[float]]:
    west, south, east, north = (round(value, 5) for value in box)
    return [[south, west], [north, east]]


def _counties(results: Results, lines: Boundaries, adcode: str) -> list[Json]:
    drawn = lines.counties.set_index("adcode")["geometry"]
    rows = results.counties[results.counties["prefecture_adcode"] == adcode]
    return [
        {
            "adcode": row["adcode"],
            "name": pair(row["name_zh"], row["name_en"]),
            "short": pair(row["short_zh"] or row["name_zh"], row["name_en"]),
            "search": search_key(text(row["name_zh"])),
            "rings": packed(drawn[row["adcode"]]),
            "bounds": _bounds(drawn[row["adcode"]].bounds),
            "label": label_point(drawn[row["adcode"]]),
            "km2": number(row["area_km2"], 1),
            "people": count(row["population"]),
            "stations": count(row["stations"]),
            "reached": _reached(results, row["adcode"]),
            "inhabitants": _inhabitants(results, row["adcode"]),
            "networks": _networks(results, row["adcode"]),
            "limits": _limited(results, row["adcode"]),
            "sensitivity": sensitivity(results, [row["adcode"]]),
        }
        for row in rows.sort_values("adcode").to_dict("records")
    ]


_COUNTS = ["cells", "cells50", "cells90", "cells_no_data"]


def _reached(results: Results, county: str) -> Json:
    rows = results.coverage[results.coverage["county_adcode"] == county].set_index("operator")
    shown = rows[rows.index.isin([ANY, *results.card["operators"]])]
    return {str(operator): row.tolist() for operator, row in shown[_COUNTS].iterrows()}


def _inhabitants(results: Results, county: str) -> list[float] | None:
    """Return people, those surely and those possibly covered; ``None`` where no file knows them."""
    rows = results.people
    rows = rows[(rows["county_adcode"] == county) & (rows["operator"] == ANY)]
    if rows.empty or rows["people"].isna().any():
        return None
    found = rows.iloc[0]
    high = min(found["people50"] + found["people_no_data"], found["people"])
    return [round(float(people), 3) for people in (found["people"], found["people90"], high)]


def _networks(results: Results, county: str) -> list[list[int]]:
    """Return cells by number of networks; those without data are in none of them."""
    rows = results.networks[results.networks["county_adcode"] == county]
    known = rows.loc[rows["operators"] >= 0, ["operators", "cells"]]
    pairs: list[list[int]] = known.to_numpy(int).tolist()
    return pairs


def _limited(results: Results, county: str) -> dict[str, int]:
    """Return cells by what limits them."""
    rows = results.limits[results.limits["county_adcode"] == county].set_index("limit")
    return {limit: int(rows["cells"].get(limit, 0)) for limit in LIMITS}


def _neighbours(results: Results, lines: Boundaries, adcode: str) -> list[Json]:
    others = lines.prefectures[lines.prefectures["adcode"] != adcode]
    pages = {page["adcode"]: page["href"] for page in _pages(results)}
    return [
        {
            "name": pair(row["name_zh"], row["name_en"]),
            "rings": packed(row["geometry"]),
            "label": label_point(row["geometry"]),
            "href": pages.get(row["adcode"]),
        }
        for row in others.to_dict("records")
    ]


def lakes(lines: Boundaries, region: shapely.Geometry) -> list[Json]:
    """Return the lakes in the frame of a region."""
    near = lines.lakes[lines.lakes.geometry.intersects(region.envelope)]
    return [
        {
            "name": [_LAKES.get(row["name"], text(row["name"])), text(row["name"])],
            "rings": packed(row["geometry"]),
            "label": label_point(row["geometry"]),
        }
        for row in near.to_dict("records")
    ]


def _areas(results: Results, adcode: str, profiles: Mapping[str, Json]) -> list[Json]:
    rows = _of(results.areas, adcode)
    by_operator = _by_operator(results, set(rows["id"]))
    stations = by_id(results.stations)
    order = {
        (row["group"], row["id"]): index for index, row in enumerate(categories(results.areas))
    }
    disputed = disputes(results)
    records = [
        {
            **_area(row, by_operator, stations),
            "disputes": disputed.get(row["id"], []),
            "profile": profiles.get(row["id"]),
        }
        for row in rows.to_dict("records")
    ]
    return sorted(records, key=lambda a: (order[a["group"], a["category"]], a["id"]))


def _area(
    row: Mapping[str, Any], by_operator: Mapping[str, list[Json]], stations: pd.DataFrame
) -> Json:
    located = number(row["lon"]) is not None and number(row["lat"]) is not None
    return {
        "id": text(row["id"]),
        "name": pair(row["name_zh"], row["name_en"]),
        "search": search_key(text(row["name_zh"])),
        "category": text(row["category"]),
        "subcategory": text(row["subcategory"]),
        "group": GOAL if row["group"] == GOAL else "extended",
        "county": text(row["county_adcode"]),
        "owner": pair(row["owner_zh"], row["owner_en"]),
        "at": [number(row["lon"]), number(row["lat"])] if located else None,
        "precision": number(row["coord_precision_m"], 0),
        "source": [text(row[name]) for name in ("coord_source", "coord_licence", "fact_source")],
        "extent": text(row["extent_source"]),
        "rings": packed_extent(row["geometry"]),
        "km2": number(row["area_km2"], 3),
        "level": number(row["level_dbm"], 1),
        "level90": number(row["level90_dbm"], 1),
        "share": share_of_area(row),
        "verdict": {rule: text(row[rule]) for rule in _RULES},
        "keypoints": text(row["keypoints"]),
        "points": count(row["key_points"]),
        "worst": text(row["worst_point"]),
        "excluded": text(row["excluded"]),
        "basis": text(row["area_basis"]),
        "measured": measured_in(row),
        "margin": number(row["margin_db"], 1),
        "best": text(row["best_operator"]),
        "networks": count(row["operators"]) if row["reach"] != "no_data" else None,
        "nearest": nearest(row, stations),
        "cause": text(row["cause"]),
        "sector": sector(row, stations),
        "blocked": blocked(row, stations),
        "by": by_operator.get(row["id"], []),
    }


def share_of_area(row: Mapping[Any, Any]) -> list[float | None]:
    """Return the shares of a place's area at the threshold, at 50 % and 90 %.

    Parameters
    ----------
    row
        A place as in `Results`.
    """
    return _share(row, row["area"])


def _share(row: Mapping[Any, Any], verdict: str) -> list[float | None]:
    """Return the shares at 50 % and 90 %; without a verdict they are known only from below."""
    if verdict == "no_data":
        return [None, None]
    return [number(row["share50"]), number(row["share90"])]


def _by_operator(results: Results, places: set[Any]) -> dict[str, list[Json]]:
    verdicts = results.verdicts
    one_view = verdicts["area_id"].isin(places) & (verdicts["operator"] != ANY)
    found: dict[str, list[Json]] = {}
    for row in verdicts[one_view & verdicts["rule"].isin(_RULES)].to_dict("records"):
        found.setdefault(row["area_id"], []).append(
            {
                **view(row["operator"]),
                "rule": text(row["rule"]),
                "share": _share(row, row["verdict"]),
                "verdict": text(row["verdict"]),
                "basis": text(row["basis"]),
            }
        )
    return found


def _links(results: Results, adcode: str, name_zh: str) -> dict[str, str]:
    """Return where a page leads to: address by what it is."""
    stem = report_stem(adcode, name_zh, bool(results.card["synthetic"]))
    return {
        **{link["key"]: link["href"] for link in difference_links(results.card)},
        REPORT: f"reports/{stem}.html",
        "report_docx": f"reports/{stem}.docx",
        "report_xlsx": f"reports/{stem}.xlsx",
        "report_csv": f"reports/{stem}/",
    }
