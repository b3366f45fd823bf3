"""Hostile text in every field of every layer: nothing runs, everything is shown literally.

Every page is opened with hundreds of odd strings in every text field (`tests.hostile_results`)
and walked as a reader would walk it, in both languages. The walks (`tests/hostile_walks.js`)
hand back what they did not find where it belongs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from geo.outputs import pages
from geo.outputs._folium_shell import PageKind, page
from geo.outputs._page import comparison as page_comparison
from geo.outputs._page import geometry as page_geometry
from geo.results import Results
from tests import hostile_results as hostile
from tests.browsing import Visit
from tests.payloads import PAYLOADS, naughty_strings, naughty_values

pytestmark = pytest.mark.browser
KINDS: tuple[PageKind, ...] = ("prefecture", "province", "comparison")
WALKS = (Path(__file__).parent / "hostile_walks.js").read_text(encoding="utf-8")


def payloads(results: Results) -> Mapping[PageKind, Any]:
    """Return what each kind of page shows of some results; pictures are not drawn."""
    lines, nowhere = page_geometry.boundaries(results), Path("nowhere")
    return {
        "prefecture": pages.of_prefecture(results, lines, nowhere, hostile.HAIBEI),
        "province": pages.of_province(results, lines, nowhere),
        "comparison": page_comparison.comparison_payload(results, lines, nowhere, "index.html"),
    }


def write(results: Results, folder: Path) -> Path:
    for kind, payload in payloads(results).items():
        document = page(kind, "zh", PAYLOADS[2], payload)
        (folder / f"{kind}.html").write_text(document, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def strange_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every string in every field of every layer that may have many rows."""
    return write(hostile.hostile_results(), tmp_path_factory.mktemp("strange"))


@pytest.fixture(scope="module")
def plain_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, whose names the walk of the few turns in the page itself."""
    return write(hostile.sample(), tmp_path_factory.mktemp("plain"))


def walked(found: Visit, walk: str, argument: object = None) -> Any:
    """Run a walk, and hold the page to be as harmless after it as before."""
    found.page.evaluate(WALKS)
    before = found.page.evaluate("walks.harm()")
    missed = found.page.evaluate(f"walks.{walk}", argument)
    assert found.page.evaluate("walks.harm()") == before
    assert before["found"] == [] and before["struck"] is False
    return missed


# ---------------------------------------------------------------- what is tried
def test_every_text_of_every_layer_is_hostile_but_for_closed_lists() -> None:
    results = hostile.hostile_results()
    for column in hostile.free_columns(hostile.sample()):
        name, _, field = column.partition(".")
        found = set(getattr(results, name)[field])
        if name in hostile.FEW:
            assert found <= set(naughty_values()), column
        elif column != "lines.id":  # line_id with the prefecture
            assert found == set(naughty_values()), column


@pytest.mark.parametrize("column", hostile.WRITTEN_BY_THE_PROGRAM)
def test_what_is_left_out_exists_and_comes_from_its_closed_list(column: str) -> None:
    results = hostile.sample()
    meant = [
        name for name in hostile.text_columns(results) if column in (name, name.partition(".")[2])
    ]
    assert meant
    for name in meant:
        frame, _, field = name.partition(".")
        assert set(getattr(results, frame)[field]) <= set(hostile.closed_list(name) or ())


def test_references_name_columns_that_exist() -> None:
    columns = set(hostile.text_columns(hostile.sample()))
    assert {*hostile.REFERENCES, *hostile.REFERENCES.values()} <= columns


def test_every_text_of_the_card_is_hostile_but_for_codes() -> None:
    def texts(value: Any, key: str) -> list[str]:
        if isinstance(value, Mapping):
            return [text for name, item in value.items() for text in texts(item, name)]
        if isinstance(value, list):
            return [text for item in value for text in texts(item, key)]
        return [value] if isinstance(value, str) and key not in hostile.CARD_CODES else []

    card = {
        **hostile.hostile_results().card,
        "goals": [],
        "settings": {},
        "scope": [],
        "operators": [],
    }
    found = texts(card, "")
    assert len(found) > 40
    assert set(found) <= set(naughty_values())


# ---------------------------------------------------------------- the pages
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_is_shown_letter_by_letter(
    visit: Any, strange_pages: Path, kind: PageKind, lang: str
) -> None:
    found = visit(strange_pages / f"{kind}.html")
    if lang == "en":
        found.page.click("#language")
    assert walked(found, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_regions_and_facts_of_the_run_are_shown_letter_by_letter(
    visit: Any, plain_pages: Path, kind: PageKind
) -> None:
    found = visit(plain_pages / f"{kind}.html")
    assert walked(found, "few", [kind, list(naughty_values())]) == []


def test_a_template_is_not_evaluated(visit: Any, strange_pages: Path) -> None:
    for kind in KINDS:
        found = visit(strange_pages / f"{kind}.html")
        found.page.click("#about-open")
        assert "1337" not in found.page.inner_text("body")  # 7 * 191


def test_any_title_stays_text() -> None:
    title = " ".join(naughty_strings())
    (shown,) = re.findall(r"<title>(.*?)</title>", page("province", "zh", title, {}), re.DOTALL)
    assert "<" not in shown
    assert html.unescape(shown) == html.unescape(html.escape(title))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1600, 950), (390, 844)], ids=["desk", "phone"])
def test_layout_survives(
    visit: Any, strange_pages: Path, plain_pages: Path, kind: PageKind, size: tuple[int, int]
) -> None:
    screen = {"viewport": {"width": size[0], "height": size[1]}}
    plain = visit(plain_pages / f"{kind}.html", **screen)
    strange = visit(strange_pages / f"{kind}.html", **screen)
    for found in (plain, strange):
        found.page.evaluate(WALKS)
    assert strange.page.evaluate("walks.widths()") == plain.page.evaluate("walks.widths()")
    choose = "id => covermap.set({selected: id})"  # on a phone the drawer opens with it
    plain.page.evaluate(choose, plain.page.evaluate("walks.longest()")[0])
    for longest in strange.page.evaluate("walks.longest()"):
        strange.page.evaluate(choose, longest)
        assert strange.page.evaluate("walks.widths()") == plain.page.evaluate("walks.widths()")
