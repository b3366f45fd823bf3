"""The hand-made `Results` with measurements and challenges whose figures fit on paper.

Mobile in 632221: three cells, measured − predicted = +2, −4 and −1 dB (the first from three
points), and one in which nothing was received. Telecom in 632222: one cell 3 dB too weak for
the threshold, one without a prediction. One cell of Mobile in 海东.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.results import Results
from tests.sample_results import CRS, HOSTILE_NAME, MOBILE, TELECOM, sample_results

NAN = math.nan
SETTLED = "QH-GV-002"  # undecided as predicted, met by 200 cells of 200
NOT_ENOUGH = "QH-TH-002"  # undecided, 58 cells measured
# operator, county, grid row, grid column, measured, predicted at 50 %, place
_POINTS: list[tuple[Any, ...]] = [
    (MOBILE, "632221", 10, 10, -98.0, -100.0, SETTLED),
    (MOBILE, "632221", 10, 10, -60.0, -100.0, SETTLED),
    (MOBILE, "632221", 10, 10, -120.0, -100.0, SETTLED),
    (MOBILE, "632221", 10, 11, -104.0, -100.0, SETTLED),
    (MOBILE, "632221", 10, 12, -107.0, -106.0, ""),
    (MOBILE, "632221", 10, 13, -160.0, -100.0, ""),
    (TELECOM, "632222", 20, 10, -108.0, -105.0, ""),
    (TELECOM, "632222", 20, 11, -90.0, NAN, ""),
    (MOBILE, "630202", 30, 10, -80.0, -110.0, "QH-GV-011"),
]


def measured_results(**card_changes: Any) -> Results:
    """Return the sample with its measurements and challenges; parameters as `sample_results`."""
    results = sample_results(**card_changes)
    return dataclasses.replace(
        results,
        areas=_areas(results.areas),
        verdicts=_verdicts(results.verdicts),
        measurements=measurements(),
        challenges=_challenges(),
    )


def measurements() -> gpd.GeoDataFrame:
    """Return the frame ``measurements``."""
    rows = [
        {
            "id": f"P{number}" if number else HOSTILE_NAME,
            "operator": operator,
            "lon": 101.0 + column / 1000,
            "lat": 37.1 if row < 30 else 36.1,
            "level_dbm": measured,
            "time": "2024-05-01 10:00:00",
            "prefecture_adcode": county[:4] + "00",
            "county_adcode": county,
            "area_id": place,
            "predicted_dbm": predicted,
            "predicted90_dbm": predicted - 8.0,
            "grid_row": row,
            "grid_column": column,
            "file": "drive.csv",
            "row": number + 2,
        }
        for number, (operator, county, row, column, measured, predicted, place) in enumerate(
            _POINTS
        )
    ]
    frame = pd.DataFrame(rows)
    points = gpd.points_from_xy(frame["lon"], frame["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def _areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    changed = areas.set_index("id", drop=False)
    changed.loc[SETTLED, ["area", "cause", "area_basis"]] = ["met", "", "measured"]
    changed.loc[SETTLED, ["measured_n", "measured_share"]] = [200, 1.0]
    changed.loc[NOT_ENOUGH, ["measured_n", "measured_share"]] = [58, 1.0]
    changed.loc["QH-GV-003", ["measured_n", "measured_share"]] = [100, 0.5]
    return changed.reset_index(drop=True).astype({"measured_n": "int64"})


def _verdicts(verdicts: pd.DataFrame) -> pd.DataFrame:
    changed = verdicts.copy()
    by_area = changed["rule"] == "area"
    for operator in ("any", MOBILE):
        row = by_area & (changed["area_id"] == SETTLED) & (changed["operator"] == operator)
        changed.loc[row, ["verdict", "basis"]] = ["met", "measured"]
        changed.loc[row, ["measured_n", "measured_share"]] = [200, 1.0]
    of_any = by_area & (changed["operator"] == "any")
    for place, cells, share in ((NOT_ENOUGH, 58, 1.0), ("QH-GV-003", 100, 0.5)):
        row = of_any & (changed["area_id"] == place)
        changed.loc[row, ["measured_n", "measured_share"]] = [cells, share]
    return changed.astype({"measured_n": "int64"})


def _challenges() -> pd.DataFrame:
    rows = [
        ("C1", SETTLED, SETTLED, "any", "area", "open", HOSTILE_NAME, "2024-05-02", "门源县政府",
         "Menyuan government", "632200", "met", "undecided"),
        ("C2", SETTLED, "门源县政府", MOBILE, "reach", "accepted", "", "", "门源县政府",
         "Menyuan government", "632200", "met", ""),
        ("C3", "QH-GV-011", "QH-GV-011", "any", "area", "rejected", "已复测", "2024年5月4日",
         "乐都区政府", "Ledu government", "630200", "met", "met"),
        ("C4", "", "QH-XX-001", "any", "keypoints", "withdrawn", "gone", "", "", "", "", "", "met"),
    ]  # fmt: skip
    columns = [
        *("id", "area_id", "place", "operator", "rule", "status", "note", "date"),
        *("name_zh", "name_en", "prefecture_adcode", "verdict", "verdict_before"),
    ]
    return pd.DataFrame(rows, columns=columns).astype("str")
