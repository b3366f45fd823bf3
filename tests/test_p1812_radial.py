"""The walk along a radial equals the plain form of every path; hulls equal brute force."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, p526, p1812
from geo.propagation.p1812 import hoisted, hull, profile, receiver
from geo.propagation.p1812.radial import (
    along_radial,
    empty_radial,
    empty_tail,
    extend,
    last_point,
    radial_loss,
    set_tail,
    start,
)

pytestmark = pytest.mark.kernels

INLAND = 4
SAME_DB = 1e-9

# --- radials of every kind ------------------------------------------------------------------


def fractal(rng: np.random.Generator, n: int) -> np.ndarray:
    k = np.fft.rfftfreq(n)
    k[0] = 1.0
    spectrum = k**-1.5 * (rng.standard_normal(k.size) + 1j * rng.standard_normal(k.size))
    spectrum[0] = 0.0
    z = np.fft.irfft(spectrum, n)
    return 3000.0 + z / z.std() * rng.uniform(5.0, 400.0)


def plain(rng: np.random.Generator, n: int) -> np.ndarray:
    return 3000.0 + rng.normal(0.0, rng.uniform(0.0, 3.0), n)


def terraces(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.round((3000.0 + np.cumsum(rng.normal(0.0, 6.0, n))) / 10.0) * 10.0


def ridge(rng: np.random.Generator, n: int) -> np.ndarray:
    away = (np.arange(n) - rng.integers(5, n - 5)) / rng.uniform(2.0, 20.0)
    return 3000.0 + rng.normal(0.0, 1.0, n) + rng.uniform(20.0, 500.0) * np.exp(-(away**2))


def sea_level(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.zeros(n)


def slope(rng: np.random.Generator, n: int) -> np.ndarray:
    return 3000.0 + np.arange(n) * rng.uniform(-5.0, 5.0)


KINDS = [fractal, plain, terraces, ridge, sea_level, slope]


def random_radial(kind, seed: int) -> tuple[dict, int]:
    """Return arguments of `radial_loss`, and for how many points each receiver has a tail."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    n = int(rng.integers(12, 240))
    clutter = np.zeros(n)
    if rng.random() < 0.5:
        clutter = np.where(rng.random(n) < 0.4, rng.choice([0.0, 5.0, 15.0]), 0.0)
    # On an exact slope under antennas of one height two points tie for the largest ν, and
    # rounding picks one in each form: Lba then differs by up to 1e-4 dB. Not such a case here.
    tx = float(rng.choice([10.0, 30.0, 50.0, 150.0]))
    rx = float(rng.choice([1.5, 10.0])) if tx > 10.0 else 1.5
    arguments = {
        "step_km": float(rng.choice([0.03, 0.045, 0.09])),
        "height_m": kind(rng, n),
        "clutter_m": clutter,
        "frequency_ghz": float(rng.choice([0.7, 2.6, 3.5, 4.9])),
        "time_pct": float([1.0, 10.0, 50.0][seed % 3]),
        "tx_height_m": tx,
        "rx_height_m": rx,
        "polarisation": int(rng.integers(1, 3)),
        "latitude_deg": float(rng.choice([36.0, -75.0])),
        "delta_n": float(rng.choice([20.0, 45.0, 80.0])),
        "n0": 325.0,
    }
    return arguments, 1 + seed % 8


def reference(a: dict, n: int) -> p1812.PathLoss:
    """Return the plain form for receiver n of a radial."""
    d = np.arange(n + 1) * a["step_km"]
    names = ("frequency_ghz", "time_pct", "tx_height_m", "rx_height_m", "polarisation")
    names += ("latitude_deg", "delta_n", "n0")
    h, clutter, land = a["height_m"][: n + 1], a["clutter_m"][: n + 1], np.full(n + 1, INLAND)
    return p1812.path_loss(d, h, clutter, land, *(a[name] for name in names))


@pytest.mark.parametrize("seed", range(24))  # every time percentage with every tail
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_walk_equals_the_plain_form_of_every_path(kind, seed: int) -> None:
    arguments, own = random_radial(kind, seed)
    loss = radial_loss(**arguments, own_points=own)
    with_loss = np.flatnonzero(np.isfinite(loss))
    assert with_loss[0] == max(4, math.ceil(0.25 / arguments["step_km"] - 1e-9))
    assert with_loss[-1] == loss.size - 1 == with_loss[0] + with_loss.size - 1
    chosen = {*with_loss[:4], *with_loss[-4:], *with_loss[seed % 13 :: 13]}
    expected = {n: reference(arguments, n).Lb for n in chosen}
    assert {n: loss[n] for n in chosen} == pytest.approx(expected, abs=SAME_DB, rel=0)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_result_does_not_depend_on_how_many_points_a_receiver_owns(kind) -> None:
    arguments, _ = random_radial(kind, 5)
    alone = radial_loss(**arguments)
    for own in range(2, 9):
        loss = radial_loss(**arguments, own_points=own)
        np.testing.assert_allclose(loss, alone, rtol=0, atol=SAME_DB)


def test_frequencies_with_the_extra_coupling_loss_agree_too() -> None:
    arguments, _ = random_radial(fractal, 4)
    arguments |= {"frequency_ghz": 0.1, "time_pct": 1.0}
    loss = radial_loss(**arguments)
    n = loss.size - 1
    assert loss[n] == pytest.approx(reference(arguments, n).Lb, abs=SAME_DB)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", [fractal, ridge, plain], ids=lambda kind: kind.__name__)
def test_the_blocking_point_is_that_of_the_plain_form(kind, seed: int) -> None:
    a, own = random_radial(kind, seed)
    c = hoisted.constants(
        a["frequency_ghz"], a["time_pct"], a["polarisation"], a["latitude_deg"],
        a["delta_n"], a["n0"], a["step_km"], a["height_m"].size * a["step_km"],
    )  # fmt: skip
    loss, blocked = np.empty(a["height_m"].size), np.empty(a["height_m"].size)
    along_radial(
        a["step_km"], a["height_m"], a["clutter_m"], bool(a["clutter_m"].any()), c,
        a["tx_height_m"], a["rx_height_m"], own, loss, blocked,
    )  # fmt: skip
    first = math.ceil(0.25 / a["step_km"])
    for n in range(max(first, 4), loss.size, 7):
        plainly = reference(a, n)
        if plainly.nu < -0.78:
            assert math.isnan(blocked[n])
        else:
            assert blocked[n] == plainly.obstacle * a["step_km"]


def test_equal_mid_points_of_an_exact_slope_cost_less_than_a_thousandth() -> None:
    # The case that `random_radial` leaves out: which of two equal points stands for the
    # horizon is left to rounding, so only Lba differs, and that hardly counts.
    arguments, _ = random_radial(slope, 2)
    arguments |= {"tx_height_m": 10.0, "rx_height_m": 10.0}
    loss = radial_loss(**arguments)
    for n in range(10, loss.size):
        assert loss[n] == pytest.approx(reference(arguments, n).Lb, abs=1e-3)


def test_a_point_that_touches_the_ray_agrees_in_both_forms() -> None:
    h = np.full(40, 3000.0)
    for k in (3, 20, 37):
        touching = h.copy()
        d, at, ae = 39 * 0.03, k * 0.03, 6371.0 * 157.0 / 112.0
        touching[k] += (30.0 * (d - at) + 1.5 * at) / d - 500.0 * at * (d - at) / ae
        arguments = random_radial(plain, 2)[0] | {
            "height_m": touching, "clutter_m": np.zeros(40), "step_km": 0.03, "delta_n": 45.0,
            "tx_height_m": 30.0, "rx_height_m": 1.5,
        }  # fmt: skip
        for own in (1, 4):
            loss = radial_loss(**arguments, own_points=own)[-1]
            assert loss == pytest.approx(reference(arguments, 39).Lb, abs=1e-5)
            assert loss > reference(arguments | {"height_m": h}, 39).Lb + 3.0


# --- each quantity of a receiver ------------------------------------------------------------
# The loss alone would not show most of these: ducting hardly ever decides it inland.


def nearly_flat(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return ground whose waves of centimetres are as high as the bulge of the Earth."""
    return 3000.0 + rng.uniform(0.0, rng.choice([0.003, 0.03, 0.3]), n)


def walked(a: dict, n: int, own: int) -> tuple[receiver.Radial, receiver.Tail]:
    """Return a radial walked to `own` points before receiver n, and those points."""
    c = hoisted.constants(2.6, 10.0, 2, 36.0, 45.0, 325.0, a["step_km"], 30.0)
    h, step, R = a["height_m"], a["step_km"], a["clutter_m"]
    radial, room = empty_radial(n + 1, True, 10.0), empty_tail(own)
    start(radial, h[0])
    for i in range(1, n - own):
        extend(radial, c, i * step, h[i], R[i], h[0] + a["tx_height_m"], True)
    for j in range(own):
        i = n - own + j
        set_tail(room, j, i * step, h[i], R[i], n * step)
    return radial, room._replace(first=n - own, size=own)


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize(
    "kind", [fractal, plain, terraces, ridge, nearly_flat], ids=lambda kind: kind.__name__
)
def test_every_quantity_of_a_receiver_is_that_of_its_whole_profile(kind, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, own = random_radial(fractal, seed)
    size = a["height_m"].size
    a |= {"height_m": kind(rng, size), "tx_height_m": float(rng.choice([10.0, 50.0, 400.0]))}
    n = int(rng.integers(own + 3, size))
    radial, tail = walked(a, n, own)
    d, h = np.arange(n + 1) * a["step_km"], a["height_m"][: n + 1].copy()
    ae, lam = 6371.0 * 157.0 / 112.0, 0.2998 / 2.6
    hts, hrs = h[0] + a["tx_height_m"], h[n] + a["rx_height_m"]

    surface = p526.smooth_surface(d, h)
    assert receiver.smooth_surface(radial, tail, d[n], h[n]) == pytest.approx(surface, abs=1e-8)
    seen = receiver.horizons(radial, tail, d[n], hts, hrs, ae)
    expected = profile.horizons(d, h, hts, hrs, ae, lam)
    assert seen.line_of_sight == expected.line_of_sight
    assert seen[1:4] == pytest.approx(expected[1:4], abs=1e-9)
    if seen.line_of_sight:
        nearest = receiver.nearest_to_ray(radial, tail, d[n], hts, hrs, ae)
        assert kind is terraces or nearest == expected.lt
    elif kind is not terraces:  # of equal slopes, rounding may pick another
        assert seen[4:] == pytest.approx(expected[4:])

    below = p526.diffraction_surface(d, h, hts, hrs, *surface)
    found = receiver.diffraction_surface(radial, tail, seen, d[n], h[n], hts, hrs, *surface)
    assert found == pytest.approx(below, abs=1e-8)

    for first, last in np.sort(rng.integers(1, n, (12, 2))):
        hm = receiver.terrain_roughness(radial, tail, d[n], first, last, *surface)
        whole = profile.terrain_roughness(d, h, first, last, *surface)
        assert hm == pytest.approx(whole, abs=1e-9)

    g = h + a["clutter_m"][: n + 1]
    for ap, y, surface_hull, which in (
        (ae, radial.y_median, radial.median, receiver.MEDIAN),
        (3.0 * 6371.0, radial.y_rare, radial.rare, receiver.RARE),
    ):
        nu, point = receiver.obstruction(
            radial.x, y, surface_hull, radial.sizes[which], radial.largest[which],
            radial.steepest[which], tail, d[n], hts, hrs, ap, lam,
        )  # fmt: skip
        plainly, _, decides = p526.obstruction(d, g, hts, hrs, ap, lam)
        assert nu == pytest.approx(max(plainly, -0.78), abs=1e-9)
        assert kind is terraces or point == (decides if plainly > -0.78 else -1)


@pytest.mark.parametrize("own", [1, 2, 4])
def test_of_equal_slopes_the_first_and_the_last_are_the_horizons(own: int) -> None:
    # Exact on a flat Earth: from 0 m at both ends, 4 and 8 m after 2 and 4 km, 8 and 4 m
    # before 4 and 2 km, all have a slope of 2 m/km.
    d, h = np.arange(9.0), np.array([0.0, 0.0, 4.0, 0.0, 8.0, 0.0, 4.0, 0.0, 0.0])
    flat = 1e300
    a = {"height_m": h, "clutter_m": np.zeros(9), "step_km": 1.0, "tx_height_m": 0.0}
    radial, tail = walked(a, 8, own)
    start(radial, 0.0)  # again, over a flat Earth
    c = hoisted.constants(2.6, 10.0, 2, 36.0, 45.0, 325.0, 1.0, 30.0)._replace(ae=flat, ab=flat)
    for i in range(1, 8 - own):
        extend(radial, c, d[i], h[i], 0.0, 0.0, True)
    for seen in (
        profile.horizons(d, h, 0.0, 0.0, flat, 0.1),
        receiver.horizons(radial, tail, 8.0, 0.0, 0.0, flat),
    ):
        assert (seen.lt, seen.lr, seen.dlt, seen.dlr) == (2, 6, 2.0, 2.0)


# --- refusals -------------------------------------------------------------------------------

GOOD = {
    "step_km": 0.03,
    "height_m": np.zeros(20),
    "clutter_m": np.zeros(20),
    "frequency_ghz": 2.6,
    "time_pct": 50.0,
    "tx_height_m": 30.0,
    "rx_height_m": 1.5,
    "polarisation": 2,
    "latitude_deg": 36.0,
    "delta_n": 45.0,
    "n0": 325.0,
}


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("frequency_ghz", 0.03, 0.029),
        ("frequency_ghz", 6.0, 6.01),
        ("time_pct", 1.0, 0.9),
        ("time_pct", 50.0, 51.0),
        ("tx_height_m", 1.0, 0.9),
        ("tx_height_m", 3000.0, 3001.0),
        ("rx_height_m", 1.0, 0.9),
        ("rx_height_m", 3000.0, 3001.0),
        ("polarisation", 1, 0),
        ("polarisation", 2, 3),
        ("latitude_deg", -90.0, -91.0),
        ("latitude_deg", 90.0, 91.0),
        ("delta_n", 0.0, -1.0),
        ("delta_n", 156.0, 157.0),
    ],
)
def test_limits_have_two_sides(name: str, inside: float, outside: float) -> None:
    assert np.isfinite(radial_loss(**(GOOD | {name: inside}))[9:]).all()
    with pytest.raises(OutsideValidity, match=f"P.1812: {name} = "):
        radial_loss(**(GOOD | {name: outside}))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"height_m": np.zeros(4), "clutter_m": np.zeros(4)}, "at least 5 points"),
        ({"height_m": np.full(20, math.nan)}, "crosses a void"),
        ({"step_km": 0.0}, "ascend from 0"),
        ({"step_km": -0.03}, "ascend from 0"),
        ({"step_km": math.nan}, "ascend from 0"),
        ({"clutter_m": np.zeros(19)}, "clutter heights are numbers from 0, one a point"),
        ({"clutter_m": np.full(20, -1.0)}, "clutter heights are numbers from 0, one a point"),
        ({"clutter_m": np.full(20, math.nan)}, "clutter heights are numbers from 0"),
        ({"clutter_m": np.full(20, math.inf)}, "clutter heights are numbers from 0"),
    ],
)
def test_what_is_no_radial_is_refused(wrong: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        radial_loss(**(GOOD | wrong))


@pytest.mark.parametrize(
    ("steps", "last"), [(9.0, 8), (9.49, 8), (9.5, 9), (9.51, 9), (10.0, 9), (10.49, 9)]
)
def test_the_last_point_is_half_a_step_to_one_and_a_half_before_the_receiver(steps, last) -> None:
    assert last_point(steps * 0.03, 0.03) == last


# --- hulls against brute force --------------------------------------------------------------

whole_heights = st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=25)
heights = st.one_of(whole_heights, st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=25))


def hull_of(ys: list[float]) -> tuple[hull.Hull, int]:
    room = len(ys)
    h = hull.Hull(np.empty(room), np.empty(room), np.empty(room, np.int64))
    size = 0
    for i, y in enumerate(ys):
        size = hull.push(h, size, float(i + 1), y, i + 1)
    return h, size


@given(heights)
def test_a_hull_is_convex_and_above_every_point(ys: list[float]) -> None:
    h, size = hull_of(ys)
    x, y = h.x[:size], h.y[:size]
    assert (h.point[0], h.point[size - 1]) == (1, len(ys))
    assert [ys[k - 1] for k in h.point[:size]] == y.tolist()
    assert (np.diff(np.diff(y) / np.diff(x)) < 1e-9).all()
    assert (np.interp(np.arange(1, len(ys) + 1), x, y) >= np.array(ys) - 1e-9).all()


@given(whole_heights)
def test_a_hull_of_whole_heights_has_no_point_on_an_edge(ys: list[float]) -> None:
    h, size = hull_of(ys)
    assert (np.diff(np.diff(h.y[:size]) / np.diff(h.x[:size])) < 0.0).all()


@given(whole_heights, st.integers(1, 9), st.integers(-20, 20))
def test_the_tangent_is_the_last_of_the_steepest_points(ys, beyond, y) -> None:
    h, size = hull_of(ys)
    x = float(len(ys) + beyond)
    k = hull.tangent(h, size, x, float(y))
    slopes = [((v - y) / (x - i), i) for i, v in enumerate(ys, 1)]
    steepest = max(s for s, _ in slopes)
    assert (h.y[k] - y) / (x - h.x[k]) == pytest.approx(steepest, abs=1e-12)
    assert h.point[k] == max(i for s, i in slopes if s > steepest - 1e-12)


@given(heights, st.floats(-50, 50))
def test_the_extreme_vertex_is_the_highest_point_over_a_slope(ys, slope) -> None:
    h, size = hull_of(ys)
    k = hull.extreme(h, size, slope)
    highest = max(y - slope * i for i, y in enumerate(ys, 1))
    assert h.y[k] - slope * h.x[k] == pytest.approx(highest, abs=1e-9)


@given(heights, st.integers(0, 30))
def test_the_first_vertex_from_a_point_on_is_found(ys, point) -> None:
    h, size = hull_of(ys)
    after = [k for k in range(size) if h.point[k] >= point]
    assert hull.first_from(h, size, point) == (after[0] if after else size)


@given(whole_heights, st.floats(0.3, 20.0), st.floats(-2.0, 2.0), st.sampled_from([math.inf, 1.0]))
def test_the_least_clearance_is_that_of_brute_force(ys, above, slope, bound) -> None:
    h, size = hull_of(ys)
    x, y = np.arange(len(ys) + 1.0), np.array([0.0, *ys])
    d = len(ys) + 1.0
    hts = above + max(v - slope * i for i, v in enumerate(ys, 1))  # a line of sight
    ratio, point = receiver.least_clearance(x, y, h, size, d, hts, slope, bound)
    inner = slice(1, len(ys) + 1)
    ratios = (hts + slope * x[inner] - y[inner]) ** 2 / (x[inner] * (d - x[inner]))
    assert ratio == pytest.approx(min(ratios.min(), bound), rel=1e-12)
    assert (point == -1) == (ratios.min() > bound)
    if point >= 0:
        assert ratios[point - 1] == pytest.approx(ratio, rel=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_the_least_clearance_may_be_at_any_point_below_an_edge(seed: int) -> None:
    # Valleys between few peaks: edges are long, and the nearest point is seldom a vertex.
    rng = np.random.default_rng(seed)
    ys = rng.uniform(-1.5, 0.0, 60)
    ys[rng.integers(0, 60, 3)] += rng.uniform(0.2, 1.5)
    h, size = hull_of(list(ys))
    x, y = np.arange(61.0), np.array([0.0, *ys])
    inner, d = slice(1, 61), float(rng.choice([61.0, 65.0, 90.0]))
    for slope in np.linspace(-0.2, 0.2, 21):
        hts = (y[inner] - slope * x[inner]).max() + rng.uniform(0.01, 3.0)
        ratio, point = receiver.least_clearance(x, y, h, size, d, hts, slope, math.inf)
        ratios = (hts + slope * x[inner] - y[inner]) ** 2 / (x[inner] * (d - x[inner]))
        assert (ratio, point) == (pytest.approx(ratios.min(), rel=1e-12), ratios.argmin() + 1)


def test_the_bound_of_an_edge_is_that_of_its_widest_place() -> None:
    # An edge from 1 to 40 km of a path of 65 km, 1 m below the ray all along: the ends have
    # ratios of 1 / 64 and 1 / 1000, a point just below the edge at 30 km has 1 / 1050.
    ys = np.full(64, -50.0)
    ys[[0, 39]] = 0.0
    ys[29] = -1e-6
    h, size = hull_of(list(ys))
    x, y = np.arange(65.0), np.array([0.0, *ys])
    ratio, point = receiver.least_clearance(x, y, h, size, 65.0, 1.0, 0.0, math.inf)
    assert (point, ratio) == (30, pytest.approx(1.0 / 1050.0, rel=1e-5))


# --- what is computed once per transmitter --------------------------------------------------


@given(st.floats(0.25, 14.9), st.sampled_from([36.0, 70.0, 75.0]))
def test_beta_0_between_its_nodes_is_that_of_the_formula(d: float, phi: float) -> None:
    c = hoisted.constants(2.6, 10.0, 2, phi, 45.0, 325.0, 0.03, 15.0)
    exact = math.log(p1812.climate.beta_0(phi, d, d))
    assert hoisted.ln_beta_0(c, d) == pytest.approx(exact, abs=1e-10)


@given(
    st.floats(0.5, 60.0), st.floats(1.0, 300.0), st.floats(1.0, 300.0),
    st.sampled_from([0.7, 2.6]), st.sampled_from([8930.0, 19113.0]),
)  # fmt: skip
def test_the_smooth_path_has_the_obstruction_of_its_points(d, ht, hr, f, ap) -> None:
    step = 0.045
    n = last_point(d, step)
    lam = 0.2998 / f
    c = hoisted.constants(f, 10.0, 2, 36.0, 45.0, 325.0, step, 60.0)
    _, dse1 = hoisted.spherical_earth(c, d, ht, hr, ap)
    found = hoisted.smooth_nu(step, n, d, ht, hr, ap, lam, dse1)
    x = np.append(np.arange(n + 1) * step, d)
    expected, _, _ = p526.obstruction(x, np.zeros(n + 2), ht, hr, ap, lam)
    assert found == pytest.approx(expected, abs=1e-9)


@given(
    st.floats(0.3, 60.0), st.floats(0.5, 2000.0), st.floats(0.5, 2000.0),
    st.sampled_from([0.1, 0.7, 2.6, 4.9]), st.sampled_from([8930.0, 19113.0]),
    st.sampled_from([1, 2]),
)  # fmt: skip
def test_the_spherical_earth_has_the_loss_of_the_plain_form(d, ht, hr, f, ap, pol) -> None:
    c = hoisted.constants(f, 10.0, pol, 36.0, 45.0, 325.0, 0.03, 60.0)
    loss, _ = hoisted.spherical_earth(c, d, ht, hr, ap)
    expected = p526.spherical_earth_loss(d, ht, hr, ap, f, 0.2998 / f, 0.0, pol)
    assert loss == pytest.approx(expected, abs=SAME_DB)


@pytest.mark.parametrize("nu", [-1.0, -0.78, -0.7, 0.0, 5.0])
def test_the_bullington_loss_of_an_edge_is_that_of_the_plain_form(nu: float) -> None:
    expected = p526.bullington_loss(p526.knife_edge_loss(nu), 7.0)
    assert hoisted.knife_edge_to_bullington(nu, 7.0) == pytest.approx(expected, abs=1e-12)
