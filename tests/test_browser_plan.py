"""The plan in a browser: pins, list, card, address, legend; the curve of the province."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.outputs import report_html
from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI
from tests.sample_plan import planned_results

pytestmark = pytest.mark.browser
HAIDONG = "630200-haidong_SYNTHETIC.html"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out, results = tmp_path_factory.mktemp("planned"), planned_results()
    write_pages(results, out / "none", out)
    report_html.write_reports(results, out / "reports")
    return out


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 240 stations, all in one prefecture."""
    out, results = tmp_path_factory.mktemp("many"), planned_results()
    rows = pd.concat([results.proposals] * 80, ignore_index=True)
    number = rows.index.to_series() + 1
    rows = rows.assign(
        rank=number,
        id=[f"P{n:03d}" for n in number],
        closes_ids="",
        closes=0,
        lon=101.0 + 0.001 * number,
    )
    write_pages(dataclasses.replace(results, proposals=rows), out / "none", out)
    return out


def test_pins_carry_their_rank_and_say_what_they_close(visit: Any, planned: Path) -> None:
    pins = visit(planned / HAIBEI).page.locator(".pins .pin")
    assert pins.all_inner_texts() == ["1", "2", "3"] or pins.all_text_contents() == ["1", "2", "3"]
    assert pins.nth(0).get_attribute("aria-label") == "建议次序 1 · 门源县 P001 · 使 2 处达标"


def test_the_list_is_the_text_twin_of_the_pins(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    assert found.page.inner_text("#plan-count") == "3"
    rows = found.page.locator("#plan-table tbody tr").all_inner_texts()
    assert [[cell.strip() for cell in row.split("\t")] for row in rows] == [
        ["1 · 门源县 P001", "2", "1.60", "36–86 %"],
        ["2 · 示例站S02", "0", "0.40", "36–93 %"],
        ["3 · 示例站S04", "2", "0.10", "50–93 %"],
    ]
    found.page.click("#plan-table [data-proposal=P003]")
    assert found.state()["proposal"] == "P003"
    assert found.page.locator("#plan-table tr.chosen").count() == 1


def test_the_card_tells_how_to_build_it(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.click("#plan-table [data-proposal=P001]")
    drawer = found.page.inner_text("#drawer")
    for said in (
        *("门源县 P001", "建议站 · 预测", "SYNTHETIC", "建议次序 1 · 高处新址 · 门源回族自治县"),
        *("35 m", "地面海拔 3400 m", "20° 140° 260°", "1.60 费用单位", "罚值 0.50", "3.00 km²"),
        *("站址 1.00 · 道路 0.20 · 引电 0.10 · 光缆 0.30", "36–86 %", "须现场勘察"),
    ):
        assert said in drawer, said
    closes = found.page.locator("#drawer .closes li").all_inner_texts()
    assert [row.split("\n")[-1] for row in closes] == ["建成后达标"] * 2 + ["预计达标、复算未达标"]


def test_the_card_leads_to_its_row_in_the_report(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.evaluate("covermap.set({proposal: 'P002'})")
    href = found.page.get_attribute("#drawer .links a", "href")
    name, _, anchor = href.partition("#")
    assert f'id="{anchor}"' in (planned / name).read_text(encoding="utf-8")


def test_the_host_and_the_places_lead_on(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.evaluate("covermap.set({proposal: 'P002'})")
    found.page.click("#drawer [data-area=QH-IP-001]")
    assert found.state()["selected"] == "QH-IP-001" and found.state()["proposal"] == ""
    found.page.click("#drawer [data-proposal=P002]")
    assert found.state()["proposal"] == "P002"
    found.page.click("#drawer [data-station=S02]")
    assert (found.state()["station"], found.state()["proposal"]) == ("S02", "")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("QH-ED-001", "建成后达标\n1 · 门源县 P001"),
        ("QH-SC-001", "候选站都达不到"),
        ("QH-GV-004", "须先补数据"),
    ],
)
def test_a_place_says_what_the_plan_does_for_it(
    visit: Any, planned: Path, place: str, said: str
) -> None:
    found = visit(planned / HAIBEI)
    found.page.evaluate("id => covermap.set({selected: id})", place)
    assert said in found.page.inner_text("#drawer")


def test_the_keyboard_opens_a_pin_and_comes_back_to_it(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.focus(".pin[data-proposal=P002]")
    found.page.keyboard.press("Enter")
    assert found.state()["proposal"] == "P002"
    found.page.keyboard.press("Escape")
    assert found.state()["proposal"] == ""
    assert found.page.evaluate("document.activeElement.dataset.proposal") == "P002"


def test_the_layer_is_switched_off_with_its_legend(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    assert "建议站，数字为次序（预测）" in found.page.inner_text("#legend-places")
    found.page.click("#filter-menu summary")
    found.page.uncheck("#filters label:has-text('建议站（方案）')")
    assert found.page.locator(".pins .pin").count() == 0
    assert "建议站" not in found.page.inner_text("#legend-places")
    assert "off=plan" in found.page.url


def test_the_address_brings_a_proposal_back(visit: Any, planned: Path) -> None:
    first = visit(planned / HAIBEI)
    first.page.evaluate("covermap.set({proposal: 'P001'})")
    _, _, address = first.page.url.partition("#")
    assert "proposal=P001" in address
    second = visit(planned / HAIBEI, address=f"#{address}")
    assert second.state()["proposal"] == "P001"
    assert "门源县 P001" in second.page.inner_text("#drawer h3")


@pytest.mark.parametrize("name", ["__proto__", "constructor", "P999", "%3C%2Fscript%3E"])
def test_an_address_of_no_proposal_shows_the_region(visit: Any, planned: Path, name: str) -> None:
    found = visit(planned / HAIBEI, address=f"#9/37/101/level/any/area///proposal={name}")
    assert found.state()["proposal"] == ""


def test_search_finds_a_proposal(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.fill("#search", "P001")
    found.page.keyboard.press("Enter")
    assert found.state()["proposal"] == "P001"


def test_english_readers_read_english(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIBEI)
    found.page.click("#language")
    rows = found.page.locator("#plan-table .name").all_inner_texts()
    assert rows == ["1 · Menyuan P001", "2 · S02", "3 · S04"]
    found.page.evaluate("covermap.set({proposal: 'P003'})")
    drawer = found.page.inner_text("#drawer")
    assert "existing site" in drawer.lower() and "Proposed station" in drawer
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in drawer)


@pytest.mark.parametrize("page", [HAIBEI, "index.html"])
def test_without_a_plan_there_is_no_layer_and_no_empty_control(
    visit: Any, maps: Path, page: str
) -> None:
    found = visit(maps / page)
    assert not found.page.locator("#plan-box, #plan-section").is_visible()
    if page == HAIBEI:
        found.page.click("#filter-menu summary")
        found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
        assert found.page.locator(".pins").count() == 0
    assert "建设方案" not in found.page.inner_text("body")
    assert "建议站（" not in found.page.inner_text("body")


def test_a_prefecture_without_proposals_has_no_layer(visit: Any, planned: Path) -> None:
    found = visit(planned / HAIDONG)
    assert not found.page.locator("#plan-box").is_visible()
    assert found.page.locator(".pins").count() == 0


def test_many_proposals_stay_within_the_budget(visit: Any, many: Path) -> None:
    found = visit(many / HAIBEI)
    found.page.click("#plan-table .more")
    found.page.evaluate("covermap.map.setView([37.2, 101.15], 10, {animate: false})")
    assert found.page.locator(".pins .pin").count() == 40
    assert "放大可见其余" in found.page.inner_text("#legend-places")
    found.page.evaluate("covermap.set({proposal: 'P240'})")
    assert found.page.locator(".pin.chosen").text_content() == "240"
    assert found.page.locator("#plan-table tbody tr").count() == 40
    assert "200" in found.page.inner_text("#plan-table .note")
    assert found.elements() <= 1500


# ---------------------------------------------------------------- the province
def test_the_province_shows_the_curve_and_the_counts_by_prefecture(
    visit: Any, planned: Path
) -> None:
    found = visit(planned / "index.html")
    assert found.page.get_attribute("#plan-curve svg", "aria-label") == (
        "建 3 个建议站，达标率由 30–74 % 变为 48–87 %，新达标 4 处"
    )
    rows = found.page.locator("#table-plan_statuses tbody tr").all_inner_texts()
    assert [row.split("\t")[:6] for row in rows] == [
        ["海北藏族自治州", "4", "1", "0", "1", "5"],
        ["海东市", "0", "0", "3", "0", "1"],
        ["分区不明", "0", "0", "0", "0", "1"],
        ["合计", "4", "1", "3", "1", "7"],
    ]
    assert found.page.locator("#sentences p").count() == 4
