"""Drive-test points and challenges as files: headers of loggers, dates, what is refused."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers
from layers import measurements
from layers._dates import dated
from layers._reading import _files
from layers.datum import wgs84_to_gcj02
from layers.errors import InputError
from tests.messages import complete, place, refusal

POINTS = "operator,lon,lat,level_dbm,time,tech\n"


def load(folder: Path, text: str, name: str = "measurements") -> pd.DataFrame:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return layers.load(name, path)


def refused(folder: Path, text: str, name: str = "measurements") -> pytest.ExceptionInfo:
    with pytest.raises(InputError) as caught:
        load(folder, text, name)
    return caught


@pytest.mark.parametrize(
    "header", ["SS-RSRP", "RSRP", "SS_RSRP", "SS-RSRP(dBm)", "ss-rsrp （dBm）", "电平", "实测电平"]
)
def test_the_level_has_the_headers_that_loggers_write(tmp_path: Path, header: str) -> None:
    frame = load(tmp_path, f"运营商,经度,纬度,{header}\nCMCC,101.5,36.5,-92.5\n")
    assert frame["operator"].tolist() == ["中国移动"]
    assert frame["level_dbm"].tolist() == [-92.5]
    assert frame["id"].tolist() == [""]


def test_points_are_brought_from_their_datum(tmp_path: Path) -> None:
    lon, lat = (float(value) for value in wgs84_to_gcj02(101.5, 36.5))
    frame = load(tmp_path, f"operator,lon,lat,datum,RSRP\n移动,{lon!r},{lat!r},高德,-90\n")
    assert frame["lon"].tolist() == pytest.approx([101.5], abs=1e-9)
    assert frame.geometry.iloc[0].y == pytest.approx(36.5, abs=1e-9)


@pytest.mark.parametrize(
    ("typed", "tech"),
    [("5G", "NR"), ("5G SA", "NR"), ("nsa", "NR"), ("NR NSA", "NR"), ("4G", "LTE"), ("", "")],
)
def test_technologies_as_phones_call_them(tmp_path: Path, typed: str, tech: str) -> None:
    frame = load(tmp_path, f"operator,lon,lat,RSRP,网络制式\n移动,101.5,36.5,-90,{typed}\n")
    assert frame["tech"].tolist() == [tech]


@pytest.mark.parametrize(
    ("level", "code"),
    [("-160", None), ("-20", None), ("-160.1", "out-of-range"), ("-19.9", "out-of-range")],
)
def test_both_sides_of_the_range(tmp_path: Path, level: str, code: str | None) -> None:
    text = POINTS + f"移动,101.5,36.5,{level},,\n"
    if code is None:
        assert load(tmp_path, text)["level_dbm"].tolist() == [float(level)]
    else:
        refusal(refused(tmp_path, text), code, file="a.csv", row=2, field="level_dbm")


def test_a_5g_row_without_a_level_is_not_to_be_deleted(tmp_path: Path) -> None:
    text = POINTS + "移动,101.5,36.5,-90,,\n移动,101.5,36.5,,,5G\n移动,101.5,36.5,,,4G\n"
    found = refusal(
        refused(tmp_path, text), "missing-value", file="a.csv", row=3, field="level_dbm"
    )
    assert "−160" in found.remedy.zh and "−160" in found.remedy.en


def test_a_file_without_levels_is_named_once(tmp_path: Path) -> None:
    text = "operator,lon,lat\n" + "移动,101.5,36.5\n" * 30
    refusal(refused(tmp_path, text), "missing-value", file="a.csv", row=1, field="level_dbm")


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024-5-1 9:05",
        "2024/05/01 10:23:45",
        "2024.05.01 10:23:45.678",
        "2024-05-01T10:23:45Z",
        "2024-05-01T10:23:45.5+08:00",
        "2024-05-01 10:23:45-08:00",
        "2024年5月1日",
        "2024年05月01日 10时23分45秒",
        "2024年5月1日 10时23分",
        "2024年5月1日10：23",
        "20240501",
        "20240501 102345",
        "20240501_1023",
        "2024-02-29",
        "2016-12-31 23:59:60",
    ],
)
def test_times_as_people_and_loggers_write_them(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, POINTS + f"移动,101.5,36.5,-90,{text},\n")["time"].tolist() == [text]


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-05-01 24:00",
        "2024-05-01 10:60",
        "2024-05-01 10:23:61",
        "10:23:45",
        "01.05.24",
        "昨天",
        "2024-05",
        "45413.43",
    ],
)
def test_what_is_no_date_is_named(tmp_path: Path, text: str) -> None:
    caught = refused(tmp_path, POINTS + f"移动,101.5,36.5,-90,{text},\n")
    refusal(caught, "bad-date", file="a.csv", row=2, field="time")


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)), st.times())
def test_every_day_there_is_is_a_date(day: datetime.date, clock: datetime.time) -> None:
    chinese = f"{day.year}年{day.month}月{day.day}日 {clock.hour}时{clock.minute}分"
    assert dated(pd.Series([f"{day}", f"{day} {clock}", f"{day}T{clock}+08:00", chinese])).all()


def test_200_000_rows_are_read_in_seconds(tmp_path: Path) -> None:
    rows = 200_000
    draw = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "序号": np.arange(rows),
            "运营商": draw.choice(["移动", "CTCC", "中国联通"], rows),
            "经度": draw.uniform(100, 102, rows).round(6),
            "纬度": draw.uniform(36, 38, rows).round(6),
            "坐标系": "GCJ02",
            "SS-RSRP(dBm)": draw.uniform(-130, -60, rows).round(1),
            "测试时间": pd.date_range("2024-05-01", periods=rows, freq="s").astype("str"),
            "制式": draw.choice(["5G SA", "4G"], rows),
        }
    )
    table.to_csv(tmp_path / "drive.csv", index=False)
    started = time.process_time()
    frame = layers.load("measurements", tmp_path / "drive.csv")
    assert time.process_time() - started < 20.0  # 4 s on a quiet machine
    assert len(frame) == rows
    assert frame["level_dbm"].tolist() == table["SS-RSRP(dBm)"].tolist()
    assert set(frame["operator"]) == {"中国移动", "中国电信", "中国联通"}


def test_a_log_that_is_too_long_is_refused_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measurements, "MOST_ROWS", 3)
    assert len(load(tmp_path, POINTS + "移动,101.5,36.5,-90,,\n" * 3)) == 3
    caught = refused(tmp_path, POINTS + "移动,101.5,36.5,,,\n" * 4)
    refusal(caught, "too-many-rows", file="a.csv")


def test_a_file_too_large_for_the_memory_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = POINTS + "移动,101.5,36.5,-90,,\n"
    monkeypatch.setattr(_files, "MOST_BYTES", len(text.encode()))
    assert len(load(tmp_path, text)) == 1
    refusal(refused(tmp_path, text + "\n"), "too-large", file="a.csv")


# ------------------------------------------------------------------------ challenges


def test_a_challenge_may_be_written_in_chinese(tmp_path: Path) -> None:
    text = (
        "编号,场所名称,运营商,规则,状态,备注,提出日期\n"
        "C1,某园,任一运营商,深度覆盖,已撤回,“弱”,2024年5月4日\n"
        "C2,某园,,,,,\n"
    )
    frame = load(tmp_path, text, "challenges")
    assert frame[["operator", "rule", "status"]].to_numpy().tolist() == [
        ["any", "keypoints", "withdrawn"],
        ["", "", ""],
    ]
    assert frame["note"].tolist() == ["“弱”", ""]


def test_a_challenge_names_a_place_a_day_and_an_id_of_its_own(tmp_path: Path) -> None:
    text = "id,place_id,place,date\nC1,,,\nC1,A,,\nC2,A,,30.2.2024\nC3,A,,\n"
    caught = refused(tmp_path, text, "challenges")
    assert [place(finding) for finding in caught.value.findings] == [
        ("missing-value", 2, "place_id"),
        ("bad-date", 4, "date"),
    ]
    for finding in caught.value.findings:
        complete(finding, file="a.csv", row=finding.row, field=finding.field)
