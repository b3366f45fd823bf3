"""The difference map in a browser, from disk, without a network: what changed, and where."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.outputs import difference
from geo.outputs.pages import write_difference_map, write_pages
from geo.results import Results
from tests.browsing import Visit
from tests.payloads import PAYLOADS, hostile
from tests.sample_rasters import write_raster
from tests.sample_runs import classes, compared_results, of_scope

pytestmark = pytest.mark.browser
PAGE = "difference-map_SYNTHETIC.html"
# Two columns of each change, then unknown; the rest is not computed.
CHANGES = classes(0, 0, 1, 1, 2, 2, 3, 3, 254, 254)


def written(folder: Path, results: Results, home: str = "") -> Path:
    raster = folder / "change_SYNTHETIC.tif"
    write_raster(raster, CHANGES, difference.CHANGE.nodata)
    return write_difference_map(results, raster, folder, home)


@pytest.fixture(scope="module")
def results() -> Results:
    return compared_results(scenario={"count": 11, "seed": 7})


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, results: Results) -> Path:
    return written(tmp_path_factory.mktemp("drawn"), results, "index.html")


def texts(found: Visit, selector: str) -> list[str]:
    return found.page.locator(selector).all_inner_texts()


def signs(found: Visit) -> dict[str, str]:
    """Return the class of the change of each sign on the map, by place."""
    return found.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("svg.places path")].map(
            sign => [sign.dataset.place, sign.getAttribute("class").match(/c-(\\w+)/)[1]]))"""
    )


def test_page_opens_without_error_or_request_and_says_what_it_rests_on(visit, drawn):
    found = visit(drawn)
    assert drawn.name == PAGE
    notice = found.page.inner_text("#notice")
    assert "SYNTHETIC" in notice and "审图号" in notice and "内部资料" in notice
    assert "预测" in found.page.inner_text("#page-facts")
    assert "预测" in found.page.inner_text("#legend")
    assert found.page.inner_text("#page-title").endswith("两次运行比较")
    assert found.page.inner_text("#runs") == (
        "上期运行 before (2021-12-31) → 本期运行 now (2022-12-31)"
    )
    assert found.page.evaluate("document.querySelectorAll('*').length") <= 1500


def test_counts_are_those_of_the_report(visit, drawn):
    found = visit(drawn)
    assert [text.split("\n") for text in texts(found, "#sums .sum")] == [
        ["3", "新达标"],
        ["1", "不再达标"],
        ["1", "其他变化"],
    ]
    counts = found.page.inner_text("#hero-counts").replace("\u00a0", " ")
    assert counts == "3 新达标 · 1 不再达标 · 17 未变 · 1 其他变化 · 1 新列入 · 1 不再列入"
    row = found.page.inner_text('#categories-goal2022 [data-category="transport_hub"] .rate')
    assert row == "+2 −0"
    found.page.click('#rule [data-id="reach"]')
    assert texts(found, "#sums strong") == ["1", "0", "0"]


def test_signs_show_what_changed_and_where(visit, drawn):
    found = visit(drawn)
    assert signs(found) == {
        "QH-GV-001": "gained",
        "QH-TH-001": "gained",
        "QH-TH-011": "gained",
        "QH-GV-002": "lost",
        "QH-ED-001": "other",
        "QH-TH-002": "new",
    }
    label = found.page.get_attribute('[data-place="QH-GV-002"]', "aria-label")
    assert label == "门源县政府 · 不再达标 · 达标 → 待核实"
    frame = found.page.locator("#map_1").bounding_box()
    box = found.page.locator('[data-place="QH-GV-002"]').bounding_box()
    at = found.page.evaluate("covermap.map.latLngToContainerPoint([37.12, 101.10])")
    assert box["x"] + box["width"] / 2 == pytest.approx(frame["x"] + at["x"], abs=2)
    found.page.click('#rule [data-id="reach"]')
    assert signs(found) == {"QH-IP-001": "gained", "QH-TH-002": "new"}


def test_a_place_opens_with_its_verdicts_before_and_now(visit, drawn):
    found = visit(drawn)
    zoom = found.page.evaluate("covermap.map.getZoom()")
    found.page.click('#change-table tr[data-row="QH-GV-002"]')
    rows = [row.split() for row in texts(found, "#drawer .verdicts tr")]
    assert rows == [
        ["面积", "达标", "→", "待核实", "不再达标"],
        ["通达", "达标", "→", "达标", "未变"],
    ]
    drawer = found.page.inner_text("#drawer")
    assert "门源县政府" in drawer and "临界" in drawer and "101.1000°E" in drawer
    found.eventually(f"covermap.map.getZoom() > {zoom}")
    assert found.page.locator("tr.chosen").get_attribute("data-row") == "QH-GV-002"
    found.page.keyboard.press("Escape")
    assert found.state()["selected"] == ""
    assert found.page.locator("#compared-areas").count() == 1


def test_a_sign_answers_to_the_keyboard_and_keeps_its_focus(visit, drawn):
    found = visit(drawn)
    found.page.locator('[data-place="QH-GV-001"]').focus()
    found.page.keyboard.press("Enter")
    assert found.state()["selected"] == "QH-GV-001"
    # The keyboard goes on in the drawer, and Escape leads back to the sign.
    assert found.page.evaluate("document.activeElement.closest('#drawer') !== null")
    found.page.keyboard.press("Escape")
    assert found.page.evaluate("document.activeElement.dataset.place") == "QH-GV-001"
    found.page.locator('[data-place="QH-TH-001"]').click()
    assert found.state()["selected"] == "QH-TH-001"


def test_a_place_that_is_gone_is_listed_without_a_sign(visit, drawn):
    found = visit(drawn)
    assert "QH-SC-091" not in signs(found)
    found.page.click('#change-table tr[data-row="QH-SC-091"]')
    drawer = found.page.inner_text("#drawer")
    assert "海东故土园" in drawer and "未列入" in drawer and "县不明" in drawer


def test_filters_take_signs_and_rows_away(visit, drawn):
    found = visit(drawn)
    assert found.page.inner_text("#change-count") == "7"
    found.page.click("#filter-menu > summary")
    found.page.click("#filters label:has-text('新达标')")
    assert set(signs(found).values()) == {"lost", "other", "new"}
    assert found.page.inner_text("#change-count") == "4"
    found.page.click("#filters label:has-text('扩展类')")
    assert signs(found)["QH-TS-002"] == "lost"
    assert found.page.locator("img.coverage").count() == 1
    found.page.click("#filters label:has-text('覆盖变化')")
    assert found.page.locator("img.coverage").count() == 0


def test_the_picture_of_changes_is_drawn_and_explained(visit, drawn):
    found = visit(drawn)
    found.eventually("document.querySelector('img.coverage').naturalWidth > 0")
    assert texts(found, "#legend-coverage li") == [
        "新增覆盖",
        "失去覆盖",
        "保持覆盖",
        "两期均未覆盖",
        "无法比较（不等于失去）",
        "未计算（不等于无覆盖）",
    ]
    assert texts(found, "#legend-places li") == [
        "新达标",
        "不再达标",
        "其他变化",
        "新列入",
        "不再列入",
    ]
    assert found.page.locator("#legend-coverage .swatch.dotted").count() == 1
    assert not found.page.evaluate("document.querySelector('#stage').matches('.not-computed')")


def test_without_a_raster_the_picture_is_said_to_be_missing(visit, tmp_path, results):
    page = write_difference_map(results, tmp_path / "none.tif", tmp_path)
    found = visit(page)
    assert "本次运行未计算此图层" in found.page.inner_text("#legend")
    assert found.page.locator("#home").is_hidden()


def test_what_differs_between_the_runs_stands_out(visit, drawn):
    found = visit(drawn)
    assert [row.split("\t")[0] for row in texts(found, "#compared-runs tr.differs")] == ["基站来源"]
    total = texts(found, "#compared-areas tbody tr")[-1].split("\t")
    assert total == ["合计", "210.0", "150.0", "1,390.0", "3,180.0", "70.0"]


def test_language_changes_everything(visit, drawn):
    found = visit(drawn)
    found.page.click("#language")
    assert found.page.inner_text("#page-title").startswith("Two runs compared")
    assert found.page.inner_text("#runs").startswith("earlier run before")
    body = found.page.inner_text("#panel") + found.page.inner_text("#legend")
    for word in ("新达标", "上期", "覆盖变化", "门源县政府"):
        assert word not in body
    assert [row.split("\t")[-1] for row in texts(found, "#compared-runs tr.differs")] == ["differs"]


def test_only_the_earlier_run_invented_is_said(visit, tmp_path):
    real = compared_results(synthetic=False, scenario=None)
    found = visit(written(tmp_path, real))
    for _ in ("zh", "en"):
        notice = found.page.inner_text("#notice")
        assert notice.count("SYNTHETIC") == 1
        found.page.click("#language")
    assert "上期的基站为情景数据" in found.page.inner_text("#notice")


def test_nothing_changed_is_said(visit, tmp_path, results):
    changes = results.changes.assign(change="unchanged", before=results.changes["now"])
    found = visit(written(tmp_path, dataclasses.replace(results, changes=changes)))
    assert "没有判定变化的场所" in found.page.inner_text("#change-table")
    assert texts(found, "#sums strong") == ["0", "0", "0"]


def test_one_prefecture_is_named_and_shown_by_county(visit, tmp_path, results):
    found = visit(written(tmp_path, of_scope(results, "632200")))
    assert found.page.inner_text("#page-title").startswith("海北藏族自治州")
    assert "祁连县" in found.page.inner_text("#compared-areas")
    assert (
        found.page.inner_text('#categories-goal2022 [data-category="industrial_park"] .rate')
        == "+0 −0"
    )


def test_phone_shows_map_and_a_sheet(visit, drawn):
    found = visit(drawn, viewport={"width": 390, "height": 844}, has_touch=True)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    found.page.click("#sheet-handle")
    assert found.page.get_attribute("#sheet-handle", "aria-expanded") == "true"


def test_a_compared_run_has_the_map_among_its_pages(visit, tmp_path, results):
    pages = write_pages(results, tmp_path / "none", tmp_path)
    assert pages[-1] == tmp_path / PAGE
    index = visit(tmp_path / "index.html")
    index.page.click(f'#downloads a[href="{PAGE}"]')
    index.page.wait_for_selector("html.ready", state="attached")
    assert index.page.inner_text("#page-title").endswith("两次运行比较")
    index.page.click("#home")
    index.page.wait_for_selector("#ranking li", state="attached")
    prefecture = visit(tmp_path / "632200-haibei_SYNTHETIC.html")
    assert prefecture.page.locator(f'#drawer a[href="{PAGE}"]').count() == 1


# ---------------------------------------------------------------- hostile text
def test_hostile_text_runs_nothing_and_is_shown_letter_by_letter(visit, tmp_path, results):
    """Every text field, of either run, holds what must stay text."""
    changes = results.changes.assign(change="other")
    names = {row: PAYLOADS[i % len(PAYLOADS)] for i, row in enumerate(changes["area_id"].unique())}
    changes["name_zh"] = changes["name_en"] = changes["area_id"].map(names)
    threshold = {**results.card["threshold"], "profile": PAYLOADS[0]}
    previous = {
        **results.card["previous"],
        "run_id": PAYLOADS[3],
        "data_date": PAYLOADS[1],
        "scope_names": [[PAYLOADS[8], PAYLOADS[9]]],
        "threshold": threshold,
        "model_card": {"model_id": PAYLOADS[5], "terrain_source": PAYLOADS[2]},
        "boundary_source": {"zh": PAYLOADS[4], "en": PAYLOADS[6]},
        "statuses": [PAYLOADS[7]],
        "scenario": {"count": PAYLOADS[10], "seed": PAYLOADS[11]},
    }
    spoilt = dataclasses.replace(
        results,
        card={**results.card, "run_id": PAYLOADS[3], "threshold": threshold, "previous": previous},
        changes=changes,
        counties=hostile(results.counties, ["name_zh", "name_en", "short_zh"]),
        prefectures=hostile(results.prefectures, ["name_zh", "name_en", "short_zh"]),
        areas=gpd.GeoDataFrame(hostile(results.areas, ["name_zh", "cause"]), crs=4326),
    )
    found = visit(written(tmp_path, spoilt))
    for lang in ("zh", "en"):
        for place in found.page.evaluate("covermap.data.places"):
            found.page.evaluate("id => covermap.set({selected: id})", place["id"])
            shown = found.page.evaluate("document.querySelector('#drawer h3').textContent")
            assert shown == place["name"][lang == "en"] and shown in PAYLOADS
        found.page.evaluate("covermap.set({selected: ''})")
        assert PAYLOADS[3] in found.page.evaluate("document.querySelector('#runs').textContent")
        found.page.click("#language")
    assert found.page.evaluate("window.struck") is None
    assert found.page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert "1337" not in found.page.inner_text("body")


# ---------------------------------------------------------------- scale
def test_fifteen_hundred_changed_places_stay_quick(visit, tmp_path, results):
    rows = results.changes[results.changes["area_id"] == "QH-GV-001"]
    areas = results.areas[results.areas["id"] == "QH-GV-001"]
    names = [f"QH-GV-{number:05d}" for number in range(1500)]
    changes = pd.concat([rows.assign(area_id=name, change="gained") for name in names])
    listed = pd.concat([areas] * len(names), ignore_index=True).assign(id=names)
    many = dataclasses.replace(
        results,
        changes=changes.reset_index(drop=True),
        areas=gpd.GeoDataFrame(listed, geometry="geometry", crs=4326),
    )
    page = written(tmp_path, many)
    assert page.stat().st_size < 3e6
    found = visit(page)
    assert found.page.inner_text("#change-count") == "1500"
    assert found.page.locator("#change-table tbody tr").count() == 30
    found.page.click("#change-table .more")
    assert found.page.locator("#change-table tbody tr").count() == 1500
    listed = found.session.send("Performance.getMetrics")["metrics"]
    metrics = {metric["name"]: metric["value"] for metric in listed}
    assert metrics["TaskDuration"] < 6  # [s] as for the other pages: two busy cores are shared
