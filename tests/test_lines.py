"""Roads over cells whose levels are given: shares, verdicts and gaps worked out on paper."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiLineString

from geo import lines
from geo.coverage import Window
from geo.grid import Grid
from geo.results import ANY, CAUSES, VERDICTS, empty
from geo.verdicts import Criterion
from layers.errors import InputError
from tests.along import (
    CELLS,
    COUNTIES,
    CRITERION,
    GEOD,
    GRID,
    layer,
    painted,
    point,
    road,
    survey,
    whole,
)
from tests.messages import complete, refusal
from tests.scenes import LAT, LON, Painted, levels, transmitters
from tests.strategies import examples

END = 2000.0  # twenty samples of 100 m
ONE = layer(road(0.0, END))


def ends(row: pd.Series, prefix: str = "gap_") -> list[tuple[float, float]]:
    return [
        (row[f"{prefix}from_lon"], row[f"{prefix}from_lat"]),
        (row[f"{prefix}to_lon"], row[f"{prefix}to_lat"]),
    ]


def near(found: list[tuple[float, float]], *metres: float) -> bool:
    """Whether points are those so many metres along the road, to a millimetre."""
    apart = [GEOD.inv(*one, *point(m))[2] for one, m in zip(found, metres, strict=True)]
    return max(apart) < 1e-3


# ------------------------------------------------------------------ the rule, both sides


@pytest.mark.parametrize(
    ("signs", "share50", "share90", "verdict"),
    [
        ("+" * 20, 1.0, 1.0, "met"),
        ("+" * 19 + "-", 0.95, 0.95, "met"),
        ("+" * 18 + "--", 0.90, 0.90, "not_met"),
        ("+" * 18 + "~-", 0.95, 0.90, "undecided"),
        ("~" * 20, 1.0, 0.0, "undecided"),
        ("+" * 19 + "~", 1.0, 0.95, "met"),
        (" " * 20, 0.0, 0.0, "not_met"),
        # A void decides: with it the line would pass.
        ("+" * 18 + "?-", 0.90, 0.90, "no_data"),
        ("?" * 20, 0.0, 0.0, "no_data"),
        # It does not: the line fails with it, or passes without it.
        ("+" * 17 + "?--", 0.85, 0.85, "not_met"),
        ("+" * 19 + "?", 0.95, 0.95, "met"),
        ("+" * 18 + "~?", 0.95, 0.90, "undecided"),
    ],
)
def test_the_verdict_follows_from_the_share_of_the_length(
    signs: str, share50: float, share90: float, verdict: str
) -> None:
    found = survey(ONE, painted(signs))
    row = whole(found)
    assert (row["share50"], row["share90"], row["linear"]) == (share50, share90, verdict)
    assert row["km"] == pytest.approx(2.0, abs=1e-9)
    assert row["km50"] == pytest.approx(2.0 * share50, abs=1e-9)
    assert row["km90"] == pytest.approx(2.0 * share90, abs=1e-9)
    assert row["km_no_data"] == pytest.approx(0.1 * signs.count("?"), abs=1e-9)
    assert row["linear"] in VERDICTS


def test_the_share_asked_for_is_that_of_the_threshold_profile() -> None:
    model = painted("+" * 19 + "-")
    assert whole(survey(ONE, model, criterion=Criterion(-105.0, 0.96)))["linear"] == "not_met"
    assert whole(survey(ONE, model, criterion=Criterion(-121.0, 0.96)))["linear"] == "undecided"


# ------------------------------------------------------------------ gaps and their ends


def test_the_longest_gap_is_told_with_its_ends() -> None:
    found = survey(ONE, painted("+--++----+++++++++++"))
    row = whole(found)
    assert row["gap_km"] == pytest.approx(0.4, abs=1e-9)
    assert near(ends(row), 500.0, 900.0)
    assert found.gaps["gap_id"].tolist() == ["R-G1", "R-G2"]
    assert found.gaps["km"].tolist() == pytest.approx([0.2, 0.4], abs=1e-9)
    for _, gap in found.gaps.iterrows():
        drawn = shapely.get_coordinates(gap["geometry"])[[0, -1]]
        assert np.allclose(drawn, ends(gap, ""), atol=1e-12)
    assert near(ends(found.gaps.iloc[0], ""), 100.0, 300.0)


def test_of_two_gaps_as_long_the_first_is_told() -> None:
    row = whole(survey(ONE, painted("+---+++---++++++++++")))
    assert near(ends(row), 100.0, 400.0)


def test_a_line_without_a_gap_has_one_of_no_length_and_no_ends() -> None:
    found = survey(ONE, painted("+"))
    row = whole(found)
    assert row["gap_km"] == 0.0
    assert np.isnan(ends(row)).all()
    assert len(found.gaps) == 0
    assert found.gaps.dtypes.to_dict() == empty("line_gaps").dtypes.to_dict()


@pytest.mark.parametrize("turned", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_gap_goes_on_across_features_whatever_their_order_and_direction(
    turned: tuple[bool, bool], swapped: bool
) -> None:
    pieces = [road(0.0, 1000.0), road(1000.0, END)]
    pieces = [p.reverse() if back else p for p, back in zip(pieces, turned, strict=True)]
    found = survey(layer(*reversed(pieces) if swapped else pieces), painted("++++++++----++++++++"))
    row = whole(found)
    assert row["gap_km"] == pytest.approx(0.4, abs=1e-9)
    assert near(sorted(ends(row)), 800.0, 1200.0)
    (gap,) = found.gaps.itertuples()
    assert gap.geometry.geom_type == "LineString"
    assert found.lines.geometry.iloc[0].geom_type == "LineString"


@pytest.mark.parametrize(
    ("apart_m", "longest_km"), [(0.0, 1.2), (0.9, 1.2), (49.0, 1.2), (51.0, 1.0), (200.0, 1.0)]
)
def test_features_are_joined_across_half_a_sample_and_no_more(
    apart_m: float, longest_km: float
) -> None:
    pieces = layer(road(0.0, 1000.0), road(1000.0 + apart_m, END + apart_m))
    row = whole(survey(pieces, painted("+" * 8 + "-" * 20)))
    assert row["km"] == pytest.approx(2.0, abs=1e-9)  # what lies between is no road
    assert row["gap_km"] == pytest.approx(longest_km, abs=1e-9)


def test_parts_of_one_feature_are_as_good_as_features() -> None:
    model = painted("++++++++----++++++++")
    one = survey(layer(MultiLineString([road(0.0, 1000.0), road(1000.0, END)])), model)
    two = survey(layer(road(0.0, 1000.0), road(1000.0, END)), model)
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.gaps.drop(columns="geometry")),
        pd.DataFrame(two.gaps.drop(columns="geometry")),
    )
    assert whole(one)["gap_km"] == whole(two)["gap_km"]


def test_a_part_of_a_feature_without_a_length_is_passed_over() -> None:
    dot = [point(300.0), point(300.0)]
    row = whole(survey(layer(MultiLineString([road(0.0, END), dot])), painted("+")))
    assert row["km"] == pytest.approx(2.0, abs=1e-9)


def test_a_void_is_no_gap_and_ends_one() -> None:
    found = survey(ONE, painted("+++---??----++++++++"))
    row = whole(found)
    assert row["gap_km"] == pytest.approx(0.4, abs=1e-9)
    assert near(ends(row), 800.0, 1200.0)
    assert found.gaps["cause"].tolist() == ["budget", "no_data", "budget"]
    assert found.gaps["km"].tolist() == pytest.approx([0.3, 0.2, 0.4], abs=1e-9)
    assert near(ends(found.gaps.iloc[1], ""), 600.0, 800.0)


@pytest.mark.parametrize(
    ("signs", "cause"),
    [
        ("+---++", "budget"),
        ("+^^^++", "terrain"),
        ("+   ++", "no_station"),
        ("+--^++", "budget"),
        ("+-^^++", "terrain"),
        ("+-  ++", "no_station"),
        ("+-^++++", "budget"),  # as much of both: the first of `LIMITS`
    ],
)
def test_the_cause_of_a_gap_is_that_of_most_of_it(signs: str, cause: str) -> None:
    found = survey(ONE, painted(signs))
    assert found.gaps["cause"].tolist() == [cause]
    assert set(found.gaps["cause"]) <= set(CAUSES)


# ------------------------------------------------------------------ borders


def test_a_border_cuts_the_parts_but_not_the_line() -> None:
    found = survey(ONE, painted("+++++++------+++++++"), lambda cell: np.where(cell < 10, 1, 2))
    rows = found.lines.set_index("id")
    assert rows.index.tolist() == ["R", "R@630100", "R@632200"]
    assert rows["km"].tolist() == pytest.approx([2.0, 1.0, 1.0], abs=1e-9)
    assert rows["km50"].tolist() == pytest.approx([1.4, 0.7, 0.7], abs=1e-9)
    assert rows["gap_km"].tolist() == pytest.approx([0.6, 0.3, 0.3], abs=1e-9)
    assert near(ends(rows.loc["R"]), 700.0, 1300.0)
    assert near(ends(rows.loc["R@632200"]), 700.0, 1000.0)
    assert near(ends(rows.loc["R@630100"]), 1000.0, 1300.0)
    assert near(shapely.get_coordinates(rows.geometry.loc["R@630100"])[[0, -1]], 1000.0, END)
    assert found.gaps["prefecture_adcode"].tolist() == ["632200", "630100"]
    assert found.gaps["county_adcode"].tolist() == ["632222", "630102"]


def test_a_border_of_counties_cuts_nothing_and_a_gap_is_where_most_of_it_is() -> None:
    found = survey(ONE, painted("+++++++------+++++++"), lambda cell: np.where(cell < 9, 0, 1))
    assert found.lines["id"].tolist() == ["R", "R@632200"]
    assert found.gaps["km"].tolist() == pytest.approx([0.6], abs=1e-9)
    assert found.gaps["county_adcode"].tolist() == ["632222"]


def test_what_lies_outside_the_scope_is_left_out_breaks_a_gap_and_is_said() -> None:
    def county(cell: np.ndarray) -> np.ndarray:
        return np.where((cell >= 8) & (cell < 11), -1, 0)

    found = survey(ONE, painted("-" * 20), county)
    row = whole(found)
    assert row["km"] == pytest.approx(1.7, abs=1e-9)
    assert row["gap_km"] == pytest.approx(0.9, abs=1e-9)
    assert near(ends(row), 1100.0, END)
    assert row["geometry"].geom_type == "MultiLineString"
    (finding,) = found.findings
    complete(finding, file="roads.gpkg", field="geometry")
    assert (finding.code, finding.severity) == ("line-outside", "warning")
    assert "0.3 km" in finding.what.zh and "0.3 km" in finding.what.en


def test_a_line_in_no_part_of_the_scope_has_no_row() -> None:
    found = survey(ONE, painted("+"), lambda cell: np.full_like(cell, -1))
    assert (len(found.lines), len(found.gaps), len(found.verdicts)) == (0, 0, 0)
    assert [finding.code for finding in found.findings] == ["line-outside"]
    assert "2.0 km" in found.findings[0].what.en


def test_a_grain_of_the_border_is_not_worth_a_word() -> None:
    found = survey(ONE, painted("+"), lambda cell: np.where(cell < 1, -1, 0))
    assert whole(found)["km"] == pytest.approx(1.9, abs=1e-9)
    assert found.findings == ()


# ------------------------------------------------------------------ networks


def test_each_view_has_its_own_verdict_of_every_row() -> None:
    model = painted("+" * 19 + "-", "-" * 19 + "+")
    found = survey(ONE, model)
    assert set(found.verdicts["area_id"]) == {"R", "R@632200"}
    own = found.verdicts[found.verdicts["area_id"] == "R"].set_index("operator")
    assert own["verdict"].to_dict() == {ANY: "met", "中国移动": "met", "中国电信": "not_met"}
    assert own["share50"].to_dict() == {ANY: 1.0, "中国移动": 0.95, "中国电信": 0.05}
    assert set(found.verdicts["rule"]) == {"linear"}
    row = whole(found)
    assert (row["share50"], row["linear"], row["gap_km"]) == (1.0, "met", 0.0)


def test_a_void_of_one_network_leaves_the_other_its_verdict() -> None:
    found = survey(ONE, painted("?" * 20, "+" * 20))
    own = found.verdicts[found.verdicts["area_id"] == "R"].set_index("operator")
    assert own["verdict"].to_dict() == {ANY: "met", "中国移动": "no_data", "中国电信": "met"}
    assert whole(found)["km_no_data"] == 0.0


class Strong(Painted):
    """A model whose station is still above the threshold where the model ends."""

    def strong_at_end(self, threshold_dbm: float) -> np.ndarray:
        return np.ones(self.sources.x.shape, bool)


@pytest.mark.parametrize(
    ("away_m", "signs", "verdict", "cause"),
    [
        (9_000.0, "+" * 10 + " " * 10, "undecided", "range"),
        (12_500.0, "+" * 10 + " " * 10, "not_met", "no_station"),
        # Were it to reach as far as that, the line would still fail.
        (9_000.0, "+" * 10 + " " * 8 + "--", "not_met", "range"),
        # No pass is doubted by more coverage.
        (9_000.0, "+" * 19 + " ", "met", "range"),
        # With what a void leaves open it would pass.
        (9_000.0, "+" * 10 + " " * 9 + "?", "undecided", "range"),
    ],
)
def test_where_the_model_ends_a_strong_station_leaves_a_failure_undecided(
    away_m: float, signs: str, verdict: str, cause: str
) -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 270.0, away_m - END)
    model = Strong(painted(signs).paint, transmitters([{"lon": lon, "lat": lat}]))
    found = survey(ONE, model)
    assert whole(found)["linear"] == verdict
    assert found.gaps["cause"].iloc[0] == cause


def test_a_strong_station_of_4g_leaves_no_failure_of_5g_undecided() -> None:
    lon, lat, _ = GEOD.fwd(LON, LAT, 270.0, 9_000.0 - END)
    far = {"lon": LON + 1.0, "lat": LAT}  # the station of 5G, out of reach of the road
    near_4g = {"lon": lon, "lat": lat, "tech": "LTE", "band": "B3"}
    sources = transmitters([far, near_4g])

    def paint(grid: Grid) -> Window:
        of_5g = painted("+" * 10 + " " * 10).paint(grid).level_dbm[:, :1]
        both = np.concatenate([of_5g, np.full_like(of_5g, np.nan)], axis=1)
        return levels(grid, *both, networks=sources.networks)

    found = survey(ONE, Strong(paint, sources))
    assert whole(found)["linear"] == "not_met"
    assert found.gaps["cause"].tolist() == ["no_station"]
    # Of 4G itself nothing is known there.
    own = found.verdicts[found.verdicts["area_id"] == "R"].set_index("operator")["verdict"]
    assert own["LTE"] == "undecided"


# ------------------------------------------------------------------ identities


@examples(30)
@given(
    signs=st.lists(st.sampled_from(list(CELLS)), min_size=20, max_size=20).map("".join),
    border=st.integers(0, 20),
    cut_m=st.floats(150.0, 1850.0),
    side=st.sampled_from([3, 7, 16, 50]),
)
def test_what_holds_of_every_line(signs: str, border: int, cut_m: float, side: int) -> None:
    pieces = layer(road(0.0, cut_m), road(cut_m, END))
    model = painted(signs)

    def county(cell: np.ndarray) -> np.ndarray:
        return np.where(cell < border, 0, 2)

    found, tiled = survey(pieces, model, county), survey(pieces, model, county, side=side)
    for name in ("lines", "gaps", "verdicts"):
        one, other = getattr(found, name), getattr(tiled, name)
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_exact=True)
    rows, row = found.lines, whole(found)
    assert row["km"] == pytest.approx(GEOD.geometry_length(road(0.0, cut_m, END)) / 1e3, abs=1e-9)
    parts = rows[rows["prefecture_adcode"] != ""]
    figures = ["km", "km50", "km90", "km_no_data"]
    assert parts[figures].sum().to_numpy() == pytest.approx(row[figures].to_numpy(float))
    assert (rows["km90"] <= rows["km50"]).all()
    assert (rows["km50"] + rows["km_no_data"] <= rows["km"] + 1e-9).all()
    assert (rows["gap_km"] <= rows["km"] - rows["km50"] - rows["km_no_data"] + 1e-9).all()
    # Every stretch that is not covered is listed, once.
    assert row["km50"] + found.gaps["km"].sum() == pytest.approx(row["km"])
    unknown = found.gaps.loc[found.gaps["cause"] == "no_data", "km"].sum()
    assert unknown == pytest.approx(row["km_no_data"])
    gaps = found.gaps[found.gaps["cause"] != "no_data"]
    assert row["gap_km"] >= gaps["km"].max() - 1e-9 if len(gaps) else row["gap_km"] == 0.0
    for frame in (found.lines, found.gaps):
        drawn = [GEOD.geometry_length(shape) / 1e3 for shape in frame.geometry]
        assert drawn == pytest.approx(frame["km"].tolist(), abs=1e-6)


@examples(15)
@given(st.lists(st.sampled_from("+-? "), min_size=20, max_size=20).map("".join))
def test_any_operator_is_never_less_than_one(signs: str) -> None:
    found = survey(ONE, painted(signs, signs[::-1]))
    share = found.verdicts.pivot(index="area_id", columns="operator", values="share50")
    assert (share[ANY] >= share.drop(columns=ANY).max(axis=1)).all()
    assert (share[ANY] <= share.drop(columns=ANY).sum(axis=1) + 1e-9).all()


def test_columns_and_types_are_those_of_the_results() -> None:
    found = survey(ONE, painted("+-"))
    for name, frame in (("lines", found.lines), ("line_gaps", found.gaps)):
        assert frame.dtypes.to_dict() == empty(name).dtypes.to_dict()
        assert frame.columns.tolist() == empty(name).columns.tolist()
        assert frame.crs.to_epsg() == 4326


# ------------------------------------------------------------------ tiles


def test_tiles_no_station_reaches_are_gaps_without_a_station() -> None:
    gathered = lines.collect({"road": ONE}, COUNTIES, ())
    reader = lines.Reader(gathered, GRID, painted("+"), COUNTIES, CRITERION)
    reader.add_empty(GRID, np.zeros(GRID.shape, np.int16))
    assert whole(reader.found)["linear"] == "not_met"
    assert reader.found.gaps["cause"].tolist() == ["no_station"]


def test_without_a_line_nothing_is_found() -> None:
    gathered = lines.collect({"road": ONE.iloc[:0]}, COUNTIES, ())
    assert list(gathered.columns) == list(lines.collect({"road": ONE}, COUNTIES, ()).columns)
    model = painted("+")
    reader = lines.Reader(gathered, GRID, model, COUNTIES, CRITERION)
    reader.add(model.over_window(GRID), np.zeros(GRID.shape, np.int16))
    found = reader.found
    assert (len(found.lines), len(found.gaps), len(found.verdicts)) == (0, 0, 0)
    assert found.findings == ()


# ------------------------------------------------------------------ which features are a line


def facts(*shapes: object, category: str = "road", **columns: list[str]) -> gpd.GeoDataFrame:
    return lines.collect({category: layer(*shapes, **columns)}, COUNTIES, ())


def test_features_of_one_id_or_of_one_number_and_name_are_one_line() -> None:
    way = road(0.0, 100.0)
    found = facts(
        *[way] * 6,
        id=["A", "", "", "A", "", ""],
        ref=["G6", "G6", "G6", "", "", "G6"],
        name_zh=["", "京藏", "京藏", "甲", "京藏", ""],
    )
    assert found["line_id"].tolist() == ["A", "A", "G6 京藏", "G6 京藏", "京藏", "G6"]
    assert found["name_zh"].tolist() == ["甲", "甲", "京藏", "京藏", "京藏", "G6"]
    assert found["ref"].tolist() == ["G6", "G6", "G6", "G6", "", "G6"]
    assert found["row"].tolist() == [1, 1, 2, 2, 5, 6]


def test_what_a_feature_leaves_open_is_as_the_first_of_its_line_that_says_it() -> None:
    found = facts(
        *[road(0.0, 100.0)] * 2,
        klass=["", "高速"],
        owner=["", "某公司"],
        source=["", "测量"],
        coord_licence=["", "ODbL-1.0"],
        name_en=["Expressway", "Other"],
    )
    row = found.iloc[0]
    assert (row["subcategory"], row["owner_zh"], row["owner_en"]) == ("高速", "某公司", "某公司")
    assert (row["source"], row["odbl"], row["name_en"]) == ("测量", True, "Expressway")


@pytest.mark.parametrize("category", ["road", "railway"])
def test_the_lead_body_answers_for_a_line_without_an_owner(category: str) -> None:
    row = facts(road(0.0, 100.0), category=category).iloc[0]
    assert (row["owner_zh"], row["category"]) == ("省交通运输厅", category)
    assert row["owner_en"] == "Qinghai Department of Transport"
    assert not row["odbl"]


def test_an_id_is_not_taken_twice() -> None:
    own = layer(road(0.0, 100.0))
    with pytest.raises(InputError) as caught:
        lines.collect({"road": own, "railway": own.assign(file="rail.gpkg")}, COUNTIES, ())
    refusal(caught, "duplicate-id", file="rail.gpkg", row=1, field="id")
    with pytest.raises(InputError) as caught:
        lines.collect({"road": own}, COUNTIES, ["QH-1", "R"])
    refusal(caught, "duplicate-id", file="roads.gpkg", row=1, field="id")


def test_a_line_wholly_outside_the_province_is_refused_but_not_one_that_leaves_it() -> None:
    away, leaving = [(110.0, 36.0), (111.0, 36.0)], [(103.0, 36.0), (110.0, 36.0)]
    own = layer(shapely.LineString(leaving), shapely.LineString(away), id=["A", "B"])
    with pytest.raises(InputError) as caught:
        lines.collect({"road": own}, COUNTIES, ())
    finding = refusal(caught, "outside-region", file="roads.gpkg", row=2, field="geometry")
    assert "B" in finding.what.zh
    one = own.assign(id="A")
    assert lines.collect({"road": one}, COUNTIES, ())["line_id"].tolist() == ["A", "A"]


def test_heights_of_vertices_are_not_wanted() -> None:
    found = facts(shapely.force_3d(road(0.0, 100.0), 3000.0))
    assert not shapely.has_z(found.geometry.iloc[0])


# ------------------------------------------------------------------ totals for goals


def test_kilometres_are_ranges() -> None:
    pieces = [road(0.0, END)] * 3
    found = survey(layer(*pieces, id=["A", "B", "C"]), painted("+" * 18 + "~?"))
    rows = found.lines.assign(linear=["met", "met", "undecided", "met", "not_met", "met"])
    assert lines.whole(rows)["id"].tolist() == ["A", "B", "C"]
    assert lines.whole(rows, "632200")["id"].tolist() == ["A@632200", "B@632200", "C@632200"]
    assert lines.covered_km(lines.whole(rows)) == pytest.approx((3 * 1.8, 3 * 2.0))
    assert lines.continuous_km(lines.whole(rows)) == pytest.approx((2.0, 4.0))
    assert lines.continuous_km(rows.iloc[:0]) == (0.0, 0.0)
