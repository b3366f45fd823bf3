"""Measured against predicted in the report, worked out on paper; settled and disputed places."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.outputs import report_formats, store, usual
from geo.outputs.report_html import write_reports
from geo.summary import Interval, Report, prefecture_report, province_report
from geo.summary._validation import figures
from tests.sample_measured import NOT_ENOUGH, SETTLED, measured_results
from tests.sample_results import HOSTILE_NAME, sample_results

HAIBEI = "632200"


@pytest.fixture(scope="module")
def haibei() -> Report:
    return prefecture_report(measured_results(), HAIBEI)


def rows(report: Report, key: str) -> list[dict[str, Any]]:
    return [
        {name: cell[0] if isinstance(cell, tuple) and not isinstance(cell, Interval) else cell
         for name, cell in record.items()}
        for record in report.table(key).records()
    ]  # fmt: skip


def test_bias_rmse_and_deviation_on_paper(haibei: Report) -> None:
    everything, telecom, mobile = rows(haibei, "validation")
    # Mobile: +2 (the median of −60, −98 and −120), −4, −1; the −160 is no level.
    assert mobile["bias_db"] == -1.0
    assert mobile["rmse_db"] == round(math.sqrt((4 + 16 + 1) / 3), 1) == 2.6
    assert mobile["deviation_db"] == round(math.sqrt((9 + 9 + 0) / 3), 1) == 2.4
    assert (mobile["points"], mobile["cells"], mobile["compared"]) == (6, 4, 3)
    assert (mobile["not_received"], mobile["no_prediction"]) == (1, 0)
    # Telecom: −3; the other cell has no prediction.
    assert (telecom["bias_db"], telecom["rmse_db"], telecom["deviation_db"]) == (-3.0, 3.0, 0.0)
    assert (telecom["cells"], telecom["no_prediction"], telecom["compared"]) == (2, 1, 1)
    assert everything["bias_db"] == -1.5
    assert everything["rmse_db"] == round(math.sqrt((4 + 16 + 1 + 9) / 4), 1)
    assert [row["operator"] for row in (everything, telecom, mobile)] == [
        "全部",
        "中国电信",
        "中国移动",
    ]


def test_agreement_at_the_threshold_on_paper(haibei: Report) -> None:
    everything, telecom, mobile = rows(haibei, "validation")
    # Mobile at −105: measured −98 −104 −107 −160, predicted −100 −100 −106 −100.
    assert (mobile["hits"], mobile["misses"], mobile["false_alarms"]) == (2, 0, 1)
    assert (mobile["measured_share"], mobile["predicted_share"]) == (0.5, 0.75)
    assert mobile["agreement"] == 0.75
    # Telecom: predicted at the threshold itself, measured 3 dB below; what has no prediction is
    # in no share.
    assert (telecom["hits"], telecom["misses"], telecom["false_alarms"]) == (0, 0, 1)
    assert everything["agreement"] == 0.6


def test_by_county_in_a_prefecture_and_by_prefecture_in_the_province(haibei: Report) -> None:
    assert [(row["division"], row["points"]) for row in rows(haibei, "validation_divisions")] == [
        ("门源回族自治县", 6),
        ("祁连县", 2),
    ]
    province = province_report(measured_results())
    by_prefecture = rows(province, "validation_divisions")
    assert [(row["division"], row["bias_db"]) for row in by_prefecture] == [
        ("海北藏族自治州", -1.5),
        ("海东市", 30.0),
    ]
    assert rows(province, "validation")[0]["misses"] == 1  # the one of 海东


def test_the_note_says_how_it_was_thinned_and_what_invented_stations_mean(haibei: Report) -> None:
    note = haibei.table("validation").note
    assert "100 米格" in note.zh and "实测 − 预测" in note.zh and "SYNTHETIC" in note.zh
    assert "100 m cell" in note.en and "measured − predicted" in note.en
    real = prefecture_report(measured_results(synthetic=False), HAIBEI).table("validation").note
    assert "SYNTHETIC" not in real.zh + real.en


def test_without_measurements_the_report_says_so() -> None:
    report = prefecture_report(sample_results(), HAIBEI)
    assert rows(report, "validation")[0]["value"] == "未提供路测数据"
    keys = {table.key for table in report.tables}
    assert not keys & {"validation_divisions", "measured_places", "challenges"}
    assert "异议" not in report.sentences[1].zh
    assert "实测" not in report.table("categories").note.zh


LEVELS = st.floats(-156, -40)


@given(st.lists(st.tuples(LEVELS, st.one_of(LEVELS, st.just(math.nan))), min_size=1, max_size=50))
def test_the_parts_add_up_and_rmse_is_bias_and_deviation(
    pairs: list[tuple[float, float]],
) -> None:
    cells = pd.DataFrame(pairs, columns=["level_dbm", "predicted_dbm"]).assign(points=1)
    found = figures(cells, -105.0)
    assert found["cells"] == found["no_prediction"] + found["not_received"] + found["compared"]
    if not found["compared"]:
        assert found["bias_db"] is found["rmse_db"] is found["deviation_db"] is None
        assert found["agreement"] is None
        return
    assert found["rmse_db"] ** 2 == pytest.approx(
        found["bias_db"] ** 2 + found["deviation_db"] ** 2, abs=1e-6
    )
    known = found["compared"]
    wrong = found["misses"] + found["false_alarms"]
    assert found["agreement"] == pytest.approx(1 - wrong / known)
    assert found["measured_share"] == pytest.approx((found["hits"] + found["misses"]) / known)
    assert found["predicted_share"] == pytest.approx(
        (found["hits"] + found["false_alarms"]) / known
    )


def test_the_floor_itself_was_received_and_less_was_not() -> None:
    cells = pd.DataFrame({"level_dbm": [-156.0, -156.1], "predicted_dbm": -150.0, "points": 1})
    found = figures(cells, -105.0)
    assert (found["compared"], found["not_received"], found["bias_db"]) == (1, 1, -6.0)


# --------------------------------------------------------------------- settled and disputed


def test_section_4_lists_what_was_measured_and_what_that_did(haibei: Report) -> None:
    found = rows(haibei, "measured_places")
    assert [(row["id"], row["operator"], row["outcome"]) for row in found] == [
        (SETTLED, "任一运营商（异网漫游）", "由实测判定"),
        (SETTLED, "中国移动", "由实测判定"),
        ("QH-GV-003", "任一运营商（异网漫游）", "位置或范围不明，不作依据"),
        (NOT_ENOUGH, "任一运营商（异网漫游）", "不足 59 格"),
    ]
    assert found[0]["bounds"] == Interval(round(0.05 ** (1 / 200), 3), 1.0)
    assert found[0]["verdict"] == "met" and found[-1]["verdict"] == "undecided"
    assert not haibei.table("measured_places").modelled
    assert "59" in haibei.table("measured_places").note.zh


def test_enough_cells_that_prove_nothing_are_said_to() -> None:
    results = measured_results()
    results.verdicts.loc[results.verdicts["measured_n"] == 58, "measured_n"] = 59
    report = prefecture_report(results, HAIBEI)
    assert rows(report, "measured_places")[-1]["outcome"] == "分布不足，或不足以判定"


def test_section_3_counts_what_was_settled(haibei: Report) -> None:
    assert "1 处由实测判定" in haibei.table("categories").note.zh
    assert "Settled by measurement (area rule): 1" in haibei.table("categories").note.en
    total = rows(haibei, "categories")[-2]
    assert (total["met"], total["undecided"]) == (4, 2)  # 3 and 3 as predicted


def test_section_13_has_the_challenges_of_the_part(haibei: Report) -> None:
    found = rows(haibei, "challenges")
    assert [(row["id"], row["status"], row["rule"], row["operator"]) for row in found] == [
        ("C1", "待处理", "面积", "任一运营商（异网漫游）"),
        ("C2", "成立", "通达", "中国移动"),
    ]
    assert (found[0]["verdict_before"], found[0]["verdict"]) == ("undecided", "met")
    assert found[0]["note"] == HOSTILE_NAME
    province = rows(province_report(measured_results()), "challenges")
    assert [(row["id"], row["place"], row["verdict"]) for row in province[2:]] == [
        ("C3", "乐都区政府", "met"),
        ("C4", "QH-XX-001", ""),
    ]


def test_section_1_tells_of_open_challenges_alone(haibei: Report) -> None:
    assert "；有 1 项异议待处理" in haibei.sentences[1].zh
    assert "; challenges open: 1" in haibei.sentences[1].en
    haidong = prefecture_report(measured_results(), "630200")
    assert rows(haidong, "challenges")[0]["status"] == "不成立"
    assert "异议" not in haidong.sentences[1].zh


# ------------------------------------------------------------------------------- products


@pytest.mark.parametrize("name", usual(report_formats()))
def test_every_format_renders_the_tables(name: str, tmp_path: Path) -> None:
    written = report_formats()[name].write(measured_results(), tmp_path)
    assert written and all(path.stat().st_size for path in written)


def test_a_hostile_note_is_text_on_the_page(tmp_path: Path) -> None:
    texts = [path.read_text("utf-8") for path in write_reports(measured_results(), tmp_path)]
    assert not [text for text in texts if "<script>alert" in text]
    haibei = next(text for text in texts if 'id="challenges"' in text and "C1" in text)
    assert "&lt;script&gt;alert" in haibei.split('id="challenges"')[1].split("</table>")[0]


def test_results_with_measurements_come_back_from_the_disk(tmp_path: Path) -> None:
    results = measured_results()
    store.save(results, tmp_path)
    again = store.load(tmp_path)
    for name in ("measurements", "challenges", "areas", "verdicts"):
        frame, other = getattr(again, name), getattr(results, name)
        assert frame.columns.tolist() == other.columns.tolist()
        numbers = [c for c in frame if frame[c].dtype.kind in "if"]
        assert np.array_equal(frame[numbers], other[numbers], equal_nan=True)
