"""What a page may weigh: in bytes, in elements, in memory; with nothing asked of a network.

How long a page takes is told by ``benchmarks/pages.py``: a test must not depend on the machine.
"""

from pathlib import Path

import pytest

from geo.outputs.pages import INDEX, write_pages
from tests.browsing import Visit
from tests.sample_stations import crowded

PREFECTURES = ("630100", "630200", "632200", "632300", "632500", "632600", "632700", "632800")
PROVINCE = INDEX.removesuffix(".html")
CROWDED = "632800"  # the largest prefecture has the largest pictures
MOST_BYTES = {"prefecture": 3e6, "province": 4e6, "100,000 stations": 8e6}
MOST_HEAP = 15e6  # [byte]
MOST_ELEMENTS = 1500

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("province")]


@pytest.fixture(scope="module")
def crowded_pages(province_run, tmp_path_factory):
    """The page of the province and of one prefecture with so many stations in it, made once."""
    made: dict[int, Path] = {}

    def written(count: int) -> Path:
        if count not in made:
            made[count] = tmp_path_factory.mktemp("crowded")
            many = crowded(province_run.results(), count, CROWDED)
            write_pages(many, province_run.folders.processed / "coverage", made[count])
        return made[count]

    return written


def only(folder: Path, start: str) -> Path:
    (page,) = folder.glob(f"{start}*.html")
    return page


# Steps that show the most at a time, as far as a page has what they open.
EVERYTHING = (
    "document.querySelectorAll('.more').forEach(button => button.click())",
    "covermap.state.extended === undefined && covermap.set({extended: true})",
    "document.querySelectorAll('.more').forEach(button => button.click())",
    "document.querySelectorAll('details').forEach(part => { part.open = true; })",
    """covermap.data.kind === 'prefecture' && covermap.set({
        selected: covermap.data.areas.find(area => area.at && area.verdict.area !== 'met').id})""",
    """(box => { if (box) { box.value = 'a'; box.dispatchEvent(new Event('input')); } })(
        document.querySelector('#search'))""",
    "document.querySelector('#about').showModal()",
)


def most_elements(found: Visit) -> int:
    counted = [found.elements()]
    for step in EVERYTHING:
        found.page.evaluate(step)
        found.page.wait_for_timeout(50)  # what opens is drawn in a task of its own
        counted.append(found.elements())
    return max(counted)


PAGES = [
    *((start, 0) for start in (PROVINCE, *PREFECTURES)),  # 0: as the default run wrote them
    *((start, count) for start in (PROVINCE, CROWDED) for count in (10_000, 100_000)),
]


@pytest.mark.parametrize(("start", "count"), PAGES)
def test_page_keeps_its_budget(visit, province_run, crowded_pages, start, count):
    kind = "province" if start == PROVINCE else "prefecture"
    page = only(crowded_pages(count) if count else province_run.folders.maps, start)
    most = MOST_BYTES["100,000 stations" if count == 100_000 else kind]
    assert page.stat().st_size <= most
    found = visit(page)  # it has made no error and no request when the test ends
    assert found.page.evaluate("covermap.stationsShown") >= count
    assert found.kept_bytes() <= MOST_HEAP
    assert most_elements(found) <= MOST_ELEMENTS
    assert found.kept_bytes() <= MOST_HEAP


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_a_station_in_the_crowd_is_the_one_of_the_results(
    visit, crowded_pages, province_run, count
):
    found = visit(only(crowded_pages(count), CROWDED))
    stations = crowded(province_run.results(), count, CROWDED).stations
    last = stations.sort_values(["name", "id"]).iloc[-1]
    told = found.page.evaluate(f"covermap.station({count - 1})")
    assert (told["id"], told["name"]) == (last["id"], last["name"])
    assert told["at"] == pytest.approx([last["lon"], last["lat"]], abs=1e-5)
