"""Layers beside stations and areas, and FlatGeobuf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
from shapely import Point

from ._case import AREA_A, AREAS, CHAKA, XINING, Build, Case, lines, text

_TEST = "运营商,经度,纬度,电平,时间"


def _flat(change: Callable[[bytes], bytes] = bytes) -> Build:
    def build(folder: Path) -> Path:
        frame = gpd.GeoDataFrame(
            {"id": ["G1", "G2"], "name_zh": ["省政府", "县政府"]},
            geometry=[Point(*XINING), Point(*CHAKA)],
            crs=4490,
        )
        path = folder / "a.fgb"
        pyogrio.write_dataframe(frame, path, driver="FlatGeobuf")
        path.write_bytes(change(path.read_bytes()))
        return path

    return build


CASES = (
    Case("fgb-whole", "areas", _flat(), "nothing", "used", (), 2),
    Case(
        "fgb-cut",
        "areas",
        _flat(lambda data: data[: len(data) // 2]),
        "cut at half",
        "refused",
        ("empty-file",),
    ),
    Case(
        "fgb-cut-at-end",
        "areas",
        _flat(lambda data: data[:-9]),
        "cut within the last feature",
        "refused",
        ("unreadable",),
    ),
    Case("fgb-empty", "areas", text(b"", "a.fgb"), "no byte", "refused", ("empty-file",)),
    Case("villages-list", "villages", text(lines(AREAS, AREA_A)), "nothing", "used", (), 1),
    Case(
        "measurements-log",
        "measurements",
        text(lines(_TEST, "移动,101.77,36.62,-95,2026-05-01 10:00")),
        "nothing",
        "used",
        (),
        1,
    ),
    Case(
        "measurements-no-level",
        "measurements",
        text(lines(_TEST, "移动,101.77,36.62,-95,", "移动,101.78,36.62,,")),
        "a point without a level, as phones write where nothing is received",
        "rows_rejected",
        ("missing-value 3 level_dbm",),
        1,
        1,
    ),
    Case(
        "measurements-positive-level",
        "measurements",
        text(lines(_TEST, "移动,101.77,36.62,-95,", "移动,101.78,36.62,95,")),
        "a level without its minus",
        "rows_rejected",
        ("out-of-range 3 level_dbm",),
        1,
        1,
    ),
    Case(
        "measurements-day-that-is-none",
        "measurements",
        text(lines(_TEST, "移动,101.77,36.62,-95,2026-02-30", "移动,101.78,36.62,-95,")),
        "a day that is none",
        "rows_rejected",
        ("bad-date 2 time",),
        1,
        1,
    ),
    Case(
        "population-half-people",
        "population",
        text("行政区划代码,名称,人口\n630100,西宁市,2467965.5\n632200,海北州,265322\n"),
        "half a person",
        "rows_rejected",
        ("not-an-integer 2 population",),
        1,
        1,
    ),
    Case(
        "key-points-of-no-place",
        "key_points",
        text("编号,场所编号,类型,经度,纬度\nK1,,gate,101.77,36.62\n"),
        "a key point of no place",
        "refused",
        ("missing-value 2 place_id",),
    ),
)
