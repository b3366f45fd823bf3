"""Names of prefectures as people write them."""

from __future__ import annotations

import pandas as pd
import pytest

import layers
from geo.scope import codes_of, resolve
from layers.errors import InputError
from tests import toy
from tests.messages import place, refusal

PREFECTURES = layers.load("prefectures")
COUNTIES = layers.load("counties")


def test_nothing_asked_is_the_whole_province_in_order() -> None:
    assert resolve([], PREFECTURES) == tuple(PREFECTURES["adcode"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("632200", "632200"),
        ("海北藏族自治州", "632200"),
        ("海北", "632200"),
        ("海北州", "632200"),
        (" 海 北 ", "632200"),
        ("Haibei", "632200"),
        ("haibei tibetan autonomous prefecture", "632200"),
        ("海东", "630200"),
        ("海东市", "630200"),
        ("海东地区", "630200"),
        ("XINING", "630100"),
        ("海南州", "632500"),
        ("海西蒙古族藏族自治州", "632800"),
        ("Golog", "632600"),
    ],
)
def test_a_prefecture_is_known_by_every_usual_name(name: str, code: str) -> None:
    assert resolve([name], PREFECTURES) == (code,)


def codes(divisions: pd.DataFrame, *names: str) -> list[str]:
    return codes_of(pd.Series(names, dtype="str"), divisions).tolist()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("格尔木市", "632801"),
        ("格尔木", "632801"),
        ("Golmud", "632801"),
        ("632801", "632801"),
        ("大通回族土族自治县", "630121"),
        ("大通县", "630121"),
        ("湟中县", "630106"),  # a district since 2019
        ("同仁县", "632301"),  # a city since 2020
        ("大柴旦行委", "632857"),
        ("河南县", "632324"),
        ("玉树市", "632701"),
        ("海西", ""),  # a prefecture
        ("兰州市", ""),
        ("", ""),
        ("县", ""),
    ],
)
def test_a_county_is_known_by_every_usual_name(name: str, code: str) -> None:
    assert codes(COUNTIES, name) == [code]


def test_no_name_of_a_division_stands_for_another() -> None:
    for divisions in (PREFECTURES, COUNTIES):
        for column in ("adcode", "name_zh", "short_zh", "name_en"):
            assert codes(divisions, *divisions[column]) == divisions["adcode"].tolist(), column


def test_names_are_resolved_one_by_one_and_a_prefecture_is_no_county() -> None:
    assert codes(PREFECTURES, "海西州", "?", "海东地区", "格尔木市") == ["632800", "", "630200", ""]
    assert codes(PREFECTURES) == []


def test_codes_come_in_the_order_of_the_layer_each_once() -> None:
    assert resolve(["海西", "西宁", "632800", "Xining"], PREFECTURES) == ("630100", "632800")


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("海南省", "海南"),  # the island province is not the prefecture
        ("海被", "海北"),
        ("haibe", "haibei"),
        ("63220", "632200"),
        ("632222", "632200"),
        ("青海", "海北"),
        ("西安", "西宁"),
    ],
)
def test_a_wrong_name_gets_suggestions(name: str, guess: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve([name], PREFECTURES)
    finding = refusal(caught, "unknown-prefecture", field="--prefecture")
    assert f"“{name}”" in finding.what.zh
    assert guess in finding.remedy.zh
    assert guess in finding.remedy.en
    assert finding.remedy.zh.count("、") <= 2


@pytest.mark.parametrize("name", ["zzz", "", "北京"])
def test_a_name_like_none_gets_the_list_of_names(name: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve([name], PREFECTURES)
    finding = refusal(caught, "unknown-prefecture", field="--prefecture")
    if name == "北京":  # shares a character with 海北
        assert "海北" in finding.remedy.zh
    else:
        assert finding.remedy.zh.startswith(f"可用：{'、'.join(PREFECTURES['short_zh'])}（")
        assert finding.remedy.en.startswith("one of: Xining, Haidong, Haibei, ")


def test_a_county_is_no_prefecture_and_no_prefecture_is_guessed_twice() -> None:
    with pytest.raises(InputError) as caught:
        resolve(["祁连", "海东县"], PREFECTURES)
    of_county, of_ending = caught.value.findings
    assert of_county.remedy.zh.endswith("（按市州，不按县）")
    assert of_ending.remedy.zh.startswith("是否应为：海东、")
    assert "海东市" not in of_ending.remedy.zh and "海东州" not in of_ending.remedy.zh


def test_every_wrong_name_is_reported_and_a_right_one_does_not_save_it() -> None:
    with pytest.raises(InputError) as caught:
        resolve(["海北", "甲", "乙"], PREFECTURES)
    assert [place(finding)[0] for finding in caught.value.findings] == ["unknown-prefecture"] * 2


def test_names_a_planners_layer_leaves_out_stand_for_nothing() -> None:
    nameless = toy.PREFECTURES.assign(name_en="", short_zh="")
    assert resolve(["西宁市"], nameless) == ("630100",)
    for name in ("州", "市", ""):
        with pytest.raises(InputError):
            resolve([name], nameless)
