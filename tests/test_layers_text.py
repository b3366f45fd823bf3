"""Text in its languages."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.text import TAGS, Lang, Text, Verbatim, traditional


def test_each_language_has_its_wording() -> None:
    text = Text("基站", "base station")
    assert text.to("zh") == "基站"
    assert text.to("en") == "base station"


def test_both_puts_chinese_first() -> None:
    assert Text("基站", "base station").both() == "基站\nbase station"


def test_every_language_has_a_tag() -> None:
    assert set(TAGS) == {*get_args(Lang)}
    assert TAGS["zh-Hant"] == "zh-Hant"


# Worked out by hand from the standard tables of characters; the words stay the mainland's.
@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("未达标与待核实清单", "未達標與待核實清單"),
        ("5G 基站与网络覆盖", "5G 基站與網絡覆蓋"),
        ("限制因素：链路预算不足", "限制因素：鏈路預算不足"),
        ("余量 = 点位电平 − 门限", "餘量 = 點位電平 − 門限"),
        ("后端在山后，里程 3 公里", "後端在山後，里程 3 公里"),
        ("海西蒙古族藏族自治州", "海西蒙古族藏族自治州"),
        ("门源县仙米乡", "門源縣仙米鄉"),
        ("", ""),
        ("SS-RSRP ≥ −105 dBm", "SS-RSRP ≥ −105 dBm"),
    ],
)
def test_traditional_characters(simplified: str, expected: str) -> None:
    assert traditional(simplified) == expected
    assert Text(simplified, "x").to("zh-Hant") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("地图 /数据/门源/index.html", "地圖 /数据/门源/index.html"),
        (r"报告 D:\规划\门源", r"報告 D:\规划\门源"),
        ("我的数据/基站.xlsx 第 2 行", "我的数据/基站.xlsx 第 2 行"),
        ("（来源：县界.gpkg）", "（來源：县界.gpkg）"),
        ("达标 1 / 8 处", "達標 1 / 8 處"),
        ("模型 P.1812、门限", "模型 P.1812、門限"),
    ],
)
def test_files_keep_their_names(text: str, expected: str) -> None:
    assert traditional(text) == expected


def test_what_is_the_same_in_every_language_is_not_converted() -> None:
    number = Verbatim.of("青S(2022)001号")
    assert {number.to(lang) for lang in get_args(Lang)} == {"青S(2022)001号"}
    assert isinstance(number, Text)


@given(st.text())
def test_any_text_is_converted_without_losing_its_lines(text: str) -> None:
    converted = traditional(text)
    assert converted.count("\n") == text.count("\n")
    if text.isascii():
        assert converted == text
