"""The payload of a page says what the results and the report say, and nothing is lost."""

import json
import re
import string
from dataclasses import replace

import numpy as np
import pyproj
import pytest
import shapely

from geo.outputs import _wording
from geo.outputs._folium_shell import _SCRIPTS, _web_text, escaped_json, wording
from geo.outputs._page import causes as page_causes
from geo.outputs._page import data as page_data
from geo.outputs._page import geometry as page_geometry
from geo.outputs._page.overview import province_payload
from geo.outputs._page.stations import station_columns
from geo.outputs._page.values import search_key
from geo.results import CAUSES, LIMITS, VERDICTS
from geo.summary import prefecture_report, province_report
from tests.sample_results import HOSTILE_NAME, sample_results, sample_with_sharing_and_4g
from tests.unpacked import unpacked_numbers, unpacked_texts

HAIBEI = "632200"


@pytest.fixture(scope="module")
def results():
    return sample_results()


@pytest.fixture(scope="module")
def lines(results):
    return page_geometry.boundaries(results)


@pytest.fixture(scope="module")
def payload(results, lines):
    return page_data.prefecture_payload(results, lines, HAIBEI)


def tally(areas, rule, category=None):
    chosen = [
        area
        for area in areas
        if area["group"] == "goal2022" and category in (None, area["category"])
    ]
    kinds = [area["verdict"][rule] if area["at"] else "no_coordinate" for area in chosen]
    return {kind: kinds.count(kind) for kind in set(kinds)} | {"all": len(kinds)}


def test_every_place_is_listed_with_or_without_a_coordinate(payload, results):
    own = results.areas[results.areas["prefecture_adcode"] == HAIBEI]
    assert {area["id"] for area in payload["areas"]} == set(own["id"])
    assert {a["id"] for a in payload["areas"] if a["at"] is None} == set(
        own.loc[own["lon"].isna(), "id"]
    )


@pytest.mark.parametrize("rule", ["area", "reach"])
def test_counts_are_those_of_the_report(payload, results, rule):
    report = prefecture_report(results, HAIBEI)
    rows = report.table("categories").records()
    total = next(row for row in rows if row["category"].en == "total" and row["rule"].en == rule)
    found = tally(payload["areas"], rule)
    for kind in ("met", "undecided", "not_met", "no_data", "no_coordinate"):
        assert found.get(kind, 0) == total[kind]
    assert found["all"] == total["listed"]


def test_people_of_the_whole_prefecture_are_its_own_census_figure(payload, results):
    row = results.prefectures.set_index("adcode").loc[HAIBEI]
    assert payload["people"] == row["population"] > 0


def test_people_covered_are_those_of_the_report(payload, results, lines):
    counties = {county["adcode"]: county["inhabitants"] for county in payload["counties"]}
    assert counties == {
        "632221": [80_000.0, 40_000.0, 64_000.0],
        "632222": [20_000.0, 5_000.0, 8_000.0],
    }
    haidong = page_data.prefecture_payload(results, lines, "630200")
    known = {county["adcode"]: county["inhabitants"] for county in haidong["counties"]}
    assert known == {"630202": [200_000.0, 150_000.0, 190_000.0], "630203": None}


def test_missing_numbers_are_null_not_zero(payload):
    finance = next(area for area in payload["areas"] if area["id"] == "QH-FI-001")
    assert finance["level"] is None
    assert finance["share"] == [None, None]
    assert finance["margin"] is None
    assert finance["networks"] is None
    qilian = next(county for county in payload["counties"] if county["adcode"] == "632222")
    assert qilian["people"] is None


def test_sensitivity_counts_whole_dbm_at_or_above_each_level(results):
    found = page_data.sensitivity(results, ["632221"])
    assert [(row["dbm"], row["cells"], row["of"]) for row in found] == [
        (-96, 10_000, 100_000),
        (-100, 30_000, 100_000),
        (-105, 60_000, 100_000),
        (-110, 75_000, 100_000),
    ]


def test_a_threshold_between_the_usual_steps_has_a_step_of_its_own(results):
    card = {**results.card, "threshold": {**results.card["threshold"], "dbm": -95.0}}
    other = sample_results(**card)
    steps = [row["dbm"] for row in page_data.sensitivity(other, ["632221"])]
    assert steps == [-95, -96, -100, -105, -110]


def test_a_place_outside_the_goal_is_in_an_extended_category(results):
    areas = results.areas.copy()
    areas.loc[areas["id"] == "QH-TH-002", "group"] = "extended"
    found = [(row["group"], row["id"]) for row in page_data.categories(areas)]
    assert found[:7] == [
        ("goal2022", name)
        for name in (
            "government",
            "education",
            "finance",
            "healthcare",
            "transport_hub",
            "industrial_park",
            "scenic_area",
        )
    ]
    assert found[7:] == [("extended", "transport_hub"), ("extended", "township")]


def test_nearest_station_has_its_place_only_when_it_is_known(payload):
    known = next(area for area in payload["areas"] if area["id"] == "QH-GV-001")
    assert known["nearest"]["at"] == [101.05, 37.05]
    nowhere = next(area for area in payload["areas"] if area["id"] == "QH-FI-001")
    assert nowhere["nearest"] is None


def test_a_nearest_station_that_is_not_listed_keeps_its_name(results):
    found = page_causes.nearest({"nearest_km": 3.0, "nearest_station": "X"}, results.stations)
    assert found == {"id": "X", "km": 3.0}


def test_a_blocked_place_has_the_station_the_point_and_the_distances(payload):
    found = next(area for area in payload["areas"] if area["id"] == "QH-ED-001")["blocked"]
    from_station = pyproj.Geod(ellps="WGS84").inv(101.20, 37.20, 101.225, 37.225)[2] / 1000
    to_place = pyproj.Geod(ellps="WGS84").inv(101.225, 37.225, 101.25, 37.25)[2] / 1000
    assert (found["at"], found["height"]) == ([101.225, 37.225], 3480)
    assert found["km"] == pytest.approx(to_place, abs=5e-4)
    station = found["station"]
    assert (station["id"], station["at"], station["operator"]) == ("S04", [101.2, 37.2], "中国联通")
    assert station["km"] == pytest.approx(from_station, abs=5e-4)
    others = [area for area in payload["areas"] if area["id"] != "QH-ED-001"]
    assert all(area["blocked"] is None for area in others)


def test_a_blocked_station_that_is_not_listed_has_no_distance(results):
    row = results.areas.set_index("id").loc["QH-ED-001"].to_dict() | {"blocked_station": "X"}
    found = page_causes.blocked(row, results.stations)
    assert found["station"] == {"id": "X", "km": None}
    assert found["km"] > 0


def test_a_place_beside_a_sector_has_the_station_its_azimuth_and_the_angle(payload):
    found = next(area for area in payload["areas"] if area["id"] == "QH-SC-003")
    station = {"id": "S04", "at": [101.2, 37.2], "operator": "中国联通", "band": "n78"}
    assert found["cause"] == "sector"
    assert found["sector"] == {"off": 180, "station": {**station, "azimuth": 180}}
    others = [area for area in payload["areas"] if area["id"] != "QH-SC-003"]
    assert all(area["sector"] is None for area in others)


def test_a_sector_whose_station_is_not_listed_keeps_the_angle(results):
    row = results.areas.set_index("id").loc["QH-SC-003"].to_dict() | {"sector_station": "X"}
    found = page_causes.sector(row, page_causes.by_id(results.stations))
    assert found == {"off": 180, "station": {"id": "X"}}


def test_a_place_in_a_gap_whose_id_holds_a_blank_is_one(results) -> None:
    named = results.gaps.replace({"places_inside": {"QH-TS-002": "QH TS 002"}}, regex=True)
    places = {"QH TS 002", "QH-FI-002"}
    told = {gap["id"]: gap for gap in page_causes.gaps(named, results.stations, {}, places)}
    assert told["QH-SC-001-G1"]["inside"] == ["QH TS 002", "QH-FI-002"]


def test_gaps_tell_what_they_know_and_leave_out_what_they_do_not(payload):
    gaps = {gap["id"]: gap for gap in payload["gaps"]}
    assert len(gaps) == 4
    told = {"id", "area", "county", "at", "km2", "cause", "near", "rings"}
    alone = gaps["QH-IP-001-G1"]
    assert set(alone) == told | {"short", "altitude"}
    assert (alone["short"], alone["altitude"], alone["near"]) == (6.5, 2870, 7.2)
    assert alone["at"] == [101.15, 37.15]
    assert gaps["QH-SC-001-G1"]["inside"] == ["QH-TS-002", "QH-FI-002"]
    assert set(gaps["QH-SC-001-G1"]) == told | {"altitude", "inside"}
    assert gaps["QH-SC-003-G1"]["sector"]["off"] == 180
    ridge = gaps["QH-ED-001-G1"]["blocked"]
    assert (ridge["at"], ridge["height"], ridge["station"]["id"]) == (
        [101.225, 37.225],
        3480,
        "S04",
    )


def test_people_of_a_gap_are_told_where_they_are_known(results, lines):
    found = page_data.prefecture_payload(results, lines, "630200")
    people = {gap["id"]: gap.get("people") for gap in found["gaps"]}
    assert people == {"QH-IP-011-G1": 1530, "QH-TH-012-G1": None}


def test_a_place_behind_a_void_has_no_share(payload):
    # At least 10 % is covered; a share that is only a bound from below is none.
    found = next(area for area in payload["areas"] if area["id"] == "QH-HC-001")
    assert (found["verdict"]["area"], found["cause"]) == ("no_data", "no_data")
    assert found["share"] == [None, None]
    assert all(row["share"] == [None, None] for row in found["by"] if row["verdict"] == "no_data")


def without_views(payload):
    """Return a payload without the verdicts of single views."""
    items = {name: [{**item, "by": None} for item in payload[name]] for name in ("areas", "lines")}
    return {**payload, **items}


def test_sharing_and_4g_stand_beside_own_networks_and_change_nothing_else(payload, lines):
    results = replace(sample_with_sharing_and_4g(), people=sample_results().people)
    wider = page_data.prefecture_payload(results, lines, HAIBEI)
    assert without_views(wider) == without_views(payload)
    more = {area["id"]: area["by"] for area in wider["areas"]}
    for area in payload["areas"]:
        by = more[area["id"]]
        assert [row for row in by if row["networks"] == "own"] == area["by"]
        views = {(row["networks"], row["operator"]) for row in by if row["networks"] != "own"}
        assert views == {
            *(("sharing", operator) for operator in ("中国电信", "中国联通")),
            *(("lte", operator) for operator in ("", "中国移动")),
        }


def test_a_void_is_counted_apart(payload):
    county = next(county for county in payload["counties"] if county["adcode"] == "632221")
    assert county["reached"]["any"] == [100_000, 60_000, 40_000, 2_000]
    assert county["reached"]["中国移动"][3] == 3_000
    assert county["networks"] == [[0, 38_000], [1, 35_000], [2, 20_000], [3, 5_000]]
    assert list(county["limits"].items()) == [
        ("none", 60_000),
        ("budget", 15_000),
        ("terrain", 8_000),
        ("no_station", 15_000),
        ("no_data", 2_000),
    ]


def test_limits_are_those_of_the_report(payload, results):
    cells = dict.fromkeys(LIMITS, 0)
    for county in payload["counties"]:
        for limit, found in county["limits"].items():
            cells[limit] += found
    total = next(
        row
        for row in prefecture_report(results, HAIBEI).table("limits").records()
        if row["division"].en == "total"
    )
    assert {limit: n / 100 for limit, n in cells.items()} == {
        limit: total[f"{limit}_km2"] for limit in LIMITS
    }


def test_stations_of_4g_are_not_drawn_as_5g(results):
    stations = results.stations.copy()
    stations.loc[stations.index[0], "tech"] = "LTE"
    kept = station_columns(stations)
    assert unpacked_texts(kept["id"]) == stations["id"].tolist()[1:]


def test_stations_are_those_of_the_prefecture(payload, results):
    own = results.stations[results.stations["prefecture_adcode"] == HAIBEI]
    columns = payload["stations"]
    assert unpacked_texts(columns["id"]) == list(own["id"])
    longitudes = np.array(unpacked_numbers(columns["lon"])) / 1e5
    assert longitudes == pytest.approx(own["lon"].to_numpy(), abs=1e-5)
    operators = columns["operator"]
    indices = unpacked_numbers(operators["index"])
    assert [operators["values"][i] for i in indices] == list(own["operator"])


def test_extents_survive_packing_within_ten_metres():
    circle = shapely.Point(101.0, 37.0).buffer(0.005, quad_segs=32)
    unpacked = shapely.MultiPolygon(
        [
            shapely.Polygon(*[np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 1e5 for ring in rings])
            for rings in page_geometry.packed_extent(circle)
        ]
    )
    assert shapely.hausdorff_distance(circle, unpacked) < 1e-4
    assert page_geometry.packed_extent(None) == []
    assert page_geometry.packed(shapely.Polygon()) == []


def test_drawn_counties_share_their_borders_and_fill_the_outline(lines):
    own = lines.counties[lines.counties["prefecture_adcode"] == HAIBEI]
    whole = shapely.area(lines.outline(HAIBEI))
    assert shapely.area(own.geometry.to_numpy()).sum() == pytest.approx(whole, rel=1e-9)


def test_surroundings_are_drawn_though_not_computed(lines, payload):
    assert len(lines.prefectures) == 8
    neighbours = {row["name"][0]: row["href"] for row in payload["neighbours"]}
    assert neighbours["海东市"] == "630200-haidong_SYNTHETIC.html"
    assert neighbours["西宁市"] is None


def test_province_page_has_figures_only_for_the_prefectures_of_the_run(results, lines):
    found = province_payload(results, lines)
    computed = [row["adcode"] for row in found["prefectures"] if row["figures"]]
    assert computed == ["630200", "632200"]
    assert len(found["prefectures"]) == 8
    assert len(found["areas"]) == len(results.areas)


def test_province_counts_are_those_of_the_report(results, lines):
    found = province_payload(results, lines)
    cards = {card.key: card for card in province_report(results).cards}
    assert tally(found["areas"], "area")["all"] == cards["all"].listed
    for category in ("government", "finance", "scenic_area"):
        counted = tally(found["areas"], "area", category)
        assert counted.get("met", 0) == cards[category].met
        assert counted.get("not_met", 0) == cards[category].not_met


def test_report_tables_are_carried_in_both_languages(results, lines):
    goals = province_payload(results, lines)["tables"]["goals"]
    assert goals["heads"][0][0] == ["指标", "indicator"]
    assert goals["rows"][0][0] == [
        "5G基站数（2022年底力争建成）",
        "5G base stations (by the end of 2022)",
    ]


def test_payload_is_json_and_the_same_each_time(results, lines, payload):
    again = page_data.prefecture_payload(sample_results(), lines, HAIBEI)
    assert escaped_json(payload) == escaped_json(again)
    assert json.loads(escaped_json(payload))["name"][0] == "海北藏族自治州"


def test_json_cannot_leave_its_script_nor_look_like_a_template():
    hostile = {HOSTILE_NAME: '</title>\u2028\u2029&{% x %}\\"{{7*7}}'}
    text = escaped_json(hostile)
    assert not set("<>&\u2028\u2029") & set(text)
    assert "{{" not in text
    assert "{%" not in text
    assert json.loads(text) == hostile


def test_json_refuses_what_is_not_a_number():
    with pytest.raises(ValueError, match="JSON"):
        escaped_json([float("nan")])


def test_search_finds_pinyin_and_initials():
    assert search_key("西宁站") == "xiningzhan xnz"
    assert search_key("3A 景区") == "3ajingqu 3ajq"


def test_both_languages_have_the_same_wording_with_the_same_gaps_to_fill():
    zh, en = wording("zh"), wording("en")
    assert list(zh) == list(en) == sorted(zh)
    for key in zh:
        assert set(re.findall(r"\[(\w+)\]", zh[key])) == set(re.findall(r"\[(\w+)\]", en[key])), key
    assert all(zh.values())


def test_every_wording_the_scripts_ask_for_exists():
    source = "\n".join(_web_text(f"app/{name}.js") for kind in _SCRIPTS for name in _SCRIPTS[kind])
    asked = set(re.findall(r'cm\.t\("(\w+)"[,)]', source))
    assert asked
    assert asked <= set(wording("zh"))


def test_scripts_never_take_text_for_markup_or_code():
    source = "\n".join(_web_text(f"app/{name}.js") for kind in _SCRIPTS for name in _SCRIPTS[kind])
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in source
    assert "new Function" not in source
    assert set(source) - set(string.printable) == set(), "wording belongs in strings.*.json"


def test_every_cause_and_verdict_of_a_run_has_a_wording_on_the_page():
    for lang in ("zh", "en"):
        strings = wording(lang)
        missing = {f"cause_short_{cause or 'none'}" for cause in CAUSES} - set(strings)
        assert not missing, lang
        why = ("terrain", "terrain_area", "sector", "sector_area", "no_data")
        assert {f"why_{cause}" for cause in why} <= set(strings)
    assert set(CAUSES) == set(_wording.CAUSES)
    assert set(LIMITS) == set(page_data._codes()["limit"])
    assert set(VERDICTS) == set(_wording.VERDICTS)
