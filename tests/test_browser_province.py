"""The page of the province in a browser: ranking, matrix, cards, findings."""

import pytest

from geo.summary import province_report
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
