"""The map in a browser: coverage pictures, legends, stations, signs."""

import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI, legend
from tests.sample_rasters import write_rasters
from tests.sample_results import (
    card_without_terrain,
    sample_results,
    sample_with_sharing_and_4g,
)

pytestmark = pytest.mark.browser


def test_coverage_that_was_not_computed_is_said(visit, maps):
    found = visit(maps / HAIBEI)
    assert "本次运行未计算此图层" in found.page.inner_text("#legend")
    assert "未计算（不等于无覆盖）" in found.page.inner_text("#legend")
    assert found.page.evaluate("document.querySelector('#stage').matches('.not-computed')")


def test_what_limits_is_drawn_and_explained(visit, drawn_maps):
    found = visit(drawn_maps / HAIBEI)
    found.page.click('#overlay-kind [data-id="limit"]')
    assert legend(found) == [
        "达到门限",
        "链路预算不足",
        "地形遮挡",
        "模型范围内无基站",
        "无数据（地形空洞，不等于无覆盖）",
        "未计算（不等于无覆盖）",
    ]
    assert found.page.locator("#legend-coverage .swatch.dotted").count() == 1
    assert found.page.locator("#legend-coverage .swatch.no-data").count() == 1
    assert found.page.inner_text("#legend-title") == "限制因素（50 % 位置概率）"
    found.eventually("document.querySelector('img.coverage').naturalWidth > 0")
    uri = "covermap.data.overlays.layers.find(l => l.kind === 'limit').uri"
    assert found.page.evaluate(f"document.querySelector('img.coverage').src === {uri}")
    found.page.click("#language")
    assert legend(found)[2:5] == [
        "blocked by terrain",
        "no station within the model's range",
        "no data (void in the terrain)",
    ]


def test_roaming_gain_is_drawn_and_explained(visit, drawn_maps):
    found = visit(drawn_maps / HAIBEI)
    assert found.page.locator('#overlay-kind [data-id="technology"]').count() == 0
    found.page.click('#overlay-kind [data-id="gain"]')
    assert legend(found) == [
        "2 家运营商的用户受益",
        "1 家运营商的用户受益",
        "无增益",
        "无数据（地形空洞，不等于无覆盖）",
        "未计算（不等于无覆盖）",
    ]
    assert found.page.inner_text("#legend-title") == "异网漫游增益（50 % 位置概率）"
    found.eventually("document.querySelector('img.coverage').naturalWidth > 0")
    found.page.click("#language")
    assert legend(found)[:3] == [
        "customers of 2 operators gain",
        "customers of 1 operator gain",
        "nothing to gain",
    ]


def test_4g_and_5g_are_drawn_when_4g_is_given(visit, tmp_path):
    folder = tmp_path / "rasters"
    folder.mkdir()
    write_rasters(folder)
    write_pages(sample_with_sharing_and_4g(), folder, tmp_path / "out")
    found = visit(tmp_path / "out" / HAIBEI)
    found.page.click('#overlay-kind [data-id="technology"]')
    assert legend(found)[:4] == ["4G 与 5G", "仅 5G", "仅 4G（升级候选）", "均无"]
    assert found.page.locator("#legend-coverage .swatch.dotted").count() == 1
    found.eventually("document.querySelector('img.coverage').naturalWidth > 0")
    assert "/technology/" in found.page.evaluate("location.hash")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_choice_of_layers_stays_inside_the_map(visit, drawn_maps, language):
    found = visit(drawn_maps / HAIBEI, viewport={"width": 1280, "height": 720})
    if language == "en":
        found.page.click("#language")
    inside = "(e => e.getBoundingClientRect().right)(document.querySelector({}))"
    zoom = "document.querySelector('.zoom').getBoundingClientRect().left"
    assert found.page.evaluate(inside.format("'#overlay-kind'") + " <= " + zoom)


def test_class_picture_says_where_it_has_no_data(visit, drawn_maps):
    found = visit(drawn_maps / HAIBEI)
    found.page.click('#overlay-kind [data-id="class"]')
    assert legend(found)[-2:] == ["无数据（地形空洞，不等于无覆盖）", "未计算（不等于无覆盖）"]


def test_without_terrain_nothing_is_said_to_be_blocked(visit, tmp_path):
    write_pages(sample_results(model_card=card_without_terrain()), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    assert "无地形" in found.page.inner_text("#page-facts")
    limits = found.page.locator("#limits li").all_inner_texts()
    assert [row.split("\n")[0] for row in limits] == [
        "达到门限",
        "链路预算不足",
        "模型范围内无基站",
    ]


def test_station_answers_to_hover_and_click_and_to_the_filter(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.map.setView([37.10, 100.20], 12, {animate: false})")
    box = found.page.locator("#map_1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found.page.mouse.move(x + 1, y)
    assert "示例站S05" in found.page.inner_text("#station-tip")
    found.page.mouse.click(x, y)
    assert "S05" in found.page.inner_text("#drawer")
    assert found.page.evaluate("covermap.stationsShown") == 6
    found.page.click("#filter-menu > summary")
    found.page.click("#filters label:has-text('n28')")
    assert found.page.evaluate("covermap.stationsShown") == 3


def test_a_sign_on_the_map_answers_to_the_keyboard(visit, maps):
    found = visit(maps / HAIBEI)
    sign = found.page.locator("path.place[aria-label*='海北州政府']")
    sign.focus()
    found.page.keyboard.press("Enter")
    assert found.state()["selected"] == "QH-GV-001"
    assert "达标" in sign.get_attribute("aria-label")


def test_a_wish_to_zoom_while_the_map_still_zooms_is_not_lost(visit, maps):
    found = visit(maps / HAIBEI)
    both = """new Promise((done) => {
        covermap.map.setView([37.1, 101.1], 11, {animate: false});
        covermap.map.once("zoomanim", () => setTimeout(() => {
            covermap.fit([[37.10, 101.12], [37.11, 101.13]], true, 14);
            done(covermap.map._animatingZoom);
        }));
        covermap.fit([[37.09, 101.09], [37.11, 101.11]], true, 12);
    })"""
    assert found.page.evaluate(both)  # the first wish is on its way
    found.eventually("covermap.map.getZoom() === 14")
