"""P.1812-8 for one path: published cases to every intermediate value, then branch by branch."""

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.propagation import OutsideValidity, p526, p1812
from geo.propagation.p1812 import (
    PathLoss,
    climate,
    combination,
    diffraction,
    ducting,
    location,
    normal,
    profile,
)

pytestmark = pytest.mark.kernels

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "truth" / "p1812"
SEA, COASTAL, INLAND = 1, 3, 4
AE = 6371.0 * 157.0 / (157.0 - 45.0)  # [km] median effective Earth radius for ΔN = 45

# --- published cases ------------------------------------------------------------------------

INPUTS = {
    "f (GHz)": "f_ghz",
    "p (%)": "p_pct",
    "htg (m)": "htg_m",
    "hrg (m)": "hrg_m",
    "pol": "pol",
    "phi (deg)": "phi_deg",
    "DN": "DN",
    "N0": "N0",
}
RENAMED = {"th_t": "theta_t", "th_r": "theta_r", "th": "theta", "w": "omega"}


def logs() -> list[object]:
    found = sorted((SHARED / "results").glob("*_log.csv"))
    if not found:
        return [pytest.param(None, marks=pytest.mark.skip(f"not beside the project: {SHARED}"))]
    return [pytest.param(path, id=path.stem.removesuffix("_log")) for path in found]


def log_values(path: Path) -> dict[str, str]:
    """Return what a log says, by the names of `PathLoss`; of names given twice, the first."""
    values: dict[str, str] = {}
    with path.open(encoding="utf-8") as stream:
        for row in csv.reader(stream):
            if len(row) > 3 and row[3].strip():
                label = row[0].strip()
                name = INPUTS.get(label) or label.split(" (")[0]
                values.setdefault(RENAMED.get(name, name), row[3])
    return values


def published_profile(path: Path) -> Iterator[np.ndarray]:
    text = (SHARED / "profiles" / f"{path.stem[:-6]}.csv").read_text(encoding="utf-8")
    body = text.split("{Begin of Profile")[1].split("{End of Profile")[0]
    rows = [line.split(",") for line in body.splitlines() if re.match(r"-?[\d.]+,", line)]
    return (np.array([float(row[k]) for row in rows]) for k in (0, 1, 3, 4))


def compute(profile: Iterator[np.ndarray], case: dict[str, str]) -> PathLoss:
    f, p, htg, hrg, pol, phi, delta_n, n0 = (float(case[name]) for name in INPUTS.values())
    return p1812.path_loss(*profile, f, p, htg, hrg, int(pol), phi, delta_n, n0)


@pytest.mark.parametrize("path", logs())
def test_every_term_equals_the_published_one_within_a_millionth(path: Path) -> None:
    values = log_values(path)
    out = compute(published_profile(path), values)._asdict()
    # A log gives hst and hsr twice, before and after eq. (92): the names do not tell which.
    checked = [name for name in values if name in PathLoss._fields and name not in ("hst", "hsr")]
    assert len(checked) == 40
    assert {name: out[name] for name in checked} == pytest.approx(
        {name: float(values[name]) for name in checked}, abs=1e-6, rel=0
    )


# --- a path to vary -------------------------------------------------------------------------


def hills(n: int = 41, base: float = 3000.0, relief: float = 40.0) -> np.ndarray:
    x = np.linspace(0.0, 9.0, n)
    return base + relief * (np.sin(1.3 * x) + 0.4 * np.sin(4.1 * x + 1.0) + 0.2 * np.sin(11.0 * x))


def path(
    h: np.ndarray | None = None,
    length: float = 10.0,
    zone: int | np.ndarray = INLAND,
    clutter: float | np.ndarray = 0.0,
    *,
    f: float = 2.6,
    p: float = 50.0,
    htg: float = 30.0,
    hrg: float = 1.5,
    pol: int = 2,
    phi: float = 36.0,
    delta_n: float = 45.0,
    n0: float = 325.0,
    **others: float,
) -> PathLoss:
    h = hills() if h is None else h
    d = np.linspace(0.0, length, h.size)
    clutter, zone = np.broadcast_to(clutter, h.shape), np.broadcast_to(zone, h.shape)
    return p1812.path_loss(d, h, clutter, zone, f, p, htg, hrg, pol, phi, delta_n, n0, **others)


FLAT = np.zeros(41)

# --- 3.6 zones and β0 -----------------------------------------------------------------------

ZONES = np.array([SEA, SEA, SEA, SEA, COASTAL, COASTAL, INLAND, INLAND, INLAND, COASTAL, SEA])


@pytest.mark.parametrize(
    ("zone", "omega", "dtm", "dlm"),
    [
        # Points 1 km apart; a run reaches half way to the next point of another zone.
        (ZONES, 0.4, 6.0, 3.0),  # sea 3.5 + 0.5, land 5 + 2 · 0.5, inland 2 + 2 · 0.5
        (ZONES[::-1], 0.4, 6.0, 3.0),
        (np.full(11, INLAND), 0.0, 10.0, 10.0),
        (np.full(11, COASTAL), 0.0, 10.0, 0.0),
        (np.full(11, SEA), 1.0, 0.0, 0.0),
        # Two runs: the longest counts, not their sum.
        (np.array([4, 4, 1, 4, 4, 4, 4, 1, 1, 4, 4]), 0.3, 4.0, 4.0),
    ],
)
def test_sections_reach_half_way_to_another_zone(zone, omega, dtm, dlm) -> None:
    out = path(np.zeros(11), zone=zone)
    assert (out.omega, out.dtm, out.dlm) == pytest.approx((omega, dtm, dlm), abs=1e-12)


@pytest.mark.parametrize(
    ("phi", "zone", "expected"),
    [
        # dtm = dlm = 10: τ = 1 − exp(−4.12e-4 · 10^2.41) = 0.1004856804,
        # μ1 = (10^(−10 / 15.3367945) + 10^(−2.6578597))^0.2 = 0.7420744084;
        # up to 70°: 10^(1.67 − 0.015 φ) μ1 μ1^(0.0176 φ − 0.935).
        (36.0, INLAND, 10.952029167),
        (-36.0, INLAND, 10.952029167),
        (70.0, INLAND, 2.8311986889),
        # beyond: 4.17 μ1 μ1^0.3
        (70.001, INLAND, 2.8295524318),
        (-75.0, INLAND, 2.8295524318),
        # No land at all: τ = 0, and μ1 = 1.00066 is limited to 1.
        (36.0, SEA, 13.4896288259),
        (80.0, SEA, 4.17),
    ],
)
def test_beta_0_changes_its_form_at_70_degrees(phi, zone, expected) -> None:
    assert path(FLAT, zone=zone, phi=phi).b0 == pytest.approx(expected, abs=1e-8)


def test_beta_0_takes_land_and_inland_sections_apart() -> None:
    # dtm = 6, dlm = 3: τ = 0.0058009181, μ1 = 0.8423353832.
    assert path(np.zeros(11), zone=ZONES).b0 == pytest.approx(11.9658581948, abs=1e-8)
    # dtm = 50, dlm = 20: τ = 0.4304068463, μ1 = 0.2359735526.
    assert climate.beta_0(36.0, 50.0, 20.0) == pytest.approx(4.9190623004, abs=1e-8)


@pytest.mark.parametrize(
    ("delta_n", "expected"), [(0.0, 6371.0), (45.0, 8930.7767857143), (156.0, 6371.0 * 157.0)]
)
def test_effective_radius_grows_with_refraction(delta_n: float, expected: float) -> None:
    assert climate.effective_radii(delta_n) == pytest.approx((expected, 19113.0))


# --- 4.2 free space -------------------------------------------------------------------------


def test_free_space_loss_takes_the_slant_distance() -> None:
    # 1 km apart and 3 km higher: 92.4 + 20 lg 2 + 10 lg (1 + 9).
    h = np.linspace(3000.0, 0.0, 41)
    out = path(h, 1.0, f=2.0, htg=10.0, hrg=10.0)
    assert out.Lbfs == pytest.approx(92.4 + 6.0205999133 + 10.0, abs=1e-9)


def test_focusing_makes_rare_losses_smaller() -> None:
    out = path(FLAT, 3.0, htg=50.0, hrg=50.0, p=1.0)
    # A line of sight: dlt + dlr = d. 2.6 (1 − e^−0.3) lg (1 / 50) = −1.144894
    assert out.line_of_sight
    assert out.Lb0p - out.Lbfs == pytest.approx(2.6 * 0.2591817793 * -1.6989700043, abs=1e-8)


# --- 4.3 diffraction ------------------------------------------------------------------------


def test_p_changes_the_interpolation_on_both_sides_of_beta_0() -> None:
    b0 = path(p=50.0).b0  # 10.952 %
    assert diffraction.interpolation_factor(50.0, b0) == 0.0
    assert diffraction.interpolation_factor(b0, b0) == 1.0
    assert diffraction.interpolation_factor(b0 - 1e-9, b0) == 1.0
    just_above = diffraction.interpolation_factor(b0 + 1e-6, b0)
    assert just_above == pytest.approx(1.0, abs=1e-6)
    # At 20 %: I(0.2) / I(0.10952) = 0.8416 / 1.2292
    exact = NormalDist().inv_cdf(0.2) / NormalDist().inv_cdf(b0 / 100.0)
    assert diffraction.interpolation_factor(20.0, b0) == pytest.approx(exact, abs=5e-4)


@pytest.mark.parametrize("p", [1.0, 10.9, 11.0, 20.0, 50.0])
def test_diffraction_not_exceeded_for_p_lies_between_median_and_beta_0(p: float) -> None:
    out = path(p=p)
    assert out.Ldb < out.Ld50  # a bigger Earth bulges less
    assert out.Ldb <= out.Ldp <= out.Ld50
    assert (out.Ldp == out.Ldb) == (p < out.b0)
    assert (out.Ldp == out.Ld50) == (p == 50.0)


def test_clutter_obstructs_but_is_not_terrain() -> None:
    bare, covered = path(), path(clutter=20.0)
    d = np.linspace(0.0, 10.0, 41)
    g = hills() + 20.0
    g[[0, -1]] -= 20.0  # none on the terminals
    nu, edge, index = p526.obstruction(d, g, g[0] + 30.0, g[-1] + 1.5, AE, 0.2998 / 2.6)
    assert (covered.nu, covered.edge, covered.obstacle) == (nu, edge, index)
    expected = p526.delta_bullington(d, g, 2.6, 30.0, 1.5, 2, AE).Lbulla
    assert covered.Lbulla50 == pytest.approx(expected, abs=1e-9)
    assert covered.Lb > bare.Lb + 5.0
    of_terrain = ("theta_t", "theta_r", "dlt", "dlr", "hm", "hst", "hsr", "hstd", "hsrd", "Lba")
    assert [getattr(covered, n) for n in of_terrain] == [getattr(bare, n) for n in of_terrain]


def test_clutter_on_the_terminals_themselves_obstructs_nothing() -> None:
    clutter = np.zeros(41)
    clutter[[0, -1]] = 50.0
    assert path(clutter=clutter)[:-5] == path()[:-5]


def test_a_terminal_above_its_clutter_by_ten_metres_has_no_variability() -> None:
    clutter = np.zeros(41)
    assert path(hrg=10.0, clutter=clutter, location_pct=90.0).Lloc == 0.0
    clutter[-1] = 5.0  # u = 0.5
    half = path(hrg=10.0, clutter=clutter, location_pct=90.0).Lloc
    clutter[-1] = 10.0
    assert half == pytest.approx(path(hrg=10.0, clutter=clutter, location_pct=90.0).Lloc / 2)


# --- Attachment 1: horizons and roughness ---------------------------------------------------


def test_behind_a_peak_both_horizons_are_the_peak() -> None:
    h = np.zeros(41)
    h[10] = 100.0  # 2.5 km of 10 km
    out = path(h, htg=30.0, hrg=10.0)
    assert not out.line_of_sight
    assert (out.dlt, out.dlr, out.obstacle) == (2.5, 7.5, 10)
    # atan((100 − 30) / 2500 − 2500 / 2 ae) and atan((100 − 10) / 7500 − 7500 / 2 ae), ae in m
    theta_t = 1e3 * math.atan(0.028 - 1.25 / AE)
    theta_r = 1e3 * math.atan(0.012 - 3.75 / AE)
    assert (out.theta_t, out.theta_r) == pytest.approx((theta_t, theta_r), abs=1e-9)
    assert out.theta == pytest.approx(1e4 / AE + theta_t + theta_r, abs=1e-9)


def test_in_sight_both_horizons_are_the_point_nearest_to_the_ray() -> None:
    h = np.zeros(41)
    h[10] = 20.0
    out = path(h, htg=60.0, hrg=60.0)
    assert out.line_of_sight
    assert (out.dlt, out.dlr, out.obstacle) == (2.5, 7.5, 10)
    assert out.theta_t == out.theta_r == pytest.approx(-1e3 * math.atan(5.0 / AE), abs=1e-9)
    assert out.theta == pytest.approx(0.0, abs=1e-6)


def test_roughness_is_the_highest_point_between_the_horizons_over_the_smooth_surface() -> None:
    # Ground rises 3 m/km; the smooth surface is that slope; the peak stands 50 m above it.
    d = np.linspace(0.0, 10.0, 41)
    h = 3.0 * d
    h[8] += 50.0
    assert profile.terrain_roughness(d, h, 4, 12, 0.0, 30.0) == pytest.approx(50.0)
    assert profile.terrain_roughness(d, h, 9, 12, 0.0, 30.0) == pytest.approx(0.0)
    assert profile.terrain_roughness(d, h, 8, 8, 0.0, 30.0) == pytest.approx(50.0)


# --- 4.5 ducting ----------------------------------------------------------------------------


def ducting_by_hand(
    out: PathLoss, f: float, p: float, dct: float = 500.0, dcr: float = 500.0
) -> float:
    """Return Lba [dB], eqs (46) to (56), from the horizons and heights of a path."""

    def shielding(theta: float, horizon: float) -> float:
        beyond = theta - 0.1 * horizon
        if beyond <= 0:
            return 0.0
        return 20 * math.log10(
            1 + 0.361 * beyond * math.sqrt(f * horizon)
        ) + 0.264 * beyond * f ** (1 / 3)

    def coupling(coast: float, horizon: float, height: float) -> float:
        if out.omega >= 0.75 and coast <= horizon and coast <= 5:
            return -3 * math.exp(-0.25 * coast**2) * (1 + math.tanh(0.07 * (50 - height)))
        return 0.0

    fixed = 102.45 + 20 * math.log10(f * (out.dlt + out.dlr))
    fixed += 45.375 - 137 * f + 92.5 * f**2 if f < 0.5 else 0.0
    fixed += shielding(out.theta_t, out.dlt) + shielding(out.theta_r, out.dlr)
    fixed += coupling(dct, out.dlt, out.hts) + coupling(dcr, out.dlr, out.hrs)
    slope = 5e-5 * AE * f ** (1 / 3)
    angle = 1e3 * out.d / AE
    angle += min(out.theta_t, 0.1 * out.dlt) + min(out.theta_r, 0.1 * out.dlr)
    tau = 1 - math.exp(-4.12e-4 * out.dlm**2.41)
    alpha = max(-0.6 - 3.5e-9 * out.d**3.1 * tau, -3.4)
    height = 500 / AE * (out.d / (out.hte**0.5 + out.hre**0.5)) ** 2
    mu2 = min(1.0, height**alpha)
    smooth = out.hm <= 10
    between = min(out.d - out.dlt - out.dlr, 40)
    mu3 = 1.0 if smooth else math.exp(-4.6e-5 * (out.hm - 10) * (43 + 6 * between))
    beta = out.b0 * mu2 * mu3
    lg = math.log10(beta)
    gamma = 1.076 / (2.0058 - lg) ** 1.012
    gamma *= math.exp(-(9.51 - 4.8 * lg + 0.198 * lg**2) * 1e-6 * out.d**1.13)
    time = -12 + (1.2 + 3.7e-3 * out.d) * math.log10(p / beta) + 12 * (p / beta) ** gamma
    return fixed + slope * angle + time


LONG_SEA = np.array([COASTAL, *[SEA] * 39, COASTAL])


@pytest.mark.parametrize("p", [1.0, 10.0, 50.0])
@pytest.mark.parametrize("f", [0.1, 0.499, 0.5, 2.6])
@pytest.mark.parametrize(
    ("h", "length", "zone"),
    [
        (hills(), 10.0, INLAND),
        (hills(relief=1.0), 10.0, INLAND),  # hm below 10 m
        (hills(relief=300.0), 200.0, INLAND),  # horizons more than 40 km apart
        (FLAT, 1000.0, INLAND),  # α limited
        (FLAT, 3.0, INLAND),  # μ2 limited
        (FLAT, 60.0, LONG_SEA),
    ],
    ids=["hills", "smooth", "mountains", "1000 km", "near", "sea"],
)
def test_ducting_loss_is_that_of_its_equations(h, length, zone, f, p) -> None:
    out = path(h, length, zone, f=f, p=p)
    assert out.Lba == pytest.approx(ducting_by_hand(out, f, p), abs=1e-8)


def test_those_paths_are_on_both_sides_of_every_limit_of_ducting() -> None:
    rough, smooth = path(), path(hills(relief=1.0))
    assert rough.hm > 10.0 > smooth.hm
    assert not rough.line_of_sight
    far = path(hills(relief=300.0), 200.0)
    assert far.d - far.dlt - far.dlr > 40.0 > rough.d - rough.dlt - rough.dlr
    assert rough.theta_t > 0.1 * rough.dlt or rough.theta_r > 0.1 * rough.dlr  # shielded
    near = path(FLAT, 3.0)
    assert 500.0 / AE * (3.0 / (near.hte**0.5 + near.hre**0.5)) ** 2 < 1.0
    assert 3.5e-9 * 1000.0**3.1 > 2.8


@pytest.mark.parametrize(
    ("hm", "between", "expected"),
    [
        (9.99, 20.0, 1.0),
        (10.0, 20.0, 1.0),
        (20.0, 20.0, 0.9277620414),  # exp(−4.6e-5 · 10 · (43 + 120))
        (20.0, 40.0, 0.8779373880),  # exp(−4.6e-5 · 10 · (43 + 240))
        (20.0, 99.0, 0.8779373880),
    ],
)
def test_roughness_factor_has_two_limits(hm, between, expected) -> None:
    assert ducting.roughness(hm, between) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("d", "tau", "expected"),
    [
        # Two antennas of 10 m: 500 / ae · (d / √40)²; α = −0.6 − 3.5e-9 d^3.1 τ.
        (1000.0, 1.0, 2.011543154735719e-11),  # α = −7.58, limited to −3.4
        (600.0, 1.0, 3.201604525555978e-06),  # α = −2.033
        (600.0, 0.0, (500 / AE * 9000.0) ** -0.6),
        (5.0, 1.0, 1.0),  # the base is 0.035, the power above 1
    ],
)
def test_geometry_factor_has_two_limits(d, tau, expected) -> None:
    found = ducting.path_geometry(d, 10.0, 10.0, AE, tau)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("side", "other", "height"),
    [("tx_coast_km", "rx_coast_km", 0), ("rx_coast_km", "tx_coast_km", 1)],
)
@pytest.mark.parametrize(
    ("coast", "above_sea", "expected"),
    [
        (1.0, 50.0, -2.3364023492),  # −3 e^(−0.25) (1 + tanh 0)
        (1.0, 30.0, -4.4049400200),  # −3 e^(−0.25) (1 + tanh 1.4)
        (0.0, 50.0, -3.0),
        (5.0, 50.0, -3.0 * math.exp(-6.25)),
        (5.001, 50.0, 0.0),  # too far inland
        (None, 50.0, 0.0),  # on land the default is far from any coast
    ],
)
def test_a_coast_near_a_terminal_strengthens_ducting_over_sea(
    side, other, height, coast, above_sea, expected
) -> None:
    heights = [50.0, 50.0]
    heights[height] = above_sea
    kwargs = {"htg": heights[0], "hrg": heights[1], other: 500.0}
    far = path(FLAT, 60.0, LONG_SEA, **kwargs, **{side: 500.0})
    near = path(FLAT, 60.0, LONG_SEA, **kwargs, **({} if coast is None else {side: coast}))
    assert far.omega >= 0.75
    assert near.Lba - far.Lba == pytest.approx(expected, abs=1e-8)


def test_a_coast_beyond_the_horizon_plays_no_part() -> None:
    h = FLAT.copy()
    h[1] = 200.0  # 1.5 km from the transmitter, and its horizon
    far = path(h, 60.0, LONG_SEA)
    assert far.dlt == 1.5
    assert path(h, 60.0, LONG_SEA, tx_coast_km=1.5).Lba < far.Lba
    assert path(h, 60.0, LONG_SEA, tx_coast_km=1.6).Lba == far.Lba


@pytest.mark.parametrize(("sea", "expected"), [(29, 0.0), (30, -2.3364023492)])
def test_a_coast_counts_from_three_quarters_of_sea_on(sea: int, expected: float) -> None:
    zone = np.full(41, INLAND)  # points 1 km apart
    zone[2 : 2 + sea] = SEA
    near, far = (path(FLAT, 40.0, zone, tx_coast_km=coast, htg=50.0) for coast in (1.0, 500.0))
    assert far.omega == sea / 40
    assert near.Lba - far.Lba == pytest.approx(expected, abs=1e-8)


def test_a_terminal_at_sea_is_at_the_coast() -> None:
    sea = path(FLAT, 60.0, SEA, htg=50.0, hrg=50.0)
    inland = path(FLAT, 60.0, SEA, htg=50.0, hrg=50.0, tx_coast_km=500.0, rx_coast_km=500.0)
    assert sea.Lba - inland.Lba == pytest.approx(-6.0, abs=1e-9)


def test_sea_replaces_the_ground_and_the_interpolation_of_line_of_sight() -> None:
    sea, land = path(FLAT, 60.0, SEA, f=0.1, p=1.0), path(FLAT, 60.0, INLAND, f=0.1, p=1.0)
    assert sea.Ldsph50 < land.Ldsph50 - 1.0
    assert sea.Lminb0p == sea.Lb0p  # (1 − ω) Ldp = 0
    assert land.Lminb0p == pytest.approx(land.Lb0p + land.Ldp, abs=1e-9)


# --- 4.4 and 4.6 ----------------------------------------------------------------------------


def test_troposcatter_loss_is_that_of_its_equation() -> None:
    for f, p in ((2.0, 50.0), (0.5, 1.0)):
        out = path(FLAT, 300.0, f=f, p=p)
        # Lf = 25 lg f − 2.5 lg² (f / 2): 7.5257 and −7.5257 − 0.9062 dB
        Lf = {2.0: 7.5257498916, 0.5: -7.5257498916 - 2.5 * 0.3624761}[f]
        rare = {50.0: 0.0, 1.0: 10.125 * 1.6989700043**0.7}[p]
        expected = 190.1 + Lf + 20 * 2.4771212547 + 0.573 * out.theta - 0.15 * 325.0 - rare
        assert out.Lbs == pytest.approx(expected, abs=1e-6)


def test_far_beyond_the_horizon_troposcatter_is_all_there_is() -> None:
    out = path(FLAT, 600.0)
    assert out.Lbam - out.Lbs > 50.0
    assert out.Lb == pytest.approx(out.Lbs, abs=1e-9)


@pytest.mark.parametrize(
    ("theta", "expected"), [(0.3, 0.5), (0.0, 0.9918374288), (0.6, 0.0081625712)]
)
def test_angular_factor_is_a_step_at_0_3_mrad(theta: float, expected: float) -> None:
    # 1 − 0.5 (1 + tanh(2.4 (θ − 0.3) / 0.3)); tanh 2.4 = 0.9836748577
    assert combination.angular_factor(theta) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("d", "expected"), [(20.0, 0.5), (0.0, 0.9525741268), (40.0, 0.0474258732)]
)
def test_distance_factor_is_a_step_at_20_km(d: float, expected: float) -> None:
    # tanh 1.5 = 0.9051482536
    assert combination.distance_factor(d) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        # η ln(e^(a/η) + e^(b/η)), η = 2.5: the greater loss dominates.
        (100.0, 100.0, 101.7328679514),  # 100 + 2.5 ln 2
        (100.0, 105.0, 105.3173200276),  # 105 + 2.5 ln(1 + e^−2)
        (100.0, 900.0, 900.0),
        (100.0, 5000.0, 5000.0),  # e^2000 has no number
    ],
)
def test_ducting_and_focusing_do_not_overflow(a, b, expected) -> None:
    assert combination.ducting_or_focusing(a, b) == pytest.approx(expected, abs=1e-9)
    assert combination.ducting_or_focusing(b, a) == pytest.approx(expected, abs=1e-9)


def test_of_two_mechanisms_of_equal_strength_the_sum_is_1_5_db_stronger() -> None:
    assert combination.power_sum(150.0, 150.0) == pytest.approx(150.0 - 5 * math.log10(2.0))


def test_ducting_replaces_diffraction_where_it_loses_less() -> None:
    out = path(FLAT, 60.0, SEA, p=1.0)
    assert out.Lminbap < out.Lbd
    assert out.Lbda == pytest.approx(out.Lminbap + (out.Lbd - out.Lminbap) * out.Fk, abs=1e-12)
    inland = path()
    assert inland.Lminbap > inland.Lbd == inland.Lbda


def test_the_blend_with_line_of_sight_follows_the_angle() -> None:
    for out in (path(), path(FLAT, 3.0, htg=10.0), path(hills(relief=2.0), p=1.0)):
        expected = out.Lbda + (out.Lminb0p - out.Lbda) * out.Fj
        assert out.Lbam == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("p", [10.0, 10.95, 10.96, 30.0, 50.0])
def test_line_of_sight_with_diffraction_has_two_forms_about_beta_0(p: float) -> None:
    out = path(p=p)  # β0 = 10.952 %
    expected = out.Lb0p + out.Ldp
    if p > 10.952:
        # Beyond 0.01 mrad this is only a blend; the exact normal quantiles are good to 5e-4.
        Fi = NormalDist().inv_cdf(p / 100.0) / NormalDist().inv_cdf(out.b0 / 100.0)
        expected = out.Lbd50 + (out.Lb0b + out.Ldp - out.Lbd50) * Fi
    assert out.Lminb0p == pytest.approx(expected, abs=5e-3)


# --- 4.7 to 4.10 locations ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.5, 0.0), (0.1, 1.2815515655), (0.01, 2.3263478740), (1e-6, 4.7534243088)],
)
def test_inverse_normal_is_within_its_stated_error(x: float, expected: float) -> None:
    assert normal.inverse_normal(x) == pytest.approx(expected, abs=4.54e-4)
    assert normal.inverse_normal(1.0 - x) == pytest.approx(-expected, abs=4.54e-4)


@pytest.mark.parametrize(("beyond", "limit"), [(0.0, 1e-6), (1.0, 1.0 - 1e-6)])
def test_inverse_normal_is_limited_at_both_ends(beyond: float, limit: float) -> None:
    assert normal.inverse_normal(beyond) == normal.inverse_normal(limit)


@pytest.mark.parametrize(
    ("pct", "expected"),
    [
        # σ = (0.52 + 0.024 · 2.6) · 100^0.28 = 2.1145665910 dB; 1.5 m over no clutter: × 0.85.
        (1.0, -2.326347874 * 1.7973816),
        (50.0, 0.0),
        (99.0, 2.326347874 * 1.7973816),
    ],
)
def test_location_loss_is_the_quantile_of_the_spread(pct: float, expected: float) -> None:
    out = path(location_pct=pct)
    assert out.Lloc == pytest.approx(expected, abs=1e-3)
    assert out.Lb == max(out.Lb0p, out.Lbc + out.Lloc)


def test_loss_is_never_less_than_that_of_free_space_with_focusing() -> None:
    out = path(FLAT, 1.0, htg=50.0, hrg=9.0, location_pct=1.0)
    assert out.Lbc + out.Lloc < out.Lb0p == out.Lb


def test_a_receiver_at_sea_has_no_location_loss() -> None:
    zone = np.full(41, INLAND)
    zone[-1] = SEA
    assert path(zone=zone, location_pct=99.0).Lloc == 0.0
    assert path(zone=INLAND, location_pct=99.0).Lloc > 4.0


def test_standard_deviation_follows_clutter_resolution_and_frequency() -> None:
    full = location.standard_deviation(2.6, 100.0)
    assert full == pytest.approx(2.1145665910, abs=1e-9)
    values = location.standard_deviation(2.6, 100.0, 1.5, [0.0, 1.5, 20.0])
    assert values == pytest.approx([0.85 * 2.1145665910, 2.1145665910, 2.1145665910], abs=1e-9)
    assert location.standard_deviation(2.6, 100.0, 12.0, [1.0]) == 0.0
    # 500 m: 500^0.28 = 5.6975
    assert location.standard_deviation(1.0, 500.0) == pytest.approx(0.544 * 5.6975, abs=1e-3)


def test_location_loss_of_the_kernel_is_zero_at_the_median_to_the_bit() -> None:
    assert location.location_loss(50.0, 3.0) == 0.0
    assert location.location_loss(16.0, 3.0) == pytest.approx(-3.0 * 0.99446, abs=2e-3)


# --- refusals -------------------------------------------------------------------------------

NAMES = {
    "f": "frequency_ghz",
    "p": "time_pct",
    "htg": "tx_height_m",
    "hrg": "rx_height_m",
    "pol": "polarisation",
    "phi": "latitude_deg",
    "length": "distance_km",
}


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("length", 0.25, 0.249),
        ("length", 3000.0, 3000.1),
        ("f", 0.03, 0.0299),
        ("f", 6.0, 6.01),
        ("p", 1.0, 0.99),
        ("p", 50.0, 50.1),
        ("htg", 1.0, 0.99),
        ("htg", 3000.0, 3000.1),
        ("hrg", 1.0, 0.99),
        ("hrg", 3000.0, 3000.1),
        ("phi", -90.0, -90.1),
        ("phi", 90.0, 90.1),
        ("delta_n", 0.0, -0.1),
        ("delta_n", 156.0, 156.1),
        ("location_pct", 1.0, 0.9),
        ("location_pct", 99.0, 99.1),
        ("resolution_m", 50.0, 49.9),
        ("resolution_m", 1000.0, 1000.1),
        ("pol", 1, 0),
        ("pol", 2, 3),
        ("f", 6.0, math.nan),
    ],
)
def test_limits_have_two_sides(name: str, inside: float, outside: float) -> None:
    assert np.isfinite(path(**{name: inside}).Lb)
    full = NAMES.get(name, name)
    with pytest.raises(OutsideValidity, match=f"P.1812: {full} = ") as refused:
        path(**{name: outside})
    assert refused.value.parameter == full


D, ZERO, LAND = np.linspace(0.0, 1.0, 6), np.zeros(6), np.full(6, INLAND)
VOID = np.array([0.0, 0.0, math.nan, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("d", "h", "clutter", "zone", "says"),
    [
        (D, ZERO[:5], ZERO, LAND, "differ in shape"),
        (D[:4], ZERO[:4], ZERO[:4], LAND[:4], "at least 5 points"),
        (D + 0.1, ZERO, ZERO, LAND, "ascend from 0"),
        (D[::-1], ZERO, ZERO, LAND, "ascend from 0"),
        (D, VOID, ZERO, LAND, "crosses a void"),
        (D, ZERO, ZERO[:5], LAND, "clutter .5,. and zones .6,. have not the shape"),
        (D, ZERO, ZERO, LAND[:5], "clutter .6,. and zones .5,. have not the shape"),
        (D, ZERO, VOID, LAND, "clutter heights are numbers from 0"),
        (D, ZERO, ZERO - 1.0, LAND, "clutter heights are numbers from 0"),
        (D, ZERO, ZERO + math.inf, LAND, "clutter heights are numbers from 0"),
        (D, ZERO, ZERO, np.full(6, 2), "zones are 1 .sea., 3 .coastal land. or 4"),
        (D, ZERO, ZERO, np.zeros(6), "zones are 1 .sea., 3 .coastal land. or 4"),
    ],
)
def test_what_is_no_profile_is_refused(d, h, clutter, zone, says) -> None:
    with pytest.raises(ValueError, match=says):
        p1812.path_loss(d, h, clutter, zone, 2.6, 50.0, 30.0, 1.5, 2, 36.0, 45.0, 325.0)


def test_the_short_form_is_the_loss_of_the_long_one() -> None:
    args = (2.6, 10.0, 30.0, 1.5, 1, 36.0, 45.0, 325.0, 90.0)
    d, land = np.linspace(0.0, 10.0, 41), np.full(41, INLAND)
    loss = p1812.basic_transmission_loss(d, hills(), FLAT, land, *args)
    assert loss == p1812.path_loss(d, hills(), FLAT, land, *args).Lb


# --- properties -----------------------------------------------------------------------------

terrains = st.lists(st.floats(0.0, 200.0), min_size=8, max_size=40).map(np.array)
frequencies = st.sampled_from([0.1, 0.7, 2.6, 4.9])
lengths = st.floats(0.3, 30.0)


@given(terrains, lengths, frequencies, st.floats(1.0, 98.0), st.floats(0.5, 1.0))
def test_more_locations_never_have_less_loss(h, length, f, pct, more) -> None:
    low, high = (path(h, length, f=f, location_pct=q).Lb for q in (pct, pct + more))
    assert high >= low


@given(terrains, lengths, frequencies, st.sampled_from([1.0, 10.0, 50.0]), st.integers(1, 5000))
def test_height_above_sea_level_does_not_matter_inland(h, length, f, p, lift) -> None:
    ground = np.round(h)  # so that lifting rounds nothing, and ties stay ties
    low, high = path(ground, length, f=f, p=p), path(ground + lift, length, f=f, p=p)
    assert high.Lb == pytest.approx(low.Lb, abs=1e-9)


@given(
    terrains, lengths, frequencies, st.sampled_from([1.0, 10.0, 50.0]),
    st.floats(1.0, 100.0), st.floats(1.0, 100.0), st.sampled_from([INLAND, COASTAL, SEA]),
)  # fmt: skip
def test_both_directions_have_the_same_loss(h, length, f, p, ht, hr, zone) -> None:
    # Of obstacles of equal ν the last one counts, so a symmetric path has a direction.
    h = h + np.sin(np.arange(h.size) ** 2)
    there = path(h, length, zone, f=f, p=p, htg=ht, hrg=hr)
    back = path(h[::-1], length, zone, f=f, p=p, htg=hr, hrg=ht)
    assert (there.dlt, there.theta_t) == pytest.approx((back.dlr, back.theta_r), abs=1e-6)
    assert there.Lb == pytest.approx(back.Lb, abs=1e-6)


@given(terrains, lengths, frequencies, st.sampled_from([(1.0, 5.0), (10.0, 30.0), (30.0, 50.0)]))
def test_what_is_exceeded_more_often_is_less(h, length, f, pair) -> None:
    rare, often = (path(h, length, f=f, p=p) for p in pair)
    assert rare.Lb0p <= often.Lb0p
    assert rare.Lbs < often.Lbs
    assert rare.Lba < often.Lba


@given(terrains, lengths, frequencies, st.floats(0.0, 30.0))
def test_clutter_along_the_way_never_helps_an_edge(h, length, f, clutter) -> None:
    bare, covered = path(h, length, f=f), path(h, length, f=f, clutter=clutter)
    assert covered.nu >= bare.nu - 1e-9 or not covered.line_of_sight
    assert covered.Lbulla50 >= bare.Lbulla50 - 0.5
