"""Deep coverage at key points and the reach of villages, on places worked out by hand.

A key point lies where its level is painted: so many kilometres east of the middle, one level
for each of two operators. The threshold is −105 dBm; a level at 90 % is 8 dB below that at 50 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import layers
from geo import judging, places, settings, standards
from geo.coverage import Window
from geo.grid import GEOD, Grid, project
from geo.inputs import Inputs
from geo.judging import key_points, villages
from geo.measurements import drive_tests
from geo.results import ANY
from geo.verdicts import Criterion, judge
from tests import toy
from tests.scenes import CRS_WKT, LAT, LON, Painted, levels, station_frame, transmitters
from tests.strategies import examples

MOBILE, TELECOM = "中国移动", "中国电信"
THRESHOLD = -105.0
SURE, WEAK, FAILS, NONE = -90.0, -100.0, -120.0, np.nan  # at 50 %: met, undecided, not met
SPREAD_DB = 8.0
(MIDDLE_X,), _ = project(CRS_WKT, LON, LAT)


@dataclass(frozen=True)
class Spot:
    """What lies at one point: a level of each operator, and at most behind a void [dBm]."""

    mobile: float = NONE
    telecom: float = NONE
    at_most: float = NONE


def everywhere(spots: dict[int, Spot]) -> Any:
    """Return what paints a spot over each kilometre."""

    def paint(grid: Grid) -> Window:
        x, _ = np.meshgrid(*grid.centres())
        km = np.rint((x - MIDDLE_X) / 1000.0).astype(int)
        spot = np.vectorize(lambda n: spots.get(n, Spot()), otypes=[object])(km)
        level = np.stack(
            [
                np.vectorize(lambda s: s.mobile, otypes=[float])(spot),
                np.vectorize(lambda s: s.telecom, otypes=[float])(spot),
            ]
        )
        possible = np.vectorize(lambda s: s.at_most, otypes=[float])(spot)
        return levels(grid, level, level - SPREAD_DB, possible=possible)

    return paint


STATIONS = [{"operator": MOBILE}, {"operator": TELECOM}]


def model(spots: dict[int, Spot]) -> Painted:
    return Painted(everywhere(spots), transmitters(STATIONS))


def at(km: int | None) -> dict[str, float]:
    """Return the coordinate of a spot; ``None`` = it is not known."""
    if km is None:
        return {"lon": np.nan, "lat": np.nan}
    lon, lat, _ = GEOD.fwd(LON, LAT, 90.0, 1000.0 * km)
    return {"lon": lon, "lat": lat}


def listed(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the layer of key points; a row names its place, kind and spot."""
    empty = layers.empty("key_points").drop(columns="geometry")
    blank = {name: "" if dtype == "str" else np.nan for name, dtype in empty.dtypes.items()}
    made = [
        {**blank, "id": f"K{n}", "file": "points.csv", "row": n + 2, **at(row["km"]), **row}
        for n, row in enumerate(rows)
    ]
    table = pd.DataFrame(made, columns=[*empty]).astype(empty.dtypes.to_dict())
    geometry = gpd.points_from_xy(table["lon"], table["lat"])
    geometry[table["lon"].isna().to_numpy()] = None
    return gpd.GeoDataFrame(table, geometry=geometry, crs=4326)


def point(place: str, km: int | None, kind: str = "门", **changes: str) -> dict[str, Any]:
    return {"place_id": place, "kind": kind, "km": km, **changes}


def counted() -> gpd.GeoDataFrame:
    return station_frame(STATIONS)


def gathered(spots: dict[int, Spot], *rows: dict[str, Any]) -> key_points.KeyPoints:
    return key_points.gather(listed(*rows), model(spots), counted(), THRESHOLD)


# ------------------------------------------------------------------ levels and counts


def test_each_point_has_the_best_level_of_each_view() -> None:
    found = gathered({0: Spot(SURE, FAILS), 1: Spot(NONE, WEAK)}, point("A", 0), point("A", 1))
    assert [view.name for view in found.views][:3] == [ANY, MOBILE, TELECOM]
    assert found.level_dbm[0, :3].tolist() == [[-90, -100], [-90, -np.inf], [-120, -100]]
    assert found.level_dbm[1, 0].tolist() == [-98, -108]
    # Nothing lies behind a void: at most it is what it is.
    assert np.array_equal(found.level_dbm[2], found.level_dbm[0])
    assert found.limit.tolist() == ["none", "none"]


def test_behind_a_void_the_level_may_be_more() -> None:
    found = gathered({0: Spot(FAILS, NONE, at_most=-95.0)}, point("A", 0))
    assert found.any_dbm[:, 0].tolist() == [-120.0, -128.0, -95.0]
    assert found.limit.tolist() == ["no_data"]


def test_a_point_without_a_coordinate_may_be_covered_or_not() -> None:
    found = gathered({0: Spot(SURE, SURE)}, point("A", None))
    assert found.any_dbm[:, 0].tolist() == [-np.inf, -np.inf, np.inf]
    assert (found.limit.tolist(), found.placed.tolist()) == ([""], [False])


def test_ticks_are_of_the_points_that_are_computed() -> None:
    ticks: list[int] = []
    rows = listed(point("A", 0), point("A", None), point("A", 1))
    key_points.gather(rows, model({}), counted(), THRESHOLD, lambda: ticks.append(1))
    assert len(ticks) == 2


def test_passing_points_are_counted_for_each_view() -> None:
    spots = {0: Spot(SURE, FAILS), 1: Spot(WEAK, SURE), 2: Spot(FAILS, NONE, at_most=-105.0)}
    found = gathered(spots, point("A", 0), point("A", 1), point("A", 2), point("B", 0))
    counts = key_points.counts(found, THRESHOLD).set_index(key_points.KEYS)
    names = ["points", "points50", "points90", "possible_points50"]
    assert counts.loc[("A", ANY), names].tolist() == [3, 2, 2, 3]
    assert counts.loc[("A", MOBILE), names].tolist() == [3, 2, 1, 3]
    assert counts.loc[("A", TELECOM), names].tolist() == [3, 1, 1, 2]
    assert counts.loc[("B", TELECOM), names].tolist() == [1, 0, 0, 0]


def test_without_key_points_there_are_no_counts() -> None:
    counts = key_points.counts(gathered({}), THRESHOLD)
    assert counts.empty
    assert list(counts) == ["area_id", "operator", "points", "points50", "points90",
                            "possible_points50"]  # fmt: skip


def test_the_worst_point_is_the_one_with_the_lowest_level() -> None:
    spots = {0: Spot(SURE), 1: Spot(FAILS), 2: Spot(NONE)}
    rows = [
        point("A", 0, name="正门"),
        point("A", 1, name="后门"),
        point("B", 2, name=""),
        point("B", 1, name="大厅"),
        point("C", None, name="不知在哪"),
        point("D", None, kind="school", present="no"),
    ]
    areas = gpd.GeoDataFrame({"id": ["A", "B", "C", "D", "E"]})
    table = key_points.of_places(areas, gathered(spots, *rows))
    assert table["key_points"].tolist() == [2, 2, 1, 0, 0]
    # In B no station reaches the first, which has no name.
    assert table["worst_point"].tolist() == ["后门", "K2", "", "", ""]


def test_each_point_has_a_verdict_of_its_own() -> None:
    spots = {
        0: Spot(SURE),
        1: Spot(WEAK),
        2: Spot(FAILS),
        3: Spot(NONE),
        4: Spot(FAILS, at_most=-105.0),
    }
    rows = [point("A", km) for km in (0, 1, 2, 3, 4, None)]
    table = key_points.judged_rows(gathered(spots, *rows), THRESHOLD)
    verdicts = ["met", "undecided", "not_met", "not_met", "no_data", "no_data"]
    assert table["verdict"].tolist() == verdicts
    assert table["level_dbm"].tolist()[:3] == [-90.0, -100.0, -120.0]
    assert table["level_dbm"].isna().tolist()[3:] == [True, False, True]
    assert table["name_zh"].tolist() == ["K0", "K1", "K2", "K3", "K4", "K5"]
    assert table.geometry.isna().tolist() == [False] * 5 + [True]


def test_no_points_no_rows() -> None:
    assert key_points.judged_rows(gathered({}), THRESHOLD).empty


class _StrongAtEnd(Painted):
    def strong_at_end(self, threshold_dbm: float) -> np.ndarray:
        return np.ones(self.sources.x.shape, bool)


@pytest.mark.parametrize(("km", "beyond"), [(9, True), (11, False)])
def test_a_point_no_station_reaches_proves_nothing_near_one_that_is_still_strong(
    km: int, beyond: bool
) -> None:
    strong = _StrongAtEnd(everywhere({}), transmitters(STATIONS))
    found = key_points.gather(listed(point("A", km)), strong, counted(), THRESHOLD)
    assert found.beyond.tolist() == [beyond]
    verdict = key_points.judged_rows(found, THRESHOLD)["verdict"].tolist()
    assert verdict == (["undecided"] if beyond else ["not_met"])
    limits = key_points.add_certainty(pd.DataFrame(index=["A", "B"]), found)
    assert limits["points_beyond"].tolist() == [beyond, False]
    assert not limits["points_vague"].any()


# --------------------------------------------------------------------------- villages


def village(*ids: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": list(ids), "category": "village", "reach": "met"})


def reach_of(
    spots: dict[int, Spot], *rows: dict[str, Any], views: tuple[str, ...] = (ANY, MOBILE, TELECOM)
) -> dict[str, str]:
    """Return the verdict by reach of the village V for each view."""
    found = gathered(spots, *rows)
    areas = village("V")
    nothing = pd.DataFrame(
        columns=["area_id", "operator", "level50_dbm", "level90_dbm", "share50", "share90",
                 "possible50_dbm", "possible50"]
    ).astype({"area_id": "str", "operator": "str"})  # fmt: skip
    counts = key_points.counts(found, THRESHOLD)
    figures = villages.add_reach(
        nothing.merge(counts, on=key_points.KEYS, how="outer"), found, areas
    )
    unknown = pd.DataFrame({"vague": [True], "shapeless": [False], "beyond": [True]}, index=["V"])
    limits = villages.add_certainty(key_points.add_certainty(unknown, found), found, areas)
    judged = judge(figures, limits, list(views), Criterion(THRESHOLD, 0.95))
    of_reach = judged[judged["rule"] == "reach"]
    return dict(zip(of_reach["operator"], of_reach["verdict"], strict=True))


def three(committee: int | None, school: int | None, clinic: int | None) -> list[dict[str, Any]]:
    spots = {"committee": committee, "school": school, "clinic": clinic}
    return [point("V", km, kind) for kind, km in spots.items()]


GOOD, BORDER, BAD, VOID = 0, 1, 2, 3
SPOTS = {
    GOOD: Spot(SURE, NONE),
    BORDER: Spot(WEAK, NONE),
    BAD: Spot(FAILS, NONE),
    VOID: Spot(NONE, NONE, at_most=-105.0),
}


@pytest.mark.parametrize(
    ("spots", "verdict"),
    [
        ((GOOD, GOOD, GOOD), "met"),
        ((GOOD, GOOD, BORDER), "undecided"),
        ((BORDER, BORDER, BORDER), "undecided"),
        ((GOOD, GOOD, BAD), "not_met"),  # two of three
        ((BAD, BORDER, GOOD), "not_met"),
        ((GOOD, GOOD, VOID), "no_data"),
        ((GOOD, BORDER, VOID), "no_data"),
        ((VOID, GOOD, BAD), "not_met"),  # whatever the void holds
        ((GOOD, GOOD, None), "no_data"),
        ((None, BAD, GOOD), "not_met"),
    ],
)
def test_a_village_is_reached_at_committee_school_and_clinic(
    spots: tuple[int | None, ...], verdict: str
) -> None:
    found = reach_of(SPOTS, *three(*spots))
    assert (found[ANY], found[MOBILE]) == (verdict, verdict)
    void = any(spot == VOID or spot is None for spot in spots) and BAD not in spots
    # Nobody knows of the other operator what lies behind the void, but where one point fails.
    assert found[TELECOM] == ("not_met" if not void or GOOD in spots else "no_data")


@pytest.mark.parametrize("missing", ["committee", "school", "clinic"])
@pytest.mark.parametrize(("spot", "verdict"), [(GOOD, "no_data"), (BAD, "not_met")])
def test_a_kind_that_is_not_listed_decides_where_the_others_pass(
    missing: str, spot: int, verdict: str
) -> None:
    rows = [row for row in three(spot, spot, spot) if row["kind"] != missing]
    assert reach_of(SPOTS, *rows)[ANY] == verdict


@pytest.mark.parametrize("absent", ["school", "clinic"])
def test_what_a_village_does_not_have_is_not_asked_for(absent: str) -> None:
    rows = [row for row in three(GOOD, GOOD, GOOD) if row["kind"] != absent]
    rows.append(point("V", None, absent, present="no"))
    assert reach_of(SPOTS, *rows)[ANY] == "met"


def test_a_village_without_key_points_is_never_said_to_fail() -> None:
    assert set(reach_of(SPOTS).values()) == {"no_data"}
    elsewhere = point("W", BAD, "school")
    assert set(reach_of(SPOTS, elsewhere).values()) == {"no_data"}


def test_a_village_that_has_none_of_the_three_has_nothing_to_judge() -> None:
    rows = [point("V", None, kind, present="no") for kind in villages.kinds("village")]
    assert set(reach_of(SPOTS, *rows).values()) == {"no_data"}


def test_other_kinds_do_not_decide_and_every_school_does() -> None:
    assert reach_of(SPOTS, *three(GOOD, GOOD, GOOD), point("V", BAD, "广场"))[ANY] == "met"
    two_schools = [*three(GOOD, GOOD, GOOD), point("V", BAD, "school")]
    assert reach_of(SPOTS, *two_schools)[ANY] == "not_met"


def test_three_points_by_three_operators_are_reached_by_roaming_alone() -> None:
    spots = {0: Spot(SURE, FAILS), 1: Spot(FAILS, SURE), 2: Spot(SURE, SURE)}
    found = reach_of(spots, *three(0, 1, 2))
    assert set(found.values()) == {"not_met"}
    table = key_points.judged_rows(gathered(spots, *three(0, 1, 2)), THRESHOLD)
    assert table["verdict"].tolist() == ["met"] * 3  # each point by itself, by any operator


def test_any_operator_is_the_best_of_them() -> None:
    spots = {0: Spot(FAILS, SURE), 1: Spot(SURE, SURE), 2: Spot(SURE, WEAK)}
    found = reach_of(spots, *three(0, 1, 2))
    assert (found[ANY], found[MOBILE], found[TELECOM]) == ("undecided", "not_met", "undecided")


ORDER = {"not_met": 0, "no_data": 1, "undecided": 1, "met": 2}
ground = st.sampled_from([SURE, WEAK, FAILS, NONE])
spot = st.builds(Spot, ground, ground, st.sampled_from([NONE, -105.0, -110.0]))


@examples(40)
@given(st.lists(spot, min_size=3, max_size=3))
def test_any_operator_never_does_worse_than_one(painted: list[Spot]) -> None:
    found = reach_of(dict(enumerate(painted)), *three(0, 1, 2))
    for operator in (MOBILE, TELECOM):
        assert ORDER[found[ANY]] >= ORDER[found[operator]]
    if found[MOBILE] == found[TELECOM] == "not_met":
        assert found[ANY] == "not_met"


def test_the_kinds_are_those_of_the_table() -> None:
    table = standards.table("reach_points")
    assert villages.kinds("village") == tuple(table["kind"])
    areas = gpd.GeoDataFrame({"id": ["A", "V"], "category": ["education", "village"]})
    assert villages.reached_at_points(areas)["id"].tolist() == ["V"]


# ------------------------------------------------------------- through the whole analysis


def places_of(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    made = []
    for row in rows:
        here = at(row.get("km"))
        extent = None
        if row.get("km") is not None:
            disc = places.disc(
                *(np.array([here[name]]) for name in ("lon", "lat")), np.array([200.0])
            )
            (extent,) = disc
        made.append(
            {
                "id": row["id"],
                "category": row.get("category", "education"),
                "excluded": row.get("excluded", ""),
                "coord_precision_m": row.get("precision", 10.0),
                **here,
                "geometry": extent,
            }
        )
    texts = ("name_zh", "name_en", "prefecture_adcode", "county_adcode")
    known = {"area_km2": 0.04 * np.pi, "extent_source": "assumed", "odbl": False}
    return gpd.GeoDataFrame(made, crs=4326).assign(**known, **dict.fromkeys(texts, ""))


def judged(
    spots: dict[int, Spot],
    areas: gpd.GeoDataFrame,
    *rows: dict[str, Any],
    measured: gpd.GeoDataFrame | None = None,
) -> judging.Judged:
    given_inputs = Inputs(
        counties=toy.COUNTIES,
        prefectures=toy.PREFECTURES,
        population=pd.DataFrame(),
        stations=counted(),
        counted=np.ones(len(STATIONS), bool),
        lte=np.zeros(len(STATIONS), bool),
        areas=areas,
        data_centers=gpd.GeoDataFrame(),
        lines=gpd.GeoDataFrame(),
        synthetic=False,
        scope=("630100", "632800"),
        findings=(),
        defaults=pd.DataFrame(),
        rows={},
        key_points=listed(*rows),
        measurements=drive_tests.none() if measured is None else measured,
    )
    return judging.of_places(
        given_inputs, model(spots), settings.default(), lambda *_: lambda: None
    )


def test_a_place_without_a_coordinate_is_judged_at_its_key_points() -> None:
    areas = places_of({"id": "A"}, {"id": "B", "km": 0})
    found = judged({0: Spot(SURE), 1: Spot(FAILS)}, areas, point("A", 0), point("A", 1))
    row = found.areas.set_index("id").loc["A"]
    assert row[["area", "reach", "keypoints"]].tolist() == ["no_data", "no_data", "not_met"]
    assert (row["key_points"], row["worst_point"], row["cause"]) == (2, "K1", "no_coordinate")
    other = found.areas.set_index("id").loc["B"]
    assert other[["area", "reach", "keypoints"]].tolist() == ["met", "met", "no_data"]
    assert (other["key_points"], other["cause"]) == (0, "")
    assert len(found.verdicts) == 3 * 2 * len(found.verdicts["operator"].unique())


def test_a_vague_place_is_still_judged_at_its_key_points() -> None:
    areas = places_of({"id": "A", "km": 0, "precision": 5000.0})
    row = judged({0: Spot(SURE)}, areas, point("A", 0)).areas.iloc[0]
    assert row[["area", "reach", "keypoints"]].tolist() == ["undecided", "undecided", "met"]
    assert row["cause"] == "precision"


def test_what_is_left_out_is_listed_and_not_judged() -> None:
    areas = places_of({"id": "A", "km": 0, "excluded": "已拆除"}, {"id": "B", "km": 2})
    found = judged({0: Spot(SURE), 2: Spot(FAILS)}, areas, point("A", 0))
    row = found.areas.set_index("id").loc["A"]
    assert row[["area", "reach", "keypoints"]].tolist() == ["no_data"] * 3
    assert (row["cause"], row["excluded"]) == ("excluded", "已拆除")
    assert (row["key_points"], np.isnan(row["share50"])) == (0, True)
    assert set(found.gaps["area_id"]) == {"B"}
    of_place = found.verdicts[found.verdicts["area_id"] == "A"]
    assert set(of_place["verdict"]) == {"no_data"} and len(of_place) == 3 * 3
    assert found.key_points.empty


@pytest.mark.parametrize(
    ("spots", "rows", "verdict", "cause"),
    [
        (SPOTS, three(GOOD, GOOD, GOOD), "met", "precision"),  # then it is about the area
        (SPOTS, three(GOOD, GOOD, BORDER), "undecided", "margin"),
        (SPOTS, three(GOOD, GOOD, BAD), "not_met", "budget"),
        (SPOTS, three(GOOD, BAD, 7), "not_met", "no_station"),  # the weakest says why
        (SPOTS, three(None, BAD, GOOD), "not_met", "budget"),
        (SPOTS, three(GOOD, GOOD, VOID), "no_data", "no_data"),
        (SPOTS, three(GOOD, GOOD, None), "no_data", "no_coordinate"),
        (SPOTS, three(GOOD, GOOD, GOOD)[:2], "no_data", "key_points"),
        (SPOTS, [], "no_data", "key_points"),
        (
            {0: Spot(SURE, FAILS), 1: Spot(FAILS, SURE), 2: Spot(SURE, SURE)},
            three(0, 1, 2),
            "not_met",
            "roaming",
        ),
    ],
)
def test_the_cause_of_a_village_is_about_its_reach(
    spots: dict[int, Spot], rows: list[dict[str, Any]], verdict: str, cause: str
) -> None:
    areas = places_of({"id": "V", "km": 9, "category": "village", "precision": 5000.0})
    row = judged(spots, areas, *rows).areas.iloc[0]
    assert (row["reach"], row["cause"]) == (verdict, cause)
    assert row["blocked_station"] == "" and np.isnan(row["blocked_lon"])


def driven(km: int) -> gpd.GeoDataFrame:
    """Return 100 points 36 m apart around a spot, all of them far above the threshold."""
    steps = (np.arange(10) - 4.5) * 36.0
    east, north = (offset.ravel() for offset in np.meshgrid(steps, steps))
    here = at(km)
    start = [np.full(len(east), here[name]) for name in ("lon", "lat")]
    azimuth = np.degrees(np.arctan2(east, north))
    lon, lat, _ = GEOD.fwd(*start, azimuth, np.hypot(east, north))
    columns = {"operator": MOBILE, "lon": lon, "lat": lat, "level_dbm": -80.0}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


@pytest.mark.parametrize(
    ("precision", "spot", "area", "basis"),
    [
        # It is not known where the village is: points in the disc drawn for it prove nothing.
        (5000.0, FAILS, "undecided", "predicted"),
        (10.0, WEAK, "met", "measured"),
    ],
)
@pytest.mark.parametrize(
    ("rows", "cause"),
    [(three(GOOD, GOOD, BORDER), "margin"), (three(GOOD, GOOD, None), "no_coordinate")],
)
def test_measurements_settle_the_area_of_a_village_and_leave_its_reach(
    rows: list[dict[str, Any]], cause: str, precision: float, spot: float, area: str, basis: str
) -> None:
    areas = places_of({"id": "V", "km": 9, "category": "village", "precision": precision})
    row = judged(SPOTS | {9: Spot(spot)}, areas, *rows, measured=driven(9)).areas.iloc[0]
    assert (row["area"], row["area_basis"], row["cause"]) == (area, basis, cause)
    assert row["reach"] != "met" and row["measured_n"] > 59


def test_a_village_beyond_the_model_is_worth_a_test() -> None:
    found = gathered({}, *three(1, 1, 1))
    found = key_points.KeyPoints(
        found.rows, found.absent, found.views, found.level_dbm, found.limit, np.ones(3, bool)
    )
    limits = pd.DataFrame({"vague": [False], "shapeless": [False], "beyond": [False]}, index=["V"])
    sure = villages.add_certainty(limits, found, village("V"))
    assert sure["reach_beyond"].tolist() == [True]
    areas = village("V").assign(reach="undecided")
    assert villages.causes(areas, found, sure, THRESHOLD) == {"V": "range"}
