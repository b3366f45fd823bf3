"""What a person chose in a browser: the address brings it back, search finds it, filters say it."""

import dataclasses

import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI, Visit
from tests.sample_results import sample_results

pytestmark = pytest.mark.browser

LINE = "G227@632200"
VIEW = "#9.50/37.10000/101.10000"


def opened(visit, page, address: str) -> Visit:
    """Open a page at an address, as from a link that a colleague sent."""
    found = visit(page)
    found.page.goto("about:blank")
    found.page.goto(page.as_uri() + address)
    found.page.wait_for_selector("html.ready", state="attached", timeout=10_000)
    return found


def address(found: Visit) -> str:
    return found.page.evaluate("location.hash")


def drawer(found: Visit) -> str:
    return found.page.inner_text("#drawer")


def test_an_address_brings_back_a_line_layers_filters_and_the_language(visit, maps):
    page = maps / HAIBEI
    found = visit(page)
    found.page.click(f'#lines-table button[data-line="{LINE}"]')
    found.page.click("#filter-menu summary")
    for box in ("盲区", "n28", "达标", "联通"):
        found.page.uncheck(f"#filters label:has-text('{box}') >> nth=0")
    found.page.check("#filters label:has-text('扩展类场所')")
    found.page.click("#language")
    found.page.wait_for_timeout(600)  # the map has flown to the line
    again = opened(visit, page, address(found))
    assert again.state()["line"] == LINE
    assert again.page.inner_text("#drawer h3") == found.page.inner_text("#drawer h3")
    assert again.page.evaluate("covermap.lang") == "en" and "Overview" in drawer(again)
    assert again.page.evaluate("document.documentElement.lang") == "en"
    for said in ("covermap.stationFilter", "covermap.placeFilter", "covermap.stationsShown"):
        assert again.page.evaluate(said) == found.page.evaluate(said)
    assert (again.state()["gaps"], again.state()["extended"]) == (False, True)
    assert address(again) == address(found)
    again.page.click("#filter-menu summary")
    checked = again.page.locator("#filters label", has_text="n28").locator("input").is_checked()
    assert checked is False


def test_an_address_brings_back_a_gap_of_a_place(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    found.page.click("#drawer .gaps button")
    found.page.wait_for_timeout(600)
    again = opened(visit, maps / HAIBEI, address(found))
    assert again.page.get_attribute("#drawer .gaps button", "aria-expanded") == "true"
    assert again.page.inner_text("#drawer h3") == "海北职业学院"


def rings(found: Visit) -> list[list[float]]:
    """Return where chosen stations are ringed, [lon, lat]."""
    return found.page.evaluate(
        """() => {
            const rings = [];
            covermap.map.eachLayer(layer => {
                if (layer.options.fillColor !== "#ffd24d") { return; }
                rings.push([layer.getLatLng().lng, layer.getLatLng().lat]);
            });
            return rings;
        }"""
    )


def test_an_address_brings_back_a_station_over_a_place(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'}); covermap.set({station: 'S04'})")
    again = opened(visit, maps / HAIBEI, address(found))
    assert "示例站S04" in drawer(again)
    assert rings(again) == [[101.2, 37.2]]
    again.page.keyboard.press("Escape")
    state = again.state()
    assert (state["selected"], state["station"]) == ("", "")
    assert "station" not in address(again)
    assert rings(again) == []


def test_what_is_as_it_was_at_first_is_not_in_the_address(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({gaps: false}); covermap.set({gaps: true})")
    assert len(address(found).split("/")) == 8


def test_an_address_of_before_still_opens(visit, maps):
    found = opened(visit, maps / HAIBEI, VIEW + "/level/any/reach/632221/QH-ED-001")
    state = found.state()
    assert (state["rule"], state["county"]) == ("reach", "632221")
    assert "海北职业学院" in drawer(found)
    at = found.page.evaluate("[covermap.map.getZoom(), covermap.map.getCenter().lat]")
    assert at == pytest.approx([9.5, 37.1], abs=1e-3)


@pytest.mark.parametrize(
    "rest",
    [
        "/nonsense/某运营商/other/999999/QH-XX-999",
        "/level/any/area///line=no-such/gap=x/station=x/on=x/off=x/no-x=x/lang=fr/=/x",
        "/level/any/area///no-__proto__=x/__proto__=x/constructor=x/no-band=n999",
        "/level/any/area//%E0%A4%A",
    ],
)
def test_what_the_page_does_not_know_falls_back_quietly(visit, maps, rest):
    found = opened(visit, maps / HAIBEI, VIEW + rest)
    state = found.state()
    assert (state["overlay"], state["operator"], state["rule"]) == ("level", "any", "area")
    chosen = [state[key] for key in ("county", "selected", "line", "gap", "station")]
    assert chosen == [""] * 5
    assert found.page.evaluate("[covermap.lang, covermap.stationsShown]") == ["zh", 6]
    assert "概况" not in drawer(found) and "门限敏感性" in drawer(found)


def test_an_address_pasted_into_an_open_page_opens(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate(f"location.hash = '{VIEW}/level/any/area//QH-ED-001'")
    found.eventually("covermap.state && covermap.state.selected === 'QH-ED-001'")
    assert "海北职业学院" in drawer(found)


# ---------------------------------------------------------------------- search


def found_by(found: Visit, typed: str) -> list[str]:
    found.page.fill("#search", typed)
    return found.page.locator("#search-list b").all_inner_texts()


@pytest.mark.parametrize(
    "typed", ["G227", "g227", "示例国道", "shiliguodao", "g227slgd", "sample ro"]
)
def test_a_line_is_found_by_number_name_pinyin_and_initials(visit, maps, typed):
    found = visit(maps / HAIBEI)
    assert found_by(found, typed)[0].startswith("G227")
    found.page.keyboard.press("Enter")
    assert found.state()["line"] == LINE
    assert "里程" in drawer(found)


@pytest.mark.parametrize("typed", ["祁连县", "qlx", "Qilian", "632222"])
def test_a_county_is_found_and_chosen(visit, maps, typed):
    found = visit(maps / HAIBEI)
    names = found_by(found, typed)
    found.page.click(f"#search-list li:nth-child({names.index('祁连县') + 1})")
    assert found.state()["county"] == "632222"
    assert found.page.input_value("#county") == "632222"


def test_a_station_is_found_by_its_id_or_the_beginning_of_it(visit, maps):
    found = visit(maps / HAIBEI)
    assert found_by(found, "s0") == ["S01", "S02", "S03", "S04"]
    assert found_by(found, "s04") == ["S04"]
    found.page.keyboard.press("Enter")
    assert "示例站S04" in drawer(found)
    assert "S04" not in found_by(found, "04")
    assert found_by(found, "s.4") == []  # no pattern, what is typed


def test_the_very_station_comes_before_those_that_begin_alike(visit, tmp_path):
    sample = sample_results()
    ids = {"S01": "A10", "S02": "A11", "S03": "A12", "S04": "A13", "S05": "A14", "S06": "A1"}
    stations = sample.stations.assign(id=sample.stations["id"].replace(ids))
    write_pages(dataclasses.replace(sample, stations=stations), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    assert found_by(found, "a1") == ["A1", "A10", "A11", "A12"]


# ---------------------------------------------------------------------- filters


def filtered(found: Visit) -> str:
    return found.page.inner_text("#filtered")


def signs(found: Visit) -> int:
    return found.page.locator(".places path:visible").count()


def test_each_filter_hides_what_it_names_and_says_so_beside_the_menu(visit, maps):
    found = visit(maps / HAIBEI)
    assert found.page.is_hidden("#filtered")
    found.page.click("#filter-menu summary")
    for box, said in (
        ("移动 · 4", "已筛选：场所 11 / 11，基站 2 / 6"),
        ("n78 · 2", "已筛选：场所 11 / 11，基站 4 / 6"),
        ("已建基站 · 6", "已筛选：场所 11 / 11，基站 0 / 6"),
        ("不达标", "已筛选：场所 7 / 11，基站 6 / 6"),
        ("政务", "已筛选：场所 8 / 11，基站 6 / 6"),
    ):
        label = found.page.locator("#filters label", has_text=box).first
        label.locator("input").uncheck()
        assert filtered(found) == said, box
        assert signs(found) == int(said.split("场所 ")[1].split(" ")[0])
        label.locator("input").check()
        assert found.page.is_hidden("#filtered"), box


def test_all_and_none_stand_where_there_are_many_boxes(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#filter-menu summary")
    assert found.page.locator("#filters .all-none").count() == 1  # of the categories
    found.page.click("#filters .all-none button:nth-child(2)")
    assert signs(found) == 0
    assert filtered(found) == "已筛选：场所 0 / 11，基站 6 / 6"
    found.page.click("#filters .all-none button:nth-child(1)")
    assert signs(found) == 11
