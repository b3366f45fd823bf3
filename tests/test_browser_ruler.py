"""The ruler in a browser: exact, by pointer, finger and keys, and it chooses nothing else."""

import numpy as np
import pytest
from pyproj import Geod

from geo.outputs.pages import write_difference_map
from tests.browsing import HAIBEI
from tests.sample_runs import compared_results

pytestmark = pytest.mark.browser

CGCS2000 = Geod(a=6378137.0, rf=298.257222101)


def clicked(found, *places: tuple[float, float]) -> list[list[float]]:
    """Click at parts of the map's width and height; return the points, lon and lat."""
    box = found.page.locator("#map_1").bounding_box()
    points = []
    for x, y in places:
        at = round(box["x"] + x * box["width"]), round(box["y"] + y * box["height"])
        found.page.mouse.move(*at)
        found.page.mouse.click(*at)
        points.append(
            found.page.evaluate(
                "([x, y]) => { const box = covermap.map.getContainer().getBoundingClientRect();"
                " const at = covermap.map.containerPointToLatLng([x - box.left, y - box.top]);"
                " return [at.lng, at.lat]; }",
                at,
            )
        )
    return points


def facts(found) -> dict[str, str]:
    names = found.page.locator("#ruler-facts dt").all_inner_texts()
    return dict(zip(names, found.page.locator("#ruler-facts dd").all_inner_texts(), strict=True))


def metres(text: str) -> float:
    number, unit = text.replace("\u202f", "").split(" ")
    return float(number) * (1000.0 if unit == "km" else 1.0)


def test_distances_and_azimuths_are_those_of_the_ellipsoid(visit, maps):
    random = np.random.default_rng(3)
    lon, lat = random.uniform(89, 103, 200), random.uniform(31, 40, 200)
    length = np.append(10.0 ** random.uniform(0.0, 6.0, 199), 1e6)
    end_lon, end_lat, _ = CGCS2000.fwd(lon, lat, random.uniform(0, 360, 200), length)
    legs = np.stack([lon, lat, end_lon, end_lat], axis=1)
    azimuth, _, expected = CGCS2000.inv(*legs.T)
    told = visit(maps / HAIBEI).page.evaluate(
        "legs => legs.map(leg => covermap.geodesic.inverse(...leg))", legs.tolist()
    )
    assert [one["metres"] for one in told] == pytest.approx(expected, abs=1e-3)
    off = (np.array([one["azimuth"] for one in told]) - azimuth + 180.0) % 360.0 - 180.0
    assert (np.abs(np.radians(off)) * expected).max() < 1e-3


def test_special_legs(visit, maps):
    page = visit(maps / HAIBEI).page

    def leg(*ends: float) -> dict[str, float]:
        return page.evaluate("leg => covermap.geodesic.inverse(...leg)", list(ends))

    assert leg(100.0, 37.0, 100.0, 37.0) == {"metres": 0, "azimuth": 0}
    assert leg(100.0, 0.0, 101.0, 0.0)["metres"] == pytest.approx(111_319.491, abs=1e-3)
    assert leg(100.0, 36.0, 100.0, 37.0)["azimuth"] == 0
    assert leg(0.0, 0.0, 179.7, 0.5) is None  # nearly opposite


@pytest.mark.parametrize("reach_deg", [0.001, 0.3, 2.0, 5.0])
def test_areas_are_those_of_the_ellipsoid(visit, maps, reach_deg):
    angles = np.array([0.1, 0.9, 2.2, 3.5, 5.0])
    reach = reach_deg * np.array([1.0, 0.6, 0.9, 0.5, 0.8])
    lon, lat = 96.0 + reach * np.cos(angles), 35.0 + 0.7 * reach * np.sin(angles)
    expected = abs(CGCS2000.polygon_area_perimeter(lon, lat)[0])
    ring = np.stack([lon, lat], axis=1).tolist()
    page = visit(maps / HAIBEI).page
    for turned in (ring, ring[::-1]):
        told = page.evaluate("ring => covermap.geodesic.area(ring)", turned)
        assert told == pytest.approx(expected, rel=1e-3)


@pytest.fixture(scope="module")
def pages(maps, tmp_path_factory):
    folder = tmp_path_factory.mktemp("difference")
    difference = write_difference_map(compared_results(), folder / "none.tif", folder)
    return {"prefecture": maps / HAIBEI, "province": maps / "index.html", "changes": difference}


@pytest.mark.parametrize("kind", ["prefecture", "province", "changes"])
def test_clicks_measure_and_choose_nothing(visit, pages, kind):
    found = visit(pages[kind])
    before = found.page.url
    found.page.click("#ruler-open")
    places = [(0.45, 0.35), (0.6, 0.4), (0.55, 0.6)]
    points = clicked(found, *places)
    lon, lat = zip(*points, strict=True)
    _, _, legs = CGCS2000.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    shown = facts(found)
    assert metres(shown["总长"]) == pytest.approx(sum(legs), abs=60)
    assert metres(shown["末段"]) == pytest.approx(legs[-1], abs=60)
    assert found.page.locator(".ruler-label").count() == 2
    clicked(found, places[0])  # the first point again
    shown = facts(found)
    number, unit = shown["面积"].replace("\u202f", "").split(" ")
    area = abs(CGCS2000.polygon_area_perimeter(lon, lat)[0])
    assert unit == "km²" and float(number) * 1e6 == pytest.approx(area, rel=2e-3)
    assert found.page.get_attribute("#ruler-open", "aria-pressed") == "false"
    assert found.page.url == before


def test_a_place_under_the_pointer_is_measured_from_and_not_chosen(visit, maps):
    found = visit(maps / HAIBEI)
    sign = found.page.locator("path.place:visible").first
    found.page.click("#ruler-open")
    sign.click(force=True)
    assert found.state()["selected"] == ""
    assert found.page.evaluate("document.activeElement === covermap.map.getContainer()")
    found.page.keyboard.press("Escape")
    sign.click(force=True)
    assert found.state()["selected"] != ""


def test_it_goes_on_living_with_the_pointer_and_ends_by_a_double_click(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#ruler-open")
    clicked(found, (0.4, 0.4))
    assert facts(found) == {}
    box = found.page.locator("#map_1").bounding_box()
    found.page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    assert metres(facts(found)["总长"]) > 0
    zoom = found.page.evaluate("covermap.map.getZoom()")
    found.page.mouse.dblclick(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    told = facts(found)
    found.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.8 * box["height"])
    assert facts(found) == told and metres(told["总长"]) > 0
    assert found.page.evaluate("covermap.map.getZoom()") == zoom
    found.page.click("[data-act=clear]")
    assert found.page.locator("#ruler").is_hidden()
    assert found.page.locator(".ruler-label").count() == 0


def test_a_drag_moves_the_map_and_adds_no_point(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#ruler-open")
    clicked(found, (0.5, 0.5), (0.6, 0.5))
    box = found.page.locator("#map_1").bounding_box()
    centre = found.page.evaluate("covermap.map.getCenter().lng")
    found.page.mouse.move(box["x"] + 500, box["y"] + 300)
    found.page.mouse.down()
    found.page.mouse.move(box["x"] + 400, box["y"] + 300, steps=4)
    found.page.mouse.up()
    assert found.page.evaluate("covermap.map.getCenter().lng") > centre
    assert found.page.locator(".ruler-label").count() == 1


def test_it_is_used_with_keys_alone(visit, maps):
    found = visit(maps / HAIBEI)
    press = found.page.keyboard.press
    found.page.focus("#ruler-open")
    press("Enter")
    assert found.page.evaluate(
        "getComputedStyle(document.querySelector('.crosshair')).display"
    ) == ("block")
    assert "回车" in found.page.inner_text("#ruler-hint")
    for key in ("ArrowRight", "ArrowDown"):
        press("Enter")
        east = found.page.evaluate("covermap.map.getCenter().lng - covermap.map.getCenter().lat")
        press(key)
        found.eventually(
            "Math.abs(covermap.map.getCenter().lng - covermap.map.getCenter().lat"
            f" - ({east})) > 1e-3 && !covermap.map._panAnim?._inProgress"
        )
    press("Enter")
    assert found.page.locator(".ruler-label").count() == 2
    press("Backspace")
    assert found.page.locator(".ruler-label").count() == 1
    press("Escape")
    assert found.page.get_attribute("#ruler-open", "aria-pressed") == "false"
    assert "总长" in found.page.inner_text("#ruler-said")
    assert found.state()["selected"] == ""


def test_a_ring_that_crosses_itself_has_no_area(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#ruler-open")
    clicked(found, (0.4, 0.35), (0.6, 0.6), (0.6, 0.35), (0.4, 0.6))
    found.page.click("[data-act=close]")
    assert facts(found)["面积"] == "边界自相交"
    found.page.click("#language")
    assert facts(found)["Area"] == "crosses itself"


def test_fingers_measure_too(visit, maps):
    size = {"width": 390, "height": 844}
    found = visit(maps / HAIBEI, viewport=size, has_touch=True, is_mobile=True)
    found.page.tap("#ruler-open")
    for x, y in ((80, 330), (240, 400), (100, 480)):
        found.page.touchscreen.tap(x, y)
        found.page.wait_for_timeout(350)  # two quick taps are one double tap
    assert found.page.locator(".ruler-label").count() == 2
    assert metres(facts(found)["末段"]) > 1000
    found.page.tap("[data-act=end]")
    assert found.page.get_attribute("#ruler-open", "aria-pressed") == "false"


def test_on_paper_only_what_was_measured(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.click("#ruler-open")
    found.page.emulate_media(media="print")
    assert found.page.locator("#ruler").is_hidden()
    found.page.emulate_media(media="screen")
    clicked(found, (0.45, 0.4), (0.6, 0.5))
    found.page.keyboard.press("Escape")
    found.page.emulate_media(media="print")
    assert found.page.locator("#ruler-facts").is_visible()
    assert found.page.locator("#ruler-knobs").is_hidden()
