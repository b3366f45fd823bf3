"""The pages as files: complete, self-contained, guarded by a policy, the same each time."""

import base64
import dataclasses
import hashlib
import io
import json
import re

import folium
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from geo.outputs import _folium_shell, _overlay, cog, difference, pages
from geo.outputs._page import comparison as page_comparison
from geo.outputs._page.overlays import overlays
from tests.sample_rasters import write_raster, write_rasters
from tests.sample_results import HOSTILE_NAME, sample_results
from tests.sample_runs import classes, compared_results

HAIBEI = shapely.box(100.0, 37.0, 101.34, 37.3)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coverage")
    write_rasters(folder)
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory, rasters):
    out = tmp_path_factory.mktemp("maps")
    return pages.write_pages(sample_results(), rasters, out)


def decoded(uri: str):
    """Return the palette indices and the palette of a picture, read by a library of its own."""
    data = base64.b64decode(uri.removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(data)) as picture:
        colours = np.array(picture.getpalette("RGB")).reshape(-1, 3).tolist()
        opacity = [*picture.info["transparency"], *[255] * len(colours)]
        palette = [(*colour, alpha) for colour, alpha in zip(colours, opacity, strict=False)]
        return np.array(picture), palette


def test_one_page_for_the_province_and_one_per_prefecture_in_scope(written):
    assert [path.name for path in written] == [
        "index.html",
        "630200-haidong_SYNTHETIC.html",
        "632200-haibei_SYNTHETIC.html",
    ]


def test_pages_are_byte_identical_for_identical_input(written, rasters, tmp_path):
    again = pages.write_pages(sample_results(), rasters, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_pages_fetch_nothing(written):
    for path in written:
        page = path.read_text(encoding="utf-8")
        outside_data = re.sub(r'<script type="application/json".*?</script>', "", page)
        assert not re.search(r"<(script|link|img|iframe)\b[^>]*\b(src|href)=", outside_data)
        links = re.findall(r'url\(["\']?([^)"\']*)', outside_data)
        assert all(link.startswith(("data:", "#")) for link in links), links
        assert "@import" not in outside_data


def test_policy_names_every_script_and_allows_no_other(written):
    for path in written:
        page = path.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        scripts = SCRIPT.findall(page)
        assert len(scripts) == 4  # folium's switches, Leaflet, ours, the map
        for body in scripts:
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_hostile_text_is_in_no_markup(written):
    for path in written:
        page = path.read_text(encoding="utf-8")
        assert "{{7*191}}" not in page
        assert HOSTILE_NAME not in page
        assert 'alert("x")</script>' not in page


def test_the_difference_map_keeps_what_the_other_pages_keep(tmp_path):
    results = compared_results()
    path = pages.write_difference_map(results, tmp_path / "none.tif", tmp_path)
    test_pages_fetch_nothing([path])
    test_policy_names_every_script_and_allows_no_other([path])
    test_hostile_text_is_in_no_markup([path])
    assert "<title>青海省（本次仅含海北、海东）：两次运行比较" in path.read_text(encoding="utf-8")
    before = path.read_bytes()
    pages.write_difference_map(results, tmp_path / "none.tif", tmp_path)
    assert path.read_bytes() == before


def test_a_hostile_title_stays_text():
    page = _folium_shell.page("province", "zh", "</title><script>1</script>", {})
    assert "<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;</title>" in page


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("zh-Hant", "zh-Hant"), ("en", "en")])
def test_language_of_the_run_is_that_of_the_page(lang, tag, rasters, tmp_path):
    index = pages.write_pages(sample_results(lang=lang), rasters, tmp_path)[0]
    page = index.read_text(encoding="utf-8")
    assert f'<html lang="{tag}">' in page
    assert f"<title>{'Qinghai' if lang == 'en' else '青海省'}" in page


def test_traditional_characters_reach_wording_and_names_but_no_identifier(rasters, tmp_path):
    results = sample_results(lang="zh-Hant", review_no="青S(2022)001号")
    index, *_, haibei = pages.write_pages(results, rasters, tmp_path)
    data = {}
    for path in (index, haibei):
        page = path.read_text(encoding="utf-8")
        body = re.search(r'id="covermap-data">(.*?)</script>', page, re.DOTALL)[1]
        data[path] = json.loads(body)
    province, prefecture = data[index], data[haibei]
    assert province["lang"] == "zh"
    assert province["tags"] == {"zh": "zh-Hant", "en": "en"}
    assert province["strings"]["zh"]["legend"] == "圖例"
    assert prefecture["wording"]["verdict"]["not_met"] == ["不達標", "not met"]
    assert prefecture["counties"][0]["name"] == ["門源回族自治縣", "Menyuan"]
    assert prefecture["operators"][1]["id"] == "中国电信"
    assert prefecture["operators"][1]["name"][0] == "中國電信"
    assert prefecture["run"]["review_no"] == "青S(2022)001号"
    assert province["tables"]["goals"]["title"] == ["目標與本次結果", "Goals and what was found"]
    shown = [cell for row in province["tables"]["goals"]["rows"] for cell in row[:1]]
    assert ["政務區域5G網絡全覆蓋", "Full 5G coverage: government"] in shown


def test_folium_keeps_its_own_links():
    before = [*folium.Map.default_js], [*folium.Map.default_css]
    _folium_shell._shell.__wrapped__("province", "zh")
    assert ([*folium.Map.default_js], [*folium.Map.default_css]) == before
    assert len(before[0]) > 1


def test_an_asset_we_do_not_hold_is_an_error(monkeypatch):
    monkeypatch.setattr(
        _folium_shell._ShellMap, "default_js", [("leaflet", "x"), ("jquery", "https://x/jquery.js")]
    )
    with pytest.raises(LookupError, match="jquery"):
        _folium_shell._shell.__wrapped__("province", "zh")


def test_a_figure_that_begins_otherwise_is_an_error():
    with pytest.raises(LookupError, match="branca"):
        _folium_shell._with_head("<html>", "zh")


# ---------------------------------------------------------------- pictures
def test_frame_is_no_finer_than_the_cells_and_no_larger_than_the_limit():
    small = _overlay.frame_of(HAIBEI, 1000.0)
    assert small.width == pytest.approx(119, abs=2)  # 1.34 degrees at 37 N are 119 km
    assert _overlay.frame_of(HAIBEI, 1.0).width == _overlay.MAX_SIDE
    (south, west), (north, east) = small.bounds()
    assert (west, south, east, north) == pytest.approx((100.0, 37.0, 101.34, 37.3), abs=1e-5)


def test_picture_shows_each_class_in_its_colour_and_hatches_what_was_not_computed(rasters):
    found = overlays(sample_results(), rasters, HAIBEI)
    layers = {(layer["kind"], layer["operator"]): layer["uri"] for layer in found["layers"]}
    indices, palette = decoded(layers["class", "any"])
    row, width = indices.shape[0] // 2, indices.shape[1]
    by_column = [int(indices[row, int(width * (0.05 + 0.1 * i) / 1.34)]) for i in range(7)]
    # none in range, below twice, reached at 50 % twice, at 90 % twice
    assert by_column == [0, 2, 2, 3, 3, 4, 4]
    assert palette[0][3] == 0
    east = indices[:, int(width * 0.63) : int(width * 0.95)]
    assert set(np.unique(east)) == {0, 1}
    assert 0.05 < (east == 1).mean() < 0.5
    assert palette[1][3] > 0


def test_a_picture_that_is_computed_all_over_has_no_hatch(tmp_path):
    raster = cog.file_of(tmp_path, cog.CLASS_ANY, True)
    write_raster(raster, np.full((3, 14), 3, np.uint8), 255)
    found = overlays(sample_results(), tmp_path, HAIBEI)
    uri = next(layer["uri"] for layer in found["layers"] if layer["kind"] == "class")
    assert set(np.unique(decoded(uri)[0])) == {4}
    assert found["no_data"] is False


@pytest.mark.parametrize("kind", ["level", "class", "limit", "networks", "gain"])
def test_no_data_is_hatched_the_other_way_round(rasters, kind):
    found = overlays(sample_results(), rasters, HAIBEI)
    assert found["no_data"] is True
    uri = next(layer["uri"] for layer in found["layers"] if layer["kind"] == kind)
    indices, _ = decoded(uri)
    width = indices.shape[1]

    def diagonals(first: float, last: float) -> tuple[bool, bool]:
        """Return whether the lines keep to falling and to rising diagonals."""
        part = indices[:, int(width * first) : int(width * last)]
        assert set(np.unique(part)) == {0, 1}
        return (
            bool((part[1:, 1:] == part[:-1, :-1]).all()),
            bool((part[1:, :-1] == part[:-1, 1:]).all()),
        )

    assert diagonals(0.535, 0.585) == (True, False)  # the eighth of 13.4 columns
    assert diagonals(0.63, 0.95) == (False, True)


def test_what_limits_is_drawn_with_terrain_dotted(rasters):
    found = overlays(sample_results(), rasters, HAIBEI)
    uri = next(layer["uri"] for layer in found["layers"] if layer["kind"] == "limit")
    indices, palette = decoded(uri)
    width, colours = indices.shape[1], found["colours"]["limit"]
    assert list(colours) == ["none", "budget", "terrain", "no_station"]

    def entries(column: int) -> set[int]:
        part = indices[
            4:-4, int(width * (column + 0.2) / 13.4) : int(width * (column + 0.8) / 13.4)
        ]
        return set(np.unique(part).tolist())

    assert [entries(column) for column in (0, 1, 3)] == [{5}, {3}, {2}]
    assert entries(2) == {4, 6}
    assert palette[4][:3] == (213, 94, 0) and colours["terrain"].startswith("rgba(213,94,0")
    assert palette[6][:3] == (122, 46, 0)
    dots = (indices == 6).sum() / np.isin(indices, (4, 6)).sum()
    assert 0.05 < dots < 0.4


def test_gained_and_lost_cells_are_drawn_in_their_colours(tmp_path):
    raster = tmp_path / "change.tif"
    write_raster(raster, classes(0, 0, 1, 1, 2, 2, 3, 3, 254, 254), 255)
    found = page_comparison._overlay(compared_results(), HAIBEI, raster)
    indices, palette = decoded(found["uri"])
    width = indices.shape[1]

    def entries(column):
        first, last = (int(width * (column + share) / 13.4) for share in (0.2, 0.8))
        return set(np.unique(indices[8:-8, first:last]).tolist())

    assert [entries(column) for column in (0, 4, 6)] == [{2}, {4}, {5}]
    assert entries(2) == {3, 6}  # lost is dotted besides
    assert entries(8) == entries(11) == {0, 1}  # not comparable, not computed: hatched
    assert [palette[i][:3] for i in (2, 3, 4, 5)] == [difference.COLOURS[i] for i in range(4)]
    assert found["colours"]["lost"].startswith("rgba(213,94,0")


def test_levels_fall_into_the_bins_of_the_legend(rasters):
    found = overlays(sample_results(), rasters, HAIBEI)
    indices, palette = decoded(found["layers"][0]["uri"])
    row, width = indices.shape[0] // 2, indices.shape[1]
    by_column = [int(indices[row, int(width * (0.05 + 0.1 * i) / 1.34)]) for i in range(7)]
    assert by_column[0] == 0  # computed, but no station in range: paper
    assert [palette[i][:3] for i in by_column[1:]] == [
        (0x44, 0x01, 0x54),  # -120
        (0x41, 0x44, 0x87),  # -108
        (0x2A, 0x78, 0x8E),  # -105 meets the threshold
        (0x22, 0xA8, 0x84),  # -100
        (0x7A, 0xD1, 0x51),  # -90
        (0xFD, 0xE7, 0x25),  # -80
    ]
    assert found["colours"]["level"][0].startswith("rgba(253,231,37")


def test_a_raster_that_is_missing_is_said_and_not_drawn(rasters, tmp_path):
    found = overlays(sample_results(), rasters, HAIBEI)
    uris = {(layer["kind"], layer["operator"]): layer["uri"] for layer in found["layers"]}
    assert uris["level", "中国电信"] is None
    nothing = overlays(sample_results(), tmp_path, HAIBEI)
    assert all(layer["uri"] is None for layer in nothing["layers"])


def test_number_of_networks_has_a_colour_for_none_and_one_for_each(rasters):
    colours = overlays(sample_results(), rasters, HAIBEI)["colours"]["networks"]
    assert len(colours) == 4
    assert len(set(colours)) == 4
    results = sample_results(operators=["中国移动"])
    assert len(overlays(results, rasters, HAIBEI)["colours"]["networks"]) == 2


def test_roaming_gain_has_a_colour_for_each_number_of_operators_that_gain(rasters):
    found = overlays(sample_results(), rasters, HAIBEI)
    uri = next(layer["uri"] for layer in found["layers"] if layer["kind"] == "gain")
    indices, palette = decoded(uri)
    row, width = indices.shape[0] // 2, indices.shape[1]
    by_column = [int(indices[row, int(width * (0.05 + 0.1 * i) / 1.34)]) for i in range(7)]
    # Where nobody gains, as where there is no network, nothing is drawn.
    assert by_column == [0, 0, 0, 3, 3, 2, 0]
    colours = found["colours"]["gain"]  # one operator gains, two do: of three at most two
    assert [colour.split(",")[0] for colour in colours] == ["rgba(188", "rgba(84"]
    assert [palette[i][:3] for i in (2, 3)] == [(188, 189, 220), (84, 39, 143)]
    alone = sample_results(operators=["中国移动"])
    assert len(overlays(alone, rasters, HAIBEI)["colours"]["gain"]) == 1


def test_technologies_are_drawn_when_4g_stations_are_given(rasters):
    without = overlays(sample_results(), rasters, HAIBEI)
    assert "technology" not in {layer["kind"] for layer in without["layers"]}
    seen = pd.DataFrame({"county_adcode": ["632221"], "seen": ["both"], "cells": [1]})
    found = overlays(dataclasses.replace(sample_results(), technologies=seen), rasters, HAIBEI)
    (uri,) = [layer["uri"] for layer in found["layers"] if layer["kind"] == "technology"]
    indices, palette = decoded(uri)
    width, colours = indices.shape[1], found["colours"]["technology"]
    assert list(colours) == ["none", "lte", "nr", "both"]

    def entries(column: int) -> set[int]:
        first, last = ((column + part) / 13.4 for part in (0.2, 0.8))
        return set(np.unique(indices[4:-4, int(width * first) : int(width * last)]).tolist())

    assert [entries(column) for column in (0, 3, 5)] == [{2}, {4}, {5}]
    assert entries(1) == {3, 6} and palette[3][:3] == (230, 159, 0)  # 4G alone is dotted


@pytest.mark.parametrize("colours", [3, 17])
def test_png_is_read_back_by_another_library(colours):
    palette = tuple((i, 2 * i, 3 * i, 255 - i) for i in range(colours))
    indices = (np.arange(35, dtype=np.uint8) % colours).reshape(5, 7)
    encoded = base64.b64encode(_overlay.png(indices, palette)).decode()
    found, found_palette = decoded(f"data:image/png;base64,{encoded}")
    assert np.array_equal(found, indices)
    assert found_palette[2] == (2, 4, 6, 253)


def test_results_without_findings_or_defaults_give_pages(rasters, tmp_path):
    sample = sample_results()
    bare = dataclasses.replace(
        sample, findings=sample.findings[:0], defaults=sample.defaults[:0], gaps=sample.gaps[:0]
    )
    assert len(pages.write_pages(bare, rasters, tmp_path)) == 3
