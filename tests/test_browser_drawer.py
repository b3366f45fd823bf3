"""The drawer in a browser: why a place fails, what stands in the way, its gaps."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI, Visit
from tests.sample_results import (
    sample_results,
)

pytestmark = pytest.mark.browser


def test_place_tells_precision_extent_and_own_networks(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-003'})")
    drawer = found.page.inner_text("#drawer")
    assert "± 4 km" in drawer
    assert "粗于判定范围" in drawer
    assert "假定范围" in drawer
    assert found.page.locator("#drawer .networks li").count() == 3
    found.page.keyboard.press("Escape")
    assert found.state()["selected"] == ""
    assert "门限敏感性" in found.page.inner_text("#drawer")


def drawn_path(found: Visit) -> list[list[list[float]]]:
    """Return the legs of the blocked path on the map, [lon, lat], without their halo."""
    return found.page.evaluate(
        """() => {
            const legs = [];
            covermap.map.eachLayer(layer => {
                if (layer.options.color !== "#9c3a00" || layer.options.weight !== 2.2) { return; }
                legs.push(layer.getLatLngs().map(at => [at.lng, at.lat]));
            });
            return legs;
        }"""
    )


def test_a_ridge_is_told_and_drawn_between_station_and_place(visit, maps):
    found = visit(maps / HAIBEI)
    assert drawn_path(found) == []
    found.page.click('#gap-table tr[data-row="QH-ED-001"]')
    drawer = found.page.inner_text("#drawer")
    for words in (
        "为什么：地形遮挡",
        "有基站可使此处达到 −105 dBm；现点位低 4.0 dB",
        "S04 · 联通 n78",
        "海拔 3480 m",
        "距基站 3.6 km · 距场所 3.6 km",
        "101.2250°E 37.2250°N",
    ):
        assert words in drawer, words
    station, ridge, place = [101.2, 37.2], [101.225, 37.225], [101.25, 37.25]
    assert drawn_path(found) == [[station, ridge], [ridge, place]]
    sign = found.page.locator(".obstacle")
    assert sign.count() == 1
    found.page.wait_for_timeout(600)  # the map has flown to the place
    box, frame = sign.bounding_box(), found.page.locator("#map_1").bounding_box()
    at = found.page.evaluate("covermap.map.latLngToContainerPoint([37.225, 101.225])")
    assert box["x"] + 15 == pytest.approx(frame["x"] + at["x"], abs=1.5)
    assert box["y"] + 16 == pytest.approx(frame["y"] + at["y"], abs=1.5)
    assert [label["text"] for label in found.page.evaluate("covermap.pathLabels()")] == [
        "遮挡点 3480 m",
        "S04",
    ]
    legend = found.page.locator("#legend").bounding_box()
    end = found.page.evaluate("covermap.map.latLngToContainerPoint([37.2, 101.2])")
    assert frame["x"] + end["x"] > legend["x"] + legend["width"]
    found.page.keyboard.press("Escape")
    assert drawn_path(found) == []
    assert found.page.locator(".obstacle").count() == 0


def test_a_ridge_before_an_unknown_station_is_drawn_from_itself(visit, tmp_path):
    sample = sample_results()
    areas = sample.areas.replace({"blocked_station": {"S04": "X9"}})
    areas["blocked_m"] = np.nan
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    drawer = found.page.inner_text("#drawer")
    assert "X9" in drawer and "海拔未知" in drawer and "距基站" not in drawer
    assert drawn_path(found) == [[[101.225, 37.225], [101.25, 37.25]]]


def test_a_sector_that_looks_away_is_told_and_drawn(visit, maps):
    found = visit(maps / HAIBEI)
    row = found.page.locator('#gap-table tr[data-row="QH-SC-003"]')
    assert row.locator("td:last-child").inner_text().split("\n") == ["扇区之外", "偏离 180°"]
    assert row.locator("td:last-child small").get_attribute("title") == "S04"
    row.click()
    drawer = found.page.inner_text("#drawer")
    for words in (
        "为什么：在扇区之外",
        "若基站 S04 的天线转向该处（偏离 180°），可达到 −105 dBm",
        "转动会减少原方向的覆盖",
        "S04 · 联通 n78",
        "方位角 180° · 偏离 180°",
    ):
        assert words in drawer, words
    (there, back), (start, ahead) = drawn_path(found)
    assert (there, back, start) == ([101.2, 37.2], [101.2, 37.22], [101.2, 37.2])
    assert ahead == pytest.approx([101.2, 37.2 - 1500 / 111320], abs=1e-9)  # south
    assert [label["text"] for label in found.page.evaluate("covermap.pathLabels()")] == [
        "S04 · 偏离 180°"
    ]


def test_a_sector_of_a_station_that_is_not_listed_is_told_and_not_drawn(visit, tmp_path):
    sample = sample_results()
    areas = sample.areas.replace({"sector_station": {"S04": "X9"}})
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-SC-003'})")
    drawer = found.page.inner_text("#drawer")
    assert "X9" in drawer and "偏离 180°" in drawer
    assert drawn_path(found) == []
    assert found.page.evaluate("covermap.pathLabels()") == []


def test_a_gap_in_the_drawer_tells_its_cause_and_what_lies_inside(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-SC-001'})")
    gaps = found.page.locator("#drawer .gaps li")
    assert gaps.all_inner_texts() == ["30.0 km² · 模型范围内无基站"]
    gaps.locator("button").click()
    facts = found.page.inner_text("#drawer .gaps .facts").split("\n")
    assert facts == [
        *("海拔", "3310 m", "最近 5G 站", "31.4 km"),
        *("其内场所（2）", "峨堡镇、海北银行网点"),
        *("坐标", "100.9000°E\u200237.0500°N", "CGCS2000", "编号", "QH-SC-001-G1"),
    ]
    gaps.locator("button").click()
    assert found.page.locator("#drawer .gaps .facts").count() == 0


def test_a_gap_behind_a_ridge_has_a_path_of_its_own(visit, tmp_path):
    sample = sample_results()
    own = sample.gaps["gap_id"] == "QH-ED-001-G1"
    # Its blocking point is not that of the place.
    gaps = sample.gaps.assign(
        lon=sample.gaps["lon"].mask(own, 101.251),
        blocked_m=sample.gaps["blocked_m"].mask(own, 3501),
    )
    write_pages(dataclasses.replace(sample, gaps=gaps), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    assert drawn_path(found)[-1][-1] == [101.25, 37.25]
    found.page.click("#drawer .gaps button")
    assert "0.80 km² · 地形遮挡 · 差 9.0 dB" in found.page.inner_text("#drawer .gaps button")
    details = found.page.inner_text("#drawer .gaps .facts")
    for words in ("S04 · 联通 n78", "海拔 3501 m", "距盲区", "3125 m"):
        assert words in details, words
    assert drawn_path(found)[-1][-1] == [101.251, 37.25]
    assert found.page.evaluate("covermap.pathLabels()")[0]["text"] == "遮挡点 3501 m"
    found.page.evaluate("covermap.set({selected: 'QH-SC-003'})")
    assert found.state()["gap"] == ""
    assert drawn_path(found)[0][-1] == [101.2, 37.22]


def test_the_pointer_over_a_gap_is_told_its_cause(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.map.setView([37.15, 101.15], 14, {animate: false})")
    box = found.page.locator("#map_1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found.page.mouse.move(x + 20, y)
    tip = found.page.locator("#station-tip")
    assert tip.inner_text() == "盲区 · 门源生物园区 · 1.60 km² · 链路预算不足 · 差 6.5 dB"
    found.page.mouse.move(x + 300, y)  # 0.003° are 70 pixels
    assert tip.is_hidden()
    found.page.evaluate("covermap.set({gaps: false})")
    found.page.mouse.move(x + 21, y)
    assert tip.is_hidden()


def test_of_many_gaps_the_largest_are_listed(visit, tmp_path):
    sample = sample_results()
    one = sample.gaps[sample.gaps["gap_id"] == "QH-IP-001-G1"]
    many = pd.concat([one] * 11, ignore_index=True)
    ids = [f"QH-IP-001-G{i}" for i in range(1, 12)]
    many = many.assign(gap_id=ids, area_km2=[0.05 + 0.1 * i for i in range(11)])
    many = gpd.GeoDataFrame(many, geometry="geometry", crs=4326)
    write_pages(dataclasses.replace(sample, gaps=many), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-IP-001'})")
    listed = found.page.locator("#drawer .gaps li").all_inner_texts()
    assert [text.split(" · ")[0] for text in listed] == [
        f"{0.05 + 0.1 * i:.2f} km²" for i in range(10, 2, -1)
    ]
    assert "另有 3 处较小的盲区" in found.page.inner_text("#drawer")
    assert "盲区（11 处）" in found.page.inner_text("#drawer")


def test_a_place_behind_a_void_says_that_nobody_knows(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-HC-001'})")
    drawer = found.page.inner_text("#drawer")
    assert "为什么：无地形数据" in drawer
    assert "不能判定；不等于不达标" in drawer
    assert "S04" in drawer and "14.2 km" in drawer
    assert "模型范围内无站" not in drawer and "家网络在此达到门限" not in drawer
    assert drawn_path(found) == []
