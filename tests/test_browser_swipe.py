"""An earlier run beside this one on the page of the province: one line between the two."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.outputs import difference
from geo.outputs.finished_run import Opened
from geo.outputs.pages import write_pages
from geo.results import Results
from tests.browsing import Visit
from tests.sample_rasters import write_rasters
from tests.sample_runs import classes, of_scope, run_results, with_verdicts, write_classes

pytestmark = pytest.mark.browser
HAIDONG_FAILS = ("QH-TH-011", "area")


def earlier_results() -> Results:
    """Return a run of Haidong alone, a year before, by another threshold."""
    threshold = {**run_results("x").card["threshold"], "profile": "cn-field-110", "dbm": -110.0}
    earlier = run_results("before", data_date="2021-12-31", threshold=threshold)
    return of_scope(with_verdicts(earlier, {HAIDONG_FAILS: "not_met"}), "630200")


def written(folder: Path, now: Results, before: Results) -> Path:
    rasters = folder / "rasters"
    rasters.mkdir()
    write_rasters(rasters)
    runs = []
    for results in (before, now):
        run_id = results.card["run_id"]
        raster = write_classes(folder / f"{run_id}.tif", classes(0, 1, 2, 3), run_id)
        runs.append(Opened(results, raster))
    compared = difference.against(*runs, folder, "report.previous")
    write_pages(compared.results, rasters, folder / "maps", earlier=runs[0])
    return folder / "maps" / "index.html"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("swipe"), run_results("now"), earlier_results())


def side(found: Visit, pane: str) -> list[float]:
    """Return where a pane is cut off: left and right edge in pixels of the map."""
    return found.page.evaluate(
        """(pane) => {
            const map = covermap.map, cut = map.getPane(pane).style.clipPath.match(/-?[\\d.]+px/g);
            const xs = cut.map(parseFloat).filter((_, i) => i % 2 === 0);
            return [Math.min(...xs), Math.max(...xs)].map(
                x => map.layerPointToContainerPoint([x, 0]).x);
        }""",
        pane,
    )


def signs(found: Visit, pane: str) -> list[str]:
    return found.page.locator(f".leaflet-{pane}-pane path.place title").all_text_contents()


def test_the_earlier_run_is_shown_only_when_asked_for(visit, page):
    found = visit(page)
    assert not found.page.is_visible("#swipe")
    assert found.page.locator(".leaflet-pane[class*=earlier]").count() == 0
    found.page.click("#compare")
    assert found.page.is_visible("#swipe")
    assert found.page.inner_text("#side-before").split("\n") == ["上次", "2021-12-31", "SYNTHETIC"]
    assert found.page.inner_text("#side-now").split("\n") == ["本次", "2022-12-31", "SYNTHETIC"]
    found.page.click("#compare")
    assert not found.page.is_visible("#swipe")
    assert found.page.evaluate("covermap.map.getPane('covermap-place').style.clipPath") == ""
    assert signs(found, "covermap-earlier-place") == []


def test_no_button_without_an_earlier_run(visit, maps):
    found = visit(maps / "index.html")
    assert not found.page.is_visible("#compare")
    assert not found.page.is_visible("#swipe")


def test_each_side_ends_at_the_line_and_keys_move_it(visit, page):
    found = visit(page)
    found.page.click("#compare")
    width = found.page.evaluate("covermap.map.getSize().x")
    found.page.focus("#swipe")
    for key, percent in [("ArrowRight", 52), ("PageUp", 62), ("ArrowLeft", 60), ("End", 100)]:
        found.page.keyboard.press(key)
        line = pytest.approx(width * percent / 100, abs=1)
        assert side(found, "covermap-earlier-ground") == [pytest.approx(0, abs=1), line]
        assert side(found, "covermap-ground") == [line, pytest.approx(width, abs=1)]
        assert found.page.get_attribute("#swipe", "aria-valuenow") == str(percent)
    found.page.keyboard.press("Home")
    assert found.page.get_attribute("#swipe", "aria-valuetext") == (
        "左侧上次 2021-12-31 占 0 %，右侧本次 2022-12-31 占 100 %"
    )


def test_the_line_can_be_dragged_and_stays_when_the_map_moves(visit, page):
    found = visit(page)
    found.page.click("#compare")
    box = found.page.locator("#stage").bounding_box()
    middle = found.page.locator("#swipe").bounding_box()
    x, y = middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2
    found.page.mouse.move(x, y)
    found.page.mouse.down()
    found.page.mouse.move(box["x"] + box["width"] / 4, y, steps=4)
    found.page.mouse.up()
    assert found.state()["compare"] == pytest.approx(25, abs=1)
    before = side(found, "covermap-ground")
    found.page.evaluate("covermap.map.panBy([120, 40], {animate: false})")
    assert side(found, "covermap-ground") == pytest.approx(before, abs=1)


def test_each_side_shows_what_its_own_run_found(visit, page):
    found = visit(page)
    found.page.click("#compare")
    failing = found.page.evaluate("covermap.failing(covermap.data.areas).map(a => a.name[0])")
    assert signs(found, "covermap-place") == failing
    before = earlier_results().areas
    failed = before[(before["area"] == "not_met") & (before["group"] == "goal2022")]
    earlier = signs(found, "covermap-earlier-place")
    assert earlier == failed["name_zh"].tolist()
    assert set(earlier) - set(failing)  # what failed then and is met now
    fills = found.page.evaluate(
        """() => [...document.querySelectorAll(".leaflet-covermap-earlier-ground-pane path")].map(
            path => path.getAttribute("fill"))"""
    )
    # Prefectures by code: Haidong was computed, whatever else was not is hatched.
    assert [fill == "url(#hatch)" for fill in fills].count(False) == 1


def test_coverage_of_both_runs_is_drawn_in_one_frame(visit, page):
    found = visit(page)
    found.page.click("#compare")
    found.page.click('#overlay-kind [data-id="class"]')
    pictures = found.page.evaluate(
        """() => ["covermap-coverage", "covermap-earlier-coverage"].map(
            pane => [...covermap.map.getPane(pane).children].map(
                image => image.style.width + image.style.transform))"""
    )
    assert len(pictures[0]) == 1
    assert pictures[0] == pictures[1]


def test_what_is_not_alike_is_said(visit, page):
    found = visit(page)
    found.page.click("#compare")
    listed = found.page.locator("#swipe-note li").all_inner_texts()
    assert any("范围：上次 海东市，本次" in line for line in listed)
    assert any("cn-field-110" in line and "cn-field-105" in line for line in listed)
    found.page.click("#language")
    assert "may come from these" in found.page.inner_text("#swipe-note")
    assert found.page.get_attribute("#swipe", "aria-valuetext").startswith("earlier run 2021")


def test_the_address_keeps_the_line(visit, page):
    found = visit(page)
    found.page.click("#compare")
    found.page.focus("#swipe")
    found.page.keyboard.press("PageDown")
    address = found.page.evaluate("location.hash")
    found.page.goto("about:blank")
    found.page.goto(page.as_uri() + address)
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.state()["compare"] == 40
    assert found.page.is_visible("#side-before")
    assert found.state()["stations"] is False  # known of this run alone


def test_paper_shows_both_runs_only_when_the_screen_does(visit, page):
    found = visit(page)
    found.page.emulate_media(media="print")
    assert not found.page.is_visible("#side-before")
    found.page.emulate_media(media="screen")
    found.page.click("#compare")
    found.page.emulate_media(media="print")
    assert found.page.is_visible("#side-before")
    assert found.page.is_visible("#swipe-note")


def test_phone_moves_the_line_by_touch(visit, page):
    found = visit(page, viewport={"width": 390, "height": 844}, has_touch=True)
    found.page.tap("#compare")
    box = found.page.locator("#swipe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = "Input.dispatchTouchEvent"
    found.session.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    found.session.send(touch, {"type": "touchMove", "touchPoints": [{"x": x + 80, "y": y}]})
    found.session.send(touch, {"type": "touchEnd", "touchPoints": []})
    assert found.state()["compare"] > 60
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_invented_earlier_run_is_marked_beside_a_real_one(visit, tmp_path):
    now = run_results("now", synthetic=False, scenario=None)
    found = visit(written(tmp_path, now, earlier_results()))
    found.page.click("#compare")
    assert "SYNTHETIC" in found.page.inner_text("#side-before")
    assert "SYNTHETIC" not in found.page.inner_text("#side-now")
    assert "SYNTHETIC" in found.page.inner_text("#swipe-note")
