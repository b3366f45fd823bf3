"""Roads and railways in a browser."""

import dataclasses

import pandas as pd
import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI
from tests.sample_results import (
    HOSTILE_NAME,
    sample_results,
)

pytestmark = pytest.mark.browser


def test_roads_and_railways_are_listed_the_longest_gap_first(visit, maps):
    found = visit(maps / HAIBEI)
    assert found.page.inner_text("#lines-count") == "3"
    rows = found.page.locator("#lines-table tbody tr").all_inner_texts()
    assert [[cell.strip() for cell in row.split("\t")] for row in rows] == [
        ["G227 示例国道", "40.0", "90–96 %", "1.0"],
        ["G6 京藏高速", "60.0", "97–100 %", "—"],
        [HOSTILE_NAME, "20.0", "无数据", "—"],
    ]
    places = found.page.locator("#legend-places li").all_inner_texts()
    assert places[-3:] == ["沿线达到门限（50 %）", "沿线盲区", "沿线无数据（不等于无覆盖）"]


def test_a_line_tells_its_kilometres_its_verdict_and_its_longest_gap(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click('#lines-table [data-line="G227@632200"]')
    drawer = found.page.inner_text("#drawer")
    for said in (
        "G227 示例国道",
        "待核实",
        "公路 · 国道",
        "36.0–38.5 km",
        "101.1200°E\u200237.1000°N 至 101.1300°E\u200237.1020°N",
        "2 段，共 1.5 km",
        "链路预算不足 1.0 km · 地形遮挡 0.5 km",
        "省交通运输厅",
    ):
        assert said in drawer, said
    assert found.page.locator("#drawer .networks li").count() == 3
    assert found.page.locator("#lines-table tr.chosen").count() == 1
    zoom = found.page.evaluate("covermap.map.getZoom()")
    found.page.click("#drawer button:has-text('查看最长盲区')")
    found.eventually(f"covermap.map.getZoom() > {zoom}")
    found.page.keyboard.press("Escape")
    assert found.state()["line"] == ""
    assert found.page.locator("#lines-table tr.chosen").count() == 0
    assert "门限敏感性" in found.page.inner_text("#drawer")


def test_what_is_not_known_of_a_line_is_not_called_a_gap(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#lines-table tr:has-text('无数据') button")
    drawer = found.page.inner_text("#drawer")
    assert HOSTILE_NAME in drawer
    assert "没有低于门限的路段" in drawer
    assert "无数据里程\n10.0 km" in drawer
    assert "未覆盖路段" not in drawer


def test_a_line_answers_to_a_click_on_the_map_unless_it_is_hidden(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.map.setView([37.11, 101.17], 13, {animate: false})")
    box = found.page.locator("#map_1").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found.page.mouse.click(*middle)
    assert found.state()["line"] == "G227@632200"
    # A place chosen takes the place of the line, and the other way round.
    found.page.evaluate("covermap.set({selected: 'QH-GV-001'})")
    assert found.state()["line"] == ""
    assert "海北州政府" in found.page.inner_text("#drawer h3")
    found.page.mouse.click(*middle)
    assert found.state()["selected"] == ""
    found.page.keyboard.press("Escape")
    found.page.click("#filter-menu > summary")
    found.page.click("#filters label:has-text('公路和铁路')")
    assert "沿线盲区" not in found.page.inner_text("#legend-places")
    found.page.keyboard.press("Escape")
    found.page.mouse.click(*middle)
    assert found.state()["line"] == ""


def test_a_station_under_the_pointer_comes_before_the_road(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({line: 'G227@632200'})")
    found.page.evaluate("covermap.emit('station', {index: 0})")
    assert found.state()["line"] == ""
    assert "基站" in found.page.inner_text("#drawer")


def test_a_page_without_lines_does_not_speak_of_them(visit, tmp_path):
    sample = sample_results()
    none = dataclasses.replace(sample, lines=sample.lines[:0], line_gaps=sample.line_gaps[:0])
    write_pages(none, tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    assert not found.page.is_visible("#lines-box")
    assert found.page.locator("#legend-places .swatch.line").count() == 0
    found.page.click("#filter-menu > summary")
    assert "公路和铁路" not in found.page.inner_text("#filters")


def test_a_long_list_of_lines_is_shown_when_asked_for(visit, tmp_path):
    sample = sample_results()
    one = sample.lines[sample.lines["id"] == "G227@632200"]
    many = pd.concat([one.assign(id=f"L{n}@632200", line_id=f"L{n}") for n in range(20)])
    write_pages(dataclasses.replace(sample, lines=many), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    assert found.page.locator("#lines-table tbody tr").count() == 12
    found.page.click("#lines-table .more")
    assert found.page.locator("#lines-table tbody tr").count() == 20
    found.page.click("#language")
    assert "longest gap" in found.page.inner_text("#lines-table")
