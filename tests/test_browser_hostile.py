"""Hostile text in every field of every layer: nothing runs, everything is shown literally."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.outputs.pages import write_pages
from tests.payloads import PAYLOADS, hostile
from tests.sample_results import (
    sample_results,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile_maps(tmp_path_factory) -> Path:
    """Every text field of every layer holds what must stay text."""
    clean = sample_results()
    areas = pd.concat([clean.areas] * 2, ignore_index=True)
    areas["id"] = [f"{payload_id}-{i}" for i, payload_id in enumerate(areas["id"])]
    areas = hostile(
        areas,
        ["name_zh", "name_en", "subcategory", "owner_zh", "owner_en", "coord_source",
         "coord_licence", "fact_source", "best_operator", "nearest_station", "file",
         "blocked_station"],
    )  # fmt: skip
    areas["blocked_lon"], areas["blocked_lat"] = areas["lon"], areas["lat"]
    stations = hostile(
        clean.stations, ["id", "name", "operator", "band", "status", "source", "environment"]
    )
    threshold = dict.fromkeys(("profile", "zh", "en", "source"), PAYLOADS[0])
    card = {
        **clean.card,
        "run_id": PAYLOADS[3],
        "data_date": PAYLOADS[1],
        "review_no": PAYLOADS[2],
        "boundary_source": {"zh": PAYLOADS[8], "en": PAYLOADS[9]},
        "threshold": {**clean.card["threshold"], **threshold},
        "model_card": {**clean.card["model_card"], "model_id": PAYLOADS[5], PAYLOADS[0]: "x"},
        "operators": [*clean.card["operators"], PAYLOADS[0]],
        "scenario": {"count": 11, "seed": PAYLOADS[1]},
    }
    results = dataclasses.replace(
        clean,
        card=card,
        areas=gpd.GeoDataFrame(areas, geometry="geometry", crs=4326),
        stations=stations,
        counties=hostile(clean.counties, ["name_zh", "name_en", "short_zh"]),
        prefectures=hostile(clean.prefectures, ["name_zh", "name_en", "short_zh"]),
        gaps=hostile(clean.gaps, ["name_zh", "name_en", "size_class", "places_inside"]),
        data_centers=hostile(
            clean.data_centers, ["name_zh", "name_en", "operator", "racks_source"]
        ),
        findings=hostile(clean.findings, ["code", "file", "field", "zh", "en"]),
        defaults=hostile(clean.defaults, ["layer", "field", "value", "zh", "en"]),
    )
    out = tmp_path_factory.mktemp("hostile")
    write_pages(results, out / "none", out)
    return out


def test_hostile_text_runs_nothing_and_is_shown_literally(visit, hostile_maps):
    pages = sorted(hostile_maps.glob("*.html"))
    assert len(pages) == 3
    for path in pages:
        found = visit(path)
        assert found.page.evaluate("window.struck") is None
        assert found.page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
        assert "1337" not in found.page.inner_text("body")
        assert PAYLOADS[2] in found.page.inner_text("#notice")
        found.page.click("#about-open")
        assert PAYLOADS[3] in found.page.inner_text("#about")


def test_hostile_places_are_shown_letter_by_letter(visit, hostile_maps):
    found = visit(next(iter(hostile_maps.glob("632200*.html"))))
    for lang in ("zh", "en"):
        for area in found.page.evaluate("covermap.data.areas"):
            found.page.evaluate("id => covermap.set({selected: id})", area["id"])
            shown = found.page.evaluate("document.querySelector('#drawer h3').textContent")
            assert shown == area["name"][lang == "en"]
            assert shown in PAYLOADS
        for index in range(6):
            found.page.evaluate("i => covermap.emit('station', {index: i})", index)
            shown = found.page.evaluate("document.querySelector('#drawer h3').textContent")
            assert shown in PAYLOADS
        found.page.click("#language")
    for payload in PAYLOADS:
        found.page.fill("#search", payload[:12])
    assert found.page.evaluate("window.struck") is None
