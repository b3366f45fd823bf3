"""What every page must say of itself, on the screen and on paper: whose, from when, how sure."""

from pathlib import Path

import pytest

from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI
from tests.sample_runs import compared_results

pytestmark = pytest.mark.browser
KINDS = ["index.html", HAIBEI, "difference-map_SYNTHETIC.html"]
MARKS = {
    "zh": (
        "SYNTHETIC",
        "内部资料",
        "审图号：青S（2026）001号",
        "边界来源：手工方格（示例）",
        "数据截止 2026-06-30",
        "3GPP TR 38.901",
        "SS-RSRP ≥ −105 dBm",
        "预测",
    ),
    "en": (
        "SYNTHETIC",
        "Internal planning map",
        "Map review no.: 青S（2026）001号",
        "Boundaries: ",
        "data up to 2026-06-30",
        "3GPP TR 38.901",
        "SS-RSRP ≥ −105 dBm",
        "Predicted",
    ),
}


@pytest.fixture(scope="module")
def marked_maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("marked")
    results = compared_results(review_no="青S（2026）001号", data_date="2026-06-30")
    write_pages(results, out / "none", out)
    return out


@pytest.mark.parametrize("name", KINDS)
def test_every_page_carries_its_marks_on_the_screen_and_on_paper(visit, marked_maps, name):
    found = visit(marked_maps / name)
    for language in ("zh", "en"):
        for medium in ("screen", "print"):
            found.page.emulate_media(media=medium)
            # The text that is seen: of what is hidden on paper nothing is returned.
            said = found.page.inner_text(".top") + found.page.inner_text("#notice")
            missing = [mark for mark in MARKS[language] if mark not in said]
            assert missing == [], f"{name} {medium}"
        found.page.emulate_media(media="screen")
        found.page.click("#language")


@pytest.mark.parametrize("name", KINDS)
def test_phone_leaves_only_model_and_threshold_to_about(visit, marked_maps, name):
    found = visit(marked_maps / name, viewport={"width": 390, "height": 844})
    said = found.page.inner_text(".top") + found.page.inner_text("#notice")
    kept = [mark for mark in MARKS["zh"] if not mark.startswith(("3GPP", "SS-RSRP"))]
    assert [mark for mark in kept if mark not in said] == []
    found.page.click("#about-open")
    about = found.page.inner_text("#about")
    assert "3GPP TR 38.901" in about
    assert "cn-field-105" in about


@pytest.mark.parametrize("name", KINDS)
def test_what_is_not_set_is_said_to_be_so(visit, tmp_path, name):
    write_pages(compared_results(review_no="", data_date=""), tmp_path / "none", tmp_path)
    found = visit(tmp_path / name)
    assert "审图号：未设置" in found.page.inner_text("#notice")
    assert "数据截止 未说明" in found.page.inner_text("#page-facts")
