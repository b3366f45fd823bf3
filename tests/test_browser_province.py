"""The page of the province in a browser: ranking, matrix, cards, findings."""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest

from geo.outputs.pages import write_pages
from geo.summary import province_report
from tests.browsing import legend
from tests.sample_results import (
    sample_results,
)

pytestmark = pytest.mark.browser


def test_province_ranks_and_leads_to_the_pages(visit, maps):
    found = visit(maps / "index.html")
    ranks = found.page.locator("#ranking li a").all_inner_texts()
    assert ranks == ["海东市", "海北藏族自治州"]
    assert found.page.locator("#cards > li").count() == 2
    found.page.click("#ranking li:first-child a")
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.page.inner_text("#page-title").startswith("海东市")


def test_province_matrix_says_no_data_where_nothing_was_judged(visit, maps):
    found = visit(maps / "index.html")
    rows = found.page.locator("#matrix tbody tr").all_inner_texts()
    haibei = next(row for row in rows if row.startswith("海北"))
    assert "无数据" in haibei
    regions = found.page.locator("path.region")
    assert regions.count() == 2
    regions.first.focus()
    found.page.keyboard.press("Enter")
    found.page.wait_for_selector("#hero-gap", state="attached")


def test_province_says_the_sentences_of_the_report(visit, maps):
    found = visit(maps / "index.html")
    listed = province_report(sample_results()).cards[0].listed
    assert f"共 {listed} 处" in found.page.inner_text("#hero-all")
    assert "达标" in found.page.inner_text("#sentences")
    found.page.click("#fold-inputs summary")
    found.page.wait_for_selector("#table-inputs table")
    assert "government" in found.page.inner_text("#table-inputs")
    found.page.click("#fold-terrain summary")
    found.page.wait_for_selector("#table-terrain table")
    assert "SRTMGL1: 4 tiles" in found.page.inner_text("#table-terrain")
    # One at a time: the tables of the report are many, and a page stays light.
    assert found.page.locator(".folds table").count() == 1
    haibei = found.page.locator("#table-limits tbody tr").first.inner_text().split("\t")
    assert haibei[1:] == ["4,000", "30.0 %", "13.8 %", "7.0 %", "48.8 %", "0.5 %"]


def test_a_failing_place_leads_to_its_page_with_the_place_open(visit, maps):
    found = visit(maps / "index.html")
    found.page.locator("path.place[aria-label='阿咪东索景区']").focus()
    found.page.keyboard.press("Enter")
    found.page.wait_for_selector("#drawer h3", state="attached")
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.page.inner_text("#drawer h3") == "阿咪东索景区"
    assert found.page.evaluate("covermap.map.getZoom()") > 9


# ---------------------------------------------------------------- picture, legend, names
def test_coverage_is_an_overview_over_the_map(visit, drawn_maps):
    found = visit(drawn_maps / "index.html")
    assert found.page.locator("img.coverage").count() == 0
    assert "5G 基站" in legend(found)
    found.page.click('#overlay-kind [data-id="class"]')
    found.eventually("document.querySelector('img.coverage').naturalWidth > 0")
    assert legend(found) == [
        "90 % 概率 ≥ −105 dBm",
        "仅 50 % 概率 ≥ −105 dBm",
        "低于 −105 dBm",
        "模型范围内无基站",
        "无数据（地形空洞，不等于无覆盖）",
        "未计算（不等于无覆盖）",
        "不达标场所",
    ]
    metres = found.page.evaluate("covermap.data.coverage.pixel_m")
    assert metres >= 100  # never finer than a cell
    assert f"每像素约 {metres:.0f} m" in found.page.inner_text("#legend-pixel")
    assert found.page.evaluate("covermap.stationsShown") == 0  # dots would hide it


def test_coverage_that_was_not_computed_cannot_be_chosen(visit, maps):
    found = visit(maps / "index.html")
    assert found.page.is_disabled('#overlay-kind [data-id="class"]')
    found.page.goto((maps / "index.html").as_uri() + "#///class/area/zh/")
    found.page.reload()
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.state()["overlay"] == "share"


@pytest.mark.parametrize("width", [390, 1280])
def test_names_of_prefectures_do_not_cover_one_another(visit, maps, width):
    found = visit(maps / "index.html", viewport={"width": width, "height": 844})
    boxes = found.page.evaluate(
        """() => {
            const seen = [], write = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
                const half = this.measureText(text).width / 2;
                const size = parseFloat(this.font.match(/([\\d.]+)px/)[1]) / 2 - 1;
                seen.push([text, x - half, y - size, x + half, y + size]);
            };
            covermap.map.fitBounds(covermap.data.bounds, {animate: false});
            seen.length = 0;
            covermap.emit("language");
            CanvasRenderingContext2D.prototype.fillText = write;
            return seen;
        }"""
    )
    short = {"西宁", "海东", "海北", "黄南", "海南", "果洛", "玉树", "海西"}
    assert short <= {box[0] for box in boxes}
    for index, (text, left, top, right, bottom) in enumerate(boxes):
        for other, x0, y0, x1, y1 in boxes[:index]:
            apart = right <= x0 or x1 <= left or bottom <= y0 or y1 <= top
            assert apart, f"{text} covers {other}"


# ---------------------------------------------------------------- search, lists, address
def test_search_by_initials_leads_to_the_place_on_its_page(visit, maps):
    found = visit(maps / "index.html")
    found.page.fill("#search", "amdsjq")
    listed = found.page.locator("#search-list li").all_inner_texts()
    assert listed[0].split("\n")[:1] == ["阿咪东索景区"]
    assert "祁连" in listed[0]
    found.page.keyboard.press("Enter")
    found.page.wait_for_selector("#drawer h3", state="attached")
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.page.inner_text("#page-title").startswith("海北")
    assert found.page.inner_text("#drawer h3") == "阿咪东索景区"


def test_what_is_not_surely_met_is_listed_worst_first_and_leads_on(visit, maps):
    found = visit(maps / "index.html")
    areas = sample_results().areas
    goal = areas[areas["group"] == "goal2022"]
    expected = int(goal["area"].isin(["not_met", "undecided"]).sum())
    assert found.page.inner_text("#gap-count") == str(expected)
    verdicts = found.page.locator("#gap-table tbody td:nth-child(1)").all_inner_texts()
    assert verdicts == sorted(verdicts, key=["不达标", "待核实"].index)
    found.page.click("#gap-table th:nth-child(2) button")
    names = found.page.locator("#gap-table tbody td:nth-child(2)").all_inner_texts()
    found.page.click("#gap-table th:nth-child(2) button")
    assert found.page.locator("#gap-table tbody td:nth-child(2)").all_inner_texts() == names[::-1]
    found.page.click('#gap-table tr[data-row="QH-SC-001"] a')
    found.page.wait_for_selector("#drawer h3", state="attached")
    assert found.page.inner_text("#drawer h3") == "阿咪东索景区"


def test_matrix_sorts_by_a_category_and_keeps_the_total_last(visit, maps):
    found = visit(maps / "index.html")
    heads = "#matrix tbody th"
    assert found.page.locator(heads).all_inner_texts() == ["海东", "海北", "合计"]
    found.page.click("#matrix thead th:first-child button")
    assert found.page.locator(heads).all_inner_texts() == ["海北", "海东", "合计"]
    found.page.click("#matrix thead th:last-child button")
    assert found.page.get_attribute("#matrix thead th:last-child", "aria-sort") == "descending"
    assert found.page.locator(heads).all_inner_texts() == ["海东", "海北", "合计"]
    found.page.click('#rule [data-id="reach"]')  # drawn anew, in the order that was chosen
    assert found.page.get_attribute("#matrix thead th:last-child", "aria-sort") == "descending"


def test_the_address_keeps_view_picture_rule_and_language(visit, drawn_maps):
    found = visit(drawn_maps / "index.html")
    found.page.click('#overlay-kind [data-id="class"]')
    found.page.click('#rule [data-id="reach"]')
    found.page.click("#language")
    found.page.evaluate("covermap.map.setView([37.1, 101.2], 8.5, {animate: false})")
    address = found.page.evaluate("location.hash")
    again = visit(drawn_maps / "index.html")
    again.page.goto("about:blank")
    again.page.goto((drawn_maps / "index.html").as_uri() + address)
    again.page.wait_for_selector("html.ready", state="attached")
    assert again.state()["overlay"] == "class"
    assert again.state()["rule"] == "reach"
    assert again.page.inner_text("#page-title").startswith("Qinghai")
    assert again.page.evaluate("covermap.map.getZoom()") == pytest.approx(8.5)
    assert again.page.evaluate("covermap.map.getCenter().lng") == pytest.approx(101.2, abs=1e-3)


@pytest.mark.parametrize(
    "address", ["#x", "#/////////", "#NaN/a/b/c/d/e/f", "#9/1e9/%/{{7*7}}//fr/900"]
)
def test_an_address_that_is_not_understood_is_passed_over(visit, maps, address):
    found = visit(maps / "index.html")
    found.page.goto("about:blank")
    found.page.goto((maps / "index.html").as_uri() + address)
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.state()["overlay"] == "share"
    assert found.state()["rule"] == "area"
    assert found.page.inner_text("#page-title").startswith("青海")


# ---------------------------------------------------------------- phone, paper
@pytest.mark.parametrize("language", ["zh", "en"])
def test_phone_and_laptop_need_no_scrolling_sideways(visit, maps, language):
    for width, height in ((390, 844), (1280, 720)):
        found = visit(maps / "index.html", viewport={"width": width, "height": height})
        if language == "en":
            found.page.click("#language")
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        hero = found.page.locator(".say .hero").bounding_box()
        rule = found.page.locator("#rule").bounding_box()
        assert rule["x"] + rule["width"] <= hero["x"] + hero["width"]


@pytest.mark.parametrize(("paper", "width_mm", "height_mm"), [("a4", 279, 192), ("a3", 398, 275)])
def test_goal_map_ranking_and_cards_are_on_the_first_sheet(visit, maps, paper, width_mm, height_mm):
    pixel = 96 / 25.4
    size = {"width": round(width_mm * pixel), "height": round(height_mm * pixel)}
    found = visit(maps / "index.html", viewport=size)
    found.page.click("#language")
    found.page.evaluate(f"document.documentElement.classList.add('printing', '{paper}')")
    found.page.emulate_media(media="print")
    for part in (".say", "#stage", ".ranks", "#cards"):
        box = found.page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= size["height"], part
        assert box["x"] + box["width"] <= size["width"] + 1, part
    assert found.page.locator("#sentences").bounding_box()["y"] > box["y"]


def test_a_long_list_of_what_fails_is_turned_page_by_page(visit, tmp_path):
    sample = sample_results()
    one = sample.areas[sample.areas["id"] == "QH-SC-001"]
    many = pd.concat([one.assign(id=f"F{n:02d}", name_zh=f"场所{n:02d}") for n in range(45)])
    areas = gpd.GeoDataFrame(many.reset_index(drop=True), geometry="geometry", crs=4326)
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / "index.html")

    def shown() -> list[str]:
        return found.page.locator("#gap-table tbody tr td:nth-child(2)").all_inner_texts()

    assert len(shown()) == 12
    found.page.focus("#gap-table .more")
    found.page.keyboard.press("Enter")
    assert found.page.evaluate("document.activeElement.textContent") == "下一页"
    seen = list(shown())
    while not found.page.is_disabled("#gap-table .pager button:last-child"):
        found.page.click("#gap-table .pager button:last-child")
        seen += shown()
    assert sorted(seen) == [f"场所{n:02d}" for n in range(45)]
    assert "41–45，共 45 处" in found.page.inner_text("#gap-table .pager")
    found.page.click("#gap-table .pager button:first-child")
    assert len(shown()) == 20
