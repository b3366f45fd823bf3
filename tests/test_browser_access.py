"""The pages for whoever cannot see them, or uses no mouse: axe's rules, and the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from geo.outputs import difference
from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI, Visit, missing
from tests.sample_plan import with_plan
from tests.sample_rasters import write_raster, write_rasters
from tests.sample_runs import classes, compared_results

pytestmark = pytest.mark.browser
COMPARISON = "difference-map_SYNTHETIC.html"
PAGES = {"province": "index.html", "prefecture": HAIBEI, "comparison": COMPARISON}
SIZES = {"desk": (1600, 950), "phone": (390, 844)}

Step = Callable[[Visit], None]


def choose(**chosen: str) -> Step:
    """Return a step that chooses as an address or a click does."""
    return lambda found: found.page.evaluate("chosen => covermap.set(chosen)", chosen)


def do(code: str) -> Step:
    return lambda found: found.page.evaluate(code)


def search(found: Visit) -> None:
    found.page.fill("#search", "h")
    assert found.page.locator("#search-list li").count() > 1


def nothing(found: Visit) -> None:
    """Leave the page as it opens."""


ABOUT = do("document.querySelector('#about-open').click()")
FILTERS = do("document.querySelector('#filter-menu').open = true")
STATES: list[tuple[str, str, Step]] = [
    ("province", "as it opens", nothing),
    ("province", "table", do("document.querySelector('#fold-goals').open = true")),
    ("province", "about", ABOUT),
    ("prefecture", "as it opens", nothing),
    ("prefecture", "place", choose(selected="QH-SC-001")),
    ("prefecture", "gap", choose(selected="QH-SC-001", gap="GAP-632200-001")),
    ("prefecture", "line", choose(line="G227@632200")),
    ("prefecture", "station", do("covermap.emit('station', {index: 0})")),
    ("prefecture", "proposal", choose(proposal="P001")),
    ("prefecture", "unlocated", do("document.querySelector('#unlocated-box').open = true")),
    ("prefecture", "filters", FILTERS),
    ("prefecture", "search", search),
    ("prefecture", "about", ABOUT),
    ("comparison", "as it opens", nothing),
    ("comparison", "place", choose(selected="QH-GV-001")),
    ("comparison", "filters", FILTERS),
    ("comparison", "about", ABOUT),
]
# What can have the focus, in the order in which the Tab key comes to it.
FOCUSABLE = """Array.from(document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']"
)).filter(element => !element.disabled && element.checkVisibility({visibilityProperty: true}))"""
NAME = """(element => [element.tagName, element.id, element.getAttribute("class"),
    element.getAttribute("aria-label") || element.textContent.trim()].join(" "))"""


@pytest.fixture(scope="session")
def every_map(tmp_path_factory) -> Path:
    """One page of each kind, with coverage, gaps, lines, a plan and what changed."""
    rasters, out = tmp_path_factory.mktemp("rasters"), tmp_path_factory.mktemp("every")
    write_rasters(rasters)
    changes = classes(0, 0, 1, 1, 2, 2, 3, 3, 254, 254)
    write_raster(rasters / "change_SYNTHETIC.tif", changes, difference.CHANGE.nodata)
    results = with_plan(compared_results(scenario={"count": 11, "seed": 7}))
    write_pages(results, rasters, out)
    return out


@pytest.fixture(scope="session")
def axe():
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("no axe in this environment")
    return Axe()


def findings(axe, found: Visit) -> list[str]:
    return [
        f"{rule['impact']} {rule['id']}: {node['target']} {node['html'][:90]}"
        for rule in axe.run(found.page).response["violations"]
        for node in rule["nodes"]
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("kind", "step"), [pytest.param(k, s, id=f"{k}-{n}") for k, n, s in STATES]
)
def test_axe_finds_nothing_serious(visit, every_map, axe, kind, step, size):
    width, height = SIZES[size]
    found = visit(every_map / PAGES[kind], viewport={"width": width, "height": height})
    step(found)
    assert findings(axe, found) == []
    if size == "desk":  # words are the same on a phone
        found.page.evaluate("document.querySelector('#language').click()")
        assert findings(axe, found) == []


def test_axe_would_tell(visit, every_map, axe):
    found = visit(every_map / HAIBEI)
    found.page.evaluate("document.querySelector('#zoom-in').removeAttribute('aria-label')")
    found.page.evaluate("document.querySelector('#zoom-in').textContent = ''")
    assert [finding.split(":")[0] for finding in findings(axe, found)] == ["critical button-name"]


def focused(found: Visit) -> str:
    return found.page.evaluate(f"{NAME}(document.activeElement)")


@pytest.mark.parametrize("kind", PAGES)
def test_tab_comes_to_every_control_from_top_to_bottom_and_shows_where_it_is(
    visit, every_map, kind
):
    found = visit(every_map / PAGES[kind])
    controls = found.page.evaluate(f"{FOCUSABLE}.map({NAME})")
    reached = []
    for _ in controls:
        found.page.keyboard.press("Tab")
        reached.append(focused(found))
        assert found.page.evaluate("document.activeElement.matches(':focus-visible')")
    assert reached == controls
    found.page.keyboard.press("Tab")
    assert focused(found).startswith("BODY")


# Keeps what a click on is listened to.
LISTENED = """
    window.clickable = [];
    const listen = Element.prototype.addEventListener;
    Element.prototype.addEventListener = function (kind, ...rest) {
        if (kind === "click") { window.clickable.push(this); }
        return listen.call(this, kind, ...rest);
    };"""
# Of these, what neither can have the focus nor holds what can; Leaflet's map has keys of its own.
MUTE = """clickable.filter(element => {
    const can = "a[href], button, input, select, summary, [tabindex='0']";
    return element.isConnected && !element.matches(can + ", [class*='leaflet']")
        && !element.querySelector(can);
}).map(element => element.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("kind", PAGES)
def test_what_answers_to_a_click_answers_to_the_keyboard(visit, every_map, kind):
    found = visit(every_map / PAGES[kind])
    found.page.add_init_script(LISTENED)
    found.page.reload()
    found.page.wait_for_selector("html.ready", state="attached")
    assert found.page.evaluate("clickable.length") > 10
    assert found.page.evaluate(MUTE) == []


# The page as it opened, whatever a key did to it.
RESET = """() => {
    window.opened = window.opened || {...covermap.state};
    covermap.set({...window.opened});
    const parts = Array.from(document.querySelectorAll("details"));
    window.unfolded = window.unfolded || parts.filter(part => part.open).map(part => part.id);
    parts.forEach(part => { part.open = part.id !== "" && window.unfolded.includes(part.id); });
    if (covermap.lang === "en") { document.querySelector("#language").click(); }
}"""


@pytest.mark.parametrize("kind", PAGES)
def test_no_key_loses_the_focus(visit, every_map, kind):
    found = visit(every_map / PAGES[kind])
    found.page.evaluate("window.print = () => {}")
    controls = found.page.evaluate(f"{FOCUSABLE}.map({NAME})")
    # Links and regions of the province lead to other pages; fields take letters.
    pressed = [i for i, name in enumerate(controls) if name.split()[0] in ("BUTTON", "SUMMARY")]
    assert len(pressed) > 5
    # Both keys press a button; they differ in whether the key or its release does.
    for number, key in zip(pressed, cycle(["Enter", "Space"]), strict=False):
        found.page.evaluate(RESET)
        assert found.page.evaluate(f"{FOCUSABLE}.length") == len(controls)
        found.page.evaluate(f"{FOCUSABLE}[{number}].focus()")
        for pressing in (key, "Escape"):
            found.page.keyboard.press(pressing)
            assert not focused(found).startswith("BODY"), (controls[number], pressing)


def test_the_drawer_is_entered_and_left_by_keyboard(visit, every_map):
    found = visit(every_map / HAIBEI)
    row = found.page.locator('#gap-table [data-area="QH-SC-001"]')
    row.focus()
    found.page.keyboard.press("Enter")
    assert found.state()["selected"] == "QH-SC-001"
    assert "概况" in focused(found)  # the way back, the first thing in the drawer
    found.page.keyboard.press("Enter")
    assert found.state()["selected"] == ""
    assert row.evaluate("row => row === document.activeElement")
    sign = found.page.locator("path.place[aria-label*='海北州政府']")
    sign.focus()
    found.page.keyboard.press("Space")
    assert found.state()["selected"] == "QH-GV-001"
    found.page.keyboard.press("Escape")
    assert sign.evaluate("sign => sign === document.activeElement")


def test_a_click_leaves_the_focus_where_it_is(visit, every_map):
    found = visit(every_map / HAIBEI)
    found.page.click('#gap-table [data-area="QH-SC-001"]')
    assert found.page.evaluate("document.activeElement.dataset.area") == "QH-SC-001"


def test_filters_are_used_and_left_by_keyboard_and_escape_closes_one_thing(visit, every_map):
    found = visit(every_map / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-SC-001'})")
    found.page.focus("#filter-menu > summary")
    found.page.keyboard.press("Enter")
    found.page.keyboard.press("Tab")
    found.page.keyboard.press("Space")  # the first box: stations
    assert found.page.evaluate("covermap.stationsShown") == 0
    found.page.keyboard.press("Escape")
    assert not found.page.evaluate("document.querySelector('#filter-menu').open")
    assert found.page.evaluate("document.activeElement.parentElement.id") == "filter-menu"
    assert found.state()["selected"] == "QH-SC-001"
    found.page.keyboard.press("Escape")
    assert found.state()["selected"] == ""


def test_about_is_left_by_escape_to_where_it_was_opened(visit, every_map):
    found = visit(every_map / HAIBEI)
    found.page.focus("#about-open")
    found.page.keyboard.press("Space")
    assert found.page.is_visible("#about")
    found.page.keyboard.press("Escape")
    assert not found.page.is_visible("#about")
    assert found.page.evaluate("document.activeElement.id") == "about-open"


def test_the_map_is_moved_and_zoomed_by_keyboard(visit, every_map):
    found = visit(every_map / HAIBEI)
    found.page.focus("#map_1")
    west = found.page.evaluate("covermap.map.getCenter().lng")
    found.page.keyboard.press("ArrowRight")
    found.eventually(f"covermap.map.getCenter().lng > {west}")
    zoom = found.page.evaluate("covermap.map.getZoom()")
    found.page.keyboard.press("+")
    found.eventually(f"covermap.map.getZoom() > {zoom}")
