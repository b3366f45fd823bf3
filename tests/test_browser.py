"""The page in a browser: opening, panel, table, search, language, address, phone, paper."""

import re

import pytest

from geo.summary import prefecture_report
from tests.browsing import HAIBEI
from tests.sample_results import (
    sample_results,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["index.html", HAIBEI, "630200-haidong_SYNTHETIC.html"])
def test_page_opens_from_disk_without_error_or_request(visit, maps, name):
    found = visit(maps / name)
    assert found.page.evaluate("document.querySelectorAll('*').length") <= 1500
    notice = found.page.inner_text("#notice")
    assert "SYNTHETIC" in notice
    assert "审图号" in notice
    assert "预测" in found.page.inner_text("#page-facts")
    assert "地形 SRTMGL1: 4 tiles" in found.page.inner_text("#page-facts")


def test_rate_is_a_range_and_counts_are_those_of_the_report(visit, maps):
    found = visit(maps / HAIBEI)
    card = next(c for c in prefecture_report(sample_results(), "632200").cards if c.key == "all")
    low, high = (round(100 * bound) for bound in card.rate)
    assert found.page.inner_text("#hero-rate") == f"{low}–{high} %"
    counts = found.page.inner_text("#hero-counts").replace("\u00a0", " ")
    assert f"{card.met} 达标 · {card.undecided} 待核实 · {card.not_met} 不达标" in counts
    assert f"{card.missing.lower}–{card.missing.upper} 处" in found.page.inner_text("#hero-gap")


def test_a_category_with_nothing_judged_says_no_data_never_zero(visit, maps):
    found = visit(maps / HAIBEI)
    for category in ("finance", "healthcare"):
        row = found.page.inner_text(f'#categories-goal2022 [data-category="{category}"] .rate')
        assert row == "无数据"


def test_rule_changes_verdicts_counts_and_table(visit, maps):
    found = visit(maps / HAIBEI)
    assert found.page.locator('#gap-table tr[data-row="QH-IP-001"]').count() == 1
    found.page.click('#rule [data-id="reach"]')
    assert found.page.locator('#gap-table tr[data-row="QH-IP-001"]').count() == 0
    assert found.page.get_attribute('#rule [data-id="reach"]', "aria-pressed") == "true"


def test_gap_table_sorts_and_a_row_opens_its_place(visit, maps):
    found = visit(maps / HAIBEI)
    shares = "#gap-table tbody td:nth-child(3)"
    before = found.page.locator(shares).all_inner_texts()
    found.page.click("#gap-table th:nth-child(3) button")
    assert found.page.locator(shares).all_inner_texts() != before
    assert found.page.get_attribute("#gap-table th:nth-child(3)", "aria-sort") == "descending"
    zoom = found.page.evaluate("covermap.map.getZoom()")
    found.page.click('#gap-table tr[data-row="QH-SC-001"]')
    found.eventually(f"covermap.map.getZoom() > {zoom}")
    drawer = found.page.inner_text("#drawer")
    assert "阿咪东索景区" in drawer
    assert "模型范围内无基站" in drawer
    assert "31.4 km" in drawer


def test_place_without_coordinate_is_listed_and_says_what_it_lacks(visit, maps):
    found = visit(maps / HAIBEI)
    assert found.page.inner_text("#unlocated-count") == "4"
    found.page.click("#unlocated-box summary")
    found.page.click("#unlocated button:has-text('祁连县行政服务中心')")
    assert "清单中没有坐标" in found.page.inner_text("#drawer")


def test_county_filter_limits_counts_and_figures(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.select_option("#county", "632222")
    assert "共 5 处" in found.page.inner_text("#hero-all")
    assert "缺少人口数" in found.page.inner_text("#drawer")
    people = found.page.inner_text("#drawer .tile:last-child")
    assert people.split() == ["25–40", "%", "人口覆盖率", "所给文件", "20", "000", "人"]
    assert "祁连县" in found.page.inner_text("#drawer h3")


@pytest.mark.parametrize("typed", ["门源站", "qqq", "myz", "menyuanzhan", "Menyuan St"])
def test_search_by_name_pinyin_and_initials(visit, maps, typed):
    found = visit(maps / HAIBEI)
    found.page.keyboard.press("/")
    found.page.keyboard.type(typed)
    if typed == "qqq":
        assert "没有找到" in found.page.inner_text("#search-list")
        return
    found.page.keyboard.press("Enter")
    assert found.state()["selected"] == "QH-TH-002"


def test_limits_of_the_area_are_those_of_the_report(visit, maps):
    found = visit(maps / HAIBEI)
    rows = [row.split("\n") for row in found.page.locator("#limits li").all_inner_texts()]
    # 1 200, 550, 280, 1 950 and 20 of 4 000 km²
    assert rows == [
        ["达到门限", "30 %"],
        ["链路预算不足", "14 %"],
        ["地形遮挡", "7.0 %"],
        ["模型范围内无基站", "49 %"],
        ["无地形数据", "0.5 %"],
    ]


def test_language_changes_everything_in_the_page(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#language")
    assert found.page.inner_text("#page-title") == (
        "Haibei Tibetan Autonomous Prefecture · 5G coverage of key areas"
    )
    assert found.page.get_attribute("html", "lang") == "en"
    panel = found.page.inner_text("#panel")
    assert "Key areas met" in panel
    names = ("海北州政府", "达标", "无数据")
    assert not any(name in panel for name in names)


def test_address_brings_the_same_view_back(visit, maps):
    first = visit(maps / HAIBEI)
    first.page.evaluate("covermap.set({rule: 'reach', county: '632221', overlay: 'class'})")
    first.page.evaluate("covermap.set({selected: 'QH-TH-002'})")
    _, _, address = first.page.url.partition("#")
    second = visit(maps / HAIBEI, address=f"#{address}")
    wanted = {"rule": "reach", "county": "632221", "overlay": "class", "selected": "QH-TH-002"}
    assert wanted.items() <= second.state().items()
    assert "门源站" in second.page.inner_text("#drawer")


@pytest.mark.parametrize("address", ["#a/b", "#x/y/z/%E0%A4%A/c/d/e/f", "#9/37/101/no/no/no/no/no"])
def test_a_broken_address_shows_the_region(visit, maps, address):
    found = visit(maps / HAIBEI, address=address)
    assert found.state()["overlay"] == "level"
    assert found.state()["selected"] == ""


def test_phone_shows_map_and_a_sheet_that_grows(visit, maps):
    found = visit(maps / HAIBEI, viewport={"width": 390, "height": 844}, has_touch=True)
    width = found.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    before = found.page.locator("#panel").bounding_box()["height"]
    found.page.click("#sheet-handle")
    found.eventually(
        f"document.querySelector('#panel').getBoundingClientRect().height > {before + 100}"
    )
    assert found.page.get_attribute("#sheet-handle", "aria-expanded") == "true"


def test_print_from_the_menu_of_the_browser_is_a_landscape_sheet(visit, maps):
    found = visit(maps / HAIBEI)
    data = found.page.pdf(prefer_css_page_size=True, print_background=True)
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    assert float(box[1]) == pytest.approx(842, abs=1)  # A4 [pt]
    assert float(box[2]) == pytest.approx(595, abs=1)
    assert found.page.get_attribute("html", "class") == "ready"


@pytest.mark.parametrize(("paper", "width_mm"), [("a4", 192), ("a3", 311)])
def test_print_buttons_draw_the_map_for_the_sheet(visit, maps, paper, width_mm):
    found = visit(maps / HAIBEI)
    found.page.evaluate("window.print = () => { window.sheet = covermap.map.getSize().x; }")
    before = found.page.evaluate("covermap.map.getZoom()")
    found.page.click("#print-menu > summary")
    found.page.click(f"#print-{paper}")
    found.eventually("window.sheet > 0")
    assert found.page.evaluate("window.sheet") == pytest.approx(width_mm * 96 / 25.4, abs=2)
    assert found.page.evaluate("covermap.map.getZoom()") == pytest.approx(before)
    assert found.page.evaluate("document.querySelector('#stage').getAttribute('style') || ''") == ""


def test_about_tells_model_threshold_and_assumptions(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#about-open")
    about = found.page.inner_text("#about")
    assert "cn-field-105" in about
    assert "3GPP TR 38.901" in about
    assert "手工方格（示例）" in about
    found.page.click("#about-close")
    assert not found.page.is_visible("#about")


@pytest.mark.slow
@pytest.mark.xdist_group("province")
def test_every_page_of_the_default_run_opens_and_speaks_both_languages(visit, province_run):
    pages = sorted(province_run.folders.maps.glob("*.html"))
    assert len(pages) == 9
    for file in pages:
        found = visit(file)  # it has made no error and no request when the test ends
        found.page.get_by_role("button", name="EN").first.click()
        assert found.page.evaluate("document.documentElement.lang").startswith("en")
