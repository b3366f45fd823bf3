"""The denominator adds up, whatever is listed; what is left out says why, everywhere alike."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.outputs import export_formats, store
from geo.outputs._export_layers import export_layers
from geo.outputs._page import data as page_data
from geo.outputs._page import geometry as page_geometry
from geo.outputs._page.overview import province_payload
from geo.results import VERDICTS, Results, empty
from geo.summary import PROVINCE, Interval, prefecture_report, province_report
from geo.summary._tally import Tally, count
from layers.text import Text
from tests.sample_results import sample_results
from tests.test_summary_goals import LINES

HAIBEI, HAIDONG = "632200", "630200"
OUT = {"QH-GV-001": "已迁出", "QH-IP-001": "在建", "QH-FI-001": "并入他行", "QH-TS-002": "已撤并"}


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the sample with four places of 海北 left out, as `geo.analysis` leaves them."""
    found = sample_results()
    areas = found.areas.copy()
    areas["excluded"] = areas["id"].map(OUT).fillna("")
    out = areas["excluded"] != ""
    areas.loc[out, ["reach", "area", "keypoints"]] = "no_data"
    areas.loc[out, "cause"] = "excluded"
    areas.loc[out, ["share50", "share90", "level_dbm", "level90_dbm", "margin_db"]] = math.nan
    verdicts = found.verdicts.copy()
    verdicts.loc[verdicts["area_id"].isin(list(OUT)), "verdict"] = "no_data"
    gaps = found.gaps[~found.gaps["area_id"].isin(list(OUT))]
    return dataclasses.replace(
        found,
        areas=areas,
        verdicts=verdicts,
        gaps=gaps,
        lines=empty("lines"),
        line_gaps=empty("line_gaps"),
    )


@pytest.fixture(scope="module")
def haibei(results: Results) -> Any:
    return prefecture_report(results, HAIBEI)


def words(report: Any, table: str) -> list[dict[str, Any]]:
    return [
        {key: cell.zh if isinstance(cell, Text) else cell for key, cell in row.items()}
        for row in report.table(table).records()
    ]


# ------------------------------------------------------------------------------ counting


verdicts_of_places = st.lists(
    st.tuples(st.sampled_from(VERDICTS), st.booleans(), st.booleans()), max_size=30
)


@given(verdicts_of_places)
def test_every_place_is_counted_once(places: list[tuple[str, bool, bool]]) -> None:
    counts = count(*zip(*places, strict=True)) if places else Tally()
    assert counts.listed == len(places)
    assert counts.counted + counts.excluded == counts.listed
    assert counts.met + counts.undecided + counts.not_met + counts.unknown == counts.counted
    assert counts.excluded == sum(is_out for _, _, is_out in places)
    rate = counts.rate
    if rate is not None:
        assert 0.0 <= rate.lower <= rate.upper <= 1.0
        assert rate.upper == 1.0 - counts.not_met / counts.counted or rate.upper == pytest.approx(
            1.0 - counts.not_met / counts.counted
        )


@given(verdicts_of_places)
def test_leaving_a_place_out_is_as_if_it_were_not_there(
    places: list[tuple[str, bool, bool]],
) -> None:
    kept = [place for place in places if not place[2]]
    everything = count(*zip(*places, strict=True)) if places else Tally()
    without = count(*zip(*kept, strict=True)) if kept else Tally()
    assert (everything.rate, everything.missing) == (without.rate, without.missing)
    assert everything.verdict() == without.verdict()


@given(verdicts_of_places, st.integers(0, 100))
def test_what_is_missing_agrees_with_the_verdict(
    places: list[tuple[str, bool, bool]], percent: int
) -> None:
    counts = count(*zip(*places, strict=True)) if places else Tally()
    verdict, missing = counts.verdict(percent / 100.0), counts.missing_to(percent / 100.0)
    assert 0 <= missing.lower <= missing.upper
    if verdict != "no_data":
        assert (verdict == "met") == (missing.upper == 0)
        assert (verdict == "not_met") == (missing.lower > 0)


@pytest.mark.parametrize(
    ("strictly", "counts", "verdict"),
    [
        (False, Tally(met=4, not_met=1), "met"),
        (True, Tally(met=4, not_met=1), "not_met"),
        (True, Tally(met=4, undecided=1), "undecided"),
        (True, Tally(met=5), "met"),
        (True, Tally(met=3, undecided=1, not_met=1), "not_met"),
        (False, Tally(met=3, undecided=1, not_met=1), "undecided"),
    ],
)
def test_more_than_a_target_is_more(strictly: bool, counts: Tally, verdict: str) -> None:
    assert counts.verdict(0.8, strictly=strictly) == verdict


def test_a_place_without_a_coordinate_may_have_a_verdict_by_its_key_points() -> None:
    counts = count(["met", "no_data"], [False, False], [False, False])
    assert (counts.met, counts.no_coordinate) == (1, 1)


# -------------------------------------------------------------------------- in the report


@pytest.mark.parametrize("adcode", [HAIBEI, HAIDONG, PROVINCE])
def test_the_ledger_adds_up_for_every_rule(results: Results, adcode: str) -> None:
    report = province_report(results) if adcode == PROVINCE else prefecture_report(results, adcode)
    rows = words(report, "ledger")
    assert [row["rule"] for row in rows] == ["面积", "通达", "深度覆盖"] * 2
    parts = ("met", "undecided", "not_met", "no_data", "no_coordinate", "excluded")
    for row in rows:
        assert row["difference"] == 0
        assert row["listed"] == row["total"] == sum(row[part] for part in parts)
    left_out = {HAIBEI: (3, 1), HAIDONG: (0, 0), PROVINCE: (3, 1)}[adcode]
    assert [row["excluded"] for row in rows] == [left_out[0]] * 3 + [left_out[1]] * 3
    listed = {HAIBEI: (14, 3), HAIDONG: (8, 2), PROVINCE: (23, 5)}[adcode]
    assert [row["listed"] for row in rows] == [listed[0]] * 3 + [listed[1]] * 3


def test_lines_have_a_row_in_the_ledger_when_they_are_given(results: Results) -> None:
    given_lines = dataclasses.replace(results, lines=LINES, line_gaps=empty("line_gaps"))
    found = words(prefecture_report(given_lines, HAIBEI), "ledger")[-1]
    assert (found["rule"], found["listed"], found["difference"]) == ("连续覆盖", 4, 0)
    assert [found[k] for k in ("met", "undecided", "not_met", "no_data")] == [1, 1, 1, 1]
    whole = words(province_report(given_lines), "ledger")[-1]
    assert (whole["listed"], whole["met"], whole["undecided"]) == (2, 1, 1)


def test_what_is_left_out_is_spelled_out_with_its_reason(haibei: Any, results: Results) -> None:
    rows = words(haibei, "excluded")
    assert {row["id"]: row["excluded"] for row in rows} == OUT
    assert [row["id"] for row in rows][-1] == "QH-TS-002"  # the extended ones last
    assert rows[0]["file"] == "data/raw/sample.csv"
    report = prefecture_report(results, HAIDONG)
    assert "excluded" not in {table.key for table in report.tables}


def test_rates_are_over_what_is_not_left_out(haibei: Any) -> None:
    # 14 listed, 3 left out; of 11: 2 met, 3 not met (by area)
    (found,) = (
        r for r in words(haibei, "categories") if (r["category"], r["rule"]) == ("合计", "面积")
    )
    counts = [found[k] for k in ("listed", "met", "undecided", "not_met", "no_data")]
    assert counts == [14, 2, 3, 3, 1]
    assert (found["no_coordinate"], found["excluded"]) == (2, 3)
    assert found["rate"] == Interval(0.182, 0.727)
    assert found["missing"] == Interval(3, 9)


def test_cards_ranking_counties_and_goals_say_the_same(haibei: Any, results: Results) -> None:
    card = haibei.cards[0]
    assert (card.listed, card.met, card.excluded) == (14, 2, 3)
    assert card.met + card.undecided + card.not_met + card.unknown + card.excluded == card.listed
    assert (card.rate, card.missing) == (Interval(2 / 11, 8 / 11), Interval(3, 9))
    assert "注明理由不计入 3 处" in haibei.sentences[0].zh
    assert "left out with a reason 3" in haibei.sentences[0].en
    (ranked,) = (
        r for r in words(province_report(results), "ranking") if r["prefecture"] == "海北藏族自治州"
    )
    assert (ranked["area_rate"], ranked["listed"]) == (Interval(0.182, 0.727), 14)
    assert sum(haibei.table("counties").column("listed")) == 14
    (government,) = (r for r in words(haibei, "goals") if r["goal_id"] == "qh-2022-full-government")
    assert government["remark"] == "列入 4 处，达标 0 处，不计入 1 处"
    assert government["found"] == Interval(0.0, 100.0)


def test_a_category_all_left_out_is_no_data(results: Results) -> None:
    (park,) = (
        r
        for r in words(prefecture_report(results, HAIBEI), "categories")
        if (r["category"], r["rule"]) == ("产业园区", "面积")
    )
    assert (park["listed"], park["excluded"], park["rate"]) == (1, 1, None)
    assert park["verdict"] == "no_data"


def test_operators_leave_out_the_same_places(haibei: Any) -> None:
    rows = {row["operator"]: row for row in words(haibei, "operators")}
    everyone = rows["任一运营商（异网漫游）"]
    (total,) = (
        r for r in words(haibei, "categories") if (r["category"], r["rule"]) == ("合计", "通达")
    )
    assert everyone["reach_met"] == total["met"]
    assert all(row["reach_met"] <= everyone["reach_met"] for row in rows.values())


def test_what_is_left_out_is_no_shortfall_and_lacks_no_coordinate(haibei: Any) -> None:
    for table in ("shortfalls", "shortfalls_extended", "no_coordinate"):
        assert not set(haibei.table(table).column("id")) & set(OUT)


# --------------------------------------------------------------------- pages and exports


def test_the_pages_know_what_is_left_out_and_why(results: Results) -> None:
    lines = page_geometry.boundaries(results)
    payload = page_data.prefecture_payload(results, lines, HAIBEI)
    reasons = {area["id"]: area["excluded"] for area in payload["areas"] if area["excluded"]}
    assert reasons == OUT
    overview = province_payload(results, lines)
    assert {a["id"] for a in overview["areas"] if a["excluded"]} == set(OUT)


def test_results_and_exports_keep_the_reason(results: Results, tmp_path: Path) -> None:
    store.save(results, tmp_path)
    again = store.load(tmp_path)
    kept = again.areas.set_index("id")["excluded"]
    assert kept[kept != ""].to_dict() == OUT
    (layer,) = (layer for layer in export_layers(results) if layer.name == "key_areas")
    assert set(layer.frame.loc[layer.frame["excluded"] != "", "cause"]) == {"excluded"}


def test_key_points_are_exported_when_there_are_any(results: Results, tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {
            "id": ["K1", "K2"],
            "area_id": ["QH-GV-002", "QH-GV-011"],
            "name_zh": ["大门", "大厅"],
            "name_en": ["", ""],
            "kind": ["门", "厅"],
            "lon": [101.1, math.nan],
            "lat": [37.12, math.nan],
            "level_dbm": [-95.0, math.nan],
            "level90_dbm": [-103.0, math.nan],
            "verdict": ["met", "no_data"],
        },
        geometry=gpd.points_from_xy([101.1, 0.0], [37.12, 0.0]),
        crs=4326,
    )
    points.loc[points["id"] == "K2", "geometry"] = None
    given_points = dataclasses.replace(results, key_points=points)
    names = [layer.name for layer in export_layers(results)]
    assert "key_points" not in names
    (layer,) = (layer for layer in export_layers(given_points) if layer.name == "key_points")
    assert layer.frame["id"].tolist() == ["K1", "K2"]
    assert set(layer.frame.columns) <= set(layer.entries())
    (own,) = (layer for layer in export_layers(given_points, HAIBEI) if layer.name == "key_points")
    assert own.frame["id"].tolist() == ["K1"]
    for export in export_formats().values():
        assert all(path.is_file() for path in export.write(given_points, tmp_path))
    store.save(given_points, tmp_path)
    pd.testing.assert_frame_equal(store.load(tmp_path).key_points, points, check_exact=True)
