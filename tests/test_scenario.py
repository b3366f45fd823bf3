"""The SYNTHETIC stations: counted, seeded, split by people, inside their prefecture, stamped."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers
from geo import places, scenario, standards
from geo.locate import county_of
from layers.base_stations import LAYER
from tests import toy

PEOPLE = pd.DataFrame({"adcode": ["630000", "630100", "632800"], "population": [9.0, 6.0, 2.0]})


def areas(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    layer = toy.key_areas(*(rows or SEATS))
    return places.collect({"government": layer}, toy.COUNTIES, toy.PREFECTURES)


SEATS: tuple[dict[str, object], ...] = (
    {"id": "A", "subcategory": "county_government", "adcode": "630102", "lon": 101.5, "lat": 36.2},
    {"id": "B", "subcategory": "county_government", "adcode": "632801", "lon": 100.5, "lat": 36.5},
)


def stations(
    count: int,
    seed: int = 1,
    around: gpd.GeoDataFrame | None = None,
    people: pd.DataFrame = PEOPLE,
) -> gpd.GeoDataFrame:
    around = areas() if around is None else around
    return scenario.stations(count, seed, around, toy.PREFECTURES, people)


def prefecture_of(frame: gpd.GeoDataFrame) -> list[str]:
    return [county[:4] + "00" for county in county_of(frame.geometry, toy.COUNTIES)]


# --- shares ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "count", "shares"),
    [
        # On paper: 10 × (5, 3, 2)/10 = 5, 3, 2 exactly.
        ([5, 3, 2], 10, [5, 3, 2]),
        # 7 × (5, 3, 2)/10 = 3.5, 2.1, 1.4: whole 3, 2, 1; the one left goes to the .5.
        ([5, 3, 2], 7, [4, 2, 1]),
        # 9 × (5, 3, 2)/10 = 4.5, 2.7, 1.8: whole 4, 2, 1; two left, to .8 and .7.
        ([5, 3, 2], 9, [4, 3, 2]),
        # Equal remainders: the first in order.
        ([1, 1, 1], 4, [2, 1, 1]),
        ([1, 1, 1], 5, [2, 2, 1]),
        ([1, 0, 3], 2, [1, 0, 1]),
        ([5, 3, 2], 0, [0, 0, 0]),
        ([5, 3, 2], 1, [1, 0, 0]),
        # Nobody known anywhere: equal parts rather than none.
        ([0, 0, 0], 3, [1, 1, 1]),
    ],
)
def test_stations_are_shared_by_largest_remainder(
    people: list[int], count: int, shares: list[int]
) -> None:
    assert scenario._shares(np.array(people, float), count).tolist() == shares


@given(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=8), st.integers(0, 100_000))
def test_shares_add_up_and_are_within_one_of_proportional(people: list[int], count: int) -> None:
    shares = scenario._shares(np.array(people, float), count)
    assert shares.sum() == count
    assert (shares >= 0).all()
    if sum(people):
        exact = count * np.array(people, float) / sum(people)
        assert np.abs(shares - exact).max() < 1.0 + 1e-6


def test_the_census_gives_each_prefecture_its_share_of_ten_thousand() -> None:
    prefectures, population = layers.load("prefectures"), layers.load("population")
    people = population.set_index("adcode")["population"].reindex(prefectures["adcode"])
    # By hand from the census: 2,467,965 of 5,923,957 → 4166.075 for Xining, and so on; the
    # whole parts make 9,996, so the four largest remainders get one more each.
    exact = {
        "630100": 4166.075,
        "630200": 2293.182,
        "632200": 447.880,
        "632300": 466.268,
        "632500": 754.556,
        "632600": 363.900,
        "632700": 717.762,
        "632800": 790.377,
    }
    assert (people / people.sum() * 10_000).tolist() == pytest.approx([*exact.values()], abs=2e-3)
    shares = scenario._shares(people.to_numpy(float), 10_000)
    assert shares.tolist() == [4166, 2293, 448, 466, 755, 364, 718, 790]


# --- stations -------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 8, 500])
def test_there_are_as_many_as_asked_split_by_people(count: int) -> None:
    frame = stations(count)
    assert len(frame) == count
    assert prefecture_of(frame).count("630100") == round(count * 6 / 8)


def test_no_stations_is_a_scenario_too() -> None:
    frame = stations(0)
    assert len(frame) == 0
    assert frame.columns.tolist() == stations(1).columns.tolist()
    assert frame.crs.to_epsg() == 4326


def test_the_same_seed_gives_the_same_stations_and_another_seed_others() -> None:
    first, again, other = stations(200, 7), stations(200, 7), stations(200, 8)
    pd.testing.assert_frame_equal(first, again)
    assert (first["lon"] != other["lon"]).all()
    assert first["id"].tolist() == other["id"].tolist()


def test_stations_have_the_columns_of_the_layer_and_valid_values() -> None:
    frame = stations(300)
    names = [column.name for column in LAYER.columns]
    assert frame.columns.tolist() == [*names, "file", "row", "geometry"]
    for column in LAYER.columns:
        values = frame[column.name]
        if column.choices:
            assert values.isin(column.choices).all(), column.name
        if column.required:
            assert (values != "").all() and values.notna().all()
        for limit, inside in ((column.minimum, values.ge), (column.maximum, values.le)):
            assert limit is None or (inside(limit) | values.isna()).all(), column.name


def test_synthetic_stands_in_every_name_and_source() -> None:
    frame = stations(100)
    assert frame["name"].str.startswith("SYNTHETIC ").all()
    assert (frame["source"] == "SYNTHETIC").all()
    assert (frame["file"] == "SYNTHETIC").all()
    assert frame["id"].tolist() == [f"SYN-{number:06d}" for number in range(1, 101)]
    assert frame["row"].tolist() == list(range(1, 101))


def test_every_station_is_inside_its_prefecture_even_at_an_edge() -> None:
    # The anchor is 1 m from the border and stations scatter by kilometres around it.
    edge = {"id": "A", "subcategory": "county_government", "adcode": "632801"}
    frame = stations(
        400, around=areas({**edge, "lon": 100.99999, "lat": 36.5}), people=PEOPLE.iloc[[0, 2]]
    )
    assert len(frame) == 400
    assert (frame["lon"] <= 101.000001).all()
    assert prefecture_of(frame) == ["632800"] * 400


def test_a_station_that_finds_no_room_stands_on_its_anchor() -> None:
    narrow = toy.PREFECTURES.iloc[[1]].copy()
    narrow.geometry = narrow.geometry.intersection(narrow.geometry.iloc[0].centroid.buffer(1e-9))
    frame = scenario.stations(20, 1, areas(), narrow, PEOPLE)
    assert frame["lon"].tolist() == [100.5] * 20
    assert frame["lat"].tolist() == [36.5] * 20


def test_places_without_coordinate_are_no_anchors() -> None:
    frame = stations(50, around=areas(SEATS[1], {"id": "C", "adcode": "630102"}))
    assert prefecture_of(frame) == ["632800"] * 50  # all of them, as there is no other anchor


def test_a_prefecture_without_people_or_anchor_leaves_its_part_to_the_others() -> None:
    assert prefecture_of(stations(40, people=PEOPLE.iloc[[0, 1]])) == ["630100"] * 40
    assert prefecture_of(stations(40, around=areas(SEATS[0]))) == ["630100"] * 40


def test_without_any_anchor_there_is_nothing_to_place() -> None:
    assert len(stations(40, around=areas({"id": "A", "adcode": "630102"}))) == 0


def test_stations_lie_around_anchors_by_weight_and_spread() -> None:
    # Weights 100 and 40, scatter 4000 and 2500 m: Rayleigh with half the scatter as scale,
    # whose mean is scatter / 2 × sqrt(pi / 2).
    around = areas(
        {
            "id": "A",
            "subcategory": "prefecture_government",
            "adcode": "632801",
            "lon": 100.3,
            "lat": 36.5,
        },
        {
            "id": "B",
            "subcategory": "county_government",
            "adcode": "632801",
            "lon": 100.7,
            "lat": 36.5,
        },
    )
    frame = stations(7000, around=around)
    west = frame[frame["lon"] < 100.5]
    assert len(west) == pytest.approx(5000, abs=5 * np.sqrt(7000 * 5 / 7 * 2 / 7))
    for part, lon, scatter in ((west, 100.3, 4000.0), (frame[frame["lon"] > 100.5], 100.7, 2500.0)):
        start = np.full(len(part), lon), np.full(len(part), 36.5)
        distance = np.asarray(
            scenario.GEOD.inv(*start, part["lon"].to_numpy(), part["lat"].to_numpy())[2]
        )
        mean = scatter / 2 * np.sqrt(np.pi / 2)
        assert distance.mean() == pytest.approx(mean, rel=0.05)


def test_an_anchor_of_no_known_kind_counts_little_and_one_of_its_category_as_that() -> None:
    table = standards.table("scenario_anchors").set_index("anchor")
    anchors = scenario._anchors(
        places.collect(
            {
                "government": toy.key_areas(
                    {"subcategory": "service_hall", "lon": 101.5, "lat": 36.2}
                ),
                "scenic_area": toy.key_areas({"subcategory": "AAAA", "lon": 101.5, "lat": 36.2}),
            },
            toy.COUNTIES,
            toy.PREFECTURES,
        )
    )
    expected = table.loc[["government", "scenic_area"], ["weight", "scatter_m"]].astype(float)
    assert anchors[["weight", "scatter_m"]].to_numpy().tolist() == expected.to_numpy().tolist()
    strange = areas().assign(category="observatory", subcategory="")
    assert (
        scenario._anchors(strange)[["weight", "scatter_m"]].to_numpy().tolist()
        == [[1.0, 1000.0]] * 2
    )


def test_towns_and_country_get_the_masts_of_the_table() -> None:
    frame = stations(4000)
    frame["urban"] = county_of(frame.geometry, toy.COUNTIES) == "630102"
    table = standards.table("scenario")
    for _, kind in table.iterrows():
        chosen = frame[(frame["operator"] == kind["operator"]) & (frame["band"] == kind["band"])]
        share = float(kind["share"])
        spread = 5 * np.sqrt(4000 * share * (1 - share))
        assert len(chosen) == pytest.approx(4000 * share, abs=spread)
        for urban, place in ((True, "urban"), (False, "rural")):
            part = chosen[chosen["urban"] == urban]
            assert set(part["height_m"]) == {float(kind[f"height_{place}_m"])}
            assert set(part["environment"]) == {kind[f"environment_{place}"]}
    bands = standards.table("radio_defaults").set_index("band")
    for field in ("freq_mhz", "ss_power_dbm", "gain_dbi"):
        assert frame[field].tolist() == bands.loc[frame["band"], field].astype(float).tolist()


def test_the_real_scenario_is_inside_the_real_prefectures() -> None:
    prefectures, counties = layers.load("prefectures"), layers.load("counties")
    seats = layers.load("government")
    around = places.collect({"government": seats}, counties, prefectures)
    frame = scenario.stations(2000, 2022, around, prefectures, layers.load("population"))
    county = county_of(frame.geometry, counties)
    assert (county != "").all()
    counts = pd.Series(county).str[:4].value_counts()
    assert counts["6301"] == 833  # 2,000 × 2,467,965 / 5,923,957 = 833.2
    assert counts.sum() == 2000
