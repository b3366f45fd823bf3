"""Delta-Bullington diffraction against published cases, P.526's own units and values by hand."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, p526
from geo.propagation.p526 import delta_bullington

pytestmark = pytest.mark.kernels

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "truth" / "p526_delta_bullington"
FLAT_EARTH = 1e15  # [km]
HORIZONTAL, VERTICAL = 1, 2


def published() -> list[object]:
    path = SHARED / "cases.csv"
    if not path.exists():
        return [pytest.param({}, marks=pytest.mark.skip(f"not beside the project: {path}"))]
    with path.open(encoding="utf-8") as stream:
        return [
            pytest.param(row, id=f"path{row['path']}-{row['f_GHz']}GHz")
            for row in csv.DictReader(stream)
        ]


@pytest.mark.parametrize("case", published())
def test_every_term_equals_the_published_one_within_a_hundredth_of_a_decibel(case) -> None:
    d, h = np.loadtxt(SHARED / f"path{case['path']}_profile.dat").T
    f, htg, hrg, ae = (float(case[name]) for name in ("f_GHz", "htg_m", "hrg_m", "ae_km"))
    terms = delta_bullington(d, h, f, htg, hrg, HORIZONTAL, ae, float(case["omega"]))
    for name, value in terms._asdict().items():
        assert value == pytest.approx(float(case[f"{name}_dB"]), abs=0.01), name


# --- the single knife edge, eq. (12) --------------------------------------------------------


@pytest.mark.parametrize(
    ("nu", "expected"),
    [
        (-math.inf, 0.0),
        (-0.78001, 0.0),
        (-0.78, 0.0),
        (-0.77999, 0.0041033415),  # 6.9 + 20 lg(√(0.87999² + 1) − 0.87999)
        (0.0, 6.0328522086),  # 6.9 + 20 lg(√1.01 − 0.1)
        (1.0, 13.9257289350),  # 6.9 + 20 lg(√1.81 + 0.9)
        (2.4, 20.5392661297),  # 6.9 + 20 lg(√6.29 + 2.3)
    ],
)
def test_knife_edge_loss_is_that_of_the_formula(nu: float, expected: float) -> None:
    assert p526.knife_edge_loss(nu) == pytest.approx(expected, abs=1e-9)


def plain(peak: float, n: int = 11) -> tuple[np.ndarray, np.ndarray]:
    """Return 10 km of plain with a peak [m] in the middle."""
    d, g = np.linspace(0.0, 10.0, n), np.zeros(n)
    g[n // 2] = peak
    return d, g


@pytest.mark.parametrize(
    ("peak", "nu", "bullington"),
    [
        # Antennas at 30 m, 10 km apart, λ = 0.1 m: ν = (peak − 30) √(0.002 · 10 / (0.1 · 25)),
        # then J + (1 − exp(−J / 6)) · 10.2.
        (25.0, -0.4472135955, 2.3569538209 + (1 - math.exp(-2.3569538209 / 6)) * 10.2),
        (50.0, 1.7888543820, 18.1495783841 + (1 - math.exp(-18.1495783841 / 6)) * 10.2),
    ],
)
def test_one_peak_on_a_flat_earth_is_a_knife_edge(peak, nu, bullington) -> None:
    d, g = plain(peak)
    found, edge, index = p526.obstruction(d, g, 30.0, 30.0, FLAT_EARTH, 0.1)
    assert found == pytest.approx(nu, abs=1e-9)
    assert (edge, index) == (pytest.approx(5.0, abs=1e-9), 5)
    terms = delta_bullington(d, g, 2.998, 30.0, 30.0, VERTICAL, FLAT_EARTH)
    assert terms.Lbulla == pytest.approx(bullington, abs=1e-6)


def test_the_edge_of_two_peaks_is_where_their_rays_meet() -> None:
    d, g = plain(0.0)
    g[2], g[7] = 50.0, 60.0
    # From 30 m: slopes 20/2 = 10 and 30/3 = 10 m/km meet at 5 km and 80 m; ν = 50 · 0.0894427.
    nu, edge, index = p526.obstruction(d, g, 30.0, 30.0, FLAT_EARTH, 0.1)
    assert (edge, index) == (pytest.approx(5.0), 2)
    assert nu == pytest.approx(4.47213595, abs=1e-7)


@pytest.mark.parametrize("off", [-1e-9, 0.0, 1e-9])
def test_a_point_that_touches_the_ray_costs_six_decibels(off: float) -> None:
    # ap = 500 km makes the bulge of the Earth d1 · d2 metres, exactly: 4 m under a ray at 20 m.
    d, g = np.arange(5.0), np.array([0.0, 0.0, 16.0 + off, 0.0, 0.0])
    nu, _, index = p526.obstruction(d, g, 20.0, 20.0, 500.0, 0.1)
    assert index == 2
    assert p526.knife_edge_loss(nu) == pytest.approx(6.0328522, abs=1e-6)


@given(st.integers(3, 40), st.data(), st.floats(1, 200), st.floats(1, 200))
def test_a_point_put_on_the_ray_by_rounding_costs_six_decibels(n, data, ht, hr) -> None:
    d, g = np.arange(n + 2) * 0.03, np.full(n + 2, 2000.0)
    k = data.draw(st.integers(1, n))
    g[k] += (ht * (d[-1] - d[k]) + hr * d[k]) / d[-1] - 500.0 * d[k] * (d[-1] - d[k]) / 8500.0
    nu, _, _ = p526.obstruction(d, g, 2000.0 + ht, 2000.0 + hr, 8500.0, 0.1)
    assert nu == pytest.approx(0.0, abs=1e-6)


def test_of_equal_obstacles_on_a_line_of_sight_the_last_decides() -> None:
    d, g = np.arange(5.0), np.array([0.0, 10.0, 0.0, 10.0, 0.0])
    assert p526.obstruction(d, g, 30.0, 30.0, 500.0, 0.1)[2] == 3


def test_of_equal_slopes_to_the_horizon_the_first_decides() -> None:
    d, g = np.arange(5.0), np.array([0.0, 17.0, 36.0, 0.0, 0.0])  # with the bulge, 20 and 40 m
    assert p526.obstruction(d, g, 0.0, 0.0, 500.0, 0.1)[2] == 1
    g[1] = 16.9
    assert p526.obstruction(d, g, 0.0, 0.0, 500.0, 0.1)[2] == 2


# --- spherical Earth, sections 4.3.2 and 4.3.3 ----------------------------------------------


def first_term_in_the_units_of_p526(
    d: float, h1: float, h2: float, a: float, f: float, ground: str, pol: int
) -> tuple[float, float, float, float]:
    """Return −20 lg(E / E0) [dB], X and both B by P.526 section 3.1.1: f in MHz, K complex."""
    epsr, sigma = {"land": (22.0, 0.003), "sea": (80.0, 5.0)}[ground]
    f = 1000.0 * f
    eta = complex(epsr, -18000.0 * sigma / f)
    K = 0.36 * (a * f) ** (-1 / 3) / math.sqrt(abs(eta - 1))
    K *= {HORIZONTAL: 1.0, VERTICAL: abs(eta)}[pol]
    beta = (1 + 1.6 * K**2 + 0.67 * K**4) / (1 + 4.5 * K**2 + 1.53 * K**4)
    X = 2.188 * beta * f ** (1 / 3) * a ** (-2 / 3) * d
    F = 11 + 10 * math.log10(X) - 17.6 * X if X >= 1.6 else -20 * math.log10(X) - 5.6488 * X**1.425
    B1, B2 = (9.575e-3 * beta**2 * f ** (2 / 3) * a ** (-1 / 3) * h for h in (h1, h2))
    gains = [
        17.6 * (B - 1.1) ** 0.5 - 5 * math.log10(B - 1.1) - 8
        if B > 2
        else 20 * math.log10(B + 0.1 * B**3)
        for B in (B1, B2)
    ]
    return -F - sum(max(G, 2 + 20 * math.log10(K)) for G in gains), X, B1, B2


@pytest.mark.parametrize("pol", [HORIZONTAL, VERTICAL])
@pytest.mark.parametrize("ground", ["land", "sea"])
@pytest.mark.parametrize(
    ("d", "h1", "f", "far", "high"),
    [
        (5.0, 10.0, 0.7, False, False),  # X < 1.6, B ≤ 2
        (40.0, 100.0, 2.6, True, True),
        (8.0, 300.0, 2.6, False, True),
        (100.0, 5.0, 0.1, True, False),
    ],
)
def test_first_term_equals_p526_on_both_sides_of_x_and_b(d, h1, f, far, high, ground, pol) -> None:
    expected, X, B, _ = first_term_in_the_units_of_p526(d, h1, 2.0, 8500.0, f, ground, pol)
    assert ((X >= 1.6), (B > 2.0)) == (far, high)
    omega = float(ground == "sea")
    loss = p526.first_term_loss(d, h1, 2.0, 8500.0, f, omega, pol)
    assert loss == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("B", "expected"),
    [
        (2.0, 8.9431606268),  # 20 lg 2.8
        (2.0000001, 8.9256142),  # 17.6 √0.9 − 5 lg 0.9 − 8: the formula has this step
        (1e-6, -38.0),  # never below 2 + 20 lg K
    ],
)
def test_height_gain_has_three_parts(B: float, expected: float) -> None:
    assert p526.height_gain(B, 0.01) == pytest.approx(expected, abs=1e-6)


def test_distance_term_is_continuous_where_it_changes_its_form() -> None:
    # X = 1.6: −15.118800 dB from above, −15.118793 dB from below.
    _, X, _, _ = first_term_in_the_units_of_p526(10.0, 50.0, 5.0, 8500.0, 0.7, "land", 1)
    at = 10.0 * 1.6 / X
    near, far = (
        p526.first_term_loss(at * (1 + off), 50.0, 5.0, 8500.0, 0.7, 0.0, 1)
        for off in (-1e-9, 1e-9)
    )
    assert far - near == pytest.approx(15.118800173 - 15.118793077, abs=1e-6)


@pytest.mark.parametrize("omega", [0.25, 0.5])
def test_a_mixed_path_lies_between_land_and_sea_by_its_share(omega: float) -> None:
    land, mixed, sea = (
        p526.first_term_loss(60.0, 20.0, 2.0, 8500.0, 0.3, share, VERTICAL)
        for share in (0.0, omega, 1.0)
    )
    assert land - sea > 1.0
    assert mixed == pytest.approx((1 - omega) * land + omega * sea, abs=1e-9)


def spherical(d: float, f: float = 1.0) -> float:
    return p526.spherical_earth_loss(d, 10.0, 10.0, 8500.0, f, 0.2998 / f, 0.0, VERTICAL)


def test_spherical_loss_is_continuous_at_the_horizon() -> None:
    # Eq. (22): √17000 · 2 · √0.01 = 26.0768096 km for two antennas of 10 m.
    horizon = 26.076809620810597
    near, far = spherical(horizon * (1 - 1e-9)), spherical(horizon * (1 + 1e-9))
    beyond, *_ = first_term_in_the_units_of_p526(horizon, 10.0, 10.0, 8500.0, 1.0, "land", VERTICAL)
    assert near == pytest.approx(beyond, abs=1e-5)
    assert far == pytest.approx(beyond, abs=1e-5)


def test_spherical_loss_begins_where_the_path_comes_near_the_ground() -> None:
    # Equal antennas: the least clearance is in the middle, 10 − 125 d² / 8500 m, and eq. (25)
    # asks for 17.456 √(d λ / 4). For d = 5 km at 1 GHz: 9.632 m and 10.686 m; at 2 GHz 7.556 m.
    hse, dse1 = p526.smooth_path_clearance(5.0, 10.0, 10.0, 8500.0)
    assert (hse, dse1) == (pytest.approx(10 - 125 * 25 / 8500), pytest.approx(2.5))
    assert spherical(5.0, 2.0) == 0.0
    aem = 500 * (5.0 / (2 * math.sqrt(10))) ** 2
    expected, *_ = first_term_in_the_units_of_p526(5.0, 10, 10, aem, 1.0, "land", VERTICAL)
    required = 17.456 * math.sqrt(5 * 0.2998 / 4)
    assert expected > 0.0
    assert spherical(5.0) == pytest.approx((1 - hse / required) * expected, abs=1e-9)


def test_a_negative_first_term_within_sight_is_no_gain() -> None:
    # Right over the sea at 30 MHz the ground wave carries: the first term is negative.
    args = (0.2, 0.2, 0.2)
    aem = 500 * (0.2 / (2 * math.sqrt(0.2))) ** 2
    assert p526.first_term_loss(*args, aem, 0.03, 1.0, VERTICAL) < -10.0
    lam = 0.2998 / 0.03
    assert p526.spherical_earth_loss(*args, 8500.0, 0.03, lam, 1.0, VERTICAL) == 0.0


# --- the smooth surface ---------------------------------------------------------------------


def test_smooth_surface_of_a_slope_is_the_slope() -> None:
    d = np.array([0.0, 0.4, 1.0, 1.7, 2.0])
    assert p526.smooth_surface(d, 3000.0 + 10.0 * d) == pytest.approx((3000.0, 3020.0), abs=1e-9)


def test_smooth_surface_of_a_peak_is_that_of_least_squares() -> None:
    # A triangle of 4 m over 2 km: the straight line nearest to it is level, at half its height.
    d, h = np.array([0.0, 0.5, 1.0, 1.5, 2.0]), np.array([0.0, 2.0, 4.0, 2.0, 0.0])
    assert p526.smooth_surface(d, h) == pytest.approx((2.0, 2.0), abs=1e-12)


@pytest.mark.parametrize(
    ("peak", "expected"),
    [
        # Antennas at 30 m and 20 m: the ray passes the peak, a quarter on, at 27.5 m.
        (27.4, (0.0, 0.0)),
        # 40 m: 12.5 m into the ray; slopes 12.5 / 1 and 12.5 / 3 share it 3 : 1.
        (40.0, (-9.375, -3.125)),
    ],
)
def test_obstacles_above_the_ray_press_the_smooth_surface_down(peak, expected) -> None:
    d, h = np.arange(5.0), np.array([0.0, peak, 0.0, 0.0, 0.0])
    assert p526.diffraction_surface(d, h, 30.0, 20.0, 0.0, 0.0) == pytest.approx(expected)


def test_the_smooth_surface_never_stands_above_the_ground_at_its_ends() -> None:
    d, h = np.arange(5.0), np.array([5.0, 9.0, 9.0, 9.0, 3.0])
    assert p526.diffraction_surface(d, h, 30.0, 20.0, 9.0, 9.0) == (5.0, 3.0)


# --- the public function --------------------------------------------------------------------


@given(
    st.lists(st.floats(0, 300), min_size=5, max_size=40),
    st.floats(1, 100),
    st.floats(1, 100),
    st.sampled_from([0.1, 0.7, 2.6, 6.0]),
    st.sampled_from([HORIZONTAL, VERTICAL]),
    st.sampled_from([0.0, 0.3]),
)
def test_both_directions_have_the_same_loss(heights, ht, hr, f, pol, sea) -> None:
    d = np.cumsum(0.1 + 0.05 * np.sin(np.arange(len(heights))))
    d -= d[0]
    there = delta_bullington(d, heights, f, ht, hr, pol, 8500.0, sea)
    back = delta_bullington((d[-1] - d)[::-1], heights[::-1], f, hr, ht, pol, 8500.0, sea)
    # ν is 0 on both sides of a ray that is touched, yet 1e-8 is left of √(1e-16).
    assert there == pytest.approx(back, abs=1e-6)


@given(st.floats(1, 60), st.floats(1, 100), st.sampled_from([0.1, 0.7, 2.6]))
def test_a_higher_peak_never_costs_less(height: float, more: float, f: float) -> None:
    low, high = (delta_bullington(*plain(p), f, 30.0, 10.0).Lbulla for p in (height, height + more))
    assert high >= low


ASKED = {"frequency_ghz": 1.0, "tx_height_m": 30.0, "rx_height_m": 30.0, "sea_share": 0.0}


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("frequency_ghz", 0.03, 0.0299),
        ("frequency_ghz", 50.0, 50.1),
        ("tx_height_m", 0.1, 0.0),
        ("tx_height_m", 3000.0, 3000.1),
        ("rx_height_m", 0.1, 0.0),
        ("rx_height_m", 3000.0, 3000.1),
        ("polarisation", 1, 0),
        ("polarisation", 2, 1.5),
        ("polarisation", 2, 3),
        ("sea_share", 0.0, -0.01),
        ("sea_share", 1.0, 1.01),
        ("frequency_ghz", 1.0, math.nan),
    ],
)
def test_limits_have_two_sides(name: str, inside: float, outside: float) -> None:
    assert np.isfinite(delta_bullington(*plain(10.0), **(ASKED | {name: inside}))).all()
    with pytest.raises(OutsideValidity, match=f"P.526: {name} = ") as refused:
        delta_bullington(*plain(10.0), **(ASKED | {name: outside}))
    assert refused.value.parameter == name


@pytest.mark.parametrize(
    ("d", "h", "says"),
    [
        ([0, 1, 2, 3, 4], [0, 0, 0, 0], "differ in shape"),
        ([[0, 1, 2, 3, 4]], [[0, 0, 0, 0, 0]], "differ in shape"),
        ([0, 1, 2, 3], [0, 0, 0, 0], "at least 5 points, not 4"),
        ([0.1, 1, 2, 3, 4], [0, 0, 0, 0, 0], "ascend from 0"),
        ([0, 1, 1, 3, 4], [0, 0, 0, 0, 0], "ascend from 0"),
        ([0, 1, 3, 2, 4], [0, 0, 0, 0, 0], "ascend from 0"),
        ([0, 1, math.nan, 3, 4], [0, 0, 0, 0, 0], "ascend from 0"),
        ([0, 1, 2, 3, math.inf], [0, 0, 0, 0, 0], "ascend from 0"),
        ([0, 1, 2, 3, 4], [0, 0, math.nan, 0, 0], "crosses a void"),
        ([0, 1, 2, 3, 4], [0, 0, math.inf, 0, 0], "crosses a void"),
    ],
)
def test_what_is_no_profile_is_refused(d: list, h: list, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        delta_bullington(d, h, 1.0, 30.0, 30.0)
