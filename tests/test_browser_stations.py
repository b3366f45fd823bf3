"""The stations of a page in a browser: read from their packed columns, filtered, pointed at."""

import dataclasses

import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI
from tests.payloads import PAYLOADS
from tests.sample_results import sample_results
from tests.sample_stations import crowded

pytestmark = pytest.mark.browser
EVERY = "Array.from({length: covermap.stationsShown}, (_, index) => covermap.station(index))"
# Both begin with the same half of a character: a text must not be cut there.
HALVES = ["\U0001f600", "\U0001f601"]


@pytest.fixture(scope="module")
def many():
    return crowded(sample_results(), 3_000, "632200")


@pytest.fixture(scope="module")
def full_page(many, tmp_path_factory):
    out = tmp_path_factory.mktemp("many")
    write_pages(many, out / "none", out)
    return out / HAIBEI


def test_every_station_is_the_one_of_the_results_whatever_it_is_called(visit, tmp_path):
    clean = sample_results()
    own = clean.stations[clean.stations["prefecture_adcode"] == "632200"]
    names = [*PAYLOADS, *HALVES, "", "同名", "同名"]
    stations = own.iloc[[0] * len(names)].assign(
        id=[f"{name}#{number}" for number, name in enumerate(names)],
        name=names,
        height_m=[None, *range(20, 19 + len(names))],
        azimuth_deg=[None, *range(len(names) - 1)],
    )
    write_pages(dataclasses.replace(clean, stations=stations), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI).page.evaluate(EVERY)
    told = {one["id"]: (one["name"], one["height"], one["azimuth"]) for one in found}
    wanted = stations.astype(object).where(stations.notna(), None).set_index("id")
    assert told == {
        row.Index: (row.name, row.height_m, row.azimuth_deg) for row in wanted.itertuples()
    }
    assert found[0]["at"] == [round(own["lon"].iloc[0], 5), round(own["lat"].iloc[0], 5)]


def test_filters_count_and_hide_what_the_results_say(visit, full_page, many):
    found = visit(full_page)
    mobile = many.stations["operator"] == "中国移动"
    planned = many.stations["status"] == "planned"
    found.page.click("#filter-menu > summary")
    box = found.page.locator("#filters label", has_text="移动 · ")
    assert box.inner_text() == f"移动 · {mobile.sum()}"
    box.click()
    assert found.page.evaluate("covermap.stationsShown") == (~mobile).sum()
    found.page.click("#filters label:has-text('规划')")
    assert found.page.evaluate("covermap.stationsShown") == (~mobile & ~planned).sum()
    found.page.click("#filters label:has-text('基站')")
    assert found.page.evaluate("covermap.stationsShown") == 0


def test_the_last_station_of_a_full_page_answers_to_the_pointer(visit, full_page, many):
    found = visit(full_page)
    last = many.stations.sort_values(["name", "id"]).iloc[-1]
    found.page.evaluate(
        f"covermap.map.setView([{last['lat']}, {last['lon']}], 16, {{animate: false}})"
    )
    box = found.page.locator("#map_1").bounding_box()
    found.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    site = last["name"].rsplit("-", 1)[0]  # the sectors of a site stand at one point
    assert found.page.inner_text("#station-tip").startswith(site)
