"""The online map in a browser: from its own servers alone, chosen, credited, missed once."""

import base64
import re

import pytest

from geo.outputs import basemap
from tests.browsing import HAIBEI, Visit

pytestmark = pytest.mark.browser

KEY = "0123456789abcdefABCDEF0123456789"
TILE = re.compile(
    r"https://t[0-7]\.tianditu\.gov\.cn/(?P<name>vec|cva|img|cia|ter|cta)_w/wmts\?SERVICE=WMTS"
    r"&REQUEST=GetTile&VERSION=1\.0\.0&LAYER=(?P=name)&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    rf"&TILEMATRIX=\d+&TILEROW=\d+&TILECOL=\d+&tk={KEY}"
)
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAM3e3v///ywAAAAAAQABAAACAkQBADs=")


@pytest.fixture(scope="module")
def copies(maps):
    folder = maps / basemap.FOLDER
    basemap.write_copies([maps / HAIBEI, maps / "index.html"], KEY, folder)
    return folder


class Online(Visit):
    """A page whose tile servers answer, or do not; nothing else of the network does."""

    def __init__(self, browser, path, *, answers: bool) -> None:
        self.answers = answers
        self.reached: list[str] = []  # what the policy let through
        super().__init__(browser, path, offline=False)

    def opening(self) -> None:
        self.page.route(re.compile("^https?:"), self._answer)

    def _answer(self, route) -> None:
        self.reached.append(route.request.url)
        if self.answers and TILE.fullmatch(route.request.url):
            route.fulfill(body=PIXEL, content_type="image/gif")
        else:
            route.abort()

    def names(self) -> set[str]:
        return {TILE.fullmatch(url)["name"] for url in self.reached}


@pytest.fixture
def online(browser):
    visits = []

    def opened(path, *, answers: bool = True) -> Online:
        visits.append(Online(browser, path, answers=answers))
        return visits[-1]

    yield opened
    for one in visits:
        one.context.close()
        # That a tile did not come is for the browser's own log; the page has no error.
        assert [error for error in one.errors if "Failed to load resource" not in error] == []
        assert all(TILE.fullmatch(url) for url in one.reached), one.reached


@pytest.mark.parametrize("name", [HAIBEI, "index.html"])
def test_tiles_come_from_the_tile_servers_alone(online, copies, name):
    found = online(copies / name)
    found.eventually("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert found.names() == {"vec", "cva"}
    assert found.page.is_visible(".basemap-credit")
    assert "审图号" in found.page.inner_text(".basemap-credit")
    assert "天地图" in found.page.inner_text(".basemap-credit")
    bar = found.page.inner_text(".basemap-bar")
    assert "勿外传" in bar and "把所看位置告诉天地图服务器" in bar and "暂不可用" not in bar
    found.page.click("#language")
    assert "pass it to nobody" in found.page.inner_text(".basemap-bar")


def test_the_planner_chooses_what_the_map_shows(online, copies):
    found = online(copies / HAIBEI)
    assert found.page.evaluate(
        "getComputedStyle(covermap.map.getPane('covermap-ground')).opacity"
    ) == ("0")
    found.page.click('.chips [data-id="img"]')
    found.eventually("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert found.names() == {"vec", "cva", "img", "cia"}
    found.page.click('.chips [data-id="ter"]')
    found.eventually("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert found.names() >= {"ter", "cta"}
    found.page.locator('.chips .segment[data-id="none"]').last.click()
    assert found.page.locator(".leaflet-tile").count() == 0
    assert found.page.locator(".basemap-credit").is_hidden()
    assert found.page.evaluate(
        "getComputedStyle(covermap.map.getPane('covermap-ground')).opacity"
    ) == ("1")


def test_without_a_network_the_page_works_and_says_so_once(online, copies):
    found = online(copies / HAIBEI, answers=False)
    found.eventually("document.querySelector('.basemap-bar').textContent.includes('暂不可用')")
    assert found.page.inner_text(".basemap-bar").count("暂不可用") == 1
    found.page.locator("path.place:visible").first.click(force=True)
    assert found.state()["selected"] != ""
    assert found.page.is_visible("#drawer h3")


def test_the_policy_refuses_every_other_server(online, copies):
    found = online(copies / HAIBEI)
    found.eventually("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    refused = found.page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation",
                event => done(event.effectiveDirective));
            new Image().src = "https://example.org/x.png?tk=" + 1;
        })"""
    )
    assert refused == "img-src"
    found.errors.clear()  # the refusal itself is one
