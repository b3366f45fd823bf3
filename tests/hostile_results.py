"""Results in which every text from data is an odd string, and every such string stands everywhere.

Which columns hold text from data is not listed: it is every text column of every frame, but for
`WRITTEN_BY_THE_PROGRAM`, whose values come from a closed list that is checked on reading or made
by the program. A new column is therefore hostile from the day it is added.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.comparing.comparison import CELL_CHANGES, PLACE_CHANGES
from geo.results import (
    ANY,
    CANDIDATE_KINDS,
    CAUSES,
    LIMITS,
    PLAN_STATUSES,
    TECHNOLOGIES,
    VERDICTS,
    Results,
)
from layers.challenges import STATUSES
from tests.payloads import naughty_values
from tests.sample_measured import measured_results
from tests.sample_plan import with_plan
from tests.sample_profiles import sample_profiles
from tests.sample_results import OPERATORS
from tests.sample_runs import compared_results

HAIBEI = "632200"
_CODES = ["", HAIBEI, "632221", "632222", "630200", "630202", "630203"]
_CATEGORIES = [
    *("government", "education", "finance", "healthcare", "transport_hub"),
    *("industrial_park", "scenic_area", "township", "road", "railway"),
]
_VERDICTS = ["", *VERDICTS]
_RULES = ["area", "reach", "keypoints", "linear"]
# Column, or frame.column → the only values it can have.
WRITTEN_BY_THE_PROGRAM: dict[str, Sequence[str]] = {
    # codes of divisions, found from the coordinate
    "adcode": _CODES,
    "prefecture_adcode": _CODES,
    "county_adcode": _CODES,
    # a closed list when stations, challenges and measurements are read
    "stations.operator": OPERATORS,
    "areas.best_operator": ["", *OPERATORS],
    "verdicts.operator": [ANY, *OPERATORS],
    "coverage.operator": [ANY, *OPERATORS],
    "people.operator": [ANY, *OPERATORS],
    "measurements.operator": OPERATORS,
    "challenges.operator": [ANY, *OPERATORS],
    "challenges.status": STATUSES,
    "stations.tech": ["NR", "LTE"],
    "stations.status": ["built", "planned", "proposed"],
    "stations.environment": ["RMa", "UMa", "UMi"],
    # the module that read the row
    "category": _CATEGORIES,
    "group": ["goal2022", "extended"],
    "areas.tier": ["core", "township"],
    # what was found
    "rule": _RULES,
    "cause": CAUSES,
    "verdict": _VERDICTS,
    "reach": _VERDICTS,
    "area": _VERDICTS,
    "keypoints": _VERDICTS,
    "linear": _VERDICTS,
    "before": _VERDICTS,
    "now": _VERDICTS,
    "verdict_before": _VERDICTS,
    "changes.change": PLACE_CHANGES,
    "change_cells.change": [*CELL_CHANGES, "unknown"],
    "verdicts.basis": ["predicted", "measured"],
    "areas.area_basis": ["predicted", "measured"],
    "areas.extent_source": ["", "assumed", "partial", "stated area", "polygon"],
    "gaps.size_class": ["≤1", "1–5", "5–20", ">20"],
    "limit": LIMITS,
    "profiles.chosen": ["blocked", "sector", "serves", "nearest"],
    "profiles.state": ["clear", "grazed", "blocked", "void"],
    # figures of a path, a blank between
    "profiles.distance_m": list(sample_profiles()["distance_m"]),
    "profiles.height_m": list(sample_profiles()["height_m"]),
    "profiles.clutter_m": [""],
    "seen": TECHNOLOGIES,
    "after": _VERDICTS,
    "proposals.operator": OPERATORS,
    "proposals.kind": CANDIDATE_KINDS,
    "proposals.environment": ["RMa", "UMa", "UMi"],
    "proposals.azimuths": ["20 140 260", "45 165 285", "250"],
    "plan_places.status": PLAN_STATUSES,
    "findings.severity": ["warning"],
}
# A column that names a row of another frame → the column it is named by.
REFERENCES = {
    "verdicts.area_id": "areas.id",
    "key_points.area_id": "areas.id",
    "gaps.area_id": "areas.id",
    "measurements.area_id": "areas.id",
    "challenges.area_id": "areas.id",
    "changes.area_id": "areas.id",
    "line_gaps.line_id": "lines.line_id",
    "areas.nearest_station": "stations.id",
    "areas.sector_station": "stations.id",
    "areas.blocked_station": "stations.id",
    "gaps.sector_station": "stations.id",
    "gaps.blocked_station": "stations.id",
    "profiles.id": "areas.id",
    "profiles.station": "stations.id",
    "plan_places.area_id": "areas.id",
    "plan_curve.proposal": "proposals.id",
}

# Frames with a row per division: they keep their few rows, and tests turn the names of a page.
FEW = ("counties", "prefectures")
# Keys of the card that hold codes, or numbers as text, wherever they stand in it.
CARD_CODES = ("lang", "scope", "operators", "crs_wkt", "statuses", "sha256", "status", "settings")
_GOAL_TEXTS = ("title_zh", "title_en", "source", "unit_zh", "unit_en")
# Rows that have the most to tell, of frames in which many have little.
_TELLING = {
    "areas": "id in ['QH-ED-001', 'QH-SC-003', 'QH-GV-002', 'QH-IP-001']",
    "verdicts": "rule == 'area' and operator == '中国移动'",
    "lines": "prefecture_adcode == '632200'",
    "challenges": "area_id != ''",
    "changes": "rule == 'area' and change in ['gained', 'lost', 'other', 'new']",
}
_BOX = (100.02, 37.02, 101.32, 37.28)  # inside Haibei


def text_columns(results: Results) -> list[str]:
    """Return every column of text of every frame, as ``frame.column``."""
    return [
        f"{name}.{column}"
        for name in Results.frame_names()
        for column, dtype in getattr(results, name)
        .drop(columns="geometry", errors="ignore")
        .dtypes.items()
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype))
    ]


def closed_list(column: str) -> Sequence[str] | None:
    """Return the only values that ``frame.column`` can have, ``None`` = any text."""
    of_any = WRITTEN_BY_THE_PROGRAM.get(column.partition(".")[2])
    return WRITTEN_BY_THE_PROGRAM.get(column, of_any)


def free_columns(results: Results) -> list[str]:
    """Return the columns that hold text from data."""
    return [column for column in text_columns(results) if closed_list(column) is None]


@cache
def sample() -> Results:
    """Return the sample with something in every frame: measured, disputed, compared and planned."""
    compared, measured = compared_results(), measured_results()
    first = compared.areas[compared.areas["id"] == "QH-ED-001"].iloc[0]
    key_point = {
        **dict.fromkeys(("id", "name_zh", "name_en", "kind"), "x"),
        "area_id": first["id"],
        **{name: first[name] for name in ("lon", "lat", "level_dbm", "level90_dbm", "geometry")},
        "verdict": "not_met",
    }
    seen = [("632221", name, 20_000) for name in TECHNOLOGIES]
    return dataclasses.replace(
        with_plan(compared),
        key_points=gpd.GeoDataFrame([key_point], crs=4326),
        measurements=measured.measurements,
        challenges=measured.challenges,
        technologies=pd.DataFrame(seen, columns=["county_adcode", "seen", "cells"]),
    )


@cache
def hostile_results() -> Results:
    """Return the sample with all `naughty_values` in every column of `free_columns`.

    Each such column holds each value once, so that ids stay ids. All lies in Haibei.
    """
    base = sample()
    frames = {name: getattr(base, name).copy() for name in Results.frame_names()}
    free = free_columns(base)
    for name in {column.partition(".")[0] for column in free} - {*FEW}:
        frames[name] = _many(name, frames[name])
    for shift, column in enumerate(free):
        name, _, field = column.partition(".")
        frames[name][field] = turned(shift * 7)[: len(frames[name])]
    for column, key in REFERENCES.items():
        (name, _, field), (of, _, named) = column.partition("."), key.partition(".")
        frames[name][field] = frames[of][named].to_numpy()
    frames["lines"]["id"] = frames["lines"]["line_id"] + f"@{HAIBEI}"
    frames["areas"]["key_points"] = 1
    return Results(card=hostile_card(base.card), **frames)


def turned(by: int) -> list[str]:
    """Return every naughty value, beginning with another."""
    values = naughty_values()
    by %= len(values)
    return [*values[by:], *values[:by]]


def _many(name: str, frame: pd.DataFrame) -> Any:
    """Return rows of a frame turn by turn, one for each value, all in Haibei."""
    if name in _TELLING:
        frame = frame.query(_TELLING[name])
    rows = frame.iloc[np.arange(len(naughty_values())) % len(frame)].reset_index(drop=True)
    if "prefecture_adcode" in rows:
        rows["prefecture_adcode"] = HAIBEI
    if "county_adcode" in rows:
        rows["county_adcode"] = "632221"
    return _spread(rows) if name in ("areas", "stations", "gaps", "key_points") else rows


def _spread(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows side by side, so that a pointer finds each of them."""
    west, south, east, north = _BOX
    across = 20
    step = (east - west) / across, (north - south) / -(-len(rows) // across)
    number = np.arange(len(rows))
    rows["lon"] = west + step[0] * (number % across)
    rows["lat"] = south + step[1] * (number // across)
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    shapes = (
        points if (rows.geom_type == "Point").all() else points.buffer(0.003, cap_style="square")
    )
    return rows.set_geometry(gpd.GeoSeries(shapes, crs=4326))


def hostile_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card in which every text is a naughty string but those under `CARD_CODES`."""
    texts = cycle(turned(3))

    def turn(value: Any, key: str) -> Any:
        if key in CARD_CODES:
            return value
        if isinstance(value, Mapping):
            return {name: turn(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [turn(item, "") for item in value]
        return next(texts) if isinstance(value, str) else value

    return {**turn({**card, "goals": []}, ""), "goals": _hostile_goals(card["goals"], texts)}


def _hostile_goals(goals: list[dict[str, str]], texts: Iterator[str]) -> list[dict[str, str]]:
    return [{**goal, **{name: next(texts) for name in _GOAL_TEXTS}} for goal in goals]
