"""The relief in a browser: under the coverage, switched, said, and absent without a DEM."""

import pytest

from geo.outputs.pages import write_difference_map, write_pages
from tests.browsing import HAIBEI
from tests.sample_rasters import write_rasters
from tests.sample_relief import write_relief
from tests.sample_results import sample_results
from tests.sample_runs import compared_results

pytestmark = pytest.mark.browser

HAIDONG = "630200-haidong_SYNTHETIC.html"
SHOWN = "document.querySelectorAll('.leaflet-covermap-relief-pane img').length"


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rasters")
    write_rasters(folder)
    write_relief(tmp_path_factory.mktemp("dem"), folder)
    return folder


@pytest.fixture(scope="module")
def shaded(tmp_path_factory, rasters):
    out = tmp_path_factory.mktemp("shaded")
    write_pages(sample_results(), rasters, out)
    return out


def test_the_relief_lies_over_the_ground_and_under_the_coverage(visit, shaded):
    found = visit(shaded / HAIBEI)
    found.eventually("document.querySelector('img.relief').naturalWidth > 0")
    order = found.page.evaluate(
        "['ground', 'relief', 'coverage', 'border', 'place'].map(name =>"
        " Number(getComputedStyle(covermap.map.getPane('covermap-' + name)).zIndex))"
    )
    assert order == sorted(order)
    said = found.page.inner_text(".relief-note")
    assert "地形阴影" in said and "SRTMGL1: 4 tiles" in said and "高程空洞" not in said
    found.page.click("#language")
    assert "Hillshade" in found.page.inner_text(".relief-note")


def test_the_menu_of_layers_switches_it(visit, shaded):
    found = visit(shaded / HAIBEI)
    found.page.click("#filter-menu > summary")
    box = found.page.locator("#filters label", has_text="地形阴影").locator("input")
    assert box.is_checked() and found.page.evaluate(SHOWN) == 1
    box.uncheck()
    assert found.page.evaluate(SHOWN) == 0 and found.state()["relief"] is False
    assert not found.page.locator(".relief-note").is_visible()
    box.check()
    assert found.page.evaluate(SHOWN) == 1


def test_voids_are_said(visit, shaded):
    assert "斜线：高程空洞" in visit(shaded / HAIDONG).page.inner_text(".relief-note")


def test_the_province_has_it_and_its_legend_switches_it(visit, shaded):
    found = visit(shaded / "index.html")
    found.eventually("document.querySelector('img.relief').naturalWidth > 0")
    found.page.uncheck(".relief-note input")
    assert found.page.evaluate(SHOWN) == 0
    found.page.check(".relief-note input")
    assert found.page.evaluate(SHOWN) == 1


def test_the_difference_map_has_it(visit, rasters, tmp_path):
    results = compared_results()
    page = write_difference_map(results, tmp_path / "none.tif", tmp_path, rasters=rasters)
    found = visit(page)
    found.eventually("document.querySelector('img.relief').naturalWidth > 0")
    found.page.click("#filter-menu > summary")
    found.page.locator("#filters label", has_text="地形阴影").locator("input").uncheck()
    assert found.page.evaluate(SHOWN) == 0


@pytest.mark.parametrize("name", [HAIBEI, "index.html"])
def test_without_a_dem_nothing_of_it_is_shown(visit, maps, name):
    found = visit(maps / name)
    assert found.page.evaluate(SHOWN) == 0
    assert "地形阴影" not in found.page.evaluate("document.body.textContent")
