"""One path: geometry that can be worked out by hand, losses of P.1812, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.grid import GEOD
from geo.link import Conditions, End, Link, Sector, predict
from geo.link._geometry import bulge, fresnel_radius
from geo.propagation import p1812
from geo.propagation.p526 import knife_edge_loss
from layers.errors import Finding, InputError
from layers.text import Text
from tests.messages import refusal
from tests.profiles import LAT, LON, SECTOR, StandIn, flat, link_over, ridge

RADIUS_KM = 6371.0 * 157.0 / (157.0 - 45.0)  # P.1812 eq. (5)
WAVELENGTH_M = 0.2998 / 2.6


def test_the_earth_bulges_most_half_way() -> None:
    d = np.array([0.0, 5.0, 10.0])
    assert bulge(d, 8500.0) == pytest.approx([0.0, 500.0 * 25.0 / 8500.0, 0.0])


def test_fresnel_radius_is_the_root_of_lambda_d1_d2_over_d() -> None:
    d = np.array([0.0, 2.0, 10.0])
    expected = math.sqrt(0.1 * 2000.0 * 8000.0 / 10_000.0)
    assert fresnel_radius(d, 0.1) == pytest.approx([0.0, expected, 0.0])


def test_a_high_path_over_a_plain_is_clear_and_nearest_half_way() -> None:
    link = link_over(flat(), 10.0, height_a=60.0, height_b=60.0)
    middle = 60.0 - 500.0 * 25.0 / RADIUS_KM
    assert link.obstacle.state == "clear"
    assert link.clearance_m.min() == pytest.approx(middle, abs=0.01)
    assert link.clearance_m[[0, -1]] == pytest.approx([60.0, 60.0])
    assert link.radius_km == pytest.approx(RADIUS_KM)
    assert link.losses[50.0].Ld50 == pytest.approx(0.0, abs=0.5)


def test_a_low_path_over_a_plain_has_its_fresnel_zone_entered() -> None:
    link = link_over(flat(), 10.0, height_a=10.0, height_b=10.0)
    assert link.obstacle.state == "grazed"
    assert -0.6 < link.obstacle.fresnel_radii < 0.0
    assert not link.obstacle.of_clutter


@pytest.mark.parametrize("above_m", [60.0, 200.0])
def test_a_single_ridge_is_the_blocking_point_the_horizon_and_the_knife_edge(
    above_m: float,
) -> None:
    link = link_over(ridge(4.0, above_m), 10.0)
    point = link.obstacle
    rise = above_m - 30.0 + 500.0 * 4.0 * 6.0 / RADIUS_KM
    radius = math.sqrt(WAVELENGTH_M * 4000.0 * 6000.0 / 10_000.0)
    assert point.state == "blocked"
    assert point.distance_km == pytest.approx(4.0)
    assert point.height_m == pytest.approx(3000.0 + above_m)
    assert point.above_ray_m == pytest.approx(rise, abs=0.01)
    assert point.fresnel_radii == pytest.approx(rise / radius, abs=1e-3)
    assert (point.lon, point.lat) == pytest.approx((LON, link.lat[point.index]))
    assert link.edge_km == pytest.approx(4.0, abs=1e-6)
    assert link.nu == pytest.approx(math.sqrt(2.0) * rise / radius, abs=1e-3)
    assert link.edge_m == pytest.approx(link.ray_m[point.index] + rise, abs=0.01)
    assert link.horizons() == (point.index, point.index)
    luc = knife_edge_loss(link.nu)
    bullington = luc + (1.0 - math.exp(-luc / 6.0)) * (10.0 + 0.02 * 10.0)
    assert link.losses[50.0].Lbulla50 == pytest.approx(bullington, abs=1e-6)


def test_two_ridges_have_an_edge_between_them() -> None:
    def two(d: np.ndarray) -> np.ndarray:
        return 3000.0 + 200.0 * (np.abs(d - 3.0) < 0.02) + 200.0 * (np.abs(d - 7.0) < 0.02)

    link = link_over(StandIn(two), 10.0)
    first, last = link.horizons()
    assert link.distance_km[[first, last]] == pytest.approx([3.0, 7.0])
    assert link.obstacle.index == first
    assert link.edge_km == pytest.approx(5.0, abs=0.01)
    assert link.edge_m > link.height_m.max()


def test_point_edge_and_horizons_are_those_of_the_recommendation() -> None:
    link = link_over(ridge(4.0, 100.0), 10.0)
    loss = link.losses[50.0]
    assert (loss.obstacle, loss.edge, loss.nu) == (link.obstacle.index, link.edge_km, link.nu)
    first, last = link.horizons()
    assert loss.dlt == link.distance_km[first]
    assert loss.dlr == pytest.approx(link.length_km - link.distance_km[last])


def test_clutter_alone_can_block() -> None:
    def trees(d: np.ndarray) -> np.ndarray:
        return 40.0 * (np.abs(d - 5.0) < 0.02)

    bare = StandIn(lambda d: np.full_like(d, 3000.0))
    wood = StandIn(lambda d: np.full_like(d, 3000.0), trees)
    assert link_over(bare, 10.0).obstacle.state != "blocked"
    point = link_over(wood, 10.0).obstacle
    assert point.state == "blocked" and point.of_clutter and point.clutter_m == 40.0


def test_the_loss_is_that_of_the_recommendation_at_both_shares_of_locations() -> None:
    link = link_over(ridge(4.0, 100.0), 10.0, height_b=1.5)
    n = link.distance_km.size
    for share in (50.0, 90.0):
        expected = p1812.path_loss(
            link.distance_km, link.height_m, np.zeros(n), np.full(n, 4), 2.6, 50.0, 30.0, 1.5, 2,
            0.5 * (LAT + link.b.lat), 45.0, 325.0, share,
        )  # fmt: skip
        assert link.losses[share] == expected
        assert link.loss_db(share) == expected.Lb
    assert link.free_space_db == link.losses[50.0].Lbfs
    assert link.loss_db(90.0) > link.loss_db(50.0)


def test_conditions_reach_the_model() -> None:
    usual = link_over(ridge(4.0, 100.0), height_b=1.5)
    for changed in (
        Conditions(2600.0, time_pct=1.0),
        Conditions(700.0),
        Conditions(2600.0, delta_n=60.0),
        Conditions(2600.0, resolution_m=500.0),
    ):
        other = link_over(ridge(4.0, 100.0), height_b=1.5, conditions=changed)
        assert other.loss_db(90.0) != usual.loss_db(90.0)
    flat_path = {
        way: link_over(flat(), 30.0, height_b=1.5, conditions=Conditions(100.0, polarisation=way))
        for way in ("vertical", "horizontal")
    }
    assert flat_path["vertical"].loss_db(50.0) != flat_path["horizontal"].loss_db(50.0)


# --- the level ---------------------------------------------------------------------------------


def test_the_level_is_power_gain_and_pattern_less_the_loss() -> None:
    link = link_over(flat())
    assert link.pattern_db == 0.0
    assert link.level_dbm(50.0) == pytest.approx(18.0 + 22.0 - link.loss_db(50.0))
    level, margin = link.level_dbm(90.0), link.margin_db(90.0)
    assert level is not None and margin == pytest.approx(level + 105.0)


@pytest.mark.parametrize(("azimuth", "expected"), [(0.0, 0.0), (32.5, -3.0), (180.0, -30.0)])
def test_a_sector_sends_less_to_the_side(azimuth: float, expected: float) -> None:
    link = link_over(flat(), sector=Sector(18.0, 22.0, azimuth, 65.0))
    assert link.azimuth_deg == pytest.approx(0.0, abs=1e-9)
    assert link.pattern_db == pytest.approx(expected, abs=1e-9)


def test_tilt_counts_from_the_direction_of_the_other_antenna() -> None:
    low, high = (
        link_over(flat(), sector=Sector(18.0, 22.0, tilt_deg=tilt)).pattern_db
        for tilt in (0.0, 10.0)
    )
    assert low == pytest.approx(0.0, abs=1e-3)
    assert high == pytest.approx(-12.0 * (10.0 / 65.0) ** 2, abs=0.01)


def test_without_a_station_at_a_there_is_no_level() -> None:
    link = link_over(flat(), sector=None)
    assert link.level_dbm(50.0) is None and link.margin_db(50.0) is None
    assert link_over(flat(), conditions=Conditions(2600.0)).margin_db(50.0) is None


# --- limits ------------------------------------------------------------------------------------


def codes(link: Link) -> list[str]:
    return [caution.code for caution in link.cautions]


@pytest.mark.parametrize(
    ("km", "expected", "terms"),
    [
        (0.2, ["below-model-floor"], 0),
        (0.3, ["short-path"], 2),
        (0.99, ["short-path"], 2),
        (1.01, [], 2),
        (99.0, [], 2),
        (101.0, ["long-path"], 2),
    ],
)
def test_near_the_limits_a_path_is_flagged(km: float, expected: list[str], terms: int) -> None:
    link = link_over(flat(), km)
    assert codes(link) == expected
    assert len(link.losses) == terms


def test_below_the_shortest_path_there_is_free_space_alone() -> None:
    link = link_over(flat(), 0.2)
    assert link.model == "ITU-R P.525-4"
    exact = 20.0 * math.log10(4.0 * math.pi * 200.0 * 2.6 / 0.299792458)
    assert link.free_space_db == pytest.approx(exact, abs=1e-6)
    assert link.loss_db(50.0) == link.loss_db(90.0) == link.free_space_db


def test_a_coarse_terrain_still_gives_the_points_that_the_model_needs() -> None:
    coarse = flat()
    coarse.step_m = 1000.0
    assert link_over(coarse, 0.5).distance_km.size >= 5


def test_warnings_of_the_terrain_are_passed_on() -> None:
    told = Finding("coarse", Text("粗", "coarse"), Text("换", "change"), severity="warning")
    terrain = flat()
    terrain.findings = (told,)
    assert link_over(terrain).cautions == (told,)


@pytest.mark.parametrize("km", [0.0, 0.009, 301.0])
def test_a_path_of_no_length_or_of_too_much_is_refused(km: float) -> None:
    with pytest.raises(InputError) as caught:
        link_over(flat(), km)
    refusal(caught, "path-length", field="A B")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"height_a": 0.5}, "--height-a"),
        ({"height_b": 0.5}, "--height-b"),
        ({"conditions": Conditions(28_000.0)}, "--frequency"),
        ({"conditions": Conditions(2600.0, time_pct=60.0)}, "--time"),
    ],
)
def test_values_outside_the_model_are_refused(changed: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        link_over(flat(), 10.0, **changed)  # type: ignore[arg-type]
    refusal(caught, "outside-model", field=field)


def test_a_void_is_refused_where_it_begins_and_never_filled() -> None:
    def holed(d: np.ndarray) -> np.ndarray:
        return np.where((d > 2.99) & (d < 4.01), np.nan, 3000.0)

    with pytest.raises(InputError) as caught:
        link_over(StandIn(holed), 10.0)
    finding = refusal(caught, "terrain-void", field="--dem")
    _, lat, _ = GEOD.fwd(LON, LAT, 0.0, 3000.0)
    for text in finding.what:
        assert "3.00 km" in text and "4.00 km" in text and f"101.00000,{lat:.5f}" in text
        assert "21/201" in text


def test_a_void_in_the_clutter_is_refused_too() -> None:
    terrain = StandIn(lambda d: np.full_like(d, 3000.0), lambda d: np.where(d > 9.0, np.nan, 0.0))
    with pytest.raises(InputError) as caught:
        link_over(terrain)
    assert "clutter" in refusal(caught, "terrain-void", field="--dem").what.en


def test_assumptions_of_both_ends_and_the_conditions_are_kept() -> None:
    told = [Text(f"假设 {i}", f"assumed {i}") for i in range(3)]
    a = End("a", LON, LAT, 30.0, sector=SECTOR, assumptions=(told[0],))
    b = End("b", LON, LAT + 0.1, 1.5, synthetic=True, assumptions=(told[1],))
    link = predict(a, b, flat(), Conditions(2600.0, assumptions=(told[2],)))  # type: ignore[arg-type]
    assert link.assumptions == tuple(told)
    assert link.synthetic
