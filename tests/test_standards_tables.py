"""The tables of `geo/standards`: every figure sourced, and consistent with the data and itself."""

from __future__ import annotations

import csv
import itertools
import math
import re
from collections import Counter
from pathlib import Path

import pytest

import layers
from geo import standards
from layers.base_stations import LTE_BANDS, NR_BANDS
from layers.key_points import VILLAGE_KINDS

ROOT = Path(__file__).resolve().parent.parent
STANDARDS = ROOT / "geo" / "standards"
RAW = ROOT / "data" / "raw"

TABLES = sorted(path.stem for path in STANDARDS.glob("*.csv"))
# Columns that together name a row.
KEYS = {
    "categories": ("category",),
    "clutter": ("class",),
    "extents": ("category", "subcategory"),
    "gigabit_places": ("category", "subcategory"),
    "goals": ("id",),
    "legend": ("bin",),
    "operators": ("operator",),
    "plan_costs": ("item",),
    "plan_weights": ("item",),
    "radio_defaults": ("band",),
    "reach_points": ("category", "kind"),
    "responsibility": ("category", "goal", "body_zh"),
    "scenario": ("operator", "band"),
    "scenario_anchors": ("anchor",),
    "thresholds": ("profile",),
}
GOAL_STATUS = {"target", "practice", "actual", "derived"}
STATUS = {"official", "practice", "assumption"}
SEVEN = [
    "government",
    "education",
    "finance",
    "healthcare",
    "transport_hub",
    "industrial_park",
    "scenic_area",
]
# 3GPP TS 38.101-1, Table 5.2-1, and TS 36.101, Table 5.5-1: downlink range of the band [MHz].
DOWNLINK_MHZ = {
    "n1": (2110, 2170),
    "n3": (1805, 1880),
    "n5": (869, 894),
    "n8": (925, 960),
    "n28": (758, 803),
    "n40": (2300, 2400),
    "n41": (2496, 2690),
    "n78": (3300, 3800),
    "n79": (4400, 5000),
    "B1": (2110, 2170),
    "B3": (1805, 1880),
    "B5": (869, 894),
    "B8": (925, 960),
    "B34": (2010, 2025),
    "B39": (1880, 1920),
    "B40": (2300, 2400),
    "B41": (2496, 2690),
}
FDD = ("n1", "n3", "n5", "n8", "n28", "B1", "B3", "B5", "B8")
# Gain of the equipment class: 64T64R for TDD of 5G, a broadcast beam of 8T8R for TDD of 4G. [dBi]
GAIN_DBI = {("FDD", "n"): (15, 18), ("TDD", "n"): (20, 24)}
GAIN_DBI |= {("FDD", "B"): (15, 18), ("TDD", "B"): (14, 17)}


def table(name: str) -> list[dict[str, str]]:
    with (STANDARDS / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def column(name: str, field: str) -> list[str]:
    return [row[field] for row in table(name)]


def of_places() -> list[str]:
    """Categories of what has an extent: all but lines."""
    return [row["category"] for row in table("categories") if row["group"] != "line"]


def test_every_table_is_known_here() -> None:
    assert set(TABLES) == set(KEYS)


@pytest.mark.parametrize("name", TABLES)
def test_each_row_has_a_key_a_source_and_a_status(name: str) -> None:
    data = (STANDARDS / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    keys = Counter(tuple(row[field] for field in KEYS[name]) for row in table(name))
    assert [key for key, count in keys.items() if count > 1] == []
    for row in table(name):
        assert None not in row
        assert row["source"].strip(), row
        assert row["status"] in (GOAL_STATUS if name == "goals" else STATUS), row


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_would_be_a_formula_in_a_spreadsheet(name: str) -> None:
    for row in table(name):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "@")), row
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell), row


# ---- categories, goals, bodies ------------------------------------------------------------


def test_the_2022_goal_has_its_seven_categories_and_nothing_else() -> None:
    groups = {row["category"]: row["group"] for row in table("categories")}
    assert [category for category, group in groups.items() if group == "goal2022"] == SEVEN
    assert {c: g for c, g in groups.items() if g != "goal2022"} == {
        "township": "extended",
        "data_center": "infrastructure",
        "village": "extended",
        "road": "line",
        "railway": "line",
    }
    assert [int(order) for order in column("categories", "order")] == list(range(1, 13))


def test_each_category_has_its_layer() -> None:
    for row in table("categories"):
        layer = layers.catalogue()[row["layer"]]
        assert layer.category in (row["category"], None)
        assert (layer.geometry == "line") == (row["group"] == "line")


def test_the_goals_are_those_of_the_plan() -> None:
    goals = {row["id"]: row for row in table("goals")}
    full = [row for row in goals.values() if row["id"].startswith("qh-2022-full-")]
    assert [row["category"] for row in full] == SEVEN
    for row in full:
        assert (row["operator"], row["threshold"], row["unit"]) == ("ge", "100", "%")
        assert (row["rule"], row["scope"], row["status"]) == ("area", "province", "target")
    figures = {
        "qh-2022-base-stations": ("ge", "10000", "target"),
        "qh-2022-racks": ("gt", "13000", "target"),
        "qh-2022-egress": ("ge", "10", "target"),
        "haixi-2021-base-stations": ("eq", "386", "actual"),
        "qh-2024-racks-built-and-building": ("eq", "93000", "actual"),
        "qh-2025-racks-built-and-building": ("approx", "190000", "actual"),
        "qh-2025-stations-per-10k": ("eq", "44.93", "actual"),
        "qh-2025-villages-reached": ("eq", "96.7", "actual"),
        "qh-2025-road-rail-km": ("eq", "17565", "actual"),
        "cn-2025-stations-per-10k": ("ge", "26", "target"),
        "cn-2025-villages-reached": ("ge", "80", "target"),
        "cn-2027-stations-per-10k": ("ge", "38", "target"),
        # What every gigabit city was reported to exceed; the text of the indicator was not seen.
        "cn-2022-gigabit-key-places": ("gt", "80", "practice"),
        "cn-2023-gigabit-key-places": ("gt", "99.5", "practice"),
        "cn-2023-gigabit-stations-per-10k": ("gt", "12", "target"),
    }
    for identifier, expected in figures.items():
        row = goals[identifier]
        assert (row["operator"], row["threshold"], row["status"]) == expected


def test_derived_goals_follow_from_the_published_ones() -> None:
    value = {row["id"]: float(row["threshold"]) for row in table("goals")}
    per_10k = value["qh-2025-stations-per-10k"]
    # 5.93 million people at the end of 2024; the province is 11.52 above the nation.
    assert value["qh-2025-base-stations"] == pytest.approx(per_10k * 593, abs=50)
    assert value["cn-2025-stations-per-10k-actual"] == pytest.approx(per_10k - 11.52)


def test_goals_use_known_words() -> None:
    categories = {"", *column("categories", "category")}
    for row in table("goals"):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])
        assert row["id"].split("-")[1] == row["year"]
        assert row["category"] in categories, row["id"]
        assert row["operator"] in ("ge", "gt", "eq", "approx")
        assert row["rule"] in ("area", "reach", "keypoints", "linear", "number")
        assert re.fullmatch(r"province|nation|prefecture|63\d\d00", row["scope"])
        assert float(row["threshold"]) > 0
        for field in ("metric", "unit", "unit_zh", "unit_en", "title_zh", "title_en"):
            assert row[field], (row["id"], field)


def test_practice_is_said_to_be_no_official_threshold() -> None:
    for row in table("goals"):
        assert ("原文未见" in row["source"]) == (row["status"] == "practice"), row["id"]


def test_each_goal_is_of_a_scope_once_a_year() -> None:
    names = ("metric", "category", "rule", "scope", "year", "status")
    keys = Counter(tuple(row[name] for name in names) for row in table("goals"))
    assert [key for key, count in keys.items() if count > 1] == []


def test_key_places_of_gigabit_cities_are_places_of_the_goal() -> None:
    stated = {(row["category"], row["subcategory"]) for row in table("extents")}
    for row in table("gigabit_places"):
        assert row["category"] in SEVEN
        assert (row["category"], row["subcategory"]) in stated
        assert row["class_zh"] and row["class_en"]
    classes = list(dict.fromkeys(column("gigabit_places", "class")))
    assert classes == ["hospital", "university", "culture_tourism", "railway_station", "airport"]


def test_villages_are_reached_at_the_kinds_that_key_points_know() -> None:
    kinds = {row["kind"]: row["zh"] for row in table("reach_points")}
    assert kinds == {"committee": "村委会", "school": "学校", "clinic": "卫生室"}
    assert set(kinds) == set(VILLAGE_KINDS)
    assert set(column("reach_points", "category")) == {"village"}


def test_one_body_leads_on_each_category() -> None:
    leads = Counter(
        row["category"]
        for row in table("responsibility")
        if row["role"] == "lead" and row["category"]
    )
    assert leads == dict.fromkeys(column("categories", "category"), 1)


def test_one_body_leads_on_each_number_the_province_set_itself() -> None:
    leads = Counter(row["goal"] for row in table("responsibility") if row["role"] == "lead")
    for row in table("goals"):
        if row["scope"] == "province" and row["status"] == "target" and not row["category"]:
            assert leads[row["id"]] == 1, row["id"]


def test_bodies_belong_to_a_category_or_to_a_goal() -> None:
    categories = {"*", *column("categories", "category")}
    goals = set(column("goals", "id"))
    for row in table("responsibility"):
        assert (row["category"] in categories) != (row["goal"] in goals), row
        assert row["role"] in ("lead", "support", "network", "local")
        assert re.fullmatch(r"\d+(\|\d+)*", row["item"])
        assert ("by analogy" in row["source"]) == (row["status"] == "assumption"), row
        assert row["body_en"]


# ---- thresholds, legend -------------------------------------------------------------------


def test_threshold_profiles_are_the_named_ones() -> None:
    found = {
        row["profile"]: (int(row["threshold_dbm"]), int(row["area_share_percent"]))
        for row in table("thresholds")
    }
    assert found == {
        "cn-field-105": (-105, 95),
        "cn-field-110": (-110, 95),
        "cn-field-100": (-100, 95),
        "cn-field-96": (-96, 95),
        "taiyuan-urban": (-90, 98),
        "taiyuan-rural": (-95, 98),
    }
    default = [row["profile"] for row in table("thresholds") if row["default"] == "true"]
    assert default == ["cn-field-105"]


def test_legend_covers_every_level_once() -> None:
    lower = [row["lower_dbm"] for row in table("legend")]
    upper = [row["upper_dbm"] for row in table("legend")]
    assert lower == ["-80", "-90", "-100", "-105", "-110", ""]
    assert upper == ["", *lower[:-1]]


def test_legend_darkens_with_the_level_so_that_it_reads_without_hue() -> None:
    def luminance(colour: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]  # WCAG 2.2

    light = [luminance(colour) for colour in column("legend", "colour")]
    for brighter, darker in itertools.pairwise(light):
        assert (brighter + 0.05) / (darker + 0.05) > 1.25


# ---- extents ------------------------------------------------------------------------------


def test_every_subcategory_of_the_catalogue_has_an_extent() -> None:
    stated = {(row["category"], row["subcategory"]) for row in table("extents")}
    for path in (*RAW.glob("*.csv"), *RAW.glob("odbl/*.csv"), *RAW.glob("templates/*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if "subcategory" in row:
                    assert (row["category"], row["subcategory"]) in stated, row["id"]


def test_every_category_has_a_default_extent() -> None:
    defaults = [row["category"] for row in table("extents") if row["subcategory"] == "*"]
    assert sorted(defaults) == sorted(of_places())


def test_extents_are_discs_of_the_stated_area_and_all_assumed() -> None:
    for row in table("extents"):
        radius = float(row["radius_m"])
        assert 50 <= radius <= 5000
        assert float(row["area_km2"]) == pytest.approx(math.pi * radius**2 / 1e6, abs=5e-5)
        assert row["status"] == "assumption"
        assert row["reason_zh"]
        assert row["reason_en"]


# ---- radio --------------------------------------------------------------------------------


@pytest.mark.parametrize("row", table("radio_defaults"), ids=lambda row: row["band"])
def test_power_of_a_resource_element_follows_from_the_total(row: dict[str, str]) -> None:
    total_dbm = 10 * math.log10(float(row["total_power_w"]) * 1000)
    per_element = total_dbm - 10 * math.log10(12 * int(row["n_rb"]))
    assert float(row["ss_power_dbm"]) == pytest.approx(per_element, abs=0.05)
    assert f"= {row['ss_power_dbm']} dBm per resource element" in row["note"]


@pytest.mark.parametrize("row", table("radio_defaults"), ids=lambda row: row["band"])
def test_defaults_of_a_band_are_within_its_limits(row: dict[str, str]) -> None:
    low, high = DOWNLINK_MHZ[row["band"]]
    assert low <= float(row["freq_mhz"]) <= high
    assert row["duplex"] == ("FDD" if row["band"] in FDD else "TDD")
    lowest, highest = GAIN_DBI[row["duplex"], row["band"][0]]
    assert lowest <= float(row["gain_dbi"]) <= highest
    assert 25 <= float(row["height_m"]) <= 50


def test_published_examples_of_the_arithmetic() -> None:
    power = {row["band"]: row["ss_power_dbm"] for row in table("radio_defaults")}
    assert power["n78"] == "17.9"  # 200 W over 273 resource blocks
    assert power["n28"] == "21.0"  # 240 W over 160 resource blocks


def test_bands_are_those_a_station_may_have() -> None:
    assert tuple(column("radio_defaults", "band")) == (*NR_BANDS, *LTE_BANDS)


# ---- operators, scenario ------------------------------------------------------------------


def test_operators_are_those_a_station_may_have() -> None:
    operator = layers.catalogue()["base_stations"].column("operator")
    assert tuple(column("operators", "operator")) == operator.choices
    for row in table("operators"):
        assert set(row["bands"].split("|")) <= set(NR_BANDS)


def test_sharing_is_mutual() -> None:
    rows = {row["operator"]: row for row in table("operators")}
    for operator, row in rows.items():
        other = rows[row["shares_with"]]
        assert (other["shares_with"], other["shared_bands"]) == (operator, row["shared_bands"])
        assert set(row["shared_bands"].split("|")) <= set(row["bands"].split("|"))


def test_scenario_shares_sum_to_one() -> None:
    assert math.fsum(map(float, column("scenario", "share"))) == pytest.approx(1, abs=1e-12)
    bands = {row["operator"]: row["bands"].split("|") for row in table("operators")}
    assert set(column("scenario", "operator")) == set(bands)
    for row in table("scenario"):
        assert row["band"] in bands[row["operator"]]
        assert 25 <= float(row["height_urban_m"]) <= 35
        assert 35 <= float(row["height_rural_m"]) <= 50
        assert (row["environment_urban"], row["environment_rural"]) == ("UMa", "RMa")
        assert row["status"] == "assumption"
        assert row["reason"]


def test_every_kind_of_place_anchors_scenario_stations() -> None:
    anchors = {row["anchor"]: row for row in table("scenario_anchors")}
    seats = {"provincial_government", "prefecture_government", "county_government"}
    # A list of villages is the planner's own, and must not move the scenario.
    assert set(anchors) == (seats | set(of_places())) - {"village"}
    for row in anchors.values():
        assert float(row["weight"]) > 0
        assert 100 <= float(row["scatter_m"]) <= 10_000
        assert row["status"] == "assumption"


# ---- clutter ------------------------------------------------------------------------------


def test_every_class_of_worldcover_has_a_clutter_height() -> None:
    heights = {int(row["class"]): float(row["height_m"]) for row in table("clutter")}
    # ESA WorldCover 2021 v200, product user manual, table 3.
    assert list(heights) == [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]
    assert {code: height for code, height in heights.items() if height} == {10: 15, 50: 10, 95: 15}
    for row in table("clutter"):
        assert row["status"] == "assumption"
        assert f"{row['height_m']} m)" in row["source"]
        assert row["zh"] and row["en"] and row["reason"]


def test_thresholds_are_whole_eighths_of_a_decibel_as_levels_of_the_region_are() -> None:
    dbm = standards.table("thresholds")["threshold_dbm"].astype(float)
    assert (dbm * 8.0 == (dbm * 8.0).round()).all()
